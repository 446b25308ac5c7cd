"""Two documents made ready for comparing: words, n-grams, sentences.

A `Comparison` is built once per pair of documents and shared by all
measures in `similarity`, so that each text is cut into words once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from plandiff.matching import tokens
from plandiff.matching.background import load_background
from plandiff.matching.encoder import encode
from plandiff.matching.sentences import SentenceMatches, match_sentences
from plandiff.matching.spaces import (
    Floats,
    Integers,
    Space,
    character_space,
    token_space,
)
from plandiff.reading.normalize import normalize

__all__ = ["Comparison", "Side", "compare", "prepare"]

_LABEL = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十百\d]+[）)、.．]"
    r"|第[一二三四五六七八九十百千\d]+[章节節条條]|[-·•○●*§]\s*\d*)\s*"
)
_OPENING_END = re.compile(r"[。；：！？\n;:!?]|\.(?=\s|$)")
_SENTENCE_END = re.compile(r"[。；！？\n;!?]+|\.(?=\s|$)")
_NAMED = re.compile(r"《[^》]{2,40}》|“[^”]{2,20}”|\d+(?:\.\d+)?%?")
Words = tuple[str, ...]
_OPENING_LENGTH = 40
_SENTENCE_LENGTH = 4
_MOST_SENTENCES = 40
_PRIOR = 8.0
"""So many clauses without meaning of their own are added to the mean that
is taken away, so that two clauses alone are not pushed apart."""


@dataclass(frozen=True)
class Side:
    """The clauses of one document as the measures see them.

    Attributes
    ----------
    texts : tuple of str
        Normalized and folded: simplified characters, half-width letters,
        lower case.
    keys : tuple of str
        The letters and digits of `texts`, without marks and blanks.
    words : tuple of tuple of str
        The words of each text.
    opening_words : tuple of tuple of str
        The words of each clause's run-in title, or of its first phrase.
    paths : tuple of str
        The headings above each clause, joined, or ``""``.
    sentences : tuple of str
        The sentences of all texts, in order, at least one a text.
    starts, counts : numpy.ndarray of int
        For each text the index of its first sentence in `sentences`, and
        how many it has.
    kept : numpy.ndarray of float
        For each text the share of its letters and digits that is left in
        `words`; 1 for a text that has none.
    """

    texts: tuple[str, ...]
    keys: tuple[str, ...]
    words: tuple[Words, ...]
    opening_words: tuple[Words, ...]
    paths: tuple[str, ...]
    sentences: tuple[str, ...]
    starts: Integers
    counts: Integers
    kept: Floats

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def lengths(self) -> Floats:
        """Letters and digits of each text."""
        return np.array([len(text) for text in self.keys], float)

    @cached_property
    def sentence_lengths(self) -> Floats:
        """Letters and digits of each sentence, at least 1."""
        return np.array([max(len(key(t)), 1) for t in self.sentences], float)

    @cached_property
    def named(self) -> tuple[tuple[str, ...], ...]:
        """The numbers, cited titles and quoted terms of each text."""
        return tuple(tuple(_NAMED.findall(text)) for text in self.texts)


@dataclass(frozen=True)
class Comparison:
    """Two prepared documents and the pairs of clauses to compare.

    Attributes
    ----------
    reference, target : Side
        The two documents.
    rows, columns : numpy.ndarray of int
        The pairs: index of the reference clause and of the target clause.
    semantic : bool
        Whether meaning is measured by the sentence encoder instead of by
        word vectors.
    """

    reference: Side
    target: Side
    rows: Integers
    columns: Integers
    semantic: bool = False

    @cached_property
    def words(self) -> Space:
        """Words of the clauses, rare in the pair and in policy text.

        A word's weight is its rarity within the two documents times the
        square root of its rarity in policy text at large, so that neither
        the subject that every clause speaks of nor the common coin of all
        plans counts for much. In other languages only the first tells
        words apart.
        """
        space = token_space(self.reference.words, self.target.words)
        background = load_background()
        known = background.idf([str(word) for word in space.vocabulary])
        if not len(known):
            return space
        return replace(
            space,
            weights=space.weights * np.sqrt(known / background.unseen_idf),
        )

    @cached_property
    def vectors(self) -> tuple[Floats, Floats]:
        """Meaning of the clauses; see `similarity.semantic`."""
        if self.semantic:
            both = encode([*self.reference.texts, *self.target.texts])
        else:
            both = self._word_vectors()
        both = _unit_rows(both)
        known = np.any(both, axis=1)
        centre = both.sum(axis=0) / (known.sum() + _PRIOR)
        both = _unit_rows(np.where(known[:, None], both - centre, 0.0))
        return both[: len(self.reference)], both[len(self.reference) :]

    def _word_vectors(self) -> Floats:
        """Average the word vectors of each clause, rare words first."""
        background = load_background()
        found = [background.vector(str(w)) for w in self.words.vocabulary]
        size = background.vectors.shape[1]
        table = np.array(
            [np.zeros(size) if vector is None else vector for vector in found]
        ).reshape(-1, size)
        if not len(table):
            table = np.zeros((1, size))
        return np.concatenate([side @ table for side in self.words.unit])

    @cached_property
    def sentence_matches(self) -> tuple[SentenceMatches, SentenceMatches]:
        """Best partners of the sentences of each pair of clauses."""
        return match_sentences(self)

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
        """Words of the reference's openings against the target's texts."""
        return self._weighed(self.reference.opening_words, self.target.words)

    @cached_property
    def target_openings(self) -> Space:
        """Words of the reference's texts against the target's openings."""
        return self._weighed(self.reference.words, self.target.opening_words)

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
        """Count words and weigh them as in the whole clauses."""
        space = token_space(reference, target)
        usual = float(self.words.weights.mean())
        weights = [
            self.weight_of.get(str(word), usual) for word in space.vocabulary
        ]
        return replace(space, weights=np.array(weights or [usual]))


def compare(
    reference: Sequence[str] | Side, target: Sequence[str] | Side
) -> Comparison:
    """Make two documents ready for the measures, with all pairs.

    Parameters
    ----------
    reference, target : sequence of str, or Side
        The texts of the clauses.

    Returns
    -------
    Comparison
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
    return Comparison(left, right, rows, columns)


