"""Damage files in every way and see that reading never breaks or hangs.

Run from the root: ``python tests/benchmarks/fuzz_reading.py --minutes 20``.
Files of every format (those of the tests, and the official PDFs where
``PLANDIFF_SHARED`` has them) are changed in bytes, or inside their archive,
and read in a process of their own. Whatever is neither a document that
accounts for all of its text nor a `PlandiffError`, takes longer than 30 s or
ends the process, is written to ``--folder`` with its trace, once for each
place in the code. What is found goes into ``tests/reading/test_hostile.py``
as a small file of our own.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import io
import json
import multiprocessing
import os
import random
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import docx
from lxml import etree
from ofdfiles import objects, ofd
from pdffiles import Sheet, pdf
from webpages import PAGES, PARAGRAPHS
from wordfiles import embedding, flat

from plandiff.errors import PlandiffError
from plandiff.reading import read_document
from plandiff.reading.received import Limits

SECONDS = 30
LIMITS = Limits(size=20_000_000, seconds=20)
TOKENS = (
    *(b"\x00", b"\xff\xfe", b"<div>" * 50, b"</p>", b"<table><tr><td>"),
    *(b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"&#0;", b"&#xD800;"),
    *(b"endstream", b"0 0 0 0 0 0 Tm", b"1e38", b"-1", b"99999999999"),
    *(b"<</Type/Page>>", b" 2 0 R", b"\r", b'"', b"\\ud800", b"\x1b"),
    *("第一章 总则\n".encode(), "（一）".encode() * 30, b"w:val='-1'"),
    *(b"<w:p>" * 20, b"rowspan='99999'", b"NaN", b"{", b"[" * 2000),
)


ARCHIVE = (
    "MIME-Version: 1.0\nContent-Type: multipart/related; boundary='=p'\n\n"
    "--=p\nContent-Type: text/html; charset=utf-8\n\n"
).replace("'", '"')
MARKED = (
    "<form><p style='display:none'>一、目标。</p><p>达到13<sup>1</sup>亿元，"
    "10<sup>4</sup>吨，<del>旧</del>新。</p><table><tr><td>甲<sup>2</sup></td>"
    "<td>1</td></tr><tr><td><s>乙</s></td><td>2</td></tr></table></form>"
    "</body></html><p>二、任务。“第一条。</p><p>第二条。”</p>"
)


def seeds() -> list[tuple[str, bytes]]:
    """Return a name and the bytes of each file to damage."""
    text = "\n".join(PARAGRAPHS)
    markup = "</p>&emsp;<p>".join(PARAGRAPHS)
    sheet, second = Sheet(), Sheet(rotate=90)
    y = 740.0
    for paragraph in PARAGRAPHS:
        y = sheet.flow(90, y, paragraph)
        second.flow(300, y, paragraph, 9, measure=200)
    sheet.grid([90, 200, 300], [100, 130, 160])
    sheet.put(95, 110, "指标")
    sheet.put(100, 400, "水印", 40, angle=45)
    sheet.put(120, 752, "•", 6)
    upright = Sheet()
    for number, mark in enumerate(PARAGRAPHS[0][:60]):
        x, y = divmod(number, 30)
        upright.put(500 - 24 * x, 760 - 16 * y, mark)
    found = [
        ("own.pdf", pdf(sheet, second)),
        ("upright.pdf", pdf(upright)),
        ("vertical.pdf", pdf(sheet, second, encoding="UniGB-UTF16-V")),
        ("own.docx", _word()),
        *(
            (f"{n}.html", page.encode())
            for n, page in enumerate(PAGES.values())
        ),
        ("gbk.html", PAGES["AMP"].encode("gb18030")),
        *(
            (f"{encoding}.txt", text.encode(encoding))
            for encoding in ("utf-8", "gb18030", "utf-16")
        ),
        (
            "own.jsonl",
            json.dumps({"title": "甲", "content": text}).encode(),
        ),
        ("own.csv", f'id,content\n1,"{text}"\n'.encode("utf-8-sig")),
        ("cell.csv", f'id,content\n1,"<p>{markup}"\n'.encode()),
        ("line.txt", (text.replace("\n", "") * 3).encode()),
        ("marks.txt", f"# {text}\n**甲**，[乙](#a)。\n1\\. 丙。".encode()),
        ("list.txt", repr(list(PARAGRAPHS)).encode()),
        ("own.ofd", ofd("".join(objects(PARAGRAPHS)))),
        ("chunk.docx", embedding((".htm", PAGES["AMP"].encode()))),
        ("flat.docx", flat(_word())),
        ("own.html", f"{ARCHIVE}{PAGES['AMP']}\n--=p--\n".encode()),
        ("marks.html", MARKED.encode()),
    ]
    shared = Path(os.environ.get("PLANDIFF_SHARED", "../shared"))
    for path in sorted(shared.glob("corpora/official/*/*.pdf")):
        found.append((f"{path.parent.name}.pdf", path.read_bytes()))
    return found


def _word() -> bytes:
    document = docx.Document()
    for paragraph in PARAGRAPHS:
        style = None if "。" in paragraph else "Heading 1"
        document.add_paragraph(paragraph, style=style)
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "指标"
    document.add_paragraph("支持企业。", style="List Number")
    document.sections[0].header.paragraphs[0].text = "页眉"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


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
                change = damaged if chance.random() < 0.3 else reshaped
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


def read_one(name: str, data: bytes) -> str:
    """Read a file; return ``""`` or what is wrong."""
    format = name.rpartition(".")[2]
    try:
        document = read_document(
            data,
            id="f",
            format=format,
            row=0 if format in ("jsonl", "csv") else None,
            limits=LIMITS,
        )
    except PlandiffError as error:
        return "" if str(error).strip() else "an error without a message"
    except BaseException:
        return traceback.format_exc()
    text = "".join(
        document.source_text[span.start : span.end] for span in document.spans
    )
    return "" if text == document.source_text else "text is not restored"


def work(pipe: Connection) -> None:
    """Read what comes through the pipe until None comes."""
    while (case := pipe.recv()) is not None:
        begun = time.monotonic()
        wrong = read_one(*case)
        pipe.send((wrong, time.monotonic() - begun))


class Reader:
    """A process that reads; a new one after a hang or a crash."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._pipe, inner = multiprocessing.Pipe()
        self._process = multiprocessing.Process(target=work, args=(inner,))
        self._process.start()
        inner.close()

    def read(self, name: str, data: bytes) -> tuple[str, float]:
        """Return what is wrong, and the seconds that reading took."""
        self._pipe.send((name, data))
        wrong = f"no answer within {SECONDS} s"
        if self._pipe.poll(SECONDS):
            try:
                answer: tuple[str, float] = self._pipe.recv()
                return answer
            except EOFError:
                wrong = "the process ended"
        self._process.kill()
        self._process.join()
        self._start()
        return wrong, float(SECONDS)

    def close(self) -> None:
        """End the process."""
        self._pipe.send(None)
        self._process.join()


