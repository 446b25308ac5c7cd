"""Charts of reuse over many documents: who wrote first, who took over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.dates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch

from plandiff.frames import records
from plandiff.output.plots.heatmap import draw_counts
from plandiff.output.plots.labels import (
    sentences,
    shorten,
)
from plandiff.output.plots.margins import (
    in_margin,
    note_below,
    note_height,
)
from plandiff.output.plots.style import (
    COLOURS,
    COLUMN_WIDTH,
    Language,
    check_table,
    finish,
    new_axes,
)

__all__ = ["plot_diffusion", "plot_network"]

mdates: Any = matplotlib.dates  # its functions carry no types

_ROW_HEIGHT = 0.27
_NAME_WIDTH = 1.9


def plot_diffusion(
    table: pd.DataFrame,
    *,
    top_n: int | None = 25,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw on a time line which document took clauses over from which.

    A row per document, the earliest on top, its mark at its date (a line
    where only the month or the year is known). An arrow leads from the
    likeliest source to the taker, as wide as the number of clauses. The
    margin says how many clauses a document gave and took. Documents
    without a date stand below with a question mark, and no arrow.

    Parameters
    ----------
    table : pandas.DataFrame
        From `plandiff.scale.diffusion.diffusion`.
    top_n : int or None, default 25
        How many documents, those that gave and took most; None draws all.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default. Figures stand in the right
        margin: beside another chart, make the figure with
        ``layout="constrained"``.
    lang : {"zh", "en"}, default "zh"
        Language of the labels.
    font : str, optional
        Font family; the bundled Chinese font by default.
    **kwargs
        Passed to each `matplotlib.patches.FancyArrowPatch`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart.

    Raises
    ------
    ValueError
        If the table has no row.

    Examples
    --------
    >>> from plandiff import Document, reuse
    >>> from plandiff.scale.diffusion import diffusion
    >>> plans = [
    ...     Document.from_clauses("a", [("1", "大力发展农村电子商务。")]),
    ...     Document.from_clauses("b", [("1", "发展农村电子商务")]),
    ... ]
    >>> dates = {"a": "2022-01", "b": "2021-12-30"}
    >>> chart = plot_diffusion(diffusion(reuse(plans), dates, shared=8))
    >>> [text.get_text() for text in chart.get_yticklabels()]
    ['b', 'a']
    """
    words = check_table(
        table,
        "plandiff.scale.diffusion.diffusion(reuse, dates)",
        lang,
        needs="taker_document",
    )
    if table.empty:
        raise ValueError("table: expected at least one row, found none.")
    dates = _dates(table)
    dated = table[table["order"] == "dated"]
    gave = dated["source_document"].value_counts()
    took = dated["taker_document"].value_counts()
    busy = {name: int(gave.get(name, 0) + took.get(name, 0)) for name in dates}
    chosen = sorted(dates, key=lambda name: (-busy[name], name))[:top_n]
    rows = sorted(
        chosen,
        key=lambda name: (dates[name] is None, dates[name] or "", name),
    )
    note = sentences(
        (
            words["documents_of"].format(shown=len(rows), all=len(dates)),
            words["diffusion_note"].format(
                dated=len(dated), open=len(table) - len(dated)
            ),
        )
    )
    ax = new_axes(ax, height=len(rows) * _ROW_HEIGHT + 1.1 + note_height(note))
    places = {name: len(rows) - 1 - k for k, name in enumerate(rows)}
    middles = _draw_dates(ax, places, dates)
    _draw_arrows(ax, dated, places, middles, kwargs)
    for name, y in places.items():
        in_margin(
            ax,
            words["gave_took"].format(
                gave=int(gave.get(name, 0)), took=int(took.get(name, 0))
            ),
            y,
            size=7.5,
        )
    ax.set_yticks(
        list(places.values()),
        [shorten(name, _NAME_WIDTH, 8, keep="end") for name in places],
        fontsize=8,
    )
    ax.set_ylim(-0.7, len(rows) - 0.3)
    locator = mdates.AutoDateLocator(maxticks=6)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(mdates.DateFormatter(_date_form(middles)))
    ax.margins(x=0.06)
    ax.grid(axis="y", color="#EEEEEE", linewidth=0.7)
    ax.set_axisbelow(True)
    note_below(ax, note)
    alt = words["diffusion_alt"].format(
        note=note,
        first=next((n for n in rows if dates[n]), words["none"]),
        giver=gave.index[0] if len(gave) else words["none"],
        gave=int(gave.iloc[0]) if len(gave) else 0,
        taker=took.index[0] if len(took) else words["none"],
        took=int(took.iloc[0]) if len(took) else 0,
    )
    return finish(ax, alt, font=font)


