"""Write a diff as one HTML page that needs nothing but itself."""

from __future__ import annotations

from plandiff import markup
from plandiff.analysis.diff.groups import diff_groups
from plandiff.analysis.diff.table import diff_summary
from plandiff.analysis.redlines.renderings import visible
from plandiff.frames import records
from plandiff.matching.alignment import Alignment
from plandiff.output.pages.blocks import clause_views, group_view
from plandiff.output.pages.templating import fill_template
from plandiff.output.words import (
    SOURCE_COLUMNS,
    change_word,
    heading,
    read_words,
    source_facts,
)

__all__ = ["diff_page"]


def diff_page(alignment: Alignment, *, order: str = "target") -> str:
    """Write a diff as a whole HTML page.

    Parameters
    ----------
    alignment : Alignment
        Links between two plans.
    order : {"target", "reference"}, default "target"
        Whose order the rows follow.

    Returns
    -------
    str
        A page with counts, one row per group of clauses with its redline,
        the sources and the signature. No script, no outside resource; each
        clause is an anchor under its id.
    """
    views = clause_views(alignment)
    documents = (alignment.reference, alignment.target)
    return fill_template(
        "diff.html",
        {
            "language": "zh",
            "words": read_words("both"),
            "heading": heading(alignment),
            "digests": [d for d in documents if d.is_digest],
            "counts": _counts(alignment),
            "groups": [
                group_view(group, views, lang="both")
                for group in diff_groups(alignment, order=order)
            ],
            "sources": visible(
                markup.table(SOURCE_COLUMNS, source_facts(alignment))
            ),
            "signature": alignment.signature,
        },
        style="page.css",
    )


def _counts(alignment: Alignment) -> str:
    """Write the counts of the whole plans."""
    words = read_words("both")
    summary = diff_summary(alignment)
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
