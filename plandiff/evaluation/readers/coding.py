"""Coding by hand: sheets to fill in, codings read back, and agreement.

A coding is a table with the columns clause_id and theme, one row per clause
and theme that it carries; a clause without a row carries none.
"""

from __future__ import annotations

import os
from collections.abc import Hashable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from plandiff.analysis.themes.codebook import Codebook
from plandiff.document import Document
from plandiff.errors import CodebookError
from plandiff.files import whole_file
from plandiff.frames import frame
from plandiff.signature import digest

__all__ = [
    "AGREEMENT_SCHEMA",
    "HAND_SCHEMA",
    "coding_agreement",
    "read_coding",
    "write_coding_sheet",
]

HAND_SCHEMA = {"clause_id": "string", "theme": "string"}
AGREEMENT_SCHEMA = {
    "theme": "string",
    "level": "Int64",
    "name_zh": "string",
    "name_en": "string",
    "clauses": "Int64",
    "reference": "Int64",
    "coded": "Int64",
    "both": "Int64",
    "precision": "Float64",
    "recall": "Float64",
    "f1": "Float64",
    "kappa": "Float64",
}

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
        wanted, clause_digest (`plandiff.signature.digest` of the text
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
        clause = document[row["clause_id"]]
        clause_id = clause.id
        if row.get("clause_digest", "") not in ("", digest(clause.text)):
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


def coding_agreement(
    reference: pd.DataFrame,
    coded: pd.DataFrame,
    codebook: Codebook,
    document: Document,
) -> pd.DataFrame:
    """Compare two codings, one row per theme and one for all together.

    Parameters
    ----------
    reference : pandas.DataFrame
        The coding taken as right, with columns clause_id and theme.
    coded : pandas.DataFrame
        The one judged: another reader's, or `Codebook.code`.
    codebook : Codebook
        The themes.
    document : Document
        What was coded.

    Returns
    -------
    pandas.DataFrame
        Columns theme, level, name_zh, name_en; clauses (all that were
        judged); reference, coded, both (counts that carry the theme);
        precision, recall, f1 and kappa, absent where they are not defined.
        A clause that carries a subtheme carries its theme. The last row,
        theme ``all``, pools the lowest themes.

    Notes
    -----
    Kappa is Cohen's: agreement beyond the chance that two readers with
    these counts would agree by [1]_. It is low for rare themes even where
    readers rarely differ, so read it beside the counts.

    References
    ----------
    .. [1] Cohen (1960), A coefficient of agreement for nominal scales,
           Educational and Psychological Measurement 20(1).

    Examples
    --------
    >>> from plandiff import load_codebook
    >>> plan = Document.from_clauses("x", [("1", "保护知识产权"), ("2", "略")])
    >>> book = load_codebook("ecommerce")
    >>> table = coding_agreement(book.code(plan), book.code(plan), book, plan)
    >>> float(table["kappa"].iloc[-1])
    1.0
    """
    grids = [_grid(c, codebook, document) for c in (reference, coded)]
    rows = [
        (
            t.id,
            t.level,
            t.name_zh,
            t.name_en,
            *_agreement(grids[0][:, k], grids[1][:, k]),
        )
        for k, t in enumerate(codebook)
    ]
    lowest = [k for k, t in enumerate(codebook) if not codebook.children(t.id)]
    pooled = _agreement(*(grid[:, lowest].ravel() for grid in grids))
    rows.append(("all", None, "合计", "All", *pooled))
    return frame(rows, AGREEMENT_SCHEMA)


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


def _grid(
    coding: pd.DataFrame, codebook: Codebook, document: Document
) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Lay a coding out as clauses down and themes across."""
    rows = {clause.id: i for i, clause in enumerate(document)}
    columns = {theme.id: k for k, theme in enumerate(codebook)}
    grid = np.zeros((len(rows), len(columns)), dtype=bool)
    for clause_id, theme in zip(
        coding["clause_id"], coding["theme"], strict=True
    ):
        grid[rows[clause_id], columns[theme]] = True
        parent = codebook[theme].parent
        if parent is not None:
            grid[rows[clause_id], columns[parent]] = True
    return grid


def _agreement(
    reference: np.ndarray[tuple[int], np.dtype[np.bool_]],
    coded: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> tuple[int | float | None, ...]:
    """Return counts, precision, recall, F1 and kappa of two codings."""
    n = len(reference)
    right, found = int(reference.sum()), int(coded.sum())
    both = int((reference & coded).sum())
    precision = both / found if found else None
    recall = both / right if right else None
    f1 = 2 * both / (right + found) if right + found else None
    kappa = None
    if n:
        observed = float((reference == coded).mean())
        chance = (right * found + (n - right) * (n - found)) / n**2
        kappa = (observed - chance) / (1 - chance) if chance < 1 else None
    return (n, right, found, both, precision, recall, f1, kappa)
