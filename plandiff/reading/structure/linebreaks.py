"""Find where lines began in a text that has lost its line breaks.

Crawled data sets keep a document on one line. Numbers show where its lines
began: a number counts where it opens or continues a list of its system, and
stands after the end of a sentence or of a short heading.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter

from plandiff.reading.received import Block, Cut
from plandiff.reading.structure.passages import Line
from plandiff.text.characters import compact
from plandiff.text.numbering import RANKS, Mark, parse_mark

__all__ = ["restore_breaks"]

_LONG = 400
"""Characters of a line that no paragraph has, but a text without breaks."""

_VERY_LONG = 1500
_FEWEST = 4
_GAP = 3
"""How far a number may lie after the last: headings in between are lost."""

_SURE = ("part", "chapter", "section", "article", "chinese", "chinese_bracket")
_SHARE = 0.6
_CANDIDATE = re.compile(
    r"第[〇零一二三四五六七八九十百千0-9]{1,6}[编篇章节条](?![款项规的所])|"
    r"(?<![第〇零一二三四五六七八九十百千万亿、])[一二三四五六七八九十]{1,3}[、．](?!产业|次产业)|"
    r"[（(][一二三四五六七八九十]{1,3}[)）]|"
    r"(?<![\d.．:：/—－-])[1-9][0-9]?[.．、](?![0-9０-９])|"
    r"[（(][1-9][0-9]?[)）]|[①-⑳]|"
    r"专栏\s?[0-9一二三四五六七八九十]{1,2}|附件\s?[0-9]?[:：]?(?=\S)"
)
_ENDED = re.compile(r"[。！？；;：:”」』）)…】\s]$")
_SENTENCE = re.compile("[。！？；;]")
_NAME = re.compile(
    r"^[^。；，：]{4,60}(?:规划|纲要|方案|计划|意见|办法|规定|条例|细则|要点|报告)"
    r"(?:[（(][^（）()]{2,20}[）)])?\s*$"
)
"""The name of a plan, with which a text may begin."""
_HEADING = 45
_TITLE = re.compile(
    r"[^。；：:！？]{4,90}?的?(?:通知|意见|决定|公告|通告|批复|函)"
    r"(?=各[^，。]{2,}[，、：:]|[^，。：:]{2,20}人民政府[，、：:])"
)
_ADDRESSEE = re.compile(
    r"(?:各|[^，。：:]{2,20}人民政府)[^。！？]{2,160}?[:：]"
)
_NAMED = re.compile(r"《([^《》]{4,80})》")
_NOTE = re.compile(r"[（(](?:此件|本件)[^（）()]{0,24}[)）]")
_DATE = re.compile(
    r"(?<=[。）)])(?:19|20)\d\d年\d{1,2}月\d{1,2}日(?=[（(\s《]|$)"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A number inside a line, and whether a sentence ends before it."""

    start: int
    mark: Mark
    ended: bool


def restore_breaks(
    lines: Sequence[Line],
    blocks: Sequence[Block] = (),
    cuts: Sequence[Cut] = (),
) -> tuple[list[Line], list[Block], list[str]]:
    r"""Cut lines where numbers show that line breaks were lost.

    Parameters
    ----------
    lines : sequence of Line
        All lines of a text.
    blocks : sequence of Block, optional
        What the format keeps together; those that are cut are left out.
    cuts : sequence of Cut, optional
        What the format shows to be no part of the plan; it is not looked at.

    Returns
    -------
    lines : list of Line
        Unchanged, unless most of the text stands in lines of more than 400
        characters that hold numbers in sequence.
    blocks : list of Block
        Those that still hold.
    notices : list of str
        How many breaks were set.

    Examples
    --------
    >>> from plandiff.reading.structure.passages import split_lines
    >>> body = "坚持创新驱动，推动产业发展，完善服务体系。" * 12
    >>> text = "".join(f"{n}、主要任务。{body}" for n in "一二三四五六")
    >>> lines, _, notices = restore_breaks(split_lines(text))
    >>> [line.text[:2] for line in lines], len(notices)
    (['一、', '二、', '三、', '四、', '五、', '六、'], 1)
    """
    kept = list(blocks)
    apart = [(b.start, b.end) for b in blocks if b.table]
    apart += [(c.start, c.end) for c in cuts if c.kind == "furniture"]
    read = _outside(lines, apart)
    long = [line for line in read if len(line.text) >= _LONG]
    whole = sum(len(line.text) for line in read)
    if sum(len(line.text) for line in long) < _SHARE * whole:
        return list(lines), kept, []
    counted = _Counted({}, {})
    cut: dict[int, list[int]] = {}
    for line in long:
        places = _breaks(line.text, counted)
        if places:
            cut[line.start] = places
    count = sum(map(len, cut.values()))
    if count < _FEWEST:
        return list(lines), kept, _without_numbers(long)
    made: list[Line] = []
    for line in lines:
        places = cut.get(line.start, [])
        if line is lines[0] and len(line.text) >= _LONG:
            places = sorted({*places, *_front(line.text)})
        made += _parts(line, places)
    ranges = [(line.start, line.end) for line in long if line.start in cut]
    kept = [
        block
        for block in blocks
        if not any(
            block.start < end and start < block.end for start, end in ranges
        )
    ]
    return (
        made,
        kept,
        [
            f"Line breaks seem to be lost: {len(ranges)} line(s) of "
            f"{_LONG} characters or more hold most of the text; it was cut "
            f"before {count} numbers that follow each other. A heading "
            "without a full stop may run into the text after it."
        ],
    )


