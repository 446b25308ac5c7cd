"""Charts of terms: which are typical of a plan, and of which theme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from plandiff.output.plots.heatmap import draw_counts
from plandiff.output.plots.labels import (
    sentences,
)
from plandiff.output.plots.margins import (
    note_below,
    note_height,
)
from plandiff.output.plots.style import (
    COLOURS,
    COLUMN_WIDTH,
    Language,
    chart_words,
    check_table,
    finish,
    new_axes,
)

__all__ = ["plot_keyness", "plot_term_themes"]

_ROW_HEIGHT = 0.24


def plot_keyness(
    table: pd.DataFrame,
    *,
    top_n: int = 15,
    min_length: int = 2,
    fold: bool = True,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw the terms most typical of either side as bars.

    Bars to the right, plain, stand for terms typical of the target; bars
    to the left, hatched, for those of the reference. Beside each bar stand
    the rates per 10,000 words, reference then target; an asterisk marks an
    adjusted p_clauses of at most 0.05, between texts of the plans. Of terms
    that stand in one another the most typical is drawn, with the number of
    the others.

    Parameters
    ----------
    table : pandas.DataFrame
        From `plandiff.keyness`.
    top_n : int, default 15
        How many terms of each side at most.
    min_length : int, default 2
        Least number of characters of a term drawn; 4 leaves out most
        single words and shows policy phrases.
    fold : bool, default True
        Whether terms that hold, or stand in, a more typical one of the
        same side are only counted beside it.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.
    lang : {"zh", "en"}, default "zh"
        Language of the labels; terms stay as they are.
    font : str, optional
        Font family; the bundled Chinese font by default.
    **kwargs
        Passed to `matplotlib.axes.Axes.barh`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart, the most typical of the target on top.

    Raises
    ------
    ValueError
        If no term is left to draw.
    """
    words = check_table(
        table, "plandiff.keyness(reference, target)", lang, needs="keyness"
    )
    long = table[table["term"].str.len() >= min_length]
    rows = pd.concat(
        [
            _chosen(long[long["keyness"] * sign > 0], top_n, fold)
            for sign in (1, -1)
        ]
    ).sort_values(["keyness", "term"], ascending=[True, False])
    if rows.empty:
        raise ValueError(
            "table: expected terms with a keyness above or below 0 but "
            "found none. Lower min_count, or min_length."
        )
    digest = bool(table["note"].str.startswith("digest").any())
    starred = rows["p_clauses_adjusted"].to_numpy(float) <= 0.05
    starred &= not digest  # no test of words that are ours
    tested = "starred_clauses" if starred.any() else "none_starred"
    note = sentences(
        words[key].format(shown=len(rows), all=len(table))
        for key, said in (
            ("terms_of", True),
            (tested, not digest),
            ("nested", bool(rows["nested"].any())),
            ("keyness_digest", digest),
            ("caveat_excerpt", not digest and table["note"].notna().any()),
        )
        if said
    )
    scores = rows["keyness"].to_numpy(dtype=float)
    y = np.arange(len(rows))
    ax = new_axes(ax, height=len(rows) * _ROW_HEIGHT + 1.3 + note_height(note))
    bars = ax.barh(
        y,
        scores,
        **{
            "color": [COLOURS["rise" if s > 0 else "fall"] for s in scores],
            "edgecolor": "white",
            "height": 0.78,
            **kwargs,
        },
    )
    for bar, score in zip(bars, scores, strict=True):
        bar.set_hatch("" if score > 0 else "////")
    reach = float(np.abs(scores).max())
    signs = [
        f"{'*' if star else ''}{f' (+{nested})' if nested else ''}"
        for star, nested in zip(starred, rows["nested"], strict=True)
    ]
    for row, score, before, after, sign in zip(
        y,
        scores,
        rows["reference_rate"],
        rows["target_rate"],
        signs,
        strict=True,
    ):
        ax.annotate(
            f"{before:.1f} → {after:.1f}{sign}",
            (score, row),
            xytext=(3 if score > 0 else -3, 0),
            textcoords="offset points",
            ha="left" if score > 0 else "right",
            va="center",
            fontsize=7,
            color="#444444",
        )
    ax.axvline(0, color="#333333", linewidth=0.8)
    ax.set_xlim(-1.5 * reach, 1.5 * reach)
    ax.set_ylim(-0.7, len(rows) - 0.3)
    ax.set_yticks(y, rows["term"].tolist(), fontsize=8)
    ax.set_xlabel(words["keyness_axis"])
    for x, ha, label in (
        (0.0, "left", words["typical_earlier"]),
        (1.0, "right", words["typical_later"]),
    ):
        ax.annotate(
            label,
            (x, 1.01),
            xycoords="axes fraction",
            ha=ha,
            fontsize=9,
        )
    note_below(ax, note)
    alt = words["keyness_alt"].format(
        later=_listed(rows[rows["keyness"] > 0][::-1], words),
        earlier=_listed(rows[rows["keyness"] < 0], words),
        note=note,
    )
    return finish(ax, alt, font=font)


