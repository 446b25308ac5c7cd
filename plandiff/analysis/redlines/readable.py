"""Make a comparison readable: finer inside words, coarser around pepper.

Each function takes matches between two texts and gives better ones; none
says that unequal characters are equal.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from plandiff.analysis.redlines.matches import Run, Side, gaps

__all__ = ["CHARACTER_LIMIT", "absorb", "refine", "shift"]

_MARKS = {
    "。": 4,
    "；": 4,
    "！": 4,
    "？": 4,
    "\n": 4,
    "：": 3,
    "，": 3,
    "、": 2,
}
_ENDS = re.compile(r"[。；！？\n（）]")
_WHOLE = re.compile(r"[0-9A-Za-z.,%〇零一二三四五六七八九十百千万亿]")
_CONTENT = re.compile(r"[^\W_]")
_FUNCTION = frozenset("的和与及或并等") | {"或者", "以及", "并且"}

FEW, LONG = 6, 15
"""Words of a change that absorbs less, and of one that absorbs more."""

CHARACTER_LIMIT = 1_000_000
"""Cells above which the characters inside a change are not compared."""


def refine(
    left: Side,
    right: Side,
    matches: Sequence[Run],
    moves: Sequence[Run],
) -> list[Run]:
    """Match characters inside the changes, where that helps a reader."""
    fine: list[Run] = []
    edges = (set(left.starts), set(right.starts))
    for i, i_end, j, j_end in gaps(left, right, matches):
        before, after = left.plain[i:i_end], right.plain[j:j_end]
        cells = len(before) * len(after)
        if not 0 < cells <= CHARACTER_LIMIT or _touches(
            moves, i, i_end, j, j_end
        ):
            continue
        for step in LCSseq.opcodes(before, after):
            run = Run(
                i + step.src_start,
                j + step.dest_start,
                step.src_end - step.src_start,
            )
            if step.tag == "equal" and _helps(left, right, run, edges):
                fine.append(run)
    return fused(sorted([*matches, *fine], key=lambda run: run.i))


def _helps(
    left: Side,
    right: Side,
    run: Run,
    edges: tuple[set[int], set[int]],
) -> bool:
    """Say whether equal characters inside a change are worth showing.

    Three of them, or two with a word's beginning or end on both sides; and
    no number or Latin word cut in two.
    """
    if run.length < 2:
        return False
    ends = (run.i + run.length, run.j + run.length)
    begins = run.i in edges[0] and run.j in edges[1]
    finishes = all(
        end in starts or end == len(side.plain)
        for end, starts, side in zip(ends, edges, (left, right), strict=True)
    )
    cut = any(
        _WHOLE.match(side.plain[at - 1 : at])
        and _WHOLE.match(side.plain[at : at + 1])
        for side, places in (
            (left, (run.i, ends[0])),
            (right, (run.j, ends[1])),
        )
        for at in places
    )
    return (run.length > 2 or begins or finishes) and not cut


def fused(matches: Iterable[Run]) -> list[Run]:
    """Join matches that touch on both sides."""
    fused: list[Run] = []
    for run in matches:
        last = fused[-1] if fused else None
        if last and (last.i + last.length, last.j + last.length) == (
            run.i,
            run.j,
        ):
            fused[-1] = Run(last.i, last.j, last.length + run.length)
        else:
            fused.append(run)
    return fused


def absorb(
    left: Side,
    right: Side,
    matches: Sequence[Run],
    moves: Sequence[Run],
) -> list[Run]:
    """Drop matches that are short beside the changes around them.

    A match between two changes goes when it has fewer words than either of
    them; marks and words such as 的 and 和 are not counted. Five characters
    or more always stay, but marks do not count beside one or two letters.
    Marks alone count as a word, but not inside a sentence beside a `LONG`
    change. A match between two insertions, or two deletions, of `FEW` words
    stays too, since there the other text runs on unbroken. Changes grow by
    what they absorb, so this is repeated until nothing goes.
    """
    kept = list(matches)
    while True:
        between = list(gaps(left, right, kept))
        sizes = [
            max(
                _words(left, i, i_end) - _moved(left, moves, "i", i, i_end),
                _words(right, j, j_end) - _moved(right, moves, "j", j, j_end),
            )
            for i, i_end, j, j_end in between
        ]
        stay = []
        absorbed = 0
        for place, run in enumerate(kept):
            end = run.i + run.length
            text = left.plain[run.i : end]
            letters = len(_CONTENT.findall(text))
            size = run.length if letters > 2 else letters
            words = _words(left, run.i, end)
            around = (sizes[place] + absorbed, sizes[place + 1])
            if not letters and (_ENDS.search(text) or max(around) < LONG):
                words = 1  # marks alone hold an enumeration together
            short = size < 5 and words < min(around)
            if short and not (
                max(around) <= FEW and _runs_on(*between[place:][:2])
            ):
                absorbed += sizes[place] + words
            else:
                stay.append(run)
                absorbed = 0
        if len(stay) == len(kept):
            return kept
        kept = stay


def _runs_on(
    before: tuple[int, int, int, int], after: tuple[int, int, int, int]
) -> bool:
    """Say whether one text has nothing in both gaps, and so runs on."""
    empty = [
        (i == i_end, j == j_end) for i, i_end, j, j_end in (before, after)
    ]
    return any(map(all, zip(*empty, strict=True)))


def _words(side: Side, start: int, end: int) -> int:
    """Count the words in a stretch; marks and 的 are none."""
    first = max(bisect_right(side.starts, start) - 1, 0)
    edges = (*side.starts[first : bisect_left(side.starts, end)], end)
    plain = side.plain
    return sum(
        _counts(plain[max(begin, start) : stop])
        for begin, stop in pairwise(edges)
    )


@lru_cache(maxsize=32_768)
def _counts(word: str) -> bool:
    return _CONTENT.match(word) is not None and word not in _FUNCTION


def _moved(
    side: Side, moves: Sequence[Run], name: str, start: int, end: int
) -> int:
    """Count the words of a stretch that were moved."""
    return sum(
        _words(side, getattr(move, name), getattr(move, name) + move.length)
        for move in moves
        if start <= getattr(move, name) < end
    )


def _touches(
    moves: Sequence[Run], i: int, i_end: int, j: int, j_end: int
) -> bool:
    return any(i <= m.i < i_end or j <= m.j < j_end for m in moves)


def shift(
    left: Side,
    right: Side,
    matches: Sequence[Run],
    moves: Sequence[Run],
) -> list[Run]:
    """Shift insertions and deletions to where a sentence part begins."""
    runs = list(matches)
    for place in range(len(runs) - 1):
        first, second = runs[place], runs[place + 1]
        i, j = first.i + first.length, first.j + first.length
        if _touches(moves, i, second.i, j, second.j):
            continue
        if i == second.i:
            side, start, end = right, j, second.j
        elif j == second.j:
            side, start, end = left, i, second.i
        else:
            continue
        step = _best_shift(side, start, end, first.length, second.length)
        runs[place] = Run(first.i, first.j, first.length + step)
        runs[place + 1] = Run(
            second.i + step, second.j + step, second.length - step
        )
    return [run for run in runs if run.length]


def _best_shift(
    side: Side, start: int, end: int, room_left: int, room_right: int
) -> int:
    """Choose how far an insertion moves; 0 leaves it where it is."""
    text = side.plain
    steps = [0]
    while (
        -steps[-1] < room_left
        and text[start + steps[-1] - 1] == text[end + steps[-1] - 1]
    ):
        steps.append(steps[-1] - 1)
    forward = 0
    while (
        forward < room_right and text[start + forward] == text[end + forward]
    ):
        forward += 1
        steps.append(forward)

    def quality(step: int) -> tuple[int, int]:
        edges = (start + step, end + step)
        marks = sum(_MARKS.get(text[at - 1 : at], 0) for at in edges if at)
        words = sum(_is_edge(side, at) for at in edges)
        return marks + words, -abs(step)

    return max(steps, key=quality)


def _is_edge(side: Side, position: int) -> bool:
    """Say whether a word begins or the text ends at a position."""
    at = bisect_left(side.starts, position)
    return at == len(side.starts) or side.starts[at] == position
