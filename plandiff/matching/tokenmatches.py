"""How well each token of a clause is met by the other clause, by meaning.

A clause of three subjects is, on average, about none of them: one vector
says little of it. So each token is set against its best partner among the
tokens of the other clause (late interaction [1]_), rare ones counting more;
once for all tokens and once for those of the opening. A clause that is near
to everything is no evidence: how near both are to their nearest is taken
away (CSLS [2]_).

References
----------
.. [1] Khattab, Zaharia (2020), ColBERT, SIGIR, arXiv 2004.12832.
.. [2] Conneau et al. (2018), Word translation without parallel data, ICLR,
       arXiv 1710.04087.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from plandiff.matching.knowledge.encoder import Read, read
from plandiff.matching.sides import Side
from plandiff.matching.spaces import Floats, Integers, unit_rows

__all__ = ["TokenMatches", "match_tokens", "without_hubs"]

_PRIOR = 500.0
"""So many tokens without meaning of their own are added to the mean that is
taken away."""
_NEAREST = 10
"""Over so many nearest the nearness of a clause to all is measured."""
_EMPTY = 1e-9
_BLOCK = 1500
"""Tokens of the target that are compared at once."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class TokenMatches:
    """The coverage of each pair, all in [0, 1].

    Attributes
    ----------
    whole : tuple of numpy.ndarray
        How well the reference's tokens are met by the target, and the
        target's by the reference: weighted mean, over tokens, of the cosine
        with the best partner.
    openings : tuple of numpy.ndarray
        The same for the tokens of the reference's opening in the target's
        text, and of the target's in the reference's.
    opposite : tuple of numpy.ndarray
        The same for the tokens of both openings.
    """

    whole: tuple[Floats, Floats]
    openings: tuple[Floats, Floats]
    opposite: tuple[Floats, Floats]


@dataclass(frozen=True, eq=False)
class _Tokens:
    """The tokens of one document, clause by clause.

    Attributes
    ----------
    vectors : numpy.ndarray of float32
        One a token, of length 1.
    starts, counts : numpy.ndarray of int
        For each clause its first token, and how many it has.
    weights, opening : numpy.ndarray of float32
        What each token counts, and what it counts as one of the opening.
    """

    vectors: Vectors
    starts: Integers
    counts: Integers
    weights: Vectors
    opening: Vectors

    def of(self, clause: int) -> slice:
        """Find the tokens of a clause."""
        start = int(self.starts[clause])
        return slice(start, start + int(self.counts[clause]))

    def several(self, clauses: Integers) -> slice | Integers:
        """Find the tokens of clauses in rising order, without a gap or not."""
        first, last = int(clauses[0]), int(clauses[-1])
        if last - first == len(clauses) - 1:  # nothing need be copied
            return slice(self.of(first).start, self.of(last).stop)
        counts = self.counts[clauses]
        moved = self.starts[clauses] - (np.cumsum(counts) - counts)
        found: Integers = np.arange(counts.sum()) + np.repeat(moved, counts)
        return found


def match_tokens(
    reference: Side, target: Side, rows: Integers, columns: Integers
) -> TokenMatches:
    """Find how well the tokens of each pair are met.

    Parameters
    ----------
    reference, target : Side
        The prepared documents.
    rows, columns : numpy.ndarray of int
        The pairs, sorted by reference clause and then by target clause.

    Returns
    -------
    TokenMatches
        See there.

    Raises
    ------
    AlignmentError
        If the `semantic` extra is not installed.
    """
    sides = _tokens(reference, target)
    found = np.zeros((6, len(rows)))
    ends = np.searchsorted(rows, np.arange(len(reference) + 1)).tolist()
    with threadpool_limits(1):  # each product is small
        for row in range(len(reference)):
            _fill(found, slice(*ends[row : row + 2]), row, columns, sides)
    clipped = np.clip(found, 0.0, 1.0)
    return TokenMatches(
        (clipped[0], clipped[1]),
        (clipped[2], clipped[3]),
        (clipped[4], clipped[5]),
    )


def without_hubs(values: Floats, rows: Integers, columns: Integers) -> Floats:
    """Take away how near both clauses of each pair are to their nearest.

    Parameters
    ----------
    values : numpy.ndarray
        In [0, 1], one per pair.
    rows, columns : numpy.ndarray of int
        The pairs.

    Returns
    -------
    numpy.ndarray
        In [0, 1]; one half for a pair that is as near as the ten nearest of
        both are on average.

    Examples
    --------
    >>> pairs = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    >>> without_hubs(np.array([0.9, 0.5, 0.5, 0.1]), *pairs).round(2)
    array([0.7, 0.5, 0.5, 0.3])
    """
    usual = sum(_nearest(values, groups)[groups] for groups in (rows, columns))
    result: Floats = np.clip(0.5 + values - usual / 2, 0.0, 1.0)
    return result


def _nearest(values: Floats, groups: Integers) -> Floats:
    """Average the highest values of each group."""
    size = int(groups.max(initial=-1)) + 1
    order = np.lexsort((-values, groups))
    ordered = groups[order]
    first = np.searchsorted(ordered, np.arange(size))
    high = np.arange(len(order)) - first[ordered] < _NEAREST
    total = np.bincount(ordered[high], values[order][high], size)
    count = np.bincount(ordered[high], minlength=size)
    result: Floats = total / np.maximum(count, 1)
    return result


