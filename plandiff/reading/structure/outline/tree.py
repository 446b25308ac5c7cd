"""Hang headings and clauses into a tree."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from plandiff.reading.structure.outline.ranking import rank_of
from plandiff.reading.structure.outline.units import (
    ALWAYS_HEADINGS,
    STRUCTURAL,
    Unit,
)
from plandiff.reading.structure.passages import Passage

__all__ = ["Node", "grow"]


@dataclass(slots=True)
class Node:
    """A heading, or the document itself, with what stands under it.

    Attributes
    ----------
    system : str
        Its numbering system; ``""`` for the document.
    number, after : int
        Its value, and that of an inserted number.
    label, title : str
        As printed; white space inside a Chinese title is left out.
    passage : Passage or None
        The printed heading, or the clause that opens with it.
    units : list of Unit or Node
        Clauses and headings under it, in order.
    level : int
        Depth from 1; 0 for the document.
    rank : float
        Depth of its numbering system, outermost lowest.
    """

    system: str
    number: int = 0
    after: int = 0
    label: str = ""
    title: str = ""
    passage: Passage | None = None
    unit: Unit | None = None
    units: list[Unit | Node] = field(default_factory=list)
    level: int = 0
    rank: float = 0.0

    @property
    def children(self) -> list[Node]:
        """The headings directly under it, boxes left out."""
        return [
            unit
            for unit in self.units
            if isinstance(unit, Node) and unit.system != "box"
        ]

    @property
    def printed(self) -> str:
        """Label and title as one heading."""
        if self.passage is None:
            return ""
        if not self.title:
            return self.label
        spaced = bool(
            re.match(re.escape(self.label) + r"[\s\u3000]", self.passage.text)
        )
        return (
            f"{self.label}{' ' if spaced and self.label else ''}{self.title}"
        )


def grow(units: Sequence[Unit], order: dict[str, float]) -> Node:
    """Hang the units into a tree."""
    root = Node("")
    stack = [root]
    article: Node | None = None
    for unit in units:
        system = unit.system
        if system == "article":
            while stack[-1].system and stack[-1].rank >= 4.0:
                stack.pop()
            article = Node(
                "article",
                unit.mark.number if unit.mark else 0,
                unit.mark.after if unit.mark else 0,
                unit.mark.label if unit.mark else "",
                passage=unit.passage,
                unit=unit,
            )
            article.units.append(unit)
            stack[-1].units.append(article)
            continue
        if article is not None:
            closes = unit.is_heading and (
                system in ALWAYS_HEADINGS and order.get(system, 0.0) < 4.6
            )
            if not closes:
                article.units.append(unit)
                continue
            article = None
        if unit.mark is None and not unit.is_heading:
            _leave_box(stack, unit)
            stack[-1].units.append(unit)
            continue
        _place(stack, unit, order)
    return root


def _place(stack: list[Node], unit: Unit, order: dict[str, float]) -> None:
    """Add a heading or numbered clause at its depth."""
    mark = unit.mark
    system = unit.system
    rank = rank_of(unit, order)
    if system == "box":
        while stack[-1].system == "box" or _in_box(stack):
            stack.pop()
    else:
        if _in_box(stack) and _leaves(stack, unit, order):
            while _in_box(stack):
                stack.pop()
        while (
            stack[-1].system
            and stack[-1].system != "box"
            and (
                stack[-1].rank >= rank
                or (system == "plain" and stack[-1].unit is not None)
            )
        ):
            stack.pop()
    parent = stack[-1]
    node = Node(
        system,
        mark.number if mark else 0,
        mark.after if mark else 0,
        mark.label if mark else "",
        unit.title,
        unit.passage,
        None if unit.is_heading else unit,
        level=parent.level + 1,
        rank=rank,
    )
    if not unit.is_heading:
        node.units.append(unit)
    parent.units.append(node)
    stack.append(node)


def _in_box(stack: Sequence[Node]) -> bool:
    return any(node.system == "box" for node in stack)


def _leaves(
    stack: Sequence[Node], unit: Unit, order: dict[str, float]
) -> bool:
    """Whether a numbered unit ends the box: it continues an outer list."""
    outer = [
        node
        for node in stack[: [n.system for n in stack].index("box")]
        if node.system
    ]
    box = next(node for node in stack if node.system == "box")
    if box.passage is not None and box.passage.boxed:
        return not unit.passage.boxed
    if unit.system in (*STRUCTURAL, "annex", "named"):
        return True
    alike = [node for node in outer if node.system == unit.system]
    if alike and unit.mark is not None:
        inner = [u for u in box.units if isinstance(u, Node)]
        expected = inner[-1].number + 1 if inner else 1
        return unit.mark.number != expected
    rank = rank_of(unit, order)
    return bool(outer) and rank < outer[-1].rank


def _leave_box(stack: list[Node], unit: Unit) -> None:
    """End a box where its frame ends, or the indentation of its items."""
    if not _in_box(stack):
        return
    box = next(node for node in stack if node.system == "box")
    first = next((u for u in box.units if isinstance(u, Unit)), None)
    framed = box.passage is not None and box.passage.boxed
    if (framed and not unit.passage.boxed) or (
        first is not None and first.passage.indent < 2 <= unit.passage.indent
    ):
        while _in_box(stack):
            stack.pop()
