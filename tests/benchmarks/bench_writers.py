"""How long `write_diff` takes, in seconds of processor time.

Run with each build in turn, from its folder::

    python tests/benchmarks/bench_writers.py xlsx 2000

The plans are invented: clauses of six sentences drawn from a few words,
every second one reworded, every tenth dropped. Links are given, so that no
time goes into alignment.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

import plandiff
from plandiff.frames import frame
from plandiff.matching.align import LINK_SCHEMA, Alignment

WORDS = [
    "发展",
    "支持",
    "建设",
    "完善",
    "农村",
    "电商",
    "物流",
    "平台",
    "数据",
    "安全",
    "企业",
    "服务",
    "城乡",
    "网络",
    "标准",
    "人才",
    "园区",
    "冷链",
    "统计",
    "监管",
]


def sentence(dice: random.Random) -> str:
    """Draw a sentence."""
    return "".join(dice.choices(WORDS, k=dice.randint(6, 14))) + "。"


def main(suffix: str, size: int) -> None:
    """Write a diff three times and print the shortest time."""
    dice = random.Random(20211026)
    before, after, links = [], [], []
    for number in range(size):
        text = [sentence(dice) for _ in range(6)]
        path = (f"第{number // 50 + 1}章 任务",)
        before.append((str(number), "".join(text), path))
        if number % 10 == 9:
            continue
        if number % 2:
            text[dice.randrange(6)] = sentence(dice)
            text[dice.randrange(6)] = text[0][:8] + sentence(dice)
        after.append((str(number), "".join(text), path))
        links.append(
            (f"a:{number}", f"b:{number}", *[0.9] * 7, "电商", "model")
        )
    table = frame(links, LINK_SCHEMA)
    plans = [
        plandiff.Document.from_clauses(name, clauses)
        for name, clauses in (("a", before), ("b", after))
    ]
    times = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(1):
            alignment = Alignment(*plans, table, table, f"links:given{number}")
            start = time.process_time()
            path = Path(folder) / f"diff.{suffix}"
            plandiff.write_diff(alignment, path)
            times.append(time.process_time() - start)
            size = path.stat().st_size
    print(f"{suffix}: {min(times):.2f} s, {size} bytes")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
