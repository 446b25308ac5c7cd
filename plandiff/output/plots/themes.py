"""Chart of themes: how the share of each shifts between two plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from plandiff.output.plots.labels import (
    sentences,
    signed,
)
from plandiff.output.plots.margins import (
    in_margin,
    legend_above,
    note_below,
    note_height,
)
from plandiff.output.plots.presence import plot_theme_presence
from plandiff.output.plots.style import (
    COLOURS,
    Language,
    check_table,
    finish,
    new_axes,
)

__all__ = [
    "fidelity_caveat",
    "has_digest",
    "largest_shifts",
    "one_pair",
    "plan_label",
    "plot_theme_shift",
    "shift_alt",
]

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
    thin line for the interval of the shift, laid at the earlier share. A
    question mark stands, and the bar is thin, where an excerpt has nothing.
    The margin says the shift and its interval in percentage points; an
    asterisk marks an adjusted p of at most 0.05, between full texts only,
    and ``≠`` a theme whose share of characters moves the other way. With a
    digest on either side nothing can be compared, and
    `plot_theme_presence` is drawn instead.

    Parameters
    ----------
    table : pandas.DataFrame
        From `plandiff.theme_shift`, of one pair of plans.
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
    words = check_table(
        table,
        "plandiff.theme_shift(alignment, codebook)",
        lang,
        needs="presence",
    )
    if has_digest(one_pair(table, level)):
        return plot_theme_presence(
            table,
            level=level,
            top_n=top_n,
            ax=ax,
            lang=lang,
            font=font,
            **kwargs,
        )
    every = one_pair(table, level)
    rows = largest_shifts(every, top_n)
    # Where a side is not a full text, chance is not the main doubt.
    whole = rows["note"].isna().to_numpy(dtype=bool)
    starred = whole & (rows["p_adjusted"].to_numpy(dtype=float) <= 0.05)
    apart = rows["signs_differ"].fillna(value=False).to_numpy(dtype=bool)
    note = _shift_note(rows, len(every), starred, apart, words)
    ax = new_axes(ax, height=len(rows) * _ROW_HEIGHT + 1.3 + note_height(note))
    y = np.arange(len(rows))
    before = rows["reference_share"].to_numpy(dtype=float) * 100
    after = rows["target_share"].to_numpy(dtype=float) * 100
    shift = rows["shift"].to_numpy(dtype=float) * 100
    bounds = rows[["low", "high"]].to_numpy(dtype=float) * 100
    colours = [COLOURS["rise" if s >= 0 else "fall"] for s in shift]
    ax.hlines(
        y,
        *(before + bounds.T),
        color="#555555",
        linewidth=0.8,
        zorder=1,
    )
    known = ~(_unseen(rows, "reference") | _unseen(rows, "target"))
    widths = np.where(known, 3.5, 1.2)
    ax.hlines(
        y, before, after, **{"color": colours, "linewidth": widths, **kwargs}
    )
    for values, filled, side in (
        (before, False, "reference"),
        (after, True, "target"),
    ):
        unseen = _unseen(rows, side)
        ax.scatter(
            values,
            y,
            s=np.where(unseen, 0, 34),
            zorder=3,
            facecolors=colours if filled else "white",
            edgecolors="#333333",
            linewidths=0.9,
            label=_side_label(rows, side, words),
        )
        ax.plot(
            values[unseen],
            y[unseen],
            linestyle="",
            marker="$?$",
            markersize=7,
            color="#333333",
            zorder=4,
            clip_on=False,
        )
    ax.set_yticks(y, rows[f"name_{lang}"].tolist())
    ax.set_ylim(-0.7, len(rows) + 0.2)
    # The interval is of a difference: laid at a small share it may leave
    # the scale, and is shown whole all the same.
    ax.set_xlim(left=min(0.0, float((before + bounds[:, 0]).min())) - 1)
    ax.axvline(0, color="#BBBBBB", linewidth=0.8, zorder=0)
    ax.set_xlabel(words["share_axis"])
    ax.grid(axis="x", color="#DDDDDD", linewidth=0.5)
    ax.set_axisbelow(True)
    for row in range(len(rows)):
        in_margin(
            ax,
            f"{'▲' if shift[row] > 0 else '▼' if shift[row] < 0 else '='} "
            f"{signed(shift[row])}{'*' if starred[row] else ''}"
            f"{' ≠' if apart[row] else ''} "
            f"[{signed(bounds[row, 0])}, {signed(bounds[row, 1])}]",
            row,
            color=colours[row],
        )
    in_margin(
        ax,
        words["points"],
        len(rows) - 0.35,
    )
    legend_above(ax, handles=_dumbbell_keys(rows, words))
    note_below(ax, note)
    alt = shift_alt(rows, lang, len(every), int(starred.sum()), words)
    return finish(ax, alt, font=font)


def _shift_note(
    rows: pd.DataFrame,
    count: int,
    starred: NDArray[np.bool_],
    apart: NDArray[np.bool_],
    words: Mapping[str, str],
) -> str:
    """Say how many themes there are, and what the signs mean."""
    parts = [words["themes_of"].format(shown=len(rows), all=count)]
    parts.append(words["starred" if starred.any() else "none_starred"])
    if apart.any():
        parts.append(words["signs_differ"])
    parts.append(fidelity_caveat(rows["note"], words))
    return sentences(parts)


def shift_alt(
    rows: pd.DataFrame,
    lang: Language,
    count: int,
    starred: int | None,
    words: Mapping[str, str],
) -> str:
    """Say which themes rise and fall most, and how many are sure."""
    shift = rows["shift"].to_numpy(dtype=float) * 100
    names = rows[f"name_{lang}"].tolist()
    said = [
        words[key].format(
            count=int((shift * sign > 0).sum()),
            name=names[place],
            points=signed(shift[place]),
        )
        for key, sign, place in (("rises", 1, -1), ("falls", -1, 0))
        if (shift * sign > 0).any()
    ]
    if starred is not None:
        said.append(words["starred_count"].format(count=starred))
    return words["shift_alt"].format(
        reference=rows["reference"].iloc[0],
        target=rows["target"].iloc[0],
        shown=words["themes_of"].format(shown=len(rows), all=count),
        said=words["semicolon"].join(said),
    )


def largest_shifts(rows: pd.DataFrame, top_n: int | None) -> pd.DataFrame:
    """Return the themes with the largest shifts, falls first."""
    if top_n is not None:
        rows = rows.assign(size=rows["shift"].abs()).nlargest(top_n, "size")
    return rows.sort_values(
        ["shift", "target_share", "theme"], ascending=[True, True, False]
    )


def one_pair(table: pd.DataFrame, level: int | None) -> pd.DataFrame:
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


def has_digest(rows: pd.DataFrame) -> bool:
    """Say whether one of the plans is a digest."""
    kinds = rows[["reference_fidelity", "target_fidelity"]]
    return bool((kinds == "digest").any(axis=None))


def _unseen(
    rows: pd.DataFrame, side: str
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Say which themes are not found in our sources of a plan."""
    partial = (rows[f"{side}_fidelity"] != "full").to_numpy(dtype=bool)
    none = (rows[f"{side}_clauses"] == 0).to_numpy(dtype=bool)
    return np.asarray(partial & none)


