"""How readable and how quick redlines are, beside their peers.

Run from the root of the project, with ``pip install .[peers]``::

    python tests/benchmarks/bench_diff.py                # the tables
    python tests/benchmarks/bench_diff.py page p.html    # pairs to look at
    python tests/benchmarks/bench_diff.py roundtrip      # both texts again
    python tests/benchmarks/bench_diff.py latex FOLDER   # compiled pages

`roundtrip` reads all 25 hand-linked pairs back from every kind of file, and
lets LibreOffice (Debian: libreoffice-writer, python3-uno) accept and reject
all tracked changes. `latex` needs texlive-xetex, texlive-lang-chinese and
texlive-plain-generic.

Readability is counted on the clauses that the hand-made links of three laws
show as revised one to one. An *edit* is an unbroken stretch of change; a
*fleck* is an equal stretch of at most two letters between two changes, the
"pepper" that makes a redline hard to read; *changed* is the share of both
texts' characters that are shown as deleted or inserted. Fewer edits and
flecks read better; a share as low as the exact comparison's is not the aim,
since common characters of unlike words are no common text.

The texts are read from ``PLANDIFF_SHARED`` (default ``../shared``).
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from roundtrip import show_roundtrip

import plandiff
from plandiff.analysis.redlines.edits import find_edits
from plandiff.frames import frame
from plandiff.markup import escape
from plandiff.matching.align import LINK_SCHEMA, Alignment
from plandiff.signature import signature
from plandiff.training.gold import GoldPair, gold_pairs

ROOT = Path(__file__).resolve().parents[2]
LETTERS = re.compile(r"[^\W_]")

Step = tuple[str, str, str]
"""Kind (equal or change), text of the reference, text of the target."""


def main() -> None:
    """Print the tables, or what else was asked for."""
    parser = argparse.ArgumentParser()
    tasks = parser.add_subparsers(dest="task")
    tasks.add_parser("page").add_argument("file", type=Path)
    tasks.add_parser("roundtrip")
    tasks.add_parser("latex").add_argument("folder", type=Path)
    options = parser.parse_args()
    shared = Path(os.environ.get("PLANDIFF_SHARED", ROOT.parent / "shared"))
    pairs = gold_pairs(shared)
    if options.task == "roundtrip":
        sys.exit(show_roundtrip([alignment_of(pair) for pair in pairs]) > 0)
    if options.task == "latex":
        compile_pages(pairs, options.folder)
        return
    clauses = list(revised(pairs))
    if options.task == "page":
        options.file.write_text(page(clauses[::3][:20]), encoding="utf-8")
        return
    show_readability(clauses)
    show_speed(clauses, pairs)


def revised(pairs: list[GoldPair]) -> Iterator[tuple[str, str]]:
    """Give the clauses of the laws that were revised one to one."""
    for pair in pairs:
        if pair.collection != "laws":
            continue
        table = plandiff.diff_table(alignment_of(pair))
        for row in table[table["change"] == "revised"].itertuples():
            yield row.reference_text, row.target_text


def alignment_of(pair: GoldPair) -> Alignment:
    """Make an alignment of the hand-made links."""
    rows = [
        (before, after, None, 1.0, *[None] * 5, "", "correction")
        for before, after in pair.strength
    ]
    links = frame(rows, LINK_SCHEMA)
    made = signature(pair=pair.name, links="hand")
    return Alignment(pair.reference, pair.target, links, links, made)


def by_plandiff(before: str, after: str) -> list[Step]:
    """Compare with `plandiff.redline`."""
    edits = find_edits.__wrapped__(before, after).edits  # not remembered
    return [
        (
            "equal" if edit.op == "equal" else "change",
            before[edit.reference_start : edit.reference_end],
            after[edit.target_start : edit.target_end],
        )
        for edit in edits
    ]


def by_difflib(before: str, after: str) -> list[Step]:
    """Compare characters with the standard library."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return [
        ("equal" if tag == "equal" else "change", before[i:k], after[j:m])
        for tag, i, k, j, m in matcher.get_opcodes()
    ]


