"""Take both plans back out of every file that shows what changed.

Each check gives pairs of texts: what was read back, and what the plan says
(control characters made visible, as all files show them).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import docx
import lxml.html
import openpyxl
import pandas as pd
from openpyxl.cell.rich_text import CellRichText, TextBlock

import plandiff
from plandiff.analysis.diff.diff import diff_of
from plandiff.analysis.diff.groups import Group
from plandiff.analysis.diff.planlines import plan_lines
from plandiff.document import Clause, Document
from plandiff.markup import visible
from plandiff.matching.alignment import Alignment
from plandiff.output.words import group_notes
from plandiff.output.writers.comparison import (
    ChapterRow,
    comparison_rows,
    numbered,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tracked import settled

SETTLE = Path(__file__).with_name("settle_by_libreoffice.py")

Pairs = Iterator[tuple[str, str]]


def joined(clauses: Sequence[Clause]) -> str:
    """Return the texts of clauses as a redline joins them."""
    return "\n".join(clause.text for clause in clauses)


def from_edits(alignment: Alignment, _: Path) -> Pairs:
    """Put both sides of each group together from the edits alone."""
    for group in diff_of(alignment).groups:
        change = group.redline
        if change is None:
            continue
        before = after = ""
        for edit in change.comparison.edits:
            old = change.reference[edit.reference_start : edit.reference_end]
            new = change.target[edit.target_start : edit.target_end]
            before += old
            after += new
            if edit.op == "equal":
                yield old, new
        yield before, joined(group.references)
        yield after, joined(group.targets)


def from_html(alignment: Alignment, folder: Path) -> Pairs:
    """Read the page, once without insertions and once without deletions."""
    path = plandiff.write_diff(alignment, folder / "diff.html")
    for tag, side in (("ins", "references"), ("del", "targets")):
        page = lxml.html.fromstring(path.read_text("utf-8"))
        for element in page.iter(tag):
            element.text = ""
            for inner in list(element):
                element.remove(inner)
        texts = [e.text_content() for e in page.find_class("redline")]
        compared = [g for g in diff_of(alignment).groups if g.redline]
        for text, group in zip(texts, compared, strict=True):
            expected = visible(joined(getattr(group, side)))
            yield text.replace("\r", "␍"), expected


def from_comparison(alignment: Alignment, folder: Path) -> Pairs:
    """Read the table of comparison (对照表) with python-docx."""
    path = plandiff.write_diff(alignment, folder / "diff.docx")
    table = docx.Document(str(path)).tables[0]
    diff = diff_of(alignment)
    numbers = numbered(diff)
    cells = table._cells[4:]  # row.cells counts the whole table each time
    for place, row in enumerate(comparison_rows(diff)):
        both = cells[4 * place + 1 : 4 * place + 3]
        for cell, side in zip(both, ("reference", "target"), strict=True):
            if isinstance(row, ChapterRow):
                expected = "\n".join(map(visible, getattr(row, side)))
                yield cell.text, expected
                continue
            clauses = getattr(row, f"{side}s")
            expected = "\n".join(
                f"{numbers[c.id]}\n{visible(c.text)}" for c in clauses
            )
            yield cell.text, expected or "—"


def from_workbook(alignment: Alignment, folder: Path) -> Pairs:
    """Read the workbook: the texts, and both sides of each redline."""
    path = plandiff.write_diff(alignment, folder / "diff.xlsx")
    sheet = openpyxl.load_workbook(path, rich_text=True)["diff"]
    rows = list(sheet.iter_rows(min_row=2))
    names = [cell.value for cell in sheet[1]]
    table = plandiff.diff_table(alignment)
    for name in ("reference_text", "target_text"):
        for row, text in zip(rows, table[name].fillna(""), strict=True):
            yield str(row[names.index(name)].value or ""), visible(text)
    for group in filter(lambda g: g.redline, diff_of(alignment).groups):
        cell = rows[group.rows[0]][-1]
        for kind, side in (("insert", "references"), ("delete", "targets")):
            expected = visible(joined(getattr(group, side)))
            yield _without(cell, kind, group), expected


def _without(cell: object, kind: str, group: Group) -> str:
    """Return a redline's text in a cell without insertions or deletions."""
    value = cell.value  # type: ignore[attr-defined]
    if not isinstance(value, CellRichText):
        font = cell.font  # type: ignore[attr-defined]
        return "" if _kind(font) == kind else str(value or "")
    text = ""
    for run in value:
        if not isinstance(run, TextBlock):
            text += run
        elif _kind(run.font) not in (kind, "part"):
            text += run.text
    notes = group_notes(group)
    assert all(line in str(value) for line in notes)
    return text


