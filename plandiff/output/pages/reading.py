"""What the page shows of a whole plan: headings and clauses in order."""

from __future__ import annotations

from typing import Any

from plandiff.document import Document
from plandiff.output.pages.blocks import Views

__all__ = ["plan_view"]


def plan_view(side: str, document: Document, views: Views) -> dict[str, Any]:
    """Describe a plan as one column of the reading page.

    Parameters
    ----------
    side : str
        ``reference`` or ``target``.
    document : Document
        The plan.
    views : Views
        What is shown of its clauses.

    Returns
    -------
    dict
        What a citation needs, and ``elements``: headings (level, text) and
        clauses, as they follow one another in the plan.
    """
    metadata = document.metadata
    placed: list[tuple[int, int, dict[str, Any]]] = [
        (
            heading.start,
            0,
            {
                "level": heading.level,
                "text": f"{heading.label} {heading.title}".strip(),
            },
        )
        for heading in document.headings
    ]
    reached = 0
    for clause in document:
        reached = max(reached, clause.start)
        placed.append((reached, 1, views[side, clause.id]))
    placed.sort(key=lambda item: item[:2])
    return {
        "side": side,
        "id": document.id,
        "title": document.title,
        "number": metadata.number or "",
        "issuers": metadata.issuers,
        "date": metadata.published or metadata.written or "",
        "address": document.source.address or "",
        "is_digest": document.is_digest,
        "language": metadata.language or "zh",
        "elements": [item for _, _, item in placed],
    }
