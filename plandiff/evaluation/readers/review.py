"""Let a person decide the links that the machine is not sure of.

`review_sheet` lists the clauses with an uncertain link beside all their
candidates. Candidates stand in the order of the plan and carry no score, so
that the sheet does not tell what the machine guessed. A filled sheet
becomes a table of corrections.
"""

from __future__ import annotations

import os
from pathlib import Path
from zipfile import BadZipFile

import pandas as pd

from plandiff.document import Clause
from plandiff.errors import AlignmentError
from plandiff.files import whole_file
from plandiff.frames import frame
from plandiff.matching.alignment import Alignment
from plandiff.matching.corrections import (
    CORRECTION_SCHEMA,
    DECISIONS,
    corrections_of,
)
from plandiff.signature import fingerprint

__all__ = [
    "CORRECTION_SCHEMA",
    "DECISIONS",
    "REVIEW_SCHEMA",
    "corrections_of",
    "read_review",
    "review_sheet",
    "write_corrections",
]

REVIEW_SCHEMA = {
    "question": "Int64",
    "target_id": "string",
    "target_title": "string",
    "target_text": "string",
    "reference_id": "string",
    "reference_title": "string",
    "reference_text": "string",
    "decision": "string",
    "note": "string",
    "who": "string",
    "reference_digest": "string",
    "target_digest": "string",
}
"""Columns of a review sheet."""


def review_sheet(
    alignment: Alignment,
    *,
    most: int = 40,
    candidates: int = 5,
    surely: float = 0.9,
) -> pd.DataFrame:
    """List uncertain links for a reader, one row per pair to decide.

    Parameters
    ----------
    alignment : Alignment
        Links between two plans, with all scored pairs.
    most : int, default 40
        Target clauses asked about at most; the least certain are chosen.
    candidates : int, default 5
        Reference clauses offered for each at most, the likeliest.
    surely : float, default 0.9
        A pair whose confidence is at least this, or at most one minus
        this, is not uncertain. In (0.5, 1].

    Returns
    -------
    pandas.DataFrame
        Columns `REVIEW_SCHEMA`; question counts target clauses from 1 in
        the order of the plan, and the candidates of each follow the order
        of their plan. decision, note and who are absent, to be filled.
        Empty if no pair is uncertain.

    Raises
    ------
    ValueError
        If a limit is below 1 or `surely` is out of range.
    """
    if most < 1 or candidates < 1:
        raise ValueError("most, candidates: expected at least 1.")
    if not 0.5 < surely <= 1:
        raise ValueError(f"surely: expected (0.5, 1], found {surely}.")
    pairs = alignment.pairs.dropna(subset=["confidence"])
    doubt = (pairs["confidence"] - 0.5).abs()
    unsure = pairs[doubt < surely - 0.5].assign(doubt=doubt)
    nearest = unsure.groupby("target_id")["doubt"].min()
    asked = set(nearest.sort_values(kind="stable").index[:most])
    places = {clause.id: n for n, clause in enumerate(alignment.reference)}
    rows = []
    question = 0
    for target in alignment.target:
        if target.id not in asked:
            continue
        question += 1
        offered = pairs[pairs["target_id"] == target.id].nlargest(
            candidates, "confidence"
        )
        for clause_id in sorted(
            offered["reference_id"], key=places.__getitem__
        ):
            reference = alignment.reference[clause_id]
            rows.append((question, *_sheet_facts(reference, target)))
    return frame(rows, REVIEW_SCHEMA)


def _sheet_facts(reference: Clause, target: Clause) -> tuple[object, ...]:
    """Give what a sheet says of one pair, the decision left open."""
    return (
        target.id,
        target.title,
        target.text,
        reference.id,
        reference.title,
        reference.text,
        None,
        None,
        None,
        fingerprint(reference.text),
        fingerprint(target.text),
    )


def read_review(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read a filled review sheet, one row per pair that was decided.

    Parameters
    ----------
    path : str or path-like
        A workbook (``.xlsx``) with the sheet ``review``, or a CSV file,
        with at least the columns `CORRECTION_SCHEMA`.

    Returns
    -------
    pandas.DataFrame
        Columns `CORRECTION_SCHEMA`. Rows without a decision are left out.

    Raises
    ------
    AlignmentError
        If a column is missing, a decision is none of `DECISIONS`, or a
        pair was decided twice in different ways.
    """
    place = Path(path)
    try:
        if place.suffix.lower() == ".xlsx":
            raw = pd.read_excel(place, sheet_name="review", dtype="string")
        else:
            raw = pd.read_csv(place, dtype="string", encoding="utf-8-sig")
    except (OSError, KeyError, ValueError, BadZipFile) as error:
        raise AlignmentError(
            f"{place}: expected a sheet written by plandiff review, as xlsx "
            f"or csv, but it cannot be read ({error})."
        ) from error
    missing = [name for name in CORRECTION_SCHEMA if name not in raw.columns]
    if missing:
        raise AlignmentError(
            f"{place}: expected the columns {', '.join(CORRECTION_SCHEMA)} "
            f"but {', '.join(missing)} is missing. Fill a sheet written by "
            "plandiff review, and leave its header as it is."
        )
    return corrections_of(raw, where=str(place))


def write_corrections(
    corrections: pd.DataFrame, path: str | os.PathLike[str]
) -> Path:
    """Write corrections as CSV, for `plandiff.align` to apply.

    Parameters
    ----------
    corrections : pandas.DataFrame
        As `read_review` gives them.
    path : str or path-like
        Where to write.

    Returns
    -------
    pathlib.Path
        The file, written whole.
    """
    place = Path(path)
    with whole_file(place) as beside:
        corrections[list(CORRECTION_SCHEMA)].to_csv(
            beside, index=False, lineterminator="\n", encoding="utf-8"
        )
    return place
