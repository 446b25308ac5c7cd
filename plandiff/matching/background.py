"""What is common in policy text, and which words mean the like.

The background model was counted over 146,000 statute clauses and 9,000
passages of plans and government reports; `train_background` makes it. It
tells how rare a word is in policy text at large, which a single pair of
plans cannot: ``推进`` is in every clause of every plan, ``冷链物流`` is not.
And it holds vectors, by which ``网络零售`` and ``电子商务`` are near each
other without a character in common.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plandiff.errors import CorpusError
from plandiff.matching.tokens import parts, words
from plandiff.resources import resource
from plandiff.signature import digest

__all__ = [
    "Background",
    "load_background",
    "sentence_vectors",
    "vector_similarity",
]

Vectors = NDArray[np.float32]
Weights = NDArray[np.float64]

_BOILERPLATE_SHARE = 0.01
_CENTRE_PRIOR = 8.0
"""So many texts at the origin are added to the mean before centring, so
that a handful of texts is not pushed to opposite ends."""


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
        Of unit length, for the first words. The first half of a row tells
        near which words a word stands, the second from which clauses of
        its document it sets a clause apart; both count alike.
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
    signature: str
    training: dict[str, Any]
    _places: dict[str, int] = field(init=False, default_factory=dict)

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

    def share(self, word: str) -> float:
        """Tell in what share of policy text a word stands.

        Parameters
        ----------
        word : str
            As from `plandiff.matching.tokens.words`.

        Returns
        -------
        float
            In (0, 1): of statute clauses or of passages of plans, whichever
            is larger, since a word is commonplace if either genre is full
            of it. An unknown word counts as half an occurrence in the
            passages of plans, a number as the square root of that share.
        """
        place = self._places.get(word)
        if place is None:
            unseen = 0.5 / (self.plans + 1)
            return float(unseen**0.5 if word[:1].isdigit() else unseen)
        return float(
            max(
                (self.statute_counts[place] + 0.5) / (self.statutes + 1),
                (self.plan_counts[place] + 0.5) / (self.plans + 1),
            )
        )

    def idf(self, terms: Sequence[str]) -> Weights:
        """Weigh words by their rarity in policy text.

        Parameters
        ----------
        terms : sequence of str
            As from `plandiff.matching.tokens.words`.

        Returns
        -------
        ndarray of float, shape (terms,)
            Minus the natural logarithm of `share`: near 0 for a word that
            stands everywhere, `unseen_idf` for one that is not known.

        Examples
        --------
        >>> rare, common = load_background().idf(["冷链物流", "推进"])
        >>> bool(rare > 2 * common)
        True
        """
        return -np.log([self.share(term) for term in terms])

    @property
    def unseen_idf(self) -> float:
        """The weight of a word that the collection does not hold."""
        return float(-np.log(0.5 / (self.plans + 1)))

    def boilerplate(self, terms: Sequence[str]) -> Weights:
        """Tell how far words are the common coin of policy text.

        Parameters
        ----------
        terms : sequence of str
            As from `plandiff.matching.tokens.words`.

        Returns
        -------
        ndarray of float, shape (terms,)
            In (0, 1): one half for a word in every hundredth passage, near
            1 for the words of every clause, near 0 for rare ones. One minus
            this is a discount to multiply by.

        Examples
        --------
        >>> common, rare = load_background().boilerplate(["推进", "海外仓"])
        >>> bool(common > 0.9), bool(rare < 0.3)
        (True, True)
        """
        shares = np.array([self.share(term) for term in terms], float)
        return shares / (shares + _BOILERPLATE_SHARE)

    def vector(self, word: str) -> Vectors | None:
        """Return the vector of a word, or of its parts.

        Parameters
        ----------
        word : str
            As from `plandiff.matching.tokens.words`.

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

    def _row(self, place: int) -> Vectors:
        row: Vectors = self.vectors[place]
        return row

    def neighbours(self, word: str, *, top_n: int = 10) -> list[str]:
        """List the words that are used most like a word.

        Parameters
        ----------
        word : str
            In simplified characters.
        top_n : int, default 10
            How many.

        Returns
        -------
        list of str
            Nearest first, by the first half of the vectors, without the
            word itself; empty where the word has no vector.
        """
        vector = self.vector(word)
        if vector is None:
            return []
        half = len(vector) // 2
        alike = self.vectors[:, :half] @ vector[:half]
        order = np.argsort(-alike, kind="stable")
        near = (self.words[place] for place in order[: top_n + 1])
        return [other for other in near if other != word][:top_n]


