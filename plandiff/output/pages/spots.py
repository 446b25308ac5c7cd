"""Places of a chart that can be clicked: each leads to its clauses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from plandiff.matching.alignment import Alignment

__all__ = ["Spot", "link_spots", "row_spots"]

_DOT = 9.0  # points across, more than the dot itself


@dataclass(frozen=True)
class Spot:
    """A link that lies over a chart.

    Attributes
    ----------
    left, top, width, height : float
        In percent of the chart.
    name : str
        What it stands for.
    place : str
        Where it leads: an anchor of the page.
    filter, value : str
        What the clauses are chosen by, where it leads to several.
    """

    left: float
    top: float
    width: float
    height: float
    name: str
    place: str
    filter: str = ""
    value: str = ""


def row_spots(
    chart: Axes, filter: str, values: Mapping[str, str]
) -> tuple[Spot, ...]:
    """Lay a link over each row of a chart of bars, with its label.

    Parameters
    ----------
    chart : matplotlib.axes.Axes
        A chart that was drawn, its rows at whole numbers.
    filter : str
        Name of the filter of the page.
    values : mapping of str to str
        Label of a row to the value to filter by; other rows get no link.
    """
    figure = chart.get_figure(root=True)
    if figure is None:
        return ()
    wide, high = figure.get_size_inches() * figure.dpi
    end = chart.transAxes.transform((1, 1))[0]
    spots = []
    for label, tick in zip(
        chart.get_yticklabels(), chart.get_yticks(), strict=True
    ):
        value = values.get(label.get_text())
        if value is None:
            continue
        at = chart.transData.transform([(0, tick - 0.5), (0, tick + 0.5)])[
            :, 1
        ]
        spots.append(
            Spot(
                *_percent(0, at.max(), wide, high),
                *_percent(end, high - np.ptp(at), wide, high),
                label.get_text(),
                "clauses",
                filter,
                value,
            )
        )
    return tuple(spots)


def link_spots(
    chart: Axes, alignment: Alignment, anchors: Mapping[tuple[str, str], str]
) -> tuple[Spot, ...]:
    """Lay a link over each dot of an alignment map.

    Parameters
    ----------
    chart : matplotlib.axes.Axes
        As `plandiff.plot_alignment` draws it, after drawing.
    alignment : Alignment
        What it shows.
    anchors : mapping of (str, str) to str
        The two ids of a link to its place on the page.
    """
    figure = chart.get_figure(root=True)
    if figure is None:
        return ()
    wide, high = figure.get_size_inches() * figure.dpi
    size = _DOT * figure.dpi / 72
    rows = {clause.id: n for n, clause in enumerate(alignment.reference)}
    columns = {clause.id: n for n, clause in enumerate(alignment.target)}
    spots = []
    for (before, after), place in anchors.items():
        x, y = chart.transData.transform((columns[after], rows[before]))
        spots.append(
            Spot(
                *_percent(x - size / 2, y + size / 2, wide, high),
                *_percent(size, high - size, wide, high),
                f"{before} → {after}",
                place,
            )
        )
    return tuple(spots)


def _percent(
    x: float, y: float, wide: float, high: float
) -> tuple[float, float]:
    """Tell pixels, counted from below, in percent, counted from above."""
    return (
        round(float(100 * x / wide), 2),
        round(float(100 * (1 - y / high)), 2),
    )
