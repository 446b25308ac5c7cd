"""Find contents lists and read their entries."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from plandiff.reading.structure.furniture.findings import Contents, Furniture
from plandiff.reading.structure.furniture.wording import SENTENCE
from plandiff.reading.structure.passages import Line
from plandiff.text.characters import compact
from plandiff.text.numbering import parse_mark

__all__ = ["mark_contents"]

_CONTENTS_WORD = re.compile(
    r"^(目录|目錄|目次|contents|inhalt(sverzeichnis)?)$", re.I
)
_LEADERS = re.compile(r"(?:[.．…·‥•]\s*){3,}\s*[（(]?(?P<page>\d{0,3})[)）]?$")
_LEADER_ENDS = ".．…·‥•)） "
_BULLET = re.compile(r"^[*＊•·]\s?\[?")
_GLUED = re.compile(r"(?<=.)(?=第[一二三四五六七八九十百]+[编章节]\s)")
"""Where a second entry begins in a line that lost its break."""
_TRAILING_PAGE = re.compile(r"(?:\s+|\t)[（(]?(?P<page>\d{1,3})[)）]?$")


def mark_contents(
    lines: Sequence[Line],
    found: Furniture,
    *,
    as_printed: Sequence[Line] | None = None,
) -> None:
    """Mark contents lists: headings with leaders, or under 目录.

    `as_printed` holds the lines in their own script.
    """
    printed = Counter(
        compact(line.text) for line in lines if len(line.text) <= 80
    )
    index = 0
    while index < len(lines):
        captioned = bool(_CONTENTS_WORD.match(compact(lines[index].text)))
        first = index + captioned
        last = _contents_end(lines, first, printed, captioned=captioned)
        if last - first < 3 and not captioned:
            last = _paged_end(lines, first)
        entries = lines[first:last]
        if len(entries) >= 3 or (captioned and _is_sure(entries, printed)):
            if captioned:
                found.mark(index, "contents list: its caption")
            for entry in range(first, last):
                found.mark(entry, "contents list: repeats a heading")
            found.contents += _entries((as_printed or lines)[first:last])
            index = last
        else:
            index += 1


def _is_sure(lines: Sequence[Line], printed: Counter[str]) -> bool:
    """Whether each of two lines under 目录 has a page or heads a part."""
    return len(lines) == 2 and all(
        _LEADERS.search(line.text)
        or _TRAILING_PAGE.search(line.text)
        or printed[compact(line.text)] >= 2
        for line in lines
    )


def _entries(lines: Sequence[Line]) -> list[Contents]:
    """Read the entries; a title in two lines has its page on the second."""
    pages = [
        _LEADERS.search(line.text) or _TRAILING_PAGE.search(line.text)
        for line in lines
    ]
    paged = 2 * sum(page is not None for page in pages) > len(pages)
    entries: list[Contents] = []
    begun: Line | None = None
    for line, page in zip(lines, pages, strict=True):
        text = line.text[: page.start()].strip() if page else line.text
        text = _BULLET.sub("", text)
        number = int(page["page"]) if page and page["page"] else None
        if begun is not None and page and parse_mark(line.text) is None:
            entries[-1] = Contents(begun.text + text, number, begun.indent)
            begun = None
            continue
        *some, text = _GLUED.split(text)
        entries += [Contents(one, None, line.indent) for one in some]
        entries.append(Contents(text, number, line.indent))
        begun = line if paged and page is None else None
    return entries


def _contents_end(
    lines: Sequence[Line],
    first: int,
    printed: Counter[str],
    *,
    captioned: bool,
) -> int:
    """Return the index after the last entry of a contents list."""
    index = first
    seen: set[str] = set()
    titles: set[str] = set()  # of entries with leaders
    opening = parse_mark(lines[first].text) if first < len(lines) else None
    while index < len(lines):
        text = _BULLET.sub("", lines[index].text)
        ends = text[-1:].isdigit() or text[-1:] in _LEADER_ENDS
        leaders = _LEADERS.search(text) if ends else None
        if leaders:
            seen.add(compact(text[: leaders.start()]))
            titles.add(_title(text[: leaders.start()]))
            index += 1
            continue
        if not captioned:
            break
        entry = compact(_TRAILING_PAGE.sub("", text))
        mark = parse_mark(text)
        # a section (第一节 设立) may recur in another chapter
        inner = mark and opening and mark.system != opening.system
        if (
            (entry in seen and not inner)
            or len(entry) > 60
            or SENTENCE.search(
                entry[-1:] if _TRAILING_PAGE.search(text) else entry
            )
        ):
            break
        if mark is not None and (
            mark.system == "article"
            or (seen and opening and mark.label == opening.label)
            or (_title(text) in titles and not _TRAILING_PAGE.search(text))
        ):
            break
        if (
            seen
            and mark is None
            and not _TRAILING_PAGE.search(text)
            and printed[compact(lines[index].text)] < 2  # heads nothing
        ):
            break
        seen.add(entry)
        index += 1
    return index


def _title(text: str) -> str:
    """Return a heading without its number and white space."""
    mark = parse_mark(text)
    return compact(text[mark.end :] if mark else text)


def _paged_end(lines: Sequence[Line], first: int) -> int:
    """Return the index after a run of numbered lines with rising pages."""
    page = 0
    for index in range(first, len(lines)):
        text = lines[index].text
        found = _TRAILING_PAGE.search(text)
        mark = parse_mark(text) if found else None
        if (
            found is None
            or mark is None
            or not text[mark.end : found.start()].strip()
            or len(text) > 60
            or int(found["page"]) < page
        ):
            return index
        page = int(found["page"])
    return len(lines)
