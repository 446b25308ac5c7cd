"""Find paragraphs that stand inside an open quotation.

A decision that amends a law quotes its new articles; their numbers open no
clause of the decision.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from plandiff.reading.received import Block
from plandiff.reading.structure.passages import Line
from plandiff.text.numbering import Mark, parse_mark

__all__ = ["quoted_stretches"]

_MOST_LINES = 80
_MOST_CHARACTERS = 8000
_OPENING = "“「『"
_MARK = re.compile("[“”「」『』]")


def quoted_stretches(lines: Sequence[Line]) -> list[Block]:
    r"""Return the stretches whose quotation ends on a later line.

    Parameters
    ----------
    lines : sequence of Line
        The body, furniture left out.

    Returns
    -------
    list of Block
        From the line that opens a quotation to the one that closes it,
        where a line between opens with a number; a quotation that does not
        end soon, or before the numbers outside go on, counts as unclosed.

    Examples
    --------
    >>> from plandiff.reading.structure.passages import split_lines
    >>> text = "一、修改为：“第六条　公示。\n第七条　投诉。”\n二、施行。"
    >>> [(b.start, b.end) for b in quoted_stretches(split_lines(text))]
    [(0, 23)]
    """
    found: list[Block] = []
    index = 0
    while index < len(lines):
        last = _end(lines, index)
        if last > index:
            found.append(
                Block(lines[index].start, lines[last].end, quoted=True)
            )
        index = last + 1
    return found


def _end(lines: Sequence[Line], first: int) -> int:
    """Return the line that closes the quotation which a line leaves open."""
    text = lines[first].text
    if not any(mark in text for mark in _OPENING):
        return first
    depth = _open_after(text, 0)
    if not depth:
        return first
    outer = parse_mark(lines[first].text)
    numbered = _opens_with_article(lines[first].text)
    length = len(lines[first].text)
    for index in range(first + 1, min(first + _MOST_LINES, len(lines))):
        text = lines[index].text
        length += len(text)
        mark = parse_mark(text)
        if length > _MOST_CHARACTERS or _goes_on(outer, mark):
            return first
        numbered = numbered or mark is not None
        depth = _open_after(text.lstrip(_OPENING), depth)
        if not depth:
            return index if numbered else first
    return first


def _opens_with_article(text: str) -> bool:
    """Whether the quotation that a line leaves open begins an article."""
    opened = max(text.rfind(mark) for mark in _OPENING)
    mark = parse_mark(text[opened + 1 : opened + 40])
    return mark is not None and mark.system == "article"


def _goes_on(outer: Mark | None, mark: Mark | None) -> bool:
    """Whether a number continues the list of the line that opened."""
    return (
        outer is not None
        and mark is not None
        and mark.system == outer.system
        and mark.number == outer.number + 1
    )


def _open_after(text: str, depth: int) -> int:
    """Return how many quotations are open after a text."""
    for letter in _MARK.findall(text):
        if letter in _OPENING:
            depth += 1
        elif depth:
            depth -= 1
    return depth
