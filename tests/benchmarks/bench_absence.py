"""How often a clause called added or dropped is: documents left out.

Run from the root of the project::

    python tests/benchmarks/bench_absence.py            # plans, laws, Taiwan
    python tests/benchmarks/bench_absence.py --digest   # digests, short items
    python tests/benchmarks/bench_absence.py --bounds   # to choose the bound
    python tests/benchmarks/bench_absence.py --pairs    # counts, pair by pair

The bound is chosen on ``single`` and ``revised`` (one reader each); the other
collections are what is reported. Clauses whose only links one of two readers
made are left out. Taiwan's official reasons settle new
articles alone, so nothing is said there of the earlier side.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from train_links import (
    ROOT,
    Example,
    example,
    left_out,
    training_pairs,
)

from plandiff.matching.absence import NONE_BOUND

BOUNDS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9)


@dataclass(frozen=True, eq=False)
class Side:
    """The clauses of one side of a pair that readers settled.

    Attributes
    ----------
    pair, collection, side : str
        Which documents, which kind, ``reference`` or ``target``.
    absent : numpy.ndarray
        Probability that each clause has no counterpart.
    alone : numpy.ndarray of bool
        Whether the clause has no link.
    truth : numpy.ndarray of bool
        Whether the readers found no counterpart.
    """

    pair: str
    collection: str
    side: str
    absent: np.ndarray
    alone: np.ndarray
    truth: np.ndarray


def sides(
    e: Example, likely: np.ndarray, accepted: np.ndarray
) -> Iterator[Side]:
    """Look at both sides of an example, as far as they were judged."""
    gold = e.gold
    settled = gold.judged | gold.added
    whole = settled == {clause.id for clause in gold.target}
    linked = {source for source, _ in gold.strength}
    unsure = {i for link in gold.unsure for i in link}
    for side, document, places in (
        ("target", gold.target, e.columns),
        ("reference", gold.reference, e.rows),
    ):
        if side == "reference" and not whole:
            continue
        lack = np.bincount(
            places, np.log1p(-np.minimum(likely, 1 - 1e-12)), len(document)
        )
        alone = np.bincount(places[accepted], minlength=len(document)) == 0
        ids = [clause.id for clause in document]
        doubtful = unsure - {i for link in gold.strength for i in link}
        seen = np.array(
            [
                (side == "reference" or i in settled) and i not in doubtful
                for i in ids
            ]
        )
        truth = np.array(
            [
                i in gold.added if side == "target" else i not in linked
                for i in ids
            ]
        )
        yield Side(
            gold.name,
            gold.collection,
            side,
            np.exp(lack)[seen],
            alone[seen],
            truth[seen],
        )


def calibration(absent: np.ndarray, truth: np.ndarray) -> float:
    """Expected calibration error over ten equal bins, all clauses."""
    bins = np.minimum((absent * 10).astype(int), 9)
    gaps = np.bincount(bins, absent - truth, 10)
    return float(np.abs(gaps).sum() / len(truth))


def chance(absent: np.ndarray, draws: int = 500) -> float:
    """Mean calibration error of truths drawn from the probabilities."""
    generator = np.random.default_rng(0)
    return float(
        np.mean(
            [
                calibration(absent, generator.random(len(absent)) < absent)
                for _ in range(draws)
            ]
        )
    )


def line(found: list[Side], bound: float) -> str:
    """Precision and recall of what is called absent, and what was before."""
    absent = np.concatenate([s.absent for s in found])
    alone = np.concatenate([s.alone for s in found])
    truth = np.concatenate([s.truth for s in found])
    called = alone & (absent >= bound)
    right = int((called & truth).sum())
    return (
        f"{len(found):3} {len(truth):6} {int(truth.sum()):6} "
        f"{absent.sum():8.1f} {int(alone.sum()):6} "
        f"{truth[alone].mean() if alone.any() else np.nan:6.2f}   "
        f"{int(called.sum()):6} "
        f"{right / max(called.sum(), 1) if called.any() else np.nan:6.3f} "
        f"{right / max(truth.sum(), 1):6.3f}   "
        f"{calibration(absent, truth):.3f} ({chance(absent):.3f})"
    )


def main() -> None:
    """Leave documents out, and print a line a collection and side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--digest", action="store_true")
    parser.add_argument("--bounds", action="store_true")
    parser.add_argument("--pairs", action="store_true")
    parser.add_argument("--semantic", action="store_true")
    arguments = parser.parse_args()
    shared = Path(os.environ.get("PLANDIFF_SHARED", ROOT.parent / "shared"))
    examples = [
        example(gold, semantic=arguments.semantic)
        for gold in training_pairs(shared, digests=arguments.digest)
    ]
    found: list[Side] = []
    kind = "digest" if arguments.digest else "usual"
    for e, said in zip(examples, left_out(examples, kind), strict=True):
        found += sides(e, said.probability, said.accepted)
    print(
        f"{'':22} n clauses absent expected  alone  right   called "
        "precision recall  error (by chance)"
    )
    kinds = list(dict.fromkeys(s.collection for s in found))
    for kind in kinds:
        for side, name in (("target", "added"), ("reference", "dropped")):
            members = [
                s for s in found if s.collection == kind and s.side == side
            ]
            if not members:
                continue
            for bound in BOUNDS if arguments.bounds else (NONE_BOUND,):
                label = f"{kind} {name}"
                label += f" {bound}" if arguments.bounds else ""
                print(f"{label:20} {line(members, bound)}")
            for member in members if arguments.pairs else ():
                print(f"  {member.pair:18} {line([member], NONE_BOUND)}")


if __name__ == "__main__":
    main()
