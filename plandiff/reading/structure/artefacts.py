"""Find page numbers that copying has fused into words: 联合研6究.

A number counts as fused when it stands between Chinese characters without
white space, no unit or measure word follows it, and the numbers so found
rise through the text. Where the contents list gives pages, the number must
also lie between the page of the heading before it and that of the heading
after it; without such a list, the two characters around it must form a word
that the text uses elsewhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from plandiff.reading.structure.furniture import Contents, rising
from plandiff.reading.structure.passages import Line
from plandiff.text.characters import HAN, compact

__all__ = ["fused_page_numbers", "invisible_marks"]

_WIDTHLESS = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_INVISIBLE = re.compile(f"[{_WIDTHLESS}]+")

_FUSED = re.compile(rf"[1-9](?<=[{HAN}][1-9])\d{{0,2}}(?=[{HAN}])")
_BEFORE = re.compile("[第前约超达近至到每比零〇一二三四五六七八九十百千万亿]")
_UNIT = re.compile(
    r"[年月日号时分秒天周个项条件家万亿千百十人名次类级届章节款期位种批座处所台辆艘架套份张"
    r"本篇页卷册门户口只头匹株亩顷里米吨克升度元角倍成多余大省市县区州镇乡村国者字行步点线面层"
    r"轮阶段维岁代世纪季星颗枚把根块片支笔场站港城校院厂矿井路街道桥栋幢间室床席届组队班支]"
)


def fused_page_numbers(
    lines: Sequence[Line], contents: Sequence[Contents]
) -> tuple[list[tuple[int, int, str]], list[str]]:
    """Find page numbers inside words.

    Parameters
    ----------
    lines : sequence of Line
        The body, furniture left out.
    contents : sequence of Contents
        Entries of the contents list, if there is one.

    Returns
    -------
    found : list of (int, int, str)
        Source range of each number and the reason.
    notices : list of str
        Numbers that look fused but are not sure; they stay in place.
    """
    limits = _page_limits(lines, contents)
    whole = ""
    known: dict[str, bool] = {}
    candidates: list[tuple[int, int, int, str]] = []
    for line, (low, high) in zip(lines, limits, strict=True):
        for match in _FUSED.finditer(line.text):
            before, after = match.start(), match.end()
            page = int(match[0])
            if _BEFORE.match(line.text, before - 1) or _UNIT.match(
                line.text, after
            ):
                continue
            word = line.text[before - 1] + line.text[after]
            if contents and not low <= page <= high:
                continue
            if not contents:
                if word not in known:
                    whole = whole or "\n".join(one.text for one in lines)
                    known[word] = word in whole
                if not known[word]:
                    continue
            candidates.append(
                (line.start + before, line.start + after, page, word)
            )
    run = rising([page for _, _, page, _ in candidates])
    paged = any(entry.page is not None for entry in contents)
    if not paged and len(run) < 3:
        return [], _unsure(candidates)
    why = "agrees with the contents list" if paged else "rises in the text"
    return [
        (start, end, f"page number {page} fused into a word: {why}")
        for start, end, page, _ in (candidates[position] for position in run)
    ], []


def invisible_marks(
    text: str, lines: Sequence[Line]
) -> list[tuple[int, int, str]]:
    """Find characters without width inside lines, which may part a label.

    Parameters
    ----------
    text : str
        The whole text.
    lines : sequence of Line
        The body.

    Returns
    -------
    list of (int, int, str)
        Source range and reason of each run.
    """
    why = "invisible: characters without width"
    if not any(
        mark in text for mark in "\u200b\u200c\u200d\u2060\ufeff\u00ad"
    ):
        return []
    return [
        (line.start + found.start(), line.start + found.end(), why)
        for line in lines
        for found in _INVISIBLE.finditer(line.text)
    ]


def _unsure(candidates: Sequence[tuple[int, int, int, str]]) -> list[str]:
    """Return one notice for all numbers that may be page numbers."""
    if not candidates:
        return []
    shown = ", ".join(
        f"{word[0]}{page}{word[1]}" for _, _, page, word in candidates[:3]
    )
    return [
        f"{len(candidates)} number(s) inside a word, perhaps page numbers "
        f"({shown}); left in place."
    ]


def _page_limits(
    lines: Sequence[Line], contents: Sequence[Contents]
) -> list[tuple[int, int]]:
    """For each line the lowest and highest page it can stand on."""
    places: dict[str, list[int]] = {}
    for position, entry in enumerate(contents):
        places.setdefault(compact(entry.text), []).append(position)
    highest = [9999]  # the next page that is named, from the last entry up
    for entry in reversed(contents):
        highest.append(entry.page or highest[-1])
    highest.reverse()
    low, reached = 0, 0
    limits: list[tuple[int, int]] = []
    for line in lines:
        text = compact(line.text) if len(line.text) <= 200 else ""
        alike = places.get(text, [])
        following = bisect_left(alike, reached)
        if following < len(alike):
            low = contents[alike[following]].page or low
            reached = alike[following] + 1
        limits.append((low, highest[reached]))
    return limits
