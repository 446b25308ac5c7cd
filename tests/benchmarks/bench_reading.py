"""How long reading takes, beside splitting the same text with a regex.

Run from the root: ``python tests/benchmarks/bench_reading.py``. The text is
the bundled plan, repeated. ``ratio`` is the time of `parse_document` over
that of one regex split into lines and sentences in the same run; ``growth``
is the time over that of the row above, per byte: near 1 is linear.
"""

from __future__ import annotations

import re
import time
import tracemalloc
from collections.abc import Callable

from plandiff.reading import parse_document
from plandiff.resources import resource

SIZES = (100_000, 1_000_000, 10_000_000)


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of a piece of work."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main() -> None:
    """Print the table."""
    plan = resource("plans/ec14.txt").read_text("utf-8")
    each = len(plan.encode())
    parse_document(plan)
    print(f"{'bytes':>10} {'clauses':>8} {'seconds':>8} {'ratio':>7} growth")
    before = 0.0
    for size in SIZES:
        text = plan * max(1, round(size / each))
        split = seconds(lambda text=text: re.split(r"(?<=[。！？\n])", text))
        document = parse_document(text)
        taken = seconds(lambda text=text: parse_document(text))
        per_byte = taken / len(text)
        growth = f"{per_byte / before:6.2f}" if before else "     –"
        print(
            f"{len(text.encode()):>10} {len(document):>8} {taken:>8.2f} "
            f"{taken / max(split, 1e-6):>7.0f} {growth}"
        )
        before = per_byte
    text = plan * round(1_000_000 / each)
    tracemalloc.start()
    parse_document(text)
    peak = tracemalloc.get_traced_memory()[1]
    print(f"peak memory for 1 MB of text: {peak / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
