"""From the lines of PDF pages to paragraphs, tables, frames and notes.

A line begins a paragraph where it is indented, where the line before ends
early, or below a wide gap. Where lines begin and end is seen in each column
and frame.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from statistics import median

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
from plandiff.reading.received import Block, Cut
from plandiff.text.numbering import parse_mark

__all__ = ["Composition"]

_Mark = tuple[int, int, str]
"""Stretch of a footnote mark; the mark itself, if its note is not here."""

_FEW = 4
_NEAR = 4.0
_SENTENCE = 12
"""Characters that a line inside a sentence has at least."""

_ENDED = re.compile('[。！？；：.!?;:…][”’」』）》〉)"\\s]*$')
_HANGING = frozenset("，。、；：,.;:、")
_LEADERS = re.compile(r"[.．…·‥\s]{3,}\d*")
"""The rest of a contents entry that does not fit its line."""

_LED = re.compile(r".{1,15}?[.．…·‥\s]{3,}\d{1,4}")
_ENTRY_ENDS = re.compile(r"\d\s*$|目\s*[录錄次]\s*$")
_STOPPED = re.compile("[。！？][”’」』]*$")
_UNBROKEN = re.compile(
    "[“‘《〈（〔【「『(\\[+＋￥$#]*(?:[A-Za-z0-9%.,:/+-]{1,20}|.)"
    "[，。、；：？！”’》〉）〕】」』),.;:!?\\]]*"
    '(?:[“”‘’"]+.?|[A-Za-z0-9]{1,20})?'
)


@dataclass(frozen=True, slots=True)
class _Home:
    """A column or a frame: where its lines begin and end."""

    left: float
    right: float


@dataclass(slots=True)
class _Table:
    """A table: cells by row."""

    rows: list[list[str]]


class Composition:
    """Text, blocks, cuts and notices, as the pages are added.

    Parameters
    ----------
    pages : sequence of Page
        All pages, furniture marked; what is usual among them helps where a
        page shows little.
    """

    def __init__(self, pages: Sequence[Page]) -> None:
        self.parts: list[str] = []
        self.blocks: list[Block] = []
        self.cuts: list[Cut] = []
        self.notices: list[str] = []
        self.page_starts: list[int] = []
        self._size = common_size(pages)
        self._usual = _usual(pages)
        self._order = list(reading_order(pages))
        self._leading = _leading(self._order)
        self._entries = _wrapped_entries(self._order)
        self._length = 0
        self._paragraph: tuple[int, int, int] | None = None
        self._before: tuple[Run, _Home] | None = None
        self._frames = 0
        self._in_frame = False
        self._table_open = False
        self._open: dict[str, tuple[int, int]] = {}
        self._number = self._begun = self._shown = 0
        self._doubtful: dict[int, None] = {}

    def add_page(self, page: Page, rules: Rules, number: int) -> None:
        """Add what is printed on a page, from `short_rules` too."""
        self._number = number
        self.page_starts.append(self._length)
        columns = self._order[number - 1]
        done: set[int] = set()
        for column in columns:
            usual = self._home_of(column, number, alone=len(columns) == 1)
            items = list(_items(column.runs, page, done))
            lines = [item for item in items if isinstance(item, Run)]
            outside = [line for line in lines if _frame(line, page) is None]
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
            homes = _homes(
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
                frame = _frame(item, page)
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
    ) -> _Home | None:
        """Return where lines usually begin and end, if that is known."""
        if column.sides is not None:
            return _Home(*column.sides)
        if not (alone and self._leading):
            return None  # no line of the file is seen to be full
        return self._usual[number - 1]

    def _end_paragraph(self) -> None:
        if self._paragraph is not None:
            start, end, frame = self._paragraph
            self.blocks.append(Block(start, end, boxed=frame))
            self._paragraph = None

    def close(self) -> None:
        """End the last paragraph, and say where one may begin unseen."""
        self._end_paragraph()
        if self._doubtful and 2 * self._shown < self._begun:
            pages = ", ".join(map(str, [*self._doubtful][:20]))
            self.notices.append(
                "Neither indentation nor distance shows where paragraphs "
                f"begin. On page(s) {pages} a sentence ends with a full "
                "line; what follows was joined to it and may begin anew."
            )

    def _shows(self, line: Run, home: _Home, *, moved: bool) -> bool:
        """Whether indentation or distance shows that a line begins."""
        if line.left > home.left + 1.2 * line.size:
            return True
        if self._before is None:
            return False
        gap = (self._before[0].bottom - line.bottom) / line.size
        leading = self._leading
        return not moved and leading > 0 and gap > leading + 0.4

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
            or _begins(
                line, home, self._before, moved=moved, leading=self._leading
            )
        )
        self._in_frame, self._table_open = framed, False
        if begins:
            self._end_paragraph()
            self._begun += 1
            self._shown += self._shows(line, home, moved=moved)
        elif self._before is not None and _STOPPED.search(
            self._before[0].text
        ):
            self._doubtful[self._number] = None
        start = self._write(line.text)
        opened = self._paragraph[0] if self._paragraph else start
        number = self._frames if framed else 0
        self._paragraph = (opened, self._length, number)
        self._before = line, home

    def _go_on(self, line: Run) -> None:
        """Add what goes on with the line before; both become one line."""
        if self._paragraph is None:
            return
        opened, end, number = self._paragraph
        if end == self._length:
            before = self.parts[-1]
            self.parts[-1] = f"{before[:-1]}{line.text}{before[-1]}"
            self._length += len(line.text)
            if self.page_starts[-1] == end:  # it ends on the next page
                self.page_starts[-1] = self._length
        else:  # furniture stands between them
            self._write(line.text)
        self._paragraph = opened, self._length, number

    def _table(self, rows: Sequence[Sequence[str]], *, moved: bool) -> None:
        """Add a table, or the rest of one that began on the page before."""
        self._end_paragraph()
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


def _wrapped_entries(order: Sequence[Sequence[Column]]) -> set[int]:
    """Return the lines that go on with an entry of a contents list.

    Leaders may be too long for a line; the last letters may go with them.
    """
    found: set[int] = set()
    lines = [
        run
        for column in chain.from_iterable(order)
        for run in column.runs
        if not run.cut
    ]
    for before, line, after in zip(
        lines, lines[1:], [*lines[2:], None], strict=False
    ):
        if _ENTRY_ENDS.search(before.text):
            continue
        leads = _LED.fullmatch(line.text) or (
            after is not None and _LEADERS.fullmatch(after.text)
        )
        begun = id(before) in found or parse_mark(before.text) is not None
        if _LEADERS.fullmatch(line.text) or (
            leads and begun and parse_mark(line.text) is None
        ):
            found.add(id(line))
    return found


def _usual(pages: Sequence[Page]) -> list[_Home | None]:
    """Return for each page where lines begin and end on pages like it.

    Those are the pages of its width, on its side where margins are
    mirrored.
    """
    ends: defaultdict[tuple[float, int], list[tuple[int, int]]]
    ends = defaultdict(list)
    for number, page in enumerate(pages):
        for run in page.runs:
            if not run.cut:
                place = round(run.left / 2) * 2, round(run.right / 2) * 2
                ends[page.width, number % 2].append(place)
                ends[page.width, -1].append(place)
    homes = {
        key: _home(places, least=3 if key[1] < 0 else 8)
        for key, places in ends.items()
    }
    return [
        homes.get((page.width, number % 2)) or homes.get((page.width, -1))
        for number, page in enumerate(pages)
    ]


def _home(places: Sequence[tuple[int, int]], *, least: int) -> _Home | None:
    """Return where most of some lines begin and end, if many agree."""
    lefts = Counter(left for left, _ in places)
    rights = Counter(right for _, right in places)
    if min(max(lefts.values()), max(rights.values())) < least:
        return None
    return _Home(float(min(_frequent(lefts))), float(max(_frequent(rights))))


def _frequent(places: Counter[int]) -> list[int]:
    """Return the places that are at least half as frequent as the first."""
    most = max(places.values())
    return [place for place, times in places.items() if times >= most / 2]


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
    line: Run,
    home: _Home,
    last: tuple[Run, _Home],
    *,
    moved: bool,
    leading: float,
) -> bool:
    """Whether a line begins a paragraph."""
    before, former = last
    em = line.size
    if abs(before.size - line.size) > 0.2 * em:
        return True
    if line.left > home.left + 1.2 * em:
        return True
    ended = _ENDED.search(before.text) is not None
    mark = parse_mark(line.text)
    numbered = mark is not None and (ended or "decimal" not in mark.system)
    if numbered and ended:
        return True
    room = 1.8 if numbered else max(1.8, _unit(line.text) + 0.8)
    if before.right < former.right - room * em:
        return True
    gap = (before.bottom - line.bottom) / em
    return not moved and (
        gap > 3.2 or (leading > 0 and gap > leading + (0.4 if ended else 0.8))
    )


def _leading(order: Sequence[Sequence[Column]]) -> float:
    """Return the usual distance between the lines of a paragraph, in em.

    It is seen between a line that ends inside a sentence and the next, and
    0 where few lines do.
    """
    gaps: Counter[float] = Counter()
    for column in chain.from_iterable(order):
        for before, line in pairwise(column.runs):
            gap = (before.bottom - line.bottom) / line.size
            if (
                0.8 < gap < 3.2
                and not before.cut
                and not line.cut
                and abs(before.size - line.size) < 0.1 * line.size
                and len(before.text) >= _SENTENCE
                and not _ENDED.search(before.text)
            ):
                gaps[round(gap, 1)] += 1
    common = gaps.most_common(1)
    return common[0][0] if common and common[0][1] >= _FEW else 0.0


def _unit(text: str) -> float:
    """Return the width of what no line break may part at the start, in em.

    A line may end early because a mark may not begin the next.
    """
    found = _UNBROKEN.match(text)
    unit = found[0] if found else ""
    return sum(0.5 if mark.isascii() else 1.0 for mark in unit)


def _homes(
    lines: Sequence[Run],
    page: Page,
    usual: _Home | None,
    sides: tuple[float, float] | None,
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
        end = max(map(_end, inside))
        if (frame, sides) == (None, None) and not _filled(inside, end, em):
            begin = min(line.left for line in inside)
            end = max(end, usual.right if usual else page.width - begin)
        if frame is not None:
            end = max(end, frame.box[2] - 1.5 * em)
        elif usual is not None and len(inside) < _FEW:
            end = max(end, usual.right)
        begin = _left_edge(inside, end - 2 * em)
        if frame is None and usual is not None and usual.left < begin:
            seen = any(abs(x.left - usual.left) < _NEAR for x in inside)
            if seen or len(inside) < _FEW:
                begin = usual.left
        found[key] = _Home(begin, end)
    return found


def _end(line: Run) -> float:
    """Return where a line ends, without a mark that may hang over."""
    hangs = line.text[-1:] in _HANGING
    return line.right - (0.5 * line.size if hangs else 0.0)


def _filled(lines: Sequence[Run], end: float, em: float) -> bool:
    """Whether a line fills its column: it ends inside a sentence there.

    Where none does, lines end where those of other pages do, or as far from
    the edge of the page as they begin.
    """
    return any(
        line.right > end - 1.8 * em
        and len(line.text) >= _SENTENCE
        and not _ENDED.search(line.text)
        for line in lines[:-1]
    )


def _left_edge(lines: Sequence[Run], full: float) -> float:
    """Return where lines begin that go on with a paragraph.

    Those are most of the lines after a full one; without any, the first.
    """
    after = Counter(
        round(line.left)
        for before, line in pairwise(lines)
        if before.right > full
    )
    most = max(after.values(), default=0)
    edges = [left for left, times in after.items() if times == most]
    return min(edges, default=min(line.left for line in lines))
