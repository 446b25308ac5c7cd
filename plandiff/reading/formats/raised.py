"""Raised and struck text: powers, note marks, words that no longer stand.

A raised figure is a power where it follows 10, a letter or a unit of
length, and part of a fraction before a slash; else it is the mark of a note
and no part of the number before it. Readers wrap in marks what is no text,
so that a table's cell can be laid out before its places are known.
"""

from __future__ import annotations

import re

from plandiff.reading.writing import Writer

__all__ = [
    "NOTE_MARK",
    "STRUCK",
    "cut_wrapped",
    "power",
    "raised_kind",
    "unwrapped",
    "wrapped",
]

NOTE_MARK = "note mark: raised beside the text"
STRUCK = "struck text: crossed out in the file"

_REASONS = (NOTE_MARK, STRUCK)
_SHAPE = re.compile(
    r"[\[［(（〔【]?(?:注?\s*\d{1,3}|[①-⑳㉑-㊿]|[*＊†‡]{1,3}|[a-z]|注\s*\d{0,2})"
    r"(?:[,，、\-–—]\s*\d{1,3})*[\]］)）〕】]?"
)
_EXPONENT = re.compile(r"[-−－+]?\d{1,2}")
_BASE = re.compile(
    r"(?:(?:^|[^\d.．])10|(?:^|[^A-Za-z])(?:[a-zA-Z]|[kcdmnhμ]m|ha)|米)$"
)
_UPPER = str.maketrans("0123456789-−－+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻⁺")
_WRAPPED = re.compile("\x02(.)(.*?)\x03", re.S)


def raised_kind(before: str, text: str, after: str = "") -> str:
    """Tell what a raised text is.

    Parameters
    ----------
    before : str
        The text that it follows.
    text : str
        What is raised.
    after : str, optional
        The text after it.

    Returns
    -------
    str
        ``power``, ``note``, or ``""`` for text that is only set higher.

    Examples
    --------
    >>> raised_kind("碳排放10", "4"), raised_kind("达到13", "1")
    ('power', 'note')
    >>> raised_kind("零售额", "1", "/3"), raised_kind("面积5km", "2")
    ('', 'power')
    """
    plain = text.strip()
    if not plain or after.lstrip()[:1] in ("/", "⁄"):
        return ""
    if _EXPONENT.fullmatch(plain) and _BASE.search(before[-4:]):
        return "power"
    return "note" if _SHAPE.fullmatch(plain) else ""


def power(text: str) -> str:
    """Return figures as raised characters, so that they never fuse.

    Examples
    --------
    >>> "10" + power("4")
    '10⁴'
    """
    return text.translate(_UPPER)


def wrapped(text: str, why: str) -> str:
    """Wrap a stretch that is no text, with its reason."""
    inner = _WRAPPED.sub(r"\2", text)
    return f"\x02{_REASONS.index(why)}{inner}\x03"


def unwrapped(text: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Return a text without wrapping, and what was wrapped and why.

    Examples
    --------
    >>> unwrapped("13" + wrapped("1", NOTE_MARK) + "万亿元")
    ('131万亿元', [(2, 3, 'note mark: raised beside the text')])
    """
    parts: list[str] = []
    found: list[tuple[int, int, str]] = []
    place = length = 0
    for match in _WRAPPED.finditer(text):
        parts += [text[place : match.start()], match[2]]
        start = length + match.start() - place
        length = start + len(match[2])
        found.append((start, length, _REASONS[int(match[1])]))
        place = match.end()
    parts.append(text[place:])
    return "".join(parts), found


def cut_wrapped(writer: Writer, line: str) -> tuple[str, list[str]]:
    """Cut what is wrapped in a line that is to be written next.

    Returns
    -------
    str
        The line without wrapping, to be written where the writer stands.
    list of str
        Why each stretch was wrapped.

    Examples
    --------
    >>> writer = Writer()
    >>> cut_wrapped(writer, "13" + wrapped("1", NOTE_MARK) + "万亿元")
    ('131万亿元', ['note mark: raised beside the text'])
    >>> [(cut.start, cut.end) for cut in writer.cuts]
    [(2, 3)]
    """
    text, apart = unwrapped(line)
    start = writer.length
    for low, high, why in apart:
        writer.cut(start + low, why, end=start + high, kind="artefact")
    return text, [why for _, _, why in apart]
