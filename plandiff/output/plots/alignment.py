"""Charts of an alignment: where links stand, and why one was made."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from plandiff.document import Document
from plandiff.frames import records
from plandiff.matching.alignment import Alignment
from plandiff.matching.explain import Explanation
from plandiff.output.plots.style import (
    COLOURS,
    COLUMN_WIDTH,
    Language,
    chart_words,
    finish,
    new_axes,
)

__all__ = ["plot_alignment", "plot_explanation"]


def plot_alignment(
    alignment: Alignment,
    *,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw every scored pair of clauses as a heatmap, links marked.

    Rows are the clauses of the earlier plan and columns those of the later
    one, both in the order of the plan. The shade of a cell is the confidence
    that the pair belongs together; a dot marks an accepted link. Lines part
    the chapters.

    Parameters
    ----------
    alignment : Alignment
        What to draw; `alignment.pairs` and `alignment.links` are read.
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
        The chart.

    Examples
    --------
    >>> from plandiff import Document, align
    >>> earlier = Document.from_clauses("a", [("1", "发展农村电商")])
    >>> later = Document.from_clauses("b", [("1", "大力发展农村电商")])
    >>> plot_alignment(align(earlier, later), lang="en").get_xlabel()
    'b (later plan), 1 clause'
    """
    words = chart_words(lang)
    reference, target = alignment.reference, alignment.target
    rows = {clause.id: i for i, clause in enumerate(reference)}
    columns = {clause.id: j for j, clause in enumerate(target)}
    matrix = np.zeros((len(rows), len(columns)))
    pairs = alignment.pairs
    matrix[
        [rows[id_] for id_ in pairs["reference_id"]],
        [columns[id_] for id_ in pairs["target_id"]],
    ] = pairs["confidence"].astype(float)

    height = COLUMN_WIDTH * min(max(len(rows) / len(columns), 0.35), 1.4)
    ax = new_axes(ax, height=height + 0.8)
    options = {"cmap": "Blues", "vmin": 0, "vmax": 1, "aspect": "auto"}
    image = ax.imshow(matrix, **{**options, **kwargs})
    links = alignment.links
    ax.scatter(
        [columns[id_] for id_ in links["target_id"]],
        [rows[id_] for id_ in links["reference_id"]],
        s=10,
        color="#D55E00",
        edgecolors="white",
        linewidths=0.4,
        label=words["link_mark"],
    )
    _mark_chapters(ax, reference, axis="y")
    _mark_chapters(ax, target, axis="x")
    ax.set_ylabel(_side(reference, words["earlier_side"], words))
    ax.set_xlabel(_side(target, words["later_side"], words))
    figure = ax.get_figure()
    if figure is not None:
        bar = figure.colorbar(image, ax=ax, fraction=0.03, pad=0.01)
        bar.set_label(words["sort_confidence"])
        finish(bar.ax, font=font)
    ax.legend(
        loc="lower right", bbox_to_anchor=(1, 1), frameon=False, borderpad=0
    )
    return finish(ax, font=font)


def plot_explanation(
    explanation: Explanation,
    *,
    top_n: int = 10,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw what speaks for and against a link, as horizontal bars.

    Parameters
    ----------
    explanation : Explanation
        As from `Alignment.explain`.
    top_n : int, default 10
        How many signals to show, the strongest first.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.
    lang : {"zh", "en"}, default "zh"
        Language of the labels; signals keep the names of the model.
    font : str, optional
        Font family; the bundled Chinese font by default.
    **kwargs
        Passed to `matplotlib.axes.Axes.barh`.

    Returns
    -------
    matplotlib.axes.Axes
        Bars to the right speak for the link and are plain, bars to the
        left speak against it and are hatched. Their length is in log odds.

    Examples
    --------
    >>> from plandiff import Document, align
    >>> earlier = Document.from_clauses("a", [("1", "发展农村电商")])
    >>> later = Document.from_clauses("b", [("1", "大力发展农村电商")])
    >>> found = align(earlier, later).explain("1", "1")
    >>> plot_explanation(found, lang="en").get_xlabel()
    'adds to the log odds of a link'
    """
    words = chart_words(lang)
    rows = records(explanation.signals.head(top_n))
    ax = new_axes(ax, height=1.0 + 0.28 * len(rows))
    added = [row["contribution"] for row in rows]
    bars = ax.barh(
        [f"{row['signal']} = {row['value']:.2f}" for row in rows],
        added,
        **{
            "color": [COLOURS["rise" if x >= 0 else "fall"] for x in added],
            "edgecolor": "white",
            **kwargs,
        },
    )
    for bar, value in zip(bars, added, strict=True):
        bar.set_hatch("" if value >= 0 else "//")
    ax.invert_yaxis()
    ax.axvline(0, color="#444444", linewidth=0.8)
    ax.set_xlabel(words["log_odds_axis"])
    terms = "、".join(explanation.terms[:4]) or words["none"]
    ax.set_title(
        f"{explanation.reference.id} → {explanation.target.id}\n"
        + words["explained"].format(
            confidence=f"{explanation.confidence:.2f}", terms=terms
        ),
        loc="left",
        fontsize=9,
    )
    return finish(ax, font=font)


def _side(document: Document, side: str, words: Mapping[str, str]) -> str:
    """Name an axis: the plan, which of the two it is, its clauses."""
    if document.is_digest:
        side = words["digest_side"].format(side=side)
    key = "plan_clause" if len(document) == 1 else "plan_clauses"
    return words[key].format(plan=document.id, side=side, count=len(document))


def _mark_chapters(ax: Axes, document: Document, *, axis: str) -> None:
    """Part the chapters by lines and name them by their number."""
    starts: list[int] = []
    names: list[str] = []
    previous: str | None = None
    for position, clause in enumerate(document):
        chapter = clause.path[0] if clause.path else ""
        if chapter != previous:
            starts.append(position)
            names.append(chapter)
            previous = chapter
    if len(starts) < 2:
        return
    bounds = [*starts, len(document)]
    centres = [
        (low + high - 1) / 2 for low, high in itertools.pairwise(bounds)
    ]
    labels = [name if len(name) <= 9 else name[:8] + "…" for name in names]
    for start in starts[1:]:
        line = ax.axhline if axis == "y" else ax.axvline
        line(start - 0.5, color="#888888", linewidth=0.6)
    if axis == "y":
        ax.set_yticks(centres, labels, fontsize=7)
    else:
        ax.set_xticks(
            centres,
            labels,
            fontsize=7,
            rotation=30,
            ha="right",
            rotation_mode="anchor",
        )
