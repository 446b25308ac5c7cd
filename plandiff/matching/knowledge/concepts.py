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

import numpy as np
from numpy.typing import NDArray

from plandiff.errors import CodebookError
from plandiff.resources import resource
from plandiff.signature import fingerprint
from plandiff.text.characters import fold

__all__ = [
    "concept_names",
    "concepts_name",
    "find_all_concepts",
    "find_concepts",
]

_FILE = "lexicon/concepts.toml"
_BETWEEN = "\0"
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
    return find_all_concepts([text])[0]


def find_all_concepts(texts: Sequence[str]) -> list[list[str]]:
    """Find the policy concepts of many texts, as `find_concepts` does.

    Parameters
    ----------
    texts : sequence of str
        Such as all the clauses of a document.

    Returns
    -------
    list of list of str
        Ids of concepts, one list a text.

    Notes
    -----
    Only where two characters stand together with which some term begins is
    there anything to look up, and such places are found in all texts at
    once.
    """
    found: list[list[str]] = [[] for _ in texts]
    parts = [fold(text).casefold() for text in texts]
    joined = _BETWEEN.join(parts)
    ends = np.cumsum([len(part) + 1 for part in parts])
    twos = _twos(joined)
    known, (terms, lengths), latin = _beginnings(), _terms(), _latin()
    place = np.minimum(np.searchsorted(known, twos), len(known) - 1)
    starts = np.flatnonzero(known[place] == twos)
    after = 0
    for start, text in zip(
        starts.tolist(),
        np.searchsorted(ends, starts, side="right").tolist(),
        strict=True,
    ):
        if start < after:
            continue
        for length in lengths[joined[start : start + 2]]:
            term = joined[start : start + length]
            if term in terms and (
                not latin[term] or _whole(joined, start, term)
            ):
                found[text] += terms[term]
                after = start + length
                break
    return found


def _twos(text: str) -> NDArray[np.uint64]:
    """Give each two neighbouring characters a number."""
    codes = np.frombuffer(
        text.encode("utf-32-le", "surrogatepass"), np.uint32
    ).astype(np.uint64)
    return (codes[:-1] << np.uint64(32)) | codes[1:]


@cache
def _beginnings() -> NDArray[np.uint64]:
    """Give the numbers of the two characters that begin a term."""
    return np.unique([_twos(two)[0] for two in _terms()[1]])


@cache
def _latin() -> Mapping[str, bool]:
    """Tell which terms begin or end with a Latin letter or a digit."""
    return {
        term: bool(_LATIN.match(term[0]) or _LATIN.match(term[-1]))
        for term in _terms()[0]
    }


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
    content, stored = _stored()
    return f"concepts-{stored['version']}@{fingerprint(content, length=8)}"


def _entries() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = _stored()[1]["concept"]
    return entries


@cache
def _stored() -> tuple[str, dict[str, Any]]:
    """Return the file as it stands and what it says."""
    content = resource(_FILE).read_text(encoding="utf-8")
    return content, tomllib.loads(content)


@cache
def _terms() -> tuple[Mapping[str, list[str]], Mapping[str, list[int]]]:
    """Give the ids of each folded term; how long are those that begin so.

    The lengths stand by the first two characters, longest first.
    """
    named: dict[str, list[str]] = {}
    for name, entry in zip(concept_names(), _entries(), strict=True):
        for term in entry["terms"]:
            named.setdefault(fold(term).casefold(), []).append(name)
    lengths: dict[str, set[int]] = {}
    for term in named:
        lengths.setdefault(term[:2], set()).add(len(term))
    return named, {
        two: sorted(found, reverse=True) for two, found in lengths.items()
    }
