"""The letters of a Word paragraph, and which of them are no text, and why.

Struck and hidden words, note marks, powers, formulas and the signs of
symbol fonts are told apart run by run.
"""

from __future__ import annotations

import re
from typing import Any

from docx.oxml.ns import qn

from plandiff.reading.formats.raised import (
    NOTE_MARK,
    STRUCK,
    power,
    raised_kind,
)
from plandiff.reading.formats.word.styles import value_of
from plandiff.reading.formats.word.symbols import symbol

__all__ = ["HIDDEN", "Piece", "is_on", "joined", "pieces_of"]

_DROPPED = frozenset(
    qn(name) for name in ("w:del", "w:moveFrom", "w:rt", "w:txbxContent")
)
_WRITTEN = tuple(
    qn(name)
    for name in (
        *("w:t", "w:br", "w:cr", "w:tab", "w:noBreakHyphen", "w:sym"),
        "m:t",
    )
)
Piece = tuple[str, str]
"""Text, and why it is no text of the plan, or ``""``."""

HIDDEN = "hidden text: in the file but not shown"
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_PRIVATE = re.compile("[\uf000-\uf0ff]")
_SYMBOLS = ("symbol", "wingdings")


def pieces_of(paragraph: Any) -> list[Piece]:
    """Return the text of a paragraph and which of it is no text, and why.

    What is deleted, moved away, a reading aid or in a text box is left out.
    """
    found: list[Piece] = []
    before = ""
    nodes = list(paragraph.iter(*_WRITTEN))
    for place, node in enumerate(nodes):
        run, dropped = None, False
        for ancestor in node.iterancestors():
            if ancestor is paragraph:
                break
            if ancestor.tag in _DROPPED:
                dropped = True
                break
            if run is None and ancestor.tag == qn("w:r"):
                run = ancestor
        text = "" if dropped else _written(node)
        if not text:
            continue
        why = ""
        if node.tag == qn("m:t"):
            text = _in_formula(node, text, before)
        elif run is not None:
            following = nodes[place + 1] if place + 1 < len(nodes) else None
            after = "" if following is None else following.text or ""
            text, why = _as_set(run, text, before, after)
        found.append((text, why))
        before = before if why else (before + text)[-8:]
    return found


def _as_set(run: Any, text: str, before: str, after: str) -> Piece:
    """Return the text of a run as it is set, and why it is no text."""
    if is_on(run, "w:vanish"):
        return text, HIDDEN
    if is_on(run, "w:strike") or is_on(run, "w:dstrike"):
        return text, STRUCK
    raised = value_of(run.find(qn("w:rPr")), "w:vertAlign", "")
    kind = raised_kind(before, text, after) if raised == "superscript" else ""
    if kind == "power":
        return power(text), ""
    return text, NOTE_MARK if kind == "note" else ""


def _in_formula(node: Any, text: str, before: str) -> str:
    """Return the text of a formula, its bar as a slash, powers raised."""
    above = [ancestor.tag for ancestor in node.iterancestors()][:6]
    if qn("m:sup") in above:
        return power(text)
    part = next((t for t in above if t in (qn("m:num"), qn("m:den"))), None)
    if part == qn("m:den") and before[-1:] not in ("/", ""):
        first = next(
            ancestor
            for ancestor in node.iterancestors()
            if ancestor.tag == qn("m:den")
        )
        if next(first.iter(qn("m:t")), None) is node:
            return f"/{text}"
    root = next((a for a in node.iterancestors(qn("m:rad"))), None)
    if root is not None:
        base = root.find(qn("m:e"))
        if base is not None and next(base.iter(qn("m:t")), None) is node:
            return f"√{text}"
    if part == qn("m:num") and before[-1:].isdigit():
        first = next(
            ancestor
            for ancestor in node.iterancestors()
            if ancestor.tag == qn("m:num")
        )
        if next(first.iter(qn("m:t")), None) is node:
            return f" {text}"
    return text


def joined(pieces: list[Piece]) -> str:
    """Return the letters of pieces in a row."""
    return "".join(text for text, _ in pieces)


def _written(node: Any) -> str:
    """Return what an element of a run prints."""
    if node.tag in (qn("w:t"), qn("m:t")):
        text = (node.text or "").replace("\r", "\n")
        return _CONTROL.sub("", _from_private(node, text))
    if node.tag == qn("w:tab"):
        return "\t" if node.getparent().tag == qn("w:r") else ""
    if node.tag == qn("w:noBreakHyphen"):
        return "-"
    if node.tag == qn("w:sym"):
        return symbol(node.get(qn("w:font"), ""), node.get(qn("w:char"), ""))
    return "\n"  # a new line, column or page


def _from_private(node: Any, text: str) -> str:
    """Return text whose places of a symbol font are the signs they print."""
    if not _PRIVATE.search(text):
        return text
    fonts = node.getparent().find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
    names = [] if fonts is None else [str(v) for v in fonts.attrib.values()]
    font = next((n for n in names if n.lower().startswith(_SYMBOLS)), "")
    if not font:
        return text
    return _PRIVATE.sub(lambda m: symbol(font, f"{ord(m[0]):X}"), text)


def is_on(run: Any, tag: str) -> bool:
    """Whether a run has a property and does not turn it off."""
    found = run.find(f"{qn('w:rPr')}/{qn(tag)}")
    return found is not None and found.get(qn("w:val")) not in (
        *("0", "false", "off"),
    )
