"""Show a table of changes in Jupyter: compact, collapsible, linked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from plandiff import markup
from plandiff.analysis.diff.grouping import row_groups
from plandiff.analysis.redlines.beside import set_beside
from plandiff.analysis.redlines.redline import redline_clauses
from plandiff.analysis.redlines.renderings import PART_STYLE, html
from plandiff.analysis.redlines.sharing import reference_shares
from plandiff.frames import records
from plandiff.markup import visible

__all__ = ["diff_view"]

SHOWN = 200
"""Rows shown at most; the rest is counted."""

_SIDES = ("reference", "target")
_Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a row of the table tells of a clause."""

    id: str
    title: str
    text: str


def diff_view(table: pd.DataFrame) -> str:
    """Write a table of changes as HTML.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of `plandiff.diff_table`; all or some.

    Returns
    -------
    str
        Counts of each change, then one collapsible block for each group of
        rows that are read together. Closed, it shows ids, changes and
        title; open, the redline, the clauses, each an anchor under its id,
        and for a split or merge which clause went where. Where a clause
        stands in several blocks, links lead to the others.
    """
    counts = table["change"].value_counts(sort=False)
    heading = " · ".join(
        f"{change} {number}" for change, number in counts.items() if number
    )
    rows = records(table.head(SHOWN))
    named: set[str] = set()
    blocks = "".join(
        _block([rows[place] for place in places], rows, named)
        for places in row_groups(
            [(row["reference_id"], row["target_id"]) for row in rows]
        )
    )
    rest = len(table) - SHOWN
    more = f"<p>… {rest} more rows</p>" if rest > 0 else ""
    return (
        f"{PART_STYLE}<div class='plandiff'>"
        f"<p><strong>{len(table)} rows</strong>: {markup.escape(heading)}</p>"
        f"{visible(blocks)}{more}</div>"
    )


def _block(members: list[_Row], shown: list[_Row], named: set[str]) -> str:
    """Write the rows of one group; `named` are clauses with an anchor."""
    sides = {side: _clauses(members, side) for side in _SIDES}
    body = _redline(members, sides)
    names = " · ".join(
        _name(clause, named) for side in _SIDES for clause in sides[side]
    )
    body += f"<div>{names}</div>"
    body += _siblings(members, shown)
    return f"<div>{markup.details(_line(members, sides), body)}</div>"


def _clauses(members: list[_Row], side: str) -> list[_Shown]:
    """Return the clauses of one side, in the order of the rows."""
    found = {
        row[f"{side}_id"]: _Shown(
            row[f"{side}_id"], row[f"{side}_title"] or "", row[f"{side}_text"]
        )
        for row in members
        if row[f"{side}_id"] is not None
    }
    return list(found.values())


def _line(members: list[_Row], sides: dict[str, list[_Shown]]) -> str:
    """Write the closed line of a group."""
    ids = " → ".join(
        " + ".join(clause.id for clause in sides[side]) or "–"
        for side in _SIDES
    )
    marks = list(dict.fromkeys(str(row["change"]) for row in members))
    marks += [
        name
        for name in ("moved", "renumbered")
        if any(row[name] is True for row in members)
    ]
    titles = [c.title for c in (*sides["target"], *sides["reference"])]
    return " · ".join([ids, ", ".join(marks), *filter(None, titles[:1])])


def _redline(members: list[_Row], sides: dict[str, list[_Shown]]) -> str:
    """Write a group's redline, and which clause went where."""
    changes = {str(row["change"]) for row in members}
    if changes == {"rewritten"}:
        texts = [sides[side][0].text for side in _SIDES]
        rows = "".join(
            f"<tr><td>{html(pair.reference)}</td>"
            f"<td>{html(pair.target)}</td></tr>"
            for pair in set_beside(*texts)
        )
        return f"<table id='{_anchor(members[0])}'>{rows}</table>"
    if not {"matched", "unmatched", "open"}.isdisjoint(changes):
        text = "".join(
            f"<p>{markup.escape(clause.text)}</p>"
            for side in _SIDES
            for clause in sides[side]
        )
        return text + _absence(members[0])
    change = redline_clauses(sides["reference"], sides["target"])
    text = change.to_html()
    text += "".join(f"<p>{markup.escape(note)}</p>" for note in change.notes)
    text += _absence(members[0])
    links = [row for row in members if _has_both(row)]
    if len(links) == 1:
        return f"<div id='{_anchor(links[0])}'>{text}</div>"
    shares = reference_shares(change)
    for row in links:
        pair = (row["reference_id"], row["target_id"])
        moved = ", moved" if row["moved"] is True else ""
        text += (
            f"<div id='{_anchor(row)}'>{_jump(row)}: {row['change']}{moved}, "
            f"{shares.get(pair, 0):.0%} of the earlier text</div>"
        )
    return text


def _absence(row: _Row) -> str:
    """Say how sure it is that a clause has no counterpart."""
    if _has_both(row) or row.get("confidence") is None:
        return ""
    sure = f"probability of no counterpart {row['confidence']:.2f}"
    named = row.get("candidates")
    near = f"; likeliest counterparts {markup.escape(named)}" if named else ""
    return f"<p>{sure}{near}</p>"


def _name(clause: _Shown, named: set[str]) -> str:
    """Name a clause; where it comes first it is an anchor under its id."""
    name = markup.escape(clause.id)
    place = "" if clause.id in named else f" id='plandiff-{name}'"
    named.add(clause.id)
    return (
        f"<span{place}><a href='#plandiff-{name}'>{name}</a> "
        f"{markup.escape(clause.title)}</span>"
    )


def _has_both(row: _Row) -> bool:
    return row["reference_id"] is not None and row["target_id"] is not None


def _ends(row: _Row) -> str:
    """Name the two ends of a link."""
    return f"{row['reference_id']} → {row['target_id']}"


def _anchor(row: _Row) -> str:
    """Return the anchor of a link in the page."""
    return markup.escape(f"plandiff {_ends(row)}".replace(" ", "-"))


def _jump(row: _Row) -> str:
    """Write a link to where a link of clauses is shown."""
    return f"<a href='#{_anchor(row)}'>{markup.escape(_ends(row))}</a>"


def _siblings(members: Sequence[_Row], shown: Sequence[_Row]) -> str:
    """Link to what other blocks show of the same clauses."""
    here = {
        (side, row[f"{side}_id"])
        for row in members
        for side in _SIDES
        if row[f"{side}_id"] is not None
    }
    links = [
        _jump(row)
        for row in shown
        if all(row is not member for member in members)
        and any((side, row[f"{side}_id"]) in here for side in _SIDES)
    ]
    return f"<p>see also {' · '.join(links)}</p>" if links else ""