def by_diff_match_patch(before: str, after: str) -> list[Step]:
    """Compare with diff-match-patch and its semantic clean-up."""
    from diff_match_patch import diff_match_patch

    machine = diff_match_patch()
    machine.Diff_Timeout = 0
    steps = machine.diff_main(before, after)
    machine.diff_cleanupSemantic(steps)
    return [
        (
            "change" if kind else "equal",
            text if kind <= 0 else "",
            text if kind >= 0 else "",
        )
        for kind, text in steps
    ]


def by_redlines(before: str, after: str) -> list[Step]:
    """Compare with redlines, which takes unspaced text for one word.

    It does not keep line breaks, so the texts are given without them.
    """
    from redlines import Redlines

    before, after = before.replace("\n", ""), after.replace("\n", "")
    steps: list[Step] = []
    if before == after:
        return [("equal", before, after)]
    at = there = 0
    for change in Redlines(before, after).redlines:
        # Its own positions count words; the texts are found in order.
        old, new = change.source_text or "", change.test_text or ""
        i, j = before.index(old, at), after.index(new, there)
        steps += [("equal", before[at:i], after[there:j])]
        steps += [("change", old, new)]
        at, there = i + len(old), j + len(new)
    steps.append(("equal", before[at:], after[there:]))
    return [step for step in steps if step[1] or step[2]]


METHODS: dict[str, Callable[[str, str], list[Step]]] = {
    "plandiff": by_plandiff,
    "difflib, characters": by_difflib,
    "diff-match-patch, semantic": by_diff_match_patch,
    "redlines": by_redlines,
}


def installed() -> dict[str, Callable[[str, str], list[Step]]]:
    """Return the methods that are here; name the others."""
    here = {}
    for name, method in METHODS.items():
        try:
            method("甲", "乙")
        except ImportError as error:
            print(f"{name}: not installed ({error.name})", file=sys.stderr)
            continue
        here[name] = method
    return here


def show_readability(clauses: list[tuple[str, str]]) -> None:
    """Print edits, flecks and share of change for each method."""
    print(f"Readability, {len(clauses)} clauses revised one to one\n")
    print("| method | edits a clause | flecks a clause | changed | time |")
    print("| --- | --- | --- | --- | --- |")
    base = None
    for name, method in installed().items():
        began = time.perf_counter()
        results = [method(*pair) for pair in clauses]
        taken = time.perf_counter() - began
        base = base or taken
        counted = [counts(steps) for steps in results]
        edits, flecks, shares = zip(*counted, strict=True)
        print(
            f"| {name} | {statistics.mean(edits):.1f} "
            f"| {statistics.mean(flecks):.1f} "
            f"| {statistics.mean(shares):.0%} | × {taken / base:.2f} |"
        )


def counts(steps: list[Step]) -> tuple[int, int, float]:
    """Count the edits and flecks of a comparison, and the share changed."""
    runs: list[list[Step]] = []
    for step in steps:
        if runs and runs[-1][0][0] == step[0]:
            runs[-1].append(step)
        else:
            runs.append([step])
    edits = sum(run[0][0] == "change" for run in runs)
    flecks = sum(
        run[0][0] == "equal"
        and len(LETTERS.findall("".join(step[1] for step in run))) <= 2
        for run in runs[1:-1]
    )
    size = sum(len(before) + len(after) for _, before, after in steps)
    changed = sum(
        len(before) + len(after)
        for kind, before, after in steps
        if kind == "change"
    )
    return edits, flecks, changed / size


