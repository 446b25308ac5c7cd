"""The rows of a table of comparison (对照表), whatever file holds them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plandiff.analysis.diff.diff import Diff
from plandiff.analysis.diff.groups import Group
from plandiff.analysis.diff.planlines import printed_numbers
from plandiff.document import Clause

__all__ = ["ChapterRow", "comparison_rows", "numbered"]


@dataclass(frozen=True, slots=True)
class ChapterRow:
    """Headings that begin here, outermost first.

    Attributes
    ----------
    reference, target : tuple of str
        Those of either plan; empty where none begins there.
    """

    reference: tuple[str, ...]
    target: tuple[str, ...]


def comparison_rows(diff: Diff) -> Iterator[ChapterRow | Group]:
    """Give the groups of a diff, with the headings that they come under.

    Parameters
    ----------
    diff : Diff
        What happened to each clause.

    Yields
    ------
    ChapterRow or Group
        A chapter row wherever a new heading begins in the plan whose order
        the rows follow; beside it the heading that the other clause of the
        group stands under, where that is new too. What stands in the other
        plan alone has a row with its headings.
    """
    sides = ("references", "targets")
    main = sides[diff.order == "target"]
    shown: dict[str, tuple[str, ...]] = dict.fromkeys(sides, ())
    for group in diff.groups:
        paths = {side: _path(getattr(group, side)) for side in sides}
        leading = paths[main]
        fresh: dict[str, tuple[str, ...]] = dict.fromkeys(sides, ())
        if leading is None or leading != shown[main]:
            for side, path in paths.items():
                if path is not None:
                    fresh[side] = _new(path, shown[side])
                    shown[side] = path
        if any(fresh.values()):
            yield ChapterRow(fresh["references"], fresh["targets"])
        yield group


def numbered(diff: Diff) -> dict[str, str]:
    """Give each clause of both plans its printed number, and its id.

    Parameters
    ----------
    diff : Diff
        What happened to each clause.

    Returns
    -------
    dict of str to str
        Clause id to the number as printed and the id, with `` · `` between
        them; the id alone where the plan prints no number.
    """
    alignment = diff.alignment
    return {
        clause_id: f"{number} · {clause_id}" if number else clause_id
        for document in (alignment.reference, alignment.target)
        for clause_id, number in printed_numbers(document).items()
    }


def _path(clauses: tuple[Clause, ...]) -> tuple[str, ...] | None:
    """Return the headings above the first clause; None without one."""
    return clauses[0].path if clauses else None


def _new(path: tuple[str, ...], shown: tuple[str, ...]) -> tuple[str, ...]:
    """Return the headings of a path that begin there."""
    same = 0
    for old, new in zip(shown, path, strict=False):
        if old != new:
            break
        same += 1
    return path[same:]
