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
from plandiff.output.words import Wording, read_words
from plandiff.output.writers.xlsx import Workbook, add_sources

__all__ = ["write_review"]


def write_review(
    sheet: pd.DataFrame,
    alignment: Alignment,
    path: str | os.PathLike[str],
    *,
    who: str = "",
    lang: Wording = "both",
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
    lang : {"both", "zh", "en"}, default "both"
        Language of the directions and of what a wrong entry is told; the
        heads stay, since `read_review` looks for them.

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
    words = read_words(lang)
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
                    "error_message": words["review_choose"].format(
                        decisions=" / ".join(DECISIONS)
                    ),
                },
            )
        page.protect("", {"format_columns": True, "format_rows": True})
        how = book.sheet("how to", [words["review_title"]])
        how.set_column(0, 0, 100)
        spoken: list[Wording] = ["zh", "en"] if lang == "both" else [lang]
        for line, tongue in enumerate(spoken, start=1):
            book.row(how, line, [read_words(tongue)["review_how"]])
        add_sources(book, alignment)
    return place
