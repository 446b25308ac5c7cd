"""A plan as frozen values: its source text, clauses, headings and account.

A `Document` holds the source text as received and a partition of it. Every
character belongs to exactly one `Span`, of kind clause, heading, furniture,
artefact or blank; joining the spans restores the source. A clause's text is
cut from the source by its `pieces`, so that an artefact (a page number in
the middle of a word) can be left out and every character of the text still
leads back to its place.

`parts` holds what a document is made of, `document` the whole, `checks` what
must fit together, `tables` its tables. Nothing here reads files: see
`plandiff.reading` for that.
"""

from plandiff.document.document import FIDELITIES, Document
from plandiff.document.parts import (
    SPAN_KINDS,
    Citation,
    Clause,
    Heading,
    Metadata,
    Source,
    Span,
)

__all__ = [
    "FIDELITIES",
    "SPAN_KINDS",
    "Citation",
    "Clause",
    "Document",
    "Heading",
    "Metadata",
    "Source",
    "Span",
]