def _fill(
    found: Floats,
    pairs: slice,
    row: int,
    columns: Integers,
    sides: tuple[_Tokens, _Tokens],
) -> None:
    """Measure the pairs of one reference clause, block by block."""
    left, right = sides
    own, chosen = left.of(row), columns[pairs]
    if own.start == own.stop:
        return
    for part in _blocks(right.counts[chosen]):
        found[:, pairs][:, part] = _met(left, own, right, chosen[part])


def _blocks(counts: Integers) -> Iterator[slice]:
    """Part clauses so that what is compared at once stays near at hand."""
    number = (np.cumsum(counts) - counts) // _BLOCK
    bounds = np.flatnonzero(np.diff(number, prepend=-1, append=-1))
    for start, end in pairwise(bounds.tolist()):
        yield slice(start, end)


def _met(
    left: _Tokens, own: slice, right: _Tokens, chosen: Integers
) -> Floats:
    """Measure one reference clause against several target clauses."""
    counts = right.counts[chosen]
    starts = np.cumsum(counts) - counts
    taken = right.several(chosen)
    alike = right.vectors[taken] @ left.vectors[own].T
    weights, opening = left.weights[own], left.opening[own]
    result = np.zeros((6, len(chosen)))
    some = counts > 0
    bounds = starts[some]
    if not len(bounds):
        return result
    best = np.maximum.reduceat(alike, bounds, axis=0)
    result[0, some] = _mean(best, weights)
    result[2, some] = _mean(best, opening)
    highest = alike.max(axis=1)
    for place, part in ((1, right.weights), (3, right.opening)):
        result[place, some] = _means(highest, part[taken], bounds)
    said = np.flatnonzero(opening)
    inside = right.opening[taken] > 0
    sizes = np.add.reduceat(inside, bounds, dtype=np.int64)
    both = np.flatnonzero(some)[sizes > 0]
    if len(said) and len(both):
        beginning = alike[np.flatnonzero(inside)[:, None], said]
        sizes = sizes[sizes > 0]
        bounds = np.cumsum(sizes) - sizes
        best = np.maximum.reduceat(beginning, bounds, axis=0)
        result[4, both] = _mean(best, opening[said])
        highest = beginning.max(axis=1)
        part = right.opening[taken][inside]
        result[5, both] = _means(highest, part, bounds)
    return result


def _mean(values: Vectors, weights: Vectors) -> Floats:
    """Average each row; 0 where nothing has weight."""
    result: Floats = (values @ weights).astype(float)
    return result / max(float(weights.sum()), _EMPTY)


def _means(values: Vectors, weights: Vectors, bounds: Integers) -> Floats:
    """Average stretches; 0 where nothing has weight."""
    total = np.add.reduceat(values * weights, bounds).astype(float)
    size = np.add.reduceat(weights, bounds)
    result: Floats = np.where(size > 0, total / np.maximum(size, _EMPTY), 0.0)
    return result


def _tokens(reference: Side, target: Side) -> tuple[_Tokens, _Tokens]:
    """Read both documents; weigh tokens by their rarity in the two."""
    sides = (reference, target)
    texts = [read(side.texts) for side in sides]
    rarity = _rarity([*texts[0], *texts[1]])
    states = [
        np.concatenate([clause.states for clause in side]).astype(np.float32)
        for side in texts
    ]
    total = sum(part.sum(axis=0, dtype=float) for part in states) / 127
    centre = total / (sum(map(len, states)) + _PRIOR)
    left, right = (
        _side(side, clauses, part / 127 - centre, rarity)
        for side, clauses, part in zip(sides, texts, states, strict=True)
    )
    return left, right


def _side(
    side: Side,
    clauses: Sequence[Read],
    vectors: Floats,
    rarity: Floats,
) -> _Tokens:
    """Lay out the tokens of one document."""
    counts = np.array([len(clause.ids) for clause in clauses], np.int64)
    ids = np.concatenate([clause.ids for clause in clauses])
    weights = rarity[ids].astype(np.float32)
    inside = [
        _in_opening(clause, text, opening)
        for clause, text, opening in zip(
            clauses, side.texts, side.openings, strict=True
        )
    ]
    return _Tokens(
        unit_rows(vectors.astype(np.float32)),
        np.cumsum(counts) - counts,
        counts,
        weights,
        weights * np.concatenate(inside),
    )


def _in_opening(clause: Read, text: str, opening: str) -> NDArray[np.bool_]:
    """Tell which tokens of a clause lie in its opening."""
    start = max(text.strip().find(opening), 0)
    end = start + len(opening)
    ends = np.cumsum(clause.lengths.astype(np.int64)) - 1
    middle = ends - clause.lengths / 2
    return (middle >= start) & (middle <= end)


def _rarity(clauses: Sequence[Read]) -> Floats:
    """Weigh each piece by how few of the clauses have it."""
    ids = [np.unique(clause.ids) for clause in clauses]
    frequency = np.bincount(np.concatenate(ids))
    result: Floats = np.log((len(clauses) + 1) / (frequency + 0.5))
    return result
