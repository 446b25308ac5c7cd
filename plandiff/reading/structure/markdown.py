"""Take Markdown's marks off the lines of a text: ## headings, **bold**."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from plandiff.reading.received import Block, Cut
from plandiff.reading.structure.passages import Line

__all__ = ["STRUCK", "take_marks_off"]

DRAWN = "rule: a line drawn with marks"
STRUCK = "struck text: between ~~ of Markdown"

_HEADING = re.compile(r"(?P<marks>#{1,6})\s+(?=\S)")
_EMPHASIS = re.compile(
    r"(?P<open>\*{1,3}|_{2,3})(?=[^*_\s])"
    r"(?P<text>[^*_\n]{1,300}?)(?<=[^*_\s])(?P=open)"
)
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\s]{0,500}\)")
_LINK = re.compile(r"(?<!!)\[(?P<text>[^\[\]\n]{0,300})\]\([^()\s]{0,500}\)")
_STRIKE = re.compile(r"~~(?=\S)[^~\n]{1,300}?(?<=\S)~~")
_ESCAPE = re.compile(r"\\(?=[\\`*_{}\[\]()#+\-.!>|~]|$)")
_CALL = re.compile(r"\[\^[^\[\]\s]{1,20}\](?!:)")
_NOTE = re.compile(r"\[\^[^\[\]\s]{1,20}\]:")
_LINE = re.compile(r"(?:[-=_*~—－]\s?){3,}")
"""A line drawn with marks."""
_UNDER = {"=": 1, "-": 2}
"""Marks under a heading, and its level."""
_FIELD = re.compile(r"[A-Za-z_][\w-]{0,30}:(?:\s.*)?|\s*-\s.*")
_FRONT = 40
"""Lines of the fields that may stand before a text, at most."""
_BULLET = re.compile(r"[-*+]\s+(?=\S)")
_QUOTE = re.compile(r">\s?(?=\S)")
_RULE = re.compile(r"(?:[-*_]\s*){3,}|(?:`{3,}|~{3,})\s*\w*")
_SURE = 2
"""Marks of one kind that show a text to be Markdown, besides a heading."""


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
        Without the marks at their ends; unchanged unless a line begins as
        Markdown's headings do, or two hold another of its marks.
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
    if not _is_markdown(lines):
        return _without_rules(lines)
    front = _front_matter(lines)
    if front:
        bare, blocks, cuts = take_marks_off(lines[front:])
        fields = Cut(
            lines[0].start,
            lines[front - 1].end,
            "furniture",
            "metadata box: fields before the text",
        )
        return [*lines[:front], *bare], blocks, [fields, *cuts]
    return _bare(lines)


def _without_rules(
    lines: Sequence[Line],
) -> tuple[list[Line], list[Block], list[Cut]]:
    """Leave lines that are drawn with marks out of any text."""
    drawn = [line for line in lines if _LINE.fullmatch(line.text)]
    starts = {line.start for line in drawn}
    return (
        [line for line in lines if line.start not in starts],
        [],
        [Cut(line.start, line.end, "artefact", DRAWN) for line in drawn],
    )


def _bare(
    lines: Sequence[Line],
) -> tuple[list[Line], list[Block], list[Cut]]:
    """Take the marks off line by line."""
    bare: list[Line] = []
    blocks: list[Block] = []
    cuts: list[Cut] = []
    above = -1
    for line in lines:
        if _RULE.fullmatch(line.text) or _LINE.fullmatch(line.text):
            cuts.append(_cut(line.start, line.end))
            level = 0 if line.blanks else _UNDER.get(line.text[0], 0)
            if level and bare and bare[-1].end == above:
                blocks.append(Block(bare[-1].start, bare[-1].end, level))
            continue
        above = line.end
        if _NOTE.match(line.text):
            bare.append(line)
            why = "footnote: stands below the text"
            cuts.append(Cut(line.start, line.end, "furniture", why))
            continue
        level = 0
        begin, end = line.start, line.end
        heading = _HEADING.match(line.text)
        if heading:
            level = len(heading["marks"])
        lead = heading or _QUOTE.match(line.text) or _BULLET.match(line.text)
        first = lead.end() if lead else 0
        whole = _EMPHASIS.fullmatch(line.text, first)
        bold = whole is not None and len(whole["open"]) > 1
        marks = sorted(_marks(line.text, first))
        while marks and marks[0][0] == first:
            first = marks.pop(0)[1]
        last = len(line.text)
        while marks and marks[-1][1] == last:
            last = marks.pop()[0]
        cuts += [_cut(begin + low, begin + high) for low, high in marks]
        cuts += [
            Cut(begin + found.start(), begin + found.end(), "artefact", STRUCK)
            for found in _STRIKE.finditer(line.text, first, last)
        ]
        if first:
            cuts.append(_cut(begin, begin + first))
        if last < len(line.text):
            cuts.append(_cut(begin + last, end))
        if not line.text[first:last].strip():
            continue
        bare.append(_within(line, first, last))
        if level or bold:
            blocks.append(
                Block(begin + first, begin + last, level, emphasis=bold)
            )
    return bare, blocks, sorted(cuts, key=lambda cut: cut.start)


def _is_markdown(lines: Sequence[Line]) -> bool:
    """Whether a text has the marks of Markdown."""
    emphasis = links = escapes = 0
    for line in lines:
        if _HEADING.match(line.text) or re.fullmatch("={3,}", line.text):
            return True
        if "*" in line.text or "__" in line.text:
            emphasis += any(
                len(found["open"]) > 1
                for found in _EMPHASIS.finditer(line.text)
            )
        links += "](" in line.text and bool(_LINK.search(line.text))
        escapes += "\\" in line.text and bool(_ESCAPE.search(line.text))
    return max(emphasis, links, escapes) >= _SURE


def _front_matter(lines: Sequence[Line]) -> int:
    """Return how many lines of fields stand before a text, marks included."""
    if lines[0].start or lines[0].text != "---":
        return 0
    for index, line in enumerate(lines[1 : _FRONT + 2], start=1):
        if line.text == "---":
            return index + 1 if index > 1 else 0
        if not _FIELD.fullmatch(line.text):
            return 0
    return 0


def _marks(text: str, first: int) -> Iterator[tuple[int, int]]:
    """Yield where marks stand in a line, after its opening."""
    for found in _EMPHASIS.finditer(text, first):
        width = len(found["open"])
        yield found.start(), found.start() + width
        yield found.end() - width, found.end()
    for found in _LINK.finditer(text, first):
        yield found.start(), found.start("text")
        yield found.end("text"), found.end()
    for pattern in (_ESCAPE, _CALL, _IMAGE):
        for found in pattern.finditer(text, first):
            yield found.span()


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
