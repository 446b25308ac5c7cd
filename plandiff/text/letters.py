"""The letters and digits of many texts at once, as arrays of codes.

A text's letters are what is left when forms, widths, scripts and case are
folded and marks and blanks are left out. Many texts are read in one pass
over one table, and each letter knows where it stands in its text.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from plandiff.text.characters import fold
from plandiff.text.normalize import normalize

__all__ = ["Letters", "letter_table", "letters"]

_CODES = 0x110000
_SURROGATES = range(0xD800, 0xE000)


class Letters(NamedTuple):
    """The letters of several texts, one text after the other.

    Attributes
    ----------
    codes : numpy.ndarray of uint32
        Code points, folded.
    places : numpy.ndarray of int64
        For each letter its index in its own text.
    bounds : numpy.ndarray of int64
        Text i has the letters ``bounds[i]`` to ``bounds[i + 1]``.
    """

    codes: NDArray[np.uint32]
    places: NDArray[np.int64]
    bounds: NDArray[np.int64]


def letters(texts: Sequence[str]) -> Letters:
    """Return the letters and digits of several texts, folded.

    Parameters
    ----------
    texts : sequence of str
        In any script, as printed.

    Returns
    -------
    Letters
        Codes, places and bounds; a text of marks alone has no letter.

    Examples
    --------
    >>> found = letters(["數據，５Ｇ", "——"])
    >>> "".join(map(chr, found.codes)), found.places.tolist()
    ('数据5g', [0, 1, 3, 4])
    >>> found.bounds.tolist()
    [0, 4, 4]
    """
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    ends = np.cumsum(sizes)
    joined = "".join(texts).encode("utf-32-le", "surrogatepass")
    codes = letter_table()[np.frombuffer(joined, "<u4")]
    kept = np.flatnonzero(codes)
    bounds = np.searchsorted(kept, np.append(0, ends)).astype(np.int64)
    starts = np.repeat(ends - sizes, np.diff(bounds))
    return Letters(codes[kept], kept - starts, bounds)


@cache
def letter_table() -> NDArray[np.uint32]:
    """Map each code point to its folded letter, or to 0 where it is none.

    Returns
    -------
    numpy.ndarray of uint32
        One entry per code point of Unicode.

    Examples
    --------
    >>> chr(letter_table()[ord("國")]), int(letter_table()[ord("，")])
    ('国', 0)
    """
    table = np.zeros(_CODES, np.uint32)
    known = [
        code
        for code in range(_CODES)
        if code not in _SURROGATES and chr(code).isalnum()
    ]
    ring = [ord(mark) for mark in "○◯"]
    # Radicals are symbols that stand for characters.
    forms = [*range(0x2E80, 0x2FD6), *ring]
    known = sorted({*known, *forms})
    view = normalize("".join(map(chr, known)), spaces=False)
    folded = fold(view.text)
    for place, letter in zip(view.offsets, folded, strict=False):
        lower = letter.casefold()
        one = lower if len(lower) == 1 else letter
        if one.isalnum():
            table[known[place]] = ord(one)
    table.setflags(write=False)
    return table