def _kind(font: object) -> str:
    """Say what a font of the workbook stands for."""
    if getattr(font, "strike", None):
        return "delete"
    if getattr(font, "u", None):
        return "insert"
    return "part" if getattr(font, "b", None) else "equal"


def from_csv(alignment: Alignment, folder: Path) -> Pairs:
    """Read the CSV; cells that a spreadsheet would run have a mark."""
    path = plandiff.write_diff(alignment, folder / "diff.csv")
    read = pd.read_csv(path, dtype="string", keep_default_na=False)
    table = plandiff.diff_table(alignment)
    for name in ("reference_text", "target_text"):
        for text, known in zip(read[name], table[name], strict=True):
            expected = "" if known is pd.NA else visible(known)
            yield text.removeprefix("'"), expected.removeprefix("'")


def from_parquet(alignment: Alignment, folder: Path) -> Pairs:
    """Read the Parquet file, which keeps every character."""
    path = plandiff.write_diff(alignment, folder / "diff.parquet")
    read, table = pd.read_parquet(path), plandiff.diff_table(alignment)
    for name in ("reference_text", "target_text"):
        yield from zip(
            read[name].fillna(""), table[name].fillna(""), strict=True
        )


def from_tracked(alignment: Alignment, folder: Path) -> Pairs:
    """Accept, then reject all changes by the rules of WordprocessingML."""
    path = plandiff.write_diff(alignment, folder / "t.docx", tracked=True)
    for accept, document in (
        (True, alignment.target),
        (False, alignment.reference),
    ):
        read = settled(path, accept=accept).removesuffix("\n")
        yield from _lines(read, document)


def _lines(read: str, document: Document) -> Pairs:
    """Compare a settled text with a plan, paragraph by paragraph."""
    lines = plan_lines(document)
    whole = "".join(f"{visible(line.text)}\n" for line in lines)
    found, expected = read.rstrip("\n").split("\n"), whole.rstrip("\n")
    wanted = expected.split("\n")
    width = max(len(found), len(wanted))
    found += [""] * (width - len(found))
    wanted += [""] * (width - len(wanted))
    yield from zip(found, wanted, strict=True)


CHECKS: dict[str, Callable[[Alignment, Path], Pairs]] = {
    "redline edits": from_edits,
    "HTML page": from_html,
    "DOCX 对照表, python-docx": from_comparison,
    "XLSX, openpyxl": from_workbook,
    "CSV": from_csv,
    "Parquet": from_parquet,
    "DOCX tracked, python-docx": from_tracked,
}


def show_roundtrip(alignments: Sequence[Alignment]) -> int:
    """Print how many texts differ from the plans, and return the number."""
    print(f"Round trip of {len(alignments)} pairs\n")
    print("| read back from | texts | differ |")
    print("| --- | --- | --- |")
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for check, read in CHECKS.items():
            results = [
                found == expected
                for alignment in alignments
                for found, expected in read(alignment, folder)
            ]
            wrong += results.count(False)
            print(f"| {check} | {len(results)} | {results.count(False)} |")
        python = libreoffice_python()
        if python is None:
            print("| DOCX tracked, LibreOffice | not installed | |")
            return wrong
        results = [
            found == expected
            for found, expected in by_libreoffice(alignments, folder, python)
        ]
        wrong += results.count(False)
        print(
            f"| DOCX tracked, LibreOffice | {len(results)} "
            f"| {results.count(False)} |"
        )
    return wrong


def libreoffice_python() -> str | None:
    """Return the Python that knows LibreOffice, if both are here."""
    python = shutil.which("python3", path="/usr/bin")
    if python is None or shutil.which("soffice") is None:
        return None
    knows = subprocess.run(
        [python, "-c", "import uno"], check=False, capture_output=True
    )
    return None if knows.returncode else python


def by_libreoffice(
    alignments: Sequence[Alignment], folder: Path, python: str
) -> Pairs:
    """Let LibreOffice accept, then reject all changes of each pair."""
    room = folder / "office"
    room.mkdir()
    for number, alignment in enumerate(alignments):
        plandiff.write_diff(alignment, room / f"{number}.docx", tracked=True)
    subprocess.run(
        [python, SETTLE, room, *sorted(room.glob("*.docx"))],
        check=True,
        capture_output=True,
        env={"PATH": os.environ["PATH"], "HOME": str(folder)},
    )
    for number, alignment in enumerate(alignments):
        for outcome, document in (
            ("accepted", alignment.target),
            ("rejected", alignment.reference),
        ):
            path = room / f"{number}.{outcome}.txt"
            yield from _lines(path.read_text("utf-8"), document)
