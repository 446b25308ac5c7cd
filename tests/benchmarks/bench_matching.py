"""Compare `plandiff.align` with other ways to link clauses, in one table.

Run from the root of the project::

    python tests/benchmarks/bench_matching.py            # scores and times
    python tests/benchmarks/bench_matching.py --ours     # without the others
    python tests/benchmarks/bench_matching.py --peers    # without ours
    python tests/benchmarks/bench_matching.py --semantic # encoder as well
    python tests/benchmarks/bench_matching.py --speed    # time and memory
    python tests/benchmarks/bench_matching.py --speed --base ../older-build

Laws, plans and statutes are read from ``PLANDIFF_SHARED`` (default
``../shared``). Our own scores come from models trained without the texts
they are shown for; cut and decoder of the others are chosen on other
documents, once within the same collection, once over all collections, which
is what a matcher with one setting faces. string_grouper is run by the Python
that ``PLANDIFF_PEERS`` names and is left out where it is not set. Times are
ratios to TF-IDF over characters in the same run; with ``--base``, to another
build of plandiff, both run in turn, processor seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from unittest.mock import patch

import pandas as pd
from align_speed import windows
from make_gold import gold_table
from matching_peers import (
    BEST_PARTNER,
    CUTS,
    Scorer,
    Scores,
    in_order,
    scorers,
    tfidf_characters,
    tune,
)
from train_links import Example, Trainer, example, folds, training_pairs

import plandiff
from plandiff.document import Document
from plandiff.evaluation.calibration import LEAST
from plandiff.evaluation.scores import evaluate_many
from plandiff.frames import frame
from plandiff.matching.align import LINK_SCHEMA, Alignment
from plandiff.training.gold import GoldPair

ROOT = Path(__file__).resolve().parents[2]
COLLECTIONS = ("laws", "plans", "readers", "taiwan")
SIZES = (100, 150, 500, 2_000, 10_000)
COMPARED_SIZES, TURNS = (150, 500, 2_000), 3


def texts(document: Document) -> list[str]:
    """Return the texts of the clauses."""
    return [clause.text for clause in document]


def left_out_alignments(
    examples: Sequence[Example], only_training: Sequence[Example]
) -> list[Alignment]:
    """Align each pair by a model that saw none of its texts."""
    result: dict[str, Alignment] = {}
    semantic = examples[0].pairs.semantic
    trainer = Trainer([*examples, *only_training])
    for fold in folds(examples):
        model = trainer.model(fold)
        with patch("plandiff.matching.align.model_for", return_value=model):
            for e in examples:
                if e.gold.sources & fold:
                    result[e.gold.name] = plandiff.align(
                        e.gold.reference,
                        e.gold.target,
                        options=plandiff.AlignOptions(semantic=semantic),
                    )
    return [result[e.gold.name] for e in examples]


def as_alignment(
    pair: GoldPair, links: Sequence[tuple[int, int]]
) -> Alignment:
    """Wrap links that another matcher found."""
    rows = [
        (
            pair.reference[row].id,
            pair.target[column].id,
            *[None] * 7,
            "",
            "model",
        )
        for row, column in links
    ]
    table = frame(rows, LINK_SCHEMA)
    return Alignment(pair.reference, pair.target, table, table, "peer")


def settled(pair: GoldPair, alignment: Alignment) -> Alignment:
    """Leave out links of one of two readers: neither right nor wrong."""
    ids = zip(
        alignment.links["reference_id"],
        alignment.links["target_id"],
        strict=True,
    )
    kept = [link not in pair.unsure for link in ids]
    return replace(alignment, links=alignment.links[kept])


def scores(
    pairs: Sequence[GoldPair], alignments: Sequence[Alignment]
) -> pd.DataFrame:
    """Score alignments by collection, one row per collection."""
    rows = []
    for collection in COLLECTIONS:
        chosen = [
            number
            for number, pair in enumerate(pairs)
            if pair.collection == collection
        ]
        table = evaluate_many(
            [settled(pairs[n], alignments[n]) for n in chosen],
            [gold_table(pairs[n]) for n in chosen],
        )
        mean = table[table["pair"] == "mean"].set_index("measure")
        single = table[(table["pair"] != "mean") & (table["measure"] == "f1")]
        value = mean["value"]
        rows.append(
            {
                "collection": collection,
                "P": value["precision"],
                "R": value["recall"],
                "F1": value["f1"],
                "pairs": len(chosen),
                "95%": f"{mean['lower']['f1']:.2f}–{mean['upper']['f1']:.2f}",
                "lowest": single["value"].min(),
                "added P": value["added_precision"],
                "added R": value["added_recall"],
                "spurious": value["spurious_rate"],
            }
        )
    return pd.DataFrame(rows)


def timed(run: Callable[[], object]) -> tuple[float, float]:
    """Return wall and processor seconds of the quicker of two runs.

    Of one run, if it is slow.
    """
    taken: list[tuple[float, float]] = []
    while len(taken) < 2 and sum(wall for wall, _ in taken) < 5:
        wall, processor = time.perf_counter(), time.process_time()
        run()
        taken.append(
            (time.perf_counter() - wall, time.process_time() - processor)
        )
    return min(taken)


def score_ours(
    pairs: Sequence[GoldPair],
    only_training: Sequence[GoldPair],
    *,
    semantic: bool,
) -> pd.DataFrame:
    """Score our own matcher, documents left out."""
    examples, others = (
        [example(pair, semantic=semantic) for pair in members]
        for members in (pairs, only_training)
    )
    ours = left_out_alignments(examples, others)
    golds = [gold_table(pair) for pair in pairs]
    table = evaluate_many(ours, golds)
    mean = table[table["pair"] == "mean"].set_index("measure")
    print(
        "Expected calibration error, documents left out: "
        f"{mean['value']['calibration_error']:.3f} over "
        f"{mean['total']['calibration_error']} pairs of at least {LEAST}; "
        "by chance alone "
        f"{mean['value']['calibration_chance']:.3f}\n"
    )

    def align_all() -> None:
        options = plandiff.AlignOptions(semantic=semantic)
        for pair in pairs:
            plandiff.align(pair.reference, pair.target, options=options)

    seconds, _ = timed(align_all)
    return scores(pairs, ours).assign(
        matcher="with semantic" if semantic else "plandiff.align",
        tuned="left out",
        seconds=seconds,
    )


def score_peers(pairs: Sequence[GoldPair]) -> list[pd.DataFrame]:
    """Score every other matcher, its setting chosen on other documents."""
    tables: list[pd.DataFrame] = []
    matrices: dict[str, list[Scores]] = {}
    for name, scorer in scorers().items():

        def score_all(name: str = name, scorer: Scorer = scorer) -> None:
            matrices[name] = [
                scorer(texts(pair.reference), texts(pair.target))
                for pair in pairs
            ]

        foreign = name == "string_grouper"  # starts a Python for each pair
        seconds, _ = timed(score_all)
        seconds = float("nan") if foreign else seconds
        tuned = tune(pairs, matrices[name], BEST_PARTNER)
        tables += peer_tables(pairs, name, tuned, seconds)
    ordered = tune(
        pairs, matrices["TF-IDF characters"], (in_order,), CUTS[::2]
    )
    return tables + peer_tables(pairs, "in order (DP)", ordered, float("nan"))


def beside_tfidf(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put tables together; times become ratios to TF-IDF, where it ran."""
    whole = pd.concat(tables, ignore_index=True)
    columns = ["matcher", "tuned", "collection", "P", "R", "F1", "95%"]
    columns += ["lowest", "added P", "added R", "spurious"]
    first = whole["matcher"] == "TF-IDF characters"
    if not first.any():
        return whole[columns]
    whole["time"] = whole["seconds"] / whole["seconds"][first].iloc[0]
    return whole[[*columns, "time"]]


