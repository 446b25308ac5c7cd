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

from plandiff.analysis.diff.diff import Diff, diff_of
from plandiff.analysis.diff.groups import Group
from plandiff.analysis.diff.order import chapter_of
from plandiff.analysis.themes.codebook import Codebook
from plandiff.document import Document
from plandiff.frames import records
from plandiff.matching.alignment import Alignment
from plandiff.output.pages.blocks import (
    Views,
    clause_views,
    group_view,
    tie_views,
)
from plandiff.output.pages.flow import flow_of
from plandiff.output.pages.reading import plan_view
from plandiff.output.pages.spots import Spot
from plandiff.output.pages.templating import fill_template
from plandiff.output.plots.style import Language
from plandiff.output.tables import column_word, value_word
from plandiff.output.words import change_word, read_words

__all__ = ["Figure", "read_words", "render_page"]

_SHOWN = {
    "themes": (
        *("theme", "name_zh", "name_en", "reference_clauses"),
        *("target_clauses", "reference_share", "target_share", "shift"),
        *("low", "high", "p_adjusted", "presence"),
    ),
    "presence": (
        *("theme", "name_zh", "name_en", "presence"),
        *("reference_clauses", "target_clauses"),
        *("reference_share", "target_share"),
    ),
    "keyness": (
        *("term", "reference_count", "target_count", "keyness"),
        *("log_odds", "g2", "p_clauses_adjusted"),
    ),
    "indicators": (
        *("plan", "indicator", "indicator_en", "unit", "year", "target"),
        *("outcome", "verdict", "weak", "sources_agree", "caveats"),
    ),
}
"""Columns of each table that the page shows; the CSV beside it has all."""

_FILTERS = {"themes": "theme", "presence": "theme", "keyness": "query"}
"""What the first column of a table chooses clauses by."""

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
    alt : str
        What is to be seen, for those who cannot see it.
    spots : sequence of Spot
        Links that lie over the chart, to what its marks stand for.
    """

    key: str
    data: str
    caption: str
    table: pd.DataFrame | None = None
    alt: str = ""
    spots: Sequence[Spot] = ()


def render_page(
    alignment: Alignment,
    figures: Sequence[Figure],
    files: Sequence[str],
    *,
    lang: Language,
    codebook: Codebook | None = None,
    failed: Sequence[tuple[str, str]] = (),
    framed: bool = False,
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
    codebook : Codebook, optional
        Themes that clauses can be chosen by.
    failed : sequence of (str, str), optional
        Sections that could not be made, and why.
    framed : bool, default False
        Whether the page stands in a frame of a notebook: it then embeds no
        letters and its links lead inside the frame.

    Returns
    -------
    str
        The page. The same input gives the same text.
    """
    words = read_words(lang)
    documents = (alignment.reference, alignment.target)
    diff = diff_of(alignment)
    views = clause_views(alignment)
    tie_views(diff, views, lang=lang)
    themes = _themes(alignment, codebook)
    groups = _groups(diff, views, lang, themes)
    flow = flow_of(diff)
    context: dict[str, Any] = {
        "language": "zh-Hans" if lang == "zh" else "en",
        "lang": lang,
        "words": words,
        "reference": alignment.reference,
        "target": alignment.target,
        "reference_language": _language(alignment.reference),
        "target_language": _language(alignment.target),
        "digests": [document for document in documents if document.is_digest],
        "sections": [
            *("summary", "clauses", "links", "unmatched"),
            *(["flow"] if flow else []),
            *(figure.key for figure in figures),
            *("sources", "signature"),
        ],
        "cards": _cards(alignment, words),
        "summary": _summary(diff, words),
        "choices": _choices(alignment, diff, themes, codebook, lang),
        "plans": [
            plan_view(side, document, views)
            for side, document in _sides(alignment)
        ],
        "figures": [_figure(figure, lang) for figure in figures],
        "failed": [
            words["section_failed"].format(section=words[key], reason=reason)
            for key, reason in failed
        ],
        "flow": flow,
        "chapters": _chapters(groups),
        "unmatched": _unmatched(alignment, groups, words),
        "documents": [_document(document, words) for document in documents],
        "codebook": _codebook_name(codebook, lang),
        "signature": alignment.signature,
        "files": files,
    }
    return fill_template(
        "report.html",
        context,
        style=("page.css", "reader.css"),
        font=not framed,
        script="page.js",
        framed=framed,
    )


def _language(document: Document) -> str:
    """Return the language of a plan's text, for the page's ``lang``."""
    return document.metadata.language or "zh"


def _codebook_name(codebook: Codebook | None, lang: Language) -> str:
    """Name the codebook, and how many themes it has."""
    if codebook is None:
        return "–"
    title = codebook.title_zh if lang == "zh" else codebook.title_en
    return f"{codebook.name} {title} ({len(codebook)})".replace("  ", " ")


def _themes(
    alignment: Alignment, codebook: Codebook | None
) -> dict[tuple[str, str], list[str]]:
    """Say which themes each clause carries, by side and id."""
    if codebook is None:
        return {}
    return {
        (side, clause.id): list(codebook.carried(clause))
        for side, document in _sides(alignment)
        for clause in document
    }


