r"""Write a diff as a LaTeX document (XeLaTeX, ctex, booktabs).

A row of a ``longtable`` cannot run over two pages, so a long text is cut
into several rows, at the ends of sentences where it can be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from plandiff.analysis.diff.diff import Diff
from plandiff.analysis.diff.groups import Group
from plandiff.analysis.redlines.renderings import LATEX_MACROS, Segment, latex
from plandiff.markup import escape_latex
from plandiff.output.words import (
    GROUP_COLUMNS,
    Wording,
    group_notes,
    heading,
    mark_words,
    read_words,
    source_facts,
)

__all__ = ["write_latex"]

_PREAMBLE = (
    r"""\documentclass[UTF8,a4paper]{ctexart}
\usepackage[landscape,margin=2cm]{geometry}
\usepackage{booktabs,longtable,array}
"""
    + LATEX_MACROS
    + r"""\newcolumntype{L}[1]{>{\raggedright\arraybackslash}p{#1}}
% Rare characters and signs come from the first of these fonts that is
% installed and has them; what no font has is reported while compiling.
% Add a line for any other font of your own.
\newcommand{\planfonts}{}
\newcommand{\planfont}[1]{\IfFontExistsTF{#1}{%
  \edef\planfonts{\ifx\planfonts\empty\else\planfonts,\fi{#1}}}{}}
\planfont{Noto Serif CJK SC}
\planfont{Noto Sans CJK SC}
\planfont{BabelStone Han}
\planfont{DejaVu Sans}
\planfont{Noto Sans Symbols2}
\planfont{Noto Emoji}
\xeCJKDeclareCharClass{CJK}{"2190->"21FF,"2300->"243F,"25A0->"27BF,%
  "FFFC->"FFFD,"1F000->"1FAFF}
\ifx\planfonts\empty\else
  \xeCJKsetup{AutoFallBack}
  \edef\plannext{\noexpand\setCJKfallbackfamilyfont
    {\noexpand\CJKrmdefault}{\planfonts}}
  \plannext
\fi
\tracinglostchars=2
% Few rows at a time: struck and underlined text needs much memory.
\setcounter{LTchunksize}{4}
\begin{document}
"""
)

_ROW, _PIECE = 420, 180
"""Letters of a row, about half a page, and of its indivisible pieces."""

_NAMES = 12
"""Names of clauses in one row."""

_END = re.compile(r"(?<=[。；！？\n])")


def write_latex(diff: Diff, path: Path, lang: Wording) -> None:
    r"""Write a diff as a whole LaTeX document.

    One block of rows per group of clauses. To use the table elsewhere,
    copy the preamble's macros and the ``longtable``.
    """
    alignment, words = diff.alignment, read_words(lang)
    heads = " & ".join(words[name] for name in GROUP_COLUMNS)
    lines = [
        f"\\section*{{{escape_latex(heading(alignment))}}}",
        r"\begin{longtable}{L{2.4cm}L{2.9cm}L{2.9cm}L{14.9cm}}",
        r"\toprule",
        f"{heads} \\\\ \\midrule \\endhead",
        r"\bottomrule \endfoot",
    ]
    for group in diff.groups:
        columns = (
            [r"\par ".join(map(escape_latex, mark_words(group, lang)))],
            list(_names([clause.id for clause in group.references])),
            list(_names([clause.id for clause in group.targets])),
            list(_texts(group, lang)),
        )
        rows = [" & ".join(c) for c in zip_longest(*columns, fillvalue="")]
        lines += [f"{row} \\\\" for row in rows]
        lines[-1] += r" \addlinespace"
    lines += [r"\end{longtable}", rf"\subsection*{{{words['sources']}}}"]
    lines += [r"\begin{flushleft}\small"]
    for facts in source_facts(alignment):
        known = [_breakable(fact) for fact in facts if fact]
        lines.append(" · ".join(known) + r"\par")
    lines += [
        r"\medskip",
        rf"\footnotesize {_breakable(alignment.signature)}",
        r"\end{flushleft}",
        r"\end{document}",
        "",
    ]
    path.write_text(
        _PREAMBLE + "\n".join(lines), encoding="utf-8", newline="\n"
    )


def _texts(group: Group, lang: Wording) -> Iterator[str]:
    """Give the text of a group, row by row."""
    for row in _rows(group.segments()):
        yield latex(row)
    notes = group_notes(group, lang)
    if notes:
        small = r"\par ".join(map(_breakable, notes))
        yield rf"\footnotesize\color{{gray}}{small}"


def _rows(segments: Iterable[Segment]) -> Iterator[list[Segment]]:
    """Cut a redline where a row of the table may end."""
    row: list[Segment] = []
    size = 0
    for segment in _sentences(segments):
        if size + len(segment.text) > _ROW and row:
            opening = [row.pop()] if row[-1].kind == "part" else []
            if row:
                yield row
            row, size = opening, 0
        row.append(segment)
        size += len(segment.text)
    yield row


def _sentences(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Cut segments behind each sentence, and where they are too long."""
    for segment in segments:
        if segment.kind == "part":
            yield segment
        for text in _END.split(segment.text):
            for start in range(0, len(text), _PIECE):
                yield replace(segment, text=text[start : start + _PIECE])


def _names(ids: list[str]) -> Iterator[str]:
    """Give the names of clauses, row by row."""
    for start in range(0, len(ids), _NAMES):
        names = ids[start : start + _NAMES]
        yield r"\par ".join(map(_breakable, names))


def _breakable(text: str) -> str:
    """Escape a name or a signature; it may break after a mark or 16 signs."""
    pieces = re.findall(r"[^:|/.+]{1,16}[:|/.+]*|[:|/.+]+", text)
    return r"\allowbreak ".join(map(escape_latex, pieces))
