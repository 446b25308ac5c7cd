"""Policy concepts: many words for one subject.

Plans of different cycles name the same subject in other words:
``加大金融服务支持`` and ``拓宽投融资渠道`` share no word. A thesaurus of our
own (``corpora/lexicon/concepts.toml``) lists, for each subject to which a
plan would give a clause, the words that plans use for it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from plandiff.errors import CodebookError
from plandiff.resources import resource
from plandiff.signature import digest
from plandiff.text.characters import fold

__all__ = ["concept_names", "concepts_name", "find_concepts"]

_FILE = "lexicon/concepts.toml"
_LATIN = re.compile(r"[a-z0-9]")


def find_concepts(text: str) -> list[str]:
    """Find the policy concepts that a text names.

    Parameters
    ----------
    text : str
        A clause, a heading; in traditional or simplified characters.

    Returns
    -------
    list of str
        Ids of concepts, in the order of the text, with repetitions; empty
        where none is named. Of terms that overlap only the longest from
        the left counts, and a term may stand for several concepts.

    See Also
    --------
    concept_names : what the ids stand for.

    Examples
    --------
    >>> find_concepts("推進農村電子商務")
    ['rural-commerce']
    """
    terms = _terms()
    folded = fold(text).casefold()
    found: list[str] = []
    start = 0
    while start < len(folded) - 1:
        step = 1
        for term, names in terms.get(folded[start : start + 2], ()):
            if folded.startswith(term, start) and _whole(folded, start, term):
                found += names
                step = len(term)
                break
        start += step
    return found


def _whole(text: str, start: int, term: str) -> bool:
    """Whether a term of Latin letters is no part of a longer word."""
    end = start + len(term)
    return not (
        (_LATIN.match(term[0]) and start and _LATIN.match(text[start - 1]))
        or (_LATIN.match(term[-1]) and _LATIN.match(text[end : end + 1]))
    )


@cache
def concept_names() -> Mapping[str, tuple[str, str]]:
    """Return the Chinese and the English name of each concept.

    Returns
    -------
    mapping of str to (str, str)
        Id to names, in the order of the file.

    Raises
    ------
    CodebookError
        If an entry is incomplete, or an id or a term of it stands twice.

    Examples
    --------
    >>> concept_names()["rural-commerce"]
    ('农村电商', 'Rural e-commerce')
    """
    names: dict[str, tuple[str, str]] = {}
    for number, entry in enumerate(_entries(), 1):
        where = f"corpora/{_FILE}, concept {number}"
        try:
            name, terms = entry["id"], entry["terms"]
            both = entry["zh"], entry["en"]
        except KeyError as error:
            raise CodebookError(
                f"{where}: expected id, zh, en and terms but found no "
                f"{error}. Complete the entry."
            ) from error
        short = [term for term in terms if len(term) < 2]
        if name in names or short or len(set(terms)) < len(terms):
            raise CodebookError(
                f"{where}: expected a new id with different terms of at "
                f"least two characters but found {name!r} with {terms}. "
                "Write each id and, within a concept, each term once."
            )
        names[name] = both
    return names


@cache
def concepts_name() -> str:
    """Name the thesaurus in a signature: version and digest."""
    content = resource(_FILE).read_text(encoding="utf-8")
    version = tomllib.loads(content)["version"]
    return f"concepts-{version}@{digest(content, length=8)}"


@cache
def _entries() -> list[dict[str, Any]]:
    content = resource(_FILE).read_text(encoding="utf-8")
    entries: list[dict[str, Any]] = tomllib.loads(content)["concept"]
    return entries


@cache
def _terms() -> Mapping[str, Sequence[tuple[str, Sequence[str]]]]:
    """List by their first two characters the folded terms, longest first.

    Each comes with the ids of its concepts.
    """
    named: dict[str, list[str]] = {}
    for name, entry in zip(concept_names(), _entries(), strict=True):
        for term in entry["terms"]:
            named.setdefault(fold(term).casefold(), []).append(name)
    found: dict[str, list[tuple[str, Sequence[str]]]] = {}
    for term in sorted(named, key=lambda term: (-len(term), term)):
        found.setdefault(term[:2], []).append((term, named[term]))
    return found
