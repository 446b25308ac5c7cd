"""Links of plans that two readers made apart, each reader's own table kept.

The readers saw neither each other's links nor a machine's. So scores are
reported against either reader, the agreement of the two is the ceiling, and
a link that only one of them made is unsure: neither right nor wrong.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from plandiff.document import Document
from plandiff.errors import AlignmentError
from plandiff.reading.reader import read_document
from plandiff.training.gold import GoldPair, Links, read_links
from plandiff.training.texts import official_text

__all__ = [
    "READERS",
    "READER_PAIRS",
    "READ_AGAIN",
    "ReaderPair",
    "reader_pairs",
    "scored",
    "third_reading",
]

READERS = ("one", "two")
"""The readers, as the names of their tables end."""

Places = tuple[str, ...]


class ReaderPair(NamedTuple):
    """Two documents that two readers linked.

    Attributes
    ----------
    reference, target : str
        The earlier and the later document.
    kind : str
        ``later`` (the same body's next plan, or the next but some),
        ``report`` (successive reports, or a proposal and a report),
        ``province`` (a province's plan under the nation's) or ``beside``
        (documents of one time: a link says that both treat the same).
    part : str
        What tells the pair from another one of the same documents.
    read : tuple of tuple of str
        How the places of the clauses begin that were read, earlier and
        later; all where it is empty.
    """

    reference: str
    target: str
    kind: str = "later"
    part: str = ""
    read: tuple[Places, ...] = ()

    @property
    def name(self) -> str:
        """Name the pair, as its tables are named."""
        names = (self.reference, self.target, self.part)
        return "-".join(filter(None, names))


READER_PAIRS = (
    ReaderPair("op15", "de14"),
    ReaderPair("cpc18", "cpc19", "report"),
    ReaderPair("cpc19", "cpc20", "report"),
    ReaderPair("de14", "shandong23", "province"),
    ReaderPair(
        "proposal14",
        "outline15",
        read=(("3.", "4.", "5."), ("2.", "3.", "4.", "5.")),
    ),
    ReaderPair(
        "outline10",
        "outline15",
        read=(
            ("2.4.", "2.5.", "2.6.", "2.7.", "3.10.", "3.11.", "3.12."),
            ("2.", "3.", "4."),
        ),
    ),
    ReaderPair(
        "proposal14",
        "outline15",
        part="life",
        read=(("7.", "8.", "10.", "12."), ("8.", "9.", "12.", "13.")),
    ),
    ReaderPair(
        "outline10",
        "outline15",
        part="life",
        read=(
            ("2.3.", "2.8.", "2.9.", "4.", "5.17.", "6."),
            ("7.", "8.", "9.", "12.", "13."),
        ),
    ),
    ReaderPair(
        "outline09",
        "outline10",
        read=(
            ("4.1.", "4.2.", "4.3.", "4.4.", "5.", "6.", "8.", "9."),
            ("2.", "3.", "4.", "5.17."),
        ),
    ),
    ReaderPair("de14", "ningxia21", "province"),
    ReaderPair("de14", "yunnan22", "province"),
    ReaderPair("guizhou", "tibet23", "beside"),
    ReaderPair("g06", "g11", "report"),
    ReaderPair("g11", "g16", "report"),
    ReaderPair("g16", "g21", "report"),
    ReaderPair("g21", "g25", "report"),
    ReaderPair("cpp14", "g21", "report"),
    ReaderPair("cpp14", "cpc20", "report"),
    ReaderPair("g25", "ah26", "province"),
    ReaderPair("zj26", "ha26", "beside"),
    ReaderPair("op15", "inf13", "beside"),
    ReaderPair("ai17", "inf13", "beside"),
)
"""All pairs, the parts of documents that were read, or all of them."""

READ_AGAIN = (
    "op15-ec14",
    "inf13-de14",
    "ai17-de14",
    "inf13-ec14",
)
"""Pairs that two readers settled and a third one read alone."""

_FILES = {
    "guizhou": "digital-economy-provinces-14/guizhou-digital-gov.txt",
    "ningxia21": "digital-economy-provinces-14/ningxia-de14.txt",
    "outline09": "national-outline-09-1996-2010/9.pdf.txt",
    "outline10": "national-outline-10-2001-2005/10.pdf.txt",
    "outline15": "national-outline-15-2026-2030/outline15.txt",
    "proposal14": "cpc-proposal-14-2021-2025/十四五.txt",
    "shandong23": "digital-economy-provinces-14/shandong-de-opinions.txt",
    "tibet23": (
        "digital-economy-provinces-14/tibet-digital-gov-2023-2025.txt"
    ),
    "yunnan22": "digital-economy-provinces-14/yunnan-de-2022-2024.txt",
}
"""Documents that are numbered as plandiff reads them."""

_SAME_TEXT = {"proposal14": "cpp14", "outline09": "o9", "outline10": "o10"}
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
    return [_pair(shared, pair, reader) for pair in READER_PAIRS]


def third_reading(settled: GoldPair) -> Links:
    """Read the links of a third reader; they train nothing.

    Parameters
    ----------
    settled : GoldPair
        One of `READ_AGAIN`.

    Returns
    -------
    dict of (str, str) to bool
        Linked pair of ids to whether the link is a major one.
    """
    return _table(f"{settled.name}-three", settled.reference, settled.target)


def scored(found: Links, gold: Links) -> float:
    """Score one reader's links by another's, as a machine's are.

    Parameters
    ----------
    found, gold : dict of (str, str) to bool
        Links of the one and of the other, neither empty.

    Returns
    -------
    float
        F1 in [0, 1] of precision over all links and recall over the major
        ones of `gold`.

    Examples
    --------
    >>> one = {("a:1", "b:1"): True, ("a:2", "b:2"): False}
    >>> two = {("a:1", "b:1"): True}
    >>> scored(two, one), round(scored(one, two), 2)
    (1.0, 0.67)
    """
    major = {link for link, strong in gold.items() if strong}
    precision = len(found.keys() & gold.keys()) / len(found)
    recall = len(major & found.keys()) / len(major)
    return 2 * precision * recall / max(precision + recall, 1e-9)


def _text(shared: Path, name: str) -> Document:
    """Read a document, numbered as its readers saw it."""
    if name not in _FILES:
        return official_text(shared, name)
    path = shared / "corpora" / "official" / _FILES[name]
    return read_document(path, id=name)


def _pair(shared: Path, pair: ReaderPair, reader: str | None) -> GoldPair:
    """Build one pair from the tables of its readers."""
    names = (pair.reference, pair.target)
    texts = [_text(shared, name) for name in names]
    if pair.read:
        texts = [_part(*each) for each in zip(texts, pair.read, strict=True)]
    reference, target = texts
    one, two = (
        _table(f"{pair.name}-{each}", reference, target) for each in READERS
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
        name=pair.name,
        collection="readers",
        reference=reference,
        target=target,
        strength=dict(sorted(strength.items())),
        judged=judged,
        added=judged - linked,
        sources=frozenset(_SAME_TEXT.get(name, name) for name in names),
        unsure=unsure,
    )


def _table(name: str, reference: Document, target: Document) -> Links:
    """Read the table of one reader."""
    return read_links(f"gold/readers/{name}.csv", reference, target)


def _part(document: Document, begins: Places) -> Document:
    """Keep the clauses whose places begin so."""
    return Document.from_clauses(
        document.id,
        [
            (clause.place, clause.text, clause.path)
            for clause in document
            if clause.place.startswith(begins)
        ],
    )
