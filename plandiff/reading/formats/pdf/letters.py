"""The characters of a PDF page, each with its place, size and angle.

PDFium gives them in the order of the file, those over-printed at once only
once; it puts in a space where there is a gap.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import degrees, hypot, isfinite
from typing import Any

import pypdfium2.raw as pdfium_raw

from plandiff.reading.received import Clock
from plandiff.text.normalize import HAN

__all__ = ["Letter", "page_letters", "without_gaps"]

_HAN = re.compile(f"[{HAN}，。、；：（）《》“”]")
_INVISIBLE = pdfium_raw.FPDF_TEXTRENDERMODE_INVISIBLE
_SKIPPED = (0, 0xFFFE, 0xFFFF, 0x2, 0x3)
_EVERY = 2000
_FARTHEST = 1e6
"""Boxes that reach beyond this are those of a damaged file."""


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


def page_letters(
    textpage: Any, clock: Clock, where: str
) -> Iterator[Letter | None]:
    """Yield the characters of a page.

    Parameters
    ----------
    textpage : pypdfium2.PdfTextPage
        The page.
    clock : Clock
        Bound on the time.
    where : str
        Which page, for messages.

    Yields
    ------
    Letter or None
        None where PDFium breaks a line.
    """
    raw = textpage.raw
    box = pdfium_raw.FS_RECTF()
    inks: dict[int | None, _Ink] = {}
    half = pdfium_raw.FS_RECTF()
    high = first = 0
    for index in range(textpage.count_chars()):
        if index % _EVERY == 0:
            clock.check(where)
        code = pdfium_raw.FPDFText_GetUnicode(raw, index)
        if code in (10, 13):
            yield None
            continue
        if code in _SKIPPED:
            continue
        if 0xD800 <= code < 0xDC00:
            high, first = code, index  # the first half of a rare character
            continue
        if not pdfium_raw.FPDFText_GetLooseCharBox(raw, index, box):
            box.left = box.right = box.bottom = box.top = 0.0
        if high and pdfium_raw.FPDFText_GetLooseCharBox(raw, first, half):
            box.left = min(box.left, half.left)
        code, high = _whole(high, code), 0
        made = code == 32 and pdfium_raw.FPDFText_IsGenerated(raw, index) == 1
        item = pdfium_raw.FPDFText_GetTextObject(raw, index)
        key = ctypes.cast(item, ctypes.c_void_p).value
        if key not in inks:
            inks[key] = _ink(raw, index, item)
        ink = inks[key]
        if not (
            -_FARTHEST < box.left <= box.right < _FARTHEST
            and -_FARTHEST < box.bottom <= box.top < _FARTHEST
        ):
            box.left = box.right = box.bottom = box.top = 0.0
        yield Letter(
            chr(code),
            box.left,
            box.right,
            box.bottom,
            box.top,
            ink.points,
            made,
            ink.angle,
            ink.hidden,
        )


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


def _whole(high: int, code: int) -> int:
    """Put the halves of a surrogate pair together; a lone one is unknown."""
    if not 0xDC00 <= code < 0xE000:
        return code
    return (
        0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
    )


def _ink(raw: Any, index: int, item: Any) -> _Ink:
    """Return size, angle and visibility of a text object.

    PDFium counts angles clockwise.
    """
    matrix = pdfium_raw.FS_MATRIX()
    pdfium_raw.FPDFText_GetMatrix(raw, index, matrix)
    scale = hypot(matrix.c, matrix.d) or 1.0
    points = abs(pdfium_raw.FPDFText_GetFontSize(raw, index) * scale)
    points = points if isfinite(points) else 0.0
    turned = degrees(pdfium_raw.FPDFText_GetCharAngle(raw, index))
    angle = round(-turned) % 360 if isfinite(turned) else 0
    if not item:
        return _Ink(points, angle, False)
    mode = pdfium_raw.FPDFTextObj_GetTextRenderMode(item)
    return _Ink(points, angle, mode == _INVISIBLE)
