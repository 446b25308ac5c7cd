"""A grid of counts as shades, with the numbers in the cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from plandiff.output.plots.labels import line_height, shorten
from plandiff.output.plots.margins import SLANTED, SLOPE, axes_room
from plandiff.output.plots.style import finish

__all__ = ["draw_counts"]

_SIZE = 8.0
_ROW_NAME, _COLUMN_NAME = 1.9, 1.6


def draw_counts(
    ax: Axes,
    grid: NDArray[np.float64],
    names: tuple[Sequence[str], Sequence[str]],
    title: str,
    *,
    font: str | None,
    options: Mapping[str, Any],
) -> tuple[int, int]:
    """Draw counts as a heatmap with a colour bar.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to draw.
    grid : numpy.ndarray
        The counts; absent and 0 leave a cell blank.
    names : tuple of two sequences of str
        Names of the rows and of the columns; those of columns shrink until
        they find room side by side.
    title : str
        What is counted.
    font : str or None
        See `plandiff.output.plots.style.finish`.
    options : mapping
        Passed to `matplotlib.axes.Axes.imshow`.

    Returns
    -------
    tuple of int
        Row and column of the largest count.
    """
    rows, columns = names
    top = max(float(np.nanmax(grid)), 1.0)
    style = {"cmap": "Blues", "vmin": 0, "vmax": top, "aspect": "auto"}
    image = ax.imshow(grid, **{**style, **options})
    for i, j in np.argwhere(grid > 0):
        ax.text(
            j,
            i,
            f"{grid[i, j]:.0f}",
            ha="center",
            va="center",
            fontsize=7,
            color="white" if grid[i, j] > 0.6 * top else "black",
        )
    step = axes_room(ax)[0] * 0.85 / len(columns)
    size = min(_SIZE, _SIZE * step * SLOPE / line_height(_SIZE))
    ax.set_xticks(
        range(len(columns)),
        [shorten(name, _COLUMN_NAME, size, keep="end") for name in columns],
        **{"fontsize": size, **SLANTED},
    )
    ax.set_yticks(
        range(len(rows)),
        [shorten(name, _ROW_NAME, _SIZE, keep="end") for name in rows],
        fontsize=_SIZE,
    )
    figure = ax.get_figure()
    if figure is not None:
        bar = figure.colorbar(image, ax=ax, fraction=0.03, pad=0.01)
        bar.set_label(title)
        bar.locator = MaxNLocator(integer=True)
        finish(bar.ax, font=font)
    i, j = np.unravel_index(int(np.nanargmax(grid)), grid.shape)
    return int(i), int(j)