def place_of(wrong: str) -> str:
    """Return where in the code a failure arose, to keep one of each."""
    lines = [line for line in wrong.splitlines() if 'File "' in line]
    return (lines[-1] if lines else wrong) + wrong.splitlines()[-1][:40]


def main() -> None:
    """Fuzz for a while and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="one format, such as pdf")
    parser.add_argument("--folder", type=Path, default=Path("fuzz-failures"))
    options = parser.parse_args()
    chance = random.Random(options.seed)
    sound = [pair for pair in seeds() if pair[0].endswith(options.only)]
    formats = sorted({name.rpartition(".")[2] for name, _ in sound})
    by_format = [
        [pair for pair in sound if pair[0].endswith("." + format)]
        for format in formats
    ]
    reader = Reader()
    tried: Counter[str] = Counter()
    seen: set[str] = set()
    slowest = ("", 0.0)
    end = time.monotonic() + 60 * options.minutes
    while time.monotonic() < end:
        name, data = chance.choice(chance.choice(by_format))
        _, other = chance.choice(sound)
        packed = data.startswith(b"PK")
        inside = packed and chance.random() < 0.8
        change: Callable[..., bytes] = damaged_inside if inside else damaged
        case = change(data, chance, other)
        wrong, seconds = reader.read(name, case)
        tried[name.rpartition(".")[2]] += 1
        slowest = max(slowest, (name, seconds), key=lambda pair: pair[1])
        if wrong and place_of(wrong) not in seen:
            seen.add(place_of(wrong))
            options.folder.mkdir(parents=True, exist_ok=True)
            key = hashlib.sha256(case).hexdigest()[:8]
            file = options.folder / f"{key}-{name}"
            file.write_bytes(case)
            file.with_suffix(file.suffix + ".txt").write_text(wrong)
            print(f"{file}: {place_of(wrong)}", flush=True)
    reader.close()
    counts = ", ".join(f"{n} {kind}" for kind, n in sorted(tried.items()))
    print(
        f"{tried.total()} files ({counts}): {len(seen)} kinds of failure; "
        f"slowest {slowest[1]:.1f} s ({slowest[0]})"
    )


if __name__ == "__main__":
    main()
