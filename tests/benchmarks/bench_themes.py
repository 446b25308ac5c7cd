"""Check what theme_shift promises of chance, and time it.

Run from the root of the project, with any of these, or none for all::

    python tests/benchmarks/bench_themes.py sections
    python tests/benchmarks/bench_themes.py coverage copied digest terms
    python tests/benchmarks/bench_themes.py speed --base OTHER_CHECKOUT

sections
    Nothing changed: whole sections of one plan are dealt into two halves.
    How often is p ≤ 0.05, how often does the 95 % interval miss zero? With
    sections as what varies, and with clauses, to show what that hides.
coverage
    Simulated plans whose sections differ and whose shift is known.
copied
    Plans that share clauses: power of p, and of p_new, which asks of the
    clauses that are new.
digest
    Openings of some clauses of ec14 against ec14 itself: as a digest, and
    as if they were a text.
terms
    p of keyness where nothing changed.
speed
    theme_shares on 50 government reports, in turn with another checkout.

The plans and reports are read from ``PLANDIFF_SHARED``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from plandiff import Document, load_codebook, load_corpus, theme_shift

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PLANDIFF_SHARED", ROOT.parent / "shared"))
PLANS = ("ec14", "op15", "inf13", "de14")
LEAST = 6
SEED = 20211026
OPENING, ITEMS = 37, 38


@cache
def plan(name: str) -> Document:
    """Read one of the plans that two readers linked."""
    path = SHARED / "gold" / "plans" / f"{name}.jsonl"
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return Document.from_clauses(
        name,
        [
            (row["id"], row["text"], tuple(row["path"].split(" / ")))
            for row in rows
        ],
    )


def sections(deals: int) -> None:
    """Deal whole sections of one plan into two halves."""
    from plandiff.analysis.themes.coded import CodedPlan
    from plandiff.analysis.themes.sampling import (
        Uncertainty,
        permutation_p,
        shift_interval,
    )

    book = load_codebook("ecommerce")
    print(
        f"Sections of one plan dealt into halves, {deals} deals, themes in "
        f"≥ {LEAST} sentences\n"
        f"{'plan':8}{'clauses':>8}{'sections':>9}{'themes':>7}"
        f"{'p ≤ .05':>10}{'misses 0':>10}"
        f"{'p, clauses':>12}{'misses, clauses':>17}"
    )
    for name in PLANS:
        coded = CodedPlan.of(plan(name), book)
        asked = coded.mentions.sum(axis=0) >= LEAST
        of_section = [coded.sections, np.arange(len(coded.sections))]
        number = len(np.unique(coded.sections))
        rng = np.random.default_rng(SEED)
        found: list[list[float]] = [[], [], [], []]
        for deal in range(deals):
            first = rng.permutation(number)[: number // 2]
            left = np.isin(coded.sections, first)
            choice = Uncertainty(resamples=400, seed=deal)
            for unit, groups in enumerate(of_section):
                halves = [
                    tally(coded, groups, left),
                    tally(coded, groups, ~left),
                ]
                p = permutation_p(*halves, choice)[asked]
                low, high = shift_interval(*halves, 0.95)[:, asked]
                found[2 * unit].append(float((p <= 0.05).mean()))
                missed = (low > 0) | (high < 0)
                found[2 * unit + 1].append(float(missed.mean()))
        rates = [float(np.mean(values)) for values in found]
        print(
            f"{name:8}{len(plan(name)):8}{number:9}{int(asked.sum()):7}"
            f"{rates[0]:10.3f}{rates[1]:10.3f}{rates[2]:12.3f}{rates[3]:17.3f}"
        )


def tally(coded, groups, chosen):  # type: ignore[no-untyped-def]
    """Count sentences, with each theme and in all, by chosen group."""
    here = chosen[coded.clauses]
    of_sentence = groups[coded.clauses][here]
    names, places = np.unique(of_sentence, return_inverse=True)
    counts = np.zeros((len(names), coded.mentions.shape[1]))
    np.add.at(counts, places, coded.mentions[here])
    return counts, np.bincount(places).astype(float)


BEFORE = np.array([0.03, 0.05, 0.10, 0.10, 0.20, 0.30, 0.50, 0.70])
AFTER = np.array([0.05, 0.15, 0.10, 0.30, 0.35, 0.20, 0.60, 0.90])
SCENARIOS = (
    ("15 and 20 sections of 4 to 9 sentences", 15, 20, (4, 9), 1.0),
    ("10 and 20 sections, very unequal", 10, 20, (2, 30), 1.0),
    ("8 and 8 sections of 4 to 9 sentences", 8, 8, (4, 9), 1.0),
    ("40 and 40 sections of 2 to 12 sentences", 40, 40, (2, 12), 1.0),
    ("30 and 70 sections of one sentence", 30, 70, (1, 1), 0.0),
    ("15 and 20 sections that do not differ", 15, 20, (4, 9), 0.0),
)


def coverage(runs: int) -> None:
    """Draw plans whose sections differ, and a known shift."""
    from plandiff.analysis.themes.sampling import shift_interval

    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    header = "".join(
        f"{a:4.2f}→{b:4.2f} " for a, b in zip(BEFORE, AFTER, strict=True)
    )
    print(f"95 % intervals that hold the shift, {runs} runs\n{'':42}{header}")
    for label, first, second, (least, most), spread in SCENARIOS:
        rng = np.random.default_rng(SEED)

        def mean(base: np.ndarray, spread: float = spread) -> np.ndarray:
            chance = logistic(base, spread * nodes[:, None])
            return (weights @ chance) / weights.sum()

        truth = mean(AFTER) - mean(BEFORE)
        holds = []
        for _ in range(runs):
            groups = []
            for number, base in ((first, BEFORE), (second, AFTER)):
                sizes = rng.integers(least, most + 1, number)
                chance = logistic(
                    base, rng.normal(0, spread, (number, len(base)))
                )
                counts = rng.binomial(sizes[:, None], chance)
                groups.append((counts.astype(float), sizes.astype(float)))
            low, high = shift_interval(*groups, 0.95)
            holds.append((low <= truth) & (truth <= high))
        cells = "".join(f"{x:9.3f} " for x in np.mean(holds, axis=0))
        print(f"{label:42}{cells} all {np.mean(holds):.3f}")


def logistic(base: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """Let sections differ around a plan's chances, on the logit scale."""
    return 1 / (1 + (1 - base) / base * np.exp(-shift))


