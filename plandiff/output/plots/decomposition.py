"""Chart of a shift of themes: what the clauses of each status add to it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from plandiff.analysis.themes.drilling import STATUSES
from plandiff.output.plots.labels import sentences, signed
from plandiff.output.plots.margins import (
    in_margin,
    legend_above,
    note_below,
    note_height,
)
from plandiff.output.plots.style import (
    COLOURS,
    HATCHES,
    Language,
    check_table,
    finish,
    new_axes,
)
from plandiff.output.plots.themes import (
    fidelity_caveat,
    has_digest,
    largest_shifts,
    one_pair,
    shift_alt,
)
from plandiff.output.words import change_word

__all__ = ["plot_theme_decomposition"]

_ROW_HEIGHT = 0.3


def plot_theme_decomposition(
    table: pd.DataFrame,
    *,
    level: int | None = None,
    top_n: int | None = 15,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw what the clauses of each status add to the shift of a theme.

    What raises the share is stacked to the right, what lowers it to the
    left, each status in its colour and hatch; the diamond is the shift, the
    sum of all parts.

    Parameters
    ----------
    table : pandas.DataFrame
        From `plandiff.theme_shift` of an alignment.
    level : int, optional
        Level of the themes drawn; the lowest in the table by default.
    top_n : int or None, default 15
        How many themes, those with the largest shifts; None draws all.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default. Figures stand in the right
        margin: beside another chart, make the figure with
        ``layout="constrained"``.
    lang : {"zh", "en"}, default "zh"
        Language of the labels.
    font : str, optional
        Font family; the bundled Chinese font by default.
    **kwargs
        Passed to `matplotlib.axes.Axes.barh`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart, themes from the largest rise down to the largest fall.

    Raises
    ------
    ValueError
        If the table is empty, holds several pairs of plans, or was made
        without links.
    """
    words = check_table(
        table,
        "plandiff.theme_shift(alignment, codebook)",
        lang,
        needs="presence",
    )
    if has_digest(one_pair(table, level)):
        raise ValueError(
            "table: expected two full texts but found a digest, of which no "
            "shift is known. Draw plot_theme_presence."
        )
    every = one_pair(table, level)
    rows = largest_shifts(every, top_n)
    statuses = [s for s in STATUSES if rows[f"from_{s}"].notna().any()]
    if not statuses:
        raise ValueError(
            "table: expected parts by clause status but found none. Give "
            "theme_shift an alignment instead of documents."
        )
    shown = words["themes_of"].format(shown=len(rows), all=len(every))
    note = sentences((shown, fidelity_caveat(rows["note"], words)))
    ax = new_axes(ax, height=len(rows) * _ROW_HEIGHT + 1.6 + note_height(note))
    y = np.arange(len(rows))
    ends = {1: np.zeros(len(rows)), -1: np.zeros(len(rows))}
    for status in statuses:
        parts = rows[f"from_{status}"].fillna(0).to_numpy(dtype=float) * 100
        if not parts.any():  # as of clauses that were kept
            continue
        # One bar to either side, so that the status has one legend entry.
        starts = np.where(parts >= 0, ends[1], ends[-1])
        options = {"height": 0.7, "edgecolor": "#333333", "linewidth": 0.5}
        ax.barh(
            y,
            parts,
            left=starts,
            color=COLOURS[status],
            hatch=HATCHES[status],
            label=change_word(status, words),
            **{**options, **kwargs},
        )
        ends[1] += np.maximum(parts, 0)
        ends[-1] += np.minimum(parts, 0)
    shift = rows["shift"].to_numpy(dtype=float) * 100
    ax.scatter(
        shift,
        y,
        marker="D",
        s=26,
        color="black",
        edgecolors="white",
        linewidths=0.8,
        zorder=3,
        label=words["shift_mark"],
    )
    for row in range(len(rows)):
        in_margin(
            ax,
            signed(shift[row]),
            row,
        )
    ax.axvline(0, color="#333333", linewidth=0.8)
    room = 0.05 * float((ends[1] - ends[-1]).max())
    ax.set_xlim(ends[-1].min() - room, ends[1].max() + room)
    ax.set_yticks(y, rows[f"name_{lang}"].tolist())
    ax.set_ylim(-0.7, len(rows) - 0.3)
    ax.set_xlabel(words["parts_axis"])
    legend_above(ax)
    note_below(ax, note)
    alt = shift_alt(rows, lang, len(every), None, words)
    return finish(ax, alt, font=font)
