"""A scholar's own decisions on links, applied again to every alignment.

A correction names two clauses and is anchored by the digest of their text:
where the text has moved, it no longer says what its author decided, and is
refused instead of being applied to other words.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from plandiff.document import Document
from plandiff.errors import AlignmentError, ClauseError
from plandiff.frames import frame, records
from plandiff.signature import fingerprint

__all__ = [
    "CORRECTION_SCHEMA",
    "DECISIONS",
    "check_corrections",
    "corrections_of",
    "read_corrections",
    "share_corrections",
]

DECISIONS = ("link", "no link")
"""What a reader may enter; an empty cell is left undecided."""

CORRECTION_SCHEMA = {
    "reference_id": "string",
    "target_id": "string",
    "decision": "string",
    "note": "string",
    "who": "string",
    "reference_digest": "string",
    "target_digest": "string",
}
"""Columns of a corrections file."""


def read_corrections(
    source: str | os.PathLike[str] | pd.DataFrame,
) -> pd.DataFrame:
    """Read decisions on links, one row per decided pair.

    Parameters
    ----------
    source : str, path-like or pandas.DataFrame
        A CSV file, or a table, with the columns `CORRECTION_SCHEMA`.

    Returns
    -------
    pandas.DataFrame
        Columns `CORRECTION_SCHEMA`; undecided rows are left out.

    Raises
    ------
    AlignmentError
        If the file cannot be read, a column is missing, a decision is none
        of `DECISIONS` or a pair is decided in two ways.
    """
    where = "corrections"
    if isinstance(source, pd.DataFrame):
        raw = source
    else:
        where = str(Path(source))
        try:
            raw = pd.read_csv(source, dtype="string", encoding="utf-8-sig")
        except (OSError, ValueError) as error:
            raise AlignmentError(
                f"{where}: expected a CSV file of corrections but could not "
                f"read it ({error})."
            ) from error
    missing = [name for name in CORRECTION_SCHEMA if name not in raw]
    if missing:
        raise AlignmentError(
            f"{where}: expected the columns {', '.join(CORRECTION_SCHEMA)} "
            f"but found no {', '.join(missing)}. Write the file with: "
            "plandiff review."
        )
    return corrections_of(raw, where=where)


def share_corrections(
    files: Sequence[str | os.PathLike[str]],
    pairs: Sequence[tuple[Document, Document]],
) -> list[pd.DataFrame | None]:
    """Deal the decisions of files out to the pairs that they belong to.

    Parameters
    ----------
    files : sequence of str or path-like
        Corrections files; see `read_corrections`.
    pairs : sequence of (Document, Document)
        Plans that are aligned with one another.

    Returns
    -------
    list of pandas.DataFrame or None
        For each pair its corrections; None where there are none.

    Raises
    ------
    AlignmentError
        If a file cannot be used or decides on clauses of no pair.
    """
    shares: list[list[pd.DataFrame]] = [[] for _ in pairs]
    for file in files:
        table = read_corrections(file)
        used = pd.Series(data=False, index=table.index)
        for (earlier, later), share in zip(pairs, shares, strict=True):
            own = table["reference_id"].str.startswith(f"{earlier.id}:")
            own &= table["target_id"].str.startswith(f"{later.id}:")
            used |= own
            if own.any():
                share.append(table[own])
        if not used.all():
            row = table[~used].iloc[0]
            known = ", ".join(f"{a.id} → {b.id}" for a, b in pairs)
            raise AlignmentError(
                f"{Path(file)}: expected decisions on clauses of {known} but "
                f"found {row['reference_id']} → {row['target_id']}. Give the "
                "plans that were decided on, the earlier one first."
            )
    return [
        pd.concat(share, ignore_index=True) if share else None
        for share in shares
    ]


def corrections_of(sheet: pd.DataFrame, *, where: str = "") -> pd.DataFrame:
    """Turn a filled sheet into corrections, one row per decided pair.

    Parameters
    ----------
    sheet : pandas.DataFrame
        With the columns `CORRECTION_SCHEMA`, such as a filled review sheet.
    where : str, optional
        Name of the file, for messages.

    Returns
    -------
    pandas.DataFrame
        Columns `CORRECTION_SCHEMA`, in the order of the sheet, without the
        rows that were left undecided.

    Raises
    ------
    AlignmentError
        If a decision is none of `DECISIONS`, or a pair was decided twice
        in different ways.
    """
    decided: dict[tuple[str, str], tuple[object, ...]] = {}
    for line, row in enumerate(records(sheet), start=2):
        decision = (row["decision"] or "").strip().lower()
        if not decision:
            continue
        pair = (row["reference_id"], row["target_id"])
        if decision not in DECISIONS:
            raise AlignmentError(
                f"{where or 'sheet'}, row {line}, {pair[0]} → {pair[1]}: "
                f"expected {' or '.join(DECISIONS)} but found "
                f"{row['decision']!r}. Correct the cell or empty it."
            )
        facts = (
            *pair,
            decision,
            *(row[name] for name in list(CORRECTION_SCHEMA)[3:]),
        )
        if decided.setdefault(pair, facts)[2] != decision:
            raise AlignmentError(
                f"{where or 'sheet'}, row {line}: {pair[0]} → {pair[1]} was "
                "decided twice, in different ways. Keep one of the rows."
            )
    return frame(decided.values(), CORRECTION_SCHEMA)


def check_corrections(
    corrections: pd.DataFrame, reference: Document, target: Document
) -> None:
    """Hold corrections against the documents that they are about.

    Parameters
    ----------
    corrections : pandas.DataFrame
        As from `read_corrections`.
    reference, target : Document
        The documents whose clauses the ids name.

    Raises
    ------
    AlignmentError
        If a document has no such clause, a digest is missing, or the text
        of a clause is not the one that was decided on.
    """
    for row in records(corrections):
        for side, document in (("reference", reference), ("target", target)):
            name, expected = row[f"{side}_id"], row[f"{side}_digest"]
            try:
                clause = document.clause(str(name))
            except ClauseError as error:
                raise AlignmentError(
                    f"corrections: {error} The decision on "
                    f"{row['reference_id']} → {row['target_id']} belongs to "
                    "another reading of the document."
                ) from error
            found = fingerprint(clause.text)
            if found != expected:
                raise AlignmentError(
                    f"corrections, {row['reference_id']} → "
                    f"{row['target_id']}: expected {clause.id} with the "
                    f"digest {expected} but found {found}. The text has "
                    "changed since the decision; decide on it again."
                )
