"""Rank the numbering systems of a document, outermost first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from plandiff.reading.structure.outline.units import Unit
from plandiff.text.numbering import RANKS

__all__ = ["PLAIN_RANK", "rank_of", "rank_systems"]

PLAIN_RANK = 9.9
"""Headings without a number stand under every numbered one."""


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
                and not {"annex", "article"} & {outer, inner}
            ):
                ranks[outer] = ranks[inner] - 0.05
    listed = _listed_systems(units)
    for upper, lower in pairwise(sorted(listed)):
        ranks[listed[upper]] = min(
            ranks[listed[upper]], ranks[listed[lower]] - 0.05
        )
    headed = [s for s in present if s not in {"annex", "article"}]
    depths = sorted({ranks[system] for system in headed})
    bare = not depths and any(unit.system == "plain" for unit in units)
    ranks["named"] = PLAIN_RANK if bare else depths[0] if depths else 4.5
    statute = "article" in present and not depths
    for level in range(1, 10):
        deepest = 3.5 if statute else 10.0
        alike = [ranks[u.system] for u in marked if u.passage.level == level]
        ranks[f"styled{level}"] = min(alike, default=deepest + level / 100)
        if level <= len(depths):
            ranks[f"ruled{level}"] = depths[level - 1] - 0.01
        else:
            ranks[f"ruled{level}"] = 3.4 + level / 100
    for level in range(1, 10):
        ranks[f"listed{level}"] = _listed_rank(level, listed, ranks)
    ranks["plain"] = PLAIN_RANK
    return ranks


def _listed_systems(units: Sequence[Unit]) -> dict[int, str]:
    """Return the numbering system of each level of the contents list."""
    systems: dict[int, set[str]] = {}
    for unit in units:
        if unit.passage.listed > 0 and unit.mark and unit.system in RANKS:
            systems.setdefault(unit.passage.listed, set()).add(unit.system)
    return {
        level: next(iter(alike))
        for level, alike in systems.items()
        if len(alike) == 1 and alike.isdisjoint({"annex", "article"})
    }


def _listed_rank(
    level: int, listed: dict[int, str], ranks: dict[str, float]
) -> float:
    """Return the rank of headings without a number at a listed level."""
    if level in listed:
        return ranks[listed[level]]
    deeper = [ranks[listed[other]] for other in listed if other > level]
    if deeper:
        return min(deeper) - 0.5 + level / 100
    above = [ranks[system] for system in listed.values()]
    return max(above, default=0.5) + 0.05 + level / 100


def rank_of(unit: Unit, order: dict[str, float]) -> float:
    """Return how deep a unit stands: its own rank, or its system's."""
    return order.get(unit.system, 99.0) if unit.rank is None else unit.rank
