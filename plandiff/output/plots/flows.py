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
from matplotlib.patheffects import withStroke

from plandiff.frames import records
from plandiff.output.plots.style import (
    COLOURS,
    Language,
    chart_words,
    finish,
    new_axes,
)

__all__ = ["plot_flows"]

_WIDTH = 0.035
_GAP = 1.2
_ROW = 0.09
_LONGEST = 14


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
        A column of chapters per plan, first chapter on top; bands as wide
        as the number of linked clause pairs. The hatched part of a box
        counts clauses without a counterpart: in its left half in the plan
        before, in its right half in the plan after.

    Raises
    ------
    ValueError
        If the table has no rows.
    """
    words = chart_words(lang)
    rows = records(table)
    if not rows:
        raise ValueError("table: expected at least one row, found none.")
    plans = [rows[0]["reference_document"]]
    for row in rows:
        if row["step"] == len(plans):
            plans.append(row["target_document"])
    chapters = _chapters(rows, len(plans))
    tallest = max(_height(column) for column in chapters)
    axes = new_axes(ax, height=min(max(3.0, _ROW * tallest + 1), 11))
    tops: dict[tuple[int, int], float] = {}
    for place, column in enumerate(chapters):
        level = tallest
        for number, chapter in column.items():
            tops[place, number] = level
            _draw_chapter(axes, chapter, (place, level), len(plans), words)
            level -= chapter.height + _GAP
    _draw_bands(axes, rows, tops, kwargs)
    axes.set_xlim(-0.55, len(plans) - 0.45)
    axes.set_ylim(-1, tallest + 1)
    axes.set_xticks(range(len(plans)), plans)
    axes.xaxis.tick_top()
    axes.set_yticks([])
    axes.set_xlabel(
        words["flow_axis"],
        fontsize=8,
    )
    finish(axes, font=font)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0)
    return axes


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


def _height(column: Mapping[int, _Chapter]) -> float:
    return sum(chapter.height + _GAP for chapter in column.values())


def _draw_bands(
    axes: Axes,
    rows: Sequence[Mapping[str, Any]],
    tops: Mapping[tuple[int, int], float],
    options: Mapping[str, Any],
) -> None:
    """Draw the bands, each chapter's from the top down on both sides."""
    colours = mpl.colormaps["tab20"].colors  # type: ignore[attr-defined]
    leaving, coming = dict(tops), dict(tops)
    linked = [
        row
        for row in rows
        if row["reference_place"] is not None
        and row["target_place"] is not None
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
        band = _band(left[0], leaving[left], coming[right], row["rows"])
        leaving[left] -= row["rows"]
        coming[right] -= row["rows"]
        style = {
            "facecolor": colours[(row["reference_place"] - 1) % 20],
            "edgecolor": "none",
            "alpha": 0.6,
            **options,
        }
        axes.add_patch(PathPatch(band, **style))


def _band(place: int, here: float, there: float, thick: float) -> Outline:
    """Outline a band between a column and the next."""
    x, to = place + _WIDTH, place + 1 - _WIDTH
    middle = (x + to) / 2
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


def _draw_chapter(
    axes: Axes,
    chapter: _Chapter,
    corner: tuple[int, float],
    count: int,
    words: Mapping[str, str],
) -> None:
    """Draw a chapter's box, what has no counterpart, and the title."""
    place, top = corner
    parts = (
        (-_WIDTH, chapter.before, chapter.alone_before),
        (0.0, chapter.after, chapter.alone_after),
    )
    for offset, rows, alone in parts:
        for height, hatch in ((rows - alone, ""), (alone, "//////")):
            if not height:
                continue
            base = top - (rows if hatch else height)
            axes.add_patch(
                Rectangle(
                    (place + offset, base),
                    _WIDTH,
                    height,
                    facecolor="white" if hatch else COLOURS["reference"],
                    edgecolor=COLOURS["reference"],
                    linewidth=0.5,
                    hatch=hatch,
                )
            )
    label = chapter.title or words["before_chapters"]
    if len(label) > _LONGEST:
        label = f"{label[: _LONGEST - 1]}…"
    last = place == count - 1
    text = axes.text(
        place + (1.6 if last else -1.6) * _WIDTH,
        top - chapter.height / 2,
        f"{label} {chapter.height}",
        ha="left" if last else "right",
        va="center",
        fontsize=7,
    )
    text.set_path_effects([withStroke(linewidth=2, foreground="white")])
