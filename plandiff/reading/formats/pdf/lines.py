"""From the characters of a PDF page to its printed lines.

Characters that follow each other on one baseline form a stretch; a wide gap
or the rule of a table parts two stretches, so that columns and cells stay
apart. Coordinates are those of the page as a reader holds it: most of its
text runs from left to right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as pdfium_raw

from plandiff.reading.formats.pdf.letters import (
    Letter,
    page_letters,
    without_gaps,
)
from plandiff.reading.formats.pdf.rows import (
    direction,
    from_top,
    in_rows,
    turned_columns,
)
from plandiff.reading.formats.pdf.rulings import (
    Area,
    Box,
    Print,
    find_areas,
    path_boxes,
)
from plandiff.reading.received import Clock

__all__ = ["Page", "Run", "join_baselines", "read_page"]

_GAP = 0.8
"""Widest gap inside a stretch, in heights of its line."""


@dataclass(frozen=True, slots=True)
class Run(Print):
    """A stretch of a printed line.

    Attributes
    ----------
    points : float
        Size of most of its letters, in points.
    angle : int
        Degrees by which it is turned to the left against most text of
        the page.
    hidden : bool
        Whether it is there for searching only and not printed.
    raised : tuple of (int, int)
        Stretches of `text` that are small and stand high, as footnote
        marks do.
    """

    points: float = 0.0
    angle: int = 0
    hidden: bool = False
    raised: tuple[tuple[int, int], ...] = ()


@dataclass(slots=True)
class Page:
    """What is printed on a page, as a reader holds it.

    Attributes
    ----------
    runs : list of Run
        Stretches of lines in the order of the file.
    areas : list of Area
        What ruling lines enclose, from the top down.
    width, height : float
        In points.
    pictured : bool
        Whether it shows pictures and nothing else.
    vertical : bool
        Whether its lines are columns that run down, from right to left; it
        is turned, so that they are lines.
    paths : sequence of tuple of float
        Boxes of its paths outside forms, not turned.
    """

    runs: list[Run]
    areas: list[Area]
    width: float
    height: float
    pictured: bool = False
    vertical: bool = False
    paths: Sequence[Box] = ()


def read_page(page: Any, clock: Clock, where: str) -> Page:
    """Return what is printed on a page.

    Parameters
    ----------
    page : pypdfium2.PdfPage
        The page.
    clock : Clock
        Bound on the time.
    where : str
        Which page, for messages.

    Returns
    -------
    Page
        Turned so that most of its text runs from left to right.
    """
    seen = pdfium_raw.FS_RECTF()
    pdfium_raw.FPDF_GetPageBoundingBox(page.raw, seen)
    left, bottom, right, top = seen.left, seen.bottom, seen.right, seen.top
    textpage = page.get_textpage()
    try:
        letters = page_letters(textpage, clock, where)
    finally:
        textpage.close()
    angles = Counter(
        letter.angle for letter in letters if letter and letter.text.strip()
    )
    upright = angles.most_common(1)[0][0] if angles else 0
    frame = _Frame(
        left,
        bottom,
        right - left,
        top - bottom,
        upright if upright in (90, 180, 270) else 0,
    )
    paths, nested = path_boxes(page)
    found = find_areas([*paths, *nested], right - left)
    areas = [frame.area(area) for area in found]
    areas.sort(key=lambda area: -area.box[3])
    clock.check(where)
    placed = [letter and frame.letter(letter) for letter in letters]
    sides = (right - left, top - bottom)
    width, height = sides if frame.turn in (0, 180) else sides[::-1]
    drawn = direction(placed)
    vertical = drawn == "columns"
    if drawn == "scattered":
        placed = [*from_top(placed)]
    elif vertical:
        placed = [*turned_columns(placed, height)]
        areas, width, height = [], height, width
    placed = [*in_rows(placed)]
    runs = _once(_stretches(placed, [a for a in areas if a.columns > 1]))
    pictured = not runs and _pictures(page)
    return Page(runs, areas, width, height, pictured, vertical, paths)


def _pictures(page: Any) -> bool:
    """Whether there is a picture on a page."""
    images = page.get_objects(
        filter=[pdfium_raw.FPDF_PAGEOBJ_IMAGE], max_depth=2
    )
    return next(iter(images), None) is not None


@dataclass(frozen=True, slots=True)
class _Frame:
    """The visible part of a page and how it is turned to be read."""

    left: float
    bottom: float
    width: float
    height: float
    turn: int

    def box(self, box: Box) -> Box:
        """Return a box in the coordinates of the turned page."""
        low, base = box[0] - self.left, box[1] - self.bottom
        high, top = box[2] - self.left, box[3] - self.bottom
        if self.turn == 90:
            return base, self.width - high, top, self.width - low
        if self.turn == 180:
            wide, tall = self.width, self.height
            return wide - high, tall - top, wide - low, tall - base
        if self.turn == 270:
            return self.height - top, low, self.height - base, high
        return low, base, high, top

    def letter(self, letter: Letter) -> Letter:
        """Return a letter in the coordinates of the turned page."""
        if not (self.turn or self.left or self.bottom):
            return letter
        left, bottom, right, top = self.box(
            (letter.left, letter.bottom, letter.right, letter.top)
        )
        return replace(
            letter,
            left=left,
            right=right,
            bottom=bottom,
            top=top,
            angle=(letter.angle - self.turn) % 360,
        )

    def area(self, area: Area) -> Area:
        """Return an area in the coordinates of the turned page."""
        points = [self.box((x, 0, x, 0)) for x in area.xs]
        others = [self.box((0, y, 0, y)) for y in area.ys]
        if self.turn in (90, 270):
            points, others = others, points
        return Area(
            self.box(area.box),
            tuple(sorted(place[0] for place in points)),
            tuple(sorted(place[1] for place in others)),
        )


def _stretches(
    letters: Sequence[Letter | None], tables: Sequence[Area]
) -> Iterator[Run]:
    """Put letters together that follow each other closely."""
    held: list[Letter] = []
    for letter in without_gaps(letters):
        if held and letter is not None and _touches(held[-1], letter):
            held.append(letter)
            continue
        if letter is None or (held and not _follows(held, letter, tables)):
            yield from _run(held)
            held = []
        if letter is not None:
            held.append(letter)
    yield from _run(held)


def _touches(last: Letter, letter: Letter) -> bool:
    """Whether a letter stands close behind another like it, as most do."""
    return (
        letter.bottom == last.bottom
        and letter.points == last.points
        and letter.angle == last.angle == 0
        and letter.hidden == last.hidden
        and not last.text.isspace()
        and not letter.text.isspace()
        and -letter.points < letter.left - last.right < 0.2 * letter.points
    )


def _follows(
    held: Sequence[Letter], letter: Letter, tables: Sequence[Area]
) -> bool:
    """Whether a letter goes on with a stretch."""
    last = held[-1]
    if letter.angle != last.angle or letter.hidden != last.hidden:
        return False
    if letter.angle:
        return True  # turned, boxes say little; PDFium breaks its lines
    if not letter.text.strip():
        return True
    printed = next((one for one in reversed(held) if one.text.strip()), last)
    height = max(printed.top - printed.bottom, letter.top - letter.bottom)
    middle = (letter.bottom + letter.top) / 2
    level = printed.bottom <= middle <= printed.top or (
        letter.bottom <= (printed.bottom + printed.top) / 2 <= letter.top
    )
    typed = last is not printed and last.right - printed.right > 0.3 * height
    gap = letter.left - (last.right if typed else printed.right)
    if not level or not -height < gap < _GAP * height:
        return False
    return gap < 0.2 * height or not _ruled(printed.right, letter, tables)


def _ruled(end: float, letter: Letter, tables: Sequence[Area]) -> bool:
    """Whether the rule of a table stands in the gap before a letter."""
    middle = (letter.bottom + letter.top) / 2
    return any(
        area.box[1] <= middle <= area.box[3]
        and any(end - 1 <= x <= letter.left + 1 for x in area.xs)
        for area in tables
    )


def _run(letters: Sequence[Letter]) -> Iterator[Run]:
    """Yield the stretch of a row of letters, unless it is blank."""
    text = "".join(letter.text for letter in letters)
    first = len(text) - len(text.lstrip())
    kept = letters[first : len(text.rstrip())]
    if not kept:
        return
    inked = [letter for letter in kept if letter.text.strip()]
    large = max(one.points for one in inked)
    alike = all(one.points == large for one in inked)
    points, full = round(large, 1), inked
    if not alike:
        sizes = Counter(round(one.points, 1) for one in inked)
        points = sizes.most_common(1)[0][0]
        usual = min(points, large)  # one is rounded
        full = [one for one in inked if one.points >= 0.8 * usual]
    bottom = min(one.bottom for one in full)
    top = max(one.top for one in full)
    yield Run(
        "".join(letter.text for letter in kept),
        min(one.left for one in inked),
        max(one.right for one in inked),
        bottom,
        top,
        points=points,
        angle=inked[0].angle,
        hidden=inked[0].hidden,
        raised=() if alike else tuple(_raised(kept, points, bottom, top)),
    )


def _raised(
    letters: Sequence[Letter], points: float, bottom: float, top: float
) -> Iterator[tuple[int, int]]:
    """Yield the stretches that are small and stand high."""
    start = -1
    for index, letter in enumerate([*letters, None]):
        high = (
            letter is not None
            and letter.points <= 0.8 * points
            and letter.bottom > bottom + 0.2 * (top - bottom)
        )
        if high and start < 0:
            start = index
        elif not high and start >= 0:
            yield start, index
            start = -1


def _once(runs: Iterator[Run]) -> list[Run]:
    """Leave out what is printed again in the same place to make it bold."""
    kept: list[Run] = []
    seen: dict[str, list[Run]] = {}
    for run in runs:
        places = seen.setdefault(run.text, [])
        again = any(
            abs(other.left - run.left) < 0.2 * run.size
            and abs(other.bottom - run.bottom) < 0.2 * run.size
            for other in places[-20:]
        )
        if not again:
            places.append(run)
            kept.append(run)
    return kept


def join_baselines(runs: Sequence[Run]) -> list[Run]:
    """Join stretches that follow each other on one baseline.

    Parameters
    ----------
    runs : sequence of Run
        Stretches of one column, in reading order.

    Returns
    -------
    list of Run
        Lines; a space stands for a gap between two stretches.
    """
    lines: list[Run] = []
    for run in runs:
        before = lines[-1] if lines else None
        if before is None or not _beside(before, run):
            lines.append(run)
            continue
        wide = run.left - before.right >= _GAP * max(before.size, run.size)
        text = before.text + (" " if wide else "")
        small, large = sorted((before, run), key=lambda one: one.points)
        raised = [*before.raised]
        if run is small and _stands_high(run, before):
            raised.append((len(text), len(text + run.text)))
        raised += [(len(text) + a, len(text) + b) for a, b in run.raised]
        lines[-1] = replace(
            before,
            text=text + run.text,
            right=run.right,
            bottom=large.bottom,
            top=large.top,
            points=large.points,
            raised=tuple(raised),
        )
    return lines


def _beside(before: Run, run: Run) -> bool:
    """Whether a stretch goes on with a line."""
    if (before.cut, before.angle, before.hidden) != (
        run.cut,
        run.angle,
        run.hidden,
    ):
        return False
    size = max(before.size, run.size)
    level = abs(before.bottom - run.bottom) < 0.35 * size or _stands_high(
        run, before
    )
    return level and run.left - before.right > -0.5 * size


def _stands_high(run: Run, line: Run) -> bool:
    """Whether a stretch is small and stands high beside a line."""
    middle = (run.bottom + run.top) / 2
    return (
        run.points <= 0.8 * line.points
        and line.bottom + 0.4 * line.size < middle < line.top + 0.2 * line.size
        and run.left - line.right < line.size
    )
