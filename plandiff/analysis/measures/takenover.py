"""How much of the later text is taken over word for word."""

from __future__ import annotations

from typing import Any

import pandas as pd

from plandiff.analysis.diff.diff import diff_of
from plandiff.errors import AlignmentError
from plandiff.frames import frame
from plandiff.matching.alignment import Alignment

__all__ = ["TAKEN_OVER_SCHEMA", "text_taken_over"]

TAKEN_OVER_SCHEMA = {
    "document": "string",
    "clause_id": "string",
    "characters": "Int64",
    "taken_over": "Int64",
    "share": "Float64",
}
"""Columns of `text_taken_over`."""


def text_taken_over(alignment: Alignment, *, least: int = 5) -> pd.DataFrame:
    """Measure what the later plan takes over, one row per clause and in all.

    Parameters
    ----------
    alignment : Alignment
        Two full texts.
    least : int, default 5
        Characters of an equal stretch that counts; shorter ones, such as
        发展, are common to any two plans.

    Returns
    -------
    pandas.DataFrame
        One row per clause of the target in its order and a last one for the
        plan, whose clause_id is absent; columns `TAKEN_OVER_SCHEMA`:
        characters of the clause, those that stand in equal stretches of its
        redline, and their share. Clauses without a redline take over
        nothing.

    Raises
    ------
    AlignmentError
        If either side is a digest, which has no text of the plan.
    ValueError
        If `least` is below 1.

    References
    ----------
    .. [1] Wilkerson, Smith, Stramp (2015), Tracing the flow of policy ideas
           in legislatures, American Journal of Political Science 59(4).

    Examples
    --------
    >>> from plandiff import Document, align
    >>> old = Document.from_clauses("a", [("1", "大力发展农村电子商务。")])
    >>> new = Document.from_clauses("b", [("1", "加快发展农村电子商务。")])
    >>> text_taken_over(align(old, new))["taken_over"].tolist()
    [9, 9]
    """
    if alignment.is_digest:
        raise AlignmentError(
            f"{alignment.reference.id}-{alignment.target.id}: expected two "
            "full texts but one is a digest, whose words are ours."
        )
    if least < 1:
        raise ValueError(f"least: expected at least 1 but found {least}.")
    same = {clause.id: set[int]() for clause in alignment.target}
    for group in diff_of(alignment).groups:
        redline = group.redline if group.links else None
        if redline is None:
            continue
        equal = redline.edits[redline.edits["op"] == "equal"]
        for part in redline.parts:
            if part.side != "target":
                continue
            for start, end in zip(
                equal["target_start"], equal["target_end"], strict=True
            ):
                if end - start >= least:
                    same[part.clause.id].update(
                        range(
                            max(start, part.start) - part.start,
                            min(end, part.end) - part.start,
                        )
                    )
    rows: list[tuple[Any, ...]] = []
    for clause in alignment.target:
        rows.append(
            _row(
                alignment.target.id,
                clause.id,
                len(clause.text),
                len(same[clause.id]),
            )
        )
    rows.append(
        _row(
            alignment.target.id,
            None,
            sum(row[2] for row in rows),
            sum(row[3] for row in rows),
        )
    )
    return frame(rows, TAKEN_OVER_SCHEMA)


def _row(
    document: str, clause_id: str | None, size: int, taken: int
) -> tuple[Any, ...]:
    return document, clause_id, size, taken, taken / size if size else None
