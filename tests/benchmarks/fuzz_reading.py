"""Damage files in every way and see that reading never breaks or hangs.

Run from the root: ``python tests/benchmarks/fuzz_reading.py --inputs 10000``.
Files of every format are changed in bytes, in their words, or inside their
archive, and read by ``--workers`` processes. Whatever is neither a document
that accounts for all of its text nor a `PlandiffError`, takes longer than
30 s, more than 4 GB or ends the process, is written to ``--folder`` with its
trace, once for each place in the code. Each input follows from ``--seed``
and its number alone. What is found goes into ``tests/reading/test_hostile.py``
as a small file of our own.
"""

from __future__ import annotations

import argparse
import copy
import io
import json
import multiprocessing
import multiprocessing.connection
import random
import resource
import time
import traceback
import warnings
import zipfile
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from fuzz_seeds import large_seeds, small_seeds
from lxml import etree

from plandiff.errors import PlandiffError
from plandiff.reading import read_document
from plandiff.reading.received import Limits

SECONDS = 30
MEMORY = 4 << 30
LIMITS = Limits(size=20_000_000, seconds=20)
SHARES = {
    "txt": 28,
    "html": 22,
    "csv": 8,
    "jsonl": 8,
    "md": 8,
    "mht": 4,
    "docx": 8,
    "ofd": 6,
    "pdf": 8,
}
"""How many of a hundred inputs are of a format: cheap ones are many."""
LARGE = {"docx": 0.01, "mht": 0.1, "pdf": 0.01}
"""How many of a format's inputs are larger files; of others 0.03."""
TOKENS = (
    *(b"\x00", b"\xff\xfe", b"<div>" * 50, b"</p>", b"<table><tr><td>"),
    *(b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"&#0;", b"&#xD800;"),
    *(b"endstream", b"0 0 0 0 0 0 Tm", b"1e38", b"-1", b"99999999999"),
    *(b"<</Type/Page>>", b" 2 0 R", b"\r", b'"', b"\\ud800", b"\x1b"),
    *("第一章 总则\n".encode(), "（一）".encode() * 30, b"w:val='-1'"),
    *(b"<w:p>" * 20, b"rowspan='99999'", b"NaN", b"{", b"[" * 2000),
)
WORDS = (
    *(
        "一、",
        "（一）",
        "(1)",
        "1.",
        "1.1 ",
        "第一条　",
        "第一千条",
        "第〇章 ",
    ),
    *("专栏1 ", "附件：", "目 录\n", "……1\n", "\n", "\n\n", "\t", "　", "。"),
    *("”", "“", "《", "》", "：", "；", "2025年", "１２３", "1,200", "万亿"),
    *("百分之", "三四", "1/3", "½", "10⁴", "①", "≥", "-", "—", "~", "**"),
    *("|", "#", "~~", "○", "O", "⼀", "⺠", "\u200b", "\ufeff", "\u2028"),
    *("\ud83d", "𠀀", "e\u0301", "單位", "單位：億元", "- 1 -", "现予公布"),
    *("<del>", "</td>", "<br>", "&nbsp;", "<sup>1</sup>", "甲", "壹拾"),
)


class Case(NamedTuple):
    """One input: its name, by the suffix its format, and its bytes."""

    name: str
    data: bytes


class Maker:
    """Makes the inputs, each from the seed and its number alone."""

    def __init__(self, seed: int, formats: list[str]) -> None:
        self.seed = seed
        small, large = small_seeds(), large_seeds()
        self.formats = formats
        self.weights = [SHARES[format] for format in formats]
        self.small = {f: _of(small, f) for f in formats}
        self.large = {f: _of(large, f) or _of(small, f) for f in formats}
        self.others = small
        self.texts = [data for _, data in _of(small, "txt")]

    def make(self, number: int) -> Case:
        """Return an input."""
        chance = random.Random(f"{self.seed}/{number}")
        (format,) = chance.choices(self.formats, self.weights)
        is_large = chance.random() < LARGE.get(format, 0.03)
        seeds = self.large if is_large else self.small
        name, data = chance.choice(seeds[format])
        _, other = chance.choice(self.others)
        if data.startswith(b"PK") and chance.random() < 0.9:
            return Case(name, damaged_inside(data, chance, other))
        if format in ("csv", "jsonl") and chance.random() < 0.5:
            text = chance.choice(self.texts).decode("utf-8", "replace")
            return Case(name, in_row(format, text, chance, other))
        if format != "pdf" and chance.random() < 0.5:
            return Case(name, reworded(data, chance, other))
        return Case(name, damaged(data, chance, other))


def _of(seeds: list[tuple[str, bytes]], format: str) -> list[Case]:
    return [Case(n, data) for n, data in seeds if n.endswith("." + format)]


