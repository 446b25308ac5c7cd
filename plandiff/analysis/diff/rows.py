"""Say what happened to each clause between two plans.

`diff_rows` reads an `Alignment` and names one change for each link and
each clause without a link. `moved` and `renumbered` are told apart from the
change: a clause may be kept word for word and stand elsewhere.

Definitions
-----------
kept
    Both texts are identical after normalization
    (`plandiff.text.normalize`): differences of width, quotation marks
    and spaces are not changes.
revised
    One clause became one clause, and they are not identical.
split
    One reference clause has several targets.
merged
    Several reference clauses have one target. Where a link belongs to
    both, because clauses were recombined many to many, the larger number
    decides, and a tie is a split.
added, dropped
    A clause of the target, or of the reference, without a link. Clauses
    without a letter or digit have no words to be linked by, so that even
    identical ones are dropped and added.
matched, unmatched
    All that can be said where either side is a digest.
moved
    The link leaves the order of the plan (it is not in the longest chain of
    links that runs forward in both plans), or it leads to another chapter;
    see `plandiff.analysis.diff.order`.
renumbered
    The printed number or the place in the plan changed.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from dataclasses import dataclass

from plandiff.analysis.diff.order import moved_links, places
from plandiff.document import Clause
from plandiff.matching.alignment import Alignment
from plandiff.text.normalize import normalize

__all__ = ["CHANGES", "DIFF_SCHEMA", "DIGEST_CHANGES", "DiffRow", "diff_rows"]

CHANGES = ("kept", "revised", "split", "merged", "added", "dropped")
"""What can happen to a clause, in the order in which tables list it."""

DIGEST_CHANGES = ("matched", "unmatched")
"""What can be said of a clause where either side is a digest."""

DIFF_SCHEMA = {
    "reference_id": "string",
    "target_id": "string",
    "change": "string",
    "moved": "boolean",
    "renumbered": "boolean",
    "similarity": "Float64",
    "confidence": "Float64",
    "reference_title": "string",
    "target_title": "string",
    "reference_text": "string",
    "target_text": "string",
}
"""Columns of `diff_table`; `change` becomes categorical."""


@dataclass(frozen=True, slots=True)
class DiffRow:
    """One link, or one clause without a link.

    Attributes
    ----------
    reference, target : Clause or None
        The clauses at its ends; one of them is None without a link.
    change : str
        What happened, as the module's documentation defines it.
    moved, renumbered : bool or None
        Whether the link did; None where that cannot be said.
    similarity, confidence : float or None
        Of the link, in [0, 1], if known.
    """

    reference: Clause | None
    target: Clause | None
    change: str
    moved: bool | None = None
    renumbered: bool | None = None
    similarity: float | None = None
    confidence: float | None = None

    @property
    def reference_id(self) -> str | None:
        """Id of the reference clause, if there is one."""
        return self.reference.id if self.reference else None

    @property
    def target_id(self) -> str | None:
        """Id of the target clause, if there is one."""
        return self.target.id if self.target else None

    @property
    def ends(self) -> tuple[str | None, str | None]:
        """Ids of both ends; None where there is none."""
        return self.reference_id, self.target_id

    @property
    def is_link(self) -> bool:
        """Whether there are clauses of both plans."""
        return self.reference is not None and self.target is not None

    def cells(self) -> tuple[object, ...]:
        """Return the values of `DIFF_SCHEMA`."""
        before, after = self.reference, self.target
        return (
            *self.ends,
            self.change,
            self.moved,
            self.renumbered,
            self.similarity,
            self.confidence,
            before.title if before else None,
            after.title if after else None,
            before.text if before else None,
            after.text if after else None,
        )


def diff_rows(alignment: Alignment, order: str) -> tuple[DiffRow, ...]:
    """Say what happened, one row per link or clause without a link.

    Parameters
    ----------
    alignment : Alignment
        Links between two plans.
    order : {"target", "reference"}
        Whose order the rows follow. A clause that has no link and belongs
        to the other plan comes after its nearest predecessor there that
        was not moved.

    Returns
    -------
    tuple of DiffRow
        In that order.
    """
    sides = ("reference", "target")
    main, other = (1, 0) if order == "target" else (0, 1)
    where = (places(alignment.reference), places(alignment.target))
    keyed: list[tuple[tuple[int, int, int], DiffRow]] = []
    anchors = []
    for row, gone in _linked_rows(alignment):
        place = [where[i][str(end)] for i, end in enumerate(row.ends)]
        keyed.append(((place[main], 0, place[other]), row))
        if not gone:
            anchors.append((place[other], place[main]))
    anchors.sort()
    for number, side in enumerate(sides):
        for clause in alignment.unmatched(side):
            key = (where[number][clause.id], 0, 0)
            if number == other:
                before = bisect(anchors, (key[0], -1))
                after = anchors[before - 1][1] if before else -1
                key = (after, 1, key[0])
            keyed.append((key, _lone_row(alignment, side, clause)))
    keyed.sort(key=lambda pair: pair[0])
    return tuple(row for _, row in keyed)


def link_change(
    reference: Clause, target: Clause, *, targets: int, references: int
) -> str:
    """Name what happened along one link.

    Parameters
    ----------
    reference, target : Clause
        The two ends of the link.
    targets : int
        How many targets the reference clause has, at least 1.
    references : int
        How many references the target clause has, at least 1.

    Returns
    -------
    str
        ``kept``, ``revised``, ``split`` or ``merged``. Identical texts are
        kept, whatever other links either clause has.
    """
    if normalize(reference.text).text == normalize(target.text).text:
        return "kept"
    if targets == references == 1:
        return "revised"
    return "split" if targets >= references else "merged"


def is_renumbered(reference: Clause, target: Clause) -> bool:
    """Say whether the printed number or the place in the plan changed."""
    labels = [
        normalize(clause.label).text.strip() for clause in (reference, target)
    ]
    return labels[0] != labels[1] or reference.place != target.place


def _linked_rows(alignment: Alignment) -> list[tuple[DiffRow, bool]]:
    """Make the row of each link, and say whether it moved."""
    links = alignment.links
    targets = Counter(links["reference_id"])
    references = Counter(links["target_id"])
    digest = alignment.is_digest
    rows = []
    for link, gone in zip(
        links.itertuples(index=False), moved_links(alignment), strict=True
    ):
        left = alignment.reference[str(link.reference_id)]
        right = alignment.target[str(link.target_id)]
        change = link_change(
            left,
            right,
            targets=targets[left.id],
            references=references[right.id],
        )
        row = DiffRow(
            left,
            right,
            "matched" if digest else change,
            None if digest else gone,
            None if digest else is_renumbered(left, right),
            _number(link.similarity),
            _number(link.confidence),
        )
        rows.append((row, gone))
    return rows


def _number(value: object) -> float | None:
    """Read a cell of a column of numbers; absent is None."""
    return value if isinstance(value, float) else None


def _lone_row(alignment: Alignment, side: str, clause: Clause) -> DiffRow:
    """Make the row of a clause that has no link."""
    if alignment.is_digest:
        change = "unmatched"
    else:
        change = "dropped" if side == "reference" else "added"
    if side == "reference":
        return DiffRow(clause, None, change)
    return DiffRow(None, clause, change)
