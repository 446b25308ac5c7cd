"""Two documents made ready for comparing: words, n-grams, sentences.

`Pairs` are made once per two documents and shared by all `measures`, so that
each text is cut into words once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np

from plandiff.matching import spaces
from plandiff.matching.knowledge.background import Vectors, load_background
from plandiff.matching.knowledge.encoder import encode
from plandiff.matching.sentencematches import (
    BothMatches,
    Likeness,
    match_sentences,
)
from plandiff.matching.sides import Side, Words, prepare
from plandiff.matching.spaces import (
    Floats,
    Integers,
    Space,
    character_space,
    token_space,
    unit_rows,
)
from plandiff.matching.tokenmatches import TokenMatches, match_tokens
from plandiff.text import tokens
from plandiff.text.characters import key

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
    def words(self) -> Space:
        """Words of the clauses and the shorter words inside them."""
        return _words_and_parts(self.reference.words, self.target.words)

    @cached_property
    def subjects(self) -> Space:
        """The same, with openings once more and the headings above."""
        return _words_and_parts(self.reference.subjects, self.target.subjects)

    @cached_property
    def concepts(self) -> Space:
        """Policy concepts of the clauses."""
        return token_space(self.reference.concepts, self.target.concepts)

    @cached_property
    def subject_concepts(self) -> Space:
        """The same, with openings once more and the headings above."""
        return token_space(
            self.reference.subject_concepts, self.target.subject_concepts
        )

    @cached_property
    def vectors(self) -> tuple[Floats, Floats]:
        """Meaning of the clauses, by word vectors."""
        return _meanings(self.words)

    @cached_property
    def opening_vectors(self) -> tuple[Floats, Floats]:
        """Meaning of the openings, by word vectors."""
        return _meanings(self.openings)

    @cached_property
    def encoded(self) -> tuple[Floats, Floats]:
        """Meaning of the clauses, by the sentence encoder."""
        return _centred(
            encode(self.reference.texts).astype(float),
            encode(self.target.texts).astype(float),
        )

    @cached_property
    def encoded_openings(self) -> tuple[Floats, Floats]:
        """Meaning of the openings, by the sentence encoder."""
        return _centred(
            encode(self.reference.openings).astype(float),
            encode(self.target.openings).astype(float),
        )

    @cached_property
    def sentence_vectors(self) -> tuple[Floats, Floats]:
        """Meaning of the sentences, by word vectors."""
        return _meanings(
            self._weighed(
                self.reference.sentence_words, self.target.sentence_words
            )
        )

    @cached_property
    def sentence_matches(self) -> BothMatches:
        """Best partners of the sentences, by their characters."""
        return self._matches(
            lambda rows, columns: spaces.cosine(
                self.sentence_characters, rows, columns
            )
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
        return character_space(self.reference.keys, self.target.keys, 2, 4)

    @cached_property
    def sentence_characters(self) -> Space:
        """Character 2- and 3-grams of the sentences."""
        return character_space(
            [key(text) for text in self.reference.sentences],
            [key(text) for text in self.target.sentences],
            2,
            3,
        )

    @cached_property
    def headings(self) -> Space:
        """Character 2-grams of the headings above the clauses."""
        return character_space(
            [key(path) for path in self.reference.paths],
            [key(path) for path in self.target.paths],
            2,
            2,
        )

    @cached_property
    def named(self) -> Space:
        """Numbers, cited titles and quoted terms of the clauses."""
        return token_space(self.reference.named, self.target.named)

    @cached_property
    def openings(self) -> Space:
        """Words of the openings, against each other."""
        return self._weighed(
            self.reference.opening_words, self.target.opening_words
        )

    @cached_property
    def reference_openings(self) -> Space:
        """Words of the reference's openings against the target's subjects."""
        return self._weighed(
            self.reference.opening_words, self.target.subjects
        )

    @cached_property
    def target_openings(self) -> Space:
        """Words of the reference's subjects against the target's openings."""
        return self._weighed(
            self.reference.subjects, self.target.opening_words
        )

    @cached_property
    def weight_of(self) -> dict[str, float]:
        """Rarity of each word."""
        return {
            str(word): float(weight)
            for word, weight in zip(
                self.words.vocabulary, self.words.weights, strict=False
            )
        }

    def _weighed(
        self, reference: Sequence[Words], target: Sequence[Words]
    ) -> Space:
        """Count words and parts and weigh them as in the whole clauses."""
        space = _words_and_parts(reference, target)
        usual = float(self.words.weights.mean())
        weights = [
            self.weight_of.get(str(word), usual) for word in space.vocabulary
        ]
        return replace(space, weights=np.array(weights or [usual]))


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


def _words_and_parts(
    reference: Sequence[Words], target: Sequence[Words]
) -> Space:
    """Count words and the shorter words inside them.

    Two plans may write of ``农村电商`` and of ``电商``: whole words have
    nothing in common there, their parts have. A word is weighed by its
    rarity within the two documents, so that the subject that every clause
    speaks of does not count for much; one that only stands inside others
    counts half.
    """
    sides = [
        [
            [part for word in text for part in (word, *_parts(word))]
            for text in side
        ]
        for side in (reference, target)
    ]
    space = token_space(*sides)
    whole = {word for side in (reference, target) for t in side for word in t}
    share = [1.0 if word in whole else _PART for word in space.vocabulary]
    if not share:
        return space
    return replace(space, weights=space.weights * np.array(share))


@cache
def _parts(word: str) -> Words:
    return tuple(tokens.parts(word))


@cache
def _vector(word: str) -> Vectors | None:
    return load_background().vector(word)


def _meanings(space: Space) -> tuple[Floats, Floats]:
    """Average the word vectors of each text, rare words first."""
    size = load_background().vectors.shape[1]
    table = np.zeros((max(len(space.vocabulary), 1), size), np.float32)
    for place, word in enumerate(space.vocabulary):
        vector = _vector(str(word))
        if vector is not None:
            table[place] = vector
    return _centred(*(unit_rows(side @ table) for side in space.unit))


def _centred(reference: Floats, target: Floats) -> tuple[Floats, Floats]:
    """Take away what all texts of both documents have in common."""
    both = np.concatenate([reference, target])
    known = np.any(both, axis=1)
    centre = both.sum(axis=0) / (known.sum() + _PRIOR)
    both = unit_rows(np.where(known[:, None], both - centre, 0.0))
    return both[: len(reference)], both[len(reference) :]
