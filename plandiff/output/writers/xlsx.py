"""Write a diff as a workbook: the table, its counts and its sources."""

from __future__ import annotations

import datetime
import functools
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import xlsxwriter

from plandiff.analysis.diff.counts import SUMMARY_SCHEMA
from plandiff.analysis.diff.diff import Diff
from plandiff.analysis.diff.groups import Group
from plandiff.analysis.redlines.renderings import Segment, plain
from plandiff.document import Clause
from plandiff.frames import records
from plandiff.markup import visible
from plandiff.matching.alignment import Alignment
from plandiff.output.words import (
    SOURCE_COLUMNS,
    Wording,
    change_word,
    group_notes,
    mark_words,
    read_words,
    source_facts,
)
from plandiff.output.writers.comparison import (
    ChapterRow,
    comparison_rows,
    numbered,
)

__all__ = ["CELL_LIMIT", "Workbook", "add_sources", "write_xlsx"]

CELL_LIMIT = 32_767
"""Characters that a cell of a workbook holds."""

_RUN_LIMIT = 1_000
"""Stretches of one format in a cell; more make some readers fail."""

_LINE, _TALLEST = 15, 405
"""Height of a line, and of the highest row that all readers show."""

_WIDTHS = {
    "change": 13,
    "reference_id": 13,
    "target_id": 13,
    "reference_title": 20,
    "target_title": 20,
    "reference_text": 48,
    "target_text": 48,
    "redline": 64,
    "decision": 12,
    "note": 30,
    "who": 12,
    "chapter": 36,
    "title": 48,
    "SHA-256": 68,
    "address": 48,
}


