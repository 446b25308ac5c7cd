"""Commitment: how firmly a plan commits, who acts, by which instruments.

`force` grades the verbs of a sentence, `mentions` recognises actors and
instruments, `table` makes clauses and plans of them, `change` compares
linked plans.
"""

from plandiff.analysis.commitment.change import (
    commitment_change,
    commitment_shift,
)
from plandiff.analysis.commitment.table import commitment

__all__ = ["commitment", "commitment_change", "commitment_shift"]
