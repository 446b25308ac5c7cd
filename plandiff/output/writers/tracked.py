"""Write a diff for Word as tracked changes.

Both plans are one text: accepting all changes gives the target's clauses,
rejecting all of them the reference's.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from plandiff.analysis.diff.wholeredline import plan_segments
from plandiff.analysis.redlines.renderings import Segment
from plandiff.markup import visible
from plandiff.matching.alignment import Alignment
from plandiff.output.words import heading
from plandiff.output.writers.docx import (
    empty_document,
    save_document,
    set_text,
)

__all__ = ["write_tracked"]

_DATE = "2000-01-01T00:00:00Z"


def write_tracked(alignment: Alignment, path: Path) -> None:
    """Write both plans as one text with tracked changes.

    Parameters
    ----------
    alignment : Alignment
        Links between two plans, both of them official text.
    path : pathlib.Path
        Where to write.

    Raises
    ------
    AlignmentError
        If either side is a digest.

    Notes
    -----
    The text is that of the clauses, a paragraph each; headings and
    furniture of the plans are not part of it. A clause or a part that was
    moved is deleted and inserted by the author ``plandiff (moved)``. The
    signature stands in the footer.
    """
    segments = list(plan_segments(alignment))
    document = empty_document(alignment)
    section = document.sections[0]
    section.header.paragraphs[0].text = visible(heading(alignment))
    section.footer.paragraphs[0].text = visible(alignment.signature)
    changes = _Changes()
    paragraph = document.add_paragraph()
    for segment in segments:
        for place, line in enumerate(segment.text.split("\n")):
            if place:
                changes.mark(paragraph, segment)
                paragraph = document.add_paragraph()
            if line:
                changes.run(paragraph, segment, visible(line))
    save_document(document, path)


class _Changes:
    """Write tracked changes, each with its own number.

    LibreOffice joins an insertion at the end of a paragraph with one at the
    beginning of the next, though the break between them is not inserted.
    It does not join insertions of different dates, so the second of two
    such neighbours is dated; the date says nothing else.
    """

    def __init__(self) -> None:
        self.numbers = count(1)
        self.dated = False
        self.trail = ("", "")

    def run(self, paragraph: Any, segment: Segment, text: str) -> None:
        """Add a run, in ``w:ins`` or ``w:del`` where it is a change."""
        deleted = segment.kind == "delete"
        run = OxmlElement("w:r")
        set_text(run, "w:delText" if deleted else "w:t", text)
        if segment.kind == "equal":
            paragraph._p.append(run)
        else:
            change = self._change(segment)
            change.append(run)
            paragraph._p.append(change)
        self.trail = (self.trail[1], segment.kind)

    def mark(self, paragraph: Any, segment: Segment) -> None:
        """Say of a paragraph's end that it was inserted or deleted."""
        if segment.kind != "equal":
            facts = OxmlElement("w:rPr")
            facts.append(self._change(segment))
            paragraph._p.get_or_add_pPr().append(facts)
        self.trail = (self.trail[1], f"{segment.kind} break")

    def _change(self, segment: Segment) -> Any:
        """Make the element of a tracked change."""
        inserted = segment.kind == "insert"
        if inserted and self.trail == ("insert", "equal break"):
            self.dated = not self.dated
        change = OxmlElement("w:ins" if inserted else "w:del")
        change.set(qn("w:id"), str(next(self.numbers)))
        moved = " (moved)" if segment.move is not None else ""
        change.set(qn("w:author"), f"plandiff{moved}")
        if inserted and self.dated:
            change.set(qn("w:date"), _DATE)
        return change
