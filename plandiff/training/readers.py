"""Links of plans that two readers made apart, each reader's own table kept.

The readers saw neither each other's links nor a machine's. So scores are
reported against either reader, the agreement of the two is the ceiling, and
a link that only one of them made is unsure: neither right nor wrong.
"""

from __future__ import annotations

from pathlib import Path

from plandiff.document import Document
from plandiff.errors import AlignmentError
from plandiff.evaluation.gold import STRONG, check_gold, load_gold
from plandiff.frames import records
from plandiff.reading.reader import read_document
from plandiff.resources import resource
from plandiff.training.gold import GoldPair
from plandiff.training.texts import official_text

__all__ = ["READERS", "READER_PAIRS", "reader_pairs", "reader_text"]

READERS = ("one", "two")
"""The readers, as the names of their tables end."""

READER_PAIRS = (
    ("op15", "de14"),
    ("cpc18", "cpc19"),
    ("cpc19", "cpc20"),
    ("de14", "shandong23"),
    ("proposal14", "outline15"),
    ("outline10", "outline15"),
)
"""Earlier and later document of each pair."""

_FILES = {
    "shandong23": "digital-economy-provinces-14/shandong-de-opinions.txt",
    "proposal14": "cpc-proposal-14-2021-2025/十四五.txt",
    "outline10": "national-outline-10-2001-2005/10.pdf.txt",
    "outline15": "national-outline-15-2026-2030/outline15.txt",
}
"""Documents that are numbered as plandiff reads them."""

_READ = {
    ("proposal14", "outline15"): (
        ("3.", "4.", "5."),
        ("2.", "3.", "4.", "5."),
    ),
    ("outline10", "outline15"): (
        ("2.4.", "2.5.", "2.6.", "2.7.", "3.10.", "3.11.", "3.12."),
        ("2.", "3.", "4."),
    ),
}
"""Where only parts were read: how their clauses' places begin."""

_SAME_TEXT = {"proposal14": "cpp14", "outline10": "o10"}
"""Other names of a text among the pairs that one reader linked."""


def reader_pairs(shared: Path, reader: str | None = None) -> list[GoldPair]:
    """Read the pairs that two readers linked apart.

    Parameters
    ----------
    shared : pathlib.Path
        Folder of the texts, which do not travel with plandiff.
    reader : str, optional
        ``one`` or ``two``: the links of that reader. By default the links
        that both made, a major one where both call it so; the links of one
        reader alone are in ``unsure``.

    Returns
    -------
    list of GoldPair
        In the order of `READER_PAIRS`; of documents of which parts were
        read, these parts.

    Raises
    ------
    AlignmentError
        If there is no such reader, or a text is not the one that was read.
    """
    if reader is not None and reader not in READERS:
        raise AlignmentError(
            f"reader: expected one of {', '.join(READERS)} but found "
            f"{reader!r}."
        )
    return [_pair(shared, names, reader) for names in READER_PAIRS]


def reader_text(shared: Path, name: str) -> Document:
    """Read a document, numbered as its readers saw it."""
    if name not in _FILES:
        return official_text(shared, name)
    path = shared / "corpora" / "official" / _FILES[name]
    return read_document(path, id=name)


def _pair(
    shared: Path, names: tuple[str, str], reader: str | None
) -> GoldPair:
    """Build one pair from the tables of its readers."""
    texts = [reader_text(shared, name) for name in names]
    parts = _READ.get(names)
    if parts:
        texts = [_part(*each) for each in zip(texts, parts, strict=True)]
    reference, target = texts
    one, two = (
        _links("-".join((*names, each)), reference, target) for each in READERS
    )
    unsure: frozenset[tuple[str, str]] = frozenset()
    if reader is None:
        strength = {link: one[link] and two[link] for link in one.keys() & two}
        unsure = frozenset(one.keys() ^ two.keys())
    else:
        strength = one if reader == READERS[0] else two
    judged = frozenset(clause.id for clause in target)
    linked = {link[1] for link in (*strength, *unsure)}
    return GoldPair(
        name="-".join(names),
        collection="readers",
        reference=reference,
        target=target,
        strength=dict(sorted(strength.items())),
        judged=judged,
        added=judged - linked,
        sources=frozenset(_SAME_TEXT.get(name, name) for name in names),
        unsure=unsure,
    )


def _part(document: Document, begins: tuple[str, ...]) -> Document:
    """Keep the clauses whose places begin so."""
    return Document.from_clauses(
        document.id,
        [
            (clause.place, clause.text, clause.path)
            for clause in document
            if clause.place.startswith(begins)
        ],
    )


def _links(
    name: str, reference: Document, target: Document
) -> dict[tuple[str, str], bool]:
    """Read the table of one reader; check it against the texts."""
    table = load_gold(resource(f"gold/readers/{name}.csv"))
    check_gold(table, reference, target)
    return {
        (row["reference_id"], row["target_id"]): row["strength"] in STRONG
        for row in records(table)
    }
