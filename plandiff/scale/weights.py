"""How much each run of characters says of a text: TF-IDF, made quickly.

Runs of two and three letters are hashed as numbers, without a vocabulary:
two letters fill 42 bits and three 63, so that a run is a number of its own
before it is mixed, and texts are counted by sorting numbers. Columns are
numbered by how many clauses have the run, the rarest first, so that what a
text shares with few others stands at the beginning of its row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plandiff.scale.texts import Integers, Texts

__all__ = ["Weights", "trimmed", "weigh"]

Floats = NDArray[np.float32]
Codes = NDArray[np.uint64]

_CHUNK = 8192
"""So many texts are counted at once."""

_COUNT_BITS = 20
_RUN_BITS = 64 - _COUNT_BITS
_ROW_BITS = 16
_COLUMN_BITS = 64 - _ROW_BITS - _COUNT_BITS
_MOST = (1 << _COUNT_BITS) - 1


@dataclass(frozen=True, eq=False)
class Weights:
    """The weights of all texts, row by row, as a sparse matrix.

    Attributes
    ----------
    starts : numpy.ndarray of int64
        Row i is ``starts[i]`` to ``starts[i + 1]``.
    columns : numpy.ndarray of int32
        In rising order within a row: the rarest run first.
    values : numpy.ndarray of float32
        Each row has length 1 together with the runs that it alone has,
        which are left out.
    width : int
        Number of columns.
    clauses : numpy.ndarray of int64
        For each column how many clauses have it.
    """

    starts: Integers
    columns: NDArray[np.int32]
    values: Floats
    width: int
    clauses: Integers

    def __len__(self) -> int:
        return len(self.starts) - 1


def weigh(texts: Texts) -> Weights:
    """Weigh the runs of two and three letters of each text.

    Parameters
    ----------
    texts : Texts
        The distinct texts. Each clause counts for the rarity of a run,
        also where it repeats another.

    Returns
    -------
    Weights
        Term frequency times ``ln((1 + n) / (1 + df)) + 1``, rows of length
        1, as scikit-learn weighs by default.
    """
    counted, rows = _counted(texts)
    columns, clauses, width = _numbered(counted, rows, texts.copies)
    rarity = (
        np.log((1.0 + len(texts.ids)) / (1.0 + clauses.astype(float))) + 1.0
    )
    lone = clauses < 2
    first = int(lone.sum())  # columns of rising frequency: the lone first
    starts = np.zeros(len(texts) + 1, np.int64)
    indices: list[NDArray[np.int32]] = []
    data: list[Floats] = []
    bounds = np.searchsorted(rows, np.arange(len(texts) + 1))
    for low in range(0, len(texts), _CHUNK):
        high = min(low + _CHUNK, len(texts))
        part = slice(bounds[low], bounds[high])
        code = (rows[part] - low).astype(np.uint64)
        code <<= np.uint64(_COLUMN_BITS)
        code |= columns[part].astype(np.uint64)
        code <<= np.uint64(_COUNT_BITS)
        code |= counted[part] & np.uint64(_MOST)
        code.sort()
        count = (code & np.uint64(_MOST)).astype(float)
        code >>= np.uint64(_COUNT_BITS)
        column = (code & np.uint64((1 << _COLUMN_BITS) - 1)).astype(np.int64)
        row = (code >> np.uint64(_COLUMN_BITS)).astype(np.int64)
        value = count * rarity[column]
        length = np.sqrt(np.bincount(row, value * value, minlength=high - low))
        shared = column >= first
        row, column = row[shared], column[shared]
        indices.append((column - first).astype(np.int32))
        data.append((value[shared] / length[row]).astype(np.float32))
        starts[low + 1 : high + 1] = np.bincount(row, minlength=high - low)
    none = [np.zeros(0, np.int32)], [np.zeros(0, np.float32)]
    return Weights(
        np.cumsum(starts),
        np.concatenate(indices or none[0]),
        np.concatenate(data or none[1]),
        width - first,
        clauses[first:],
    )


def trimmed(weights: Weights, bound: float) -> Integers:
    """Say where each row may end when its commonest runs are left out.

    Parameters
    ----------
    weights : Weights
        Rows with the rarest runs first.
    bound : float
        The squared weight of what is left out stays below it.

    Returns
    -------
    numpy.ndarray of int64
        For each row the end of what is kept.
    """
    ends = weights.starts[1:].copy()
    if bound <= 0:
        return ends
    for low in range(0, len(weights), _CHUNK):
        starts = weights.starts[low : low + _CHUNK + 1]
        first, places = starts[0], starts - starts[0]
        part = weights.values[first : starts[-1]].astype(float)
        sums = np.append(0.0, np.cumsum(part**2))
        rest = np.repeat(sums[places[1:]], np.diff(places)) - sums[:-1]
        # What follows weighs ever less: the kept are the first of a row.
        counts = np.append(0, np.cumsum(rest >= bound))
        kept = counts[places[1:]] - counts[places[:-1]]
        ends[low : low + _CHUNK] = starts[:-1] + kept
    return ends


def _counted(texts: Texts) -> tuple[Codes, NDArray[np.int32]]:
    """Count the runs of each text: run and count in one number, and row."""
    found: list[Codes] = []
    rows: list[NDArray[np.int32]] = []
    size = len(texts)
    for low in range(0, size, _CHUNK):
        high = min(low + _CHUNK, size)
        bounds = texts.bounds[low : high + 1]
        codes = texts.codes[bounds[0] : bounds[-1]].astype(np.uint64)
        row = np.repeat(
            np.arange(high - low, dtype=np.uint64), np.diff(bounds)
        )
        runs = _runs(codes, row)
        runs.sort()
        starts = np.flatnonzero(np.append(True, runs[1:] != runs[:-1]))
        if not len(runs):
            continue
        count = np.diff(np.append(starts, len(runs)))
        unique = runs[starts]
        rows.append((unique >> np.uint64(48)).astype(np.int32) + low)
        name = (unique << np.uint64(_ROW_BITS)) >> np.uint64(_COUNT_BITS)
        name <<= np.uint64(_COUNT_BITS)
        found.append(name | np.minimum(count, _MOST).astype(np.uint64))
    if not found:
        return np.zeros(0, np.uint64), np.zeros(0, np.int32)
    return np.concatenate(found), np.concatenate(rows)


def _runs(codes: Codes, row: Codes) -> Codes:
    """Return the mixed number of each run, its row in front."""
    wide = np.uint64(21)
    two = (codes[:-1] << wide) | codes[1:]
    three = (two[:-1] << wide) | codes[2:] if len(two) else two
    two = two | np.uint64(1 << 63)
    parts = []
    for run, apart in ((two, 1), (three, 2)):
        if not len(run):
            continue
        inside = row[apart:] == row[:-apart]
        mixed = _mixed(run[inside])
        parts.append(
            (mixed >> np.uint64(_ROW_BITS))
            | (row[apart:][inside] << np.uint64(48))
        )
    return np.concatenate(parts) if parts else np.zeros(0, np.uint64)


def _mixed(codes: Codes) -> Codes:
    """Mix the bits of numbers, one to one (Stafford's variant 13)."""
    mixed = codes ^ (codes >> np.uint64(30))
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed


def _numbered(
    counted: Codes, rows: NDArray[np.int32], copies: Integers
) -> tuple[NDArray[np.int32], Integers, int]:
    """Give runs numbers by how many clauses have them, the rarest first.

    One sort does it: each number carries the run in front and the place
    where it was found behind.
    """
    size = len(counted)
    if not size:
        return np.zeros(0, np.int32), np.zeros(0, np.int64), 0
    bits = np.uint64(max(size - 1, 1).bit_length())
    code = (counted >> bits) << bits
    code |= np.arange(size, dtype=np.uint64)
    code.sort()
    place = (code & ((np.uint64(1) << bits) - np.uint64(1))).astype(np.int64)
    code >>= bits
    new = np.append(True, code[1:] != code[:-1])
    del code
    starts = np.flatnonzero(new)
    if copies.max() > 1:
        number = np.add.reduceat(copies[rows[place]], starts)
    else:
        number = np.diff(np.append(starts, size))
    order = np.argsort(number, kind="stable")
    rank = np.zeros(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    columns = np.zeros(size, np.int32)
    columns[place] = np.repeat(rank, np.diff(np.append(starts, size)))
    return columns, number[order], len(starts)
