"""Where lines of a PDF page begin and end, and where a paragraph begins.

A line begins a paragraph where it is indented, where the line before ends
early, or below a wide gap. A column is as wide as the lines that fill it:
they end inside a sentence.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from statistics import median

from plandiff.reading.formats.pdf.columns import Column
from plandiff.reading.formats.pdf.lines import Page, Run
from plandiff.reading.formats.pdf.rulings import Area
from plandiff.text.numbering import parse_mark

__all__ = [
    "Home",
    "area_of",
    "begins",
    "frame_of",
    "homes_of",
    "stops",
    "usual_homes",
    "usual_leading",
    "wrapped_entries",
]

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
class Home:
    """A column or a frame: where its lines begin and end."""

    left: float
    right: float


def area_of(run: Run, page: Page) -> Area | None:
    """Return the table or frame in which a run stands."""
    if run.cut:
        return None
    return next((area for area in page.areas if area.holds(run)), None)


def frame_of(run: Run, page: Page) -> Area | None:
    """Return the frame of one column around a line."""
    area = area_of(run, page)
    return area if area is not None and area.columns == 1 else None


def begins(
    line: Run,
    home: Home,
    last: tuple[Run, Home],
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


def usual_leading(order: Sequence[Sequence[Column]]) -> float:
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


def homes_of(
    lines: Sequence[Run],
    page: Page,
    usual: Home | None,
    sides: tuple[float, float] | None,
) -> dict[int, Home]:
    """Return where lines begin and end, in the column and in each frame.

    Few lines do not show it: then it is where the lines of most pages do.
    """
    places: defaultdict[int, list[Run]] = defaultdict(list)
    for line in lines:
        if not line.cut:
            places[id(frame_of(line, page))].append(line)
    found = {}
    for key, inside in places.items():
        em = median(line.size for line in inside)
        frame = frame_of(inside[0], page)
        end = _common_end(inside)
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
        found[key] = Home(begin, end)
    return found


def _end(line: Run) -> float:
    """Return where a line ends, without a mark that may hang over."""
    hangs = line.text[-1:] in _HANGING
    return line.right - (0.5 * line.size if hangs else 0.0)


def _common_end(lines: Sequence[Run]) -> float:
    """Return where lines end that are full: the last place where many do.

    A program that squeezes marks together lets a few lines reach further.
    """
    ends = Counter(
        round(line.right)
        for line in lines
        if len(line.text) >= _SENTENCE and not _ENDED.search(line.text)
    )
    common = [
        end
        for end in ends
        if sum(ends[end + step] for step in (-2, -1, 0, 1, 2))
        >= max(_FEW, 0.25 * len(lines))
    ]
    return float(max(common)) if common else max(map(_end, lines))


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


def usual_homes(pages: Sequence[Page]) -> list[Home | None]:
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


def _home(places: Sequence[tuple[int, int]], *, least: int) -> Home | None:
    """Return where most of some lines begin and end, if many agree."""
    lefts = Counter(left for left, _ in places)
    rights = Counter(right for _, right in places)
    if min(max(lefts.values()), max(rights.values())) < least:
        return None
    return Home(float(min(_frequent(lefts))), float(max(_frequent(rights))))


def _frequent(places: Counter[int]) -> list[int]:
    """Return the places that are at least half as frequent as the first."""
    most = max(places.values())
    return [place for place, times in places.items() if times >= most / 2]


def wrapped_entries(order: Sequence[Sequence[Column]]) -> set[int]:
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


def stops(text: str) -> bool:
    """Whether a line ends with the end of a sentence."""
    return _STOPPED.search(text) is not None
