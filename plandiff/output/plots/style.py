"""What all charts share: colours, wording, the last touch and saving."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal

import matplotlib as mpl
import matplotlib.pyplot as plt
import matplotlib.style
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from plandiff.errors import OutputError
from plandiff.files import whole_file
from plandiff.output.plots.fonts import chinese_font
from plandiff.output.plots.margins import (
    COLUMN_WIDTH,
    fit_titles,
)
from plandiff.output.words import read_words

__all__ = [
    "CHART_SUFFIXES",
    "COLOURS",
    "COLUMN_WIDTH",
    "HATCHES",
    "Language",
    "alt_text",
    "chart_words",
    "check_table",
    "chinese_font",
    "finish",
    "new_axes",
    "plain_settings",
    "save_chart",
]

Language = Literal["zh", "en"]

COLOURS = {
    "reference": "#7A7A7A",
    "target": "#0072B2",
    "rise": "#0072B2",
    "fall": "#D55E00",
    "neutral": "#BBBBBB",
    "kept": "#999999",
    "revised": "#56B4E9",
    "rewritten": "#F0E442",
    "split": "#009E73",
    "merged": "#CC79A7",
    "added": "#0072B2",
    "dropped": "#D55E00",
    "open": "#FFFFFF",
    "matched": "#56B4E9",
    "unmatched": "#E69F00",
}
"""Colours by meaning, from the palette of Okabe and Ito (2008), which
readers with any common colour vision tell apart."""

HATCHES = {
    "kept": "",
    "revised": "//",
    "rewritten": "--",
    "split": "..",
    "merged": "xx",
    "added": "++",
    "dropped": "\\\\",
    "open": "oo",
    "matched": "//",
    "unmatched": "..",
}
"""Hatches that double the colours of clause statuses in print."""

CHART_SUFFIXES = (".png", ".svg", ".pdf")
"""Formats that `save_chart` writes."""

_UNDATED = {
    ".svg": ("Date", "Creator"),
    ".pdf": ("CreationDate", "Producer", "Creator"),
    ".png": ("Software",),
}
_DESCRIBED = {".svg": "Title", ".pdf": "Subject", ".png": "Description"}


def check_table(
    table: object, maker: str, lang: Language, *, needs: str = ""
) -> Mapping[str, str]:
    """Refuse what is no table; return the wording of the chart.

    Parameters
    ----------
    table : object
        What the caller gave.
    maker : str
        The call that makes the table that is wanted.
    lang : str
        What the caller asked for.
    needs : str, optional
        A column that tells the wanted table from all others.

    Returns
    -------
    mapping of str to str
        As from `chart_words`.

    Raises
    ------
    TypeError
        If `table` is no table, or another one.
    ValueError
        If `lang` is neither ``zh`` nor ``en``.

    Examples
    --------
    >>> check_table("ec13-ec14", "plandiff.keyness(old, new)", "zh")
    Traceback (most recent call last):
    TypeError: table: expected the table of plandiff.keyness(old, new) but \
