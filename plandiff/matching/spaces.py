"""Count matrices over what two documents have in common: words, n-grams.

A `Space` holds, for the clauses (or sentences) of both documents, which
features each contains and how telling each feature is. The functions here
compare rows of the two matrices for given pairs; `pairs` and
`measures` build on them.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeVar

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController

from plandiff.matching.counts import GramCounts, TokenCounts

__all__ = [
    "Floats",
    "Integers",
    "Space",
    "containment",
    "cosine",
    "gram_space",
    "inner",
    "joined",
    "overlap",
    "token_space",
    "unit_rows",
]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Rows = TypeVar("Rows", NDArray[np.float64], NDArray[np.float32])

_BLOCK = 4096
_VECTORS = 512
"""So many pairs of vectors at once stay within a processor's cache."""
_GRID = 4_000_000
"""So many pairs of texts are held at once, 32 MB."""


@dataclass(frozen=True)
class Space:
    """Features of both documents, counted in one common vocabulary.

    Attributes
    ----------
    reference, target : scipy.sparse.csr_array
        Counts; one row per text, one column per feature.
    weights : numpy.ndarray
        How telling each feature is, at least 0; one per column.
    vocabulary : tuple
        The features in the order of the columns; empty where features are
        only known by their hash (character n-grams).
    """

    reference: sp.csr_array
    target: sp.csr_array
    weights: Floats
    vocabulary: tuple[Hashable, ...] = ()

    @cached_property
    def unit(self) -> tuple[sp.csr_array, sp.csr_array]:
        """Both matrices as TF-IDF vectors of length 1 (or 0 if empty)."""
        return (
            _unit(self.reference, self.weights),
            _unit(self.target, self.weights),
        )

    @cached_property
    def cosines(self) -> Floats | None:
        """Cosines of all texts with all; None where these are too many."""
        if self.reference.shape[0] * self.target.shape[0] > _GRID:
            return None
        left, right = self.unit
        table: Floats = (left @ right.T).toarray()
        return table


def token_space(reference: TokenCounts, target: TokenCounts) -> Space:
    """Put the counted tokens of two documents into one vocabulary.

    Parameters
    ----------
    reference, target : TokenCounts
        As from `plandiff.matching.counts.count_tokens`.

    Returns
    -------
    Space
        Weighted by rarity within the two documents; see `rarity`.

    Examples
    --------
    >>> from plandiff.matching.counts import count_tokens
    >>> one, other = count_tokens([["农村", "电商"]]), count_tokens([["电商"]])
    >>> token_space(one, other).vocabulary
    ('农村', '电商')
    """
    vocabulary = tuple(
        dict.fromkeys((*reference.vocabulary, *target.vocabulary))
    )
    place = {token: number for number, token in enumerate(vocabulary)}
    sides = []
    for side in (reference, target):
        columns = np.array([place[t] for t in side.vocabulary] or [0])
        counts = side.counts
        matrix = sp.csr_array(
            (counts.data.copy(), columns[counts.indices], counts.indptr),
            (counts.shape[0], max(len(place), 1)),
        )
        matrix.sort_indices()
        sides.append(matrix)
    left, right = sides
    return Space(left, right, rarity(left, right), vocabulary)


def gram_space(reference: GramCounts, target: GramCounts) -> Space:
    """Put the runs of characters of two documents into the same columns.

    Parameters
    ----------
    reference, target : GramCounts
        As from `plandiff.matching.counts.count_grams`.

    Returns
    -------
    Space
        Without a vocabulary: n-grams are known by their hash alone.
    """
    both = np.concatenate([reference.hashes, target.hashes])
    both.sort(kind="stable")  # two sorted runs are merged in one pass
    known = both[np.append(True, both[1:] != both[:-1])[: len(both)]]
    left, right = (
        sp.csr_array(
            (
                side.counts.data,
                np.searchsorted(known, side.hashes)[side.counts.indices],
                side.counts.indptr,
            ),
            (side.counts.shape[0], max(len(known), 1)),
        )
        for side in (reference, target)
    )
    return Space(left, right, rarity(left, right))


def rarity(reference: sp.csr_array, target: sp.csr_array) -> Floats:
    """Weigh features by how few of the texts contain them.

    Parameters
    ----------
    reference, target : scipy.sparse.csr_array
        Counts in one common vocabulary.

    Returns
    -------
    numpy.ndarray
        Inverse document frequency ``log((n + 1) / (f + 0.5))``, positive,
        where `f` of the `n` texts of both documents contain the feature.
    """
    count = reference.shape[0] + target.shape[0]
    frequency = sum(
        np.bincount(matrix.indices, minlength=matrix.shape[1])
        for matrix in (reference, target)
    )
    weights: Floats = np.log((count + 1) / (frequency + 0.5))
    return weights


def cosine(space: Space, rows: Integers, columns: Integers) -> Floats:
    """Compare texts as weighted vectors, for given pairs.

    Parameters
    ----------
    space : Space
        Features of both documents.
    rows, columns : numpy.ndarray of int
        The pairs: row of the reference and row of the target.

    Returns
    -------
    numpy.ndarray
        Cosine of the TF-IDF vectors (with damped counts, ``1 + log n``) in
        [0, 1], one per pair; 0 where a text has no feature.
    """
    table = space.__dict__.get("cosines")
    if table is not None:
        clipped: Floats = np.clip(table[rows, columns], 0.0, 1.0)
        return clipped
    left, right = space.unit
    return _products(left, right, rows, columns)


