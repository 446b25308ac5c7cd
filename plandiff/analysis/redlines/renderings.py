r"""Write a redline as HTML, LaTeX, Markdown, plain text or for a terminal.

Deletions are struck through and insertions underlined or bracketed, so that
nothing depends on colour alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from plandiff.markup import (
    escape,
    escape_latex,
    escape_markdown,
    visible,
)

__all__ = [
    "LATEX_MACROS",
    "PART_STYLE",
    "Segment",
    "ansi",
    "html",
    "latex",
    "markdown",
    "plain",
]

_STYLES = {
    "delete": "color:#a4000f;background:#fdeaea;text-decoration:line-through",
    "insert": "color:#00513f;background:#e3f4ee;text-decoration:underline",
}
_MARKS = {
    "shared": "background:none;color:inherit;border-bottom:2px solid #9bb8d3",
    "quantity": "background:#fff1c9;color:inherit;font-weight:bold",
}
_MOVED = ";text-decoration-style:double"
_MINOR = ";background:none;text-decoration-style:dotted"
_PART = "border-left:3px solid #0072b2;margin-right:.3em"
PART_STYLE = (
    "<style>.plandiff-redline .part::before{content:attr(data-label);"
    "color:#0072b2;font-size:.8em;padding:0 .3em}</style>"
)
"""What shows the names of joined clauses where there is no style sheet."""

_ANSI = {
    "delete": "\x1b[9;31m",
    "insert": "\x1b[4;32m",
    "shared": "\x1b[34m",
    "quantity": "\x1b[1;33m",
}

LATEX_MACROS = r"""\usepackage{xcolor}
\usepackage{xeCJKfntef}
\xeCJKsetup{underline/skip=false,sout/skip=false}
\providecommand{\plandel}[1]{\textcolor[HTML]{A4000F}{\CJKsout{#1}}}
\providecommand{\planins}[1]{\textcolor[HTML]{00513F}{\CJKunderline{#1}}}
"""
"""What a LaTeX preamble needs for `latex` (XeLaTeX, class ctexart)."""

_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the order in which all that follows is shown."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a redline.

    Attributes
    ----------
    kind : str
        ``equal``, ``delete``, ``insert``, or ``part`` where a clause of a
        joined text begins; of sentences set beside each other also
        ``shared`` and ``quantity``.
    text : str
        As printed; empty for a part.
    move : int or None
        Number of the move that it is one end of.
    minor : bool
        Whether the change is one of print only (width, quotation marks).
    clause_id, side : str
        For a part, the clause that begins, and of which text
        (``reference`` or ``target``).
    """

    kind: str
    text: str
    move: int | None = None
    minor: bool = False
    clause_id: str = ""
    side: str = ""


def html(segments: Iterable[Segment]) -> str:
    """Write segments as one HTML ``span``; see `Redline.to_html`."""
    pieces = []
    for segment in segments:
        text = escape(segment.text).replace("\r", "&#13;")
        if _DIRECTION.search(text):
            text = f"<bdi>{text}</bdi>"  # turns nothing that follows it
        if segment.kind == "part":
            name = escape(segment.clause_id)
            sign = "−" if segment.side == "reference" else "＋"
            pieces.append(
                f'<span class="part" data-clause="{name}"'
                f' data-label="{sign} {name}" role="img"'
                f' aria-label="{name}" title="{name}"'
                f' style="{_PART}"></span>'
            )
        elif segment.kind == "equal":
            pieces.append(text)
        elif segment.kind in _MARKS:
            style = _MARKS[segment.kind]
            pieces.append(
                f'<mark class="{segment.kind}" style="{style}">{text}</mark>'
            )
        else:
            pieces.append(_html_change(segment, text))
    return (
        '<span class="plandiff-redline" style="white-space:pre-wrap">'
        f"{''.join(pieces)}</span>"
    )


def _html_change(segment: Segment, text: str) -> str:
    """Write one deletion or insertion, its text already escaped."""
    tag = "del" if segment.kind == "delete" else "ins"
    style = _STYLES[segment.kind]
    extra = ""
    if segment.move is not None:
        style += _MOVED
        to = "to" if segment.kind == "delete" else "from"
        extra = (
            f' class="moved" data-move="{segment.move}"'
            f' title="moved {to} {segment.move}"'
        )
    elif segment.minor:
        style += _MINOR
        extra = ' class="minor" title="a difference of print only"'
    return f'<{tag}{extra} style="{style}">{text}</{tag}>'


def ansi(segments: Iterable[Segment]) -> str:
    """Write segments with terminal codes: struck red, underlined green.

    Marks that would turn the order of what follows are replaced.
    """
    pieces = []
    for segment in segments:
        text = _DIRECTION.sub("\ufffd", visible(segment.text))
        if segment.kind == "part":
            text = f"\x1b[1m⟦{visible(segment.clause_id)}⟧\x1b[0m"
        elif segment.kind != "equal":
            text = f"{_ANSI[segment.kind]}{text}\x1b[0m"
        pieces.append(text)
    return "".join(pieces)


def plain(segments: Iterable[Segment]) -> str:
    """Write segments as ``[-deleted-]{+inserted+}``, moves with a number."""
    pieces = []
    for segment in segments:
        move = "" if segment.move is None else f"({segment.move})"
        pieces.append(
            {
                "delete": f"[-{segment.text}-]{move}",
                "insert": f"{{+{segment.text}+}}{move}",
                "equal": segment.text,
                "shared": segment.text,
                "quantity": f"*{segment.text}*",
                "part": f"⟦{segment.clause_id}⟧",
            }[segment.kind]
        )
    return "".join(pieces)


def markdown(segments: Iterable[Segment]) -> str:
    """Write segments as Markdown; HTML tags, since ** fails beside “”."""
    pieces = []
    for segment in segments:
        text = escape_markdown(segment.text)
        pieces.append(
            {
                "delete": f"<del>{text}</del>",
                "insert": f"<ins>{text}</ins>",
                "equal": text,
                "shared": f"<u>{text}</u>",
                "quantity": f"<b>{text}</b>",
                "part": f"<b>{escape_markdown(segment.clause_id)}</b> ",
            }[segment.kind]
        )
    return "".join(pieces)


def latex(segments: Iterable[Segment]) -> str:
    """Write segments with the macros of `LATEX_MACROS`."""
    macros = {
        "delete": r"\plandel",
        "insert": r"\planins",
        "shared": r"\CJKunderline",
        "quantity": r"\textbf",
    }
    pieces = []
    for segment in segments:
        if segment.kind == "part":
            name = escape_latex(segment.clause_id)
            pieces.append(rf"\textbf{{\small {name}}} ")
            continue
        lines = [escape_latex(line) for line in segment.text.split("\n")]
        if segment.kind != "equal":
            # A macro's argument must not hold the end of a paragraph.
            macro = macros[segment.kind]
            lines = [f"{macro}{{{line}}}" if line else "" for line in lines]
        pieces.append(r"\par ".join(lines))
    return "".join(pieces)