class Workbook:
    """A workbook whose bytes depend on its contents alone.

    Text is always written as text: a cell that begins with ``=`` is not a
    formula, and stays text when it is edited. Use it in a ``with`` block.

    Parameters
    ----------
    path : pathlib.Path
        Where to write.
    """

    def __init__(self, path: Path) -> None:
        self.book = xlsxwriter.Workbook(str(path), {"in_memory": True})
        self.book.set_properties(
            {"author": "plandiff", "created": datetime.datetime(2000, 1, 1)}
        )
        top = {"valign": "top"}
        self.formats: dict[str, dict[str, Any]] = {
            "text": {**top, "text_wrap": True, "quote_prefix": True},
            "cell": top,
            # Without it LibreOffice shows 1 and 0.
            "truth": {**top, "num_format": '"TRUE";"TRUE";"FALSE"'},
            "share": {**top, "num_format": "0.00"},
            "head": {"bold": True, "bg_color": "#E8E8E8", "border": 1},
            "input": {
                **top,
                "text_wrap": True,
                "bg_color": "#FFF8DC",
                "border": 1,
                "locked": False,
            },
            "part": {"bold": True, "font_color": "#0072B2"},
            "delete": {"font_color": "#A4000F", "font_strikeout": True},
            "insert": {"font_color": "#00513F", "underline": 1},
            "delete moved": {
                "font_color": "#A4000F",
                "font_strikeout": True,
                "italic": True,
            },
            "insert moved": {"font_color": "#00513F", "underline": 2},
            "shared": {"underline": 1},
            "quantity": {"bold": True},
            "chapter": {
                **top,
                "bold": True,
                "bg_color": "#EDEDED",
                "text_wrap": True,
                "quote_prefix": True,
            },
        }
        self._made: dict[str, Any] = {
            name: self.book.add_format(facts)
            for name, facts in self.formats.items()
        }
        self._widths: dict[str, list[int]] = {}

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, *error: object) -> None:
        self.book.close()

    def sheet(
        self,
        name: str,
        columns: Sequence[str],
        widths: Sequence[int] | None = None,
    ) -> Any:
        """Begin a sheet with a frozen header row."""
        sheet = self.book.add_worksheet(name)
        widths = widths or [_WIDTHS.get(column, 12) for column in columns]
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column, self._made["head"])
            sheet.set_column(place, place, widths[place])
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3
        sheet.fit_to_pages(1, 0)
        self._widths[name] = list(widths)
        return sheet

    def row(
        self, sheet: Any, place: int, values: Iterable[object], kind: str = ""
    ) -> None:
        """Write one row; absent values leave their cell empty.

        The row is as high as its longest text, since not every reader
        fits rows to text by itself.
        """
        values = list(values)
        widths = self._widths[sheet.name]
        lines = [_lines(v, w) for v, w in zip(values, widths, strict=False)]
        height = min(_LINE * max(lines, default=1), _TALLEST)
        sheet.set_row(place, height)
        for column, value in enumerate(values):
            if value is None:
                continue
            if isinstance(value, Marked):
                self.redline(sheet, place, column, value)
            elif isinstance(value, str):
                text, form = _fitting(value), self._made[kind or "text"]
                sheet.write_string(place, column, text, form)
            elif isinstance(value, bool):
                sheet.write_boolean(place, column, value, self._made["truth"])
            else:
                form = self._made[
                    "share" if isinstance(value, float) else "cell"
                ]
                sheet.write_number(place, column, value, form)

    def blank(self, sheet: Any, place: int, column: int, text: str) -> None:
        """Leave a cell to be filled in, with what is known already."""
        sheet.write_string(place, column, text, self._made["input"])
        if not text:
            sheet.write_blank(place, column, None, self._made["input"])

    def redline(
        self, sheet: Any, place: int, column: int, marked: Marked
    ) -> None:
        """Write a redline as rich text, or plainly where it is too long."""
        stretches = [
            (kind, "".join(text for _, text in alike))
            for kind, alike in groupby(marked.stretches(), itemgetter(0))
        ]
        wrapped = self._made["text"]
        size = sum(len(text) for _, text in stretches)
        if size > CELL_LIMIT or len(stretches) > _RUN_LIMIT:
            text = _fitting(marked.plain())
            sheet.write_string(place, column, text, wrapped)
        elif len(stretches) > 1:
            pieces: list[Any] = []
            for kind, text in stretches:
                pieces += [self._made[kind], text] if kind else [text]
            sheet.write_rich_string(place, column, *pieces, wrapped)
        elif stretches:
            # One stretch alone is not rich text: its format is the cell's.
            [(kind, text)] = stretches
            facts = self.formats["text"] | self.formats.get(kind, {})
            form = self.book.add_format(facts)
            sheet.write_string(place, column, text, form)


@dataclass(frozen=True, slots=True)
class Marked:
    """A redline in a cell, and the lines below it."""

    segments: Sequence[Segment]
    lines: Sequence[str] = ()

    def stretches(self) -> Iterator[tuple[str, str]]:
        """Give each stretch with the name of its format, or ``""``."""
        for segment in self.segments:
            kind, text = segment.kind, visible(segment.text)
            if kind == "part":
                text = f"⟦{visible(segment.clause_id)}⟧"
            elif kind == "equal":
                kind = ""
            elif segment.move is not None:
                kind = f"{kind} moved"
            yield kind, text
        for place, line in enumerate(self.lines):
            between = "\n" if place or self.segments else ""
            yield "part", f"{between}{visible(line)}"

    def plain(self) -> str:
        """Return all of it as plain text."""
        text = [plain(self.segments)] if self.segments else []
        return "\n".join([*text, *self.lines])


