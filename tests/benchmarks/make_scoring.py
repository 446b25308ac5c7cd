"""Write anew what the scorer says of a few pairs: tests/cases/scoring.json.

    python tests/benchmarks/make_scoring.py

The texts in the file stay; its numbers are computed again. Run it only where
the numbers are meant to change (a new model, a measure mended), look at the
difference and say in the commit why each kind of number moved.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scored import GOLDEN, read_golden, score_case

_DIGITS = 11
"""Significant digits of a feature."""

_FEW = 30
"""Of so many pairs, evenly spread, every feature is written down."""


def main() -> None:
    """Score each case again and write the file."""
    cases = read_golden()
    lines = []
    for name, case in cases.items():
        texts = {side: case[side] for side in ("earlier", "later")}
        found = texts | _numbers(case, detailed="features" in case)
        lines.append(f'"{name}": {_laid_out(found)}')
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    GOLDEN.write_text(text, encoding="utf-8", newline="\n")


def _numbers(case: dict[str, Any], *, detailed: bool) -> dict[str, Any]:
    scored, pairs = score_case(case)
    linked = scored.confidence >= scored.cut
    confidence = [round(float(value), 6) for value in scored.confidence]
    found: dict[str, Any] = {
        "cut": round(scored.cut, 6),
        "links": [
            [*pair, confidence[n]] for n, pair in enumerate(pairs) if linked[n]
        ],
    }
    if not detailed:
        return found
    # Links first: there most features say something.
    some = np.flatnonzero(linked)[:: max(linked.sum() * 2 // _FEW, 1)]
    rest = np.flatnonzero(~linked)[:: max((~linked).sum() * 2 // _FEW, 1)]
    chosen = np.sort(np.concatenate([some, rest]))
    return found | {
        "confidences": confidence,
        "pairs": [list(pairs[n]) for n in chosen],
        "features": {
            name: [_shortened(value) for value in values[chosen]]
            for name, values in scored.features.items()
        },
        "means": {
            name: _shortened(values.mean())
            for name, values in scored.features.items()
        },
    }


def _shortened(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def _laid_out(case: dict[str, Any]) -> str:
    """One line for each text, each link list and each feature."""
    lines = []
    for key, value in case.items():
        if isinstance(value, dict):
            inner = ",\n".join(f'"{k}": {_line(v)}' for k, v in value.items())
            lines.append(f'"{key}": {{\n{inner}\n}}')
        elif key in ("earlier", "later") and not isinstance(value, str):
            inner = ",\n".join(_line(row) for row in value)
            lines.append(f'"{key}": [\n{inner}\n]')
        else:
            lines.append(f'"{key}": {_line(value)}')
    return "{\n" + ",\n".join(lines) + "\n}"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main()
