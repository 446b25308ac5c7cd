"""Score the pairs of the golden numbers, for their test and their maker."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from folders import CASES

import plandiff
from plandiff.document import Document
from plandiff.matching.align import AlignOptions
from plandiff.matching.scoring import Scored, model_for, score

__all__ = ["GOLDEN", "read_golden", "score_case"]

GOLDEN = CASES / "scoring.json"
"""The numbers; `benchmarks/make_scoring.py` alone writes them."""


def read_golden() -> dict[str, Any]:
    """Read the cases, by name."""
    cases: dict[str, Any] = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return cases


def score_case(case: dict[str, Any]) -> tuple[Scored, list[tuple[str, str]]]:
    """Score two documents of the corpus, or the texts that a case holds.

    Returns
    -------
    Scored
        The pairs with their features and confidences.
    list of tuple of str
        The ids of the two clauses of each pair, in the same order.
    """
    earlier = _document(case["earlier"], "x")
    later = _document(case["later"], "y")
    options = AlignOptions()
    scored = score(earlier, later, model_for(earlier, later, options), options)
    pairs = zip(scored.pairs.rows, scored.pairs.columns, strict=True)
    return scored, [(earlier[int(r)].id, later[int(c)].id) for r, c in pairs]


def _document(source: str | Sequence[tuple[str, str]], name: str) -> Document:
    """Take a document from the corpus, or make one of (headings, text)."""
    if isinstance(source, str):
        return plandiff.load_corpus(user=False)[source]
    clauses = [
        (str(place), text, tuple(filter(None, headings.split(" / "))))
        for place, (headings, text) in enumerate(source, 1)
    ]
    return Document.from_clauses(name, clauses)
