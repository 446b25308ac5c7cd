"""Accept or reject tracked changes by the rules of WordprocessingML."""

from __future__ import annotations

from pathlib import Path

import docx
from docx.oxml.ns import qn


def settled(path: Path, *, accept: bool) -> str:
    """The text after accepting or rejecting every tracked change.

    A run inside the refused element goes. A paragraph whose mark is inside
    it is joined with the next.
    """
    gone = qn("w:del" if accept else "w:ins")
    text = []
    for paragraph in docx.Document(str(path)).element.body.iter(qn("w:p")):
        for run in paragraph.iter(qn("w:r")):
            if run.getparent().tag == gone:
                continue
            text += [
                part.text or ""
                for part in run
                if part.tag in (qn("w:t"), qn("w:delText"))
            ]
        mark = paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{gone}")
        if mark is None:
            text.append("\n")
    return "".join(text)
