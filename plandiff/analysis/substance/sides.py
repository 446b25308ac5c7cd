"""The two texts of a group of linked clauses, and places in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from plandiff.analysis.diff.keeping import (
    is_rewritten,
    kept_share,
)
from plandiff.analysis.redlines.redline import Redline
from plandiff.document import Clause
from plandiff.text.characters import key
from plandiff.text.normalize import comparable

__all__ = ["Change", "Group", "Place", "Side"]

_FEW = 3
"""Letters beside a word that an edit may change with it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the source of one of the plans.

    Attributes
    ----------
    clause_id : str
        The clause it stands in.
    text : str
        As printed.
    start, end : int
        Half-open offsets in the document's source text.
    """

    clause_id: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Change:
    """One change of substance.

    Attributes
    ----------
    kind : str
        One of `plandiff.analysis.substance.table.KINDS`.
    what : str
        What changed: the subject of a quantity, or a category's id.
    before, after : Place or None
        Where it stands; None on the side where it does not.
    direction : str
        ``up``, ``down``, ``earlier``, ``later``, ``shorter``, ``longer``,
        ``firmer``, ``softer``, ``added`` or ``gone``.
    comparable : bool or None
        Whether two quantities measure the same; None for other kinds.
    """

    kind: str
    what: str
    before: Place | None
    after: Place | None
    direction: str
    comparable: bool | None = None


@dataclass(frozen=True)
class Side:
    """The clauses of one side, joined by line breaks as a redline does."""

    clauses: Sequence[Clause]

    @cached_property
    def text(self) -> str:
        """The texts, joined."""
        return "\n".join(clause.text for clause in self.clauses)

    def place(self, start: int, end: int) -> Place:
        """Return the source place of a stretch within one clause."""
        position = 0
        for clause in self.clauses:
            stop = position + len(clause.text)
            if start < stop:
                first, last = start - position, min(end, stop) - position
                return Place(
                    clause.id,
                    clause.text[first:last],
                    clause.source_offset(first),
                    clause.source_offset(last - 1) + 1,
                )
            position = stop + 1
        raise ValueError(
            f"start: expected less than {len(self.text)}, found {start}."
        )

    def offset(self, clause_id: str, start: int) -> int:
        """Return the place in the joined text of an offset in a clause."""
        position = 0
        for clause in self.clauses:
            if clause.id == clause_id:
                return position + start
            position += len(clause.text) + 1
        raise ValueError(f"clause_id: no clause {clause_id} on this side.")


@dataclass(frozen=True)
class Group:
    """Both sides of linked clauses, and their redline."""

    before: Side
    after: Side
    redline: Redline

    @cached_property
    def _edits(self) -> list[tuple[str, int, int, int, int]]:
        """What differs: operation and half-open offsets of both sides."""
        columns = [
            *("op", "reference_start", "reference_end"),
            *("target_start", "target_end"),
        ]
        table = self.redline.edits[columns]
        return [
            (str(op), int(a), int(b), int(c), int(d))
            for op, a, b, c, d in table.itertuples(index=False, name=None)
            if op != "equal"
        ]

    def gone(self, start: int, end: int) -> bool:
        """Say whether a stretch of the earlier text was changed."""
        return any(a < end and start < b for _, a, b, _, _ in self._edits)

    def new(self, start: int, end: int) -> bool:
        """Say whether a stretch of the later text was changed."""
        return any(c < end and start < d for _, _, _, c, d in self._edits)

    def alone(
        self, kind: str, what: str, span: tuple[int, int], *, gone: bool
    ) -> Change:
        """Describe what stands on one side only: it is gone, or added."""
        place = (self.before if gone else self.after).place(*span)
        if gone:
            return Change(kind, what, place, None, "gone")
        return Change(kind, what, None, place, "added")

    def same_edit(
        self, before: tuple[int, int], after: tuple[int, int]
    ) -> bool:
        """Say whether one edit put one stretch in the place of another."""
        return any(
            a < before[1] and before[0] < b and c < after[1] and after[0] < d
            for _, a, b, c, d in self._edits
        )

    def swapped(self, before: tuple[int, int], after: tuple[int, int]) -> bool:
        """Say whether a short edit put one word in the place of another."""
        return any(
            a <= before[0] < b <= before[1] + _FEW
            and c <= after[0] < d <= after[1] + _FEW
            and before[0] - a <= _FEW
            and after[0] - c <= _FEW
            for op, a, b, c, d in self._edits
            if op == "replace"
        )

    @cached_property
    def is_rewritten(self) -> bool:
        """Whether so little was kept that nearly every word is new."""
        before, after = (
            key(comparable(side.text).text)
            for side in (self.before, self.after)
        )
        return is_rewritten(before, after, kept_share(before, after))