def _chosen(side: pd.DataFrame, top_n: int, fold: bool) -> pd.DataFrame:
    """Take the most typical terms, with how many nested ones each covers."""
    order = side.assign(_size=side["keyness"].abs()).sort_values(
        ["_size", "term"], ascending=[False, True], kind="stable"
    )
    kept: dict[str, int] = {}
    for term in order["term"]:
        covering = [k for k in kept if fold and (k in term or term in k)]
        if covering:
            kept[covering[0]] += 1
        elif len(kept) == top_n:
            break
        else:
            kept[term] = 0
    rows = order[order["term"].isin(kept)]
    return rows.assign(nested=[kept[term] for term in rows["term"]])


def _listed(rows: pd.DataFrame, words: Mapping[str, str]) -> str:
    """Name the first terms of a side."""
    return words["comma"].join(rows["term"].head(5)) or words["none"]


def plot_term_themes(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw in which themes terms occur, as a heatmap with the numbers.

    Parameters
    ----------
    table : pandas.DataFrame
        From `plandiff.analysis.themes.drilling.term_themes`: terms down,
        themes across, counts of clauses in the cells.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.
    lang : {"zh", "en"}, default "zh"
        Language of the theme names.
    font : str, optional
        Font family; the bundled Chinese font by default.
    **kwargs
        Passed to `matplotlib.axes.Axes.imshow`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; a cell without a clause is blank, terms and themes
        without any are named, not drawn.

    Raises
    ------
    ValueError
        If the table is empty, or no term meets a theme.
    """
    words = chart_words(lang)
    if table.empty:
        raise ValueError("table: expected at least one row, found none.")
    name = f"name_{lang}"
    found = table[table["clauses"] > 0]
    if found.empty:
        raise ValueError(
            "table: expected a term in a clause of a theme but found none. "
            "Give other terms."
        )
    terms = list(dict.fromkeys(found["term"]))
    seen = set(found["theme"])
    kept = table[table["theme"].isin(seen)]
    themes = list(dict.fromkeys(kept[name]))
    grid = (
        kept.pivot(index="term", columns=name, values="clauses")
        .reindex(index=terms, columns=themes)
        .to_numpy(dtype=float)
    )
    missing = [
        term for term in dict.fromkeys(table["term"]) if term not in terms
    ]
    note = words["term_themes_of"].format(
        shown=len(themes),
        all=table["theme"].nunique(),
        missing=words["comma"].join(missing) or words["none"],
    )
    ax = new_axes(
        ax,
        height=len(terms) * 0.27 + 2.0 + note_height(note),
        width=max(COLUMN_WIDTH, 0.26 * len(themes) + 2.4),
    )
    i, j = draw_counts(
        ax,
        grid,
        (terms, themes),
        words["term_theme_axis"],
        font=font,
        options=kwargs,
    )
    note_below(ax, note)
    alt = words["term_themes_alt"].format(
        term=terms[i], theme=themes[j], count=f"{grid[i, j]:.0f}", note=note
    )
    return finish(ax, alt, font=font)
