"""Tell which links leave the order of a plan.

A link has *moved* if it lies outside the main line of the two plans or
leads to a chapter that does not correspond to its own.

The main line is the longest chain of links that runs forward in both plans:
from each link to the next, neither place goes back. Among the longest
chains the one that holds most characters of text is chosen, so that of two
clauses that changed places the shorter one has moved.

Two chapters (outermost headings) correspond if their titles are equal
without numbers. A chapter without a namesake in the other plan corresponds
to the chapters that most of its links lead to, seen from either side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from plandiff.document import Clause, Document
from plandiff.matching.alignment import Alignment
from plandiff.text.normalize import comparable
from plandiff.text.numbering import without_mark

__all__ = ["chapter_of", "chapter_title", "main_line", "moved_links", "places"]


def chapter_of(clause: Clause) -> str:
    """Return the outermost heading above a clause, or ``""``."""
    return clause.path[0] if clause.path else ""


def chapter_title(heading: str) -> str:
    """Return a chapter heading normalized and without its number.

    Examples
    --------
    >>> chapter_title("第二章　主要任务"), chapter_title("三、保障措施")
    ('主要任务', '保障措施')
    >>> chapter_title("Ⅱ. 保障措施"), chapter_title("第三部门发展")
    ('保障措施', '第三部门发展')
    """
    return comparable(without_mark(heading)).text.strip()


def places(document: Document) -> dict[str, int]:
    """Return the place of each clause id in the plan, from 0."""
    return {clause.id: place for place, clause in enumerate(document)}


def moved_links(alignment: Alignment) -> list[bool]:
    """Say of each link whether it moved; see the module's documentation.

    Parameters
    ----------
    alignment : Alignment
        Links between two plans.

    Returns
    -------
    list of bool
        In the order of ``alignment.links``.
    """
    pairs = [
        (alignment.reference[reference], alignment.target[target])
        for reference, target in zip(
            alignment.links["reference_id"],
            alignment.links["target_id"],
            strict=True,
        )
    ]
    here, there = places(alignment.reference), places(alignment.target)
    line = main_line(
        [(here[left.id], there[right.id]) for left, right in pairs],
        [min(len(left.text), len(right.text)) for left, right in pairs],
    )
    elsewhere = _chapter_changes(alignment, pairs)
    return [place not in line or gone for place, gone in enumerate(elsewhere)]


def main_line(
    pairs: Sequence[tuple[int, int]], weights: Sequence[int]
) -> set[int]:
    """Find the longest chain of places that runs forward on both sides.

    Parameters
    ----------
    pairs : sequence of (int, int)
        Place in the reference and in the target; both from 0.
    weights : sequence of int
        Which of two chains of equal length is preferred: the heavier.

    Returns
    -------
    set of int
        Indices into `pairs`. Empty for empty input.

    Notes
    -----
    Longest non-decreasing subsequence of the target places, taken in the
    order of the reference, by a tree of prefix maxima [1]_: O(n log n).

    References
    ----------
    .. [1] Fenwick (1994), A new data structure for cumulative frequency
           tables, Software: Practice and Experience 24 (3).

    Examples
    --------
    >>> sorted(main_line([(0, 0), (1, 2), (2, 1), (3, 3)], [9, 5, 7, 9]))
    [0, 2, 3]
    """
    size = max((target for _, target in pairs), default=-1) + 1
    best = [(0, 0, -1)] * (size + 1)
    before = [-1] * len(pairs)
    for index in sorted(range(len(pairs)), key=lambda i: pairs[i]):
        target = pairs[index][1]
        reach = (0, 0, -1)
        node = target + 1
        while node > 0:
            reach = max(reach, best[node])
            node -= node & -node
        before[index] = reach[2]
        chain = (reach[0] + 1, reach[1] + weights[index], index)
        node = target + 1
        while node <= size:
            best[node] = max(best[node], chain)
            node += node & -node
    line = set()
    end = max((chain for chain in best), default=(0, 0, -1))[2]
    while end >= 0:
        line.add(end)
        end = before[end]
    return line


def _chapter_changes(
    alignment: Alignment, pairs: Sequence[tuple[Clause, Clause]]
) -> list[bool]:
    """Say of each link whether its chapters do not correspond."""
    titles = [
        (chapter_title(chapter_of(left)), chapter_title(chapter_of(right)))
        for left, right in pairs
    ]
    known = [
        {chapter_title(chapter_of(clause)) for clause in document}
        for document in (alignment.reference, alignment.target)
    ]
    counts = Counter(titles)
    most_left: Counter[str] = Counter()
    most_right: Counter[str] = Counter()
    for (left, right), count in counts.items():
        most_left[left] = max(most_left[left], count)
        most_right[right] = max(most_right[right], count)
    changes = []
    for left, right in titles:
        if left == right:
            changes.append(False)
        elif left in known[1] or right in known[0]:
            changes.append(True)
        else:
            count = counts[left, right]
            usual = count in (most_left[left], most_right[right])
            changes.append(not usual)
    return changes
