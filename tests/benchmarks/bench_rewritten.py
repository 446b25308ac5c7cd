"""How much do linked clauses keep, in laws and in plans?

Run ``python tests/benchmarks/bench_rewritten.py``. Prints quantiles of
`plandiff.analysis.diff.keeping.kept_share` over the hand-made links that are
one to one and whose texts differ, and the share that lies below the bound.
"""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from pathlib import Path

import numpy as np

from plandiff.analysis.diff.keeping import (
    REWRITTEN_BOUND,
    kept_share,
)
from plandiff.text.characters import key
from plandiff.text.normalize import normalize

ROOT = Path(__file__).resolve().parents[2]
GOLD = Path(os.environ.get("PLANDIFF_SHARED", ROOT.parent / "shared")) / "gold"


def read_texts(path: Path) -> dict[str, str]:
    """Clause id to the letters of its text."""
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    return {str(row["id"]): key(normalize(row["text"]).text) for row in rows}


def shares(old: Path, new: Path, links: Path, *, single: bool) -> list[float]:
    """What linked clauses keep; of links one to one, or of all."""
    before, after = read_texts(old), read_texts(new)
    with links.open(encoding="utf-8-sig", newline="") as file:
        pairs = [(r["old_id"], r["new_id"]) for r in csv.DictReader(file)]
    left, right = (Counter(ends) for ends in zip(*pairs, strict=True))
    kept = [
        kept_share(before[a], after[b])
        for a, b in pairs
        if not single or left[a] == right[b] == 1
    ]
    return [share for share in kept if share < 1]


def main() -> None:
    """Print one line a pair of documents."""
    for folder in sorted((GOLD / "laws").iterdir()):
        files = [folder / n for n in ("old.jsonl", "new.jsonl", "links.csv")]
        show(folder.name, shares(*files, single=True))
    plans = GOLD / "plans"
    for name in ("op15-ec14", "inf13-de14"):
        one, two = name.split("-")
        files = [plans / f"{n}.jsonl" for n in (one, two)]
        show(name, shares(*files, plans / f"{name}.csv", single=False))


def show(name: str, kept: list[float]) -> None:
    """Print the quantiles, and how many lie below the bound."""
    quantiles = np.quantile(kept, [0.05, 0.25, 0.5, 0.75, 0.95]).round(2)
    below = np.mean(np.array(kept) < REWRITTEN_BOUND)
    print(f"{name:24} n {len(kept):4} quantiles {quantiles} below {below:.2f}")


if __name__ == "__main__":
    main()