def peer_tables(
    pairs: Sequence[GoldPair],
    name: str,
    tuned: dict[bool, list[list[tuple[int, int]]]],
    seconds: float,
) -> list[pd.DataFrame]:
    """Score a peer with both ways of choosing its setting."""
    return [
        scores(
            pairs,
            [
                as_alignment(pair, links)
                for pair, links in zip(pairs, tuned[own], strict=True)
            ],
        ).assign(
            matcher=name,
            tuned="own kind" if own else "all kinds",
            seconds=seconds,
        )
        for own in (True, False)
    ]


def cost(matcher: str, size: int, shared: Path) -> dict[str, float]:
    """Measure one matcher on one size; for a process of its own."""
    reference, target = (
        Document.from_clauses(
            name, [(str(n), text) for n, text in enumerate(side)]
        )
        for name, side in zip("ab", windows(shared, size), strict=True)
    )

    def run() -> object:
        if matcher == "ours":
            return plandiff.align(reference, target)
        return tfidf_characters(texts(reference), texts(target))

    wall, processor = timed(run)
    status = Path("/proc/self/status").read_text("ascii")
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    return {
        "wall": wall,
        "processor": processor,
        "memory": int(peak[1]) / 1024 if peak else float("nan"),
    }


def speed(shared: Path) -> pd.DataFrame:
    """Compare time and memory with TF-IDF, one process a measurement.

    Wall and processor time are seconds of one alignment, memory is the peak
    of the process in MB, libraries included. Ratios are to TF-IDF over
    characters on the same clauses in the same run, which keeps a score for
    every pair; ``growth`` is our wall time over that of the smallest size.
    """
    rows = []
    with ProcessPoolExecutor(
        max_workers=1, mp_context=get_context("spawn"), max_tasks_per_child=1
    ) as processes:
        for size in SIZES:
            ours, peer = (
                processes.submit(cost, matcher, size, shared).result()
                for matcher in ("ours", "TF-IDF characters")
            )
            ratios = {f"{k} ratio": ours[k] / peer[k] for k in ours}
            rows.append({"clauses": size, **ours, **ratios})
    table = pd.DataFrame(rows)
    return table.assign(growth=table["wall"] / table["wall"].iloc[0])


