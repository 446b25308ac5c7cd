"""The clauses of many documents, folded to the texts that differ."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plandiff.document import Document
from plandiff.errors import CorpusError
from plandiff.text.letters import letters

__all__ = ["Texts", "distinct_texts", "given", "rank_of"]

Integers = NDArray[np.int64]

_CHUNK = 16384
"""So many clauses are read at once."""


@dataclass(frozen=True, eq=False)
class Texts:
    """The distinct texts of all clauses, by their letters.

    Attributes
    ----------
    codes : numpy.ndarray of uint32
        The letters of the distinct texts, one text after the other.
    bounds : numpy.ndarray of int64
        Text i has the letters ``bounds[i]`` to ``bounds[i + 1]``.
    text : numpy.ndarray of int64
        For each clause, in the order of the documents, its text.
    document : numpy.ndarray of int64
        For each clause the number of its document.
    ids : list of str
        The id of each clause.
    """

    codes: NDArray[np.uint32]
    bounds: Integers
    text: Integers
    document: Integers
    ids: list[str]

    def __len__(self) -> int:
        return len(self.bounds) - 1

    @property
    def copies(self) -> Integers:
        """How many clauses each text has."""
        return np.bincount(self.text, minlength=len(self))

    @property
    def owner(self) -> Integers:
        """The one document that has the text, or -1 where several have."""
        first = np.full(len(self), len(self.ids), np.int64)
        last = np.full(len(self), -1, np.int64)
        np.minimum.at(first, self.text, self.document)
        np.maximum.at(last, self.text, self.document)
        return np.where(first == last, first, -1)

    def letters_of(self, text: int) -> str:
        """Return the letters of one text."""
        return self._joined[self.bounds[text] : self.bounds[text + 1]]

    @cached_property
    def _joined(self) -> str:
        """All letters as one string."""
        return self.codes.tobytes().decode("utf-32-le", "surrogatepass")


def given(documents: Iterable[Document]) -> list[Document]:
    """Return the documents as a list; each has its own id.

    Raises
    ------
    TypeError
        If one of them is no document, or there is no list of them.
    CorpusError
        If two have the same id: their clauses could not be told apart.
    """
    if isinstance(documents, Document | str):
        raise TypeError(
            "documents: expected a list of documents but found "
            f"{type(documents).__name__}. Give several: "
            "[plandiff.read_document(file) for file in files]."
        )
    found = list(documents)
    place: dict[str, int] = {}
    for number, document in enumerate(found):
        if not isinstance(document, Document):
            raise TypeError(
                f"documents, number {number + 1}: expected a document but "
                f"found {document!r:.60}. Give a list of documents; look ids "
                "up first: "
                "plandiff.load_corpus()['ec14']."
            )
        if document.id in place:
            raise CorpusError(
                f"documents, number {number + 1}: expected an id of its own "
                f"but found {document.id!r}, which number "
                f"{place[document.id] + 1} has too. Give each its own id: "
                "read_document(file, id=...)."
            )
        place[document.id] = number
    return found


def distinct_texts(documents: Sequence[Document]) -> Texts:
    """Fold clauses that are the same letter by letter.

    Parameters
    ----------
    documents : sequence of Document
        In order; the first clause of a text stands for it.

    Returns
    -------
    Texts
        Marks, blanks, widths, script and case do not count.

    Examples
    --------
    >>> first = Document.from_clauses("a", [("1", "发展电商。")])
    >>> second = Document.from_clauses("b", [("1", "發展電商")])
    >>> distinct_texts([first, second]).text.tolist()
    [0, 0]
    """
    clauses = [clause for document in documents for clause in document]
    sizes = [len(document) for document in documents]
    known: dict[bytes, int] = {}
    text = np.zeros(len(clauses), np.int64)
    kept: list[NDArray[np.uint32]] = []
    lengths: list[int] = []
    for start in range(0, len(clauses), _CHUNK):
        part = clauses[start : start + _CHUNK]
        found = letters([clause.text for clause in part])
        data, bounds = found.codes.tobytes(), found.bounds.tolist()
        new = np.zeros(len(part), bool)
        for place in range(len(part)):
            low, high = bounds[place], bounds[place + 1]
            name = hashlib.blake2b(
                data[4 * low : 4 * high], digest_size=16
            ).digest()
            number = known.setdefault(name, len(known))
            if number == len(lengths):
                new[place] = True
                lengths.append(high - low)
            text[start + place] = number
        kept.append(found.codes[np.repeat(new, np.diff(found.bounds))])
    return Texts(
        np.concatenate(kept) if kept else np.zeros(0, np.uint32),
        np.cumsum([0, *lengths], dtype=np.int64),
        text,
        np.repeat(np.arange(len(documents)), sizes),
        [clause.id for clause in clauses],
    )


def rank_of(groups: NDArray[Any]) -> Integers:
    """Count within groups that stand together, from 0.

    Examples
    --------
    >>> rank_of(np.array([4, 4, 2, 2, 2])).tolist()
    [0, 1, 0, 1, 2]
    """
    new = np.append(True, groups[1:] != groups[:-1])[: len(groups)]
    starts = np.flatnonzero(new)
    sizes = np.diff(np.append(starts, len(groups)))
    return np.arange(len(groups)) - np.repeat(starts, sizes)
