"""Time `plandiff.align` on one size, as JSON: for `bench_matching.py --speed`.

It uses nothing but the public interface, so that it runs with another build
of plandiff too, whose folder stands in ``PYTHONPATH``::

    python tests/benchmarks/align_speed.py 500
"""

from __future__ import annotations

import gzip
import json
import os
import re
import sys
import time
from pathlib import Path

import plandiff

RUNS = 3


def windows(shared: Path, size: int) -> tuple[list[str], list[str]]:
    """Take two overlapping windows of statutes, `size` clauses each.

    A third of the later window is new text; the rest has one word replaced.
    """
    clauses: list[str] = []
    path = shared / "corpora" / "regulations.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            clauses += [text for _, text in json.loads(line)["clauses"]]
            if len(clauses) >= 2 * size:
                break
    kept, fresh = clauses[:size], clauses[size : 2 * size]
    later = [
        fresh[n] if n % 3 == 0 else text.replace("应当", "须")
        for n, text in enumerate(kept)
    ]
    return kept, later


def main() -> None:
    """Align once unmeasured, then print the quickest of some runs."""
    shared = Path(os.environ.get("PLANDIFF_SHARED", "../shared"))
    reference, target = (
        plandiff.Document.from_clauses(
            name, [(str(n), text) for n, text in enumerate(side)]
        )
        for name, side in zip(
            "ab", windows(shared, int(sys.argv[1])), strict=True
        )
    )
    links = len(plandiff.align(reference, target).links)
    status = Path("/proc/self/status").read_text("ascii")
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    taken = []
    for _ in range(RUNS):
        start = time.process_time()
        plandiff.align(reference, target)
        taken.append(time.process_time() - start)
    found = {
        "links": links,
        "seconds": min(taken),
        "memory": int(peak[1]) / 1024 if peak else None,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
