"""Read the figures of a table of targets: name, unit and one per column.

Plans print their targets as a table: a header with years, then one line
per indicator, its unit in brackets or in a column of its own. Where the
cells are parted by tabs each column is read by its head; where they are
parted by blanks, a line is read only if it has as many figures as the
header has columns. What does not fit is left alone rather than guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile, zip_longest

from plandiff.analysis.indicators.grammar import NOTE
from plandiff.analysis.indicators.heads import (
    FALL,
    HEAD_UNIT,
    VALUES,
    Column,
    read_heads,
    year_of,
)
from plandiff.analysis.indicators.quantities import find_quantities
from plandiff.analysis.indicators.units import load_units
from plandiff.text.characters import fold
from plandiff.text.numerals import parse_number

__all__ = ["Cell", "caption_of", "read_cells"]


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
class _Figure:
    """What a cell says, whatever its column."""

    value: float
    upper: float | None
    unit: str
    qualifier: str
    bound: str
    is_cumulative: bool = False
    is_growth: bool = False
    is_fall: bool = False


_PIPED = re.compile(r"^[ \t]*\|.*\|[ \t]*$", re.MULTILINE)
_ROWS = 200
"""How many lines under a header tell what its columns hold."""
_LONGEST_CELL = 30
_CHANGE = re.compile(
    rf"(?:累计|年均|同比)?(?:增[长加]?|提[高升]|上升|扩大|{FALL.pattern}|降)(?:到|至)?$"
)
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
    rf"\s*(?(open)[〕\]])(?:{NOTE})?(?:\s?[（(][^（()）%％]{{1,10}}[）)])?"
)
_CAPTION = re.compile(r"单位\s*[:：]\s*(?P<unit>[^\s（）()、，,]{1,8})")


def read_cells(text: str, caption: str = "") -> list[Cell]:
    r"""Read the figures of a table of indicators.

    Parameters
    ----------
    text : str
        A clause that may be a table, lines parted by line breaks.
    caption : str, optional
        The unit that stands above the table, see `caption_of`.

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
    folded = _PIPED.sub(_parted, fold(text))
    columns: list[Column] = []
    above = ""
    found: list[Cell] = []
    position, is_tabbed = 0, False
    lines = folded.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if "\t" not in line.strip():
            caption = caption_of(line) or caption
        header = (
            read_heads(
                _texts(line),
                [_texts(below) for below in _under(lines, number)],
                _texts(above) if "\t" in above else [],
                caption,
            )
            if "\t" in line
            else []
        )
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


def caption_of(line: str) -> str:
    """Return the unit of a caption, or ``""``.

    Examples
    --------
    >>> caption_of("表1 规模（单位：亿元）")
    '亿元'
    """
    named = _CAPTION.search(fold(line))
    return named["unit"] if named else ""


def _parted(row: re.Match[str]) -> str:
    """Part the cells of a row of Markdown by tabs; places stay."""
    return row.group().replace("|", "\t")


def _texts(line: str) -> list[str]:
    """Return the cells of a tabbed line."""
    return [cell.strip() for cell in line.rstrip("\n").split("\t")]


def _under(lines: list[str], number: int) -> list[str]:
    """Return the tabbed lines that follow a line at once."""
    return list(
        takewhile(
            lambda line: "\t" in line, lines[number + 1 : number + 1 + _ROWS]
        )
    )


