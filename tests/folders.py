"""Where the project and the cases of its tests are."""

from __future__ import annotations

from pathlib import Path

__all__ = ["CASES", "ROOT"]

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases"
