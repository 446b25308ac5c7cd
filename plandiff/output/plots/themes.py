"""Charts of themes: their shares, shifts, and where a shift comes from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from plandiff.output.plots.style import (
    COLOURS,
    Language,
    finish,
    new_axes,
    wording,
)

__all__ = ["plot_theme_shift"]

_ROW_HEIGHT = 0.3


def plot_theme_shift(
    table: pd.DataFrame,
    *,
    level: int | None = None,
    top_n: int | None = 15,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw the shift of each theme as a dumbbell with its interval.

    A row per theme: an open circle at its share in the earlier plan, a
    filled one at its share in the later plan, a bar between them, and a
    thin line for the interval of the shift, laid at the earlier share. The
    margin says the shift and its interval in percentage points; an asterisk
    marks an adjusted p of at most 0.05.

    Parameters
    ----------
    table : pandas.DataFrame
        From `plandiff.theme_shift`, of one pair of plans.
    level : int, optional
        Level of the themes drawn; the lowest in the table by default.
    top_n : int or None, default 15
        How many themes, those with the largest shifts; None draws all.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.
    lang : {"zh", "en"}, default "zh"
        Language of the labels.
    font : str, optional
        Font family; the bundled Chinese font by default.
    **kwargs
        Passed to `matplotlib.axes.Axes.hlines` for the bars.

    Returns
    -------
    matplotlib.axes.Axes
        The chart, themes from the largest rise down to the largest fall.

    Raises
    ------
    ValueError
        If the table is empty or holds several pairs of plans.
    """
    rows = _one_pair(table, level)
    if top_n is not None:
        rows = rows.assign(size=rows["shift"].abs()).nlargest(top_n, "size")
    rows = rows.sort_values(
        ["shift", "target_share", "theme"], ascending=[True, True, False]
    )
    ax = new_axes(ax, height=len(rows) * _ROW_HEIGHT + 1.3)
    y = np.arange(len(rows))
    before = rows["reference_share"].to_numpy(dtype=float) * 100
    after = rows["target_share"].to_numpy(dtype=float) * 100
    shift = rows["shift"].to_numpy(dtype=float) * 100
    bounds = rows[["low", "high"]].to_numpy(dtype=float) * 100
    colours = [COLOURS["rise" if s >= 0 else "fall"] for s in shift]
    ax.hlines(
        y,
        *np.clip(before + bounds.T, 0, 100),
        color="#555555",
        linewidth=0.8,
        zorder=1,
    )
    ax.hlines(
        y, before, after, **{"color": colours, "linewidth": 3.5, **kwargs}
    )
    for values, filled, side in (
        (before, False, "reference"),
        (after, True, "target"),
    ):
        ax.scatter(
            values,
            y,
            s=34,
            zorder=3,
            facecolors=colours if filled else "white",
            edgecolors="#333333",
            linewidths=0.9,
            label=_side_label(rows, side, lang),
        )
    ax.set_yticks(y, rows[f"name_{lang}"].tolist())
    ax.set_ylim(-0.7, len(rows) - 0.3)
    ax.set_xlim(left=min(0.0, float(before.min())) - 1)
    ax.set_xlabel(
        wording(
            lang, zh="涉及该主题的条款占比（%）", en="Share of clauses (%)"
        )
    )
    ax.grid(axis="x", color="#DDDDDD", linewidth=0.5)
    ax.set_axisbelow(True)
    starred = rows["p_adjusted"].to_numpy(dtype=float) <= 0.05
    for row in range(len(rows)):
        ax.annotate(
            f"{'▲' if shift[row] > 0 else '▼' if shift[row] < 0 else '='} "
            f"{_signed(shift[row])}{'*' if starred[row] else ''} "
            f"[{_signed(bounds[row, 0])}, {_signed(bounds[row, 1])}]",
            (1.01, row),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=8,
            color=colours[row],
        )
    ax.annotate(
        wording(lang, zh="百分点［区间］", en="points [interval]"),
        (1.01, len(rows) - 0.25),
        xycoords=("axes fraction", "data"),
        fontsize=8,
    )
    ax.legend(
        handles=_dumbbell_keys(rows, lang),
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=3,
        frameon=False,
        fontsize=8,
        borderpad=0,
    )
    _caveat(ax, rows, lang)
    return finish(ax, font=font)


def _one_pair(table: pd.DataFrame, level: int | None) -> pd.DataFrame:
    """Return the rows of one level, or raise `ValueError`."""
    if table.empty:
        raise ValueError("table: expected at least one theme, found none.")
    if table[["reference", "target"]].drop_duplicates().shape[0] > 1:
        raise ValueError(
            "table: expected one pair of plans but found several. Select "
            "one, or draw shares with plot_theme_shares."
        )
    wanted = int(table["level"].max()) if level is None else level
    rows = table[table["level"] == wanted]
    if rows.empty:
        raise ValueError(f"level: the table has no theme of level {wanted}.")
    return rows


def _side_label(rows: pd.DataFrame, side: str, lang: Language) -> str:
    """Name a plan, and say where it is only a digest."""
    name = str(rows[side].iloc[0])
    if rows[f"{side}_fidelity"].iloc[0] != "digest":
        return name
    return wording(lang, zh=f"{name}（摘要）", en=f"{name} (digest)")


def _dumbbell_keys(rows: pd.DataFrame, lang: Language) -> list[Line2D]:
    """Explain the marks: both plans, without the colour of a direction."""
    return [
        Line2D(
            [],
            [],
            markerfacecolor=face,
            label=_side_label(rows, side, lang),
            marker="o",
            linestyle="",
            markeredgecolor="#333333",
        )
        for side, face in (("reference", "white"), ("target", "#333333"))
    ] + [
        Line2D(
            [],
            [],
            color="#555555",
            linewidth=0.8,
            label=wording(lang, zh="变化的区间", en="interval of the shift"),
        )
    ]


def _caveat(ax: Axes, rows: pd.DataFrame, lang: Language) -> None:
    """Write under a chart what a digest cannot show."""
    if rows["note"].isna().all():
        return
    ax.annotate(
        wording(
            lang,
            zh="一侧为摘要：占比以我们的资料为限；资料中未见，不等于规划中没有。",
            en="One side is a digest: shares of what our sources report; "
            "not found in our sources does not mean not in the plan.",
        ),
        (0, 0),
        xytext=(0, -36),
        xycoords="axes fraction",
        textcoords="offset points",
        va="top",
        fontsize=7.5,
        color="#444444",
    )


def _signed(points: float) -> str:
    """Write percentage points with a sign and a true minus."""
    return f"{points:+.1f}".replace("-", "−")
