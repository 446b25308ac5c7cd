"""Read PDF files: lines in reading order, paragraphs, tables and frames.

PDFium gives the characters, over-printed ones once, with their place on the
page. Lines are put together from characters on one baseline; paragraphs
from indentation, short last lines and gaps; tables and frames from ruling
lines (see `plandiff.reading.grids`).
"""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw

from plandiff.errors import ReadingError
from plandiff.reading.furniture import FIELD
from plandiff.reading.grids import Area, Print, find_areas, table_rows
from plandiff.reading.received import Block, Cut, Limits, Received

__all__ = ["read_pdf"]

_EDGE = 0.08
"""Share of a page's height in which running heads and numbers stand."""


@dataclass(slots=True)
class _Page:
    """Lines of a page in reading order, and its ruled areas."""

    prints: list[Print]
    areas: list[Area]
    width: float
    height: float


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
        numbers and the metadata box of government web sites.

    Raises
    ------
    ReadingError
        If the file is encrypted, damaged, too large, or has no text layer.
    """
    bounds = limits or Limits()
    pages = list(_pages(data, name, bounds))
    count = sum(len(part.text) for page in pages for part in page.prints)
    if count < 3 * len(pages):
        raise ReadingError(
            f"{name}: expected text but its {len(pages)} pages are pictures "
            "without a text layer. Recognise the text first, with OCR "
            "software such as OCRmyPDF and a Chinese model."
        )
    composed = _Composed()
    _mark_edges(pages)
    for page in pages:
        composed.add_page(page)
    composed.close()
    return Received(
        "".join(composed.parts),
        "pdf",
        "",
        tuple(composed.blocks),
        tuple(composed.cuts),
    )


def _pages(data: bytes, name: str, bounds: Limits) -> Iterator[_Page]:
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
        begun = time.monotonic()
        for number in range(total):
            if time.monotonic() - begun > bounds.seconds:
                raise ReadingError(
                    f"{name}, page {number + 1}: reading took more than "
                    f"{bounds.seconds:g} s. Raise Limits(seconds=…)."
                )
            try:
                page = document[number]
            except pdfium.PdfiumError as error:
                raise ReadingError(
                    f"{name}, page {number + 1}: the page is damaged "
                    f"({error})."
                ) from error
            yield _page(page)
            page.close()
    finally:
        document.close()


def _page(page: Any) -> _Page:
    width, height = page.get_size()
    textpage = page.get_textpage()
    fragments = list(_fragments(textpage))
    textpage.close()
    prints = _baselines(fragments)
    return _Page(prints, find_areas(page, width), width, height)


def _fragments(textpage: Any) -> Iterator[Print]:
    """Yield PDFium's lines, each with its box."""
    characters: list[str] = []
    first = last = -1
    for index in range(textpage.count_chars() + 1):
        code = (
            pdfium_raw.FPDFText_GetUnicode(textpage.raw, index)
            if index < textpage.count_chars()
            else 10
        )
        if code in (10, 13):
            if first >= 0:
                left, bottom, _, top = textpage.get_charbox(first, loose=True)
                _, low, right, high = textpage.get_charbox(last, loose=True)
                text = "".join(characters).rstrip()
                if text.strip():
                    yield Print(
                        text, left, right, min(bottom, low), max(top, high)
                    )
            characters, first = [], -1
            continue
        if code in (0, 0xFFFE, 0xFFFF, 0x2, 0x3) or 0xD800 <= code < 0xE000:
            continue
        characters.append(chr(code))
        if not chr(code).isspace():
            first, last = (index if first < 0 else first), index


def _baselines(fragments: Sequence[Print]) -> list[Print]:
    """Join fragments that follow each other on one baseline."""
    lines: list[Print] = []
    for part in fragments:
        before = lines[-1] if lines else None
        if (
            before is not None
            and abs(before.bottom - part.bottom) < 0.35 * part.size
            and -0.5 * part.size < part.left - before.right < 0.8 * part.size
        ):
            lines[-1] = Print(
                before.text + part.text,
                before.left,
                part.right,
                min(before.bottom, part.bottom),
                max(before.top, part.top),
            )
        else:
            lines.append(part)
    return lines


