"""What the model sees of a pair: its measures, its rivals, its surroundings.

The raw measures of a pair say little by themselves: 0.3 is high between two
plans and low between two versions of a law. So each main measure is also
set against the pair's rivals (the other pairs of the same reference clause
and of the same target clause); a mean of the main ones also against the
neighbours in the order of the plans; and all against how much the two
documents have in common at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp

from plandiff.matching import spaces
from plandiff.matching.measures import (
    MEASURES,
    Features,
    Found,
    columns,
    position,
)
from plandiff.matching.pairs import Pairs
from plandiff.matching.spaces import Floats, Integers, Space

__all__ = [
    "Features",
    "Origin",
    "Rivals",
    "measures",
    "origins",
    "other_side",
    "pair_features",
    "rivals_of",
    "shifted",
    "without_chinese",
]

_SIDE = re.compile(r"_(?:reference|target)(?=[_*]|$)")
_OTHER = {"_reference": "_target", "_target": "_reference"}
_EQUAL = 9
"""Values that agree to so many digits are equal."""


def measures(pairs: Pairs) -> Features:
    """Compute every measure for every pair.

    Parameters
    ----------
    pairs : Pairs
        Two prepared documents and the pairs to compare.

    Returns
    -------
    dict of str to numpy.ndarray
        One value in [0, 1] per measure and pair; measures that have a side
        end in ``_reference`` and ``_target``.
    """
    found: Features = {}
    for row in MEASURES:
        if row.needs != "encoder" or pairs.semantic:
            found |= row.values(pairs)
    return found


def pair_features(pairs: Pairs) -> Features:
    """Compute all that the model sees of every pair.

    Parameters
    ----------
    pairs : Pairs
        Two prepared documents and the pairs to compare, sorted by
        reference clause and then by target clause.

    Returns
    -------
    dict of str to numpy.ndarray
        The measures; what `_DERIVED` makes of them; and for each of those
        with `rivals` what `_rivalry` adds.
    """
    found = measures(pairs)
    for row in _DERIVED:
        made = row.of(pairs, found)
        both = made if isinstance(made, tuple) else (made,)
        found |= dict(zip(row.columns, both, strict=True))
    rivals = rivals_of(pairs)
    for measured in (*MEASURES, *_DERIVED):
        for name in measured.columns:
            if measured.rivals and name in found:
                found |= _rivalry(name, found[name], rivals)
    return found


class Origin(NamedTuple):
    """Where a feature comes from.

    Attributes
    ----------
    measure : str
        Name of the measure.
    value : str
        The feature that holds the measure itself, without rivals.
    family : str
        The family of the measure.
    beside : bool
        Whether it says how the pair stands beside its other candidates.
    needs : str
        As of the measure.
    """

    measure: str
    value: str
    family: str
    beside: bool
    needs: str


@cache
def origins() -> dict[str, Origin]:
    """Tell where each feature comes from, by its name.

    Examples
    --------
    >>> origins()["word_containment_target_rank_reference"]
    Origin(measure='word_containment', value='word_containment_target', \
family='wording', beside=True, needs='')
    """
    found = {}
    for row in (*MEASURES, *_DERIVED):
        for value in row.columns:
            plain = Origin(row.name, value, row.family, row.beside, row.needs)
            found[value] = plain
            if row.rivals:
                for name in _rivalry_names(value):
                    found[name] = plain._replace(beside=True)
    return found


def other_side(name: str) -> str:
    """Name a feature as it is called when both documents change places.

    Examples
    --------
    >>> other_side("opening_meaning_in_reference_lead_target*shared")
    'opening_meaning_in_target_lead_reference*shared'
    """
    return _SIDE.sub(lambda found: _OTHER[found[0]], name)


def without_chinese(features: Features) -> Features:
    """Leave out the measures of Chinese words.

    Parameters
    ----------
    features : dict of str to numpy.ndarray
        As from `pair_features`.

    Returns
    -------
    dict of str to numpy.ndarray
        What a model for other languages may look at.
    """
    return {
        name: value
        for name, value in features.items()
        if origins()[name].needs != "chinese"
    }


def shifted(pairs: Pairs, values: Floats, down: int, right: int) -> Floats:
    """Look up for each pair the value of a pair that stands beside it.

    Parameters
    ----------
    pairs : Pairs
        Sorted by reference clause and then by target clause.
    values : numpy.ndarray
        One value per pair.
    down, right : int
        How many clauses further on in the reference and in the target.

    Returns
    -------
    numpy.ndarray
        One value per pair; 0 where there is no such pair.
    """
    width = len(pairs.target)
    codes = pairs.rows * width + pairs.columns
    rows, columns = pairs.rows + down, pairs.columns + right
    inside = (rows >= 0) & (columns >= 0) & (columns < width)
    wanted = rows * width + columns
    place = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    inside &= codes[place] == wanted
    return np.where(inside, values[place], 0.0)


def _ranked(values: Floats, groups: Integers) -> tuple[Integers, Integers]:
    """Sort pairs by group, best first; return order and group starts."""
    order = np.lexsort((-values, groups))
    sorted_groups = groups[order]
    first = np.flatnonzero(
        np.append(True, sorted_groups[1:] != sorted_groups[:-1])
    )
    return order, first


def _rivalry_names(name: str) -> Iterator[str]:
    """Name what `_rivalry` adds to a measure."""
    for side in ("reference", "target"):
        for what in ("lead", "rank", "share"):
            yield f"{name}_{what}_{side}"


class Rivals:
    """The pairs of each clause of one side, ready to be ranked.

    Each array of `grids` holds some clauses, one a row, and the pairs of
    each, those at like places first; rows of fewer pairs are filled up.
    """

    def __init__(self, groups: Integers, apart: Floats) -> None:
        self.size = len(groups)
        order = np.lexsort((apart, groups))
        first = np.flatnonzero(np.diff(groups[order], prepend=-1))
        sizes = np.diff(first, append=self.size)
        classes = np.ceil(np.log2(sizes)).astype(int)
        self.grids = []
        for kind in np.unique(classes):
            rows = np.flatnonzero(classes == kind)
            places = np.arange(sizes[rows].max())
            inside = places < sizes[rows, None]
            wanted = np.where(inside, first[rows, None] + places, 0)
            self.grids.append(np.where(inside, order[wanted], self.size))

    def stand(self, values: Floats) -> tuple[Floats, Floats]:
        """Give the best value of any rival, and the reciprocal rank.

        Of equals, such as a phrase that both plans repeat, the pair that
        stands at like places ranks higher, then the earlier. The best value
        is 0 where a pair has no rival.
        """
        rounded = np.append(np.round(values, _EQUAL), -np.inf)
        padded = np.append(values, 0.0)
        other, rank = np.empty((2, self.size + 1))
        for grid in self.grids:
            ranked = np.take_along_axis(
                grid,
                np.argsort(-rounded[grid], axis=1, kind="stable"),
                axis=1,
            )
            rank[ranked] = 1.0 / (1.0 + np.arange(grid.shape[1]))
            leaders = ranked[:, 0]
            other[grid] = padded[leaders][:, None]
            other[leaders] = padded[ranked[:, 1]] if grid.shape[1] > 1 else 0.0
        return other[:-1], rank[:-1]


def rivals_of(pairs: Pairs) -> tuple[Rivals, Rivals]:
    """Make the pairs ready to be ranked, from both sides."""
    apart = 1.0 - position(pairs)
    return Rivals(pairs.rows, apart), Rivals(pairs.columns, apart)


def _rivalry(
    name: str, values: Floats, rivals: tuple[Rivals, Rivals]
) -> Features:
    """Set a measure against the rivals on both sides.

    ``_lead`` is the distance to the best other pair, ``_rank`` 1 for the
    best, 1/2 for the second, 0 where nothing is shared, ``_share`` the part
    of the best value; for the pairs of the reference clause and for those
    of the target clause.
    """
    found: list[Floats] = []
    for side in rivals:
        other, rank = side.stand(values)
        found += [
            values - other,
            np.where(values > 0, rank, 0.0),
            values / np.maximum(np.maximum(values, other), 1e-9),
        ]
    return dict(zip(_rivalry_names(name), found, strict=True))


def _unexplained(pairs: Pairs, found: Features) -> Found:
    """Measure what a pair has in common beyond the best other pair.

    Of the words of the target clause that its best other partner does not
    have, which share (of the whole clause) has this one? A high value marks
    one half of a merger; the same from the reference's side, of a split.
    """
    space, values = pairs.words, found["nearness"]
    shares = {}
    for side, (own, other, groups, partners) in {
        "target": (space.target, space.reference, pairs.columns, pairs.rows),
        "reference": (
            space.reference,
            space.target,
            pairs.rows,
            pairs.columns,
        ),
    }.items():
        order, first = _ranked(values, groups)
        sizes = np.append(np.diff(first), len(order) - first[-1:])
        best = np.zeros(own.shape[0], np.int64)
        second = np.full(own.shape[0], -1, np.int64)
        owners = groups[order[first]]
        best[owners] = partners[order[first]]
        several = sizes > 1
        second[owners[several]] = partners[order[first[several] + 1]]
        leading = best[groups] == partners
        share = np.zeros(len(values))
        for chosen, explaining in ((~leading, best), (leading, second)):
            rest = _without(own, other, explaining)
            reduced = (
                Space(other, rest, space.weights)
                if side == "target"
                else Space(rest, other, space.weights)
            )
            share[chosen] = spaces.overlap(
                reduced, pairs.rows[chosen], pairs.columns[chosen]
            )
        size = (own > 0) @ space.weights
        shares[side] = share / np.maximum(size[groups], 1e-9)
    return shares["reference"], shares["target"]


def _without(
    own: sp.csr_array, other: sp.csr_array, partner: Integers
) -> sp.csr_array:
    """Leave out of each row the features that its partner's row has."""
    present = (own > 0).astype(float)
    there = (other > 0).astype(float)[np.maximum(partner, 0)]
    alone = sp.diags_array((partner >= 0).astype(float)) @ there
    rest = sp.csr_array(present - present.multiply(alone))
    rest.eliminate_zeros()
    return rest


