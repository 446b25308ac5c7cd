"""Charts over a series of plans: a row for each theme or term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from plandiff.output.plots.labels import (
    sentences,
)
from plandiff.output.plots.margins import (
    axes_room,
    in_margin,
    note_below,
    note_height,
    plan_ticks,
)
from plandiff.output.plots.style import (
    COLOURS,
    Language,
    check_table,
    finish,
    new_axes,
)
from plandiff.output.plots.themes import fidelity_caveat, plan_label

__all__ = ["plot_term_trajectories", "plot_theme_shares"]

_ROW_HEIGHT = 0.46
_ROOM = 0.86
"""How much of its row a series may take, so that rows stay apart."""


class _Row(NamedTuple):
    """A series: its name and, for each plan, a share with its interval."""

    name: str
    values: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def plot_theme_shares(
    table: pd.DataFrame,
    *,
    level: int | None = None,
    top_n: int | None = 10,
    same_scale: bool = True,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw the share of each theme over a series of plans, a row a theme.

    All rows have one scale, unless asked otherwise. A point stands at
    the share in each plan, in the order of the table, with its interval as
    a thin line; the margin says the first and the last share and the
    highest. A digest has no share, and an open gap stands in its place.

    Parameters
    ----------
    table : pandas.DataFrame
        From `plandiff.theme_shares`, of two plans or more.
    level : int, optional
        Level of the themes drawn; the lowest in the table by default.
    top_n : int or None, default 10
        How many themes, those whose shares differ most; None draws all.
    same_scale : bool, default True
        Whether all rows have one scale; with False each fills its row, and
        only the figures in the margin can be set against each other.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default. Figures stand in the right
        margin: beside another chart, make the figure with
        ``layout="constrained"``.
    lang : {"zh", "en"}, default "zh"
        Language of the labels.
    font : str, optional
        Font family; the bundled Chinese font by default.
    **kwargs
        Passed to `matplotlib.axes.Axes.plot` for the lines.

    Returns
    -------
    matplotlib.axes.Axes
        The chart, earliest plan on the left, the most changed theme on top.

    Raises
    ------
    ValueError
        If fewer than two plans have shares.
    """
    words = check_table(
        table,
        "plandiff.theme_shares(documents, codebook)",
        lang,
        needs="character_share",
    )
    wanted = int(table["level"].max()) if level is None else level
    rows = table[table["level"] == wanted]
    plans = list(dict.fromkeys(rows["document"]))
    grids = {
        name: rows.pivot(index="theme", columns="document", values=name)[
            plans
        ].astype(float)
        for name in ("share", "low", "high")
    }
    known = int(grids["share"].notna().any().sum())
    if known < 2:
        raise ValueError(
            f"table: expected at least two plans with shares but found "
            f"{known}; digests have none. Add the official texts: "
            "plandiff add ID FILE."
        )
    spread = grids["share"].max(axis=1) - grids["share"].min(axis=1)
    order = spread.round(12).sort_values(ascending=False, kind="stable")
    names = rows.drop_duplicates("theme").set_index("theme")[f"name_{lang}"]
    fidelity = rows.drop_duplicates("document").set_index("document")[
        "fidelity"
    ]
    chosen = order.index[:top_n]
    note = words["themes_of"].format(shown=len(chosen), all=len(order))
    return _draw(
        [
            _Row(
                str(names[theme]),
                *(grid.loc[theme].to_numpy() * 100 for grid in grids.values()),
            )
            for theme in chosen
        ],
        [plan_label(plan, fidelity[plan], words) for plan in plans],
        (note, words["share_axis"], fidelity_caveat(rows["note"], words)),
        words,
        same_scale=same_scale,
        ax=ax,
        font=font,
        options=kwargs,
    )


