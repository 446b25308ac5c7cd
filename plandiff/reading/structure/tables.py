"""Find tables in text that has lost their rules.

Two shapes are sure enough to be kept together as a table: rows on lines,
their cells parted by tabs, bars or wide gaps; and, under a caption, one
cell on each line, where the cells fall into rows whose columns each hold
figures or words throughout. Anything else stays text, and
`plandiff.reading.structure.suspicions` warns of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from plandiff.reading.received import Block
from plandiff.reading.structure.passages import Line
from plandiff.text.numbering import parse_mark

__all__ = ["find_tables"]

_LONGEST_CELL = 40
_MOST_COLUMNS = 8
_FIGURE = re.compile(
    r"[〔\[（(]?\s*[>＞≥<＜≤±+\-−]?\s*\d[\d,，.]*(?:[—–~～\-]\d[\d.]*)?"
    r"\s*[%％‰]?\s*(?:左右|以上|以内|以下)?\s*[〕\])）]?"
)
_NONE = re.compile(r"[—–\-/…*]+|无")
_YEAR = re.compile(r"(?:19|20)\d\d\s*年?")
_CAPTION = re.compile(
    r"^(?:专\s*栏|專\s*欄|表|附表)\s*[\d一二三四五六七八九十]*|"
    r"(?:指标|情况|明细|分工|一览|汇总|统计)表?$|表\s*$|^单位\s*[:：]"
)
_WIDE = re.compile(r"\t+|[ \u00a0]{2,}\u3000*|\u3000+[ \u00a0]*")


def find_tables(lines: Sequence[Line]) -> list[Block]:
    r"""Find the tables of a text without ruling lines.

    Parameters
    ----------
    lines : sequence of Line
        All lines of the text.

    Returns
    -------
    list of Block
        In order; captions are left outside.

    Examples
    --------
    >>> from plandiff.reading.structure.passages import split_lines
    >>> text = "表1 指标\n指标\n2030年\n规模（亿元）\n20\n企业（家）\n300"
    >>> [(block.start, block.end) for block in find_tables(split_lines(text))]
    [(6, 34)]
    """
    blocks: list[Block] = []
    index = 0
    while index < len(lines):
        end, following = _rows_end(lines, index), index + 1
        if end == index and index and _is_caption(lines[index - 1]):
            following = _run_end(lines, index)
            if _columns([line.text for line in lines[index:following]]):
                end = following
        if end > index:
            blocks.append(
                Block(lines[index].start, lines[end - 1].end, table=True)
            )
        index = max(end, following)
    return blocks


def _rows_end(lines: Sequence[Line], first: int) -> int:
    """Return where a run of lines with as many cells each ends."""
    count = _cells(lines[first].text)
    if not count:
        return first
    last = first + 1
    while last < len(lines) and _cells(lines[last].text) == count:
        last += 1
    rows = [lines[index].text for index in range(first, last)]
    ruled = all("\t" in row or row.startswith("|") for row in rows)
    figures = sum(
        any(_is_figure(cell) for cell in _WIDE.split(row)[1:]) for row in rows
    )
    sure = ruled or (count >= 3 and figures * 2 >= len(rows))
    return last if len(rows) >= 2 + (not ruled) and sure else first


def _cells(text: str) -> int:
    """Return the number of cells on a line, 0 where it is no row."""
    if len(text) > 300:
        return 0
    if text.startswith("|") and text.endswith("|") and len(text) > 2:
        return text.count("|") - 1
    if not any(gap in text for gap in ("\t", "  ", "\u3000", "\u00a0")):
        return 0
    cells = _WIDE.split(text)
    if len(cells) < 2 or any(len(cell) > _LONGEST_CELL for cell in cells):
        return 0
    mark = parse_mark(text)
    if mark is not None and mark.system not in ("arabic", "decimal2"):
        figures = sum(map(_is_figure, cells[1:]))
        paged = len(cells) == 2 and cells[1].isdecimal()
        return len(cells) if figures and not paged else 0
    return len(cells)


def _is_caption(line: Line) -> bool:
    return len(line.text) <= _LONGEST_CELL and bool(_CAPTION.search(line.text))


def _run_end(lines: Sequence[Line], first: int) -> int:
    """Return where a run of lines ends that could be cells."""
    last = first
    while last < len(lines) and _is_cell(lines[last]):
        last += 1
    return max(last, first + 1)


def _columns(cells: Sequence[str]) -> int:
    """Return the number of columns that cells fall into, 0 for none."""
    for columns in range(2, _MOST_COLUMNS + 1):
        if len(cells) % columns == 0 and _fits(cells, columns):
            return columns
    return 0


def _is_cell(line: Line) -> bool:
    return (
        len(line.text) <= _LONGEST_CELL
        and line.text[-1] not in "。；：，;"
        and parse_mark(line.text) is None
        and not _cells(line.text)
    )


def _fits(cells: Sequence[str], columns: int) -> bool:
    """Whether cells fall into rows with columns of one kind each."""
    header, rest = cells[:columns], cells[columns:]
    if len(rest) < 2 * columns:
        return False
    if any(_is_figure(cell) and not _YEAR.fullmatch(cell) for cell in header):
        return False
    figures = 0
    for column in range(columns):
        values = rest[column::columns]
        plain = [cell for cell in values if not _NONE.fullmatch(cell)]
        kinds = {_is_figure(cell) for cell in plain}
        if len(kinds) > 1:
            return False
        figures += kinds == {True} and not _counts(plain)
    return figures > 0 and figures < columns


def _is_figure(cell: str) -> bool:
    return _FIGURE.fullmatch(cell.strip()) is not None


def _counts(cells: Sequence[str]) -> bool:
    """Whether a column counts the rows: 1, 2, 3."""
    numbers = [int(cell) for cell in cells if cell.isdecimal()]
    return len(numbers) == len(cells) and all(
        below == above + 1 for above, below in pairwise(numbers)
    )
