"""Loops that count and weigh runs of letters, compiled where numba is.

They do what `weights` and `search` do by sorting whole arrays, number by
number: what is summed is a whole number, or summed in the same order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "across",
    "count_runs",
    "kept_ends",
    "rest_sums",
    "row_codes",
    "row_values",
]

Integers = NDArray[np.int64]
Places = NDArray[np.int32]
Codes = NDArray[np.uint64]
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

HELPERS = "_mixed", "_names", "_wider"

_SPOT_BITS = 36
_SPOT = (1 << _SPOT_BITS) - 1


def count_runs(
    codes: NDArray[np.uint32], bounds: Integers, copies: Integers, most: int
) -> tuple[Integers, Places, Places, Codes, Integers]:
    """Count the runs of two and three letters of each text.

    Returns where each text's entries begin, the number of the run and its
    count for each entry, and for each run its name and in how many clauses
    it stands. Runs are numbered as they are met; a table of places in
    which each run is looked up grows with them.
    """
    size = len(bounds) - 1
    space = longest = 0
    for text in range(size):
        length = bounds[text + 1] - bounds[text]
        space += max(length - 1, 0) + max(length - 2, 0)
        longest = max(longest, 2 * length)
    starts = np.zeros(size + 1, np.int64)
    runs = np.empty(space, np.int32)
    counts = np.empty(space, np.int32)
    own = np.empty(longest, np.uint64)
    table = np.zeros(1 << 17, np.uint64)
    mask = np.uint64(len(table) // 2 - 1)
    known = entry = 0
    one, seen = np.uint64(1), np.uint64(0)
    for text in range(size):
        number = _names(codes[bounds[text] : bounds[text + 1]], own)
        while 2 * (known + number) > len(table) // 2:
            table = _wider(table)
            mask = np.uint64(len(table) // 2 - 1)
        # Looked at once in passing, the places are at hand below.
        for place in range(number):
            seen |= table[(own[place] & mask) << one]
        begin = entry
        for place in range(number):
            name = own[place] + one
            slot = (own[place] & mask) << one
            while table[slot] != name and table[slot] != 0:
                slot = (slot + np.uint64(2)) & ((mask << one) | one)
            held = table[slot + one]
            spot = np.int64(held & np.uint64(_SPOT))
            if table[slot] == name and spot >= begin:
                counts[spot] += counts[spot] < most
                continue
            run = held >> np.uint64(_SPOT_BITS)
            if table[slot] == 0:
                table[slot] = name
                run = np.uint64(known)
                known += 1
            table[slot + one] = (run << np.uint64(_SPOT_BITS)) | np.uint64(
                entry
            )
            runs[entry] = run
            counts[entry] = 1
            entry += 1
        starts[text + 1] = entry
    names = np.zeros(known, np.uint64)
    for slot in range(0, len(table), 2):
        if table[slot] != 0:
            run = table[slot + 1] >> np.uint64(_SPOT_BITS)
            names[run] = table[slot] - one
    clauses = np.zeros(known, np.int64)
    for text in range(size):
        for place in range(starts[text], starts[text + 1]):
            clauses[runs[place]] += copies[text]
    if seen == 1:  # never: but so it has to be looked at
        clauses[0] += 0
    return starts, runs[:entry].copy(), counts[:entry].copy(), names, clauses


def _names(codes: NDArray[np.uint32], names: Codes) -> int:
    """Write the names of the runs of one text; return how many."""
    number = 0
    for place in range(len(codes) - 1):
        two = (np.uint64(codes[place]) << np.uint64(21)) | np.uint64(
            codes[place + 1]
        )
        names[number] = _mixed(two | np.uint64(1 << 63))
        number += 1
        if place + 2 < len(codes):
            names[number] = _mixed(
                (two << np.uint64(21)) | np.uint64(codes[place + 2])
            )
            number += 1
    return number


def _mixed(run: np.uint64) -> np.uint64:
    """Mix the bits of a run and cut them; see `weights`."""
    run ^= run >> np.uint64(30)
    run *= np.uint64(0xBF58476D1CE4E5B9)
    run ^= run >> np.uint64(27)
    run *= np.uint64(0x94D049BB133111EB)
    run ^= run >> np.uint64(31)
    return run >> np.uint64(20)


def _wider(table: Codes) -> Codes:
    """Return the table of places with twice the room."""
    wider = np.zeros(2 * len(table), np.uint64)
    mask = np.uint64(len(wider) // 2 - 1)
    one = np.uint64(1)
    for old in range(0, len(table), 2):
        if table[old] != 0:
            slot = ((table[old] - one) & mask) << one
            while wider[slot] != 0:
                slot = (slot + np.uint64(2)) & ((mask << one) | one)
            wider[slot] = table[old]
            wider[slot + one] = table[old + 1]
    return wider


def row_codes(
    first: int,
    last: int,
    starts: Integers,
    columns: Places,
    counts: Places,
    shared: Integers,
    lone: Integers,
    codes: Codes,
) -> int:
    """Write row, column and count of some rows as numbers to be sorted.

    Of runs that one clause alone has, which have no column, only the sum
    of the squared counts is kept. Returns how many numbers there are.
    """
    entry = 0
    for row in range(first, last):
        before = entry
        for place in range(starts[row], starts[row + 1]):
            count = np.int64(counts[place])
            if columns[place] < 0:
                lone[row] += count * count
                continue
            codes[entry] = (
                (np.uint64(row - first) << np.uint64(48))
                | (np.uint64(columns[place]) << np.uint64(20))
                | np.uint64(count)
            )
            entry += 1
        shared[row] = entry - before
    return entry


def row_values(
    first: int,
    last: int,
    shared: Integers,
    lone: Integers,
    rarity: Doubles,
    rarest: float,
    codes: Codes,
    columns: Places,
    values: Floats,
) -> None:
    """Weigh the sorted numbers of some rows, each row of length 1."""
    entry = 0
    for row in range(first, last):
        end = entry + shared[row]
        total = 0.0
        for place in range(entry, end):
            column = (codes[place] >> np.uint64(20)) & np.uint64(0xFFFFFFF)
            columns[place] = column
            count = np.float64(codes[place] & np.uint64(0xFFFFF))
            value = count * rarity[column]
            total += value * value
        total += np.float64(lone[row]) * (rarest * rarest)
        length = np.sqrt(total)
        for place in range(entry, end):
            count = np.float64(codes[place] & np.uint64(0xFFFFF))
            values[place] = (count * rarity[columns[place]]) / length
        entry = end


def kept_ends(
    starts: Integers, values: Floats, bound: int, scale: float
) -> Integers:
    """Find for each row where what follows weighs less than the bound."""
    ends = starts[1:].copy()
    for row in range(len(ends)):
        total = np.int64(0)
        place = ends[row]
        while place > starts[row]:
            value = np.float64(values[place - 1])
            total += np.int64(value * value * scale)
            if total >= bound:
                break
            place -= 1
        ends[row] = place
    return ends


def across(
    starts: Integers,
    ends: Integers,
    columns: Places,
    values: Floats,
    width: int,
) -> tuple[Integers, Places, Floats]:
    """Turn rows, up to their ends, into columns of rising rows."""
    begins = np.zeros(width + 1, np.int64)
    for row in range(len(ends)):
        for place in range(starts[row], ends[row]):
            begins[columns[place] + 1] += 1
    for column in range(width):
        begins[column + 1] += begins[column]
    rows = np.empty(begins[width], np.int32)
    weights = np.empty(begins[width], np.float32)
    free = begins[:-1].copy()
    for row in range(len(ends)):
        for place in range(starts[row], ends[row]):
            spot = free[columns[place]]
            free[columns[place]] = spot + 1
            rows[spot] = row
            weights[spot] = values[place]
    return begins, rows, weights


def rest_sums(
    starts: Integers,
    columns: Places,
    values: Floats,
    steps: Places,
    scale: float,
    sums: Integers,
) -> None:
    """Sum the squares of each row from each of some columns on."""
    for row in range(len(starts) - 1):
        place = starts[row + 1]
        total = np.int64(0)
        for step in range(len(steps) - 1, -1, -1):
            while place > starts[row] and columns[place - 1] >= steps[step]:
                value = np.float64(values[place - 1])
                total += np.int64(value * value * scale)
                place -= 1
            sums[step, row] = total
