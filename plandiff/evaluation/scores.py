"""Scores of an alignment against links made by hand.

Conventions. Precision is over all links, since a wrong link of any kind
misleads; recall is over the strong ones (major, core), which a matcher is
expected to find; F1 is of the two. A clause without a gold link counts as
added or dropped, unless it is listed as unjudged: then links to it are
neither right nor wrong (`plandiff.evaluation.gold` says what else can be
listed).
Several alignments are scored one by one, and the means come with intervals
over documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from plandiff.errors import AlignmentError
from plandiff.evaluation.calibration import calibration_error, reliability
from plandiff.evaluation.gold import (
    ALONE,
    STRONG,
    Gold,
    check_gold,
    load_gold,
    write_gold,
)
from plandiff.evaluation.intervals import bootstrap_mean, wilson
from plandiff.frames import frame
from plandiff.matching.alignment import Alignment

__all__ = [
    "MEASURES",
    "SCORE_SCHEMA",
    "evaluate",
    "evaluate_many",
    "load_gold",
    "reliability_table",
    "write_gold",
]

SCORE_SCHEMA = {
    "pair": "string",
    "measure": "string",
    "value": "Float64",
    "lower": "Float64",
    "upper": "Float64",
    "hits": "Int64",
    "total": "Int64",
}
"""Columns of a table of scores."""

MEASURES = (
    "precision",
    "recall",
    "f1",
    "recall_all",
    "spurious_rate",
    "split_recall",
    "merge_recall",
    "added_precision",
    "added_recall",
    "dropped_precision",
    "dropped_recall",
    "calibration_error",
)
"""Names of the measures, in the order of the table; see `evaluate`."""

Link = tuple[str, str]


@dataclass(frozen=True)
class _Judgment:
    """What the readers and the alignment say of the same documents."""

    found: frozenset[Link]
    gold: frozenset[Link]
    strong: frozenset[Link]
    added: frozenset[str]
    dropped: frozenset[str]
    judged_references: frozenset[str]
    judged_targets: frozenset[str]
    confidences: NDArray[np.float64]
    outcomes: NDArray[np.float64]


def evaluate(
    alignment: Alignment,
    gold: Gold,
    *,
    judged_targets: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Score an alignment against hand-made links, one row per measure.

    Parameters
    ----------
    alignment : Alignment
        See `evaluate_many` for several.
    gold : pandas.DataFrame, path, or iterable of rows
        The links; see `plandiff.evaluation.gold.load_gold`. Ids may leave
        out the document.
    judged_targets : sequence of str, optional
        Ids of the target clauses that the readers settled. Links to others
        are not looked at on either side, and no clause of the reference is
        taken for dropped; clauses that `gold` lists as ``added`` stay so.
        By default every clause is judged that `gold` does not list as
        ``unjudged``.

    Returns
    -------
    pandas.DataFrame
        Columns `SCORE_SCHEMA`: the pair of documents, the measure, its
        value in [0, 1], the bounds of its 95 % interval (Wilson), and
        the two counts it is the ratio of. The value is pandas.NA where there
        is nothing to count; the bounds and counts of f1 and of
        calibration_error are absent. The measures:

        precision
            Links that are in the gold table, of all links.
        recall
            Strong gold links that were found, of all strong ones.
        f1
            Harmonic mean of the two; 0 where no link was found.
        recall_all
            Gold links of any strength that were found.
        spurious_rate
            Added and dropped clauses that were given a link all the same.
        split_recall
            Reference clauses with several gold targets, of which at least
            two were found.
        merge_recall
            Target clauses with several gold references, likewise.
        added_precision, added_recall
            Target clauses without a link that have no gold link either; and
            of those without a gold link, the ones left without a link.
        dropped_precision, dropped_recall
            The same for clauses of the reference; absent unless all of them
            were judged.
        calibration_error
            Expected calibration error of the confidences of the scored
            pairs; see `plandiff.evaluation.calibration`.

    Raises
    ------
    AlignmentError
        If the gold table does not fit the documents.
    ClauseError
        If `judged_targets` names a clause that is not there.

    See Also
    --------
    plandiff.evaluation.intervals.wilson : the interval of a proportion.

    Examples
    --------
    >>> from plandiff import Document, align
    >>> old = Document.from_clauses(
    ...     "a", [("1", "发展农村电商"), ("2", "建设海外仓")]
    ... )
    >>> new = Document.from_clauses(
    ...     "b", [("1", "建设海外仓"), ("2", "发展农村电商")]
    ... )
    >>> scores = evaluate(align(old, new), [("1", "2"), ("2", "1")])
    >>> float(scores.set_index("measure")["value"]["f1"])
    1.0
    """
    judgment = _judge(alignment, gold, judged_targets)
    name = f"{alignment.reference.id}-{alignment.target.id}"
    return frame([(name, *row) for row in _scores(judgment)], SCORE_SCHEMA)


