"""Codebooks: themes in two levels, each with the terms that signal it.

A codebook is read from TOML or CSV by `load_codebook`, which refuses what
cannot be used and says where it stands. `Codebook.code` then reads a
document as a coder would: which clause carries which theme, and by which
words.
"""

from __future__ import annotations

import csv
import io
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from plandiff import markup
from plandiff.document import Document
from plandiff.errors import CodebookError, CorpusError
from plandiff.frames import frame
from plandiff.matching.tokens import fold
from plandiff.resources import resource
from plandiff.signature import digest

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CODING_SCHEMA",
    "COVERAGE_SCHEMA",
    "THEME_SCHEMA",
    "Codebook",
    "Mention",
    "Theme",
    "load_codebook",
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

_LISTS = ("include", "exclude", "examples")
_FIELDS = ("id", "name_zh", "name_en", "definition", *_LISTS)
_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;\n]*")


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
class Theme:
    """One theme of a codebook.

    Attributes
    ----------
    id : str
        Short name, such as ``data``.
    name_zh, name_en : str
        Its name in both languages.
    definition : str
        What a clause must treat in order to carry the theme.
    parent : str or None
        Id of the theme above it; None at the first level.
    include, exclude : tuple of str
        Regular expressions; see `Codebook.mentions`.
    examples : tuple of str
        Ids of clauses that carry the theme.
    line : int
        Where the theme stands in its file; 0 where unknown.
    """

    id: str
    name_zh: str
    name_en: str
    definition: str = ""
    parent: str | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)

    @property
    def level(self) -> int:
        """1 for a theme of the first level, 2 for one below it."""
        return 1 if self.parent is None else 2


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
    _rules: dict[str, _Rule] = field(
        init=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        _check_themes(self)
        for theme in self.themes:
            self._rules[theme.id] = _Rule.of(theme, self)

    def __iter__(self) -> Iterator[Theme]:
        return iter(self.themes)

    def __len__(self) -> int:
        return len(self.themes)

    def __contains__(self, theme_id: object) -> bool:
        return theme_id in self._rules

    def __getitem__(self, theme_id: str) -> Theme:
        for theme in self.themes:
            if theme.id == theme_id:
                return theme
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
                    *("; ".join(getattr(theme, name)) for name in _LISTS),
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
        return tuple(_without_overlaps(found))

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
            for theme in self.themes:
                found = self.mentions(clause.text, theme.id)
                if not found:
                    continue
                words = dict.fromkeys(mention.found for mention in found)
                rows.append(
                    (
                        clause.id,
                        theme.id,
                        theme.level,
                        len(found),
                        "、".join(words),
                        _sentence_characters(clause.text, found),
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
                found = _without_overlaps(rule.search(text))
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


def load_codebook(source: str | os.PathLike[str]) -> Codebook:
    """Read and check a codebook.

    Parameters
    ----------
    source : str or path-like
        Name of a bundled codebook (``"ecommerce"``) or path of a TOML or
        CSV file. A CSV file has one row per theme and the columns id,
        parent, name_zh, name_en, definition, include, exclude, examples;
        the last three hold several values parted by ``;``.

    Returns
    -------
    Codebook
        Validated.

    Raises
    ------
    CodebookError
        If there is no such codebook, or an entry cannot be used: the
        message gives file, line, what was expected and what to do.

    Examples
    --------
    >>> load_codebook("ecommerce")["data"].name_en
    'Data as a factor'
    """
    path = Path(source)
    if path.suffix.lower() not in (".toml", ".csv"):
        try:
            path = resource(f"themes/{source}.toml")
        except CorpusError:
            bundled = sorted(p.stem for p in resource("themes").glob("*.toml"))
            raise CodebookError(
                f"{source}: expected the name of a bundled codebook "
                f"({', '.join(bundled)}) or a .toml or .csv file."
            ) from None
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CodebookError(
            f"{path}: cannot be read ({error.strerror}). Check the path."
        ) from error
    except UnicodeDecodeError as error:
        raise CodebookError(
            f"{path}: expected UTF-8 but byte {error.start} is not. "
            "Save the file as UTF-8."
        ) from error
    if path.suffix.lower() == ".csv":
        about: dict[str, Any] = {}
        entries = _csv_entries(text, path.name)
    else:
        about, entries = _toml_entries(text, path.name)
    return Codebook(
        name=str(about.get("name", path.stem)),
        themes=tuple(_theme(entry, path.name) for entry in entries),
        title_zh=str(about.get("title_zh", "")),
        title_en=str(about.get("title_en", "")),
        version=str(about.get("version", "")),
        method=str(about.get("method", "")).strip(),
        sources=tuple(about.get("sources", ())),
        path=path.name,
        sha256=digest(text),
    )


@dataclass(frozen=True, slots=True)
class _Rule:
    """The compiled terms of one theme."""

    include: tuple[tuple[str, re.Pattern[str]], ...]
    exclude: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, theme: Theme, codebook: Codebook) -> _Rule:
        compiled = {
            term: _compile(term, theme, codebook)
            for term in (*theme.include, *theme.exclude)
        }
        return cls(
            tuple((term, compiled[term]) for term in theme.include),
            tuple(compiled[term] for term in theme.exclude),
        )

    def search(self, text: str) -> list[Mention]:
        """Return all matches outside the exclusions, overlaps included."""
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


def _compile(term: str, theme: Theme, codebook: Codebook) -> re.Pattern[str]:
    """Compile a term, or say where the bad one stands."""
    where = f"{codebook.path or codebook.name}, line {theme.line}"
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


def _without_overlaps(found: Iterable[Mention]) -> list[Mention]:
    """Keep the first and longest of overlapping mentions."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.start, -m.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _sentence_characters(text: str, found: Sequence[Mention]) -> int:
    """Count the characters of the sentences that hold a mention."""
    return sum(
        len(sentence[0])
        for sentence in _SENTENCE.finditer(text)
        if any(
            mention.start < sentence.end() and sentence.start() < mention.end
            for mention in found
        )
    )


def _check_themes(codebook: Codebook) -> None:
    """Raise `CodebookError` for what no theme list may have."""
    where = codebook.path or codebook.name
    if not codebook.themes:
        raise CodebookError(
            f"{where}: expected at least one theme but found none. "
            "Add a [[theme]] table (TOML) or a row (CSV)."
        )
    lines: dict[str, int] = {}
    for theme in codebook.themes:
        if theme.id in lines:
            raise CodebookError(
                f"{where}, line {theme.line}: the theme {theme.id} stands "
                f"already in line {lines[theme.id]}. Rename one of them."
            )
        lines[theme.id] = theme.line
    tops = {theme.id for theme in codebook.themes if theme.level == 1}
    parents = {theme.parent for theme in codebook.themes}
    owners: dict[tuple[int, str], Theme] = {}
    for theme in codebook.themes:
        place = f"{where}, line {theme.line}, theme {theme.id}"
        if theme.parent is not None and theme.parent not in tops:
            raise CodebookError(
                f"{place}: the parent {theme.parent!r} is no theme of the "
                "first level. A codebook has two levels; name one of "
                f"{', '.join(sorted(tops)) or 'its themes'}."
            )
        if not theme.include and theme.id not in parents:
            raise CodebookError(
                f"{place}: expected at least one term under include but "
                "found none. Add a term, or give the theme subthemes."
            )
        for term in theme.include:
            owner = owners.setdefault((theme.level, term), theme)
            if owner is not theme:
                raise CodebookError(
                    f"{place}: the term {term!r} also belongs to "
                    f"{owner.id} (line {owner.line}), a theme of the same "
                    "level. Keep it in one of them."
                )


def _toml_entries(
    text: str, name: str
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Read a TOML codebook into its header and flat entries."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CodebookError(
            f"{name}: not valid TOML: {error}. Correct that place."
        ) from error
    lines = text.splitlines()
    entries: list[dict[str, Any]] = []
    seen = 0

    def add(raw: object, parent: str | None) -> str:
        nonlocal seen
        if not isinstance(raw, Mapping):
            raise CodebookError(
                f"{name}: expected a [[theme]] table but found {raw!r}."
            )
        entry = {k: v for k, v in raw.items() if k != "subtheme"}
        mark = re.compile(
            rf"""\s*id\s*=\s*["']{re.escape(str(entry.get("id")))}["']"""
        )
        for number in range(seen, len(lines)):
            if mark.match(lines[number]):
                seen = number + 1
                break
        entries.append({**entry, "parent": parent, "line": seen})
        return str(entry.get("id"))

    for theme in data.get("theme", []):
        parent = add(theme, None)
        for subtheme in theme.get("subtheme", []):
            add(subtheme, parent)
    return data.get("codebook", {}), entries


def _csv_entries(text: str, name: str) -> list[dict[str, Any]]:
    """Read a CSV codebook into flat entries."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if "id" not in (reader.fieldnames or ()):
        raise CodebookError(
            f"{name}, line 1: expected a header with the column id but "
            f"found {', '.join(reader.fieldnames or ()) or 'nothing'}. "
            f"The columns are parent, {', '.join(_FIELDS)}."
        )
    entries: list[dict[str, Any]] = []
    for row in reader:
        line = reader.line_num
        entry: dict[str, Any] = {
            key: (value or "").strip() for key, value in row.items() if key
        }
        for key in _LISTS:
            values = re.split("[;；]", entry.get(key, ""))
            entry[key] = [v.strip() for v in values if v.strip()]
        entry["parent"] = entry.get("parent") or None
        entries.append({**entry, "line": line})
    return entries


def _theme(entry: Mapping[str, Any], name: str) -> Theme:
    """Make a theme of an entry, or say what is wrong with it."""
    where = f"{name}, line {entry['line']}"
    unknown = set(entry) - {*_FIELDS, "parent", "line"}
    if unknown:
        raise CodebookError(
            f"{where}: unknown field {', '.join(sorted(unknown))}. "
            f"A theme has {', '.join(_FIELDS)}."
        )
    for key in ("id", "name_zh", "name_en"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            raise CodebookError(
                f"{where}: expected text under {key} but found "
                f"{entry.get(key)!r}. Give each theme an {key}."
            )
    for key in _LISTS:
        values = entry.get(key, [])
        if not isinstance(values, list) or not all(
            isinstance(value, str) and value for value in values
        ):
            raise CodebookError(
                f"{where}, theme {entry['id']}: expected a list of texts "
                f"under {key} but found {values!r}."
            )
    return Theme(
        id=entry["id"],
        name_zh=entry["name_zh"],
        name_en=entry["name_en"],
        definition=str(entry.get("definition", "")),
        parent=entry["parent"],
        include=tuple(dict.fromkeys(entry.get("include", ()))),
        exclude=tuple(dict.fromkeys(entry.get("exclude", ()))),
        examples=tuple(entry.get("examples", ())),
        line=entry["line"],
    )
