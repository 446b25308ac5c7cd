"""What stands around the text of PDF pages: heads, numbers, notes, marks.

Running heads and page numbers show by repeating over the pages; footnotes
by their small letters at the foot of a page, under a rule or with the mark
that the text above refers to them by.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from plandiff.reading.formats.pdf.lines import Page, Run, join_baselines
from plandiff.reading.formats.pdf.rulings import Box
from plandiff.reading.structure.furniture import FIELD

__all__ = [
    "Footnotes",
    "Rules",
    "common_size",
    "find_footnotes",
    "mark_edges",
    "mark_fields",
    "mark_stamps",
    "mark_unprinted",
    "short_rules",
]

Rules = list[tuple[float, float, float]]
"""Left end, right end and height of short level rules."""

_EDGE = 0.08
"""Share of a page's height in which running heads and numbers stand."""

_LEVEL = 3.0
"""Furthest that two heads are apart in height, in points."""

_ADDRESS = re.compile("(?:https?|file)://")
_STAMP = re.compile(
    r"(?:https?|file)://\S+(?:\s+\d+/\d+)?"
    r"|\d{1,4}[/.年-]\d{1,2}[/.月-]\d{1,4}日?,?\s*"
    r"(?:上午|下午|晚上|凌晨|中午)?\s*\d{1,2}:\d\d(?::\d\d)?(?:\s*[AP]M)?"
)
"""What a browser prints on its own: the address, or the date with the time."""

_NUMBER = re.compile(r"[-—–－─·~\s]*(\d{1,4})[-—–－─·~\s]*")
_NOTE_MARK = re.compile(
    r"\s*(?:[\[〔【（(]?\s*(?P<mark>\d{1,3}|[①-⑳*＊†‡]{1,3})\s*[\]〕】）)]?)"
)
_SMALL = 0.92
"""Size of footnotes at most, as a share of the size of most letters."""


