"""Say which links have to be read together.

A clause that was split is one thing to read: the clause, its parts, and one
redline over them all. So is a merge, and so are a few clauses that were
recombined, several to several. Everything else is read link by link.

Where more clauses were recombined than a page shows (`JOINT`), the group
falls into splits and merges, each link under the clause that has more links:
the reference's where it is a split, the target's where it is a merge.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

__all__ = ["JOINT", "Ends", "ends", "is_link", "row_groups"]

JOINT = 10
"""Clauses that one group holds at most, where both sides have several."""

Ends = tuple[str | None, str | None]
"""Ids of the reference and of the target of a row; None where it has none."""

_End = tuple[int, str]


def row_groups(rows: Sequence[Ends]) -> list[list[int]]:
    """Say which rows of a diff are read together.

    Parameters
    ----------
    rows : sequence of (str or None, str or None)
        Ids of both ends of each row; all rows of a diff, or some.

    Returns
    -------
    list of list of int
        Positions in `rows`; every position once, groups in the order of
        their first row.

    Examples
    --------
    >>> row_groups([("a:1", "b:1"), ("a:2", "b:2"), ("a:1", "b:3")])
    [[0, 2], [1]]
    """
    linked = [row for row in rows if is_link(row)]
    numbers: dict[_End, int] = {}
    for row in linked:
        for end in ends(row):
            numbers.setdefault(end, len(numbers))
    pairs = [[numbers[end] for end in ends(row)] for row in linked]
    size = len(numbers)
    places = np.array(pairs, dtype=int).reshape(-1, 2).T
    links = coo_array((np.ones(len(pairs)), tuple(places)), (size, size))
    _, joined = connected_components(links, directed=False)
    sizes = Counter(joined.tolist())
    counts = Counter(end for row in linked for end in ends(row))
    gathered: dict[object, list[int]] = {}
    for place, row in enumerate(rows):
        key: object = ("row", place)
        if is_link(row):
            before, after = ends(row)
            key = int(joined[numbers[before]])
            if sizes[key] > JOINT:
                key = before if counts[before] >= counts[after] else after
        gathered.setdefault(key, []).append(place)
    return list(gathered.values())


def is_link(row: Ends) -> bool:
    """Say whether a row has clauses of both plans."""
    return row[0] is not None and row[1] is not None


def ends(row: Ends) -> list[_End]:
    """Name the ends of a row that are there: side (0 or 1) and id."""
    return [(side, end) for side, end in enumerate(row) if end is not None]
