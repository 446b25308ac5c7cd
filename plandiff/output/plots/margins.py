"""Room around a chart: for names, notes and legends.

Lengths are inches. A chart is laid out when it is drawn, so its room is
taken a little smaller here than it will be: what is kept apart in the
smaller room is apart in the larger.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox, ScaledTranslation

from plandiff.output.plots.labels import (
    distinct,
    line_height,
    shorten,
    text_width,
    wrap,
)

__all__ = [
    "COLUMN_WIDTH",
    "SLANTED",
    "SLOPE",
    "axes_room",
    "cell_width",
    "fit_titles",
    "in_margin",
    "legend_above",
    "note_below",
    "note_height",
    "plan_ticks",
]

COLUMN_WIDTH = 6.3
"""Default width of a chart in inches: the text width of an A4 journal."""

SLOPE = math.sin(math.radians(45))
SLANTED: dict[str, Any] = {
    "rotation": 45,
    "ha": "right",
    "rotation_mode": "anchor",
}
"""How labels lean where they would not stand side by side, and how much
more room they then take than they are high: 1 / `SLOPE`."""

_POINTS = 72.0
_BESIDE = 0.7
"""Part of its cell that a chart has beside one with wider margins."""


def plan_ticks(
    ax: Axes, names: Sequence[str], step: float, *, size: float = 8.5
) -> None:
    """Name the plans along the lower edge: upright, slanted, or every nth.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The chart, with a plan at 0, 1, 2 …
    names : sequence of str
        What the plans are called.
    step : float
        From one plan to the next, in inches.
    size : float, default 8.5
        Size of the font, in points.
    """
    places = list(range(len(names)))
    if max(text_width(name, size) for name in names) <= 0.92 * step:
        ax.set_xticks(places, names, fontsize=size)
        return
    size = 7.5
    names = distinct(names)
    every = max(math.ceil(line_height(size) / SLOPE / step - 1e-9), 1)
    places = places[::-1][::every][::-1]
    ax.set_xticks(
        places,
        [shorten(names[k], 1.2, size, keep="end") for k in places],
        **{"fontsize": size, **SLANTED},
    )


def axes_room(ax: Axes) -> tuple[float, float]:
    """Return a width and height that the chart has at least.

    A new figure gives its axes nearly three quarters of either side before
    it is laid out, and more afterwards, if labels are not wide.
    """
    width, height = _figure(ax).get_size_inches()
    box = ax.get_position()
    return float(box.width * width), float(box.height * height)


def cell_width(ax: Axes) -> float:
    """Return the width of the part of the figure that a chart may fill."""
    width = float(_figure(ax).get_size_inches()[0])
    spec = ax.get_subplotspec()
    if spec is None:
        return axes_room(ax)[0]
    return width * len(spec.colspan) / spec.get_gridspec().ncols


def note_height(text: str, *, size: float = 7.5) -> float:
    """Return the height of a note under a chart of the usual width."""
    lines = wrap(text, COLUMN_WIDTH * 0.94, size).count("\n") + 1
    return lines * line_height(size) * 1.1 + 0.1 if text else 0.0


def note_below(ax: Axes, text: str, *, size: float = 7.5) -> None:
    """Write a note under all labels of a chart, as wide as its cell.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The chart.
    text : str
        The note.
    size : float, default 7.5
        Size of the font, in points.
    """
    if not text:
        return
    ax.annotate(
        wrap(text, cell_width(ax) * 0.94, size),
        (0, 0),
        xycoords=functools.partial(_under, ax),
        xytext=(0, -5),
        textcoords="offset points",
        va="top",
        fontsize=size,
        linespacing=1.4,
        color="#444444",
        annotation_clip=False,
    )


def _under(ax: Axes, renderer: RendererBase) -> Bbox:
    """Return the box of a chart with its axes' labels."""
    boxes = [axis.get_tightbbox(renderer) for axis in (ax.xaxis, ax.yaxis)]
    return Bbox.union([ax.bbox, *(box for box in boxes if box is not None)])


def fit_titles(ax: Axes) -> None:
    """Break the titles of both axes where they are longer than the axes.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The chart, with all that stands in its margins.
    """
    across = _margins(ax)[1]
    if cell_width(ax) < _figure(ax).get_size_inches()[0]:
        across *= _BESIDE
    room = (across, axes_room(ax)[1])
    for axis, length in zip((ax.xaxis, ax.yaxis), room, strict=True):
        title = axis.label
        size = float(title.get_fontsize())
        title.set_text(wrap(title.get_text(), length, size))


def legend_above(
    ax: Axes, *, size: float = 8, handles: Sequence[object] | None = None
) -> None:
    """Set a legend above a chart, in as many columns as find room.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The chart.
    size : float, default 8
        Size of the font, in points.
    handles : sequence of artists, optional
        What is explained; what has a label by default.
    """
    shown: list[Any] = list(handles or ax.get_legend_handles_labels()[0])
    labels = [str(handle.get_label()) for handle in shown]
    left, room = _margins(ax)
    columns = len(labels)
    while columns > 1 and _legend_width(labels, columns, size) > room:
        columns -= 1
    start = 0.0
    if columns < len(labels):  # begin over the labels of the rows
        columns, start = len(labels), -left
        while columns > 1 and (
            _legend_width(labels, columns, size) > room + left
        ):
            columns -= 1
    ax.legend(
        handles=shown,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        bbox_transform=ax.transAxes
        + ScaledTranslation(start, 0, _figure(ax).dpi_scale_trans),
        ncols=columns,
        frameon=False,
        borderpad=0,
        fontsize=size,
        handlelength=1.3,
        handletextpad=0.4,
        columnspacing=0.9,
    )


def _margins(ax: Axes) -> tuple[float, float]:
    """Return the width of the labels of the rows, and of the axes."""
    names = [
        text_width(text.get_text(), text.get_fontsize())
        for text in ax.get_yticklabels()
    ]
    left = max(max(names, default=0.0) + 0.1, 0.4)
    left += line_height(10) if ax.get_ylabel() else 0.0
    margin = [
        text_width(line, text.get_fontsize())
        for text in ax.texts
        if isinstance(text, Annotation) and text.xy[0] > 1
        for line in text.get_text().splitlines()
    ]
    right = max(margin, default=0.0) + 0.1
    return left, max(cell_width(ax) * 0.94 - left - right, 0.5)


def _legend_width(labels: Sequence[str], columns: int, size: float) -> float:
    """Return how wide a legend of so many columns is."""
    widest = [
        max(text_width(label, size) for label in column)
        for column in np.array_split(np.array(labels, object), columns)
    ]
    em = size / _POINTS
    gaps = 1.7 * len(widest) + 0.9 * (len(widest) - 1) + 1.0
    return 1.02 * sum(widest) + em * gaps


def _figure(ax: Axes) -> Figure:
    """Return the figure that holds a chart."""
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("ax: expected Axes that belong to a figure.")
    return figure


def in_margin(
    ax: Axes, text: str, row: float, *, size: float = 8, **kwargs: Any
) -> None:
    """Write a figure into the right margin, beside a row.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The chart.
    text : str
        What is written.
    row : float
        Middle of the row.
    size : float, default 8
        Size of the font, in points.
    **kwargs
        Passed to `matplotlib.axes.Axes.annotate`.
    """
    ax.annotate(
        text,
        (1.01, row),
        xycoords=("axes fraction", "data"),
        fontsize=size,
        **{"va": "center", **kwargs},
    )
