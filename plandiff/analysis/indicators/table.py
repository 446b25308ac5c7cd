"""Read the quantities of plans into a table: what, how much, when.

A plan states what has been reached, from where, and what is wanted. This
module reads each number with its unit and decides, from the words around
it, which year it holds for, what kind of quantity it is and which part it
plays. Everything it reads leads back to its place in the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from plandiff.analysis.indicators.placing import (
    Sentence,
    cut_with_years,
    find_role,
    find_when,
)
from plandiff.analysis.indicators.quantities import Quantity, find_quantities
from plandiff.analysis.indicators.subjects import find_subject
from plandiff.analysis.indicators.tabulated import Cell, caption_of, read_cells
from plandiff.analysis.indicators.units import load_units
from plandiff.analysis.language import warn_unless_chinese
from plandiff.document import Clause, Document
from plandiff.document.several import each_document
from plandiff.frames import frame
from plandiff.resources import resource
from plandiff.signature import fingerprint, signature
from plandiff.text.characters import fold
from plandiff.text.years import plan_period

__all__ = [
    "INDICATOR_SCHEMA",
    "KINDS",
    "ROLES",
    "indicator_rows",
    "indicator_table",
]

INDICATOR_SCHEMA = {
    "document": "string",
    "clause_id": "string",
    "printed": "string",
    "value": "Float64",
    "upper": "Float64",
    "unit": "string",
    "amount": "Float64",
    "base_unit": "string",
    "unit_known": "boolean",
    "year": "Int64",
    "year_from": "string",
    "base_year": "Int64",
    "kind": "string",
    "role": "string",
    "direction": "string",
    "qualifier": "string",
    "bound": "string",
    "subject": "string",
    "certainty": "string",
    "level": "string",
    "start": "Int64",
    "end": "Int64",
    "source_start": "Int64",
    "source_end": "Int64",
}
"""Columns of `indicator_table`."""

KINDS = (
    "level",
    "count",
    "share",
    "rank",
    "multiple",
    "growth_annual",
    "growth_total",
    "growth",
    "duration",
)
"""What a quantity can be; see `indicator_table`."""

ROLES = ("target", "outcome", "baseline")
"""Which part a quantity can play; absent where the text does not say."""

_RISE = (
    r"(?<!负)增长|增加|提高|提升|上升|上涨|扩大|增速|增长率|增幅|涨幅"
    r"|(?<!新)增"
)
_FALL = (
    r"下降|负增长|降低|减少|回落|压减|削减|降幅|精简|缩减|缩短|压缩|下调|降|减"
)
_CHANGE = re.compile(
    rf"(?:(?P<rise>{_RISE})|(?P<fall>{_FALL}))"
    r"(?:了|速度|速率|率|幅度?)?(?:预期)?(?:目标)?\s*(?:分别)?\s*(?:高?达到?|为|约|超过?|近|接近"
    r"|保持在?|不低于|不少于|不超过|逾|突破|至少|控制在|在)*\s*$"
)
_CHANGE_AFTER = re.compile(
    r"\s*(?:以上|左右|以内|以下)?\s*的?(?:年均|平均)?\s*"
    r"(?P<rise>增长|增速|增幅)"
)
_TO = re.compile(
    r"(?:增|升|提高|提升|增长|增加|扩大|下降|降低|减少|降|压减|缩短|压缩|回落"
    r"|上升|发展|扩展|优化)(?:到|至|为)\s*$"
)
_YEARLY = re.compile(
    r"年均|每年|年增速|年增长率|年平均|同比|逐年|比上年|较上年|比去年|较去年|年度增|(?<![\d\s])年增"
    r"|当年增|全年.{0,12}增"
)
_MEASURE_NOUN = re.compile(
    r"(?:量|规模|人数|户数|数|数量|产能|网民|用户|人口|劳动力|就业)$"
)
_POWERS = {"": 1.0, "万": 1e4, "亿": 1e8, "万亿": 1e12}
_KIND_OF_DIMENSION = {
    "multiple": "multiple",
    "time": "duration",
    "age": "duration",
    "share": "share",
}
_FURTHEST = 200
_CAPTION = 60
"""Longest clause above a table that may hold its unit alone."""
_LISTING = ("、", "和", "与", "及")


def indicator_table(
    documents: Document | Iterable[Document],
) -> pd.DataFrame:
    """List the quantities of plans, one row per quantity.

    Parameters
    ----------
    documents : Document or iterable of Document
        The plans to read.

    Returns
    -------
    pandas.DataFrame
        In the order of the plans, columns `INDICATOR_SCHEMA`;
        ``table.attrs["signature"]`` names every choice.

        printed
            Number and unit as they stand in the clause.
        value, upper, unit
            The number in front of its unit; `upper` is the second end of a
            range. `unit` is normalised and keeps 万, 亿 or 万亿: 37.2 and
            万亿元. Fractions, 成 and 半 are given in %, 翻一番 as 2 倍.
        amount, base_unit, unit_known
            `value` in the base unit of its dimension: 3.72e13 and 元. A
            unit that the table of units lacks is kept as printed and has
            `unit_known` False.
        year, year_from, base_year
            The year the quantity holds for, and where it was found:
            ``beside`` the number, earlier in the ``sentence``, at the head
            of the ``clause``, as the end of a ``period``, or at the head
            of a table's ``column``. `base_year` is the year compared with.
            Absent where the text does not say.
        kind
            ``level`` (of a measure), ``count`` (of things), ``share``,
            ``rank``, ``multiple``, ``growth_annual``, ``growth_total``,
            ``growth`` (the text does not say over what time) or
            ``duration``.
        role
            ``target``, ``outcome``, ``baseline`` (the starting point of a
            movement), absent where the text does not say.
        direction
            ``up`` or ``down`` for growth; `value` itself stays as printed.
        qualifier, bound
            Words such as 超过, 余, 左右, and what they say: ``=``, ``~``,
            ``>``, ``>=``, ``<``, ``<=``.
        subject
            What is measured, as far as the sentence names it: found by
            rule, meant to help a reader.
        certainty
            ``primary`` for the text of a plan; for a digest, that of the
            item's sources: ``primary``, ``good`` or ``weak``.
        level
            Of the plan, such as ``ministry`` or ``province``; only what
            national plans state is set against national series.
        start, end, source_start, source_end
            Half-open offsets of `printed` in the clause's text, and in the
            document's source text.

    Warns
    -----
    PlandiffWarning
        If a plan is not in Chinese: much of it is then not found.

    See Also
    --------
    plandiff.analysis.indicators.ledger.ledger : Targets against outcomes.

    Notes
    -----
    Quantities are read by a grammar of numbers and the units of
    ``corpora/lexicon/units.toml``, not from a list of phrases. What the
    text implies without a number (多项, 一批, 大幅) is not listed.

    Examples
    --------
    >>> plan = Document.from_clauses("x", [("1", "到2025年达到17万亿元")])
    >>> indicator_table(plan)[["value", "unit", "year"]]
       value unit  year
    0   17.0  万亿元  2025
    """
    plans = each_document(documents)
    warn_unless_chinese(plans, "quantities")
    table = indicator_rows(plans)
    table.attrs["signature"] = signature(
        documents=",".join(
            f"{plan.id}@{plan.source.sha256[:12]}" for plan in plans
        ),
        units=fingerprint(resource("lexicon/units.toml").read_text("utf-8")),
    )
    return table


def indicator_rows(plans: Iterable[Document]) -> pd.DataFrame:
    """Read the rows of `indicator_table`, in whatever language plans are."""
    rows: list[tuple[object, ...]] = []
    for document in plans:
        period = document.metadata.period or plan_period(
            document.title, [clause.text for clause in document]
        )
        caption = ""
        for clause in document:
            cells = read_cells(clause.text, caption)
            caption = (
                caption_of(clause.text) if len(clause.text) <= _CAPTION else ""
            )
            rows.extend(
                _table_rows(document, clause, cells, period)
                if cells
                else _clause_rows(document, clause, period)
            )
    return frame(rows, INDICATOR_SCHEMA)


def _clause_rows(
    document: Document, clause: Clause, period: tuple[int, int] | None
) -> Iterable[tuple[object, ...]]:
    """Give the rows of one clause."""
    sentences = cut_with_years(clause.text)
    quantities = find_quantities(clause.text)
    last: tuple[str, str | None] = ("", None)
    certainty = _certainty(document, clause)
    for position, quantity in enumerate(quantities):
        at = max(
            (s for s in sentences if s.start <= quantity.start),
            key=lambda s: s.start,
        )
        previous = (
            quantities[position - 1].end
            if position and quantities[position - 1].end > at.start
            else at.start
        )
        subject = find_subject(
            clause.text, at.start, quantity, quantities[:position]
        )
        unit, base, factor, known = _unit(quantity, subject)
        between = _without_qualifier(clause.text[previous : quantity.start])
        kind, direction = (
            last
            if between in _LISTING and last[0].startswith("growth")
            else _kind(clause.text, at, quantity, subject)
        )
        last = kind, direction
        when = find_when(sentences, at, quantity, kind=kind, previous=previous)
        yield (
            document.id,
            clause.id,
            clause.text[quantity.start : quantity.end],
            quantity.value,
            quantity.upper,
            unit,
            _tidy(quantity.value * factor),
            base,
            known,
            when.year,
            when.source,
            when.base_year,
            kind,
            find_role(clause, at, quantity, when=when, period=period),
            direction,
            quantity.qualifier or None,
            quantity.bound,
            subject or None,
            certainty,
            document.metadata.level,
            quantity.start,
            quantity.end,
            clause.source_offset(quantity.start),
            clause.source_offset(quantity.end - 1) + 1,
        )


def _without_qualifier(between: str) -> str:
    """Return what stands between two quantities, 左右 and the like aside."""
    between = between.strip()
    for word in load_units().after:
        if between.startswith(word):
            return between.removeprefix(word).strip()
    return between


def _table_rows(
    document: Document,
    clause: Clause,
    cells: Iterable[Cell],
    period: tuple[int, int] | None,
) -> Iterable[tuple[object, ...]]:
    """Give the rows of a clause that is a table of indicators."""
    for cell in cells:
        scale = re.match(r"万亿|亿|万|", cell.unit)
        power = scale.group() if scale else ""
        printed = cell.unit.removeprefix(power)
        if power and not printed:
            printed = load_units().implied_by(cell.name)
        unit = load_units().forms.get(printed)
        kind = "level"
        if cell.is_yearly:
            kind = "growth_total" if cell.is_cumulative else "growth_annual"
        elif cell.is_growth:
            kind = "growth_total"
        elif unit is not None and unit.dimension in ("share", "multiple"):
            kind = unit.dimension
        direction = "down" if cell.is_fall else "up"
        is_rate = kind == "growth_annual"
        name = "%" if is_rate else power + (unit.name if unit else printed)
        factor = 1.0 if is_rate else _POWERS[power]
        if unit is not None and not is_rate:
            factor *= unit.factor
        starts = period[0] if period else 0
        is_target = bool(cell.year and starts and cell.year >= starts)
        yield (
            document.id,
            clause.id,
            clause.text[cell.start : cell.end],
            cell.value,
            cell.upper,
            name or None,
            _tidy(cell.value * factor),
            "%" if is_rate else unit.base if unit else printed or None,
            is_rate or unit is not None,
            cell.year,
            "column" if cell.year else None,
            None,
            kind,
            cell.role or ("target" if is_target else None),
            direction if kind.startswith("growth") else None,
            cell.qualifier or None,
            cell.bound,
            cell.name,
            _certainty(document, clause),
            document.metadata.level,
            cell.start,
            cell.end,
            clause.source_offset(cell.start),
            clause.source_offset(cell.end - 1) + 1,
        )


def _tidy(amount: float) -> float:
    """Drop what multiplication adds beyond the digits printed."""
    return float(f"{amount:.12g}")


def _certainty(document: Document, clause: Clause) -> str:
    """Return how sure a clause is: a digest's items rest on sources."""
    return next(
        (
            citation.certainty
            for citation in document.citations
            if citation.clause_id == clause.id
        ),
        "primary",
    )