def beside_base(base: Path) -> pd.DataFrame:
    """Compare time with another build: processes in turn, three times each.

    Seconds of the processor, the quickest run; memory is the peak of a
    process that has aligned once, in MB.
    """
    script = Path(__file__).with_name("align_speed.py")
    rows = []
    for size in COMPARED_SIZES:
        found: dict[Path, list[dict[str, float]]] = {base: [], ROOT: []}
        for _ in range(TURNS):
            for build, runs in found.items():
                told = subprocess.run(
                    [sys.executable, str(script), str(size)],
                    env={**os.environ, "PYTHONPATH": str(build.resolve())},
                    cwd=build,
                    check=True,
                    capture_output=True,
                    text=True,
                )
                runs.append(json.loads(told.stdout))
        before, now = (
            {key: min(run[key] for run in runs) for key in runs[0]}
            for runs in found.values()
        )
        rows.append(
            {
                "clauses": size,
                **{f"base {key}": value for key, value in before.items()},
                **now,
                "ratio": before["seconds"] / now["seconds"],
            }
        )
    return pd.DataFrame(rows)


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--ours", action="store_true", help="leave out others")
    only.add_argument("--peers", action="store_true", help="leave out ours")
    only.add_argument("--speed", action="store_true", help="time and memory")
    parser.add_argument("--semantic", action="store_true", help="both ways")
    parser.add_argument("--base", type=Path, help="another build")
    arguments = parser.parse_args()
    shared = Path(os.environ.get("PLANDIFF_SHARED", ROOT.parent / "shared"))
    if arguments.speed:
        base = arguments.base
        table = beside_base(base) if base else speed(shared)
    else:
        every, tables = training_pairs(shared), []
        pairs = [p for p in every if p.collection in COLLECTIONS]
        only_training = [p for p in every if p.collection not in COLLECTIONS]
        for semantic in (False, True)[: 1 + arguments.semantic]:
            if not arguments.peers:
                tables.append(
                    score_ours(pairs, only_training, semantic=semantic)
                )
        if not arguments.ours:
            tables += score_peers(pairs)
        table = beside_tfidf(tables)
    print(table.to_string(index=False, float_format="{:.3f}".format))


if __name__ == "__main__":
    main()
