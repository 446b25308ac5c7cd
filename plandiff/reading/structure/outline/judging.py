"""Decide which numbers open headings, and which clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plandiff.reading.structure.outline.ranking import rank_of
from plandiff.reading.structure.outline.titles import LEADS, LONG, run_in
from plandiff.reading.structure.outline.units import (
    ALWAYS_HEADINGS,
    HEADING_LIMIT,
    INNER,
    STRUCTURAL,
    TITLE_LIMIT,
    Unit,
)
from plandiff.text.characters import HAN

__all__ = ["judge_headings", "looks_like_title", "sibling_runs"]

_STOP = re.compile("[。！？!?]")
_AMENDS = re.compile(
    r"^(?:将|把|删[去除]|增加|在)[^，。]{0,40}(?:[条條款项項]|改为|改為)"
    r"|[“「『][^”」』]*$"
)
"""What an amending decision says, or quotes and leaves open."""
_COMMAS = 3
"""Commas of a sentence that heads nothing."""
_MUCH = 3
"""Paragraphs below a sentence that show it to be a heading."""


def judge_headings(units: Sequence[Unit], order: dict[str, float]) -> None:
    """Decide which units are headings."""
    statute = sum(unit.system == "article" for unit in units) >= 2
    inside = False
    for index, unit in enumerate(units):
        if index:
            before = units[index - 1]
            inside = before.system == "article" or (
                inside and not before.is_heading
            )
        if unit.system in ALWAYS_HEADINGS:
            styled = unit.system.startswith("styled")
            unit.is_heading = unit.passage.listed >= 0 or not (
                (styled and _STOP.search(unit.passage.text))
                or (unit.system in STRUCTURAL and _is_prose(unit.rest))
            )
            if not unit.is_heading:
                continue
            unit.title = _plain_title(unit.rest)
            if unit.mark is None:
                unit.title = _plain_title(unit.passage.text)
            continue
        if unit.mark is None or unit.system == "article":
            continue
        if unit.passage.listed >= 0:
            unit.is_heading = True
            continue
        following = units[index + 1] if index + 1 < len(units) else None
        unit.is_heading = _heads(unit, following, order) and not (
            statute and inside and order[unit.system] > order["article"]
        )
    over_text = _text_below(units)
    for run in sibling_runs(units, order):
        if len(run) >= 2 and run[0].system not in ALWAYS_HEADINGS:
            _make_alike(run, over_text)
    for unit in units:
        if unit.is_heading and not unit.title:
            unit.title = _plain_title(unit.rest)


def sibling_runs(
    units: Sequence[Unit], order: dict[str, float]
) -> list[list[Unit]]:
    """Return the numbered units that stand side by side, list by list."""
    open_runs: list[tuple[float, str, list[Unit]]] = []
    runs: list[list[Unit]] = []
    for unit in units:
        if unit.mark is None and not unit.is_heading:
            continue
        rank = rank_of(unit, order)
        while open_runs and open_runs[-1][0] > rank:
            open_runs.pop()
        if open_runs and open_runs[-1][:2] == (rank, unit.system):
            open_runs[-1][2].append(unit)
        else:
            if open_runs and open_runs[-1][0] == rank:
                open_runs.pop()
            runs.append([unit])
            open_runs.append((rank, unit.system, runs[-1]))
    return runs


def _make_alike(run: Sequence[Unit], over_text: dict[int, int]) -> None:
    """Treat the points of a list alike.

    A sentence heads nothing where those beside it are clauses; where most
    stand alone over their text, all that do are headings.
    """
    heads = sum(
        unit.is_heading or bool(run_in(unit, longest=LONG)) for unit in run
    )
    apart = [unit for unit in run if id(unit) in over_text and _short(unit)]
    if len(apart) * 3 >= len(run) * 2 >= 6:
        for unit in apart:
            unit.is_heading |= any(other.is_heading for other in apart)
        return
    for unit in run:
        sentence = unit.rest.rstrip()[-1:] in "。！"
        last = unit is run[-1] and heads == 1 and id(unit) in over_text
        alone = sentence and over_text.get(id(unit), 0) < _MUCH
        few = last or (alone and heads * 2 < len(run))
        if few and unit.passage.listed < 0:
            unit.is_heading = False


def _text_below(units: Sequence[Unit]) -> dict[int, int]:
    """Count the plain units that follow each unit, where any do."""
    below: dict[int, int] = {}
    count = 0
    for unit in reversed(units):
        if count:
            below[id(unit)] = count
        plain = unit.mark is None and not unit.is_heading
        count = count + 1 if plain else 0
    return below


def _short(unit: Unit) -> bool:
    """Whether a passage is one sentence, no longer than a title."""
    rest = unit.rest.strip()
    if rest[-1:] in "：:" and LEADS.search(rest[:-1]):
        return False
    return 0 < len(rest) <= HEADING_LIMIT and not INNER.search(rest[:-1])


def looks_like_title(unit: Unit) -> bool:
    """Whether a numbered passage could be a title by its words alone."""
    rest = unit.rest.strip()
    return (
        0 < len(rest) <= HEADING_LIMIT
        and not INNER.search(rest[:-1])
        and rest[-1] not in "。！；;，,、"
    )


def _is_prose(text: str) -> bool:
    """Whether what follows a label is text rather than a title."""
    return len(text) > HEADING_LIMIT or bool(INNER.search(text[:-1]))


def _heads(
    unit: Unit, following: Unit | None, order: dict[str, float]
) -> bool:
    """Whether a numbered passage is a heading over what follows it."""
    rest = unit.rest.strip()
    if following is None or not rest or len(rest) > HEADING_LIMIT:
        return False
    if (
        following.mark is not None
        and following.system != "box"
        and rank_of(following, order) <= rank_of(unit, order)
    ):
        return False
    inner = INNER.search(rest[:-1]) or _AMENDS.search(rest)
    if inner or rest[-1] in "；;，,、":
        return False
    if rest[-1] in "：:" and LEADS.search(rest[:-1]):
        return False
    if rest[-1] in "。！":
        return len(rest) <= TITLE_LIMIT + 1 and rest.count("，") < _COMMAS
    return True


def _plain_title(text: str) -> str:
    """Return a title without its final mark and without inner spaces."""
    title = re.sub(rf"(?<=[{HAN}])[\s\u3000]+(?=[{HAN}])", "", text.strip())
    if title[-1:] in ("】", "〕", "]") and not re.search(r"[【〔\[]", title):
        title = title[:-1]  # 【专栏1 …】
    return title.rstrip("。：: \u3000")