def evaluate_many(
    alignments: Sequence[Alignment],
    golds: Sequence[Gold],
    *,
    judged_targets: Sequence[Sequence[str] | None] | None = None,
    resamples: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Score several alignments, one row per pair and measure, and the mean.

    Parameters
    ----------
    alignments : sequence of Alignment
        Of any pairs of documents.
    golds : sequence of tables, paths or rows
        One for each alignment, in the same order.
    judged_targets : sequence, optional
        One entry for each alignment; see `evaluate`.
    resamples : int, default 2000
        Size of the bootstrap over pairs of documents.
    seed : int, default 0
        Of the bootstrap.

    Returns
    -------
    pandas.DataFrame
        Columns `SCORE_SCHEMA`: the rows of `evaluate` for each pair, then
        rows of the pair ``mean``, whose value is the mean over the pairs
        that have one, with the percentile bounds of the bootstrap over
        pairs (absent for fewer than two pairs) and the sums of the
        counts. The calibration error of ``mean`` is that of all pairs
        pooled, with no bounds.

    Raises
    ------
    ValueError
        If the numbers of alignments and gold tables differ.
    AlignmentError
        If a gold table does not fit its documents.
    """
    tables = [
        evaluate(alignment, gold, judged_targets=judged)
        for alignment, gold, judged in _triples(
            alignments, golds, judged_targets
        )
    ]
    pooled = reliability_table(
        alignments, golds, judged_targets=judged_targets
    )
    rows = [tuple(row) for t in tables for row in t.itertuples(index=False)]
    together = pd.concat([frame([], SCORE_SCHEMA), *tables])
    for measure in MEASURES:
        of_pairs = together[together["measure"] == measure]
        values = of_pairs["value"].dropna().to_numpy(float)
        row: tuple[object, ...] = (
            float(values.mean()) if len(values) else None,
            *bootstrap_mean(values, resamples=resamples, seed=seed),
            *of_pairs[["hits", "total"]].sum(min_count=1),
        )
        if measure == "calibration_error":
            row = (calibration_error(pooled), None, None, None, None)
        rows.append(("mean", measure, *row))
    return frame(rows, SCORE_SCHEMA)


def reliability_table(
    alignments: Sequence[Alignment],
    golds: Sequence[Gold],
    *,
    judged_targets: Sequence[Sequence[str] | None] | None = None,
    bins: int = 10,
    least: float = 0.05,
) -> pd.DataFrame:
    """Compare confidence with what readers found, one row per interval.

    Parameters
    ----------
    alignments : sequence of Alignment
        Their scored pairs are pooled; links of any strength are right.
    golds : sequence of tables, paths or rows
        One for each alignment, in the same order.
    judged_targets : sequence, optional
        One entry for each alignment; see `evaluate`.
    bins, least
        See `plandiff.evaluation.calibration.reliability`.

    Returns
    -------
    pandas.DataFrame
        See `plandiff.evaluation.calibration.reliability`.

    Raises
    ------
    ValueError
        If `bins` is less than 1, or the numbers of alignments and gold
        tables differ.
    AlignmentError
        If a gold table does not fit its documents.
    """
    judgments = [
        _judge(alignment, gold, judged)
        for alignment, gold, judged in _triples(
            alignments, golds, judged_targets
        )
    ]
    return reliability(
        np.concatenate([np.zeros(0), *(j.confidences for j in judgments)]),
        np.concatenate([np.zeros(0), *(j.outcomes for j in judgments)]),
        bins=bins,
        least=least,
    )


def _triples(
    alignments: Sequence[Alignment],
    golds: Sequence[Gold],
    judged_targets: Sequence[Sequence[str] | None] | None,
) -> list[tuple[Alignment, Gold, Sequence[str] | None]]:
    """Put alignments, gold tables and judged clauses side by side."""
    settled = judged_targets or [None] * len(alignments)
    if not len(alignments) == len(golds) == len(settled):
        raise ValueError(
            "golds: expected one table for each alignment but found "
            f"{len(alignments)} alignments, {len(golds)} gold tables and "
            f"{len(settled)} lists of judged clauses."
        )
    return list(zip(alignments, golds, settled, strict=True))


def _judge(
    alignment: Alignment, gold: Gold, judged_targets: Sequence[str] | None
) -> _Judgment:
    """Bring links, gold links and what was judged to plain sets of ids."""
    reference, target = alignment.reference, alignment.target
    table = check_gold(gold, reference, target)
    alone = {
        strength: table[table["strength"] == strength] for strength in ALONE
    }
    table = table[~table["strength"].isin(ALONE)]
    called_new = set(alone["added"]["target_id"].dropna())
    unjudged = alone["unjudged"]
    judged_target = {clause.id for clause in target} - called_new
    judged_target -= set(unjudged["target_id"].dropna())
    whole = judged_targets is None and unjudged["reference_id"].isna().all()
    judged_reference = {c.id for c in reference} if whole else set()
    if judged_targets is not None:
        judged_target = {target[str(place)].id for place in judged_targets}
        table = table[table["target_id"].isin(judged_target)]
    links = frozenset(_pairs(table))
    outside = {pair[1] for pair in links} - judged_target
    if outside:
        raise AlignmentError(
            f"gold, clause {min(outside)}: expected no link, since the table "
            "lists it as a clause without one, but found one. Remove one of "
            "the two rows."
        )
    added = called_new | (judged_target - {pair[1] for pair in links})
    scored = alignment.pairs
    scored = scored[scored["target_id"].isin(judged_target)]
    return _Judgment(
        found=frozenset(_pairs(alignment.links)),
        gold=links,
        strong=frozenset(_pairs(table[table["strength"].isin(STRONG)])),
        added=frozenset(added),
        dropped=frozenset(judged_reference - {pair[0] for pair in links}),
        judged_references=frozenset(judged_reference),
        judged_targets=frozenset(judged_target),
        confidences=scored["confidence"].to_numpy(float, na_value=0.0),
        outcomes=np.array([pair in links for pair in _pairs(scored)], float),
    )


def _pairs(table: pd.DataFrame) -> list[Link]:
    return list(zip(table["reference_id"], table["target_id"], strict=True))


def _scores(judgment: _Judgment) -> list[tuple[object, ...]]:
    """Compute the rows of `evaluate`, without the name of the pair."""
    gold, strong = judgment.gold, judgment.strong
    added, dropped = judgment.added, judgment.dropped
    links = {p for p in judgment.found if p[1] in judgment.judged_targets}
    linked_targets = {pair[1] for pair in judgment.found}
    linked_references = {pair[0] for pair in judgment.found}
    left_target = (judgment.judged_targets | added) - linked_targets
    left_reference = judgment.judged_references - linked_references
    spurious = len(added & linked_targets) + len(dropped & linked_references)
    counts = {
        "precision": (len(links & gold), len(links)),
        "recall": (len(links & strong), len(strong)),
        "recall_all": (len(links & gold), len(gold)),
        "spurious_rate": (spurious, len(added) + len(dropped)),
        "split_recall": _several(links, gold, side=0),
        "merge_recall": _several(links, gold, side=1),
        "added_precision": (len(left_target & added), len(left_target)),
        "added_recall": (len(left_target & added), len(added)),
        "dropped_precision": (
            len(left_reference & dropped),
            len(left_reference),
        ),
        "dropped_recall": (len(left_reference & dropped), len(dropped)),
    }
    values: dict[str, tuple[object, ...]] = {
        measure: (
            hits / total if total else None,
            *wilson(hits, total),
            hits,
            total,
        )
        for measure, (hits, total) in counts.items()
    }
    absent = (None, None, None, None)
    values["f1"] = (_harmonic(counts["precision"], counts["recall"]), *absent)
    table = reliability(judgment.confidences, judgment.outcomes)
    values["calibration_error"] = (calibration_error(table), *absent)
    return [(measure, *values[measure]) for measure in MEASURES]


def _several(
    links: set[Link], gold: frozenset[Link], *, side: int
) -> tuple[int, int]:
    """Count the clauses with several partners, and those found so."""
    partners: dict[str, set[Link]] = {}
    for pair in gold:
        partners.setdefault(pair[side], set()).add(pair)
    several = [found for found in partners.values() if len(found) > 1]
    return sum(len(found & links) > 1 for found in several), len(several)


def _harmonic(
    precision: tuple[int, int], recall: tuple[int, int]
) -> float | None:
    """Harmonic mean of two ratios; 0 without a hit, None without a case."""
    if not recall[1]:
        return None
    if not precision[0] or not recall[0]:
        return 0.0
    p, r = precision[0] / precision[1], recall[0] / recall[1]
    return 2 * p * r / (p + r)
