"""Write a diff for Word as the table of comparison (对照表).

It sets both plans side by side with the changed words marked.
"""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

from plandiff.analysis.diff.diff import Diff
from plandiff.analysis.diff.groups import Group
from plandiff.analysis.redlines.renderings import Segment
from plandiff.markup import escape, visible
from plandiff.matching.alignment import Alignment
from plandiff.output.words import (
    Wording,
    group_notes,
    heading,
    mark_words,
    read_words,
    source_facts,
)
from plandiff.output.writers.comparison import (
    ChapterRow,
    comparison_rows,
    numbered,
)

__all__ = [
    "empty_document",
    "plain_document",
    "save_document",
    "set_text",
    "write_comparison",
]

_RED, _GREEN, _GREY, _SHADE = "A4000F", "00513F", "595959", "EDEDED"
_SMALL = f'<w:color w:val="{_GREY}"/><w:sz w:val="16"/>'
_LOOKS = {
    "delete": f'<w:strike/><w:color w:val="{_RED}"/>',
    "insert": f'<w:b/><w:color w:val="{_GREEN}"/><w:u w:val="single"/>',
    "shared": '<w:u w:val="dotted"/>',
    "quantity": "<w:b/>",
}
"""Properties of a run, in the order that the format asks for."""

_WIDTHS = (Cm(3.1), Cm(9.7), Cm(9.7), Cm(2.8))
_UNBROKEN = 800
"""Letters of a row that is kept on one page."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_comparison(diff: Diff, path: Path, lang: Wording) -> None:
    """Write the table of comparison (对照表).

    One row per group of clauses, each clause with its number as printed,
    below rows with the headings of both plans. Words that went are struck
    through in the column of the reference, words that came are underlined
    in that of the target; which clause of a split or merge went where stands
    in the first. The last column is left for remarks. The signature stands
    below the sources and in the document's properties.
    """
    alignment = diff.alignment
    document = empty_document(alignment)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2.0)
    document.add_heading(visible(heading(alignment)), level=1)
    table = document.add_table(rows=1, cols=len(_WIDTHS))
    table.style = "Table Grid"
    table.autofit = False
    titles = (
        read_words(lang)["change"],
        visible(alignment.reference.title),
        visible(alignment.target.title),
        read_words(lang)["remarks"],
    )
    for cell, title in zip(table.rows[0].cells, titles, strict=True):
        cell.paragraphs[0].add_run(title).bold = True
    _set(table.rows[0], "w:tblHeader")  # on each page
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = width
    for cell, width in zip(table.rows[0].cells, _WIDTHS, strict=True):
        cell.width = width
    numbers = numbered(diff)
    for row in comparison_rows(diff):
        table._tbl.append(
            _chapter(row)
            if isinstance(row, ChapterRow)
            else _row(row, numbers, lang)
        )
    document.add_heading(read_words(lang)["sources"], level=2)
    for facts in source_facts(alignment):
        line = " · ".join(visible(fact) for fact in facts if fact)
        document.add_paragraph(line)
    note = document.add_paragraph().add_run(visible(alignment.signature))
    note.font.size = Pt(8)
    note.font.color.rgb = RGBColor.from_string(_GREY)
    save_document(document, path)


def empty_document(alignment: Alignment) -> Any:
    """Begin a document that shows an alignment."""
    return plain_document(heading(alignment), alignment.signature)


def plain_document(title: str, signature: str) -> Any:
    """Begin a document with a Chinese font and fixed properties."""
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.name = "Times New Roman"
    style.font.size = Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "SimSun")
    for level in range(1, 5):
        head = document.styles[f"Heading {level}"]
        head.element.rPr.rFonts.set(qn("w:eastAsia"), "SimHei")
        head.font.color.rgb = RGBColor(0, 0, 0)
    facts = document.core_properties
    facts.author = facts.last_modified_by = "plandiff"
    facts.title = visible(title)[:255]
    facts.comments = visible(signature)[:255]
    facts.created = facts.modified = datetime.datetime(2000, 1, 1)
    return document


def _chapter(row: ChapterRow) -> Any:
    """Make the row of headings that begin, kept with the row below."""
    keep = "<w:pPr><w:keepNext/></w:pPr>"
    cells = [
        [f"{keep}{_run(heading, '<w:b/>')}" for heading in headings] or [keep]
        for headings in ((), row.reference, row.target, ())
    ]
    return _cells(cells, f'<w:shd w:val="clear" w:fill="{_SHADE}"/>')


def _row(group: Group, numbers: Mapping[str, str], lang: Wording) -> Any:
    """Make one row of the table of comparison.

    Its XML is written as text and read once: a long table has tens of
    thousands of runs, and python-docx looks each of their properties up.
    """
    marks = "<w:br/>".join(map(_text, mark_words(group, lang)))
    lines = group_notes(group, lang)
    if group.confidence is not None:
        lines = [f"{group.confidence:.2f}", *lines]
    first = [f"<w:r>{marks}</w:r>", *(_run(line, _SMALL) for line in lines)]
    cells = [first]
    for side in ("reference", "target"):
        segments = group.side_segments(side)
        cells.append(
            _paragraphs(segments, numbers) if segments else [_run("—", "")]
        )
    size = sum(len(clause.text) for clause in group.clauses)
    return _cells([*cells, [""]], unbroken=size < _UNBROKEN)


def _cells(
    cells: Iterable[Iterable[str]], look: str = "", *, unbroken: bool = True
) -> Any:
    """Make a row of cells, each of paragraphs."""
    facts = "<w:trPr><w:cantSplit/></w:trPr>" if unbroken else ""
    columns = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width.twips}" w:type="dxa"/>{look}'
        "</w:tcPr>"
        + "".join(f"<w:p>{runs}</w:p>" for runs in paragraphs)
        + "</w:tc>"
        for width, paragraphs in zip(_WIDTHS, cells, strict=True)
    )
    return parse_xml(f"<w:tr {nsdecls('w')}>{facts}{columns}</w:tr>")


def _paragraphs(
    segments: Iterable[Segment], numbers: Mapping[str, str]
) -> list[str]:
    """Write the clauses' names and their text, changed words marked."""
    paragraphs = [""]
    for segment in segments:
        if segment.kind == "part":
            number = numbers.get(segment.clause_id, segment.clause_id)
            paragraphs[-1] += _run(number, _SMALL)
            paragraphs.append("")
            continue
        look = "" if segment.minor else _LOOKS.get(segment.kind, "")
        for place, line in enumerate(segment.text.split("\n")):
            if place:
                paragraphs.append("")
            if line:
                paragraphs[-1] += _run(line, look)
    return paragraphs


def _run(text: str, look: str) -> str:
    """Write a run with its properties."""
    facts = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f"<w:r>{facts}{_text(text)}</w:r>"


def _text(text: str) -> str:
    """Write text; tabs as text, spaces kept."""
    return f'<w:t xml:space="preserve">{escape(visible(text))}</w:t>'


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
