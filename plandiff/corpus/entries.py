"""Catalog entries: what is known of a document, and which file holds it.

Entries stand in TOML, as ``[[document]]`` tables: in the bundled
``corpora/catalog.toml``, in a ``catalog.toml`` of a user's folder, and in
the ``entry.toml`` that `plandiff.add` writes beside each added file. A file
named by an entry lies inside the entry's own folder, and its SHA-256
is checked whenever it is read.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import platformdirs

from plandiff.corpus.digest import read_digest
from plandiff.corpus.fields import (
    METADATA_FIELDS,
    check_keys,
    read_metadata,
    text_list,
)
from plandiff.document import FIDELITIES, Document, Metadata
from plandiff.errors import CorpusError
from plandiff.reading import read_document
from plandiff.resources import read_toml, resource

__all__ = [
    "ADDRESS_FIELDS",
    "BUNDLED",
    "DOCUMENT_SUFFIXES",
    "Address",
    "Entry",
    "bundled_entries",
    "check_id",
    "file_sha256",
    "folder_entries",
    "known_metadata",
    "read_entries",
    "read_plan",
    "user_folders",
]

BUNDLED = "bundled"
"""Origin of the entries that travel with plandiff."""

DOCUMENT_SUFFIXES = (".txt", ".html", ".htm", ".pdf", ".docx")
"""Files that are taken for plans when they lie in a user's folder."""

_FIELDS = {
    **METADATA_FIELDS,
    "id": str,
    "fidelity": str,
    "file": str,
    "sha256": str,
    "licence": str,
    "citation": str,
    "note": str,
    "gaps": list,
    "source": list,
}
ADDRESS_FIELDS = {"role": str, "address": str, "verified": str}
_ROLES = ("text", "about")
_ID = re.compile(r"\w[\w.-]*")
_NOTHING = Metadata()


