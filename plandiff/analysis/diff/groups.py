"""Gather the rows of a diff that have to be read together.

A clause that was split is one thing to read: the clause, its parts, and one
redline over them all. So is a merge. Everything else is read link by link.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from plandiff.analysis.diff.table import diff_table
from plandiff.analysis.redlines.redline import Redline, redline_clauses
from plandiff.document import Clause
from plandiff.frames import records
from plandiff.matching.align import Alignment

__all__ = ["Group", "diff_groups"]


@dataclass(frozen=True, slots=True)
class Group:
    """Clauses of both plans that are read together.

    Attributes
    ----------
    change : str
        One of the changes of `plandiff.diff_table`.
    moved, renumbered : bool
        Whether any link of the group was.
    confidence : float or None
        The least sure of the links, in [0, 1]; None without a link.
    references, targets : tuple of Clause
        In the order of their plan; empty for an added or dropped clause.
    rows : tuple of int
        The rows of the diff table that were gathered.
    """

    change: str
    moved: bool
    renumbered: bool
    confidence: float | None
    references: tuple[Clause, ...]
    targets: tuple[Clause, ...]
    rows: tuple[int, ...]

    def redline(self) -> Redline | None:
        """Compare the two sides; None where a digest forbids it."""
        if self.change in ("matched", "unmatched"):
            return None
        return redline_clauses(self.references, self.targets)


def diff_groups(alignment: Alignment, *, order: str = "target") -> list[Group]:
    """Gather a diff into groups, each shown as one unit.

    Parameters
    ----------
    alignment : Alignment
        Links between two plans.
    order : {"target", "reference"}, default "target"
        Whose order the groups follow.

    Returns
    -------
    list of Group
        A split clause with all its targets, provided that none of them has
        another reference; a merge likewise; otherwise one group a row of
        `plandiff.diff_table`. Every row belongs to exactly one group,
        which stands where its first row stood.
    """
    table = diff_table(alignment, order=order)
    targets_of = Counter(table["reference_id"].dropna())
    references_of = Counter(table["target_id"].dropna())
    crossed = {
        side: set(
            table.loc[
                (table["reference_id"].map(targets_of) > 1)
                & (table["target_id"].map(references_of) > 1),
                f"{side}_id",
            ].dropna()
        )
        for side in ("reference", "target")
    }
    gathered: dict[tuple[str, object], dict[int, dict[str, Any]]] = {}
    for place, row in enumerate(records(table)):
        before, after = row["reference_id"], row["target_id"]
        key: tuple[str, object] = ("row", place)
        if before is not None and after is not None:
            if targets_of[before] > 1 and before not in crossed["reference"]:
                key = ("reference", before)
            elif references_of[after] > 1 and after not in crossed["target"]:
                key = ("target", after)
        gathered.setdefault(key, {})[place] = row
    return [_group(alignment, rows) for rows in gathered.values()]


def _group(alignment: Alignment, gathered: dict[int, dict[str, Any]]) -> Group:
    """Make one group of rows that share a clause."""
    rows = list(gathered.values())
    clauses = []
    for document, name in (
        (alignment.reference, "reference_id"),
        (alignment.target, "target_id"),
    ):
        ids = {str(row[name]) for row in rows if row[name] is not None}
        clauses.append(tuple(c for c in document if c.id in ids))
    sure = [row["confidence"] for row in rows if row["confidence"] is not None]
    changes = [str(row["change"]) for row in rows]
    joint = [name for name in changes if name in ("split", "merged")]
    return Group(
        (joint or changes)[0],
        any(row["moved"] is True for row in rows),
        any(row["renumbered"] is True for row in rows),
        min(sure, default=None),
        references=clauses[0],
        targets=clauses[1],
        rows=tuple(gathered),
    )
