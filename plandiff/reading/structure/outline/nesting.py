"""Find lists that start anew inside a point of a list of the same kind.

一、二、三、 may be counted anew inside 二、, before 三、 goes on. A run that
starts at 1 while its system is still open, and after which the outer list
takes up its own next number, stands one level deeper.
"""

from __future__ import annotations

from collections.abc import Sequence

from plandiff.reading.structure.outline.judging import looks_like_title
from plandiff.reading.structure.outline.ranking import rank_of
from plandiff.reading.structure.outline.units import Unit
from plandiff.text.numbering import RANKS

__all__ = ["nest_lists"]

_STEP = 0.01
_FARTHEST = 200
"""Numbers after which the search for the outer list's next one ends."""


def nest_lists(units: Sequence[Unit], order: dict[str, float]) -> None:
    """Give the units of an inner list a rank below the point they are in.

    Parameters
    ----------
    units : sequence of Unit
        The body in order; their `rank` is set.
    order : dict of str to float
        Rank of each numbering system.
    """
    marked = _outside_articles(units)
    opened: list[Unit] = []  # the last point of each open list
    index = 0
    while index < len(marked):
        unit = marked[index]
        rank = rank_of(unit, order)
        alike = next((u for u in opened if u.system == unit.system), None)
        if alike is not None and _number(unit) == 1:
            end = _inner_end(marked, index, opened, alike, order)
            if end > index:
                deeper = rank_of(opened[-1], order) + _STEP
                for inner in marked[index:end]:
                    if inner.system == unit.system:
                        inner.rank = deeper
                index = end
                continue
        while opened and rank_of(opened[-1], order) >= rank:
            opened.pop()
        opened.append(unit)
        index += 1


def _outside_articles(units: Sequence[Unit]) -> list[Unit]:
    """Return the numbered units, those inside articles left out."""
    marked: list[Unit] = []
    inside = False
    for unit in units:
        if unit.mark is None or unit.system not in RANKS:
            continue
        if RANKS[unit.system] <= RANKS["article"]:
            inside = unit.system == "article"
        if not inside:
            marked.append(unit)
    return marked


def _inner_end(
    marked: Sequence[Unit],
    first: int,
    opened: Sequence[Unit],
    alike: Unit,
    order: dict[str, float],
) -> int:
    """Return where an inner list ends, or `first` if it is none."""
    outer = rank_of(alike, order)
    following = {
        unit.system: _number(unit) + 1
        for unit in opened
        if rank_of(unit, order) >= outer
    }
    titled = looks_like_title(marked[first])
    expected = 1
    for index in range(first, min(first + _FARTHEST, len(marked))):
        unit = marked[index]
        goes_on = following.get(unit.system) == _number(unit)
        if unit.system == alike.system:
            other = titled != looks_like_title(alike)
            if goes_on and (
                _number(unit) != expected
                or (other and looks_like_title(unit) != titled)
            ):
                return index
            if _number(unit) != expected:
                return first
            expected += 1
        elif goes_on and expected > 2 and unit.system in following:
            return index
        elif rank_of(unit, order) < outer:
            return first
    return first


def _number(unit: Unit) -> int:
    return unit.mark.number if unit.mark else 0
