"""Read the figures of a table of targets: name, unit and one per column.

Plans print their targets as a table: a header with years, then one line
per indicator, its unit in brackets and its figures parted by blanks or
tabs. A line is read only where it has as many figures as the header has
columns; what does not fit is left alone rather than guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from plandiff.text.characters import fold
from plandiff.text.years import find_years

__all__ = ["Cell", "read_cells"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of a table.

    Attributes
    ----------
    start, end : int
        Half-open offsets into the text.
    name, unit : str
        The line's indicator and the unit in its brackets, or ``""``.
    value : float
        As printed.
    bound : str
        ``=``, ``>``, ``>=``, ``<`` or ``<=``.
    year : int or None
        Of the column; for yearly growth, of the column before it.
    is_yearly : bool
        Whether the column holds yearly growth in %.
    is_cumulative : bool
        Whether the figure stands in 〔 〕, the mark of a change over the
        whole period.
    role : str
        ``target`` or ``outcome`` where a line above the header says so,
        or where a year has a later one beside it: ``baseline``.
    """

    start: int
    end: int
    name: str
    unit: str
    value: float
    bound: str
    year: int | None
    is_yearly: bool
    is_cumulative: bool
    role: str


@dataclass(frozen=True, slots=True)
class _Column:
    """What the header says of a column."""

    year: int | None
    is_yearly: bool
    role: str = ""


_HEADER = re.compile(
    r"(?:19|20)\d\d\s*年?(?:\s*[（(][^）)]*[）)])?|年均增[长速][^\s]*"
)
_GROUP = re.compile(
    r"(?P<target>规划目标|目标值?)|(?P<outcome>实现|实际|完成)"
)
_FIGURE = (
    r"(?:[>＞≥<＜≤]?\s?\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?)?"
    r"|[〔\[]\s?[>＞≥<＜≤]?\d+(?:\.\d+)?\s?[〕\]]|[—–-]+)"
)
_LINE = re.compile(
    rf"^\s*(?:\d{{1,2}}\s*[.．、]\s*)?"
    rf"(?P<name>[^\d>＞≥<＜≤〔\[—–\n][^\n]*?)"
    rf"(?:[（(](?P<unit>[^（()）\n]+)[）)])?"
    rf"[ \t\u3000]*(?P<figures>{_FIGURE}(?:[ \t\u3000]+{_FIGURE})+)",
    re.MULTILINE,
)
_NUMBER = re.compile(_FIGURE)
_BOUNDS = {"＞": ">", ">": ">", "≥": ">=", "＜": "<", "<": "<", "≤": "<="}


def read_cells(text: str) -> list[Cell]:
    r"""Read the figures of a table of indicators.

    Parameters
    ----------
    text : str
        A clause that may be a table, lines parted by line breaks.

    Returns
    -------
    list of Cell
        In the order of the text; empty where no line is followed by
        figures under a header with a year.

    Examples
    --------
    >>> text = "指标 2015年 2020年\n规模（万亿元） 17.1 >26"
    >>> for cell in read_cells(text):
    ...     print(cell.name, cell.year, cell.bound, cell.value, cell.role)
    规模 2015 = 17.1 baseline
    规模 2020 > 26.0
    """
    folded = fold(text)
    columns: list[_Column] = []
    above = ""
    found: list[Cell] = []
    position = 0
    for line in folded.splitlines(keepends=True):
        header = _columns(line, above)
        if header:
            columns = header
        elif columns:
            found += _cells(line, position, columns)
        above = line
        position += len(line)
    return found


def _columns(line: str, above: str) -> list[_Column]:
    """Return the columns of a header line; nothing for another line."""
    heads = _HEADER.findall(line)
    if len(heads) < 2 or "。" in line:
        return []
    years: list[int | None] = []
    for head in heads:
        before = years[-1] if years else None
        years.append(before if "年均" in head else _year(head))
    groups = [match.lastgroup or "" for match in _GROUP.finditer(above)]
    roles = [""] * len(heads)
    if len(groups) > 1 and len(heads) % len(groups) == 0:
        width = len(heads) // len(groups)
        roles = [groups[place // width] for place in range(len(heads))]
    else:
        last = max((year for year in years if year), default=None)
        roles = [
            "baseline" if year and last and year < last else ""
            for year in years
        ]
    return [
        _Column(year, "年均" in head, role)
        for head, year, role in zip(heads, years, roles, strict=True)
    ]


def _year(head: str) -> int | None:
    """Return the year of a header cell, or None."""
    named = find_years(head if "年" in head else f"{head.strip()}年")
    return named[0].last if named else None


def _cells(line: str, position: int, columns: list[_Column]) -> list[Cell]:
    """Return the figures of one line, or nothing where they do not fit."""
    match = _LINE.match(line)
    if match is None:
        return []
    figures = list(_NUMBER.finditer(line, *match.span("figures")))
    if len(figures) != len(columns):
        return []
    cells = []
    for figure, column in zip(figures, columns, strict=True):
        digits = re.search(r"\d+(?:\.\d+)?", figure.group())
        if digits is None:
            continue
        sign = next((s for s in figure.group() if s in _BOUNDS), "")
        cells.append(
            Cell(
                position + figure.start(),
                position + figure.end(),
                re.sub(r"\s+", "", match["name"]),
                (match["unit"] or "").strip(),
                float(digits.group()),
                _BOUNDS.get(sign, "="),
                column.year,
                column.is_yearly,
                figure.group()[0] in "〔[",
                column.role,
            )
        )
    return cells
