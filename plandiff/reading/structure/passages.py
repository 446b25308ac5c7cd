"""From raw text to passages: lines, and the lines that belong together.

A `Passage` is a stretch of text that may stand in several pieces of the
source, since line breaks and artefacts in the middle are left out. Cutting
a passage gives passages, so that every character keeps its place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from plandiff.reading.received import Block
from plandiff.text.characters import HAN
from plandiff.text.numbering import parse_mark

__all__ = ["Layout", "Line", "Passage", "join_lines", "split_lines"]

Range = tuple[int, int]

_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_STRIPPED = _INVISIBLE + " \t\u00a0\u3000\u2000\u2002\u2003\u2009\u202f\u205f"
_TERMINAL = frozenset("。！？!?；;：:…．.”’」』）)】〕")
_HAN = re.compile(f"[{HAN}]")
_CLOSING = re.compile("[，。、；：》”）」』〉！？]")
_OPENING = frozenset("《“（「『〈、，")
_PROSE = re.compile(r"[，。；、,;]|\S \S+ \S")
"""What lines of running text hold, and lines of a list of names do not."""

_BROKEN = re.compile(rf"[，,；。].*[{HAN}，、]$")
"""A sentence that has not ended, in running text."""

_LATIN = re.compile(r"[A-Za-zÀ-ɏ0-9,;.)\]]")
BULLET = re.compile(r"——|--|－－|──|[—●■◆◇▪•·※◎▲★]\s*|[*-]\s")


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line.

    Attributes
    ----------
    start, end : int
        Half-open offsets of its content, outer white space left out.
    text : str
        The content.
    indent : int
        Width of the white space before it, in half-width columns.
    blanks : int
        Number of empty lines before it.
    """

    start: int
    end: int
    text: str
    indent: int
    blanks: int


