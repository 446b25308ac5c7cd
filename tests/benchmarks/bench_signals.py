"""What each signal is worth: the link model trained again without it.

Run from the root of the project::

    python tests/benchmarks/bench_signals.py

Each row leaves one group of measures out, by making it constant, and gives
the mean average precision of the pairs of clauses for documents that were
left out of training. Average precision needs no cut, so that nothing but the
measures differs. Mixtures of several measures (the blend, what is
unexplained) stay, hence the losses are lower bounds.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from gold_pairs import gold_pairs
from sklearn.metrics import average_precision_score
from train_links import Example, example, left_out

ROOT = Path(__file__).resolve().parents[2]
GROUPS = {
    "words": ("word_",),
    "characters": ("character_", "fuzzy"),
    "sentences": ("sentence", "strongest_sentence"),
    "titles, openings": ("opening", "heading", "section"),
    "named items": ("named_items",),
    "order, neighbours": ("position", "neighbours"),
    "word vectors": ("semantic",),
}


def without(e: Example, prefixes: tuple[str, ...]) -> Example:
    """Make the features with such names constant."""
    features = {
        name: np.zeros_like(values) if name.startswith(prefixes) else values
        for name, values in e.features.items()
    }
    return replace(e, features=features)


def quality(examples: Sequence[Example]) -> dict[str, float]:
    """Mean average precision by collection, documents left out."""
    found: dict[str, list[float]] = {}
    for e, guess in zip(examples, left_out(examples), strict=True):
        found.setdefault(e.gold.collection, []).append(
            average_precision_score(e.linked[e.judged], guess[e.judged])
        )
    return {name: float(np.mean(values)) for name, values in found.items()}


def main() -> None:
    """Print one table."""
    shared = Path(os.environ.get("PLANDIFF_SHARED", ROOT.parent / "shared"))
    examples = [example(pair) for pair in gold_pairs(shared)]
    names = list(examples[0].features)
    rows = [{"left out": "nothing", **quality(examples)}]
    # All are made first: `train_links` remembers models by the identity of
    # their examples, which must not be used again.
    reduced = {
        group: [without(e, prefixes) for e in examples]
        for group, prefixes in GROUPS.items()
        if any(name.startswith(prefixes) for name in names)
    }
    for group, fewer in reduced.items():
        rows.append({"left out": group, **quality(fewer)})
    print(
        pd.DataFrame(rows).to_string(index=False, float_format="{:.3f}".format)
    )


if __name__ == "__main__":
    main()
