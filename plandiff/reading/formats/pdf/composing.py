"""From the lines of PDF pages to paragraphs, tables, frames and notes.

Lines that `breaks` does not part are one paragraph; tables, frames, notes
and furniture stand apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plandiff.reading.formats.pdf.breaks import (
    Home,
    area_of,
    begins,
    frame_of,
    homes_of,
    stops,
    usual_homes,
    usual_leading,
    wrapped_entries,
)
from plandiff.reading.formats.pdf.columns import (
    Column,
    aligned_rows,
    reading_order,
    ruled_rows,
)
from plandiff.reading.formats.pdf.lines import Page, Run, join_baselines
from plandiff.reading.formats.pdf.margins import (
    Rules,
    common_size,
    find_footnotes,
)
from plandiff.reading.formats.pdf.rulings import Area
from plandiff.reading.writing import Writer

__all__ = ["Composition"]

_Mark = tuple[int, int, str]
"""Stretch of a footnote mark; the mark itself, if its note is not here."""


@dataclass(slots=True)
class _Table:
    """A table: cells by row."""

    rows: list[list[str]]


class Composition(Writer):
    """Text, blocks, cuts and notices, as the pages are added.

    Parameters
    ----------
    pages : sequence of Page
        All pages, furniture marked; what is usual among them helps where a
        page shows little.
    """

    def __init__(self, pages: Sequence[Page]) -> None:
        super().__init__()
        self.notices: list[str] = []
        self._size = common_size(pages)
        self._usual = usual_homes(pages)
        self._order = list(reading_order(pages))
        self._leading = usual_leading(self._order)
        self._entries = wrapped_entries(self._order)
        self._paragraph: tuple[int, int, int] | None = None
        self._before: tuple[Run, Home] | None = None
        self._frames = 0
        self._in_frame = False
        self._table_open = False
        self._open: dict[str, tuple[int, int]] = {}
        self._number = self._begun = self._shown = 0
        self._doubtful: dict[int, None] = {}
        self._unseen: dict[int, None] = {}
        self._plain = 0

    def add_page(self, page: Page, rules: Rules, number: int) -> None:
        """Add what is printed on a page, from `short_rules` too."""
        self._number = number
        self.page()
        columns = self._order[number - 1]
        done: set[int] = set()
        for column in columns:
            usual = self._home_of(column, number, alone=len(columns) == 1)
            items = list(_items(column.runs, page, done))
            lines = [item for item in items if isinstance(item, Run)]
            outside = [line for line in lines if frame_of(line, page) is None]
            found = find_footnotes(outside, self._size, rules)
            reasons = {id(outside[i]): why for i, why in found.notes.items()}
            called: defaultdict[int, list[_Mark]] = defaultdict(list)
            for index, start, end in found.calls:
                called[id(outside[index])].append((start, end, ""))
            for index, start, end, mark in found.open:
                called[id(outside[index])].append((start, end, mark))
            for mark in sorted(found.answered & self._open.keys()):
                self._call(*self._open.pop(mark))
            if any(not line.cut for line in outside):
                self._open = {}
            homes = homes_of(
                [line for line in lines if id(line) not in reasons],
                page,
                usual,
                column.sides,
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
                frame = frame_of(item, page)
                if id(item) in self._entries and self._paragraph is not None:
                    self._go_on(item)
                    continue
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

    def _home_of(
        self, column: Column, number: int, *, alone: bool
    ) -> Home | None:
        """Return where lines usually begin and end, if that is known."""
        if column.sides is not None:
            return Home(*column.sides)
        if not (alone and self._leading):
            return None  # no line of the file is seen to be full
        return self._usual[number - 1]

    def _end_paragraph(self) -> None:
        if self._paragraph is not None:
            start, end, frame = self._paragraph
            self.block(start, end, boxed=frame)
            self._paragraph = None

    def close(self) -> None:
        """End the last paragraph, and say where one may begin unseen."""
        self._end_paragraph()
        mostly = 2 * self._shown < self._begun
        doubtful = [*(self._doubtful if mostly else self._unseen)]
        if doubtful:
            pages = ", ".join(map(str, doubtful[:20]))
            why = (
                "Neither indentation nor distance shows where paragraphs "
                f"begin. On page(s) {pages}"
                if mostly
                else "Paragraphs are parted by a distance, which the end of "
                f"a page hides. Before page(s) {pages}"
            )
            self.notices.append(
                f"{why} a sentence ends with a full line; what follows was "
                "joined to it and may begin anew."
            )

    def _shows(self, line: Run, home: Home, *, moved: bool) -> bool:
        """Whether indentation or distance shows that a line begins."""
        if line.left > home.left + 1.2 * line.size:
            return True
        if self._before is None:
            return False
        gap = (self._before[0].bottom - line.bottom) / line.size
        leading = self._leading
        return not moved and leading > 0 and gap > leading + 0.4

    def _cut(self, text: str, why: str) -> None:
        self.cut(self.line(text), why)

    def _marks(self, text: str, marks: Sequence[_Mark]) -> None:
        """Cut the footnote marks in the line just written.

        Those whose note may stand on the next page are kept in mind.
        """
        begun = self.length - len(text) - 1
        for first, last, waiting in sorted(marks):
            if waiting:
                self._open[waiting] = begun + first, begun + last
            else:
                self._call(begun + first, begun + last)

    def _call(self, start: int, end: int) -> None:
        why = "footnote mark: calls a note at the foot of the page"
        self.cut(start, why, end=end, kind="artefact")

    def _line(
        self, line: Run, frame: Area | None, home: Home, *, moved: bool
    ) -> None:
        """Add a line to the open paragraph, or open a new one."""
        framed = frame is not None
        if framed and not self._in_frame:
            self._frames += 1
        opens = (
            self._paragraph is None
            or framed != self._in_frame
            or self._before is None
            or begins(
                line, home, self._before, moved=moved, leading=self._leading
            )
        )
        self._in_frame, self._table_open = framed, False
        if opens:
            self._end_paragraph()
            self._begun += 1
            shown = self._shows(line, home, moved=moved)
            self._shown += shown
            indented = line.left > home.left + 1.2 * line.size
            self._plain = 0 if indented else self._plain + 1
        elif self._before is not None and stops(self._before[0].text):
            self._doubtful[self._number] = None
            if moved and self._plain > 2:  # a page ends in a distance
                self._unseen[self._number] = None
        start = self.line(line.text)
        opened = self._paragraph[0] if self._paragraph else start
        number = self._frames if framed else 0
        self._paragraph = (opened, self.length, number)
        self._before = line, home

    def _go_on(self, line: Run) -> None:
        """Add what goes on with the line before; both become one line."""
        if self._paragraph is None:
            return
        opened, end, number = self._paragraph
        if end == self.length:
            before = self.parts[-1]
            self.parts[-1] = f"{before[:-1]}{line.text}{before[-1]}"
            self.length += len(line.text)
            if self.page_starts[-1] == end:  # it ends on the next page
                self.page_starts[-1] = self.length
        else:  # furniture stands between them
            self.line(line.text)
        self._paragraph = opened, self.length, number

    def _table(self, rows: Sequence[Sequence[str]], *, moved: bool) -> None:
        """Add a table, or the rest of one that began on the page before."""
        self._end_paragraph()
        start = self.length
        for row in rows:
            self.line("\t".join(row).rstrip())
        goes_on = moved and self._table_open and self.blocks
        if goes_on and self.blocks[-1].table:
            start = self.blocks.pop().start
        self.block(start, table=True)
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
        area = area_of(run, page)
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
        if held and area_of(held[-1], page) is not area:
            yield from join_baselines(held)
            held = []
        held.append(run)
        place += 1
    yield from join_baselines(held)
