"""Say what each column of a table of figures holds, by its head.

A head names a serial number, an indicator, a unit, a year, a situation or
an aim, a growth; a head that names none of them belongs to a column of
figures where figures with a known unit stand under it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from plandiff.analysis.indicators.quantities import find_quantities
from plandiff.analysis.indicators.units import load_units
from plandiff.text.years import find_years

__all__ = ["FALL", "HEAD_UNIT", "VALUES", "Column", "read_heads", "year_of"]


@dataclass(frozen=True, slots=True)
class Column:
    """What the header says of a column.

    Attributes
    ----------
    kind : str
        ``serial``, ``name``, ``unit``, ``other`` or one of `VALUES`.
    year : int or None
        The year that its figures hold for.
    role : str
        ``target``, ``outcome``, ``baseline`` or ``""``.
    unit : str
        As its head or the caption has it.
    falls : bool
        Whether the head speaks of a fall.
    named : str
        The head, where it says what the figures of the column measure.
    """

    kind: str
    year: int | None = None
    role: str = ""
    unit: str = ""
    falls: bool = False
    named: str = ""


VALUES = ("value", "yearly", "growth")
"""Kinds of columns of figures."""

FALL = re.compile(r"下降|降低|减少|降幅")
"""What says that a growth is a fall."""

HEAD_UNIT = re.compile(r"[（(](?P<unit>[^（()）]{1,10})[）)]\s*$")
"""A unit in brackets at the end of a head or a name."""

_SERIAL = re.compile(r"(?:序\s*号|编\s*号|项次|No\.?)")
_UNIT = re.compile(r"(?:计量)?单\s*位")
_NAME = re.compile(
    r"(?:主要|核心|具体)?(?:指\s*标|项\s*目)(?:名称|内容)?|[\u4e00-\u9fff]{0,4}名\s*称"
    r"|地\s*区|产\s*品|行\s*业"
)
_YEARLY = re.compile(r"年均|同比|年增[长速]|比上年|比去年|较上年")
_GROWTH = re.compile(rf"增[长速幅减]|变化|提高|{FALL.pattern}")
_BASE = re.compile(r"现状|基期|基础值|基准")
_DONE = re.compile(r"实际|完成|实现")
_GOAL = re.compile(r"目标|规划值|预期值?|规划数")
_PLAIN = re.compile(
    r"(?:绝对|本[年期月]|全年|累计)?(?:[数总]?量|绝对数|数[值据]|总[数额计]|合计)"
    r"|累计|本[年期月]|全年"
)
"""Heads that say nothing of what is measured."""
_NO_FIGURE = re.compile(
    r"电话|号码?$|编[号码]|代码|邮编|年[份度]|时间|日期|页|票|批次|名次|排名|等级|联系"
)
_FIGURE_SHARE = 0.5


def read_heads(
    cells: Sequence[str],
    body: Sequence[Sequence[str]],
    above: Sequence[str],
    caption: str,
) -> list[Column]:
    """Return the columns of a header whose cells are parted by tabs.

    Parameters
    ----------
    cells : sequence of str
        Of the line that may be a header.
    body : sequence of sequence of str
        Those of the lines under it.
    above : sequence of str
        Those of the line above it, which may be the first of two lines of
        heads: years under a head that spans them.
    caption : str
        The unit that stands above the table.

    Returns
    -------
    list of Column
        Empty where the line is no header of figures.

    Examples
    --------
    >>> cells, body = ["指标", "单位", "产量"], [["纱", "吨", "5"]]
    >>> [column.kind for column in read_heads(cells, body, [], "")]
    ['name', 'unit', 'value']
    """
    if _holds_figures(cells):
        return []
    columns = _columns(cells, caption)
    if above and not _holds_figures(above):
        columns = _under(_columns(_widened(above, cells), caption), columns)
        heads = [a if not c.strip() else c for a, c in _paired(above, cells)]
    else:
        heads = list(cells)
    columns = _with_figures(columns, heads, body, caption)
    if not any(column.kind in VALUES for column in columns):
        return []
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


def _holds_figures(cells: Sequence[str]) -> bool:
    return any(_is_figure(cell) and not year_of(cell) for cell in cells)


def _columns(cells: Sequence[str], caption: str) -> list[Column]:
    """Return what each head says by itself."""
    columns: list[Column] = []
    for cell in cells:
        last = columns[-1].year if columns else None
        columns.append(_head(cell, last, caption))
    return columns


def _widened(above: Sequence[str], cells: Sequence[str]) -> list[str]:
    """Let the last head of the line above span what stands under it."""
    blank = next((n for n, c in enumerate(cells) if c.strip()), 0)
    if 0 < len(above) < len(cells) and blank >= len(above) - 1:
        return [*above, *[above[-1]] * (len(cells) - len(above))]
    return list(above) if len(above) == len(cells) else [""] * len(cells)


def _paired(
    above: Sequence[str], cells: Sequence[str]
) -> list[tuple[str, str]]:
    return list(zip(_widened(above, cells), cells, strict=True))


def _under(above: list[Column], columns: list[Column]) -> list[Column]:
    """Join two lines of heads: the lower one, where it says something."""
    return [
        replace(new, role=new.role or old.role, unit=new.unit or old.unit)
        if new.kind != "other"
        else old
        for new, old in zip(columns, above, strict=True)
    ]


def _head(cell: str, last: int | None, caption: str) -> Column:
    """Return what one head says of its column."""
    for kind, pattern in (
        ("serial", _SERIAL),
        ("unit", _UNIT),
        ("name", _NAME),
    ):
        if pattern.fullmatch(cell):
            return Column(kind)
    unit = _unit_of(cell)
    year = year_of(cell)
    if _YEARLY.search(cell):
        return Column("yearly", year or last, unit=unit or "%")
    if _GROWTH.search(cell) and not _GOAL.search(cell):
        falls = FALL.search(cell) is not None
        return Column("growth", year or last, unit=unit, falls=falls)
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
        return Column("value", year, role, unit or caption)
    return Column("other", unit=unit)


def _with_figures(
    columns: list[Column],
    cells: Sequence[str],
    body: Sequence[Sequence[str]],
    caption: str,
) -> list[Column]:
    """Turn columns of other heads into columns of figures, by their cells.

    Without a unit from the head, the caption or a column of units a number
    may be anything, such as a telephone's.
    """
    has_units = any(column.kind == "unit" for column in columns)
    found = []
    for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        below = [row[place] for row in body if place < len(row)]
        filled = [text for text in below if text.strip(" -—–…")]
        figures = sum(map(_is_figure, filled))
        if (
            column.kind == "other"
            and place
            and (column.unit or caption or has_units)
            and cell.strip()
            and not _NO_FIGURE.search(cell)
            and figures
            and figures >= _FIGURE_SHARE * len(filled)
        ):
            bare = re.sub(r"\s+", "", HEAD_UNIT.sub("", cell))
            named = "" if _PLAIN.fullmatch(bare) else bare
            unit = column.unit or caption
            found.append(Column("value", None, "", unit, named=named))
        else:
            found.append(column)
    return found


_BARE = re.compile(r"[〔\[]?\s*[<>≤≥＜＞]?=?[-−－]?\d[\d,，. \u00a0]*")


def _is_figure(cell: str) -> bool:
    """Tell whether a cell holds a figure, or words with one."""
    bare = cell.strip()
    if not bare or len(bare) > 24:
        return False
    if _BARE.match(bare):
        return True
    bare = HEAD_UNIT.sub("", bare)
    return bool(find_quantities(bare))


def _unit_of(head: str) -> str:
    """Return the unit in a head's brackets, if it is known."""
    named = HEAD_UNIT.search(head)
    unit = named["unit"].strip() if named else ""
    forms = load_units().forms
    known = unit in forms or re.sub(r"^[万亿]+", "", unit) in forms
    return unit if known or unit in ("万", "亿", "万亿") else ""


def year_of(head: str) -> int | None:
    """Return the last year of a head, or None.

    Examples
    --------
    >>> year_of("2025年目标"), year_of("2020"), year_of("属性")
    (2025, 2020, None)
    """
    named = find_years(head) or (
        find_years(f"{head.strip()}年")
        if re.match(r"\s*(?:19|20)\d\d\b", head)
        else []
    )
    return named[0].last if named else None
