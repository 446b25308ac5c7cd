"""Place a quantity: its sentence, its years and the part it plays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from plandiff.analysis.indicators.quantities import Quantity
from plandiff.document import Clause
from plandiff.text.characters import fold
from plandiff.text.planparts import plan_part
from plandiff.text.years import YearMention, find_years

__all__ = ["Sentence", "When", "cut_with_years", "find_role", "find_when"]

_GOAL_WORDS = re.compile(
    r"力争|争取|确保|预期|预计|目标|将(?:达|超|突破|建|实现|新增|增)|计划"
    r"|规划建设|拟|不低于|要达到|基本实现"
)
_DIRECTIVE = re.compile(
    r"^(?:[^，,;；]{0,6})?(?:打造|建设|培育|推动|支持|实施|力争|加快|推进)"
)
_GOAL_PATH = re.compile(r"目标|指标|要求|任务|安排|愿景")
_DONE = re.compile(
    r"已|达到?|超过|突破|稳居|增至|升至|累计|完成了|实现了|共有?|占据|现有"
    r"|取得|扩大至"
)
_FURTHEST = 300
_SENTENCE = re.compile(r"[^。！？!?]*[。！？!?]?")


@dataclass(frozen=True)
class Sentence:
    """A sentence within a clause, with the years it names."""

    start: int
    text: str
    years: tuple[YearMention, ...]


@dataclass(frozen=True)
class When:
    """The years of a quantity, and how they were named."""

    year: int | None = None
    source: str | None = None
    base_year: int | None = None
    is_origin: bool = False
    is_goal: bool = False


def cut_with_years(text: str) -> list[Sentence]:
    """Cut a clause into sentences, each with its years."""
    folded = fold(text)
    return [
        Sentence(
            match.start(), match.group(), tuple(find_years(match.group()))
        )
        for match in _SENTENCE.finditer(folded)
        if match.group()
    ]


def find_when(
    sentences: Sequence[Sentence],
    at: Sentence,
    quantity: Quantity,
    *,
    kind: str,
    previous: int,
) -> When:
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
        return When(nearest.last, "beside", is_origin=True)
    for mention in reversed(earlier):
        if mention.part not in ("base", "origin"):
            gap = at.text[mention.end : place]
            source = "sentence" if re.search(r"[，,;；]", gap) else "beside"
            if mention.is_span:
                source = "period"
            goal = mention.part == "goal"
            return When(mention.last, source, base_year, is_goal=goal)
    following = [
        year
        for year in at.years
        if year.start > place and year.part in ("at", "goal")
    ]
    for mention in following[:1]:
        gap = at.text[place : mention.start]
        if not re.search(r"[，,;；。]", gap):
            return When(mention.last, "beside", base_year)
    for sentence in reversed(sentences):
        leads = sentence.years[:1] if sentence.start < at.start else ()
        for mention in leads:
            if mention.start <= 2 and mention.part in ("goal", "at"):
                goal = mention.part == "goal"
                return When(mention.last, "clause", base_year, is_goal=goal)
    return When(base_year=base_year)


def _base_year(earlier: Sequence[YearMention]) -> int | None:
    """Return the year that growth is counted from, the nearest named."""
    for mention in reversed(earlier):
        if mention.part in ("base", "origin"):
            return mention.last
        if mention.is_span:
            return mention.first - 1
    return None


def find_role(
    clause: Clause,
    at: Sentence,
    quantity: Quantity,
    *,
    when: When,
    period: tuple[int, int] | None,
) -> str | None:
    """Return whether a quantity is wanted or has been reached."""
    if when.is_origin:
        return "baseline"
    if when.year is not None and period is not None:
        return "outcome" if when.year < period[0] else "target"
    place = quantity.start - at.start
    before = at.text[max(0, place - _FURTHEST) : place]
    path = fold("/".join(clause.path))
    part = plan_part(fold(" ".join(clause.path)))
    segment = re.split(r"[;；，,]", before)[-1]
    is_done = _DONE.search(before) is not None
    signs = (
        ("target", _GOAL_WORDS.search(before)),
        ("target", when.is_goal and not re.search(r"已|累计", before)),
        ("outcome", part == "situation"),
        ("target", _GOAL_PATH.search(path)),
        ("outcome", is_done),
        ("target", _DIRECTIVE.search(segment)),
    )
    return next((role for role, sign in signs if sign), None)
