"""A passage with what its numbering says, before anything is decided."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from plandiff.reading.furniture import compact
from plandiff.reading.numbering import Mark, parse_mark, read_number
from plandiff.reading.passages import Passage

__all__ = [
    "ALWAYS_HEADINGS",
    "HEADING_LIMIT",
    "INNER",
    "NAMED",
    "STRUCTURAL",
    "TITLE_LIMIT",
    "Unit",
    "check_articles",
    "read_whole_numbers",
    "title_like",
    "unit_of",
    "with_titles",
]

STRUCTURAL = ("part", "subpart", "chapter", "section")
"""Systems that always head what follows, also where a title is missing."""
HEADING_LIMIT = 60
"""Longest title, in characters; longer lines are text."""
TITLE_LIMIT = 30
"""Longest run-in title, in characters."""

ALWAYS_HEADINGS = {
    "part",
    "subpart",
    "chapter",
    "section",
    "subsection",
    "paragraph_group",
    "annex",
    "box",
    "named",
    *(f"styled{level}" for level in range(1, 10)),
    *(f"ruled{level}" for level in range(1, 10)),
}
NAMED = re.compile(
    r"^(序言|序|前言|引言|导言|導言|绪论|导语|总则|總則|附则|附則|结语|结束语|结束語|"
    r"名词解释|名词注释|注释|附注|说明|编制说明|preamble|präambel|introduction|conclusion)$",
    re.I,
)
INNER = re.compile("[。！？；;]")
_REFERENCE = re.compile(
    r"第[^条條]{1,6}[款项項]|规定|規定|所列|所称|所指|所規定|的|、|之规定|中的|以外"
)
_LOOSE_REFERENCE = re.compile("和|与|與|及|至|或")


@dataclass(slots=True)
class Unit:
    """A passage with what its numbering says."""

    passage: Passage
    mark: Mark | None = None
    system: str = ""
    is_heading: bool = False
    title: str = ""
    caption: Passage | None = None

    @property
    def rest(self) -> str:
        """The text after the label."""
        if self.mark is None:
            return self.passage.text
        return self.passage.text[self.mark.end :]


def unit_of(passage: Passage) -> Unit:
    """Read the number with which a passage starts."""
    if passage.forced:
        return Unit(passage, None, f"ruled{passage.level}")
    mark = None if passage.table else parse_mark(passage.text)
    system = mark.system if mark else ""
    plain = compact(passage.text)
    if mark is None and NAMED.match(plain):
        system = "named"
    elif mark is None and passage.level:
        system = f"styled{passage.level}"
    if mark is not None and not _plausible(mark, passage):
        mark, system = None, ""
    return Unit(passage, mark, system)


def _plausible(mark: Mark, passage: Passage) -> bool:
    """Whether a mark can open a heading or clause where it stands."""
    rest = passage.text[mark.end :]
    if mark.system in STRUCTURAL:
        return mark.spaced or not _REFERENCE.match(rest)
    if mark.system in ("subsection", "paragraph_group"):
        return mark.spaced and len(rest) <= 30 and not INNER.search(rest)
    if mark.system == "annex":
        return len(rest) <= HEADING_LIMIT and not INNER.search(rest)
    if mark.system == "box":
        return len(rest) <= HEADING_LIMIT
    return bool(mark.number or mark.system == "chinese")


def read_whole_numbers(units: Sequence[Unit]) -> None:
    """Read ``1 总则`` as a heading where the document counts 1.1, 1.2."""
    if not any(unit.system == "decimal2" for unit in units):
        return
    for unit in units:
        text = unit.passage.text
        found = re.match(r"(?P<number>[0-9０-９]{1,2})[\s\u3000]+(?=\D)", text)
        if unit.mark is None and found and title_like(text):
            label = found["number"]
            number = read_number(label)
            unit.mark = Mark("arabic", label, number, 0, found.end(), True)
            unit.system = "arabic"


def with_titles(units: Sequence[Unit]) -> list[Unit]:
    """Join 第一章 or 附件 alone on a line with the title below it."""
    joined: list[Unit] = []
    for unit in units:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.mark is not None
            and before.system in ALWAYS_HEADINGS
            and not before.rest.strip()
            and unit.mark is None
            and not unit.passage.table
            and unit.system != "named"
            and title_like(unit.passage.text)
        ):
            above, below = before.passage, unit.passage
            text = f"{above.text}\n{below.text}"
            pieces = above.pieces + below.pieces
            joined[-1] = Unit(
                replace(above, text=text, pieces=pieces),
                replace(before.mark, end=len(above.text) + 1),
                before.system,
            )
        elif (
            before is not None
            and unit.passage.table
            and before.mark is None
            and not before.system
            and not before.passage.table
            and title_like(before.passage.text)
        ):
            unit.caption = before.passage
            joined[-1] = unit
        else:
            joined.append(unit)
    return joined


def check_articles(units: Sequence[Unit]) -> None:
    """Drop 第…条 that refer to an article instead of opening one."""
    last = (0, 0)
    for unit in units:
        mark = unit.mark
        if mark is None or mark.system != "article":
            continue
        here = (mark.number, mark.after)
        next_one = here in ((last[0] + 1, 0), (last[0], last[1] + 1), (1, 0))
        near = last < here <= (last[0] + 5, 99) or here == (1, 0)
        refers = bool(_REFERENCE.match(unit.rest))
        loosely = bool(_LOOSE_REFERENCE.match(unit.rest))
        if (
            (next_one and (mark.spaced or not refers))
            or (mark.spaced and not refers and not loosely)
            or (near and not refers and not loosely)
        ):
            last = here
        else:
            unit.mark, unit.system = None, ""


def title_like(text: str, *, commas: bool = False) -> bool:
    """Whether a text is short and no sentence, as titles are."""
    marks = "[。；：]" if commas else "[，。；：]"
    return len(compact(text)) <= 40 and not re.search(marks, text)
