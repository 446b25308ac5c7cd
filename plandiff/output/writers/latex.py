r"""Write a diff as a LaTeX document (XeLaTeX, ctex, booktabs).

Both plans stand side by side, as in the table of comparison for Word. A row
of a ``longtable`` cannot run over two pages, so a long text is cut into
several rows, at the ends of sentences where it can be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

from plandiff.analysis.diff.diff import Diff
from plandiff.analysis.diff.groups import Group
from plandiff.analysis.redlines.renderings import LATEX_MACROS, Segment, latex
from plandiff.markup import escape_latex
from plandiff.output.words import (
    Wording,
    group_notes,
    heading,
    mark_words,
    read_words,
    source_facts,
)
from plandiff.output.writers.comparison import (
    ChapterRow,
    comparison_rows,
    numbered,
)

__all__ = ["breakable", "write_latex"]

_PREAMBLE = (
    r"""\documentclass[UTF8,a4paper]{ctexart}
\PassOptionsToPackage{table}{xcolor}
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

_NOTES = 12
"""Notes on a group in one row."""

_END = re.compile(r"(?<=[。；！？\n])")


def write_latex(diff: Diff, path: Path, lang: Wording) -> None:
    r"""Write a diff as a whole LaTeX document, both plans side by side.

    One block of rows per group of clauses, each clause with its number as
    printed, below rows with the headings of both plans. To use the table
    elsewhere, copy the preamble's macros and the ``longtable``.
    """
    alignment, words = diff.alignment, read_words(lang)
    heads = " & ".join(
        escape_latex(text)
        for text in (
            words["change"],
            alignment.reference.title,
            alignment.target.title,
        )
    )
    lines = [
        f"\\section*{{{escape_latex(heading(alignment))}}}",
        r"\begin{longtable}{L{2.9cm}L{10.6cm}L{10.6cm}}",
        r"\toprule",
        f"{heads} \\\\ \\midrule \\endhead",
        r"\bottomrule \endfoot",
    ]
    numbers = numbered(diff)
    for row in comparison_rows(diff):
        if isinstance(row, ChapterRow):
            lines.append(_chapter(row))
            continue
        columns = (
            list(_remarks(row, lang)),
            *(
                [latex(piece) for piece in _side(row, side, numbers)]
                for side in ("reference", "target")
            ),
        )
        rows = [" & ".join(c) for c in zip_longest(*columns, fillvalue="")]
        lines += [f"{row} \\\\" for row in rows]
        lines[-1] += r" \addlinespace"
    lines += [r"\end{longtable}", rf"\subsection*{{{words['sources']}}}"]
    lines += [r"\begin{flushleft}\small"]
    for facts in source_facts(alignment):
        known = [breakable(fact) for fact in facts if fact]
        lines.append(" · ".join(known) + r"\par")
    lines += [
        r"\medskip",
        rf"\footnotesize {breakable(alignment.signature)}",
        r"\end{flushleft}",
        r"\end{document}",
        "",
    ]
    path.write_text(
        _PREAMBLE + "\n".join(lines), encoding="utf-8", newline="\n"
    )


def _chapter(row: ChapterRow) -> str:
    """Write the row of headings that begin, kept with the row below."""
    sides = (
        r"\par ".join(rf"\textbf{{{escape_latex(text)}}}" for text in headings)
        for headings in (row.reference, row.target)
    )
    return rf"\rowcolor[gray]{{0.93}} & {' & '.join(sides)} \\*"


def _remarks(group: Group, lang: Wording) -> Iterator[str]:
    """Say what happened and what a reader has to know, row by row."""
    small = r"\footnotesize\color{gray}"
    lines = [breakable(line) for line in group_notes(group, lang)]
    if group.confidence is not None:
        lines.insert(0, f"{group.confidence:.2f}")
    marks = r"\par ".join(map(escape_latex, mark_words(group, lang)))
    for start in range(0, max(len(lines), 1), _NOTES):
        notes = r"\par ".join(lines[start : start + _NOTES])
        yield rf"{marks}{{\par{small} {notes}\par}}" if notes else marks
        marks = ""


def _side(
    group: Group, side: str, numbers: Mapping[str, str]
) -> Iterator[list[Segment]]:
    """Give what the column of a side shows, row by row."""
    segments = [
        replace(segment, clause_id=numbers[segment.clause_id])
        if segment.kind == "part"
        else segment
        for segment in group.side_segments(side)
    ]
    yield from _rows(segments or [Segment("equal", "—")])


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


def breakable(text: str) -> str:
    """Escape a name or a signature; it may break after a mark or 16 signs."""
    pieces = re.findall(r"[^:|/.+]{1,16}[:|/.+]*|[:|/.+]+", text)
    return r"\allowbreak ".join(map(escape_latex, pieces))
