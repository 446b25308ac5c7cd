"""Cut text into words, the same way everywhere.

Runs of Chinese characters are cut by rjieba, whose dictionary is compiled
into the pinned version, with our own policy terms added
(``corpora/lexicon/policy_terms.txt``). Everything else falls to rules on
Unicode categories, so that German, English or Korean need no other path:
a word is a run of letters, marks and digits. Numbers stay whole.

Words are compared in folded form: simplified characters, half-width
letters and digits, lower case. Folding replaces one character by one, so
offsets into the text stay valid.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import metadata
from itertools import pairwise
from typing import NamedTuple

import rjieba

from plandiff.errors import CodebookError
from plandiff.resources import resource
from plandiff.signature import fingerprint
from plandiff.text.characters import HAN, fold

__all__ = [
    "Token",
    "lexicon",
    "parts",
    "token_starts",
    "tokenize",
    "tokenizer_name",
    "words",
]

_LEXICON = "lexicon/policy_terms.txt"


def _marks() -> str:
    """List the combining marks, which are parts of words, for a set."""
    return "".join(
        chr(code)
        for code in range(0x300, 0x10000)
        if unicodedata.category(chr(code)) in ("Mn", "Mc")
    )


_LETTER = rf"(?:(?![{HAN}_])[\w{_marks()}])"
_NUMBER = re.compile(
    "第[〇零一二三四五六七八九十百千0-9]+[编章节条款项]?"
    "|[〇零一二三四五六七八九十百千万亿]{2,}"
)
_PIECE = re.compile(
    rf"""
      (?P<year>[〇○零一二三四五六七八九]{{4}}(?=年))
    | (?P<han>[{HAN}]+?(?=[〇○零一二三四五六七八九]{{4}}年)|[{HAN}]+)
    | (?P<number>(?>\d+(?:\.\d+|,\d{{3}}(?!\d))+)[%％‰]?
                |(?>\d+)[%％‰]?(?!{_LETTER}))
    | (?P<word>{_LETTER}+(?:['’&‑-]{_LETTER}+)*)
    | (?P<blank>\s+)
    | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_WORDLIKE = re.compile(rf"[{HAN}]|{_LETTER}")


class Token(NamedTuple):
    """A word, number, mark or blank and its place in the text.

    Attributes
    ----------
    word : str
        As printed, not folded: ``text[start:end]``.
    start, end : int
        Half-open offsets, in characters.
    """

    word: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """Cut a text into tokens that, joined, restore it.

    Parameters
    ----------
    text : str
        Any text, in any script.

    Returns
    -------
    list of Token
        Words, numbers, runs of blanks and single punctuation marks, in
        order, without gaps; empty for an empty text. Traditional characters
        are cut as their simplified forms are.

    Notes
    -----
    Scripts without blanks other than Chinese (Thai, Khmer, kana) are not
    segmented: a run of such letters is one word.

    Examples
    --------
    >>> [token.word for token in tokenize("推进丝路电商，增长3.5%。")]
    ['推进', '丝路电商', '，', '增长', '3.5%', '。']
    >>> tokenize("B2B平台")
    [Token(word='B2B', start=0, end=3), Token(word='平台', start=3, end=5)]
    """
    edges = [*token_starts(text), len(text)]
    return [
        Token(text[start:end], start, end) for start, end in pairwise(edges)
    ]


def token_starts(text: str, *, whole: bool = False) -> list[int]:
    """Say where the tokens of a text begin, in order; see `tokenize`.

    Parameters
    ----------
    text : str
        Any text.
    whole : bool, default False
        Keep Chinese numbers, and those of articles, in one piece.

    Returns
    -------
    list of int
        Offsets into the text.

    Examples
    --------
    >>> token_starts("推进丝路电商，增长3.5%。")
    [0, 2, 6, 7, 9, 13]
    >>> token_starts("第一百二十条规定", whole=True)
    [0, 6]
    """
    starts = _starts(text)
    if not whole:
        return starts
    kept = set(starts)
    for number in _NUMBER.finditer(text):
        kept.difference_update(range(number.start() + 1, number.end()))
        kept.update(number.span())
    kept.discard(len(text))
    return sorted(kept)


def _starts(text: str) -> list[int]:
    """Return where tokens begin, as the segmenter cuts them."""
    cut = _segmenter().cut
    starts = []
    for piece in _PIECE.finditer(fold(text)):
        start = piece.start()
        if piece.lastgroup == "han":
            for word in cut(piece[0]):
                starts.append(start)
                start += len(word)
        else:
            starts.append(start)
    return starts


def words(
    text: str, *, punctuation: bool = False, casefold: bool = True
) -> list[str]:
    """List the words of a text in folded form.

    Parameters
    ----------
    text : str
        Any text, in any script.
    punctuation : bool, default False
        Whether marks are listed too. Blanks never are.
    casefold : bool, default True
        Whether letters lose their case (German ß becomes ss).

    Returns
    -------
    list of str
        In order, with repetitions, in simplified characters and half-width
        digits and letters.

    See Also
    --------
    tokenize : the same tokens as printed, with their places.
    parts : the shorter dictionary words inside a word.

    Examples
    --------
    >>> words("推進電子商務，達到１７萬億元。")
    ['推进', '电子商务', '达到', '17', '万亿元']
    >>> words("Die Straße, 5G-Netze", casefold=False)
    ['Die', 'Straße', '5G-Netze']
    """
    folded = fold(text)
    found: list[str] = []
    for piece in _PIECE.finditer(folded):
        if piece.lastgroup == "han":
            found += _segmenter().cut(piece[0])
        elif piece.lastgroup == "blank":
            continue
        elif piece.lastgroup == "mark":
            if punctuation:
                found.append(piece[0])
        else:
            found.append(piece[0].casefold() if casefold else piece[0])
    return found


def parts(word: str) -> list[str]:
    """List the shorter dictionary words inside a Chinese word.

    Two plans may write of ``农村电商`` and of ``电商``; the whole words have
    nothing in common, their parts have.

    Parameters
    ----------
    word : str
        One word, as from `words`.

    Returns
    -------
    list of str
        Words of two or three characters that the dictionary knows, without
        the word itself; empty for words of fewer than three characters and
        for words that are not Chinese.

    Examples
    --------
    >>> parts("供应链金融")
    ['供应', '金融', '供应链']
    >>> parts("platform")
    []
    """
    if len(word) < 3 or not _WORDLIKE.match(word) or word.isascii():
        return []
    return [part for part in _segmenter().cut_for_search(word) if part != word]


@cache
def lexicon() -> tuple[str, ...]:
    """Return the policy terms that the tokenizer keeps whole.

    Returns
    -------
    tuple of str
        In the order of ``corpora/lexicon/policy_terms.txt``.

    Raises
    ------
    CodebookError
        If a line is not one Chinese term or repeats another line.
    """
    terms: dict[str, int] = {}
    lines = resource(_LEXICON).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        if not re.fullmatch(rf"[{HAN}]{{2,}}", line) or line in terms:
            raise CodebookError(
                f"corpora/{_LEXICON}, line {number}: expected a new term of "
                f"Chinese characters but found {line!r}. Write one term a "
                "line, without blanks, once."
            )
        terms[line] = number
    return tuple(terms)


@cache
def tokenizer_name() -> str:
    """Name the tokenizer in a signature: version and lexicon.

    Returns
    -------
    str
        ``rjieba-<version>+policy-<digest>``; two equal names cut alike.
    """
    terms = fingerprint("\n".join(lexicon()), length=8)
    return f"rjieba-{metadata.version('rjieba')}+policy-{terms}"


@cache
def _segmenter() -> rjieba.Jieba:
    """Build our own segmenter, so that our terms stay out of the default."""
    segmenter = rjieba.Jieba()
    for term in lexicon():
        segmenter.add_word(term, None, None)
    return segmenter
