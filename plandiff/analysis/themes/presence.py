"""Whether a theme was found in what we hold of a plan.

The items of a digest were coded by hand, once, since their few words seldom
hold a codebook's terms; and a theme that the digest names among its gaps is
not known there, which is not none.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from plandiff.analysis.themes.codebook import Codebook
from plandiff.analysis.themes.coded import CodedPlan
from plandiff.document import Document
from plandiff.errors import CorpusError
from plandiff.resources import resource
from plandiff.signature import fingerprint

__all__ = ["HandCoding", "Presence", "hand_coding"]


@dataclass(frozen=True, slots=True)
class HandCoding:
    """What a reader coded of a digest.

    Attributes
    ----------
    themes : mapping of str to frozenset of str
        Theme to the ids of the items that are about it.
    gaps : frozenset of str
        Themes that the digest names as not seen by its sources.
    """

    themes: Mapping[str, frozenset[str]]
    gaps: frozenset[str]


@dataclass(frozen=True, slots=True)
class Presence:
    """How many clauses of a plan carry each theme, as far as is known."""

    fidelity: str
    counts: tuple[int | None, ...]
    by_hand: bool

    @classmethod
    def of(cls, coded: CodedPlan, codebook: Codebook) -> Presence:
        """Count by the coding, or by hand where a digest was coded so."""
        document = coded.document
        by_hand = hand_coding(document, codebook)
        counts: list[int | None] = [int(n) for n in coded.carries.sum(axis=0)]
        if by_hand is not None:
            counts = [
                None
                if theme.id in by_hand.gaps
                and not _under(theme.id, codebook) & set(by_hand.themes)
                else len(
                    frozenset[str]().union(
                        *(
                            by_hand.themes.get(one, frozenset())
                            for one in _under(theme.id, codebook)
                        )
                    )
                )
                for theme in codebook
            ]
        return cls(document.fidelity, tuple(counts), by_hand is not None)

    def clauses(self, theme: int) -> int | None:
        """Count the clauses that carry a theme; None where it is a gap."""
        return self.counts[theme]

    def is_gap(self, theme: int) -> bool:
        """Say whether the digest names the theme as not seen."""
        return self.counts[theme] is None


def _under(theme: str, codebook: Codebook) -> set[str]:
    """Return a theme and its subthemes."""
    return {theme, *(child.id for child in codebook.children(theme))}


def hand_coding(document: Document, codebook: Codebook) -> HandCoding | None:
    """Return the hand coding of a bundled digest, where there is one.

    Parameters
    ----------
    document : Document
        Any document.
    codebook : Codebook
        The themes.

    Returns
    -------
    HandCoding or None
        From ``corpora/themes/NAME-digests.csv``; None for a document that
        is no digest, for another codebook, and where the text of an item is
        not the one that was coded.
    """
    if not document.is_digest:
        return None
    try:
        path = resource(f"themes/{codebook.name}-digests.csv")
    except CorpusError:
        return None
    rows = [
        row
        for row in csv.DictReader(io.StringIO(path.read_text("utf-8")))
        if row["document"] == document.id
    ]
    coded = {row["clause_id"]: row["clause_digest"] for row in rows}
    coded.pop("", None)
    if coded != {clause.id: fingerprint(clause.text) for clause in document}:
        return None
    themes: dict[str, set[str]] = defaultdict(set)
    gaps = set()
    for row in rows:
        if not row["theme"] or row["theme"] not in codebook:
            continue
        if row["clause_id"]:
            themes[row["theme"]].add(row["clause_id"])
        else:
            gaps.add(row["theme"])
    return HandCoding(
        {theme: frozenset(ids) for theme, ids in themes.items()},
        frozenset(gaps),
    )