def _unit(
    quantity: Quantity, subject: str
) -> tuple[str | None, str | None, float, bool]:
    """Return unit, base unit, factor to the base and whether it is known."""
    scale_factor = _POWERS[quantity.scale]
    if quantity.unit is not None:
        unit = quantity.unit
        return (
            quantity.scale + unit.name,
            unit.base,
            scale_factor * unit.factor,
            unit.known,
        )
    name = load_units().implied_by(subject)
    if name:
        return quantity.scale + name, name, scale_factor, True
    return quantity.scale or None, None, scale_factor, False


def _kind(
    text: str, at: Sentence, quantity: Quantity, subject: str
) -> tuple[str, str | None]:
    """Return the kind of a quantity and the direction of growth."""
    if quantity.is_rank:
        return "rank", None
    start = max(at.start, quantity.start - _FURTHEST)
    before = fold(text[start : quantity.start])
    head = before.removesuffix(quantity.qualifier.split("…")[0]).rstrip()
    change = None
    if not _TO.search(head):
        change = _CHANGE.search(head) or _CHANGE.search(before)
    dimension = quantity.unit.dimension if quantity.unit else ""
    if change is None and dimension == "share":
        change = _CHANGE_AFTER.match(text[quantity.end :])
    if change is not None or dimension == "points":
        groups = change.groupdict() if change else {}
        direction = "down" if groups.get("fall") else "up"
        segment = re.split(r"[;；，,]", before)[-1]
        if _YEARLY.search(segment):
            return "growth_annual", direction
        has_base = any(
            year.part in ("base", "origin") or year.is_span
            for year in at.years
            if year.start < quantity.start - at.start
        )
        return "growth_total" if has_base else "growth", direction
    if dimension == "count":
        is_measure = _MEASURE_NOUN.search(subject) is not None
        return ("level" if is_measure else "count"), None
    return _KIND_OF_DIMENSION.get(dimension, "level"), None