def _tabbed(line: str, position: int, columns: list[Column]) -> list[Cell]:
    """Return the figures of one line of tabbed cells."""
    texts = line.rstrip("\n").split("\t")
    if len(texts) > len(columns) or len(texts) < 2:
        return []
    starts = [0]
    for text in texts:
        starts.append(starts[-1] + len(text) + 1)
    rows = list(zip_longest(texts, columns, fillvalue=""))[: len(texts)]
    kinds = [column.kind for column in columns]
    first = next((n for n, kind in enumerate(kinds) if kind in VALUES), 0)
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
        if not isinstance(column, Column) or column.kind not in VALUES:
            continue
        bare = text.strip()
        read = (_read_figure(bare) or _read_words(bare)) if name else None
        if read is None:
            continue
        begin = position + start + len(text) - len(text.lstrip())
        growth = column.unit or ("%" if column.kind == "yearly" else "")
        given = growth if column.kind != "value" else unit
        cells.append(
            Cell(
                begin,
                begin + len(bare),
                name + column.named,
                read.unit or given or column.unit,
                read.value,
                read.upper,
                read.qualifier,
                read.bound,
                column.year,
                column.kind == "yearly",
                column.kind == "growth" or read.is_growth,
                bool(column.falls or FALL.search(name) or read.is_fall),
                read.is_cumulative,
                column.role,
            )
        )
    return cells


def _read_figure(cell: str) -> _Figure | None:
    """Read a cell that is a figure, with its signs and its unit."""
    found = _CELL.fullmatch(cell)
    if found is None:
        return None
    unit = found["unit"] or ""
    if unit and not _is_unit(unit):
        return None
    after = found["after"] or ""
    return _Figure(
        _value(found["low"]),
        _value(found["high"]) if found["high"] else None,
        unit,
        after,
        load_units().after.get(after)
        or _BOUNDS.get(found["before"] or "", "="),
        is_cumulative=found["open"] is not None,
    )


def _read_words(cell: str) -> _Figure | None:
    """Read a cell of words round one quantity (约1.2万亿元, 六成)."""
    bare = cell.strip("。；;，, ")
    if len(bare) > _LONGEST_CELL or re.search(r"\d\s*[/⁄]\s*\d", bare):
        return None  # 2/3 may be two figures
    quantities = find_quantities(bare)
    if len(quantities) != 1:
        return None
    (found,) = quantities
    rest = bare[: found.start] + bare[found.end :]
    for word in found.qualifier.split("…"):
        rest = rest.replace(word, "", 1)
    change = _CHANGE.match(rest.strip())
    if found.is_rank or (rest.strip() and not change):
        return None
    return _Figure(
        found.value,
        found.upper,
        found.scale + (found.unit.name if found.unit else ""),
        found.qualifier,
        found.bound,
        is_growth=change is not None,
        is_fall=change is not None and FALL.search(rest) is not None,
    )


def _is_unit(printed: str) -> bool:
    """Tell whether a unit is known, with its power of ten and its 每."""
    head, _, per = re.sub(r"^[万亿]+", "", printed).partition("/")
    forms = load_units().forms
    return not head or head in forms or (per != "" and head in forms)


def _name(text: str) -> tuple[str, str]:
    """Return an indicator's name and the unit in brackets behind it."""
    bare = re.sub(
        r"^\s*(?:\d{1,2}\s*[.．、])?\s*(?:其中\s*[:：]|#)?\s*", "", text
    )
    named = HEAD_UNIT.search(bare)
    unit = ""
    if named:
        bare, unit = bare[: named.start()], named["unit"].strip()
    return re.sub(r"\s+", "", bare), unit


def _value(printed: str) -> float:
    """Return the value of a figure, its sign included."""
    sign = -1 if printed[0] in "-−－" else 1
    return sign * parse_number(printed.lstrip("-−－"))


def _columns(line: str, above: str) -> list[Column]:
    """Return the columns of a header line; nothing for another line."""
    heads = _HEADER.findall(line)
    if len(heads) < 2 or "。" in line:
        return []
    years: list[int | None] = []
    for head in heads:
        before = years[-1] if years else None
        years.append(before if "年均" in head else year_of(head))
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
        Column("yearly" if "年均" in head else "value", year, role)
        for head, year, role in zip(heads, years, roles, strict=True)
    ]


def _cells(line: str, position: int, columns: list[Column]) -> list[Cell]:
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
                FALL.search(match["name"]) is not None,
                found["open"] is not None,
                column.role,
            )
        )
    return cells
