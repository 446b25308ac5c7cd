"""One document made ready for comparing: words, openings, sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from plandiff.document import Document
from plandiff.matching.counts import (
    GramCounts,
    TokenCounts,
    WordCounts,
    count_grams,
    count_tokens,
    count_words,
)
from plandiff.matching.knowledge.concepts import find_all_concepts
from plandiff.matching.spaces import Floats, Integers
from plandiff.text import tokens
from plandiff.text.characters import fold, key
from plandiff.text.normalize import convert_script, normalize
from plandiff.text.planparts import plan_part

__all__ = [
    "Side",
    "Words",
    "kept_sides",
    "opening",
    "prepare",
    "sentences",
    "side_of",
]

_LABEL = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十百\d]+[）)、.．]"
    r"|第[一二三四五六七八九十百千\d]+[章节節条條]|[-·•○●*§]\s*\d*)\s*"
)
_OPENING_END = re.compile(r"[。；：！？\n;:!?]|\.(?=\s|$)")
_SENTENCE_END = re.compile(r"[。；！？\n;!?]+|\.(?=\s|$)")
_NAMED = re.compile(r"《[^》]{2,40}》|“[^”]{2,20}”|\d+(?:\.\d+)?%?")
_READ, _TRADITIONAL = 20_000, 0.05
"""Of so many characters simplified text has next to none that folding changes,
traditional text a third."""
_AS_IT_IS = re.compile("(土著)")
"""What OpenCC would write as 土着."""

Words = tuple[str, ...]
_OPENING_LENGTH = 40
_SENTENCE_LENGTH = 4
_MOST_SENTENCES = 40


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
    openings : tuple of str
        The run-in title of each clause, or its first phrase.
    opening_words : tuple of tuple of str
        The words of each opening.
    paths : tuple of str
        The headings above each clause, joined, or ``""``.
    path_words : tuple of tuple of str
        The words of those headings, numbers left out.
    sentences : tuple of str
        The sentences of all texts, in order, at least one a text.
    starts, counts : numpy.ndarray of int
        For each text the index of its first sentence in `sentences`, and
        how many it has.
    sentence_words : tuple of tuple of str
        The words of each sentence.
    kept : numpy.ndarray of float
        For each text the share of its letters and digits that is left in
        `words`; 1 for a text that has none.
    """

    texts: tuple[str, ...]
    keys: tuple[str, ...]
    words: tuple[Words, ...]
    openings: tuple[str, ...]
    opening_words: tuple[Words, ...]
    paths: tuple[str, ...]
    path_words: tuple[Words, ...]
    sentences: tuple[str, ...]
    starts: Integers
    counts: Integers
    sentence_words: tuple[Words, ...]
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
        return np.array([max(len(k), 1) for k in self._sentence_keys], float)

    @cached_property
    def subjects(self) -> tuple[Words, ...]:
        """The words of each text, its opening once more, its headings."""
        return tuple(
            (*text, *opening, *path)
            for text, opening, path in zip(
                self.words, self.opening_words, self.path_words, strict=True
            )
        )

    @cached_property
    def word_counts(self) -> WordCounts:
        """How often each text, opening and sentence has each word."""
        return count_words(
            self.words,
            self.opening_words,
            self.path_words,
            self.sentence_words,
        )

    @cached_property
    def grams(self) -> GramCounts:
        """Character 2- to 4-grams of the texts."""
        return count_grams(self.keys, 2, 4)

    @cached_property
    def sentence_grams(self) -> GramCounts:
        """Character 2- and 3-grams of the sentences."""
        return count_grams(self._sentence_keys, 2, 3)

    @cached_property
    def path_grams(self) -> GramCounts:
        """Character 2-grams of the headings above the texts."""
        return count_grams([key(path) for path in self.paths], 2, 2)

    @cached_property
    def _sentence_keys(self) -> tuple[str, ...]:
        return tuple(key(text) for text in self.sentences)

    @cached_property
    def concepts(self) -> tuple[Words, ...]:
        """The policy concepts that each text names."""
        return tuple(map(tuple, find_all_concepts(self.texts)))

    @cached_property
    def subject_concepts(self) -> tuple[Words, ...]:
        """Those of each text, of its opening once more, of its headings."""
        paths = list(dict.fromkeys(self.paths))
        above = dict(zip(paths, find_all_concepts(paths), strict=True))
        return tuple(
            (*found, *opening, *above[path])
            for found, opening, path in zip(
                self.concepts,
                find_all_concepts(self.openings),
                self.paths,
                strict=True,
            )
        )

    @cached_property
    def plan_parts(self) -> NDArray[np.str_]:
        """In which part of the plan each text stands; see `plan_part`."""
        known = {path: plan_part(path) for path in set(self.paths)}
        return np.array([known[path] for path in self.paths])

    @cached_property
    def named(self) -> tuple[tuple[str, ...], ...]:
        """The numbers, cited titles and quoted terms of each text."""
        return tuple(tuple(_NAMED.findall(text)) for text in self.texts)

    @cached_property
    def concept_counts(self) -> TokenCounts:
        """How often each text names each concept."""
        return count_tokens(self.concepts)

    @cached_property
    def subject_concept_counts(self) -> TokenCounts:
        """The same, with openings once more and the headings above."""
        return count_tokens(self.subject_concepts)

    @cached_property
    def named_counts(self) -> TokenCounts:
        """How often each text has each number, cited title or term."""
        return count_tokens(self.named)

    @cached_property
    def distinct(self) -> tuple[frozenset[str], ...]:
        """The words of each text, each once; single characters left out."""
        return tuple(
            frozenset(word for word in text if len(word) > 1)
            for text in self.words
        )


