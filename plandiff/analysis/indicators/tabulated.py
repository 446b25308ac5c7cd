"""Read the figures of a table of targets: name, unit and one per column.

Plans print their targets as a table: a header with years, then one line
per indicator, its unit in brackets or in a column of its own. Where the
cells are parted by tabs each column is read by its head; where they are
parted by blanks, a line is read only if it has as many figures as the
header has columns. What does not fit is left alone rather than guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import zip_longest

from plandiff.analysis.indicators.grammar import NOTE
from plandiff.analysis.indicators.units import load_units
from plandiff.text.characters import fold
from plandiff.text.numerals import parse_number
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
        As printed, with its sign.
    upper : float or None
        The upper end of a range, else None.
    qualifier : str
        As printed: 以上, 左右 … or ``""``.
    bound : str
        ``=``, ``~``, ``>``, ``>=``, ``<`` or ``<=``.
    year : int or None
        Of the column; for yearly growth, of the column before it.
    is_yearly : bool
        Whether the column holds yearly growth in %.
    is_growth : bool
        Whether the column holds growth over several years.
    is_fall : bool
        Whether growth is a fall, by the column or the name.
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
    upper: float | None
    qualifier: str
    bound: str
    year: int | None
    is_yearly: bool
    is_growth: bool
    is_fall: bool
    is_cumulative: bool
    role: str


@dataclass(frozen=True, slots=True)
class _Column:
    """What the header says of a column."""

    kind: str
    year: int | None = None
    role: str = ""
    unit: str = ""
    falls: bool = False


_NUMBER = (
    r"(?:\d{1,3}(?:[,，]\d{3}(?!\d)){1,4}"
    r"|\d{1,3}(?:[ \u00a0]\d{3}(?!\d)){1,4}|\d{1,15})(?:\.\d{1,6})?"
)
_PLAIN = r"(?:\d{1,3}(?:,\d{3}(?!\d)){1,4}|\d{1,15})(?:\.\d{1,6})?"
_SIGN = r"(?:[>＞≥<＜≤]|>=|<=)"
_AFTER = r"(?:及以上|以上|左右|上下|以内|及以下|以下)"
_HEADER = re.compile(
    r"(?:19|20)\d\d\s*年?(?:\s*[（(][^）)]*[）)])?|年均增[长速][^\s]*"
)
_GROUP = re.compile(
    r"(?P<target>规划目标|目标值?)|(?P<outcome>实现|实际|完成)"
)
_FIGURE = (
    rf"(?:{_SIGN}?\s?[-−－]?{_PLAIN}(?:/\d+(?:\.\d+)?)?"
    rf"(?:[-—~～]{_PLAIN})?{_AFTER}?"
    rf"|[〔\[]\s?{_SIGN}?[-−－]?{_PLAIN}\s?[〕\]]|[—–-]+)"
)
_FIGURES = re.compile(_FIGURE)
_LINE = re.compile(
    rf"^\s*(?:\d{{1,2}}\s*[.．、]\s*)?"
    rf"(?P<name>[^\d>＞≥<＜≤〔\[—–\n][^\n]*?)"
    rf"(?:[（(](?P<unit>[^（()）\n]+)[）)])?"
    rf"[ \t\u3000]*(?P<figures>{_FIGURE}(?:[ \t\u3000]+{_FIGURE})+)",
    re.MULTILINE,
)
_BOUNDS = {
    "＞": ">",
    ">": ">",
    "≥": ">=",
    ">=": ">=",
    "＜": "<",
    "<": "<",
    "≤": "<=",
    "<=": "<=",
}
_CELL = re.compile(
    rf"(?P<open>[〔\[])?\s*(?P<before>{_SIGN})?\s*"
    rf"(?P<low>[-−－]?{_NUMBER})(?:(?P<low_unit>%)?\s*[-—–~～至]\s*(?P<high>{_NUMBER}))?"
    rf"\s*(?P<unit>[^\d\s〔〕\[\]（）()]{{0,8}}?)\s*(?P<after>{_AFTER})?"
    rf"\s*(?(open)[〕\]])(?:{NOTE})?"
)
_SERIAL = re.compile(r"(?:序\s*号|编\s*号|项次|No\.?)")
_UNIT = re.compile(r"(?:计量)?单\s*位")
_NAME = re.compile(
    r"(?:主要|核心|具体)?(?:指\s*标|项\s*目)(?:名称|内容)?|名\s*称"
)
_YEARLY = re.compile(r"年均|同比|年增[长速]|比上年")
_FALL = re.compile(r"下降|降低|减少|降幅")
_GROWTH = re.compile(rf"增[长速幅减]|变化|提高|{_FALL.pattern}")
_BASE = re.compile(r"现状|基期|基础值|基准")
_DONE = re.compile(r"实际|完成|实现")
_GOAL = re.compile(r"目标|规划值|预期值?|规划数")
_CAPTION = re.compile(r"单位\s*[:：]\s*(?P<unit>[^\s（）()、，,]{1,8})")
_HEAD_UNIT = re.compile(r"[（(](?P<unit>[^（()）]{1,10})[）)]\s*$")
_VALUES = ("value", "yearly", "growth")


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
        figures under a header with a year, a target or a growth.

    Examples
    --------
    >>> text = "指标 2015年 2020年\n规模（万亿元） 17.1 >26"
    >>> for cell in read_cells(text):
    ...     print(cell.name, cell.year, cell.bound, cell.value, cell.role)
    规模 2015 = 17.1 baseline
    规模 2020 > 26.0
    >>> text = "序号\t指标\t单位\t现状\t2025年\n1\t覆盖率\t%\t90\t95以上"
    >>> for cell in read_cells(text):
    ...     print(cell.name, cell.unit, cell.bound, cell.value, cell.role)
    覆盖率 % = 90.0 baseline
    覆盖率 % >= 95.0
    """
    folded = fold(text)
    columns: list[_Column] = []
    above = caption = ""
    found: list[Cell] = []
    position, is_tabbed = 0, False
    for line in folded.splitlines(keepends=True):
        named = _CAPTION.search(line)
        if named and "\t" not in line.strip():
            caption = named["unit"]
        header = _heads(line, columns, caption) if "\t" in line else []
        is_tabbed = bool(header) or (is_tabbed and bool(columns))
        if not header and not is_tabbed:
            header = _columns(line, above)
        if header:
            columns = header
        elif columns:
            read = _tabbed if is_tabbed else _cells
            found += read(line, position, columns)
        above = line
        position += len(line)
    return found


