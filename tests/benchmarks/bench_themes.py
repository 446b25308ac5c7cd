"""Check what theme_shift and keyness promise of chance, and time them.

Run from the root: ``python tests/benchmarks/bench_themes.py``. It prints

1. how often 95 % intervals hold a known shift, on simulated plans whose
   clauses carry a theme with known chances, which differ by chapter;
2. how p-values are spread where nothing changed: for themes, and for terms
   of one plan dealt into two at random;
3. time as a ratio to a plain implementation in the same run.

The government reports of part 3 are read from ``PLANDIFF_SHARED``; the part
is left out where they are missing.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from plandiff import Document, keyness, load_codebook, load_corpus, theme_shift
from plandiff.analysis.terms.keyness import KeynessOptions
from plandiff.analysis.terms.phrases import TermOptions
from plandiff.analysis.themes.codebook import Codebook
from plandiff.analysis.themes.sampling import Uncertainty
from plandiff.analysis.themes.themelist import Theme
from plandiff.text.tokens import words

RUNS = 500
REFERENCE = np.array([0.03, 0.05, 0.10, 0.10, 0.20, 0.30, 0.50, 0.70])
TARGET = np.array([0.05, 0.15, 0.10, 0.30, 0.35, 0.20, 0.60, 0.90])
MARKS = "甲乙丙丁戊己庚辛"
BOOK = Codebook(
    "simulated",
    tuple(Theme(m, m, m, include=(m,)) for m in MARKS),
)


@dataclass(frozen=True)
class Scenario:
    """Two simulated plans: clauses by chapter, and how chapters differ."""

    name: str
    reference: tuple[int, ...]
    target: tuple[int, ...]
    spread: float = 0.0
    inherited: float = 0.0


SCENARIOS = (
    Scenario("30 and 71 clauses, no chapters", (30,), (71,)),
    Scenario(
        "30 and 71 clauses in chapters that differ",
        (1, 3, 5, 3, 6, 3, 4, 5),
        (2, 10, 7, 52),
        1.5,
    ),
    Scenario("20 and 20 clauses", (20,), (20,)),
    Scenario("60 and 60 clauses", (60,), (60,)),
    Scenario("100 and 150 in chapters", (10,) * 10, (15,) * 10, 1.0),
    Scenario("two clauses a chapter", (2,) * 15, (6,) * 12, 1.5),
    Scenario("60 and 60, half inherited", (60,), (60,), 0.0, 0.5),
)


def chances(
    base: np.ndarray, chapters: int, spread: float, rng: np.random.Generator
) -> np.ndarray:
    """Let chapters differ around a plan's chances, on the logit scale."""
    logit = np.log(base / (1 - base))
    return 1 / (
        1 + np.exp(-logit - rng.normal(0, spread, (chapters, len(base))))
    )


