"""Chart of themes over three plans or more."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from plandiff.output.plots.style import (
    Language,
    check_table,
    finish,
    new_axes,
)
from plandiff.output.plots.themes import caveat, plan_label

__all__ = ["plot_theme_shares"]

_LINE_COLOURS = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#333333",
    "#8C6D00",
)
_DASHES = ("-", "--", "-.", ":")
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "h", "*")


def plot_theme_shares(
    table: pd.DataFrame,
    *,
    level: int | None = None,
    top_n: int = 10,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw the themes of three plans or more as a slope chart.

    A line per theme joins its shares in the order of the table. Each line
    has its own marker and dashes, and its name stands at its end. Open
    markers belong to digests; a theme not found in our sources of a plan
    has no marker there, since its share is not known to be 0.

    Parameters
    ----------
    table : pandas.DataFrame
        From `plandiff.theme_shares`, of two plans or more.
    level : int, optional
        Level of the themes drawn; the lowest in the table by default.
    top_n : int, default 10
        How many themes, those whose shares differ most; at most 12.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.
    lang : {"zh", "en"}, default "zh"
        Language of the labels.
    font : str, optional
        Font family; the bundled Chinese font by default.
    **kwargs
        Passed to `matplotlib.axes.Axes.plot` for the lines.

    Returns
    -------
    matplotlib.axes.Axes
        The chart, earliest plan on the left.

    Raises
    ------
    ValueError
        If the table has fewer than two plans.
    """
    words = check_table(
        table,
        "plandiff.theme_shares(documents, codebook)",
        lang,
    )
    wanted = int(table["level"].max()) if level is None else level
    rows = table[table["level"] == wanted]
    plans = list(dict.fromkeys(rows["document"]))
    if len(plans) < 2:
        raise ValueError(
            f"table: expected at least two plans but found {len(plans)}."
        )
    grid = rows.pivot(index="theme", columns="document", values="share")[
        plans
    ].astype(float)
    unseen = rows[(rows["fidelity"] != "full") & (rows["clauses"] == 0)]
    if grid.notna().any().sum() < 2:
        raise ValueError(
            "table: expected at least two plans with shares but found "
            f"{int(grid.notna().any().sum())}; digests have none. Add the "
            "official texts: plandiff add ID FILE."
        )
    spread = (grid.max(axis=1) - grid.min(axis=1)).round(12)
    chosen = spread.sort_values(ascending=False, kind="stable").index[
        : min(top_n, 12)
    ]
    for theme, plan in zip(unseen["theme"], unseen["document"], strict=True):
        grid.loc[theme, plan] = np.nan
    names = rows.drop_duplicates("theme").set_index("theme")[f"name_{lang}"]
    fidelity = rows.drop_duplicates("document").set_index("document")[
        "fidelity"
    ]
    ax = new_axes(ax, height=max(3.2, len(chosen) * 0.36 + 1.2))
    x = np.arange(len(plans))
    ends = []
    for number, theme in enumerate(chosen):
        shares = grid.loc[theme].to_numpy() * 100
        colour = _LINE_COLOURS[number % len(_LINE_COLOURS)]
        options = {
            "color": colour,
            "linestyle": _DASHES[number % len(_DASHES)],
            "linewidth": 1.6,
        }
        ax.plot(x, shares, **{**options, **kwargs})
        for place, plan in enumerate(plans):
            ax.plot(
                place,
                shares[place],
                marker=_MARKERS[number % len(_MARKERS)],
                markersize=6,
                markeredgecolor=colour,
                markerfacecolor="white"
                if fidelity[plan] != "full"
                else colour,
            )
        known = np.flatnonzero(~np.isnan(shares))
        if len(known):
            last = float(shares[known[-1]])
            label = f"{names[theme]} {last:.0f}"
            ends.append((int(known[-1]), last, label, colour))
    top = max((end for _, end, _, _ in ends), default=1.0)
    top = max(top, float(np.nanmax(grid.loc[chosen].to_numpy())) * 100)
    gap = max(top, 1.0) / max(len(chosen), 8) * 0.85
    heights = _apart([end for _, end, _, _ in ends], gap)
    for (place, end, label, colour), height in zip(ends, heights, strict=True):
        ax.annotate(
            label,
            (place, end),
            xytext=(x[-1] + 0.12 * (len(plans) - 1), height),
            va="center",
            fontsize=8.5,
            color=colour,
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "linewidth": 0.5,
                "color": "#999999",
                "shrinkB": 4,
            },
        )
    labels = [plan_label(plan, fidelity[plan], words) for plan in plans]
    ax.set_xticks(x, [label.replace(" (", "\n(") for label in labels])
    ax.set_xlim(-0.1 * (len(plans) - 1), x[-1] + 0.06 * (len(plans) - 1))
    ax.set_ylim(min(-0.03 * top, *heights), max(1.05 * top, *heights))
    ax.set_ylabel(words["share_axis"])
    ax.grid(axis="x", color="#DDDDDD", linewidth=0.8)
    caveat(ax, rows["note"], words)
    return finish(ax, font=font)


def _apart(values: list[float], gap: float) -> list[float]:
    """Move heights apart until none is nearer to the next than a gap."""
    order = sorted(range(len(values)), key=lambda i: (values[i], i))
    placed = [values[i] for i in order]
    for _ in range(200):
        moved = False
        for low in range(len(placed) - 1):
            overlap = gap - (placed[low + 1] - placed[low])
            if overlap > 1e-6:
                placed[low] -= overlap / 2
                placed[low + 1] += overlap / 2
                moved = True
        if not moved:
            break
    apart = [0.0] * len(values)
    for place, i in enumerate(order):
        apart[i] = placed[place]
    return apart
