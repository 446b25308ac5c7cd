"""Write the developers' hand-made links to ``corpora/gold``, without text.

Run from the root of the project::

    python tests/benchmarks/make_gold.py

The links are read from ``PLANDIFF_SHARED`` (default ``../shared``). These
tables change only through this script.
"""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from plandiff.evaluation.gold import write_gold
from plandiff.training.gold import GoldPair, gold_pairs

ROOT = Path(__file__).resolve().parents[2]
WORDS = {
    "laws": ("major", "minor"),
    "taiwan": ("major", "minor"),
    "plans": ("core", "related"),
    "readers": ("core", "related"),
}


def gold_table(pair: GoldPair) -> pd.DataFrame:
    """Turn a pair into a gold table, clauses without a link included.

    What one of two readers linked counts as right, but need not be found.
    """
    strong, weak = WORDS[pair.collection]
    rows: list[tuple[str | None, str | None, str]] = [
        (*link, strong if major else weak)
        for link, major in pair.strength.items()
    ]
    rows += [(*link, weak) for link in sorted(pair.unsure)]
    settled = pair.judged | pair.added
    targets = [clause.id for clause in pair.target]
    if pair.collection == "taiwan":
        rows += [(None, i, "added") for i in targets if i in pair.added]
        rows += [(None, i, "unjudged") for i in targets if i not in settled]
        linked = {link[0] for link in pair.strength}
        references = [clause.id for clause in pair.reference]
        rows += [(i, None, "unjudged") for i in references if i not in linked]
    return pd.DataFrame(
        rows, columns=["reference_id", "target_id", "strength"]
    )


def file_name(pair: GoldPair, number: int) -> str:
    """Name the file of a pair below ``corpora/gold``."""
    if pair.collection == "taiwan":
        return f"taiwan-dev/{number:02}.csv"
    return f"{pair.collection}/{pair.name}.csv"


def main() -> None:
    """Write one file for each pair."""
    shared = Path(os.environ.get("PLANDIFF_SHARED", ROOT.parent / "shared"))
    numbers = {"laws": 0, "plans": 0, "taiwan": 0}
    for pair in gold_pairs(shared):
        numbers[pair.collection] += 1
        name = file_name(pair, numbers[pair.collection])
        write_gold(
            gold_table(pair),
            ROOT / "corpora" / "gold" / name,
            reference=pair.reference,
            target=pair.target,
        )
        print(f"{name}: {pair.name}")


if __name__ == "__main__":
    main()
