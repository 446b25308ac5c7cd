"""Alignments with chosen links, so that no test depends on scores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plandiff.document import Clause, Document, Span
from plandiff.frames import frame
from plandiff.matching.align import LINK_SCHEMA, Alignment
from plandiff.signature import signature


def plan(
    name: str,
    clauses: Iterable[tuple[str, ...] | tuple[str, str, Sequence[str]]],
    *,
    fidelity: str = "full",
) -> Document:
    """A document of (place, text) or (place, text, path)."""
    return Document.from_clauses(name, clauses, fidelity=fidelity)


def labelled(
    name: str, clauses: Iterable[tuple[str, str, str, str]]
) -> Document:
    """A document of (place, label, title, text)."""
    sequence, spans, texts, offset = [], [], [], 0
    for place, label, title, text in clauses:
        end = offset + len(text)
        clause_id = f"{name}:{place}"
        sequence.append(
            Clause(
                clause_id, "article", label, title, (), text, ((offset, end),)
            )
        )
        spans.append(Span(offset, end, "clause", "", clause_id))
        texts.append(text)
        offset = end
    return Document(name, "".join(texts), tuple(sequence), tuple(spans))


def linked(
    reference: Document,
    target: Document,
    links: Iterable[tuple[str, str] | tuple[str, str, float]],
) -> Alignment:
    """An alignment with exactly these links, given by place."""
    rows = [
        (
            reference[before].id,
            target[after].id,
            0.5,
            *(confidence or [0.9]),
            *([None] * 5),
            "",
            "model",
        )
        for before, after, *confidence in links
    ]
    table = frame(rows, LINK_SCHEMA)
    return Alignment(
        reference,
        target,
        table,
        table,
        signature(reference=reference.id, target=target.id, links="chosen"),
    )
