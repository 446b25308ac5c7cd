"""The terms of a theme as compiled rules, and the mentions they find."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from plandiff.analysis.themes.themelist import Theme
from plandiff.errors import CodebookError
from plandiff.text.sentences import sentence_spans

__all__ = [
    "Mention",
    "Rule",
    "sentence_characters",
    "without_overlaps",
]


_REFERS = re.compile(r"\\\d|\(\?(?:P|\(|[aiLmsux]+[-)])")
"""Groups that are numbered or named, and flags: not to be joined."""
_ANYTHING = re.compile("")


class Mention(NamedTuple):
    """One place in a text where a term of a theme occurs.

    Attributes
    ----------
    term : str
        The term as the codebook has it.
    found : str
        The words it matched.
    start, end : int
        Half-open offsets into the text.
    """

    term: str
    found: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rule:
    """The compiled terms of one theme."""

    include: tuple[tuple[str, re.Pattern[str]], ...]
    exclude: tuple[re.Pattern[str], ...]
    any: re.Pattern[str]
    """All inclusion terms at once: where it finds nothing, none does."""

    @classmethod
    def of(cls, theme: Theme, where: str) -> Rule:
        """Compile the terms of a theme; `where` names its file."""
        compiled = {
            term: _compile(term, theme, where)
            for term in (*theme.include, *theme.exclude)
        }
        return cls(
            tuple((term, compiled[term]) for term in theme.include),
            tuple(compiled[term] for term in theme.exclude),
            _together(theme.include),
        )

    def search(self, text: str) -> list[Mention]:
        """Return all matches outside the exclusions, overlaps included."""
        if not self.any.search(text):
            return []
        barred = [
            m.span() for rule in self.exclude for m in rule.finditer(text)
        ]
        return [
            Mention(term, match[0], *match.span())
            for term, rule in self.include
            for match in rule.finditer(text)
            if not any(
                match.start() < end and start < match.end()
                for start, end in barred
            )
        ]


def _together(terms: Sequence[str]) -> re.Pattern[str]:
    """Compile one pattern that finds something where any term does."""
    if any(_REFERS.search(term) for term in terms):
        return _ANYTHING
    return re.compile(
        "|".join(f"(?:{term})" for term in terms) or r"(?!)", re.IGNORECASE
    )


def _compile(term: str, theme: Theme, where: str) -> re.Pattern[str]:
    """Compile a term, or say where the bad one stands."""
    where = f"{where}, line {theme.line_of(term)}"
    try:
        pattern = re.compile(term, re.IGNORECASE)
    except re.error as error:
        raise CodebookError(
            f"{where}, theme {theme.id}: expected a regular expression but "
            f"{term!r} is not one ({error}). Put a backslash before marks "
            "that are meant literally."
        ) from error
    if pattern.search(""):
        raise CodebookError(
            f"{where}, theme {theme.id}: the term {term!r} matches the "
            "empty text and so every clause. Remove it or make it longer."
        )
    return pattern


def without_overlaps(found: Iterable[Mention]) -> list[Mention]:
    """Keep the first and longest of overlapping mentions."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def sentence_characters(text: str, found: Sequence[Mention]) -> int:
    """Count the characters of the sentences that hold a mention."""
    return sum(
        end - start
        for start, end in sentence_spans(text)
        if any(m.start < end and start < m.end for m in found)
    )