def write_xlsx(diff: Diff, path: Path, lang: Wording) -> None:
    """Write a diff as a workbook with four sheets.

    ``diff`` has the rows of `plandiff.diff_table` and the redline as rich
    text; clauses that were split or merged share one, in their first row,
    and below it stands which clause went where.
    ``comparison`` is the table to print (对照表): rows with the headings of
    both plans, each clause with its printed number, a column for remarks.
    ``summary`` counts by chapter, ``sources`` names the documents and
    carries the signature. A text longer than `CELL_LIMIT` is cut, and says
    so.
    """
    table = diff.table
    words = read_words(lang)
    changes: dict[int, object] = {}
    for group in diff.groups:
        first, *others = group.rows
        text = group.segments() if group.is_compared else ()
        notes = group_notes(group, lang)
        if text or notes:
            changes[first] = Marked(text, notes)
        for other in others:
            changes[other] = f"↑ {words['see_row'].format(row=first + 2)}"
    with Workbook(path) as book:
        columns = [*table.columns, "redline"]
        sheet = book.sheet("diff", columns)
        for place, row in enumerate(records(table)):
            row["change"] = change_word(row["change"], words)
            book.row(sheet, place + 1, (*row.values(), changes.get(place)))
        sheet.autofilter(0, 0, max(len(table), 1), len(columns) - 1)
        _add_comparison(book, diff, lang)
        summary = book.sheet("summary", list(SUMMARY_SCHEMA))
        for place, row in enumerate(records(diff.summary)):
            row["change"] = change_word(row["change"], words)
            row["chapter"] = (
                words["whole_plan"]
                if row["chapter"] is None
                else row["chapter"]
            )
            book.row(summary, place + 1, row.values())
        add_sources(book, diff.alignment)


def _add_comparison(book: Workbook, diff: Diff, lang: Wording) -> None:
    """Add the table of comparison (对照表)."""
    words, numbers = read_words(lang), numbered(diff)
    alignment = diff.alignment
    columns = (
        words["change"],
        words["printed_number"],
        visible(alignment.reference.title),
        words["printed_number"],
        visible(alignment.target.title),
        words["remarks"],
    )
    sheet = book.sheet("comparison", columns, (12, 16, 56, 16, 56, 24))
    sheet.set_paper(9)  # A4
    sheet.hide_gridlines(0)  # printed too
    for place, row in enumerate(comparison_rows(diff), start=1):
        if isinstance(row, ChapterRow):
            before, after = map("\n".join, (row.reference, row.target))
            cells: list[object] = ["", "", before, "", after, ""]
            book.row(sheet, place, cells, "chapter")
            continue
        cells = ["\n".join(mark_words(row, lang))]
        for side, clauses in (
            ("reference", row.references),
            ("target", row.targets),
        ):
            cells.append("\n".join(numbers[clause.id] for clause in clauses))
            cells.append(_side(row, side, clauses))
        book.row(sheet, place, cells)


def _side(
    group: Group, side: str, clauses: Sequence[Clause]
) -> Marked | str | None:
    """Give what a column of one side shows."""
    if group.redline is None and len(clauses) == 1 and not group.sentences:
        return clauses[0].text
    segments = group.side_segments(side)
    if len(clauses) == 1:
        segments = segments[1:]
    return Marked(segments) if segments else None


def add_sources(book: Workbook, alignment: Alignment) -> None:
    """Add the sheet that says where the texts came from, and how made."""
    sheet = book.sheet("sources", SOURCE_COLUMNS)
    facts = source_facts(alignment)
    for place, row in enumerate(facts, start=1):
        book.row(sheet, place, row)
    book.row(sheet, len(facts) + 2, ("signature", alignment.signature))
    for place, notice in enumerate(alignment.notices, start=len(facts) + 3):
        book.row(sheet, place, ("notice", notice))


def _lines(value: object, width: int) -> int:
    """Count the lines that a value fills in a column."""
    text = value.plain() if isinstance(value, Marked) else value
    if not isinstance(text, str):
        return 1
    return sum(
        1 + sum(map(_columns, line)) // width
        for line in text[:CELL_LIMIT].split("\n")
    )


@functools.cache
def _columns(mark: str) -> int:
    """Count the columns that a character fills: 2 for wide ones."""
    return 1 + (unicodedata.east_asian_width(mark) in "WF")


def _fitting(text: str) -> str:
    """Return a text that fits into a cell, saying so where it was cut."""
    clean = visible(text)
    if len(clean) <= CELL_LIMIT:
        return clean
    cut = f" …（{read_words('both')['too_long']}）"
    return clean[: CELL_LIMIT - len(cut)] + cut
