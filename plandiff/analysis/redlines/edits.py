"""Find the edits that lead from one text to another, as a reader would.

The way of a comparison:

1. Both texts are normalized and cut into words; numbers and the names of
   the policy lexicon stay whole, punctuation stands apart.
2. The longest common subsequence of words gives what stayed.
3. Parts of a sentence that stand in both texts, but out of order, are
   moves; step 2 is repeated without them.
4. Inside each change, characters are compared, so that 网络零售 → 网络零售额
   shows one character; a number or a Latin word is never cut.
5. Short equal stretches between longer changes are absorbed: they are
   coincidence, and make a page unreadable ("pepper").
6. An insertion or deletion that could stand in several places is shifted
   to where a sentence part begins.

Positions here count characters of the normalized texts; `find_edits` maps
them back, and a difference that normalization folds becomes an edit of its
own, so that both originals can be restored character for character.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from plandiff.analysis.redlines.matches import (
    TABLE_LIMIT,
    Run,
    Side,
    find_moves,
    gaps,
    match_parts,
    match_words,
    read_side,
)
from plandiff.analysis.redlines.readable import absorb, refine, shift

__all__ = ["Comparison", "Edit", "find_edits"]


@dataclass(frozen=True, slots=True)
class Edit:
    """One step from the reference to the target.

    Attributes
    ----------
    op : str
        ``equal``, ``replace``, ``insert`` or ``delete``.
    reference_start, reference_end, target_start, target_end : int
        Half-open offsets into the two texts, in characters. An insertion
        is empty in the reference, a deletion in the target.
    move : int or None
        Number of the move, from 1, that this deletion or insertion is one
        end of.
    """

    op: str
    reference_start: int
    reference_end: int
    target_start: int
    target_end: int
    move: int | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All edits between two texts, in order, and what to know of them.

    Attributes
    ----------
    edits : tuple of Edit
        Both texts are covered, without gaps or overlaps.
    notes : tuple of str
        How the comparison was simplified, if it was.
    """

    edits: tuple[Edit, ...]
    notes: tuple[str, ...] = ()


@lru_cache(maxsize=1024)
def find_edits(reference: str, target: str) -> Comparison:
    """Compare two texts word by word.

    Parameters
    ----------
    reference, target : str
        The earlier and the later text, as printed; either may be empty.

    Returns
    -------
    Comparison
        Edits that cover both texts. Two empty texts give none.

    Notes
    -----
    Words by `plandiff.text.tokens`; common subsequences by bit-parallel
    dynamic programming [1]_. Texts whose table of words would have more
    than `TABLE_LIMIT` cells are compared by parts of sentences first, and
    the notes say so.
    The last thousand comparisons are remembered, since one diff is often
    written in several formats.

    References
    ----------
    .. [1] Hyyrö (2004), Bit-parallel LCS-length computation revisited.

    Examples
    --------
    >>> for edit in find_edits("加快发展", "大力发展").edits:
    ...     print(edit.op, edit.reference_start, edit.reference_end)
    replace 0 2
    equal 2 4
    """
    if reference == target:
        whole = Edit("equal", 0, len(reference), 0, len(target))
        return Comparison((whole,) if reference else ())
    left, right = read_side(reference), read_side(target)
    notes: tuple[str, ...] = ()
    moves: list[Run] = []
    if len(left.starts) * len(right.starts) > TABLE_LIMIT:
        notes = (
            "Both texts are very long: they were compared by parts of "
            "sentences first, so that some common words may be shown as "
            "changed.",
        )
        matches = match_parts(left, right)
    else:
        matches = match_words(left, right)
        moves = find_moves(left, right, matches)
        if moves:
            matches = match_words(left, right, moves)
    matches = refine(left, right, matches, moves)
    matches = absorb(left, right, matches, moves)
    matches = shift(left, right, matches, moves)
    edits = _merged(_edits(left, right, matches, moves))
    return Comparison(tuple(edits), notes)


def _edits(
    left: Side,
    right: Side,
    matches: Sequence[Run],
    moves: Sequence[Run],
) -> Iterator[Edit]:
    """Turn matches and the gaps between them into edits of the originals."""
    for gap, run in zip(
        gaps(left, right, matches), (*matches, None), strict=True
    ):
        yield from _gap_edits(left, right, gap, moves)
        if run is not None:
            yield from _match_edits(left, right, run)


