"""The report: one page for a reader, tables and charts beside it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pandas as pd

from plandiff.analysis.diff.diff import diff_of
from plandiff.analysis.indicators.ledger import ledger
from plandiff.analysis.indicators.table import indicator_table
from plandiff.analysis.terms.keyness import keyness
from plandiff.analysis.themes.codebook import Codebook
from plandiff.analysis.themes.loading import as_codebook
from plandiff.analysis.themes.shares import theme_shift
from plandiff.errors import ClauseError
from plandiff.files import whole_folder
from plandiff.matching.alignment import Alignment
from plandiff.output.pages.blocks import pair_anchor
from plandiff.output.pages.reportpage import render_page
from plandiff.output.pages.sections import (
    Section,
    make_figures,
    refuse_other_content,
    tabled,
)
from plandiff.output.pages.spots import link_spots, row_spots
from plandiff.output.plots.alignment import plot_alignment
from plandiff.output.plots.indicators import plot_indicators
from plandiff.output.plots.style import Language, plain_settings
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
    refuse_other_content(target, "links.csv")
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
        figures, failed = make_figures(
            _sections(alignment, themes, lang), room, lang=lang
        )
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


def _sections(
    alignment: Alignment, codebook: Codebook, lang: Language
) -> Iterator[tuple[str, Callable[[], Section | None]]]:
    """Name the sections with what makes each, in the order of the page.

    Keyness counts words, so it is left out where one side is a digest in
    our own words; of themes there is then no shift, only their presence.
    """
    first = "presence" if alignment.is_digest else "themes"

    def themes() -> Section:
        shift = theme_shift(alignment, codebook)
        chart = plot_theme_shift(shift, lang=lang)
        named = dict(zip(shift[f"name_{lang}"], shift["theme"], strict=True))
        spots = partial(row_spots, chart, "theme", named)
        return tabled(first, chart, shift, spots)

    def links() -> Section:
        chart = plot_alignment(alignment, lang=lang)
        pairs = alignment.links[["reference_id", "target_id"]]
        anchors = {
            (row[0], row[1]): pair_anchor(alignment, row[0], row[1])
            for row in pairs.itertuples(index=False)
        }
        spots = partial(link_spots, chart, alignment, anchors)
        return Section("map", chart, alignment.signature, spots=spots)

    def terms() -> Section | None:
        table = _keyness(alignment)
        if table is None:
            return None
        chart = plot_keyness(table, lang=lang)
        named = {term: term for term in table["term"]}
        spots = partial(row_spots, chart, "query", named)
        return tabled("keyness", chart, table, spots)

    def targets() -> Section | None:
        table = _targets(alignment)
        if not len(table):
            return None
        return tabled("indicators", plot_indicators(table, lang=lang), table)

    yield first, themes
    yield "map", links
    yield "keyness", terms
    yield "indicators", targets


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
