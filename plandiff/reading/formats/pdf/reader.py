"""Read PDF files: lines in reading order, paragraphs, tables and frames.

`letters`, `rows` and `lines` give what is printed, `margins` and
`annotations` what stands around the text, `places` and `columns` the order,
`columns` and `rulings` the tables, `breaks` where paragraphs begin, and
`composing` puts it together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium

from plandiff.errors import ReadingError
from plandiff.reading.formats.pdf.annotations import mark_annotations
from plandiff.reading.formats.pdf.composing import Composition
from plandiff.reading.formats.pdf.fonts import own_fonts
from plandiff.reading.formats.pdf.lines import Page, read_page
from plandiff.reading.formats.pdf.margins import (
    Rules,
    mark_edges,
    mark_fields,
    mark_stamps,
    mark_unprinted,
    short_rules,
)
from plandiff.reading.received import Clock, Limits, Received

__all__ = ["read_pdf"]

_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd]")


def read_pdf(
    data: bytes, *, name: str = "file", limits: Limits | None = None
) -> Received:
    """Read the text layer of a PDF.

    Parameters
    ----------
    data : bytes
        A PDF file.
    name : str
        For messages.
    limits : Limits, optional
        Bounds on pages, characters and time.

    Returns
    -------
    Received
        A line per printed line, pages apart by form feeds; a block for
        each paragraph, table and frame; cuts for running heads, page
        numbers, footnotes and their marks, what is not printed, and the
        metadata box of government web sites.

    Raises
    ------
    ReadingError
        If the file is encrypted, damaged, too large, or has no text layer.
    """
    bounds = limits or Limits()
    clock = bounds.clock(name)
    with own_fonts():
        read = list(_pages(data, name, bounds, clock))
    pages = [page for page, _ in read]
    count = sum(len(run.text) for page in pages for run in page.runs)
    if count < 3 * len(pages):
        raise ReadingError(
            f"{name}: expected text but its {len(pages)} pages are pictures "
            "without a text layer. Recognise the text first, with OCR "
            "software such as OCRmyPDF and a Chinese model."
        )
    notices = [*_unread(pages, name), *mark_unprinted(pages)]
    for page in pages:
        mark_annotations(page)
        mark_fields(page)
    mark_stamps(pages)
    mark_edges(pages)
    composed = Composition(pages)
    composed.notices += notices
    for number, (page, rules) in enumerate(read, start=1):
        clock.check(f"page {number}")
        composed.add_page(page, rules, number)
    composed.close()
    return composed.received("pdf", notices=composed.notices)


def _pages(
    data: bytes, name: str, bounds: Limits, clock: Clock
) -> Iterator[tuple[Page, Rules]]:
    """Yield the pages; refuse what cannot or should not be read."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise ReadingError(
                f"{name}: the PDF is encrypted. Save it without a password."
            ) from error
        raise ReadingError(
            f"{name}: expected a PDF but it is damaged ({error}). Download "
            "it again, or print it to PDF anew."
        ) from error
    try:
        total = len(document)
        if total > bounds.pages:
            raise ReadingError(
                f"{name}: expected at most {bounds.pages} pages but found "
                f"{total}. Split the file, or raise Limits(pages=…)."
            )
        printed = 0
        for number in range(total):
            where = f"page {number + 1}"
            clock.check(where)
            try:
                page = document[number]
            except pdfium.PdfiumError as error:
                raise ReadingError(
                    f"{name}, {where}: the page is damaged ({error})."
                ) from error
            read = read_page(page, clock, where)
            rules = short_rules(read.paths, read.width)
            read.paths = ()
            yield read, rules
            page.close()
            printed += sum(len(run.text) for run in read.runs)
            bounds.check_characters(printed, name)
    finally:
        document.close()


def _unread(pages: Sequence[Page], name: str) -> Iterator[str]:
    """Yield notices of pages and letters that have no known characters."""
    pictured = [
        str(number) for number, page in enumerate(pages, 1) if page.pictured
    ]
    if pictured:
        yield (
            f"{len(pictured)} page(s) are pictures without a text layer "
            f"({', '.join(pictured[:20])}); what they show is not read. "
            "Recognise the text first, with OCR software."
        )
    vertical = [str(number) for number, p in enumerate(pages, 1) if p.vertical]
    if vertical:
        yield (
            f"{len(vertical)} page(s) are printed in vertical columns "
            f"({', '.join(vertical[:20])}); read from the right to the left. "
            "Compare the text with the page."
        )
    text = "".join(run.text for page in pages for run in page.runs)
    unknown = len(_UNKNOWN.findall(text))
    if unknown > 0.5 * len(text):
        raise ReadingError(
            f"{name}: expected text but {unknown} of {len(text)} letters "
            "have no known character: the fonts of the file do not say "
            "what they print. Recognise the text with OCR software."
        )
    if unknown > 0.01 * len(text):
        yield (
            f"{unknown} of {len(text)} letters have no known character: "
            "their fonts do not say what they print. Compare the text with "
            "the page."
        )
