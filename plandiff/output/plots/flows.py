"""Chart of flows: which chapters of a plan feed into which of the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline

from plandiff.frames import records
from plandiff.output.plots.labels import (
    distinct,
    largest_that_fit,
    line_height,
    shorten,
    text_width,
)
from plandiff.output.plots.margins import (
    axes_room,
    cell_width,
)
from plandiff.output.plots.style import (
    COLOURS,
    COLUMN_WIDTH,
    Language,
    check_table,
    finish,
    new_axes,
)

__all__ = ["plot_flows"]

_BOX = 0.07
_BANDS = 0.36
_GAP = 0.05
_ROW = 0.08
_SIZE = 7
_HIGHEST = 9.5
_MORE_PLANS = 1.6


def plot_flows(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw how chapters feed into one another, plan by plan.

    Parameters
    ----------
    table : pandas.DataFrame
        As `plandiff.analysis.diff.lineage.flow_table` makes it.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.
    lang : {"zh", "en"}, default "zh"
        Language of labels; chapters keep their titles.
    font : str, optional
        A family name that matplotlib knows; the bundled font by default.
    **kwargs
        Passed to each `matplotlib.patches.PathPatch`, the bands.

    Returns
    -------
    matplotlib.axes.Axes
        A column of chapters per plan, first chapter on top, with the
        number of its rows; bands as wide as the number of linked clause
        pairs. Beside a label stands left what came from the plan before
        and right what went to the plan after, hatched where clauses have
        no counterpart. Titles are cut to their column; where a column has
        more chapters than room, the largest are named.

    Raises
    ------
    ValueError
        If the table has no rows.
    """
    words = check_table(
        table,
        "plandiff.flow_table(alignments)",
        lang,
        needs="reference_chapter",
    )
    rows = records(table)
    if not rows:
        raise ValueError("table: expected at least one row, found none.")
    plans = [rows[0]["reference_document"]]
    for row in rows:
        if row["step"] == len(plans):
            plans.append(row["target_document"])
    columns = _chapters(rows, len(plans))
    fresh = ax is None
    tallest = max(_height(column, _ROW) for column in columns)
    axes = new_axes(
        ax,
        height=min(max(3.0, tallest + 1), _HIGHEST),
        width=COLUMN_WIDTH + max(len(plans) - 3, 0) * _MORE_PLANS,
    )
    width, height = axes_room(axes)
    if fresh:  # nothing stands beside the columns
        width = cell_width(axes) * 0.95
    sheet = _Sheet(
        axes, width, height, len(plans), _row_height(columns, height)
    )
    middles: dict[tuple[int, int], float] = {}
    named = 0
    for place, column in enumerate(columns):
        named += _draw_column(sheet, place, column, middles, words)
    _draw_bands(sheet, rows, columns, middles, kwargs)
    axes.set_xlim(0, width)
    axes.set_ylim(0, height)
    room = sheet.name + sheet.band / 2
    names = plans
    if max(text_width(plan, 9) for plan in plans) > room:
        names = distinct(plans)
    axes.set_xticks(
        [sum(sheet.label(place)) / 2 for place in range(len(plans))],
        [shorten(name, room, 9, keep="end") for name in names],
        fontsize=9,
    )
    axes.xaxis.tick_top()
    axes.set_yticks([])
    chapters = sum(len(column) for column in columns)
    note = words["flow_axis"]
    if named < chapters:
        note += words["chapters_named"].format(named=named, all=chapters)
    axes.set_xlabel(note, fontsize=8)
    finish(axes, _alt(rows, plans, words), font=font)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0)
    return axes


def _alt(
    rows: Sequence[Mapping[str, Any]],
    plans: Sequence[str],
    words: Mapping[str, str],
) -> str:
    """Say how many rows are linked, and which band is the widest."""
    linked = [
        row for row in rows if row["reference_place"] and row["target_place"]
    ]
    facts = {
        "plans": words["arrow"].join(plans),
        "linked": sum(row["rows"] for row in linked),
        "alone": sum(row["rows"] for row in rows)
        - sum(row["rows"] for row in linked),
    }
    if not linked:
        return words["flow_alt_none"].format(**facts)
    widest = max(linked, key=lambda row: row["rows"])
    return words["flow_alt"].format(
        **facts,
        left=widest["reference_chapter"] or words["before_chapters"],
        right=widest["target_chapter"] or words["before_chapters"],
        count=widest["rows"],
    )


