"""What is read together of a diff, and how each group shows itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from plandiff.analysis.diff.grouping import ends, row_groups
from plandiff.analysis.diff.rows import DiffRow
from plandiff.analysis.redlines.beside import SentencePair, set_beside
from plandiff.analysis.redlines.redline import Redline, redline_clauses
from plandiff.analysis.redlines.renderings import Segment
from plandiff.analysis.redlines.sharing import reference_shares
from plandiff.document import Clause

__all__ = ["Group", "GroupLink", "gather"]

_NOT_COMPARED = {"matched", "unmatched", "open", "rewritten"}


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


@dataclass(frozen=True)
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
    absence : float or None
        For a clause without a link, the probability in [0, 1] that it has
        no counterpart.
    candidates : tuple of str
        For such a clause, ids of the likeliest counterparts.
    """

    changes: tuple[str, ...]
    references: tuple[Clause, ...]
    targets: tuple[Clause, ...]
    links: tuple[GroupLink, ...]
    rows: tuple[int, ...]
    elsewhere: tuple[GroupLink, ...] = ()
    absence: float | None = None
    candidates: tuple[str, ...] = ()

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
    def clauses(self) -> tuple[Clause, ...]:
        """The reference's clauses, then the target's."""
        return (*self.references, *self.targets)

    @property
    def is_rewritten(self) -> bool:
        """Whether so few words stay that a redline would say nothing."""
        return self.changes == ("rewritten",)

    @cached_property
    def redline(self) -> Redline | None:
        """The two sides compared; None where that would say nothing.

        So with a digest, for what was rewritten (see `sentences`), and for
        a clause that may well have a counterpart.
        """
        if not _NOT_COMPARED.isdisjoint(self.changes):
            return None
        return redline_clauses(self.references, self.targets)

    @cached_property
    def sentences(self) -> tuple[SentencePair, ...]:
        """Sentences beside their counterparts, for what was rewritten."""
        if not self.is_rewritten:
            return ()
        texts = (
            "\n".join(clause.text for clause in side)
            for side in (self.references, self.targets)
        )
        return tuple(set_beside(*texts))

    @property
    def is_compared(self) -> bool:
        """Whether there is a redline, or sentences beside each other."""
        return self.redline is not None or bool(self.sentences)

    @property
    def notes(self) -> tuple[str, ...]:
        """How the comparison was simplified, if it was."""
        return self.redline.notes if self.redline is not None else ()

    def segments(self) -> list[Segment]:
        """Give the group's text in the order of reading.

        Its redline; for what was rewritten each sentence above its
        counterpart, with ``−`` and ``＋`` before them; else the clauses as
        they are.
        """
        if self.redline is not None:
            return list(self.redline.segments())
        if self.sentences:
            lines = [
                (sign, stretches)
                for pair in self.sentences
                for sign, stretches in (
                    ("− ", pair.reference),
                    ("＋ ", pair.target),
                )
                if stretches
            ]
            return [
                segment
                for place, (sign, stretches) in enumerate(lines)
                for segment in (
                    Segment("equal", "\n" * (place > 0) + sign),
                    *stretches,
                )
            ]
        return [
            Segment("equal", "\n" * (place > 0) + clause.text)
            for place, clause in enumerate(self.clauses)
        ]

    def side_segments(self, side: str) -> list[Segment]:
        """Give what a column of one side shows, each clause named first.

        Parameters
        ----------
        side : {"reference", "target"}
            Which plan.

        Returns
        -------
        list of Segment
            Of the redline, what is equal and what that side alone has;
            where there is none, the clauses as they are.
        """
        reference = side == "reference"
        clauses = self.references if reference else self.targets
        if not clauses:
            return []
        first = Segment("part", "", clause_id=clauses[0].id)
        if self.redline is not None:
            own = "delete" if reference else "insert"
            segments = [
                segment
                for segment in self.redline.segments()
                if segment.kind in ("equal", own) or segment.side == side
            ]
            return segments if len(clauses) > 1 else [first, *segments]
        if self.sentences:
            beside = [getattr(pair, side) for pair in self.sentences]
            return [first, *(s for stretches in beside for s in stretches)]
        segments = []
        for clause in clauses:
            segments += [
                Segment("equal", "\n"),
                Segment("part", "", clause_id=clause.id),
                Segment("equal", clause.text),
            ]
        return segments[1:]

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """How much of the earlier clause each link kept, in [0, 1].

        The share of the reference clause's letters that the redline shows
        in the target clause; empty where there is no redline.
        """
        if self.redline is None:
            return ()
        found = reference_shares(self.redline)
        return tuple(
            found.get((link.reference_id, link.target_id), 0.0)
            for link in self.links
        )


def gather(
    rows: Sequence[DiffRow], ranks: Sequence[Mapping[str, int]]
) -> list[Group]:
    """Gather the rows of a diff into groups, each shown as one unit.

    Parameters
    ----------
    rows : sequence of DiffRow
        All rows of a diff.
    ranks : sequence of mapping of str to int
        Place of each clause in its plan, for the reference and the target.

    Returns
    -------
    list of Group
        Clauses that links join, directly or through one another, are one
        group; of more than `JOINT` clauses recombined, each split and each
        merge is one. Every row belongs to exactly one group, which stands
        where its first row stood.
    """
    links_of: dict[tuple[int, str], list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        for end in ends(row.ends):
            links_of[end].append(place)
    groups = []
    for places in row_groups([row.ends for row in rows]):
        members = [rows[place] for place in places]
        touching = {
            place
            for row in members
            for end in ends(row.ends)
            for place in links_of[end]
        }
        others = [rows[n] for n in sorted(touching.difference(places))]
        groups.append(
            Group(
                _changes(members),
                _ordered([row.reference for row in members], ranks[0]),
                _ordered([row.target for row in members], ranks[1]),
                tuple(_link(row) for row in members if row.is_link),
                tuple(places),
                tuple(_link(row) for row in others),
                None if members[0].is_link else members[0].confidence,
                tuple(filter(None, members[0].candidates.split("; "))),
            )
        )
    return groups


def _changes(rows: Sequence[DiffRow]) -> tuple[str, ...]:
    """Name what happened in a group: what its links have in common."""
    changes = dict.fromkeys(row.change for row in rows)
    joint = [name for name in ("split", "merged") if name in changes]
    return tuple(joint or changes)


def _link(row: DiffRow) -> GroupLink:
    """Make the link that a row tells of."""
    return GroupLink(
        str(row.reference_id),
        str(row.target_id),
        row.change,
        row.moved is True,
        row.renumbered is True,
        row.confidence,
    )


def _ordered(
    clauses: Sequence[Clause | None], ranks: Mapping[str, int]
) -> tuple[Clause, ...]:
    """Return the clauses of one side in the order of the plan."""
    found = {clause.id: clause for clause in clauses if clause is not None}
    return tuple(sorted(found.values(), key=lambda c: ranks[c.id]))
