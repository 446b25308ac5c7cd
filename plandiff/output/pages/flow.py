"""The flow of chapters on the page: each band leads to its clauses."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from plandiff.analysis.diff.diff import Diff
from plandiff.analysis.diff.order import chapter_of

__all__ = ["Band", "Chapter", "Flow", "flow_of", "flow_value"]

WIDTH, _LEFT, _RIGHT, _BAR = 1000.0, 330.0, 670.0, 12.0
_GAP, _LEAST = 10.0, 22.0  # between chapters; a chapter's least height
_HIGH = 460.0  # of all clauses of the longer plan together
_LETTERS = 22  # of a chapter's title at most


@dataclass(frozen=True)
class Chapter:
    """A chapter as a bar with its name.

    Attributes
    ----------
    name, label : str
        The title, and as much of it as there is room for.
    clauses : int
        How many clauses it has.
    x, y, height : float
        Where its bar stands.
    """

    name: str
    label: str
    clauses: int
    x: float
    y: float
    height: float


@dataclass(frozen=True)
class Band:
    """What leads from a chapter of the earlier plan to one of the later.

    Attributes
    ----------
    reference, target : str
        Titles of both chapters.
    links : int
        How many pairs of clauses are linked; the band is as wide.
    value : str
        What the page filters by.
    path : str
        Outline of the band, as SVG has it.
    """

    reference: str
    target: str
    links: int
    value: str
    path: str


@dataclass(frozen=True)
class Flow:
    """Chapters of both plans, and the bands between them."""

    height: float
    references: tuple[Chapter, ...]
    targets: tuple[Chapter, ...]
    bands: tuple[Band, ...]


def flow_value(reference: str, target: str) -> str:
    """Name a pair of chapters, for the page's filter."""
    return f"{reference} → {target}"


def flow_of(diff: Diff) -> Flow | None:
    """Lay the chapters of both plans out, with bands between the linked.

    Parameters
    ----------
    diff : Diff
        What happened between two plans.

    Returns
    -------
    Flow or None
        None where a plan has one chapter only, or nothing is linked. All
        bands have one scale: as wide as pairs are linked. They stand on
        the bar of a chapter in the order of the other plan.
    """
    plans = (diff.alignment.reference, diff.alignment.target)
    homes = [{c.id: chapter_of(c) for c in plan} for plan in plans]
    pairs = diff.alignment.links[["reference_id", "target_id"]]
    counts = Counter(
        (homes[0][row[0]], homes[1][row[1]])
        for row in pairs.itertuples(index=False)
    )
    sizes = [Counter(home.values()) for home in homes]
    if not counts or min(map(len, sizes)) < 2:
        return None
    scale = _HIGH / max(map(len, plans))
    columns = [
        _column(size, x, scale)
        for size, x in zip(sizes, (_LEFT - _BAR, _RIGHT), strict=True)
    ]
    place = [
        {chapter.name: n for n, chapter in enumerate(column)}
        for column in columns
    ]
    unit = min(
        chapter.height / max(chapter.clauses, linked[chapter.name])
        for column, linked in zip(columns, _linked(counts), strict=True)
        for chapter in column
    )
    order = sorted(counts, key=lambda p: (place[0][p[0]], place[1][p[1]]))
    turned = sorted(order, key=lambda p: (place[1][p[1]], place[0][p[0]]))
    starts = _shared(order, counts, columns[0], 0, unit)
    ends = _shared(turned, counts, columns[1], 1, unit)
    bands = tuple(
        Band(
            *pair,
            counts[pair],
            flow_value(*pair),
            _outline(*starts[pair], *ends[pair]),
        )
        for pair in order
    )
    last = [column[-1] for column in columns]
    height = max(chapter.y + chapter.height for chapter in last)
    return Flow(round(height + 4, 1), columns[0], columns[1], bands)


def _column(
    sizes: Counter[str], x: float, scale: float
) -> tuple[Chapter, ...]:
    """Stack the chapters of a plan."""
    chapters, y = [], 4.0
    for name, clauses in sizes.items():
        height = round(max(clauses * scale, _LEAST), 1)
        label = name if len(name) <= _LETTERS else f"{name[:_LETTERS]}…"
        chapters.append(
            Chapter(name, label or "–", clauses, x, round(y, 1), height)
        )
        y += height + _GAP
    return tuple(chapters)


def _linked(
    counts: Counter[tuple[str, str]],
) -> tuple[Counter[str], Counter[str]]:
    """Count the links of each chapter, of either plan."""
    found: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for pair, links in counts.items():
        for side, name in enumerate(pair):
            found[side][name] += links
    return found


def _shared(
    order: list[tuple[str, str]],
    counts: Counter[tuple[str, str]],
    column: tuple[Chapter, ...],
    side: int,
    unit: float,
) -> dict[tuple[str, str], tuple[float, float]]:
    """Set the bands on the bars of a plan: where each begins and ends."""
    free = {chapter.name: chapter.y for chapter in column}
    found = {}
    for pair in order:
        top = free[pair[side]]
        free[pair[side]] = top + counts[pair] * unit
        found[pair] = (top, free[pair[side]])
    return found


def _outline(top: float, low: float, right_top: float, right: float) -> str:
    """Draw a band from the left bar to the right one."""
    middle = (_LEFT + _RIGHT) / 2
    return (
        f"M{_LEFT:.0f} {top:.1f}C{middle:.0f} {top:.1f} {middle:.0f} "
        f"{right_top:.1f} {_RIGHT:.0f} {right_top:.1f}V{right:.1f}"
        f"C{middle:.0f} {right:.1f} {middle:.0f} {low:.1f} "
        f"{_LEFT:.0f} {low:.1f}Z"
    )