@dataclass(slots=True)
class _Chapter:
    """A chapter's box.

    Attributes
    ----------
    title : str
        As printed; ``""`` above the first heading.
    before, after : int
        Rows of the steps to and from its plan.
    alone_before, alone_after : int
        How many of them have no counterpart.
    """

    title: str
    before: int = 0
    after: int = 0
    alone_before: int = 0
    alone_after: int = 0

    @property
    def height(self) -> int:
        """Rows on the fuller side."""
        return max(self.before, self.after)


def _chapters(
    rows: Sequence[Mapping[str, Any]], count: int
) -> list[dict[int, _Chapter]]:
    """Gather the chapters of each plan, in its order."""
    columns: list[dict[int, _Chapter]] = [{} for _ in range(count)]
    for row in rows:
        for side, place in (
            ("reference", row["step"] - 1),
            ("target", row["step"]),
        ):
            number = row[f"{side}_place"]
            if number is None:
                continue
            chapter = columns[place].setdefault(
                number, _Chapter(row[f"{side}_chapter"])
            )
            if side == "reference":
                chapter.after += row["rows"]
                chapter.alone_after += row["rows"] * (
                    row["target_place"] is None
                )
            else:
                chapter.before += row["rows"]
                chapter.alone_before += row["rows"] * (
                    row["reference_place"] is None
                )
    return [dict(sorted(column.items())) for column in columns]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where the columns stand: label, boxes at its sides, bands between.

    Attributes
    ----------
    axes : matplotlib.axes.Axes
        Where it is drawn.
    width, height : float
        Of the chart, in inches, which are its coordinates.
    plans : int
        How many columns.
    row : float
        Height of a row of the table.
    """

    axes: Axes
    width: float
    height: float
    plans: int
    row: float

    @property
    def band(self) -> float:
        """Width of the bands from a column to the next."""
        return _BANDS * self.width / (self.plans - 1)

    @property
    def name(self) -> float:
        """Width of the labels of a column."""
        boxes = 2 * (self.plans - 1) * _BOX
        return ((1 - _BANDS) * self.width - boxes) / self.plans

    def label(self, place: int) -> tuple[float, float]:
        """Return both ends of a column's labels."""
        left = place * (self.name + self.band + 2 * _BOX)
        return left, left + self.name


def _height(column: Mapping[int, _Chapter], row: float) -> float:
    """Return how high a column is, a row being so high, labels too."""
    line = line_height(_SIZE)
    return sum(
        max(chapter.height * row, line) + _GAP for chapter in column.values()
    )


def _row_height(
    columns: Sequence[Mapping[int, _Chapter]], height: float
) -> float:
    """Return the height of a row with which all columns find room.

    Boxes get what labels and gaps leave, and a third of the height where
    those are too many, of which then the largest are named.
    """
    low, high = 0.0, _ROW
    for _ in range(40):
        middle = (low + high) / 2
        fits = all(_height(column, middle) <= height for column in columns)
        low, high = (middle, high) if fits else (low, middle)
    most = max(sum(c.height for c in column.values()) for column in columns)
    return max(low, height / 3 / most) if low < height / 9 / most else low


def _draw_column(
    sheet: _Sheet,
    place: int,
    column: Mapping[int, _Chapter],
    middles: dict[tuple[int, int], float],
    words: Mapping[str, str],
) -> int:
    """Draw a plan's chapters one below the other; say how many are named.

    A chapter takes the height of its box, or of its label where that is
    more; so no label stands on another.
    """
    line = line_height(_SIZE)
    boxes = [chapter.height * sheet.row for chapter in column.values()]
    spare = sheet.height - sum(boxes)
    named = set(range(len(boxes)))
    if sum(max(box, line) + _GAP for box in boxes) > sheet.height * 1.001:
        named = set(largest_that_fit(boxes, line + _GAP / 2, spare))
    rooms = [
        max(box, line) if k in named else box for k, box in enumerate(boxes)
    ]
    gap = min((sheet.height - sum(rooms)) / max(len(boxes), 1), _GAP)
    top = sheet.height
    for k, (number, chapter) in enumerate(column.items()):
        middle = middles[place, number] = top - rooms[k] / 2
        _draw_chapter(sheet, place, chapter, middle)
        if k in named:
            _draw_label(sheet, place, chapter, middle, words)
        top -= rooms[k] + gap
    return len(named)


