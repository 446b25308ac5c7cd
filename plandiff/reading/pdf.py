"""Read PDF files: lines in reading order, paragraphs, tables and frames.

`prints` gives what is printed, `edges` what stands around the text,
`columns` the order and the tables. Here lines become paragraphs: from
indentation, short last lines and gaps.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import pypdfium2 as pdfium

from plandiff.errors import ReadingError
from plandiff.reading.columns import aligned_rows, reading_order, ruled_rows
from plandiff.reading.edges import (
    common_size,
    find_footnotes,
    mark_edges,
    mark_fields,
    mark_unprinted,
    short_rules,
)
from plandiff.reading.grids import Area
from plandiff.reading.prints import Page, Run, join_baselines, read_page
from plandiff.reading.received import Block, Clock, Cut, Limits, Received

__all__ = ["read_pdf"]

_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd]")
_UNBROKEN = re.compile(
    "[“《（〔【]*(?:[A-Za-z0-9%.,:/-]{1,20}|.)[，。、；：？！”》）〕】]*"
)
_Mark = tuple[int, int, str]
"""Stretch of a footnote mark; the mark itself, if its note is not here."""

_FEW = 4
_Rules = list[tuple[float, float, float]]


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
        mark_fields(page)
    mark_edges(pages)
    composed = _Composed(common_size(pages), _usual(pages))
    composed.notices += notices
    for number, (page, rules) in enumerate(read, start=1):
        clock.check(f"page {number}")
        composed.add_page(page, rules, number)
    composed.close()
    return Received(
        "".join(composed.parts),
        "pdf",
        "",
        tuple(composed.blocks),
        tuple(composed.cuts),
        notices=tuple(composed.notices),
    )


def _pages(
    data: bytes, name: str, bounds: Limits, clock: Clock
) -> Iterator[tuple[Page, _Rules]]:
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
            yield read, short_rules(page, read.width)
            page.close()
            printed += sum(len(run.text) for run in read.runs)
            bounds.check_characters(printed, name)
    finally:
        document.close()


@dataclass(frozen=True, slots=True)
class _Home:
    """A column or a frame: where its lines begin and end."""

    left: float
    right: float


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


def _usual(pages: Sequence[Page]) -> dict[float, _Home]:
    """Return where most lines begin and end, by width of the page."""
    ends: defaultdict[float, tuple[Counter[int], Counter[int]]]
    ends = defaultdict(lambda: (Counter(), Counter()))
    for page in pages:
        for run in page.runs:
            if not run.cut:
                lefts, rights = ends[page.width]
                lefts[round(run.left / 2) * 2] += 1
                rights[round(run.right / 2) * 2] += 1
    return {
        width: _Home(
            float(min(_frequent(lefts))), float(max(_frequent(rights)))
        )
        for width, (lefts, rights) in ends.items()
        if min(max(lefts.values()), max(rights.values())) >= 3
    }


def _frequent(places: Counter[int]) -> list[int]:
    """Return the places that are at least half as frequent as the first."""
    most = max(places.values())
    return [place for place, times in places.items() if times >= most / 2]


@dataclass(slots=True)
class _Table:
    """A table, and whether it is the first thing on its page."""

    rows: list[list[str]]


class _Composed:
    """Text, blocks, cuts and notices, as the pages are added."""

    def __init__(self, size: float, usual: dict[float, _Home]) -> None:
        self.parts: list[str] = []
        self.blocks: list[Block] = []
        self.cuts: list[Cut] = []
        self.notices: list[str] = []
        self._size = size
        self._usual = usual
        self._length = 0
        self._paragraph: tuple[int, int, int] | None = None
        self._before: tuple[Run, _Home] | None = None
        self._frames = 0
        self._in_frame = False
        self._table_open = False
        self._open: dict[str, tuple[int, int]] = {}

    def add_page(self, page: Page, rules: _Rules, number: int) -> None:
        """Add what is printed on a page."""
        groups = reading_order(page)
        usual = self._usual.get(page.width) if len(groups) == 1 else None
        done: set[int] = set()
        for group in groups:
            items = list(_items(group, page, done))
            lines = [item for item in items if isinstance(item, Run)]
            outside = [line for line in lines if _frame(line, page) is None]
            found = find_footnotes(outside, self._size, rules)
            reasons = {id(outside[i]): why for i, why in found.notes.items()}
            called: defaultdict[int, list[_Mark]] = defaultdict(list)
            for index, start, end in found.calls:
                called[id(outside[index])].append((start, end, ""))
            for index, start, end, mark in found.open:
                called[id(outside[index])].append((start, end, mark))
            for mark in found.answered & self._open.keys():
                self._call(*self._open.pop(mark))
            if outside:
                self._open = {}
            homes = _homes(
                [line for line in lines if id(line) not in reasons],
                page,
                usual,
            )
            moved = True
            for item in items:
                if isinstance(item, _Table):
                    self._table(item.rows, moved=moved)
                    moved = False
                    continue
                why = item.cut or reasons.get(id(item), "")
                if why:
                    self._cut(item.text, why)
                    continue
                frame = _frame(item, page)
                self._line(item, frame, homes[id(frame)], moved=moved)
                self._marks(item.text, called[id(item)])
                moved = False
            if found.unsure:
                self.notices.append(
                    f"Page {number}: small lines at the foot may be "
                    "footnotes; left in place."
                )
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

    def _cut(self, text: str, why: str) -> None:
        start = self._write(text)
        self.cuts.append(Cut(start, self._length, "furniture", why))

    def _marks(self, text: str, marks: Sequence[_Mark]) -> None:
        """Cut the footnote marks in the line just written.

        Those whose note may stand on the next page are kept in mind.
        """
        begun = self._length - len(text) - 1
        for first, last, waiting in sorted(marks):
            if waiting:
                self._open[waiting] = begun + first, begun + last
            else:
                self._call(begun + first, begun + last)

    def _call(self, start: int, end: int) -> None:
        why = "footnote mark: calls a note at the foot of the page"
        self.cuts.append(Cut(start, end, "artefact", why))

    def _line(
        self, line: Run, frame: Area | None, home: _Home, *, moved: bool
    ) -> None:
        """Add a line to the open paragraph, or open a new one."""
        framed = frame is not None
        if framed and not self._in_frame:
            self._frames += 1
        begins = (
            self._paragraph is None
            or framed != self._in_frame
            or self._before is None
            or _begins(line, home, self._before, moved=moved)
        )
        self._in_frame, self._table_open = framed, False
        if begins:
            self.close()
        start = self._write(line.text)
        opened = self._paragraph[0] if self._paragraph else start
        number = self._frames if framed else 0
        self._paragraph = (opened, self._length, number)
        self._before = line, home

    def _table(self, rows: Sequence[Sequence[str]], *, moved: bool) -> None:
        """Add a table, or the rest of one that began on the page before."""
        self.close()
        start = self._length
        for row in rows:
            self._write("\t".join(row).rstrip())
        goes_on = moved and self._table_open and self.blocks
        if goes_on and self.blocks[-1].table:
            start = self.blocks.pop().start
        if self._length > start:
            self.blocks.append(Block(start, self._length, table=True))
        self._table_open, self._in_frame = True, False
        self._before = None


def _items(
    group: Sequence[Run], page: Page, done: set[int]
) -> Iterator[Run | _Table]:
    """Yield the lines and tables of a column, in reading order."""
    held: list[Run] = []
    place = 0
    while place < len(group):
        run = group[place]
        area = _area(run, page)
        if area is not None and area.columns > 1:
            yield from join_baselines(held)
            held = []
            if id(area) not in done:
                done.add(id(area))
                yield _Table(ruled_rows(area, page.runs))
            place += 1
            continue
        rows = aligned_rows(group, place) if area is None else None
        if rows is not None:
            yield from join_baselines(held)
            held = []
            yield _Table(rows)
            place += sum(len(row) for row in rows)
            continue
        if held and _area(held[-1], page) is not area:
            yield from join_baselines(held)
            held = []
        held.append(run)
        place += 1
    yield from join_baselines(held)


def _area(run: Run, page: Page) -> Area | None:
    if run.cut:
        return None
    return next((area for area in page.areas if area.holds(run)), None)


def _frame(run: Run, page: Page) -> Area | None:
    """Return the frame of one column around a line."""
    area = _area(run, page)
    return area if area is not None and area.columns == 1 else None


def _begins(
    line: Run, home: _Home, last: tuple[Run, _Home], *, moved: bool
) -> bool:
    """Whether a line begins a paragraph."""
    before, former = last
    em = line.size
    if abs(before.size - line.size) > 0.2 * em:
        return True
    if line.left > home.left + 1.2 * em:
        return True
    if before.right < former.right - max(1.8, _unit(line.text) + 0.8) * em:
        return True
    gap = before.bottom - line.bottom
    return not moved and gap > 3.2 * em


def _unit(text: str) -> float:
    """Return the width of what no line break may part at the start, in em.

    A line may end early because a mark may not begin the next.
    """
    found = _UNBROKEN.match(text)
    unit = found[0] if found else ""
    return sum(0.5 if mark.isascii() else 1.0 for mark in unit)


def _homes(
    lines: Sequence[Run], page: Page, usual: _Home | None
) -> dict[int, _Home]:
    """Return where lines begin and end, in the column and in each frame.

    Few lines do not show it: then it is where the lines of most pages do.
    """
    places: defaultdict[int, list[Run]] = defaultdict(list)
    for line in lines:
        if not line.cut:
            places[id(_frame(line, page))].append(line)
    found = {}
    for key, inside in places.items():
        em = median(line.size for line in inside)
        frame = _frame(inside[0], page)
        end = max(line.right for line in inside)
        if frame is not None:
            end = max(end, frame.box[2] - 1.5 * em)
        elif usual is not None and len(inside) < _FEW:
            end = max(end, usual.right)
        full = [line for line in inside if line.right > end - 2 * em]
        lefts = Counter(round(line.left) for line in full)
        common = [left for left, times in lefts.items() if times > 1]
        begin = float(min(common or (line.left for line in inside)))
        if frame is None and usual is not None and len(inside) < _FEW:
            begin = min(begin, usual.left)
        found[key] = _Home(begin, end)
    return found
