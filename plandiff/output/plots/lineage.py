"""Charts of a lineage: which clauses live long, and where plans come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from plandiff.frames import records
from plandiff.output.plots.labels import (
    sentences,
    shorten,
)
from plandiff.output.plots.margins import (
    axes_room,
    legend_above,
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
from plandiff.output.words import change_word

__all__ = ["plot_lineage", "plot_origins"]

_ROW_HEIGHT = 0.27
_NAME_WIDTH = 2.3
_MAKER = "plandiff.lineage_table(documents)"
_Row = Mapping[str, Any]


def plot_lineage(
    table: pd.DataFrame,
    *,
    top_n: int | None = 25,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw the clauses that live longest as lines over the plans.

    A row per line of descent, from the plan in which it begins to the one
    in which it ends; no clause stands in two rows. The mark in each plan
    says by its colour how the clause came there: a row that begins with a
    clause that was split off or merged branches off another row. Rows that
    begin in one plan stand together, the earliest on top.

    Parameters
    ----------
    table : pandas.DataFrame
        From `plandiff.lineage_table`.
    top_n : int or None, default 25
        How many lines, the longest; None draws all.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.
    lang : {"zh", "en"}, default "zh"
        Language of the labels; clauses keep their titles.
    font : str, optional
        Font family; the bundled Chinese font by default.
    **kwargs
        Passed to `matplotlib.axes.Axes.plot` for the lines.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; a row is named by the last clause of its line.

    Raises
    ------
    ValueError
        If the table has no row.

    Notes
    -----
    Only neighbours are aligned: a clause that skips a plan begins anew.
    Beside a digest, the end of a line says nothing of the plan.
    """
    words = check_table(table, _MAKER, lang, needs="origin")
    rows = records(table)
    if not rows:
        raise ValueError("table: expected at least one row, found none.")
    plans = list(dict.fromkeys(row["document_id"] for row in rows))
    lines = _lines(rows, plans)
    chosen = lines[:top_n]
    chosen.sort(key=lambda line: plans.index(line[0]["document_id"]))
    whole = sum(len(line) == len(plans) for line in lines)
    shown = words["lines_of"].format(shown=len(chosen), all=len(lines))
    note = sentences((shown, _digest_note(rows, words)))
    ax = new_axes(
        ax, height=len(chosen) * _ROW_HEIGHT + 1.2 + note_height(note)
    )
    arrivals: dict[str, tuple[list[int], list[int]]] = {}
    for k, line in enumerate(chosen):
        y = len(chosen) - 1 - k
        x = [plans.index(row["document_id"]) for row in line]
        style = {"color": "#999999", "linewidth": 2.2, "zorder": 1}
        ax.plot(x, [y] * len(x), **{**style, **kwargs})
        for place, row in zip(x, line, strict=True):
            came = str(row["arrival"] or "").partition("; ")[0]
            xs, ys = arrivals.setdefault(came, ([], []))
            xs.append(place)
            ys.append(y)
    for came in [name for name in ("", *COLOURS) if name in arrivals]:
        ax.scatter(
            *arrivals[came],
            s=30,
            zorder=3,
            facecolors=COLOURS.get(came, "black"),
            edgecolors="#333333",
            linewidths=0.7,
            label=change_word(came, words) if came else words["first_plan"],
        )
    ax.set_yticks(
        range(len(chosen)),
        [shorten(_name(line[-1]), _NAME_WIDTH, 8) for line in chosen[::-1]],
        fontsize=8,
    )
    ax.set_ylim(-0.7, len(chosen) - 0.3)
    ax.set_xlim(-0.4, len(plans) - 0.6)
    plan_ticks(ax, plans, axes_room(ax)[0] * 0.75 / len(plans))
    ax.grid(axis="x", color="#EEEEEE", linewidth=0.8)
    ax.set_axisbelow(True)
    legend_above(ax)
    note_below(ax, note)
    alt = words["lineage_alt"].format(
        note=note,
        plans=len(plans),
        whole=whole,
        longest=_name(lines[0][-1]),
        length=len(lines[0]),
    )
    return finish(ax, alt, font=font)


