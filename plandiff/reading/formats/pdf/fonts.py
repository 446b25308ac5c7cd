"""The one font that PDFium measures letters with that a PDF only names.

A PDF may name a font that it does not hold (宋体, STSong-Light). PDFium then
takes one of the machine's fonts, and parts and drops text by the outlines of
its letters; without a Chinese font the outlines are empty. While a file is
read PDFium gets this font instead, in which each letter is the same box:
the same file is the same text on any machine. Widths and places are those
that the file states, whatever the font.
"""

from __future__ import annotations

import ctypes
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium_raw

__all__ = ["own_fonts"]

_NAME = b"plandiff boxes\0"
_EM, _ASCENT, _DESCENT = 1000, 880, -120
_BOX = (0, -80, 250, 800)
"""Left, bottom, right and top of a letter, inside what any file states."""

_HANDLE = 1
_ANSI, _SYMBOL = 0, 2
"""Charsets for which PDFium has fonts of its own, the same everywhere."""

_LOCK = threading.RLock()


def _box_font() -> bytes:
    """Return a TrueType font in which every letter is the same box.

    Glyph 0 is empty: PDFium does not measure it.
    """
    left, bottom, right, top = _BOX
    corners = [(left, bottom), (left, top), (right, top), (right, bottom)]
    glyph = struct.pack(">5h2H4B", 1, *_BOX, 3, 0, 1, 1, 1, 1)
    for axis in (0, 1):
        places = [corner[axis] for corner in corners]
        steps = [place - at for at, place in pairwise([0, *places])]
        glyph += struct.pack(">4h", *steps)
    every = struct.pack(">2H3I3I", 13, 0, 28, 0, 1, 0, 0x10FFFF, 1)
    tables = {
        b"cmap": struct.pack(">4HI", 0, 1, 3, 10, 12) + every,
        b"glyf": glyph,
        b"head": struct.pack(
            ">4I2H2Q4h2H3h",
            *(0x10000, 0x10000, 0, 0x5F0F3CF5, 0, _EM, 0, 0),
            *(*_BOX, 0, 8, 2, 1, 0),
        ),
        b"hhea": struct.pack(
            ">I3hH12hH",
            *(0x10000, _ASCENT, _DESCENT, 0, _EM, 0, 0, right),
            *(1, *[0] * 7, 0, 2),
        ),
        b"hmtx": struct.pack(">HhHh", _EM, 0, _EM, 0),
        b"loca": struct.pack(">3I", 0, 0, len(glyph)),
        b"maxp": struct.pack(">I14H", 0x10000, 2, 4, 1, *[0] * 11),
    }
    font = struct.pack(">I4H", 0x10000, len(tables), 64, 2, 48)
    place = len(font) + 16 * len(tables)
    for tag, table in tables.items():
        font += tag + struct.pack(">3I", 0, place, len(table))
        place += len(table) + -len(table) % 4
    return font + b"".join(
        table + bytes(-len(table) % 4) for table in tables.values()
    )


_FONT = _box_font()


def _map_font(
    _info: Any,
    _weight: int,
    _italic: int,
    charset: int,
    _pitch: int,
    _name: Any,
    _exact: Any,
) -> int | None:
    """Answer with our font, but for the letters that PDFium has."""
    return None if charset in (_ANSI, _SYMBOL) else _HANDLE


def _copy(content: bytes, buffer: Any, size: int) -> int:
    """Give PDFium what it asks for, or only its length."""
    if buffer and size >= len(content):
        ctypes.memmove(buffer, content, len(content))
    return len(content)


def _font_data(
    _info: Any, _font: Any, table: int, buffer: Any, size: int
) -> int:
    return 0 if table else _copy(_FONT, buffer, size)


def _face_name(_info: Any, _font: Any, buffer: Any, size: int) -> int:
    return _copy(_NAME, buffer, size)


def _nothing(*_: Any) -> None:
    return None


def _system() -> Any:
    """Return the table of functions that PDFium asks for fonts."""
    kinds = dict(pdfium_raw.FPDF_SYSFONTINFO._fields_)
    functions = {
        "Release": _nothing,
        "EnumFonts": _nothing,
        "MapFont": _map_font,
        "GetFont": _nothing,
        "GetFontData": _font_data,
        "GetFaceName": _face_name,
        "GetFontCharset": lambda *_: 1,
        "DeleteFont": _nothing,
    }
    return pdfium_raw.FPDF_SYSFONTINFO(
        1, *(kinds[name](function) for name, function in functions.items())
    )


_SYSTEM = _system()
_default: list[Any] = []


@contextmanager
def own_fonts() -> Iterator[None]:
    """Let PDFium see no font of the machine while a file is read.

    PDFium is one for the whole process and works for one thread at a time:
    others wait. Afterwards it sees the machine's fonts again.
    """
    with _LOCK:
        pdfium_raw.FPDF_SetSystemFontInfo(_SYSTEM)
        while _default:
            pdfium_raw.FPDF_FreeDefaultSystemFontInfo(_default.pop())
        try:
            yield
        finally:
            _default.append(pdfium_raw.FPDF_GetDefaultSystemFontInfo())
            pdfium_raw.FPDF_SetSystemFontInfo(_default[0])
