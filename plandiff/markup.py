"""Small pieces of HTML that the Jupyter views share; all text is escaped."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

__all__ = ["details", "escape", "table"]


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
