"""A passage with what its numbering says, before anything is decided."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from plandiff.reading.structure.passages import Passage
from plandiff.text.characters import compact
from plandiff.text.numbering import Mark, parse_mark
from plandiff.text.numerals import read_number

__all__ = [
    "ALWAYS_HEADINGS",
    "HEADING_LIMIT",
    "INNER",
    "NAMED",
    "STRUCTURAL",
    "TITLE_LIMIT",
    "Unit",
    "check_articles",
    "check_decimals",
    "check_sequences",
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
    "plain",
    *(f"listed{level}" for level in range(1, 10)),
    *(f"styled{level}" for level in range(1, 10)),
    *(f"ruled{level}" for level in range(1, 10)),
}
NAMED = re.compile(
    r"^(序言|序|前言|引言|导言|導言|绪论|緒論|导语|總則|总则|附则|附則|结语|結語|结束语|结束語|"
    r"摘要|内容摘要|内容提要|关键词|参考文献|参考资料|致谢|结束語|結束語|參考文獻|關鍵詞|致謝|附注|后记|後記|缩略语|术语表|"
    r"名词解释|名詞解釋|名词注释|注释|註釋|附注|附註|脚注|尾注|说明|說明|编制说明|"
    r"preamble|präambel|introduction|conclusion)[:：]?$",
    re.I,
)
"""Headings that stand without a number."""

_WEAK = {
    "chinese_spaced",
    "ordinal",
    "formal",
    "roman",
    "series",
    "stem",
    "capital",
    "letter",
}
"""Systems that count only where a second number follows the first."""

INNER = re.compile("[。！？；;]")
_REFERENCE = re.compile(
    r"第[^条條]{1,6}[款项項]|规定|規定|所列|所称|所指|所規定|的|、|之规定|中的|以外"
)
_LOOSE_REFERENCE = re.compile("和|与|與|及|至|或")
_WHOLE = re.compile(r"(?P<number>[0-9０-９]{1,2})[\s\u3000]*(?=[^\d０-９])")
_JOINED_REFERENCE = re.compile(r"(?:和|与|與|及|至|或|以及)\s*[第本前《上]")


@dataclass(slots=True)
class Unit:
    """A passage with what its numbering says.

    Attributes
    ----------
    passage : Passage
        Its text.
    mark, system : Mark or None, str
        The number that it starts with, and the system of it or of the
        heading that it is; ``""`` for plain text.
    is_heading : bool
        Whether it heads what follows.
    title : str
        Title of a heading, or run-in title of a clause.
    caption : Passage or None
        What stands above a table.
    rank : float or None
        Its depth, where it is not that of its system.
    """

    passage: Passage
    mark: Mark | None = None
    system: str = ""
    is_heading: bool = False
    title: str = ""
    caption: Passage | None = None
    rank: float | None = None

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
    if passage.paper:
        return Unit(passage, None, "annex")
    mark = None if passage.table else parse_mark(passage.text)
    system = mark.system if mark else ""
    plain = compact(passage.text)
    if mark is None and NAMED.match(plain):
        system = "named"
    elif mark is None and passage.listed >= 0:
        system = f"listed{passage.listed}" if passage.listed else "plain"
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
    last = 0
    for unit in units:
        found = _WHOLE.match(unit.passage.text)
        if unit.mark is not None or not found:
            continue
        label = found["number"]
        number = read_number(label)
        apart = found.end() > len(label)
        if title_like(unit.passage.text) and (apart or number == last + 1):
            last = number
            unit.mark = Mark("arabic", label, number, 0, found.end(), True)
            unit.system = "arabic"


def with_titles(units: Sequence[Unit]) -> list[Unit]:
    """Join 第一章 or 附件 alone on a line with the title below it."""
    joined: list[Unit] = []
    titled = False  # whether the last unit had its title on its own line
    for index, unit in enumerate(units):
        before = joined[-1] if joined else None
        following = units[index + 1] if index + 1 < len(units) else None
        if before is not None and _is_title_below(before, unit):
            joined[-1] = _join_title(before, unit)
            titled = True
            continue
        if (
            before is not None
            and titled
            and following is not None
            and _goes_on(unit, following)
        ):
            joined[-1] = _join_title(before, unit)
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
        titled = False
    return joined


def _is_title_below(before: Unit, unit: Unit) -> bool:
    """Whether a unit is the title of the label alone on the line above."""
    return (
        before.mark is not None
        and before.system in ALWAYS_HEADINGS
        and not before.rest.strip()
        and unit.mark is None
        and not unit.passage.table
        and title_like(unit.passage.text)
    )


def _goes_on(unit: Unit, following: Unit) -> bool:
    """Whether a unit is the second line of a title, and text follows."""
    return (
        unit.mark is None
        and not unit.system
        and not unit.passage.table
        and title_like(unit.passage.text)
        and unit.passage.text[-1] not in "）)”"
        and (following.mark is not None or "。" in following.passage.text)
    )


def _join_title(before: Unit, unit: Unit) -> Unit:
    above, below = before.passage, unit.passage
    mark = before.mark
    if mark is not None and not before.rest.strip():
        mark = replace(mark, end=len(above.text) + 1)
    joined = replace(
        above,
        text=f"{above.text}\n{below.text}",
        pieces=above.pieces + below.pieces,
    )
    return Unit(joined, mark, before.system)


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
        joins = bool(_JOINED_REFERENCE.match(unit.rest))
        if (
            (next_one and (mark.spaced or not (refers or joins)))
            or (mark.spaced and not refers and not loosely)
            or (near and not refers and not loosely)
        ):
            last = here
        else:
            unit.mark, unit.system = None, ""


def check_sequences(units: Sequence[Unit]) -> None:
    """Drop numbers that words may look like, unless 1 is followed by 2."""
    runs: dict[str, list[Unit]] = {}
    for unit in [*units, None]:
        ended = []
        if unit is None:
            ended = list(runs.values())
        elif unit.mark is not None and unit.system in _WEAK:
            run = runs.setdefault(unit.system, [])
            last = run[-1].mark.number if run and run[-1].mark else 0
            if unit.mark.number == last + 1:
                run.append(unit)
                continue
            ended = [run]
            runs[unit.system] = [unit]
        for run in ended:
            first = run[0].mark if run else None
            if first is not None and (len(run) < 2 or first.number != 1):
                for other in run:
                    other.mark, other.system = None, ""


def check_decimals(units: Sequence[Unit]) -> None:
    """Drop 3.6平方公里: without a space, 3.6 counts only after 3.5."""
    last: dict[str, str] = {}
    for unit in units:
        mark = unit.mark
        if mark is None or not unit.system.startswith("decimal"):
            continue
        steps = re.split("[.．]", mark.label.rstrip(".．、"))
        before = ".".join([*steps[:-1], str(mark.number - 1)])
        if mark.spaced or mark.number == 1 or before == last.get(unit.system):
            last[unit.system] = ".".join(steps)
        else:
            unit.mark, unit.system = None, ""


def title_like(text: str, *, commas: bool = False) -> bool:
    """Whether a text is short and no sentence, as titles are."""
    marks = "[。；：]" if commas else "[，。；：]"
    return len(compact(text)) <= 40 and not re.search(marks, text)
