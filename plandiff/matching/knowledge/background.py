"""What is common in policy text, and which words mean the like.

The background model was counted over 146,000 statute clauses and 9,000
passages of plans and government reports, by `plandiff.training.background`.
It holds vectors, by which ``网络零售`` and ``电子商务`` are near each other
without a character in common, and how often each word stands in such text.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from plandiff.errors import CorpusError
from plandiff.matching.spaces import unit_rows
from plandiff.resources import resource
from plandiff.signature import fingerprint
from plandiff.text.tokens import parts

__all__ = ["Background", "load_background"]

Vectors = NDArray[np.float32]
Weights = NDArray[np.float64]


@dataclass(frozen=True, repr=False, eq=False)
class Background:
    """Word frequencies and word vectors of a large policy collection.

    Attributes
    ----------
    words : tuple of str
        In simplified characters, most frequent first.
    statute_counts, plan_counts : ndarray of int, shape (words,)
        In how many statute clauses, and in how many passages of plans and
        reports, each word stands.
    statutes, plans : int
        How many clauses and passages there are in all.
    vectors : ndarray of float32, shape (words with a vector, dimensions)
        Of unit length, for the first words. The first part of a row, of
        `near` dimensions, tells near which words a word stands, the rest
        from which clauses of its document it sets a clause apart; both
        count alike.
    near : int
        Length of the first part.
    signature : str
        Digest of what it was made from, for the signature of an alignment.
    training : dict
        Inputs with SHA-256, options, versions and what was left out.
    """

    words: tuple[str, ...]
    statute_counts: NDArray[np.int32]
    plan_counts: NDArray[np.int32]
    statutes: int
    plans: int
    vectors: Vectors
    near: int
    signature: str
    training: dict[str, Any]
    _places: dict[str, int] = field(init=False, default_factory=dict)
    _by_parts: dict[str, Vectors | None] = field(
        init=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        self._places.update(
            (word, place) for place, word in enumerate(self.words)
        )

    def __repr__(self) -> str:
        return (
            f"<Background {self.signature}: {len(self.words)} words, "
            f"{len(self.vectors)} with vectors, from {self.statutes} statute "
            f"clauses and {self.plans} passages of plans>"
        )

    def __contains__(self, word: object) -> bool:
        return word in self._places

    def idf(self, terms: Sequence[str]) -> Weights:
        """Weigh words by their rarity in policy text.

        Parameters
        ----------
        terms : sequence of str
            As from `plandiff.text.tokens.words`.

        Returns
        -------
        ndarray of float, shape (terms,)
            Minus the natural logarithm of the share of statute clauses or
            of passages of plans in which each stands, whichever is larger,
            since a word is commonplace if either genre is full of it. An
            unknown word counts as half an occurrence in the passages.

        Examples
        --------
        >>> rare, common = load_background().idf(["冷链物流", "推进"])
        >>> bool(rare > 2 * common)
        True
        """
        found = np.array([self._places.get(t, -1) for t in terms], np.int64)
        shares = np.maximum(
            (self.statute_counts[found] + 0.5) / (self.statutes + 1),
            (self.plan_counts[found] + 0.5) / (self.plans + 1),
        )
        shares[found < 0] = 0.5 / (self.plans + 1)
        result: Weights = -np.log(shares)
        return result

    def vector(self, word: str) -> Vectors | None:
        """Return the vector of a word, or of its parts.

        Parameters
        ----------
        word : str
            As from `plandiff.text.tokens.words`.

        Returns
        -------
        ndarray of float32, shape (dimensions,), or None
            Of unit length. For a word without a vector, the mean of the
            vectors of the shorter words inside it; None where there are
            none.
        """
        place = self._places.get(word)
        if place is not None and place < len(self.vectors):
            return self._row(place)
        inner = [
            self._row(place)
            for part in parts(word)
            if (place := self._places.get(part)) is not None
            and place < len(self.vectors)
        ]
        if not inner:
            return None
        mean: Vectors = np.mean(inner, axis=0)
        length = float(np.linalg.norm(mean))
        return mean / np.float32(length) if length else None

    def table(self, words: Sequence[str]) -> Vectors:
        """Return the vectors of many words, one a row; zeros for none.

        Parameters
        ----------
        words : sequence of str
            As from `plandiff.text.tokens.words`.

        Returns
        -------
        ndarray of float32, shape (words, dimensions)
            As `vector` gives them.
        """
        places = np.array(
            [self._places.get(word, len(self.vectors)) for word in words],
            np.int64,
        )
        known = places < len(self.vectors)
        found = np.zeros((len(words), self.vectors.shape[1]), np.float32)
        found[known] = self.vectors[places[known]]
        for place in np.flatnonzero(~known).tolist():
            vector = self._of_parts(words[place])
            if vector is not None:
                found[place] = vector
        return found

    def _of_parts(self, word: str) -> Vectors | None:
        """Return the vector of a word by the words inside it, or None."""
        if word not in self._by_parts:
            self._by_parts[word] = self.vector(word)
        return self._by_parts[word]

    def _row(self, place: int) -> Vectors:
        row: Vectors = self.vectors[place]
        return row


@cache
def load_background(path: Path | None = None) -> Background:
    """Load the background model that travels with plandiff.

    Parameters
    ----------
    path : pathlib.Path, optional
        Another file made by `plandiff.training.background`.

    Returns
    -------
    Background
        The same object each time, so that it is read once.

    Raises
    ------
    CorpusError
        If the file is missing or is not a background model.
    """
    path = path or resource("models/background.npz")
    try:
        with (
            path.open("rb") as file,
            np.load(file, allow_pickle=False) as stored,
        ):
            record = stored["signature"].tobytes().decode()
            near, apart = (
                unit_rows(stored[part].astype(np.float32))
                for part in ("near", "apart")
            )
            terms = stored["words"].tobytes().decode().split("\n")
            model = Background(
                words=tuple(terms),
                statute_counts=stored["statute_counts"],
                plan_counts=stored["plan_counts"],
                statutes=int(stored["statutes"]),
                plans=int(stored["plans"]),
                vectors=unit_rows(np.hstack([near, apart])),
                near=near.shape[1],
                signature=f"background-{fingerprint(record, length=8)}",
                training=json.loads(record),
            )
    except (OSError, EOFError, KeyError, ValueError, BadZipFile) as error:
        raise CorpusError(
            f"{path}: expected a background model but found {error}. Make it "
            "with: python -m plandiff.training.background"
        ) from error
    return model
