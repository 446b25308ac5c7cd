"""Find near copies with other libraries; for the Python that has them.

Set one up beside the project, and name it to `bench_many.py`::

    python3 -m venv ../peers
    ../peers/bin/python -m pip install string_grouper==0.8.0 \
        sparse_dot_topn==1.2.0
    export PLANDIFF_PEERS=$(realpath ../peers)/bin/python

Usage: ``many_peers.py METHOD FOLDER``. Reads ``texts.json`` or the weights
in ``weights.npz``, writes ``METHOD.npz`` with the pairs, and prints wall and
processor seconds and the peak memory in MB as JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

THREADS = 2
NEAREST = 10
MINIMUM = 0.3


def sparse_dot_topn(folder: Path) -> tuple:
    """Multiply the weights that plandiff made, for the best of each row."""
    import scipy.sparse as sp
    from sparse_dot_topn import sp_matmul_topn

    matrix = sp.csr_matrix(sp.load_npz(folder / "weights.npz"))
    return measured(
        lambda: sp_matmul_topn(
            matrix,
            matrix.T.tocsr(),
            top_n=NEAREST + 1,  # a row finds itself
            threshold=MINIMUM,
            sort=True,
            n_threads=THREADS,
        ).tocoo(),
        lambda found: (found.row, found.col),
    )


def string_grouper(folder: Path) -> tuple:
    """Match a list of texts with itself."""
    import pandas as pd
    from string_grouper import match_strings

    texts = json.loads((folder / "texts.json").read_text("utf-8"))
    series = pd.Series([text or " " for text in texts])
    return measured(
        lambda: match_strings(
            series,
            ngram_size=2,
            regex=r"\s",
            normalize_to_ascii=False,  # it would delete Chinese
            min_similarity=MINIMUM,
            max_n_matches=NEAREST + 1,
            number_of_processes=THREADS,
        ),
        lambda found: (found["left_index"], found["right_index"]),
    )


def measured(work, pairs) -> tuple:
    """Return the pairs, and what it took to find them."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    took = time.perf_counter() - wall, time.process_time() - cpu
    left, right = (np.asarray(side, np.int64) for side in pairs(found))
    return left, right, *took


def main() -> None:
    """Run one method."""
    method, folder = sys.argv[1], Path(sys.argv[2])
    left, right, wall, cpu = globals()[method](folder)
    other = left != right
    np.savez(folder / f"{method}.npz", left=left[other], right=right[other])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([wall, cpu, peak]))


if __name__ == "__main__":
    main()
