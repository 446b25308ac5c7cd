"""Charts of terms: which are typical of a plan, and of which theme."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from plandiff.output.plots.style import (
    COLOURS,
    Language,
    chart_words,
    check_table,
    finish,
    new_axes,
)

__all__ = ["plot_keyness", "plot_term_themes"]

_ROW_HEIGHT = 0.24


def plot_keyness(
    table: pd.DataFrame,
    *,
    top_n: int = 15,
    min_length: int = 2,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw the terms most typical of either side as bars.

    Bars to the right, plain, stand for terms typical of the target; bars
    to the left, hatched, for those of the reference. Beside each bar stand
    the counts, reference then target; an asterisk marks an adjusted
    p_clauses of at most 0.05.

    Parameters
    ----------
    table : pandas.DataFrame
        From `plandiff.keyness`.
    top_n : int, default 15
        How many terms of each side at most.
    min_length : int, default 2
        Least number of characters of a term drawn; 4 leaves out most
        single words and shows policy phrases.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.
    lang : {"zh", "en"}, default "zh"
        Language of the labels; terms stay as they are.
    font : str, optional
        Font family; the bundled Chinese font by default.
    **kwargs
        Passed to `matplotlib.axes.Axes.barh`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart, the most typical of the target on top.

    Raises
    ------
    ValueError
        If no term is left to draw.
    """
    words = check_table(table, "plandiff.keyness(reference, target)", lang)
    long = table[table["term"].str.len() >= min_length]
    rows = pd.concat(
        [
            long[long["keyness"] > 0].nlargest(top_n, "keyness"),
            long[long["keyness"] < 0].nsmallest(top_n, "keyness"),
        ]
    ).sort_values(["keyness", "term"], ascending=[True, False])
    if rows.empty:
        raise ValueError(
            "table: expected terms with a keyness above or below 0 but "
            "found none. Lower min_count, or min_length."
        )
    scores = rows["keyness"].to_numpy(dtype=float)
    y = np.arange(len(rows))
    ax = new_axes(ax, height=len(rows) * _ROW_HEIGHT + 1.3)
    bars = ax.barh(
        y,
        scores,
        **{
            "color": [COLOURS["rise" if s > 0 else "fall"] for s in scores],
            "edgecolor": "white",
            "height": 0.78,
            **kwargs,
        },
    )
    for bar, score in zip(bars, scores, strict=True):
        bar.set_hatch("" if score > 0 else "////")
    reach = float(np.abs(scores).max())
    for row, score, before, after, p in zip(
        y,
        scores,
        rows["reference_count"],
        rows["target_count"],
        rows["p_clauses_adjusted"],
        strict=True,
    ):
        ax.annotate(
            f"{before} → {after}{'*' if p <= 0.05 else ''}",
            (score, row),
            xytext=(3 if score > 0 else -3, 0),
            textcoords="offset points",
            ha="left" if score > 0 else "right",
            va="center",
            fontsize=7,
            color="#444444",
        )
    ax.axvline(0, color="#333333", linewidth=0.8)
    ax.set_xlim(-1.3 * reach, 1.3 * reach)
    ax.set_ylim(-0.7, len(rows) - 0.3)
    ax.set_yticks(y, rows["term"].tolist(), fontsize=8)
    ax.set_xlabel(words["keyness_axis"])
    for x, ha, label in (
        (0.0, "left", words["typical_earlier"]),
        (1.0, "right", words["typical_later"]),
    ):
        ax.annotate(
            label,
            (x, 1.01),
            xycoords="axes fraction",
            ha=ha,
            fontsize=9,
        )
    if table["note"].notna().any():
        ax.annotate(
            words["keyness_digest"],
            (0, 0),
            xytext=(0, -34),
            xycoords="axes fraction",
            textcoords="offset points",
            va="top",
            fontsize=7.5,
            color="#444444",
        )
    return finish(ax, font=font)


def plot_term_themes(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw in which themes terms occur, as a heatmap with the numbers.

    Parameters
    ----------
    table : pandas.DataFrame
        From `plandiff.analysis.themes.drilling.term_themes`: terms down,
        themes across, counts of clauses in the cells.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.
    lang : {"zh", "en"}, default "zh"
        Language of the theme names.
    font : str, optional
        Font family; the bundled Chinese font by default.
    **kwargs
        Passed to `matplotlib.axes.Axes.imshow`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; a cell without a clause is blank.

    Raises
    ------
    ValueError
        If the table is empty.
    """
    words = chart_words(lang)
    if table.empty:
        raise ValueError("table: expected at least one row, found none.")
    name = f"name_{lang}"
    terms = list(dict.fromkeys(table["term"]))
    themes = list(dict.fromkeys(table[name]))
    grid = (
        table.pivot(index="term", columns=name, values="clauses")
        .reindex(index=terms, columns=themes)
        .to_numpy(dtype=float)
    )
    ax = new_axes(ax, height=len(terms) * 0.27 + 1.9)
    top = max(float(grid.max()), 1.0)
    options = {"cmap": "Blues", "vmin": 0, "vmax": top, "aspect": "auto"}
    ax.imshow(grid, **{**options, **kwargs})
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
    ax.set_xticks(
        range(len(themes)),
        themes,
        rotation=40,
        ha="right",
        rotation_mode="anchor",
        fontsize=8,
    )
    ax.set_yticks(range(len(terms)), terms, fontsize=8)
    ax.set_xlabel(words["term_theme_axis"])
    return finish(ax, font=font)
