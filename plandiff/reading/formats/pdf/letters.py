"""The characters of a PDF page, each with its place, size and angle.

PDFium gives them in the order of the file, those over-printed at once only
once; it puts in a space where there is a gap. Boxes are made of what the
file states: where a letter stands, how far it moves on, how large its font
is. Outlines say less, and a font that is not in the file has none.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, degrees, hypot, isfinite, radians, sin
from typing import Any

import pypdfium2.raw as pdfium_raw

from plandiff.reading.received import Clock
from plandiff.text.characters import HAN

__all__ = ["Letter", "page_letters", "without_gaps"]

_HAN = re.compile(f"[{HAN}，。、；：（）《》“”]")
_INVISIBLE = pdfium_raw.FPDF_TEXTRENDERMODE_INVISIBLE
_SPACE = 32
_BREAKS = frozenset((10, 13))
_SKIPPED = _BREAKS | {0, 0xFFFE, 0xFFFF, 0x2, 0x3}
_EVERY = 2000
_FARTHEST = 1e6
"""Places beyond this are those of a damaged file."""

_ASCENT, _DESCENT = 0.88, 0.12
"""How far letters reach over and under their line, whatever the font."""


def _fast(name: str, result: Any, *arguments: Any) -> Any:
    """Return a function of PDFium that takes addresses as plain numbers."""
    function = getattr(pdfium_raw, name)
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


_TEXT = ctypes.c_void_p, ctypes.c_int
_unicode = _fast("FPDFText_GetUnicode", ctypes.c_uint, *_TEXT)
_object = _fast("FPDFText_GetTextObject", ctypes.c_void_p, *_TEXT)
_origin = _fast(
    *("FPDFText_GetCharOrigin", ctypes.c_int, *_TEXT),
    *(ctypes.c_void_p, ctypes.c_void_p),
)
_loose_box = _fast(
    "FPDFText_GetLooseCharBox", ctypes.c_int, *_TEXT, ctypes.c_void_p
)


@dataclass(slots=True)
class Letter:
    """A character on a page.

    Attributes
    ----------
    text : str
        The character.
    left, right, bottom, top : float
        Its box, in points.
    points : float
        Its size.
    made : bool
        Whether it is a space that PDFium put in where there is a gap.
    angle : int
        Degrees by which it is turned to the left.
    hidden : bool
        Whether it is not printed.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    points: float
    made: bool
    angle: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class _Ink:
    """What the letters of one text object share."""

    points: float
    angle: int
    hidden: bool
    cos: float
    sin: float


def page_letters(
    textpage: Any, clock: Clock, where: str
) -> list[Letter | None]:
    """Return the characters of a page.

    Parameters
    ----------
    textpage : pypdfium2.PdfTextPage
        The page.
    clock : Clock
        Bound on the time.
    where : str
        Which page, for messages.

    Returns
    -------
    list of Letter or None
        None where PDFium breaks a line.
    """
    raw = ctypes.cast(textpage.raw, ctypes.c_void_p).value
    letters: list[Letter | None] = []
    inks: dict[int | None, _Ink] = {}
    box, x, y = pdfium_raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    at_box, at_x, at_y = (ctypes.addressof(one) for one in (box, x, y))
    open_end: tuple[Letter, float, float, int | None] | None = None
    first: tuple[int, float, float] | None = None  # of a rare character
    for index in range(textpage.count_chars()):
        if index % _EVERY == 0:
            clock.check(where)
        code = _unicode(raw, index)
        if code in _BREAKS:
            letters.append(None)
        if code in _SKIPPED:
            continue
        _origin(raw, index, at_x, at_y)
        place = _within(x.value, y.value)
        if 0xD800 <= code < 0xDC00:
            first = code, *place
            continue
        if 0xDC00 <= code < 0xE000:
            code, place = _whole(code, place, first)
        first = None
        item = _object(raw, index)
        ink = inks.get(item)
        if ink is None:
            ink = inks[item] = _ink(textpage.raw, index, item)
        if open_end is not None:
            if open_end[3] == item:
                _close(*open_end[:3], place, ink)
            open_end = None
        made = code == _SPACE and (
            pdfium_raw.FPDFText_IsGenerated(textpage.raw, index) == 1
        )
        if made or not _loose_box(raw, index, at_box):
            box.left = box.right = place[0]
        letter = Letter(
            chr(code),
            place[0],
            place[0],
            place[1] - _DESCENT * ink.points,
            place[1] + _ASCENT * ink.points,
            ink.points,
            made,
            ink.angle,
            ink.hidden,
        )
        letters.append(letter)
        if made:
            letter.bottom = letter.top = place[1]
        elif not _measured(letter, place, ink, box):
            open_end = letter, *place, item
    return letters