@dataclass(frozen=True, slots=True)
class Address:
    """A web address of a document and how it is known.

    Attributes
    ----------
    role : str
        ``text`` (the document itself is or was there) or ``about``.
    address : str
        As found; never composed by rule.
    verified : str
        What was verified of it, in words.
    """

    role: str
    address: str
    verified: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What a catalog says of one document.

    Attributes
    ----------
    id : str
        Short name, such as ``ec14``.
    metadata : Metadata
        Title, issuers, number, dates, period, level, language.
    fidelity : str or None
        One of `plandiff.document.FIDELITIES`; None where there is no text.
    file : pathlib.Path or None
        The file that holds the text or the digest.
    sha256 : str or None
        Of that file; None for a file that lies in a user's folder without
        an entry of its own.
    addresses : tuple of Address
        Where the text, or reports of it, were seen.
    licence, citation, note : str
        Note on rights, how to cite, what a reader should know; or ``""``.
    origin : str
        `BUNDLED`, or the folder that the entry comes from.
    gaps : tuple of str
        What is known to be missing from the file.
    """

    id: str
    metadata: Metadata = _NOTHING
    fidelity: str | None = None
    file: Path | None = None
    sha256: str | None = None
    addresses: tuple[Address, ...] = ()
    licence: str = ""
    citation: str = ""
    note: str = ""
    origin: str = BUNDLED
    gaps: tuple[str, ...] = ()

    @property
    def text_address(self) -> str | None:
        """The first address where the document itself is or was."""
        for address in self.addresses:
            if address.role == "text":
                return address.address
        return None

    def over(self, former: Entry) -> Entry:
        """Return this entry, completed by what a former one knew.

        File, fidelity and hash are this entry's own where it has a file;
        what it leaves open is taken from `former`.
        """
        has_file = self.file is not None
        return replace(
            self,
            metadata=known_metadata(self.metadata, former.metadata),
            fidelity=self.fidelity if has_file else former.fidelity,
            file=self.file or former.file,
            sha256=self.sha256 if has_file else former.sha256,
            addresses=self.addresses or former.addresses,
            licence=self.licence or former.licence,
            citation=self.citation or former.citation,
            note=self.note if has_file else self.note or former.note,
            gaps=self.gaps if has_file else self.gaps or former.gaps,
        )


def known_metadata(first: Metadata, second: Metadata) -> Metadata:
    """Return `first`, its open fields filled from `second`."""
    return Metadata(
        **{
            field.name: getattr(first, field.name)
            or getattr(second, field.name)
            for field in fields(Metadata)
        }
    )


def bundled_entries() -> tuple[Entry, ...]:
    """Return the entries of the catalog that travels with plandiff."""
    return read_entries(resource("catalog.toml"))


def user_folders() -> tuple[Path, ...]:
    """Return the folders that hold a user's own documents.

    Returns
    -------
    tuple of pathlib.Path
        From the environment variable ``PLANDIFF_CORPORA``, separated as in
        ``PATH``; otherwise the user's data folder of the system. Set but
        empty: none. The folders need not exist.
    """
    setting = os.environ.get("PLANDIFF_CORPORA")
    if setting is None:
        return (platformdirs.user_data_path("plandiff") / "corpora",)
    return tuple(
        Path(part).expanduser() for part in setting.split(os.pathsep) if part
    )


def check_id(id: str, *, where: str = "") -> str:
    """Return an id that can name a document and its folder.

    Parameters
    ----------
    id : str
        As a user or a catalog gives it.
    where : str, optional
        In which catalog it stands, for the message.

    Raises
    ------
    CorpusError
        If it is empty, or holds a colon, a slash or a blank.

    Examples
    --------
    >>> check_id("ec13")
    'ec13'
    """
    if not _ID.fullmatch(id):
        raise CorpusError(
            f"{where + ': ' if where else ''}{id!r}: expected an id of "
            'letters, digits, dots, hyphens and underscores, such as "ec13".'
        )
    return id


def file_sha256(path: str | os.PathLike[str]) -> str:
    """Return the SHA-256 of a file, as 64 hexadecimal digits.

    Raises
    ------
    CorpusError
        If the file is missing, cannot be read, or is a device or pipe.
    """
    try:
        mode = Path(path).stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
            raise CorpusError(
                f"{path}: expected a file but found a device, pipe or "
                "socket. Save what it gives as a file first."
            )
        with Path(path).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise CorpusError(
            f"{path}: expected a file but it cannot be read "
            f"({error.strerror or error})."
        ) from error


def read_plan(
    path: str | os.PathLike[str],
    *,
    id: str,
    profile: str | os.PathLike[str] | None = None,
) -> Document:
    """Read a plan file or, where its suffix is ``.toml``, a digest.

    Parameters
    ----------
    path : str or path-like
        The file.
    id : str
        Of the document; a digest must state the same.
    profile : str or path-like, optional
        Overrides for reading a plan; by default the profile beside it, if
        there is one. See `plandiff.reading.profile`.

    Returns
    -------
    Document
        With the metadata that the file itself gives.

    Raises
    ------
    ReadingError
        If the file cannot be read as a plan.
    CorpusError
        If it is not a valid digest.
    """
    if Path(path).suffix.lower() == ".toml":
        return read_digest(path, id=id)
    return read_document(path, id=id, profile=profile)


def read_entries(
    path: str | os.PathLike[str], *, origin: str = BUNDLED
) -> tuple[Entry, ...]:
    """Read the entries of a catalog or an ``entry.toml``.

    Parameters
    ----------
    path : str or path-like
        A TOML file with ``format = 1`` and ``[[document]]`` tables.
    origin : str, default `BUNDLED`
        Where the entries come from.

    Returns
    -------
    tuple of Entry
        In the order of the file. Files are not read here.

    Raises
    ------
    CorpusError
        If the file cannot be read, or an entry has an unknown, missing or
        ill-formed field, or names a file outside its folder.
    """
    catalog = Path(path)
    data = read_toml(catalog, what="a catalog", error=CorpusError)
    check_keys(
        data,
        {"format": int, "document": list},
        where=f"{catalog}, line 1",
    )
    if data["format"] != 1:
        raise CorpusError(
            f"{catalog}: expected format = 1 but found {data['format']}. "
            "A newer plandiff may have written this file."
        )
    entries = tuple(
        _read_entry(table, number, catalog, origin)
        for number, table in enumerate(data["document"], start=1)
    )
    ids = [entry.id for entry in entries]
    for id in ids:
        if ids.count(id) > 1:
            raise CorpusError(
                f"{catalog}: expected each id once but found {id!r} twice."
            )
    return entries


def _read_entry(
    table: dict[str, Any], number: int, catalog: Path, origin: str
) -> Entry:
    where = f"{catalog}, document {number}"
    where += f" ({table['id']})" if "id" in table else ""
    check_keys(table, _FIELDS, where=where, optional=_FIELDS.keys() - {"id"})
    given = {key: table[key] for key in METADATA_FIELDS if key in table}
    entry = Entry(
        id=check_id(table["id"], where=where),
        metadata=read_metadata(given, where=where),
        fidelity=table.get("fidelity"),
        sha256=table.get("sha256"),
        addresses=tuple(
            _read_address(part, where) for part in table.get("source", [])
        ),
        licence=table.get("licence", ""),
        citation=table.get("citation", ""),
        note=table.get("note", ""),
        gaps=text_list(table, "gaps", where),
        origin=origin,
    )
    if "file" not in table:
        return replace(entry, fidelity=None, sha256=None)
    if entry.fidelity not in FIDELITIES or not entry.sha256:
        raise CorpusError(
            f"{where}: expected a file with its sha256 and a fidelity "
            f"({', '.join(FIDELITIES)}) but found "
            f"{entry.fidelity or 'none'}. Add the file again."
        )
    return replace(entry, file=_inside(table["file"], catalog, where))


def _read_address(part: dict[str, Any], where: str) -> Address:
    check_keys(part, ADDRESS_FIELDS, where=where)
    if part["role"] not in _ROLES:
        raise CorpusError(
            f"{where}: expected role {' or '.join(_ROLES)} but found "
            f"{part['role']!r}."
        )
    return Address(part["role"], part["address"], part["verified"])


def _inside(name: str, catalog: Path, where: str) -> Path:
    """Return the path of a file that must lie in the catalog's folder."""
    folder = catalog.parent.resolve()
    file = (folder / name).resolve()
    if not file.is_relative_to(folder):
        raise CorpusError(
            f"{where}: expected a file inside {folder} but found {name!r}, "
            "which leads out of it. Add the file again."
        )
    return file


def folder_entries(folder: str | os.PathLike[str]) -> Iterator[Entry]:
    """Yield the entries of a user's folder, in the order of their names.

    These are the entries of its ``catalog.toml``, of each ``entry.toml``
    one folder below, and of every plan file (`DOCUMENT_SUFFIXES`) that
    lies in it; the file's name without suffix is then its id.

    Raises
    ------
    CorpusError
        If an entry is not valid.
    """
    place = Path(folder)
    catalog = place / "catalog.toml"
    named: set[Path] = set()
    if catalog.is_file():
        for entry in read_entries(catalog, origin=str(place)):
            named.add(entry.file or catalog)
            yield entry
    for path in sorted(place.glob("*/entry.toml")):
        yield from read_entries(path, origin=str(place))
    for path in sorted(place.glob("*")):
        if path.suffix.lower() not in DOCUMENT_SUFFIXES:
            continue
        if path.resolve() not in named and path.is_file():
            id = re.sub(r"[^\w.-]+", "-", path.stem).strip("-.") or "plan"
            yield Entry(id, fidelity="full", file=path, origin=str(place))
