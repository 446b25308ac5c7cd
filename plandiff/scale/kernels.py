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
Steps = NDArray[np.uint8]
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


def is_compiled() -> bool:
    """Tell whether numba is installed."""
    return importlib.util.find_spec("numba") is not None


@cache
def compiled() -> Any:
    """Return `nearest_rows`, compiled and kept on disk."""
    import numba

    def compile_(function: Any) -> Any:
        return numba.njit(function, nogil=True, cache=True)

    for name in ("_before", "_push", "_inner", "_from", "_rest", "_settle"):
        if not hasattr(globals()[name], "py_func"):
            globals()[name] = compile_(globals()[name])
    return compile_(nearest_rows)


def nearest_rows(
    first: int,
    last: int,
    starts: Integers,
    columns: Places,
    values: Floats,
    asked_ends: Integers,
    asked_cuts: Places,
    index_ends: Integers,
    index_cuts: Places,
    index_starts: Integers,
    index_rows: Places,
    index_values: Floats,
    rests: Floats,
    index_rest: Floats,
    asked_step: Steps,
    index_step: Steps,
    owner: Places,
    keep: Places,
    minimum: float,
    least: float,
    candidates: int,
    exact: bool,
    found: Places,
    scores: Doubles,
    counts: Places,
) -> None:
    """Find the nearest rows of the rows `first` to `last`.

    Each row collects partial scores over what is left of it and of the
    others. From the first column on that either row leaves out, two rows
    can add at most the product of the lengths of their rests
    (Cauchy-Schwarz): where that cannot lift a partial score to the minimum
    it is passed over. Of the others the `candidates` highest, from `least`
    on, are finished exactly; where none may be missed, also all that could
    still be better than the last of the best.
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
    written = np.zeros(len(index_starts), np.float32)
    for row in range(first, last):
        for place in range(starts[row], starts[row + 1]):
            written[columns[place]] = values[place]
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
        own_rests = rests[:, row].copy()
        own_rest = own_rests[own_step]
        other_rests = rests[own_step]
        wanted = np.float32(minimum - 1e-4)
        likely = 0
        held = 0
        for spot in range(number):
            other = touched[spot]
            score = sums[other]
            if score < least:
                sums[other] = 0.0
                continue
            step = index_step[other]
            if step < own_step:
                upper = score + own_rests[step] * index_rest[other]
            else:
                upper = score + own_rest * other_rests[other]
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
                written,
                asked_cuts,
                index_ends,
                index_cuts,
            )
            finished += 1
        if exact and finished >= keep[row]:
            ranked = np.sort(all_scores[:finished])
            wanted = max(
                wanted, np.float32(ranked[finished - keep[row]] - 1e-4)
            )
        for spot in range(likely):
            other = touched[spot]
            score = sums[other]
            sums[other] = 0.0
            if not exact or score == 0.0 or most[spot] < wanted:
                continue
            all_found[finished] = other
            all_scores[finished] = score + _rest(
                row,
                other,
                starts,
                columns,
                values,
                written,
                asked_cuts,
                index_ends,
                index_cuts,
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
        for place in range(starts[row], starts[row + 1]):
            written[columns[place]] = 0.0
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


def _from(
    low: int,
    high: int,
    columns: Places,
    cut: int,
) -> int:
    """Find where the columns from `cut` on begin in a stretch of a row."""
    while low < high:
        middle = (low + high) // 2
        if columns[middle] < cut:
            low = middle + 1
        else:
            high = middle
    return low


def _rest(
    row: int,
    other: int,
    starts: Integers,
    columns: Places,
    values: Floats,
    written: Floats,
    asked_cuts: Places,
    index_ends: Integers,
    index_cuts: Places,
) -> float:
    """Multiply two rows from where either was cut, exactly.

    The one that asks is written out, so that nothing need be compared.
    """
    place = index_ends[other]
    if asked_cuts[row] < index_cuts[other]:
        place = _from(starts[other], place, columns, asked_cuts[row])
    total = 0.0
    for spot in range(place, starts[other + 1]):
        total += np.float64(written[columns[spot]]) * np.float64(values[spot])
    return total


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
