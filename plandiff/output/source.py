r"""Write a diff as source text for papers: Markdown and LaTeX."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from plandiff.analysis.diff.groups import Group, diff_groups
from plandiff.analysis.redlines.renderings import (
    LATEX_MACROS,
    escape_latex,
    escape_markdown,
)
from plandiff.document import Clause
from plandiff.matching.align import Alignment
from plandiff.output.words import (
    CHANGE_WORDS,
    SOURCE_COLUMNS,
    heading,
    source_facts,
)

__all__ = ["write_latex", "write_markdown"]

_PREAMBLE = (
    r"""\documentclass[UTF8,a4paper]{ctexart}
\usepackage[landscape,margin=2cm]{geometry}
\usepackage{booktabs,longtable,array}
"""
    + LATEX_MACROS
    + r"""\newcolumntype{L}[1]{>{\raggedright\arraybackslash}p{#1}}
\begin{document}
"""
)


def write_markdown(alignment: Alignment, path: Path, order: str) -> None:
    """Write a diff as a Markdown table with ``<del>`` and ``<ins>``."""
    lines = [
        f"# {escape_markdown(heading(alignment))}",
        "",
        "| 变化 | 原条款 | 新条款 | 修订 |",
        "| --- | --- | --- | --- |",
    ]
    for group in diff_groups(alignment, order=order):
        change = group.redline()
        text = (
            "<br>".join(escape_markdown(c.text) for c in _both(group))
            if change is None
            else change.to_markdown()
        )
        names = [
            "<br>".join(escape_markdown(name) for name in column)
            for column in _names(group)
        ]
        lines.append(f"| {' | '.join([*names, text])} |")
    lines += ["", "## 来源 Sources", ""]
    lines.append(f"| {' | '.join(SOURCE_COLUMNS)} |")
    lines.append("| --- " * len(SOURCE_COLUMNS) + "|")
    for facts in source_facts(alignment):
        cells = " | ".join(escape_markdown(fact) for fact in facts)
        lines.append(f"| {cells} |")
    lines += ["", escape_markdown(alignment.signature), ""]
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")


def write_latex(alignment: Alignment, path: Path, order: str) -> None:
    r"""Write a diff as a whole LaTeX document (XeLaTeX, ctex, booktabs).

    To use the table elsewhere, copy the preamble's macros and the
    ``longtable``.
    """
    lines = [
        f"\\section*{{{escape_latex(heading(alignment))}}}",
        r"\begin{longtable}{L{2.4cm}L{2.6cm}L{2.6cm}L{15.5cm}}",
        r"\toprule",
        r"变化 & 原条款 & 新条款 & 修订 \\ \midrule \endhead",
        r"\bottomrule \endfoot",
    ]
    for group in diff_groups(alignment, order=order):
        change = group.redline()
        text = (
            r"\par ".join(escape_latex(c.text) for c in _both(group))
            if change is None
            else change.to_latex()
        )
        names = [
            r"\par ".join(escape_latex(name) for name in column)
            for column in _names(group)
        ]
        lines.append(f"{' & '.join([*names, text])} \\\\ \\addlinespace")
    lines += [r"\end{longtable}", r"\subsection*{来源 Sources}"]
    lines += [
        escape_latex(" · ".join(fact for fact in facts if fact)) + r"\par"
        for facts in source_facts(alignment)
    ]
    lines += [
        f"\\noindent{{\\small {escape_latex(alignment.signature)}}}",
        r"\end{document}",
        "",
    ]
    path.write_text(
        _PREAMBLE + "\n".join(lines), encoding="utf-8", newline="\n"
    )


def _both(group: Group) -> Iterator[Clause]:
    yield from group.references
    yield from group.targets


def _names(group: Group) -> tuple[list[str], list[str], list[str]]:
    """Name a group's change and its clauses, for the first three columns."""
    marks = [CHANGE_WORDS[group.change]]
    marks += [CHANGE_WORDS["moved"]] * group.moved
    marks += [CHANGE_WORDS["renumbered"]] * group.renumbered
    return (
        marks,
        [clause.id for clause in group.references],
        [clause.id for clause in group.targets],
    )