def _groups(
    diff: Diff,
    views: Views,
    lang: Language,
    themes: Mapping[tuple[str, str], Sequence[str]],
) -> list[tuple[Group, dict[str, Any]]]:
    """Describe every group, each with what the page shows of it."""
    evidence = {
        (row["reference_id"], row["target_id"]): row["evidence"] or ""
        for row in records(diff.alignment.links)
    }
    return [
        (
            group,
            group_view(
                group, views, lang=lang, evidence=evidence, themes=themes
            ),
        )
        for group in diff.groups
    ]


def _choices(
    alignment: Alignment,
    diff: Diff,
    themes: Mapping[tuple[str, str], Sequence[str]],
    codebook: Codebook | None,
    lang: Language,
) -> dict[str, list[tuple[str, str]]]:
    """List what the page can be filtered by: value and label."""
    words = read_words(lang)
    found = {mark for group in diff.groups for mark in group.marks}
    marks = [*diff.names, "moved", "renumbered"]
    chapters = dict.fromkeys(
        chapter_of(clause)
        for _, document in _sides(alignment)
        for clause in document
    )
    carried = {theme for names in themes.values() for theme in names}
    return {
        "changes": [
            (mark, change_word(mark, words)) for mark in marks if mark in found
        ],
        "chapters": [(name, name) for name in chapters if name],
        "themes": [
            (theme.id, theme.name_zh if lang == "zh" else theme.name_en)
            for theme in codebook or ()
            if theme.id in carried
        ],
    }


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
            "part": row["side"],
            "change": row["change"],
            "label": change_word(row["change"], words),
            "count": str(row["clauses"]),
            "share": f"{row['share']:.0%}",
            "bounds": _bounds(row["low"], row["high"]),
        }
        for row in records(whole)
    ]


def _bounds(low: float | None, high: float | None) -> str:
    """Print the bounds of a count; a dash where there are none."""
    if low is None or high is None:
        return "–"
    return f"{low:.0f}–{high:.0f}"


def _figure(figure: Figure, lang: Language) -> dict[str, Any]:
    """Describe a chart; the first column of its table can filter clauses."""
    other = {"zh": "en", "en": "zh"}[lang]
    unsaid = {f"name_{other}", {"zh": "indicator_en"}.get(lang, "indicator")}
    names = [n for n in _SHOWN.get(figure.key, ()) if n not in unsaid]
    shown = pd.DataFrame()
    if figure.table is not None:
        shown = figure.table.reindex(columns=names)
    key = _FILTERS.get(figure.key, "")
    said = f"name_{lang}" if key == "theme" else ""
    return {
        "key": figure.key,
        "data": figure.data,
        "caption": figure.caption,
        "alt": figure.alt,
        "spots": figure.spots,
        "columns": [column_word(n, lang) for n in names if n != said],
        "rows": [
            [
                {
                    "text": _plain(
                        name, row[said if name == "theme" else name], lang
                    ),
                    "value": row[name],
                }
                for name in names
                if name != said
            ]
            for row in records(shown.head(_ROWS))
        ],
        "filter": key,
    }


def _chapters(
    groups: Sequence[tuple[Group, dict[str, Any]]],
) -> list[dict[str, Any]]:
    """List the linked clauses in the order of the later plan, by chapter."""
    linked = [(group, view) for group, view in groups if group.links]
    return [
        {"name": name or "–", "groups": [view for _, view in members]}
        for name, members in groupby(
            linked, key=lambda pair: " / ".join(pair[0].targets[0].path[:2])
        )
    ]


def _unmatched(
    alignment: Alignment,
    groups: Sequence[tuple[Group, dict[str, Any]]],
    words: Mapping[str, str],
) -> list[dict[str, Any]]:
    """List the clauses of either side that have no link."""
    meaning = "not_found" if alignment.is_digest else "no_partner"
    return [
        {
            "id": document.id,
            "language": _language(document),
            "meaning": words[meaning],
            "groups": [
                view
                for group, view in groups
                if not group.links and view[f"{side}s"]
            ],
        }
        for side, document in _sides(alignment)
    ]


def _document(document: Document, words: Mapping[str, str]) -> dict[str, Any]:
    """Describe a document: its facts, gaps and notices."""
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
    return {
        "id": document.id,
        "title": document.title,
        "language": _language(document),
        "facts": [(name, value) for name, value in facts if value],
        "gaps": document.gaps,
        "notices": document.notices,
    }


def _sides(alignment: Alignment) -> tuple[tuple[str, Document], ...]:
    return (("reference", alignment.reference), ("target", alignment.target))


def _plain(name: str, value: Any, lang: Language) -> object:
    """Print a value of a table; words of rules in the page's language."""
    if isinstance(value, (tuple, list)):
        return "; ".join(str(part) for part in value)
    if pd.isna(value):
        return ""
    if isinstance(value, (str, bool)):
        return value_word(name, str(value), lang)
    if isinstance(value, float):
        least = name.startswith("p_") and value < 0.001
        return "< 0.001" if least else f"{value:.3f}"
    return value
