"""What pages show of clauses and of the groups that are read together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plandiff.analysis.diff.diff import Diff
from plandiff.analysis.diff.groups import Group
from plandiff.analysis.diff.order import chapter_of
from plandiff.analysis.redlines.renderings import html
from plandiff.document import Clause
from plandiff.markup import visible
from plandiff.matching.alignment import Alignment
from plandiff.output.pages.flow import flow_value
from plandiff.output.tables import value_word
from plandiff.output.words import Wording, change_word, group_notes, read_words
from plandiff.signature import fingerprint

__all__ = ["Views", "clause_views", "group_view", "pair_anchor", "tie_views"]

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
                "opening": opening + more,
                "text": clause.text,
                "digest": fingerprint(clause.text),
                "start": clause.start,
                "end": clause.end,
                "page": (
                    document.page_of(clause.start) if clause.pieces else None
                )
                or "",
                "gloss": citation.gloss if citation else "",
                "certainty": citation.certainty if citation else "",
                "addresses": citation.addresses if citation else (),
            }
    return views


def pair_anchor(
    alignment: Alignment, reference_id: str, target_id: str
) -> str:
    """Name the place of a link on a page that shows the alignment."""
    if alignment.reference.id == alignment.target.id:
        return f"reference-{reference_id}..target-{target_id}"
    return f"{reference_id}..{target_id}"


def tie_views(diff: Diff, views: Views, *, lang: Wording) -> None:
    """Tell each clause's view what became of it, and where it is linked."""
    words = read_words(lang)
    for view in views.values():
        view.update(changes=[], marks=[], partners=[])
        if lang != "both":
            sure = value_word("certainty", view["certainty"], lang)
            view["certainty"] = sure
    for group in diff.groups:
        for side, clauses, others in (
            ("reference", group.references, "target"),
            ("target", group.targets, "reference"),
        ):
            for clause in clauses:
                view = views[side, clause.id]
                for mark in group.marks:
                    if mark not in view["changes"]:
                        view["changes"].append(mark)
                        label = change_word(mark, words)
                        view["marks"].append({"name": mark, "label": label})
                for link in (*group.links, *group.elsewhere):
                    if getattr(link, f"{side}_id") != clause.id:
                        continue
                    partner = views[others, getattr(link, f"{others}_id")]
                    if partner not in view["partners"]:
                        view["partners"].append(partner)


def group_view(
    group: Group,
    views: Views,
    *,
    lang: Wording,
    evidence: Mapping[tuple[str, str], str] | None = None,
    themes: Mapping[tuple[str, str], Sequence[str]] | None = None,
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
    themes : mapping of (str, str) to sequence of str, optional
        Side and clause id to the themes that the clause carries.

    Returns
    -------
    dict
        Plain values for ``templates/clauses.html``. ``redline`` is ready
        HTML, or None where the words are not compared, and so are
        ``sentences``: pairs, for what was rewritten.
    """
    words = read_words(lang)
    sides = [("reference", c) for c in group.references]
    sides += [("target", c) for c in group.targets]
    chapters = {(side, c.id): chapter_of(c) for side, c in sides}
    near = "target" if group.references else "reference"
    links = [
        {
            "name": f"{link.reference_id} → {link.target_id}",
            "anchor": _anchor(views, link.reference_id, link.target_id),
            "confidence": link.confidence,
            "evidence": (evidence or {}).get(
                (link.reference_id, link.target_id), ""
            ),
        }
        for link in group.links
    ]
    return {
        "anchor": links[0]["anchor"]
        if links
        else f"alone-{_first(views, sides)}",
        "changes": list(group.marks),
        "marks": [
            {"name": mark, "label": change_word(mark, words)}
            for mark in group.marks
        ],
        "confidence": group.confidence,
        "sure": group.confidence if group.links else group.absence,
        "references": [views["reference", c.id] for c in group.references],
        "targets": [views["target", c.id] for c in group.targets],
        "candidates": [views[near, name] for name in group.candidates],
        "chapters": _distinct([chapter_of(clause) for _, clause in sides]),
        "themes": _distinct(
            [
                theme
                for side, clause in sides
                for theme in (themes or {}).get((side, clause.id), ())
            ]
        ),
        "flows": _distinct(
            [
                flow_value(
                    chapters["reference", link.reference_id],
                    chapters["target", link.target_id],
                )
                for link in group.links
            ]
        ),
        "pairs": [
            f"{link.reference_id} {link.target_id}" for link in group.links
        ]
        + [
            _pair(clause, side, name)
            for side, clause in sides
            for name in group.candidates
        ],
        "redline": (
            visible(html(group.segments())) if group.is_compared else None
        ),
        "sentences": [
            (visible(html(pair.reference)), visible(html(pair.target)))
            for pair in group.sentences
        ],
        "lines": group_notes(group, lang),
        "links": links,
    }


def _pair(clause: Clause, side: str, candidate: str) -> str:
    """Name a clause and its candidate, the reference first."""
    pair = (clause.id, candidate)
    return " ".join(pair if side == "reference" else pair[::-1])


def _anchor(views: Views, reference_id: str, target_id: str) -> str:
    """Name the place of a link on the page."""
    before = views["reference", reference_id]["anchor"]
    return f"{before}..{views['target', target_id]['anchor']}"


def _first(views: Views, sides: Sequence[tuple[str, Clause]]) -> str:
    side, clause = sides[0]
    return str(views[side, clause.id]["anchor"])


def _distinct(values: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, values)))
