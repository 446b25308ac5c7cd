"""Which pairs of clauses are worth scoring.

Two plans of a few hundred clauses are compared pair by pair. Where that
would be too many, each clause keeps its nearest clauses on the other side,
so that time and memory grow with the number of clauses, not of pairs.
"""

from __future__ import annotations

import numpy as np

from plandiff.matching.pairs import Pairs, compare
from plandiff.matching.sides import Side
from plandiff.matching.spaces import Integers, Space

__all__ = ["candidates"]

_BLOCK = 512


def candidates(
    reference: Side,
    target: Side,
    *,
    nearest: int = 16,
    all_pairs: int = 100_000,
    semantic: bool = False,
) -> Pairs:
    """Choose the pairs of clauses to score.

    Parameters
    ----------
    reference, target : Side
        The prepared documents.
    nearest : int, default 16
        Where there are too many pairs, how many clauses of the other side
        each clause keeps, by words and again by characters.
    all_pairs : int, default 100,000
        Up to this number of pairs, all are scored.
    semantic : bool, default False
        Whether the pairs' meaning is to be measured by the encoder.

    Returns
    -------
    Pairs
        The pairs, sorted by reference clause and then by target clause.

    Notes
    -----
    A pair stays if either clause is among the nearest of the other: the
    halves of a split clause are near to it even where it, being long, is
    nearer to others.
    """
    height, width = len(reference), len(target)
    if height * width <= all_pairs:
        return compare(reference, target, semantic=semantic)
    none = np.zeros(0, np.int64)
    whole = Pairs(reference, target, none, none, semantic)
    codes = np.unique(
        np.concatenate(
            [
                part
                for space in (whole.words, whole.characters)
                for part in _nearest(space, nearest, width)
            ]
        )
    )
    return whole.among(codes // width, codes % width)


def _nearest(space: Space, nearest: int, width: int) -> list[Integers]:
    """Find the nearest clauses from both sides, coded row * width + column."""
    found = []
    for left, right, forward in (
        (*space.unit, True),
        (*space.unit[::-1], False),
    ):
        table = space.cosines
        if table is None:
            across = right.T.tocsr()
        elif not forward:
            table = table.T
        keep = min(nearest, right.shape[0])
        for start in range(0, left.shape[0], _BLOCK):
            part = slice(start, start + _BLOCK)
            block = (
                (left[part] @ across).toarray()
                if table is None
                else table[part]
            )
            best = np.argpartition(-block, keep - 1, axis=1)[:, :keep]
            own = np.repeat(np.arange(start, start + len(block)), keep)
            other = best.ravel()
            touching = block[own - start, other] > 0
            own, other = own[touching], other[touching]
            found.append(
                own * width + other if forward else other * width + own
            )
    return found
