"""Coding by hand: sheets to fill in, and codings read back.

A coding is a table with the columns clause_id and theme, one row per clause
and theme that it carries; a clause without a row carries none.
"""

from __future__ import annotations

import os
from collections.abc import Hashable, Mapping
from pathlib import Path

import pandas as pd

from plandiff.analysis.themes.codebook import Codebook
from plandiff.document import Document
from plandiff.errors import CodebookError
from plandiff.files import whole_file
from plandiff.frames import frame
from plandiff.signature import fingerprint

__all__ = [
    "HAND_SCHEMA",
    "read_coding",
    "write_coding_sheet",
]

HAND_SCHEMA = {"clause_id": "string", "theme": "string"}
_MARKS = {"1", "x", "X", "是", "√", "✓"}


def write_coding_sheet(
    document: Document, codebook: Codebook, path: str | os.PathLike[str]
) -> Path:
    """Write a sheet for coding by hand, one row per clause.

    Parameters
    ----------
    document : Document
        What is to be coded.
    codebook : Codebook
        Whose lowest themes become columns. The machine's coding is left
        out, so that it does not lead the reader.
    path : str or path-like
        A CSV file (UTF-8 with a mark, as spreadsheets expect).

    Returns
    -------
    pathlib.Path
        The file. Columns clause_id, path, text and one per theme, headed
        ``id (name)``, to be marked with 1 where the clause carries it.

    Raises
    ------
    OutputError
        If the file cannot be written.

    See Also
    --------
    read_coding : read the filled sheet.
    """
    themes = [t for t in codebook if not codebook.children(t.id)]
    sheet = document.clauses[["clause_id", "path", "text"]].assign(
        **{f"{theme.id} ({theme.name_zh})": "" for theme in themes}
    )
    target = Path(path)
    with whole_file(target) as beside:
        sheet.to_csv(beside, index=False, encoding="utf-8-sig")
    return target


def read_coding(
    path: str | os.PathLike[str], codebook: Codebook, document: Document
) -> pd.DataFrame:
    """Read a coding made by hand, one row per clause and theme.

    Parameters
    ----------
    path : str or path-like
        A filled sheet from `write_coding_sheet`, or a CSV file with the
        columns clause_id and theme (empty for a clause without any) and, if
        wanted, clause_digest (`plandiff.signature.fingerprint` of the text
        that was read).
    codebook : Codebook
        Whose themes it uses.
    document : Document
        Whose clauses it codes.

    Returns
    -------
    pandas.DataFrame
        Columns clause_id and theme, each pair once, in the order of the
        plan and of the codebook.

    Raises
    ------
    CodebookError
        If a clause or a theme is unknown, a mark is none, or a text has
        changed since it was coded: file, line and what was found.
    """
    where = Path(path)
    try:
        table = pd.read_csv(
            where, dtype="string", keep_default_na=False, encoding="utf-8-sig"
        )
    except (OSError, UnicodeDecodeError, pd.errors.ParserError) as error:
        raise CodebookError(
            f"{where}: cannot be read as CSV ({error}). Save it as CSV in "
            "UTF-8."
        ) from error
    if "clause_id" not in table:
        raise CodebookError(
            f"{where.name}, line 1: expected a column clause_id but found "
            f"{', '.join(table.columns)}."
        )
    pairs = set()
    for number, row in enumerate(table.to_dict("records"), 2):
        place = f"{where.name}, line {number}"
        if row["clause_id"] not in document:
            raise CodebookError(
                f"{place}: no clause {row['clause_id']!r} in {document.id}. "
                "Use the ids of document.clauses."
            )
        clause = document.clause(row["clause_id"])
        clause_id = clause.id
        if row.get("clause_digest", "") not in ("", fingerprint(clause.text)):
            raise CodebookError(
                f"{place}: {clause_id} was coded on another text than this "
                "document has. Code the clause again."
            )
        for theme in _marked(row, place):
            if theme not in codebook:
                raise CodebookError(
                    f"{place}: no theme {theme!r} in {codebook.name}. It has "
                    f"{', '.join(t.id for t in codebook)}."
                )
            pairs.add((clause_id, theme))
    return frame(
        (
            (clause.id, theme.id)
            for clause in document
            for theme in codebook
            if (clause.id, theme.id) in pairs
        ),
        HAND_SCHEMA,
    )


def _marked(row: Mapping[Hashable, str], place: str) -> list[str]:
    """Return the themes that a row of either kind of file names."""
    if "theme" in row:
        return [row["theme"]] if row["theme"].strip() else []
    themes = []
    for column, value in row.items():
        theme = str(column)
        if theme in ("clause_id", "path", "text") or not value.strip():
            continue
        if value.strip() not in _MARKS | {"0"}:
            raise CodebookError(
                f"{place}: expected 1, 0 or nothing under {theme} but found "
                f"{value!r}."
            )
        if value.strip() in _MARKS:
            themes.append(theme.partition(" (")[0])
    return themes
