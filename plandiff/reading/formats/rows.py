"""Read documents that stand in the rows of a JSONL or CSV file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from plandiff.errors import ReadingError
from plandiff.reading.received import Clock, Limits, Received

__all__ = ["read_row", "read_table"]

Row = Mapping[Any, Any]
"""Cells by column."""

TEXT_COLUMNS = ("full_text", "content", "text", "body", "正文", "内容", "全文")
"""Names under which the text of a document usually stands."""

_FIELDS = {
    "title": ("title", "标题", "name"),
    "published": ("publish_date", "published", "date", "发布日期"),
    "number": ("doc_number", "number", "发文字号", "文号"),
    "issuers": ("issuer", "issuers", "发文机关"),
}
_LONGEST_CELL = 50_000_000


def read_row(
    text: str,
    kind: str,
    encoding: str,
    *,
    name: str = "rows",
    column: str | None = None,
    row: int | None = None,
    clock: Clock | None = None,
) -> Received:
    """Read one document from a table of documents.

    Parameters
    ----------
    text : str
        The decoded file.
    kind : str
        ``jsonl`` or ``csv``.
    encoding : str
        Of the file, for the document's `Source`.
    name : str
        For messages.
    column : str, optional
        Column of the text. Without it, one of `TEXT_COLUMNS`, or else the
        only column with long text.
    row : int, optional
        Which row, from 0. A file of one row needs none.
    clock : Clock, optional
        Bound on the time.

    Returns
    -------
    Received
        The cell's text; title, dates, number and issuers of the same row.

    Raises
    ------
    ReadingError
        If the file is no table, or row or column are missing: the message
        names those there are.
    """
    rows, notices = read_table(text, kind, name=name, clock=clock)
    if row is None and len(rows) > 1:
        raise ReadingError(
            f"{name}: expected one document but found {len(rows)} rows. "
            f"Choose one with row=0 to row={len(rows) - 1}."
        )
    position = row or 0
    if not 0 <= position < len(rows):
        raise ReadingError(
            f"{name}: expected a row from 0 to {len(rows) - 1} but found "
            f"row={position}."
        )
    chosen = column or _text_column(rows, name)
    cells = rows[position]
    if None in cells:
        raise ReadingError(
            f"{name}, row {position}: expected {len(cells) - 1} cells as in "
            f"the first line but found {len(cells) - 1 + len(cells[None])}. "
            "Put the text between quotation marks, since it holds the mark "
            "that parts the cells."
        )
    cell = cells.get(chosen)
    if isinstance(cell, list) and all(isinstance(p, str) for p in cell):
        cell = "\n".join(cell)  # a list of paragraphs
    if not isinstance(cell, str):
        found = type(cells[chosen]).__name__ if chosen in cells else "none"
        raise ReadingError(
            f"{name}, row {position}: expected text in the column "
            f"{chosen!r} but found {found}. The columns are "
            f"{_named(cells)}."
        )
    return Received(
        cell,
        kind,
        encoding,
        fields=_row_fields(cells),
        notices=notices,
    )


def read_table(
    text: str, kind: str, *, name: str = "rows", clock: Clock | None = None
) -> tuple[list[Row], tuple[str, ...]]:
    """Return the rows of a JSONL or CSV file.

    Parameters
    ----------
    text, kind, name, clock
        See `read_row`.

    Returns
    -------
    rows : list of mapping
        Cells by column; a CSV row that is too long has the rest under None.
    notices : tuple of str
        What was suspicious.

    Raises
    ------
    ReadingError
        If a line is no JSON object, a cell is absurdly long, or there is
        no row; the line is named.
    """
    timer = clock or Limits().clock(name)
    notices: tuple[str, ...] = ()
    if kind == "jsonl":
        rows = _json_rows(text, name, timer)
    else:
        try:
            rows = _csv_rows(text, name, timer, strict=True)
        except ReadingError as error:
            rows = _csv_rows(text, name, timer, strict=False)
            notices = (f"{error} Its cells may end in the wrong place.",)
    if not rows:
        raise ReadingError(f"{name}: expected rows of text but found none.")
    return rows, notices


def _json_rows(text: str, name: str, clock: Clock) -> list[Row]:
    if text.lstrip().startswith("["):
        try:
            whole = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ReadingError(f"{name}: not JSON: {error}.") from error
        return [row for row in whole if isinstance(row, dict)]
    rows: list[Row] = []
    for number, line in enumerate(text.split("\n"), start=1):
        clock.check(f"line {number}")
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ReadingError(
                f"{name}, line {number}: expected a JSON object but found "
                f"an error: {error}."
            ) from error
        if not isinstance(row, dict):
            raise ReadingError(
                f"{name}, line {number}: expected a JSON object but found "
                f"{type(row).__name__}."
            )
        rows.append(row)
    return rows


def _csv_rows(
    text: str, name: str, clock: Clock, *, strict: bool
) -> list[Row]:
    before = csv.field_size_limit(_LONGEST_CELL)
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(
        io.StringIO(text, newline=""),
        delimiter=max(",\t;", key=first.count),
        strict=strict,
    )
    rows: list[Row] = []
    try:
        for row in reader:
            clock.check(f"line {reader.reader.line_num}")
            rows.append(row)
    except csv.Error as error:
        raise ReadingError(
            f"{name}, line {reader.reader.line_num}: expected a CSV table but "
            f"found an error: {error}."
        ) from error
    finally:
        csv.field_size_limit(before)
    return rows


def _text_column(rows: Sequence[Row], name: str) -> str:
    """Find the column of the text."""
    columns = [column for column in rows[0] if column is not None]
    for column in TEXT_COLUMNS:
        if column in columns:
            return column
    lengths = {
        column: sum(
            len(row[column])
            for row in rows[:50]
            if isinstance(row.get(column), str)
        )
        for column in columns
    }
    best = max(lengths, key=lambda column: lengths[column], default="")
    rest = sum(lengths.values()) - lengths.get(best, 0)
    if not best or lengths[best] < 3 * rest or lengths[best] < 100:
        raise ReadingError(
            f"{name}: expected a column of text but cannot tell which. "
            f"Choose one with column=…: {_named(columns)}."
        )
    return best


def _named(columns: Iterable[Any]) -> str:
    """List the names of columns, the first 20, none longer than a line."""
    names = [str(column) for column in columns if column is not None]
    shown = [n if len(n) <= 30 else f"{n[:29]}…" for n in names[:20]]
    more = f" and {len(names) - 20} more" if len(names) > 20 else ""
    return ", ".join(shown) + more


def _row_fields(cells: Row) -> dict[str, str]:
    found = {}
    for field, names in _FIELDS.items():
        for column in names:
            value = cells.get(column)
            if isinstance(value, str) and value.strip():
                found[field] = value.strip()
                break
    return found
