"""Diff: what happened to each clause between two plans, or along several.

`table` names the changes, `order` tells what moved, `groups` gathers rows
that are read together, `lineage` follows clauses through several plans,
`wholeredline` is one redline over two whole plans, `card` shows a table in
Jupyter.
"""

from plandiff.analysis.diff.table import DIFF_SCHEMA, diff_summary, diff_table

__all__ = ["DIFF_SCHEMA", "diff_summary", "diff_table"]
