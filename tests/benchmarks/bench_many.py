"""Measure `plandiff.reuse` and `plandiff.align_many` beside other ways.

Run from the root of the project::

    python tests/benchmarks/bench_many.py                  # 40,000 clauses
    python tests/benchmarks/bench_many.py --clauses 0      # all of them
    python tests/benchmarks/bench_many.py --growth         # 10,000 to all
    python tests/benchmarks/bench_many.py --cluster        # Dask, 1 and 2
    python tests/benchmarks/bench_many.py --pairs          # provinces
    python tests/benchmarks/bench_many.py --stages         # for the plan
    python tests/benchmarks/bench_many.py --invented 1000000

The regulations and reports are read from ``PLANDIFF_SHARED`` (default
``../shared``). Every clause is to find its ten nearest among all others, by
the cosine of TF-IDF over runs of two and three letters, from 0.3 on. Each
method runs in a process of its own, in turn; the table shows the medians of
the rounds. Recall is against the whole product, on 2,000 clauses that were
drawn after the settings were fixed; of equals any counts. sparse_dot_topn
is given our weights, and only its product is timed; `reuse` is timed from
the documents to the table. Peers are run by the Python that
``PLANDIFF_PEERS`` names (see `many_peers.py`) and left out where it is not
set. ``--base FOLDER`` names a checkout of d331597, whose `align` is run pair
by pair.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import pickle
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np
import scipy.sparse as sp

import plandiff
from plandiff.errors import PlandiffWarning

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHARED = Path(os.environ.get("PLANDIFF_SHARED", ROOT.parent / "shared"))
NEAREST, MINIMUM = 10, 0.3
SAMPLED, SEED = 2000, 20261128
BLOCK = 250


def regulations(clauses: int) -> list[plandiff.Document]:
    """Read regulations until there are so many clauses; 0 for all."""
    found, number = [], 0
    path = SHARED / "corpora" / "regulations.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if clauses and number >= clauses:
                break
            row = json.loads(line)
            found.append(
                plandiff.Document.from_clauses(
                    row["id"],
                    # the laws' own numbers come twice in some
                    [(str(n), t) for n, (_, t) in enumerate(row["clauses"])],
                )
            )
            number += len(row["clauses"])
    return found


def provinces() -> list[plandiff.Document]:
    """Read the reports of the provinces."""
    folder = SHARED / "corpora" / "official" / "gwr-provinces-2026"
    return [
        plandiff.read_document(path, id=path.stem.split("_")[1])
        for path in sorted(folder.glob("*.csv"))
    ]


def invented(clauses: int) -> list[plandiff.Document]:
    """Make documents of a hundred clauses, a third of them taken over."""
    random = np.random.default_rng(SEED)
    signs = np.array([chr(0x4E00 + n) for n in range(3000)])
    share = 1 / (np.arange(3000) + 10.0)
    words = random.choice(signs, (20_000, 2), p=share / share.sum())
    words = np.array(["".join(word) for word in words])
    rarity = 1 / (np.arange(len(words)) + 20.0)
    kinds = np.arange(len(words), dtype=np.int32)
    share = rarity / rarity.sum()
    drawn = np.concatenate(
        [
            random.choice(kinds, (min(10_000, clauses - low), 40), p=share)
            for low in range(0, clauses, 10_000)
        ]
    )
    for place in np.flatnonzero(random.random(clauses) < 1 / 3):
        if place > 100:
            source = drawn[int(random.integers(0, place - 100))]
            start = int(random.integers(0, 30))
            own = drawn[place, start : start + 10].copy()
            drawn[place] = source
            drawn[place, start : start + 10] = own
    return [
        plandiff.Document.from_clauses(
            f"d{low // 100}",
            [
                (str(n), "".join(words[row]))
                for n, row in enumerate(drawn[low : low + 100])
            ],
        )
        for low in range(0, clauses, 100)
    ]


def write_inputs(folder: Path, documents: list[plandiff.Document]) -> None:
    """Write what the peers are given, and what is right."""
    from plandiff.scale.texts import Texts, distinct_texts
    from plandiff.scale.weights import weigh

    texts = distinct_texts(documents)
    sizes = np.diff(texts.bounds)[texts.text]
    ends = np.cumsum(sizes)
    # Every clause a text of its own: peers do not fold.
    places = np.repeat(texts.bounds[texts.text], sizes) + (
        np.arange(ends[-1]) - np.repeat(ends - sizes, sizes)
    )
    number = np.arange(len(texts.ids))
    whole = Texts(
        texts.codes[places],
        np.append(0, ends),
        number,
        texts.document,
        texts.ids,
    )
    weights = weigh(whole)
    matrix = sp.csr_array(
        (
            weights.values,
            weights.columns,
            weights.starts.astype(np.int32),
        ),
        shape=(len(weights), weights.width),
    )
    sp.save_npz(folder / "weights.npz", matrix, compressed=False)
    letters = [whole.letters_of(row) for row in range(len(whole))]
    (folder / "texts.json").write_text(json.dumps(letters), "utf-8")
    (folder / "ids.json").write_text(json.dumps(texts.ids), "utf-8")
    rows = np.sort(
        np.random.default_rng(SEED).choice(
            len(letters), min(SAMPLED, len(letters)), replace=False
        )
    )
    wide = matrix.astype(float)
    across = wide.T.tocsr()
    likes = []
    for low in range(0, len(rows), BLOCK):
        part = rows[low : low + BLOCK]
        scores = (wide[part] @ across).toarray()
        scores[np.arange(len(part)), part] = 0
        for line in scores:
            near = np.flatnonzero(line >= MINIMUM)
            likes.append((near, line[near]))
    np.savez(
        folder / "right.npz",
        rows=rows,
        sizes=[len(near) for near, _ in likes],
        near=np.concatenate([near for near, _ in likes]),
        scores=np.concatenate([score for _, score in likes]),
    )


def recall(folder: Path, method: str) -> float:
    """Return the share of the ten nearest that was found; ties count."""
    right = np.load(folder / "right.npz")
    found = np.load(folder / f"{method}.npz")
    code = set((found["left"] * (1 << 32) + found["right"]).tolist())
    hits = wanted = place = 0
    for row, size in zip(
        right["rows"].tolist(), right["sizes"].tolist(), strict=True
    ):
        near = right["near"][place : place + size]
        scores = right["scores"][place : place + size]
        place += size
        if not size:
            continue
        number = min(NEAREST, size)
        least = np.sort(scores)[-number] - 2e-6
        good = near[scores >= least].tolist()
        held = sum(row * (1 << 32) + other in code for other in good)
        hits += min(held, number)
        wanted += number
    return hits / wanted


def ours(folder: Path, clauses: int, *, exact: bool) -> list[float]:
    """Run `reuse` in this process; write the pairs that it found."""
    documents = regulations(clauses)
    warnings.simplefilter("ignore", PlandiffWarning)
    small = [plandiff.Document.from_clauses("x", [("1", "发展电商")])]
    plandiff.reuse(small)
    warm_kernels(exact=exact)
    wall, cpu = time.perf_counter(), time.process_time()
    table = plandiff.reuse(documents, MINIMUM, within=True, exact=exact)
    took = [time.perf_counter() - wall, time.process_time() - cpu]
    place = {
        name: n
        for n, name in enumerate(
            clause.id for document in documents for clause in document
        )
    }
    left = table["reference_id"].map(place).to_numpy(np.int64)
    right = table["target_id"].map(place).to_numpy(np.int64)
    first = table["reference_rank"].notna().to_numpy()
    second = table["target_rank"].notna().to_numpy()
    np.savez(
        folder / f"{'exact' if exact else 'reuse'}.npz",
        left=np.concatenate([left[first], right[second]]),
        right=np.concatenate([right[first], left[second]]),
    )
    return [*took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]


def warm_kernels(*, exact: bool) -> None:
    """Compile, or load what was compiled, before the clock starts."""
    from plandiff.scale import kernels
    from plandiff.scale.search import Search, SearchOptions
    from plandiff.scale.texts import distinct_texts
    from plandiff.scale.weights import weigh

    if not kernels.is_compiled():
        return
    plan = plandiff.Document.from_clauses(
        "x", [("1", "发展电商"), ("2", "发展电商产业")]
    )
    texts = distinct_texts([plan])
    none = np.full(len(texts), -1, np.int32)
    options = SearchOptions(exact=exact, engine="numba")
    weights = weigh(texts, "numba")
    Search(weights, none, none + 11, options).block(0, len(texts))


def run_reuse(clauses: int, rounds: int) -> None:
    """Print the table of methods."""
    peers = os.environ.get("PLANDIFF_PEERS")
    own = [sys.executable, str(HERE / "bench_many.py")]
    other = [peers or "", str(HERE / "many_peers.py")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        given = ["--folder", name, "--clauses", str(clauses)]
        subprocess.run([*own, "--worker", "inputs", *given], check=True)
        size = len(json.loads((folder / "ids.json").read_text("utf-8")))
        methods = {
            method: [*own, "--worker", method, *given]
            for method in ("reuse", "exact")
        }
        if peers:
            for method in ("sparse_dot_topn", "string_grouper"):
                methods[method] = [*other, method, name]
        took: dict[str, list[list[float]]] = {m: [] for m in methods}
        for _ in range(rounds):
            for method, command in methods.items():
                output = subprocess.run(
                    command, check=True, capture_output=True, text=True
                ).stdout
                took[method].append(json.loads(output.splitlines()[-1]))
        print(f"{size} clauses, medians of {rounds}")
        middle = {
            m: [statistics.median(column) for column in zip(*t, strict=True)]
            for m, t in took.items()
        }
        first = middle["reuse"]
        for method, (wall, cpu, peak) in middle.items():
            print(
                f"{method:16} wall {wall:7.1f} s ({wall / first[0]:5.1f}x)"
                f"  cpu {cpu:7.1f} s ({cpu / first[1]:5.1f}x)"
                f"  peak {peak:6.0f} MB  recall {recall(folder, method):.4f}"
            )


def run_growth() -> None:
    """Print processor seconds of `reuse` by size, and the exponent."""
    sizes, seconds = [], []
    for clauses in (10_000, 20_000, 40_000, 80_000, 0):
        with tempfile.TemporaryDirectory() as name:
            output = subprocess.run(
                [
                    *(sys.executable, str(HERE / "bench_many.py")),
                    *("--worker", "growth", "--folder", name),
                    *("--clauses", str(clauses)),
                ],
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        size, _, cpu, peak = json.loads(output.splitlines()[-1])
        sizes.append(size)
        seconds.append(cpu)
        print(f"{size:8d} clauses  cpu {cpu:6.1f} s  peak {peak:5.0f} MB")
    slope = np.polyfit(np.log(sizes), np.log(seconds), 1)[0]
    print(f"exponent {slope:.2f}")


def run_stages(clauses: int) -> None:
    """Print what each stage takes, what a worker is sent and sends back."""
    from plandiff.scale import reuse as room
    from plandiff.scale.search import Search, SearchOptions, blocks
    from plandiff.scale.texts import distinct_texts
    from plandiff.scale.weights import weigh

    documents = regulations(clauses)
    warm_kernels(exact=False)
    times = [time.process_time()]
    names = ["texts", "weights", "index", "search", "pairs"]

    def lap() -> None:
        times.append(time.process_time())

    texts = distinct_texts(documents)
    lap()
    weights = weigh(texts)
    lap()
    none = np.full(len(texts), -1, np.int32)
    task = Search(weights, none, none + 1 + NEAREST, SearchOptions())
    lap()
    parts = blocks(len(texts))
    found = [task.block(*part) for part in parts]
    lap()
    pairs = room._pairs(texts, room._whole(found), NEAREST, within=True)
    lap()
    sent = len(pickle.dumps(replace_rests(task), protocol=5))
    back = sum(array.nbytes for part in found for array in part)
    print(
        f"{len(texts.ids)} clauses, {len(parts)} tasks, "
        f"{len(pairs.target)} pairs"
    )
    for name, low, high in zip(names, times, times[1:], strict=False):
        print(f"{name:8} cpu {high - low:6.1f} s")
    print(
        f"sent to a worker {sent / 1e6:.0f} MB, sent back by all "
        f"{back / 1e6:.1f} MB, peak "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    )


def replace_rests(task: object) -> object:
    """Return a search as it is sent: what workers make is left out."""
    task.__dict__.pop("_rests", None)
    return task


def run_cluster(clauses: int, rounds: int) -> None:
    """Print the time of the search with one and with two workers."""
    import distributed

    documents = regulations(clauses)
    alone = plandiff.reuse(documents)
    for _ in range(rounds):
        for number in (1, 2):
            with (
                distributed.LocalCluster(
                    n_workers=number,
                    threads_per_worker=1,
                    dashboard_address=None,
                ) as cluster,
                distributed.Client(cluster) as client,
            ):
                client.run(_warm)
                wall, search = (
                    time.perf_counter(),
                    _searched(documents, client),
                )
                table = plandiff.reuse(documents, client=client)
                whole = time.perf_counter() - wall - search
                print(
                    f"{number} workers: search {search:6.1f} s, reuse "
                    f"{whole:6.1f} s, same {table.equals(alone)}"
                )


def _warm() -> None:
    warm_kernels(exact=False)


def _searched(documents: list[plandiff.Document], client: object) -> float:
    """Return the seconds of the search alone, its data sent included."""
    from plandiff.scale import reuse as module
    from plandiff.scale.search import Search, SearchOptions, blocks
    from plandiff.scale.texts import distinct_texts
    from plandiff.scale.weights import weigh

    texts = distinct_texts(documents)
    keep = np.full(len(texts), NEAREST, np.int32)
    owner = texts.owner.astype(np.int32)
    task = Search(weigh(texts), owner, keep, SearchOptions())
    start = time.perf_counter()
    parts = blocks(len(texts))
    for _ in module.spread(client, module._block, parts, task):
        pass
    return time.perf_counter() - start


def run_pairs(base: str | None, number: int) -> None:
    """Print processor seconds of all pairs of the first provinces."""
    code = (
        "import sys, time, warnings; warnings.simplefilter('ignore'); "
        f"sys.path.insert(0, {str(HERE)!r}); sys.argv = ['x']; "
        "import plandiff; "
        "from itertools import combinations; "
        "from pathlib import Path; "
        f"paths = sorted(Path({str(SHARED)!r}).glob("
        "'corpora/official/gwr-provinces-2026/*.csv')); "
        "plans = [plandiff.read_document(p, id=p.stem.split('_')[1]) "
        f"for p in paths][:{number}]; "
        "pairs = list(combinations(plans, 2)); "
        "plandiff.align(*pairs[0]); "
        "cpu = time.process_time(); wall = time.perf_counter(); {work}; "
        "print(time.process_time() - cpu, time.perf_counter() - wall, "
        "len(pairs), links)"
    )
    one = "links = sum(len(plandiff.align(*p).links) for p in pairs)"
    many = (
        "links = sum(len(a.links) for a in "
        "plandiff.align_many(plans, 'all').values())"
    )
    runs = [("align_many", str(ROOT), many), ("align", str(ROOT), one)]
    if base:
        runs.append(("align at base", base, one))
    for name, folder, work in runs:
        output = subprocess.run(
            [sys.executable, "-c", code.replace("{work}", work)],
            check=True,
            capture_output=True,
            text=True,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": folder},
        ).stdout.split()
        print(
            f"{name:16} cpu {float(output[0]):7.1f} s  wall "
            f"{float(output[1]):7.1f} s  {output[2]} pairs  {output[3]} links"
        )


def worker(method: str, folder: Path, clauses: int) -> None:
    """Do one piece in a process of its own."""
    if method == "inputs":
        write_inputs(folder, regulations(clauses))
    elif method == "growth":
        size = sum(map(len, regulations(clauses)))
        print(json.dumps([size, *ours(folder, clauses, exact=False)]))
    else:
        print(json.dumps(ours(folder, clauses, exact=method == "exact")))


def run_invented(clauses: int) -> None:
    """Print time and peak memory of invented clauses."""
    from plandiff.scale.reuse import write_reuse

    documents = invented(clauses)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    wall, cpu = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as name:
        path = write_reuse(documents, Path(name) / "reuse.parquet")
        size = path.stat().st_size / 1e6
    print(
        f"{clauses} clauses: wall {time.perf_counter() - wall:.0f} s, cpu "
        f"{time.process_time() - cpu:.0f} s, peak "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB "
        f"({before:.0f} MB of them the documents), file {size:.1f} MB"
    )


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clauses", type=int, default=40_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--growth", action="store_true")
    parser.add_argument("--cluster", action="store_true")
    parser.add_argument("--stages", action="store_true")
    parser.add_argument("--pairs", type=int, nargs="?", const=31)
    parser.add_argument("--base")
    parser.add_argument("--invented", type=int)
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.worker:
        worker(chosen.worker, chosen.folder, chosen.clauses)
    elif chosen.growth:
        run_growth()
    elif chosen.stages:
        run_stages(chosen.clauses)
    elif chosen.cluster:
        run_cluster(chosen.clauses, chosen.rounds)
    elif chosen.pairs:
        run_pairs(chosen.base, chosen.pairs)
    elif chosen.invented:
        run_invented(chosen.invented)
    else:
        run_reuse(chosen.clauses, chosen.rounds)


if __name__ == "__main__":
    main()
