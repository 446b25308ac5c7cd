"""Write a table of results as it is printed in a paper: three lines."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from plandiff.errors import OutputError
from plandiff.files import whole_file
from plandiff.markup import escape, escape_latex, escape_markdown, visible
from plandiff.output.words import read_words
from plandiff.output.writers import tables
from plandiff.output.writers.latex import breakable
from plandiff.output.writers.printed import Language, Printed, print_values

__all__ = ["write_table"]


def write_table(
    table: pd.DataFrame,
    path: str | os.PathLike[str],
    *,
    columns: Sequence[str] | None = None,
    lang: Language = "zh",
    caption: str = "",
    signature: str | None = None,
) -> Path:
    """Write a table of results as it can be printed in a paper.

    Columns are named in words, shares are per cent, a small p is below its
    bound, what is absent is a dash; three lines rule the table (三线表) and
    the signature stands below it.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table that plandiff gives; left as it is.
    path : str or path-like
        The suffix chooses the format: ``.docx``, ``.tex``, ``.html``,
        ``.md``; ``.csv`` keeps all columns, names and digits.
    columns : sequence of str, optional
        Which columns, in order. By default those that a reader needs of the
        well-known tables, and all of any other; ``name`` stands for the
        name of a theme in the language of the table.
    lang : {"zh", "en"}, default "zh"
        Language of heads and values.
    caption : str, optional
        What stands above the table.
    signature : str, optional
        What made the table; by default its own, ``table.attrs``.

    Returns
    -------
    pathlib.Path
        The file, written whole.

    Raises
    ------
    OutputError
        If the suffix is not known or the folder cannot be written.
    KeyError
        If the table has no such column.

    See Also
    --------
    plandiff.write_diff : what changed, clause by clause

    Examples
    --------
    >>> import tempfile
    >>> table = pd.DataFrame({"term": ["数据"], "p": [0.25]})
    >>> path = write_table(table, tempfile.mkdtemp() + "/t.md", lang="en")
    >>> print(path.read_text("utf-8"))
    | term | p |
    | :--- | ---: |
    | 数据 | 0.250 |
    <BLANKLINE>
    """
    if not isinstance(table, pd.DataFrame):
        raise TypeError(
            f"table: expected a table of results but found {table!r:.60}. "
            "The table comes first: write_table(table, 'table1.docx'); an "
            "alignment is written with plandiff.write_diff."
        )
    place = Path(path)
    suffix = place.suffix.lower()
    read_words(lang)
    if signature is None:
        signature = str(table.attrs.get("signature", ""))
    if suffix == ".csv":
        return tables.write_table(table, place, signature=signature)
    if suffix not in _WRITERS:
        raise OutputError(
            f"{place}: expected one of .csv, {', '.join(_WRITERS)} but found "
            f"{suffix or 'no suffix'!r}. Choose a file name that ends so."
        )
    printed = print_values(
        table, columns=columns, lang=lang, caption=caption, signature=signature
    )
    with whole_file(place) as beside:
        _WRITERS[suffix](printed, beside)
    return place


def _write_markdown(printed: Printed, path: Path) -> None:
    lines = [f"**{escape_markdown(printed.caption)}**", ""]
    rules = ["---:" if figure else ":---" for figure in printed.figures]
    for cells in (printed.heads, rules, *printed.rows):
        escaped = cells if cells is rules else map(escape_markdown, cells)
        lines.append(f"| {' | '.join(escaped)} |")
    if printed.signature:
        lines += ["", f"<small>{escape_markdown(printed.signature)}</small>"]
    text = "\n".join(lines[0 if printed.caption else 2 :])
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


_STYLE = """body{font-family:"Noto Serif CJK SC",SimSun,serif;margin:2rem}
table{border-collapse:collapse;border-top:2px solid;border-bottom:2px solid}
caption{font-weight:bold;padding-bottom:.4rem}
th{border-bottom:1px solid;text-align:left}
th,td{padding:.2rem .7rem;vertical-align:top}
.figure{text-align:right;font-variant-numeric:tabular-nums}
p{font-size:.75rem;color:#595959;overflow-wrap:anywhere}
@media print{thead{display:table-header-group}tr{break-inside:avoid}}"""
_FIGURE, _COLUMN = ' class="figure"', ' scope="col"'


def _write_html(printed: Printed, path: Path) -> None:
    def line(tag: str, cells: Sequence[str], scope: str = "") -> str:
        written = "".join(
            f"<{tag}{scope}{_FIGURE if figure else ''}>"
            f"{escape(visible(text))}</{tag}>"
            for text, figure in zip(cells, printed.figures, strict=True)
        )
        return f"<tr>{written}</tr>"

    caption = escape(visible(printed.caption))
    path.write_text(
        f'<!DOCTYPE html>\n<html lang="{printed.lang}">'
        f'<head><meta charset="utf-8"><title>{caption or "plandiff"}</title>'
        f"<style>{_STYLE}</style></head>\n<body><table>"
        + (f"<caption>{caption}</caption>" if caption else "")
        + f"<thead>{line('th', printed.heads, _COLUMN)}</thead>\n"
        "<tbody>"
        + "\n".join(line("td", row) for row in printed.rows)
        + f"</tbody></table>\n<p>{escape(printed.signature)}</p>"
        "</body></html>\n",
        encoding="utf-8",
        newline="\n",
    )


_PREAMBLE = r"""\documentclass[UTF8,a4paper]{ctexart}
\usepackage[landscape,margin=2cm]{geometry}
\usepackage{booktabs,longtable,array,caption}
\newcolumntype{R}[1]{>{\raggedleft\arraybackslash}p{#1}}
\newcolumntype{L}[1]{>{\raggedright\arraybackslash}p{#1}}
\begin{document}
"""
_LINE = 25.0
"""Width of a page in centimetres, and that of a letter and of a gap."""
_LETTER, _GAP = 0.21, 0.45
_COLUMN_WIDTH = 15.9
"""Width of the text on an upright page of Word."""
_WORD = re.compile(r"[!-~]+")
"""What LaTeX does not break."""


def _write_latex(printed: Printed, path: Path) -> None:
    columns = "".join(
        f"{'R' if figure else 'L'}{{{width:.1f}cm}}"
        for width, figure in zip(
            _widths(printed), printed.figures, strict=True
        )
    )

    def line(cells: Sequence[str]) -> str:
        return " & ".join(map(escape_latex, cells)) + r" \\"

    caption = escape_latex(printed.caption)
    lines = [
        _PREAMBLE + rf"\begin{{longtable}}{{{columns}}}",
        *([rf"\caption*{{{caption}}} \\"] if caption else []),
        rf"\toprule {line(printed.heads)} \midrule \endhead",
        r"\bottomrule \endfoot",
        *map(line, printed.rows),
        r"\end{longtable}",
    ]
    if printed.signature:
        said = breakable(printed.signature)
        lines.append(rf"\noindent{{\footnotesize\raggedright {said}\par}}")
    lines += [r"\end{document}", ""]
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")


def _widths(printed: Printed) -> list[float]:
    """Share a page's width out to columns, by their longest texts.

    No column is narrower than what cannot be broken in it.
    """
    least, wanted = [], []
    for place, head in enumerate(printed.heads):
        cells = [row[place] for row in printed.rows]
        words = (_WORD.findall(text) for text in (*cells, head))
        longest = [2, *(len(word) for found in words for word in found)]
        longest.append(_size(head) // 2)
        if printed.figures[place]:
            longest += map(_size, cells)
        least.append((max(longest) + 1) * _LETTER)
        wanted.append((max(map(_size, cells), default=2) + 1) * _LETTER)
    more = [max(w - n, 0.0) for w, n in zip(wanted, least, strict=True)]
    room = _LINE - _GAP * len(least) - sum(least)
    scale = max(min(room / sum(more), 1.0), 0.0) if any(more) else 0.0
    return [n + m * scale for n, m in zip(least, more, strict=True)]


def _size(text: str) -> int:
    """Count the half-width letters that a text is wide."""
    return sum(1 + (ord(mark) > 0x2E7F) for mark in text)


def _write_docx(printed: Printed, path: Path) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    from plandiff.output.writers.docx import plain_document, save_document

    document = plain_document(printed.caption or "plandiff", printed.signature)
    if printed.caption:
        above = document.add_paragraph()
        above.alignment = WD_ALIGN_PARAGRAPH.CENTER
        above.paragraph_format.keep_with_next = True
        above.add_run(visible(printed.caption)).bold = True
    size = (1 + len(printed.rows), len(printed.heads))
    table = document.add_table(*size)
    table.autofit = False
    widths = [width + _GAP for width in _widths(printed)]
    scale = min(_COLUMN_WIDTH / sum(widths), 1.0)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width * scale)
    cells: Iterator[Any] = iter(table._cells)  # row by row, counted once
    for number, row in enumerate((printed.heads, *printed.rows)):
        for text, figure, width in zip(
            row, printed.figures, widths, strict=True
        ):
            cell = next(cells)
            cell.width = Cm(width * scale)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = 0
            run = paragraph.add_run(visible(text))
            run.bold = number == 0 or None
            if figure:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _rule(table)
    if printed.signature:
        below = document.add_paragraph().add_run(visible(printed.signature))
        below.font.size = Pt(8)
    save_document(document, path)


def _rule(table: Any) -> None:
    """Give a table of Word its three lines, and its head on each page."""
    from docx.oxml import OxmlElement, parse_xml
    from docx.oxml.ns import nsdecls

    borders = "".join(
        f'<w:{edge} w:val="single" w:sz="12" w:space="0" w:color="auto"/>'
        for edge in ("top", "bottom")
    )
    table._tbl.tblPr.append(
        parse_xml(f"<w:tblBorders {nsdecls('w')}>{borders}</w:tblBorders>")
    )
    for cell in table.rows[0].cells:
        cell._tc.get_or_add_tcPr().append(
            parse_xml(
                f"<w:tcBorders {nsdecls('w')}><w:bottom "
                'w:val="single" w:sz="6" w:space="0" w:color="auto"/>'
                "</w:tcBorders>"
            )
        )
    facts = table.rows[0]._tr.get_or_add_trPr()
    facts.append(OxmlElement("w:tblHeader"))


_WRITERS: Mapping[str, Callable[[Printed, Path], None]] = {
    ".docx": _write_docx,
    ".tex": _write_latex,
    ".html": _write_html,
    ".md": _write_markdown,
}