def copied(runs: int) -> None:
    """Copy a share of the clauses; in the rest .2 becomes .5."""
    from plandiff.analysis.themes.sampling import (
        Uncertainty,
        mid_p,
        permutation_p,
    )

    number = 100
    print(
        f"Plans of {number} clauses that share some, {runs} runs: p ≤ 0.05\n"
        f"{'copied':>7}{'p, no change':>14}{'p_new, no change':>18}"
        f"{'p, .2→.5':>10}{'p_new, .2→.5':>14}"
    )
    for share in (0.0, 0.3, 0.5, 0.8):
        rng = np.random.default_rng(SEED)
        new = number - round(share * number)
        rates = []
        for later in (0.2, 0.5):
            hits = np.zeros(2)
            for run in range(runs):
                same = int(rng.binomial(number - new, 0.2))
                gone, come = (
                    int(rng.binomial(new, chance)) for chance in (0.2, later)
                )
                sides = []
                for carried in (same + gone, same + come):
                    counts = np.zeros((number, 1))
                    counts[:carried] = 1
                    sides.append((counts, np.ones(number)))
                choice = Uncertainty(resamples=400, seed=run)
                hits += (
                    permutation_p(*sides, choice)[0] <= 0.05,
                    mid_p(gone, new, come, new) <= 0.05,
                )
            rates += list(hits / runs)
        print(
            f"{share:7.1f}{rates[0]:14.3f}{rates[1]:18.3f}"
            f"{rates[2]:10.3f}{rates[3]:14.3f}"
        )


def digest(draws: int) -> None:
    """Set openings of some clauses of ec14 against the whole of it."""
    book = load_codebook("ecommerce")
    whole = load_corpus()["ec14"]
    generator = random.Random(SEED)
    print(
        f"{ITEMS} clauses of ec14 cut to {OPENING} characters, against "
        f"ec14: {draws} draws, true change 0\n"
        f"{'held as':10}{'flagged, p ≤ .05 adjusted':>27}"
        f"{'interval misses 0':>19}{'rise':>8}"
    )
    chosen = [generator.sample(range(len(whole)), ITEMS) for _ in range(draws)]
    for fidelity in ("digest", "full"):
        flagged, missed, rise = [], [], []
        for picked in chosen:
            part = Document.from_clauses(
                "part",
                [
                    (whole[n].place, whole[n].text[:OPENING], whole[n].path)
                    for n in sorted(picked)
                ],
                fidelity=fidelity,
            )
            table = theme_shift([part, whole], book)
            adjusted = table["p_adjusted"].fillna(1.0)
            flagged.append(float((adjusted <= 0.05).mean()))
            missed.append(
                float(
                    (
                        (table["low"].fillna(0) > 0)
                        | (table["high"].fillna(0) < 0)
                    ).mean()
                )
            )
            rise.append(float((table["shift"].fillna(0) > 0).mean()))
        print(
            f"{fidelity:10}{np.mean(flagged):27.3f}{np.mean(missed):19.3f}"
            f"{np.mean(rise):8.3f}"
        )


