"""Where labels stand: none on another, none wider than its room.

Lengths are inches. A chart is laid out when it is drawn, so its room is
taken a little smaller here than it will be: what is kept apart in the
smaller room is apart in the larger.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Annotation
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Bbox, ScaledTranslation
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from plandiff.output.plots.fonts import chinese_font

__all__ = [
    "COLUMN_WIDTH",
    "SLANTED",
    "SLOPE",
    "apart",
    "axes_room",
    "cell_width",
    "distinct",
    "fit_titles",
    "largest_that_fit",
    "legend_above",
    "line_height",
    "note_below",
    "note_height",
    "plan_ticks",
    "sentences",
    "shorten",
    "signed",
    "text_width",
    "wrap",
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
_LONG = 6
_LINE = 1.3
_NOT_FIRST = "，。、；：）」”》！？,.;:)"


@functools.lru_cache(maxsize=4096)
def text_width(text: str, size: float) -> float:
    """Return how wide a line of text is in the bundled font.

    Parameters
    ----------
    text : str
        One line.
    size : float
        Size of the font, in points.

    Returns
    -------
    float
        Width in inches.

    Examples
    --------
    >>> text_width("对应条款", 9)
    0.5
    """
    font = FontProperties(family=chinese_font(), size=size)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, False)
    return float(width) / _POINTS


def line_height(size: float) -> float:
    """Return how much height a line of text needs."""
    return _LINE * size / _POINTS


def shorten(
    text: str,
    width: float,
    size: float,
    *,
    keep: Literal["begin", "end"] = "begin",
) -> str:
    """Cut a label to a width; an ellipsis says that it was cut.

    Parameters
    ----------
    text : str
        One line.
    width : float
        Room, in inches.
    size : float
        Size of the font, in points.
    keep : {"begin", "end"}, default "begin"
        Which part stays; names of documents often differ at the end.

    Returns
    -------
    str
        The label, or as much of it as there is room for.

    Examples
    --------
    >>> shorten("深入实施创新驱动发展战略", 1.0, 9)
    '深入实施创新驱…'
    """
    if text_width(text, size) <= width:
        return text
    for left in range(len(text) - 1, 0, -1):
        cut = (
            f"{text[:left].rstrip()}…"
            if keep == "begin"
            else f"…{text[-left:].lstrip()}"
        )
        if text_width(cut, size) <= width:
            return cut
    return "…"


def wrap(text: str, width: float, size: float) -> str:
    """Break a text into lines of a width, Chinese anywhere.

    Parameters
    ----------
    text : str
        One line or more.
    width : float
        Room, in inches.
    size : float
        Size of the font, in points.

    Returns
    -------
    str
        The text with line breaks; English words stay whole, and no line
        begins with a mark that ends a phrase.

    Examples
    --------
    >>> wrap("摘要不是规划的样本，故不比较。", 1.0, 9).splitlines()
    ['摘要不是规划的样', '本，故不比较。']
    """
    lines = []
    for paragraph in text.splitlines():
        line = ""
        for piece in _pieces(paragraph):
            if line and text_width((line + piece).rstrip(), size) > width:
                lines.append(line.rstrip())
                line = ""
            line += piece.lstrip() if not line else piece
        lines.append(line.rstrip())
    return "\n".join(lines)


def sentences(parts: Iterable[str]) -> str:
    """Join sentences: with a blank where one ends in a Latin stop.

    Examples
    --------
    >>> sentences(["15 of 42 themes.", "", "None is sure."])
    '15 of 42 themes. None is sure.'
    """
    joined = ""
    for part in parts:
        gap = " " if joined and part and joined[-1].isascii() else ""
        joined += gap + part
    return joined


def signed(number: float, digits: int = 1) -> str:
    """Write a number with a sign and a true minus; what rounds to 0 as 0.

    Examples
    --------
    >>> signed(-2.34), signed(0.004, 2)
    ('−2.3', '0.00')
    """
    rounded = round(number, digits)
    if not rounded:
        return f"{0:.{digits}f}"
    return f"{rounded:+.{digits}f}".replace("-", "−")


def _pieces(text: str) -> list[str]:
    """Cut a text where a line may end."""
    pieces: list[str] = []
    for character in text:
        wide = ord(character) > 0x2E80
        if pieces and (
            character in _NOT_FIRST
            or (
                (not wide and ord(pieces[-1][-1]) <= 0x2E80)
                and pieces[-1][-1] != " "
            )
        ):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def apart(
    places: Sequence[float],
    sizes: Sequence[float],
    low: float,
    high: float,
) -> NDArray[np.float64]:
    """Move labels along a line until none stands on another.

    Parameters
    ----------
    places : sequence of float
        Where each label would best have its middle, in rising order.
    sizes : sequence of float
        How much of the line each label takes.
    low, high : float
        Ends of the line.

    Returns
    -------
    numpy.ndarray
        The middles, in the same order, each label beside or after the one
        before. The squared moves add up to the least that is possible.

    Notes
    -----
    Let the label k begin at ``start[k] = middle[k] - sizes[k] / 2`` and
    take off what all labels before it need: ``start[k] - sum(sizes[:k])``
    must not fall from one label to the next. The nearest such series is
    the isotonic regression [1]_, cut at both ends.

    References
    ----------
    .. [1] Busing (2022), Monotone regression: a simple and fast O(n) PAVA
           implementation, Journal of Statistical Software 102.

    Examples
    --------
    >>> apart([1.0, 1.2, 5.0], [1, 1, 1], 0, 6).round(3).tolist()
    [0.6, 1.6, 5.0]
    """
    if not len(places):
        return np.zeros(0)
    wide = np.asarray(sizes, dtype=float)
    before = np.cumsum(wide) - wide
    wanted = np.asarray(places, dtype=float) - wide / 2 - before
    fitted = isotonic_regression(wanted).x
    room = max(high - float(wide.sum()), low)
    starts = np.clip(fitted, low, room) + before
    return np.asarray(starts + wide / 2)


def largest_that_fit(
    weights: Sequence[float], size: float, room: float
) -> list[int]:
    """Choose what is labelled where not all labels find room.

    Parameters
    ----------
    weights : sequence of float
        How large what each label names is.
    size : float
        How much room a label takes.
    room : float
        How much there is.

    Returns
    -------
    list of int
        Places of the largest, in their order; the first of equal ones.

    Examples
    --------
    >>> largest_that_fit([3, 9, 1, 5], 1.0, 2.5)
    [1, 3]
    """
    most = max(int(room / size + 1e-9), 1)
    order = sorted(range(len(weights)), key=lambda k: (-weights[k], k))
    return sorted(order[:most])


def distinct(names: Sequence[str]) -> list[str]:
    """Leave out what all names begin with, if it is long.

    Parameters
    ----------
    names : sequence of str
        Names of plans.

    Returns
    -------
    list of str
        The names, or what tells them apart.

    Examples
    --------
    >>> distinct(["work_report-2024", "work_report-2025"])
    ['…2024', '…2025']
    """
    same = 0
    for letters in zip(*names, strict=False):
        if len(set(letters)) > 1:
            break
        same += 1
    while same and names[0][same - 1].isalnum():
        same -= 1  # a number or a word stays whole
    if len(names) < 2 or same < _LONG:
        return list(names)
    return [f"…{name[same:]}" for name in names]


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
    room = (_margins(ax)[1], axes_room(ax)[1])
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
