"""How often a change of substance is one, by rows that a reader judged.

Run from the root of the project::

    python tests/benchmarks/bench_substance.py           # precision
    python tests/benchmarks/bench_substance.py --list    # rows, to read
    python tests/benchmarks/bench_substance.py --new     # rows not judged

One reader judged every row of twelve pairs with both texts at hand: right
where the later clause does ask for another figure, term, duty or exception
than the earlier one, or where the figure stands on one side alone. What the
rules do not find was not listed, so there is no recall. The judgments stand
in ``corpora/gold/substance.csv``, without text.
"""

from __future__ import annotations

import argparse
import csv
import os
from collections import Counter
from pathlib import Path

import pandas as pd

from plandiff import align, substance_table
from plandiff.document import Document
from plandiff.training.gold import gold_pairs, revised_pairs, single_pairs
from plandiff.training.readers import reader_pairs

ROOT = Path(__file__).resolve().parents[2]
JUDGED = ROOT / "corpora" / "gold" / "substance.csv"
PLANS = ("op15-ec14", "inf13-de14", "op15-de14", "de14-ec14")
KEY = (
    *("pair", "reference_id", "target_id", "kind", "direction"),
    *("reference_start", "target_start"),
)


def around(document: Document, start: object, end: object) -> str:
    """Print a stretch in its place."""
    if pd.isna(start):
        return "—"
    text = document.source_text.replace("\n", "⏎")
    return (
        f"{text[max(start - 20, 0) : start]}【{text[start:end]}】"
        f"{text[end : end + 20]}"
    )


def main() -> None:
    """Compute the rows of all pairs and set them against the judgments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--new", action="store_true")
    arguments = parser.parse_args()
    shared = Path(os.environ.get("PLANDIFF_SHARED", ROOT.parent / "shared"))
    with JUDGED.open(encoding="utf-8", newline="") as file:
        known = {
            tuple(row[name] for name in KEY): row["right"]
            for row in csv.DictReader(file)
        }
    counts: Counter[tuple[str, str, str]] = Counter()
    for gold in (
        *gold_pairs(shared),
        *revised_pairs(shared),
        *single_pairs(shared),
        *reader_pairs(shared),
    ):
        is_plan = gold.name in PLANS
        if not is_plan and gold.collection not in ("laws", "revised"):
            continue
        table = substance_table(align(gold.reference, gold.target))
        for row in table.assign(pair=gold.name).itertuples():
            key = tuple(
                "" if pd.isna(value) else str(value)
                for value in (getattr(row, name) for name in KEY)
            )
            right = known.get(key, "")
            genre = "plans" if is_plan else "statutes"
            counts[genre, row.kind, right] += 1
            if arguments.list or (arguments.new and not right):
                print(
                    ",".join((*key, right)),
                    around(
                        gold.reference, row.reference_start, row.reference_end
                    ),
                    around(gold.target, row.target_start, row.target_end),
                    sep=" | ",
                )
    print(f"{'':22} rows judged right precision")
    for genre in ("statutes", "plans"):
        kinds = sorted({kind for g, kind, _ in counts if g == genre})
        for kind in (*kinds, None):
            chosen = {
                right: sum(
                    n
                    for (g, k, r), n in counts.items()
                    if g == genre and r == right and kind in (k, None)
                )
                for right in ("1", "0", "")
            }
            judged = chosen["1"] + chosen["0"]
            print(
                f"{genre:9} {kind or 'all':12} {sum(chosen.values()):4} "
                f"{judged:6} {chosen['1']:5} "
                f"{chosen['1'] / judged if judged else float('nan'):.3f}"
            )


if __name__ == "__main__":
    main()
