"""Automatic numbers of a Word file, counted as the standard has it.

The numbers are not in the text of the file. A list (``w:num``) takes its
levels from an abstract list, which lists share with their counts; its own
overrides hold for it alone. A level starts anew after each level above it,
unless it says after which (``w:lvlRestart``), or never.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from docx.oxml.ns import qn

from plandiff.reading.formats.word.styles import (
    Styles,
    value_of,
    whole_number,
)
from plandiff.text.numeralforms import write_number

__all__ = ["Numbering"]


_LOST = re.compile(r"%0%?\.?")
"""A level that no list has, as LibreOffice writes some of Word 2003's."""
_CHINESE = ("chineseCounting", "chineseCountingThousand", "japaneseCounting")
"""Forms beside which a question mark was 、 before a file lost it."""


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list.

    `restart` is the level after which it starts anew, from 1; 0 for never,
    None for every level above it.
    """

    form: str
    pattern: str
    start: int
    legal: bool
    restart: int | None
    style: str


class Numbering:
    """Labels of automatically numbered paragraphs.

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
        self._own: dict[tuple[str, int], _Level] = {}
        self._lists: dict[str, str] = {}
        self._linked: dict[str, str] = {}
        self._restarts: dict[tuple[str, int], int] = {}
        self._counts: dict[tuple[str, int], int] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        for abstract in root.findall(qn("w:abstractNum")):
            key = abstract.get(qn("w:abstractNumId"), "")
            self._linked[key] = value_of(abstract, "w:numStyleLink", "")
            for level in abstract.findall(qn("w:lvl")):
                self._levels[key, _depth(level)] = _level(level)
        for number in root.findall(qn("w:num")):
            self._add_list(number)

    def _add_list(self, number: Any) -> None:
        key = number.get(qn("w:numId"), "")
        self._lists[key] = value_of(number, "w:abstractNumId", "")
        for override in number.findall(qn("w:lvlOverride")):
            depth = _depth(override)
            start = value_of(override, "w:startOverride", "")
            if start:
                self._restarts[key, depth] = whole_number(start, 1)
            level = override.find(qn("w:lvl"))
            if level is not None:
                self._own[key, depth] = _level(level)

    def label(self, paragraph: Any) -> str:
        """Return the number before a paragraph, or ``""``."""
        stated = self._styles.number(paragraph)
        if stated is None:
            return ""
        number = stated.key
        key = self._abstract(number)
        depth = self._named(key, stated.styles, stated.depth)
        level = self._shape(number, key, depth)
        if level is None:
            return ""
        restart = self._restarts.pop((number, depth), None)
        before = self._counts.get((key, depth), level.start - 1)
        self._counts[key, depth] = 1 + (
            before if restart is None else restart - 1
        )
        for place, other in list(self._counts):
            if place == key and other > depth:
                shape = self._shape(number, key, other)
                after = shape.restart if shape else None
                if after is None or depth < after:
                    del self._counts[place, other]
        if level.form in ("bullet", "none"):
            return ""

        def one(match: re.Match[str]) -> str:
            other = int(match[1]) - 1
            shape = self._shape(number, key, other) or level
            count = self._counts.get((key, other), shape.start)
            return write_number(
                count, "decimal" if level.legal else shape.form
            )

        pattern = _LOST.sub("", level.pattern)
        if level.form in _CHINESE:
            pattern = pattern.replace("?", "、")
        label = re.sub(r"%([1-9])", one, pattern)
        return label + " " if label[-1:].isalnum() else label

    def _abstract(self, number: str) -> str:
        """Return the abstract list of a list, through a style of lists."""
        key = self._lists.get(number, "")
        linked = self._linked.get(key, "")
        if linked and (key, 0) not in self._levels:
            key = self._lists.get(self._styles.list_of(linked), key)
        return key

    def _named(self, key: str, styles: tuple[str, ...], depth: int) -> int:
        """Return the level that names one of the styles, or `depth`."""
        for style in styles:
            for (place, other), level in self._levels.items():
                if place == key and level.style == style:
                    return other
        return depth

    def _shape(self, number: str, key: str, depth: int) -> _Level | None:
        own = self._own.get((number, depth))
        return own or self._levels.get((key, depth))


def _depth(element: Any) -> int:
    return whole_number(element.get(qn("w:ilvl"), "0"), 0)


def _level(level: Any) -> _Level:
    restart = value_of(level, "w:lvlRestart", "")
    return _Level(
        value_of(level, "w:numFmt", "decimal"),
        value_of(level, "w:lvlText", ""),
        whole_number(value_of(level, "w:start", "1"), 1),
        level.find(qn("w:isLgl")) is not None,
        whole_number(restart, 0) if restart else None,
        value_of(level, "w:pStyle", ""),
    )
