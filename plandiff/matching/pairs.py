"""Two documents made ready for comparing: words, n-grams, sentences.

`Pairs` are made once per two documents and shared by all `measures`, so that
each text is cut into words once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from plandiff.matching import spaces
from plandiff.matching.counts import WordCounts, one_vocabulary
from plandiff.matching.knowledge.background import load_background
from plandiff.matching.knowledge.encoder import encode
from plandiff.matching.sentencematches import (
    BothMatches,
    Likeness,
    match_sentences,
)
from plandiff.matching.sides import Side, prepare
from plandiff.matching.spaces import (
    Floats,
    Integers,
    Space,
    gram_space,
    token_space,
    unit_rows,
)
from plandiff.matching.tokenmatches import TokenMatches, match_tokens

__all__ = ["Pairs", "compare"]

_PRIOR = 8.0
"""So many clauses without meaning of their own are added to the mean that
is taken away, so that two clauses alone are not pushed apart."""

_PART = 0.5
"""What a word counts that only stands inside longer words."""


@dataclass(frozen=True)
class Pairs:
    """Two prepared documents and the pairs of clauses to compare.

    Attributes
    ----------
    reference, target : Side
        The two documents.
    rows, columns : numpy.ndarray of int
        The pairs: index of the reference clause and of the target clause.
    semantic : bool
        Whether meaning is measured by the sentence encoder too, not by
        word vectors alone.
    """

    reference: Side
    target: Side
    rows: Integers
    columns: Integers
    semantic: bool = False

    def among(self, rows: Integers, columns: Integers) -> Pairs:
        """Keep other pairs of the same documents, and what was counted."""
        chosen = replace(self, rows=rows, columns=columns)
        for name in ("_counts", "words", "characters"):
            if name in self.__dict__:
                chosen.__dict__[name] = self.__dict__[name]
        return chosen

    def cosine(self, space: Space) -> Floats:
        """Compare the pairs as weighted vectors, in [0, 1]."""
        return spaces.cosine(space, self.rows, self.columns)

    def containment(self, space: Space) -> tuple[Floats, Floats]:
        """Measure how much of each clause the other has, in [0, 1]."""
        return spaces.containment(space, self.rows, self.columns)

    def inner(self, vectors: tuple[Floats, Floats]) -> Floats:
        """Compare the pairs by vectors of length 1, in [0, 1]."""
        return spaces.inner(*vectors, self.rows, self.columns)

    @cached_property
    def _counts(self) -> tuple[WordCounts, WordCounts]:
        return one_vocabulary(
            self.reference.word_counts, self.target.word_counts
        )

    @cached_property
    def words(self) -> Space:
        """Words of the clauses and the shorter words inside them.

        Two plans may write of ``农村电商`` and of ``电商``: whole words have
        nothing in common there, their parts have. A word is weighed by its
        rarity within the two documents, so that the subject that every
        clause speaks of does not count for much; one that only stands
        inside others counts half.
        """
        left, right = self._counts
        return self._space(
            left.texts, right.texts, left.in_texts | right.in_texts
        )

    @cached_property
    def subjects(self) -> Space:
        """The same, with openings once more and the headings above."""
        left, right = self._counts
        return self._space(
            left.subjects, right.subjects, left.in_subjects | right.in_subjects
        )

    def _space(
        self,
        left: sp.csr_array,
        right: sp.csr_array,
        alone: NDArray[np.bool_],
    ) -> Space:
        """Weigh words, and by half those that only stand inside others."""
        weights = spaces.rarity(left, right)
        if self._counts[0].vocabulary:
            weights *= np.where(alone, 1.0, _PART)
        return Space(left, right, weights, self._counts[0].vocabulary)

    @cached_property
    def concepts(self) -> Space:
        """Policy concepts of the clauses."""
        return token_space(
            self.reference.concept_counts, self.target.concept_counts
        )

    @cached_property
    def subject_concepts(self) -> Space:
        """The same, with openings once more and the headings above."""
        return token_space(
            self.reference.subject_concept_counts,
            self.target.subject_concept_counts,
        )

    @property
    def vectors(self) -> tuple[Floats, Floats]:
        """Meaning of the clauses, by word vectors."""
        return self._meant[0]

    @property
    def opening_vectors(self) -> tuple[Floats, Floats]:
        """Meaning of the openings, by word vectors."""
        return self._meant[1]

    @property
    def sentence_vectors(self) -> tuple[Floats, Floats]:
        """Meaning of the sentences, by word vectors."""
        return self._meant[2]

    @cached_property
    def _meant(self) -> list[tuple[Floats, Floats]]:
        """Average the word vectors of clauses, openings and sentences."""
        vocabulary = self._counts[0].vocabulary or [""]
        table = load_background().table(vocabulary).astype(float)
        left, right = self._counts
        sentences = self._weighed(left.sentences, right.sentences)
        return [
            _centred(*(unit_rows(side @ table) for side in space.unit))
            for space in (self.words, self.openings, sentences)
        ]

    @cached_property
    def encoded(self) -> tuple[Floats, Floats]:
        """Meaning of the clauses, by the sentence encoder."""
        return _centred(
            encode(self.reference.texts).astype(float),
            encode(self.target.texts).astype(float),
        )

    @cached_property
    def sentence_matches(self) -> BothMatches:
        """Best partners of the sentences, by their characters."""
        space = gram_space(
            self.reference.sentence_grams, self.target.sentence_grams
        )
        return self._matches(
            lambda rows, columns: spaces.cosine(space, rows, columns)
        )

    @cached_property
    def sentence_meanings(self) -> BothMatches:
        """Best partners of the sentences, by their meaning."""
        return self._matches(
            lambda rows, columns: spaces.inner(
                *self.sentence_vectors, rows, columns
            )
        )

    @cached_property
    def token_matches(self) -> TokenMatches:
        """How well the tokens of the clauses are met, by the encoder."""
        return match_tokens(
            self.reference, self.target, self.rows, self.columns
        )

    def _matches(self, likeness: Likeness) -> BothMatches:
        return match_sentences(
            self.reference, self.target, self.rows, self.columns, likeness
        )

    @cached_property
    def characters(self) -> Space:
        """Character 2- to 4-grams of the clauses."""
        return gram_space(self.reference.grams, self.target.grams)

    @cached_property
    def headings(self) -> Space:
        """Character 2-grams of the headings above the clauses."""
        return gram_space(self.reference.path_grams, self.target.path_grams)

    @cached_property
    def named(self) -> Space:
        """Numbers, cited titles and quoted terms of the clauses."""
        return token_space(
            self.reference.named_counts, self.target.named_counts
        )

    @cached_property
    def openings(self) -> Space:
        """Words of the openings, against each other."""
        left, right = self._counts
        return self._weighed(left.openings, right.openings)

    @cached_property
    def reference_openings(self) -> Space:
        """Words of the reference's openings against the target's subjects."""
        left, right = self._counts
        return self._weighed(left.openings, right.subjects)

    @cached_property
    def target_openings(self) -> Space:
        """Words of the reference's subjects against the target's openings."""
        left, right = self._counts
        return self._weighed(left.subjects, right.openings)

    @cached_property
    def weight_of(self) -> dict[str, float]:
        """Rarity of each word."""
        return {
            str(word): float(weight)
            for word, weight in zip(
                self.words.vocabulary, self.words.weights, strict=False
            )
        }

    def _weighed(self, left: sp.csr_array, right: sp.csr_array) -> Space:
        """Weigh words and parts as in the whole clauses."""
        return Space(left, right, self._weights)

    @cached_property
    def _weights(self) -> Floats:
        """Rarity in the clauses; the usual one for words not in them."""
        space = self.words
        known = np.zeros(len(space.weights), bool)
        known[space.reference.indices] = True
        known[space.target.indices] = True
        usual = space.weights[known] if known.any() else space.weights
        weights: Floats = np.where(known, space.weights, usual.mean())
        return weights


def compare(
    reference: Sequence[str] | Side,
    target: Sequence[str] | Side,
    *,
    semantic: bool = False,
) -> Pairs:
    """Pair every clause of two documents with every other.

    Parameters
    ----------
    reference, target : sequence of str, or Side
        The texts of the clauses, or the prepared documents.
    semantic : bool, default False
        Whether the pairs' meaning is to be measured by the encoder.

    Returns
    -------
    Pairs
        Over every pair, reference clauses outermost.

    Examples
    --------
    >>> compare(["发展农村电商"], ["发展电商", "保护数据"]).columns.tolist()
    [0, 1]
    """
    left, right = (
        side if isinstance(side, Side) else prepare(side)
        for side in (reference, target)
    )
    rows = np.repeat(np.arange(len(left)), len(right))
    columns = np.tile(np.arange(len(right)), len(left))
    return Pairs(left, right, rows, columns, semantic)


def _centred(reference: Floats, target: Floats) -> tuple[Floats, Floats]:
    """Take away what all texts of both documents have in common."""
    both = np.concatenate([reference, target])
    known = np.any(both, axis=1)
    both -= both.sum(axis=0) / (known.sum() + _PRIOR)
    both[~known] = 0.0
    length = np.sqrt(np.einsum("ij,ij->i", both, both))
    both /= np.where(length == 0, 1.0, length)[:, None]
    return both[: len(reference)], both[len(reference) :]
