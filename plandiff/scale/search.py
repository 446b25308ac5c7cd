"""Find for each text its nearest among all others.

An index over the rare part of each row leads to the candidates: the
commonest runs, which most texts have and which say little, are left out
while their squared weight stays under a bound. The best candidates are then
multiplied whole, so that what is returned is exact. One block of rows after
the other is searched, in threads or on a cluster: blocks do not know each
other, and the result does not depend on how they are cut.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from plandiff.scale import kernels
from plandiff.scale.texts import Integers, rank_of
from plandiff.scale.weights import SCALE, Weights, trimmed

__all__ = ["Found", "Search", "SearchOptions", "blocks", "search"]

_BLOCK = 4096
_SLICE = 128
_STEPS = 64


@dataclass(frozen=True)
class SearchOptions:
    """How the nearest texts are searched.

    Attributes
    ----------
    minimum : float
        Lowest similarity, in (0, 1].
    nearest : int
        How many are kept for each text.
    exact : bool
        Whether none may be missed; two to three times slower.
    candidates : int
        How many of the highest partial scores are multiplied whole, where
        not `exact`.
    asked_bound, index_bound : float
        Squared weight of the common runs that are left out of the text
        that asks and of those that are asked; less for a low `minimum`.
    engine : {"auto", "numba", "scipy"}
        ``auto`` compiles where numba is installed and the texts are many.
    """

    minimum: float = 0.3
    nearest: int = 10
    exact: bool = False
    candidates: int = 60
    asked_bound: float = 0.20
    index_bound: float = 0.25
    engine: str = "auto"

    @property
    def bounds(self) -> tuple[float, float]:
        """The bounds for this minimum."""
        if self.exact:
            return self.minimum**2, self.minimum**2
        share = min((self.minimum / 0.3) ** 2, 1.0)
        return self.asked_bound * share, self.index_bound * share

    @property
    def least(self) -> float:
        """The least partial score of a candidate."""
        return 0.0 if self.exact else self.minimum / 6


class Found(NamedTuple):
    """The nearest of some rows, best first.

    Attributes
    ----------
    counts : numpy.ndarray of int32
        How many each row has.
    rows : numpy.ndarray of int32
        Their numbers, one row's after the other's.
    scores : numpy.ndarray of float64
        Their similarities, to six digits.
    """

    counts: NDArray[np.int32]
    rows: NDArray[np.int32]
    scores: NDArray[np.float64]


@dataclass(eq=False)
class Search:
    """All that a block of rows needs to be searched.

    Attributes
    ----------
    weights : Weights
        The rows.
    owner : numpy.ndarray of int32
        The one document of a row, or -1: rows of one are not compared.
    keep : numpy.ndarray of int32
        How many each row keeps.
    options : SearchOptions
        See there.
    """

    weights: Weights
    owner: NDArray[np.int32]
    keep: NDArray[np.int32]
    options: SearchOptions
    _ends: Integers = field(init=False)
    _cuts: NDArray[np.int32] = field(init=False)
    _asked_ends: Integers = field(init=False)
    _asked_cuts: NDArray[np.int32] = field(init=False)
    _index: tuple[Integers, NDArray[np.int32], NDArray[np.float32]] = field(
        init=False
    )

    def __post_init__(self) -> None:
        weights, engine = self.weights, self.options.engine
        asked, index = self.options.bounds
        self._asked_ends = trimmed(weights, asked, engine)
        self._asked_cuts = self._cut(self._asked_ends)
        self._ends = trimmed(weights, index, engine)
        self._cuts = self._cut(self._ends)
        loops = kernels.loops(len(weights), engine)
        if loops is not None:
            self._index = loops.across(
                weights.starts,
                self._ends,
                weights.columns,
                weights.values,
                max(weights.width, 1),
            )
            return
        across = self._kept(self._ends).tocsc()
        self._index = (
            across.indptr.astype(np.int64),
            across.indices.astype(np.int32, copy=False),
            across.data,
        )

    @property
    def compiles(self) -> bool:
        """Whether the compiled loops are used."""
        return (
            kernels.loops(len(self.weights), self.options.engine) is not None
        )

    def block(self, first: int, last: int) -> Found:
        """Search the rows `first` to `last`."""
        if not self.compiles:
            return self._plain(first, last)
        size, width = last - first, int(self.keep[first:last].max())
        counts = np.zeros(size, np.int32)
        rows = np.zeros((size, width), np.int32)
        scores = np.zeros((size, width), np.float64)
        weights, options = self.weights, self.options
        # Numbers without a sign are looked up faster.
        columns = weights.columns.view(np.uint32)
        begins, held_rows, held_values = self._index
        index = begins, held_rows.view(np.uint32), held_values
        kernels.compiled().nearest_rows(
            *(first, last, weights.starts, columns, weights.values),
            *(self._asked_ends, self._asked_cuts),
            *(self._ends, self._cuts, *index, *self._rests),
            *(self.owner, self.keep, options.minimum, options.least),
            *(options.candidates, options.exact, rows, scores, counts),
        )
        held = np.arange(width) < counts[:, None]
        return Found(counts, rows[held], scores[held])

    def _cut(self, ends: Integers) -> NDArray[np.int32]:
        """Return the first column of each row that is left out."""
        columns = np.append(self.weights.columns, np.int32(0))
        cuts = columns[np.minimum(ends, len(columns) - 1)]
        cuts[ends == self.weights.starts[1:]] = np.iinfo(np.int32).max
        return cuts

    def _kept(self, ends: Integers) -> sp.csr_array:
        """Return the rows as a matrix, up to their ends."""
        weights = self.weights
        shape = (len(weights), max(weights.width, 1))
        if np.array_equal(ends, weights.starts[1:]):
            parts = (weights.values, weights.columns, weights.starts)
            return sp.csr_array(parts, shape=shape)
        sizes = np.diff(weights.starts)
        kept = np.repeat(ends, sizes) > np.arange(len(weights.columns))
        starts = np.append(0, np.cumsum(ends - weights.starts[:-1]))
        return sp.csr_array(
            (weights.values[kept], weights.columns[kept], starts), shape=shape
        )

    @cached_property
    def _rests(
        self,
    ) -> tuple[
        NDArray[np.float32],
        NDArray[np.float32],
        NDArray[np.uint8],
        NDArray[np.uint8],
    ]:
        """Return how long the rests of the rows are from some columns on.

        The columns are a few steps; where a row is cut is rounded down to
        a step, which makes the bound a little wider, never too narrow.
        """
        weights = self.weights
        cuts = [
            np.minimum(cuts, weights.width)
            for cuts in (self._asked_cuts, self._cuts)
        ]
        shares = np.linspace(0, 1, _STEPS)
        steps = np.unique(np.append(0, np.quantile(cuts[1], shares))).astype(
            np.int32
        )
        rests = np.zeros((len(steps), len(weights)), np.int64)
        kernels.compiled().rest_sums(
            weights.starts,
            weights.columns,
            weights.values,
            steps,
            SCALE,
            rests,
        )
        lengths = (np.sqrt(rests / SCALE) * 1.00001).astype(np.float32)
        first, second = (
            (np.searchsorted(steps, cut, side="right") - 1).astype(np.uint8)
            for cut in cuts
        )
        own = lengths[second, np.arange(len(weights))]
        return lengths, own, first, second

    @cached_property
    def _matrices(self) -> tuple[sp.csr_array, sp.csr_array, sp.csr_array]:
        """Return what is asked, the index across it, and the whole rows."""
        whole = self._kept(self.weights.starts[1:])
        if self.options.exact:
            return whole, whole.T.tocsr(), whole.astype(float)
        starts, rows, values = self._index
        across = sp.csr_array(
            (values, rows, starts), shape=(whole.shape[1], len(self.weights))
        )
        return self._kept(self._asked_ends), across, whole.astype(float)

    def _plain(self, first: int, last: int) -> Found:
        """Search without compiled loops, by multiplying sparse matrices."""
        options = self.options
        asked, across, whole = self._matrices
        counts, rows, scores = [], [], []
        for low in range(first, last, _SLICE):
            high = min(low + _SLICE, last)
            partial = (asked[low:high] @ across).tocoo()
            row, other = partial.row + low, partial.col
            own = self.owner[row]
            near = (
                partial.data >= (0 if options.exact else options.least)
            ) & ((row != other) & ((own < 0) | (own != self.owner[other])))
            row, other, value = row[near], other[near], partial.data[near]
            if options.exact:
                likely = value >= options.minimum - 1e-4
            else:
                likely = _best(row, other, value, options.candidates)
            row, other = row[likely], other[likely]
            exact = np.asarray(whole[row].multiply(whole[other]).sum(axis=1))
            exact = np.floor(exact.ravel() * 1e6 + 0.5) / 1e6
            enough = exact >= options.minimum
            row, other, exact = row[enough], other[enough], exact[enough]
            order = np.lexsort((other, -exact, row))
            row, other, exact = row[order], other[order], exact[order]
            stays = rank_of(row) < self.keep[row]
            rows.append(other[stays].astype(np.int32))
            scores.append(exact[stays])
            counts.append(np.bincount(row[stays] - low, minlength=high - low))
        return Found(
            np.concatenate(counts).astype(np.int32),
            np.concatenate(rows),
            np.concatenate(scores),
        )


def blocks(size: int, length: int = 0) -> list[tuple[int, int]]:
    """Cut rows into blocks, of the usual length where none is given.

    Examples
    --------
    >>> blocks(10, 4)
    [(0, 4), (4, 8), (8, 10)]
    """
    step = length or _BLOCK
    return [(low, min(low + step, size)) for low in range(0, size, step)]


def search(task: Search, *, threads: int | None = None) -> Iterator[Found]:
    """Search all rows, block after block, in the order of the rows.

    Parameters
    ----------
    task : Search
        See there.
    threads : int, optional
        How many blocks at a time; without it, one a processor.

    Yields
    ------
    Found
        Of each block.
    """
    parts = blocks(len(task.weights))
    number = threads or processors()
    if not task.compiles or number < 2 or len(parts) < 2:
        for low, high in parts:
            yield task.block(low, high)
        return
    task.block(0, 1)  # compiled once, not once a thread
    with ThreadPoolExecutor(number) as pool:
        yield from pool.map(lambda part: task.block(*part), parts)


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _best(
    row: NDArray[np.int32],
    other: NDArray[np.int32],
    value: NDArray[np.float32],
    most: int,
) -> NDArray[np.bool_]:
    """Tell which are among the best of their row, the earlier of equals."""
    order = np.lexsort((other, -value, row))
    chosen = np.zeros(len(row), bool)
    chosen[order] = rank_of(row[order]) < most
    return chosen
