"""Run string_grouper on two lists of texts; for the Python that has it.

Set one up beside the project, and name it to `bench_matching.py`::

    python3 -m venv ../peers
    ../peers/bin/python -m pip install string_grouper==0.8.0
    export PLANDIFF_PEERS=$(realpath ../peers)/bin/python

Reads ``[reference, target]`` as JSON and prints ``[[row, column, score]]``.
"""

from __future__ import annotations

import json
import sys

import pandas as pd
from string_grouper import match_strings

reference, target = (
    pd.Series([text or " " for text in texts])
    for texts in json.load(sys.stdin)
)
found = match_strings(
    reference,
    target,
    ngram_size=2,
    regex=r"\s",
    normalize_to_ascii=False,  # it would delete Chinese
    min_similarity=0.02,
    max_n_matches=len(target),  # of each reference
)
columns = found[["left_index", "right_index", "similarity"]]
json.dump(columns.values.tolist(), sys.stdout)
