"""Let a person decide the links that the machine is not sure of.

`review_sheet` lists the clauses with an uncertain link beside all their
candidates. Candidates stand in the order of the plan and carry no score, so
that the sheet does not tell what the machine guessed. A filled sheet
becomes a table of corrections, and two readers' sheets an agreement.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import krippendorff
import numpy as np
import pandas as pd
from sklearn.metrics import cohen_kappa_score

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
from plandiff.signature import digest

__all__ = [
    "AGREEMENT_SCHEMA",
    "CORRECTION_SCHEMA",
    "DECISIONS",
    "DISAGREEMENT_SCHEMA",
    "REVIEW_SCHEMA",
    "agreement",
    "corrections_of",
    "disagreements",
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

AGREEMENT_SCHEMA = {"measure": "string", "value": "Float64"}
"""Columns of `agreement`."""

DISAGREEMENT_SCHEMA = {
    "reference_id": "string",
    "target_id": "string",
    "first_decision": "string",
    "second_decision": "string",
    "first_note": "string",
    "second_note": "string",
}
"""Columns of `disagreements`."""

_PAIR = ["reference_id", "target_id"]


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
        digest(reference.text),
        digest(target.text),
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


def agreement(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Measure how far two readers agree, one row per measure.

    Parameters
    ----------
    first, second : pandas.DataFrame
        Two readers' decisions, as `read_review` gives them.

    Returns
    -------
    pandas.DataFrame
        Columns measure and value: ``pairs`` decided by both, ``agreement``
        (their share with equal decisions, in [0, 1]), ``cohen_kappa`` [1]_
        and ``krippendorff_alpha`` (nominal, over the pairs that either
        decided [2]_). A coefficient is ``pandas.NA`` where it is not
        defined: no common pair, or only one decision ever given.

    References
    ----------
    .. [1] Cohen (1960), A coefficient of agreement for nominal scales,
           Educational and Psychological Measurement 20 (1).
    .. [2] Krippendorff (2019), Content Analysis, 4th edition, chapter 12.

    Examples
    --------
    >>> rows = [("a:1", "b:1", "link"), ("a:2", "b:2", "no link")]
    >>> one = frame(
    ...     [(*row, None, None, "", "") for row in rows], CORRECTION_SCHEMA
    ... )
    >>> agreement(one, one)["value"].tolist()
    [2.0, 1.0, 1.0, 1.0]
    """
    both = _beside(first, second)
    common = both.dropna(subset=["first_decision", "second_decision"])
    left, right = (
        common[f"{name}_decision"].tolist() for name in ("first", "second")
    )
    values: list[tuple[str, float | None]] = [("pairs", float(len(common)))]
    same = [a == b for a, b in zip(left, right, strict=True)]
    values.append(("agreement", float(np.mean(same)) if same else None))
    varied = len({*left, *right}) > 1
    values.append(
        ("cohen_kappa", cohen_kappa_score(left, right) if varied else None)
    )
    codes = [
        [
            np.nan if value is pd.NA else DECISIONS.index(value)
            for value in both[f"{name}_decision"]
        ]
        for name in ("first", "second")
    ]
    values.append(
        (
            "krippendorff_alpha",
            float(krippendorff.alpha(codes, level_of_measurement="nominal"))
            if varied
            else None,
        )
    )
    return frame(values, AGREEMENT_SCHEMA)


def disagreements(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """List what two readers decided differently, one row per pair.

    Parameters
    ----------
    first, second : pandas.DataFrame
        Two readers' decisions, as `read_review` gives them.

    Returns
    -------
    pandas.DataFrame
        Columns `DISAGREEMENT_SCHEMA`, in the order of the first sheet.
        Pairs that only one of them decided are not listed.
    """
    both = _beside(first, second).dropna(
        subset=["first_decision", "second_decision"]
    )
    apart = both[both["first_decision"] != both["second_decision"]]
    return frame(
        apart[list(DISAGREEMENT_SCHEMA)].itertuples(index=False),
        DISAGREEMENT_SCHEMA,
    )


def _beside(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Set two readers' decisions side by side, one row per pair."""
    sides: Sequence[pd.DataFrame] = [
        table[[*_PAIR, "decision", "note"]].rename(
            columns={"decision": f"{name}_decision", "note": f"{name}_note"}
        )
        for name, table in (("first", first), ("second", second))
    ]
    return sides[0].merge(sides[1], on=_PAIR, how="outer", sort=False)
