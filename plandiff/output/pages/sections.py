"""The sections of a report: a chart, its table, and the files of both."""

from __future__ import annotations

import base64
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from plandiff.errors import OutputError, PlandiffWarning
from plandiff.output.pages.reportpage import Figure
from plandiff.output.pages.spots import Spot
from plandiff.output.plots.style import Language, save_chart
from plandiff.output.words import read_words
from plandiff.output.writers.tables import write_table

__all__ = ["Section", "make_figures", "refuse_other_content", "tabled"]


@dataclass(frozen=True)
class Section:
    """A chart of the report, the table that it draws, what made it."""

    key: str
    chart: Axes
    signature: str
    table: pd.DataFrame | None = None
    spots: Callable[[], Sequence[Spot]] = tuple


def make_figures(
    sections: Iterable[tuple[str, Callable[[], Section | None]]],
    room: Path,
    *,
    lang: Language,
) -> tuple[list[Figure], list[tuple[str, str]]]:
    """Draw and save the charts; a section that fails is left out and named.

    Returns
    -------
    list of Figure
        In the order of the page.
    list of (str, str)
        Key of each section that failed, and why.
    """
    figures, failed = [], []
    for key, make in sections:
        try:
            section = make()
            if section is not None:
                title = read_words(lang)[key]
                figures.append(_figure(section, room, title=title))
        except Exception as error:  # the rest of the report still stands
            for part in room.glob(f"{key}.*"):
                part.unlink()
            reason = f"{type(error).__name__}: {error}"
            failed.append((key, reason))
            warnings.warn(
                f"report: the section {key} is left out, since making it "
                f"failed ({reason}). All other sections are whole.",
                PlandiffWarning,
                stacklevel=3,
            )
    return figures, failed


def tabled(
    key: str,
    chart: Axes,
    table: pd.DataFrame,
    spots: Callable[[], Sequence[Spot]] = tuple,
) -> Section:
    """Set a chart beside its table, which says what made both."""
    return Section(key, chart, str(table.attrs["signature"]), table, spots)


def refuse_other_content(folder: Path, own: str) -> None:
    """Refuse to replace a folder that is not a former report."""
    if not folder.is_dir():
        return
    content = sorted(path.name for path in folder.iterdir())
    if content and not {"index.html", own} <= set(content):
        raise OutputError(
            f"{folder}: expected a former report or an empty folder but "
            f"found {', '.join(content[:3])}. Choose another folder."
        )


def _figure(section: Section, room: Path, *, title: str) -> Figure:
    """Save a chart and its table; keep what the page shows of them."""
    chart, table, signature = section.chart, section.table, section.signature
    if table is not None:
        write_table(table, room / f"{section.key}.csv", signature=signature)
    save_chart(chart, room / f"{section.key}.png")
    # Both files show one layout; to find it again costs as much as to draw.
    figure = chart.get_figure(root=True)
    if figure is not None:
        figure.set_layout_engine("none")
    svg = save_chart(chart, room / f"{section.key}.svg").read_bytes()
    spots = section.spots()
    plt.close(figure)
    data = base64.b64encode(svg).decode("ascii")
    return Figure(
        section.key,
        f"data:image/svg+xml;base64,{data}",
        f"{title} · {signature}",
        table,
        str(chart.get_label()),
        spots,
    )
