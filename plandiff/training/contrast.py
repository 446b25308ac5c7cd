"""Learn which words tell the clauses of one document apart.

Neighbouring words say what a word means in general. Aligning asks a
narrower question: of all clauses of a plan, which speaks of the same
subject? A cheap teacher for it is in every text: the two halves of a clause
belong together, and the half of any other clause does not. Vectors are
moved until halves find each other; used only to train, by
`plandiff.training.background`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from plandiff.training.collection import Passage

__all__ = ["ContrastOptions", "contrast_vectors"]

Vectors = NDArray[np.float32]
Clause = NDArray[np.int64]
Documents = list[list[Clause]]
_DAMPING = (0.9, 0.99)
_SMALL = 1e-8


@dataclass(frozen=True, slots=True)
class ContrastOptions:
    """What can be chosen when vectors learn from halves of clauses.

    Attributes
    ----------
    steps : int
        How many batches are learned from.
    batch : int
        Clauses in a batch, from a few documents.
    of_document : int
        Clauses that a batch takes from one document at most, so that most
        wrong halves are those of clauses beside the right one.
    plans : float
        Share of batches' documents that are plans or reports, in [0, 1].
    least_words, least_clauses : int
        Shorter clauses and documents are passed over.
    dropped : float
        Share of the words that each half loses by chance, in [0, 1).
    temperature : float
        Above 0; the smaller, the more the nearest wrong half counts.
    rate : float
        Learning rate at the start; it falls to 0.
    seed : int
        Of the random choices.
    """

    steps: int = 3000
    batch: int = 512
    of_document: int = 64
    plans: float = 0.3
    least_words: int = 12
    least_clauses: int = 10
    dropped: float = 0.15
    temperature: float = 0.08
    rate: float = 0.003
    seed: int = 0


def contrast_vectors(
    passages: Sequence[Passage],
    vocabulary: Mapping[str, int],
    start: Vectors,
    *,
    options: ContrastOptions | None = None,
) -> Vectors:
    """Move word vectors until the halves of a clause find each other.

    Parameters
    ----------
    passages : sequence of Passage
        Clauses and stretches of running text, with their documents.
    vocabulary : mapping of str to int
        The row of each word.
    start : numpy.ndarray of shape (words, dimensions)
        Vectors to start from, as long as a word is telling.
    options : ContrastOptions, optional
        Defaults: those of the shipped file.

    Returns
    -------
    numpy.ndarray of shape (words, dimensions)
        The vectors learned; those of `start` where no document is long
        enough to learn from.

    Notes
    -----
    A half is the sum of its words' vectors, scaled to length 1. Of each
    batch, every first half must find its second half among all second
    halves, and the reverse: the loss is the cross-entropy of their cosines
    [1]_, and is lowered by Adam [2]_. Equal inputs give equal numbers.

    References
    ----------
    .. [1] van den Oord, Li, Vinyals (2018), Representation learning with
           contrastive predictive coding, arXiv 1807.03748.
    .. [2] Kingma, Ba (2015), Adam: a method for stochastic optimization,
           ICLR.
    """
    options = options or ContrastOptions()
    pools = [
        _documents(passages, genre, vocabulary, options)
        for genre in ("plan", "statute")
    ]
    vectors = start.astype(np.float32).copy()
    if not any(pools):
        return vectors
    mean, square = np.zeros_like(vectors), np.zeros_like(vectors)
    work, moved = np.empty_like(vectors), np.empty_like(vectors)
    for step, halves in enumerate(_batches(pools, options), 1):
        # Words that no half has do not pull; what pulled before still does.
        used, (left, right) = _compact(
            [_counted(half, len(vectors)) for half in halves]
        )
        slope = _slope(left, right, vectors[used], options.temperature)
        rate = options.rate * min(1.0, 10 * step / options.steps)
        rate *= 1 - step / options.steps
        mean *= _DAMPING[0]
        mean[used] += (1 - _DAMPING[0]) * slope
        square *= _DAMPING[1]
        square[used] += (1 - _DAMPING[1]) * slope**2
        # In place: fresh memory would take as long as the arithmetic.
        np.divide(square, 1 - _DAMPING[1] ** step, out=work)
        np.sqrt(work, out=work)
        work += _SMALL
        pace = np.float32(rate / (1 - _DAMPING[0] ** step))
        np.multiply(mean, pace, out=moved)
        vectors -= np.divide(moved, work, out=moved)
    return vectors


def _documents(
    passages: Sequence[Passage],
    genre: str,
    vocabulary: Mapping[str, int],
    options: ContrastOptions,
) -> Documents:
    """List the documents of a genre as clauses of word numbers."""
    found: dict[str, list[Clause]] = {}
    for passage in passages:
        if passage.genre == genre:
            clause = [vocabulary[w] for w in passage.words if w in vocabulary]
            if len(clause) >= options.least_words:
                found.setdefault(passage.document, []).append(
                    np.array(clause, np.int64)
                )
    return [
        clauses
        for clauses in found.values()
        if len(clauses) >= options.least_clauses
    ]


def _batches(
    pools: Sequence[Documents], options: ContrastOptions
) -> Iterator[tuple[list[Clause], list[Clause]]]:
    """Draw clauses document by document and cut each into two halves.

    Longer documents come more often, by the square root of their length.
    """
    chance = np.random.default_rng(options.seed)
    shares = np.array([options.plans, 1 - options.plans])
    shares = shares * [bool(pool) for pool in pools]
    if not shares.sum():  # no document of the genre that is asked for
        shares = np.array([float(bool(pool)) for pool in pools])
    shares = shares / shares.sum()
    often = [np.sqrt([len(document) for document in pool]) for pool in pools]
    for _ in range(options.steps):
        halves: tuple[list[Clause], list[Clause]] = ([], [])
        while len(halves[0]) < options.batch:
            pool = int(chance.choice(2, p=shares))
            weights = often[pool] / often[pool].sum()
            document = pools[pool][chance.choice(len(weights), p=weights)]
            order = chance.permutation(len(document))[: options.of_document]
            for place in order:
                clause = document[place]
                cut = int(len(clause) * chance.uniform(0.3, 0.7))
                for half, part in zip(
                    halves, (clause[:cut], clause[cut:]), strict=True
                ):
                    kept = chance.random(len(part)) >= options.dropped
                    half.append(part[kept] if kept.any() else part)
        yield halves


def _counted(halves: Sequence[Clause], width: int) -> sparse.csr_array:
    """Count the words of each half, damped: ``1 + log n``."""
    ends = np.cumsum([0, *(len(half) for half in halves)])
    matrix = sparse.csr_array(
        (np.ones(ends[-1], np.float32), np.concatenate(halves), ends),
        shape=(len(halves), width),
    )
    matrix.sum_duplicates()
    matrix.data = 1 + np.log(matrix.data)
    return matrix


def _compact(
    counts: Sequence[sparse.csr_array],
) -> tuple[NDArray[np.int64], list[sparse.csr_array]]:
    """Keep the columns of words that stand in any half; say which."""
    used = np.unique(np.concatenate([matrix.indices for matrix in counts]))
    return used.astype(np.int64), [
        sparse.csr_array(
            (
                matrix.data,
                np.searchsorted(used, matrix.indices),
                matrix.indptr,
            ),
            shape=(matrix.shape[0], len(used)),
        )
        for matrix in counts
    ]


def _slope(
    left: Any,
    right: Any,
    vectors: Vectors,
    temperature: float,
) -> Vectors:
    """Return how the loss of a batch grows with each vector."""
    (first, long_first), (second, long_second) = (
        _unit(half @ vectors) for half in (left, right)
    )
    alike = first @ second.T / temperature
    wrong: Vectors = _shares(alike) + _shares(alike.T).T
    wrong -= 2 * np.eye(len(alike), dtype=np.float32)
    wrong /= np.float32(2 * len(alike) * temperature)
    slope = left.T @ _across(np.asarray(wrong @ second), first, long_first)
    slope += right.T @ _across(
        np.asarray(wrong.T @ first), second, long_second
    )
    return np.asarray(slope, np.float32)


def _shares(values: Vectors) -> Vectors:
    """Return the softmax of each row."""
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    result: Vectors = raised / raised.sum(axis=1, keepdims=True)
    return result


def _across(wanted: Vectors, own: Vectors, length: Vectors) -> Vectors:
    """Leave of a slope what turns a vector, not what lengthens it."""
    along = (wanted * own).sum(axis=1, keepdims=True)
    result: Vectors = (wanted - own * along) / length
    return result


def _unit(table: Vectors) -> tuple[Vectors, Vectors]:
    """Scale rows to length 1 and return the lengths they had."""
    length = np.sqrt((table**2).sum(axis=1, keepdims=True)) + 1e-6
    return table / length, length
