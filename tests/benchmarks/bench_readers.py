"""Show how far readers agree on the links of plans.

Run from the root of the project::

    python tests/benchmarks/bench_readers.py

Each table is scored by the other as a machine's links are: precision over
all links, recall over the major ones. A third reader, who saw nobody's
links, read four pairs that two readers had settled: what that reader scores
is what one more careful reader reaches, and none of it trains.
"""

from __future__ import annotations

import os
from pathlib import Path

from train_links import ROOT

from plandiff.training.gold import Links, gold_pairs, single_pairs
from plandiff.training.readers import (
    READ_AGAIN,
    READER_PAIRS,
    READERS,
    reader_pairs,
    scored,
    third_reading,
)


def line(name: str, kind: str, one: Links, two: Links) -> None:
    """Print how two tables agree."""
    print(
        f"{name:26} {kind:9} {len(one):5} {len(two):6} "
        f"{len(one.keys() & two.keys()):6}  "
        f"{scored(one, two):.2f} {scored(two, one):.2f}"
    )


def main() -> None:
    """Print all pairs of tables."""
    shared = Path(os.environ.get("PLANDIFF_SHARED", ROOT.parent / "shared"))
    print(f"{'pair':26} {'kind':9} first second common  each by the other")
    tables = (reader_pairs(shared, reader) for reader in READERS)
    for pair, one, two in zip(READER_PAIRS, *tables, strict=True):
        line(pair.name, pair.kind, one.strength, two.strength)
    print("\nsettled by two, then by a third reader; settled by third, third")
    known = {p.name: p for p in [*gold_pairs(shared), *single_pairs(shared)]}
    for name in READ_AGAIN:
        settled = known[name]
        line(name, "", settled.strength, third_reading(settled))


if __name__ == "__main__":
    main()
