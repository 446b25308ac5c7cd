"""How far two plans are from each other, and how far one is from itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial.distance import jensenshannon

from plandiff.document import Document
from plandiff.errors import AlignmentError
from plandiff.frames import frame
from plandiff.signature import signature
from plandiff.text.tokens import words

__all__ = ["DISTANCE_SCHEMA", "plan_distance"]

DISTANCE_SCHEMA = {
    "reference": "string",
    "target": "string",
    "distance": "Float64",
    "of_halves": "Float64",
    "chance": "Float64",
    "chance_high": "Float64",
    "deals": "Int64",
}
"""Columns of `plan_distance`."""

Counts = NDArray[np.float64]


def plan_distance(
    reference: Document,
    target: Document,
    *,
    deals: int = 200,
    seed: int = 20211026,
) -> pd.DataFrame:
    """Measure how far the words of two plans are apart, in one row.

    Parameters
    ----------
    reference, target : Document
        Two texts; no digests, whose words are ours.
    deals : int, default 200
        How often each plan is cut in two.
    seed : int, default 20211026
        Equal seeds give the same cuts.

    Returns
    -------
    pandas.DataFrame
        Columns `DISTANCE_SCHEMA`: `distance` is the Jensen–Shannon
        divergence [1]_ of all words, in bits, so in [0, 1]. Any two texts
        are apart by chance, short ones the more. So the plans are also cut
        in two, their sections (clauses under the same headings) dealt at
        random: `chance` is the mean divergence of the halves of one plan
        over both plans, `chance_high` what 95 of 100 cuts stay below, and
        `of_halves` the mean divergence of half of one plan from half of the
        other, which is what to set against them.
        ``table.attrs["signature"]`` names every choice.

    Raises
    ------
    AlignmentError
        If a plan is a digest, or has fewer than two sections with words.

    References
    ----------
    .. [1] Lin (1991), Divergence measures based on the Shannon entropy,
           IEEE Transactions on Information Theory 37(1).

    Examples
    --------
    >>> one = Document.from_clauses("a", [("1", "农村"), ("2", "农村")])
    >>> other = Document.from_clauses("b", [("1", "物流"), ("2", "物流")])
    >>> row = plan_distance(one, other).iloc[0]
    >>> float(row["distance"]), float(row["chance"])
    (1.0, 0.0)
    """
    sides = [_sections(document) for document in (reference, target)]
    vocabulary = sorted({w for side in sides for one in side for w in one})
    places = {word: place for place, word in enumerate(vocabulary)}
    tables = [_table(side, places) for side in sides]
    generator = np.random.default_rng(seed)
    chance, across = [], []
    for _ in range(deals):
        halves = [_halves(table, generator) for table in tables]
        chance += [_divergence(*pair) for pair in halves]
        across.append(_divergence(halves[0][0], halves[1][0]))
    table = frame(
        [
            (
                reference.id,
                target.id,
                _divergence(*(one.sum(axis=0) for one in tables)),
                float(np.mean(across)),
                float(np.mean(chance)),
                float(np.quantile(chance, 0.95)),
                deals,
            )
        ],
        DISTANCE_SCHEMA,
    )
    table.attrs["signature"] = signature(
        documents=",".join(
            f"{one.id}@{one.source.sha256[:12]}" for one in (reference, target)
        ),
        words="all",
        deals=deals,
        seed=seed,
    )
    return table


def _sections(document: Document) -> list[Counter[str]]:
    """Count the words of each section that has any."""
    if document.is_digest:
        raise AlignmentError(
            f"{document.id}: expected a text but found a digest, whose words "
            "are ours and not the plan's."
        )
    found: dict[object, Counter[str]] = {}
    for clause in document:
        key = clause.path or clause.id
        found.setdefault(key, Counter()).update(words(clause.text))
    sections = [counts for counts in found.values() if counts]
    if len(sections) < 2:
        raise AlignmentError(
            f"{document.id}: expected at least two sections with words, to "
            f"tell chance, but found {len(sections)}."
        )
    return sections


def _table(sections: Sequence[Counter[str]], places: dict[str, int]) -> Counts:
    """Lay counts out as sections down and words across."""
    table = np.zeros((len(sections), len(places)))
    for row, counts in zip(table, sections, strict=True):
        for word, count in counts.items():
            row[places[word]] = count
    return table


def _halves(
    table: Counts, generator: np.random.Generator
) -> tuple[Counts, Counts]:
    """Deal sections into two halves, and add up each."""
    order = generator.permutation(len(table))
    middle = len(table) // 2
    return table[order[:middle]].sum(axis=0), table[order[middle:]].sum(axis=0)


def _divergence(first: Counts, second: Counts) -> float:
    """Return the Jensen–Shannon divergence of two rows of counts, in bits."""
    return float(jensenshannon(first, second, base=2)) ** 2