def terms(deals: int) -> None:
    """Deal ec14 into two, by clause and by section: p of keyness."""
    from plandiff import keyness
    from plandiff.analysis.terms.keyness import KeynessOptions
    from plandiff.analysis.terms.phrases import TermOptions

    options = KeynessOptions(min_count=10, terms=TermOptions(longest=1))
    print(f"keyness of ec14 dealt into halves, {deals} deals: p ≤ 0.05")
    for unit in ("clauses", "sections"):
        whole = plan("ec14")
        keys = [
            clause.path if unit == "sections" else clause.id
            for clause in whole
        ]
        generator = random.Random(SEED)
        found: dict[str, list[float]] = {"p": [], "p_clauses": []}
        for _ in range(deals):
            groups = sorted(set(keys), key=str)
            generator.shuffle(groups)
            left = set(groups[: len(groups) // 2])
            halves = [
                Document.from_clauses(
                    name,
                    [
                        (clause.place, clause.text)
                        for clause, key in zip(whole, keys, strict=True)
                        if (key in left) is first
                    ],
                )
                for name, first in (("a", True), ("b", False))
            ]
            table = keyness(*halves, options=options)
            for column, values in found.items():
                values.extend(table[column])
        rates = "".join(
            f"   {column} {np.mean(np.array(values) <= 0.05):.3f}"
            for column, values in found.items()
        )
        print(f"{unit + ' dealt':18}{rates}")


def reports() -> list[Document]:
    """Read the latest 50 national reports, a clause a paragraph."""
    path = next(SHARED.glob("corpora/official/gwr-national*/*.jsonl"))
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        paragraphs = filter(
            None, map(str.strip, record["content"].split("\n"))
        )
        found.append(
            Document.from_clauses(
                record["title"][:4],
                [(str(n), text) for n, text in enumerate(paragraphs)],
            )
        )
    return sorted(found, key=lambda report: report.id)[-50:]


def seconds() -> float:
    """Return the CPU seconds of theme_shares on the reports."""
    from plandiff.analysis.themes.shares import theme_shares

    documents, book = reports(), load_codebook("ecommerce")
    theme_shares(documents[:1], book)
    start = time.process_time()
    theme_shares(documents, book)
    return time.process_time() - start


def speed(base: str | None, turns: int = 3) -> None:
    """Time in turn with another checkout, least CPU seconds of each."""
    roots = {"here": str(ROOT)} | ({"base": base} if base else {})
    times: dict[str, list[float]] = {name: [] for name in roots}
    for _ in range(turns):
        for name, root in roots.items():
            done = subprocess.run(
                [sys.executable, __file__, "seconds"],
                env={
                    **os.environ,
                    "PYTHONPATH": root,
                    "PLANDIFF_SHARED": str(SHARED),
                },
                cwd=root,
                capture_output=True,
                text=True,
                check=True,
            )
            times[name].append(float(done.stdout))
    for name, values in times.items():
        print(f"theme_shares, 50 reports, {name}: {min(values):.2f} s CPU")
    if base:
        ratio = min(times["base"]) / min(times["here"])
        print(f"base / here: {ratio:.2f}")


PARTS = ("sections", "coverage", "copied", "digest", "terms", "speed")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the parts asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", choices=[*PARTS, "seconds", []])
    parser.add_argument("--runs", type=int, help="runs of each experiment")
    parser.add_argument("--base", help="another checkout, for speed")
    options = parser.parse_args(arguments)
    if options.parts == ["seconds"]:
        print(seconds())
        return
    for part in options.parts or PARTS:
        if part == "speed":
            speed(options.base)
        else:
            usual = {"sections": 300, "coverage": 1000, "copied": 1000}
            globals()[part](options.runs or usual.get(part, 50))
        print()


if __name__ == "__main__":
    main()
