"""Read the developers' hand-made links: laws, plans and statutes.

`gold_pairs` are judged by two readers or by official reasons, and scores are
reported on them, as on `digest_pair`. `single_pairs` and `revised_pairs` were
linked by one reader of the project and only help to train; so do `shortened`
pairs, whose earlier plan is cut to the first words of each clause, as a
digest is.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from plandiff import read_document
from plandiff.corpus import load_corpus
from plandiff.document import Document
from plandiff.evaluation.gold import check_gold, load_gold

LAWS = ("admin-reconsideration", "antimonopoly", "vocational-education")
PLANS = (("op15", "ec14"), ("inf13", "de14"))
SINGLE = (
    ("op15", "de14"),
    ("de14", "ec14"),
    ("cpc19", "cpc20"),
    ("g11", "g16"),
    ("o9", "o10"),
    ("ai17", "de14"),
    ("inf13", "ec14"),
    ("ai17", "inf13"),
    ("op15", "inf13"),
    ("g16", "g21"),
    ("g21", "g25"),
    ("zj26", "ha26"),
    ("cpc18", "cpc19"),
    ("cpp14", "cpc20"),
    ("sc26", "hn26"),
    ("bj26", "sh26"),
    ("gd26", "sd26"),
    ("g06", "g11"),
    ("cpp14", "g21"),
    ("g25", "ah26"),
)
GOLD = Path(__file__).resolve().parents[2] / "corpora" / "gold"
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

GERMAN = ("ordinance", "strategy")

REVISED = {
    "sports": ("体育法(2016-11-07)", "体育法(2022-06-24)"),
    "science-foundation": (
        "国家自然科学基金条例(2007-02-24)",
        "国家自然科学基金条例(2024-11-08)",
    ),
    "counter-espionage": ("反间谍法(2014-11-01)", "反间谍法(2023-04-26)"),
    "science-popularization": (
        "科学技术普及法(2002-06-29)",
        "科学技术普及法(2024-12-25)",
    ),
    "mineral-resources": (
        "矿产资源法(2009-08-27)",
        "矿产资源法(2024-11-08)",
    ),
    "frontier-quarantine": (
        "国境卫生检疫法(2018-04-27)",
        "国境卫生检疫法(2024-06-28)",
    ),
    "emergency-response": (
        "突发事件应对法(2007-08-30)",
        "突发事件应对法(2024-06-28)",
    ),
    "defence-education": (
        "国防教育法(2018-04-27)",
        "国防教育法(2024-09-13)",
    ),
}
"""Titles of two versions of statutes of the large collection."""

_HEADING = re.compile(
    r"(?:第[一二三四五六七八九十百]+(?P<chapter>[篇编章节])"
    r"|[一二三四五六七八九十]+(?P<part>、)|（[一二三四五六七八九十]+(?P<item>）))"
)
_LEVELS = "篇编章节、）"
_LEAST, _LONGEST_HEADING = 25, 30

_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class GoldPair:
    """Two documents and what their readers linked.

    Attributes
    ----------
    name, collection : str
        The pair, and ``laws``, ``plans``, ``taiwan``, ``digest``,
        ``single``, ``revised``, ``german`` or ``short``.
    reference, target : Document
        The two documents.
    strength : dict of (str, str) to bool
        Linked pair of ids to whether the link is a major (core) one.
    judged : frozenset of str
        Target ids whose links the readers settled.
    added : frozenset of str
        Target ids that the readers found to have no link.
    sources : frozenset of str
        Names of the texts; pairs that share one are kept together when
        documents are left out.
    """

    name: str
    collection: str
    reference: Document
    target: Document
    strength: dict[tuple[str, str], bool]
    judged: frozenset[str]
    added: frozenset[str]
    sources: frozenset[str]


def gold_pairs(shared: Path) -> list[GoldPair]:
    """Read all pairs under ``gold/``, in a fixed order."""
    gold = shared / "gold"
    return [*_laws(gold), *_plans(gold), *_taiwan(gold)]


def single_pairs(shared: Path) -> list[GoldPair]:
    """Read the pairs that one reader linked, for training only."""
    return [
        _single_pair(
            "-".join(names),
            "single",
            *(_single(shared, name) for name in names),
            frozenset(names),
        )
        for names in SINGLE
    ]


def revised_pairs(shared: Path) -> list[GoldPair]:
    """Read versions of statutes that one reader linked, for training only."""
    wanted = {title for titles in REVISED.values() for title in titles}
    found: dict[str, list[tuple[str, str]]] = {}
    path = shared / "corpora" / "regulations.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["title"] in wanted:
                found[row["title"]] = [(str(i), t) for i, t in row["clauses"]]
    return [
        _single_pair(
            name,
            "revised",
            Document.from_clauses("old", found[old]),
            Document.from_clauses("new", found[new]),
            frozenset({name}),
        )
        for name, (old, new) in REVISED.items()
    ]


def german_pairs() -> list[GoldPair]:
    """Read the two German pairs, invented for plandiff with their links."""
    folder = Path(__file__).resolve().parents[1] / "cases" / "german"
    return [
        _full(
            name,
            "german",
            _document("old", folder / f"{name}-old.jsonl", "path"),
            _document("new", folder / f"{name}-new.jsonl", "path"),
            folder / f"{name}-links.csv",
            frozenset({name}),
        )
        for name in GERMAN
    ]


def _single_pair(
    name: str,
    collection: str,
    reference: Document,
    target: Document,
    sources: frozenset[str],
) -> GoldPair:
    """Read the links of one reader and check them against the text."""
    table = load_gold(GOLD / collection / f"{name}.csv")
    check_gold(table, reference, target)
    strength = {
        (row.reference_id, row.target_id): row.strength in ("core", "major")
        for row in table.itertuples()
    }
    return _judged_whole(
        name, collection, reference, target, strength, sources
    )


def _judged_whole(
    name: str,
    collection: str,
    reference: Document,
    target: Document,
    strength: dict[tuple[str, str], bool],
    sources: frozenset[str],
) -> GoldPair:
    """Build a pair of which every target clause was judged."""
    judged = frozenset(clause.id for clause in target)
    added = judged - {target_id for _, target_id in strength}
    return GoldPair(
        name,
        collection,
        reference,
        target,
        strength,
        judged,
        added,
        sources,
    )


def digest_pair() -> GoldPair:
    """Read the digest of the 13th plan and the 14th plan it is set against."""
    corpus = load_corpus(user=False)
    reference, target = corpus["ec13"], corpus["ec14"]
    table = load_gold(GOLD / "ec13-ec14.csv")
    check_gold(table, reference, target)
    strength = {
        (row.reference_id, row.target_id): row.strength == "core"
        for row in table.itertuples()
    }
    return _judged_whole(
        "ec13-ec14",
        "digest",
        reference,
        target,
        strength,
        frozenset({"ec13", "ec14"}),
    )


def shortened(pair: GoldPair, least: int) -> GoldPair:
    """Cut each reference clause after the first mark past `least` letters.

    The links stay: what a clause says first is what it is about.
    """
    reference = Document.from_clauses(
        pair.reference.id,
        [
            (clause.place, _opening(clause.text, least), clause.path)
            for clause in pair.reference
        ],
    )
    return replace(
        pair,
        name=f"{pair.name}, first {least}",
        collection="short",
        reference=reference,
    )


def _opening(text: str, least: int) -> str:
    """Return the first words of a clause, without its printed number."""
    bare = re.sub(r"^（[一二三四五六七八九十]+）", "", text)
    end = re.search(r"[。；：，,;:.]", bare[least:])
    return bare[: least + end.end()] if end else bare


def _laws(gold: Path) -> Iterator[GoldPair]:
    for law in LAWS:
        folder = gold / "laws" / law
        yield _full(
            law,
            "laws",
            _document("old", folder / "old.jsonl", "heading"),
            _document("new", folder / "new.jsonl", "heading"),
            folder / "links.csv",
            frozenset({law}),
        )


def _plans(gold: Path) -> Iterator[GoldPair]:
    folder = gold / "plans"
    for reference, target in PLANS:
        yield _full(
            f"{reference}-{target}",
            "plans",
            _document(reference, folder / f"{reference}.jsonl", "path"),
            _document(target, folder / f"{target}.jsonl", "path"),
            folder / f"{reference}-{target}.csv",
            frozenset({reference, target}),
        )


def _taiwan(gold: Path) -> Iterator[GoldPair]:
    with gzip.open(gold / "taiwan-dev.jsonl.gz", "rt", encoding="utf-8") as f:
        for row in map(json.loads, f):
            statute = row["pair"].split(" ")[0]
            linked = {(f"old:{a}", f"new:{b}"): True for a, b in row["links"]}
            yield GoldPair(
                row["pair"],
                "taiwan",
                Document.from_clauses("old", row["old"]),
                Document.from_clauses("new", row["new"]),
                linked,
                frozenset(target for _, target in linked),
                frozenset(f"new:{place}" for place in row["added"]),
                frozenset({statute}),
            )


def _document(name: str, path: Path, heading: str) -> Document:
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


def _full(
    name: str,
    collection: str,
    reference: Document,
    target: Document,
    links: Path,
    sources: frozenset[str],
) -> GoldPair:
    """Read the links of a pair of which every clause was judged."""
    with links.open(encoding="utf-8", newline="") as file:
        strength = {
            (
                f"{reference.id}:{row['old_id']}",
                f"{target.id}:{row['new_id']}",
            ): row["strength"] in ("major", "core")
            for row in csv.DictReader(file)
        }
    return _judged_whole(
        name, collection, reference, target, strength, sources
    )


def _single(shared: Path, name: str) -> Document:
    """Read a document of the pairs that one reader linked."""
    official = shared / "corpora" / "official"
    if name in CONGRESSES:
        return _congress(shared, name)
    if name in REPORTS:
        path = official / "gwr-national-1954-2025-wikisource"
        rows = map(
            json.loads,
            (path / "government_work_reports.jsonl")
            .read_text(encoding="utf-8")
            .splitlines(),
        )
        year = str(REPORTS[name])
        texts = [row["content"] for row in rows if str(row["year"]) == year]
        return _paragraphs(name, texts[-1].split("\n"))
    if name in PROVINCES:
        path = official / "gwr-provinces-2026"
        path /= f"2026_{PROVINCES[name]}_政府工作报告.csv"
        with path.open(encoding="utf-8-sig", newline="") as file:
            row = next(csv.DictReader(file))
        return _paragraphs(name, row["full_text"].split("\n"))
    if name not in FILES:
        folder = shared / "gold" / "plans"
        return _document(name, folder / f"{name}.jsonl", "path")
    path = official / FILES[name]
    if path.suffix == ".pdf":
        read = read_document(path, id=name)
        return Document.from_clauses(
            name, [(str(n), c.text, c.path) for n, c in enumerate(read, 1)]
        )
    text = path.read_text(encoding="utf-8-sig").replace("\r", "")
    if "　　" not in text:
        return _paragraphs(name, text.split("\n"))
    parts = (
        "".join(map(str.strip, p.split("\n"))) for p in text.split("　　")
    )
    return _paragraphs(name, parts)


def _paragraphs(name: str, paragraphs: Iterable[str]) -> Document:
    """Number the paragraphs of a text, its short headings set apart.

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
