"""What a document shows of itself: its tables and its card in Jupyter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plandiff import markup
from plandiff.frames import frame

if TYPE_CHECKING:
    import pandas as pd

    from plandiff.document.document import Document

__all__ = [
    "account_table",
    "card",
    "citation_table",
    "clause_table",
    "outline_table",
]

CLAUSE_SCHEMA = {
    "clause_id": "string",
    "kind": "string",
    "label": "string",
    "title": "string",
    "path": "string",
    "text": "string",
    "start": "Int64",
    "end": "Int64",
    "page": "Int64",
}
OUTLINE_SCHEMA = {
    "level": "Int64",
    "label": "string",
    "title": "string",
    "start": "Int64",
    "end": "Int64",
}
ACCOUNT_SCHEMA = {
    "start": "Int64",
    "end": "Int64",
    "kind": "string",
    "reason": "string",
    "owner": "string",
}
CITATION_SCHEMA = {
    "clause_id": "string",
    "gloss": "string",
    "certainty": "string",
    "address": "string",
}


def clause_table(document: Document) -> pd.DataFrame:
    """Return the table of clauses, one row per clause."""
    return frame(
        (
            (
                clause.id,
                clause.kind,
                clause.label,
                clause.title,
                " / ".join(clause.path),
                clause.text,
                clause.start,
                clause.end,
                document.page_of(clause.start) if clause.pieces else None,
            )
            for clause in document.sequence
        ),
        CLAUSE_SCHEMA,
    )


def outline_table(document: Document) -> pd.DataFrame:
    """Return the table of headings, one row per heading."""
    return frame(
        (
            (h.level, h.label, h.title, h.start, h.end)
            for h in document.headings
        ),
        OUTLINE_SCHEMA,
    )


def account_table(document: Document) -> pd.DataFrame:
    """Return the table of spans, one row per span."""
    return frame(
        (
            (span.start, span.end, span.kind, span.reason, span.owner)
            for span in document.spans
        ),
        ACCOUNT_SCHEMA,
    )


def citation_table(document: Document) -> pd.DataFrame:
    """Return the table of evidence, one row per item and address."""
    return frame(
        (
            (c.clause_id, c.gloss, c.certainty, address)
            for c in document.citations
            for address in c.addresses
        ),
        CITATION_SCHEMA,
    )


def card(document: Document) -> str:
    """Return HTML with facts, outline and notices."""
    facts = [
        ("id", document.id),
        ("fidelity", document.fidelity),
        ("clauses", len(document)),
        ("characters", len(document.source_text)),
        *(
            [("pages", len(document.page_starts))]
            if document.page_starts
            else []
        ),
        ("source", document.source.name),
        ("SHA-256", document.source.sha256[:12]),
    ]
    blocks = [
        f"<p><strong>{markup.escape(document.title)}</strong></p>",
        markup.table(["", ""], facts),
    ]
    if document.headings:
        rows = [(h.level, h.label, h.title) for h in document.headings]
        blocks.append(
            markup.details(
                f"Outline ({len(rows)})",
                markup.table(["level", "label", "title"], rows),
            )
        )
    for name, lines in (
        ("Notices", document.notices),
        ("Gaps", document.gaps),
    ):
        if lines:
            items = "".join(
                f"<li>{markup.escape(line)}</li>" for line in lines
            )
            blocks.append(
                markup.details(f"{name} ({len(lines)})", f"<ul>{items}</ul>")
            )
    return f"<div class='plandiff'>{''.join(blocks)}</div>"