def _heads(line: str, before: list[_Column], caption: str) -> list[_Column]:
    """Return the columns of a header whose cells are parted by tabs."""
    cells = [cell.strip() for cell in line.rstrip("\n").split("\t")]
    columns: list[_Column] = []
    for cell in cells:
        last = columns[-1].year if columns else None
        columns.append(_head(cell, last, caption))
    values = [column for column in columns if column.kind in _VALUES]
    if not values or any(
        _CELL.fullmatch(cell) and not _year(cell) for cell in cells
    ):
        return []
    if len(before) == len(columns):  # a second line of heads
        columns = [
            replace(new, role=new.role or old.role, unit=new.unit or old.unit)
            if new.kind != "other"
            else old
            for new, old in zip(columns, before, strict=True)
        ]
    years = [c.year for c in columns if c.kind == "value" and c.year]
    latest = max(years, default=None)
    return [
        replace(column, role="baseline")
        if column.kind == "value"
        and not column.role
        and latest
        and column.year
        and column.year < latest
        else column
        for column in columns
    ]


def _head(cell: str, last: int | None, caption: str) -> _Column:
    """Return what one head says of its column."""
    for kind, pattern in (
        ("serial", _SERIAL),
        ("unit", _UNIT),
        ("name", _NAME),
    ):
        if pattern.fullmatch(cell):
            return _Column(kind)
    named = _HEAD_UNIT.search(cell)
    unit = named["unit"] if named and _known(named["unit"]) else ""
    year = _year(cell)
    if _YEARLY.search(cell):
        return _Column("yearly", year or last, unit=unit or "%")
    if _GROWTH.search(cell) and not _GOAL.search(cell):
        falls = _FALL.search(cell) is not None
        return _Column("growth", year or last, unit=unit, falls=falls)
    role = next(
        (
            role
            for role, pattern in (
                ("target", _GOAL),
                ("baseline", _BASE),
                ("outcome", _DONE),
            )
            if pattern.search(cell)
        ),
        "",
    )
    if year or (role and len(cell) <= 12):
        return _Column("value", year, role, unit or caption)
    return _Column("other")


