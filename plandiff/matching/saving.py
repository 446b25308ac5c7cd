"""Keep a document or an alignment in one file, and read it again.

The file is a zip archive of JSON members without compression and with fixed
times, so that the same value gives the same bytes on any machine. Its first
member names the format, its version and the SHA-256 of each other member;
what does not fit is refused.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from plandiff.document import (
    Citation,
    Clause,
    Document,
    Heading,
    Metadata,
    Source,
    Span,
)
from plandiff.errors import CorpusError, PlandiffError
from plandiff.files import whole_file
from plandiff.frames import frame, records
from plandiff.matching.alignment import LINK_SCHEMA, Alignment
from plandiff.matching.corrections import CORRECTION_SCHEMA
from plandiff.matching.options import AlignOptions

__all__ = ["load", "save"]

_FORMAT, _VERSION = "plandiff", 1
_MANIFEST = "plandiff.json"
_DECIDED = "corrections.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PARTS: dict[str, type[Any]] = {
    "sequence": Clause,
    "spans": Span,
    "headings": Heading,
    "citations": Citation,
}


def save(value: Document | Alignment, path: str | os.PathLike[str]) -> Path:
    """Write a document or an alignment to a file.

    Parameters
    ----------
    value : Document or Alignment
        What to keep: everything but what can be worked out again.
    path : str or path-like
        The file; ``.plandiff`` is a good suffix.

    Returns
    -------
    pathlib.Path
        The file, written whole. The same value gives the same bytes.

    Raises
    ------
    TypeError
        If the value is neither.
    OutputError
        If the folder cannot be written.

    See Also
    --------
    load : read it again

    Examples
    --------
    >>> import tempfile
    >>> plan = Document.from_clauses("x", [("1", "发展农村电商。")])
    >>> path = save(plan, tempfile.mkdtemp() + "/x.plandiff")
    >>> load(path) == plan
    True
    """
    if isinstance(value, Document):
        members = {"document.json": _document_facts(value)}
    elif isinstance(value, Alignment):
        members = _alignment_members(value)
    else:
        raise TypeError(
            "value: expected a Document or an Alignment but found "
            f"{type(value).__name__}. A table is written with its own "
            "to_csv or to_parquet, a diff with plandiff.write_diff."
        )
    data = {name: _bytes(facts) for name, facts in members.items()}
    manifest = {
        "format": _FORMAT,
        "version": _VERSION,
        "kind": type(value).__name__,
        "sha256": {name: _hash(content) for name, content in data.items()},
    }
    with whole_file(path) as beside, zipfile.ZipFile(beside, "w") as archive:
        for name, content in {_MANIFEST: _bytes(manifest), **data}.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)
    return Path(path)


def load(path: str | os.PathLike[str]) -> Any:
    """Read what `save` wrote.

    Parameters
    ----------
    path : str or path-like
        The file.

    Returns
    -------
    Document or Alignment
        Equal to what was saved. An alignment scores anew when it is asked
        to explain a pair.

    Raises
    ------
    CorpusError
        If there is no such file, it is not one of ours, it is of a later
        version, or a byte of it is not what was written.
    """
    where = Path(path)
    try:
        with zipfile.ZipFile(where) as archive:
            data = {name: archive.read(name) for name in archive.namelist()}
    except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
        raise CorpusError(
            f"{where}: expected a file that plandiff.save wrote but could "
            f"not read it ({error})."
        ) from error
    manifest = _manifest(where, data)
    for name, expected in manifest["sha256"].items():
        if _hash(data.get(name, b"")) != expected:
            raise CorpusError(
                f"{where}, {name}: expected the content that was saved but "
                "found another. The file is damaged; save the value again."
            )
    try:
        facts = {
            name: json.loads(data[name].decode("utf-8", "surrogatepass"))
            for name in manifest["sha256"]
        }
        if manifest["kind"] == "Document":
            return _document(facts["document.json"])
        return _alignment(facts)
    except PlandiffError:
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise CorpusError(
            f"{where}: expected the facts of a {manifest['kind']} but found "
            f"something else ({error!r}). The file is damaged."
        ) from error


def _manifest(where: Path, data: Mapping[str, bytes]) -> dict[str, Any]:
    """Read the first member, and refuse what is not ours."""
    try:
        manifest: dict[str, Any] = json.loads(data[_MANIFEST])
        kind, version = manifest["kind"], manifest["version"]
        ours = manifest["format"] == _FORMAT
        ours &= kind in ("Document", "Alignment")
        ours &= isinstance(manifest["sha256"], dict)
    except (KeyError, TypeError, ValueError):
        ours, version = False, 0
    if not ours:
        raise CorpusError(
            f"{where}: expected a file that plandiff.save wrote but found "
            "another archive."
        )
    if version != _VERSION:
        raise CorpusError(
            f"{where}: expected version {_VERSION} of the format but found "
            f"{version}. Read it with the plandiff that wrote it."
        )
    return manifest


def _document_facts(document: Document) -> dict[str, Any]:
    """Return the fields of a document as plain values."""
    return {
        fact.name: _plain(getattr(document, fact.name))
        for fact in dataclasses.fields(document)
        if fact.init
    }


def _document(facts: Mapping[str, Any]) -> Document:
    """Make a document of plain values; it checks itself."""
    known = {name: _frozen(value) for name, value in facts.items()}
    for name, part in _PARTS.items():
        known[name] = tuple(_made(part, entry) for entry in facts[name])
    known["source"] = _made(Source, facts["source"])
    known["metadata"] = _made(Metadata, facts["metadata"])
    return Document(**known)


def _alignment_members(alignment: Alignment) -> dict[str, Any]:
    """Return the parts of an alignment as plain values."""
    decided = alignment.corrections
    members = {} if decided is None else {_DECIDED: records(decided)}
    return {
        "reference.json": _document_facts(alignment.reference),
        "target.json": _document_facts(alignment.target),
        "links.json": _rows(alignment.links),
        "pairs.json": _rows(alignment.pairs),
        "alignment.json": {
            "signature": alignment.signature,
            "notices": list(alignment.notices),
            "options": dataclasses.asdict(alignment.options),
        },
        **members,
    }


def _alignment(facts: Mapping[str, Any]) -> Alignment:
    """Make an alignment of plain values."""
    links, pairs = (
        frame((tuple(row) for row in facts[name]), LINK_SCHEMA)
        for name in ("links.json", "pairs.json")
    )
    rest = facts["alignment.json"]
    return Alignment(
        _document(facts["reference.json"]),
        _document(facts["target.json"]),
        links,
        pairs,
        rest["signature"],
        tuple(rest["notices"]),
        AlignOptions(**rest["options"]),
        corrections=_decisions(facts),
    )


def _decisions(facts: Mapping[str, Any]) -> pd.DataFrame | None:
    """Make the table of corrections, where there were any."""
    if _DECIDED not in facts:
        return None
    rows = (tuple(row.values()) for row in facts[_DECIDED])
    return frame(rows, CORRECTION_SCHEMA)


def _rows(table: pd.DataFrame) -> list[list[Any]]:
    """Return the rows of a table of links; absent values are None."""
    return [list(row.values()) for row in records(table[list(LINK_SCHEMA)])]


def _made(part: type[Any], facts: Mapping[str, Any]) -> Any:
    """Make one part of a document."""
    return part(**{name: _frozen(value) for name, value in facts.items()})


def _plain(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            fact.name: _plain(getattr(value, fact.name))
            for fact in dataclasses.fields(value)
            if fact.init
        }
    if isinstance(value, (tuple, list)):
        return [_plain(part) for part in value]
    return value


def _frozen(value: Any) -> Any:
    """Return lists as tuples, however deep."""
    if isinstance(value, list):
        return tuple(_frozen(part) for part in value)
    return value


def _bytes(facts: Any) -> bytes:
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