def plot_network(
    table: pd.DataFrame,
    *,
    top_n: int | None = 25,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw who took over from whom as a heatmap with the numbers.

    Parameters
    ----------
    table : pandas.DataFrame
        From `plandiff.scale.diffusion.network`.
    top_n : int or None, default 25
        How many sources and how many takers at most, those with most
        clauses; None draws all.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.
    lang : {"zh", "en"}, default "zh"
        Language of the labels.
    font : str, optional
        Font family; the bundled Chinese font by default.
    **kwargs
        Passed to `matplotlib.axes.Axes.imshow`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart: sources down, takers across, clauses taken over in the
        cells, the most giving source on top.

    Raises
    ------
    ValueError
        If the table has no row.
    """
    words = check_table(
        table,
        "plandiff.scale.diffusion.network(diffusion)",
        lang,
        needs="taker",
    )
    if table.empty:
        raise ValueError("table: expected at least one row, found none.")
    sides = []
    for side in ("source", "taker"):
        sums = table.groupby(side)["clauses"].sum().sort_index()
        order = sums.sort_values(ascending=False, kind="stable")
        sides.append(([*order.index[:top_n]], len(order)))
    (sources, all_sources), (takers, all_takers) = sides
    grid = (
        table.pivot(index="source", columns="taker", values="clauses")
        .reindex(index=sources, columns=takers)
        .astype(float)
        .to_numpy()
    )
    note = words["network_of"].format(
        sources=len(sources),
        all_sources=all_sources,
        takers=len(takers),
        all_takers=all_takers,
    )
    ax = new_axes(
        ax,
        height=len(sources) * _ROW_HEIGHT + 2.2 + note_height(note),
        width=max(COLUMN_WIDTH, 0.26 * len(takers) + 2.8),
    )
    i, j = draw_counts(
        ax,
        grid,
        (sources, takers),
        words["network_clauses"],
        font=font,
        options=kwargs,
    )
    ax.set_ylabel(words["network_sources"])
    ax.set_xlabel(words["network_takers"])
    note_below(ax, note)
    alt = words["network_alt"].format(
        source=sources[i],
        taker=takers[j],
        count=f"{grid[i, j]:.0f}",
        note=note,
    )
    return finish(ax, alt, font=font)


def _dates(table: pd.DataFrame) -> dict[str, str | None]:
    """Return the date of each document of a table, where known."""
    dates: dict[str, str | None] = {}
    for row in records(table):
        for side in ("source", "taker"):
            name = row[f"{side}_document"]
            dates[name] = row[f"{side}_date"] or dates.get(name)
    return dates


def _draw_dates(
    ax: Axes,
    places: Mapping[str, int],
    dates: Mapping[str, str | None],
) -> dict[str, float]:
    """Mark each document at its date; return the middle of each date."""
    middles = {}
    for name, y in places.items():
        date = dates[name]
        if date is None:
            ax.annotate(
                "?",
                (0.005, y),
                xycoords=("axes fraction", "data"),
                va="center",
                fontsize=8,
            )
            continue
        period = pd.Period(date)
        first, last = (
            float(mdates.date2num(time))
            for time in (period.start_time, period.end_time)
        )
        middles[name] = (first + last) / 2
        ax.plot([first, last], [y, y], color="#333333", linewidth=1.2)
        ax.plot(middles[name], y, "o", color="#333333", markersize=4, zorder=3)
    return middles


def _draw_arrows(
    ax: Axes,
    dated: pd.DataFrame,
    places: Mapping[str, int],
    middles: Mapping[str, float],
    options: Mapping[str, Any],
) -> None:
    """Join sources and takers, the widest arrow where most was taken."""
    ways = Counter(
        (row["source_document"], row["taker_document"])
        for row in records(dated)
    )
    most = max(ways.values(), default=1)
    for (source, taker), count in sorted(ways.items()):
        if source not in places or taker not in places:
            continue
        style = {
            "arrowstyle": "-|>",
            "mutation_scale": 7,
            "linewidth": 0.5 + 3.0 * count / most,
            "color": COLOURS["target"],
            "alpha": 0.55,
            "shrinkA": 3,
            "shrinkB": 3,
        }
        ax.add_patch(
            FancyArrowPatch(
                (middles[source], places[source]),
                (middles[taker], places[taker]),
                connectionstyle="arc3,rad=0.12",
                **{**style, **options},
            )
        )


def _date_form(middles: Mapping[str, float]) -> str:
    """Return how dates are written: by year, or by month too."""
    span: Sequence[float] = list(middles.values()) or [0.0]
    return "%Y" if max(span) - min(span) > 365 * 4 else "%Y-%m"
