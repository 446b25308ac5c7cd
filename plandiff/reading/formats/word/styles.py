"""Styles of a Word file, resolved as Word does.

Headings may be made by a style, by a style based on one, or by an outline
level; numbers by a paragraph or its style.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

__all__ = ["Numbered", "Styles", "value_of", "whole_number"]

_HEADING = re.compile(r"(?:heading|标题|標題)\s*([1-9])(?!\d)", re.I)
_CONTENTS = re.compile(r"(?:toc|目录|目錄)\s*[1-9]?$", re.I)
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


@dataclass(frozen=True, slots=True)
class Numbered:
    """How a paragraph is numbered.

    Attributes
    ----------
    key : str
        Its list.
    depth : int
        Its level there, as stated.
    styles : tuple of str
        Where a style numbers it, the styles that may name its level.
    """

    key: str
    depth: int
    styles: tuple[str, ...] = ()


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

    def number(self, paragraph: Any) -> Numbered | None:
        """Return list and depth of a numbered paragraph, or None."""
        stated = _number(paragraph.find(qn("w:pPr")))
        if stated is not None and stated[0]:
            return Numbered(*stated)
        names: list[str] = []
        for name, style in self._named(paragraph):
            names.append(name)
            if style.number is not None and style.number[0]:
                key, depth = style.number
                if stated is not None:
                    return Numbered(key, stated[1])
                return Numbered(key, depth, tuple(names))
        return None

    def list_of(self, style: str) -> str:
        """Return the list that a style of lists stands for, or ``""``."""
        found = self._styles.get(style)
        number = found.number if found else None
        return number[0] if number else ""

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
        return [style for _, style in self._named(paragraph)]

    def _named(self, paragraph: Any) -> list[tuple[str, _Style]]:
        """Return the styles of a paragraph with their keys."""
        key = value_of(paragraph.find(qn("w:pPr")), "w:pStyle", self._default)
        chain: list[tuple[str, _Style]] = []
        while key in self._styles and len(chain) < _DEEPEST:
            chain.append((key, self._styles[key]))
            key = chain[-1][1].based_on
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
