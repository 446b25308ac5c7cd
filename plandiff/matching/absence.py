"""How sure it is that a clause has no counterpart in the other plan.

The cut that is best for links is not the cut for absence: a clause whose
best candidate misses the cut by a little may well have a counterpart. So
absence has a probability of its own, and what is too unsure to be called
added or dropped stays open, with its candidates.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from plandiff.frames import frame

if TYPE_CHECKING:
    from plandiff.document import Document

__all__ = ["LONE_SCHEMA", "NONE_BOUND", "draw_links", "lone_table"]

LONE_SCHEMA = {
    "side": "string",
    "clause_id": "string",
    "confidence": "Float64",
    "verdict": "string",
    "candidates": "string",
}
"""Columns of `Alignment.lone`."""

NONE_BOUND = 0.8
"""Probability of absence from which a clause is said to have no counterpart.

Chosen on the pairs of documents that one reader linked, which train and on
which nothing is reported: there 0.9 of the clauses above it have none
(``python tests/benchmarks/bench_absence.py``).
"""

_CANDIDATES = 3
_WORTH_NAMING = 0.02
"""A pair below this probability is no candidate."""


def lone_table(
    documents: tuple[Document, Document],
    pairs: pd.DataFrame,
    links: pd.DataFrame,
) -> pd.DataFrame:
    """List the clauses without a link, and how sure that is.

    Parameters
    ----------
    documents : tuple of Document
        The reference and the target.
    pairs, links : pandas.DataFrame
        As `Alignment` holds them. A pair that a scholar ruled out counts
        for nothing.

    Returns
    -------
    pandas.DataFrame
        One row per clause without a link, the reference's first, each plan
        in its order; columns `LONE_SCHEMA`. `side` is ``reference`` or
        ``target``. `confidence` is the calibrated probability in [0, 1]
        that the clause has no counterpart, and absent where the clause has
        no letter to compare. `verdict` is ``none`` from a confidence of
        `NONE_BOUND`, else ``open``. `candidates` are up to three ids of the
        other plan, likeliest first.

    Notes
    -----
    The probability is the product of ``1 - confidence`` over the scored
    pairs of the clause: that none of them is a link, were they independent.
    Nothing is fitted; with documents left out it is calibrated as it stands.

    Examples
    --------
    >>> from plandiff import Document, align
    >>> old = Document.from_clauses(
    ...     "a", [("1", "发展农村电子商务。"), ("2", "建设海外仓。")]
    ... )
    >>> new = Document.from_clauses("b", [("1", "大力发展农村电子商务。")])
    >>> align(old, new).lone[["side", "clause_id", "verdict"]]
            side clause_id verdict
    0  reference       a:2    none
    """
    return frame(
        [
            row
            for side, document in zip(
                ("reference", "target"), documents, strict=True
            )
            for row in _rows(side, document, pairs, links)
        ],
        LONE_SCHEMA,
    )


def _rows(
    side: str, document: Document, pairs: pd.DataFrame, links: pd.DataFrame
) -> Iterator[tuple[object, ...]]:
    """Make the rows of one plan."""
    other = "target_id" if side == "reference" else "reference_id"
    linked = set(links[f"{side}_id"])
    machine = pairs[pairs["origin"] == "model"]
    likely = machine["confidence"].to_numpy(float, na_value=0.0)
    ids = machine[f"{side}_id"].to_numpy(object)
    partners = machine[other].to_numpy(object)
    of_clause: dict[str, list[int]] = {}
    for place in np.argsort(-likely, kind="stable"):
        of_clause.setdefault(ids[place], []).append(int(place))
    for clause in document:
        if clause.id in linked:
            continue
        places = of_clause.get(clause.id, [])
        if not any(letter.isalnum() for letter in clause.text):
            yield side, clause.id, None, "open", ""
            continue
        absent = float(np.prod(1 - likely[places]))
        named = [
            partners[place]
            for place in places[:_CANDIDATES]
            if likely[place] >= _WORTH_NAMING
        ]
        verdict = "none" if absent >= NONE_BOUND else "open"
        yield side, clause.id, absent, verdict, "; ".join(named)


def draw_links(
    pairs: pd.DataFrame, links: pd.DataFrame, *, draws: int, seed: int
) -> Iterator[NDArray[np.bool_]]:
    """Draw sets of links as likely as the confidences say.

    Parameters
    ----------
    pairs, links : pandas.DataFrame
        As `Alignment` holds them.
    draws : int
        How many sets, at least 1.
    seed : int
        Of the random numbers; the same seed gives the same sets.

    Yields
    ------
    numpy.ndarray of bool
        One entry per row of `pairs`: whether it is a link in this draw.
        Each pair is drawn for itself; what a scholar decided is in every
        draw, or in none.

    Notes
    -----
    What is counted from links carries the uncertainty of the links: count
    it in every draw, and report the quantiles [1]_.

    References
    ----------
    .. [1] Lahiri, Larsen (2005), Regression analysis with linked data,
           Journal of the American Statistical Association 100.
    """
    generator = np.random.default_rng(seed)
    likely = pairs["confidence"].to_numpy(float, na_value=0.0).copy()
    decided = (pairs["origin"] == "correction").to_numpy(bool)
    accepted = set(zip(links["reference_id"], links["target_id"], strict=True))
    for place in np.flatnonzero(decided):
        row = pairs.iloc[place]
        pair = (row["reference_id"], row["target_id"])
        likely[place] = float(pair in accepted)
    for _ in range(draws):
        yield generator.random(len(likely)) < likely