def unit_rows(table: Rows) -> Rows:
    """Scale rows to length 1; rows of zeros stay.

    Parameters
    ----------
    table : numpy.ndarray of float
        One vector a row.

    Returns
    -------
    numpy.ndarray of the same shape and type

    Examples
    --------
    >>> unit_rows(np.array([[3.0, 4.0], [0.0, 0.0]])).tolist()
    [[0.6, 0.8], [0.0, 0.0]]
    """
    length = np.sqrt((table**2).sum(axis=1, keepdims=True))
    length[length == 0] = 1
    result: Rows = table / length
    return result


def inner(
    reference: Floats, target: Floats, rows: Integers, columns: Integers
) -> Floats:
    """Compare vectors of length 1, for given pairs.

    Parameters
    ----------
    reference, target : numpy.ndarray of shape (texts, dimensions)
        One vector per text.
    rows, columns : numpy.ndarray of int
        The pairs: row of the reference and row of the target.

    Returns
    -------
    numpy.ndarray
        Cosine in [0, 1], negative ones as 0, one per pair.
    """
    if len(reference) * len(target) <= _GRID:
        # The last digits of a product depend on how many threads make it.
        with _threads().limit(limits=1):
            values = (reference @ target.T)[rows, columns]
    else:
        values = np.empty(len(rows))
        for start in range(0, len(rows), _VECTORS):
            part = slice(start, start + _VECTORS)
            values[part] = np.einsum(
                "ij,ij->i", reference[rows[part]], target[columns[part]]
            )
    clipped: Floats = np.clip(values, 0.0, 1.0)
    return clipped


def overlap(space: Space, rows: Integers, columns: Integers) -> Floats:
    """Sum the weights of the features two texts share, for given pairs.

    Returns
    -------
    numpy.ndarray
        At least 0, in the unit of the weights, one per pair.
    """
    left = joined([_present(space.reference)], [space.weights])
    shared = _products(left, _present(space.target), rows, columns, top=np.inf)
    return shared


def containment(
    space: Space, rows: Integers, columns: Integers
) -> tuple[Floats, Floats]:
    """Measure how much of one text lies in the other, for given pairs.

    Returns
    -------
    tuple of numpy.ndarray
        The weighted share of the reference's features found in the target,
        and of the target's found in the reference; each in [0, 1], one per
        pair, 0 where a text has no feature.
    """
    shared = overlap(space, rows, columns)
    sizes = (
        _present(matrix) @ space.weights
        for matrix in (space.reference, space.target)
    )
    left, right = (np.maximum(size, 1e-9) for size in sizes)
    return (
        np.clip(shared / left[rows], 0.0, 1.0),
        np.clip(shared / right[columns], 0.0, 1.0),
    )


def joined(
    matrices: Sequence[sp.csr_array], weights: Sequence[Floats]
) -> sp.csr_array:
    """Weight the columns of matrices and put the matrices side by side."""
    scaled = []
    for matrix, weight in zip(matrices, weights, strict=True):
        data = matrix.data * weight[matrix.indices]
        scaled.append(
            sp.csr_array((data, matrix.indices, matrix.indptr), matrix.shape)
        )
    if len(scaled) == 1:
        return scaled[0]
    return sp.csr_array(sp.hstack(scaled, format="csr"))


@cache
def _threads() -> ThreadpoolController:
    """Hold the libraries that multiply in threads, sought once."""
    return ThreadpoolController()


def _present(matrix: sp.csr_array) -> sp.csr_array:
    """Replace counts by 1."""
    return sp.csr_array(
        (np.ones_like(matrix.data), matrix.indices, matrix.indptr),
        matrix.shape,
    )


def _unit(counts: sp.csr_array, weights: Floats) -> sp.csr_array:
    """Damp counts, weight columns and scale rows to length 1."""
    damped = counts.copy()
    damped.data = 1.0 + np.log(damped.data)
    matrix = joined([damped], [weights])
    squares = sp.csr_array(
        (matrix.data**2, matrix.indices, matrix.indptr), matrix.shape
    )
    length = np.sqrt(squares.sum(axis=1))
    length[length == 0] = 1.0
    matrix.data = matrix.data / np.repeat(length, np.diff(matrix.indptr))
    return matrix


def _products(
    left: sp.csr_array,
    right: sp.csr_array,
    rows: Integers,
    columns: Integers,
    *,
    top: float = 1.0,
) -> Floats:
    """Multiply rows of two matrices for given pairs, in bounded memory.

    Where that is less work, whole blocks are multiplied; else only the
    rows of the pairs.
    """
    result = np.zeros(len(rows))
    wanted = np.bincount(rows, minlength=left.shape[0]) @ np.diff(left.indptr)
    wanted += np.bincount(columns, minlength=right.shape[0]) @ np.diff(
        right.indptr
    )
    every = np.bincount(left.indices, minlength=left.shape[1]) @ np.bincount(
        right.indices, minlength=left.shape[1]
    )
    if every + left.shape[0] * right.shape[0] // 2 <= wanted + len(rows):
        across = right.T.tocsr()
        step = max(1, _GRID // max(right.shape[0], 1))
        for start in range(0, left.shape[0], step):
            inside = (rows >= start) & (rows < start + step)
            if not inside.any():
                continue
            block = (left[start : start + step] @ across).toarray()
            result[inside] = block[rows[inside] - start, columns[inside]]
    else:
        for start in range(0, len(rows), _BLOCK):
            part = slice(start, start + _BLOCK)
            product = left[rows[part]].multiply(right[columns[part]])
            result[part] = product.sum(axis=1)
    clipped: Floats = np.clip(result, 0.0, top)
    return clipped
