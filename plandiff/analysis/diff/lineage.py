"""Follow clauses through several successive plans.

Each plan is aligned with the next. `lineage_table` says of every clause
where it comes from and what became of it, `trace` tells the way of one
clause, and `flow_table` counts how chapters feed into one another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from plandiff.analysis.diff.order import chapter_of
from plandiff.analysis.diff.table import diff_table
from plandiff.document import Clause, Document
from plandiff.errors import AlignmentError
from plandiff.frames import frame, records
from plandiff.matching.align import align
from plandiff.matching.alignment import Alignment

__all__ = [
    "FLOW_SCHEMA",
    "LINEAGE_SCHEMA",
    "TRACE_SCHEMA",
    "flow_table",
    "lineage_table",
    "trace",
]

LINEAGE_SCHEMA = {
    "document_id": "string",
    "clause_id": "string",
    "title": "string",
    "chapter": "string",
    "origin": "string",
    "plans": "Int64",
    "from_ids": "string",
    "arrival": "string",
    "to_ids": "string",
    "departure": "string",
}
"""Columns of `lineage_table`."""

TRACE_SCHEMA = {
    "document_id": "string",
    "clause_id": "string",
    "from_id": "string",
    "change": "string",
    "moved": "boolean",
    "confidence": "Float64",
    "title": "string",
    "text": "string",
}
"""Columns of `trace`."""

FLOW_SCHEMA = {
    "step": "Int64",
    "reference_document": "string",
    "reference_chapter": "string",
    "target_document": "string",
    "target_chapter": "string",
    "rows": "Int64",
    "reference_place": "Int64",
    "target_place": "Int64",
}
"""Columns of `flow_table`."""

_Row = Mapping[str, Any]


def lineage_table(
    documents: Sequence[Document],
    *,
    alignments: Sequence[Alignment] | None = None,
) -> pd.DataFrame:
    """Say where clauses come from and go to, one row per clause.

    Parameters
    ----------
    documents : sequence of Document
        At least two plans, earliest first.
    alignments : sequence of Alignment, optional
        Each plan with the next; made here if they are not given.

    Returns
    -------
    pandas.DataFrame
        In the order of the plans. Columns document_id, clause_id, title,
        chapter; origin (the earliest plan that an ancestor stands in) and
        plans (how many plans the longest line of ancestors covers, with
        its own); from_ids and to_ids (linked clauses before and after,
        joined by ``"; "``); arrival and departure (what happened on the
        way here and from here, as `plandiff.diff_table` names it, joined
        likewise). What does not apply is ``pandas.NA``: a first plan has
        no arrival, a last plan no departure.

    Raises
    ------
    AlignmentError
        If there are fewer than two documents, two have one id, or the
        alignments are not those of neighbours.

    See Also
    --------
    trace : the way of one clause
    flow_table : counts between chapters

    Notes
    -----
    Only neighbours are aligned: a clause that skips a plan begins anew.
    With a digest between two plans ``unmatched`` proves nothing.
    """
    steps = _steps(documents, alignments)
    before = [_by_clause(step, "target_id") for step in steps]
    after = [_by_clause(step, "reference_id") for step in steps]
    roots: dict[str, tuple[int, int]] = {}
    rows = []
    for place, document in enumerate(documents):
        for clause in document:
            came = before[place - 1][clause.id] if place else []
            goes = after[place][clause.id] if place < len(steps) else []
            origins = [
                roots[row["reference_id"]]
                for row in came
                if row["reference_id"] is not None
            ]
            first = min((root for root, _ in origins), default=place)
            count = max((length for _, length in origins), default=0) + 1
            roots[clause.id] = (first, count)
            rows.append(
                (
                    document.id,
                    clause.id,
                    clause.title,
                    chapter_of(clause),
                    documents[first].id,
                    count,
                    _listed(came, "reference_id"),
                    _listed(came, "change"),
                    _listed(goes, "target_id"),
                    _listed(goes, "change"),
                )
            )
    return frame(rows, LINEAGE_SCHEMA)


def trace(
    clause_id: str,
    documents: Sequence[Document],
    *,
    alignments: Sequence[Alignment] | None = None,
) -> pd.DataFrame:
    """Tell the way of one clause, one row per link or end of the way.

    Parameters
    ----------
    clause_id : str
        A clause of any of the documents, such as ``ec14:3.1.2``.
    documents : sequence of Document
        At least two plans, earliest first.
    alignments : sequence of Alignment, optional
        Each plan with the next; made here if they are not given.

    Returns
    -------
    pandas.DataFrame
        From the earliest ancestor to the latest descendant, in the order
        of the plans. Columns document_id, clause_id, from_id (the linked
        clause in the plan before), change, moved, confidence (of that
        link, in [0, 1]), title, text. A way that begins has ``added`` and
        no from_id; one that ends has a row with ``dropped``, a from_id and
        no clause_id. With a digest, both are ``unmatched``.

    Raises
    ------
    AlignmentError
        If no document has the clause, or the documents are not as
        `lineage_table` needs them.
    """
    steps = _steps(documents, alignments)
    home = [n for n, document in enumerate(documents) if clause_id in document]
    if not home:
        raise AlignmentError(
            f"{clause_id}: expected a clause of "
            f"{', '.join(document.id for document in documents)}. "
            "See document.clauses for the ids."
        )
    place = home[0]
    start = documents[place][clause_id].id
    known = {place: {start}}
    for number in range(place, 0, -1):
        linked = steps[number - 1]["target_id"].isin(known[number])
        came = steps[number - 1]["reference_id"][linked]
        known[number - 1] = set(came.dropna())
    for number in range(place, len(steps)):
        linked = steps[number]["reference_id"].isin(known[number])
        goes = steps[number]["target_id"][linked]
        known[number + 1] = set(goes.dropna())
    rows = []
    for number, document in enumerate(documents):
        clauses = known[number]
        if number == 0:
            rows += [
                _trace_row(document, clause, None)
                for clause in document
                if clause.id in clauses
            ]
            continue
        for row in records(steps[number - 1]):
            here = row["target_id"] in clauses
            there = row["reference_id"] in known[number - 1]
            if (here and (there or row["reference_id"] is None)) or (
                there and row["target_id"] is None
            ):
                clause = document[row["target_id"]] if here else None
                rows.append(_trace_row(document, clause, row))
    return frame(rows, TRACE_SCHEMA)


def flow_table(
    alignments: Alignment | Sequence[Alignment],
) -> pd.DataFrame:
    """Count how chapters feed into one another, one row per chapter pair.

    Parameters
    ----------
    alignments : Alignment or sequence of Alignment
        One, or each plan of a series with the next.

    Returns
    -------
    pandas.DataFrame
        Columns step (from 1), reference_document, reference_chapter,
        target_document, target_chapter, rows (of `plandiff.diff_table`:
        links, or clauses without one), reference_place and target_place
        (of the chapter in its plan, from 1). Chapter and place are
        ``pandas.NA`` where a clause has no counterpart; the chapter is
        ``""`` above the first heading. In the order of the chapters.

    See Also
    --------
    plandiff.plot_flows : the chart of this table
    """
    rows: list[tuple[object, ...]] = []
    if isinstance(alignments, Alignment):
        alignments = [alignments]
    for step, alignment in enumerate(alignments, start=1):
        chapters = []
        for document in (alignment.reference, alignment.target):
            names = {clause.id: chapter_of(clause) for clause in document}
            chapters.append(names)
        order = [list(dict.fromkeys(names.values())) for names in chapters]
        counts: dict[tuple[int, int], int] = {}
        for row in records(diff_table(alignment)):
            pair = tuple(
                -1
                if row[column] is None
                else order[side].index(chapters[side][row[column]])
                for side, column in enumerate(("reference_id", "target_id"))
            )
            key = (pair[0], pair[1])
            counts[key] = counts.get(key, 0) + 1
        for (left, right), count in sorted(counts.items()):
            rows.append(
                (
                    step,
                    alignment.reference.id,
                    order[0][left] if left >= 0 else None,
                    alignment.target.id,
                    order[1][right] if right >= 0 else None,
                    count,
                    left + 1 if left >= 0 else None,
                    right + 1 if right >= 0 else None,
                )
            )
    return frame(rows, FLOW_SCHEMA)


def _steps(
    documents: Sequence[Document], alignments: Sequence[Alignment] | None
) -> list[pd.DataFrame]:
    """Make the diff of each plan with the next, after checking the input."""
    ids = [document.id for document in documents]
    if len(ids) < 2 or len(set(ids)) < len(ids):
        raise AlignmentError(
            "documents: expected at least two, each with its own id, but "
            f"found {', '.join(ids) or 'none'}."
        )
    pairs = list(pairwise(documents))
    if alignments is None:
        alignments = [align(earlier, later) for earlier, later in pairs]
    found = [(a.reference.id, a.target.id) for a in alignments]
    if found != [(earlier.id, later.id) for earlier, later in pairs]:
        raise AlignmentError(
            f"alignments: expected each of {', '.join(ids)} with the next, "
            f"but found {found}."
        )
    return [diff_table(alignment) for alignment in alignments]


def _by_clause(step: pd.DataFrame, column: str) -> dict[str, list[_Row]]:
    """Gather the rows of a diff by clause id."""
    gathered: dict[str, list[_Row]] = {}
    for row in records(step):
        if row[column] is not None:
            gathered.setdefault(row[column], []).append(row)
    return gathered


def _listed(rows: Sequence[_Row], column: str) -> str | None:
    """Join the distinct values of a column; None where there are none."""
    values = dict.fromkeys(
        row[column] for row in rows if row[column] is not None
    )
    return "; ".join(values) or None


def _trace_row(
    document: Document, clause: Clause | None, row: _Row | None
) -> tuple[object, ...]:
    """Make one row of a trace."""
    link: _Row = row or {}
    return (
        document.id,
        clause.id if clause else None,
        link.get("reference_id"),
        link.get("change"),
        link.get("moved"),
        link.get("confidence"),
        clause.title if clause else None,
        clause.text if clause else None,
    )
