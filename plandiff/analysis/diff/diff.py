"""What happened between two plans, worked out once: one `Diff` value.

Tables, pages, cards and writers read it. `diff_of` keeps it with its
alignment, so that whoever asks again has the same value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from plandiff.analysis.diff.counts import SUMMARY_SCHEMA, count_changes
from plandiff.analysis.diff.groups import Group, gather
from plandiff.analysis.diff.order import places
from plandiff.analysis.diff.rows import (
    CHANGES,
    DIFF_SCHEMA,
    DIGEST_CHANGES,
    DiffRow,
    diff_rows,
)
from plandiff.analysis.diff.uncertainty import count_bounds
from plandiff.document import Document
from plandiff.frames import frame
from plandiff.matching.alignment import Alignment

__all__ = ["Diff", "diff_of"]


@dataclass(frozen=True, repr=False)
class Diff:
    """What happened to each clause of two plans; everything on first use.

    Attributes
    ----------
    alignment : Alignment
        Links between the two plans.
    order : str
        Whose order the rows follow: ``target`` or ``reference``.

    See Also
    --------
    diff_of : the one `Diff` of an alignment
    """

    alignment: Alignment
    order: str = "target"

    @cached_property
    def rows(self) -> tuple[DiffRow, ...]:
        """One row per link or clause without a link, in order."""
        return diff_rows(self.alignment, self.order)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The rows gathered into what is read together, in order."""
        documents = (self.alignment.reference, self.alignment.target)
        ranks = [places(document) for document in documents]
        return tuple(gather(self.rows, ranks))

    @property
    def names(self) -> tuple[str, ...]:
        """What can happen to a clause, in the order of tables."""
        return DIGEST_CHANGES if self.alignment.is_digest else CHANGES

    @cached_property
    def table(self) -> pd.DataFrame:
        """The rows as `plandiff.diff_table` gives them; not to be edited."""
        table = frame((row.cells() for row in self.rows), DIFF_SCHEMA)
        kind = pd.CategoricalDtype(list(self.names))
        return table.assign(change=table["change"].astype(kind))

    @cached_property
    def summary(self) -> pd.DataFrame:
        """The counts of `plandiff.diff_summary`; not to be edited."""
        documents = (self.alignment.reference, self.alignment.target)
        bounds = count_bounds(self.alignment, self.names)
        return frame(
            (
                row
                for side, document in zip(
                    ("reference", "target"), documents, strict=True
                )
                for row in count_changes(
                    side, document, self._fates[side], self.names, bounds
                )
            ),
            SUMMARY_SCHEMA,
        )

    @cached_property
    def changes(self) -> Mapping[str, Mapping[str, str]]:
        """Side, then clause id, to what became of the clause.

        A clause with several links has the first of their changes in the
        order of `names`, as in `summary`.
        """
        rank = {name: place for place, name in enumerate(self.names)}
        return {
            side: {
                clause_id: min(
                    (row.change for row in rows), key=rank.__getitem__
                )
                for clause_id, rows in fates.items()
            }
            for side, fates in self._fates.items()
        }

    @cached_property
    def _fates(self) -> dict[str, dict[str, list[DiffRow]]]:
        """Side, then clause id, to its rows."""
        fates: dict[str, dict[str, list[DiffRow]]] = {
            "reference": {},
            "target": {},
        }
        for row in self.rows:
            for side, end in zip(fates, row.ends, strict=True):
                if end is not None:
                    fates[side].setdefault(end, []).append(row)
        return fates

    def __repr__(self) -> str:
        alignment = self.alignment
        return (
            f"<Diff {alignment.reference.id} → {alignment.target.id}: "
            f"{len(self.rows)} rows in {len(self.groups)} groups>"
        )


def diff_of(alignment: Alignment, *, order: str = "target") -> Diff:
    """Return the one `Diff` of an alignment in an order.

    Parameters
    ----------
    alignment : Alignment
        Links between two plans; keeps what is made here.
    order : {"target", "reference"}, default "target"
        Whose order the rows follow.

    Returns
    -------
    Diff
        The same value each time.

    Raises
    ------
    TypeError
        If it is no alignment.
    ValueError
        If `order` is neither.

    Examples
    --------
    >>> from plandiff import Document, align
    >>> old = Document.from_clauses("a", [("1", "发展农村电商。")])
    >>> new = Document.from_clauses("b", [("1", "大力发展农村电商。")])
    >>> alignment = align(old, new)
    >>> diff_of(alignment)
    <Diff a → b: 1 rows in 1 groups>
    >>> diff_of(alignment) is diff_of(alignment)
    True
    """
    if not isinstance(alignment, Alignment):
        raise TypeError(
            "alignment: expected what plandiff.align(earlier, later) gives "
            f"but found {_named(alignment)}. Give the alignment itself: "
            "tables, pages and files are all made from it."
        )
    if order not in ("target", "reference"):
        raise ValueError(
            f"order: expected 'target' or 'reference', found {order!r}."
        )
    diff: Diff = alignment.kept.setdefault(
        ("diff", order), Diff(alignment, order)
    )
    return diff


def _named(value: object) -> str:
    """Name what was given instead of an alignment."""
    if isinstance(value, Document):
        return f"the document {value.id}"
    if isinstance(value, pd.DataFrame):
        return "a table"
    return type(value).__name__
