"""One redline over two whole plans, in the order of both.

Clauses on the main line of two plans (`plandiff.analysis.diff.order`) are
compared in place; a clause that moved is deleted where it stood and
inserted where it stands, and so is whatever has no link.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from plandiff.analysis.diff.order import moved_links, places
from plandiff.analysis.redlines.redline import redline_clauses
from plandiff.analysis.redlines.renderings import Segment
from plandiff.document import Clause
from plandiff.errors import AlignmentError
from plandiff.matching.alignment import Alignment

__all__ = ["plan_segments"]


@dataclass(frozen=True, slots=True)
class _Block:
    """Neighbouring clauses that are compared with one another."""

    references: range
    targets: range


def plan_segments(alignment: Alignment) -> Iterator[Segment]:
    """Give the redline of two whole plans as stretches of text.

    Parameters
    ----------
    alignment : Alignment
        Links between two plans, both of them official text.

    Yields
    ------
    Segment
        Each clause ends with a line break. Leaving out the insertions
        gives the reference clauses in their order, leaving out the
        deletions gives the target clauses in theirs. `Segment.move` is 0
        for a whole clause that was moved.

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
    yield from _whole_paragraphs(_all_segments(alignment))


def _all_segments(alignment: Alignment) -> Iterator[Segment]:
    """Give the redline block by block."""
    moved = _moved_ids(alignment)
    before, after = alignment.reference.sequence, alignment.target.sequence
    i = j = 0
    for block in _blocks(alignment):
        yield from _whole("delete", before[i : block.references.start], moved)
        yield from _whole("insert", after[j : block.targets.start], moved)
        i, j = block.references.stop, block.targets.stop
        change = redline_clauses(
            before[block.references.start : i],
            after[block.targets.start : j],
        )
        yield from (s for s in change.segments() if s.kind != "part")
        yield Segment("equal", "\n")
    yield from _whole("delete", before[i:], moved)
    yield from _whole("insert", after[j:], moved)


def _whole(
    kind: str, clauses: Sequence[Clause], moved: set[str]
) -> Iterator[Segment]:
    """Give whole clauses as deletions or insertions."""
    for clause in clauses:
        segment = Segment(kind, f"{clause.text}\n")
        if clause.id in moved:
            segment = replace(segment, move=0)
        yield segment


def _whole_paragraphs(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Shift changes that end a paragraph so that they are paragraphs.

    Between equal stretches, an insertion of a break and a text before a
    break is an insertion of a text and its break, after a break.
    """
    waiting: list[Segment] = []
    for segment in (*segments, Segment("equal", "")):
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


def _moved_ids(alignment: Alignment) -> set[str]:
    """Return the ids of the clauses at either end of a moved link."""
    links = alignment.links
    ends = zip(links["reference_id"], links["target_id"], strict=True)
    return {
        end
        for pair, gone in zip(ends, moved_links(alignment), strict=True)
        if gone
        for end in pair
    }


def _blocks(alignment: Alignment) -> list[_Block]:
    """Gather the links that did not move into blocks, in order.

    Links that share a clause belong to one block, with all that stands
    between their clauses.
    """
    here, there = places(alignment.reference), places(alignment.target)
    links = alignment.links
    pairs = sorted(
        (here[before], there[after])
        for before, after, gone in zip(
            links["reference_id"],
            links["target_id"],
            moved_links(alignment),
            strict=True,
        )
        if not gone
    )
    blocks: list[_Block] = []
    for i, j in pairs:
        last = blocks[-1] if blocks else None
        if last and (i < last.references.stop or j < last.targets.stop):
            blocks[-1] = _Block(
                range(last.references.start, i + 1),
                range(last.targets.start, j + 1),
            )
        else:
            blocks.append(_Block(range(i, i + 1), range(j, j + 1)))
    return blocks