def _within(x: float, y: float) -> tuple[float, float]:
    """Return a place, or the corner for one far off any page."""
    if abs(x) < _FARTHEST and abs(y) < _FARTHEST:
        return x, y
    return 0.0, 0.0


def _measured(
    letter: Letter, place: tuple[float, float], ink: _Ink, box: Any
) -> bool:
    """Give a letter its box; return whether its advance is stated."""
    points = ink.points
    wide = letter.text > "\u2e80"
    if ink.angle:
        _turn(letter, place, ink, 1.0 if wide else 0.5)
        return False
    if box.left < place[0] - 0.3 * points and box.bottom < place[1]:
        letter.left = place[0] - 0.5 * points  # set in vertical columns
        letter.right = place[0] + 0.5 * points
        letter.bottom, letter.top = place[1] - points, place[1]
        return True
    if 0.9 * points < box.top - box.bottom:
        letter.right = max(box.right, place[0])
        return True
    # the font states no height: its boxes are outlines
    letter.right = max(box.right, place[0] + (points if wide else 0.0))
    return False


def _close(
    letter: Letter, x: float, y: float, place: tuple[float, float], ink: _Ink
) -> None:
    """Let a letter end where the next of its text object begins."""
    along = (place[0] - x) * ink.cos + (place[1] - y) * ink.sin
    aside = (place[1] - y) * ink.cos - (place[0] - x) * ink.sin
    if abs(aside) < 0.1 * ink.points and 0 < along < 1.3 * ink.points:
        _turn(letter, (x, y), ink, along / ink.points)


def _turn(
    letter: Letter, place: tuple[float, float], ink: _Ink, advance: float
) -> None:
    """Give a letter the box around it, as it is turned."""
    size = ink.points
    corners = [
        (
            place[0] + size * (along * ink.cos - up * ink.sin),
            place[1] + size * (along * ink.sin + up * ink.cos),
        )
        for along in (0.0, advance)
        for up in (-_DESCENT, _ASCENT)
    ]
    letter.left = min(corner[0] for corner in corners)
    letter.right = max(corner[0] for corner in corners)
    letter.bottom = min(corner[1] for corner in corners)
    letter.top = max(corner[1] for corner in corners)


def without_gaps(letters: Sequence[Letter | None]) -> Iterator[Letter | None]:
    """Leave out the spaces that stand for the gap beside Chinese letters.

    Word sets 2020年 with a narrow gap after the figure.

    Parameters
    ----------
    letters : sequence of Letter or None
        The characters of a page, turned to be read.

    Yields
    ------
    Letter or None
        The same without those spaces.
    """
    for index, letter in enumerate(letters):
        if letter is not None and letter.made and index:
            before = letters[index - 1]
            after = letters[index + 1] if index + 1 < len(letters) else None
            if (
                before is not None
                and after is not None
                and (_HAN.match(before.text) or _HAN.match(after.text))
                and after.left - before.right
                < 0.5 * (before.top - before.bottom)
            ):
                continue
        yield letter


def _whole(
    code: int,
    place: tuple[float, float],
    first: tuple[int, float, float] | None,
) -> tuple[int, tuple[float, float]]:
    """Put the halves of a surrogate pair together; a lone one is unknown."""
    if first is None:
        return 0xFFFD, place
    high, *start = first
    return 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00, (
        start[0],
        start[1],
    )


def _ink(raw: Any, index: int, item: int | None) -> _Ink:
    """Return size, angle and visibility of a text object.

    PDFium counts angles clockwise.
    """
    matrix = pdfium_raw.FS_MATRIX()
    pdfium_raw.FPDFText_GetMatrix(raw, index, matrix)
    scale = hypot(matrix.c, matrix.d) or 1.0
    points = abs(pdfium_raw.FPDFText_GetFontSize(raw, index) * scale)
    points = points if points < _FARTHEST else 0.0
    turned = degrees(pdfium_raw.FPDFText_GetCharAngle(raw, index))
    angle = round(-turned) % 360 if isfinite(turned) else 0
    hidden = False
    if item:
        found = pdfium_raw.FPDFText_GetTextObject(raw, index)
        mode = pdfium_raw.FPDFTextObj_GetTextRenderMode(found)
        hidden = mode == _INVISIBLE
    turn = radians(angle)
    return _Ink(points, angle, hidden, cos(turn), sin(turn))
