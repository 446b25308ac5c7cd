"""Write a diff as a file that people hand in, chosen by its suffix.

Every file carries the alignment's signature. Control characters are made
visible, and text that a spreadsheet would run as a formula is neutralised.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from plandiff.analysis.diff.diff import Diff, diff_of
from plandiff.errors import OutputError
from plandiff.files import whole_file
from plandiff.markup import harmless
from plandiff.matching.alignment import Alignment
from plandiff.output.words import Wording, read_words

__all__ = ["SUFFIXES", "write_diff", "write_table"]


def write_diff(
    alignment: Alignment,
    path: str | os.PathLike[str],
    *,
    tracked: bool = False,
    order: str = "target",
    lang: Wording = "both",
) -> Path:
    """Write what changed between two plans to a file.

    Parameters
    ----------
    alignment : Alignment
        Links between two plans.
    path : str or path-like
        The suffix chooses the format: one of `SUFFIXES`.
    tracked : bool, default False
        For ``.docx`` only: write tracked changes instead of the table of
        comparison (对照表).
    order : {"target", "reference"}, default "target"
        Whose order the rows follow.
    lang : {"both", "zh", "en"}, default "both"
        Language of labels. Plan text is never translated; CSV and Parquet
        keep their column names.

    Returns
    -------
    pathlib.Path
        The file, written whole: a failure leaves what stood there before.

    Raises
    ------
    OutputError
        If the suffix is not known or the folder cannot be written.
    ValueError
        If `tracked` is asked of another format, or `order` or `lang` is
        none of those.

    Notes
    -----
    The same alignment gives the same bytes. In CSV a cell that begins with
    ``= + - @`` or a control character is written with an apostrophe before
    it, since a spreadsheet would run it; Parquet keeps every character.
    The signature stands in a column of its own (CSV), in the file's
    metadata under ``plandiff.signature`` (Parquet), on the sheet
    ``sources`` (XLSX) or at the end of the text.
    """
    if not isinstance(path, (str, os.PathLike)):
        raise TypeError(
            f"path: expected a file name but found {path!r:.60}. The "
            "alignment comes first: write_diff(alignment, 'diff.docx')."
        )
    place = Path(path)
    suffix = place.suffix.lower()
    if suffix not in _WRITERS:
        raise OutputError(
            f"{place}: expected one of {', '.join(SUFFIXES)} but found "
            f"{suffix or 'no suffix'!r}. Choose a file name that ends so."
        )
    if tracked and suffix != ".docx":
        raise ValueError(
            f"tracked: tracked changes are written to .docx, not {suffix}."
        )
    diff = diff_of(alignment, order=order)
    read_words(lang)  # refuses what is no language
    with whole_file(place) as beside:
        if tracked:
            from plandiff.output.writers.tracked import write_tracked

            write_tracked(alignment, beside)
        else:
            _WRITERS[suffix](diff, beside, lang)
    return place


def write_table(
    table: pd.DataFrame, path: str | os.PathLike[str], *, signature: str
) -> Path:
    """Write any table of results as CSV, its signature in the last column.

    Parameters
    ----------
    table : pandas.DataFrame
        What to write; left as it is.
    path : str or path-like
        Where the file is to stand.
    signature : str
        What made the table; see `plandiff.signature`.

    Returns
    -------
    pathlib.Path
        The file, written whole. It opens in a spreadsheet with Chinese
        intact and runs nothing.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    with whole_file(path) as beside:
        safe = table.assign(signature=signature)
        for name in safe.columns:
            if safe[name].dtype == "string":
                safe[name] = safe[name].map(harmless, na_action="ignore")
        safe.to_csv(
            beside, index=False, lineterminator="\n", encoding="utf-8-sig"
        )
    return Path(path)


def _write_csv(diff: Diff, path: Path, _: Wording) -> None:
    write_table(diff.table, path, signature=diff.alignment.signature)


def _write_html(diff: Diff, path: Path, lang: Wording) -> None:
    from plandiff.output.pages.diffpage import diff_page

    path.write_text(diff_page(diff, lang=lang), encoding="utf-8", newline="\n")


def _write_parquet(diff: Diff, path: Path, _: Wording) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(diff.table, preserve_index=False)
    facts = {
        **(table.schema.metadata or {}),
        b"plandiff.signature": diff.alignment.signature.encode(),
    }
    pq.write_table(table.replace_schema_metadata(facts), path)


def _write_xlsx(diff: Diff, path: Path, lang: Wording) -> None:
    from plandiff.output.writers.xlsx import write_xlsx

    write_xlsx(diff, path, lang)


def _write_docx(diff: Diff, path: Path, lang: Wording) -> None:
    from plandiff.output.writers.docx import write_comparison

    write_comparison(diff, path, lang)


def _write_latex(diff: Diff, path: Path, lang: Wording) -> None:
    from plandiff.output.writers.latex import write_latex

    write_latex(diff, path, lang)


def _write_markdown(diff: Diff, path: Path, lang: Wording) -> None:
    from plandiff.output.writers.markdown import write_markdown

    write_markdown(diff, path, lang)


_WRITERS: dict[str, Callable[[Diff, Path, Wording], None]] = {
    ".csv": _write_csv,
    ".parquet": _write_parquet,
    ".xlsx": _write_xlsx,
    ".docx": _write_docx,
    ".html": _write_html,
    ".tex": _write_latex,
    ".md": _write_markdown,
}
SUFFIXES = tuple(_WRITERS)
"""File formats that `write_diff` knows; what each needs loads with it."""
