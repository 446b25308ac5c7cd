"""Precision and recall of quantities against lists made by hand.

Run ``python tests/benchmarks/bench_quantities.py``: for each document of
``tests/cases/quantities_by_hand.json`` it prints precision, recall and what
was missed or invented. A quantity counts as found if the value, its powers
of ten included, is right at the place where the list has it. Tables are
read by the heads of their columns, as `plandiff.indicator_table` does.
"""

from __future__ import annotations

import json
import os
import re
from difflib import SequenceMatcher
from pathlib import Path

import pandas as pd

from plandiff import indicator_table, read_document
from plandiff.text.numerals import parse_number

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PLANDIFF_SHARED", ROOT.parent / "shared"))


def factor(unit: object) -> float:
    """Return the power of ten that a unit begins with."""
    named = "" if pd.isna(unit) else str(unit)
    power = re.match(r"万亿|亿|万|", named)
    return parse_number(f"1{power.group() if power else ''}")


def main() -> None:
    """Print a line per document and one per fault."""
    path = ROOT / "tests" / "cases" / "quantities_by_hand.json"
    for case in json.loads(path.read_text("utf-8")):
        document = read_document(SHARED / case["file"], id="x")
        clauses = list(document)
        table = indicator_table(document)
        right = found = listed = 0
        faults = []
        for index, wanted in case["clauses"].items():
            rows = table[table["clause_id"] == clauses[int(index)].id]
            printed = list(rows["printed"])
            values = [
                round(value * factor(unit), 6)
                for value, unit in zip(
                    rows["value"], rows["unit"], strict=True
                )
            ]
            expected = [round(float(value), 6) for _, value in wanted]
            match = SequenceMatcher(None, expected, values, autojunk=False)
            for op, a, b, c, d in match.get_opcodes():
                if op == "equal":
                    right += b - a
                    continue
                faults += [f"missed {wanted[n][0]}" for n in range(a, b)]
                faults += [f"invented {text}" for text in printed[c:d]]
            found += len(values)
            listed += len(expected)
        print(
            f"{Path(case['file']).name}: {listed} listed, {found} found, "
            f"precision {right / max(found, 1):.3f}, "
            f"recall {right / listed:.3f}"
        )
        print(*(f"  clause figures: {fault}" for fault in faults), sep="\n")


if __name__ == "__main__":
    main()
