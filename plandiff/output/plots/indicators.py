"""Charts of indicators: targets against outcomes, and what plans state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from plandiff.errors import ClauseError
from plandiff.frames import records
from plandiff.output.plots.labels import (
    sentences,
    shorten,
    text_width,
)
from plandiff.output.plots.margins import (
    cell_width,
    in_margin,
    legend_above,
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
_MARK = 0.28
_WIDEST = 11.0


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
        Where to draw; a new figure by default. Figures stand in the right
        margin: beside another chart, make the figure with
        ``layout="constrained"``.
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
        ax, alt = _draw_ledger(table, top_n, ax, words, kwargs)
    elif {"subject", "printed", "year", "role"} <= set(table):
        ax, alt = _draw_quantities(table, top_n, ax, words, kwargs)
    else:
        raise ValueError(
            "table: expected the columns of ledger() or indicator_table(), "
            f"found {', '.join(map(str, table.columns))}."
        )
    return finish(ax, alt, font=font)


def _draw_ledger(
    table: pd.DataFrame,
    top_n: int | None,
    ax: Axes | None,
    words: Mapping[str, str],
    options: dict[str, Any],
) -> tuple[Axes, str]:
    """Draw one row per target."""
    every = list(
        table.groupby(["plan", "series", "target", "year"], sort=False)
    )
    groups = every[:top_n]
    drawn_rows = pd.concat([group for _, group in groups])
    note = sentences(
        words[key].format(shown=len(groups), all=len(every))
        for key, said in (
            ("targets_of", True),
            ("weak_source", drawn_rows["weak"].any()),
            ("sources_differ", not drawn_rows["sources_agree"].all()),
        )
        if said
    )
    ax = new_axes(
        ax, height=len(groups) * _ROW_HEIGHT + 1.5 + note_height(note)
    )
    room = cell_width(ax) * 0.42
    ax.axvline(100, color="#333333", linewidth=0.9)
    labels, drawn = [], set()
    for y, (_, group) in enumerate(reversed(groups)):
        row = group.iloc[0]
        which = f" {row['year']} · {row['plan']}"
        most = room - text_width(which, 7.5)
        labels.append(shorten(str(row["named"]), most, 7.5) + which)
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
        in_margin(
            ax,
            _numbers(group, words),
            y,
            size=7,
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
    note_below(ax, note)
    verdicts = Counter(
        str(group["verdict"].iloc[0]).replace(" ", "_") for _, group in groups
    )
    said = [
        words["counted"].format(name=words[f"verdict_{verdict}"], count=count)
        for verdict, count in verdicts.most_common()
    ]
    alt = words["targets_alt"].format(
        note=note, said=words["semicolon"].join(said)
    )
    return ax, alt


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
) -> tuple[Axes, str]:
    """Draw one row per subject, one column per year."""
    named = table.assign(
        row=_row_names(table),
        role=table["role"].fillna(""),
        label=_labels(table, words),
    )
    every = list(dict.fromkeys(named["row"]))
    rows = every[:top_n]
    named = named[named["row"].isin(rows)]
    note = words["subjects_of"].format(shown=len(rows), all=len(every))
    years = sorted(set(named["year"].dropna().astype(int)))
    columns = [None, *years] if named["year"].isna().any() else list(years)
    cells = _cells(named, words)
    widths = [
        max(
            text_width(_year(year, words), 9),
            *(
                text_width(text, 7)
                for (_, y), text in cells.items()
                if y == year
            ),
        )
        + _MARK
        for year in columns
    ]
    left = max(text_width(row, 7.5) for row in rows) + 0.4
    ax = new_axes(
        ax,
        height=len(rows) * _ROW_HEIGHT + 1.3 + note_height(note),
        width=min(max(COLUMN_WIDTH, (sum(widths) + left) / 0.94), _WIDEST),
    )
    widths = _narrowed(widths, max(cell_width(ax) * 0.95 - left, 1.0))
    starts = np.cumsum([0.0, *widths])
    places = {year: x for x, year in enumerate(columns)}
    grouped: Iterable[Any] = named.groupby(
        ["row", "year"], sort=False, dropna=False
    )
    for (name, year), group in grouped:
        when = None if pd.isna(year) else int(year)
        x = float(starts[places[when]])
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
            shorten(cells[str(name), when], widths[places[when]] - _MARK, 7),
            (x, y),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=7,
        )
    ax.set_yticks(range(len(rows)), list(reversed(rows)), fontsize=7.5)
    ax.set_ylim(-0.7, len(rows) - 0.3)
    ax.set_xticks(
        starts[:-1],
        [_year(year, words) for year in columns],
        ha="left",
        fontsize=9,
    )
    ax.set_xlim(-0.08, float(starts[-1]))
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
    note_below(ax, note)
    roles = Counter(named["role"])
    said = [
        words["counted"].format(name=words[f"role_{role}"], count=count)
        for role, count in roles.most_common()
    ]
    alt = words["subjects_alt"].format(
        note=note, said=words["semicolon"].join(said)
    )
    return ax, alt


def _cells(
    named: pd.DataFrame, words: Mapping[str, str]
) -> dict[tuple[str, int | None], str]:
    """Join what stands in each cell, by row and year."""
    cells: dict[tuple[str, int | None], list[str]] = {}
    for row in records(named):
        cells.setdefault((row["row"], row["year"]), []).append(row["label"])
    return {
        place: words["semicolon"].join(labels)
        for place, labels in cells.items()
    }


def _year(year: int | None, words: Mapping[str, str]) -> str:
    """Name a column."""
    return words["no_year"] if year is None else str(year)


def _narrowed(widths: Sequence[float], room: float) -> list[float]:
    """Cut the widest columns to one width, until all find room."""
    low, high = 0.0, max(widths)
    for _ in range(30):
        middle = (low + high) / 2
        fits = sum(min(width, middle) for width in widths) <= room
        low, high = (middle, high) if fits else (low, middle)
    return [min(width, max(high, _MARK + 0.1)) for width in widths]


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
        Line2D([], [], linestyle="", marker=marker, color=colour, label=name)
        for name, (marker, colour) in marks.items()
    ]
    legend_above(ax, handles=handles)