def prepare(
    texts: Sequence[str],
    *,
    titles: Sequence[str] = (),
    paths: Sequence[str] = (),
) -> Side:
    """Make the clauses of one document ready for comparing.

    Parameters
    ----------
    texts : sequence of str
        The clauses, as printed.
    titles : sequence of str, optional
        Run-in titles, ``""`` where a clause has none; without them the
        first phrase of each text stands in.
    paths : sequence of str, optional
        The headings above each clause, joined.

    Returns
    -------
    Side
        See there.
    """
    folded = tuple(_fold(text) for text in texts)
    cut = [sentences(text) for text in folded]
    sizes = [len(found) for found in cut]
    titles = titles or [""] * len(folded)
    paths = paths or [""] * len(folded)
    known = {path: _fold(path) for path in set(paths)}
    words = tuple(tuple(tokens.words(text)) for text in folded)
    return Side(
        texts=folded,
        keys=tuple(key(text) for text in folded),
        words=words,
        opening_words=tuple(
            tuple(tokens.words(opening(text, _fold(title))))
            for text, title in zip(folded, titles, strict=True)
        ),
        paths=tuple(known[path] for path in paths),
        sentences=tuple(sentence for found in cut for sentence in found),
        starts=np.cumsum([0, *sizes])[:-1],
        counts=np.array(sizes, np.int64),
        kept=np.array(
            [
                len("".join(found)) / max(len(key(text)), 1) if text else 1.0
                for found, text in zip(words, texts, strict=True)
            ]
        ),
    )


def opening(text: str, title: str = "") -> str:
    """Return the run-in title of a clause, or its first phrase.

    Parameters
    ----------
    text : str
        Text of the clause; a number in front is passed over.
    title : str, optional
        The run-in title where it is known.

    Returns
    -------
    str
        At most 40 characters.

    Examples
    --------
    >>> opening("（六）加大金融服务支持。建立健全机制。")
    '加大金融服务支持'
    """
    start = title or _LABEL.sub("", text, count=1)
    return _OPENING_END.split(start, maxsplit=1)[0][:_OPENING_LENGTH]


def sentences(text: str) -> list[str]:
    """Cut a text into sentences and items, at least one.

    Parameters
    ----------
    text : str
        Text of a clause.

    Returns
    -------
    list of str
        In order. A clause of more than 40 sentences, which is none, is cut
        into 40 stretches of several, so that comparing stays quick.

    Examples
    --------
    >>> sentences("发展农村电商；完善物流体系。")
    ['发展农村电商', '完善物流体系']
    """
    found = [
        part
        for part in _SENTENCE_END.split(text)
        if len(key(part)) >= _SENTENCE_LENGTH
    ]
    if len(found) > _MOST_SENTENCES:
        size = -(-len(found) // _MOST_SENTENCES)
        found = [
            "。".join(found[start : start + size])
            for start in range(0, len(found), size)
        ]
    return found or [text]


def key(text: str) -> str:
    """Return the letters and digits of a text, without marks and blanks.

    Examples
    --------
    >>> key("“十四五”，5G")
    '十四五5G'
    """
    return "".join(filter(str.isalnum, text))


def _fold(text: str) -> str:
    return tokens.fold(normalize(text).text).casefold()


def _unit_rows(table: Floats) -> Floats:
    length = np.sqrt((table**2).sum(axis=1, keepdims=True))
    result: Floats = table / np.where(length == 0, 1.0, length)
    return result
