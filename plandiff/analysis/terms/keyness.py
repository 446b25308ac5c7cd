"""Which terms are typical of one plan against another.

Two published measures side by side: the log-odds ratio with an informative
Dirichlet prior (Monroe, Colaresi and Quinn 2008) and the log-likelihood
ratio G² (Dunning 1993).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy
from scipy.special import xlogy

from plandiff.analysis.terms.phrases import (
    TermCounts,
    TermOptions,
    count_terms,
)
from plandiff.document import Document
from plandiff.errors import ClauseError
from plandiff.frames import frame
from plandiff.signature import signature
from plandiff.text.tokens import tokenizer_name

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "KEYNESS_EXCERPT_NOTE",
    "KEYNESS_NOTE",
    "KEYNESS_SCHEMA",
    "KeynessOptions",
    "keyness",
]

KEYNESS_SCHEMA = {
    "term": "string",
    "words": "Int64",
    "reference_count": "Int64",
    "target_count": "Int64",
    "reference_clauses": "Int64",
    "target_clauses": "Int64",
    "reference_rate": "Float64",
    "target_rate": "Float64",
    "keyness": "Float64",
    "log_odds": "Float64",
    "g2": "Float64",
    "log_ratio": "Float64",
    "p": "Float64",
    "p_adjusted": "Float64",
    "p_clauses": "Float64",
    "p_clauses_adjusted": "Float64",
    "note": "string",
}

KEYNESS_NOTE = (
    "digest: one side is a cited summary in other words than the plan's. Its "
    "counts say nothing of the wording of the official text; a term with no "
    "count is one not found in our sources."
)
"""What every row says when either side holds a digest."""

KEYNESS_EXCERPT_NOTE = (
    "excerpt: one side holds parts of the official text only; a term with no "
    "count is one not found in our sources."
)
"""What every row says when either side holds an excerpt and no digest."""

_Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeynessOptions:
    """What is counted and how the prior is set.

    Attributes
    ----------
    min_count : int, default 3
        Least count of a term, both sides together, at least 1.
    prior_size : float, default 500.0
        Words that the prior is worth, above 0. They are shared out among
        the terms as in both sides together.
    terms : TermOptions
        Which phrases count as terms, and what is set aside.
    """

    min_count: int = 3
    prior_size: float = 500.0
    terms: TermOptions = field(default_factory=TermOptions)

    def __post_init__(self) -> None:
        if self.min_count < 1:
            raise ValueError(
                f"min_count: expected at least 1 but found {self.min_count}."
            )
        if not self.prior_size > 0:
            raise ValueError(
                "prior_size: expected a number above 0 but found "
                f"{self.prior_size}."
            )


def keyness(
    reference: Document | Iterable[Document],
    target: Document | Iterable[Document],
    *,
    options: KeynessOptions | None = None,
) -> pd.DataFrame:
    """Score how typical each term is of either side, one row per term.

    Parameters
    ----------
    reference, target : Document or iterable of Document
        The earlier and the later plan, or groups of plans.
    options : KeynessOptions, optional
        Minimum count, prior and what counts as a term.

    Returns
    -------
    pandas.DataFrame
        Columns term, words (how many it has); reference_count,
        target_count; reference_clauses, target_clauses (clauses with the
        term); reference_rate, target_rate (per 10,000 words counted);
        keyness (log-odds over its standard error: above 0 for terms
        typical of the target); log_odds (with the prior, natural
        logarithm); g2 (log-likelihood ratio with the sign of the
        difference); log_ratio (of the rates, base 2, half an occurrence
        added to each side); p (of g2) and p_adjusted; p_clauses (clauses
        instead of words as the unit that varies) and p_clauses_adjusted;
        note (absent for full texts). From the most typical
        of the target down to the most typical of the reference.
        ``table.attrs["signature"]`` names every choice.

    Raises
    ------
    ClauseError
        If a side has no words to count.

    Notes
    -----
    For a term with count a of n words in the target, b of m in the
    reference and c in the prior of size s [1]_::

        log_odds = log((a + c) / (n + s - a - c))
                   - log((b + c) / (m + s - b - c))
        keyness = log_odds / sqrt(1 / (a + c) + 1 / (b + c))

    g2 is twice the sum of observed × log(observed / expected) over the
    four cells of term or other word by target or reference [2]_. Its p
    takes words as independent. They are not: a term that a clause is about
    occurs there several times. p_clauses deals whole clauses out between
    the sides at random, in the normal limit of that permutation; prefer it.
    With the clauses of one plan dealt out in two, where nothing is typical,
    15 % of p and 5 % of p_clauses are at most 0.05
    (``tests/benchmarks/bench_themes.py``). Adjusted values control the
    false discovery rate.

    A word inside a counted phrase is not counted again, so all counts of a
    side add up to its words. Function words, single Chinese characters,
    numbers and punctuation are not words here.

    References
    ----------
    .. [1] Monroe, Colaresi and Quinn (2008), Fightin' words: lexical
           feature selection and evaluation for identifying the content of
           political conflict, Political Analysis 16(4).
    .. [2] Dunning (1993), Accurate methods for the statistics of surprise
           and coincidence, Computational Linguistics 19(1).

    Examples
    --------
    >>> earlier = Document.from_clauses("a", [("1", "物流，物流，物流，平台")])
    >>> later = Document.from_clauses("b", [("1", "数据，数据，数据，平台")])
    >>> keyness(earlier, later)["term"].tolist()
    ['数据', '物流']
    """
    choice = options or KeynessOptions()
    sides = [
        [side] if isinstance(side, Document) else [*side]
        for side in (reference, target)
    ]
    counted = count_terms([*sides[0], *sides[1]], options=choice.terms)
    split = counted.bounds[len(sides[0])]
    totals = [
        int(counted.counts[:split].sum()),
        int(counted.counts[split:].sum()),
    ]
    for name, documents, total in zip(
        ("reference", "target"), sides, totals, strict=True
    ):
        if not total:
            raise ClauseError(
                f"{name}: expected words to count but found none in "
                f"{', '.join(d.id for d in documents) or 'no document'}."
            )
    fidelities = {d.fidelity for side in sides for d in side}
    note = KEYNESS_EXCERPT_NOTE if "excerpt" in fidelities else None
    if "digest" in fidelities:
        note = KEYNESS_NOTE
    rows = _rows(counted, split, totals, choice, note=note)
    table = frame(rows, KEYNESS_SCHEMA)
    table = table.sort_values(
        ["keyness", "term"], ascending=[False, True]
    ).reset_index(drop=True)
    table.attrs["signature"] = signature(
        **{
            name: ",".join(f"{d.id}@{d.source.sha256[:12]}" for d in side)
            for name, side in zip(("reference", "target"), sides, strict=True)
        },
        tokens=tokenizer_name(),
        phrases=f"{choice.terms.longest},{choice.terms.occurrences},"
        f"{choice.terms.association:g},{choice.terms.freedom:g}",
        boilerplate=choice.terms.boilerplate,
        min_count=choice.min_count,
        prior=choice.prior_size,
    )
    return table


def _rows(
    counted: TermCounts,
    split: int,
    totals: list[int],
    choice: KeynessOptions,
    *,
    note: str | None,
) -> list[tuple[Any, ...]]:
    """Score the terms that are frequent enough."""
    sides = counted.counts[:split], counted.counts[split:]
    before, after = (
        np.asarray(side.sum(axis=0), dtype=np.float64) for side in sides
    )
    n, m = totals
    clauses = [np.asarray((side > 0).sum(axis=0)) for side in sides]
    keep = np.flatnonzero(before + after >= choice.min_count)
    if not len(keep):
        return []
    z, odds = _log_odds(before, after, totals, choice.prior_size)
    g2 = _log_likelihood(before, after, totals)
    p_clauses = _clause_p(counted, split)
    ratio = np.log2((after + 0.5) / (m + 1)) - np.log2(
        (before + 0.5) / (n + 1)
    )
    p = scipy.stats.chi2.sf(np.abs(g2), 1)
    adjusted = scipy.stats.false_discovery_control(p[keep])
    adjusted_clauses = scipy.stats.false_discovery_control(p_clauses[keep])
    return [
        (
            counted.terms[k],
            counted.lengths[k],
            int(before[k]),
            int(after[k]),
            int(clauses[0][k]),
            int(clauses[1][k]),
            before[k] / n * 10_000,
            after[k] / m * 10_000,
            z[k],
            odds[k],
            g2[k],
            ratio[k],
            p[k],
            adjusted[place],
            p_clauses[k],
            adjusted_clauses[place],
            note,
        )
        for place, k in enumerate(keep)
    ]


def _log_odds(
    before: _Floats, after: _Floats, totals: list[int], size: float
) -> tuple[_Floats, _Floats]:
    """Return keyness and log-odds after Monroe, Colaresi and Quinn."""
    prior = size * (before + after) / sum(totals)

    def odds(count: _Floats, total: int) -> _Floats:
        # A side whose only word is this one has no odds against it.
        rest = np.maximum(total + size - count - prior, 1e-9)
        return np.asarray(np.log((count + prior) / rest))

    difference = odds(after, totals[1]) - odds(before, totals[0])
    error = np.sqrt(1 / (after + prior) + 1 / (before + prior))
    return difference / error, difference


def _log_likelihood(
    before: _Floats, after: _Floats, totals: list[int]
) -> _Floats:
    """Return Dunning's G² over four cells, signed by the difference."""
    n, m = totals
    both = before + after
    cells = [
        (before, both * n / (n + m)),
        (after, both * m / (n + m)),
        (n - before, (n + m - both) * n / (n + m)),
        (m - after, (n + m - both) * m / (n + m)),
    ]
    g2 = 2 * sum(
        xlogy(seen, seen / np.where(expected > 0, expected, 1))
        for seen, expected in cells
    )
    return np.asarray(np.maximum(g2, 0) * np.sign(after * n - before * m))


def _clause_p(counted: TermCounts, split: int) -> _Floats:
    """Return p-values when whole clauses are dealt out at random.

    The excess of a term in a clause over its expected count has mean zero;
    the variance of the target's total excess over all ways to choose its
    clauses is known in closed form, and the total is nearly normal.
    """
    counts = counted.counts
    clauses = counts.shape[0]
    lengths = np.asarray(counts.sum(axis=1))
    sums = np.asarray(counts.sum(axis=0))
    rate = sums / sums.sum()
    observed = np.asarray(counts[split:].sum(axis=0)) - (
        rate * lengths[split:].sum()
    )
    squares = (
        np.asarray(counts.power(2).sum(axis=0))
        - 2 * rate * (counts.T @ lengths)
        + rate**2 * (lengths**2).sum()
    )
    chosen = clauses - split
    if min(chosen, split) < 1 or clauses < 3:
        return np.ones(len(sums))
    variance = chosen * split / (clauses * (clauses - 1)) * squares
    z = np.divide(
        np.abs(observed),
        np.sqrt(np.maximum(variance, 0)),
        out=np.zeros(len(sums)),
        where=variance > 1e-12,
    )
    return np.asarray(2 * scipy.stats.norm.sf(z))
