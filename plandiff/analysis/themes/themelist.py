"""Lists of themes as files have them: TOML and CSV, read and checked.

`plandiff.analysis.themes.codebook` makes codebooks of them.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from plandiff.errors import CodebookError

__all__ = [
    "LIST_FIELDS",
    "Theme",
    "check_themes",
    "csv_entries",
    "make_theme",
    "toml_entries",
]

LIST_FIELDS = ("include", "exclude", "examples")
"""Fields of a theme that hold several values."""

_FIELDS = ("id", "name_zh", "name_en", "definition", *LIST_FIELDS)


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
    term_lines : mapping of str to int
        Where each term stands in it.
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
    term_lines: Mapping[str, int] = field(default_factory=dict, compare=False)

    def line_of(self, term: str) -> int:
        """Return the line of a term, or of the theme where unknown."""
        return self.term_lines.get(term, self.line)

    @property
    def level(self) -> int:
        """1 for a theme of the first level, 2 for one below it."""
        return 1 if self.parent is None else 2


def check_themes(themes: Sequence[Theme], where: str) -> None:
    """Refuse what no list of themes may have.

    Parameters
    ----------
    themes : sequence of Theme
        In the order of the file.
    where : str
        File name, for the message.

    Raises
    ------
    CodebookError
        If the list is empty, has an id twice, more than two levels, a theme
        without terms, or a term in two themes of one level.
    """
    if not themes:
        raise CodebookError(
            f"{where}: expected at least one theme but found none. "
            "Add a [[theme]] table (TOML) or a row (CSV)."
        )
    lines: dict[str, int] = {}
    for theme in themes:
        if theme.id in lines:
            raise CodebookError(
                f"{where}, line {theme.line}: the theme {theme.id} stands "
                f"already in line {lines[theme.id]}. Rename one of them."
            )
        lines[theme.id] = theme.line
    tops = {theme.id for theme in themes if theme.level == 1}
    parents = {theme.parent for theme in themes}
    owners: dict[tuple[int, str], Theme] = {}
    for theme in themes:
        named = f"theme {theme.id}"
        place = f"{where}, line {theme.line}, {named}"
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
                    f"{where}, line {theme.line_of(term)}, {named}: the term "
                    f"{term!r} also belongs to {owner.id} (line "
                    f"{owner.line_of(term)}), a theme of the same level. "
                    "Keep it in one of them."
                )


def toml_entries(
    text: str, name: str
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Read a TOML codebook into its header and flat entries.

    Parameters
    ----------
    text : str
        Content of the file.
    name : str
        Its name, for messages.

    Returns
    -------
    (dict, list of dict)
        What the file says of itself, and one entry per theme with the id of
        its parent and its line.

    Raises
    ------
    CodebookError
        If the text is not TOML.
    """
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
        places = _term_lines(entry, lines, seen)
        entries.append(
            {**entry, "parent": parent, "line": seen, "term_lines": places}
        )
        return str(entry.get("id"))

    for theme in data.get("theme", []):
        parent = add(theme, None)
        for subtheme in theme.get("subtheme", []):
            add(subtheme, parent)
    return data.get("codebook", {}), entries


def _term_lines(
    entry: Mapping[str, Any], lines: Sequence[str], start: int
) -> dict[str, int]:
    """Find the line of each term of a theme, from the theme's own line."""
    found: dict[str, int] = {}
    for key in ("include", "exclude"):
        values = entry.get(key)
        for term in values if isinstance(values, list) else ():
            # Basic strings double a backslash, literal strings do not.
            spellings = (str(term), str(term).replace("\\", "\\\\"))
            for number in range(max(start - 1, 0), len(lines)):
                if any(
                    f"{quote}{spelling}{quote}" in lines[number]
                    for spelling in spellings
                    for quote in "\"'"
                ):
                    found.setdefault(str(term), number + 1)
                    break
    return found


def csv_entries(text: str, name: str) -> list[dict[str, Any]]:
    """Read a CSV codebook into flat entries; see `toml_entries`."""
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
        if None in row:
            raise CodebookError(
                f"{name}, line {line}: expected {len(row) - 1} cells but "
                "found more. Put cells that hold commas in quotes."
            )
        entry: dict[str, Any] = {
            key: (value or "").strip() for key, value in row.items() if key
        }
        for key in LIST_FIELDS:
            values = re.split("[;；]", entry.get(key, ""))
            entry[key] = [v.strip() for v in values if v.strip()]
        entry["parent"] = entry.get("parent") or None
        entries.append({**entry, "line": line})
    return entries


def make_theme(entry: Mapping[str, Any], name: str) -> Theme:
    """Make a theme of an entry, or say what is wrong with it."""
    where = f"{name}, line {entry['line']}"
    unknown = set(entry) - {*_FIELDS, "parent", "line", "term_lines"}
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
    for key in LIST_FIELDS:
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
        term_lines=entry.get("term_lines", {}),
    )
