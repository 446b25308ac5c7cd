"""Find the notice that issues a plan and stands before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plandiff.reading.structure.furniture.findings import Furniture, compact
from plandiff.reading.structure.passages import Line

__all__ = ["mark_cover"]

_COVERED = re.compile(
    r"(?:现将|現將|将|批准|同意|制定了?|编制了?|修订了?)\s*《(?P<title>[^》]{4,80})》|"
    r"《(?P<passed>[^》]{4,80})》\s*(?:已|业|業)[^。《》]{0,60}"
    r"(?:同意|通过|通過|批准|审定|印发)"
)
_COVER_END = re.compile(
    r"印发给你们|印發|请.{0,12}(贯彻|执行|实施|落实)|认真贯彻|"
    r"(现|現)?予(以)?(印发|公布|发布|颁布|發布)"
)


def mark_cover(lines: Sequence[Line], found: Furniture) -> int | None:
    """Mark the notice that issues the plan; return where the plan starts."""
    opening = "".join(line.text for line in lines[:40])
    covered = _COVERED.search(opening)
    if not covered or not _COVER_END.search(opening[covered.end() :][:120]):
        return None
    named = covered["title"] or covered["passed"]
    title = compact(named)
    for index in range(min(60, len(lines))):
        for count in (1, 2, 3):
            joined = compact(
                "".join(other.text for other in lines[index : index + count])
            )
            if joined.strip("《》") == title:
                above = "".join(other.text for other in lines[:index])
                if "《" not in above:
                    continue
                found.title = list(range(index, index + count))
                for before in range(index):
                    found.mark(before, "notice cover: issues the plan")
                return _repeats(lines, found, title, index + count)
    found.notices.append(
        f"The text opens with a notice that issues 《{named}》, "
        "but that title stands nowhere below it; the notice is kept."
    )
    return None


def _repeats(
    lines: Sequence[Line], found: Furniture, title: str, index: int
) -> int:
    while index < len(lines) and compact(lines[index].text) == title:
        found.mark(index, "repeated title: printed again above the text")
        index += 1
    return found.title[0]
