"""Charts of an alignment: where links stand, and why one was made."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis

from plandiff.analysis.diff.order import chapter_of
from plandiff.document import Document
from plandiff.frames import records
from plandiff.matching.alignment import Alignment
from plandiff.matching.explain import Explanation
from plandiff.output.plots.labels import (
    apart,
    largest_that_fit,
    line_height,
    shorten,
    signed,
    wrap,
)
from plandiff.output.plots.margins import (
    SLANTED,
    SLOPE,
    axes_room,
    cell_width,
    note_below,
)
from plandiff.output.plots.style import (
    COLOURS,
    COLUMN_WIDTH,
    Language,
    chart_words,
    finish,
    new_axes,
)

__all__ = ["plot_alignment", "plot_explanation"]

_SIZE = 7
_NAME_WIDTH = 0.95
_PAD = 12


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
    sides = (
        (reference, "earlier_side", ax.yaxis, ax.set_ylabel),
        (target, "later_side", ax.xaxis, ax.set_xlabel),
    )
    for document, side, axis, set_label in sides:
        title = _side(document, words[side], words)
        chapters = _chapters(document)
        named = _mark_chapters(ax, axis, chapters, words)
        if named < len(chapters):
            title += words["chapters_named"].format(
                named=named, all=len(chapters)
            )
        set_label(title)
    figure = ax.get_figure()
    if figure is not None:
        bar = figure.colorbar(image, ax=ax, fraction=0.03, pad=0.01)
        bar.set_label(words["confidence_axis"])
        finish(bar.ax, font=font)
    ax.legend(
        loc="lower right", bbox_to_anchor=(1, 1), frameon=False, borderpad=0
    )
    return finish(ax, _map_alt(alignment, words), font=font)


def plot_explanation(
    explanation: Explanation,
    *,
    top_n: int | None = None,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw what speaks for and against a link, as horizontal bars.

    A bar for each family of measures; what each family means stands below.

    Parameters
    ----------
    explanation : Explanation
        As from `Alignment.explain`.
    top_n : int, optional
        Draw so many single measures instead, the strongest first. They
        overlap: what one says twice another takes back.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.
    lang : {"zh", "en"}, default "zh"
        Language of the labels; measures keep the names of the model.
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
    if top_n is None:
        rows = records(explanation.families)
        names = [str(row[lang]) for row in rows]
    else:
        rows = records(explanation.signals.head(top_n))
        names = [f"{row['signal']} = {row['value']:.2f}" for row in rows]
    notes = 0.16 * len(rows) if top_n is None else 0.0
    ax = new_axes(ax, height=1.1 + 0.28 * len(rows) + notes)
    added = [row["contribution"] for row in rows]
    bars = ax.barh(
        names,
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
    terms = words["comma"].join(explanation.terms[:4]) or words["none"]
    title = words["explained"].format(
        confidence=f"{explanation.confidence:.2f}", terms=terms
    )
    ends = f"{explanation.reference.id} → {explanation.target.id}"
    ax.set_title(
        wrap(f"{ends}\n{title}", cell_width(ax) * 0.75, 9),
        loc="left",
        fontsize=9,
    )
    if top_n is None:
        colon = words["colon"]
        note_below(
            ax,
            "\n".join(
                f"{name}{colon}{row[f'says_{lang}']}"
                for name, row in zip(names, rows, strict=True)
            ),
        )
    parts = words["comma"].join(
        f"{name} {signed(value)}"
        for name, value in zip(names, added, strict=True)
    )
    alt = words["explained_alt"].format(ends=ends, title=title, parts=parts)
    return finish(ax, alt, font=font)


def _side(document: Document, side: str, words: Mapping[str, str]) -> str:
    """Name an axis: the plan, which of the two it is, its clauses."""
    if document.is_digest:
        side = words["digest_side"].format(side=side)
    key = "plan_clause" if len(document) == 1 else "plan_clauses"
    name = shorten(document.id, 1.8, 10, keep="end")
    return words[key].format(plan=name, side=side, count=len(document))


def _map_alt(alignment: Alignment, words: Mapping[str, str]) -> str:
    """Say how many links there are, how sure, and where most of them are."""
    links = alignment.links
    named = {
        "reference": alignment.reference.id,
        "target": alignment.target.id,
        "links": len(links),
    }
    if links.empty:
        return words["map_alt_none"].format(**named)
    ways = Counter(
        (
            chapter_of(alignment.reference[row["reference_id"]]),
            chapter_of(alignment.target[row["target_id"]]),
        )
        for row in records(links)
    )
    (left, right), count = min(ways.items(), key=lambda way: (-way[1], way[0]))
    return words["map_alt"].format(
        **named,
        median=f"{links['confidence'].median():.2f}",
        left=left or words["before_chapters"],
        right=right or words["before_chapters"],
        count=count,
    )


def _chapters(document: Document) -> list[tuple[str, range]]:
    """List the chapters in order, each with the places of its clauses."""
    found = []
    start = 0
    for title, members in itertools.groupby(document, key=chapter_of):
        end = start + sum(1 for _ in members)
        found.append((title, range(start, end)))
        start = end
    return found


def _mark_chapters(
    ax: Axes,
    axis: Axis,
    chapters: Sequence[tuple[str, range]],
    words: Mapping[str, str],
) -> int:
    """Part the chapters by lines and name them; say how many are named.

    A name stands beside its chapter, or as near as the other names leave
    room, with a line from the one to the other. Where there are more
    chapters than room, the largest are named.
    """
    if len(chapters) < 2:
        return len(chapters)
    upright = axis is ax.yaxis
    room = axes_room(ax)[1 if upright else 0]
    size = line_height(_SIZE) / (1 if upright else SLOPE)
    named = largest_that_fit([len(span) for _, span in chapters], size, room)
    clauses = chapters[-1][1].stop
    inch = clauses / room
    spans = [span for _, span in chapters]
    middles = [spans[k].start + (len(spans[k]) - 1) / 2 for k in named]
    places = apart(middles, [size * inch] * len(named), -0.5, clauses - 0.5)
    for span in spans[1:]:
        line = ax.axhline if upright else ax.axvline
        line(span.start - 0.5, color="#888888", linewidth=0.6)
    titles = [title or words["before_chapters"] for title, _ in chapters]
    axis.set_ticks(
        places.tolist(),
        [shorten(titles[k], _NAME_WIDTH, _SIZE) for k in named],
        **{"fontsize": _SIZE, **({} if upright else SLANTED)},
    )
    axis.set_tick_params(length=0, pad=_PAD + 2)
    out = _PAD / 72 / axes_room(ax)[0 if upright else 1]
    for middle, place in zip(middles, places, strict=True):
        along, away = (middle, middle, place), (0, -0.3 * out, -out)
        ax.plot(
            *((away, along) if upright else (along, away)),
            transform=ax.get_yaxis_transform()
            if upright
            else ax.get_xaxis_transform(),
            color="#888888",
            linewidth=0.5,
            clip_on=False,
            scalex=False,
            scaley=False,
        )
    return len(named)