@dataclass(frozen=True, slots=True)
class Passage:
    """Text that belongs together, and the source ranges that give it.

    Attributes
    ----------
    text : str
        The pieces, joined.
    pieces : tuple of (int, int)
        Half-open source ranges in order.
    indent : int
        Indentation of its first line, in half-width columns.
    level : int
        Heading level that the file format states, or 0.
    emphasis : bool
        Whether the format prints it bold.
    table : bool
        Whether it is a table.
    boxed : int
        Number of the frame around it, or 0.
    paper : bool
        Whether it is the title of one of several papers in the text.
    forced : bool
        Whether the user's profile makes it a heading.
    listed : int
        Heading level that the contents list gives it; 0 where it names no
        level, -1 where it does not list the passage.
    """

    text: str
    pieces: tuple[Range, ...]
    indent: int = 0
    level: int = 0
    emphasis: bool = False
    table: bool = False
    boxed: int = 0
    forced: bool = False
    listed: int = -1
    paper: bool = False

    @property
    def start(self) -> int:
        """Offset of the first character in the source."""
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        """Offset after the last character in the source."""
        return self.pieces[-1][1]

    def cut(self, first: int, last: int) -> Passage | None:
        """Return the part between two indices, outer white space left out.

        Returns
        -------
        Passage or None
            None where nothing but white space is left.
        """
        text = self.text[first:last]
        kept = text.strip(_STRIPPED + "\r\n")
        if not kept:
            return None
        first += text.index(kept[0])
        last = first + len(kept)
        pieces = []
        position = 0
        for start, end in self.pieces:
            low = max(first - position, 0)
            high = min(last - position, end - start)
            if low < high:
                pieces.append((start + low, start + high))
            position += end - start
        return replace(self, text=kept, pieces=tuple(pieces))


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text marks its paragraphs.

    Attributes
    ----------
    width : int
        Characters in a full line where lines are wrapped, or 0 where each
        line is a paragraph.
    indented : bool
        Whether indentation opens a paragraph.
    lost_stops : bool
        Whether sentence ends are marked by line breaks instead of 。
    """

    width: int
    indented: bool
    lost_stops: bool


def split_lines(text: str) -> list[Line]:
    """Return the lines of a text that hold more than white space."""
    lines: list[Line] = []
    position = blanks = 0
    ends = [found.span() for found in _LINE_END.finditer(text)]
    for stop, following in (*ends, (len(text), len(text))):
        raw = text[position:stop]
        content = raw.strip(_STRIPPED)
        if content:
            lead = len(raw) - len(raw.lstrip(_STRIPPED))
            indent = sum(
                2 if mark == "\u3000" else 4 if mark == "\t" else 1
                for mark in raw[:lead]
                if mark not in _INVISIBLE
            )
            start = position + lead
            lines.append(
                Line(start, start + len(content), content, indent, blanks)
            )
            blanks = 0
        elif following > position:
            blanks += 1
        position = following
    return lines


def find_layout(lines: Sequence[Line]) -> Layout:
    """Judge how a text marks its paragraphs, from all of its lines."""
    lengths = sorted(len(line.text) for line in lines)
    total = sum(lengths)
    stops = sum(line.text.count("。") for line in lines)
    lost = (
        len(lines) > 40
        and stops * 1500 < total
        and sum(len(_HAN.findall(line.text)) for line in lines[:2000]) > 2000
    )
    long = [line for line in lines if len(line.text) >= 40]
    least = 0.1 if lost else 0.3
    indented = sum(line.indent >= 2 for line in long) >= least * len(long)
    width = 0
    if len(lines) >= 10:
        full = _common_length(lengths, total)
        near = [line for line in lines if abs(len(line.text) - full) <= 3]
        open_ends = sum(line.text[-1] not in _TERMINAL for line in near)
        prose = sum(bool(_PROSE.search(line.text)) for line in near)
        held = sum(len(line.text) for line in near)
        wrapped = (
            held >= 0.5 * total
            and open_ends >= 0.5 * len(near)
            and prose >= 0.5 * len(near)
        )
        width = full if wrapped and 15 <= full <= 130 else 0
    return Layout(width, bool(long) and indented, lost)


def _common_length(lengths: Sequence[int], total: int) -> int:
    """Return the length up to which the lines hold half of all text."""
    held = 0
    for length in lengths:
        held += length
        if held >= total / 2:
            return length
    return 0


def join_lines(
    source: str,
    lines: Sequence[Line],
    layout: Layout,
    *,
    artefacts: Sequence[Range] = (),
    blocks: Sequence[Block] = (),
) -> list[Passage]:
    """Join lines into passages.

    Parameters
    ----------
    source : str
        The source text.
    lines : sequence of Line
        The lines of the body; furniture is already left out.
    layout : Layout
        How the text marks its paragraphs.
    artefacts : sequence of (int, int)
        Source ranges to leave out, sorted.
    blocks : sequence of Block
        Stretches that the file's format keeps together, sorted.

    Returns
    -------
    list of Passage
        In the order of the text.
    """
    starts = [block.start for block in blocks]
    groups: list[list[Line]] = []
    homes: list[Block | None] = []
    for line in lines:
        home = _home(line, starts, blocks)
        if home is None and _completes(groups, homes, line):
            middle = groups.pop()
            homes.pop()
            groups[-1] += [*middle, line]
            continue
        joins = bool(groups) and (
            home is homes[-1]
            if home is not None
            else homes[-1] is None and _continues(groups[-1], line, layout)
        )
        if not joins and groups and home is not None:
            joins = _was_broken(
                "".join(one.text for one in groups[-1]),
                homes[-1],
                source[line.start : home.end].rstrip(),
                home,
                layout,
            )
        if joins:
            groups[-1].append(line)
            homes[-1] = home
        else:
            groups.append([line])
            homes.append(home)
    return [
        passage
        for group, home in zip(groups, homes, strict=True)
        if (passage := _passage(source, group, layout, artefacts, home))
    ]


def _completes(
    groups: Sequence[Sequence[Line]],
    homes: Sequence[Block | None],
    line: Line,
) -> bool:
    """Whether a line shows the one before to be a link inside a sentence.

    Copied web pages print each link on a line of its own; the text after
    it then begins with a mark that opens no sentence.
    """
    if len(groups) < 2 or line.blanks or not _CLOSING.match(line.text):
        return False
    middle, before = groups[-1], groups[-2]
    return (
        homes[-2] is None
        and len(middle) == 1
        and not middle[0].blanks
        and len(middle[0].text) <= 60
        and middle[0].text[-1] not in _TERMINAL
        and before[-1].text[-1] not in _TERMINAL
    )


def _was_broken(
    before: str,
    above: Block | None,
    after: str,
    home: Block,
    layout: Layout,
) -> bool:
    """Whether two paragraphs of a format are one that was broken.

    Text that was copied from a page carries the page's broken lines into
    the paragraphs of a Word file or a web page.
    """
    return (
        above is not None
        and not layout.lost_stops
        and not any(
            block.table or block.level or block.quoted or block.paper
            for block in (above, home)
        )
        and above.boxed == home.boxed
        and above.emphasis == home.emphasis
        and len(before) >= 40
        and bool(_BROKEN.search(before[-200:]))
        and after[-1:] in "。；！？"
        and parse_mark(after) is None
        and not BULLET.match(after)
    )


def _home(
    line: Line, starts: Sequence[int], blocks: Sequence[Block]
) -> Block | None:
    """Return the block in which a line lies."""
    index = bisect_right(starts, line.start) - 1
    if index >= 0 and line.end <= blocks[index].end:
        return blocks[index]
    return None


def _continues(group: Sequence[Line], line: Line, layout: Layout) -> bool:
    """Whether a line continues the passage that a group of lines forms."""
    before = group[-1]
    mark = parse_mark(line.text)
    article = mark is not None and mark.system == "article" and mark.spaced
    open_end = before.text[-1] not in _TERMINAL
    if article or (
        not line.blanks
        and (_CLOSING.match(line.text) or before.text[-1] in _OPENING)
    ):
        return not article
    opens = bool(mark or BULLET.match(line.text))
    if layout.width:
        full = len(before.text) >= layout.width - 3
        if opens or line.blanks:
            return full and open_end and not (opens and line.blanks)
        return full and (line.indent < 2 or not layout.indented)
    if opens or line.blanks or line.indent >= 2:
        return False
    if layout.indented and group[0].indent >= 2:
        return layout.lost_stops or open_end
    prose = len(before.text) >= 40 and re.search("[，。,；]", before.text)
    return bool(prose) and open_end and not layout.lost_stops


def _passage(
    source: str,
    group: Sequence[Line],
    layout: Layout,
    artefacts: Sequence[Range],
    home: Block | None,
) -> Passage | None:
    ranges: list[Range] = []
    for line in group:
        if ranges and _keeps_break(source, ranges[-1][1], line, layout, home):
            ranges[-1] = (ranges[-1][0], line.end)
        else:
            ranges.append((line.start, line.end))
    return passage_of(
        source, ranges, artefacts, indent=group[0].indent, home=home
    )


def _keeps_break(
    source: str, end: int, line: Line, layout: Layout, home: Block | None
) -> bool:
    """Whether the line break before a line stays in the text."""
    if source[end : line.start].strip():
        return False
    if home is not None and (home.table or home.quoted):
        return True
    latin = _LATIN.match(source[end - 1]) and _LATIN.match(line.text[0])
    return bool(latin) or (home is None and layout.lost_stops)


def passage_of(
    source: str,
    ranges: Iterable[Range],
    artefacts: Sequence[Range] = (),
    *,
    indent: int = 0,
    home: Block | None = None,
) -> Passage | None:
    """Build a passage from source ranges, artefacts left out."""
    pieces: list[Range] = []
    for start, end in ranges:
        position = start
        first = max(bisect_right(artefacts, start, key=itemgetter(0)) - 1, 0)
        for index in range(first, len(artefacts)):
            low, high = artefacts[index]
            if low >= end:
                break
            if high <= position:
                continue
            if low > position:
                pieces.append((position, low))
            position = max(position, high)
        if position < end:
            pieces.append((position, end))
    text = "".join(source[start:end] for start, end in pieces)
    if not text.strip():
        return None
    if home is None:
        return Passage(text, tuple(pieces), indent)
    return Passage(
        text,
        tuple(pieces),
        indent,
        home.level,
        home.emphasis,
        home.table,
        home.boxed,
        paper=home.paper,
    )
