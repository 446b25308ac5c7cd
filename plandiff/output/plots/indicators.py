"""Charts of indicators: targets against outcomes, and what plans state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from plandiff.errors import ClauseError
from plandiff.output.plots.style import (
    COLOURS,
    Language,
    check_table,
    finish,
    new_axes,
)

__all__ = ["plot_indicators"]

_ROW_HEIGHT = 0.3
_VERDICTS = {
    "exceeded": (
        "o",
        COLOURS["rise"],
    ),
    "met": (
        "D",
        COLOURS["reference"],
    ),
    "missed": (
        "v",
        COLOURS["fall"],
    ),
    "not comparable": (
        "s",
        COLOURS["reference"],
    ),
    "unknown": (
        "x",
        COLOURS["reference"],
    ),
}
_ROLES = {
    "target": ("^", COLOURS["fall"]),
    "outcome": ("o", COLOURS["rise"]),
    "baseline": ("s", COLOURS["reference"]),
    "": ("x", COLOURS["reference"]),
}
_LONGEST_LABEL = 20


def plot_indicators(
    table: pd.DataFrame,
    *,
    top_n: int | None = 30,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw targets against outcomes, or the quantities that plans state.

    A ledger is drawn as one row per target: the outcome in percent of the
    target, with a line at 100. Where sources disagree each outcome has its
    mark. A target without an outcome has a cross at the last figure seen.
    The margin gives the numbers; ``?`` marks a weak source, ``≠`` sources
    that lead to different verdicts.

    A table of indicators is drawn as one row per subject and one column
    per year, with a mark for the part that each quantity plays and the
    quantity itself beside it.

    Parameters
    ----------
    table : pandas.DataFrame
        From `plandiff.analysis.indicators.ledger.ledger` or
        `plandiff.indicator_table`.
    top_n : int or None, default 30
        Draw the first rows only; None draws all.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.
    lang : {"zh", "en"}, default "zh"
        Language of the labels. Subjects stay as the plan words them.
    font : str, optional
        Font family; the bundled Chinese font by default.
    **kwargs
        Passed to `matplotlib.axes.Axes.scatter` for the marks.

    Returns
    -------
    matplotlib.axes.Axes
        The chart, the first row of the table on top.

    Raises
    ------
    ClauseError
        If the table is empty.
    ValueError
        If it is neither of the two.

    Examples
    --------
    >>> from plandiff.analysis.indicators.ledger import ledger
    >>> rows = ledger().query("plan == 'ec13'")
    >>> plot_indicators(rows, lang="en").get_xlabel()
    'Outcome in % of target'
    """
    words = check_table(table, "plandiff.indicator_table(documents)", lang)
    if table.empty:
        raise ClauseError(
            "table: expected quantities to draw but found none. "
            "See whether the plan states any: indicator_table(plan)."
        )
    if "verdict" in table:
        name = "indicator" if lang == "zh" else "indicator_en"
        table = table.assign(named=table[name])
        ax = _draw_ledger(table, top_n, ax, words, kwargs)
    elif {"subject", "printed", "year", "role"} <= set(table):
        ax = _draw_quantities(table, top_n, ax, words, kwargs)
    else:
        raise ValueError(
            "table: expected the columns of ledger() or indicator_table(), "
            f"found {', '.join(map(str, table.columns))}."
        )
    return finish(ax, font=font)


def _draw_ledger(
    table: pd.DataFrame,
    top_n: int | None,
    ax: Axes | None,
    words: Mapping[str, str],
    options: dict[str, Any],
) -> Axes:
    """Draw one row per target."""
    groups = list(
        table.groupby(["plan", "series", "target", "year"], sort=False)
    )[:top_n]
    ax = new_axes(ax, height=len(groups) * _ROW_HEIGHT + 1.3)
    ax.axvline(100, color="#333333", linewidth=0.9)
    labels, drawn = [], set()
    for y, (_, group) in enumerate(reversed(groups)):
        row = group.iloc[0]
        labels.append(f"{row['named']} {row['year']} · {row['plan']}")
        for point in _points(group):
            marker, colour = _VERDICTS[point.verdict]
            drawn.add(point.verdict)
            ax.hlines(y, 100, point.percent, color=colour, linewidth=1.6)
            ax.scatter(
                point.percent,
                y,
                **{
                    "marker": marker,
                    "s": 34,
                    "color": colour,
                    "zorder": 3,
                    **options,
                },
            )
        ax.annotate(
            _numbers(group, words),
            (1.01, y),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=7,
        )
    ax.set_yticks(range(len(groups)), labels, fontsize=7.5)
    ax.set_ylim(-0.7, len(groups) - 0.3)
    ax.margins(x=0.08)
    ax.set_xlabel(words["outcome_axis"])
    ax.grid(axis="x", color="#DDDDDD", linewidth=0.5)
    ax.set_axisbelow(True)
    _keys(
        ax,
        {
            words[f"verdict_{verdict.replace(' ', '_')}"]: mark
            for verdict, mark in _VERDICTS.items()
            if verdict in drawn
        },
    )
    return ax


