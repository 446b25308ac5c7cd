"""Write a diff for Word as tracked changes.

Both plans are one text: accepting all changes gives the target's headings
and clauses, rejecting all of them the reference's.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from plandiff.analysis.diff.wholeredline import PlanSegment, plan_segments
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
_ENDS = ("Start", "End")
_DEEPEST = 4
"""Level of the smallest heading that has a style of its own."""


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
    Headings and clauses, with their printed numbers, are a paragraph each;
    furniture of the plans is not part of the text. A clause or a part that
    was moved is a move; what was reworded on the way is deleted where it
    stood and inserted where it stands. A clause that moved and was
    rewritten is deleted and inserted by the author ``plandiff (moved)``.
    The signature stands in the footer.
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
                if segment.level:
                    name = f"Heading {min(segment.level, _DEEPEST)}"
                    paragraph.style = document.styles[name]
    changes.close()
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
        self.ends: dict[tuple[str, int], list[Any]] = {}

    def run(self, paragraph: Any, segment: PlanSegment, text: str) -> None:
        """Add a run; where it is a change, inside its element."""
        run = OxmlElement("w:r")
        deleted = segment.kind == "delete" and not segment.move
        set_text(run, "w:delText" if deleted else "w:t", text)
        if segment.kind == "equal":
            paragraph._p.append(run)
        else:
            change = self._change(segment)
            change.append(run)
            paragraph._p.append(change)
            self._keep(segment, change)
        self.trail = (self.trail[1], segment.kind)

    def mark(self, paragraph: Any, segment: PlanSegment) -> None:
        """Say of a paragraph's end that it was inserted, moved, deleted."""
        if segment.kind != "equal":
            facts = OxmlElement("w:rPr")
            facts.append(self._change(segment))
            paragraph._p.get_or_add_pPr().append(facts)
            self._keep(segment, paragraph._p)
        self.trail = (self.trail[1], f"{segment.kind} break")

    def close(self) -> None:
        """Set the ends of every move around what it moved."""
        for (tag, number), parts in self.ends.items():
            first, last = parts[0], parts[-1]
            start, end = (OxmlElement(f"{tag}Range{e}") for e in _ENDS)
            own = str(next(self.numbers))
            for element in (start, end):
                element.set(qn("w:id"), own)
            start.set(qn("w:author"), "plandiff")
            start.set(qn("w:name"), f"move{number}")
            if first.tag == qn("w:p"):
                _begin(first, start)
            else:
                first.addprevious(start)
            if last.tag == qn("w:p"):
                _begin(last.getnext(), end)
            else:
                last.addnext(end)

    def _keep(self, segment: PlanSegment, element: Any) -> None:
        """Remember what belongs to a move."""
        if segment.move:
            key = (_tag(segment), segment.move)
            self.ends.setdefault(key, []).append(element)

    def _change(self, segment: PlanSegment) -> Any:
        """Make the element of a tracked change."""
        inserted = segment.kind == "insert"
        if inserted and self.trail == ("insert", "equal break"):
            self.dated = not self.dated
        change = OxmlElement(_tag(segment))
        change.set(qn("w:id"), str(next(self.numbers)))
        rewritten = " (moved)" if segment.move == 0 else ""
        change.set(qn("w:author"), f"plandiff{rewritten}")
        if inserted and self.dated:
            change.set(qn("w:date"), _DATE)
        return change


def _tag(segment: PlanSegment) -> str:
    """Name the element of a change."""
    if segment.kind == "insert":
        return "w:moveTo" if segment.move else "w:ins"
    return "w:moveFrom" if segment.move else "w:del"


def _begin(paragraph: Any, element: Any) -> None:
    """Set an element at the beginning of a paragraph."""
    facts = paragraph.find(qn("w:pPr"))
    if facts is None:
        paragraph.insert(0, element)
    else:
        facts.addnext(element)