def _outside(
    lines: Sequence[Line], apart: Sequence[tuple[int, int]]
) -> list[Line]:
    """Return the lines that begin in none of the ranges."""
    ends: list[tuple[int, int]] = []  # joined ranges, in order
    for start, end in sorted(apart):
        if ends and start <= ends[-1][1]:
            ends[-1] = (ends[-1][0], max(end, ends[-1][1]))
        else:
            ends.append((start, end))
    found: list[Line] = []
    for line in lines:
        place = bisect_right(ends, line.start, key=itemgetter(0)) - 1
        if place < 0 or line.start >= ends[place][1]:
            found.append(line)
    return found


def _parts(line: Line, places: Sequence[int]) -> list[Line]:
    """Cut a line at indices of its text."""
    parts: list[Line] = []
    edges = [0, *places, len(line.text)]
    for first, last in pairwise(edges):
        text = line.text[first:last]
        lead = len(text) - len(text.lstrip())
        if not text.strip():
            continue
        start = line.start + first + lead
        text = text.strip()
        parts.append(
            replace(
                line,
                start=start,
                end=start + len(text),
                text=text,
                indent=0 if parts else line.indent,
                blanks=0 if parts else line.blanks,
            )
        )
    return parts


def _without_numbers(long: Sequence[Line]) -> list[str]:
    """Say so where a text without breaks has no numbers to cut at."""
    longest = max((len(line.text) for line in long), default=0)
    if longest < _VERY_LONG:
        return []
    return [
        f"A line of {longest} characters holds most of the text: its line "
        "breaks seem to be lost, and no numbers show where they were; it is "
        "one clause. Another copy of the plan would give more."
    ]


@dataclass(slots=True)
class _Counted:
    """The last number of each system that is open, and that was ever."""

    opened: dict[str, int]
    ever: dict[str, int]

    def add(self, mark: Mark) -> None:
        """Note a number; lists that stood inside its list are closed."""
        if mark.system in ("box", "annex"):
            return
        systems = list(self.opened)
        if mark.system in systems:
            for inner in systems[systems.index(mark.system) :]:
                del self.opened[inner]
        self.opened[mark.system] = self.ever[mark.system] = mark.number


def _breaks(text: str, counted: _Counted) -> list[int]:
    """Return where numbers in sequence open lines; `counted` goes on."""
    found = _candidates(text)
    numbers: dict[str, set[int]] = {}
    for one in found:
        numbers.setdefault(one.mark.system, set()).add(one.mark.number)
    places: list[int] = []
    left = 0
    for one in found:
        if not _follows(one, counted, numbers, text[left : one.start]):
            continue
        counted.add(one.mark)
        if one.start:
            places.append(one.start)
        left = one.start
    return places


def _candidates(text: str) -> list[_Found]:
    """Return the numbers that could open a line."""
    found: list[_Found] = []
    for match in _CANDIDATE.finditer(text):
        start = match.start()
        mark = parse_mark(text[start : start + 100])
        if mark is None or mark.system not in (*RANKS, "box", "annex"):
            continue
        ended = not start or bool(
            _ENDED.search(text[max(0, start - 2) : start])
        )
        found.append(_Found(start, mark, ended))
    return found


def _follows(
    one: _Found,
    counted: _Counted,
    numbers: dict[str, set[int]],
    before: str,
) -> bool:
    """Whether a number opens or continues a list where it stands."""
    system, number = one.mark.system, one.mark.number
    if system in ("box", "annex"):
        return one.ended and bool(number)
    last = counted.opened.get(system, counted.ever.get(system, 0))
    through = counted.ever.get(system, 0)
    near = _GAP if one.ended and system in _SURE else 1
    goes_on = bool(last) and (
        last < number <= last + near or number == through + 1
    )
    starts = number == 1 and (2 in numbers[system] or system in _SURE)
    if not goes_on and not starts:
        return False
    if one.ended or (number == 1 and _NAME.search(before)):
        return True
    mark = parse_mark(before[:100])
    title = before[mark.end :] if mark is not None else ""
    return (  # the heading above has no full stop
        mark is not None
        and mark.system != system
        and 2 <= len(title) <= _HEADING
        and not _SENTENCE.search(title)
    )


def _front(text: str) -> list[int]:
    """Return where the lines of a cover began, at the head of a text."""
    places: set[int] = set()
    head = text[:3000]
    title = _TITLE.match(head)
    place = 0
    if title:
        place = title.end()
        places.add(place)
        addressee = _ADDRESSEE.match(head, place)
        if addressee:
            places.add(addressee.end())
    for pattern in (_NOTE, _DATE):
        for found in pattern.finditer(head):
            places |= {found.start(), found.end()}
    for named in _NAMED.finditer(head):
        printed = _again(head, named[1], named.end())
        if printed:
            places |= set(printed)
            break
    return sorted(places - {0})


def _again(text: str, title: str, first: int) -> tuple[int, int] | None:
    """Return where a title stands again without its marks."""
    pattern = r"\s*".join(re.escape(mark) for mark in compact(title))
    pattern = re.sub(r"[—－-]", "[—－-]", pattern.replace(r"\-", "-"))
    found = re.compile(rf"(?<![《〈]){pattern}(?![》〉的])").search(
        text, first
    )
    return found.span() if found else None