def plot_origins(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw from which earlier plan the clauses of each plan descend.

    A bar per plan, stacked by the plan in which the oldest ancestor of a
    clause is found: how much is old, and of how much no ancestor is found.
    Below the axis, hatched, stand the clauses of which the next plan shows
    no counterpart.

    Parameters
    ----------
    table : pandas.DataFrame
        From `plandiff.lineage_table`.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.
    lang : {"zh", "en"}, default "zh"
        Language of the labels.
    font : str, optional
        Font family; the bundled Chinese font by default.
    **kwargs
        Passed to `matplotlib.axes.Axes.bar`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart, counts of clauses upwards.

    Raises
    ------
    ValueError
        If the table has no row.
    """
    words = check_table(table, _MAKER, lang, needs="origin")
    rows = records(table)
    if not rows:
        raise ValueError("table: expected at least one row, found none.")
    plans = list(dict.fromkeys(row["document_id"] for row in rows))
    counts = np.zeros((len(plans), len(plans)))
    ended = np.zeros(len(plans))
    for row in rows:
        place = plans.index(row["document_id"])
        counts[plans.index(row["origin"]), place] += 1
        ended[place] += row["to_ids"] is None and place < len(plans) - 1
    note = sentences((words["origins_note"], _digest_note(rows, words)))
    ax = new_axes(ax, height=3.6 + note_height(note))
    shades = mpl.colormaps["cividis"](np.linspace(0.1, 0.95, len(plans)))
    x = np.arange(len(plans))
    base = np.zeros(len(plans))
    style = {"width": 0.7, "edgecolor": "white", "linewidth": 0.5}
    for origin, plan in enumerate(plans):
        ax.bar(
            x,
            counts[origin],
            bottom=base,
            color=shades[origin],
            **{**style, **kwargs},
            label=words["origin"].format(plan=plan),
        )
        base += counts[origin]
    ax.bar(
        x,
        -ended,
        color="white",
        hatch="////",
        **{**style, "edgecolor": "#777777", **kwargs},
        label=words["not_taken_up"],
    )
    ax.axhline(0, color="#333333", linewidth=0.8)
    ax.set_xlim(-0.6, len(plans) - 0.4)
    ax.yaxis.set_major_formatter(lambda value, _: f"{abs(value):.0f}")
    ax.set_ylabel(words["count"])
    plan_ticks(ax, plans, axes_room(ax)[0] * 0.9 / len(plans))
    legend_above(ax, size=7.5)
    note_below(ax, note)
    fresh = counts.diagonal() / np.maximum(base, 1)
    later = int(np.argmax(fresh[1:])) + 1 if len(plans) > 1 else 0
    alt = words["origins_alt"].format(
        plans=words["arrow"].join(plans),
        newest=plans[later],
        share=f"{fresh[later]:.0%}",
        first=plans[0],
        last=plans[-1],
        lasting=int(counts[0, -1]),
        note=_digest_note(rows, words),
    )
    return finish(ax, alt.rstrip(), font=font)


def _lines(rows: Sequence[_Row], plans: Sequence[str]) -> list[list[_Row]]:
    """Part all clauses into lines of descent, the longest first.

    The longest line is taken out, then the longest of what is left. A
    line leads back from a clause to that ancestor whose own line is the
    longest; of equal ones the first.
    """
    by_id = {row["clause_id"]: row for row in rows}
    order = {row["clause_id"]: k for k, row in enumerate(rows)}
    left = dict.fromkeys(by_id)
    lines: list[list[_Row]] = []
    while left:
        length: dict[str, int] = {}
        back: dict[str, str | None] = {}
        for id_ in left:  # ancestors come first
            came = [
                other
                for other in (by_id[id_]["from_ids"] or "").split("; ")
                if other in length
            ]
            best = max(came, key=lambda other: length[other], default=None)
            back[id_] = best
            length[id_] = 1 + (length[best] if best else 0)
        ends = sorted(left, key=lambda id_: (-length[id_], order[id_]))
        used: set[str] = set()
        for end in ends:
            path: list[str] = []
            step: str | None = end
            while step is not None and step not in used:
                path.append(step)
                step = back[step]
            if step is None and len(path) == length[end]:
                used.update(path)
                lines.append([by_id[id_] for id_ in reversed(path)])
        left = {id_: None for id_ in left if id_ not in used}
    return sorted(lines, key=lambda line: -len(line))


def _name(row: _Row) -> str:
    """Name a clause by its id, and its title or else its chapter."""
    return f"{row['clause_id']} {row['title'] or row['chapter']}".rstrip()


def _digest_note(rows: Sequence[_Row], words: Mapping[str, str]) -> str:
    """Say what a digest among the plans does not show."""
    changes = "; ".join(
        f"{row['arrival'] or ''}; {row['departure'] or ''}" for row in rows
    )
    return words["lineage_digest"] if "matched" in changes else ""