def plot_term_trajectories(
    table: pd.DataFrame,
    *,
    top_n: int | None = 10,
    same_scale: bool = True,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw the share of clauses with each term over plans, a row a term.

    Drawn as `plot_theme_shares` draws themes: one scale for all rows, a
    point with its interval for each plan, the first, last and highest share
    in the margin.

    Parameters
    ----------
    table : pandas.DataFrame
        Tables of `plandiff.scale.concordance.dispersion`, one below the
        other, each with its term in a column ``term``.
    top_n : int or None, default 10
        How many terms, those whose shares differ most; None draws all.
    same_scale : bool, default True
        As in `plot_theme_shares`.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default. Figures stand in the right
        margin: beside another chart, make the figure with
        ``layout="constrained"``.
    lang : {"zh", "en"}, default "zh"
        Language of the labels; terms stay as they are.
    font : str, optional
        Font family; the bundled Chinese font by default.
    **kwargs
        Passed to `matplotlib.axes.Axes.plot` for the lines.

    Returns
    -------
    matplotlib.axes.Axes
        The chart, earliest plan on the left, the most changed term on top.

    Raises
    ------
    ValueError
        If the table has fewer than two plans, or no column ``term``.

    Examples
    --------
    >>> from plandiff import Document
    >>> from plandiff.scale.concordance import dispersion
    >>> plans = [
    ...     Document.from_clauses("a", [("1", "发展农村电商"), ("2", "物流")]),
    ...     Document.from_clauses("b", [("1", "发展物流"), ("2", "物流")]),
    ... ]
    >>> table = pd.concat(
    ...     [dispersion(plans, t).assign(term=t) for t in ("物流", "农村")]
    ... )
    >>> chart = plot_term_trajectories(table, lang="en")
    >>> [text.get_text() for text in chart.get_yticklabels()]
    ['物流', '农村']
    """
    words = check_table(
        table, "plandiff.scale.concordance.dispersion(plans, term)", lang
    )
    if "term" not in table:
        raise ValueError(
            "table: expected a column term but found "
            f"{', '.join(map(str, table.columns))}. Add it to the table of "
            "each term: dispersion(plans, term).assign(term=term)."
        )
    plans = list(dict.fromkeys(table["document"]))
    if len(plans) < 2:
        raise ValueError(
            f"table: expected at least two plans but found {len(plans)}."
        )
    grids = {
        name: table.pivot(index="term", columns="document", values=name)[
            plans
        ].astype(float)
        for name in ("share", "low", "high")
    }
    terms = list(dict.fromkeys(table["term"]))
    spread = grids["share"].max(axis=1) - grids["share"].min(axis=1)
    order = spread.loc[terms].round(12)
    chosen = order.sort_values(ascending=False, kind="stable").index[:top_n]
    note = words["terms_of"].format(shown=len(chosen), all=len(terms))
    return _draw(
        [
            _Row(
                str(term),
                *(grid.loc[term].to_numpy() * 100 for grid in grids.values()),
            )
            for term in chosen
        ],
        plans,
        (note, words["clause_share_axis"], ""),
        words,
        same_scale=same_scale,
        ax=ax,
        font=font,
        options=kwargs,
    )


def _draw(
    rows: Sequence[_Row],
    plans: Sequence[str],
    notes: tuple[str, str, str],
    words: Mapping[str, str],
    *,
    same_scale: bool,
    ax: Axes | None,
    font: str | None,
    options: Mapping[str, Any],
) -> Axes:
    """Draw the rows, the first on top."""
    tops = [_top(row) for row in rows]
    if same_scale:
        tops = [max(tops, default=0.1)] * len(rows)
    shown, unit, caveat = notes
    scale = words["row_scale" if same_scale else "row_scales"].format(
        unit=unit, top=f"{max(tops, default=0.1):.0f}"
    )
    note = sentences((shown, scale, caveat))
    ax = new_axes(ax, height=len(rows) * _ROW_HEIGHT + 1.2 + note_height(note))
    x = np.arange(len(plans))
    for number, row in enumerate(rows):
        base = len(rows) - 1 - number
        place = {
            name: base + _ROOM * getattr(row, name) / tops[number]
            for name in ("values", "low", "high")
        }
        ax.axhline(base, color="#CCCCCC", linewidth=0.7, zorder=0)
        ax.vlines(
            x, place["low"], place["high"], color="#666666", linewidth=0.8
        )
        style = {
            "color": COLOURS["target"],
            "linewidth": 1.4,
            "marker": "o",
            "markersize": 4,
        }
        ax.plot(x, place["values"], **{**style, **options})
        seen = ~np.isnan(row.values)
        if not seen.all():  # over plans whose share is not known
            ax.plot(x[seen], place["values"][seen], ":", color="#999999")
        known = row.values[seen]
        in_margin(
            ax,
            words["first_last"].format(
                first=f"{known[0]:.1f}",
                last=f"{known[-1]:.1f}",
                most=f"{known.max():.1f}",
            )
            if len(known)
            else "–",
            base + 0.3,
        )
    in_margin(
        ax,
        words["first_last_head"],
        len(rows) + 0.1,
    )
    ax.set_yticks(
        [len(rows) - 1 - number + 0.3 for number in range(len(rows))],
        [row.name for row in rows],
        fontsize=8.5,
    )
    ax.tick_params(axis="y", length=0)
    ax.set_xlim(-0.4, len(plans) - 0.6)
    ax.set_ylim(-0.12, len(rows) + 0.05)
    plan_ticks(ax, plans, axes_room(ax)[0] * 0.85 / len(plans))
    ax.grid(axis="x", color="#EEEEEE", linewidth=0.7)
    ax.set_axisbelow(True)
    ax.spines["left"].set_visible(False)
    note_below(ax, note)
    return finish(ax, _alt(rows, plans, shown, words), font=font)


def _top(row: _Row) -> float:
    """Return the highest value of a row, its interval included."""
    known = np.append(row.high, row.values)
    known = known[~np.isnan(known)]
    return max(float(known.max()), 0.1) if len(known) else 0.1


def _alt(
    rows: Sequence[_Row],
    plans: Sequence[str],
    shown: str,
    words: Mapping[str, str],
) -> str:
    """Say of the first rows where they are highest and lowest."""
    said = []
    for row in rows[:3]:
        if np.isnan(row.values).all():
            continue
        most = int(np.nanargmax(row.values))
        least = int(np.nanargmin(row.values))
        said.append(
            words["row_alt"].format(
                name=row.name,
                most=f"{row.values[most]:.1f}",
                most_in=plans[most],
                least=f"{row.values[least]:.1f}",
                least_in=plans[least],
            )
        )
    return words["rows_alt"].format(
        plans=len(plans),
        first=plans[0],
        last=plans[-1],
        shown=shown,
        rows=words["semicolon"].join(said),
    )
