"""Find the notice that issues a plan and stands before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plandiff.reading.structure.furniture.findings import Furniture
from plandiff.reading.structure.passages import Line
from plandiff.text.characters import compact

__all__ = ["mark_cover", "mark_cover_of_papers"]

_NAMES = (
    r"(?P<{}>《[^》]{{4,80}}》"
    r"(?:\s*(?:[、，和与及]|以及)?\s*《[^》]{{4,80}}》){{0,9}})"
)
_COVERED = re.compile(
    r"(?:现将|現將|将|批准|同意|制定了?|编制了?|修订了?)\s*"
    + _NAMES.format("issued")
    + "|"
    + _NAMES.format("passed")
    + r"\s*(?:已|业|業)[^。《》]{0,60}(?:同意|通过|通過|批准|审定|印发)"
)
_NAME = re.compile("《([^》]+)》")
_COVER_END = re.compile(
    r"印发给你们|印發|请.{0,12}(贯彻|执行|实施|落实)|认真贯彻|"
    r"(现|現)?予(以)?(印发|公布|发布|颁布|發布)"
)
_ALIKE = str.maketrans("—–－～()", "---~（）")
_WHY = "notice cover: issues the plan"


def mark_cover(lines: Sequence[Line], found: Furniture) -> int | None:
    """Mark the notice that issues the plan; return where the plan starts.

    Where it issues several papers, only note where each begins, since the
    title of the whole is that of the notice.
    """
    opening = "".join(line.text for line in lines[:40])
    covered = _COVERED.search(opening)
    if not covered or not _COVER_END.search(opening[covered.end() :][:120]):
        return None
    named = _NAME.findall(covered["issued"] or covered["passed"])
    papers = [_printed(lines, compact(named[0]), 0, min(60, len(lines)))]
    for title in named[1:]:
        after = papers[-1][1] + 1 if papers[-1] else 0
        papers.append(_printed(lines, compact(title), after, len(lines)))
    placed = [paper for paper in papers if paper]
    if len(placed) > 1 and papers[0]:
        found.papers = placed
    missing = [
        name
        for name, paper in zip(named, papers, strict=True)
        if paper is None
    ]
    if missing:
        found.notices.append(
            f"The text opens with a notice that issues 《{missing[0]}》, "
            "but that title stands nowhere below it; the notice is kept."
        )
    first = papers[0]
    if found.papers or missing or first is None:
        return None
    found.title = list(range(first[0], first[1] + 1))
    for before in range(first[0]):
        found.mark(before, _WHY)
    return _repeats(lines, found, compact(named[0]), first[1] + 1)


def mark_cover_of_papers(lines: Sequence[Line], found: Furniture) -> None:
    """Mark what is left of a notice that issues several papers."""
    if found.papers:
        for before in range(found.papers[0][0]):
            found.mark(before, _WHY)


def _printed(
    lines: Sequence[Line], title: str, first: int, stop: int
) -> tuple[int, int] | None:
    """Return the lines that print a title, below the notice that names it."""
    named = "《" in "".join(line.text for line in lines[:first])
    for index in range(first, stop):
        for count in (1, 2, 3):
            text = "".join(
                other.text for other in lines[index : index + count]
            )
            if len(text) > 200:
                break
            if named and _plain(text).strip("《》") == _plain(title):
                return index, index + count - 1
        named = named or "《" in lines[index].text
    return None


def _plain(text: str) -> str:
    """Return a title without white space, its dashes and brackets alike."""
    return compact(text).translate(_ALIKE)


def _repeats(
    lines: Sequence[Line], found: Furniture, title: str, index: int
) -> int:
    while index < len(lines) and compact(lines[index].text) == title:
        found.mark(index, "repeated title: printed again above the text")
        index += 1
    return found.title[0]
