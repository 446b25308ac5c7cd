"""Write a diff as one HTML page that needs nothing but itself."""

from __future__ import annotations

from plandiff import markup
from plandiff.analysis.diff.diff import Diff
from plandiff.frames import records
from plandiff.output.pages.blocks import clause_views, group_view
from plandiff.output.pages.templating import fill_template
from plandiff.output.tables import column_word, value_word
from plandiff.output.words import (
    SOURCE_COLUMNS,
    Wording,
    change_word,
    heading,
    read_words,
    source_facts,
)

__all__ = ["diff_page"]


def diff_page(diff: Diff, *, lang: Wording = "both") -> str:
    """Write a diff as a whole HTML page.

    Parameters
    ----------
    diff : Diff
        What happened between two plans.
    lang : {"both", "zh", "en"}, default "both"
        Language of labels.

    Returns
    -------
    str
        A page with counts, one row per group of clauses with its redline,
        the sources and the signature. No script, no outside resource; each
        clause is an anchor under its id.
    """
    alignment = diff.alignment
    views = clause_views(alignment)
    documents = (alignment.reference, alignment.target)
    return fill_template(
        "diff.html",
        {
            "language": "en" if lang == "en" else "zh",
            "words": read_words(lang),
            "heading": heading(alignment),
            "digests": [d for d in documents if d.is_digest],
            "counts": _counts(diff, lang),
            "groups": [
                group_view(group, views, lang=lang) for group in diff.groups
            ],
            "lang": lang,
            "text_language": alignment.target.metadata.language or "zh",
            "source_columns": _source_heads(lang),
            "sources": _sources(diff, lang),
            "signature": alignment.signature,
        },
        style="page.css",
    )


def _source_heads(lang: Wording) -> list[str]:
    """Name the columns of the table of sources."""
    if lang == "both":
        return list(SOURCE_COLUMNS)
    return [column_word(name, lang) for name in SOURCE_COLUMNS]


def _sources(diff: Diff, lang: Wording) -> list[tuple[str, ...]]:
    """Say what both documents are and where they came from."""
    rows = source_facts(diff.alignment)
    if lang == "both":
        return rows
    return [
        tuple(
            value_word(name, value, lang)
            for name, value in zip(SOURCE_COLUMNS, row, strict=True)
        )
        for row in rows
    ]


def _counts(diff: Diff, lang: Wording) -> str:
    """Write the counts of the whole plans."""
    words = read_words(lang)
    summary = diff.summary
    rows = [
        (
            words[row["side"]],
            change_word(row["change"], words),
            row["clauses"],
            f"{row['share']:.1%}",
            row["moved"],
            row["renumbered"],
        )
        for row in records(summary[summary["chapter"].isna()])
    ]
    names = ("side", "change", "count", "share", "moved", "renumbered")
    return markup.table([words[name] for name in names], rows)
