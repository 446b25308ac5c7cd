"""Find what two texts have in common: words, parts, moved parts.

Positions count characters of the normalized texts. Common subsequences are
found by bit-parallel dynamic programming [1]_.

References
----------
.. [1] Hyyrö (2004), Bit-parallel LCS-length computation revisited.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

from rapidfuzz.distance import LCSseq

from plandiff.text.normalize import Normalized, comparable
from plandiff.text.sentences import bare_sentences
from plandiff.text.tokens import token_starts

__all__ = [
    "MOVE_LENGTH",
    "TABLE_LIMIT",
    "Run",
    "Side",
    "find_moves",
    "gaps",
    "match_parts",
    "match_words",
    "read_side",
]

MOVE_LENGTH, MOVE_PART = 6, 10
"""A sentence, or a part of one, shorter than this is not called moved."""

TABLE_LIMIT = 400_000_000
"""Cells of a comparison table above which words give way to parts."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of both normalized texts; a match or a move."""

    i: int
    j: int
    length: int


@dataclass(frozen=True, slots=True)
class Side:
    """One text, its normalized view and its words."""

    text: str
    view: Normalized
    starts: tuple[int, ...]

    @property
    def plain(self) -> str:
        """The normalized text."""
        return self.view.text

    def words(self) -> Iterator[tuple[int, int]]:
        """Give the bounds of each word."""
        return pairwise((*self.starts, len(self.plain)))

    def original(self, position: int) -> int:
        """Map a position back; what was left out follows its character."""
        if position == 0:
            return 0
        return self.view.offsets[position]


def read_side(text: str) -> Side:
    """Normalize a text and cut it into words, numbers in one piece."""
    view = comparable(text)
    return Side(text, view, tuple(token_starts(view.text, whole=True)))


def _common(
    left: Side,
    right: Side,
    bounds: tuple[Sequence[tuple[int, int]], Sequence[tuple[int, int]]],
    moves: Sequence[Run] = (),
) -> list[Run]:
    """Match the pieces of both sides that are equal and in one order."""
    numbers: dict[str, int] = {}
    fresh = count()
    keys: list[list[int]] = []
    for side, pieces, name in zip(
        (left, right), bounds, ("i", "j"), strict=True
    ):
        gone = _mask(
            len(side.plain), ((getattr(m, name), m.length) for m in moves)
        )
        row = []
        for start, end in pieces:
            if 1 in gone[start:end]:
                row.append(next(fresh))
                continue
            word = side.plain[start:end]
            if word not in numbers:
                numbers[word] = next(fresh)
            row.append(numbers[word])
        keys.append(row)
    runs = []
    for step in LCSseq.opcodes(*keys):
        if step.tag == "equal":
            i, i_end = (
                bounds[0][step.src_start][0],
                bounds[0][step.src_end - 1][1],
            )
            runs.append(Run(i, bounds[1][step.dest_start][0], i_end - i))
    return runs


def match_words(
    left: Side, right: Side, moves: Sequence[Run] = ()
) -> list[Run]:
    """Match the words that stayed, moved parts left aside."""
    return _common(
        left, right, (list(left.words()), list(right.words())), moves
    )


def match_parts(left: Side, right: Side) -> list[Run]:
    """Match parts of sentences, then the words between matched parts."""
    bounds = (_pieces(left.plain), _pieces(right.plain))
    if len(bounds[0]) * len(bounds[1]) > TABLE_LIMIT:
        return []
    coarse = _common(left, right, bounds)
    runs = []
    for i, i_end, j, j_end in gaps(left, right, coarse):
        words = (_within(left, i, i_end), _within(right, j, j_end))
        if len(words[0]) * len(words[1]) <= TABLE_LIMIT:
            runs += _common(left, right, words)
    return sorted([*coarse, *runs], key=lambda run: run.i)


