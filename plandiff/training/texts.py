"""The documents of hand-made links, clause by clause as their readers saw.

Not as plandiff reads them: the links name the clauses of this reading, so it
stays as it was when they were made.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable
from pathlib import Path

from plandiff.document import Document
from plandiff.reading.reader import read_document

__all__ = ["clause_rows", "official_text"]

CONGRESSES = {
    "cpc18": (18, range(3, 9)),
    "cpc19": (19, range(5, 10)),
    "cpc20": (20, range(4, 12)),
}
"""Congress, and the chapters of its report that speak of policy."""

REPORTS = {
    "g06": 2006,
    "g11": 2011,
    "g16": 2016,
    "g21": 2021,
    "g25": 2025,
}
"""Year of a government work report."""

PROVINCES = {
    "ah26": "安徽省",
    "bj26": "北京市",
    "gd26": "广东省",
    "ha26": "河南省",
    "hn26": "湖南省",
    "sc26": "四川省",
    "sd26": "山东省",
    "sh26": "上海市",
    "zj26": "浙江省",
}
"""Provinces, for their government work reports of 2026."""

FILES = {
    "o9": "national-outline-09-1996-2010/9.pdf.txt",
    "o10": "national-outline-10-2001-2005/10.pdf.txt",
    "cpp14": "cpc-proposal-14-2021-2025/十四五.txt",
    "ai17": "ai-plan-2017-guofa35/P007_新一代人工智能发展规划.pdf",
}
"""Outlines of five-year plans, the proposal for one, and other plans."""

_HEADING = re.compile(
    r"(?:第[一二三四五六七八九十百]+(?P<chapter>[篇编章节])"
    r"|[一二三四五六七八九十]+(?P<part>、)|（[一二三四五六七八九十]+(?P<item>）))"
)
_LEVELS = "篇编章节、）"
_LEAST, _LONGEST_HEADING = 25, 30

_NUMERALS = "一二三四五六七八九十"


def clause_rows(name: str, path: Path, heading: str) -> Document:
    """Read a file of clauses, one JSON object a line."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return Document.from_clauses(
        name,
        [
            (
                str(row["id"]),
                row["text"],
                tuple(p for p in row[heading].split(" / ") if p),
            )
            for row in rows
        ],
    )


def official_text(shared: Path, name: str) -> Document:
    """Read a document of the pairs that one reader linked."""
    official = shared / "corpora" / "official"
    if name in CONGRESSES:
        return _congress(shared, name)
    if name in REPORTS or name in PROVINCES:
        text = _report(official, name)
    elif name in FILES:
        path = official / FILES[name]
        if path.suffix == ".pdf":
            read = read_document(path, id=name)
            clauses = [(str(n), c.text, c.path) for n, c in enumerate(read, 1)]
            return Document.from_clauses(name, clauses)
        text = path.read_text(encoding="utf-8-sig").replace("\r", "")
    else:
        folder = shared / "gold" / "plans"
        return clause_rows(name, folder / f"{name}.jsonl", "path")
    if name in FILES and "　　" in text:
        parts = text.split("　　")
        return _paragraphs(
            name, ("".join(map(str.strip, p.split("\n"))) for p in parts)
        )
    return _paragraphs(name, text.split("\n"))


def _report(official: Path, name: str) -> str:
    """Read a government work report of the nation or of a province."""
    if name in REPORTS:
        path = official / "gwr-national-1954-2025-wikisource"
        path /= "government_work_reports.jsonl"
        rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        year = str(REPORTS[name])
        return [str(r["content"]) for r in rows if str(r["year"]) == year][-1]
    path = official / "gwr-provinces-2026"
    path /= f"2026_{PROVINCES[name]}_政府工作报告.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return next(csv.DictReader(file))["full_text"]


def _paragraphs(name: str, paragraphs: Iterable[str]) -> Document:
    """Count off the paragraphs of a text, its short headings set apart.

    Paragraphs of fewer than 25 characters are passed over, and so is the
    licence note below a report.
    """
    clauses: list[tuple[str, str, tuple[str, ...]]] = []
    above: dict[int, str] = {}
    number = 0
    for text in filter(None, map(str.strip, paragraphs)):
        heading = _HEADING.match(text)
        if heading and len(text) < _LONGEST_HEADING:
            mark = heading["chapter"] or heading["part"] or heading["item"]
            level = _LEVELS.index(mark)
            above = {k: v for k, v in above.items() if k < level}
            above[level] = text
        elif len(text) >= _LEAST:
            number += 1
            if not text.startswith("本作品"):
                path = tuple(above[level] for level in sorted(above))
                clauses.append((str(number), text, path))
    return Document.from_clauses(name, clauses)


def _congress(shared: Path, name: str) -> Document:
    """Cut the policy chapters of a party congress report to paragraphs."""
    congress, chapters = CONGRESSES[name]
    path = (
        shared
        / "corpora/official/cpc-congress-reports-wikisource"
        / "cpc_congress_reports.jsonl"
    )
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    text = [row for row in rows if row["congress"] == congress][-1]["content"]
    clauses: list[tuple[str, str, tuple[str, ...]]] = []
    heading = ""
    for line in filter(None, map(str.strip, text.split("\n"))):
        if (found := re.match(r"([一二三四五六七八九十]+)、", line)) and len(
            line
        ) < 45:
            heading = line if _number(found[1]) in chapters else ""
        elif heading:
            clauses.append((str(len(clauses) + 1), line, (heading,)))
    return Document.from_clauses(name, clauses)


def _number(numeral: str) -> int:
    """Read a Chinese numeral from 1 to 19."""
    unit = numeral.removeprefix("十")
    if numeral.startswith("十"):
        return 10 + (_NUMERALS.index(unit) + 1 if unit else 0)
    return _NUMERALS.index(numeral) + 1
