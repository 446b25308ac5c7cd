"""Whether one text is the same clauses in every format.

Run from the root: ``python tests/benchmarks/bench_formats.py [--all]``. The
bundled plans and a law of our own are written as text, web page and Word
file, and printed to PDF by LibreOffice and Chromium where they are
installed; documents of the shared folder that exist in several formats are
compared as they are. ``same`` is the share of the clauses of the first
format that are found, letter by letter but for white space; a row with
less and no notice is marked ``SILENT``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from docx import Document as Word

import plandiff
from plandiff.document import Document
from plandiff.markup import escape
from plandiff.resources import resource

SHARED = Path(os.environ.get("PLANDIFF_SHARED", "../shared"))
NUMBERS = "一二三四五六七八九"
SHORT = "\n".join(
    f"第{number}条　{subject}{duty}。"
    for number, subject, duty in zip(
        "一二三四五六七八九十",
        (
            *("各级政府", "行业协会", "平台企业", "经营者", "监管部门"),
            *("消费者", "科研机构", "高等学校", "仲裁机构", "人民法院"),
        ),
        (
            *("统筹发展", "加强自律", "落实责任", "守法经营", "依法监管"),
            *("可以投诉", "参与评估", "培养人才", "受理纠纷", "依法审理"),
        ),
        strict=True,
    )
)
ALIKE = "\n".join(f"（{n}）支持各类主体参与建设。" for n in NUMBERS)
POINTS = "\n".join(
    [
        "数字贸易发展规划",
        "一、总体要求",
        *(
            f"{n}是坚持一一对应，推动数据要素有序流通，完善公共服务平台，"
            "提升综合服务能力，引导中小企业走专精特新发展道路；"
            for n in NUMBERS[:4]
        ),
        "二、主要任务",
        "（一）加快发展。建立清单，做到目标、任务、责任一一对应，确保各项"
        "工作一一落实，重点项目一一推进，定期一一检查，形成闭环管理。",
        "（二）扩大开放。一要开放，二要合作。",
    ]
)


def texts() -> dict[str, str]:
    """Return the texts that are written in each format."""
    return {
        "ten short articles": SHORT,
        "nine short points, alike": ALIKE,
        "points": POINTS,
        "teach1": resource("plans/teach1.txt").read_text("utf-8"),
        "ec14": resource("plans/ec14.txt").read_text("utf-8"),
    }


def write(text: str, folder: Path) -> Iterator[Path]:
    """Write a text in each format; yield the files."""
    lines = [line for line in text.splitlines() if line.strip()]
    plain = folder / "a.txt"
    plain.write_text(text, "utf-8")
    yield plain
    page = folder / "a.html"
    body = "\n".join(f"<p>{escape(line.strip())}</p>" for line in lines)
    page.write_text(f'<meta charset="utf-8"><body>{body}</body>', "utf-8")
    yield page
    word = Word()
    for line in lines:
        word.add_paragraph(line)
    word.save(str(folder / "a.docx"))
    yield folder / "a.docx"
    yield from printed(folder, page)


def printed(folder: Path, page: Path) -> Iterator[Path]:
    """Print the Word file and the page; yield the PDFs."""
    office = shutil.which("soffice")
    if office:
        subprocess.run(
            [
                *(office, "--headless", "--convert-to", "pdf", "--outdir"),
                *(str(folder), str(folder / "a.docx")),
                f"-env:UserInstallation=file://{folder / 'profile'}",
            ],
            check=True,
            capture_output=True,
        )
        yield (folder / "a.pdf").rename(folder / "a.word.pdf")
    browser = shutil.which("chromium")
    if browser:
        found = folder / "a.browser.pdf"
        subprocess.run(
            [
                *(browser, "--headless", "--no-sandbox", "--disable-gpu"),
                *(f"--user-data-dir={folder / 'user'}",),
                *(f"--print-to-pdf={found}", page.as_uri()),
            ],
            check=True,
            capture_output=True,
        )
        yield found


def shared() -> Iterator[list[Path]]:
    """Yield the documents that exist in several formats."""
    for place in sorted((SHARED / "corpora" / "formats").glob("*/")):
        stems: dict[str, list[Path]] = {}
        for file in sorted(place.iterdir()):
            if file.suffix in (".md", ".docx", ".doc", ".pdf", ".html"):
                stems.setdefault(file.stem, []).append(file)
        for files in stems.values():
            order = (".md", ".docx", ".html", ".doc", ".pdf")
            if len(files) > 1:
                yield sorted(files, key=lambda f: order.index(f.suffix))


def compare(name: str, files: list[Path], *, show: bool) -> None:
    """Print a row for each format."""
    first: Counter[str] = Counter()
    heads = 0
    for file in files:
        try:
            document = plandiff.read_document(file, id="d")
        except plandiff.PlandiffError as error:
            print(f"{name:26} {file.suffix:6} refused: {str(error)[:60]}")
            continue
        found = clauses(document)
        if not first:
            first, heads = found, len(document.headings)
        same = (first & found).total() / max(1, first.total())
        if not same and document.source.name != files[0].name:
            print(f"{name:26} {file.suffix:6} holds another text")
            continue
        alike = same == 1 and first.total() == found.total()
        silent = not alike and not document.notices
        print(
            f"{name:26} {file.name[-12:]:12} {len(document):4} clauses "
            f"{len(document.headings):3} of {heads:3} headings  "
            f"same {same:5.1%} {'SILENT' if silent else ''}"
        )
        if show and not alike:
            for sign, some in (("-", first - found), ("+", found - first)):
                for text in list(some)[:8]:
                    print(f"      {sign} {text[:50]} … {text[-24:]}")
            for notice in document.notices:
                print(f"      ! {notice[:110]}")


def clauses(document: Document) -> Counter[str]:
    """Count the clauses, label and text, white space left out."""
    return Counter(
        re.sub(r"\s", "", clause.label + clause.text) for clause in document
    )


def main() -> None:
    """Print the table."""
    show = "--all" in sys.argv
    for name, text in texts().items():
        with tempfile.TemporaryDirectory() as folder:
            compare(name, list(write(text, Path(folder))), show=show)
    for files in shared():
        compare(files[0].stem, files, show=show)


if __name__ == "__main__":
    main()