found a str. Pass that table.
    """
    words = chart_words(lang)
    if not isinstance(table, pd.DataFrame):
        raise TypeError(
            f"table: expected the table of {maker} but found a "
            f"{type(table).__name__}. Pass that table."
        )
    if needs and needs not in table.columns:
        first = ", ".join(str(name) for name in table.columns[:4])
        raise TypeError(
            f"table: expected the table of {maker}, which has the column "
            f"{needs}, but found one with {first} … Pass that table."
        )
    return words


def chart_words(lang: Language) -> Mapping[str, str]:
    """Read the wording of charts, which speak one language at a time.

    Parameters
    ----------
    lang : {"zh", "en"}
        Language of the chart.

    Returns
    -------
    mapping of str to str
        Key to wording, as ``words.toml`` lists them.

    Raises
    ------
    ValueError
        If `lang` is neither.

    Examples
    --------
    >>> chart_words("en")["share_axis"]
    'Share of sentences (%)'
    """
    if lang not in ("zh", "en"):
        raise ValueError(f"lang: expected 'zh' or 'en', found {lang!r}.")
    return read_words(lang)


def new_axes(
    ax: Axes | None, *, height: float, width: float = COLUMN_WIDTH
) -> Axes:
    """Return `ax`, or the Axes of a new figure where it is None.

    Parameters
    ----------
    ax : matplotlib.axes.Axes or None
        What the caller gave.
    height, width : float
        Size of a new figure, in inches.

    Returns
    -------
    matplotlib.axes.Axes
        Where to draw.
    """
    if ax is not None:
        return ax
    _, fresh = plt.subplots(figsize=(width, height), layout="constrained")
    return fresh


def finish(ax: Axes, alt: str = "", *, font: str | None = None) -> Axes:
    """Set every text of a chart in one font, lighten its frame, describe it.

    Call it last: it reaches titles, axis and tick labels, the legend and
    annotations that exist by then.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The chart.
    alt : str
        What is to be seen, in words: the chart's label, which pages give
        to those who cannot see it and `save_chart` writes into the file.
    font : str, optional
        A family name that matplotlib knows; the bundled Chinese font by
        default.

    Returns
    -------
    matplotlib.axes.Axes
        The same chart.
    """
    family = font or chinese_font()
    ax.set_label(alt)
    fit_titles(ax)
    ax.tick_params(labelfontfamily=family)
    for text in ax.findobj(Text):
        text.set_fontfamily(family)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax


def plain_settings() -> AbstractContextManager[None]:
    """Draw as matplotlib does out of the box, whatever a machine prefers.

    For files that a program writes: they are the same bytes on any
    machine, even where a ``matplotlibrc`` lies. A notebook draws as its
    reader set it.

    Returns
    -------
    context manager
        Within it the default settings hold.
    """
    return mpl.style.context("default")


def alt_text(figure: Figure) -> str:
    """Return what is to be seen in a figure: the labels of its charts."""
    labels = (str(ax.get_label()) for ax in figure.axes)
    return " ".join(
        label for label in labels if label and not label.startswith("<")
    )


def save_chart(
    chart: Axes | Figure, path: str | os.PathLike[str], *, dpi: int = 150
) -> Path:
    """Write a chart to a file; the same chart gives the same bytes.

    Parameters
    ----------
    chart : matplotlib.axes.Axes or matplotlib.figure.Figure
        What to write; for Axes, the figure that holds them.
    path : str or path-like
        The suffix chooses the format: ``.png``, ``.svg`` or ``.pdf``.
        Letters are outlines in SVG and embedded in PDF, so that the file
        needs no font where it is read. What is to be seen (the label of
        the Axes) stands in the file too, in SVG as its title.
    dpi : int, default 150
        Resolution of a PNG, in dots per inch.

    Returns
    -------
    pathlib.Path
        The file, written whole.

    Raises
    ------
    OutputError
        If the suffix is none of `CHART_SUFFIXES`, or the folder cannot be
        written.
    """
    figure = chart.get_figure(root=True) if isinstance(chart, Axes) else chart
    if figure is None:
        raise ValueError("chart: expected Axes that belong to a figure.")
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in CHART_SUFFIXES:
        raise OutputError(
            f"{target}: expected a name that ends in "
            f"{', '.join(CHART_SUFFIXES)} but found "
            f"{target.suffix or 'no suffix'}. Choose one of them."
        )
    metadata: dict[str, str | None] = dict.fromkeys(_UNDATED[suffix])
    if seen := alt_text(figure):
        metadata[_DESCRIBED[suffix]] = seen
    with (
        whole_file(target) as beside,
        mpl.rc_context({"svg.hashsalt": "plandiff", "pdf.fonttype": 42}),
    ):
        figure.savefig(beside, dpi=dpi, metadata=metadata)
    return target
