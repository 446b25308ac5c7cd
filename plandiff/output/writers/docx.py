"""Write a diff for Word as the table of comparison (对照表).

It sets both plans side by side with the changed words marked.
"""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_UNDERLINE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from plandiff.analysis.diff.diff import Diff
from plandiff.analysis.diff.groups import Group
from plandiff.analysis.redlines.renderings import Segment, visible
from plandiff.matching.alignment import Alignment
from plandiff.output.words import (
    Wording,
    group_notes,
    heading,
    mark_words,
    read_words,
    source_facts,
)

__all__ = [
    "empty_document",
    "save_document",
    "set_text",
    "write_comparison",
]

_RED, _GREEN, _GREY = (
    RGBColor(0xA4, 0x00, 0x0F),
    RGBColor(0x00, 0x51, 0x3F),
    RGBColor(0x59, 0x59, 0x59),
)
_WIDTHS = (Cm(3.9), Cm(10.7), Cm(10.7))
_UNBROKEN = 800
"""Letters of a row that is kept on one page."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_comparison(diff: Diff, path: Path, lang: Wording) -> None:
    """Write the table of comparison (对照表).

    One row per group of clauses. Words that went are struck through in the
    column of the reference, words that came are underlined in that of the
    target; which clause of a split or merge went where stands in the first.
    The signature stands below the sources and in the document's
    properties.
    """
    alignment = diff.alignment
    document = empty_document(alignment)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2.0)
    document.add_heading(visible(heading(alignment)), level=1)
    table = document.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    table.autofit = False
    titles = (
        read_words(lang)["change"],
        visible(alignment.reference.title),
        visible(alignment.target.title),
    )
    for cell, title in zip(table.rows[0].cells, titles, strict=True):
        cell.paragraphs[0].add_run(title).bold = True
    _set(table.rows[0], "w:tblHeader")  # on each page
    for group in diff.groups:
        row = table.add_row()
        _comparison_row(row.cells, group, lang)
        texts = [clause.text for clause in (*group.references, *group.targets)]
        if sum(map(len, texts)) < _UNBROKEN:
            _set(row, "w:cantSplit")
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, _WIDTHS, strict=True):
            cell.width = width
    document.add_heading(read_words(lang)["sources"], level=2)
    for facts in source_facts(alignment):
        line = " · ".join(visible(fact) for fact in facts if fact)
        document.add_paragraph(line)
    note = document.add_paragraph().add_run(visible(alignment.signature))
    note.font.size, note.font.color.rgb = Pt(8), _GREY
    save_document(document, path)


def empty_document(alignment: Alignment) -> Any:
    """Begin a document with a Chinese font and fixed properties."""
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name = "Times New Roman"
    style.font.size = Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "SimSun")
    for level in (1, 2):
        fonts = document.styles[f"Heading {level}"].element.rPr.rFonts
        fonts.set(qn("w:eastAsia"), "SimHei")
    facts = document.core_properties
    facts.author = facts.last_modified_by = "plandiff"
    facts.title = visible(heading(alignment))[:255]
    facts.comments = visible(alignment.signature)[:255]
    facts.created = facts.modified = datetime.datetime(2000, 1, 1)
    return document


def _comparison_row(cells: Any, group: Group, lang: Wording) -> None:
    """Fill one row of the table of comparison."""
    cells[0].paragraphs[0].add_run("\n".join(mark_words(group, lang)))
    lines = group_notes(group, lang)
    if group.confidence is not None:
        lines = [f"{group.confidence:.2f}", *lines]
    for line in lines:
        small = cells[0].add_paragraph().add_run(visible(line))
        small.font.size, small.font.color.rgb = Pt(8), _GREY
    for cell, side in zip(cells[1:], ("reference", "target"), strict=True):
        segments = group.side_segments(side)
        if segments:
            _fill(cell, segments)
        else:
            cell.paragraphs[0].add_run("—")


def _fill(cell: Any, segments: Iterable[Segment]) -> None:
    """Write the clauses' names and their text, changed words marked."""
    paragraph = cell.paragraphs[0]
    for segment in segments:
        if segment.kind == "part":
            name = paragraph.add_run(visible(segment.clause_id))
            name.font.size, name.font.color.rgb = Pt(8), _GREY
            paragraph = cell.add_paragraph()
            continue
        for place, line in enumerate(segment.text.split("\n")):
            if place:
                paragraph = cell.add_paragraph()
            if not line:
                continue
            run = paragraph.add_run()
            set_text(run._element, "w:t", visible(line))
            if segment.kind == "equal" or segment.minor:
                continue
            if segment.kind == "shared":
                run.font.underline = WD_UNDERLINE.DOTTED
                continue
            run.bold = segment.kind in ("insert", "quantity")
            if segment.kind == "quantity":
                continue
            run.font.strike = segment.kind == "delete"
            run.font.underline = segment.kind == "insert"
            run.font.color.rgb = _RED if segment.kind == "delete" else _GREEN


def _set(row: Any, fact: str) -> None:
    """State a fact of a row: ``w:tblHeader`` or ``w:cantSplit``."""
    row._tr.get_or_add_trPr().append(OxmlElement(fact))


def set_text(run: Any, tag: str, text: str) -> None:
    """Add text to a run; tabs as text, spaces kept."""
    element = OxmlElement(tag)
    element.text = text
    element.set(qn("xml:space"), "preserve")
    run.append(element)


def save_document(document: Any, path: Path) -> None:
    """Save a document without the time of writing in its archive."""
    document.save(str(path))
    with zipfile.ZipFile(path) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            facts = zipfile.ZipInfo(name, _EPOCH)
            facts.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(facts, data)
