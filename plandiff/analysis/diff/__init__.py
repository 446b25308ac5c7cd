"""Diff: what happened to each clause between two plans, or along several.

`table` names the changes, `order` tells what moved, `groups` gathers rows
that are read together, `lineage` follows clauses through several plans,
`planline` is one redline over two whole plans, `review` lets readers decide
what the machine is unsure of, `views` shows a table in Jupyter.
"""

from plandiff.analysis.diff.table import DIFF_SCHEMA, diff_summary, diff_table

__all__ = ["DIFF_SCHEMA", "diff_summary", "diff_table"]
