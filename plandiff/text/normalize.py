"""Normalize text for comparison, as a view that leads back to the source.

Plans print the same words in different widths, with different quotation
marks and with stray spaces. `normalize` folds what carries no meaning and
keeps what does: Chinese marks (“”《》〔〕、) stay. Unicode's own
compatibility folding (NFKC) is not used, since it turns （），： into ASCII.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from plandiff.errors import ReadingError
from plandiff.text.characters import FORMS, HAN, any_of, fold

__all__ = [
    "SCRIPTS",
    "Normalized",
    "Step",
    "comparable",
    "convert_script",
    "is_traditional",
    "normalize",
]

SCRIPTS = ("keep", "t2s", "s2t")
"""Script conversions: none, to simplified, to traditional characters."""

_MARKS = "、。，；：？！（）《》〈〉〔〕【】「」『』“”‘’…—·"

_TRADITIONAL = "國會務發電經濟體產業條規劃應與對開關資訊實現"
"""Common characters that simplified text does not use."""

_WIDTH = {
    code: code - 0xFEE0
    for first, last in ((0xFF10, 0xFF19), (0xFF21, 0xFF3A), (0xFF41, 0xFF5A))
    for code in range(first, last + 1)
} | {
    ord(mark): ord(plain)
    for mark, plain in zip("％＋／．", "%+/.", strict=True)
}
_FORMS = FORMS | {ord(ring): ord("〇") for ring in "○◯"}
_QUOTES = str.maketrans("「」『』﹁﹂﹃﹄", "“”‘’“”‘’")
_DASHES = {ord(dash): ord("—") for dash in "―─–⸺﹘"} | {
    ord(dot): ord("·") for dot in "•‧・･"
}
_FOLDS = (
    ("width", _WIDTH, "full-width letters, digits and %+/. made half-width"),
    ("forms", _FORMS, "radicals, compatibility forms and ○ made ordinary"),
    ("quotes", _QUOTES, "「」 and 『』 written as “” and ‘’"),
    ("dashes", _DASHES, "dash and middle-dot variants made one"),
)
_FULL_MARKS = str.maketrans(",;:?!()", "，；：？！（）")
_TYPED = str.maketrans(
    {**dict.fromkeys("“”„＂", '"'), **dict.fromkeys("‘’＇", "'")}
) | dict(_FULL_MARKS)
_STROKE = re.compile(r"(?<=[\d年月日%])[-~～〜∼−－–—‐‑](?=\d)")
"""Between figures; before a figure alone a stroke may be a minus."""
_STROKES = re.compile(r"--+|－－+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_HALF_MARKS = re.compile(
    rf"(?<=[{HAN}{_MARKS}])[,;:?!()]+|[,;:?!()]+(?=[{HAN}{_MARKS}])"
)
_HALF_PAIR = re.compile(r"（[^()（）]*\)|\([^()（）]*）")
_SPACES = re.compile(
    rf"(?<=[{HAN}{_MARKS}])\s+|(?<!\s)\s++(?=[{HAN}{_MARKS}])"
)
_WIDE_SPACE = re.compile(r"[^\S ]\s*| \s+")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that normalizing did.

    Attributes
    ----------
    name : str
        ``width``, ``forms``, ``quotes``, ``dashes``, ``marks``,
        ``invisible``, ``spaces`` or ``script``.
    count : int
        Characters replaced or left out.
    reason : str
        What the step does, in words.
    """

    name: str
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class Normalized:
    """A normalized view of a text.

    Attributes
    ----------
    text : str
        The normalized text.
    offsets : tuple of int
        For each character of `text` its index in the original, and last
        the length of the original: one more than `text` is long.
    steps : tuple of Step
        What was done, in order; steps that changed nothing are absent.
    """

    text: str
    offsets: tuple[int, ...]
    steps: tuple[Step, ...]


