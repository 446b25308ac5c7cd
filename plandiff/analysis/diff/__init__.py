"""Diff: what happened to each clause between two plans, or along several.

`rows` names the changes, `order` tells what moved, `grouping` and `groups`
gather what is read together, `counts` counts; `diff` keeps all of it as one
value, `Diff`, which `table` gives to users and pages and writers read.
`lineage` follows clauses through several plans, `wholeredline` is one
redline over two whole plans, `card` shows a table in Jupyter.
"""

from plandiff.analysis.diff.diff import Diff, diff_of
from plandiff.analysis.diff.rows import DIFF_SCHEMA
from plandiff.analysis.diff.table import diff_summary, diff_table

__all__ = ["DIFF_SCHEMA", "Diff", "diff_of", "diff_summary", "diff_table"]
