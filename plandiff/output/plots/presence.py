"""Which themes stand on which side, where one side is only a digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from plandiff.output.plots.margins import (
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

__all__ = ["plot_theme_presence"]

_ROW_HEIGHT = 0.3
_SEEN, _UNSEEN, _GAP = "●", "?", "–"


def plot_theme_presence(
    table: pd.DataFrame,
    *,
    level: int | None = None,
    top_n: int | None = 15,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw which themes a digest names beside their share in the full text.

    A row per theme: a bar for the share of the full text's sentences that
    mention it, and in the margin what the digest has: a dot and the number
    of its items, a question mark where no item is about the theme, a dash
    where the digest says that its sources did not show it. Nothing is
    compared, since the items of a digest are no sample of the plan.

    Parameters
    ----------
    table : pandas.DataFrame
        From `plandiff.theme_shift`, of one pair of plans, one a digest.
    level : int, optional
        Level of the themes drawn; the lowest in the table by default.
    top_n : int or None, default 15
        How many themes, those with the largest share in the full text, or
        with most items where both sides are digests; None draws all.
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
        The chart, the largest share at the top.

    Raises
    ------
    ValueError
        If the table is empty, holds several pairs of plans or no digest.
    """
    words = check_table(
        table,
        "plandiff.theme_shift(alignment, codebook)",
        lang,
        needs="presence",
    )
    rows, total = _rows(table, level, top_n)
    digests = [
        side
        for side in ("reference", "target")
        if rows[f"{side}_fidelity"].iloc[0] == "digest"
    ]
    note = words["presence_note"].format(total=total, shown=len(rows))
    ax = new_axes(ax, height=len(rows) * _ROW_HEIGHT + 1.2 + note_height(note))
    y = np.arange(len(rows))
    full = [s for s in ("reference", "target") if s not in digests]
    if full:
        options = {"height": 0.62, "color": COLOURS["target"]}
        share = rows[f"{full[0]}_share"].to_numpy(float, na_value=0.0) * 100
        ax.barh(y, share, **{**options, **kwargs})
        ax.set_xlabel(
            words["plan_share_axis"].format(plan=rows[full[0]].iloc[0])
        )
    else:
        ax.set_xticks([])
    for place, side in enumerate(digests):
        x = 1.03 + 0.16 * place
        for row, count in zip(y, rows[f"{side}_clauses"], strict=True):
            mark = _GAP if pd.isna(count) else _UNSEEN
            if mark == _UNSEEN and count > 0:
                mark = f"{_SEEN} {count}"
            ax.annotate(
                mark,
                (x, row),
                xycoords=("axes fraction", "data"),
                va="center",
                fontsize=8.5,
            )
        ax.annotate(
            words["plan_digest"].format(plan=rows[side].iloc[0]),
            (x, len(rows) - 0.3),
            xycoords=("axes fraction", "data"),
            fontsize=8,
        )
    ax.set_yticks(y, rows[f"name_{lang}"].tolist())
    ax.set_ylim(-0.7, len(rows) - 0.3)
    ax.grid(axis="x", color="#DDDDDD", linewidth=0.5)
    ax.set_axisbelow(True)
    note_below(ax, note)
    return finish(ax, _alt(rows, digests, total, lang, words), font=font)


def _alt(
    rows: pd.DataFrame,
    digests: Sequence[str],
    total: int,
    lang: Language,
    words: Mapping[str, str],
) -> str:
    """Say what each digest has of the themes drawn, and no more."""
    said = []
    for side in ("target", "reference"):
        plan = rows[side].iloc[0]
        if side in digests:
            counts = rows[f"{side}_clauses"]
            said.append(
                words["presence_digest_alt"].format(
                    plan=plan,
                    seen=int((counts > 0).sum()),
                    unseen=int((counts == 0).sum()),
                    gaps=int(counts.isna().sum()),
                )
            )
        else:
            said.append(
                words["presence_full_alt"].format(
                    plan=plan,
                    name=rows[f"name_{lang}"].iloc[-1],
                    share=f"{rows[f'{side}_share'].iloc[-1]:.1%}",
                )
            )
    return words["presence_alt"].format(
        shown=words["themes_of"].format(shown=len(rows), all=total),
        said=words["semicolon"].join(said),
    )


def _rows(
    table: pd.DataFrame, level: int | None, top_n: int | None
) -> tuple[pd.DataFrame, int]:
    """Choose the themes to draw, largest last; say of how many."""
    if table.empty:
        raise ValueError("table: expected at least one theme, found none.")
    if table[["reference", "target"]].drop_duplicates().shape[0] > 1:
        raise ValueError(
            "table: expected one pair of plans but found several. Select one."
        )
    kinds = table[["reference_fidelity", "target_fidelity"]]
    if not (kinds == "digest").any(axis=None):
        raise ValueError(
            "table: expected a digest on one side but found none. Draw the "
            "shifts with plot_theme_shift."
        )
    wanted = int(table["level"].max()) if level is None else level
    rows = table[table["level"] == wanted]
    size = rows[["reference_share", "target_share"]].max(axis=1).astype(float)
    items = rows[["reference_clauses", "target_clauses"]].max(axis=1)
    ordered = rows.assign(_size=size.fillna(0.0), _items=items.fillna(0))
    ordered = ordered.sort_values(
        ["_size", "_items", "theme"], ascending=[True, True, False]
    )
    return (ordered if top_n is None else ordered.tail(top_n)), len(rows)
