"""Say which clause of a joined redline stands in which other clause.

A redline over the joined texts of a split or a merge shows what stayed, and
this counts it: how many letters of each earlier clause stand unchanged, or
moved as a whole, in each later clause.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pandas as pd

from plandiff.analysis.redlines.redline import Part, Redline
from plandiff.frames import frame

__all__ = ["SHARED_SCHEMA", "reference_shares", "shared_parts"]

SHARED_SCHEMA = {
    "reference_id": "string",
    "target_id": "string",
    "letters": "Int64",
    "reference_share": "Float64",
    "target_share": "Float64",
}
"""Columns of `shared_parts`."""

_LETTER = re.compile(r"[^\W_]")


def shared_parts(change: Redline) -> pd.DataFrame:
    """Count what clauses share, one row per pair with a letter in common.

    Parameters
    ----------
    change : Redline
        A redline of clauses; see
        `plandiff.analysis.redlines.redline.redline_clauses`.

    Returns
    -------
    pandas.DataFrame
        Columns reference_id, target_id, letters (and digits that the
        redline shows as kept or moved between the two; marks are not
        counted), reference_share and target_share (of the letters of
        either clause, in [0, 1]). In the order of the clauses. Empty for a
        redline of plain texts.

    Examples
    --------
    >>> from plandiff import Document
    >>> from plandiff.analysis.redlines.redline import redline_clauses
    >>> earlier = Document.from_clauses("a", [("1", "发展农村电商，稳就业。")])
    >>> later = Document.from_clauses(
    ...     "b", [("1", "发展农村电商。"), ("2", "千方百计稳就业。")]
    ... )
    >>> shared_parts(redline_clauses(list(earlier), list(later)))[
    ...     ["target_id", "letters", "reference_share"]
    ... ].round(2)
      target_id  letters  reference_share
    0       b:1        6             0.67
    1       b:2        3             0.33
    """
    rows = []
    for before, after, count in _counts(change):
        rows.append(
            (
                before.clause.id,
                after.clause.id,
                count,
                _share(count, before),
                _share(count, after),
            )
        )
    return frame(rows, SHARED_SCHEMA)


def reference_shares(change: Redline) -> dict[tuple[str, str], float]:
    """Say how much of each reference clause stands in each target clause.

    Parameters
    ----------
    change : Redline
        A redline of clauses.

    Returns
    -------
    dict of (str, str) to float
        Both ids to the column ``reference_share`` of `shared_parts`.
    """
    return {
        (before.clause.id, after.clause.id): _share(count, before)
        for before, after, count in _counts(change)
    }


def _counts(change: Redline) -> list[tuple[Part, Part, int]]:
    """Count the letters that two parts share, where they share any."""
    sides = {
        side: [part for part in change.parts if part.side == side]
        for side in ("reference", "target")
    }
    counts: Counter[tuple[int, int]] = Counter()
    for start, there, text in _common(change):
        for i, before in enumerate(sides["reference"]):
            for j, after in enumerate(sides["target"]):
                first = max(before.start - start, after.start - there, 0)
                last = min(before.end - start, after.end - there, len(text))
                if first < last:
                    counts[i, j] += _letters(text[first:last])
    return [
        (sides["reference"][i], sides["target"][j], count)
        for (i, j), count in sorted(counts.items())
        if count
    ]


def _common(change: Redline) -> Iterator[tuple[int, int, str]]:
    """Give what both sides share: its places in either, and the text."""
    starts: dict[int, int] = {}
    for edit in change.comparison.edits:
        if edit.move is not None and edit.op == "insert":
            starts[edit.move] = edit.target_start
    for edit in change.comparison.edits:
        text = change.reference[edit.reference_start : edit.reference_end]
        if edit.op == "equal":
            yield edit.reference_start, edit.target_start, text
        elif edit.move is not None and edit.op == "delete":
            yield edit.reference_start, starts[edit.move], text


def _letters(text: str) -> int:
    return len(_LETTER.findall(text))


def _share(count: int, part: Part) -> float:
    """Return the share of a part's letters; widths may differ in a move."""
    return min(count / max(_letters(part.clause.text), 1), 1.0)
