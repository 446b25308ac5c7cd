"""How much of their words two texts share, and when that is a rewriting."""

from __future__ import annotations

from collections.abc import Mapping

from plandiff.matching.alignment import Alignment
from plandiff.text.normalize import comparable

__all__ = [
    "REWRITTEN_BOUND",
    "is_rewritten",
    "kept_share",
    "plain_texts",
]

REWRITTEN_BOUND = 0.25
"""Share of kept letters below which a clause is rewritten, not revised.

Chosen from hand-made links whose texts are not equal: between successive
versions of three laws 6 % of the clauses with one counterpart keep less,
between plans of different cycles 97 % do
(``python tests/benchmarks/bench_rewritten.py``).
"""

_RUN = 4
"""Letters in a row that count as kept; fewer are often chance."""

_JUDGED = 2 * _RUN
"""Letters that a text needs so that anything can be said of it."""


def kept_share(reference: str, target: str) -> float:
    """Measure how much of two texts stands in both, in runs of four letters.

    Parameters
    ----------
    reference, target : str
        Letters of both texts; see `plandiff.text.characters.key`.

    Returns
    -------
    float
        The share of all letters of both texts, in [0, 1], that stand in
        four letters in a row which the other text has too, wherever it has
        them; 1 for equal texts.

    Examples
    --------
    >>> kept_share("加快发展农村电子商务", "大力发展农村电子商务")
    0.8
    """
    if reference == target:
        return 1.0
    kept = _covered(reference, target) + _covered(target, reference)
    return kept / (len(reference) + len(target))


def is_rewritten(reference: str, target: str, share: float) -> bool:
    """Say whether a text keeps so little that a redline says nothing.

    Parameters
    ----------
    reference, target : str
        Letters of both texts; see `plandiff.text.characters.key`.
    share : float
        What `kept_share` gives for them.

    Returns
    -------
    bool
        Whether both are long enough to tell and the share is below
        `REWRITTEN_BOUND`.
    """
    long_enough = min(len(reference), len(target)) >= _JUDGED
    return long_enough and share < REWRITTEN_BOUND


def _covered(text: str, other: str) -> int:
    """Count the letters of a text that stand in runs of the other."""
    runs = {other[i : i + _RUN] for i in range(len(other) - _RUN + 1)}
    starts = [
        start
        for start in range(len(text) - _RUN + 1)
        if text[start : start + _RUN] in runs
    ]
    count = end = 0
    for start in starts:
        count += start + _RUN - max(start, end)
        end = start + _RUN
    return count


def plain_texts(alignment: Alignment, side: str) -> Mapping[str, str]:
    """Return the normalized text of each clause of a side, by its id.

    Made once for an alignment, which keeps it.
    """
    texts: Mapping[str, str] | None = alignment.kept.get(("texts", side))
    if texts is None:
        texts = {
            clause.id: comparable(clause.text).text
            for clause in getattr(alignment, side)
        }
        alignment.kept["texts", side] = texts
    return texts
