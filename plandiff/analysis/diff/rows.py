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
rewritten
    The same, but so few words stay that it is the same subject in new
    words: less than `plandiff.analysis.diff.keeping.REWRITTEN_BOUND`.
split
    One reference clause has several targets.
merged
    Several reference clauses have one target. Where a link belongs to
    both, because clauses were recombined many to many, the larger number
    decides, and a tie is a split.
added, dropped
    A clause of the target, or of the reference, that has no counterpart:
    its probability of having none is high enough
    (`plandiff.matching.absence.NONE_BOUND`).
open
    A clause without a link, of which a counterpart can be neither shown nor
    excluded; see its candidates. So are clauses without a letter or digit,
    which have no words to be linked by.
matched, unmatched
    With `open`, all that can be said where either side is a digest.
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
from dataclasses import dataclass, replace
from functools import lru_cache

from plandiff.analysis.diff.keeping import (
    is_rewritten,
    kept_share,
    plain_texts,
)
from plandiff.analysis.diff.order import moved_links, places
from plandiff.document import Clause
from plandiff.matching.alignment import Alignment
from plandiff.text.characters import key
from plandiff.text.normalize import normalize

__all__ = ["CHANGES", "DIFF_SCHEMA", "DIGEST_CHANGES", "DiffRow", "diff_rows"]

CHANGES = (
    *("kept", "revised", "rewritten", "split", "merged"),
    *("added", "dropped", "open"),
)
"""What can happen to a clause, in the order in which tables list it."""

DIGEST_CHANGES = ("matched", "unmatched", "open")
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
    "kept_share": "Float64",
    "candidates": "string",
}
"""Columns of `diff_table`; `change` becomes categorical."""


_SIDES = ("reference", "target")


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
    similarity : float or None
        Of the link, in [0, 1], if known.
    confidence : float or None
        In [0, 1]: of a link, that it is one; of a clause without a link,
        that it has no counterpart.
    kept_share : float or None
        How much of both texts stands in both, in [0, 1]; None without a
        link or with a digest.
    candidates : str
        For a clause without a link, ids of the likeliest counterparts,
        ``"; "`` between them.
    """

    reference: Clause | None
    target: Clause | None
    change: str
    moved: bool | None = None
    renumbered: bool | None = None
    similarity: float | None = None
    confidence: float | None = None
    kept_share: float | None = None
    candidates: str = ""

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
            self.kept_share,
            None if self.is_link else self.candidates,
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
    for number, side in enumerate(_SIDES):
        for clause_id, row in _lone_rows(alignment, side):
            key = (where[number][clause_id], 0, 0)
            if number == other:
                before = bisect(anchors, (key[0], -1))
                after = anchors[before - 1][1] if before else -1
                key = (after, 1, key[0])
            keyed.append((key, row))
    keyed.sort(key=lambda pair: pair[0])
    return tuple(row for _, row in keyed)


def link_change(
    reference: str, target: str, *, targets: int, references: int
) -> tuple[str, float]:
    """Name what happened along one link, and how much was kept.

    Parameters
    ----------
    reference, target : str
        The normalized texts at its ends.
    targets : int
        How many targets the reference clause has, at least 1.
    references : int
        How many references the target clause has, at least 1.

    Returns
    -------
    (str, float)
        ``kept``, ``revised``, ``rewritten``, ``split`` or ``merged``, and
        the share of both texts that stands in both. Identical texts are
        kept, whatever other links either clause has.
    """
    if reference == target:
        return "kept", 1.0
    before, after = key(reference), key(target)
    share = kept_share(before, after)
    if targets == references == 1:
        new = is_rewritten(before, after, share)
        return ("rewritten" if new else "revised"), share
    return ("split" if targets >= references else "merged"), share


def is_renumbered(reference: Clause, target: Clause) -> bool:
    """Say whether the printed number or the place in the plan changed."""
    if reference.place != target.place:
        return True
    return _label(reference.label) != _label(target.label)


@lru_cache(maxsize=4096)
def _label(printed: str) -> str:
    """Return a printed number as it is compared."""
    return normalize(printed).text.strip()


def _linked_rows(alignment: Alignment) -> list[tuple[DiffRow, bool]]:
    """Make the row of each link, and say whether it moved."""
    links = alignment.links
    targets = Counter(links["reference_id"])
    references = Counter(links["target_id"])
    texts = [plain_texts(alignment, side) for side in _SIDES]
    rows = []
    for link, gone in zip(
        links.itertuples(index=False), moved_links(alignment), strict=True
    ):
        left = alignment.reference[str(link.reference_id)]
        right = alignment.target[str(link.target_id)]
        row = DiffRow(
            left,
            right,
            "matched",
            similarity=_number(link.similarity),
            confidence=_number(link.confidence),
        )
        if not alignment.is_digest:
            change, share = link_change(
                texts[0][left.id],
                texts[1][right.id],
                targets=targets[left.id],
                references=references[right.id],
            )
            row = replace(
                row,
                change=change,
                moved=gone,
                renumbered=is_renumbered(left, right),
                kept_share=share,
            )
        rows.append((row, gone))
    return rows


def _number(value: object) -> float | None:
    """Read a cell of a column of numbers; absent is None."""
    return value if isinstance(value, float) else None


def _lone_rows(alignment: Alignment, side: str) -> list[tuple[str, DiffRow]]:
    """Make the row of each clause of a side that has no link, by its id."""
    if alignment.is_digest:
        absent = "unmatched"
    else:
        absent = "dropped" if side == "reference" else "added"
    lone = alignment.lone
    document = getattr(alignment, side)
    rows = []
    for clause_id, confidence, verdict, candidates in lone.loc[
        lone["side"] == side,
        ["clause_id", "confidence", "verdict", "candidates"],
    ].itertuples(index=False):
        clause = document[clause_id]
        rows.append(
            (
                clause.id,
                DiffRow(
                    clause if side == "reference" else None,
                    clause if side == "target" else None,
                    absent if verdict == "none" else "open",
                    confidence=_number(confidence),
                    candidates=candidates,
                ),
            )
        )
    return rows
