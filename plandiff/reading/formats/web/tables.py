"""Tables of web pages: data, layout, frames, and boxes of metadata."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from itertools import islice
from typing import Any

from plandiff.reading.formats.raised import (
    NOTE_MARK,
    STRUCK,
    power,
    raised_kind,
    wrapped,
)
from plandiff.reading.formats.web.maintext import (
    SCRIPTS,
    bounded_text,
    is_raised,
    is_struck,
)
from plandiff.reading.structure.metadata import FIELDS
from plandiff.text.characters import compact

__all__ = [
    "is_data",
    "is_field_table",
    "is_frame",
    "stated_fields",
    "table_lines",
]

_SPACE = re.compile(r"[ \t\r\n\f]+")
_LABELS = {
    **FIELDS,
    "发文单位": "issuers",
    "名称": "title",
    **dict.fromkeys(("索引号", "主题分类", "主题词", "有效性", "时效"), ""),
}
_MOST_SPANNED = 100
_MOST_CELLS = 20_000
_LONGEST_CELL = 1200


def _rows(table: Any) -> list[list[Any]]:
    return [
        [cell for cell in row if cell.tag in ("td", "th")]
        for row in islice(table.iter("tr"), _MOST_CELLS)
    ]


def is_data(table: Any) -> bool:
    """Whether a table holds data, rather than the layout of a page."""
    if table.find(".//table") is not None:
        return False
    wide = [row for row in _rows(table) if len(row) >= 2]
    if len(wide) < 2:
        return False
    lengths = []
    for row in wide:
        for cell in row:
            text, more = bounded_text(cell, _LONGEST_CELL)
            if more or len(list(islice(cell.iter("p"), 9))) > 8:
                return False
            lengths.append(len(text.strip()))
    return sum(lengths) / len(lengths) < 150


def is_frame(table: Any) -> bool:
    """Whether a table is a frame around text: one cell in each row."""
    rows = list(islice(table.iter("tr"), 41))
    return 0 < len(rows) <= 40 and all(
        sum(cell.tag in ("td", "th") for cell in row) == 1 for row in rows
    )


def table_lines(table: Any, hidden: Container[Any]) -> Iterator[str]:
    """Yield the rows of a table, cells apart by tabs.

    A cell that spans rows or columns stands once; the places that it covers
    stay empty, so that columns stand below each other.
    """
    held: dict[int, int] = {}  # column → rows still covered from above
    for row in _rows(table):
        cells: list[str] = []
        for cell in row:
            while held.get(len(cells), 0):
                held[len(cells)] -= 1
                cells.append("")
            wide = _span(cell, "colspan")
            if cell in hidden:
                wide = 1
            for column in range(len(cells), len(cells) + wide):
                held[column] = _span(cell, "rowspan") - 1
            cells += [_cell_text(cell, hidden), *[""] * (wide - 1)]
        while held.get(len(cells), 0):
            held[len(cells)] -= 1
            cells.append("")
        if any(cells):
            yield "\t".join(cells).rstrip("\t")


def _span(cell: Any, name: str) -> int:
    stated = (cell.get(name) or "1").strip()
    number = int(stated) if stated.isascii() and stated.isdigit() else 1
    return min(max(number, 1), _MOST_SPANNED)


def _cell_text(cell: Any, hidden: Container[Any]) -> str:
    """Return the text of a cell on one line."""
    parts: list[str] = []
    stack: list[tuple[Any, bool]] = [(cell, False)]
    while stack:
        element, tail = stack.pop()
        if tail:
            parts.append(element.tail or "")
            continue
        if element is not cell:
            stack.append((element, True))
        if element.tag in SCRIPTS or element in hidden:
            continue
        if element.tag in ("br", "p", "div", "li"):
            parts.append("\n")
        if element is not cell and (is_raised(element) or is_struck(element)):
            parts.append(_set_apart(element, "".join(parts[-3:])))
            continue
        stack.extend((child, False) for child in reversed(element))
        parts.append(element.text or "")
    text = ""
    for line in "".join(parts).split("\n"):
        shown = _SPACE.sub(" ", line).strip()
        apart = text[-1:].isascii() and shown[:1].isascii()
        text += (" " if text and shown and apart else "") + shown
    return text


def _set_apart(element: Any, before: str) -> str:
    """Return raised or struck text of a cell, wrapped where it is no text."""
    text = _SPACE.sub(" ", bounded_text(element, 2000)[0])
    if is_struck(element):
        return wrapped(text, STRUCK) if text.strip() else text
    kind = raised_kind(before, text, element.tail or "")
    if kind == "power":
        return power(text)
    return wrapped(text, NOTE_MARK) if kind == "note" else text


def is_field_table(table: Any) -> bool:
    """Whether a table states metadata: three labels or more among cells."""
    labels = {
        label
        for cell in islice(table.iter("td", "th"), 60)
        if (label := _label(cell))
    }
    return len(labels) >= 3


def _label(element: Any) -> str:
    text, more = bounded_text(element, 40)
    label = compact(text).rstrip(":：")
    return label if not more and label in _LABELS else ""


def stated_fields(root: Any) -> dict[str, str]:
    """Return the metadata that stands in cells or definitions of a page.

    Parameters
    ----------
    root : lxml element
        The page.

    Returns
    -------
    dict of str to str
        ``number``, ``issuers``, ``written``, ``published`` and ``title``,
        where a cell holds the label and the next one the value.
    """
    found: dict[str, str] = {}
    labelled: list[tuple[str, str]] = []
    for element in root.iter("td", "th", "dt"):
        label = _label(element)
        value = element.getnext() if label else None
        if value is not None:
            text, more = bounded_text(value, 300)
            labelled.append((label, "" if more else _SPACE.sub(" ", text)))
    if len({label for label, _ in labelled}) < 3:
        return {}
    for label, text in labelled:
        if _LABELS[label] and text.strip():
            found.setdefault(_LABELS[label], text.strip())
    return found
