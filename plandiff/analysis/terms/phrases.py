"""Terms of a plan: words, and the phrases that behave like one word.

A policy phrase such as 示范基地 or 数据要素市场 is cut into words by any
dictionary that does not know it yet. `count_terms` puts words together that
keep each other's company: they are strongly associated, and what stands on
either side of them varies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array

from plandiff.document import Document
from plandiff.document.several import each_document
from plandiff.errors import CodebookError
from plandiff.frames import frame
from plandiff.resources import read_toml, resource
from plandiff.text.characters import fold
from plandiff.text.tokens import words

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "PHRASE_SCHEMA",
    "TermCounts",
    "TermOptions",
    "count_terms",
    "discover_terms",
]

PHRASE_SCHEMA = {
    "term": "string",
    "words": "Int64",
    "occurrences": "Int64",
    "association": "Float64",
    "left_entropy": "Float64",
    "right_entropy": "Float64",
}

_Ints = np.ndarray[Any, np.dtype[np.int64]]
_BREAK = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class TermOptions:
    """Which phrases count as terms, and what is set aside.

    Attributes
    ----------
    longest : int, default 4
        Words in the longest phrase, 1 to 6; 1 counts single words only.
    occurrences : int, default 3
        How often a phrase must occur, in all documents together.
    association : float, default 0.35
        Least normalized pointwise mutual information of a phrase's parts,
        at its weakest joint; in [-1, 1].
    freedom : float, default 0.6
        Least branching entropy on either side, in nats. A phrase whose
        neighbour is always the same is part of a longer one.
    boilerplate : {"keep", "aside"}, default "keep"
        Whether political formulas and the bodies in charge, in brackets,
        are set aside before counting; the patterns stand in
        ``corpora/lexicon/keyness.toml``.
    """

    longest: int = 4
    occurrences: int = 3
    association: float = 0.35
    freedom: float = 0.6
    boilerplate: str = "keep"

    def __post_init__(self) -> None:
        if not 1 <= self.longest <= 6:
            raise ValueError(
                f"longest: expected 1 to 6 words but found {self.longest}."
            )
        if self.occurrences < 2:
            raise ValueError(
                "occurrences: expected at least 2, since a phrase seen once "
                f"cannot be told from chance, but found {self.occurrences}."
            )
        if self.boilerplate not in ("keep", "aside"):
            raise ValueError(
                "boilerplate: expected 'keep' or 'aside' but found "
                f"{self.boilerplate!r}."
            )


@dataclass(frozen=True, slots=True)
class TermCounts:
    """How often each term occurs in each clause.

    Attributes
    ----------
    terms : tuple of str
        Words and phrases, in folded form.
    lengths : tuple of int
        Number of words in each.
    counts : scipy.sparse.csr_array
        Shape (clauses, terms); a word inside a phrase is counted in the
        phrase only.
    bounds : tuple of int
        Row at which each document starts, and the number of rows.
    """

    terms: tuple[str, ...]
    lengths: tuple[int, ...]
    counts: csr_array
    bounds: tuple[int, ...]


def discover_terms(
    documents: Document | Iterable[Document],
    *,
    options: TermOptions | None = None,
) -> pd.DataFrame:
    """Find the phrases of plans, one row per phrase.

    Parameters
    ----------
    documents : Document or iterable of Document
        Read together.
    options : TermOptions, optional
        What counts as a phrase.

    Returns
    -------
    pandas.DataFrame
        Columns term, words (how many), occurrences (wherever it stands,
        also inside a longer phrase), association (normalized pointwise
        mutual information at the weakest joint), left_entropy and
        right_entropy (in nats), the most frequent first.

    Notes
    -----
    Association is that of Bouma [1]_; branching entropy as a mark of
    boundaries is due to Harris and was made a measure by Jin and
    Tanaka-Ishii [2]_. The edge of a segment counts as a neighbour that
    never repeats.

    References
    ----------
    .. [1] Bouma (2009), Normalized (pointwise) mutual information in
           collocation extraction, Proceedings of GSCL.
    .. [2] Jin and Tanaka-Ishii (2006), Unsupervised segmentation of Chinese
           text by use of branching entropy, Proceedings of COLING/ACL.

    Examples
    --------
    >>> texts = ["建设云仓网格", "发展云仓网格，", "云仓网格和仓"]
    >>> plan = Document.from_clauses("x", [(t, t) for t in texts])
    >>> discover_terms(plan)["term"].tolist()
    ['云仓网格']
    """
    plans = each_document(documents)
    choice = options or TermOptions()
    stream = _Stream.of(plans, choice)
    rows = [
        (stream.spell(phrase.words), len(phrase.words), *phrase.measures)
        for phrase in _phrases(stream, choice)
    ]
    rows.sort(key=lambda row: (-row[2], row[0]))
    return frame(rows, PHRASE_SCHEMA)


def count_terms(
    documents: Sequence[Document], *, options: TermOptions | None = None
) -> TermCounts:
    """Count words and phrases clause by clause.

    Parameters
    ----------
    documents : sequence of Document
        Phrases are looked for in all of them together.
    options : TermOptions, optional
        What counts as a phrase.

    Returns
    -------
    TermCounts
        Function words, single Chinese characters, numbers and punctuation
        are not counted. Where phrases overlap, the longest counts, and of
        equal ones the first.
    """
    choice = options or TermOptions()
    stream = _Stream.of(documents, choice)
    phrases = _phrases(stream, choice)
    ids = stream.ids.copy()
    size = len(stream.vocabulary)
    spelled = [*stream.vocabulary]
    lengths = [1] * size
    taken = np.zeros(len(ids), dtype=bool)
    owner = np.full(len(ids), _BREAK)
    words = ids != _BREAK
    owner[words] = np.where(stream.counted[ids[words]], ids[words], _BREAK)
    for phrase in sorted(phrases, key=lambda p: (-len(p.words), p.starts[0])):
        length = len(phrase.words)
        number = len(spelled)
        spelled.append(stream.spell(phrase.words))
        lengths.append(length)
        for start in phrase.starts.tolist():
            if not taken[start : start + length].any():
                taken[start : start + length] = True
                owner[start] = number
                owner[start + 1 : start + length] = _BREAK
    kept = owner != _BREAK
    used, columns = np.unique(owner[kept], return_inverse=True)
    counts = csr_array(
        (np.ones(len(columns)), (stream.rows[kept], columns)),
        shape=(stream.bounds[-1], len(used)),
    )
    counts.sum_duplicates()
    return TermCounts(
        tuple(spelled[i] for i in used),
        tuple(lengths[i] for i in used),
        counts,
        stream.bounds,
    )


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that occur together, where, and how firmly."""

    words: tuple[int, ...]
    starts: _Ints
    measures: tuple[int, float, float, float]


