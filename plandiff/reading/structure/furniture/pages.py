"""Find what a page repeats: its number, its running head, bold print twice."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from plandiff.reading.structure.furniture.findings import Furniture
from plandiff.reading.structure.furniture.wording import SENTENCE
from plandiff.reading.structure.passages import Line
from plandiff.text.characters import compact
from plandiff.text.numbering import parse_mark

__all__ = [
    "mark_over_printed",
    "mark_page_numbers",
    "mark_running_heads",
    "rising",
]

_PAGE_NUMBER = re.compile(
    r"^(?:[-—–－─]\s*)?(?P<page>\d{1,4})(?:\s*[-—–－─])?$"
    r"|^第\s*\d{1,4}\s*[页頁](?:\s*[,，/]?\s*共\s*\d{1,4}\s*[页頁])?$"
    r"|^(?:Page|Seite)\s+\d{1,4}(?:\s*(?:of|von|/)\s*\d{1,4})?$"
    r"|^\d{1,4}\s*/\s*\d{1,4}$"
)
_PAGED_HEAD = re.compile(
    r"^(?P<before>[^\d\s].*?)\s*[-—–·|]?\s*(?P<page>\d{1,4})\s*[-—–·|]?$|"
    r"^[-—–·|]?\s*(?P<first>\d{1,4})\s*[-—–·|]?\s+(?P<after>[^\d\s].*)$"
)


def mark_over_printed(lines: Sequence[Line], found: Furniture) -> None:
    """Mark headings that a print-out holds twice to make them bold."""
    for index, (line, following) in enumerate(pairwise(lines)):
        mark = parse_mark(line.text)
        if mark is None or max(len(line.text), len(following.text)) > 60:
            continue
        above, below = compact(line.text), compact(following.text)
        title = compact(line.text[mark.end :])
        if above == below or (not title and below.startswith(above)):
            found.mark(
                index, "over-printed heading: repeats the next", "artefact"
            )
        elif title and below == title:
            found.mark(
                index + 1,
                "over-printed heading: repeats its title",
                "artefact",
            )


def mark_page_numbers(lines: Sequence[Line], found: Furniture) -> None:
    """Mark page numbers that stand alone on a line and rise."""
    pages: list[tuple[int, int]] = []
    stated = 0
    for index, line in enumerate(lines):
        if index in found.lines or len(line.text) > 20:
            continue
        match = _PAGE_NUMBER.match(line.text)
        if match and match["page"] is None:
            found.mark(index, "page number: alone on its line")
            stated += 1
        elif match:
            pages.append((index, int(match["page"])))
    run = rising([number for _, number in pages])
    decorated = sum(not lines[index].text.isdigit() for index, _ in pages)
    if decorated + stated * bool(decorated) >= 2 or (
        len(run) >= 3 and len(run) >= 0.7 * len(pages)
    ):
        for position in run:
            index, _ = pages[position]
            found.mark(index, "page number: alone on its line, rising")


def mark_running_heads(lines: Sequence[Line], found: Furniture) -> None:
    """Mark short lines that stand beside page numbers again and again."""
    beside: dict[str, list[int]] = {}
    for index, finding in list(found.lines.items()):
        if not finding.reason.startswith("page number"):
            continue
        for other in (index - 1, index + 1):
            if 0 <= other < len(lines) and other not in found.lines:
                text = compact(lines[other].text)
                if len(text) <= 40 and not SENTENCE.search(text):
                    beside.setdefault(text, []).append(other)
    for places in beside.values():
        if len(places) >= 3:
            for other in places:
                found.mark(other, "running head: repeated beside page numbers")
    _heads_with_pages(lines, found)


def _heads_with_pages(lines: Sequence[Line], found: Furniture) -> None:
    """Mark lines that are alike but for a number at one end that rises."""
    alike: dict[str, list[tuple[int, int]]] = {}
    for index, line in enumerate(lines):
        if index in found.lines or len(line.text) > 60:
            continue
        match = _PAGED_HEAD.match(line.text)
        if match and parse_mark(line.text) is None:
            head = compact(match["after"] or match["before"])
            page = int(match["page"] or match["first"])
            if len(head) >= 4 and not SENTENCE.search(head):
                alike.setdefault(head, []).append((index, page))
    for places in alike.values():
        run = rising([page for _, page in places])
        apart = all(one[0] + 2 < other[0] for one, other in pairwise(places))
        if len(run) >= 3 and len(run) == len(places) and apart:
            for index, _ in places:
                found.mark(index, "running head: repeated with a rising page")


def rising(numbers: Sequence[int]) -> list[int]:
    """Return the positions of a longest strictly rising subsequence.

    Examples
    --------
    >>> rising([4, 22, 6, 16, 2, 23])
    [0, 2, 3, 5]
    """
    ends: list[int] = []  # position that ends a run of each length
    values: list[int] = []
    before: list[int] = []
    for position, number in enumerate(numbers):
        length = bisect_left(values, number)
        before.append(ends[length - 1] if length else -1)
        ends[length : length + 1] = [position]
        values[length : length + 1] = [number]
    run: list[int] = []
    position = ends[-1] if ends else -1
    while position >= 0:
        run.append(position)
        position = before[position]
    return run[::-1]
