"""The table of changes and its counts, as users ask for them.

`plandiff.analysis.diff.rows` defines each change, and
`plandiff.analysis.diff.diff` holds what both functions read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pandas as pd

from plandiff.analysis.diff.counts import SUMMARY_SCHEMA
from plandiff.analysis.diff.diff import diff_of
from plandiff.analysis.diff.rows import CHANGES, DIFF_SCHEMA, DIGEST_CHANGES
from plandiff.document import Document
from plandiff.matching.align import align
from plandiff.matching.alignment import Alignment

__all__ = [
    "CHANGES",
    "DIFF_SCHEMA",
    "DIGEST_CHANGES",
    "SUMMARY_SCHEMA",
    "DiffTable",
    "diff_summary",
    "diff_table",
]


class DiffTable(pd.DataFrame):
    """A table of changes that shows itself compactly in Jupyter.

    A `pandas.DataFrame` in every other respect; selections of rows show
    themselves in the same way.
    """

    @property
    def _constructor(self) -> Callable[..., DiffTable]:
        return DiffTable

    def _repr_html_(self) -> str | None:
        if not set(DIFF_SCHEMA) <= set(self.columns):
            return str(self.to_html(max_rows=60, show_dimensions=True))
        from plandiff.analysis.diff.card import diff_view  # loads on show

        return diff_view(self)


def diff_table(
    alignment: Alignment | Document,
    target: Document | None = None,
    *,
    order: str = "target",
) -> DiffTable:
    """Make the table of changes, one row per link or unpaired clause.

    Parameters
    ----------
    alignment : Alignment or Document
        Links between two plans, or the earlier plan.
    target : Document, optional
        The later plan, if the earlier one was given: both are then aligned
        as `plandiff.align` does it by default.
    order : {"target", "reference"}, default "target"
        Whose order the rows follow. A clause that has no link and belongs
        to the other plan comes after its nearest predecessor there that
        was not moved.

    Returns
    -------
    DiffTable
        A `pandas.DataFrame` with the columns reference_id, target_id,
        change (categorical), moved, renumbered (boolean), similarity,
        confidence (in [0, 1]), reference_title, target_title,
        reference_text, target_text, kept_share (of the letters of both
        texts, in [0, 1]) and candidates. Where there is no link,
        confidence is the probability that the clause has no counterpart,
        and candidates names the likeliest; what such a row lacks is
        ``pandas.NA``. With a digest on either side the changes are
        ``matched``, ``unmatched`` and ``open``, and moved, renumbered and
        kept_share are ``pandas.NA``, since a digest keeps neither the
        order, the numbers nor the words of the plan.

    Raises
    ------
    ValueError
        If `order` is neither.

    See Also
    --------
    diff_summary : counts and shares by chapter
    plandiff.redline : what changed inside a clause

    Notes
    -----
    `plandiff.analysis.diff.rows` defines each change.

    Examples
    --------
    >>> import plandiff
    >>> earlier = plandiff.Document.from_clauses(
    ...     "a", [("1", "发展农村电商。"), ("2", "完善物流体系。")]
    ... )
    >>> later = plandiff.Document.from_clauses(
    ...     "b", [("1", "发展农村电商。"), ("2", "建设数字丝绸之路。")]
    ... )
    >>> table = diff_table(plandiff.align(earlier, later))
    >>> table["change"].tolist()
    ['kept', 'dropped', 'added']
    """
    links = _links(alignment, target)
    return DiffTable(diff_of(links, order=order).table.copy())


def _links(
    alignment: Alignment | Document, target: Document | None
) -> Alignment:
    """Return what was given, or align two documents."""
    if target is not None and isinstance(alignment, Document):
        return align(alignment, target)
    return cast("Alignment", alignment)  # diff_of refuses what is none


def diff_summary(
    alignment: Alignment | Document, target: Document | None = None
) -> pd.DataFrame:
    """Count clauses, one row per side, chapter and change.

    Parameters
    ----------
    alignment : Alignment or Document
        Links between two plans, or the earlier plan.
    target : Document, optional
        The later plan, if the earlier one was given.

    Returns
    -------
    pandas.DataFrame
        Columns side (``reference`` or ``target``), chapter (outermost
        heading, ``""`` for clauses before the first), change, clauses,
        share (of the clauses of that chapter, in [0, 1]), moved and
        renumbered (how many of them), low and high (how many clauses it
        may be, since links are not certain: the middle 95 % of 200 sets of
        links drawn from their probabilities; absent for ``open``, which
        draws decide). Rows whose chapter is ``pandas.NA``
        count the whole plan. Changes that do not occur have no row.

    Notes
    -----
    A clause with several links counts once, under the first of its
    changes in the order kept, revised, rewritten, split, merged; it counts
    as moved or renumbered if all its links are. Of clauses without a
    counterpart only those are called added or dropped of which that is
    sure, so `clauses` is at most what `low` and `high` hold for them.
    """
    return diff_of(_links(alignment, target)).summary.copy()
