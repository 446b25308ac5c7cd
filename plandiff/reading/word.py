"""Read Word files: paragraphs, headings, automatic numbers, tables, boxes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from plandiff.errors import ReadingError
from plandiff.reading.received import Block, Cut, Limits, Received

__all__ = ["read_word"]

_CHINESE = "〇一二三四五六七八九"
_COUNTING = (
    "chineseCounting",
    "chineseCountingThousand",
    "ideographDigital",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
)


def read_word(
    data: bytes, *, name: str = "document", limits: Limits | None = None
) -> Received:
    """Read a Word file.

    Parameters
    ----------
    data : bytes
        A .docx file.
    name : str
        For messages.
    limits : Limits, optional
        Bounds on the unpacked size.

    Returns
    -------
    Received
        A line per paragraph; automatic numbers are written out as Word
        shows them. Tables have a line per row and tabs between cells; a
        table of one cell is a frame. Page headers and footers follow the
        text, as furniture.

    Raises
    ------
    ReadingError
        If the file is damaged, encrypted, or would unpack to more than
        `limits` allow.
    """
    bounds = limits or Limits()
    _check_archive(data, name, bounds)
    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
    except Exception as error:  # python-docx raises many kinds
        raise ReadingError(
            f"{name}: expected a Word file but it cannot be read "
            f"({type(error).__name__}: {str(error)[:80]}). Open and save it "
            "anew in Word."
        ) from error
    text = _Text(document)
    for element in body:
        text.add(element)
    text.add_edges()
    properties = document.core_properties
    fields = {"title": properties.title} if properties.title else {}
    return Received(
        "".join(text.parts),
        "docx",
        "",
        tuple(text.blocks),
        tuple(text.cuts),
        fields,
        tuple(text.notices),
    )


def _check_archive(data: bytes, name: str, bounds: Limits) -> None:
    """Refuse archives that are damaged, encrypted or absurdly large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise ReadingError(
            f"{name}: expected a Word file but the archive is damaged "
            f"({error})."
        ) from error
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > bounds.unpacked or len(entries) > 20_000:
        raise ReadingError(
            f"{name}: expected at most {bounds.unpacked} bytes inside but "
            f"the archive would unpack to {unpacked} in {len(entries)} "
            "files. If you trust it, raise Limits(unpacked=…)."
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise ReadingError(
            f"{name}: the archive is encrypted. Save it without a password."
        )


class _Text:
    """Text, blocks and cuts of a Word file."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.parts: list[str] = []
        self.blocks: list[Block] = []
        self.cuts: list[Cut] = []
        self.notices: list[str] = []
        self._length = 0
        self._frames = 0
        self._numbers = _Numbering(document)
        self._levels = _style_levels(document)

    def add(self, element: Any, *, frame: int = 0) -> None:
        """Add a paragraph, a table, or what a container holds."""
        if element.tag == qn("w:p"):
            self._paragraph(element, frame)
            for box in _outermost(element, "w:txbxContent"):
                self._frames += 1
                number = self._frames
                for inner in box:
                    self.add(inner, frame=number)
        elif element.tag == qn("w:tbl"):
            self._table(element)
        elif element.tag in (qn("w:sdt"), qn("w:sdtContent")):
            for inner in element:
                self.add(inner, frame=frame)

    def add_edges(self) -> None:
        """Add page headers and footers, as furniture."""
        seen: set[str] = set()
        for section in self.document.sections:
            for edge in (section.header, section.footer):
                for paragraph in edge.paragraphs:
                    text = paragraph.text.strip()
                    if text and text not in seen:
                        seen.add(text)
                        start = self._length
                        self._line(text)
                        self.cuts.append(
                            Cut(
                                start,
                                self._length,
                                "furniture",
                                "running head: header or footer of the page",
                            )
                        )

    def _line(self, text: str) -> None:
        self.parts.append(text + "\n")
        self._length += len(text) + 1

    def _paragraph(self, element: Any, frame: int) -> None:
        text = _run_text(element)
        if not text.strip():
            self._line("")
            return
        label = self._numbers.label(element)
        start = self._length
        self._line(label + text)
        if "\n" in text.strip():
            return
        self.blocks.append(
            Block(
                start,
                self._length,
                self._level(element),
                _is_bold(element),
                boxed=frame,
            )
        )

    def _level(self, element: Any) -> int:
        """Return the heading level that a paragraph or its style states."""
        outline = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        if outline is not None:
            value = int(outline.get(qn("w:val"), "9"))
            return value + 1 if value < 9 else 0
        style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return self._levels.get(
            style.get(qn("w:val")) if style is not None else "", 0
        )

    def _table(self, table: Any) -> None:
        rows = [
            [list(cell) for cell in row.findall(qn("w:tc"))]
            for row in table.findall(qn("w:tr"))
        ]
        if all(len(cells) == 1 for cells in rows):
            self._frames += 1
            number = self._frames
            for cells in rows:
                for inner in cells[0]:
                    self.add(inner, frame=number)
            return
        start = self._length
        for cells in rows:
            texts = [
                " ".join(
                    part.strip()
                    for inner in cell
                    for part in _paragraph_texts(inner)
                )
                for cell in cells
            ]
            self._line("\t".join(texts).strip())
        self.blocks.append(Block(start, self._length, table=True))


class _Numbering:
    """Labels of automatically numbered paragraphs, counted as Word does."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[tuple[str, int], int] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        for abstract in root.findall(qn("w:abstractNum")):
            key = abstract.get(qn("w:abstractNumId"))
            for level in abstract.findall(qn("w:lvl")):
                self._levels[key, int(level.get(qn("w:ilvl")))] = (
                    _value(level, "w:numFmt", "decimal"),
                    _value(level, "w:lvlText", ""),
                    int(_value(level, "w:start", "1")),
                )
        for number in root.findall(qn("w:num")):
            self._abstract[number.get(qn("w:numId"))] = _value(
                number, "w:abstractNumId", ""
            )

    def label(self, paragraph: Any) -> str:
        """Return the number before a paragraph, or ``""``."""
        properties = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if properties is None:
            return ""
        depth = int(_value(properties, "w:ilvl", "0"))
        key = self._abstract.get(_value(properties, "w:numId", ""), "")
        if (key, depth) not in self._levels:
            return ""
        form, pattern, start = self._levels[key, depth]
        self._counts[key, depth] = (
            self._counts.get((key, depth), start - 1) + 1
        )
        for place, level in list(self._counts):
            if place == key and level > depth:
                del self._counts[place, level]
        if form in ("bullet", "none"):
            return ""

        def printed(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            shape, _, first = self._levels.get((key, level), (form, "", 1))
            return _printed(self._counts.get((key, level), first), shape)

        return re.sub(r"%(\d)", printed, pattern)


def _printed(number: int, form: str) -> str:
    """Print a number in one of Word's forms."""
    if form in _COUNTING:
        if form == "ideographDigital" or number >= 100:
            return "".join(_CHINESE[int(digit)] for digit in str(number))
        tens, ones = divmod(number, 10)
        head = (
            "" if not tens else ("十" if tens == 1 else _CHINESE[tens] + "十")
        )
        return head + (_CHINESE[ones] if ones or not tens else "")
    if form == "decimalEnclosedCircle" and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman"):
        roman = _roman(number)
        return roman.lower() if form == "lowerRoman" else roman
    return str(number)


def _roman(number: int) -> str:
    printed = ""
    for value, mark in (
        (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
        (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        printed += mark * (number // value)
        number %= value
    return printed


def _value(element: Any, tag: str, default: str) -> str:
    found = element.find(qn(tag))
    if found is None:
        return default
    return str(found.get(qn("w:val"), default))


def _style_levels(document: Any) -> dict[str, int]:
    """Return the heading level of each paragraph style that has one."""
    levels: dict[str, int] = {}
    for style in document.styles.element.findall(qn("w:style")):
        name = _value(style, "w:name", "").lower()
        found = re.match(r"(?:heading|标题)\s*(\d)$", name)
        if found:
            levels[style.get(qn("w:styleId"))] = int(found[1])
    return levels


def _run_text(paragraph: Any) -> str:
    """Return the text of a paragraph, that of its text boxes left out."""
    parts: list[str] = []
    for node in paragraph.iter(
        qn("w:t"), qn("w:br"), qn("w:cr"), qn("w:tab"), qn("w:noBreakHyphen")
    ):
        if _in_box(node, paragraph) or _in_deletion(node, paragraph):
            continue
        if node.tag == qn("w:t"):
            parts.append(node.text or "")
        elif node.tag == qn("w:tab"):
            if node.getparent().tag == qn("w:r"):
                parts.append("\t")
        elif node.tag == qn("w:noBreakHyphen"):
            parts.append("-")
        elif node.get(qn("w:type")) in (None, "textWrapping"):
            parts.append("\n")
    return "".join(parts).replace("\r", "\n")


def _in_box(node: Any, paragraph: Any) -> bool:
    for ancestor in node.iterancestors():
        if ancestor is paragraph:
            return False
        if ancestor.tag == qn("w:txbxContent"):
            return True
    return False


def _in_deletion(node: Any, paragraph: Any) -> bool:
    for ancestor in node.iterancestors():
        if ancestor is paragraph:
            return False
        if ancestor.tag == qn("w:del"):
            return True
    return False


def _outermost(paragraph: Any, tag: str) -> Iterator[Any]:
    """Yield text boxes once: Word stores each in two versions."""
    for box in paragraph.iter(qn(tag)):
        ancestors = list(box.iterancestors())
        names = [
            str(ancestor.tag).rpartition("}")[2] for ancestor in ancestors
        ]
        inside = names[: ancestors.index(paragraph)]
        if "Fallback" not in inside and "txbxContent" not in inside:
            yield box


def _paragraph_texts(element: Any) -> Iterator[str]:
    for paragraph in element.iter(qn("w:p")):
        text = _run_text(paragraph).replace("\n", " ")
        if text.strip():
            yield text


def _is_bold(paragraph: Any) -> bool:
    runs = [
        run
        for run in paragraph.iter(qn("w:r"))
        if "".join(t.text or "" for t in run.iter(qn("w:t"))).strip()
    ]
    return bool(runs) and all(_run_bold(run) for run in runs)


def _run_bold(run: Any) -> bool:
    bold = run.find(f"{qn('w:rPr')}/{qn('w:b')}")
    return bold is not None and bold.get(qn("w:val")) not in ("0", "false")
