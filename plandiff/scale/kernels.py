"""The innermost loops of the search, compiled where numba is installed.

They are plain functions of arrays: `compiled` hands them to numba, and
where it is absent `search` does without. Scores are summed in the order of
the columns, whatever the number of threads, so that the same texts give
the same numbers.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["compiled", "is_compiled", "nearest_rows"]

Integers = NDArray[np.int64]
Places = NDArray[np.int32]
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


def is_compiled() -> bool:
    """Tell whether numba is installed."""
    return importlib.util.find_spec("numba") is not None


@cache
def compiled(exact: bool) -> Any:
    """Return `nearest_rows` or `all_rows`, compiled, kept on disk."""
    import numba

    def compile_(function: Any) -> Any:
        return numba.njit(function, nogil=True, cache=True)

    for name in ("_before", "_push", "_inner", "_rest", "_settle"):
        if not hasattr(globals()[name], "py_func"):
            globals()[name] = compile_(globals()[name])
    return compile_(all_rows if exact else nearest_rows)


def nearest_rows(
    first: int,
    last: int,
    starts: Integers,
    columns: Places,
    values: Floats,
    asked_ends: Integers,
    asked_cuts: Places,
    index_starts: Integers,
    index_rows: Places,
    index_values: Floats,
    index_cuts: Places,
    owner: Places,
    keep: Places,
    minimum: float,
    least: float,
    candidates: int,
    found: Places,
    scores: Doubles,
    counts: Places,
) -> None:
    """Find the nearest rows of the rows `first` to `last`, in a few steps.

    Each row collects partial scores over what is left of it and of the
    others; the `candidates` highest from `least` on are finished exactly.
    """
    size = len(starts) - 1
    sums = np.zeros(size, np.float32)
    touched = np.zeros(size, np.int32)
    heap_rows = np.zeros(candidates, np.int32)
    heap_scores = np.zeros(candidates, np.float64)
    best_rows = np.zeros(found.shape[1], np.int32)
    best_scores = np.zeros(found.shape[1], np.float64)
    for row in range(first, last):
        number = 0
        for place in range(starts[row], asked_ends[row]):
            column = columns[place]
            weight = values[place]
            for entry in range(index_starts[column], index_starts[column + 1]):
                other = index_rows[entry]
                before = sums[other]
                if before == 0.0:
                    touched[number] = other
                    number += 1
                sums[other] = before + weight * index_values[entry]
        held = 0
        own = owner[row]
        for spot in range(number):
            other = touched[spot]
            score = sums[other]
            sums[other] = 0.0
            if (
                score < least
                or other == row
                or (own >= 0 and owner[other] == own)
            ):
                continue
            held = _push(
                heap_rows, heap_scores, held, candidates, score, other
            )
        for spot in range(held):
            other = heap_rows[spot]
            heap_scores[spot] += _rest(
                row,
                other,
                starts,
                columns,
                values,
                min(asked_cuts[row], index_cuts[other]),
            )
        counts[row - first] = _settle(
            row,
            heap_rows,
            heap_scores,
            held,
            keep[row],
            minimum,
            starts,
            columns,
            values,
            best_rows,
            best_scores,
        )
        for spot in range(counts[row - first]):
            found[row - first, spot] = best_rows[spot]
            scores[row - first, spot] = best_scores[spot]


def all_rows(
    first: int,
    last: int,
    starts: Integers,
    columns: Places,
    values: Floats,
    asked_ends: Integers,
    asked_cuts: Places,
    index_starts: Integers,
    index_rows: Places,
    index_values: Floats,
    index_cuts: Places,
    rests: Floats,
    asked_step: Places,
    index_step: Places,
    owner: Places,
    keep: Places,
    minimum: float,
    candidates: int,
    found: Places,
    scores: Doubles,
    counts: Places,
) -> None:
    """Find the nearest rows of the rows `first` to `last`, missing none.

    From the first column on that either row leaves out, two rows can add at
    most the product of the lengths of their rests (Cauchy-Schwarz): where
    that cannot lift a partial score to the minimum and to the last of the
    best, it is passed over; all others are finished exactly.
    """
    size = len(starts) - 1
    sums = np.zeros(size, np.float32)
    touched = np.zeros(size, np.int32)
    most = np.zeros(size, np.float32)
    heap_rows = np.zeros(candidates, np.int32)
    heap_scores = np.zeros(candidates, np.float64)
    all_found = np.zeros(size, np.int32)
    all_scores = np.zeros(size, np.float64)
    best_rows = np.zeros(found.shape[1], np.int32)
    best_scores = np.zeros(found.shape[1], np.float64)
    for row in range(first, last):
        number = 0
        for place in range(starts[row], asked_ends[row]):
            column = columns[place]
            weight = values[place]
            for entry in range(index_starts[column], index_starts[column + 1]):
                other = index_rows[entry]
                before = sums[other]
                if before == 0.0:
                    touched[number] = other
                    number += 1
                sums[other] = before + weight * index_values[entry]
        own = owner[row]
        own_step = asked_step[row]
        own_rests = rests[row]
        wanted = np.float32(minimum - 1e-4)
        likely = 0
        held = 0
        for spot in range(number):
            other = touched[spot]
            score = sums[other]
            step = min(own_step, index_step[other])
            upper = score + own_rests[step] * rests[other, step]
            if (
                upper < wanted
                or other == row
                or (own >= 0 and owner[other] == own)
            ):
                sums[other] = 0.0
                continue
            touched[likely] = other
            most[likely] = upper
            likely += 1
            held = _push(
                heap_rows, heap_scores, held, candidates, score, other
            )
        finished = 0
        for spot in range(held):
            other = heap_rows[spot]
            sums[other] = 0.0
            all_found[finished] = other
            all_scores[finished] = heap_scores[spot] + _rest(
                row,
                other,
                starts,
                columns,
                values,
                min(asked_cuts[row], index_cuts[other]),
            )
            finished += 1
        if finished >= keep[row]:
            ranked = np.sort(all_scores[:finished])
            wanted = max(
                wanted, np.float32(ranked[finished - keep[row]] - 1e-4)
            )
        for spot in range(likely):
            other = touched[spot]
            score = sums[other]
            sums[other] = 0.0
            if score == 0.0 or most[spot] < wanted:
                continue
            all_found[finished] = other
            all_scores[finished] = score + _rest(
                row,
                other,
                starts,
                columns,
                values,
                min(asked_cuts[row], index_cuts[other]),
            )
            finished += 1
        counts[row - first] = _settle(
            row,
            all_found,
            all_scores,
            finished,
            keep[row],
            minimum,
            starts,
            columns,
            values,
            best_rows,
            best_scores,
        )
        for spot in range(counts[row - first]):
            found[row - first, spot] = best_rows[spot]
            scores[row - first, spot] = best_scores[spot]


def _before(score: float, row: int, other: float, other_row: int) -> bool:
    """Whether the first of two is the better: higher, or earlier."""
    return score > other or (score == other and row < other_row)


def _push(
    rows: Places,
    scores: Doubles,
    held: int,
    most: int,
    score: float,
    row: int,
) -> int:
    """Keep the `most` best in a heap whose first is the worst."""
    if held < most:
        place = held
        held += 1
        while place > 0:
            above = (place - 1) // 2
            if not _before(scores[above], rows[above], score, row):
                break
            scores[place], rows[place] = scores[above], rows[above]
            place = above
        scores[place], rows[place] = score, row
        return held
    if not _before(score, row, scores[0], rows[0]):
        return held
    place = 0
    while True:
        below = 2 * place + 1
        if below >= held:
            break
        right = below + 1
        if right < held and _before(
            scores[below], rows[below], scores[right], rows[right]
        ):
            below = right
        if not _before(score, row, scores[below], rows[below]):
            break
        scores[place], rows[place] = scores[below], rows[below]
        place = below
    scores[place], rows[place] = score, row
    return held


def _inner(
    left: int,
    left_end: int,
    right: int,
    right_end: int,
    columns: Places,
    values: Floats,
) -> float:
    """Multiply two stretches of rows, column by column."""
    total = 0.0
    while left < left_end and right < right_end:
        here, there = columns[left], columns[right]
        if here == there:
            total += np.float64(values[left]) * np.float64(values[right])
            left += 1
            right += 1
        elif here < there:
            left += 1
        else:
            right += 1
    return total


def _rest(
    row: int,
    other: int,
    starts: Integers,
    columns: Places,
    values: Floats,
    cut: int,
) -> float:
    """Multiply two rows from a column on, which partial scores left out."""
    left_end, right_end = starts[row + 1], starts[other + 1]
    left = starts[row] + np.searchsorted(columns[starts[row] : left_end], cut)
    right = starts[other] + np.searchsorted(
        columns[starts[other] : right_end], cut
    )
    return _inner(left, left_end, right, right_end, columns, values)


def _settle(
    row: int,
    rows: Places,
    scores: Doubles,
    held: int,
    keep: int,
    minimum: float,
    starts: Integers,
    columns: Places,
    values: Floats,
    best_rows: Places,
    best_scores: Doubles,
) -> int:
    """Multiply those near the best once more, whole; return how many stay."""
    wanted = minimum
    if held > keep:
        ranked = np.sort(scores[:held])
        wanted = max(minimum, ranked[held - keep])
    count = 0
    for spot in range(held):
        if scores[spot] < wanted - 1e-4:
            continue
        other = rows[spot]
        score = _inner(
            starts[row],
            starts[row + 1],
            starts[other],
            starts[other + 1],
            columns,
            values,
        )
        score = np.floor(score * 1e6 + 0.5) / 1e6
        if score >= minimum:
            count = _push(best_rows, best_scores, count, keep, score, other)
    for end in range(1, count):  # few, so each is put in its place
        score, other, place = best_scores[end], best_rows[end], end
        while place > 0 and _before(
            score, other, best_scores[place - 1], best_rows[place - 1]
        ):
            best_scores[place] = best_scores[place - 1]
            best_rows[place] = best_rows[place - 1]
            place -= 1
        best_scores[place], best_rows[place] = score, other
    return count
