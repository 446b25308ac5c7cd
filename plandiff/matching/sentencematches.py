"""Which sentence of one clause answers to which of another.

Where a clause was split, each part answers to some sentences of the old
clause and to no other clause's. So sentences are compared across all the
pairs of clauses at once, and each sentence's best partner is set against
its best partner elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from plandiff.matching.sides import Side
from plandiff.matching.spaces import Floats, Integers

__all__ = ["BothMatches", "SentenceMatches", "match_sentences"]

Likeness = Callable[[Integers, Integers], Floats]

_COMBINATIONS = 1_000_000


@dataclass(frozen=True)
class SentenceMatches:
    """How well each sentence of a clause finds a partner in another clause.

    One entry per pair of clauses and sentence of one side's clause.

    Attributes
    ----------
    size : int
        Number of pairs of clauses.
    pair : numpy.ndarray of int
        The pair of clauses.
    sentence : numpy.ndarray of int
        The sentence, counted over the whole document.
    best : numpy.ndarray of float
        Likeness to the nearest sentence of the other clause, in [0, 1].
    weight : numpy.ndarray of float
        The sentence's share of its clause, by length; sums to 1 per pair.
    """

    size: int
    pair: Integers
    sentence: Integers
    best: Floats
    weight: Floats

    def coverage(self) -> Floats:
        """Average the best partners over each clause; in [0, 1]."""
        return self._sum(self.best)

    def strongest(self) -> Floats:
        """Take the best partner of any sentence; in [0, 1]."""
        found = np.zeros(self.size)
        np.maximum.at(found, self.pair, self.best)
        return found

    def lead(self) -> Floats:
        """Average by how much each partner beats all other clauses.

        Only what a sentence has here and nowhere else counts: 0 where every
        sentence finds an equal partner in another clause; in [0, 1].
        """
        return self._sum(np.maximum(self.best - self._elsewhere(), 0.0))

    def won(self) -> Floats:
        """Add up the sentences that have their best partner here.

        In [0, 1]; a sentence counts by its share of the clause and by how
        good the partner is.
        """
        return self._sum(self.best * (self.best >= self._elsewhere()))

    def _sum(self, values: Floats) -> Floats:
        total = np.bincount(self.pair, values * self.weight, self.size)
        return np.clip(total, 0.0, 1.0)

    def _elsewhere(self) -> Floats:
        """Return each sentence's best partner in any other clause."""
        count = int(self.sentence.max(initial=-1)) + 1
        first = np.zeros(count)
        np.maximum.at(first, self.sentence, self.best)
        leading = self.best == first[self.sentence]
        leaders = np.bincount(self.sentence, leading, count)
        second = np.zeros(count)
        np.maximum.at(second, self.sentence, np.where(leading, 0.0, self.best))
        alone = leading & (leaders[self.sentence] == 1)
        return np.where(alone, second[self.sentence], first[self.sentence])


@dataclass(frozen=True)
class BothMatches:
    """The matches of the reference's sentences and of the target's."""

    reference: SentenceMatches
    target: SentenceMatches

    def each(
        self, what: Callable[[SentenceMatches], Floats]
    ) -> tuple[Floats, Floats]:
        """Sum up both sides."""
        return what(self.reference), what(self.target)


def match_sentences(
    left: Side,
    right: Side,
    rows: Integers,
    columns: Integers,
    likeness: Likeness,
) -> BothMatches:
    """Find the best partner of each sentence in each paired clause.

    Parameters
    ----------
    left, right : Side
        The prepared documents.
    rows, columns : numpy.ndarray of int
        The pairs: index of the reference clause and of the target clause.
    likeness : callable
        Given the numbers of reference sentences and of target sentences,
        how alike each two are, in [0, 1].

    Returns
    -------
    BothMatches
        For the reference's sentences and for the target's.
    """
    heights, widths = left.counts[rows], right.counts[columns]
    forward = _slots(left, rows, heights)
    backward = _slots(right, columns, widths)
    if len(rows) == len(left) * len(right) and _fits(left, right):
        best = _best_of_all(left, right, likeness)
        best = (
            best[0][forward[1], columns[forward[0]]],
            best[1][rows[backward[0]], backward[1]],
        )
    else:
        best = _best_in_parts(left, right, (rows, columns), likeness)
    size = len(rows)
    return BothMatches(
        SentenceMatches(size, *forward[:2], best[0], forward[2]),
        SentenceMatches(size, *backward[:2], best[1], backward[2]),
    )


def _fits(left: Side, right: Side) -> bool:
    """Tell whether all sentences are compared at once."""
    return len(left.sentences) * len(right.sentences) <= _COMBINATIONS


def _best_of_all(
    left: Side, right: Side, likeness: Likeness
) -> tuple[Floats, Floats]:
    """Find the best partner of each sentence in each clause.

    One row a sentence of the reference and one column a clause of the
    target; one row a clause of the reference and one column a sentence of
    the target.
    """
    height, width = len(left.sentences), len(right.sentences)
    values = likeness(
        np.repeat(np.arange(height), width), np.tile(np.arange(width), height)
    ).reshape(height, width)
    return (
        np.maximum.reduceat(values, right.starts, axis=1),
        np.maximum.reduceat(values, left.starts, axis=0),
    )


def _best_in_parts(
    left: Side,
    right: Side,
    pairs: tuple[Integers, Integers],
    likeness: Likeness,
) -> tuple[Floats, Floats]:
    """Find the best partners pair by pair, in bounded memory."""
    rows, columns = pairs
    heights, widths = left.counts[rows], right.counts[columns]
    best = np.zeros(heights.sum()), np.zeros(widths.sum())
    first = np.cumsum(heights) - heights, np.cumsum(widths) - widths
    block = np.cumsum(heights * widths) // _COMBINATIONS
    for number in range(int(block.max(initial=-1)) + 1):
        chosen = np.flatnonzero(block == number)
        if not len(chosen):
            continue
        sizes = (heights * widths)[chosen]
        pair = np.repeat(chosen, sizes)
        place = np.arange(sizes.sum()) - np.repeat(
            np.cumsum(sizes) - sizes, sizes
        )
        own, other = place // widths[pair], place % widths[pair]
        values = likeness(
            left.starts[rows[pair]] + own,
            right.starts[columns[pair]] + other,
        )
        np.maximum.at(best[0], first[0][pair] + own, values)
        np.maximum.at(best[1], first[1][pair] + other, values)
    return best


def _slots(
    side: Side, clauses: Integers, counts: Integers
) -> tuple[Integers, Integers, Floats]:
    """List pair, sentence and weight for every sentence of every pair."""
    pair = np.repeat(np.arange(len(clauses)), counts)
    within = np.arange(len(pair)) - np.repeat(
        np.cumsum(counts) - counts, counts
    )
    sentence = side.starts[clauses][pair] + within
    length = side.sentence_lengths[sentence]
    total = np.bincount(pair, length, len(clauses))
    return pair, sentence, length / total[pair]
