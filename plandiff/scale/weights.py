"""How much each run of characters says of a text: TF-IDF, made quickly.

Runs of two and three letters are hashed as numbers, without a vocabulary:
two letters fill 42 bits and three 63, so that a run is a number of its own
before it is mixed and cut to 44 bits. Columns are
numbered by how many clauses have the run, the rarest first, so that what a
text shares with few others stands at the beginning of its row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plandiff.scale import kernels
from plandiff.scale.texts import Integers, Texts

__all__ = ["SCALE", "Weights", "trimmed", "weigh"]

Floats = NDArray[np.float32]
Codes = NDArray[np.uint64]
_Given = dict[str, Any]

_CHUNK = 8192
"""So many texts are counted at once."""

SCALE = float(1 << 40)
"""Squared weights are summed as whole numbers of this part of 1."""

_COUNT_BITS = 20
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


def weigh(texts: Texts, engine: str = "auto") -> Weights:
    """Weigh the runs of two and three letters of each text.

    Parameters
    ----------
    texts : Texts
        The distinct texts. Each clause counts for the rarity of a run,
        also where it repeats another.
    engine : {"auto", "numba", "numpy"}
        ``auto`` compiles where numba is installed and the texts are many;
        the numbers are the same.

    Returns
    -------
    Weights
        Term frequency times ``ln((1 + n) / (1 + df)) + 1``, rows of length
        1, as scikit-learn weighs by default.
    """
    loops = kernels.loops(len(texts), engine)
    starts, columns, counts, clauses = (
        _counted(texts) if loops is None else _counted_by(loops, texts)
    )
    rarity, rarest = (
        np.log((1.0 + len(texts.ids)) / (1.0 + number)) + 1.0
        for number in (clauses.astype(float), 1.0)
    )
    sizes = np.zeros(len(texts), np.int64)
    lone = np.zeros(len(texts), np.int64)
    write = _row_codes if loops is None else loops.row_codes
    value = _row_values if loops is None else loops.row_values
    indices = [np.zeros(0, np.int32)]
    data = [np.zeros(0, np.float32)]
    for low in range(0, len(texts), _CHUNK):
        high = min(low + _CHUNK, len(texts))
        codes = np.empty(starts[high] - starts[low], np.uint64)
        part: _Given = {"first": low, "last": high}
        part |= {"shared": sizes, "lone": lone}
        entries: _Given = {"starts": starts, "columns": columns}
        codes = codes[: write(**part, **entries, counts=counts, codes=codes)]
        codes.sort()
        indices.append(np.empty(len(codes), np.int32))
        data.append(np.empty(len(codes), np.float32))
        rare: _Given = {"rarity": rarity, "rarest": rarest, "codes": codes}
        value(**part, **rare, columns=indices[-1], values=data[-1])
    del columns, counts
    return Weights(
        np.append(0, np.cumsum(sizes)),
        np.concatenate(indices),
        np.concatenate(data),
        len(clauses),
        clauses,
    )


def trimmed(weights: Weights, bound: float, engine: str = "auto") -> Integers:
    """Say where each row may end when its commonest runs are left out.

    Parameters
    ----------
    weights : Weights
        Rows with the rarest runs first.
    bound : float
        The squared weight of what is left out stays below it.
    engine : {"auto", "numba", "numpy"}
        See `weigh`.

    Returns
    -------
    numpy.ndarray of int64
        For each row the end of what is kept.
    """
    if bound <= 0:
        return weights.starts[1:].copy()
    least = int(bound * SCALE)
    loops = kernels.loops(len(weights), engine)
    if loops is not None:
        found: Integers = loops.kept_ends(
            weights.starts, weights.values, least, SCALE
        )
        return found
    ends = weights.starts[1:].copy()
    for low in range(0, len(weights), _CHUNK):
        starts = weights.starts[low : low + _CHUNK + 1]
        places = starts - starts[0]
        part = weights.values[starts[0] : starts[-1]].astype(float)
        sums = np.append(0, np.cumsum((part * part * SCALE).astype(np.int64)))
        rest = np.repeat(sums[places[1:]], np.diff(places)) - sums[:-1]
        # What follows weighs ever less: the kept are the first of a row.
        counts = np.append(0, np.cumsum(rest >= least))
        kept = counts[places[1:]] - counts[places[:-1]]
        ends[low : low + _CHUNK] = starts[:-1] + kept
    return ends


def _row_codes(
    *,
    first: int,
    last: int,
    starts: Integers,
    columns: NDArray[np.int32],
    counts: NDArray[np.int32],
    shared: Integers,
    lone: Integers,
    codes: Codes,
) -> int:
    """Do what `counting.row_codes` does."""
    part = slice(starts[first], starts[last])
    row = np.repeat(np.arange(last - first), np.diff(starts[first : last + 1]))
    column, count = columns[part], counts[part].astype(np.int64)
    own = column < 0
    alone = np.bincount(row[own], count[own] ** 2, minlength=last - first)
    lone[first:last] = alone.astype(np.int64)
    row, column, count = row[~own], column[~own], count[~own]
    shared[first:last] = np.bincount(row, minlength=last - first)
    code = row << _COLUMN_BITS | column
    codes[: len(row)] = (code << _COUNT_BITS | count).astype(np.uint64)
    return len(row)


def _row_values(
    *,
    first: int,
    last: int,
    shared: Integers,
    lone: Integers,
    rarity: NDArray[np.float64],
    rarest: float,
    codes: Codes,
    columns: NDArray[np.int32],
    values: Floats,
) -> None:
    """Do what `counting.row_values` does."""
    count = (codes & np.uint64(_MOST)).astype(float)
    columns[:] = (codes >> np.uint64(_COUNT_BITS)) & np.uint64(
        (1 << _COLUMN_BITS) - 1
    )
    row = np.repeat(np.arange(last - first), shared[first:last])
    value = count * rarity[columns]
    total = np.bincount(row, value * value, minlength=last - first)
    total = total + lone[first:last] * (rarest * rarest)
    values[:] = value / np.sqrt(total)[row]


def _counted_by(
    loops: Any, texts: Texts
) -> tuple[Integers, NDArray[np.int32], NDArray[np.int32], Integers]:
    """Count and number the runs of all texts by compiled loops."""
    starts, runs, counts, names, clauses = loops.count_runs(
        texts.codes, texts.bounds, texts.copies, _MOST
    )
    shared = np.flatnonzero(clauses > 1)
    order = shared[np.argsort(names[shared])]
    order = order[np.argsort(clauses[order], kind="stable")]
    column = np.full(len(names), -1, np.int32)
    column[order] = np.arange(len(order), dtype=np.int32)
    return starts, column[runs], counts, clauses[order]


def _counted(
    texts: Texts,
) -> tuple[Integers, NDArray[np.int32], NDArray[np.int32], Integers]:
    """Count and number the runs of all texts by sorting them."""
    names: list[Codes] = [np.zeros(0, np.uint64)]
    counts: list[NDArray[np.int32]] = [np.zeros(0, np.int32)]
    sizes: list[Integers] = [np.zeros(1, np.int64)]
    for low in range(0, len(texts), _CHUNK):
        high = min(low + _CHUNK, len(texts))
        bounds = texts.bounds[low : high + 1]
        codes = texts.codes[bounds[0] : bounds[-1]].astype(np.uint64)
        row = np.repeat(
            np.arange(high - low, dtype=np.uint64), np.diff(bounds)
        )
        runs = _runs(codes, row)
        runs.sort()
        starts = np.flatnonzero(np.append(True, runs[1:] != runs[:-1]))
        starts = starts[: len(runs)]
        count = np.diff(np.append(starts, len(runs)))
        unique = runs[starts]
        row = unique >> np.uint64(64 - _ROW_BITS)
        sizes.append(np.bincount(row.astype(int), minlength=high - low))
        names.append((unique << np.uint64(_ROW_BITS)) >> np.uint64(20))
        counts.append(np.minimum(count, _MOST).astype(np.int32))
    starts = np.cumsum(np.concatenate(sizes))
    columns, clauses = _numbered(np.concatenate(names), starts, texts.copies)
    return starts, columns, np.concatenate(counts), clauses


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
    names: Codes, starts: Integers, copies: Integers
) -> tuple[NDArray[np.int32], Integers]:
    """Give runs numbers by how many clauses have them, the rarest first."""
    place = np.argsort(names)
    ordered = names[place]
    new = np.append(True, ordered[1:] != ordered[:-1])[: len(names)]
    first = np.flatnonzero(new)
    if not len(first):
        return np.zeros(0, np.int32), np.zeros(0, np.int64)
    clauses = np.repeat(copies, np.diff(starts))[place]
    clauses = np.add.reduceat(clauses, first)
    order = np.argsort(clauses, kind="stable")
    order = order[clauses[order] > 1]
    rank = np.full(len(first), -1, np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    columns = np.zeros(len(names), np.int32)
    columns[place] = np.repeat(rank, np.diff(np.append(first, len(names))))
    return columns, clauses[order]
