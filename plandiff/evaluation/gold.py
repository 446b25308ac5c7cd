"""Links made by hand: read, check and write them without any text.

A gold table has one row per link, and holds ids, a strength and a digest of
each clause, so that it can be shared where the texts cannot. A digest that
does not fit means that the text has moved, and is an error: scores against
the wrong clauses would look like scores.

A clause without a link counts as added or dropped, since its readers looked
for a partner and found none. Two rows name one clause only: ``unjudged``, of
a clause that nobody judged; and ``added``, of a target clause that a source
calls new though nobody looked for weaker links: a link to it is spurious,
but does not count against precision.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import cast

import pandas as pd

from plandiff.document import Clause, Document
from plandiff.errors import AlignmentError, ClauseError
from plandiff.files import whole_file
from plandiff.frames import frame
from plandiff.signature import fingerprint

__all__ = [
    "ALONE",
    "GOLD_SCHEMA",
    "STRENGTHS",
    "STRONG",
    "Gold",
    "check_gold",
    "load_gold",
    "write_gold",
]

GOLD_SCHEMA = {
    "reference_id": "string",
    "target_id": "string",
    "strength": "string",
    "reference_digest": "string",
    "target_digest": "string",
}
"""Columns of a gold table."""

STRONG = ("major", "core")
"""Strengths of the links that a matcher is expected to find."""

ALONE = ("added", "unjudged")
"""Strengths of rows that name one clause only."""

STRENGTHS = (*STRONG, "minor", "related", *ALONE)
"""What the readers thought of a link or of a clause without one."""

_OTHER_NAMES = {"old_id": "reference_id", "new_id": "target_id"}
_REQUIRED = ("reference_id", "target_id")

Gold = pd.DataFrame | str | os.PathLike[str] | Iterable[Sequence[object]]
"""A table, the path of a CSV file, or rows of (reference, target) or
(reference, target, strength)."""


def load_gold(gold: Gold) -> pd.DataFrame:
    """Read hand-made links, one row per link or clause without one.

    Parameters
    ----------
    gold : pandas.DataFrame, path, or iterable of rows
        With the columns ``reference_id`` (or ``old_id``) and ``target_id``
        (or ``new_id``), and where known ``strength`` (default ``major``)
        and the two digests. An id may leave out the document.

    Returns
    -------
    pandas.DataFrame
        Columns `GOLD_SCHEMA`, rows in their order; absent is pandas.NA.

    Raises
    ------
    AlignmentError
        If a column is missing, a strength is not one of `STRENGTHS`, a link
        is there twice, or a row names one clause where it should name two.

    Examples
    --------
    >>> load_gold([("1", "2"), ("3", "3", "minor")])["strength"].tolist()
    ['major', 'minor']
    """
    name, table = _as_table(gold)
    table = table.rename(
        columns={
            old: new
            for old, new in _OTHER_NAMES.items()
            if new not in table.columns
        }
    )
    missing = [column for column in _REQUIRED if column not in table.columns]
    if missing:
        raise AlignmentError(
            f"{name}: expected the columns reference_id and target_id but "
            f"found {', '.join(map(str, table.columns)) or 'none'}."
        )
    if "strength" not in table.columns:
        table = table.assign(strength="major")
    table = table.reindex(columns=list(GOLD_SCHEMA))
    table = table.astype(GOLD_SCHEMA).reset_index(drop=True)
    for column in GOLD_SCHEMA:
        stripped = table[column].str.strip()
        table[column] = stripped.mask(stripped == "")
    table["strength"] = table["strength"].fillna("major")
    _check_rows(name, table)
    return table


def _as_table(gold: Gold) -> tuple[str, pd.DataFrame]:
    if isinstance(gold, pd.DataFrame):
        return "gold", gold
    if isinstance(gold, str | os.PathLike):
        path = Path(gold)
        try:
            table = pd.read_csv(path, dtype="string", encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError, pd.errors.ParserError) as error:
            raise AlignmentError(
                f"{path}: expected a CSV file of links but found {error}."
            ) from error
        except pd.errors.EmptyDataError:
            table = pd.DataFrame()
        return str(path), table
    rows = [
        (*row, "major") if len(row) == len(_REQUIRED) else tuple(row)
        for row in gold
    ]
    for number, row in enumerate(rows, 1):
        if len(row) != 3:
            raise AlignmentError(
                f"gold, row {number}: expected (reference, target) or "
                f"(reference, target, strength) but found {row!r}."
            )
    columns = [*_REQUIRED, "strength"]
    return "gold", pd.DataFrame(rows, columns=columns)


def _check_rows(name: str, table: pd.DataFrame) -> None:
    """Raise `AlignmentError` unless every row can be used."""
    seen: set[tuple[str, str]] = set()
    columns = (table[column] for column in (*_REQUIRED, "strength"))
    for number, row in enumerate(zip(*columns, strict=True), 1):
        reference_id, target_id, strength = row
        if strength not in STRENGTHS:
            raise AlignmentError(
                f"{name}, row {number}: expected a strength of "
                f"{', '.join(STRENGTHS)} but found {strength!r}."
            )
        sides = (not pd.isna(reference_id)) + (not pd.isna(target_id))
        if sides != (1 if strength in ALONE else 2):
            raise AlignmentError(
                f"{name}, row {number}: expected two ids, or one of an "
                f"added or unjudged clause, but found {reference_id!r} and "
                f"{target_id!r} with {strength!r}."
            )
        pair = (str(reference_id), str(target_id))
        if pair in seen:
            raise AlignmentError(
                f"{name}, row {number}: {pair[0]} and {pair[1]} stand there "
                "twice. Remove one row."
            )
        seen.add(pair)


def check_gold(
    gold: Gold, reference: Document, target: Document
) -> pd.DataFrame:
    """Hold hand-made links against the documents they are about.

    Parameters
    ----------
    gold : pandas.DataFrame, path, or iterable of rows
        See `load_gold`.
    reference, target : Document
        The documents whose clauses the ids name.

    Returns
    -------
    pandas.DataFrame
        As from `load_gold`, with whole ids and with both digests.

    Raises
    ------
    AlignmentError
        If a document has no such clause, or the text of a clause does not
        have the digest in the table: it was read in another way, or is of
        another version.

    Examples
    --------
    >>> old = Document.from_clauses("a", [("1", "发展农村电商")])
    >>> new = Document.from_clauses("b", [("1", "推进农村电商")])
    >>> check_gold([("1", "1")], old, new).iloc[0].tolist()
    ['a:1', 'b:1', 'major', 'd952d139b995', 'a69d0cc0f999']
    """
    rows = []
    for row in load_gold(gold).itertuples(index=False):
        earlier = _clause(reference, row.reference_id, row.reference_digest)
        later = _clause(target, row.target_id, row.target_digest)
        rows.append(
            (
                earlier and earlier.id,
                later and later.id,
                row.strength,
                earlier and fingerprint(earlier.text),
                later and fingerprint(later.text),
            )
        )
    return frame(rows, GOLD_SCHEMA)


def _clause(
    document: Document, place: object, expected: object
) -> Clause | None:
    """Look up a clause; None for an absent id."""
    if pd.isna(cast("str", place)):
        return None
    try:
        clause = document.clause(str(place))
    except ClauseError as error:
        raise AlignmentError(
            f"gold: {error} The links may belong to another reading of the "
            "document."
        ) from error
    found = fingerprint(clause.text)
    if not pd.isna(cast("str", expected)) and found != expected:
        raise AlignmentError(
            f"gold, clause {clause.id}: expected a text with the digest "
            f"{expected} but found {found}. The text has moved or changed "
            "since the links were made; judge this clause again."
        )
    return clause


def write_gold(
    gold: Gold,
    path: str | os.PathLike[str],
    *,
    reference: Document,
    target: Document,
) -> Path:
    """Write hand-made links as a CSV file of ids, strengths and digests.

    Parameters
    ----------
    gold : pandas.DataFrame, path, or iterable of rows
        See `load_gold`. Digests in it are checked first.
    path : str or path-like
        The file; what stood there is replaced when all is written.
    reference, target : Document
        The documents, for whole ids and digests.

    Returns
    -------
    pathlib.Path
        The file. Links come in the order of the target document, then
        clauses without a link; no text of either document is in it.

    Raises
    ------
    AlignmentError
        If the links do not fit the documents.
    OutputError
        If the file cannot be written.
    """
    table = check_gold(gold, reference, target)
    places = [
        {clause.id: number for number, clause in enumerate(document)}
        for document in (target, reference)
    ]
    order = sorted(
        range(len(table)),
        key=lambda row: (
            table["strength"][row] in ALONE,
            places[0].get(table["target_id"][row], -1),
            places[1].get(table["reference_id"][row], -1),
        ),
    )
    with whole_file(path) as beside:
        table.iloc[order].to_csv(
            beside, index=False, lineterminator="\n", encoding="utf-8"
        )
    return Path(path)
