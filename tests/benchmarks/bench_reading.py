"""How long reading takes, beside splitting the same text with a regex.

Run from the root: ``python tests/benchmarks/bench_reading.py``. The text is
the bundled plan, repeated. ``ratio`` is the time of `parse_document` over
that of one regex split into lines and sentences in the same run; ``growth``
is the time over that of the row above, per byte: near 1 is linear. Times
are of the processor, the least of three up to 1 MB. The
official PDFs of the shared folder are read whole, beside what PDFium alone
takes to load their pages and letters.
"""

from __future__ import annotations

import os
import re
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium

from plandiff.reading import parse_document, read_document
from plandiff.resources import resource

SIZES = (100_000, 1_000_000, 10_000_000)


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of a piece of work."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def load(files: list[Path]) -> None:
    """Load pages and letters by PDFium alone."""
    for file in files:
        document = pdfium.PdfDocument(file.read_bytes())
        for number in range(len(document)):
            page = document[number]
            page.get_textpage().close()
            page.close()
        document.close()


def print_pdfs() -> None:
    """Print what the official PDFs take."""
    shared = Path(os.environ.get("PLANDIFF_SHARED", "../shared"))
    files = sorted(shared.glob("corpora/official/*/*.pdf"))
    if not files:
        return
    read_document(files[0])
    alone = min(seconds(lambda: load(files)) for _ in range(3))
    taken = min(
        seconds(lambda: [read_document(file) for file in files])
        for _ in range(3)
    )
    print(
        f"{len(files)} official PDFs: {taken:.2f} s, {taken / alone:.1f} "
        f"times what PDFium alone takes ({alone:.2f} s)"
    )


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
        taken = min(
            seconds(lambda text=text: parse_document(text))
            for _ in range(1 if size > 1_000_000 else 3)
        )
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
    tracemalloc.stop()
    print(f"peak memory for 1 MB of text: {peak / 1e6:.0f} MB")
    print_pdfs()


if __name__ == "__main__":
    main()
