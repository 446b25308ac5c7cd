"""Check a document against what catalog and digest know of a plan."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from plandiff.corpus.digestfile import parse_digest
from plandiff.corpus.entries import Entry, bundled_entries
from plandiff.document import Document
from plandiff.frames import frame
from plandiff.text.normalize import comparable

__all__ = ["CHECK_SCHEMA", "check_against"]

CHECK_SCHEMA = {
    "aspect": "string",
    "expected": "string",
    "found": "string",
    "outcome": "string",
    "basis": "string",
}
"""Columns of `check_against`."""

_MARKS = re.compile(r"[\s“”‘’\"'《》〈〉()（）\[\]〔〕【】·]+")
_AROUND = 8
_OPENING = 1000


def check_against(
    document: Document,
    id: str | None = None,
    *,
    known: Entry | None = None,
) -> pd.DataFrame:
    """Check a document against what is known of a plan, one row per fact.

    Parameters
    ----------
    document : Document
        The plan as read from a user's file.
    id : str, optional
        Which plan of the bundled catalog it is to be; by default the
        document's id.
    known : Entry, optional
        Compare with this entry instead of the bundled one.

    Returns
    -------
    pandas.DataFrame
        Columns `CHECK_SCHEMA`. `aspect` is title, issuer, number, written,
        period or figure; `outcome` is ``agrees``, ``differs`` (the text
        says something else) or ``not found``; `basis` names where the
        expectation comes from: ``catalog`` or the item of the digest. The
        comparison ignores blanks, quotation marks, brackets and width.
        Empty where nothing is known.

    Examples
    --------
    >>> plan = Document.from_clauses("ec13", [("1", "交易额达 40 万亿元")])
    >>> table = check_against(plan)
    >>> table.loc[table["expected"] == "40万亿", "outcome"].item()
    'agrees'
    """
    entry = known or _bundled_entry(id or document.id)
    return frame(_checks(document, entry) if entry else (), CHECK_SCHEMA)


def _checks(
    document: Document, entry: Entry
) -> Iterator[tuple[str, str, str | None, str, str]]:
    """Yield the rows of `check_against`."""
    text = _fold(document.source_text)
    known, said = entry.metadata, document.metadata
    if known.title:
        title = _fold(known.title)
        agrees = title in _fold(said.title or text[:_OPENING])
        yield _row("title", known.title, said.title, agrees, "catalog")
    for issuer in known.issuers:
        place = text.find(_fold(issuer))
        yield _row("issuer", issuer, None, place >= 0, "catalog")
    for aspect in ("number", "written"):
        expected, found = getattr(known, aspect), getattr(said, aspect)
        if expected:
            agrees = (
                _fold(found).startswith(_fold(expected))
                if found
                else aspect == "number" and _fold(expected) in text
            )
            yield _row(aspect, expected, found, agrees, "catalog")
    if known.period:
        yield _row(
            "period",
            _years(known.period),
            _years(said.period) if said.period else None,
            known.period == said.period,
            "catalog",
        )
    for item, figure in _figures(entry):
        match = re.search(rf"(?<![\d.]){re.escape(_fold(figure))}", text)
        around = (
            text[max(0, match.start() - _AROUND) : match.end() + _AROUND]
            if match
            else None
        )
        yield _row("figure", figure, around, match is not None, item)


def _row(
    aspect: str, expected: str, found: str | None, agrees: bool, basis: str
) -> tuple[str, str, str | None, str, str]:
    """Build one row; the outcome follows from `agrees` and `found`."""
    if agrees:
        return aspect, expected, found or expected, "agrees", basis
    outcome = "differs" if found else "not found"
    return aspect, expected, found, outcome, basis


def _figures(entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield item and figure of the bundled digest of the plan."""
    former = _bundled_entry(entry.id)
    if former is None or former.fidelity != "digest" or not former.file:
        return
    text = former.file.read_text(encoding="utf-8")
    for section in parse_digest(text, name=former.file.name).sections:
        for item in section.items:
            for figure in item.figures:
                yield f"{entry.id}:{item.id}", figure


def _bundled_entry(id: str) -> Entry | None:
    """Return the bundled entry of an id, if there is one."""
    return next((e for e in bundled_entries() if e.id == id), None)


def _fold(text: str) -> str:
    """Fold a text for comparison only: as `comparable`, without marks."""
    return _MARKS.sub("", comparable(text).text)


def _years(period: tuple[int, int]) -> str:
    return f"{period[0]}–{period[1]}"