def _pieces(text: str) -> list[tuple[int, int]]:
    """Cut a text into parts of sentences and the marks between them."""
    edges = {0, len(text)}
    for part in bare_sentences("part").finditer(text):
        edges.update(part.span())
    return list(pairwise(sorted(edges)))


def _within(side: Side, start: int, end: int) -> list[tuple[int, int]]:
    """Give the bounds of the words between two positions."""
    first, last = (
        bisect_left(side.starts, start),
        bisect_left(side.starts, end),
    )
    edges = sorted({start, *side.starts[first:last], end})
    return list(pairwise(edges))


def gaps(
    left: Side, right: Side, matches: Sequence[Run]
) -> Iterator[tuple[int, int, int, int]]:
    """Give the stretches of both sides before, between and after matches."""
    i = j = 0
    for run in matches:
        yield i, run.i, j, run.j
        i, j = run.i + run.length, run.j + run.length
    yield i, len(left.plain), j, len(right.plain)


def find_moves(left: Side, right: Side, matches: Sequence[Run]) -> list[Run]:
    """Find sentences, and parts of them, that stand out of order."""
    moves: list[Run] = []
    for kind in (
        (bare_sentences("sentence"), MOVE_LENGTH),
        (bare_sentences("part"), MOVE_PART),
    ):
        moves += _moves_of(kind, left, right, matches, moves)
    return _joined(left, right, sorted(moves, key=lambda run: run.i))


def _moves_of(
    kind: tuple[re.Pattern[str], int],
    left: Side,
    right: Side,
    matches: Sequence[Run],
    known: Sequence[Run],
) -> list[Run]:
    """Pair equal parts that the matches do not already pair.

    `kind` is the pattern of a part and its least length.
    """
    pattern, least = kind
    places: dict[str, tuple[list[int], list[int]]] = defaultdict(
        lambda: ([], [])
    )
    gone = (
        _mask(len(left.plain), ((m.i, m.length) for m in known)),
        _mask(len(right.plain), ((m.j, m.length) for m in known)),
    )
    for side, text in enumerate((left.plain, right.plain)):
        for part in pattern.finditer(text):
            if len(part[0]) >= least and not gone[side][part.start()]:
                places[part[0]][side].append(part.start())
    starts = [run.i for run in matches]
    moves = []
    for word, (here, there) in places.items():
        for start in list(here):
            stays = _counterpart(start, len(word), matches, starts)
            if stays in there:
                here.remove(start)
                there.remove(stays)
        moves += [
            Run(i, j, len(word)) for i, j in zip(here, there, strict=False)
        ]
    return moves


def _mask(size: int, stretches: Iterable[tuple[int, int]]) -> bytearray:
    """Mark the characters that some stretches (start, length) cover."""
    mask = bytearray(size)
    for start, length in stretches:
        mask[start : start + length] = b"\x01" * length
    return mask


def _counterpart(
    start: int,
    length: int,
    matches: Sequence[Run],
    starts: Sequence[int],
) -> int | None:
    """Say where most of a part stands in the target, if it was matched."""
    for at in range(max(bisect_left(starts, start) - 1, 0), len(matches)):
        run = matches[at]
        if run.i >= start + length:
            break
        shared = min(run.i + run.length, start + length) - max(run.i, start)
        if 2 * shared >= length:
            return start + run.j - run.i
    return None


def _joined(left: Side, right: Side, moves: Sequence[Run]) -> list[Run]:
    """Join moves that are neighbours on both sides, with their marks."""
    joined: list[Run] = []
    for move in moves:
        run = move
        end, there = run.i + run.length, run.j + run.length
        mark = left.plain[end : end + 1]
        if mark and mark == right.plain[there : there + 1]:
            run = Run(run.i, run.j, run.length + 1)
        last = joined[-1] if joined else None
        if last and (last.i + last.length, last.j + last.length) == (
            run.i,
            run.j,
        ):
            joined[-1] = Run(last.i, last.j, last.length + run.length)
        else:
            joined.append(run)
    return joined
