"""A plan as lines in the order of reading: its headings and its clauses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from plandiff.analysis.diff.order import chapter_title
from plandiff.document import Document, Heading

__all__ = ["Line", "heading_pairs", "plan_lines", "printed_numbers"]

_ALIKE = 50.0
"""How alike, of 100, the titles of headings must be to be compared."""


@dataclass(frozen=True, slots=True)
class Line:
    """A heading or a clause.

    Attributes
    ----------
    id : str
        Of the clause; of a heading ``""``.
    text : str
        As printed; a heading with its number.
    level : int
        Depth of a heading from 1; 0 for a clause.
    """

    id: str
    text: str
    level: int = 0


def plan_lines(document: Document) -> list[Line]:
    """Set headings and clauses of a plan in the order of reading.

    Parameters
    ----------
    document : Document
        The plan. Where its headings have no place in a source of its own,
        they are those above the clauses.

    Returns
    -------
    list of Line
        A heading that a clause itself opens with is that clause's.

    Examples
    --------
    >>> plan = Document.from_clauses(
    ...     "x", [("1", "发展电商。", ("一、任务",)), ("2", "建设物流。")]
    ... )
    >>> [(line.level, line.text) for line in plan_lines(plan)]
    [(1, '一、任务'), (0, '发展电商。'), (0, '建设物流。')]
    """
    if not document.headings:
        return _by_path(document)
    placed = [
        (heading.start, 0, Line("", _printed(document, heading), level))
        for heading in document.headings
        if document.span_at(heading.start).kind == "heading"
        for level in (heading.level,)
    ]
    reached = 0
    for clause in document:
        reached = max(reached, clause.start)
        placed.append((reached, 1, Line(clause.id, clause.text)))
    placed.sort(key=lambda entry: entry[:2])
    return [line for _, _, line in placed]


def heading_pairs(
    before: Sequence[Line], after: Sequence[Line]
) -> list[tuple[int, int]]:
    """Say which headings of two stretches correspond, in order.

    Parameters
    ----------
    before, after : sequence of Line
        What stands between the same clauses of two plans.

    Returns
    -------
    list of (int, int)
        Places of headings of one level with like titles, numbers left
        out. They run forward on both sides; of all such lists the one
        whose titles are most alike.

    Examples
    --------
    >>> old = [Line("", "三、主要任务", 1), Line("", "（一）农村", 2)]
    >>> new = [Line("", "四、重点任务", 1), Line("", "（一）城市", 2)]
    >>> heading_pairs(old, new)
    [(0, 0)]
    """
    left = [n for n, line in enumerate(before) if line.level]
    right = [n for n, line in enumerate(after) if line.level]
    best: dict[tuple[int, int], tuple[float, list[tuple[int, int]]]] = {}
    for i in range(len(left) + 1):
        for j in range(len(right) + 1):
            if not i or not j:
                best[i, j] = (0.0, [])
                continue
            options = [best[i - 1, j], best[i, j - 1]]
            alike = _likeness(before[left[i - 1]], after[right[j - 1]])
            if alike >= _ALIKE:
                score, pairs = best[i - 1, j - 1]
                pair = (left[i - 1], right[j - 1])
                options.append((score + alike, [*pairs, pair]))
            best[i, j] = max(options, key=lambda option: option[0])
    return best[len(left), len(right)][1]


def printed_numbers(document: Document) -> dict[str, str]:
    """Give each clause the number that a reader would cite it by.

    Parameters
    ----------
    document : Document
        The plan.

    Returns
    -------
    dict of str to str
        Clause id to the number printed before it, or those of the headings
        above it and its own; empty where the plan prints none.
    """
    labels = {
        _printed(document, heading): heading.label
        for heading in document.headings
    }
    numbers = {}
    for clause in document:
        above = "".join(labels.get(part, "") for part in clause.path)
        own = clause.label
        numbers[clause.id] = own if clause.kind == "article" else above + own
    return numbers


def _by_path(document: Document) -> list[Line]:
    """Set each heading before the first clause that it is new to."""
    lines: list[Line] = []
    path: tuple[str, ...] = ()
    for clause in document:
        same = 0
        for old, new in zip(path, clause.path, strict=False):
            if old != new:
                break
            same += 1
        lines += [
            Line("", text, level)
            for level, text in enumerate(clause.path, start=1)
            if level > same
        ]
        path = clause.path
        lines.append(Line(clause.id, clause.text))
    return lines


def _printed(document: Document, heading: Heading) -> str:
    """Return number and title of a heading as it is printed."""
    label, title = heading.label, heading.title
    if not label or not title:
        return label or title
    behind = document.source_text[heading.start + len(label) :][:1]
    return f"{label}{' ' if behind.isspace() else ''}{title}"


def _likeness(before: Line, after: Line) -> float:
    """Say how alike two headings are, of 100; 0 on different levels."""
    if before.level != after.level:
        return 0.0
    return fuzz.ratio(chapter_title(before.text), chapter_title(after.text))
