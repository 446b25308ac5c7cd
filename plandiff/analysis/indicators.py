"""Read the quantities of plans into a table: what, how much, when.

A plan states what has been reached, from where, and what is wanted. This
module reads each number with its unit and decides, from the words around
it, which year it holds for, what kind of quantity it is and which part it
plays. Everything it reads leads back to its place in the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from plandiff.analysis.quantities import Quantity, find_quantities
from plandiff.analysis.subjects import find_subject
from plandiff.analysis.timing import YearMention, find_years, plan_period
from plandiff.analysis.units import load_units
from plandiff.document import Clause, Document
from plandiff.frames import frame
from plandiff.matching.tokens import fold

__all__ = ["INDICATOR_SCHEMA", "KINDS", "ROLES", "indicator_table"]

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

_RISE = r"增长|增加|提高|提升|上升|上涨|扩大|增速|增长率|增幅|涨幅|新增长|增"
_FALL = r"下降|降低|减少|回落|压减|削减|降幅|缩减|缩短|压缩|下调|降|减"
_CHANGE = re.compile(
    rf"(?:(?P<rise>{_RISE})|(?P<fall>{_FALL}))"
    r"(?:了|速度|速率|率|幅度?)?\s*(?:分别)?\s*(?:高?达到?|为|约|超过?|近|接近"
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
_GOAL_WORDS = re.compile(
    r"力争|争取|确保|预期|预计|目标|将(?:达|超|突破|建|实现|新增|增)|计划"
    r"|规划建设|拟|不低于|要达到|基本实现"
)
_DIRECTIVE = re.compile(
    r"^(?:[^，,;；]{0,6})?(?:打造|建设|培育|推动|支持|实施|开展|建成|遴选"
    r"|力争|实现|完成|加快|推进|形成|新增|布局|引进)"
)
_REVIEW_PATH = re.compile(
    r"现状|回顾|成就|成效|形势|背景|基础|工作总结|进展|过去"
)
_GOAL_PATH = re.compile(r"目标|指标|要求|任务|安排|愿景")
_DONE = re.compile(
    r"已|达到?|超过|突破|稳居|增至|升至|累计|完成了|实现了|共有?|占据|现有"
    r"|取得|扩大至"
)
_MEASURE_NOUN = re.compile(
    r"(?:量|规模|人数|户数|数|数量|产能|网民|用户|人口|劳动力)$"
)
_KIND_OF_DIMENSION = {
    "multiple": "multiple",
    "time": "duration",
    "age": "duration",
    "share": "share",
}
_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?\n]?")


@dataclass(frozen=True)
class _Sentence:
    """A sentence within a clause, with the years it names."""

    start: int
    text: str
    years: tuple[YearMention, ...]


@dataclass(frozen=True)
class _When:
    """The years of a quantity, and how they were named."""

    year: int | None = None
    source: str | None = None
    base_year: int | None = None
    is_origin: bool = False
    is_goal: bool = False


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
        In the order of the plans, columns `INDICATOR_SCHEMA`:

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
            of the ``clause``, or as the end of a ``period``. `base_year`
            is the year compared with. Absent where the text does not say.
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
        start, end, source_start, source_end
            Half-open offsets of `printed` in the clause's text, and in the
            document's source text.

    See Also
    --------
    plandiff.analysis.ledger.ledger : Targets against outcomes.

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
    if isinstance(documents, Document):
        documents = [documents]
    rows: list[tuple[object, ...]] = []
    for document in documents:
        period = document.metadata.period or plan_period(
            document.title, [clause.text for clause in document]
        )
        for clause in document:
            rows.extend(_clause_rows(document, clause, period))
    return frame(rows, INDICATOR_SCHEMA)


def _clause_rows(
    document: Document, clause: Clause, period: tuple[int, int] | None
) -> Iterable[tuple[object, ...]]:
    """Give the rows of one clause."""
    sentences = _sentences(clause.text)
    quantities = find_quantities(clause.text)
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
        kind, direction = _kind(clause.text, at, quantity, subject)
        when = _years(sentences, at, quantity, kind=kind, previous=previous)
        yield (
            document.id,
            clause.id,
            clause.text[quantity.start : quantity.end],
            quantity.value,
            quantity.upper,
            unit,
            quantity.value * factor,
            base,
            known,
            when.year,
            when.source,
            when.base_year,
            kind,
            _role(clause, at, quantity, when=when, period=period),
            direction,
            quantity.qualifier or None,
            quantity.bound,
            subject or None,
            quantity.start,
            quantity.end,
            clause.source_offset(quantity.start),
            clause.source_offset(quantity.end - 1) + 1,
        )


def _sentences(text: str) -> list[_Sentence]:
    """Cut a clause into sentences, each with its years."""
    folded = fold(text)
    return [
        _Sentence(
            match.start(), match.group(), tuple(find_years(match.group()))
        )
        for match in _SENTENCE.finditer(folded)
        if match.group()
    ]


def _unit(
    quantity: Quantity, subject: str
) -> tuple[str | None, str | None, float, bool]:
    """Return unit, base unit, factor to the base and whether it is known."""
    scale_factor = {"": 1.0, "万": 1e4, "亿": 1e8, "万亿": 1e12}[
        quantity.scale
    ]
    if quantity.unit is not None:
        unit = quantity.unit
        return (
            quantity.scale + unit.name,
            unit.base,
            scale_factor * unit.factor,
            unit.known,
        )
    for ending, name in load_units().implied.items():
        if subject.endswith(ending):
            return quantity.scale + name, name, scale_factor, True
    return quantity.scale or None, None, scale_factor, False


def _kind(
    text: str, at: _Sentence, quantity: Quantity, subject: str
) -> tuple[str, str | None]:
    """Return the kind of a quantity and the direction of growth."""
    if quantity.is_rank:
        return "rank", None
    before = fold(text[at.start : quantity.start])
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


def _years(
    sentences: Sequence[_Sentence],
    at: _Sentence,
    quantity: Quantity,
    *,
    kind: str,
    previous: int,
) -> _When:
    """Return the years that a quantity holds for and compares with."""
    place = quantity.start - at.start
    earlier = [year for year in at.years if year.end <= place]
    is_change = kind.startswith("growth") or kind == "multiple"
    base_year = _base_year(earlier) if is_change else None
    nearest = earlier[-1] if earlier else None
    if (
        nearest is not None
        and nearest.part == "origin"
        and not is_change
        and previous <= at.start + nearest.start
    ):
        return _When(nearest.last, "beside", is_origin=True)
    for mention in reversed(earlier):
        if mention.part not in ("base", "origin"):
            gap = at.text[mention.end : place]
            source = "sentence" if re.search(r"[，,;；]", gap) else "beside"
            if mention.is_span:
                source = "period"
            goal = mention.part == "goal"
            return _When(mention.last, source, base_year, is_goal=goal)
    following = [
        year
        for year in at.years
        if year.start > place and year.part in ("at", "goal")
    ]
    for mention in following[:1]:
        gap = at.text[place : mention.start]
        if not re.search(r"[，,;；。]", gap):
            return _When(mention.last, "beside", base_year)
    for sentence in reversed(sentences):
        leads = sentence.years[:1] if sentence.start < at.start else ()
        for mention in leads:
            if mention.start <= 2 and mention.part in ("goal", "at"):
                goal = mention.part == "goal"
                return _When(mention.last, "clause", base_year, is_goal=goal)
    return _When(base_year=base_year)


def _base_year(earlier: Sequence[YearMention]) -> int | None:
    """Return the year that growth is counted from, the nearest named."""
    for mention in reversed(earlier):
        if mention.part in ("base", "origin"):
            return mention.last
        if mention.is_span:
            return mention.first - 1
    return None


def _role(
    clause: Clause,
    at: _Sentence,
    quantity: Quantity,
    *,
    when: _When,
    period: tuple[int, int] | None,
) -> str | None:
    """Return whether a quantity is wanted or has been reached."""
    if when.is_origin:
        return "baseline"
    if when.year is not None and period is not None:
        return "outcome" if when.year < period[0] else "target"
    before = at.text[: quantity.start - at.start]
    path = "/".join(clause.path)
    segment = re.split(r"[;；，,]", before)[-1]
    is_done = _DONE.search(before) is not None
    signs = (
        ("target", _GOAL_WORDS.search(before)),
        ("target", when.is_goal and not re.search(r"已|累计", before)),
        ("outcome", _REVIEW_PATH.search(path.rpartition("/")[2])),
        ("target", _GOAL_PATH.search(path)),
        ("outcome", is_done),
        ("target", _DIRECTIVE.search(segment)),
    )
    return next((role for role, sign in signs if sign), None)
