"""Gather the rows of a diff that have to be read together.

A clause that was split is one thing to read: the clause, its parts, and one
redline over them all. So is a merge, and so are a few clauses that were
recombined, several to several. Everything else is read link by link.

Where more clauses were recombined than a page shows (`JOINT`), the group
falls into splits and merges, each link under the clause that has more links:
the reference's where it is a split, the target's where it is a merge.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from plandiff.analysis.diff.table import diff_table
from plandiff.analysis.redlines.redline import Redline, redline_clauses
from plandiff.analysis.redlines.sharing import shared_parts
from plandiff.document import Clause, Document
from plandiff.frames import records
from plandiff.matching.alignment import Alignment

__all__ = ["JOINT", "Group", "GroupLink", "diff_groups", "row_groups"]

JOINT = 10
"""Clauses that one group holds at most, where both sides have several."""

_Row = Mapping[str, Any]
_End = tuple[str, str]


@dataclass(frozen=True, slots=True)
class GroupLink:
    """One link of a group: where a clause went.

    Attributes
    ----------
    reference_id, target_id : str
        The clauses at its ends.
    change : str
        One of the changes of `plandiff.diff_table`.
    moved, renumbered : bool
        Whether the link did.
    confidence : float or None
        In [0, 1], if known.
    """

    reference_id: str
    target_id: str
    change: str
    moved: bool
    renumbered: bool
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Group:
    """Clauses of both plans that are read together.

    Attributes
    ----------
    changes : tuple of str
        What happened, as `plandiff.diff_table` names it: one change, or
        both ``split`` and ``merged`` where clauses were recombined.
    references, targets : tuple of Clause
        In the order of their plan; empty for an added or dropped clause.
    links : tuple of GroupLink
        In the order of the diff table; empty for such a clause.
    rows : tuple of int
        The rows of the diff table that were gathered.
    elsewhere : tuple of GroupLink
        Links of these clauses that other groups show; see `JOINT`.
    """

    changes: tuple[str, ...]
    references: tuple[Clause, ...]
    targets: tuple[Clause, ...]
    links: tuple[GroupLink, ...]
    rows: tuple[int, ...]
    elsewhere: tuple[GroupLink, ...] = ()

    @property
    def marks(self) -> tuple[str, ...]:
        """Changes, then ``moved`` and ``renumbered`` if any link was."""
        marks = list(self.changes)
        marks += ["moved"] * any(link.moved for link in self.links)
        marks += ["renumbered"] * any(link.renumbered for link in self.links)
        return tuple(marks)

    @property
    def confidence(self) -> float | None:
        """The least sure of the links, in [0, 1]; None without a link."""
        sure = [link.confidence for link in self.links]
        return min(
            (value for value in sure if value is not None), default=None
        )

    @property
    def is_digest(self) -> bool:
        """Whether a digest forbids comparing the words."""
        return not {"matched", "unmatched"}.isdisjoint(self.changes)

    def redline(self) -> Redline | None:
        """Compare the two sides; None where a digest forbids it."""
        if self.is_digest:
            return None
        return redline_clauses(self.references, self.targets)

    def shares(self, change: Redline) -> list[float]:
        """Say of each link how much of the earlier clause it kept.

        Parameters
        ----------
        change : Redline
            Of this group, as `redline` gives it; to compare the two sides
            is the costly step, so it is done once.

        Returns
        -------
        list of float
            The share of the reference clause's letters that stand in the
            target clause, in [0, 1].
        """
        table = shared_parts(change)
        found = {
            (row["reference_id"], row["target_id"]): row["reference_share"]
            for row in records(table)
        }
        return [
            found.get((link.reference_id, link.target_id), 0.0)
            for link in self.links
        ]


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
        Clauses that links join, directly or through one another, are one
        group; of more than `JOINT` clauses recombined, each split and each
        merge is one. Every row of `plandiff.diff_table` belongs to exactly
        one group, which stands where its first row stood.
    """
    rows = records(diff_table(alignment, order=order))
    links_of: dict[_End, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        for end in _ends(row):
            links_of[end].append(place)
    groups = []
    for places in row_groups(rows):
        members = [rows[place] for place in places]
        touching = {n for m in members for e in _ends(m) for n in links_of[e]}
        others = [rows[n] for n in sorted(touching.difference(places))]
        groups.append(
            Group(
                _changes(members),
                _clauses(alignment.reference, members, "reference_id"),
                _clauses(alignment.target, members, "target_id"),
                tuple(_link(row) for row in members if _is_link(row)),
                tuple(places),
                tuple(_link(row) for row in others),
            )
        )
    return groups


def row_groups(rows: Sequence[_Row]) -> list[list[int]]:
    """Say which rows of a diff table are read together.

    Parameters
    ----------
    rows : sequence of mapping
        Rows of `plandiff.diff_table` as `plandiff.frames.records` gives
        them; all or some.

    Returns
    -------
    list of list of int
        Positions in `rows`; every position once, groups in the order of
        their first row.
    """
    linked = [row for row in rows if _is_link(row)]
    numbers: dict[_End, int] = {}
    for row in linked:
        for end in _ends(row):
            numbers.setdefault(end, len(numbers))
    pairs = [[numbers[end] for end in _ends(row)] for row in linked]
    size = len(numbers)
    places = np.array(pairs, dtype=int).reshape(-1, 2).T
    links = coo_array((np.ones(len(pairs)), tuple(places)), (size, size))
    _, joined = connected_components(links, directed=False)
    sizes = Counter(joined.tolist())
    counts = Counter(end for row in linked for end in _ends(row))
    gathered: dict[object, list[int]] = {}
    for place, row in enumerate(rows):
        key: object = ("row", place)
        if _is_link(row):
            before, after = _ends(row)
            key = int(joined[numbers[before]])
            if sizes[key] > JOINT:
                key = before if counts[before] >= counts[after] else after
        gathered.setdefault(key, []).append(place)
    return list(gathered.values())


def _is_link(row: _Row) -> bool:
    """Say whether a row has clauses of both plans."""
    return row["reference_id"] is not None and row["target_id"] is not None


def _ends(row: _Row) -> list[_End]:
    """Name the ends of a row that are there: side and clause id."""
    return [
        (name, row[name])
        for name in ("reference_id", "target_id")
        if row[name] is not None
    ]


def _changes(rows: Sequence[_Row]) -> tuple[str, ...]:
    """Name what happened in a group: what its links have in common."""
    changes = dict.fromkeys(str(row["change"]) for row in rows)
    joint = [name for name in ("split", "merged") if name in changes]
    return tuple(joint or changes)


def _link(row: _Row) -> GroupLink:
    """Make the link that a row tells of."""
    return GroupLink(
        row["reference_id"],
        row["target_id"],
        str(row["change"]),
        row["moved"] is True,
        row["renumbered"] is True,
        row["confidence"],
    )


def _clauses(
    document: Document, rows: Sequence[_Row], name: str
) -> tuple[Clause, ...]:
    """Return the clauses of one side in the order of the plan."""
    ids = {row[name] for row in rows}
    return tuple(clause for clause in document if clause.id in ids)
