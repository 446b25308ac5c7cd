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
from math import atan2, cos, degrees, hypot, isfinite, radians, sin
from typing import Any

import pypdfium2.raw as pdfium_raw

from plandiff.reading.formats.pdf.calls import address, fast
from plandiff.reading.received import Clock
from plandiff.text.characters import HAN

__all__ = ["Letter", "page_letters", "without_gaps"]

_HAN = re.compile(f"[{HAN}，。、；：（）《》“”]")
_INVISIBLE = pdfium_raw.FPDF_TEXTRENDERMODE_INVISIBLE
_SPACE = 32
_BREAKS = frozenset((10, 13))
_SKIPPED = _BREAKS | {0, 0xFFFE, 0xFFFF, 0x2, 0x3}
_EVERY = 2000
_FAR = 1e6
"""Places beyond this are those of a damaged file."""

_ASCENT, _DESCENT = 0.88, 0.12
"""How far letters reach over and under their line, whatever the font."""


_TEXT = ctypes.c_void_p, ctypes.c_int
_unicode = fast("FPDFText_GetUnicode", ctypes.c_uint, *_TEXT)
_object = fast("FPDFText_GetTextObject", ctypes.c_void_p, *_TEXT)
_origin = fast(
    *("FPDFText_GetCharOrigin", ctypes.c_int, *_TEXT),
    *(ctypes.c_void_p, ctypes.c_void_p),
)
_loose_box = fast(
    "FPDFText_GetLooseCharBox", ctypes.c_int, *_TEXT, ctypes.c_void_p
)
_matrix = fast("FPDFText_GetMatrix", ctypes.c_int, *_TEXT, ctypes.c_void_p)
_font_size = fast("FPDFText_GetFontSize", ctypes.c_double, *_TEXT)
_is_made = fast("FPDFText_IsGenerated", ctypes.c_int, *_TEXT)
_mode = fast("FPDFTextObj_GetTextRenderMode", ctypes.c_int, ctypes.c_void_p)


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
    raw = address(textpage.raw)
    letters: list[Letter | None] = []
    inks = _Inks(raw)
    box, x, y = pdfium_raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    at_box, at_x, at_y = (ctypes.addressof(one) for one in (box, x, y))
    open_end: tuple[Letter, float, float, int | None] | None = None
    first: tuple[int, float, float] | None = None  # of a rare character
    for index in range(textpage.count_chars()):
        if index % _EVERY == 0:
            clock.check(where)
        code = _unicode(raw, index)
        if code in _SKIPPED:
            if code in _BREAKS:
                letters.append(None)
            continue
        _origin(raw, index, at_x, at_y)
        left, base = x.value, y.value
        if not (-_FAR < left < _FAR and -_FAR < base < _FAR):
            left = base = 0.0
        if 0xD800 <= code < 0xDC00:
            first = code, left, base
            continue
        if 0xDC00 <= code < 0xE000:
            code, left, base = _whole(code, left, base, first)
        first = None
        item = _object(raw, index)
        ink = inks.objects.get(item) or inks.of(index, item)
        if open_end is not None:
            if open_end[3] == item:
                _close(*open_end[:3], (left, base), ink)
            open_end = None
        points = ink.points
        made = code == _SPACE and _is_made(raw, index) == 1
        letter = Letter(
            chr(code),
            left,
            left,
            base - (0.0 if made else _DESCENT * points),
            base + (0.0 if made else _ASCENT * points),
            points,
            made,
            ink.angle,
            ink.hidden,
        )
        letters.append(letter)
        if made:
            continue
        known = _loose_box(raw, index, at_box) and not ink.angle
        if (
            known
            and box.top - box.bottom > 0.9 * points
            and box.left >= left - 0.3 * points
        ):
            letter.right = max(box.right, left)
        elif not _measured(letter, (left, base), ink, box):
            open_end = letter, left, base, item
    return letters


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
    left: float,
    base: float,
    first: tuple[int, float, float] | None,
) -> tuple[int, float, float]:
    """Put the halves of a surrogate pair together; a lone one is unknown."""
    if first is None:
        return 0xFFFD, left, base
    return 0x10000 + ((first[0] - 0xD800) << 10) + code - 0xDC00, *first[1:]


class _Inks:
    """Size, angle and visibility of the text objects of a page."""

    def __init__(self, raw: int) -> None:
        self._raw = raw
        self._place = pdfium_raw.FS_MATRIX()
        self._at = ctypes.addressof(self._place)
        self.objects: dict[int | None, _Ink] = {}
        self._known: dict[tuple[float, ...], _Ink] = {}

    def of(self, index: int, item: int | None) -> _Ink:
        """Return what the letters of an object share; one stands at `index`.

        Many files have an object for each letter.
        """
        if not _matrix(self._raw, index, self._at):
            self._place = pdfium_raw.FS_MATRIX(1, 0, 0, 1, 0, 0)
            self._at = ctypes.addressof(self._place)
        place = self._place
        size = _font_size(self._raw, index)
        mode = _mode(item) if item else 0
        key = place.a, place.b, place.c, place.d, size, mode
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = _ink(key[:4], size, mode)
        self.objects[item] = found
        return found


def _ink(
    matrix: tuple[float, float, float, float], size: float, mode: int
) -> _Ink:
    """Return what a matrix, a font size and a mode make of letters."""
    a, b, c, d = matrix
    points = abs(size * (hypot(c, d) or 1.0))
    points = points if points < _FAR else 0.0
    turned = degrees(atan2(b, a))
    angle = round(turned) % 360 if isfinite(turned) else 0
    turn = radians(angle)
    return _Ink(points, angle, mode == _INVISIBLE, cos(turn), sin(turn))