def _known(unit: str) -> bool:
    """Tell whether a unit, with its power of ten, is in the table."""
    forms = load_units().forms
    return unit.strip() in forms or re.sub(r"^[万亿]+", "", unit) in forms


def _tabbed(line: str, position: int, columns: list[_Column]) -> list[Cell]:
    """Return the figures of one line of tabbed cells."""
    texts = line.rstrip("\n").split("\t")
    if len(texts) > len(columns) or len(texts) < 2:
        return []
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text) + 1)
    rows = list(zip_longest(texts, columns, fillvalue=""))[: len(texts)]
    kinds = [column.kind for column in columns]
    first = next((n for n, kind in enumerate(kinds) if kind in _VALUES), 0)
    place = next(
        (n for n in reversed(range(first)) if kinds[n] == "name"),
        next((n for n in reversed(range(first)) if kinds[n] == "other"), None),
    )
    if place is None or place >= len(texts):
        return []
    name, unit = _name(texts[place])
    if "unit" in kinds and kinds.index("unit") < len(texts):
        unit = texts[kinds.index("unit")].strip() or unit
    cells = []
    for (text, column), start in zip(rows, starts, strict=False):
        if not isinstance(column, _Column) or column.kind not in _VALUES:
            continue
        bare = text.strip()
        found = _CELL.fullmatch(bare)
        if not name or found is None:
            continue
        own = found["unit"] or ""
        if own and not _known(own) and own not in ("万", "亿", "万亿"):
            continue
        low, high = _value(found["low"]), found["high"]
        begin = position + start + len(text) - len(text.lstrip())
        growth = column.unit or ("%" if column.kind == "yearly" else "")
        cells.append(
            Cell(
                begin,
                begin + len(bare),
                name,
                own
                or (growth if column.kind != "value" else unit)
                or column.unit,
                low,
                _value(high) if high else None,
                found["after"] or "",
                load_units().after.get(found["after"] or "")
                or _BOUNDS.get(found["before"] or "", "="),
                column.year,
                column.kind == "yearly",
                column.kind == "growth",
                bool(column.falls or _FALL.search(name)),
                found["open"] is not None,
                column.role,
            )
        )
    return cells


def _name(text: str) -> tuple[str, str]:
    """Return an indicator's name and the unit in brackets behind it."""
    bare = re.sub(r"^\s*\d{1,2}\s*[.．、]\s*", "", text)
    named = _HEAD_UNIT.search(bare)
    unit = ""
    if named:
        bare, unit = bare[: named.start()], named["unit"].strip()
    return re.sub(r"\s+", "", bare), unit


def _value(printed: str) -> float:
    """Return the value of a figure, its sign included."""
    sign = -1 if printed[0] in "-−－" else 1
    return sign * parse_number(printed.lstrip("-−－"))


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
        _Column("yearly" if "年均" in head else "value", year, role)
        for head, year, role in zip(heads, years, roles, strict=True)
    ]


def _year(head: str) -> int | None:
    """Return the last year of a header cell, or None."""
    named = find_years(head) or (
        find_years(f"{head.strip()}年")
        if re.match(r"\s*(?:19|20)\d\d\b", head)
        else []
    )
    return named[0].last if named else None


def _cells(line: str, position: int, columns: list[_Column]) -> list[Cell]:
    """Return the figures of one line, or nothing where they do not fit."""
    match = _LINE.match(line)
    if match is None:
        return []
    figures = list(_FIGURES.finditer(line, *match.span("figures")))
    if len(figures) != len(columns):
        return []
    cells = []
    for figure, column in zip(figures, columns, strict=True):
        found = _CELL.fullmatch(re.sub(r"/[\d.]+", "", figure.group()).strip())
        if found is None:
            continue
        cells.append(
            Cell(
                position + figure.start(),
                position + figure.end(),
                re.sub(r"\s+", "", match["name"]),
                (match["unit"] or "").strip(),
                _value(found["low"]),
                _value(found["high"]) if found["high"] else None,
                found["after"] or "",
                load_units().after.get(found["after"] or "")
                or _BOUNDS.get(found["before"] or "", "="),
                column.year,
                column.kind == "yearly",
                False,
                _FALL.search(match["name"]) is not None,
                found["open"] is not None,
                column.role,
            )
        )
    return cells
