"""What an alignment shows of itself: its card in Jupyter."""

from __future__ import annotations

import pandas as pd

from plandiff import markup
from plandiff.document import Document
from plandiff.frames import records

__all__ = ["SHOWN", "card"]

SHOWN = 20
"""Links shown at most, so that a notebook stays small; the rest is counted."""


def card(
    title: str,
    documents: tuple[Document, Document],
    links: pd.DataFrame,
    signature: str,
) -> str:
    """Return HTML with the surest links and the clauses at their ends."""
    surest = links.sort_values(
        "confidence", ascending=False, kind="stable"
    ).head(SHOWN)
    rows = "".join(
        f"<tr><td>{_jump(row['reference_id'])}</td>"
        f"<td>{_jump(row['target_id'])}</td>"
        f"<td>{_hundredths(row['confidence'])}</td>"
        f"<td>{markup.escape(row['evidence'] or '')}</td></tr>"
        for row in records(surest)
    )
    every = len(links)
    count = f"{every}" if every <= SHOWN else f"the surest {SHOWN} of {every}"
    parts = [markup.details(f"Links ({count})", _rows(rows))]
    ends = {*surest["reference_id"], *surest["target_id"]}
    for document in dict.fromkeys(documents):
        parts.append(_clauses(document, ends))
    return (
        f"<div class='plandiff'><p>{markup.escape(title)}</p>"
        f"{''.join(parts)}"
        "<p>All links: <code>alignment.links</code>; what became of every "
        "clause: <code>plandiff.diff_table(alignment)</code>; both plans side "
        "by side, with filters: <code>plandiff.view(alignment)</code></p>"
        f"<p><small>{markup.escape(signature)}</small></p></div>"
    )


def _clauses(document: Document, ends: set[str]) -> str:
    """Show those clauses of a document that a shown link ends in."""
    shown = [clause for clause in document if clause.id in ends]
    rows = "".join(
        f"<tr id='plandiff-{markup.escape(clause.id)}'>"
        f"<th>{markup.escape(clause.id)}</th>"
        f"<td>{markup.escape(clause.text)}</td></tr>"
        for clause in shown
    )
    title = f"Their clauses in {document.id} ({len(shown)} of {len(document)})"
    return markup.details(title, _rows(rows))


def _jump(clause_id: str) -> str:
    """Link to a clause in the same view."""
    name = markup.escape(clause_id)
    return f"<a href='#plandiff-{name}'>{name}</a>"


def _hundredths(value: float | None) -> str:
    """Write a number in [0, 1]; nothing where it is not known."""
    return "" if value is None else f"{value:.2f}"


def _rows(rows: str) -> str:
    """Put ready rows into a table."""
    return f"<table><tbody>{rows}</tbody></table>"
