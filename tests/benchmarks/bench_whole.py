"""List the prose of real files that became neither clause nor heading.

Run from the root: ``python tests/benchmarks/bench_whole.py``. Every file
under ``corpora/pages``, ``formats`` and ``official`` of the developers'
documents is read. A line of 15 Chinese characters or more with the marks of
a sentence is explained where it stands in a clause or heading, where a rule
knows it by its own words and it is no more than a page (an addressee, a
signature, the notice that issues the plan), where the page prints it again,
or where a notice of the document tells that it was set aside. What is left
is listed; the last line counts.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import warnings
from collections import Counter
from pathlib import Path

from plandiff.document import Document
from plandiff.errors import PlandiffError
from plandiff.reading import read_document
from plandiff.reading.structure.setaside import is_prose, mostly_within
from plandiff.text.characters import compact

NAMED = (
    "addressee",
    "adoption note",
    "annex list",
    "byline",
    "circulation note",
    "contents list",
    "date",
    "document number",
    "endnote",
    "footnote",
    "metadata box",
    "notice cover",
    "over-printed",
    "page number",
    "profile",
    "release note",
    "repeated title",
    "running head",
    "signature",
    "site chrome: a file",
    "site chrome: byline",
    "site chrome: name of the page",
    "site chrome: script",
    "struck text",
    "title",
)
"""Reasons that say what a text is."""

BY_FORM = (
    *("contents list", "endnote", "footnote", "metadata box"),
    *("site chrome: name of the page", "site chrome: script"),
)
A_PAGE = 1000
"""Characters beyond which words alone explain nothing."""

FOLDERS = ("pages", "formats", "official")
SKIPPED = (".json", ".jsonl", ".gz")


def unexplained(document: Document) -> list[tuple[str, str]]:
    """Return reason and text of each line of prose that nothing explains."""
    source = document.source_text
    shown = compact(
        "".join(
            source[span.start : span.end]
            for span in document.spans
            if span.kind in ("clause", "heading")
        )
    )
    told = " ".join(document.notices)
    found: dict[str, list[str]] = {}
    for span in document.spans:
        if span.kind not in ("furniture", "artefact"):
            continue
        found.setdefault(span.reason, []).extend(
            line.strip()
            for line in source[span.start : span.end].splitlines()
            if is_prose(line) and not mostly_within(compact(line), shown)
        )
    return [
        (reason, line)
        for reason, lines in found.items()
        if repr(reason) not in told
        and not (reason.startswith(NAMED) and sum(map(len, lines)) <= A_PAGE)
        and not reason.startswith(BY_FORM)
        for line in lines
    ]


def main() -> int:
    """Read all files and list what is not explained."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verbose", action="store_true")
    verbose = parser.parse_args().verbose
    warnings.simplefilter("ignore")
    shared = Path(os.environ.get("PLANDIFF_SHARED", "../shared"))
    counts: Counter[str] = Counter()
    begun = time.process_time()
    for folder in FOLDERS:
        for path in sorted((shared / "corpora" / folder).rglob("*")):
            if not path.is_file() or path.suffix in SKIPPED:
                continue
            counts["files"] += 1
            try:
                row = 0 if path.suffix == ".csv" else None
                document = read_document(path, id="x", row=row)
            except PlandiffError as error:
                counts["refused"] += 1
                print(f"refused: {path.name}: {str(error)[:100]}")
                continue
            counts["clauses"] += len(document)
            if not len(document):
                counts["without a clause"] += 1
                counts["without a clause or notice"] += not document.notices
            lines = unexplained(document)
            counts["unexplained"] += len(lines)
            for reason, line in lines:
                print(f"{path.name}: {reason}: {line[:60]}")
            if verbose:
                print(f"{path.name}: {len(document)} clauses")
    seconds = time.process_time() - begun
    print(
        f"{counts['files']} files, {counts['refused']} refused with a reason, "
        f"{counts['clauses']} clauses, {counts['without a clause']} without "
        f"a clause ({counts['without a clause or notice']} in silence); "
        f"{counts['unexplained']} lines of prose unexplained; "
        f"{seconds:.0f} s of CPU"
    )
    return int(counts["unexplained"] > 0)


if __name__ == "__main__":
    sys.exit(main())
