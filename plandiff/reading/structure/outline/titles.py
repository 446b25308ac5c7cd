"""Give clauses the short sentence that they open with as a title."""

from __future__ import annotations

import re

from plandiff.reading.structure.outline.tree import Node
from plandiff.reading.structure.outline.units import (
    HEADING_LIMIT,
    STRUCTURAL,
    TITLE_LIMIT,
    Unit,
)
from plandiff.reading.structure.passages import BULLET

__all__ = ["LEADS", "LONG", "add_run_in_titles", "run_in"]

LONG = 50
"""Longest run-in title, in characters, where its like have titles too."""

_FIRST_SENTENCE = re.compile(
    r"^(?P<title>[^。！？：:；\n]{2,60})(?P<stop>[。：:\n])"
)
LEADS = re.compile("，|(为|爲|為|如下|规定|規定|指出|强调|认为)$")
"""What leads on to the text after a colon rather than names it."""

_DATED = re.compile(r"^(到|截至|自|从|在)?\s*[0-9０-９]{4}\s*年")


def add_run_in_titles(node: Node) -> None:
    """Give run-in titles to numbered clauses and to runs of paragraphs."""
    plain = [
        unit
        for unit in node.units
        if isinstance(unit, Unit) and unit is not node.unit
    ]
    found = {id(unit): run_in(unit) for unit in plain}
    likely = sum(bool(title) for title in found.values())
    if node.system != "article" and likely >= 2 and likely * 2 >= len(plain):
        for unit in plain:
            unit.title = found[id(unit)]
    elif node.system != "article":
        for unit in plain:
            if unit.passage.emphasis or BULLET.match(unit.passage.text):
                unit.title = found[id(unit)]
    if node.unit is not None and node.system != "article":
        node.unit.title = node.title = run_in(node.unit)
    elif node.unit is not None:
        node.unit.title = node.title = _article_title(node)
    for below in node.units:
        if isinstance(below, Node):
            add_run_in_titles(below)
    _title_alike(node)


def _title_alike(node: Node) -> None:
    """Give the points of a list long titles where their like have titles."""
    points = [
        below
        for below in node.children
        if below.unit is not None
        and below.system not in ("article", *STRUCTURAL)
    ]
    if len(points) < 3 and not any(point.title for point in points):
        return
    titles = {id(point): run_in(point.unit, longest=LONG) for point in points}
    likely = sum(bool(title) for title in titles.values())
    for point in points:
        if point.unit is not None and likely * 3 >= len(points) * 2 >= 4:
            point.unit.title = point.title = titles[id(point)]


def run_in(unit: Unit | None, *, longest: int = TITLE_LIMIT) -> str:
    """Return the first sentence where it is short enough for a title."""
    if unit is None:
        return ""
    text = unit.rest
    bullet = BULLET.match(text)
    if bullet:
        text = text[bullet.end() :].lstrip()
    first = _FIRST_SENTENCE.match(text)
    if not first or unit.passage.table:
        return ""
    title = first["title"].strip()
    limit = longest if first["stop"] in "。\n" else 12
    rest = text[first.end() :].strip()
    led = first["stop"] in "：:" and LEADS.search(title)
    if len(title) > limit or not rest or led or _DATED.match(title):
        return ""
    return title


def _article_title(node: Node) -> str:
    """Return the caption of an article: 第一条【目的】, Article 1 Scope."""
    if node.unit is None:
        return ""
    rest = node.unit.rest
    found = re.match(r"[（(【\[](?P<title>[^）)】\]]{2,30})[）)】\]]", rest)
    if found:
        return found["title"].strip()
    alone = len(node.units) > 1 and not re.search("[。；：，.;:]", rest)
    return rest.strip() if alone and len(rest) <= HEADING_LIMIT else ""
