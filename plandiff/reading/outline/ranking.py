"""Rank the numbering systems of a document and judge its headings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from plandiff.reading.normalize import HAN
from plandiff.reading.numbering import RANKS
from plandiff.reading.outline.units import (
    ALWAYS_HEADINGS,
    HEADING_LIMIT,
    INNER,
    STRUCTURAL,
    TITLE_LIMIT,
    Unit,
)

__all__ = ["judge_headings", "rank_systems"]

_STOP = re.compile("[。！？!?]")


def rank_systems(units: Sequence[Unit]) -> dict[str, float]:
    """Rank the numbering systems of a document, outermost lowest."""
    ranks = dict(RANKS)
    marked = [u for u in units if u.mark and u.system in RANKS]
    starts: Counter[tuple[str, str]] = Counter()
    for before, unit in pairwise(marked):
        if unit.mark and unit.mark.number == 1 and unit.mark.after == 0:
            starts[before.system, unit.system] += 1
    present = sorted({u.system for u in marked}, key=lambda s: ranks[s])
    first = {
        system: next(i for i, u in enumerate(marked) if u.system == system)
        for system in present
    }
    for outer in present:
        for inner in present:
            if (
                ranks[outer] > ranks[inner]
                and starts[outer, inner]
                and not starts[inner, outer]
                and first[outer] < first[inner]
                and "article" not in (outer, inner)
            ):
                ranks[outer] = ranks[inner] - 0.05
    headed = [s for s in present if s not in {"annex", "article"}]
    depths = sorted({ranks[system] for system in headed})
    ranks["named"] = depths[0] if depths else 4.5
    statute = "article" in present and not depths
    for level in range(1, 10):
        deepest = 3.5 if statute else 10.0
        alike = [ranks[u.system] for u in marked if u.passage.level == level]
        ranks[f"styled{level}"] = min(alike, default=deepest + level / 100)
        if level <= len(depths):
            ranks[f"ruled{level}"] = depths[level - 1] - 0.01
        else:
            ranks[f"ruled{level}"] = 3.4 + level / 100
    return ranks


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
            unit.is_heading = not (
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
        following = units[index + 1] if index + 1 < len(units) else None
        unit.is_heading = _heads(unit, following, order) and not (
            statute and inside and order[unit.system] > order["article"]
        )
        if unit.is_heading:
            unit.title = _plain_title(unit.rest)


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
        and order.get(following.system, 99.0) <= order[unit.system]
    ):
        return False
    inner = INNER.search(rest[:-1])
    if inner or rest[-1] in "；;，,、":
        return False
    if rest[-1] in "。！":
        return len(rest) <= TITLE_LIMIT + 1
    return True


def _plain_title(text: str) -> str:
    """Return a title without its final mark and without inner spaces."""
    title = re.sub(rf"(?<=[{HAN}])[\s\u3000]+(?=[{HAN}])", "", text.strip())
    return title.rstrip("。：: \u3000")