def _points(group: pd.DataFrame) -> list[Any]:
    """Return the outcomes of a target as percent of it, with verdicts.

    Without an outcome, the last figure seen before, or nothing.
    """
    share = group["outcome"].fillna(group["latest"]) / group["target"]
    points = group.assign(percent=share * 100).dropna(subset=["percent"])
    rows: Iterable[Any] = points.itertuples()
    return list(rows)


def _numbers(group: pd.DataFrame, words: Mapping[str, str]) -> str:
    """Give target and outcomes of a row in figures."""
    row = group.iloc[0]
    printed = str(row["unit"])
    size, _, unit = words.get(f"unit_{printed}", f"1 {printed}").partition(" ")
    factor = float(size)

    def figure(value: float, bound: str) -> str:
        return f"{'' if bound == '=' else bound}{value * factor:g}"

    reached = group.dropna(subset=["outcome"])
    outcomes = " / ".join(
        figure(value, bound)
        for value, bound in zip(
            reached["outcome"], reached["outcome_bound"], strict=True
        )
    )
    if reached.empty:
        outcomes = "–"
        if not pd.isna(row["latest"]):
            outcomes = f"{figure(row['latest'], '=')} ({row['latest_year']})"
    marks = "?" if group["weak"].any() else ""
    if not reached["sources_agree"].all():
        marks += " ≠"
    target = figure(row["target"], row["target_bound"])
    if outcomes == "–":
        return f"{target} {unit} → –{marks}"
    return f"{target} → {outcomes} {unit}{marks}"


def _draw_quantities(
    table: pd.DataFrame,
    top_n: int | None,
    ax: Axes | None,
    words: Mapping[str, str],
    options: dict[str, Any],
) -> Axes:
    """Draw one row per subject, one column per year."""
    named = table.assign(
        row=_row_names(table),
        role=table["role"].fillna(""),
        label=_labels(table, words),
    )
    rows = list(dict.fromkeys(named["row"]))[:top_n]
    named = named[named["row"].isin(rows)]
    years = sorted(set(named["year"].dropna().astype(int)))
    columns = [None, *years] if named["year"].isna().any() else list(years)
    ax = new_axes(
        ax,
        height=len(rows) * _ROW_HEIGHT + 1.3,
        width=max(6.3, 1.6 * len(columns) + 2.6),
    )
    places = {year: x for x, year in enumerate(columns)}
    grouped: Iterable[Any] = named.groupby(
        ["row", "year"], sort=False, dropna=False
    )
    for (name, year), group in grouped:
        x = places[None if pd.isna(year) else int(year)]
        y = len(rows) - 1 - rows.index(str(name))
        marker, colour = _ROLES[str(group["role"].iloc[0])]
        ax.scatter(
            x,
            y,
            **{
                "marker": marker,
                "s": 26,
                "color": colour,
                "zorder": 3,
                **options,
            },
        )
        ax.annotate(
            "；".join(group["label"]),
            (x, y),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=7,
        )
    ax.set_yticks(range(len(rows)), list(reversed(rows)), fontsize=7.5)
    ax.set_ylim(-0.7, len(rows) - 0.3)
    ax.set_xticks(
        range(len(columns)),
        [words["no_year"] if year is None else str(year) for year in columns],
    )
    ax.set_xlim(-0.15, len(columns) - 0.15)
    ax.set_xlabel(words["year"])
    ax.grid(axis="y", color="#EEEEEE", linewidth=0.5)
    ax.set_axisbelow(True)
    drawn = set(named["role"])
    _keys(
        ax,
        {
            words[f"role_{role}"]: mark
            for role, mark in _ROLES.items()
            if role in drawn
        },
    )
    return ax


def _row_names(table: pd.DataFrame) -> list[str]:
    """Name each quantity's row: its subject, with the plan if several."""
    several = table["document"].nunique() > 1
    names = []
    entries: Iterable[Any] = table.itertuples()
    for entry in entries:
        subject = entry.printed if pd.isna(entry.subject) else entry.subject
        if len(subject) > _LONGEST_LABEL:
            subject = "…" + subject[1 - _LONGEST_LABEL :]
        names.append(f"{entry.document} {subject}" if several else subject)
    return names


def _labels(table: pd.DataFrame, words: Mapping[str, str]) -> list[str]:
    """Write each quantity briefly: sign, number, unit, a year for growth."""
    labels = []
    entries: Iterable[Any] = table.itertuples()
    for entry in entries:
        bound = "" if entry.bound == "=" else entry.bound
        sign = {"up": "+", "down": "−"}.get(entry.direction, "")
        number = f"{entry.value:g}"
        if not pd.isna(entry.upper):
            number += f"–{entry.upper:g}"
        unit = "" if pd.isna(entry.unit) else entry.unit
        yearly = words["yearly"] if entry.kind == "growth_annual" else ""
        labels.append(f"{bound}{sign}{number}{unit}{yearly}")
    return labels


def _keys(ax: Axes, marks: dict[str, tuple[str, str]]) -> None:
    """Explain the marks above the chart."""
    handles = [
        Line2D(
            [],
            [],
            linestyle="",
            marker=marker,
            color=colour,
            label=name,
        )
        for name, (marker, colour) in marks.items()
    ]
    ax.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=4,
        frameon=False,
        borderpad=0,
        handletextpad=0.3,
        fontsize=8,
    )
