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
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from plandiff.analysis.diff.groups import Group, diff_groups
from plandiff.analysis.redlines.renderings import Segment, visible
from plandiff.matching.align import Alignment
from plandiff.output.words import CHANGE_WORDS, heading, source_facts

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
_WIDTHS = (Cm(2.9), Cm(11.2), Cm(11.2))
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_comparison(alignment: Alignment, path: Path, order: str) -> None:
    """Write the table of comparison (对照表).

    Parameters
    ----------
    alignment : Alignment
        Links between two plans.
    path : pathlib.Path
        Where to write.
    order : {"target", "reference"}
        Whose order the rows follow.

    Notes
    -----
    One row per group of clauses. Words that went are struck through in the
    column of the reference, words that came are underlined in that of the
    target. The signature stands below the sources and in the document's
    properties.
    """
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
        "变化",
        visible(alignment.reference.title),
        visible(alignment.target.title),
    )
    for cell, title in zip(table.rows[0].cells, titles, strict=True):
        cell.paragraphs[0].add_run(title).bold = True
    _repeat(table.rows[0])
    for group in diff_groups(alignment, order=order):
        _comparison_row(table.add_row().cells, group)
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, _WIDTHS, strict=True):
            cell.width = width
    document.add_heading("来源 Sources", level=2)
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


def _comparison_row(cells: Any, group: Group) -> None:
    """Fill one row of the table of comparison."""
    marks = [CHANGE_WORDS[group.change]]
    marks += [CHANGE_WORDS["moved"]] * group.moved
    marks += [CHANGE_WORDS["renumbered"]] * group.renumbered
    cells[0].paragraphs[0].add_run("\n".join(marks))
    if group.confidence is not None:
        sure = cells[0].add_paragraph().add_run(f"{group.confidence:.2f}")
        sure.font.size, sure.font.color.rgb = Pt(8), _GREY
    change = group.redline()
    sides = (
        (cells[1], group.references, "delete"),
        (cells[2], group.targets, "insert"),
    )
    for cell, clauses, kind in sides:
        if not clauses:
            cell.paragraphs[0].add_run("—")
            continue
        if change is None:
            text = "\n".join(clause.text for clause in clauses)
            segments = [Segment("equal", text)]
        else:
            ids = {clause.id for clause in clauses}
            segments = [
                segment
                for segment in change.segments()
                if segment.kind in ("equal", kind) or segment.clause_id in ids
            ]
        if segments[:1] == [] or segments[0].kind != "part":
            first = Segment("part", "", clause_id=clauses[0].id)
            segments = [first, *segments]
        _fill(cell, segments)


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
            run.bold = segment.kind == "insert"
            run.font.strike = segment.kind == "delete"
            run.font.underline = segment.kind == "insert"
            run.font.color.rgb = _RED if segment.kind == "delete" else _GREEN


def _repeat(row: Any) -> None:
    """Repeat a row as the header of each page."""
    facts = row._tr.get_or_add_trPr()
    facts.append(OxmlElement("w:tblHeader"))


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
