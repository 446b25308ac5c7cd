"""Take Markdown's marks off the lines of a text: ## headings, **bold**."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from plandiff.reading.received import Block, Cut
from plandiff.reading.structure.passages import Line

__all__ = ["take_marks_off"]

_HEADING = re.compile(r"(?P<marks>#{1,6})\s+(?=\S)")
_BOLD_LINE = re.compile(r"\*\*(?P<text>[^*]+)\*\*")
_BOLD = re.compile(r"\*\*(?=[^*\s][^*]{0,200}\*\*)|(?<=[^*\s])\*\*")


def take_marks_off(
    lines: Sequence[Line],
) -> tuple[list[Line], list[Block], list[Cut]]:
    r"""Return the lines without marks, what the marks say, and the marks.

    Parameters
    ----------
    lines : sequence of Line
        All lines of a text.

    Returns
    -------
    lines : list of Line
        Without the marks at their ends; unchanged unless two lines or more
        begin as Markdown's headings do.
    blocks : list of Block
        Headings with their level, lines that are bold as a whole.
    cuts : list of Cut
        The marks, as artefacts.

    Examples
    --------
    >>> from plandiff.reading.structure.passages import split_lines
    >>> lines = split_lines("# 规划\n## 一、目标\n到2030年全面建成。")
    >>> [line.text for line in take_marks_off(lines)[0]]
    ['规划', '一、目标', '到2030年全面建成。']
    """
    if sum(bool(_HEADING.match(line.text)) for line in lines) < 2:
        return list(lines), [], []
    bare: list[Line] = []
    blocks: list[Block] = []
    cuts: list[Cut] = []
    for line in lines:
        level = 0
        heading = _HEADING.match(line.text)
        if heading:
            level = len(heading["marks"])
            cuts.append(_cut(line.start, line.start + heading.end()))
            line = _within(line, heading.end(), len(line.text))  # noqa: PLW2901
        bold = _BOLD_LINE.fullmatch(line.text)
        if bold:
            cuts += [
                _cut(line.start, line.start + 2),
                _cut(line.end - 2, line.end),
            ]
            line = _within(line, 2, len(line.text) - 2)  # noqa: PLW2901
        else:
            cuts += [
                _cut(line.start + mark.start(), line.start + mark.end())
                for mark in _BOLD.finditer(line.text)
            ]
        if level or bold:
            blocks.append(Block(line.start, line.end, level, bold is not None))
        bare.append(line)
    return bare, blocks, cuts


def _cut(start: int, end: int) -> Cut:
    return Cut(start, end, "artefact", "mark of Markdown")


def _within(line: Line, first: int, last: int) -> Line:
    """Return the part of a line between two indices."""
    return replace(
        line,
        start=line.start + first,
        end=line.start + last,
        text=line.text[first:last],
    )
