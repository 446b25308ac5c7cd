"""What was found around a plan: lines, the title, the contents list."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Contents", "Finding", "Furniture"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A line that is not part of the clauses.

    Attributes
    ----------
    kind : str
        ``furniture``, ``artefact``, or ``heading`` for the title itself.
    reason : str
        The rule and why it applies.
    """

    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Contents:
    """One entry of a contents list.

    Attributes
    ----------
    text : str
        The heading that it repeats, without leaders and page.
    page : int or None
        The page that it names.
    indent : int
        Width of the white space before it, in half-width columns.
    """

    text: str
    page: int | None
    indent: int = 0


@dataclass(slots=True)
class Furniture:
    """What `find_furniture` found.

    Attributes
    ----------
    lines : dict of int to Finding
        By index of the line.
    title : list of int
        Indices of the lines that print the title.
    contents : list of Contents
        Entries of the contents list, in order.
    notices : list of str
        What was suspicious and left in place.
    kept : set of int
        Indices of lines that no rule may take.
    papers : list of (int, int)
        First and last line of the title of each paper, where a notice issues
        several.
    """

    lines: dict[int, Finding] = field(default_factory=dict)
    title: list[int] = field(default_factory=list)
    contents: list[Contents] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    kept: set[int] = field(default_factory=set)
    papers: list[tuple[int, int]] = field(default_factory=list)

    def mark(self, index: int, reason: str, kind: str = "furniture") -> None:
        """Note a line, unless it is kept or an earlier rule has it."""
        if index in self.kept:
            return
        self.lines.setdefault(index, Finding(kind, reason))