def _merged(edits: Iterable[Edit]) -> Iterator[Edit]:
    """Join neighbours of one kind; the ends of a move stay apart."""
    last: Edit | None = None
    for edit in edits:
        alike = last is not None and (
            (last.op == "equal") == (edit.op == "equal")
            and last.move is edit.move is None
        )
        if last is not None and alike:
            joined = _edit(
                last.reference_start,
                edit.reference_end,
                last.target_start,
                edit.target_end,
            )
            last = (
                replace(joined, op="equal") if edit.op == "equal" else joined
            )
            continue
        if last is not None:
            yield last
        last = edit
    if last is not None:
        yield last


def _gap_edits(
    left: Side,
    right: Side,
    gap: tuple[int, int, int, int],
    moves: Sequence[Run],
) -> Iterator[Edit]:
    """Give the edits of one gap; moved parts stand by themselves."""
    i, i_end, j, j_end = gap
    before = _stretches(left, i, i_end, [(m.i, m.length) for m in moves])
    after = _stretches(right, j, j_end, [(m.j, m.length) for m in moves])
    at, there = left.original(i), right.original(j)
    while before or after:
        if before and before[0][1]:
            (end, move), to = before.pop(0), there
        elif after and after[0][1]:
            (to, move), end = after.pop(0), at
        else:
            end = before.pop(0)[0] if before else at
            to = after.pop(0)[0] if after else there
            move = None
        if (at, there) != (end, to):
            yield _edit(at, end, there, to, move)
        at, there = end, to


def _stretches(
    side: Side, start: int, end: int, moves: Sequence[tuple[int, int]]
) -> list[tuple[int, int | None]]:
    """Cut a gap into stretches: the original end of each, and its move."""
    stretches: list[tuple[int, int | None]] = []
    inside = sorted(
        (at, length, number)
        for number, (at, length) in enumerate(moves, start=1)
        if start <= at < end
    )
    for at, length, number in inside:
        if at > start:
            stretches.append((side.original(at), None))
        start = at + length
        stretches.append((side.original(start), number))
    if end > start or not side.plain:
        stretches.append(
            (side.original(end) if side.plain else len(side.text), None)
        )
    return stretches


def _match_edits(left: Side, right: Side, run: Run) -> Iterator[Edit]:
    """Give the edits of a match: equal, but for what normalizing folded."""
    start, there = left.original(run.i), right.original(run.j)
    end = left.original(run.i + run.length)
    to = right.original(run.j + run.length)
    if left.text[start:end] == right.text[there:to]:
        yield Edit("equal", start, end, there, to)
        return
    for step in range(1, run.length + 1):
        yield from _character_edits(
            left,
            right,
            (
                left.original(run.i + step - 1),
                left.original(run.i + step),
                right.original(run.j + step - 1),
                right.original(run.j + step),
            ),
        )


def _character_edits(
    left: Side, right: Side, bounds: tuple[int, int, int, int]
) -> Iterator[Edit]:
    """Give the edits of one normalized character, equal ends apart."""
    at, end, there, to = bounds
    before, after = left.text[at:end], right.text[there:to]
    same = _shared(before, after)
    tail = _shared(before[same:][::-1], after[same:][::-1])
    if same:
        yield Edit("equal", at, at + same, there, there + same)
    if (at + same, there + same) != (end - tail, to - tail):
        yield _edit(at + same, end - tail, there + same, to - tail)
    if tail:
        yield Edit("equal", end - tail, end, to - tail, to)


def _shared(one: str, other: str) -> int:
    """Count the characters that two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    length = min(len(one), len(other))
    return next((at for at, (a, b) in pairs if a != b), length)


def _edit(
    at: int, end: int, there: int, to: int, move: int | None = None
) -> Edit:
    """Name the edit between two stretches, at least one of them not empty."""
    if at < end and there < to:
        return Edit("replace", at, end, there, to)
    return Edit("delete" if at < end else "insert", at, end, there, to, move)
