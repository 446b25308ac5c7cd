"""Letters in the order in which they stand, not in which they were drawn.

A program may draw the quotation marks of a line after its words, or set a
page in columns that run down and from right to left. Here the letters of
each line come to stand from left to right; a page in vertical columns is
turned, so that its columns are lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from plandiff.reading.formats.pdf.letters import Letter

__all__ = ["direction", "from_top", "in_rows", "turned_columns"]

_FEWEST = 10
"""Letters under each other that a page in vertical columns has at least."""

_USUAL = str.maketrans(
    "︐︑︒︓︔︕︖︗︘︙︰︱︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄﹇﹈",
    "，、。：；！？〖〗…：—（）｛｝〔〕【】《》〈〉「」『』［］",
)
"""Marks as they are set in vertical columns, and as they are set in lines."""


def direction(letters: Sequence[Letter | None]) -> str:
    """Return how most letters of a page follow each other.

    Parameters
    ----------
    letters : sequence of Letter or None
        In the order of the file.

    Returns
    -------
    str
        ``lines``, ``columns`` (down, and from right to left) or
        ``scattered`` (neither: the order of the file says nothing).
    """
    across = total = 0
    steps: list[float] = []
    lefts: set[int] = set()
    last: Letter | None = None
    for letter in letters:
        if letter is None or letter.made or letter.angle:
            continue
        if last is not None:
            total += 1
            em = last.points or 1.0
            below = (last.bottom - letter.bottom) / em
            beside = (letter.left - last.left) / em
            if -0.4 < below < 0.4:
                across += 0.2 < beside < 2.5
            elif (
                0.6 < below < 2.5
                and -0.4 < beside < 0.4
                and min(last.text, letter.text) > "\u2e80"
            ):
                steps.append(last.bottom - letter.bottom)
                lefts.add(round(letter.left))
        last = letter
    if len(steps) >= _FEWEST and len(steps) > 2 * across:
        apart = [b - a for a, b in pairwise(sorted(lefts)) if b - a > 2]
        # letters stand closer in a line than its lines to each other
        if not apart or median(apart) >= median(steps):
            return "columns"
    scattered = total >= 3 * _FEWEST and across < 0.2 * total
    return "scattered" if scattered else "lines"


def from_top(letters: Sequence[Letter | None]) -> list[Letter]:
    """Return the letters of a page by line and place, spaces left out."""
    return sorted(
        (one for one in letters if one is not None and not one.made),
        key=lambda letter: (letter.angle, -round(letter.bottom), letter.left),
    )


def turned_columns(
    letters: Sequence[Letter | None], height: float
) -> list[Letter]:
    """Turn vertical columns into lines, the rightmost one on top.

    Parameters
    ----------
    letters : sequence of Letter or None
        The letters of a page in vertical columns.
    height : float
        Of the page.

    Returns
    -------
    list of Letter
        The spaces that PDFium put in are left out.
    """
    return [
        replace(
            letter,
            text=letter.text.translate(_USUAL),
            left=height - letter.top,
            right=height - letter.bottom,
            bottom=letter.left,
            top=letter.right,
            angle=(letter.angle + 90) % 360 if letter.angle else 0,
        )
        for letter in letters
        if letter is not None and not letter.made
    ]


def in_rows(letters: Sequence[Letter | None]) -> Iterator[Letter | None]:
    """Yield letters so that those of one line stand from left to right.

    Only letters that a file draws one after the other are put in order,
    and only where one was drawn to the left of those before it.
    """
    row: list[Letter | None] = []
    first: Letter | None = None
    end, backwards = 0.0, False
    for letter in letters:
        if letter is None or letter.made:
            row.append(letter)
            continue
        level = (
            first is not None
            and letter.bottom == first.bottom
            and letter.points == first.points
            and letter.angle == first.angle == 0
            and letter.hidden == first.hidden
        ) or (
            first is not None
            and not letter.angle
            and not first.angle
            and letter.hidden == first.hidden
            and abs(letter.bottom - first.bottom)
            < 0.3 * min(letter.points, first.points)
            and letter.points < 1.5 * first.points
        )
        if not level:
            yield from _sorted(row) if backwards else row
            row, first, end, backwards = [], letter, letter.left, False
        if letter.left < end - 0.5 * letter.points:
            backwards = True
        row.append(letter)
        end = max(end, letter.right)
    yield from _sorted(row) if backwards else row


def _sorted(row: Sequence[Letter | None]) -> Iterator[Letter | None]:
    """Yield the letters of a line by place, what was drawn twice once."""
    last = row[-1]
    placed = sorted(
        (one for one in row if one is not None and not one.made),
        key=lambda letter: letter.left,
    )
    kept: list[Letter] = []
    for letter in placed:
        again = any(
            letter.text == other.text
            and letter.left - other.left < 0.2 * letter.points
            for other in kept[-3:]
        )
        if again:
            continue
        if kept and _apart(kept[-1], letter):
            yield replace(
                kept[-1],
                text=" ",
                left=kept[-1].right,
                right=kept[-1].right,
                made=True,
            )
        kept.append(letter)
        yield letter
    if last is None:
        yield None


def _apart(letter: Letter, after: Letter) -> bool:
    """Whether a gap between two words is a space."""
    words = letter.text.isascii() and after.text.isascii()
    gap = after.left - letter.right
    return words and 0.15 * letter.points < gap < letter.points
