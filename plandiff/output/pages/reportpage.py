"""Fill the report's page: what the template shows, as plain values.

All text passes through the template's escaping; what the template marks as
``safe`` is ready HTML: redlines and tables of `plandiff.markup`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd

from plandiff import markup
from plandiff.analysis.diff.diff import Diff, diff_of
from plandiff.document import Document
from plandiff.frames import records
from plandiff.matching.alignment import Alignment
from plandiff.output.pages.blocks import Views, clause_views, group_view
from plandiff.output.pages.templating import fill_template
from plandiff.output.plots.style import Language
from plandiff.output.words import change_word, read_words

__all__ = ["Figure", "read_words", "render_page"]

_SHOWN = {
    "themes": (
        *("theme", "name_zh", "name_en", "reference_clauses"),
        *("target_clauses", "reference_share", "target_share", "shift"),
        *("low", "high", "p_adjusted", "presence"),
    ),
    "keyness": (
        *("term", "reference_count", "target_count", "keyness"),
        *("log_odds", "g2", "p_adjusted"),
    ),
    "indicators": (
        *("plan", "indicator", "indicator_en", "unit", "year", "target"),
        *("outcome", "verdict", "weak", "sources_agree", "caveats"),
    ),
}
"""Columns of each table that the page shows; the CSV beside it has all."""

_ROWS = 60


@dataclass(frozen=True)
class Figure:
    """A chart of the page, the words under it and the table behind it.

    Attributes
    ----------
    key : str
        Name of the section and of the files.
    data : str
        The chart as a ``data:`` address.
    caption : str
        Plain text.
    table : pandas.DataFrame or None
        What the chart draws; shown below it, closed.
    """

    key: str
    data: str
    caption: str
    table: pd.DataFrame | None = None


def render_page(
    alignment: Alignment,
    figures: Sequence[Figure],
    files: Sequence[str],
    *,
    lang: Language,
) -> str:
    """Return the report as one HTML page that needs no other file.

    Parameters
    ----------
    alignment : Alignment
        The linked plans.
    figures : sequence of Figure
        Charts, in the order of the page.
    files : sequence of str
        Names of the files beside the page.
    lang : {"zh", "en"}
        Language of headings and labels.

    Returns
    -------
    str
        The page. The same input gives the same text.
    """
    words = read_words(lang)
    documents = (alignment.reference, alignment.target)
    diff = diff_of(alignment)
    views = clause_views(alignment)
    context: dict[str, Any] = {
        "language": "zh-Hans" if lang == "zh" else "en",
        "words": words,
        "reference": alignment.reference,
        "target": alignment.target,
        "digests": [document for document in documents if document.is_digest],
        "sections": [
            "summary",
            *(figure.key for figure in figures),
            "links",
            "unmatched",
            "clauses",
            "sources",
            "signature",
        ],
        "cards": _cards(alignment, words),
        "summary": _summary(diff, words),
        "figures": [_figure(figure) for figure in figures],
        "chapters": _chapters(diff, views, lang),
        "unmatched": _unmatched(alignment, views, words),
        "documents": [
            _document(side, document, views, words)
            for side, document in _sides(alignment)
        ],
        "signature": alignment.signature,
        "files": files,
    }
    return fill_template("report.html", context, style="page.css", font=True)


def _cards(
    alignment: Alignment, words: Mapping[str, str]
) -> list[dict[str, str]]:
    """Count the clauses of both plans and the links between them."""
    cards = []
    for side, document in _sides(alignment):
        linked = len(document) - len(alignment.unmatched(side))
        cards.append(
            {
                "value": f"{linked} / {len(document)}",
                "label": words["linked_of"].format(plan=document.id),
            }
        )
    confidence = alignment.links["confidence"].astype(float)
    cards.append({"value": str(len(confidence)), "label": words["links"]})
    if len(confidence):
        cards.append(
            {
                "value": f"{confidence.median():.2f}",
                "label": words["median_confidence"],
            }
        )
    return cards


def _summary(diff: Diff, words: Mapping[str, str]) -> list[dict[str, str]]:
    """Count what happened to the clauses of either plan."""
    plans = {side: plan.id for side, plan in _sides(diff.alignment)}
    whole = diff.summary[diff.summary["chapter"].isna()]
    return [
        {
            "side": plans[row["side"]],
            "change": row["change"],
            "label": change_word(row["change"], words),
            "count": str(row["clauses"]),
            "share": f"{row['share']:.0%}",
        }
        for row in records(whole)
    ]


def _figure(figure: Figure) -> dict[str, Any]:
    table = ""
    if figure.table is not None:
        shown = figure.table.reindex(columns=list(_SHOWN[figure.key]))
        table = markup.table(
            list(shown.columns),
            (
                tuple(_plain(value) for value in row)
                for row in shown.head(_ROWS).itertuples(index=False)
            ),
        )
    return {
        "key": figure.key,
        "data": figure.data,
        "caption": figure.caption,
        "table": table,
    }


def _chapters(
    diff: Diff, views: Views, lang: Language
) -> list[dict[str, Any]]:
    """List the linked clauses in the order of the later plan, by chapter."""
    evidence = {
        (row["reference_id"], row["target_id"]): row["evidence"] or ""
        for row in records(diff.alignment.links)
    }
    groups = [group for group in diff.groups if group.links]
    return [
        {
            "name": name or "–",
            "groups": [
                group_view(group, views, lang=lang, evidence=evidence)
                for group in members
            ],
        }
        for name, members in groupby(
            groups, key=lambda group: " / ".join(group.targets[0].path[:2])
        )
    ]


def _unmatched(
    alignment: Alignment,
    views: Views,
    words: Mapping[str, str],
) -> list[dict[str, Any]]:
    """List the clauses of either side that have no link."""
    meaning = "not_found" if alignment.is_digest else "no_partner"
    return [
        {
            "id": document.id,
            "meaning": words[meaning],
            "rows": [views[side, c.id] for c in alignment.unmatched(side)],
        }
        for side, document in _sides(alignment)
    ]


def _document(
    side: str,
    document: Document,
    views: Views,
    words: Mapping[str, str],
) -> dict[str, Any]:
    """Describe a document: its facts, gaps, notices and all its clauses."""
    metadata, source = document.metadata, document.source
    period = metadata.period
    facts = [
        (words["fidelity"], words[document.fidelity]),
        (words["issuers"], "、".join(metadata.issuers)),
        (words["number"], metadata.number),
        (words["date"], metadata.published or metadata.written),
        (words["period"], f"{period[0]}–{period[1]}" if period else None),
        (words["file"], source.name),
        ("SHA-256", source.sha256),
        (words["address"], source.address),
    ]
    heading = words["clauses_of"].format(
        plan=f"{document.id} {document.title}", count=len(document)
    )
    return {
        "id": document.id,
        "title": document.title,
        "heading": heading,
        "facts": [(name, value) for name, value in facts if value],
        "gaps": document.gaps,
        "notices": document.notices,
        "clauses": [views[side, clause.id] for clause in document],
    }


def _sides(alignment: Alignment) -> tuple[tuple[str, Document], ...]:
    return (("reference", alignment.reference), ("target", alignment.target))


def _plain(value: Any) -> object:
    if isinstance(value, (tuple, list)):
        return "; ".join(str(part) for part in value)
    if pd.isna(value):
        return ""
    return f"{value:.3f}" if isinstance(value, float) else value
