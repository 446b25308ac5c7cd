"""The innermost loops of the search, compiled where numba is installed.

They are plain functions of arrays: `compiled` hands them to numba, and
where it is absent `search` does without. Scores are summed in the order of
the columns, whatever the number of threads, so that the same texts give
the same numbers.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plandiff.scale import counting

__all__ = ["compiled", "is_compiled", "loops", "nearest_rows"]

_FEW = 4000
"""Below so many texts nothing is compiled: it would take longer."""

_HELPERS = "_before", "_push", "_sort", "_rank", "_from", "_rest", "_settle"

Integers = NDArray[np.int64]
Places = NDArray[np.int32]
Steps = NDArray[np.uint8]
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


def is_compiled() -> bool:
    """Tell whether numba is installed."""
    return importlib.util.find_spec("numba") is not None


def loops(size: int, engine: str = "auto") -> Any:
    """Return the compiled loops for so many texts, or nothing.

    Parameters
    ----------
    size : int
        How many texts; for a few, compiling would take longer.
    engine : {"auto", "numba"} or another
        ``auto`` compiles where numba is installed and the texts are many;
        any other does without.
    """
    if engine == "auto":
        chosen = size >= _FEW and is_compiled()
    else:
        chosen = engine == "numba"
    return compiled() if chosen else None


@cache
def compiled() -> Any:
    """Return `nearest_rows` and the loops of `counting`, compiled.

    They are compiled when they are first called, and kept on disk.
    """
    import numba

    def compile_(function: Any) -> Any:
        return numba.njit(function, nogil=True, cache=True)

    for module, helpers in (
        (globals(), _HELPERS),
        (vars(counting), counting.HELPERS),
    ):
        for name in helpers:
            if not hasattr(module[name], "py_func"):
                module[name] = compile_(module[name])
    return SimpleNamespace(
        nearest_rows=compile_(nearest_rows),
        **{
            name: compile_(getattr(counting, name))
            for name in counting.__all__
        },
    )


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
    touched = np.zeros(size + 1, np.uint32)
    partial = np.zeros(size + 1, np.float32)
    most = np.zeros(size + 1, np.float32)
    heap_rows = np.zeros(candidates, np.int32)
    heap_scores = np.zeros(candidates, np.float64)
    all_found = np.zeros(size, np.int32)
    all_scores = np.zeros(size, np.float64)
    ranks = np.zeros(found.shape[1], np.float64)
    best_rows = np.zeros(found.shape[1], np.int32)
    best_scores = np.zeros(found.shape[1], np.float64)
    written = np.zeros(len(index_starts), np.float32)
    for row in range(first, last):
        for place in range(starts[row], starts[row + 1]):
            written[columns[place]] = values[place]
        number = np.uint64(0)
        for place in range(starts[row], asked_ends[row]):
            column = columns[place]
            weight = values[place]
            for entry in range(index_starts[column], index_starts[column + 1]):
                other = index_rows[entry]
                before = sums[other]
                # Without a branch, which no processor could foresee.
                touched[number] = other
                number += np.uint64(before == 0.0)
                sums[other] = before + weight * index_values[entry]
        own = owner[row]
        own_step = asked_step[row]
        own_rests = rests[:, row].copy()
        other_rests = rests[own_step]
        wanted = np.float32(minimum - 1e-4)
        likely = np.uint64(0)
        for spot in range(number):
            other = touched[spot]
            score = sums[other]
            sums[other] = 0.0
            touched[likely] = other
            partial[likely] = score
            likely += np.uint64(score >= least)
        left = np.uint64(0)
        for spot in range(likely):
            other = touched[spot]
            score = partial[spot]
            upper = score + own_rests[min(own_step, index_step[other])] * max(
                index_rest[other], other_rests[other]
            )
            touched[left] = other
            partial[left] = score
            most[left] = upper
            left += np.uint64(upper >= wanted)
        held = 0
        for spot in range(left):
            other = touched[spot]
            if other == row or (own >= 0 and owner[other] == own):
                most[spot] = 0.0
                continue
            held = _push(
                heap_rows,
                heap_scores,
                held,
                candidates,
                partial[spot],
                other,
            )
        _sort(heap_rows, heap_scores, held)
        finished = 0
        ranked = 0
        for spot in range(held):
            other = heap_rows[spot]
            upper = heap_scores[spot] + own_rests[
                min(own_step, index_step[other])
            ] * max(index_rest[other], other_rests[other])
            if upper < wanted:
                continue
            score = heap_scores[spot] + _rest(
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
            all_found[finished] = other
            all_scores[finished] = score
            finished += 1
            ranked = _rank(ranks, ranked, keep[row], score)
            if ranked == keep[row]:
                wanted = max(wanted, np.float32(ranks[ranked - 1] - 1e-4))
        if exact and left > held:
            last_row, last_score = heap_rows[held - 1], heap_scores[held - 1]
            for spot in range(left):
                other = touched[spot]
                if most[spot] < wanted or not _before(
                    last_score, last_row, partial[spot], other
                ):
                    continue
                score = partial[spot] + _rest(
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
                all_found[finished] = other
                all_scores[finished] = score
                finished += 1
                ranked = _rank(ranks, ranked, keep[row], score)
                if ranked == keep[row]:
                    wanted = max(wanted, np.float32(ranks[ranked - 1] - 1e-4))
        counts[row - first] = _settle(
            all_found,
            all_scores,
            finished,
            keep[row],
            minimum,
            float(wanted),
            starts,
            columns,
            values,
            written,
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


def _sort(rows: Places, scores: Doubles, held: int) -> None:
    """Put the best first; they are few, so each is put in its place."""
    for end in range(1, held):
        score, row, place = scores[end], rows[end], end
        while place > 0 and _before(
            score, row, scores[place - 1], rows[place - 1]
        ):
            scores[place] = scores[place - 1]
            rows[place] = rows[place - 1]
            place -= 1
        scores[place], rows[place] = score, row


def _rank(ranks: Doubles, held: int, most: int, score: float) -> int:
    """Keep the `most` highest scores in falling order."""
    if held == most:
        if score <= ranks[held - 1]:
            return held
        held -= 1
    place = held
    while place > 0 and ranks[place - 1] < score:
        ranks[place] = ranks[place - 1]
        place -= 1
    ranks[place] = score
    return held + 1


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
    rows: Places,
    scores: Doubles,
    held: int,
    keep: int,
    minimum: float,
    wanted: float,
    starts: Integers,
    columns: Places,
    values: Floats,
    written: Floats,
    best_rows: Places,
    best_scores: Doubles,
) -> int:
    """Multiply those near the best once more, whole; return how many stay."""
    count = 0
    for spot in range(held):
        if scores[spot] < wanted:
            continue
        other = rows[spot]
        score = 0.0
        for place in range(starts[other], starts[other + 1]):
            score += np.float64(written[columns[place]]) * np.float64(
                values[place]
            )
        score = np.floor(score * 1e6 + 0.5) / 1e6
        if score >= minimum:
            count = _push(best_rows, best_scores, count, keep, score, other)
    _sort(best_rows, best_scores, count)
    return count
