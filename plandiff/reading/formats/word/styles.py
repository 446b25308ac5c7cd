"""Styles and automatic numbers of a Word file, resolved as Word does.

Headings may be made by a style, by a style based on one, or by an outline
level; numbers by a paragraph or its style. The numbers are not in the text
of the file: `Numbering` counts them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

__all__ = ["Numbering", "Styles", "value_of", "whole_number"]

_CHINESE = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_COUNTING = (
    "chineseCounting",
    "chineseCountingThousand",
    "ideographDigital",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
)
_CIRCLED = ("decimalEnclosedCircle", "decimalEnclosedCircleChinese")
_HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])(?!\d)", re.I)
_CONTENTS = re.compile(r"(?:toc|目录|目錄)\s*[1-9]?$", re.I)
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_DEEPEST = 20


def value_of(element: Any, tag: str, default: str) -> str:
    """Return the value of a child element, or a default."""
    found = element.find(qn(tag)) if element is not None else None
    return default if found is None else str(found.get(qn("w:val"), default))


def whole_number(text: str, default: int) -> int:
    """Return a number as it stands in a file, or a default."""
    return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else default


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph style says."""

    name: str
    based_on: str
    level: int | None
    number: tuple[str, int] | None


class Styles:
    """The paragraph styles of a file.

    Parameters
    ----------
    document : docx.document.Document
        The file.
    """

    def __init__(self, document: Any) -> None:
        self._styles: dict[str, _Style] = {}
        self._default = ""
        for style in document.styles.element.findall(qn("w:style")):
            key = style.get(qn("w:styleId"), "")
            properties = style.find(qn("w:pPr"))
            name = value_of(style, "w:name", "")
            heading = _HEADING.match(name)
            level = int(heading[1]) if heading else _outline(properties)
            self._styles[key] = _Style(
                name,
                value_of(style, "w:basedOn", ""),
                level,
                _number(properties),
            )
            if style.get(qn("w:default")) in ("1", "true") and (
                style.get(qn("w:type")) == "paragraph"
            ):
                self._default = key

    def level(self, paragraph: Any) -> int:
        """Return the heading level that a paragraph states, or 0."""
        stated = _outline(paragraph.find(qn("w:pPr")))
        if stated is not None:
            return stated
        for style in self._chain(paragraph):
            if style.level is not None:
                return style.level
        return 0

    def number(self, paragraph: Any) -> tuple[str, int] | None:
        """Return list and depth of a numbered paragraph, or None."""
        stated = _number(paragraph.find(qn("w:pPr")))
        if stated is not None and stated[0]:
            return stated
        for style in self._chain(paragraph):
            if style.number is not None and style.number[0]:
                depth = stated[1] if stated else style.number[1]
                return style.number[0], depth
        return None

    def is_contents(self, paragraph: Any) -> bool:
        """Whether a paragraph is an entry of a contents list."""
        return any(
            _CONTENTS.match(style.name) for style in self._chain(paragraph)
        )

    def is_title(self, paragraph: Any) -> bool:
        """Whether a paragraph is the title of the file."""
        chain = self._chain(paragraph)
        return bool(chain) and chain[0].name.lower() in ("title", "标题")

    def _chain(self, paragraph: Any) -> list[_Style]:
        """Return the style of a paragraph and those it is based on."""
        key = value_of(paragraph.find(qn("w:pPr")), "w:pStyle", self._default)
        chain: list[_Style] = []
        while key in self._styles and len(chain) < _DEEPEST:
            chain.append(self._styles[key])
            key = chain[-1].based_on
        return chain


def _outline(properties: Any) -> int | None:
    """Return the outline level in paragraph properties, from 1; 0: none."""
    if properties is None or properties.find(qn("w:outlineLvl")) is None:
        return None
    level = whole_number(value_of(properties, "w:outlineLvl", "9"), 9)
    return level + 1 if 0 <= level < 9 else 0


