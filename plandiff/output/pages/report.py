"""The report: one page for a reader, tables and charts beside it."""

from __future__ import annotations

import base64
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from plandiff.analysis.diff.diff import diff_of
from plandiff.analysis.indicators.ledger import ledger
from plandiff.analysis.indicators.table import indicator_table
from plandiff.analysis.terms.keyness import keyness
from plandiff.analysis.themes.codebook import Codebook
from plandiff.analysis.themes.loading import as_codebook
from plandiff.analysis.themes.shares import theme_shift
from plandiff.errors import ClauseError, OutputError, PlandiffWarning
from plandiff.files import whole_folder
from plandiff.matching.alignment import Alignment
from plandiff.output.pages.blocks import pair_anchor
from plandiff.output.pages.reportpage import Figure, render_page
from plandiff.output.pages.spots import Spot, link_spots, row_spots
from plandiff.output.plots.alignment import plot_alignment
from plandiff.output.plots.indicators import plot_indicators
from plandiff.output.plots.style import Language, plain_settings, save_chart
from plandiff.output.plots.terms import plot_keyness
from plandiff.output.plots.themes import plot_theme_shift
from plandiff.output.words import read_words
from plandiff.output.writers.tables import write_diff, write_table

__all__ = ["write_report"]


def write_report(
    alignment: Alignment,
    folder: str | os.PathLike[str],
    *,
    codebook: Codebook | str | None = None,
    lang: Language = "zh",
) -> Path:
    """Write a comparison of two plans as a page, tables and charts.

    The folder then holds ``index.html``, which needs no other file and no
    network, the tables as CSV and the charts as PNG and SVG. A section that
    cannot be made is left out; the page says so, and so does a warning.
    All is written beside its place and moved there when it is whole, so
    that a run that fails leaves the former report.

    Parameters
    ----------
    alignment : Alignment
        What `plandiff.align` found.
    folder : str or path-like
        Where the report is to stand. A former report there is replaced; a
        folder that holds anything else is refused.
    codebook : Codebook or str, optional
        Themes to follow, or the name of a codebook; the bundled
        ``ecommerce`` codebook by default.
    lang : {"zh", "en"}, default "zh"
        Language of headings and labels. Plan text is never translated.

    Returns
    -------
    pathlib.Path
        The page, ``index.html``.

    Raises
    ------
    OutputError
        If the folder cannot be written or holds something else than a
        report.

    Examples
    --------
    >>> import tempfile
    >>> from plandiff import Document, align
    >>> earlier = Document.from_clauses("a", [("1", "发展农村电商。")])
    >>> later = Document.from_clauses("b", [("1", "大力发展农村电商。")])
    >>> page = write_report(align(earlier, later), tempfile.mkdtemp() + "/r")
    >>> page.name
    'index.html'
    """
    read_words(lang)  # refuses another language
    diff_of(alignment)  # refuses what is no alignment
    target = Path(folder)
    _refuse_other_content(target)
    signature = alignment.signature
    themes = as_codebook(codebook or "ecommerce")
    with plain_settings(), whole_folder(target) as room:
        write_diff(alignment, room / "diff.csv")
        write_table(alignment.links, room / "links.csv", signature=signature)
        for side in ("reference", "target"):
            write_table(
                getattr(alignment, side).clauses,
                room / f"clauses-{side}.csv",
                signature=signature,
            )
        figures, failed = _figures(alignment, themes, room, lang=lang)
        files = sorted(path.name for path in room.iterdir())
        page = render_page(
            alignment,
            figures,
            files,
            lang=lang,
            codebook=themes,
            failed=failed,
        )
        (room / "index.html").write_text(page, encoding="utf-8")
    return target / "index.html"


def _refuse_other_content(folder: Path) -> None:
    """Refuse to replace a folder that is not a former report."""
    if not folder.is_dir():
        return
    content = sorted(path.name for path in folder.iterdir())
    if content and not {"index.html", "links.csv"} <= set(content):
        raise OutputError(
            f"{folder}: expected a former report or an empty folder but "
            f"found {', '.join(content[:3])}. Choose another folder."
        )


@dataclass(frozen=True)
class _Section:
    """A chart of the report, the table that it draws, what made it."""

    key: str
    chart: Axes
    signature: str
    table: pd.DataFrame | None = None
    spots: Callable[[], Sequence[Spot]] = tuple


def _figures(
    alignment: Alignment, codebook: Codebook, room: Path, *, lang: Language
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
    for key, make in _sections(alignment, codebook, lang):
        try:
            section = make()
            if section is not None:
                figures.append(
                    _figure(
                        section,
                        room,
                        title=read_words(lang)[key],
                    )
                )
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


def _sections(
    alignment: Alignment, codebook: Codebook, lang: Language
) -> Iterator[tuple[str, Callable[[], _Section | None]]]:
    """Name the sections with what makes each, in the order of the page.

    Keyness counts words, so it is left out where one side is a digest in
    our own words; of themes there is then no shift, only their presence.
    """
    first = "presence" if alignment.is_digest else "themes"

    def themes() -> _Section:
        shift = theme_shift(alignment, codebook)
        chart = plot_theme_shift(shift, lang=lang)
        named = dict(zip(shift[f"name_{lang}"], shift["theme"], strict=True))
        spots = partial(row_spots, chart, "theme", named)
        return _tabled(first, chart, shift, spots)

    def links() -> _Section:
        chart = plot_alignment(alignment, lang=lang)
        pairs = alignment.links[["reference_id", "target_id"]]
        anchors = {
            (row[0], row[1]): pair_anchor(alignment, row[0], row[1])
            for row in pairs.itertuples(index=False)
        }
        spots = partial(link_spots, chart, alignment, anchors)
        return _Section("map", chart, alignment.signature, spots=spots)

    def terms() -> _Section | None:
        table = _keyness(alignment)
        if table is None:
            return None
        chart = plot_keyness(table, lang=lang)
        named = {term: term for term in table["term"]}
        spots = partial(row_spots, chart, "query", named)
        return _tabled("keyness", chart, table, spots)

    def targets() -> _Section | None:
        table = _targets(alignment)
        if not len(table):
            return None
        return _tabled("indicators", plot_indicators(table, lang=lang), table)

    yield first, themes
    yield "map", links
    yield "keyness", terms
    yield "indicators", targets


def _tabled(
    key: str,
    chart: Axes,
    table: pd.DataFrame,
    spots: Callable[[], Sequence[Spot]] = tuple,
) -> _Section:
    """Set a chart beside its table, which says what made both."""
    return _Section(key, chart, str(table.attrs["signature"]), table, spots)


def _keyness(alignment: Alignment) -> pd.DataFrame | None:
    """Score the terms of both plans; None where nothing can be told."""
    if alignment.is_digest:
        return None
    try:
        terms = keyness(alignment.reference, alignment.target)
    except ClauseError:  # a plan without words
        return None
    return terms if terms["keyness"].ne(0).any() else None


def _targets(alignment: Alignment) -> pd.DataFrame:
    """Set the targets of both plans against what came of them."""
    documents = (alignment.reference, alignment.target)
    table = ledger(indicator_table(documents))
    own = table["plan"].isin([document.id for document in documents])
    targets = table[own].reset_index(drop=True)
    targets.attrs["signature"] = table.attrs["signature"]
    return targets


def _figure(section: _Section, room: Path, *, title: str) -> Figure:
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
