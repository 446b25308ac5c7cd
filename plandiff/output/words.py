"""The wording that pages and written tables share, in Chinese and English."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from plandiff.analysis.diff.groups import Group, GroupLink
from plandiff.matching.alignment import Alignment

__all__ = [
    "GROUP_COLUMNS",
    "SOURCE_COLUMNS",
    "Wording",
    "change_word",
    "group_notes",
    "heading",
    "mark_words",
    "read_words",
    "source_facts",
]

Wording = Literal["zh", "en", "both"]

GROUP_COLUMNS = ("change", "earlier_clause", "later_clause", "redline")
"""Heads of a table of groups, as keys of the wording."""

SOURCE_COLUMNS = (
    "side",
    "id",
    "title",
    "fidelity",
    "file",
    "SHA-256",
    "address",
)
"""Columns of the table of sources."""

_WORDS = Path(__file__).parent / "words.toml"


@functools.cache
def read_words(lang: Wording) -> Mapping[str, str]:
    """Read the wording of pages and tables.

    Parameters
    ----------
    lang : {"zh", "en", "both"}
        The language; with ``both`` the Chinese comes first.

    Returns
    -------
    mapping of str to str
        Key to wording, as ``words.toml`` lists them.

    Raises
    ------
    ValueError
        If `lang` is none of them.

    Examples
    --------
    >>> read_words("en")["summary"], read_words("both")["kept"]
    ('Summary', '保留 kept')
    """
    if lang not in ("zh", "en", "both"):
        raise ValueError(f"lang: expected 'zh' or 'en', found {lang!r}.")
    return {
        key: f"{entry['zh']} {entry['en']}" if lang == "both" else entry[lang]
        for key, entry in _entries().items()
    }


@functools.cache
def _entries() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(_WORDS.read_text("utf-8"))


def change_word(change: str, words: Mapping[str, str]) -> str:
    """Name a change, or ``moved`` or ``renumbered``, for a reader."""
    return words["unmatched_status" if change == "unmatched" else change]


def mark_words(group: Group, lang: Wording = "both") -> list[str]:
    """Name what happened to a group of clauses."""
    words = read_words(lang)
    return [change_word(mark, words) for mark in group.marks]


def group_notes(group: Group, lang: Wording = "both") -> list[str]:
    """Say what a reader has to know of a group beside its text.

    Parameters
    ----------
    group : Group
        Clauses that are read together.
    lang : {"zh", "en", "both"}
        The language.

    Returns
    -------
    list of str
        Which clause went where, one line a link: both ids, whether the
        link moved, and how much of the earlier clause stands in the later
        one. Then links that other groups show; of a clause without a link
        how likely it has no counterpart, and its candidates; and how the
        comparison was simplified, if it was. Empty where one clause became
        one clause.
    """
    words = read_words(lang)
    lines = []
    if len(group.links) > 1:
        for link, share in zip(group.links, group.shares, strict=False):
            facts = [_ends(link), *[words["moved"]] * link.moved]
            facts.append(f"{share:.0%} {words['kept_share']}")
            lines.append(" · ".join(facts))
    if group.elsewhere:
        others = "; ".join(_ends(link) for link in group.elsewhere)
        lines.append(f"{words['see_also']} {others}")
    if group.absence is not None:
        lines.append(f"{words['absence']} {group.absence:.2f}")
    if group.candidates:
        named = "; ".join(group.candidates)
        lines.append(f"{words['candidates']} {named}")
    return [*lines, *group.notes]


def _ends(link: GroupLink) -> str:
    return f"{link.reference_id} → {link.target_id}"


def heading(alignment: Alignment) -> str:
    """Return the heading of a diff: the titles of both plans."""
    return f"{alignment.reference.title} → {alignment.target.title}"


def source_facts(alignment: Alignment) -> list[tuple[str, ...]]:
    """Say what both documents are and where they came from.

    Returns
    -------
    list of tuple of str
        Two rows with the columns `SOURCE_COLUMNS`.
    """
    return [
        (
            side,
            document.id,
            document.title,
            document.fidelity,
            document.source.name,
            document.source.sha256,
            document.source.address,
        )
        for side, document in (
            ("reference", alignment.reference),
            ("target", alignment.target),
        )
    ]
