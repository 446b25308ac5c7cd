"""Codebooks: themes in two levels, each with the terms that signal it.

`plandiff.analysis.themes.loading` reads a codebook from TOML or CSV.
`Codebook.code` then reads a document as a coder would: which clause carries
which theme, and by which words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from plandiff import markup
from plandiff.analysis.themes.rules import (
    Mention,
    Rule,
    sentence_characters,
    without_overlaps,
)
from plandiff.analysis.themes.themelist import (
    LIST_FIELDS,
    Theme,
    check_themes,
)
from plandiff.document import Clause, Document
from plandiff.errors import CodebookError
from plandiff.frames import frame
from plandiff.text.characters import fold

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CODING_SCHEMA",
    "COVERAGE_SCHEMA",
    "THEME_SCHEMA",
    "Codebook",
]

THEME_SCHEMA = {
    "theme": "string",
    "level": "Int64",
    "parent": "string",
    "name_zh": "string",
    "name_en": "string",
    "definition": "string",
    "include": "string",
    "exclude": "string",
    "examples": "string",
}
CODING_SCHEMA = {
    "clause_id": "string",
    "theme": "string",
    "level": "Int64",
    "mentions": "Int64",
    "terms": "string",
    "characters": "Int64",
    "start": "Int64",
}
COVERAGE_SCHEMA = {
    "theme": "string",
    "term": "string",
    "clauses": "Int64",
    "mentions": "Int64",
    "share_of_theme": "Float64",
}


@dataclass(frozen=True, repr=False)
class Codebook:
    """A validated list of themes in two levels.

    Iterating gives the `Theme` objects, each first-level theme before its
    subthemes; ``codebook["data"]`` looks one up.

    Attributes
    ----------
    name : str
        Short name.
    themes : tuple of Theme
        In the order of the file.
    title_zh, title_en, version, method : str
        What the file says of itself.
    sources : tuple of str
        What the themes were drawn from.
    path : str
        File name without the folder, for messages.
    sha256 : str
        Of the file's text, first 12 digits; part of every signature.
    text : str
        What the file says, whole; empty where there was none.
    min_mentions : int, default 1
        How often a clause must mention a theme in order to carry it.
    min_share : float, default 0.5
        A clause with fewer mentions still carries the theme if the
        sentences with a mention hold this share of its characters, or if
        its title has a mention.

    Raises
    ------
    CodebookError
        If a theme cannot be used: file, line and what to do.
    """

    name: str
    themes: tuple[Theme, ...]
    title_zh: str = ""
    title_en: str = ""
    version: str = ""
    method: str = ""
    sources: tuple[str, ...] = ()
    path: str = ""
    sha256: str = ""
    min_mentions: int = 1
    min_share: float = 0.5
    text: str = field(default="", compare=False)
    _rules: dict[str, Rule] = field(
        init=False, compare=False, default_factory=dict
    )
    _index: dict[str, Theme] = field(
        init=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        check_themes(self.themes, self.path or self.name)
        for theme in self.themes:
            self._index[theme.id] = theme
            self._rules[theme.id] = Rule.of(theme, self.path or self.name)

    def __iter__(self) -> Iterator[Theme]:
        return iter(self.themes)

    def __len__(self) -> int:
        return len(self.themes)

    def __contains__(self, theme_id: object) -> bool:
        return theme_id in self._rules

    def __getitem__(self, theme_id: str) -> Theme:
        if theme_id in self._index:
            return self._index[theme_id]
        raise CodebookError(
            f"{self.path or self.name}: no theme {theme_id!r}. It has "
            f"{', '.join(theme.id for theme in self.themes)}."
        )

    def children(self, theme_id: str) -> tuple[Theme, ...]:
        """Return the subthemes of a theme, in order."""
        return tuple(t for t in self.themes if t.parent == theme_id)

    def table(self) -> pd.DataFrame:
        """Return the codebook as a table, one row per theme.

        Returns
        -------
        pandas.DataFrame
            Columns theme, level, parent, name_zh, name_en, definition,
            include, exclude, examples; lists are joined by ``"; "``.
        """
        return frame(
            (
                (
                    theme.id,
                    theme.level,
                    theme.parent,
                    theme.name_zh,
                    theme.name_en,
                    theme.definition,
                    *("; ".join(getattr(theme, name)) for name in LIST_FIELDS),
                )
                for theme in self.themes
            ),
            THEME_SCHEMA,
        )

    def mentions(self, text: str, theme_id: str) -> tuple[Mention, ...]:
        """Find where a text mentions a theme.

        An inclusion term counts unless it overlaps a match of an exclusion
        term; of overlapping terms the first and longest counts. A theme of
        the first level also has the mentions of its subthemes.

        Parameters
        ----------
        text : str
            Any text; traditional characters and full-width letters and
            digits are read as simplified and half-width, and case does not
            matter.
        theme_id : str
            Id of a theme.

        Returns
        -------
        tuple of Mention
            In order of place, without overlaps.

        Raises
        ------
        CodebookError
            If there is no such theme.

        Examples
        --------
        >>> from plandiff import load_codebook
        >>> book = load_codebook("ecommerce")
        >>> [m.found for m in book.mentions("推动绿色包装", "green")]
        ['包装']
        """
        themes = (self[theme_id], *self.children(theme_id))
        folded = fold(text)
        found = [
            mention
            for theme in themes
            for mention in self._rules[theme.id].search(folded)
        ]
        return tuple(without_overlaps(found))

    def carried(self, clause: Clause) -> dict[str, tuple[Mention, ...]]:
        """Say which themes a clause carries, and by which mentions.

        Parameters
        ----------
        clause : Clause
            Any clause.

        Returns
        -------
        dict of str to tuple of Mention
            Theme id to all its mentions, in the order of the codebook. A
            theme of the first level is carried with any of its subthemes,
            and by enough mentions of several.

        Notes
        -----
        Plans list much in passing. A single word in a long clause rarely
        makes its subject, so a codebook can ask for more; see
        `min_mentions` and `min_share` under `Codebook`.
        """
        mentions = self.mentioned(clause.text)
        return {id_: mentions[id_] for id_ in self.subjects(clause, mentions)}

    def subjects(
        self, clause: Clause, mentions: Mapping[str, Sequence[Mention]]
    ) -> tuple[str, ...]:
        """Say which of the themes that a clause mentions it carries.

        Parameters
        ----------
        clause : Clause
            Any clause.
        mentions : mapping of str to sequence of Mention
            As `mentioned` finds them in its text.

        Returns
        -------
        tuple of str
            Ids of the themes, in the order of the codebook.
        """
        carried = {
            id_
            for id_, found in mentions.items()
            if self._enough(clause, found)
        }
        carried |= {
            theme.parent
            for theme in self.themes
            if theme.id in carried and theme.parent is not None
        }
        return tuple(t.id for t in self if t.id in carried)

    def mentioned(self, text: str) -> dict[str, tuple[Mention, ...]]:
        """Find all mentions of all themes in a text.

        Parameters
        ----------
        text : str
            Any text.

        Returns
        -------
        dict of str to tuple of Mention
            Id of each theme that is mentioned, in the order of the
            codebook, to its mentions as `mentions` gives them.
        """
        folded = fold(text)
        own = {id_: rule.search(folded) for id_, rule in self._rules.items()}
        pooled = {id_: [*found] for id_, found in own.items()}
        for theme in self.themes:
            if theme.parent is not None:
                pooled[theme.parent] += own[theme.id]
        return {
            id_: tuple(without_overlaps(found))
            for id_, found in pooled.items()
            if found
        }

    def matches(self, text: str) -> dict[str, tuple[Mention, ...]]:
        """Find all matches of all terms, also where they overlap.

        Parameters
        ----------
        text : str
            Any text.

        Returns
        -------
        dict of str to tuple of Mention
            Id of each theme of which a term matches, in the order of the
            codebook, to the matches of its own terms.
        """
        folded = fold(text)
        found = {id_: rule.search(folded) for id_, rule in self._rules.items()}
        return {id_: tuple(held) for id_, held in found.items() if held}

    def _enough(self, clause: Clause, found: Sequence[Mention]) -> bool:
        """Say whether mentions make a theme a subject of a clause."""
        if not found or len(found) >= self.min_mentions:
            return bool(found)
        if clause.title:
            title = clause.text.find(clause.title)
            if any(0 <= m.start - title < len(clause.title) for m in found):
                return True
        held = sentence_characters(clause.text, found)
        return held >= self.min_share * len(clause.text)

    def code(self, document: Document) -> pd.DataFrame:
        """Code a document, one row per clause and theme that it carries.

        Parameters
        ----------
        document : Document
            Its clauses are read one by one.

        Returns
        -------
        pandas.DataFrame
            Columns clause_id, theme, level, mentions (count), terms (the
            words found, each once), characters (of the sentences with a
            mention) and start (of the first mention in the clause), in the
            order of the plan and of the codebook.
        """
        rows: list[tuple[Any, ...]] = []
        for clause in document:
            for theme_id, found in self.carried(clause).items():
                words = dict.fromkeys(mention.found for mention in found)
                rows.append(
                    (
                        clause.id,
                        theme_id,
                        self[theme_id].level,
                        len(found),
                        "、".join(words),
                        sentence_characters(clause.text, found),
                        found[0].start,
                    )
                )
        return frame(rows, CODING_SCHEMA)

    def coverage(self, documents: Iterable[Document]) -> pd.DataFrame:
        """Show what carries each theme, one row per theme and term.

        Parameters
        ----------
        documents : iterable of Document
            Read together.

        Returns
        -------
        pandas.DataFrame
            Columns theme, term (as in the codebook), clauses and mentions
            (counts), share_of_theme (mentions of the term over those of
            its theme, in [0, 1], absent where the theme has none). A term
            that matches nothing has zeros. Themes of the first level have
            only the terms of their own.
        """
        texts = [fold(c.text) for d in documents for c in d]
        rows: list[tuple[Any, ...]] = []
        for theme in self.themes:
            rule = self._rules[theme.id]
            clauses = dict.fromkeys(theme.include, 0)
            mentions = dict.fromkeys(theme.include, 0)
            for text in texts:
                found = without_overlaps(rule.search(text))
                for term in {mention.term for mention in found}:
                    clauses[term] += 1
                for mention in found:
                    mentions[mention.term] += 1
            total = sum(mentions.values())
            rows += [
                (
                    theme.id,
                    term,
                    clauses[term],
                    mentions[term],
                    mentions[term] / total if total else None,
                )
                for term in theme.include
            ]
        return frame(rows, COVERAGE_SCHEMA)

    def untouched(self, document: Document) -> tuple[str, ...]:
        """Return the ids of the clauses that no theme touches, in order."""
        touched = set(self.code(document)["clause_id"])
        return tuple(c.id for c in document if c.id not in touched)

    def __repr__(self) -> str:
        first = sum(theme.level == 1 for theme in self.themes)
        return (
            f"<Codebook {self.name}: {first} themes, "
            f"{len(self) - first} subthemes>"
        )

    def _repr_html_(self) -> str:
        columns = ["theme", "name_zh", "name_en", "definition"]
        rows = self.table()[columns].itertuples(index=False)
        title = self.title_zh or self.name
        return (
            f"<p><strong>{markup.escape(title)}</strong> "
            f"{markup.escape(repr(self))}</p>"
            + markup.details(
                f"Themes ({len(self)})", markup.table(columns, rows)
            )
        )
