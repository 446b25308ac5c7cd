"""What a document holds and what was set apart, for the tests of readers."""

from __future__ import annotations

from plandiff.document import Document

__all__ = ["cuts", "texts", "whole"]


def texts(document: Document) -> list[str]:
    """Return the texts of the clauses."""
    return [clause.text for clause in document]


def cuts(document: Document, begins: str) -> list[str]:
    """Return what was set apart, for a reason that begins like this."""
    return [
        document.source_text[span.start : span.end]
        for span in document.spans
        if span.kind in ("furniture", "artefact")
        and span.reason.startswith(begins)
    ]


def whole(document: Document) -> str:
    """Put the source together again from the stretches of the account."""
    return "".join(
        document.source_text[span.start : span.end] for span in document.spans
    )
