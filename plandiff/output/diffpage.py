"""Write a diff as one HTML page that needs nothing but itself."""

from __future__ import annotations

from plandiff import markup
from plandiff.analysis.diff.groups import Group, diff_groups
from plandiff.analysis.diff.table import diff_summary
from plandiff.analysis.redlines.renderings import visible
from plandiff.document import Clause
from plandiff.frames import records
from plandiff.matching.align import Alignment
from plandiff.output.words import (
    CHANGE_WORDS,
    SOURCE_COLUMNS,
    heading,
    source_facts,
)

__all__ = ["diff_page"]

_STYLE = """
body{font-family:"Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",
sans-serif;line-height:1.7;margin:2rem auto;max-width:72rem;padding:0 1rem;
color:#1a1a1a;background:#fff}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid #bbb;padding:.4rem .6rem;text-align:left;
vertical-align:top}
thead th{background:#f2f2f2}
.change{white-space:nowrap}
.id{color:#595959;font-size:.85em}
.clause{white-space:nowrap}
.clause+.clause{margin-top:.2rem}
.clause span{white-space:normal}
.part::before{content:attr(data-clause) " ";color:#0072b2;font-size:.85em;
padding-left:.3em}
section{margin-bottom:2rem}
.text{white-space:pre-wrap}
footer{color:#595959;font-size:.85em;margin-top:2rem;word-break:break-all}
"""


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
    title = markup.escape(visible(heading(alignment)))
    rows = "".join(_row(g) for g in diff_groups(alignment, order=order))
    body = (
        f"<h1>{title}</h1>"
        f"<section>{_counts(alignment)}</section>"
        "<table><thead><tr><th scope='col'>变化 change</th>"
        "<th scope='col'>条款 clauses</th>"
        "<th scope='col'>修订 redline</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
        f"<h2>来源 Sources</h2>{_sources(alignment)}"
        f"<footer>{markup.escape(visible(alignment.signature))}</footer>"
    )
    return (
        "<!DOCTYPE html>\n<html lang='zh'><head><meta charset='utf-8'>"
        "<meta name='viewport' content='width=device-width'>"
        f"<title>{title}</title><style>{_STYLE}</style></head>\n"
        f"<body>{body}</body></html>\n"
    )


def _row(group: Group) -> str:
    """Write the row of one group."""
    marks = [CHANGE_WORDS[group.change]]
    marks += [
        CHANGE_WORDS[name]
        for name, is_so in (
            ("moved", group.moved),
            ("renumbered", group.renumbered),
        )
        if is_so
    ]
    labels = "".join(f"{markup.escape(mark)}<br>" for mark in marks)
    sure = "" if group.confidence is None else f"{group.confidence:.2f}"
    ids = "".join(
        _label(clause, sign)
        for sign, clauses in (("−", group.references), ("＋", group.targets))
        for clause in clauses
    )
    return (
        f"<tr><td class='change'>{labels}<span class='id'>{sure}</span></td>"
        f"<td>{ids}</td><td class='text'>{_text(group)}</td></tr>"
    )


def _label(clause: Clause, sign: str) -> str:
    """Name a clause; its id is an anchor and a link to itself."""
    name = markup.escape(visible(clause.id))
    title = markup.escape(visible(clause.title or clause.label))
    return (
        f"<div class='clause' id='{name}'>{sign} "
        f"<a class='id' href='#{name}'>{name}</a> <span>{title}</span></div>"
    )


def _text(group: Group) -> str:
    """Write a group's redline, or both texts where a digest forbids one."""
    change = group.redline()
    if change is not None:
        notes = "".join(
            f"<p class='id'>{markup.escape(note)}</p>" for note in change.notes
        )
        return visible(change.to_html()) + notes
    return "".join(
        f"<p>{markup.escape(visible(clause.text))}</p>"
        for clause in (*group.references, *group.targets)
    )


def _counts(alignment: Alignment) -> str:
    """Write the counts of the whole plans."""
    summary = diff_summary(alignment)
    whole = summary[summary["chapter"].isna()]
    rows = [
        (
            row["side"],
            CHANGE_WORDS[row["change"]],
            row["clauses"],
            f"{row['share']:.1%}",
            row["moved"],
            row["renumbered"],
        )
        for row in records(whole)
    ]
    names = ["side", "change", "clauses", "share", "moved", "renumbered"]
    return markup.table(names, rows)


def _sources(alignment: Alignment) -> str:
    """Write what both documents are and where they came from."""
    return markup.table(
        SOURCE_COLUMNS,
        [
            [visible(fact) for fact in facts]
            for facts in source_facts(alignment)
        ],
    )
