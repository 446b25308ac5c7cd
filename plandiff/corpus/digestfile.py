"""The digest file: its form, and a reader that checks every field.

A digest is a TOML file, from top to bottom::

    format = 1
    id = "ec13"
    [metadata]            # title, title_en, issuers, number, written,
                          # published, period, level, language
    [sources]             # short name = "address"
    [[gap]]               # text, gloss: what is known to be missing
    [[fact]]              # about the plan; not compared as a clause
    [[section]]           # heading, gloss, level
    [[section.item]]      # id, text, gloss, certainty, sources, figures

Facts and items have the same fields. `figures` lists numbers, as they
stand in the text, by which the plan itself can be recognised.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plandiff.corpus.fields import check_keys, read_metadata, text_list
from plandiff.document import Metadata
from plandiff.errors import CorpusError

__all__ = ["CERTAINTIES", "Digest", "Item", "Section", "parse_digest"]

CERTAINTIES = ("primary", "good", "weak")
"""How far a statement can be relied on: issuing body or plan text itself;
reliable secondary source; repost, machine translation or unclear source."""

_TOP = {
    "format": int,
    "id": str,
    "metadata": dict,
    "sources": dict,
    "gap": list,
    "fact": list,
    "section": list,
}
_GAP = {"text": str, "gloss": str}
_SECTION = {"heading": str, "gloss": str, "level": int, "item": list}
_ITEM = {
    "id": str,
    "text": str,
    "gloss": str,
    "certainty": str,
    "sources": list,
    "figures": list,
}
_OPTIONAL = {"level", "item", "figures", "gap", "fact"}
_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_PARTS = ("metadata", "sources", "gap", "fact", "section", "section.item")
_BLOCK = re.compile(
    r"^\[{1,2}([a-z.]+)\]{1,2}[ \t]*(?:#.*)?\r?$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Item:
    """One fact of a digest.

    Attributes
    ----------
    id : str
        Short, stable and citable after the document's: ``area.2.rural``.
    text : str
        Chinese, in our own words.
    gloss : str
        English rendering.
    certainty : str
        One of `CERTAINTIES`.
    addresses : tuple of str
        Web addresses of the sources.
    figures : tuple of str
        Numbers of the text by which the plan can be recognised.
    start : int
        Offset of the text in the digest's file, in characters.
    """

    id: str
    text: str
    gloss: str
    certainty: str
    addresses: tuple[str, ...]
    figures: tuple[str, ...]
    start: int


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a digest: heading, English gloss, level, items.

    `start` is the offset of the heading's text in the file.
    """

    heading: str
    gloss: str
    level: int
    items: tuple[Item, ...]
    start: int


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest as read and checked; see the module for the file's form.

    `blocks` holds the name and first offset of each part of the file.
    """

    id: str
    metadata: Metadata
    sections: tuple[Section, ...]
    facts: tuple[Item, ...]
    gaps: tuple[str, ...]
    blocks: tuple[tuple[str, int], ...]


def parse_digest(text: str, *, name: str = "digest") -> Digest:
    """Read and check the text of a digest file.

    Parameters
    ----------
    text : str
        TOML; see the module for its form.
    name : str, default ``"digest"``
        The file's name, for messages.

    Returns
    -------
    Digest
        Sections, facts and gaps in the order of the file.

    Raises
    ------
    CorpusError
        If the text is not TOML, or a part of it has an unknown, missing
        or ill-formed field: file, line, what was expected and found.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(
            f"{name}: expected TOML but found an error: {error}."
        ) from error
    reader = _Reader(text, name)
    check_keys(data, _TOP, where=f"{name}, line 1", optional=_OPTIONAL)
    if data["format"] != 1:
        raise CorpusError(
            f"{name}: expected format = 1 but found {data['format']}. "
            "A newer plandiff may have written this file."
        )
    if not _ID.fullmatch(data["id"]):
        raise CorpusError(
            f'{name}: expected an id such as "ec13" but found {data["id"]!r}.'
        )
    _check_sources(data["sources"], reader.where("sources"))
    sections = tuple(
        reader.section(part, data["sources"]) for part in data["section"]
    )
    facts = tuple(
        reader.item("fact", part, data["sources"])
        for part in data.get("fact", [])
    )
    gaps = tuple(reader.gap(part) for part in data.get("gap", []))
    _check_once(facts, name)
    _check_once([item for part in sections for item in part.items], name)
    return Digest(
        id=data["id"],
        metadata=read_metadata(
            data["metadata"], where=reader.where("metadata")
        ),
        sections=sections,
        facts=facts,
        gaps=gaps,
        blocks=tuple((block, start) for block, start, _ in reader.blocks),
    )