@cache
def load_background(path: Path | None = None) -> Background:
    """Load the background model that travels with plandiff.

    Parameters
    ----------
    path : pathlib.Path, optional
        Another file made by `plandiff.matching.train_background`.

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
        with np.load(path, allow_pickle=False) as stored:
            record = stored["signature"].tobytes().decode()
            whole = stored["vectors"].astype(np.float32)
            terms = stored["words"].tobytes().decode().split("\n")
            model = Background(
                words=tuple(terms),
                statute_counts=stored["statute_counts"],
                plan_counts=stored["plan_counts"],
                statutes=int(stored["statutes"]),
                plans=int(stored["plans"]),
                vectors=_unit(
                    np.hstack([_unit(h) for h in np.hsplit(whole, 2)])
                ),
                signature=f"background-{digest(record, length=8)}",
                training=json.loads(record),
            )
    except (OSError, KeyError, ValueError) as error:
        raise CorpusError(
            f"{path}: expected a background model but found {error}. Make it "
            "with: python -m plandiff.matching.train_background"
        ) from error
    return model


def sentence_vectors(
    texts: Sequence[str], *, background: Background | None = None
) -> Vectors:
    """Give each text a vector by the rare words in it.

    Parameters
    ----------
    texts : sequence of str
        Clauses of one document, or of both that are to be compared. What
        they all speak of is subtracted, so vectors from different calls
        cannot be compared.
    background : Background, optional
        Default: `load_background`.

    Returns
    -------
    ndarray of float32, shape (texts, dimensions)
        Of unit length; zeros for a text without a known word.

    Notes
    -----
    The mean of the word vectors, weighted by rarity in the background times
    rarity among `texts`, less the mean over `texts`: the smoothed average
    of Arora et al. [1]_ with the common direction taken from the mean.

    References
    ----------
    .. [1] Arora, Liang, Ma (2017), A simple but tough-to-beat baseline for
           sentence embeddings, ICLR.

    Examples
    --------
    >>> found = sentence_vectors(["发展农村电商", "建设海外仓", "，。"])
    >>> found.shape[0], float(found[2].sum())
    (3, 0.0)
    """
    model = background or load_background()
    counted = [Counter(words(text)) for text in texts]
    spread = Counter(word for counts in counted for word in counts)
    weighted: dict[str, Vectors] = {}
    for word, number in spread.items():
        vector = model.vector(word)
        if vector is not None:
            here = 0.5 - np.log(number / len(counted))
            weighted[word] = vector * np.float32(
                -np.log(model.share(word)) * here
            )
    result = np.zeros((len(counted), model.vectors.shape[1]), np.float32)
    for row, counts in enumerate(counted):
        for word, number in counts.items():
            if word in weighted:
                result[row] += weighted[word] * np.float32(1 + np.log(number))
    return _unit(_centred(_unit(result)))


def vector_similarity(
    reference: Sequence[str],
    target: Sequence[str],
    *,
    background: Background | None = None,
) -> Vectors:
    """Compare the meaning of all pairs of two lists of texts.

    Parameters
    ----------
    reference, target : sequence of str
        Clauses of the earlier and of the later document.
    background : Background, optional
        Default: `load_background`.

    Returns
    -------
    ndarray of float32, shape (reference, target)
        Cosine of the sentence vectors in [0, 1], negative ones as 0; 0 too
        where a text has no known word.

    Examples
    --------
    >>> earlier = ["发展农村电商", "加强组织领导"]
    >>> later = ["推动农产品网络零售", "统筹协调"]
    >>> found = vector_similarity(earlier, later)
    >>> bool(found[0, 0] > found[0, 1])
    True
    """
    vectors = sentence_vectors([*reference, *target], background=background)
    left, right = vectors[: len(reference)], vectors[len(reference) :]
    result: Vectors = np.clip(left @ right.T, 0.0, 1.0)
    return result


def _centred(vectors: Vectors) -> Vectors:
    """Subtract the mean of the rows that are not zero from those rows."""
    known = np.any(vectors != 0, axis=1, keepdims=True)
    mean = vectors.sum(axis=0) / np.float32(known.sum() + _CENTRE_PRIOR)
    centred: Vectors = np.where(known, vectors - mean, np.float32(0))
    return centred


def _unit(vectors: Vectors) -> Vectors:
    """Scale rows to length 1; rows of zeros stay."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    result: Vectors = vectors / lengths.astype(np.float32)
    return result