def damaged(data: bytes, chance: random.Random, other: bytes) -> bytes:
    """Change bytes in one to eight ways."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(changed) + 1)
        length = min(chance.choice((1, 4, 32, 400, 5000)), len(changed))
        match chance.randrange(7):
            case 0:
                for _ in range(chance.randint(1, 40)):
                    if changed:
                        spot = chance.randrange(len(changed))
                        changed[spot] = chance.randrange(256)
            case 1:
                del changed[place : place + length]
            case 2:
                changed[place:place] = changed[place : place + length] * 3
            case 3:
                changed[place:place] = chance.choice(TOKENS)
            case 4:
                start = chance.randrange(len(other) + 1)
                changed[place:place] = other[start : start + length]
            case 5:
                del changed[place:]
            case _:
                changed[place : place + 1] = bytes([chance.randrange(256)])
    return bytes(changed)


def reworded(data: bytes, chance: random.Random, other: bytes) -> bytes:
    """Change words: put marks of plans in, move, repeat and drop pieces."""
    text = data.decode("utf-8", "replace")
    more = other.decode("utf-8", "replace")
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(len(text) + 1)
        end = min(len(text), place + chance.choice((1, 2, 5, 20, 80)))
        piece = text[place:end]
        match chance.randrange(5):
            case 0 | 1:
                text = text[:place] + chance.choice(WORDS) + text[place:]
            case 2:
                text = text[:place] + text[end:]
            case 3:
                there = chance.randrange(len(text) + 1)
                text = text[:there] + piece + text[there:]
            case _:
                start = chance.randrange(len(more) + 1)
                text = text[:place] + more[start : start + 20] + text[place:]
    return text.encode("utf-8", "surrogatepass")


def in_row(
    format: str, text: str, chance: random.Random, other: bytes
) -> bytes:
    """Put a text with changed words into a row that is whole."""
    text = reworded(text.encode(), chance, other).decode("utf-8", "replace")
    if format == "jsonl":
        return json.dumps({"id": 1, "content": text}).encode()
    cell = text.replace('"', '""')
    return f'id,content\n1,"{cell}"\n'.encode()


def damaged_inside(data: bytes, chance: random.Random, other: bytes) -> bytes:
    """Change the parts of an archive and pack it again."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w") as new,
    ):
        names = old.namelist()
        target = chance.choice(
            [n for n in names if n.endswith((".xml", ".rels"))]
        )
        if chance.random() < 0.5 and "word/document.xml" in names:
            target = "word/document.xml"
        for name in names:
            part = old.read(name)
            if name == target:
                change = chance.choice((damaged, reshaped, reshaped, reworded))
                part = change(part, chance, other)
            new.writestr(name, part)
    return stream.getvalue()


def reshaped(data: bytes, chance: random.Random, _: bytes) -> bytes:
    """Move, repeat, remove and rename elements and attributes of XML."""
    root = etree.fromstring(data)
    for _ in range(chance.randint(1, 12)):
        nodes = [node for node in root.iter(etree.Element) if node is not root]
        if not nodes:
            break
        node, other = chance.choice(nodes), chance.choice(nodes)
        parent = node.getparent()
        match chance.randrange(5):
            case 0:
                parent.remove(node)
            case 1:
                parent.append(copy.deepcopy(node))
            case 2:
                other.append(copy.deepcopy(node))
            case 3:
                node.tag = other.tag
            case _:
                for key in node.attrib:
                    node.set(key, chance.choice(("", "-1", "x", "9" * 12)))
    return etree.tostring(root)


def read_one(case: Case) -> str:
    """Read an input; return ``""``, ``"refused"`` or what is wrong."""
    format = case.name.rpartition(".")[2]
    format = {"md": "txt", "mht": "html"}.get(format, format)
    try:
        document = read_document(
            case.data,
            id="f",
            format=format,
            row=0 if format in ("jsonl", "csv") else None,
            limits=LIMITS,
        )
    except PlandiffError as error:
        return "refused" if str(error).strip() else "an empty message"
    except BaseException:
        return traceback.format_exc()
    text = "".join(
        document.source_text[span.start : span.end] for span in document.spans
    )
    return "" if text == document.source_text else "text is not restored"


def work(pipe: Connection, maker: Maker) -> None:
    """Read the inputs of each range that comes; tell of each failure.

    ``("at", number)`` goes out before each input, so that a hang and a
    crash can be traced, and ``("done", counts)`` at the end of the range.
    """
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    warnings.simplefilter("ignore")
    while (numbers := pipe.recv()) is not None:
        counts: Counter[str] = Counter()
        refused: Counter[str] = Counter()
        spent: Counter[str] = Counter()
        slowest = (0.0, "")
        for number in numbers:
            case = maker.make(number)
            pipe.send(("at", number))
            begun = time.process_time()
            wrong = read_one(case)
            taken = time.process_time() - begun
            format = case.name.rpartition(".")[2]
            counts[format] += 1
            spent[format] += taken
            slowest = max(slowest, (taken, f"{number}-{case.name}"))
            if wrong == "refused":
                refused[format] += 1
            elif wrong:
                pipe.send(("wrong", (number, wrong)))
        pipe.send(("done", (counts, refused, spent, slowest)))


