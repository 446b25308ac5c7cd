"""What pages show of clauses and of the groups that are read together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plandiff.analysis.diff.groups import Group
from plandiff.analysis.redlines.renderings import html, visible
from plandiff.matching.alignment import Alignment
from plandiff.output.words import Wording, change_word, group_notes, read_words

__all__ = ["Views", "clause_views", "group_view"]

Views = dict[tuple[str, str], dict[str, Any]]
"""Side and clause id to what a page shows of the clause."""

_OPENING = 56  # characters of a clause shown before it is opened


def clause_views(alignment: Alignment) -> Views:
    """Describe every clause; where a plan meets itself, by its side too."""
    same = alignment.reference.id == alignment.target.id
    views: Views = {}
    for side in ("reference", "target"):
        document = getattr(alignment, side)
        cited = {c.clause_id: c for c in document.citations}
        for clause in document:
            citation = cited.get(clause.id)
            opening = clause.text[:_OPENING].replace("\n", " ")
            more = "…" if len(clause.text) > _OPENING else ""
            views[side, clause.id] = {
                "id": clause.id,
                "anchor": f"{side}-{clause.id}" if same else clause.id,
                "title": clause.title,
                "label": clause.label,
                "path": " / ".join(clause.path),
                "opening": opening + more,
                "text": clause.text,
                "start": clause.start,
                "end": clause.end,
                "gloss": citation.gloss if citation else "",
                "certainty": citation.certainty if citation else "",
                "addresses": citation.addresses if citation else (),
            }
    return views


def group_view(
    group: Group,
    views: Views,
    *,
    lang: Wording,
    evidence: Mapping[tuple[str, str], str] | None = None,
) -> dict[str, Any]:
    """Describe a group: its marks, clauses, redline and links.

    Parameters
    ----------
    group : Group
        Clauses that are read together.
    views : Views
        As `clause_views` gives them.
    lang : {"zh", "en", "both"}
        Language of the labels.
    evidence : mapping of (str, str) to str, optional
        What two linked clauses have in common, by their ids.

    Returns
    -------
    dict
        Plain values for ``templates/clauses.html``. ``redline`` is ready
        HTML, or None where a digest forbids comparing the words, and so
        are ``sentences``: pairs, for what was rewritten.
    """
    words = read_words(lang)
    return {
        "marks": [
            {"name": mark, "label": change_word(mark, words)}
            for mark in group.marks
        ],
        "confidence": group.confidence,
        "references": [views["reference", c.id] for c in group.references],
        "targets": [views["target", c.id] for c in group.targets],
        "redline": (
            visible(html(group.segments())) if group.is_compared else None
        ),
        "sentences": [
            (visible(html(pair.reference)), visible(html(pair.target)))
            for pair in group.sentences
        ],
        "lines": group_notes(group, lang),
        "links": [
            {
                "name": f"{link.reference_id} → {link.target_id}",
                "confidence": link.confidence,
                "evidence": (evidence or {}).get(
                    (link.reference_id, link.target_id), ""
                ),
            }
            for link in group.links
        ],
    }