def draw(
    sizes: Sequence[int], chance: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Draw which clause carries which theme."""
    rows = np.repeat(chance, sizes, axis=0)
    return rng.random(rows.shape) < rows


def document(id_: str, carries: np.ndarray, sizes: Sequence[int]) -> Document:
    """Write clauses that carry the themes drawn."""
    chapters = np.repeat(np.arange(len(sizes)), sizes)
    return Document.from_clauses(
        id_,
        [
            (
                str(i),
                "、".join(m for m, c in zip(MARKS, row, strict=True) if c)
                or "略",
                (f"第{chapter}章",),
            )
            for i, (row, chapter) in enumerate(
                zip(carries, chapters, strict=True)
            )
        ],
    )


def simulate(scenario: Scenario, *, change: bool) -> tuple[np.ndarray, ...]:
    """Return coverage by theme, mean widths and all p-values."""
    rng = np.random.default_rng(7)
    later_base = TARGET if change else REFERENCE
    before = chances(REFERENCE, len(scenario.reference), scenario.spread, rng)
    after = chances(later_base, len(scenario.target), scenario.spread, rng)
    if not change:
        # The same chance everywhere, or the chapters would be the change.
        before = np.tile(REFERENCE, (len(scenario.reference), 1))
        after = np.tile(REFERENCE, (len(scenario.target), 1))
    kept = scenario.inherited
    truth = np.average(after, axis=0, weights=scenario.target) - np.average(
        before, axis=0, weights=scenario.reference
    )
    truth = truth * (1 - kept)
    holds, widths, ps = [], [], []
    for run in range(RUNS):
        earlier = draw(scenario.reference, before, rng)
        later = draw(scenario.target, after, rng)
        inherited = rng.random(len(later)) < kept
        later[inherited] = earlier[: len(later)][inherited[: len(earlier)]]
        table = theme_shift(
            [
                document("a", earlier, scenario.reference),
                document("b", later, scenario.target),
            ],
            BOOK,
            uncertainty=Uncertainty(resamples=1000, seed=run),
        )
        low, high = table["low"].to_numpy(float), table["high"].to_numpy(float)
        holds.append((low <= truth) & (truth <= high))
        widths.append(high - low)
        ps.append(table["p"].to_numpy(float))
    return np.mean(holds, axis=0), np.mean(widths, axis=0), np.array(ps)


def report_coverage() -> None:
    """Print part 1."""
    print(f"1. Coverage of 95 % intervals, {RUNS} runs each")
    header = "  ".join(
        f"{a:.2f}→{b:.2f}" for a, b in zip(REFERENCE, TARGET, strict=True)
    )
    print(f"{'plans':44}{header}   all")
    for scenario in SCENARIOS:
        coverage, _, _ = simulate(scenario, change=True)
        cells = "  ".join(f"{value:9.3f}" for value in coverage)
        print(f"{scenario.name:44}{cells}  {coverage.mean():.3f}")


def report_uniformity() -> None:
    """Print part 2."""
    print("\n2. Share of p-values at or below a bound, where nothing changed")
    bounds = (0.01, 0.05, 0.10, 0.25, 0.50, 0.75)
    print(f"{'':44}" + "  ".join(f"{b:5.2f}" for b in bounds))
    for scenario in (SCENARIOS[0], SCENARIOS[3], SCENARIOS[4]):
        _, _, ps = simulate(scenario, change=False)
        for name, some in (
            ("all themes", ps),
            ("themes in ≥ 10 % of clauses", ps[:, 2:]),
        ):
            shares = "  ".join(f"{(some <= b).mean():5.3f}" for b in bounds)
            print(f"{scenario.name + ', ' + name:44.44}{shares}")
    plan = load_corpus()["ec14"]
    rows = [(clause.place, clause.text) for clause in plan]
    found: dict[str, list[float]] = {"p": [], "p_clauses": []}
    generator = random.Random(7)
    options = KeynessOptions(min_count=10, terms=TermOptions(longest=1))
    for _ in range(100):
        generator.shuffle(rows)
        table = keyness(
            Document.from_clauses("a", rows[:30]),
            Document.from_clauses("b", rows[30:]),
            options=options,
        )
        for column, values in found.items():
            values.extend(table[column])
    for column, values in found.items():
        shares = "  ".join(
            f"{(np.array(values) <= b).mean():5.3f}" for b in bounds
        )
        print(f"{'keyness, ec14 dealt in two, ' + column:44}{shares}")


def plain_theme_shift(plans: Sequence[Document], book: Codebook) -> object:
    """Resample clauses within chapters one by one, as a script would."""
    carried = [
        [
            ({*book.carried(clause)}, clause.path[0] if clause.path else "")
            for clause in plan
        ]
        for plan in plans
    ]
    rng = random.Random(1)
    shifts: dict[str, list[float]] = {theme.id: [] for theme in book}
    for _ in range(2000):
        shares = []
        for plan in carried:
            chapters: dict[str, list[set[str]]] = {}
            for themes, chapter in plan:
                chapters.setdefault(chapter, []).append(themes)
            counts: Counter[str] = Counter()
            for clauses in chapters.values():
                for themes in rng.choices(clauses, k=len(clauses)):
                    counts.update(themes)
            shares.append({t: counts[t] / len(plan) for t in shifts})
        for theme, values in shifts.items():
            values.append(shares[1][theme] - shares[0][theme])
    return {t: np.quantile(v, [0.025, 0.975]) for t, v in shifts.items()}


def plain_keyness(sides: Sequence[Sequence[Document]]) -> object:
    """Count words by Counter and score G² term by term with loops."""
    counts = [
        Counter(w for plan in side for c in plan for w in words(c.text))
        for side in sides
    ]
    n, m = (sum(count.values()) for count in counts)
    scores = {}
    for term in {*counts[0], *counts[1]}:
        a, b = counts[0][term], counts[1][term]
        cells = ((a, n), (b, m), (n - a, n), (m - b, m))
        sums = (a + b, a + b, n + m - a - b, n + m - a - b)
        scores[term] = 2 * sum(
            seen * np.log(seen / (total * both / (n + m)))
            for (seen, total), both in zip(cells, sums, strict=True)
            if seen
        )
    return scores


def timed(run: Callable[[], object]) -> float:
    """Return the best of three times, in seconds."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def government_reports() -> list[Document]:
    """Read the latest 50 reports, a clause a paragraph."""
    root = Path(__file__).resolve().parents[3] / "shared"
    shared = Path(os.environ.get("PLANDIFF_SHARED", root))
    path = next(
        shared.glob("corpora/official/gwr-national*/*.jsonl"), Path("missing")
    )
    if not path.exists():
        return []
    reports = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        paragraphs = [
            text.strip()
            for text in record["content"].splitlines()
            if text.strip()
        ]
        reports.append(
            Document.from_clauses(
                record["title"][:4],
                [(str(i), text) for i, text in enumerate(paragraphs)],
            )
        )
    return sorted(reports, key=lambda report: report.id)[-50:]


def report_speed() -> None:
    """Print part 3."""
    print("\n3. Time: seconds here, and ratio to a plain implementation")
    plan, book = load_corpus()["ec14"], load_codebook("ecommerce")
    half = Document.from_clauses(
        "half", [(c.place, c.text, c.path) for c in plan[:35]]
    )
    rows = []
    ours = timed(lambda: theme_shift([half, plan], book))
    plain = timed(lambda: plain_theme_shift([half, plan], book))
    rows.append(("theme_shift, 2,000 resamples", ours, ours / plain))
    reports = government_reports()
    if reports:
        sides = reports[:25], reports[25:]
        single = KeynessOptions(terms=TermOptions(longest=1))
        plain = timed(lambda: plain_keyness(sides))
        for name, options in (
            ("keyness, 50 reports, words", single),
            ("keyness, 50 reports, words and phrases", KeynessOptions()),
        ):
            ours = timed(lambda o=options: keyness(*sides, options=o))
            rows.append((name, ours, ours / plain))
    table = pd.DataFrame(rows, columns=["task", "seconds", "ratio"])
    print(table.round(2).to_string(index=False))


if __name__ == "__main__":
    parts = sys.argv[1:] or ["coverage", "uniformity", "speed"]
    for part in parts:
        globals()[f"report_{part}"]()