class Reader:
    """A process that reads; a new one after a hang or a crash."""

    def __init__(self, maker: Maker) -> None:
        self.maker = maker
        self.range = range(0)
        self._start()

    def _start(self) -> None:
        self.pipe, inner = multiprocessing.Pipe()
        self._process = multiprocessing.Process(
            target=work, args=(inner, self.maker)
        )
        self._process.start()
        inner.close()

    def give(self, numbers: range) -> None:
        """Send a range of inputs."""
        self.range, self.at = numbers, numbers.start
        self.since = time.monotonic()
        self.pipe.send(numbers)

    def replace(self) -> None:
        """End the process and go on after the input that broke it."""
        self._process.kill()
        self._process.join()
        self._start()
        self.give(range(self.at + 1, self.range.stop))

    def close(self) -> None:
        """End the process."""
        self.pipe.send(None)
        self._process.join()


class Account:
    """What was read, what it took and what failed."""

    def __init__(self, maker: Maker, folder: Path) -> None:
        self.maker, self.folder = maker, folder
        self.counts: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.spent: Counter[str] = Counter()
        self.slowest = (0.0, "")
        self.places: Counter[str] = Counter()

    def add(
        self,
        counts: Counter[str],
        refused: Counter[str],
        spent: Counter[str],
        slowest: tuple[float, str],
    ) -> None:
        """Count inputs, those refused with a reason, and seconds."""
        self.counts.update(counts)
        self.refused.update(refused)
        self.spent.update(spent)
        self.slowest = max(self.slowest, slowest)

    def fail(self, number: int, wrong: str) -> None:
        """Keep one input of each place in the code."""
        place = place_of(wrong)
        self.places[place] += 1
        if self.places[place] > 1:
            return
        case = self.maker.make(number)
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / f"{number}-{case.name}"
        file.write_bytes(case.data)
        file.with_suffix(file.suffix + ".txt").write_text(wrong)
        print(f"{file}: {place}", flush=True)

    def print(self, seconds: float) -> None:
        """Print a row for each format and the sum."""
        print("format      inputs  refused    CPU s  ms each")
        for format, count in sorted(self.counts.items()):
            taken = self.spent[format]
            print(
                f"{format:8} {count:>9} {self.refused[format] / count:>8.1%} "
                f"{taken:>8.0f} "
                f"{taken * 1000 / count:>8.2f}"
            )
        print(
            f"{self.counts.total()} inputs in {seconds:.0f} s "
            f"({sum(self.spent.values()):.0f} s of CPU), "
            f"{len(self.places)} kinds of failure; slowest "
            f"{self.slowest[0]:.1f} s of CPU ({self.slowest[1]})",
            flush=True,
        )


def place_of(wrong: str) -> str:
    """Return where in the code a failure arose, to keep one of each."""
    lines = [line for line in wrong.splitlines() if 'File "' in line]
    return (lines[-1] if lines else wrong) + wrong.splitlines()[-1][:40]


def listen(reader: Reader, account: Account) -> bool:
    """Take what a reader tells; tell whether its range is done."""
    try:
        while reader.pipe.poll():
            kind, told = reader.pipe.recv()
            reader.since = time.monotonic()
            if kind == "at":
                reader.at = told
            elif kind == "wrong":
                account.fail(*told)
            else:
                account.add(*told)
                return True
    except (EOFError, OSError):
        account.fail(reader.at, "the process ended")
        reader.replace()
    if time.monotonic() - reader.since > SECONDS:
        account.fail(reader.at, f"no answer within {SECONDS} s")
        reader.replace()
    return False


def main() -> int:
    """Fuzz and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=1e6, help="at most")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--formats", default=",".join(SHARES))
    parser.add_argument("--folder", type=Path, default=Path("fuzz-failures"))
    options = parser.parse_args()
    maker = Maker(options.seed, options.formats.split(","))
    account = Account(maker, options.folder)
    begun = time.monotonic()
    step, stop = 500, options.first + options.inputs
    ranges = (
        range(number, min(number + step, stop))
        for number in range(options.first, stop, step)
    )
    idle = [Reader(maker) for _ in range(options.workers)]
    busy: list[Reader] = []
    told = begun
    while True:
        late = time.monotonic() - begun > 60 * options.minutes
        while idle and not late and (numbers := next(ranges, None)):
            reader = idle.pop()
            reader.give(numbers)
            busy.append(reader)
        if not busy:
            break
        multiprocessing.connection.wait([r.pipe for r in busy], timeout=1)
        for reader in list(busy):
            if listen(reader, account):
                busy.remove(reader)
                idle.append(reader)
        if time.monotonic() - told > 300:
            told = time.monotonic()
            account.print(told - begun)
    for reader in idle:
        reader.close()
    account.print(time.monotonic() - begun)
    return int(bool(account.places))


if __name__ == "__main__":
    raise SystemExit(main())