_KEPT: ContextVar[dict[int, tuple[Document, Side]] | None] = ContextVar(
    "kept sides", default=None
)


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
    traditional = _is_traditional(texts)

    def _fold(text: str) -> str:
        return _comparable(text, traditional=traditional)

    folded = tuple(_fold(text) for text in texts)
    cut = [_cut(text) for text in folded]
    words = tuple(whole for whole, _, _ in cut)
    titles = titles or [""] * len(folded)
    paths = paths or [""] * len(folded)
    known = {path: _fold(path) for path in set(paths)}
    above = {
        path: tuple(word for word in tokens.words(text) if len(word) > 1)
        for path, text in known.items()
    }
    openings = tuple(
        opening(text, _fold(title))
        for text, title in zip(folded, titles, strict=True)
    )
    sizes = [len(found) for _, found, _ in cut]
    return Side(
        texts=folded,
        keys=tuple(key(text) for text in folded),
        words=words,
        openings=openings,
        opening_words=tuple(tuple(tokens.words(text)) for text in openings),
        paths=tuple(known[path] for path in paths),
        path_words=tuple(above[path] for path in paths),
        sentences=tuple(text for _, found, _ in cut for text in found),
        starts=np.cumsum([0, *sizes])[:-1],
        counts=np.array(sizes, np.int64),
        sentence_words=tuple(words for _, _, found in cut for words in found),
        kept=np.array(
            [
                len("".join(found)) / max(len(key(text)), 1) if text else 1.0
                for found, text in zip(words, texts, strict=True)
            ]
        ),
    )


def side_of(document: Document) -> Side:
    """Make the clauses of a document ready for comparing.

    Parameters
    ----------
    document : Document
        With at least one clause.

    Returns
    -------
    Side
        As from `prepare`, with run-in titles and headings.

    Examples
    --------
    >>> plan = Document.from_clauses("x", [("1", "发展农村电商", ("总则",))])
    >>> side_of(plan).path_words
    (('总则',),)
    """
    kept = _KEPT.get()
    known = None if kept is None else kept.get(id(document))
    if known is not None:
        return known[1]
    side = prepare(
        [clause.text for clause in document],
        titles=[clause.title for clause in document],
        paths=[" ".join(clause.path) for clause in document],
    )
    if kept is not None:
        # The document is kept too, so that its number stays its own.
        kept[id(document)] = document, side
    return side


@contextmanager
def kept_sides(
    kept: dict[int, tuple[Document, Side]] | None = None,
) -> Iterator[None]:
    """Make each document ready for comparing once, within the block.

    Parameters
    ----------
    kept : dict, optional
        Where they are kept, to go on with in a later block.

    Examples
    --------
    >>> plan = Document.from_clauses("x", [("1", "发展农村电商")])
    >>> with kept_sides():
    ...     side_of(plan) is side_of(plan)
    True
    """
    token = _KEPT.set({} if kept is None else kept)
    try:
        yield
    finally:
        _KEPT.reset(token)


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
    return _joined(_grouped(_SENTENCE_END.split(text))) or [text]


def _grouped(parts: Iterable[str]) -> list[list[str]]:
    """Put the parts of a text together that are one sentence each."""
    found = [part for part in parts if len(key(part)) >= _SENTENCE_LENGTH]
    size = max(1, -(-len(found) // _MOST_SENTENCES))
    return [
        found[start : start + size] for start in range(0, len(found), size)
    ]


def _joined(groups: list[list[str]]) -> list[str]:
    return ["。".join(group) for group in groups]


def _cut(text: str) -> tuple[Words, list[str], list[Words]]:
    """Cut a text into words and into sentences; give the words of each.

    No word reaches over the end of a sentence, so each part is cut once.
    """
    parts = _SENTENCE_END.split(text)
    cut = {part: tokens.words(part) for part in parts}
    whole = tuple(chain.from_iterable(cut[part] for part in parts))
    groups = _grouped(parts)
    if not groups:
        return whole, [text], [whole]
    return (
        whole,
        _joined(groups),
        [
            tuple(chain.from_iterable(cut[part] for part in group))
            for group in groups
        ],
    )


def _is_traditional(texts: Iterable[str]) -> bool:
    """Tell whether a document is written in traditional characters."""
    start = "".join(texts)[:_READ]
    folded = fold(start)
    if folded == start:
        return False
    changed = sum(a != b for a, b in zip(start, folded, strict=True))
    return changed > _TRADITIONAL * len(start)


def _comparable(text: str, *, traditional: bool) -> str:
    """Write a text in the characters in which texts are compared.

    Where a document is traditional, whole words are converted, as Taiwan
    writes them: 計畫 is 计划 and 著力 is 着力, though neither 畫 nor 著 is
    always so. The result is as long as one character for one would be, so
    places in it stay places in the text; simplified texts are not touched.
    """
    found = normalize(text).text
    if traditional:
        found = "".join(
            before if place % 2 else convert_script(before, "tw2s")
            for place, before in enumerate(_AS_IT_IS.split(found))
        )
    return fold(found).casefold()
