"""Chart of what is new in each document, and what of it is taken up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from plandiff.output.plots.labels import shorten, signed
from plandiff.output.plots.margins import (
    in_margin,
    legend_above,
    note_below,
    note_height,
)
from plandiff.output.plots.style import (
    COLOURS,
    Language,
    check_table,
    finish,
    new_axes,
)

__all__ = ["plot_resonance"]

_ROW_HEIGHT = 0.27
_NAME_WIDTH = 1.9


def plot_resonance(
    table: pd.DataFrame,
    *,
    top_n: int | None = 30,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw what is new in each document, and what of it is not taken up.

    A row per document, in the order of the table: a filled mark at its
    novelty against earlier documents, an open one at its transience
    against later ones. Where novelty lies to the right, what is new is
    taken up; the margin says by how much (resonance).

    Parameters
    ----------
    table : pandas.DataFrame
        From `plandiff.scale.diffusion.resonance`.
    top_n : int or None, default 30
        How many documents, the first; None draws all.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default. Figures stand in the right
        margin: beside another chart, make the figure with
        ``layout="constrained"``.
    lang : {"zh", "en"}, default "zh"
        Language of the labels.
    font : str, optional
        Font family; the bundled Chinese font by default.
    **kwargs
        Passed to `matplotlib.axes.Axes.scatter` for the marks.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; a document without earlier or later ones lacks a mark.

    Raises
    ------
    ValueError
        If no document has a novelty or a transience.
    """
    words = check_table(
        table,
        "plandiff.scale.diffusion.resonance(reuse, documents)",
        lang,
        needs="transience",
    )
    rows = table.head(len(table) if top_n is None else top_n)
    values = rows[["novelty", "transience", "resonance"]].astype(float)
    if values[["novelty", "transience"]].isna().all(axis=None):
        raise ValueError(
            "table: expected a document with earlier or later ones but found "
            "none. Give dates."
        )
    note = words["documents_of"].format(shown=len(rows), all=len(table))
    ax = new_axes(ax, height=len(rows) * _ROW_HEIGHT + 1.2 + note_height(note))
    y = np.arange(len(rows))[::-1]
    ax.hlines(
        y, values["novelty"], values["transience"], color="#999999", lw=1.2
    )
    for column, face in (
        ("novelty", COLOURS["target"]),
        ("transience", "white"),
    ):
        style = {"s": 30, "facecolors": face, "edgecolors": "#333333"}
        ax.scatter(
            values[column],
            y,
            **{**style, **kwargs},
            label=words[column],
            zorder=3,
        )
    for place, resonance in zip(y, values["resonance"], strict=True):
        in_margin(
            ax,
            "–" if np.isnan(resonance) else signed(resonance, 2),
            place,
            size=7.5,
        )
    in_margin(
        ax,
        words["resonance"],
        len(rows) - 0.4,
        size=7.5,
    )
    ax.set_yticks(
        y,
        [
            shorten(str(name), _NAME_WIDTH, 8, keep="end")
            for name in rows["document"]
        ],
        fontsize=8,
    )
    ax.set_ylim(-0.7, len(rows) + 0.2)
    ax.set_xlabel(words["novelty_axis"])
    ax.grid(axis="x", color="#DDDDDD", linewidth=0.5)
    ax.set_axisbelow(True)
    legend_above(ax)
    note_below(ax, note)
    return finish(ax, _resonance_alt(rows, values, note, words), font=font)


def _resonance_alt(
    rows: pd.DataFrame,
    values: pd.DataFrame,
    note: str,
    words: Mapping[str, str],
) -> str:
    """Say which document is the newest, and which resonates most."""
    names = rows["document"].tolist()
    said = []
    for column in ("novelty", "resonance"):
        numbers = values[column].to_numpy()
        if not np.isnan(numbers).all():
            most = int(np.nanargmax(numbers))
            said.append(
                words["most_alt"].format(
                    what=words[column],
                    name=names[most],
                    value=f"{numbers[most]:.2f}",
                )
            )
    return words["novelty_alt"].format(
        note=note, said=words["semicolon"].join(said)
    )
