"""Show how links of plans do by kind of documents and by kind of clause.

Run from the root of the project::

    python tests/benchmarks/bench_kinds.py              # without the encoder
    python tests/benchmarks/bench_kinds.py --semantic   # with it

Each pair of documents that two readers linked is left out of training.
Precision is over all links that are accepted, recall over the major ones;
of kinds of clauses both are pooled over all pairs, and links of which the
readers were not of one mind count neither way.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score
from train_links import ROOT, left_out, score

from plandiff.training.links import (
    READ_TWICE,
    Example,
    Guess,
    training_examples,
)
from plandiff.training.readers import READER_PAIRS

SHORT, LONG, MANY = 60, 400, 4
"""Letters of a short and of a long clause; links of a clause with many."""
KINDS = {pair.name: pair.kind for pair in READER_PAIRS}

Kind = Callable[[Example], np.ndarray]


def _lengths(e: Example) -> tuple[np.ndarray, np.ndarray]:
    return (
        e.pairs.reference.lengths[e.rows],
        e.pairs.target.lengths[e.columns],
    )


def _links(e: Example) -> np.ndarray:
    """Count the links of the busier clause of each pair."""
    return np.maximum(
        *(
            np.bincount(places, e.linked)[places]
            for places in (e.rows, e.columns)
        )
    )


def _parts(e: Example) -> tuple[np.ndarray, np.ndarray]:
    return (
        e.pairs.reference.plan_parts[e.rows],
        e.pairs.target.plan_parts[e.columns],
    )


def _both(part: str) -> Kind:
    """Tell pairs of which both clauses stand in a part of the plan."""
    return lambda e: np.logical_and(*(side == part for side in _parts(e)))


CLAUSES: dict[str, Kind] = {
    "all": lambda e: np.ones(len(e.rows), bool),
    f"either below {SHORT} letters": lambda e: (
        np.minimum(*_lengths(e)) < SHORT
    ),
    f"either above {LONG} letters": lambda e: np.maximum(*_lengths(e)) > LONG,
    f"a clause of {MANY} links or more": lambda e: _links(e) >= MANY,
    "both among the measures": _both("measures"),
    "both of the situation": _both("situation"),
    "both among the aims": _both("aims"),
    "different parts of the plans": lambda e: np.not_equal(*_parts(e)),
}


def _documents(found: Iterable[tuple[Example, Guess]]) -> None:
    """Print one line per kind of documents."""
    rows: dict[str, list[tuple[float, float, float]]] = {}
    for e, said in found:
        counted = e.judged
        ranking = average_precision_score(
            e.linked[counted], said.probability[counted]
        )
        expected = said.probability[counted].sum() / e.linked[counted].sum()
        kind = KINDS.get(e.gold.name, "later")
        rows.setdefault(kind, []).append(
            (score(e, said.accepted)[2], ranking, expected)
        )
    print(f"{'documents':12} pairs    F1 lowest average  expected/true links")
    for kind, values in rows.items():
        f1, average, ratio = np.array(values).T
        print(
            f"{kind:12} {len(values):5} {f1.mean():.3f}  {f1.min():.3f}   "
            f"{average.mean():.3f}  {ratio.min():.2f}–{ratio.max():.2f}"
        )


def _clauses(found: Iterable[tuple[Example, Guess]]) -> None:
    """Print one line per kind of clause."""
    pairs = list(found)
    print(f"\n{'clauses':32} links precision  major recall")
    for name, kind in CLAUSES.items():
        hits = called = major = caught = links = 0
        for e, said in pairs:
            chosen = kind(e) & e.judged
            accepted = said.accepted & chosen
            hits += int((accepted & (e.linked > 0)).sum())
            called += int(accepted.sum())
            links += int(e.linked[chosen].sum())
            major += int(e.major[chosen].sum())
            caught += int((accepted & (e.major > 0)).sum())
        print(
            f"{name:32} {links:5} {hits / max(called, 1):9.3f} {major:6} "
            f"{caught / max(major, 1):.3f}"
        )


def main() -> None:
    """Leave out each pair in turn and report."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--semantic", action="store_true")
    asked = parser.parse_args()
    shared = Path(os.environ.get("PLANDIFF_SHARED", ROOT.parent / "shared"))
    examples = training_examples(shared, kind="usual", semantic=asked.semantic)
    found = [
        (e, said)
        for e, said in zip(examples, left_out(examples), strict=True)
        if e.gold.collection in READ_TWICE
    ]
    _documents(found)
    _clauses(found)


if __name__ == "__main__":
    main()