def common_size(pages: Sequence[Page]) -> float:
    """Return the size in which most letters of a document are printed."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for run in page.runs:
            sizes[round(run.points * 2) / 2] += len(run.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def mark_unprinted(pages: Sequence[Page]) -> Iterator[str]:
    """Mark what is hidden, aslant or off the page; yield notices.

    The text layer of a scanned page is hidden as a whole: it is the text.
    """
    sideways = Counter(
        text
        for page in pages
        for text in {run.text for run in page.runs if run.angle}
    )
    left = 0
    for page in pages:
        hidden = sum(len(run.text) for run in page.runs if run.hidden)
        shown = sum(len(run.text) for run in page.runs if not run.hidden)
        for index, run in enumerate(page.runs):
            middle = (run.left + run.right) / 2, (run.bottom + run.top) / 2
            off = not (
                0 <= middle[0] <= page.width and 0 <= middle[1] <= page.height
            )
            if run.hidden and hidden < shown:
                reason = "hidden text: in the file but not printed"
            elif off:
                reason = "text off the page: not printed"
            elif run.angle % 90:
                reason = "text printed aslant: a watermark or stamp"
            elif run.angle and sideways[run.text] >= 3:
                reason = "running head: repeated sideways on pages"
            else:
                left += bool(run.angle)
                continue
            page.runs[index] = replace(run, cut=reason)
    if left:
        yield (
            f"{left} line(s) are printed sideways or upside down to the rest "
            "of their page; left where the file has them."
        )


def mark_stamps(pages: Sequence[Page]) -> None:
    """Mark what a browser prints at the edges: date, title, address, count.

    The title is known by the date beside it, the count by the address or
    by the number of pages.
    """
    for page in pages:
        edge = [
            run
            for run in page.runs
            if not run.cut
            and (
                run.bottom > page.height * (1 - _EDGE)
                or run.top < page.height * _EDGE
            )
        ]
        stamps = [
            run
            for run in edge
            if _STAMP.fullmatch(run.text.strip())
            and (_ADDRESS.match(run.text) or run.points < _SMALL * 12)
        ]
        for index, run in enumerate(page.runs):
            if any(
                run is stamp
                or (run in edge and abs(run.bottom - stamp.bottom) < _LEVEL)
                for stamp in stamps
            ):
                page.runs[index] = replace(
                    run, cut="running head: printed by a browser"
                )


def mark_edges(pages: Sequence[Page]) -> None:
    """Mark running heads and page numbers, by repetition over the pages."""
    _mark_numbers(pages)
    seen: defaultdict[tuple[bool, str], dict[int, Run]] = defaultdict(dict)
    for number, page in enumerate(pages):
        for run in page.runs:
            key = _edge(run, page)
            if key is not None and not run.cut:
                seen[key].setdefault(number, run)
    heads = {
        key: places for key, places in seen.items() if _repeats(places, pages)
    }
    for number, page in enumerate(pages):
        for index, run in enumerate(page.runs):
            key = _edge(run, page)
            if run.cut or key is None or key not in heads:
                continue
            others = [r for n, r in heads[key].items() if n != number]
            if any(abs(run.bottom - r.bottom) < _LEVEL for r in others):
                page.runs[index] = replace(run, cut=_edge_reason(run))


def _edge(run: Run, page: Page) -> tuple[bool, str] | None:
    """Return edge and text, digits made alike, of what may be a head."""
    high = run.bottom > page.height * (1 - 1.5 * _EDGE)
    if not high and run.top > page.height * 1.5 * _EDGE:
        return None
    return high, re.sub(r"\d+", "#", run.text.replace(" ", ""))


def _repeats(places: dict[int, Run], pages: Sequence[Page]) -> bool:
    """Whether a text stands at the edge of enough pages to be furniture."""
    first = next(iter(places.values()))
    near = all(
        run.bottom > pages[number].height * (1 - _EDGE)
        or run.top < pages[number].height * _EDGE
        for number, run in places.items()
    )
    alike = len({run.text for run in places.values()}) == 1
    if len(pages) == 2 and len(places) == 2:
        return near and alike
    if len(places) >= max(3, len(pages) // 4) and near:
        return True
    numbers = list(places)
    dense = numbers[-1] - numbers[0] <= 2.5 * (len(numbers) - 1)
    level = all(
        abs(run.bottom - first.bottom) < _LEVEL for run in places.values()
    )
    return len(places) >= 3 and dense and level and alike


def _edge_reason(run: Run) -> str:
    if re.search(r"[^\W\d_]", run.text):
        return "running head: repeated at the edge of the page"
    return "page number: at the edge of the page"


def _mark_numbers(pages: Sequence[Page]) -> None:
    """Mark numbers that close or open pages and count them."""
    ends: list[tuple[int, int, int]] = []  # page, run, number printed
    for number, page in enumerate(pages):
        shown = [run for run in page.runs if not run.cut]
        for extreme in (min, max):
            if not shown:
                continue
            edge = extreme(shown, key=lambda run: run.bottom)
            found = _NUMBER.fullmatch(edge.text)
            level = [r for r in shown if abs(r.bottom - edge.bottom) < 3]
            if found and len(level) == 1:
                index = page.runs.index(edge)
                ends.append((number, index, int(found[1])))
    shift = Counter(printed - number for number, _, printed in ends)
    if not shift:
        return
    usual, times = shift.most_common(1)[0]
    if times < max(2, 0.5 * len(pages)) and not (
        len(pages) == 1 and usual == 1
    ):
        return
    for number, index, printed in ends:
        if printed - number == usual:
            pages[number].runs[index] = replace(
                pages[number].runs[index],
                cut="page number: at the edge of the page",
            )


def mark_fields(page: Page) -> None:
    """Mark the metadata box that web sites print into the text."""
    labelled = [
        line for line in join_baselines(page.runs) if FIELD.search(line.text)
    ]
    names = {
        re.sub(r"\s", "", match)
        for line in labelled
        for match in FIELD.findall(line.text)
    }
    if len(names) < 3:
        return
    top = max(line.top for line in labelled) + 10
    bottom = min(line.bottom for line in labelled) - 5
    for index, run in enumerate(page.runs):
        if bottom <= run.bottom and run.top <= top and not run.cut:
            page.runs[index] = replace(
                run, cut="metadata box: fields of the web site"
            )


def short_rules(boxes: Sequence[Box], width: float) -> Rules:
    """Return left end, right end and height of short level rules.

    Parameters
    ----------
    boxes : sequence of tuple of float
        Of the paths of a page, outside forms.
    width : float
        Its width; rules up to half as long may stand above footnotes.
    """
    return [
        (left, right, (bottom + top) / 2)
        for left, bottom, right, top in boxes
        if top - bottom <= 3 and 0.08 * width < right - left < 0.5 * width
    ]


@dataclass(slots=True)
class Footnotes:
    """The notes at the foot of a column and the marks that call them.

    Attributes
    ----------
    notes : dict of int to str
        By index of a line, why it is a footnote.
    calls : list of (int, int, int)
        Index of a line, and the stretch of its text that is a mark.
    open : list of (int, int, int, str)
        The same for raised marks without a note here, and the mark.
    answered : set of str
        Marks of notes that nothing here calls.
    unsure : bool
        Whether small lines stand at the foot that may be notes.
    """

    notes: dict[int, str] = field(default_factory=dict)
    calls: list[tuple[int, int, int]] = field(default_factory=list)
    open: list[tuple[int, int, int, str]] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)
    unsure: bool = False


def find_footnotes(
    lines: Sequence[Run],
    size: float,
    rules: Rules,
) -> Footnotes:
    """Find the notes at the foot of a column and the marks that call them.

    Parameters
    ----------
    lines : sequence of Run
        The lines of a column, outside tables.
    size : float
        Size of most letters of the document, in points.
    rules : Rules
        From `short_rules`.

    Returns
    -------
    Footnotes
        A note may stand on the page after its mark: see `open` and
        `answered`.
    """
    places = [index for index, line in enumerate(lines) if not line.cut]
    order = sorted(places, key=lambda index: lines[index].bottom)
    foot: list[int] = []
    for index in order:
        if lines[index].points > _SMALL * size:
            break
        foot.append(index)
    raised = _raised_marks(lines, places)
    if not foot or len(foot) == len(order):
        return Footnotes(open=raised)
    foot.reverse()  # from the top
    ruled = _under_rule(foot, lines, rules)
    foot, why = ruled or foot, "under a rule at the foot of the page"
    marks = {index: _mark(lines[index].text) for index in foot}
    wanted = {m for index, _, _, m in raised if index not in foot}
    if not ruled:
        starts = [index for index in foot if marks[index]]
        if not any(marks[index] in wanted for index in starts):
            return Footnotes(open=raised, unsure=bool(starts))
        foot, why = foot[foot.index(starts[0]) :], "small, with its mark above"
    here = {marks[index] for index in foot} - {""}
    calls = [mark for mark in raised if mark[0] not in foot]
    return Footnotes(
        dict.fromkeys(foot, f"footnote: {why}"),
        [(i, start, end) for i, start, end, mark in calls if mark in here],
        [mark for mark in calls if mark[3] not in here],
        here - wanted,
    )


def _under_rule(
    foot: Sequence[int],
    lines: Sequence[Run],
    rules: Rules,
) -> list[int]:
    """Return the lines under the rule that parts text and notes."""
    for left, _, height in sorted(rules, key=lambda rule: -rule[2]):
        below = [i for i in foot if lines[i].top < height + 2]
        if not below:
            continue
        first = lines[below[0]]
        near = height - first.top < 2.5 * first.size
        if near and abs(left - min(lines[i].left for i in below)) < 30:
            return below
    return []


def _raised_marks(
    lines: Sequence[Run], places: Sequence[int]
) -> list[tuple[int, int, int, str]]:
    """Return the raised stretches that look like the mark of a note."""
    return [
        (index, start, end, mark)
        for index in places
        for start, end in lines[index].raised
        if (mark := _mark(lines[index].text[start:end]))
    ]


def _mark(text: str) -> str:
    found = _NOTE_MARK.match(text)
    return found["mark"] if found else ""
