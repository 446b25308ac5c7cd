"""How many links documents get that have nothing to do with each other.

Run from the root of the project::

    python tests/benchmarks/bench_unrelated.py              # ten pairs
    python tests/benchmarks/bench_unrelated.py --pairs 100
    python tests/benchmarks/bench_unrelated.py --semantic
    python tests/benchmarks/bench_unrelated.py --ground     # common ground

Statutes of ``regulations.jsonl.gz`` are drawn at random, with a seed and
nothing chosen by hand. The first number are the links that the same
confidences would give were it not asked whether the documents are related.
With ``--ground`` 300 pairs are drawn and set beside the documents whose links
train.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
from pathlib import Path

import numpy as np

import plandiff
from plandiff.document import Document
from plandiff.matching import scoring
from plandiff.matching.relation import common_ground
from plandiff.matching.sides import side_of
from plandiff.training.links import training_pairs

ROOT = Path(__file__).resolve().parents[2]
LEAST, MOST = 20, 90
"""Clauses of a statute that is drawn."""


def statutes(
    shared: Path, count: int, seed: int
) -> list[tuple[str, Document]]:
    """Draw statutes of a usual length."""
    path = shared / "corpora" / "regulations.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    usual = [r for r in rows if LEAST <= len(r["clauses"]) <= MOST]
    drawn = random.Random(seed).sample(usual, count)
    return [
        (
            row["title"],
            Document.from_clauses(
                f"d{number}", [(str(i), text) for i, text in row["clauses"]]
            ),
        )
        for number, row in enumerate(drawn)
    ]


def links(
    reference: Document, target: Document, options: plandiff.AlignOptions
) -> int:
    """Count the links of two documents."""
    return len(plandiff.align(reference, target, options=options).links)


def show_ground(shared: Path, seed: int) -> None:
    """Print how much common ground drawn and related pairs have."""
    drawn = statutes(shared, 600, seed)
    apart = [
        common_ground(side_of(left), side_of(right))
        for (_, left), (_, right) in zip(drawn[::2], drawn[1::2], strict=True)
    ]
    shares = (0.5, 0.75, 0.9, 0.95, 0.99, 1.0)
    values = np.quantile(apart, shares)
    print("drawn, quantiles:")
    both = zip(shares, values, strict=True)
    print("".join(f"{share:8.2f} {value:.3f}" for share, value in both))
    related = sorted(
        (common_ground(side_of(p.reference), side_of(p.target)), p.name)
        for p in training_pairs(shared)
    )
    print("documents whose links train, lowest:")
    print("".join(f"   {name} {ground:.3f}" for ground, name in related[:5]))


def main() -> None:
    """Print a line a pair, and a sum."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--pairs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--semantic", action="store_true")
    parser.add_argument("--ground", action="store_true")
    asked = parser.parse_args()
    shared = Path(os.environ.get("PLANDIFF_SHARED", ROOT.parent / "shared"))
    if asked.ground:
        show_ground(shared, asked.seed)
        return
    options = plandiff.AlignOptions(semantic=asked.semantic)
    drawn = statutes(shared, 2 * asked.pairs, asked.seed)
    asks = scoring.related
    found = []
    for (one, left), (two, right) in zip(drawn[::2], drawn[1::2], strict=True):
        now = links(left, right, options)
        scoring.related = lambda reference, target: 1.0
        before = links(left, right, options)
        scoring.related = asks
        ground = common_ground(side_of(left), side_of(right))
        found.append((before, now))
        print(f"{before:3} → {now:3}  ground {ground:.3f}  {one} | {two}")
    some = sum(now > 0 for _, now in found)
    print(
        f"links {sum(b for b, _ in found)} → {sum(n for _, n in found)}; "
        f"pairs with any {sum(b > 0 for b, _ in found)} → {some} of "
        f"{len(found)}"
    )


if __name__ == "__main__":
    main()
