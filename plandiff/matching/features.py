"""What the model sees of a pair: its measures, its rivals, its surroundings.

The raw measures of a pair say little by themselves: 0.3 is high between two
plans and low between two versions of a law. So each main measure is also
set against the pair's rivals (the other pairs of the same reference clause
and of the same target clause); a mean of the main ones also against the
neighbours in the order of the plans; and all against how much the two
documents have in common at all.
"""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from plandiff.matching import measures as similarity
from plandiff.matching import spaces
from plandiff.matching.pairs import Comparison
from plandiff.matching.spaces import Floats, Integers, Space

__all__ = [
    "Features",
    "measures",
    "pair_features",
    "shifted",
    "without_chinese",
]

Features = dict[str, Floats]
"""Feature name to one value per pair."""

_COMPARED = (
    "nearness",
    "word_tfidf",
    "subject_tfidf",
    "character_tfidf",
    "word_containment_reference",
    "word_containment_target",
    "opening_tfidf",
    "opening_meaning",
    "fuzzy",
    "sentences_reference",
    "sentences_target",
    "strongest_sentence",
    "sentence_meaning_reference",
    "sentence_meaning_target",
    "strongest_meaning",
    "semantic",
    "subject_concepts",
    "opening_meaning_in_reference",
    "opening_meaning_in_target",
)
_COMPARED_ENCODED = (
    "encoder",
    "encoder_opening",
    "encoder_opening_in_reference",
    "encoder_opening_in_target",
)

_OF_CHINESE = (
    "semantic",
    "sentence_meaning",
    "strongest_meaning",
    "opening_meaning",
    "concept_",
    "subject_concepts",
    "same_frame",
    "other_part",
)
"""Measures of Chinese words; in other languages they say nothing."""

_EQUAL = 9
"""Values that agree to so many digits are equal."""


def measures(pairs: Comparison) -> Features:
    """Compute every measure of `similarity` for every pair.

    Parameters
    ----------
    pairs : Comparison
        Two prepared documents and the pairs to compare.

    Returns
    -------
    dict of str to numpy.ndarray
        One value in [0, 1] per measure and pair; measures that have a side
        end in ``_reference`` and ``_target``.
    """
    one = {
        "word_tfidf": similarity.word_tfidf,
        "subject_tfidf": similarity.subject_tfidf,
        "character_tfidf": similarity.character_tfidf,
        "fuzzy": similarity.fuzzy,
        "opening_tfidf": similarity.opening_tfidf,
        "opening_meaning": similarity.opening_meaning,
        "heading_tfidf": similarity.heading_tfidf,
        "named_items": similarity.named_items,
        "semantic": similarity.semantic,
        "strongest_sentence": similarity.strongest_sentence,
        "strongest_meaning": similarity.strongest_meaning,
        "concept_tfidf": similarity.concept_tfidf,
        "subject_concepts": similarity.subject_concepts,
        "same_frame": similarity.same_frame,
        "other_part": similarity.other_part,
        "position": similarity.position,
        "length_ratio": similarity.length_ratio,
    }
    two = {
        "word_containment": similarity.word_containment,
        "character_containment": similarity.character_containment,
        "concept_containment": similarity.concept_containment,
        "sentences": similarity.sentence_coverage,
        "sentence_meaning": similarity.sentence_meaning,
        "sentence_lead": similarity.sentence_lead,
        "sentences_won": similarity.sentences_won,
        "opening_in": similarity.opening_in_text,
        "opening_meaning_in": similarity.opening_meaning_in,
    }
    if pairs.semantic:
        one |= {
            "encoder": similarity.encoder,
            "encoder_opening": similarity.encoder_opening,
        }
        two["encoder_opening_in"] = similarity.encoder_opening_in
    found = {name: measure(pairs) for name, measure in one.items()}
    for name, measure in two.items():
        found[f"{name}_reference"], found[f"{name}_target"] = measure(pairs)
    return found


def pair_features(pairs: Comparison) -> Features:
    """Compute all that the model sees of every pair.

    Parameters
    ----------
    pairs : Comparison
        Two prepared documents and the pairs to compare, sorted by
        reference clause and then by target clause.

    Returns
    -------
    dict of str to numpy.ndarray
        The measures; ``blend``, a weighted mean of words, characters and
        containment, 1 for identical texts; ``nearness``, one with headings
        and meaning, by which partners and neighbours are found; and for
        each main measure what `_rivalry` adds.
    """
    found = measures(pairs)
    found["blend"] = (
        found["word_tfidf"]
        + found["character_tfidf"]
        + np.maximum(
            found["word_containment_reference"],
            found["word_containment_target"],
        )
        / 2
    ) / 2.5
    found["nearness"] = (
        found["character_tfidf"]
        + found["word_tfidf"] / 2
        + found["subject_tfidf"] / 2
        + found["semantic"] / 3
    ) / (2 + 1 / 3)
    for name in _COMPARED + _COMPARED_ENCODED * pairs.semantic:
        found |= _rivalry(pairs, name, found[name])
    found |= _unexplained(pairs, found["nearness"])
    found |= _surroundings(pairs, found["nearness"])
    found |= _documents(pairs, found)
    return found


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
        if not name.startswith(_OF_CHINESE)
    }