def _number(properties: Any) -> tuple[str, int] | None:
    """Return list and depth in paragraph properties."""
    stated = properties.find(qn("w:numPr")) if properties is not None else None
    if stated is None:
        return None
    depth = whole_number(value_of(stated, "w:ilvl", "0"), 0)
    return value_of(stated, "w:numId", ""), depth


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: its form, pattern and first number."""

    form: str
    pattern: str
    start: int
    legal: bool


class Numbering:
    """Labels of automatically numbered paragraphs, counted as Word does.

    Parameters
    ----------
    document : docx.document.Document
        The file.
    styles : Styles
        Its styles.
    """

    def __init__(self, document: Any, styles: Styles) -> None:
        self._styles = styles
        self._levels: dict[tuple[str, int], _Level] = {}
        self._lists: dict[str, str] = {}
        self._restarts: dict[tuple[str, int], int] = {}
        self._counts: dict[tuple[str, int], int] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        for abstract in root.findall(qn("w:abstractNum")):
            key = abstract.get(qn("w:abstractNumId"), "")
            for level in abstract.findall(qn("w:lvl")):
                self._add_level(key, level)
        for number in root.findall(qn("w:num")):
            self._add_list(number)

    def _add_level(self, key: str, level: Any) -> None:
        depth = whole_number(level.get(qn("w:ilvl"), "0"), 0)
        self._levels[key, depth] = _Level(
            value_of(level, "w:numFmt", "decimal"),
            value_of(level, "w:lvlText", ""),
            whole_number(value_of(level, "w:start", "1"), 1),
            level.find(qn("w:isLgl")) is not None,
        )

    def _add_list(self, number: Any) -> None:
        key = number.get(qn("w:numId"), "")
        self._lists[key] = value_of(number, "w:abstractNumId", "")
        for override in number.findall(qn("w:lvlOverride")):
            depth = whole_number(override.get(qn("w:ilvl"), "0"), 0)
            start = value_of(override, "w:startOverride", "")
            if start:
                self._restarts[key, depth] = whole_number(start, 1)
            level = override.find(qn("w:lvl"))
            if level is not None:
                self._add_level(self._lists[key], level)

    def label(self, paragraph: Any) -> str:
        """Return the number before a paragraph, or ``""``."""
        stated = self._styles.number(paragraph)
        if stated is None:
            return ""
        number, depth = stated
        key = self._lists.get(number, "")
        level = self._levels.get((key, depth))
        if level is None:
            return ""
        restart = self._restarts.pop((number, depth), None)
        before = self._counts.get((key, depth), level.start - 1)
        self._counts[key, depth] = 1 + (
            before if restart is None else restart - 1
        )
        for place, other in list(self._counts):
            if place == key and other > depth:
                del self._counts[place, other]
        if level.form in ("bullet", "none"):
            return ""

        def printed(match: re.Match[str]) -> str:
            other = int(match[1]) - 1
            shape = self._levels.get((key, other), level)
            count = self._counts.get((key, other), shape.start)
            return _printed(count, "decimal" if level.legal else shape.form)

        label = re.sub(r"%([1-9])", printed, level.pattern)
        return label + " " if label[-1:].isalnum() else label


def _printed(number: int, form: str) -> str:
    """Print a number in one of Word's forms."""
    printed = str(number)
    if form in _COUNTING:
        printed = _chinese(number, digits=form == "ideographDigital")
    elif form == "chineseLegalSimplified" and 0 <= number < 10:
        printed = _LEGAL[number]
    elif form in _CIRCLED and 1 <= number <= 20:
        printed = chr(ord("①") + number - 1)
    elif form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        printed = letter if form == "lowerLetter" else letter.upper()
    elif form in ("lowerRoman", "upperRoman"):
        roman = _roman(number)
        printed = roman.lower() if form == "lowerRoman" else roman
    elif form == "decimalFullWidth":
        printed = printed.translate(_WIDE)
    elif form == "decimalZero":
        printed = f"{number:02}"
    return printed


def _chinese(number: int, *, digits: bool) -> str:
    """Print a number in Chinese, by its digits or as it is counted."""
    if digits or not 0 < number < 1000:
        return "".join(_CHINESE[int(d)] for d in str(abs(number)))
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    head = _CHINESE[hundreds] + "百" if hundreds else ""
    if hundreds and ones and not tens:
        head += "零"
    if tens:
        head += ("" if tens == 1 and not hundreds else _CHINESE[tens]) + "十"
    return head + (_CHINESE[ones] if ones else "")


def _roman(number: int) -> str:
    printed = ""
    for value, mark in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"),
        (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
        (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        while number >= value and len(printed) < 40:
            printed += mark
            number -= value
    return printed