def _blend(pairs: Pairs, found: Features) -> Floats:
    """Average words, characters and containment; 1 for equal texts."""
    contained = np.maximum(
        found["word_containment_reference"], found["word_containment_target"]
    )
    return (
        found["word_tfidf"] + found["character_tfidf"] + contained / 2
    ) / 2.5


def _nearness(pairs: Pairs, found: Features) -> Floats:
    """Average with headings and meaning too, to find partners."""
    return (
        found["character_tfidf"]
        + found["word_tfidf"] / 2
        + found["subject_tfidf"] / 2
        + found["semantic"] / 3
    ) / (2 + 1 / 3)


def _neighbours(pairs: Pairs, found: Features) -> Floats:
    """Tell how near the clauses before are, and those after."""
    values = found["nearness"]
    return (shifted(pairs, values, -1, -1) + shifted(pairs, values, 1, 1)) / 2


def _section(pairs: Pairs, found: Features) -> Floats:
    """Average how near the clauses under the two headings are."""
    left, right = (
        np.unique(side.paths, return_inverse=True)[1]
        for side in (pairs.reference, pairs.target)
    )
    blocks = left[pairs.rows] * (right.max() + 1) + right[pairs.columns]
    total = np.bincount(blocks, found["nearness"])
    size = np.bincount(blocks)
    mean = total / np.maximum(size, 1)
    section: Floats = (mean / max(mean.max(), 1e-9))[blocks]
    return section