def shifted(
    pairs: Comparison, values: Floats, down: int, right: int
) -> Floats:
    """Look up for each pair the value of a pair that stands beside it.

    Parameters
    ----------
    pairs : Comparison
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


def _ranked(
    values: Floats, groups: Integers, apart: Floats | None = None
) -> tuple[Integers, Integers]:
    """Sort pairs by group, best first; return order and group starts.

    Of equal values the one less far `apart` comes first, then the earlier.
    """
    keys = (-values, groups) if apart is None else (apart, -values, groups)
    order = np.lexsort(keys)
    sorted_groups = groups[order]
    first = np.flatnonzero(
        np.append(True, sorted_groups[1:] != sorted_groups[:-1])
    )
    return order, first


def _rival(
    values: Floats, groups: Integers, order: Integers, first: Integers
) -> Floats:
    """Find for each pair the best value among the others of its group.

    The pairs are sorted by `_ranked`; 0 where a pair is alone.
    """
    best = values[order[first]]
    second = np.zeros_like(best)
    several = np.append(np.diff(first), len(order) - first[-1:]) > 1
    second[several] = values[order[first[several] + 1]]
    group = np.searchsorted(groups[order[first]], groups)
    result = best[group]
    leaders = order[first]
    result[leaders] = second
    return result


def _reciprocal_rank(order: Integers, first: Integers) -> Floats:
    """Give each pair 1, 1/2 and so on, by its place within its group."""
    sizes = np.append(np.diff(first), len(order) - first[-1:])
    rank = np.arange(len(order)) - np.repeat(first, sizes)
    result = np.empty(len(order))
    result[order] = 1.0 / (1.0 + rank)
    return result


def _rivalry(pairs: Comparison, name: str, values: Floats) -> Features:
    """Set a measure against the rivals on both sides.

    ``_lead`` is the distance to the best other pair, ``_rank`` 1 for the
    best, 1/2 for the second, 0 where nothing is shared, ``_share`` the part
    of the best value; for the pairs of the reference clause and for those
    of the target clause. Of
    equals, such as a phrase that both plans repeat, the pair that stands
    at like places ranks higher.
    """
    found: Features = {}
    apart = 1.0 - similarity.position(pairs)
    for side, groups in (
        ("reference", pairs.rows),
        ("target", pairs.columns),
    ):
        ranked = _ranked(np.round(values, _EQUAL), groups, apart)
        other = _rival(values, groups, *ranked)
        rank = _reciprocal_rank(*ranked)
        found[f"{name}_lead_{side}"] = values - other
        found[f"{name}_rank_{side}"] = np.where(values > 0, rank, 0.0)
        found[f"{name}_share_{side}"] = values / np.maximum(
            np.maximum(values, other), 1e-9
        )
    return found


def _unexplained(pairs: Comparison, values: Floats) -> Features:
    """Measure what a pair has in common beyond the best other pair.

    Of the words of the target clause that its best other partner does not
    have, which share (of the whole clause) has this one? A high value marks
    one half of a merger; the same from the reference's side, of a split.
    """
    space = pairs.words
    found = {}
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
        found[f"unexplained_{side}"] = share / np.maximum(size[groups], 1e-9)
    return found


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


def _surroundings(pairs: Comparison, values: Floats) -> Features:
    """Look at the neighbours in both plans and at the headings above."""
    left, right = (
        np.unique(side.paths, return_inverse=True)[1]
        for side in (pairs.reference, pairs.target)
    )
    blocks = left[pairs.rows] * (right.max() + 1) + right[pairs.columns]
    total = np.bincount(blocks, values)
    size = np.bincount(blocks)
    mean = total / np.maximum(size, 1)
    return {
        "neighbours": (
            shifted(pairs, values, -1, -1) + shifted(pairs, values, 1, 1)
        )
        / 2,
        "section": (mean / max(mean.max(), 1e-9))[blocks],
    }


def _documents(pairs: Comparison, found: Features) -> Features:
    """Say how much the two documents have in common at all."""
    size = len(pairs.rows)
    best = {}
    for name in ("character_tfidf", "fuzzy"):
        highest = np.zeros(len(pairs.target))
        np.maximum.at(highest, pairs.columns, found[name])
        best[name] = float(np.median(highest))
    return {
        "documents_characters": np.full(size, best["character_tfidf"]),
        "documents_fuzzy": np.full(size, best["fuzzy"]),
        "length_reference": np.log1p(pairs.reference.lengths)[pairs.rows] / 8,
        "length_target": np.log1p(pairs.target.lengths)[pairs.columns] / 8,
    }
