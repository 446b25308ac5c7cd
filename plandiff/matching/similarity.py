"""How alike two clauses are, one function per measure, all in [0, 1].

Each function takes a `Comparison` and returns one number per pair of it.
To use one alone::

    >>> from plandiff.matching.comparison import compare
    >>> both = compare(["发展农村电商"], ["推进农村电商发展"])
    >>> fuzzy(both).round(2)
    array([0.57])

Measures disagree on purpose: a split clause lies wholly inside the old one
(containment) though the two differ much in length (cosine, edit distance);
a rewritten one shares subjects (words, meaning) and no phrase (characters).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from plandiff.matching import spaces
from plandiff.matching.comparison import Comparison
from plandiff.matching.spaces import Floats, Integers

__all__ = [
    "character_containment",
    "character_tfidf",
    "fuzzy",
    "heading_tfidf",
    "length_ratio",
    "named_items",
    "opening_in_text",
    "opening_tfidf",
    "position",
    "sentence_coverage",
    "word_containment",
    "word_tfidf",
]

_EDIT_LENGTH = 2000
_ITEM_SCALE = 3.0
_COMBINATIONS = 1_000_000


def word_tfidf(pairs: Comparison) -> Floats:
    """Compare words, rare ones counting more.

    Returns
    -------
    numpy.ndarray
        Cosine of TF-IDF vectors over words, one per pair, in [0, 1].
    """
    return spaces.cosine(pairs.words, pairs.rows, pairs.columns)


def character_tfidf(pairs: Comparison) -> Floats:
    """Compare runs of two to four characters, rare ones counting more.

    Returns
    -------
    numpy.ndarray
        Cosine of TF-IDF vectors over character 2- to 4-grams, in [0, 1].
    """
    return spaces.cosine(pairs.characters, pairs.rows, pairs.columns)


def fuzzy(pairs: Comparison) -> Floats:
    """Compare character by character, in order.

    Returns
    -------
    numpy.ndarray
        RapidFuzz's ``ratio``: twice the longest common subsequence over
        the summed lengths, of letters and digits, in [0, 1]; 0 where a
        text has none. Texts are compared up to their 2,000th letter.
    """
    left = [text[:_EDIT_LENGTH] for text in pairs.reference.keys]
    right = [text[:_EDIT_LENGTH] for text in pairs.target.keys]
    scores = process.cpdist(
        [left[row] for row in pairs.rows],
        [right[column] for column in pairs.columns],
        scorer=fuzz.ratio,
    )
    empty = _empty(left)[pairs.rows] | _empty(right)[pairs.columns]
    return np.where(empty, 0.0, scores.astype(float) / 100.0)


def word_containment(pairs: Comparison) -> tuple[Floats, Floats]:
    """Measure how much of each clause's words the other has.

    Returns
    -------
    tuple of numpy.ndarray
        Share of the reference's words, weighted by rarity, that the target
        has, and of the target's that the reference has; each in [0, 1].
    """
    return spaces.containment(pairs.words, pairs.rows, pairs.columns)


def character_containment(pairs: Comparison) -> tuple[Floats, Floats]:
    """Measure how much of each clause's character runs the other has.

    Returns
    -------
    tuple of numpy.ndarray
        As `word_containment`, over character 2- to 4-grams.
    """
    return spaces.containment(pairs.characters, pairs.rows, pairs.columns)


def sentence_coverage(pairs: Comparison) -> tuple[Floats, Floats]:
    """Measure how well each sentence finds a partner in the other clause.

    Returns
    -------
    tuple of numpy.ndarray
        The mean, over the sentences of the reference clause and weighted
        by their length, of the best cosine with a sentence of the target
        clause; and the same from the target's side. Each in [0, 1].
    """
    left, right = pairs.reference, pairs.target
    forward = np.zeros(len(pairs.rows))
    backward = np.zeros(len(pairs.rows))
    combinations = left.counts[pairs.rows] * right.counts[pairs.columns]
    block = np.cumsum(combinations) // _COMBINATIONS
    for number in np.unique(block):
        chosen = np.flatnonzero(block == number)
        forward[chosen], backward[chosen] = _sentence_block(pairs, chosen)
    return forward, backward


def opening_tfidf(pairs: Comparison) -> Floats:
    """Compare run-in titles, or first phrases, by their words.

    Returns
    -------
    numpy.ndarray
        Cosine of TF-IDF vectors over the words of the openings, in [0, 1].
    """
    return spaces.cosine(pairs.openings, pairs.rows, pairs.columns)


def opening_in_text(pairs: Comparison) -> tuple[Floats, Floats]:
    """Measure how much of each clause's opening the other clause takes up.

    Returns
    -------
    tuple of numpy.ndarray
        Share of the words, weighted by rarity, of the reference's opening
        that the target's text has; and the reverse. Each in [0, 1].
    """
    forward, _ = spaces.containment(
        pairs.reference_openings, pairs.rows, pairs.columns
    )
    _, backward = spaces.containment(
        pairs.target_openings, pairs.rows, pairs.columns
    )
    return forward, backward


def heading_tfidf(pairs: Comparison) -> Floats:
    """Compare the headings above the clauses.

    Returns
    -------
    numpy.ndarray
        Cosine of TF-IDF vectors over character 2-grams, in [0, 1]; 0 where
        a clause stands under no heading.
    """
    return spaces.cosine(pairs.headings, pairs.rows, pairs.columns)


def named_items(pairs: Comparison) -> Floats:
    """Compare numbers, cited titles 《》 and quoted terms “”.

    Returns
    -------
    numpy.ndarray
        ``1 - exp(-w / 3)`` of the summed rarity `w` of shared items, in
        [0, 1]: 0 when none is shared.
    """
    shared = spaces.overlap(pairs.named, pairs.rows, pairs.columns)
    return 1.0 - np.exp(-shared / _ITEM_SCALE)


def position(pairs: Comparison) -> Floats:
    """Compare where in its document each clause stands.

    Returns
    -------
    numpy.ndarray
        1 less the distance of the relative places, in [0, 1].
    """
    left = pairs.rows / max(len(pairs.reference) - 1, 1)
    right = pairs.columns / max(len(pairs.target) - 1, 1)
    return 1.0 - np.abs(left - right)


def length_ratio(pairs: Comparison) -> Floats:
    """Compare how long the clauses are.

    Returns
    -------
    numpy.ndarray
        Letters of the shorter over letters of the longer, in [0, 1].
    """
    left = pairs.reference.lengths[pairs.rows]
    right = pairs.target.lengths[pairs.columns]
    return np.minimum(left, right) / np.maximum(np.maximum(left, right), 1.0)


def _sentence_block(
    pairs: Comparison, chosen: Integers
) -> tuple[Floats, Floats]:
    """Measure `sentence_coverage` for a block of the pairs."""
    left, right = pairs.reference, pairs.target
    rows, columns = pairs.rows[chosen], pairs.columns[chosen]
    heights, widths = left.counts[rows], right.counts[columns]
    sizes = heights * widths
    pair = np.repeat(np.arange(len(chosen)), sizes)
    place = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    own = left.starts[rows][pair] + place // widths[pair]
    other = right.starts[columns][pair] + place % widths[pair]
    values = spaces.cosine(pairs.sentence_characters, own, other)
    results = []
    for side, clauses, counts, sentence in (
        (left, rows, heights, own),
        (right, columns, widths, other),
    ):
        first = np.cumsum(counts) - counts
        slot = first[pair] + sentence - side.starts[clauses][pair]
        best = np.zeros(int(counts.sum()))
        np.maximum.at(best, slot, values)
        owner = np.repeat(np.arange(len(chosen)), counts)
        within = np.arange(len(best)) - np.repeat(first, counts)
        weight = side.sentence_lengths[side.starts[clauses][owner] + within]
        total = np.bincount(owner, weight, len(chosen))
        results.append(np.bincount(owner, best * weight, len(chosen)) / total)
    return np.clip(results[0], 0.0, 1.0), np.clip(results[1], 0.0, 1.0)


def _empty(texts: list[str]) -> NDArray[np.bool_]:
    return np.array([not text for text in texts], dtype=bool)