def _usual_best(pairs: Pairs, values: Floats) -> Floats:
    """Give the median, over clauses, of the best value of each.

    The mean of both sides, so that it is the same whichever comes first.
    """
    medians = []
    for side, places in (
        (pairs.reference, pairs.rows),
        (pairs.target, pairs.columns),
    ):
        highest = np.zeros(len(side))
        np.maximum.at(highest, places, values)
        medians.append(float(np.median(highest)))
    return np.full(len(pairs.rows), sum(medians) / 2)


def _lengths(pairs: Pairs, found: Features) -> Found:
    """Tell how long the two clauses are."""
    return (
        np.log1p(pairs.reference.lengths)[pairs.rows] / 8,
        np.log1p(pairs.target.lengths)[pairs.columns] / 8,
    )


@dataclass(frozen=True)
class _Derived:
    """What the measures of a pair, and of others, say together.

    Attributes are those of `Measure`, but `of` takes what was found too.
    """

    name: str
    of: Callable[[Pairs, Features], Found]
    family: str
    sided: bool = False
    rivals: bool = False
    beside: bool = False
    needs: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its values."""
        return columns(self.name, sided=self.sided)


_DERIVED = (
    _Derived("blend", _blend, "wording"),
    _Derived("nearness", _nearness, "wording", rivals=True),
    _Derived("unexplained", _unexplained, "wording", sided=True, beside=True),
    _Derived("neighbours", _neighbours, "place"),
    _Derived("section", _section, "heading"),
    _Derived(
        "documents_characters",
        lambda p, found: _usual_best(p, found["character_tfidf"]),
        "setting",
    ),
    _Derived(
        "documents_fuzzy",
        lambda p, found: _usual_best(p, found["fuzzy"]),
        "setting",
    ),
    _Derived("length", _lengths, "setting", sided=True),
)
"""Each may use what stands above it."""
