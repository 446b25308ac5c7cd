"""Themes without a codebook: topics that the words of the plans suggest.

Non-negative matrix factorization of clauses by words. Topics are labelled
by their terms and carry a stability score, since a topic that vanishes when
a few clauses are left out is no finding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfTransformer

from plandiff.analysis.terms.phrases import TermOptions, count_terms
from plandiff.document import Document
from plandiff.document.several import each_document
from plandiff.errors import ClauseError
from plandiff.frames import frame
from plandiff.signature import signature
from plandiff.text.tokens import tokenizer_name

__all__ = [
    "CLAUSE_TOPIC_SCHEMA",
    "TOPIC_SCHEMA",
    "TopicOptions",
    "Topics",
    "find_topics",
]

TOPIC_SCHEMA = {
    "topic": "Int64",
    "terms": "string",
    "clauses": "Int64",
    "share": "Float64",
    "stability": "Float64",
    "stability_chance": "Float64",
}
CLAUSE_TOPIC_SCHEMA = {
    "document": "string",
    "clause_id": "string",
    "topic": "Int64",
    "weight": "Float64",
}

_Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicOptions:
    """How topics are found.

    Attributes
    ----------
    topics : int, default 10
        How many, at least 2.
    label_terms : int, default 6
        Terms in a label.
    min_clauses : int, default 2
        Clauses in which a term must occur to be used.
    max_share : float, default 0.5
        Share of clauses beyond which a term says nothing of a topic.
    repeats : int, default 10
        Times that the topics are found again on four fifths of the
        clauses, for the stability.
    shuffles : int, default 3
        Times that the words are shuffled over the clauses, for the
        stability that chance would give.
    seed : int, default 20211026
        Start of the random numbers.
    """

    topics: int = 10
    label_terms: int = 6
    min_clauses: int = 2
    max_share: float = 0.5
    repeats: int = 10
    shuffles: int = 3
    seed: int = 20211026

    def __post_init__(self) -> None:
        if self.topics < 2:
            raise ValueError(
                f"topics: expected at least 2 but found {self.topics}."
            )
        if self.repeats < 2:
            raise ValueError(
                f"repeats: expected at least 2 but found {self.repeats}."
            )
        if self.shuffles < 1:
            raise ValueError(
                f"shuffles: expected at least 1 but found {self.shuffles}."
            )


@dataclass(frozen=True, repr=False)
class Topics:
    """Topics found in plans.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per topic: topic (from 1, the largest first), terms (its
        label), clauses (those whose main topic it is), share (of all
        clauses, in [0, 1]), stability (in [0, 1]) and stability_chance
        (the mean stability of topics of the same clauses with their words
        shuffled). A topic no more stable than that is none.
    clauses : pandas.DataFrame
        One row per clause: document, clause_id, topic (its main one) and
        weight (its part in the clause, in [0, 1]); absent for a clause
        without any term used.
    signature : str
        Every choice that moves a number.
    """

    table: pd.DataFrame
    clauses: pd.DataFrame
    signature: str

    def __repr__(self) -> str:
        return f"<Topics: {len(self.table)} in {len(self.clauses)} clauses>"

    def _repr_html_(self) -> str:
        return str(
            self.table.to_html(index=False, float_format="{:.2f}".format)
        )


def find_topics(
    documents: Document | Iterable[Document],
    *,
    options: TopicOptions | None = None,
) -> Topics:
    """Find topics in plans by non-negative matrix factorization.

    Parameters
    ----------
    documents : Document or iterable of Document
        Read together; each clause is a unit.
    options : TopicOptions, optional
        How many topics, which terms, and the seed.

    Returns
    -------
    Topics
        The topics, and the main topic of each clause.

    Raises
    ------
    ClauseError
        If there are fewer usable clauses or terms than topics.

    Notes
    -----
    Counts of words and phrases are weighted by TF-IDF and factored from a
    deterministic start [1]_. Stability follows Greene and others [2]_: the
    topics are found again on random parts of the clauses, matched one to
    one, and the first ten terms of each pair compared; the score is the
    mean of the terms that both have over those that either has. Shuffled
    words have a stability too, since topics of few clauses share frequent
    words: read it against stability_chance.

    References
    ----------
    .. [1] Boutsidis and Gallopoulos (2008), SVD based initialization: a
           head start for nonnegative matrix factorization, Pattern
           Recognition 41(4).
    .. [2] Greene, O'Callaghan and Cunningham (2014), How many topics?
           Stability analysis for topic models, Proceedings of ECML PKDD.

    Examples
    --------
    >>> rows = [("1", "农村物流，农村电商"), ("2", "农村物流，农村电商")]
    >>> rows += [("3", "数据安全，个人信息"), ("4", "数据安全，个人信息")]
    >>> plan = Document.from_clauses("x", rows)
    >>> found = find_topics(plan, options=TopicOptions(topics=2))
    >>> found.table["clauses"].tolist()
    [2, 2]
    """
    plans = each_document(documents)
    choice = options or TopicOptions()
    counted = count_terms(plans, options=TermOptions())
    presence = np.asarray((counted.counts > 0).sum(axis=0))
    size = counted.counts.shape[0]
    used = np.flatnonzero(
        (presence >= choice.min_clauses)
        & (presence <= choice.max_share * max(size, 1))
    )
    filled = np.flatnonzero(np.asarray(counted.counts[:, used].sum(axis=1)))
    if min(len(used), len(filled)) < choice.topics:
        raise ClauseError(
            f"topics: expected at least {choice.topics} clauses and terms "
            f"but found {len(filled)} and {len(used)}. Ask for fewer topics, "
            "or lower min_clauses."
        )
    weights = _weighted(csr_array(counted.counts[:, used]))
    mixture, topics = _factor(weights, choice.topics)
    # Topics are scaled to a sum of 1, so that weights compare.
    scale = topics.sum(axis=1)
    mixture, topics = mixture * scale, topics / _above_zero(scale)[:, None]
    stability = _stability(weights, topics, choice)
    chance = _chance(csr_array(counted.counts[:, used]), choice)
    total = mixture.sum(axis=1)
    main = np.where(total > 0, mixture.argmax(axis=1), -1)
    sizes = np.bincount(main[main >= 0], minlength=choice.topics)
    order = np.lexsort((np.arange(choice.topics), -sizes))
    names = [counted.terms[k] for k in used]
    rank = {int(old): new for new, old in enumerate(order, 1)}
    table = frame(
        (
            (
                rank[int(k)],
                "、".join(
                    names[j] for j in _best(topics[k], choice.label_terms)
                ),
                int(sizes[k]),
                int(sizes[k]) / size,
                float(stability[k]),
                chance,
            )
            for k in order
        ),
        TOPIC_SCHEMA,
    )
    ids = [(plan.id, clause.id) for plan in plans for clause in plan]
    clauses = frame(
        (
            (
                document,
                clause_id,
                rank[int(main[i])] if total[i] > 0 else None,
                float(mixture[i].max() / total[i]) if total[i] > 0 else None,
            )
            for i, (document, clause_id) in enumerate(ids)
        ),
        CLAUSE_TOPIC_SCHEMA,
    )
    return Topics(
        table,
        clauses,
        signature(
            documents=",".join(
                f"{plan.id}@{plan.source.sha256[:12]}" for plan in plans
            ),
            tokens=tokenizer_name(),
            topics=choice.topics,
            terms=f"{choice.min_clauses}-{choice.max_share:g}",
            repeats=choice.repeats,
            shuffles=choice.shuffles,
            seed=choice.seed,
        ),
    )


def _weighted(counts: csr_array) -> csr_array:
    """Weight counts of terms by TF-IDF."""
    return csr_array(TfidfTransformer(sublinear_tf=True).fit_transform(counts))


def _chance(counts: csr_array, choice: TopicOptions) -> float:
    """Return the mean stability where words are shuffled over clauses.

    Each clause keeps its number of words and each word how often it is.
    """
    rng = np.random.default_rng([choice.seed, 1])
    cells = counts.tocoo()
    times = np.asarray(cells.data, dtype=np.int64)
    rows, columns = (np.repeat(one, times) for one in (cells.row, cells.col))
    found = []
    for _ in range(choice.shuffles):
        dealt = csr_array(
            (np.ones(len(rows)), (rows, rng.permutation(columns))),
            shape=counts.shape,
        )
        weights = _weighted(dealt)
        _, topics = _factor(weights, choice.topics)
        found.append(_stability(weights, topics, choice).mean())
    return float(np.mean(found))


def _factor(weights: csr_array, topics: int) -> tuple[_Floats, _Floats]:
    """Factor clauses by terms into clauses by topics and topics by terms."""
    start = "nndsvda" if topics <= min(weights.shape) else "random"
    model = NMF(topics, init=start, max_iter=1000, tol=1e-3, random_state=0)
    # An exact fit leaves an error of 0, which rounding can put below 0; the
    # library then takes its root for a report that is not used here.
    with np.errstate(invalid="ignore"):
        mixture = model.fit_transform(weights)
    return np.asarray(mixture), np.asarray(model.components_)


def _stability(
    weights: csr_array, topics: _Floats, choice: TopicOptions
) -> _Floats:
    """Return the share of terms that each topic keeps on other samples."""
    rng = np.random.default_rng(choice.seed)
    size = weights.shape[0]
    part = max(int(0.8 * size), min(choice.topics, size))
    kept = np.zeros(len(topics))
    for _ in range(choice.repeats):
        rows = np.sort(rng.choice(size, part, replace=False))
        _, again = _factor(weights[rows], len(topics))
        overlap = np.array([[_overlap(a, b) for b in again] for a in topics])
        mine, other = linear_sum_assignment(-overlap)
        kept[mine] += overlap[mine, other]
    return kept / choice.repeats


def _overlap(first: _Floats, second: _Floats) -> float:
    """Return the first ten terms of both topics over those of either."""
    sets = [set(_best(topic, 10).tolist()) for topic in (first, second)]
    return len(sets[0] & sets[1]) / max(len(sets[0] | sets[1]), 1)


def _best(topic: _Floats, number: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the terms of a topic with the largest weights, none of 0."""
    order = np.lexsort((np.arange(len(topic)), -topic))[:number]
    return np.asarray(order[topic[order] > 0])


def _above_zero(values: _Floats) -> _Floats:
    return np.where(values > 0, values, 1.0)
