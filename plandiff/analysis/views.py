"""Show a table of changes in Jupyter: compact, collapsible, linked."""

from __future__ import annotations

from typing import Any

import pandas as pd

from plandiff import markup
from plandiff.analysis.redline import redline
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
        shows ids, change and title; open, the redline.
    """
    counts = table["change"].value_counts(sort=False)
    heading = " · ".join(
        f"{change} {number}" for change, number in counts.items() if number
    )
    rows = "".join(
        markup.details(_line(row), _body(row))
        for row in records(table.head(SHOWN))
    )
    rest = len(table) - SHOWN
    more = f"<p>… {rest} more rows</p>" if rest > 0 else ""
    return (
        f"<div class='plandiff'><p><strong>{len(table)} rows</strong>: "
        f"{markup.escape(heading)}</p>{rows}{more}</div>"
    )


def _line(row: dict[str, Any]) -> str:
    """Write the closed line of a row."""
    ids = " → ".join(
        "–" if row[name] is None else str(row[name])
        for name in ("reference_id", "target_id")
    )
    marks = [str(row["change"])]
    marks += [name for name in ("moved", "renumbered") if row[name] is True]
    titles = [
        str(row[name])
        for name in ("target_title", "reference_title")
        if row[name] is not None and row[name]
    ]
    return " · ".join([ids, ", ".join(marks), *titles[:1]])


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