@dataclass(frozen=True, slots=True)
class _Stream:
    """All words of all clauses as numbers, segments parted by breaks."""

    vocabulary: tuple[str, ...]
    ids: _Ints
    rows: _Ints
    bounds: tuple[int, ...]
    counted: np.ndarray[Any, np.dtype[np.bool_]]
    opening: np.ndarray[Any, np.dtype[np.bool_]]
    closing: np.ndarray[Any, np.dtype[np.bool_]]

    @classmethod
    def of(cls, documents: Sequence[Document], choice: TermOptions) -> _Stream:
        known: dict[str, int] = {}
        ids: list[int] = []
        rows: list[int] = []
        bounds = [0]
        row = 0
        for document in documents:
            for clause in document:
                for word in _pieces(clause.text, choice):
                    ids.append(
                        _BREAK
                        if word is None
                        else known.setdefault(word, len(known))
                    )
                    rows.append(row)
                ids.append(_BREAK)
                rows.append(row)
                row += 1
            bounds.append(row)
        rules = _rules()
        return cls(
            tuple(known),
            np.array(ids, dtype=np.int64),
            np.array(rows, dtype=np.int64),
            tuple(bounds),
            np.array(
                [
                    w not in rules.function_words
                    and (len(w) > 1 or w.isascii())
                    for w in known
                ],
                bool,
            ),
            np.array([w not in rules.leading_verbs for w in known], bool),
            np.array([w not in rules.closing_verbs for w in known], bool),
        )

    def spell(self, numbers: Sequence[int]) -> str:
        """Write words as they stand in a text: Chinese without blanks."""
        text = ""
        for number in numbers:
            word = self.vocabulary[number]
            if text and text[-1].isascii() and word[0].isascii():
                text += " "
            text += word
        return text


@dataclass(frozen=True, slots=True)
class _Rules:
    """The lists of ``corpora/lexicon/keyness.toml``."""

    function_words: frozenset[str]
    leading_verbs: frozenset[str]
    closing_verbs: frozenset[str]
    boilerplate: re.Pattern[str]