def _side_label(
    rows: pd.DataFrame, side: str, words: Mapping[str, str]
) -> str:
    """Name a plan, and say where it is only a digest."""
    return plan_label(
        str(rows[side].iloc[0]), str(rows[f"{side}_fidelity"].iloc[0]), words
    )


def plan_label(name: str, fidelity: str, words: Mapping[str, str]) -> str:
    """Name a plan, and say where it is not the full text.

    Parameters
    ----------
    name : str
        Document id.
    fidelity : str
        ``full``, ``excerpt`` or ``digest``.
    words : mapping of str to str
        Wording of the chart.

    Returns
    -------
    str
        Such as ``ec13 (digest)``.
    """
    if fidelity == "full":
        return name
    return words[f"plan_{fidelity}"].format(plan=name)


def _dumbbell_keys(
    rows: pd.DataFrame, words: Mapping[str, str]
) -> list[Line2D]:
    """Explain the marks: both plans, without the colour of a direction."""
    keys = [
        Line2D(
            [],
            [],
            markerfacecolor=face,
            label=_side_label(rows, side, words),
            marker="o",
            linestyle="",
            markeredgecolor="#333333",
        )
        for side, face in (("reference", "white"), ("target", "#333333"))
    ]
    keys.append(
        Line2D(
            [],
            [],
            color="#555555",
            linewidth=0.8,
            label=words["shift_interval"],
        )
    )
    if any(_unseen(rows, side).any() for side in ("reference", "target")):
        keys.append(
            Line2D(
                [],
                [],
                linestyle="",
                marker="$?$",
                color="#333333",
                label=words["unseen"],
            )
        )
    return keys


def fidelity_caveat(notes: pd.Series[str], words: Mapping[str, str]) -> str:
    """Say what a digest or an excerpt cannot show.

    Parameters
    ----------
    notes : pandas.Series of str
        The column note of a table.
    words : mapping of str to str
        Wording of the chart.

    Returns
    -------
    str
        The caveat; nothing if all notes are absent.
    """
    known = notes.dropna()
    if known.empty:
        return ""
    return words[f"caveat_{str(known.iloc[0]).partition(':')[0]}"]