def _mark_edges(pages: Sequence[_Page]) -> None:
    """Mark lines that stand at the edge of several pages."""
    seen: Counter[tuple[bool, str]] = Counter()
    for page in pages:
        for key in {_edge(part, page) for part in page.prints} - {None}:
            if key is not None:
                seen[key] += 1
    for page in pages:
        for index, part in enumerate(page.prints):
            key = _edge(part, page)
            if key is not None and seen[key] >= max(3, len(pages) // 4):
                reason = (
                    "page number: at the edge of the page"
                    if not re.search(r"[^\W\d_]", part.text)
                    else "running head: repeated at the edge of the page"
                )
                page.prints[index] = replace(part, cut=reason)


def _edge(part: Print, page: _Page) -> tuple[bool, str] | None:
    top = part.bottom > page.height * (1 - _EDGE)
    if not top and part.top > page.height * _EDGE:
        return None
    return top, re.sub(r"\d+", "#", part.text.replace(" ", ""))


class _Composed:
    """Text, blocks and cuts, as the pages are added."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.blocks: list[Block] = []
        self.cuts: list[Cut] = []
        self._length = 0
        self._paragraph: tuple[int, int, int] | None = None
        self._before: Print | None = None
        self._frames = 0
        self._in_frame = False
        self._table_open = False

    def add_page(self, page: _Page) -> None:
        """Add the lines of a page."""
        _mark_fields(page)
        done: set[int] = set()
        margins = _margins(page)
        new_page = True
        for part in page.prints:
            area = next(
                (a for a in page.areas if a.holds(part) and not part.cut), None
            )
            if part.cut:
                start = self._write(part.text)
                self.cuts.append(
                    Cut(start, self._length, "furniture", part.cut)
                )
            elif area is not None and area.columns > 1:
                if id(area) not in done:
                    done.add(id(area))
                    self._table(area, page.prints, new_page=new_page)
                    new_page = False
            else:
                self._line(part, area, margins[id(area)], new_page=new_page)
                new_page = False
        if self.parts:
            self.parts[-1] = self.parts[-1][:-1] + "\f"

    def close(self) -> None:
        """End the paragraph that is still open."""
        if self._paragraph is not None:
            start, end, frame = self._paragraph
            self.blocks.append(Block(start, end, boxed=frame))
            self._paragraph = None

    def _write(self, text: str) -> int:
        start = self._length
        self.parts.append(text + "\n")
        self._length += len(text) + 1
        return start

    def _line(
        self,
        part: Print,
        area: Area | None,
        margins: tuple[float, float],
        *,
        new_page: bool,
    ) -> None:
        """Add a line to the open paragraph, or open a new one."""
        framed = area is not None
        if framed and not self._in_frame:
            self._frames += 1
        begins = (
            self._paragraph is None
            or framed != self._in_frame
            or _begins(part, self._before, margins, new_page=new_page)
        )
        self._in_frame, self._table_open = framed, False
        if begins:
            self.close()
        start = self._write(part.text)
        opened = self._paragraph[0] if self._paragraph else start
        frame = self._frames if framed else 0
        self._paragraph = (opened, self._length, frame)
        self._before = part

    def _table(
        self, area: Area, prints: Sequence[Print], *, new_page: bool
    ) -> None:
        """Add a table, or the rest of one that began on the page before."""
        self.close()
        start = self._length
        for row in table_rows(area, prints):
            self._write("\t".join(row))
        goes_on = new_page and self._table_open and self.blocks
        if goes_on and self.blocks[-1].table:
            start = self.blocks.pop().start
        if self._length > start:
            self.blocks.append(Block(start, self._length, table=True))
        self._table_open, self._in_frame = True, False
        self._before = None


def _begins(
    part: Print,
    before: Print | None,
    margins: tuple[float, float],
    *,
    new_page: bool,
) -> bool:
    """Whether a line begins a paragraph."""
    if before is None:
        return True
    left, right = margins
    em = part.size
    if abs(before.size - part.size) > 0.2 * em:
        return True
    if part.left > left + 1.2 * em or before.right < right - 1.8 * em:
        return True
    gap = before.bottom - part.bottom
    return not new_page and gap > 3.2 * em


def _margins(page: _Page) -> dict[int, tuple[float, float]]:
    """Return left and right margin of the page and of each frame."""
    homes: defaultdict[int, list[Print]] = defaultdict(list)
    for part in page.prints:
        if not part.cut:
            area = next((a for a in page.areas if a.holds(part)), None)
            homes[id(area)].append(part)
    found: defaultdict[int, tuple[float, float]] = defaultdict(
        lambda: (0.0, page.width)
    )
    for home, parts in homes.items():
        right = max(part.right for part in parts)
        em = median(part.size for part in parts)
        full = [part for part in parts if part.right > right - 2 * em]
        lefts = Counter(round(part.left) for part in full)
        common = [left for left, times in lefts.items() if times > 1]
        found[home] = (float(min(common or lefts)), right)
    return found


def _mark_fields(page: _Page) -> None:
    """Mark the metadata box that web sites print into the text."""
    labelled = [
        index
        for index, part in enumerate(page.prints)
        if FIELD.search(part.text)
    ]
    names = {
        re.sub(r"\s", "", match)
        for index in labelled
        for match in FIELD.findall(page.prints[index].text)
    }
    if len(names) < 3:
        return
    box = [page.prints[index] for index in labelled]
    top = max(part.top for part in box) + 10
    bottom = min(part.bottom for part in box) - 5
    for index in range(labelled[0], len(page.prints)):
        part = page.prints[index]
        if bottom <= part.bottom and part.top <= top:
            page.prints[index] = replace(
                part, cut="metadata box: fields of the web site"
            )
