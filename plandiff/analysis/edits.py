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

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

from rapidfuzz.distance import LCSseq

from plandiff.matching.tokens import tokenize
from plandiff.reading.normalize import Normalized, normalize

__all__ = ["Comparison", "Edit", "find_edits"]

_PART = re.compile(r"[^。；！？，：\n]+")
_MARKS = {"。": 4, "；": 4, "！": 4, "？": 4, "\n": 4, "：": 3, "，": 3, "、": 2}
_WHOLE = re.compile(r"[0-9A-Za-z.,%]")
_CONTENT = re.compile(r"[^\W_]")

MOVE_LENGTH = 6
"""A part of a sentence shorter than this is not called moved."""

TABLE_LIMIT = 400_000_000
"""Cells of a comparison table above which words give way to parts."""

CHARACTER_LIMIT = 1_000_000
"""Cells above which the characters inside a change are not compared."""


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


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of both normalized texts; a match or a move."""

    i: int
    j: int
    length: int


@dataclass(frozen=True, slots=True)
class _Side:
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
    Words by `plandiff.matching.tokens`; common subsequences by bit-parallel
    dynamic programming [1]_. Texts whose table of words would have more
    than `TABLE_LIMIT` cells are compared by parts of sentences first, and
    the notes say so.

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
    left, right = _side(reference), _side(target)
    notes: tuple[str, ...] = ()
    if len(left.starts) * len(right.starts) > TABLE_LIMIT:
        notes = (
            "Both texts are very long: they were compared by parts of "
            "sentences first, so that some common words may be shown as "
            "changed.",
        )
        matches, moves = _match_parts(left, right), []
    else:
        matches, moves = _match_words(left, right, [])
        moves = _find_moves(left, right, matches)
        if moves:
            matches = _match_words(left, right, moves)
    matches = _refine(left, right, matches, moves)
    matches = _absorb(left, right, matches, moves)
    matches = _shift(left, right, matches, moves)
    return Comparison(tuple(_edits(left, right, matches, moves)), notes)
