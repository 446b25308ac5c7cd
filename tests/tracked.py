"""Accept or reject tracked changes by the rules of WordprocessingML."""

from __future__ import annotations

from pathlib import Path

import docx
from docx.oxml.ns import qn


def settled(path: Path, *, accept: bool) -> str:
    """The text after accepting or rejecting every tracked change.

    A run inside a refused element goes. A paragraph whose mark is inside
    one is joined with the next.
    """
    names = ("w:del", "w:moveFrom") if accept else ("w:ins", "w:moveTo")
    gone = [qn(name) for name in names]
    text = []
    for paragraph in docx.Document(str(path)).element.body.iter(qn("w:p")):
        for run in paragraph.iter(qn("w:r")):
            if run.getparent().tag in gone:
                continue
            text += [
                part.text or ""
                for part in run
                if part.tag in (qn("w:t"), qn("w:delText"))
            ]
        facts = f"{qn('w:pPr')}/{qn('w:rPr')}"
        if all(paragraph.find(f"{facts}/{tag}") is None for tag in gone):
            text.append("\n")
    return "".join(text)
