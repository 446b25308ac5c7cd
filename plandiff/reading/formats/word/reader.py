"""Read Word files: paragraphs, headings, automatic numbers, tables, boxes.

The text is that of the file with its tracked changes accepted. Notes, page
headers and footers follow it as furniture; comments are no part of it.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from plandiff.errors import ReadingError
from plandiff.reading.formats.archives import (
    check_archive,
    is_flat_package,
    packed,
)
from plandiff.reading.formats.encodings import decode
from plandiff.reading.formats.finding import find_format
from plandiff.reading.formats.raised import (
    STRUCK,
    cut_wrapped,
    wrapped,
)
from plandiff.reading.formats.web.reader import read_webpage
from plandiff.reading.formats.word.numbering import Numbering
from plandiff.reading.formats.word.pieces import (
    HIDDEN,
    Piece,
    is_on,
    joined,
    pieces_of,
)
from plandiff.reading.formats.word.styles import (
    Styles,
    value_of,
    whole_number,
)
from plandiff.reading.formats.wrapped import unwrap
from plandiff.reading.received import Clock, Limits, Received
from plandiff.reading.writing import Writer
from plandiff.text.characters import compact

__all__ = ["read_word"]

_CONTAINERS = frozenset(
    qn(name)
    for name in (
        *("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo"),
        *("w:smartTag", "w:bdo", "w:dir"),
    )
)
_DROPPED_LETTERS = (qn("w:del"), qn("w:moveFrom"), qn("w:rt"))
_FEW = 15
_CHANGES = (qn("w:ins"), qn("w:del"), qn("w:moveFrom"), qn("w:moveTo"))

_EDGES = (RT.HEADER, RT.FOOTER)
_DEEPEST = 3
"""Documents within documents that are read."""


def read_word(
    data: bytes,
    *,
    name: str = "document",
    limits: Limits | None = None,
    depth: int = 0,
) -> Received:
    """Read a Word file.

    Parameters
    ----------
    data : bytes
        A .docx file.
    name : str
        For messages.
    limits : Limits, optional
        Bounds on the unpacked size, characters and time.
    depth : int, default 0
        How many documents this one stands in.

    Returns
    -------
    Received
        A line per paragraph; automatic numbers are written out as Word
        shows them. Tables have a line per row and tabs between cells; a
        table of one cell is a frame. Footnotes, endnotes, page headers and
        footers follow the text, as furniture.

    Raises
    ------
    ReadingError
        If the file is damaged, encrypted, or would unpack to more than
        `limits` allow.
    """
    bounds = limits or Limits()
    clock = bounds.clock(name)
    check_archive(data, name, bounds, "a Word file")
    try:
        document = docx.Document(io.BytesIO(data))
        clock.check()
        text = _Text(document, bounds, clock, depth)
        for element in document.element.body:
            text.add(element)
        text.add_notes()
        text.add_edges()
        title = text.title or text.confirmed(
            document.core_properties.title or ""
        )
    except ReadingError:
        raise
    except Exception as error:  # python-docx raises many kinds
        raise ReadingError(
            f"{name}: expected a Word file but it cannot be read "
            f"({type(error).__name__}: {str(error)[:80]}). Open and save it "
            "anew in Word, as .docx."
        ) from error
    return text.received(
        "docx",
        fields={"title": title} if title else {},
        notices=tuple(text.notices()),
    )


class _Text(Writer):
    """Text, blocks and cuts of a Word file."""

    def __init__(
        self, document: Any, bounds: Limits, clock: Clock, depth: int
    ) -> None:
        super().__init__()
        self.document = document
        self._depth = depth
        self._embedded: list[str] = []
        self._written = 0
        self._unread = 0
        self.title = ""
        self._bounds = bounds
        self._clock = clock
        self._frames = 0
        self._styles = Styles(document)
        self._numbers = Numbering(document, self._styles)
        self._begun: list[Piece] = []
        self._struck = self._hidden = 0

    def add(self, element: Any, *, frame: int = 0) -> None:
        """Add a paragraph, a table, or what a container holds."""
        self._clock.check()
        self._bounds.check_characters(self.length, self._clock.name)
        if element.tag == qn("w:p"):
            self._paragraph(element, frame)
            for box in _boxes(element):
                self._frames += 1
                number = self._frames
                for inner in box:
                    self.add(inner, frame=number)
        elif element.tag == qn("w:tbl"):
            self._table(element, frame)
        elif element.tag == qn("w:altChunk"):
            self._embed(element)
        elif element.tag in _CONTAINERS:
            for inner in element:
                self.add(inner, frame=frame)

    def _embed(self, element: Any) -> None:
        """Add the document that another one embeds as a whole."""
        relation = self.document.part.rels.get(element.get(qn("r:id"), ""))
        received = None
        if relation is not None and not relation.is_external:
            received = embedded(
                relation.target_part.blob,
                name=self._clock.name,
                limits=self._bounds,
                depth=self._depth + 1,
            )
        if received is None:
            self._unread += 1
            return
        self._frames = self.part(received, self._frames)
        self.title = self.title or received.fields.get("title", "")
        self._embedded += received.notices

    def add_notes(self) -> None:
        """Add footnotes and endnotes, as furniture."""
        for kind, name in (
            (RT.FOOTNOTES, "footnote"),
            (RT.ENDNOTES, "endnote"),
        ):
            for part in _related(self.document, (kind,)):
                for note in part.iter(qn(f"w:{name}")):
                    if note.get(qn("w:type")) in (None, "normal"):
                        self._aside(note, f"{name}: stands below the text")

    def add_edges(self) -> None:
        """Add page headers and footers, as furniture, each once."""
        seen: set[str] = set()
        for part in _related(self.document, _EDGES):
            self._aside(
                part, "running head: header or footer of the page", seen
            )

    def confirmed(self, title: str) -> str:
        """Return the title in the file's properties if its text prints it.

        Word fills it in by itself, with the name of a template or a page.
        """
        opening = compact(self.text()[:3000])
        return title if title and compact(title) in opening else ""

    def notices(self) -> Iterator[str]:
        """Yield what a reader should know of the file."""
        body = self.document.element.body
        changes = Counter(node.tag for node in body.iter(*_CHANGES))
        if changes:
            yield (
                f"The file holds {sum(changes.values())} tracked change(s); "
                "they are taken as accepted."
            )
        if self._struck:
            yield (
                f"{self._struck} stretch(es) of text are struck out in the "
                "file; they are left out of the clauses."
            )
        if self._hidden:
            yield (
                f"{self._hidden} stretch(es) of text are hidden in the file; "
                "they are left out of the clauses."
            )
        comments = len(list(body.iter(qn("w:commentReference"))))
        if comments:
            yield f"{comments} comment(s) in the file are no part of the text."
        missing = _letters(body) - self._written
        if missing > max(_FEW, self._written // 50):
            yield (
                f"{missing} characters of the file stand in parts that are "
                "not read (drawings, fields or the like). Save the file as "
                "text or PDF and compare."
            )
        yield from self._embedded
        if self._unread:
            yield (
                f"The file embeds {self._unread} document(s) of a kind that "
                "is not read. Open and save it anew in Word."
            )

    def _aside(
        self, part: Any, why: str, seen: set[str] | None = None
    ) -> None:
        """Add the paragraphs of a note, header or footer as furniture."""
        for paragraph in part.iter(qn("w:p")):
            text = joined(pieces_of(paragraph)).replace("\n", " ").strip()
            if not text or (seen is not None and text in seen):
                continue
            if seen is not None:
                seen.add(text)
            self.cut(self._line(text), why)

    def _line(self, text: str) -> int:
        self._written += len(text)
        return self.line(text)

    def _paragraph(self, element: Any, frame: int) -> None:
        pieces = [*self._begun, *pieces_of(element)]
        if _is_merged(element):
            self._begun = pieces
            return
        self._begun = []
        text = joined(pieces)
        if not text.strip():
            self._line(text if text.strip("\n") else "")
            return
        label = self._numbers.label(element)
        start = self._line(label + text)
        self._hide(pieces, start + len(label))
        level = self._styles.level(element)
        if self._styles.is_contents(element):
            why = "contents list: made from the headings by Word"
            self.cut(start, why)
            return
        if self._styles.is_title(element) and not self.title:
            self.title = text.replace("\n", "").strip()
        if "\n" in text.strip() and not level:
            return  # soft line breaks: the lines show what they are
        self.block(start, level=level, emphasis=_is_bold(element), boxed=frame)

    def _hide(self, pieces: list[Piece], start: int) -> None:
        """Cut the pieces that are no text."""
        for text, why in pieces:
            if why and text.strip():
                self.cut(start, why, end=start + len(text), kind="artefact")
                self._struck += why == STRUCK
                self._hidden += why == HIDDEN
            start += len(text)

    def _table(self, table: Any, frame: int) -> None:
        rows = [list(_cells(row)) for row in _rows(table)]
        if all(len(cells) == 1 for cells in rows):
            self._frames += 1
            number = self._frames
            for cells in rows:
                for inner in cells[0][0]:
                    self.add(inner, frame=number)
            return
        start = self.length
        for cells in rows:
            self._clock.check()
            texts: list[str] = []
            for cell, wide in cells:
                texts += [self._cell(cell), *[""] * (wide - 1)]
            if any(texts):
                row = "\t".join(texts).rstrip("\t")
                text, reasons = cut_wrapped(self, row)
                self._struck += reasons.count(STRUCK)
                self._line(text)
        self.block(start, table=True, boxed=frame)

    def _cell(self, cell: Any) -> str:
        """Return the text of a cell on one line."""
        text = ""
        for paragraph in cell.iter(qn("w:p")):
            label = self._numbers.label(paragraph)
            pieces = pieces_of(paragraph)
            self._hidden += sum(why == HIDDEN for _, why in pieces)
            written = "".join(
                wrapped(text, why) if why and text.strip() else text
                for text, why in pieces
                if why != HIDDEN
            )
            for line in (label + written).split("\n"):
                shown = line.replace("\t", " ").strip()
                apart = text[-1:].isascii() and shown[:1].isascii()
                text += (" " if text and shown and apart else "") + shown
        return text


def embedded(
    data: bytes, *, name: str, limits: Limits, depth: int
) -> Received | None:
    """Read a document that stands in a Word file; None: not of a kind."""
    if not data.strip() or depth > _DEEPEST:
        return None
    try:
        kind = find_format(data, name=f"{name}, embedded document")
    except ReadingError:
        return None
    if kind == "docx":
        if is_flat_package(data):
            data = packed(data, name=name)
        return read_word(data, name=name, limits=limits, depth=depth)
    if kind == "html":
        return read_webpage(data, name=name, limits=limits)
    if kind == "txt":
        text, _ = decode(data, name=name)
        return unwrap(Received(text), name=name, limits=limits)
    return None


def _related(document: Any, kinds: tuple[str, ...]) -> Iterator[Any]:
    """Yield the roots of the parts that belong to a file, in order."""
    relations = sorted(
        (
            relation
            for relation in document.part.rels.values()
            if relation.reltype in kinds and not relation.is_external
        ),
        key=lambda relation: str(relation.target_part.partname),
    )
    for relation in relations:
        yield parse_xml(relation.target_part.blob)


def _rows(table: Any) -> Iterator[Any]:
    """Yield the rows of a table, those deleted left out."""
    for element in table:
        if element.tag == qn("w:tr"):
            if element.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
                yield element
        elif element.tag in _CONTAINERS:
            yield from _rows(element)


def _cells(row: Any) -> Iterator[tuple[Any, int]]:
    """Yield the cells of a row and how many columns each covers."""
    for element in row:
        if element.tag == qn("w:tc"):
            wide = value_of(element.find(qn("w:tcPr")), "w:gridSpan", "1")
            yield element, min(max(whole_number(wide, 1), 1), 100)
        elif element.tag in _CONTAINERS:
            yield from _cells(element)


def _letters(body: Any) -> int:
    """Count what the runs of a file print, versions for old Word left out."""

    def within(element: Any) -> int:
        return sum(len(node.text or "") for node in element.iter(qn("w:t")))

    twice = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
    return within(body) - sum(
        within(element)
        for element in body.iter(f"{twice}Fallback", *_DROPPED_LETTERS)
    )


def _boxes(paragraph: Any) -> Iterator[Any]:
    """Yield text boxes once: Word stores each in two versions."""
    for box in paragraph.iter(qn("w:txbxContent")):
        for ancestor in box.iterancestors():
            if ancestor is paragraph:
                yield box
                break
            name = str(ancestor.tag).rpartition("}")[2]
            if name in ("Fallback", "txbxContent"):
                break


def _is_merged(paragraph: Any) -> bool:
    """Whether the end of a paragraph is deleted: it joins the next."""
    mark = paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}/{qn('w:del')}")
    return mark is not None


def _is_bold(paragraph: Any) -> bool:
    runs = [
        run
        for run in paragraph.iter(qn("w:r"))
        if "".join(t.text or "" for t in run.iter(qn("w:t"))).strip()
    ]
    return bool(runs) and all(is_on(run, "w:b") for run in runs)
