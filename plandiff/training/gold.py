"""Read hand-made links: laws, plans and statutes.

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
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from plandiff.corpus import load_corpus
from plandiff.document import Document
from plandiff.evaluation.gold import STRONG, check_gold, load_gold
from plandiff.frames import records
from plandiff.resources import resource
from plandiff.training.texts import clause_rows, official_text

__all__ = [
    "GoldPair",
    "Links",
    "digest_pair",
    "german_pairs",
    "gold_pairs",
    "read_links",
    "revised_pairs",
    "shortened",
    "single_pairs",
]

Documents = tuple[Document, Document]
Links = dict[tuple[str, str], bool]
"""Linked pairs of ids, and whether each is a major one."""

LAWS = ("admin-reconsideration", "antimonopoly", "vocational-education")
PLANS = (("op15", "ec14"), ("inf13", "de14"))
SINGLE = (
    ("de14", "ec14"),
    ("o9", "o10"),
    ("ai17", "de14"),
    ("inf13", "ec14"),
    ("sc26", "hn26"),
    ("bj26", "sh26"),
    ("gd26", "sd26"),
)
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
    unsure : frozenset of (str, str)
        Pairs of ids that one reader linked and the other did not: neither
        right nor wrong.
    """

    name: str
    collection: str
    reference: Document
    target: Document
    strength: Links
    judged: frozenset[str]
    added: frozenset[str]
    sources: frozenset[str]
    unsure: frozenset[tuple[str, str]] = frozenset()


def gold_pairs(shared: Path) -> list[GoldPair]:
    """Read all pairs under ``gold/``, in a fixed order."""
    gold = shared / "gold"
    return [*_laws(gold), *_plans(gold), *_taiwan(gold)]


def single_pairs(shared: Path) -> list[GoldPair]:
    """Read the pairs that one reader linked, for training only."""
    return [
        _linked_once(
            f"{earlier}-{later}",
            "single",
            (official_text(shared, earlier), official_text(shared, later)),
            frozenset({earlier, later}),
        )
        for earlier, later in SINGLE
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
        _linked_once(
            name,
            "revised",
            (
                Document.from_clauses("old", found[old]),
                Document.from_clauses("new", found[new]),
            ),
            frozenset({name}),
        )
        for name, (old, new) in REVISED.items()
    ]


def german_pairs(folder: Path) -> list[GoldPair]:
    """Read the two German pairs, invented for plandiff with their links."""
    return [
        _full(
            name,
            "german",
            (
                clause_rows("old", folder / f"{name}-old.jsonl", "path"),
                clause_rows("new", folder / f"{name}-new.jsonl", "path"),
            ),
            folder / f"{name}-links.csv",
            frozenset({name}),
        )
        for name in GERMAN
    ]


def digest_pair() -> GoldPair:
    """Read the digest of the 13th plan and the 14th plan it is set against."""
    corpus = load_corpus(user=False)
    return _judged_whole(
        "ec13-ec14",
        "digest",
        (corpus["ec13"], corpus["ec14"]),
        read_links("gold/ec13-ec14.csv", corpus["ec13"], corpus["ec14"]),
    )


def _linked_once(
    name: str,
    collection: str,
    documents: Documents,
    sources: frozenset[str],
) -> GoldPair:
    """Read the links of one reader."""
    strength = read_links(f"gold/{collection}/{name}.csv", *documents)
    pair = _judged_whole(name, collection, documents, strength)
    return replace(pair, sources=sources)


def read_links(name: str, reference: Document, target: Document) -> Links:
    """Read links that travel with plandiff; check them against the text.

    Parameters
    ----------
    name : str
        A table below ``corpora``.
    reference, target : Document
        The documents whose clauses it names.

    Returns
    -------
    dict of (str, str) to bool
        Linked pair of ids to whether the link is a major one.
    """
    table = load_gold(resource(name))
    check_gold(table, reference, target)
    return {
        (row["reference_id"], row["target_id"]): row["strength"] in STRONG
        for row in records(table)
    }


def _judged_whole(
    name: str,
    collection: str,
    documents: Documents,
    strength: dict[tuple[str, str], bool],
) -> GoldPair:
    """Build a pair of which every target clause was judged."""
    judged = frozenset(clause.id for clause in documents[1])
    added = judged - {target_id for _, target_id in strength}
    ids = frozenset(document.id for document in documents)
    return GoldPair(name, collection, *documents, strength, judged, added, ids)


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
            (
                clause_rows("old", folder / "old.jsonl", "heading"),
                clause_rows("new", folder / "new.jsonl", "heading"),
            ),
            folder / "links.csv",
            frozenset({law}),
        )


def _plans(gold: Path) -> Iterator[GoldPair]:
    folder = gold / "plans"
    for reference, target in PLANS:
        yield _full(
            f"{reference}-{target}",
            "plans",
            (
                clause_rows(reference, folder / f"{reference}.jsonl", "path"),
                clause_rows(target, folder / f"{target}.jsonl", "path"),
            ),
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


def _full(
    name: str,
    collection: str,
    documents: Documents,
    links: Path,
    sources: frozenset[str],
) -> GoldPair:
    """Read the links of a pair of which every clause was judged."""
    earlier, later = (document.id for document in documents)
    with links.open(encoding="utf-8", newline="") as file:
        strength = {
            (f"{earlier}:{row['old_id']}", f"{later}:{row['new_id']}"): row[
                "strength"
            ]
            in ("major", "core")
            for row in csv.DictReader(file)
        }
    pair = _judged_whole(name, collection, documents, strength)
    return replace(pair, sources=sources)
