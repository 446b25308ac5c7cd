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

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from plandiff.errors import AlignmentError
from plandiff.evaluation.calibration import (
    LEAST,
    calibration_error,
    chance_error,
    reliability,
)
from plandiff.evaluation.gold import (
    ALONE,
    STRONG,
    Gold,
    check_gold,
    load_gold,
    write_gold,
)
from plandiff.evaluation.intervals import two_level_mean, wilson
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
    "calibration_chance",
    "added_none_precision",
    "added_none_recall",
    "dropped_none_precision",
    "dropped_none_recall",
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
    sure_references: frozenset[str]
    sure_targets: frozenset[str]
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
            pairs of at least `plandiff.evaluation.calibration.LEAST`; the
            counts are links among them, and pairs. Without bounds.
        calibration_chance
            The same error if the confidences meant just what they say, on
            average; `upper` is what it then stays below in 19 of 20 cases.
        added_none_precision, added_none_recall
            As added_precision and added_recall, but of clauses that
            `Alignment.lone` says have no counterpart (verdict ``none``).
        dropped_none_precision, dropped_none_recall
            The same for clauses of the reference.

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
        that have one, with the percentile bounds of the two-level
        bootstrap, which draws pairs and then the clauses of each (absent
        for fewer than two pairs), and the sums of the counts. The
        calibration error of ``mean`` is that of all pairs pooled.

    Raises
    ------
    ValueError
        If the numbers of alignments and gold tables differ.
    AlignmentError
        If a gold table does not fit its documents.
    """
    triples = _triples(alignments, golds, judged_targets)
    judgments = [_judge(*triple) for triple in triples]
    counts = [_counts(judgment) for judgment in judgments]
    rows: list[tuple[object, ...]] = []
    for (alignment, _, _), judgment in zip(triples, judgments, strict=True):
        name = f"{alignment.reference.id}-{alignment.target.id}"
        rows += [(name, *row) for row in _scores(judgment)]
    together = frame(rows, SCORE_SCHEMA)
    pooled = _calibration(
        np.concatenate([np.zeros(0), *(j.confidences for j in judgments)]),
        np.concatenate([np.zeros(0), *(j.outcomes for j in judgments)]),
    )
    for measure in MEASURES:
        of_pairs = together[together["measure"] == measure]
        values = of_pairs["value"].dropna().to_numpy(float)
        row: tuple[object, ...] = (
            float(values.mean()) if len(values) else None,
            *two_level_mean(
                counts,
                functools.partial(_value, measure),
                resamples=resamples,
                seed=seed,
            ),
            *of_pairs[["hits", "total"]].sum(min_count=1),
        )
        rows.append(("mean", measure, *pooled.get(measure, row)))
    return frame(rows, SCORE_SCHEMA)


def reliability_table(
    alignments: Sequence[Alignment],
    golds: Sequence[Gold],
    *,
    judged_targets: Sequence[Sequence[str] | None] | None = None,
    bins: int = 10,
    least: float = LEAST,
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
    lone = alignment.lone
    lone, id_ = lone[lone["verdict"] == "none"], "clause_id"
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
        sure_references=frozenset(lone[lone["side"] == "reference"][id_]),
        sure_targets=frozenset(lone[lone["side"] == "target"][id_]),
        confidences=scored["confidence"].to_numpy(float, na_value=0.0),
        outcomes=np.array([pair in links for pair in _pairs(scored)], float),
    )


def _pairs(table: pd.DataFrame) -> list[Link]:
    return list(zip(table["reference_id"], table["target_id"], strict=True))


_COUNTED = tuple(
    measure
    for measure in MEASURES
    if measure not in ("f1", "calibration_error", "calibration_chance")
)
"""Measures that are a ratio of two counts."""


def _scores(judgment: _Judgment) -> list[tuple[object, ...]]:
    """Compute the rows of `evaluate`, without the name of the pair."""
    sums = _counts(judgment).sum(axis=0)
    values = _calibration(judgment.confidences, judgment.outcomes)
    for measure in (*_COUNTED, "f1"):
        found = float(_value(measure, sums[None])[0])
        value = None if np.isnan(found) else found
        if measure == "f1":
            values[measure] = (value, None, None, None, None)
            continue
        place = 2 * _COUNTED.index(measure)
        hits, total = int(sums[place]), int(sums[place + 1])
        values[measure] = (value, *wilson(hits, total), hits, total)
    return [(measure, *values[measure]) for measure in MEASURES]


def _calibration(
    confidences: NDArray[np.float64], outcomes: NDArray[np.float64]
) -> dict[str, tuple[object, ...]]:
    """Compute the calibration error, and that of a source that has none."""
    table = reliability(confidences, outcomes)
    hits, total = int(table["hits"].sum()), int(table["total"].sum())
    chance = chance_error(confidences)
    mean, upper = chance or (None, None)
    error = calibration_error(table)
    return {
        "calibration_error": (error, None, None, hits, total),
        "calibration_chance": (mean, None, upper, hits, total),
    }


def _counts(judgment: _Judgment) -> NDArray[np.float64]:
    """Count, clause by clause, hits and totals of each measure.

    Returns an array with a row for each clause that counts anywhere and two
    columns for each of `_COUNTED`; the sums over rows are the counts of the
    pair, and rows can be drawn again.
    """
    gold, strong = judgment.gold, judgment.strong
    added, dropped = judgment.added, judgment.dropped
    links = {p for p in judgment.found if p[1] in judgment.judged_targets}
    linked_targets = {pair[1] for pair in judgment.found}
    linked_references = {pair[0] for pair in judgment.found}
    left_target = (judgment.judged_targets | added) - linked_targets
    left_reference = judgment.judged_references - linked_references
    none_target = left_target & judgment.sure_targets
    none_reference = left_reference & judgment.sure_references
    targets = [pair[1] for pair in links], [pair[1] for pair in gold]
    counted: dict[str, tuple[Iterable[str], Iterable[str]]] = {
        "precision": ([p[1] for p in links & gold], targets[0]),
        "recall": (
            [p[1] for p in links & strong],
            [p[1] for p in strong],
        ),
        "recall_all": ([p[1] for p in links & gold], targets[1]),
        "spurious_rate": (
            [*(added & linked_targets), *(dropped & linked_references)],
            [*added, *dropped],
        ),
        "split_recall": _several(links, gold, side=0),
        "merge_recall": _several(links, gold, side=1),
        "added_precision": (left_target & added, left_target),
        "added_recall": (left_target & added, added),
        "dropped_precision": (left_reference & dropped, left_reference),
        "dropped_recall": (left_reference & dropped, dropped),
        "added_none_precision": (none_target & added, none_target),
        "added_none_recall": (none_target & added, added),
        "dropped_none_precision": (none_reference & dropped, none_reference),
        "dropped_none_recall": (none_reference & dropped, dropped),
    }
    clauses = sorted(
        {p[1] for p in links | gold}
        | judgment.judged_targets
        | judgment.judged_references
        | added
        | {p[0] for p in gold}
    )
    places = {clause: place for place, clause in enumerate(clauses)}
    counts = np.zeros((len(clauses), 2 * len(_COUNTED)))
    for number, measure in enumerate(_COUNTED):
        for side, ids in enumerate(counted[measure]):
            for clause in ids:
                counts[places[clause], 2 * number + side] += 1
    return counts


def _value(measure: str, sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a measure of counts, draws down; NaN where it is undefined."""
    if measure == "f1":
        precision, recall = _value("precision", sums), _value("recall", sums)
        precision = np.where(np.isnan(precision), 0.0, precision)
        both = precision + recall
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(both == 0, 0.0, 2 * precision * recall / both)
    if measure not in _COUNTED:
        return np.full(len(sums), np.nan)
    place = 2 * _COUNTED.index(measure)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(sums[:, place] / sums[:, place + 1])


def _several(
    links: set[Link], gold: frozenset[Link], *, side: int
) -> tuple[list[str], list[str]]:
    """Name the clauses with several partners, and those found so."""
    partners: dict[str, set[Link]] = {}
    for pair in gold:
        partners.setdefault(pair[side], set()).add(pair)
    several = {id_: found for id_, found in partners.items() if len(found) > 1}
    found_so = [
        id_ for id_, found in several.items() if len(found & links) > 1
    ]
    return found_so, [*several]
