"""One redline over two whole plans, in the order of both.

Clauses on the main line of two plans (`plandiff.analysis.diff.order`) are
compared in place. A clause that moved leaves its place and is shown where
it now stands; whatever has no link is deleted or inserted. Headings are
compared with the like heading of the other plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from plandiff.analysis.diff.order import moved_links
from plandiff.analysis.diff.planlines import heading_pairs, plan_lines
from plandiff.analysis.redlines.redline import redline_clauses
from plandiff.analysis.redlines.renderings import Segment
from plandiff.errors import AlignmentError
from plandiff.matching.alignment import Alignment

__all__ = ["PlanSegment", "plan_segments"]

_SAME = 0.5
"""Share of the longer text that a moved clause must keep to be shown as
moved; below it, it is deleted and inserted."""


@dataclass(frozen=True, slots=True)
class PlanSegment(Segment):
    """A stretch of the redline of two whole plans.

    Attributes
    ----------
    level : int
        Depth of the heading that it belongs to; 0 for a clause.
    """

    level: int = 0


@dataclass(frozen=True, slots=True)
class _Block:
    """Neighbouring lines that are compared with one another."""

    references: range
    targets: range


def plan_segments(alignment: Alignment) -> Iterator[PlanSegment]:
    """Give the redline of two whole plans as stretches of text.

    Parameters
    ----------
    alignment : Alignment
        Links between two plans, both of them official text.

    Yields
    ------
    PlanSegment
        Each heading and clause ends with a line break. Leaving out the
        insertions gives the reference in its order, leaving out the
        deletions gives the target in its own. Both ends of a move carry
        its number in `Segment.move`; 0 is a clause that moved and was
        rewritten, so that nothing is shown as the same.

    Raises
    ------
    AlignmentError
        If either side is a digest, whose wording is not the plan's.
    """
    if alignment.is_digest:
        raise AlignmentError(
            f"{alignment.reference.id} → {alignment.target.id}: expected "
            "official text on both sides but one is a digest. A digest has "
            "no redline; write the table instead, or add the plan's file."
        )
    yield from _whole_paragraphs(_Redline(alignment).segments())


class _Redline:
    """Two plans as lines, their blocks, and what moved between them."""

    def __init__(self, alignment: Alignment) -> None:
        self.before = plan_lines(alignment.reference)
        self.after = plan_lines(alignment.target)
        self.numbers = count(1)
        links = alignment.links
        here, there = (
            {line.id: place for place, line in enumerate(lines) if line.id}
            for lines in (self.before, self.after)
        )
        ends = [
            (here[before], there[after])
            for before, after in zip(
                links["reference_id"], links["target_id"], strict=True
            )
        ]
        moved = moved_links(alignment)
        self.blocks = _blocks(
            pair for pair, gone in zip(ends, moved, strict=True) if not gone
        )
        self.moves = self._moves(
            pair for pair, gone in zip(ends, moved, strict=True) if gone
        )

    def _moves(
        self, ends: Iterable[tuple[int, int]]
    ) -> dict[tuple[str, int], list[PlanSegment]]:
        """Write what moved, at both ends; each line moves once."""
        compared = {
            (side, place)
            for block in self.blocks
            for side, places in (
                ("delete", block.references),
                ("insert", block.targets),
            )
            for place in places
        }
        moves: dict[tuple[str, int], list[PlanSegment]] = {}
        for i, j in ends:
            leaves, comes = ("delete", i), ("insert", j)
            if compared & {leaves, comes} or leaves in moves or comes in moves:
                continue
            before, after = self.before[i], self.after[j]
            segments = list(redline_clauses([before], [after]).segments())
            same = sum(len(s.text) for s in segments if s.kind == "equal")
            if same < _SAME * max(len(before.text), len(after.text)):
                for key, line in ((leaves, before), (comes, after)):
                    moves[key] = [PlanSegment(key[0], f"{line.text}\n", 0)]
                continue
            number = next(self.numbers)
            for kind, place in (leaves, comes):
                moves[kind, place] = _broken_alike(
                    [
                        PlanSegment(
                            kind,
                            segment.text,
                            number if segment.kind == "equal" else None,
                        )
                        for segment in segments
                        if segment.kind in ("equal", kind)
                    ]
                    + [PlanSegment(kind, "\n", number)]
                )
        return moves

    def segments(self) -> Iterator[PlanSegment]:
        """Give the redline block by block."""
        i = j = 0
        for block in self.blocks:
            yield from self._between(
                range(i, block.references.start),
                range(j, block.targets.start),
            )
            i, j = block.references.stop, block.targets.stop
            yield from self._compared(block)
        yield from self._between(
            range(i, len(self.before)), range(j, len(self.after))
        )

    def _between(
        self, references: range, targets: range
    ) -> Iterator[PlanSegment]:
        """Give what stands between two blocks, like headings compared."""
        i, j = references.start, targets.start
        for left, right in heading_pairs(
            self.before[i : references.stop], self.after[j : targets.stop]
        ):
            here, there = references.start + left, targets.start + right
            yield from self._whole("delete", range(i, here))
            yield from self._whole("insert", range(j, there))
            i, j = here + 1, there + 1
            yield from self._compared(_Block(range(here, i), range(there, j)))
        yield from self._whole("delete", range(i, references.stop))
        yield from self._whole("insert", range(j, targets.stop))

    def _whole(self, kind: str, places: range) -> Iterator[PlanSegment]:
        """Give whole lines as deletions, insertions or moves."""
        lines = self.before if kind == "delete" else self.after
        for place in places:
            line = lines[place]
            yield from self.moves.get(
                (kind, place),
                [PlanSegment(kind, f"{line.text}\n", level=line.level)],
            )

    def _compared(self, block: _Block) -> Iterator[PlanSegment]:
        """Give the lines of a block, compared; each move with a number."""
        sides = {
            "reference": [self.before[place] for place in block.references],
            "target": [self.after[place] for place in block.targets],
        }
        waiting = {side: list(lines) for side, lines in sides.items()}
        levels = {side: lines[0].level for side, lines in sides.items()}
        numbers: dict[int, int] = {}
        for segment in redline_clauses(*sides.values()).segments():
            if segment.kind == "part":
                levels[segment.side] = waiting[segment.side].pop(0).level
                continue
            number = segment.move
            if number is not None:
                if number not in numbers:
                    numbers[number] = next(self.numbers)
                number = numbers[number]
            side = "reference" if segment.kind == "delete" else "target"
            yield PlanSegment(
                segment.kind,
                segment.text,
                number,
                segment.minor,
                level=levels[side],
            )
        yield PlanSegment("equal", "\n", level=sides["target"][-1].level)


def _broken_alike(segments: list[PlanSegment]) -> list[PlanSegment]:
    """Let each line break go with the words before it.

    LibreOffice leaves an empty paragraph where a break moved and the words
    before it did not, or the other way round.
    """
    found: list[PlanSegment] = []
    for segment in segments:
        rest = segment.text.lstrip("\n") if found else segment.text
        breaks = segment.text[: len(segment.text) - len(rest)]
        if breaks:
            found[-1] = replace(found[-1], text=found[-1].text + breaks)
        if rest:
            found.append(replace(segment, text=rest))
    return found


def _blocks(pairs: Iterable[tuple[int, int]]) -> list[_Block]:
    """Gather the links that did not move into blocks, in order.

    Links that share a clause belong to one block, with all that stands
    between their clauses.
    """
    blocks: list[_Block] = []
    for i, j in sorted(pairs):
        last = blocks[-1] if blocks else None
        if last and (i < last.references.stop or j < last.targets.stop):
            blocks[-1] = _Block(
                range(last.references.start, i + 1),
                range(last.targets.start, j + 1),
            )
        else:
            blocks.append(_Block(range(i, i + 1), range(j, j + 1)))
    return blocks


def _whole_paragraphs(
    segments: Iterable[PlanSegment],
) -> Iterator[PlanSegment]:
    """Shift changes that end a paragraph so that they are paragraphs.

    Between equal stretches, an insertion of a break and a text before a
    break is an insertion of a text and its break, after a break.
    """
    waiting: list[PlanSegment] = []
    for segment in (*segments, PlanSegment("equal", "")):
        waiting.append(segment)
        if len(waiting) < 3:
            continue
        first, change, last = waiting
        if (
            first.kind == last.kind == "equal" != change.kind
            and change.text.startswith("\n")
            and last.text.startswith("\n")
        ):
            waiting = [
                replace(first, text=f"{first.text}\n"),
                replace(change, text=f"{change.text[1:]}\n"),
                replace(last, text=last.text[1:]),
            ]
        yield waiting.pop(0)
    yield from (segment for segment in waiting if segment.text)
