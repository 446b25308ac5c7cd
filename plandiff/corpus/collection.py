"""The corpus: bundled plans and the user's own, each read when asked for.

``load_corpus()`` gives a mapping from ids to documents. A user's own file
takes the place of a bundled digest or of an entry without text, so that
every result upgrades to full text; see `plandiff.corpus.intake.add`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar, overload

import pandas as pd
from rapidfuzz import fuzz, process

from plandiff import markup
from plandiff.corpus.entries import (
    Entry,
    bundled_entries,
    file_sha256,
    folder_entries,
    known_metadata,
    read_plan,
    user_folders,
)
from plandiff.document import Document
from plandiff.errors import CorpusError
from plandiff.frames import frame

__all__ = [
    "CATALOG_SCHEMA",
    "SOURCE_SCHEMA",
    "Corpus",
    "catalog",
    "load_corpus",
    "read_entry",
]

CATALOG_SCHEMA = {
    "id": "string",
    "title": "string",
    "title_en": "string",
    "fidelity": "string",
    "first_year": "Int64",
    "last_year": "Int64",
    "level": "string",
    "issuers": "string",
    "number": "string",
    "written": "string",
    "published": "string",
    "origin": "string",
    "file": "string",
    "sha256": "string",
    "address": "string",
    "licence": "string",
    "citation": "string",
    "note": "string",
}
"""Columns of `catalog`."""

SOURCE_SCHEMA = {
    "id": "string",
    "role": "string",
    "address": "string",
    "verified": "string",
}
"""Columns of `Corpus.sources`."""

_NEAR = 50.0
_Default = TypeVar("_Default")


class Corpus(Mapping[str, Document]):
    """A mapping from ids to documents, each read on first use.

    Iterating, ``len`` and ``in`` cover the documents that have a text or a
    digest. `catalog` also lists those of which only a description is
    known; asking for one of them says where its text may be found.

    Parameters
    ----------
    entries : iterable of Entry
        Later entries complete or take the place of earlier ones with the
        same id.

    Raises
    ------
    CorpusError
        When an id is unknown, has no text, or its file is not what the
        catalog says.

    Examples
    --------
    >>> corpus = load_corpus()
    >>> corpus["ec13"].fidelity
    'digest'
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries: dict[str, Entry] = {}
        for entry in entries:
            former = self._entries.get(entry.id)
            self._entries[entry.id] = entry.over(former) if former else entry
        self._documents: dict[str, Document] = {}

    def __getitem__(self, id: str) -> Document:
        if id not in self._documents:
            self._documents[id] = read_entry(self.entry(id))
        return self._documents[id]

    def __contains__(self, id: object) -> bool:
        entry = self._entries.get(id) if isinstance(id, str) else None
        return entry is not None and entry.file is not None

    def __iter__(self) -> Iterator[str]:
        return (id for id in self._entries if id in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @overload
    def get(self, id: str, /) -> Document | None: ...
    @overload
    def get(self, id: str, /, default: Document) -> Document: ...
    @overload
    def get(self, id: str, /, default: _Default) -> Document | _Default: ...
    def get(self, id: str, /, default: object = None) -> object:
        """Return a document, or `default` where there is none to read."""
        try:
            return self[id]
        except CorpusError:
            if id in self:  # its file is not what the catalog says
                raise
            return default

    def entry(self, id: str) -> Entry:
        """Return what the catalog says of a document.

        Parameters
        ----------
        id : str
            Also of a document without text.

        Returns
        -------
        Entry
            Metadata, file, hash and addresses.

        Raises
        ------
        CorpusError
            If no catalog has the id; the message names the nearest ones.
        """
        if id not in self._entries:
            near = self._near(id)
            raise CorpusError(
                f"{id!r}: expected the id of a document but no catalog has "
                f"it. {near or 'No id or title is near.'} See "
                "corpus.catalog for all of them, or add the document: "
                f"plandiff add {id} FILE."
            )
        return self._entries[id]

    def _near(self, id: str) -> str:
        """Name the documents whose id or title resembles the one asked."""
        names = {
            other: f"{other} {entry.metadata.title or ''}"
            for other, entry in self._entries.items()
        }
        by_id = process.extract(
            id, list(names), scorer=fuzz.ratio, score_cutoff=_NEAR, limit=3
        )
        by_title = process.extract(
            id,
            names,
            scorer=fuzz.partial_ratio,
            score_cutoff=_NEAR,
            limit=3,
        )
        near = [name for name, *_ in by_id] + [name for *_, name in by_title]
        if not near:
            return ""
        listed = ", ".join(names[name].strip() for name in dict.fromkeys(near))
        return f"Near: {listed}."

    @property
    def catalog(self) -> pd.DataFrame:
        """Table of all documents known, one row per document.

        Columns `CATALOG_SCHEMA`. `fidelity`, `file` and `sha256` are
        absent where there is no text; `address` is where the document
        itself is or was, as far as verified; `origin` is ``bundled`` or
        the folder.
        """
        return frame(
            (_catalog_row(entry) for entry in self._entries.values()),
            CATALOG_SCHEMA,
        )

    @property
    def sources(self) -> pd.DataFrame:
        """Table of addresses, one row per document and address.

        Columns `SOURCE_SCHEMA`; `verified` says what was seen there.
        """
        return frame(
            (
                (entry.id, place.role, place.address, place.verified)
                for entry in self._entries.values()
                for place in entry.addresses
            ),
            SOURCE_SCHEMA,
        )

    def __repr__(self) -> str:
        lines = [
            f"<Corpus of {len(self)} documents; "
            f"{len(self._entries) - len(self)} more are known without text>"
        ]
        for entry in self._entries.values():
            lines.append(
                f"  {entry.id:8} {entry.fidelity or '–':8} "
                f"{entry.metadata.title or ''}"
            )
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = [
            (
                entry.id,
                entry.metadata.title or "",
                "–".join(str(year) for year in entry.metadata.period or ()),
                entry.fidelity or "no text",
                entry.origin,
            )
            for entry in self._entries.values()
        ]
        return (
            f"<p>{len(self)} documents; {len(rows) - len(self)} more are "
            "known without text.</p>"
            + markup.table(
                ["id", "title", "period", "fidelity", "origin"], rows
            )
        )


def load_corpus(*folders: str | os.PathLike[str], user: bool = True) -> Corpus:
    """Gather the bundled plans and the user's own.

    Parameters
    ----------
    *folders : str or path-like
        Further folders with plans; where an id occurs twice, the later
        folder wins. A folder may hold a ``catalog.toml``, documents added
        with `plandiff.corpus.intake.add`, and plain plan files, whose names
        without suffix become ids.
    user : bool, default True
        Whether to include the user's own folders: those that the
        environment variable ``PLANDIFF_CORPORA`` lists, or the user's data
        folder of the system.

    Returns
    -------
    Corpus
        A mapping from ids to documents. Nothing but the catalogs is read
        until a document is asked for.

    Raises
    ------
    CorpusError
        If a folder given here is missing or a catalog is not valid.

    Examples
    --------
    >>> corpus = load_corpus(user=False)
    >>> "ec13" in corpus, "op15" in corpus
    (True, False)
    """
    entries = list(bundled_entries())
    own = [place for place in user_folders() if place.exists()]
    for place in (*(own if user else ()), *map(Path, folders)):
        if not place.is_dir():
            raise CorpusError(
                f"{place}: expected a folder with plans but found "
                f"{'a file' if place.exists() else 'nothing'}."
            )
        entries += folder_entries(place)
    return Corpus(entries)


def catalog(*folders: str | os.PathLike[str]) -> pd.DataFrame:
    """Return the table of all documents known, one row per document.

    Parameters
    ----------
    *folders : str or path-like
        As in `load_corpus`.

    Returns
    -------
    pandas.DataFrame
        Columns `CATALOG_SCHEMA`; see `Corpus.catalog`.

    Examples
    --------
    >>> table = catalog()
    >>> table.loc[table["id"] == "op15", "number"].item()
    '国发〔2015〕24号'
    """
    return load_corpus(*folders).catalog


def read_entry(entry: Entry) -> Document:
    """Read the document of a catalog entry, after checking its hash.

    Parameters
    ----------
    entry : Entry
        With or without a file.

    Returns
    -------
    Document
        With the metadata that the catalog gives, completed by what the
        text says of itself.

    Raises
    ------
    CorpusError
        If the entry has no file, or the file is missing or its SHA-256 is
        not the one of the entry.
    ReadingError
        If the file cannot be read as a plan.
    """
    if entry.file is None:
        where = (
            f"The text is said to be at {entry.text_address}; plandiff "
            f"fetch {entry.id} tries to get it. Or"
            if entry.text_address
            else "No address of its text is verified. If you have it,"
        )
        raise CorpusError(
            f"{entry.id}: {entry.metadata.title or 'this document'} is "
            f"described in the catalog but its text is not here. {where} "
            f"add your own file: plandiff add {entry.id} FILE."
        )
    if entry.sha256 is not None:
        found = file_sha256(entry.file)
        if found != entry.sha256:
            raise CorpusError(
                f"{entry.file}: expected the SHA-256 {entry.sha256} of the "
                f"catalog but found {found}. The file was changed: put the "
                "one back that was meant, or add it again."
            )
    document = read_plan(entry.file, id=entry.id)
    if document.is_digest:
        return document
    return replace(
        document,
        metadata=known_metadata(entry.metadata, document.metadata),
        fidelity=entry.fidelity or "full",
        gaps=entry.gaps,
        source=replace(document.source, address=entry.text_address or ""),
    )


def _catalog_row(entry: Entry) -> tuple[object, ...]:
    known = entry.metadata
    first, last = known.period or (None, None)
    return (
        entry.id,
        known.title,
        known.title_en,
        entry.fidelity,
        first,
        last,
        known.level,
        "、".join(known.issuers) or None,
        known.number,
        known.written,
        known.published,
        entry.origin,
        entry.file.name if entry.file else None,
        entry.sha256,
        entry.text_address,
        entry.licence or None,
        entry.citation or None,
        entry.note or None,
    )