@cache
def _rules() -> _Rules:
    path = resource("lexicon/keyness.toml")
    data = read_toml(path)
    try:
        return _Rules(
            frozenset(data["function_words"]),
            frozenset(data["leading_verbs"]),
            frozenset(data["closing_verbs"]),
            re.compile("|".join(f"(?:{p})" for p in data["boilerplate"])),
        )
    except (KeyError, re.error) as error:
        raise CodebookError(
            f"corpora/lexicon/{path.name}: expected the lists "
            "function_words, leading_verbs, closing_verbs and boilerplate, "
            f"of words and regular expressions, but found {error}."
        ) from error


_WORD = re.compile(r"[^\W\d_]")


def _pieces(text: str, choice: TermOptions) -> Iterator[str | None]:
    """Give the words of a text, and None wherever a phrase must end."""
    folded = fold(text)
    if choice.boilerplate == "aside":
        folded = _rules().boilerplate.sub("\n", folded)
    for line in folded.splitlines():
        for word in words(line, punctuation=True):
            yield word if _WORD.search(word) else None
        yield None


def _phrases(stream: _Stream, choice: TermOptions) -> list[_Phrase]:
    """Find the phrases of two words or more, shorter ones first."""
    if not stream.vocabulary:
        return []
    ids = stream.ids
    counted = np.append(stream.counted, False)[ids]
    opening = np.append(stream.opening, False)[ids]
    closing = np.append(stream.closing, False)[ids]
    total = int(counted.sum())
    # codes[i]: number of the n-gram that starts at i, or _BREAK.
    codes = np.where(counted, ids, _BREAK)
    sizes = [np.bincount(codes[codes >= 0])]
    levels = [codes]
    found: list[_Phrase] = []
    for length in range(2, choice.longest + 1):
        codes, counts = _grow(levels[-1], levels[0], length)
        levels.append(codes)
        sizes.append(counts)
        frequent = np.flatnonzero(counts >= choice.occurrences)
        if not len(frequent):
            break
        for starts in _places(codes, frequent):
            first = int(starts[0])
            if not (opening[first] and closing[first + length - 1]):
                continue
            association = min(
                _association(
                    len(starts),
                    int(sizes[cut - 1][levels[cut - 1][first]]),
                    int(
                        sizes[length - cut - 1][
                            levels[length - cut - 1][first + cut]
                        ]
                    ),
                    total,
                )
                for cut in range(1, length)
            )
            if association < choice.association:
                continue
            left = _branching(ids, starts - 1)
            right = _branching(ids, starts + length)
            if min(left, right) < choice.freedom:
                continue
            found.append(
                _Phrase(
                    tuple(ids[first : first + length].tolist()),
                    starts,
                    (len(starts), association, left, right),
                )
            )
    return found


def _grow(shorter: _Ints, single: _Ints, length: int) -> tuple[_Ints, _Ints]:
    """Join each n-gram with the word after it, and number the results."""
    following = np.full_like(single, _BREAK)
    if length - 1 < len(single):
        following[: -(length - 1)] = single[length - 1 :]
    whole = (shorter >= 0) & (following >= 0)
    width = int(single.max(initial=0)) + 1
    keys = shorter[whole] * width + following[whole]
    _, numbers, counts = np.unique(
        keys, return_inverse=True, return_counts=True
    )
    codes = np.full_like(single, _BREAK)
    codes[whole] = numbers
    return codes, counts


def _places(codes: _Ints, wanted: _Ints) -> Iterator[_Ints]:
    """Give the positions at which each wanted n-gram starts."""
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    begins = np.searchsorted(ordered, wanted, side="left")
    ends = np.searchsorted(ordered, wanted, side="right")
    for begin, end in zip(begins, ends, strict=True):
        yield order[begin:end]


def _association(both: int, left: int, right: int, total: int) -> float:
    """Return normalized pointwise mutual information, in [-1, 1]."""
    if both >= total:
        return 1.0
    joint = np.log(both / total)
    return float((joint - np.log(left / total * right / total)) / -joint)


def _branching(ids: _Ints, places: _Ints) -> float:
    """Return the entropy of the neighbours at some places, in nats."""
    inside = places[(places >= 0) & (places < len(ids))]
    neighbours = ids[inside]
    _, counts = np.unique(neighbours[neighbours != _BREAK], return_counts=True)
    edges = len(places) - int(counts.sum())
    shares = np.append(counts, np.ones(edges)) / len(places)
    return float(-(shares * np.log(shares)).sum())
