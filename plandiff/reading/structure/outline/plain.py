"""Find headings without a number: short lines between paragraphs.

A short line that ends in no mark, stands after a finished paragraph and is
followed by prose is a heading where the text has several of its kind. A
line that the file prints bold needs fewer companions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from plandiff.reading.structure.furniture.wording import DATE
from plandiff.reading.structure.outline.units import ALWAYS_HEADINGS, Unit
from plandiff.reading.structure.passages import BULLET
from plandiff.text.characters import HAN

__all__ = ["find_plain_headings"]

_LONGEST = 25
_SHORTEST_PROSE = 20
_TITLE = re.compile(rf"[“《]?[{HAN}][{HAN}A-Za-z0-9“”《》、·\-—（）\s\u3000]+")
_NO_TITLE = re.compile(
    r"^(图|表|注|单位|来源|资料来源)\s*\d*[:：]?|谢谢|万岁|"
    r"^第?[一二三四五六七八九十]+(是|要|则)?$|^(首先|其次|再次|最后|同时|此外)$"
)
_ENDED = re.compile("[。！？!?；：:”）)]$")


def find_plain_headings(units: Sequence[Unit]) -> None:
    """Make headings of the short lines between paragraphs.

    Parameters
    ----------
    units : sequence of Unit
        The body in order; `system` is set to ``plain``.
    """
    inside = False
    sections: list[list[Unit]] = [[]]
    for index, unit in enumerate(units):
        if unit.system == "article":
            inside = True
        elif unit.system in ALWAYS_HEADINGS:
            inside = False
        if unit.mark is not None or unit.system:
            sections.append([])
        elif not inside and _stands_alone(units, index):
            sections[-1].append(unit)
    numbered = any(unit.mark is not None for unit in units)
    bold = [u for part in sections for u in part if u.passage.emphasis]
    for section in sections:
        if len(section) >= (2 if numbered else 3):
            for unit in section:
                unit.system = "plain"
    if len(bold) >= 2:
        for unit in bold:
            unit.system = "plain"


def _stands_alone(units: Sequence[Unit], index: int) -> bool:
    """Whether a unit stands as a title between two paragraphs."""
    if index + 1 == len(units):
        return False
    text = units[index].passage.text
    following = units[index + 1]
    if (
        units[index].passage.table
        or len(text) > _LONGEST
        or not _TITLE.fullmatch(text)
        or _NO_TITLE.search(text)
        or DATE.match(text)
    ):
        return False
    before = units[index - 1] if index else None
    closed = (
        before is None
        or before.system in ALWAYS_HEADINGS
        or bool(_ENDED.search(before.passage.text))
    )
    prose = following.passage.text
    return (
        closed
        and following.mark is None
        and not following.system
        and not following.passage.table
        and BULLET.match(prose) is None
        and len(prose) >= _SHORTEST_PROSE
        and "。" in prose
    )
