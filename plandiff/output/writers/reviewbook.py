"""Write a review sheet as a workbook that a reader can fill in."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from plandiff.errors import OutputError
from plandiff.evaluation.readers.review import DECISIONS
from plandiff.files import whole_file
from plandiff.frames import records
from plandiff.matching.alignment import Alignment
from plandiff.output.writers.xlsx import Workbook, add_sources

__all__ = ["write_review"]

_HOW = (
    "Each question is one clause of the target and its candidates in the "
    "reference, in the order of the plan. In the column decision choose "
    "'link' where both clauses pursue the same aim or regulate the same "
    "matter, 'no link' where they do not, and leave it empty where you "
    "cannot say. Several candidates of one question may be links, or none.",
    "每题为新规划的一条条款及原规划中的若干候选条款，按规划原有顺序排列。"
    "两条款目标或事项相同选 link，不同选 no link，无法判断则留空；"
    "同一题可以有多条 link，也可以没有。",
)


def write_review(
    sheet: pd.DataFrame,
    alignment: Alignment,
    path: str | os.PathLike[str],
    *,
    who: str = "",
) -> Path:
    """Write a review sheet as a workbook.

    Parameters
    ----------
    sheet : pandas.DataFrame
        As `plandiff.evaluation.readers.review.review_sheet` gives it.
    alignment : Alignment
        Where the pairs come from; named on the sheet ``sources``.
    path : str or path-like
        A file name that ends in ``.xlsx``.
    who : str, optional
        The reader, entered on every row.

    Returns
    -------
    pathlib.Path
        The file, written whole. The sheet ``review`` offers the decisions
        in a list; only decision, note and who can be edited until the
        sheet's protection (without password) is lifted.

    Raises
    ------
    OutputError
        If the suffix is another or the folder cannot be written.
    """
    place = Path(path)
    if place.suffix.lower() != ".xlsx":
        raise OutputError(
            f"{place}: expected a name that ends in .xlsx but found "
            f"{place.suffix or 'no suffix'!r}."
        )
    columns = [str(name) for name in sheet.columns]
    fields = [columns.index(name) for name in ("decision", "note", "who")]
    with whole_file(place) as beside, Workbook(beside) as book:
        page = book.sheet("review", columns)
        for line, row in enumerate(records(sheet), start=1):
            book.row(page, line, row.values())
            for field in fields:
                value = who if columns[field] == "who" else ""
                book.blank(page, line, field, value)
        if len(sheet):
            page.data_validation(
                *(1, fields[0], len(sheet), fields[0]),
                {
                    "validate": "list",
                    "source": list(DECISIONS),
                    "error_message": f"{' / '.join(DECISIONS)}",
                },
            )
        page.protect("", {"format_columns": True, "format_rows": True})
        how = book.sheet("how to", ["how to fill this in"])
        how.set_column(0, 0, 100)
        for line, text in enumerate(_HOW, start=1):
            book.row(how, line, [text])
        add_sources(book, alignment)
    return place
