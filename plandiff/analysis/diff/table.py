"""Say what happened to each clause between two plans.

`diff_table` reads an `Alignment` and names one change for each link and
each clause without a link. `moved` and `renumbered` are told apart from the
change: a clause may be kept word for word and stand elsewhere.

Definitions
-----------
kept
    Both texts are identical after normalization
    (`plandiff.text.normalize`): differences of width, quotation marks
    and spaces are not changes.
revised
    One clause became one clause, and they are not identical.
split
    One reference clause has several targets.
merged
    Several reference clauses have one target. Where a link belongs to
    both, because clauses were recombined many to many, the larger number
    decides, and a tie is a split.
added, dropped
    A clause of the target, or of the reference, without a link. Clauses
    without a letter or digit have no words to be linked by, so that even
    identical ones are dropped and added.
matched, unmatched
    All that can be said where either side is a digest.
moved
    The link leaves the order of the plan (it is not in the longest chain of
    links that runs forward in both plans), or it leads to another chapter;
    see `plandiff.analysis.diff.order`.
renumbered
    The printed number or the place in the plan changed.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import pandas as pd

from plandiff.analysis.diff.order import chapter_of, moved_links, places
from plandiff.document import Clause
from plandiff.frames import frame
from plandiff.matching.alignment import Alignment
from plandiff.text.normalize import normalize

__all__ = [
    "CHANGES",
    "DIFF_SCHEMA",
    "DIGEST_CHANGES",
    "SUMMARY_SCHEMA",
    "DiffTable",
    "diff_summary",
    "diff_table",
]

CHANGES = ("kept", "revised", "split", "merged", "added", "dropped")
"""What can happen to a clause, in the order in which tables list it."""

DIGEST_CHANGES = ("matched", "unmatched")
"""What can be said of a clause where either side is a digest."""

DIFF_SCHEMA = {
    "reference_id": "string",
    "target_id": "string",
    "change": "string",
    "moved": "boolean",
    "renumbered": "boolean",
    "similarity": "Float64",
    "confidence": "Float64",
    "reference_title": "string",
    "target_title": "string",
    "reference_text": "string",
    "target_text": "string",
}
"""Columns of `diff_table`; `change` becomes categorical."""

SUMMARY_SCHEMA = {
    "side": "string",
    "chapter": "string",
    "change": "string",
    "clauses": "Int64",
    "share": "Float64",
    "moved": "Int64",
    "renumbered": "Int64",
}
"""Columns of `diff_summary`."""

_Row = tuple[object, ...]


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


def diff_table(alignment: Alignment, *, order: str = "target") -> DiffTable:
    """Make the table of changes, one row per link or unpaired clause.

    Parameters
    ----------
    alignment : Alignment
        Links between two plans.
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
        reference_text, target_text. An added or dropped clause has
        ``pandas.NA`` for all that it lacks. With a digest on either side
        the changes are ``matched`` and ``unmatched``, and moved and
        renumbered are ``pandas.NA``, since a digest keeps neither the
        order nor the numbers of the plan.

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
    The module's documentation defines each change.

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
    if order not in ("target", "reference"):
        raise ValueError(
            f"order: expected 'target' or 'reference', found {order!r}."
        )
    sides = ("reference", "target")
    main, other = (1, 0) if order == "target" else (0, 1)
    keyed: list[tuple[tuple[int, int, int], _Row]] = []
    anchors = []
    for place, stays, row in _linked_rows(alignment):
        keyed.append(((place[main], 0, place[other]), row))
        if stays:
            anchors.append((place[other], place[main]))
    anchors.sort()
    for side in sides:
        where = places(getattr(alignment, side))
        for clause in alignment.unmatched(side):
            key = (where[clause.id], 0, 0)
            if side == sides[other]:
                before = bisect(anchors, (key[0], -1))
                after = anchors[before - 1][1] if before else -1
                key = (after, 1, key[0])
            keyed.append((key, _lonely_row(alignment, side, clause)))
    keyed.sort(key=lambda pair: pair[0])
    table = frame((row for _, row in keyed), DIFF_SCHEMA)
    names = DIGEST_CHANGES if alignment.is_digest else CHANGES
    kind = pd.CategoricalDtype(list(names))
    return DiffTable(table.assign(change=table["change"].astype(kind)))


