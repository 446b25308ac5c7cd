"""Train the link model and show how it does on documents left out.

Run from the root of the project::

    python tests/benchmarks/train_links.py            # scores, left out
    python tests/benchmarks/train_links.py --write    # and write the model

The hand-made links are read from ``PLANDIFF_SHARED`` (default
``../shared``). The model is written to ``corpora/models/links.json``.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from gold_pairs import GoldPair, gold_pairs

from plandiff.matching.candidates import candidates
from plandiff.matching.comparison import prepare
from plandiff.matching.features import Features, pair_features
from plandiff.matching.model import LinkModel, fit, write_model
from plandiff.matching.spaces import Floats, Integers
from plandiff.matching.tokens import tokenizer_name
from plandiff.signature import digest, signature

ROOT = Path(__file__).resolve().parents[2]
PENALTY = 300.0
THRESHOLD = 0.35
WEIGHTS = {"laws": 2.0, "taiwan": 1.0, "plans": 1.0}
FOLDS = 6


@dataclass(frozen=True)
class Example:
    """The features of all pairs of two documents, and the judgments."""

    gold: GoldPair
    rows: Integers
    columns: Integers
    features: Features
    linked: Floats
    judged: np.ndarray
    """Whether the readers settled the pair; only these train."""


def example(gold: GoldPair) -> Example:
    """Compute the features of a judged pair of documents."""
    sides = [
        prepare(
            [clause.text for clause in document],
            paths=[" ".join(clause.path) for clause in document],
        )
        for document in (gold.reference, gold.target)
    ]
    compared = candidates(*sides)
    left = [clause.id for clause in gold.reference]
    right = [clause.id for clause in gold.target]
    settled = gold.judged | gold.added
    linked = [
        (left[i], right[j]) in gold.strength
        for i, j in zip(compared.rows, compared.columns, strict=True)
    ]
    judged = [right[j] in settled for j in compared.columns]
    return Example(
        gold,
        compared.rows,
        compared.columns,
        pair_features(compared),
        np.array(linked, float),
        np.array(judged),
    )


def train(examples: Sequence[Example], penalty: float = PENALTY) -> LinkModel:
    """Fit the model to the judged pairs of the examples."""
    names = list(examples[0].features)
    features = {
        name: np.concatenate([e.features[name][e.judged] for e in examples])
        for name in names
    }
    linked = np.concatenate([e.linked[e.judged] for e in examples])
    weights = np.concatenate(
        [np.full(e.judged.sum(), WEIGHTS[e.gold.collection]) for e in examples]
    )
    content = "\n".join(
        f"{e.gold.name} {sorted(e.gold.strength)}" for e in examples
    )
    return fit(
        features,
        linked,
        weights,
        penalty=penalty,
        threshold=THRESHOLD,
        signature=signature(
            links=f"{len(examples)}-pairs@{digest(content)}",
            words=tokenizer_name(),
            penalty=penalty,
        ),
    )


def left_out(examples: Sequence[Example]) -> list[Floats]:
    """Predict each example by a model that saw none of its texts."""
    result: list[Floats] = [np.zeros(0)] * len(examples)
    for fold in _folds(examples):
        model = train([e for e in examples if not e.gold.sources & fold])
        for place, e in enumerate(examples):
            if e.gold.sources & fold:
                result[place] = model.probability(e.features)
    return result


def score(e: Example, accepted: np.ndarray) -> tuple[float, float, float]:
    """Return precision over all links, recall over major ones, and F1."""
    right = [clause.id for clause in e.gold.target]
    counted = np.array([right[j] in e.gold.judged for j in e.columns])
    accepted = accepted & counted
    hits = float((accepted & (e.linked > 0)).sum())
    precision = hits / max(accepted.sum(), 1)
    left = [clause.id for clause in e.gold.reference]
    found = {
        (left[i], right[j])
        for i, j in zip(e.rows[accepted], e.columns[accepted], strict=True)
    }
    major = {link for link, strong in e.gold.strength.items() if strong}
    recall = len(major & found) / max(len(major), 1)
    harmonic = 2 * precision * recall / max(precision + recall, 1e-9)
    return precision, recall, harmonic


def report(examples: Sequence[Example], guesses: Iterable[Floats]) -> None:
    """Print one line per collection: means over its pairs."""
    found: dict[str, list[tuple[float, float, float]]] = {}
    for e, guess in zip(examples, guesses, strict=True):
        found.setdefault(e.gold.collection, []).append(
            score(e, guess >= THRESHOLD)
        )
    print(f"{'':8} pairs precision recall F1 lowest")
    for collection, scores in found.items():
        table = np.array(scores)
        print(
            f"{collection:8} {len(table):5} {table[:, 0].mean():9.3f} "
            f"{table[:, 1].mean():6.3f} {table[:, 2].mean():.3f} "
            f"{table[:, 2].min():.3f}"
        )


def _folds(examples: Sequence[Example]) -> list[frozenset[str]]:
    """Leave out each law and plan pair alone, statutes in a few groups."""
    alone = [e.gold.sources for e in examples if e.gold.collection != "taiwan"]
    statutes = sorted(
        {
            source
            for e in examples
            if e.gold.collection == "taiwan"
            for source in e.gold.sources
        }
    )
    return alone + [frozenset(statutes[k::FOLDS]) for k in range(FOLDS)]


def main() -> None:
    """Train, report, and write the model if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    shared = Path(os.environ.get("PLANDIFF_SHARED", ROOT.parent / "shared"))
    examples = [example(gold) for gold in gold_pairs(shared)]
    report(examples, left_out(examples))
    if arguments.write:
        path = ROOT / "corpora" / "models" / "links.json"
        write_model(train(examples), path)
        print(f"written: {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
