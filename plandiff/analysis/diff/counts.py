"""Count the clauses of a plan by what happened to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from plandiff.analysis.diff.order import chapter_of
from plandiff.analysis.diff.rows import DiffRow
from plandiff.analysis.diff.uncertainty import Bounds
from plandiff.document import Clause, Document

__all__ = ["SUMMARY_SCHEMA", "count_changes"]

SUMMARY_SCHEMA = {
    "side": "string",
    "chapter": "string",
    "change": "string",
    "clauses": "Int64",
    "share": "Float64",
    "moved": "Int64",
    "renumbered": "Int64",
    "low": "Float64",
    "high": "Float64",
}
"""Columns of `diff_summary`."""


_Row = tuple[object, ...]


def count_changes(
    side: str,
    document: Document,
    fates: Mapping[str, Sequence[DiffRow]],
    rank: Sequence[str],
    bounds: Bounds,
) -> list[_Row]:
    """Count a plan's clauses by change: the whole plan, then by chapter.

    Parameters
    ----------
    side : str
        ``reference`` or ``target``.
    document : Document
        The plan.
    fates : mapping of str to sequence of DiffRow
        Clause id to its rows.
    rank : sequence of str
        All changes, first the one that a clause counts under if it has
        several.
    bounds : mapping
        As `count_bounds` gives them.

    Returns
    -------
    list of tuple
        Rows of `SUMMARY_SCHEMA`. The chapter of the whole plan is None.
    """
    chapters: dict[str, list[Clause]] = {}
    for clause in document:
        chapters.setdefault(chapter_of(clause), []).append(clause)
    rows = _counted((side, None), list(document), fates, rank, bounds)
    for chapter, members in chapters.items():
        rows += _counted((side, chapter), members, fates, rank, bounds)
    return rows


def _counted(
    where: tuple[str, str | None],
    clauses: Sequence[Clause],
    fates: Mapping[str, Sequence[DiffRow]],
    rank: Sequence[str],
    bounds: Bounds,
) -> list[_Row]:
    """Count the clauses of one chapter by what happened to them."""
    counts: Counter[str] = Counter()
    moved: Counter[str] = Counter()
    renumbered: Counter[str] = Counter()
    for clause in clauses:
        fate = fates[clause.id]
        change = min((row.change for row in fate), key=rank.index)
        counts[change] += 1
        moved[change] += all(row.moved for row in fate)
        renumbered[change] += all(row.renumbered for row in fate)
    return [
        (
            *where,
            change,
            counts[change],
            counts[change] / len(clauses),
            moved[change],
            renumbered[change],
            *bounds.get((*where, change), (None, None)),
        )
        for change in rank
        if counts[change]
    ]
