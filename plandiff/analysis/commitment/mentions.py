"""Recognise actors and instruments by the bundled lexicons."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from plandiff.errors import CodebookError
from plandiff.resources import read_toml, resource

__all__ = ["Category", "find_categories", "load_categories"]


@dataclass(frozen=True)
class Category:
    """A group of actors, or an instrument.

    Attributes
    ----------
    id, zh, en : str
        Short name, and its names in Chinese and English.
    side : str
        ``supply``, ``environment`` or ``demand`` for an instrument, ``""``
        for actors.
    pattern : re.Pattern
        What shows it in a text.
    """

    id: str
    zh: str
    en: str
    side: str
    pattern: re.Pattern[str]


@functools.cache
def load_categories(kind: str) -> dict[str, Category]:
    """Load a lexicon of actors or instruments, once.

    Parameters
    ----------
    kind : {"actor", "instrument"}
        Which lexicon.

    Returns
    -------
    dict of str to Category
        In the order of the file.

    Raises
    ------
    ValueError
        If `kind` is neither.
    CodebookError
        If a term stands in two categories or a pattern is not valid.

    Examples
    --------
    >>> load_categories("instrument")["taxation"].side
    'environment'
    """
    if kind not in ("actor", "instrument"):
        raise ValueError(
            f"kind: expected 'actor' or 'instrument', found {kind!r}."
        )
    path = resource(f"lexicon/{kind}s.toml")
    entries = read_toml(path)[kind]
    owners: dict[str, str] = {}
    found = {}
    for entry in entries:
        terms = entry.get("terms", entry.get("patterns", []))
        for term in terms:
            if term in owners:
                raise CodebookError(
                    f"{path.name}: {term} stands in {owners[term]} and in "
                    f"{entry['id']}. Keep it in one."
                )
            owners[term] = entry["id"]
        if "terms" in entry:
            terms = [re.escape(term) for term in sorted(terms, key=len)[::-1]]
        try:
            pattern = re.compile("|".join(terms))
        except re.error as error:
            raise CodebookError(
                f"{path.name}: {entry['id']} has a pattern that is not "
                f"valid ({error})."
            ) from error
        found[entry["id"]] = Category(
            entry["id"],
            entry["zh"],
            entry["en"],
            entry.get("side", ""),
            pattern,
        )
    return found


def find_categories(text: str, kind: str) -> tuple[str, ...]:
    """Return the ids of the actors or instruments that a text mentions.

    Parameters
    ----------
    text : str
        A clause.
    kind : {"actor", "instrument"}
        Which lexicon.

    Returns
    -------
    tuple of str
        Each once, in the order of the lexicon. Of two actors at one place
        the longer name counts: 平台企业 names platforms, not firms.

    Examples
    --------
    >>> find_categories("引导平台企业与高校合作", "actor")
    ('platforms', 'research')
    """
    categories = load_categories(kind)
    if kind == "instrument":
        return tuple(
            c.id for c in categories.values() if c.pattern.search(text)
        )
    spans = [
        (match.start(), match.end(), category.id)
        for category in categories.values()
        for match in category.pattern.finditer(text)
    ]
    kept = {
        owner
        for start, end, owner in spans
        if not any(
            other_start <= start
            and end <= other_end
            and end - start < other_end - other_start
            for other_start, other_end, _ in spans
        )
    }
    return tuple(name for name in categories if name in kept)