def normalize(
    text: str, *, spaces: bool = True, script: str = "keep"
) -> Normalized:
    """Fold differences of print that carry no meaning.

    Parameters
    ----------
    text : str
        Any text; the empty text gives an empty view.
    spaces : bool, default True
        Leave out white space and line breaks beside Chinese characters and
        marks (``到 2025 年`` is read as ``到2025年``), and make other runs
        of white space one space.
    script : str, default ``"keep"``
        ``"t2s"`` writes traditional characters as simplified ones,
        ``"s2t"`` the reverse, by OpenCC's dictionaries [1]_.

    Returns
    -------
    Normalized
        The text, an offset for each of its characters and the steps.

    Raises
    ------
    ReadingError
        If `script` is none of `SCRIPTS`.

    Notes
    -----
    Half-width ``,;:?!()`` beside a Chinese character become the Chinese
    mark. “”《》〔〕、 are never changed. Normalizing twice gives the same
    text as normalizing once.

    References
    ----------
    .. [1] Open Chinese Convert, https://github.com/BYVoid/OpenCC

    Examples
    --------
    >>> view = normalize("到 ２０２５ 年,网络零售额")
    >>> view.text
    '到2025年，网络零售额'
    >>> view.offsets[1]
    2
    >>> [(step.name, step.count) for step in view.steps]
    [('width', 4), ('marks', 1), ('spaces', 2)]
    """
    if script not in SCRIPTS:
        raise ReadingError(
            f"script: expected {', '.join(SCRIPTS)} but found {script!r}."
        )
    steps: list[Step] = []
    folded = text
    if _folded().search(text):
        for name, mapping, reason in _FOLDS:
            changed = folded.translate(mapping)
            _record(steps, name, _differences(folded, changed), reason)
            folded = changed
    if script != "keep":
        changed = convert_script(folded, script)
        reason = f"OpenCC {script}, one character for one"
        _record(steps, "script", _differences(folded, changed), reason)
        folded = changed
    offsets = list(range(len(folded) + 1))
    folded, offsets, count = _replace(folded, offsets, _INVISIBLE, "")
    _record(steps, "invisible", count, "characters without width left out")
    marks = blanks = 0
    before = None
    while before != folded:  # a changed mark can set the next space free
        before = folded
        if spaces:
            folded, offsets, count = _replace(folded, offsets, _SPACES, "")
            blanks += count
        changed = _HALF_MARKS.sub(_full_marks, folded)
        changed = _HALF_PAIR.sub(_full_pair, changed)
        marks += _differences(folded, changed)
        folded = changed
    if spaces:
        folded, offsets, count = _replace(folded, offsets, _WIDE_SPACE, " ")
        blanks += count
    _record(steps, "marks", marks, "half-width marks in Chinese made full")
    _record(steps, "spaces", blanks, "white space in Chinese left out")
    return Normalized(folded, tuple(offsets), tuple(steps))


def comparable(text: str) -> Normalized:
    """Fold all that a typist may write otherwise, for telling same from new.

    Two texts are the same if their comparable texts are equal: beyond
    `normalize`, script, kind of quotation marks, strokes and tildes between
    figures and the width of marks do not count.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    Normalized
        Text and offsets; the steps are those of `normalize`.

    Examples
    --------
    >>> comparable('"雙碳"，5~8个,2020-2025').text
    '"双碳"，5—8个，2020—2025'
    >>> comparable("“双碳”，5～8个，2020—2025").text
    '"双碳"，5—8个，2020—2025'
    """
    view = normalize(text)
    folded = fold(view.text).translate(_TYPED)
    folded = _STROKE.sub("—", folded)
    folded = _STROKES.sub(lambda found: "—" * len(found[0]), folded)
    return replace(view, text=folded)


def is_traditional(text: str) -> bool:
    """Whether the first pages of a text are in traditional characters.

    Examples
    --------
    >>> is_traditional("發展電子商務"), is_traditional("发展电子商务")
    (True, False)
    """
    sample = text[:20_000]
    han = len(re.findall(f"[{HAN}]", sample))
    return sum(sample.count(mark) for mark in _TRADITIONAL) > han / 100


def convert_script(text: str, script: str) -> str:
    """Convert between traditional and simplified characters.

    Parameters
    ----------
    text : str
        Any text.
    script : str
        ``"t2s"`` or ``"s2t"``.

    Returns
    -------
    str
        As long as `text`, so that offsets stay valid: a line whose length
        OpenCC's phrases would change is converted character by character.

    Examples
    --------
    >>> convert_script("發展電子商務", "t2s")
    '发展电子商务'
    """
    converter = _converter(script)
    whole: str = converter.convert(text)
    if len(whole) == len(text):
        return whole
    lines = []
    for line in text.split("\n"):
        changed = converter.convert(line)
        if len(changed) != len(line):
            changed = "".join(
                single if len(single := converter.convert(mark)) == 1 else mark
                for mark in line
            )
        lines.append(changed)
    return "\n".join(lines)


@cache
def _folded() -> re.Pattern[str]:
    """Find what the folds replace; most texts hold nothing of it."""
    return any_of(code for _, mapping, _ in _FOLDS for code in mapping)


@cache
def _converter(script: str) -> Any:
    import opencc  # loads its dictionaries

    return opencc.OpenCC(script)


def _full_marks(found: re.Match[str]) -> str:
    return found[0].translate(_FULL_MARKS)


def _full_pair(found: re.Match[str]) -> str:
    return f"（{found[0][1:-1]}）"


def _replace(
    text: str, offsets: list[int], pattern: re.Pattern[str], new: str
) -> tuple[str, list[int], int]:
    """Replace matches by a shorter or equal text; count what is gone."""
    parts: list[str] = []
    kept: list[int] = []
    position = 0
    for found in pattern.finditer(text):
        parts += (text[position : found.start()], new)
        kept += offsets[position : found.start()]
        kept += offsets[found.start() : found.start() + len(new)]
        position = found.end()
    if not parts:
        return text, offsets, 0
    parts.append(text[position:])
    kept += offsets[position:]
    return "".join(parts), kept, len(offsets) - len(kept)


def _differences(before: str, after: str) -> int:
    if before == after:
        return 0
    return sum(old != new for old, new in zip(before, after, strict=True))


def _record(steps: list[Step], name: str, count: int, reason: str) -> None:
    if count:
        steps.append(Step(name, count, reason))
