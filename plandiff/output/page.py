"""Fill the report's page: what the template shows, as plain values.

All text passes through the template's escaping; what the template marks as
``safe`` is ready HTML: redlines, tables of `plandiff.markup` and our own
style sheet.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from plandiff import markup
from plandiff.analysis.redlines.redline import redline
from plandiff.document import Document
from plandiff.matching.align import Alignment
from plandiff.output.plots.style import Language, wording
from plandiff.output.webfont import webfont

__all__ = ["Figure", "read_words", "render_page"]

Views = dict[tuple[str, str], dict[str, Any]]
"""Side and clause id to what the page shows of the clause."""

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
_TEMPLATES = Path(__file__).parent / "templates"
_OPENING = 56  # characters of a clause shown before it is opened


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


def read_words(lang: Language) -> dict[str, str]:
    """Read the wording of the report in one language.

    Examples
    --------
    >>> read_words("en")["summary"]
    'Summary'
    """
    table = tomllib.loads((_TEMPLATES / "words.toml").read_text("utf-8"))
    return {
        key: wording(lang, zh=entry["zh"], en=entry["en"])
        for key, entry in table.items()
    }


def render_page(
    alignment: Alignment,
    changes: pd.DataFrame,
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
    changes : pandas.DataFrame
        What `plandiff.diff_table` gives for the alignment.
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
    views = _views(alignment)
    context: dict[str, Any] = {
        "lang": lang,
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
        "summary": _summary(alignment, changes, words),
        "figures": [_figure(figure) for figure in figures],
        "link_groups": _link_groups(alignment, changes, views, words),
        "unmatched": _unmatched(alignment, views, words),
        "documents": [
            _document(side, document, views, words)
            for side, document in _sides(alignment)
        ],
        "signature": alignment.signature,
        "files": files,
        "style": "",
    }
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    template = environment.get_template("report.html")
    face = (
        "@font-face { font-family: PlandiffSubset; "
        f"src: url({webfont(template.render(context))}) format('woff'); }}\n"
    )
    style = (_TEMPLATES / "report.css").read_text("utf-8")
    return template.render({**context, "style": face + style})


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


def _summary(
    alignment: Alignment, changes: pd.DataFrame, words: Mapping[str, str]
) -> list[dict[str, str]]:
    """Count what happened to the clauses of either plan."""
    rows = []
    for side, document in _sides(alignment):
        status = (
            changes.dropna(subset=[f"{side}_id"])
            .drop_duplicates(f"{side}_id")["change"]
            .astype(str)
        )
        for change, count in status.value_counts().sort_index().items():
            rows.append(
                {
                    "side": document.id,
                    "change": str(change),
                    "label": _change_word(str(change), words),
                    "count": str(count),
                    "share": f"{count / len(document):.0%}",
                }
            )
    return rows


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


def _link_groups(
    alignment: Alignment,
    changes: pd.DataFrame,
    views: Views,
    words: Mapping[str, str],
) -> list[dict[str, Any]]:
    """List the links in the order of the later plan, chapter by chapter."""
    evidence = {
        (row.reference_id, row.target_id): row.evidence
        for row in alignment.links.itertuples(index=False)
    }
    position = {clause.id: i for i, clause in enumerate(alignment.target)}
    linked = changes.dropna(subset=["reference_id", "target_id"])
    rows: list[dict[str, Any]] = []
    for row in linked.itertuples(index=False):
        reference = alignment.reference[str(row.reference_id)]
        target = alignment.target[str(row.target_id)]
        marks = [
            words[name]
            for name in ("moved", "renumbered")
            if getattr(row, name) is True
        ]
        rows.append(
            {
                "order": position[target.id],
                "chapter": " / ".join(target.path[:2]) or "–",
                "reference": views["reference", reference.id],
                "target": views["target", target.id],
                "change": row.change,
                "label": _change_word(str(row.change), words),
                "marks": marks,
                "confidence": _number(row.confidence),
                "evidence": _text(evidence.get((reference.id, target.id))),
                "redline": (
                    None
                    if alignment.is_digest
                    else redline(reference.text, target.text).to_html()
                ),
            }
        )
    rows.sort(key=lambda row: (row["order"], -(row["confidence"] or 0)))
    return [
        {"chapter": chapter, "rows": list(group)}
        for chapter, group in groupby(rows, key=lambda row: row["chapter"])
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


def _views(alignment: Alignment) -> Views:
    """Describe every clause; where a plan meets itself, by its side too."""
    same = alignment.reference.id == alignment.target.id
    views: Views = {}
    for side, document in _sides(alignment):
        cited = {c.clause_id: c for c in document.citations}
        for clause in document:
            citation = cited.get(clause.id)
            opening = clause.text[:_OPENING].replace("\n", " ")
            more = "…" if len(clause.text) > _OPENING else ""
            views[side, clause.id] = {
                "id": clause.id,
                "anchor": f"{side}-{clause.id}" if same else clause.id,
                "title": clause.title,
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


def _change_word(change: str, words: Mapping[str, str]) -> str:
    return words["unmatched_status" if change == "unmatched" else change]


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def _plain(value: Any) -> object:
    if isinstance(value, (tuple, list)):
        return "; ".join(str(part) for part in value)
    if pd.isna(value):
        return ""
    return f"{value:.3f}" if isinstance(value, float) else value
