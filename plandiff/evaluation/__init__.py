"""Evaluation: how good an alignment is, against links made by hand.

`gold` reads and anchors the links, `scores` compares, `calibration` asks
whether a confidence means what it says, `intervals` says how sure that is.
"""

from plandiff.evaluation.gold import load_gold, write_gold
from plandiff.evaluation.scores import evaluate, reliability_table

__all__ = ["evaluate", "load_gold", "reliability_table", "write_gold"]
