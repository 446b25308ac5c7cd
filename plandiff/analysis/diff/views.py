"""Show a table of changes in Jupyter: compact, collapsible, linked."""

from __future__ import annotations

from typing import Any

import pandas as pd

from plandiff import markup
from plandiff.analysis.redlines.redline import redline
from plandiff.frames import records

__all__ = ["diff_view"]

SHOWN = 200
"""Rows shown at most; the rest is counted."""


def diff_view(table: pd.DataFrame) -> str:
    """Write a table of changes as HTML.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of `plandiff.diff_table`.

    Returns
    -------
    str
        Counts of each change, then one collapsible row each: closed, it
        shows ids, change and title; open, the redline, and links to the
        other rows of a clause that was split or merged.
    """
    counts = table["change"].value_counts(sort=False)
    heading = " · ".join(
        f"{change} {number}" for change, number in counts.items() if number
    )
    shown = records(table.head(SHOWN))
    rows = "".join(
        f"<div id='{_anchor(row)}'>"
        + markup.details(_line(row), _body(row) + _siblings(row, shown))
        + "</div>"
        for row in shown
    )
    rest = len(table) - SHOWN
    more = f"<p>… {rest} more rows</p>" if rest > 0 else ""
    return (
        f"<div class='plandiff'><p><strong>{len(table)} rows</strong>: "
        f"{markup.escape(heading)}</p>{rows}{more}</div>"
    )


def _line(row: dict[str, Any]) -> str:
    """Write the closed line of a row."""
    marks = [str(row["change"])]
    marks += [name for name in ("moved", "renumbered") if row[name] is True]
    titles = [
        str(row[name])
        for name in ("target_title", "reference_title")
        if row[name] is not None and row[name]
    ]
    return " · ".join([_ids(row), ", ".join(marks), *titles[:1]])


def _ids(row: dict[str, Any]) -> str:
    """Name the two ends of a row."""
    return " → ".join(
        row[name] or "–" for name in ("reference_id", "target_id")
    )


def _anchor(row: dict[str, Any]) -> str:
    """Return the row's anchor in the page."""
    return markup.escape(f"plandiff {_ids(row)}".replace(" ", "-"))


def _siblings(row: dict[str, Any], shown: list[dict[str, Any]]) -> str:
    """Link to the other rows that share a clause with this one."""
    links = [
        f"<a href='#{_anchor(other)}'>{markup.escape(_ids(other))}</a>"
        for other in shown
        if other is not row
        and any(
            row[name] is not None and row[name] == other[name]
            for name in ("reference_id", "target_id")
        )
    ]
    return f"<p>{' · '.join(links)}</p>" if links else ""


def _body(row: dict[str, Any]) -> str:
    """Write what a row shows when it is open."""
    before, after = row["reference_text"], row["target_text"]
    if before is not None and after is not None:
        if row["change"] == "matched":
            return (
                f"<p>{markup.escape(before)}</p><p>{markup.escape(after)}</p>"
            )
        return redline(before, after).to_html()
    if row["change"] == "unmatched":
        return markup.escape(before or after or "")
    return redline(before or "", after or "").to_html()