class _Reader:
    """Walk through the parts of a digest file beside its parsed form."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        starts = [(m[1], m.start()) for m in _BLOCK.finditer(text)]
        ends = [start for _, start in starts[1:]] + [len(text)]
        self.blocks = [
            (block, start, end)
            for (block, start), end in zip(starts, ends, strict=False)
        ]
        self._next = {
            name: iter([(s, e) for b, s, e in self.blocks if b == name])
            for name in _PARTS
        }

    def line(self, offset: int) -> str:
        """Return file and line for messages."""
        return f"{self.name}, line {self.text.count(chr(10), 0, offset) + 1}"

    def where(self, block: str) -> str:
        """Return file and line of the first part of that name."""
        for name, start, _ in self.blocks:
            if name == block:
                return self.line(start)
        return f"{self.name}, line 1"

    def part(self, block: str) -> tuple[int, int]:
        """Return the range of the next part of that name."""
        found = next(self._next[block], None)
        if found is None:
            raise CorpusError(
                f"{self.name}: expected each part to begin with its own "
                f"line [[{block}]] but found one that does not."
            )
        return found

    def value(self, key: str, value: str, part: tuple[int, int]) -> int:
        """Return the offset of a field's text; it stands on one line."""
        line = re.compile(rf'^{key}[ \t]*=[ \t]*"([^"\\\n]*)"', re.MULTILINE)
        match = line.search(self.text, *part)
        if match is None or match[1] != value:
            raise CorpusError(
                f'{self.line(part[0])}: expected {key} = "…" on one line, '
                "without backslashes, but found another form. Write it so."
            )
        return match.start(1)

    def section(
        self, data: Mapping[str, Any], sources: Mapping[str, str]
    ) -> Section:
        """Check one section with its items."""
        part = self.part("section")
        where = self.line(part[0])
        check_keys(data, _SECTION, where=where, optional=_OPTIONAL)
        level = data.get("level", 1)
        if not 1 <= level <= 6:
            raise CorpusError(
                f"{where}: expected a level from 1 to 6 but found {level}."
            )
        return Section(
            heading=data["heading"],
            gloss=data["gloss"],
            level=level,
            items=tuple(
                self.item("section.item", item, sources)
                for item in data.get("item", [])
            ),
            start=self.value("heading", data["heading"], part),
        )

    def item(
        self, block: str, data: Mapping[str, Any], sources: Mapping[str, str]
    ) -> Item:
        """Check one item or fact."""
        part = self.part(block)
        where = self.line(part[0])
        check_keys(data, _ITEM, where=where, optional=_OPTIONAL)
        if not _ID.fullmatch(data["id"]):
            raise CorpusError(
                f'{where}: expected an id such as "area.2.rural" but found '
                f"{data['id']!r}. Use a–z, 0–9, dots and hyphens."
            )
        if data["certainty"] not in CERTAINTIES:
            raise CorpusError(
                f"{where}: expected certainty {', '.join(CERTAINTIES)} but "
                f"found {data['certainty']!r}."
            )
        names = text_list(data, "sources", where)
        unknown = [name for name in names if name not in sources]
        if unknown or not names:
            raise CorpusError(
                f"{where}: expected sources that [sources] lists but found "
                f"{', '.join(unknown) or 'none'}. Add the address there."
            )
        figures = text_list(data, "figures", where)
        absent = [figure for figure in figures if figure not in data["text"]]
        if absent:
            raise CorpusError(
                f"{where}: expected figures that stand in the text but "
                f"found {', '.join(absent)}."
            )
        return Item(
            id=data["id"],
            text=data["text"],
            gloss=data["gloss"],
            certainty=data["certainty"],
            addresses=tuple(sources[name] for name in names),
            figures=figures,
            start=self.value("text", data["text"], part),
        )

    def gap(self, data: Mapping[str, Any]) -> str:
        """Check one gap and return it as ``text (gloss)``."""
        check_keys(data, _GAP, where=self.line(self.part("gap")[0]))
        return f"{data['text']} ({data['gloss']})"


def _check_sources(sources: Mapping[str, Any], where: str) -> None:
    for name, address in sources.items():
        if not isinstance(address, str) or not re.match(
            r"https?://\S+$", address
        ):
            raise CorpusError(
                f"{where}: expected {name} to be a web address but found "
                f"{address!r}."
            )


def _check_once(items: tuple[Item, ...] | list[Item], name: str) -> None:
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise CorpusError(
                f"{name}: expected each id once but found {item.id!r} "
                "twice. Give one of them another id."
            )
        seen.add(item.id)
