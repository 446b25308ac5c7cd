"""Reading order on a PDF page, and tables that show by their alignment.

A page in two columns has a gutter: a strip that hardly any line crosses,
with lines of text side by side left and right of it. Lines across the
gutter, such as titles, part the page into bands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, floor
from statistics import median

from plandiff.reading.formats.pdf.lines import Page, Run, join_baselines
from plandiff.reading.formats.pdf.places import by_place
from plandiff.reading.formats.pdf.rulings import Area

__all__ = ["Column", "aligned_rows", "reading_order", "ruled_rows"]

_CROSSING = 0.15
"""Share of the lines that may cross a gutter."""

_FEWEST = 5
_LEADERS = re.compile(r"[.．…·‥]{3,}")
_PAGE = re.compile(r"\d{1,4}")


@dataclass(frozen=True, slots=True)
class Gutter:
    """A vertical strip between two columns."""

    left: float
    right: float

    def side(self, run: Run) -> int:
        """Return -1 for a run on the left, 1 on the right, 0 across."""
        if run.right <= self.right and run.left < self.left:
            return -1
        return 1 if run.left >= self.left else 0


@dataclass(frozen=True, slots=True)
class Column:
    """What is printed in a column of a page, or across its columns.

    Attributes
    ----------
    runs : list of Run
        In reading order.
    sides : tuple of (float, float) or None
        Where the column begins and ends; None for a page without columns
        and for what stands across them.
    """

    runs: list[Run]
    sides: tuple[float, float] | None = None


def reading_order(pages: Sequence[Page]) -> Iterator[list[Column]]:
    """Yield for each page its columns, in reading order.

    Parameters
    ----------
    pages : sequence of Page
        Runs that are furniture already carry their reason.

    Yields
    ------
    list of Column
        One, unless a gutter parts columns; see `by_place`. A page of few
        lines has the gutter of the other pages, if it fits.
    """
    bodies = [_body(page) for page in pages]
    gutters = [_gutter(body) for body in bodies]
    known = {
        page.width: gutter
        for page, gutter in zip(pages, gutters, strict=True)
        if gutter is not None
    }
    for page, body, own in zip(pages, bodies, gutters, strict=True):
        gutter = own or known.get(page.width)
        if gutter is None or (own is None and not _fits(gutter, body)):
            yield [Column(by_place(page))]
        else:
            yield _banded(page, gutter)


def _body(page: Page) -> list[Run]:
    return [
        run
        for run in page.runs
        if not run.cut
        and not any(a.columns > 1 and a.holds(run) for a in page.areas)
    ]


def _fits(gutter: Gutter, runs: Sequence[Run]) -> bool:
    """Whether the lines of a page keep to the gutter of other pages."""
    across = sum(gutter.side(run) == 0 for run in runs)
    flush = any(
        run.left - gutter.left >= 0 and run.left < gutter.right + 3 * run.size
        for run in runs
    )
    return flush and across <= max(1, _CROSSING * len(runs))


def _banded(page: Page, gutter: Gutter) -> list[Column]:
    """Part a page into bands between the lines across its gutter."""
    free = [run for run in page.runs if not run.cut]
    across = sorted(
        (run for run in free if gutter.side(run) == 0),
        key=lambda run: -run.top,
    )
    middle = page.height / 2
    found = [
        Column([run for run in page.runs if run.cut and run.top > middle])
    ]
    rest = [run for run in free if gutter.side(run)]
    for run in across:
        above = [other for other in rest if other.bottom >= run.top - 1]
        found += _columns(above, gutter)
        rest = [other for other in rest if other.bottom < run.top - 1]
        if above or len(found) == 1:
            found.append(Column([]))
        found[-1].runs.append(run)
    found += _columns(rest, gutter)
    found.append(
        Column([run for run in page.runs if run.cut and run.top <= middle])
    )
    return [column for column in found if column.runs]


def _columns(runs: Sequence[Run], gutter: Gutter) -> list[Column]:
    """Return the left and the right column of a band, from the top."""
    found = []
    for side in (-1, 1):
        inside = sorted(
            (run for run in runs if gutter.side(run) == side),
            key=lambda run: (-round(run.bottom), run.left),
        )
        sides = (
            (min(run.left for run in inside), gutter.left)
            if side < 0 and inside
            else (gutter.right, max((r.right for r in inside), default=0.0))
        )
        found.append(Column(inside, sides))
    return found


def _gutter(runs: Sequence[Run]) -> Gutter | None:
    """Find the strip between two columns of text."""
    if len(runs) < 2 * _FEWEST:
        return None
    left = min(run.left for run in runs)
    right = max(run.right for run in runs)
    size = median(run.size for run in runs)
    strip = _clearest(runs, left, right)
    if strip is None or strip.right - strip.left < 0.8 * size:
        return None
    first = [run for run in runs if strip.side(run) < 0]
    second = [run for run in runs if strip.side(run) > 0]
    if min(len(first), len(second)) < _FEWEST:
        return None
    beside = sum(
        any(abs(run.bottom - other.bottom) < 0.7 * size for other in second)
        for run in first
    )
    wide = all(
        median(len(run.text) for run in column) >= 8
        for column in (first, second)
    )
    full = sum(run.right > strip.left - 2.5 * size for run in first)
    flush = sum(run.left < strip.right + 3 * size for run in second)
    text = (
        wide
        and beside >= max(4, 0.4 * min(len(first), len(second)))
        and full >= 0.5 * len(first)
        and flush >= 0.7 * len(second)
    )
    return strip if text else None


def _clearest(runs: Sequence[Run], left: float, right: float) -> Gutter | None:
    """Return the widest strip in the middle that few runs cross."""
    allowed = _CROSSING * len(runs)
    begin = round(left + 0.3 * (right - left))
    places = range(begin, round(right - 0.3 * (right - left)) + 1)
    crossing = _crossing(runs, places)
    best: tuple[int, int] | None = None
    start: int | None = None
    for place in (*places, None):
        clear = place is not None and crossing[place - begin] <= allowed
        if clear and start is None:
            start = place
        elif not clear and start is not None:
            end = place if place is not None else places[-1]
            if best is None or end - start > best[1] - best[0]:
                best = start, end
            start = None
    return Gutter(*best) if best else None


def _crossing(runs: Sequence[Run], places: range) -> list[int]:
    """Count for each place the runs that reach over it."""
    steps = [0] * (len(places) + 1)
    for run in runs:
        first = max(floor(run.left) + 1 - places.start, 0)
        last = min(ceil(run.right) - places.start, len(places))
        if first < last:
            steps[first] += 1
            steps[last] -= 1
    return list(accumulate(steps))


def aligned_rows(runs: Sequence[Run], first: int) -> list[list[str]] | None:
    """Read the table that begins at a run, if places show that one does.

    Parameters
    ----------
    runs : sequence of Run
        What is printed in a column, in reading order.
    first : int
        Index of the run.

    Returns
    -------
    list of list of str or None
        Cells by row, for three rows or more of as many cells each, which
        stand in line below each other and hold figures. None where that is
        not sure.
    """
    rows: list[list[Run]] = []
    for row in _rows(runs, first):
        if rows and (len(row) != len(rows[0]) or _far(rows[-1], row)):
            break
        if len(row) < 2:
            break
        rows.append(row)
    if len(rows) < (3 if rows and len(rows[0]) > 2 else 4):
        return None
    cells = [run.text for row in rows for run in row]
    figures = sum(any(mark.isdigit() for mark in cell) for cell in cells)
    paged = all(_PAGE.fullmatch(row[-1].text) for row in rows)
    if (
        figures < 0.2 * len(cells)
        or any(_LEADERS.search(cell) for cell in cells)
        or (paged and len(rows[0]) == 2)
        or max(len(cell) for cell in cells) > 25
    ):
        return None
    if not all(map(_in_line, zip(*rows, strict=True))):
        return None
    return [[run.text for run in row] for row in rows]


def _rows(runs: Sequence[Run], first: int) -> Iterator[list[Run]]:
    """Yield what stands on one baseline, from left to right."""
    row: list[Run] = []
    for index in range(first, len(runs)):
        run = runs[index]
        if run.cut:
            break
        level = bool(row) and (
            abs(row[-1].bottom - run.bottom) < 0.35 * run.size
            and run.left - row[-1].right > run.size
        )
        if row and not level:
            yield row
            row = []
        row.append(run)
    if row:
        yield row


def _far(before: Sequence[Run], row: Sequence[Run]) -> bool:
    gap = before[0].bottom - row[0].bottom
    return not 0 < gap < 3.5 * row[0].size


def _in_line(column: Sequence[Run]) -> bool:
    """Whether cells share their left edge, right edge or middle."""
    size = median(run.size for run in column)
    for places in (
        [run.left for run in column],
        [run.right for run in column],
        [(run.left + run.right) / 2 for run in column],
    ):
        if max(places) - min(places) < size:
            return True
    return False


def ruled_rows(area: Area, runs: Sequence[Run]) -> list[list[str]]:
    """Return the cells of a ruled table, row by row from the top.

    Parameters
    ----------
    area : Area
        The table.
    runs : sequence of Run
        What is printed on its page.

    Returns
    -------
    list of list of str
        Text of each cell; the lines of one cell are joined, empty cells
        stay where another follows.
    """
    cells: dict[tuple[int, int], list[Run]] = {}
    for run in runs:
        if run.cut or not area.holds(run):
            continue
        row = sum(y < (run.bottom + run.top) / 2 for y in area.ys)
        column = sum(x < run.left + 1 for x in area.xs)
        cells.setdefault((row, column), []).append(run)
    columns = sorted({column for _, column in cells})
    return [
        [_cell(cells.get((row, column), [])) for column in columns]
        for row in sorted({row for row, _ in cells}, reverse=True)
    ]


def _cell(runs: Sequence[Run]) -> str:
    """Join what stands in one cell."""
    ordered = sorted(runs, key=lambda run: (-round(run.bottom), run.left))
    text = ""
    for line in join_baselines(ordered):
        apart = text[-1:].isascii() and line.text[:1].isascii()
        text += (" " if text and apart else "") + line.text
    return text