def diff_summary(alignment: Alignment) -> pd.DataFrame:
    """Count clauses, one row per side, chapter and change.

    Parameters
    ----------
    alignment : Alignment
        Links between two plans.

    Returns
    -------
    pandas.DataFrame
        Columns side (``reference`` or ``target``), chapter (outermost
        heading, ``""`` for clauses before the first), change, clauses,
        share (of the clauses of that chapter, in [0, 1]), moved and
        renumbered (how many of them). Rows whose chapter is ``pandas.NA``
        count the whole plan. Changes that do not occur have no row.

    Notes
    -----
    A clause with several links counts once, under the first of its
    changes in the order kept, revised, split, merged; it counts as moved
    or renumbered if all its links are.
    """
    table = diff_table(alignment)
    rank = DIGEST_CHANGES if alignment.is_digest else CHANGES
    rows: list[_Row] = []
    for side in ("reference", "target"):
        document = getattr(alignment, side)
        fates: dict[str, list[tuple[str, bool, bool]]] = {}
        for clause_id, change, moved, renumbered in table[
            [f"{side}_id", "change", "moved", "renumbered"]
        ].itertuples(index=False):
            if clause_id is not pd.NA:
                fates.setdefault(clause_id, []).append(
                    (change, _is_yes(moved), _is_yes(renumbered))
                )
        rows += _counted(side, None, list(document), fates, rank)
        chapters = dict.fromkeys(chapter_of(clause) for clause in document)
        for chapter in chapters:
            members = [c for c in document if chapter_of(c) == chapter]
            rows += _counted(side, chapter, members, fates, rank)
    return frame(rows, SUMMARY_SCHEMA)


def _is_yes(value: object) -> bool:
    """Read a cell of a yes-or-no column; absent is no."""
    return value is not pd.NA and bool(value)


def link_change(
    reference: Clause, target: Clause, *, targets: int, references: int
) -> str:
    """Name what happened along one link.

    Parameters
    ----------
    reference, target : Clause
        The two ends of the link.
    targets : int
        How many targets the reference clause has, at least 1.
    references : int
        How many references the target clause has, at least 1.

    Returns
    -------
    str
        ``kept``, ``revised``, ``split`` or ``merged``. Identical texts are
        kept, whatever other links either clause has.
    """
    if normalize(reference.text).text == normalize(target.text).text:
        return "kept"
    if targets == references == 1:
        return "revised"
    return "split" if targets >= references else "merged"


def is_renumbered(reference: Clause, target: Clause) -> bool:
    """Say whether the printed number or the place in the plan changed."""
    labels = [
        normalize(clause.label).text.strip() for clause in (reference, target)
    ]
    return labels[0] != labels[1] or reference.place != target.place


def _linked_rows(
    alignment: Alignment,
) -> list[tuple[tuple[int, int], bool, _Row]]:
    """Make the row of each link, with its places and whether it stays."""
    links = alignment.links
    targets = Counter(links["reference_id"])
    references = Counter(links["target_id"])
    here, there = places(alignment.reference), places(alignment.target)
    digest = alignment.is_digest
    rows = []
    for link, gone in zip(
        links.itertuples(index=False), moved_links(alignment), strict=True
    ):
        left = alignment.reference[str(link.reference_id)]
        right = alignment.target[str(link.target_id)]
        change = link_change(
            left,
            right,
            targets=targets[left.id],
            references=references[right.id],
        )
        row: _Row = (
            left.id,
            right.id,
            "matched" if digest else change,
            None if digest else gone,
            None if digest else is_renumbered(left, right),
            link.similarity,
            link.confidence,
            left.title,
            right.title,
            left.text,
            right.text,
        )
        rows.append(((here[left.id], there[right.id]), not gone, row))
    return rows


def _counted(
    side: str,
    chapter: str | None,
    clauses: Sequence[Clause],
    fates: Mapping[str, list[tuple[str, bool, bool]]],
    rank: Sequence[str],
) -> list[_Row]:
    """Count the clauses of one chapter by what happened to them."""
    counts: Counter[str] = Counter()
    moved: Counter[str] = Counter()
    renumbered: Counter[str] = Counter()
    for clause in clauses:
        fate = fates[clause.id]
        change = min((name for name, _, _ in fate), key=rank.index)
        counts[change] += 1
        moved[change] += all(gone for _, gone, _ in fate)
        renumbered[change] += all(new for _, _, new in fate)
    return [
        (
            side,
            chapter,
            change,
            counts[change],
            counts[change] / len(clauses),
            moved[change],
            renumbered[change],
        )
        for change in rank
        if counts[change]
    ]


def _lonely_row(alignment: Alignment, side: str, clause: Clause) -> _Row:
    """Make the row of a clause that has no link."""
    if alignment.is_digest:
        change = "unmatched"
    else:
        change = "dropped" if side == "reference" else "added"
    facts: list[str | None] = [clause.id, None, clause.title, None]
    facts += [clause.text, None]
    if side == "target":
        facts = [facts[i] for i in (1, 0, 3, 2, 5, 4)]
    return (*facts[:2], change, None, None, None, None, *facts[2:])
