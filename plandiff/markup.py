"""Text made safe for where it is shown: HTML, LaTeX, Markdown, cells."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

__all__ = [
    "details",
    "escape",
    "escape_latex",
    "escape_markdown",
    "harmless",
    "table",
    "visible",
]

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "\n": r"\par ",
    "\t": r"\quad{}",
    "\u00a0": "~",
    "\u2002": r"\enspace{}",
    "\u2003": r"\quad{}",
    "\u200b": r"\allowbreak{}",
    "\u2028": " ",
    "\u2029": " ",
}
_UNPRINTED = re.compile(
    "[\u00ad\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
"""Marks without a shape of their own, which no font of LaTeX has."""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#+!|~&$-])")


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def escape(value: object) -> str:
    """Escape a value for HTML text and attributes.

    Examples
    --------
    >>> escape('<b>"规划"</b>')
    '&lt;b&gt;&quot;规划&quot;&lt;/b&gt;'
    """
    return html.escape(str(value), quote=True)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Build an HTML table from plain values.

    Examples
    --------
    >>> table(["a"], [[1]])
    '<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>'
    """
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join(
        "<tr>"
        + "".join(f"<td>{escape(value)}</td>" for value in row)
        + "</tr>"
        for row in rows
    )
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def details(summary: str, body: str, *, opened: bool = False) -> str:
    """Wrap ready-made HTML in a collapsible block.

    Parameters
    ----------
    summary : str
        Plain text of the line that opens the block; escaped here.
    body : str
        HTML, already escaped where needed.
    opened : bool, default False
        Whether the block starts open.

    Returns
    -------
    str
        A ``details`` element.
    """
    state = " open" if opened else ""
    return (
        f"<details{state}><summary>{escape(summary)}</summary>{body}</details>"
    )


def visible(text: str) -> str:
    r"""Replace control characters by their visible pictures.

    Line feeds and tabs stay. A lone surrogate and the two code points that
    XML forbids become the replacement character.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        As long as `text`; safe in XML, in HTML and in a terminal.

    Examples
    --------
    >>> visible("规划\x1b[31m")
    '规划␛[31m'
    """
    return _CONTROL.sub(_picture, text)


_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else "\ufffd"


def escape_markdown(text: str) -> str:
    r"""Escape what Markdown or HTML would read as markup.

    Examples
    --------
    >>> print(escape_markdown("*5* <b> | a"))
    \*5\* \<b\> \| a
    """
    return _MARKDOWN.sub(r"\\\1", visible(text)).replace("\n", "<br>")


def escape_latex(text: str) -> str:
    r"""Escape the characters that LaTeX would run.

    Marks of direction and other characters without a shape are left out,
    since fonts lack them.

    Examples
    --------
    >>> print(escape_latex("50% & 3_a"))
    50\% \& 3\_a
    """
    shapes = _UNPRINTED.sub("", visible(text))
    return "".join(_LATEX.get(mark, mark) for mark in shapes)


def harmless(text: str) -> str:
    """Return a cell's text so that no spreadsheet runs it.

    Examples
    --------
    >>> harmless("=1+1"), harmless("规划")
    ("'=1+1", '规划')
    """
    clean = visible(text)
    return f"'{clean}" if text.startswith(_FORMULA) else clean
