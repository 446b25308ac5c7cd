"""What the texts of one document hold: words, runs of characters, counted.

Counting belongs to the document, not to the pair: each `Side` is counted once
and the counts of two are then put into one vocabulary.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from plandiff.text import tokens

__all__ = [
    "GramCounts",
    "TokenCounts",
    "WordCounts",
    "count_grams",
    "count_tokens",
    "count_words",
    "one_vocabulary",
]

_PRIME = np.uint64(1_099_511_628_211)

Integers = NDArray[np.int64]
Texts = Sequence[Sequence[str]]


@dataclass(frozen=True, eq=False)
class WordCounts:
    """How often each text has each word, or has it inside a longer one.

    Attributes
    ----------
    vocabulary : tuple of str
        The words and the shorter words inside them, one per column.
    first : int
        So many stand in the texts and come first.
    texts, openings, sentences : scipy.sparse.csr_array
        Counts over the texts, their openings and their sentences.
    subjects : scipy.sparse.csr_array
        Those of the texts, of their openings once more, of the headings.
    in_texts, in_subjects : numpy.ndarray of bool
        Whether a word stands by itself in a text, or in a text, an opening
        or a heading; the others only stand inside longer words there.
    """

    vocabulary: tuple[str, ...]
    first: int
    texts: sp.csr_array
    openings: sp.csr_array
    sentences: sp.csr_array
    subjects: sp.csr_array
    in_texts: NDArray[np.bool_]
    in_subjects: NDArray[np.bool_]


def count_words(
    texts: Texts, openings: Texts, headings: Texts, sentences: Texts
) -> WordCounts:
    """Count the words of one document and the shorter words inside them.

    Parameters
    ----------
    texts, openings, headings : sequence of sequence of str
        The words of each text, of its opening and of its headings.
    sentences : sequence of sequence of str
        The words of each sentence.

    Returns
    -------
    WordCounts
        See there.

    Examples
    --------
    >>> words = [["供应链金融", "金融"]]
    >>> found = count_words(words, [[]], [[]], words)
    >>> dict(zip(found.vocabulary, found.texts.toarray()[0].tolist()))
    {'供应链金融': 1.0, '供应': 1.0, '金融': 2.0, '供应链': 1.0}
    """
    every = (texts, openings, headings, sentences)
    place: dict[str, int] = {}
    seen: dict[str, list[str]] = {}
    first = 0
    for number, part in enumerate(every):
        for word in dict.fromkeys(chain.from_iterable(part)):
            if word not in seen:
                seen[word] = [word, *tokens.parts(word)]
                for inner in seen[word]:
                    place.setdefault(inner, len(place))
        first = first if number else len(place)
    whole = {word: number for number, word in enumerate(seen)}
    # A document without a word still has one, empty, row of parts.
    with_parts = _table(list(seen.values()) or [[]], place, len(place))
    plain = [_table(part, whole, len(whole)) for part in every]
    counted = [sp.csr_array(part @ with_parts) for part in plain]
    for matrix in counted:
        matrix.sort_indices()
    stands = np.zeros((2, len(whole)), bool)
    stands[0, plain[0].indices] = True
    for counts in plain[:3]:
        stands[1, counts.indices] = True
    alone = np.zeros((2, with_parts.shape[1]), bool)
    alone[:, _places(list(whole), place)] = stands
    subjects = sp.csr_array(counted[0] + counted[1] + counted[2])
    subjects.sort_indices()
    return WordCounts(
        tuple(place),
        first,
        counted[0],
        counted[1],
        counted[3],
        subjects,
        alone[0],
        alone[1],
    )


def one_vocabulary(
    reference: WordCounts, target: WordCounts
) -> tuple[WordCounts, WordCounts]:
    """Put the counts of two documents into the same columns."""
    vocabulary = tuple(
        dict.fromkeys(
            (
                *reference.vocabulary[: reference.first],
                *target.vocabulary[: target.first],
                *reference.vocabulary[reference.first :],
                *target.vocabulary[target.first :],
            )
        )
    )
    place = {word: number for number, word in enumerate(vocabulary)}
    found = []
    for side in (reference, target):
        columns = _places(side.vocabulary, place)
        width = max(len(place), 1)

        def moved(
            matrix: sp.csr_array,
            columns: Integers = columns,
            width: int = width,
        ) -> sp.csr_array:
            result = sp.csr_array(
                (matrix.data.copy(), columns[matrix.indices], matrix.indptr),
                (matrix.shape[0], width),
            )
            result.sort_indices()
            return result

        alone = np.zeros((2, width), bool)
        alone[0, columns] = side.in_texts[: len(columns)]
        alone[1, columns] = side.in_subjects[: len(columns)]
        found.append(
            replace(
                side,
                vocabulary=vocabulary,
                texts=moved(side.texts),
                openings=moved(side.openings),
                sentences=moved(side.sentences),
                subjects=moved(side.subjects),
                in_texts=alone[0],
                in_subjects=alone[1],
            )
        )
    return found[0], found[1]


@dataclass(frozen=True, eq=False)
class TokenCounts:
    """How often each text has each token.

    Attributes
    ----------
    vocabulary : tuple of hashable
        One per column, as they were met.
    counts : scipy.sparse.csr_array
        One row per text.
    """

    vocabulary: tuple[Hashable, ...]
    counts: sp.csr_array


def count_tokens(texts: Iterable[Iterable[Hashable]]) -> TokenCounts:
    """Count the tokens of each text.

    Examples
    --------
    >>> found = count_tokens([["农村", "电商"], ["电商"]])
    >>> found.vocabulary, found.counts.toarray().tolist()
    (('农村', '电商'), [[1.0, 1.0], [0.0, 1.0]])
    """
    place: dict[Hashable, int] = {}
    ends = [0]
    indices: list[int] = []
    for text in texts:
        indices += [place.setdefault(token, len(place)) for token in text]
        ends.append(len(indices))
    counts = sp.csr_array(
        (np.ones(len(indices)), np.array(indices, np.int64), np.array(ends)),
        (len(ends) - 1, max(len(place), 1)),
    )
    counts.sum_duplicates()
    return TokenCounts(tuple(place), counts)


@dataclass(frozen=True, eq=False)
class GramCounts:
    """How often each text has each run of characters.

    Attributes
    ----------
    hashes : numpy.ndarray of uint64
        The runs, by a 64-bit hash, in rising order.
    counts : scipy.sparse.csr_array
        One row per text, one column per run.
    """

    hashes: NDArray[np.uint64]
    counts: sp.csr_array


def count_grams(texts: Sequence[str], low: int, high: int) -> GramCounts:
    """Count the character n-grams of texts.

    Parameters
    ----------
    texts : sequence of str
        Already reduced to the characters that count.
    low, high : int
        Shortest and longest n-gram, inclusive.

    Returns
    -------
    GramCounts
        N-grams are told apart by a hash, so that 2,000 clauses take a
        moment instead of seconds.

    Examples
    --------
    >>> count_grams(["农村农村"], 2, 2).counts.toarray().tolist()
    [[2.0, 1.0]]
    """
    joined = "".join(texts)
    codes = np.frombuffer(
        joined.encode("utf-32-le", "surrogatepass"), np.uint32
    ).astype(np.uint64)
    lengths = np.array([len(text) for text in texts], np.int64)
    text = np.repeat(np.arange(len(texts)), lengths)
    hashes, rows = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)]
    for length in range(low, high + 1):
        count = len(codes) - length + 1
        if count <= 0:
            break
        value = np.full(count, length, np.uint64)
        for shift in range(length):
            value = value * _PRIME + codes[shift : shift + count]
        inside = text[:count] == text[length - 1 :]
        hashes.append(value[inside])
        rows.append(text[:count][inside])
    known, columns = np.unique(np.concatenate(hashes), return_inverse=True)
    counts = sp.coo_array(
        (np.ones(len(columns)), (np.concatenate(rows), columns)),
        (len(texts), max(len(known), 1)),
    ).tocsr()
    counts.sum_duplicates()
    return GramCounts(known, counts)


def _table(
    texts: Iterable[Sequence[str]], place: dict[str, int], width: int
) -> sp.csr_array:
    """Count words, one row per text."""
    texts = list(texts)
    indices = _places(list(chain.from_iterable(texts)), place)
    ends = np.cumsum([0, *map(len, texts)])
    matrix = sp.csr_array(
        (np.ones(len(indices)), indices, ends), (len(texts), max(width, 1))
    )
    matrix.sum_duplicates()
    return matrix


def _places(words: Sequence[str], place: dict[str, int]) -> Integers:
    return np.fromiter(
        map(place.__getitem__, words), np.int64, count=len(words)
    )