def show_speed(clauses: list[tuple[str, str]], pairs: list[GoldPair]) -> None:
    """Print times for long clauses, whole diffs and very long texts."""
    before = "".join(a for a, _ in clauses)
    after = "".join(b for _, b in clauses)
    print("\nSpeed\n")
    print("| task | peer | ratio to the peer | limit kept |")
    print("| --- | --- | --- | --- |")
    ours = best(lambda: by_plandiff(before[:2000], after[:2000]))
    for name, method in list(installed().items())[1:3]:
        theirs = best(partial(method, before[:2000], after[:2000]))
        print(
            f"| two clauses of 2,000 characters | {name} "
            f"| {ours / theirs:.2f} | {'yes' if ours < 0.05 else 'no'} "
            "(50 ms) |"
        )
    long = [
        (text * (100_000 // len(text) + 1))[:100_000]
        for text in (before, after)
    ]
    lengthy = best(lambda: by_plandiff(*long), times=1)
    print(
        f"| two texts of 100,000 characters | plandiff, 2,000 "
        f"| {lengthy / ours:.0f} | {'yes' if lengthy < 30 else 'no'} (30 s) |"
    )
    [pair] = [p for p in pairs if p.name == "inf13-de14"]
    alignment = alignment_of(pair)
    rows = len(plandiff.diff_table(alignment))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        taken = best(lambda: write_all(alignment, place), times=1)
    print(
        f"| a diff of {rows} rows in all formats | plandiff, 2,000 "
        f"| {taken / ours:.0f} | {'yes' if taken < 10 else 'no'} (10 s) |"
    )


def compile_pages(pairs: list[GoldPair], folder: Path) -> None:
    """Compile the LaTeX of the teaching pair and of all others."""
    corpus = plandiff.load_corpus(user=False)
    taught = plandiff.align(corpus["teach1"], corpus["teach2"])
    alignments = {"teach": taught}
    for number, pair in enumerate(pairs):
        alignments[f"pair{number:02}"] = alignment_of(pair)
    print("| pair | compiled | pages | overfull | characters missing |")
    print("| --- | --- | --- | --- | --- |")
    for name, alignment in alignments.items():
        source = plandiff.write_diff(alignment, folder / f"{name}.tex")
        for _ in range(2):  # longtable knows its widths the second time
            run = subprocess.run(
                ["xelatex", "-interaction=nonstopmode", source.name],
                cwd=folder,
                capture_output=True,
                check=False,
            )
        log = (folder / f"{name}.log").read_text("utf-8", "replace")
        pages = re.search(r"\((\d+) pages?", log)
        print(
            f"| {name} | {'no' if run.returncode else 'yes'} "
            f"| {pages[1] if pages else 0} | {log.count('Overfull')} "
            f"| {log.count('Missing character')} |"
        )


def write_all(alignment: Alignment, folder: Path) -> None:
    """Write a diff in every format, and as tracked changes."""
    from plandiff.output.writers.tables import SUFFIXES

    for suffix in SUFFIXES:
        plandiff.write_diff(alignment, folder / f"diff{suffix}")
    plandiff.write_diff(alignment, folder / "tracked.docx", tracked=True)


def best(task: Callable[[], object], times: int = 3) -> float:
    """Return the shortest of several times, in seconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        task()
        taken.append(time.perf_counter() - began)
    return min(taken)


def page(clauses: list[tuple[str, str]]) -> str:
    """Write pairs side by side, one column a method, for a person."""
    methods = installed()
    rows = []
    for number, pair in enumerate(clauses, start=1):
        cells = [f"<th>{number}</th>"]
        for method in methods.values():
            marked = "".join(
                escape(before)
                if kind == "equal"
                else f"<del>{escape(before)}</del><ins>{escape(after)}</ins>"
                for kind, before, after in method(*pair)
            )
            cells.append(f"<td>{marked}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    heads = "".join(f"<th>{escape(name)}</th>" for name in ("", *methods))
    return (
        "<!DOCTYPE html><meta charset='utf-8'><style>"
        "td{vertical-align:top;border:1px solid #bbb;padding:.4em;width:25%}"
        "del{color:#a4000f;background:#fdeaea}"
        "ins{color:#00513f;background:#e3f4ee}</style>"
        f"<table><tr>{heads}</tr>{''.join(rows)}</table>"
    )


if __name__ == "__main__":
    main()