def _draw_chapter(
    sheet: _Sheet, place: int, chapter: _Chapter, middle: float
) -> None:
    """Draw a chapter's boxes, hatched where there is no counterpart."""
    left, right = sheet.label(place)
    row = sheet.row
    high = chapter.height * row
    sheet.axes.add_patch(
        Rectangle(
            (left, middle - high / 2),
            right - left,
            high,
            facecolor="#F2F2F2",
            edgecolor="none",
            zorder=0.5,
        )
    )
    parts = (
        (left - _BOX, chapter.before, chapter.alone_before),
        (right, chapter.after, chapter.alone_after),
    )
    for x, rows, alone in parts:
        top = middle + high / 2
        for count, hatch in ((rows - alone, ""), (alone, "//////")):
            if not count:
                continue
            sheet.axes.add_patch(
                Rectangle(
                    (x, top - count * row),
                    _BOX,
                    count * row,
                    facecolor="white" if hatch else COLOURS["reference"],
                    edgecolor=COLOURS["reference"],
                    linewidth=0.5,
                    hatch=hatch,
                )
            )
            top -= count * row


def _draw_label(
    sheet: _Sheet,
    place: int,
    chapter: _Chapter,
    middle: float,
    words: Mapping[str, str],
) -> None:
    """Name a chapter, with its number of rows, between its boxes."""
    left, right = sheet.label(place)
    count = f" {chapter.height}"
    room = right - left - text_width(count, _SIZE) - 0.06
    title = chapter.title or words["before_chapters"]
    last = place == sheet.plans - 1
    sheet.axes.text(
        left + 0.03 if last else right - 0.03,
        middle,
        shorten(title, room, _SIZE) + count,
        ha="left" if last else "right",
        va="center",
        fontsize=_SIZE,
    )


def _draw_bands(
    sheet: _Sheet,
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[Mapping[int, _Chapter]],
    middles: Mapping[tuple[int, int], float],
    options: Mapping[str, Any],
) -> None:
    """Join the chapters of each plan with those of the next."""
    colours = [mpl.colormaps["tab20"](k) for k in range(20)]
    tops = {
        key: middle + columns[key[0]][key[1]].height * sheet.row / 2
        for key, middle in middles.items()
    }
    leaving, coming = dict(tops), dict(tops)
    linked = [
        row for row in rows if row["reference_place"] and row["target_place"]
    ]
    for row in sorted(
        linked,
        key=lambda row: (
            row["step"],
            row["reference_place"],
            row["target_place"],
        ),
    ):
        left = (row["step"] - 1, row["reference_place"])
        right = (row["step"], row["target_place"])
        thick = row["rows"] * sheet.row
        start = sheet.label(left[0])[1] + _BOX
        band = _band(start, sheet.band, leaving[left], coming[right], thick)
        leaving[left] -= thick
        coming[right] -= thick
        style = {
            "facecolor": colours[(row["reference_place"] - 1) % 20],
            "edgecolor": "none",
            "alpha": 0.6,
            **options,
        }
        sheet.axes.add_patch(PathPatch(band, **style))


def _band(
    x: float, width: float, here: float, there: float, thick: float
) -> Outline:
    """Outline a band between a column and the next."""
    to, middle = x + width, x + width / 2
    points = [
        (x, here),
        (middle, here),
        (middle, there),
        (to, there),
        (to, there - thick),
        (middle, there - thick),
        (middle, here - thick),
        (x, here - thick),
        (x, here),
    ]
    curve = [Outline.CURVE4] * 3
    codes = [Outline.MOVETO, *curve, Outline.LINETO, *curve, Outline.CLOSEPOLY]
    return Outline(points, codes)
