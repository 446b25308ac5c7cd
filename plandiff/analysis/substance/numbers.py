"""Quantities and deadlines of linked clauses, set against each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from rapidfuzz import fuzz

from plandiff.analysis.substance.sides import Change, Group, Side
from plandiff.text.characters import fold
from plandiff.text.numerals import parse_number

__all__ = ["compare_deadlines", "compare_quantities", "compare_terms"]

_ALIKE, _SAME = 70.0, 85.0
"""Similarity (0 to 100) of the subjects of two quantities from which they
are set against each other, and from which they are taken for the same."""
_YEAR = re.compile(
    r"(?:到|至|截至|力争)(?P<to>(?:19|20)\d\d)年"
    r"|(?P<by>(?:19|20)\d\d)年(?:底|末|年底)?(?:以前|之前|前)"
    r"|(?P<end>(?:19|20)\d\d)年(?:底|末)"
)
_DAYS = {
    "个工作日": 1.4,
    "工作日": 1.4,
    "日": 1.0,
    "天": 1.0,
    "小时": 1 / 24,
    "个月": 30.0,
    "年": 365.0,
}
_TERM = re.compile(
    r"(?P<number>[一二三四五六七八九十百两0-9]{1,4})"
    rf"(?P<unit>{'|'.join(_DAYS)})(?:以内|之内|内)(?![容部])"
)
_TELLING = 4
"""Letters that a subject must have to tell one quantity from another."""
Row = dict[str, Any]


def compare_quantities(
    group: Group, before: Iterable[Row], after: Iterable[Row]
) -> Iterator[Change]:
    """Yield quantities that changed, and those that came or went.

    Parameters
    ----------
    group : Group
        Linked clauses.
    before, after : iterable of dict
        Rows of `plandiff.indicator_table` of the clauses of either side.

    Yields
    ------
    Change
        Of kind ``quantity``. Quantities are paired where an edit put one
        in the place of the other, or, in clauses that were written anew,
        where their subjects are alike.
    """
    left = [row for row in before if _told(row)]
    right = [row for row in after if _told(row)]
    left, right = _without_same(left, right)
    pairs = sorted(
        (
            (-likeness, i, j)
            for i, one in enumerate(left)
            for j, other in enumerate(right)
            if (likeness := _likeness(group, one, other)) >= _ALIKE
        ),
    )
    taken: tuple[set[int], set[int]] = (set(), set())
    for likeness, i, j in pairs:
        if i in taken[0] or j in taken[1]:
            continue
        taken[0].add(i)
        taken[1].add(j)
        one, other = left[i], right[j]
        yield Change(
            "quantity",
            str(other["subject"] or one["subject"] or ""),
            group.before.place(*_span(group.before, one)),
            group.after.place(*_span(group.after, other)),
            "up" if _amount(other) > _amount(one) else "down",
            bool(-likeness >= _SAME),
        )
    for side, rows, done, gone in (
        (group.before, left, taken[0], True),
        (group.after, right, taken[1], False),
    ):
        for number, row in enumerate(rows):
            span = _span(side, row)
            changed = group.gone if gone else group.new
            if number in done or not changed(*span):
                continue
            what = str(row["subject"] or "")
            yield group.alone("quantity", what, span, gone=gone)


def _told(row: Row) -> bool:
    """Keep what measures something; ranks and terms are told elsewhere."""
    return row["kind"] not in ("rank", "duration") and (
        row["amount"] is not None
    )


def _amount(row: Row) -> float:
    return float(row["amount"])


def _span(side: Side, row: Row) -> tuple[int, int]:
    start = side.offset(str(row["clause_id"]), int(row["start"]))
    return start, start + int(row["end"]) - int(row["start"])


def _without_same(
    left: list[Row], right: list[Row]
) -> tuple[list[Row], list[Row]]:
    """Leave out quantities that stand on both sides."""

    def key(row: Row) -> tuple[object, ...]:
        return row["amount"], row["base_unit"], row["bound"], row["upper"]

    rest, kept = list(right), []
    for row in left:
        twin = next((r for r in rest if key(r) == key(row)), None)
        if twin is None:
            kept.append(row)
        else:
            rest.remove(twin)
    return kept, rest


def _likeness(group: Group, one: Row, other: Row) -> float:
    """Say how far two quantities measure the same, from 0 to 100."""
    if one["base_unit"] != other["base_unit"] or _amount(one) == _amount(
        other
    ):
        return 0.0
    if one["kind"] != other["kind"]:
        return 0.0
    spans = _span(group.before, one), _span(group.after, other)
    if _replaced(group, *spans):
        return 100.0
    if not group.is_rewritten:
        return 0.0
    subjects = [fold(str(row["subject"] or "")) for row in (one, other)]
    if min(map(len, subjects)) < _TELLING:
        return 0.0
    return float(fuzz.ratio(*subjects))


def _replaced(
    group: Group, before: tuple[int, int], after: tuple[int, int]
) -> bool:
    """Say whether one edit replaced a figure within words that stayed."""
    if not group.same_edit(before, after):
        return False
    around = [
        _around(side.text, span)
        for side, span in ((group.before, before), (group.after, after))
    ]
    return fuzz.ratio(*around) >= _ALIKE


def _around(text: str, span: tuple[int, int]) -> str:
    """Return the letters before and after a stretch."""
    return text[max(span[0] - 8, 0) : span[0]] + text[span[1] : span[1] + 6]


def compare_terms(group: Group) -> Iterator[Change]:
    """Yield terms within which something is to be done that changed.

    Parameters
    ----------
    group : Group
        Linked clauses.

    Yields
    ------
    Change
        Of kind ``deadline``: ``shorter`` or ``longer`` where an edit put one
        term in the place of another, else ``added`` or ``gone``.
    """
    left, right = (_terms(side.text) for side in (group.before, group.after))
    left, right = _unlike(left, right), _unlike(right, left)
    done: tuple[set[int], set[int]] = (set(), set())
    for i, (days, span) in enumerate(left):
        for j, (others, place) in enumerate(right):
            if j in done[1] or not _replaced(group, span, place):
                continue
            done[0].add(i)
            done[1].add(j)
            yield Change(
                "deadline",
                "term",
                group.before.place(*span),
                group.after.place(*place),
                "longer" if others > days else "shorter",
            )
            break
    for number, (_, span) in enumerate(left):
        if number not in done[0] and group.gone(*span):
            yield group.alone("deadline", "term", span, gone=True)
    for number, (_, span) in enumerate(right):
        if number not in done[1] and group.new(*span):
            yield group.alone("deadline", "term", span, gone=False)


Term = tuple[float, tuple[int, int]]


def _terms(text: str) -> list[Term]:
    """Find terms, in days, and where they stand."""
    found = []
    for match in _TERM.finditer(fold(text)):
        try:
            number = parse_number(match["number"])
        except ValueError:
            continue
        found.append((number * _DAYS[match["unit"]], match.span()))
    return found


def _unlike(terms: list[Term], others: list[Term]) -> list[Term]:
    """Leave out as many of each length as the other side has."""
    rest = [days for days, _ in others]
    kept = []
    for days, span in terms:
        if days in rest:
            rest.remove(days)
        else:
            kept.append((days, span))
    return kept


def compare_deadlines(group: Group) -> Iterator[Change]:
    """Yield years by which something is to be done that moved.

    Parameters
    ----------
    group : Group
        Linked clauses.

    Yields
    ------
    Change
        Of kind ``deadline``, where either side names one such year and the
        two differ.
    """
    found = [_years(side.text) for side in (group.before, group.after)]
    years = [{year for year, _, _ in side} for side in found]
    if any(len(side) != 1 for side in years) or years[0] == years[1]:
        return
    (before, start, end), (after, first, last) = found[0][0], found[1][0]
    yield Change(
        "deadline",
        "year",
        group.before.place(start, end),
        group.after.place(first, last),
        "later" if after > before else "earlier",
    )


def _years(text: str) -> list[tuple[int, int, int]]:
    """Find the years by which something is to be done, and where."""
    return [
        (int(match["to"] or match["by"] or match["end"]), *match.span())
        for match in _YEAR.finditer(fold(text))
    ]
