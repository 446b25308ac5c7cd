"""Cut passages where a heading and the text after it share a line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from plandiff.reading.structure.outline.units import (
    INNER,
    NAMED,
    STRUCTURAL,
    title_like,
)
from plandiff.reading.structure.passages import BULLET, Passage
from plandiff.text.characters import compact
from plandiff.text.numbering import parse_mark

__all__ = ["split_glued"]

_GLUE = re.compile(r"[ \u00a0\t]{2,}\u3000*|\u3000+[ \u00a0\t]*")
_REPEATED = re.compile(r"(?P<title>[^，。；]{4,25}?)(?=(?P=title))")
_GLUED_HEADS = {
    "part",
    "chapter",
    "section",
    "article",
    "chinese",
    "chinese_bracket",
}
_IN_LINE = re.compile(
    r"[。：；！？”）]\s*(?="
    r"第[〇一二三四五六七八九十百]{1,5}[章节条]\s|[一二三四五六七八九十]{1,3}、|"
    r"（[一二三四五六七八九十]{1,3}）)"
)
_LAW = re.compile(
    r"[\s\u3000](?=第[〇一二三四五六七八九十百0-9]{1,6}[章节節条條][\s\u3000])"
)
_RUN_ON = {"chinese_bracket", "arabic", "arabic_bracket", "circled"}
_POINT = re.compile(r"[。！”）]\s*(?=[（(0-9０-９①-⑳])")
_AFTER_TITLE = re.compile(
    r"(?<=[\u4e00-\u9fff])（[一二三四五六七八九十]{1,3}）"
)


def split_glued(passages: Sequence[Passage]) -> list[Passage]:
    r"""Cut passages where a heading and the text after it share a line.

    Examples
    --------
    >>> text = "第一章　总则　　为了规范市场秩序，制定本法。"
    >>> glued = Passage(text, ((0, len(text)),))
    >>> [part.text for part in split_glued([glued])]
    ['第一章\u3000总则', '为了规范市场秩序，制定本法。']
    """
    opening: Counter[str] = Counter()
    for passage in passages:
        mark = parse_mark(passage.text)
        if mark is not None:
            opening[mark.system] += 1
    in_line = sum(len(_IN_LINE.findall(passage.text)) for passage in passages)
    heads = sum(opening[system] for system in _GLUED_HEADS)
    glued = in_line >= 5 and in_line > 3 * heads
    parts: list[Passage] = []
    for passage in passages:
        cuts = sorted(
            {
                0,
                len(passage.text),
                *_space_cuts(passage),
                *_run_cuts(passage),
                *_law_cuts(passage),
                *(_line_cuts(passage.text) if glued else ()),
            }
        )
        if len(cuts) == 2:
            parts.append(passage)
            continue
        for first, last in pairwise(cuts):
            part = passage.cut(first, last)
            if part is not None:
                parts += _law_parts(part)
    return parts


def _law_parts(passage: Passage) -> list[Passage]:
    """Cut a part once more where articles follow a chapter in it."""
    cuts = [0, *_law_cuts(passage), len(passage.text)]
    parts = [passage.cut(first, last) for first, last in pairwise(cuts)]
    return [part for part in parts if part is not None]


def _line_cuts(text: str) -> Iterator[int]:
    """Yield where numbers open clauses in a text without line breaks."""
    left = 0
    for cut in (*(m.end() for m in _IN_LINE.finditer(text)), len(text)):
        after_title = _AFTER_TITLE.search(text, left, min(cut, left + 60))
        if (
            after_title
            and parse_mark(text[left:])
            and title_like(text[left : after_title.start()])
        ):
            yield after_title.start()
        if cut < len(text):
            yield cut
        left = cut


def _run_cuts(passage: Passage) -> Iterator[int]:
    """Yield where the next points of a list follow in one paragraph."""
    first = None if passage.table else parse_mark(passage.text)
    if first is None or first.system not in _RUN_ON:
        return
    number = first.number
    for found in _POINT.finditer(passage.text, first.end):
        mark = parse_mark(passage.text[found.end() : found.end() + 100])
        if (
            mark is not None
            and mark.system == first.system
            and mark.number == number + 1
        ):
            number += 1
            yield found.end()


def _law_cuts(passage: Passage) -> Iterator[int]:
    """Yield where 第一条 and its like follow a chapter on the same line."""
    first = None if passage.table else parse_mark(passage.text)
    if first is None or first.system not in (*STRUCTURAL, "article"):
        return
    article = first.number if first.system == "article" else -1
    for gap in _LAW.finditer(passage.text, first.end):
        mark = parse_mark(passage.text[gap.end() : gap.end() + 100])
        if mark is None or not mark.spaced:
            continue
        if mark.system == "article":
            if article not in (-1, mark.number - 1):
                continue
            article = mark.number
        yield gap.end()


def _space_cuts(passage: Passage) -> Iterator[int]:
    """Yield where a run of white space ends a heading or opens a number."""
    text = passage.text
    if passage.table:
        return
    first = parse_mark(text)
    if first is not None and first.system in STRUCTURAL:
        repeated = _REPEATED.match(text, first.end)
        if repeated:
            yield repeated.end()
    left = 0
    for gap in _GLUE.finditer(text):
        right = text[gap.end() : gap.end() + 200]
        piece = text[max(left, gap.start() - 80) : gap.start()]
        if _opens(piece, right) or _closes(piece, right):
            yield gap.end()
            left = gap.end()


def _opens(piece: str, right: str) -> bool:
    """Whether a number or a bullet opens the text after a gap."""
    mark = parse_mark(right)
    if mark is not None and mark.system in _GLUED_HEADS:
        return len(compact(piece)) >= 2
    return BULLET.match(right) is not None and bool(INNER.search(piece))


def _closes(piece: str, right: str) -> bool:
    """Whether a gap closes a heading, so that its text follows."""
    if len(right) < 10 or not re.search("[，、；。]", right):
        return False
    mark = parse_mark(piece)
    if mark is None:
        return bool(NAMED.match(compact(piece)))
    title = piece[mark.end :]
    return (
        mark.system != "article"
        and len(compact(title)) >= 2
        and title_like(title, commas=True)
    )
