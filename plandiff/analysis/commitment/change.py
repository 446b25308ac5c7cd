"""Whether linked clauses became firmer: by all acts of what belongs together.

The strongest act of a clause grows with the number of its acts, and so a
clause that is merely cut in two would look softer. So clauses that were
split or merged are compared together, and by the mean of their acts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import bootstrap, ttest_ind

from plandiff.analysis.commitment.force import Act
from plandiff.analysis.commitment.table import graded_sentences
from plandiff.analysis.diff.grouping import row_groups
from plandiff.frames import frame
from plandiff.matching.alignment import Alignment
from plandiff.signature import signature

__all__ = [
    "CHANGE_SCHEMA",
    "SHIFT_SCHEMA",
    "STRONG_RANK",
    "commitment_change",
    "commitment_shift",
]

CHANGE_SCHEMA = {
    "reference_id": "string",
    "target_id": "string",
    "reference_force": "Int64",
    "target_force": "Int64",
    "reference_mean": "Float64",
    "target_mean": "Float64",
    "change": "string",
    "reference_verb": "string",
    "target_verb": "string",
    "confidence": "Float64",
    "group": "Int64",
    "reference_acts": "Int64",
    "target_acts": "Int64",
    "reference_strong": "Float64",
    "target_strong": "Float64",
    "low": "Float64",
    "high": "Float64",
}
"""Columns of `commitment_change`."""

SHIFT_SCHEMA = {
    "measure": "string",
    "reference": "Float64",
    "target": "Float64",
    "difference": "Float64",
    "low": "Float64",
    "high": "Float64",
    "groups": "Int64",
}
"""Columns of `commitment_shift`."""

STRONG_RANK = 5
"""Grade from which an act is strong: 实施 (5) and 严格 (6)."""

_LEAST_GROUPS = 5
_SAME = 1e-9


@dataclass(frozen=True, slots=True)
class _Joined:
    """The acts of clauses that belong together, on both sides."""

    links: tuple[int, ...]
    before: tuple[Act, ...]
    after: tuple[Act, ...]


def commitment_change(
    alignment: Alignment, *, confidence: float = 0.95
) -> pd.DataFrame:
    """Compare the force of linked clauses, one row per link.

    Parameters
    ----------
    alignment : Alignment
        From `plandiff.align`.
    confidence : float, default 0.95
        Of the interval, in (0, 1).

    Returns
    -------
    pandas.DataFrame
        In the order of the links, columns `CHANGE_SCHEMA`. Clauses that
        were split, merged or recombined are compared together: all columns
        but the ids and the link's confidence are of the whole `group`
        (numbered from 1), and equal in all its rows.

        reference_force, target_force, reference_verb, target_verb
            The strongest act of either side: grade and verb.
        reference_mean, target_mean
            Mean grade of all acts.
        reference_strong, target_strong
            Share of the acts whose grade is at least `STRONG_RANK`.
        change
            ``firmer``, ``same`` or ``softer``, by the means; absent where
            a side commits to nothing or is a digest.
        low, high
            Interval of the difference of the means, target minus reference,
            were the acts a sample (Welch [1]_); absent with fewer than two
            acts on a side. Where it holds 0, do not lean on `change`.
        reference_acts, target_acts
            How many acts there are.

    See Also
    --------
    commitment_shift : all links together.

    References
    ----------
    .. [1] Welch (1947), The generalization of Student's problem when
           several different population variances are involved, Biometrika
           34.

    Examples
    --------
    >>> from plandiff import Document, align
    >>> text = "农村电商物流配送体系建设。"
    >>> earlier = Document.from_clauses("a", [("1", f"鼓励{text}")])
    >>> later = Document.from_clauses("b", [("1", f"实施{text}")])
    >>> table = commitment_change(align(earlier, later))
    >>> table[["reference_verb", "target_verb", "change"]]
      reference_verb target_verb  change
    0             鼓励          实施  firmer
    """
    rows: dict[int, tuple[Any, ...]] = {}
    links = list(
        alignment.links[
            ["reference_id", "target_id", "confidence"]
        ].itertuples(index=False, name=None)
    )
    for number, joined in enumerate(_joined(alignment), 1):
        before, after = joined.before, joined.after
        tops = [max(acts, key=_rank, default=None) for acts in (before, after)]
        means = [_mean(acts) for acts in (before, after)]
        low, high = _interval(before, after, confidence)
        for place in joined.links:
            earlier, later, sure = links[place]
            rows[place] = (
                earlier,
                later,
                *(top.rank if top else None for top in tops),
                *means,
                _direction(*means),
                *(top.verb if top else None for top in tops),
                sure,
                number,
                len(before),
                len(after),
                _strong(before),
                _strong(after),
                low,
                high,
            )
    return frame((rows[place] for place in sorted(rows)), CHANGE_SCHEMA)


def commitment_shift(
    alignment: Alignment,
    *,
    resamples: int = 2000,
    confidence: float = 0.95,
    seed: int = 20211026,
) -> pd.DataFrame:
    """Say how firm what two plans share became, one row per measure.

    Parameters
    ----------
    alignment : Alignment
        Two full texts.
    resamples : int, default 2000
        How often the groups of linked clauses are drawn again.
    confidence : float, default 0.95
        Of the interval, in (0, 1).
    seed : int, default 20211026
        Equal seeds give equal bounds.

    Returns
    -------
    pandas.DataFrame
        Rows ``mean`` (mean grade of the acts) and ``strong`` (share of the
        acts whose grade is at least `STRONG_RANK`), over all groups of
        linked clauses that commit on both sides; columns `SHIFT_SCHEMA`:
        value of either plan, difference with the percentile interval of the
        bootstrap over groups (absent for fewer than five), number of
        groups. Empty with a digest on a side.
        ``table.attrs["signature"]`` names every choice.

    Notes
    -----
    Grades are ordinal, so look at both measures. Links are taken as given,
    and the acts as read (`plandiff.analysis.commitment.force`).

    Examples
    --------
    >>> from plandiff import Document, align
    >>> text = "农村电商物流配送体系建设。"
    >>> earlier = Document.from_clauses("a", [("1", f"鼓励{text}")])
    >>> later = Document.from_clauses("b", [("1", f"实施{text}")])
    >>> commitment_shift(align(earlier, later))["difference"].tolist()
    [3.0, 1.0]
    """
    groups = [j for j in _joined(alignment) if j.before and j.after]
    rows: list[tuple[Any, ...]] = []
    for measure, value in (("mean", _rank), ("strong", _is_strong)):
        if not groups:
            break
        sums = [
            np.array([sum(map(value, acts)) for acts in side], float)
            for side in ([j.before for j in groups], [j.after for j in groups])
        ]
        sizes = [
            np.array([len(acts) for acts in side], float)
            for side in ([j.before for j in groups], [j.after for j in groups])
        ]
        before, after = (
            float(s.sum() / n.sum()) for s, n in zip(sums, sizes, strict=True)
        )
        bounds: tuple[float | None, float | None] = (None, None)
        if len(groups) >= _LEAST_GROUPS:
            found = bootstrap(
                (sums[0], sizes[0], sums[1], sizes[1]),
                _difference,
                n_resamples=resamples,
                paired=True,
                vectorized=True,
                method="percentile",
                confidence_level=confidence,
                random_state=np.random.default_rng(seed),
            ).confidence_interval
            bounds = float(found.low), float(found.high)
        rows.append(
            (measure, before, after, after - before, *bounds, len(groups))
        )
    table = frame(rows, SHIFT_SCHEMA)
    table.attrs["signature"] = signature(
        links=f"({alignment.signature})",
        strong=STRONG_RANK,
        resamples=resamples,
        confidence=confidence,
        seed=seed,
    )
    return table


def _joined(alignment: Alignment) -> list[_Joined]:
    """Gather the acts of what was split or merged, in order of the links."""
    acts = {
        clause.id: tuple(
            act
            for sentence in graded_sentences(document, clause)
            for act in sentence.acts
        )
        for document in (alignment.reference, alignment.target)
        for clause in document
    }
    ends = list(
        alignment.links[["reference_id", "target_id"]].itertuples(
            index=False, name=None
        )
    )
    return [
        _Joined(
            tuple(places),
            _of_each(acts, (ends[place][0] for place in places)),
            _of_each(acts, (ends[place][1] for place in places)),
        )
        for places in row_groups(ends)
    ]


def _of_each(
    acts: dict[str, tuple[Act, ...]], ids: Iterable[str]
) -> tuple[Act, ...]:
    """Chain the acts of clauses, each clause once."""
    return tuple(act for one in dict.fromkeys(ids) for act in acts[one])


def _rank(act: Act) -> int:
    return act.rank


def _is_strong(act: Act) -> int:
    return int(act.rank >= STRONG_RANK)


def _mean(acts: Sequence[Act]) -> float | None:
    return sum(map(_rank, acts)) / len(acts) if acts else None


def _strong(acts: Sequence[Act]) -> float | None:
    return sum(map(_is_strong, acts)) / len(acts) if acts else None


def _direction(before: float | None, after: float | None) -> str | None:
    """Name the direction from one mean to the other."""
    if before is None or after is None:
        return None
    if abs(after - before) < _SAME:
        return "same"
    return "firmer" if after > before else "softer"


def _interval(
    before: Sequence[Act], after: Sequence[Act], confidence: float
) -> tuple[float | None, float | None]:
    """Bound the difference of two means, where each side has several acts."""
    sides = [[act.rank for act in acts] for acts in (after, before)]
    if min(map(len, sides)) < 2 or all(len(set(s)) == 1 for s in sides):
        return None, None
    found = ttest_ind(*sides, equal_var=False).confidence_interval(confidence)
    return float(found.low), float(found.high)


def _difference(
    before: Any, size_before: Any, after: Any, size_after: Any, axis: int = -1
) -> Any:
    """Difference of the ratios of sums, for `scipy.stats.bootstrap`."""
    return after.sum(axis) / size_after.sum(axis) - before.sum(
        axis
    ) / size_before.sum(axis)
