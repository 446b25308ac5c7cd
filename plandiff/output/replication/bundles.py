"""What a bundle holds, and the checks before anything of it is used.

A bundle is a folder or a zip archive. ``bundle.json`` names its files with
their SHA-256, the options, the versions and the hashes of the report that
they gave; it carries a hash of itself. What is damaged, missing, newer or
leads out of the bundle is refused before it is read.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from plandiff.document import Document
from plandiff.errors import CorpusError
from plandiff.matching.options import AlignOptions
from plandiff.output.words import read_words

__all__ = [
    "MANIFEST",
    "Manifest",
    "hash_of",
    "opened",
    "outside",
    "parts_of",
    "read_manifest",
    "write_manifest",
]

MANIFEST = "bundle.json"

_FORMAT, _VERSION = "plandiff bundle", 1
_LARGEST = 512 * 1024 * 1024
"""Bytes of one file; more is no plan and no report."""


@dataclass(frozen=True)
class Manifest:
    """What ``bundle.json`` says.

    Attributes
    ----------
    documents : dict
        For ``reference`` and ``target``: id, title, fidelity, name and
        address of the source, file (in the bundle; None where only hashes
        are passed on) and the SHA-256 of each part of the document.
    align : dict
        What `plandiff.AlignOptions` was given.
    lang : str
        Language of the report.
    codebook : str
        File of the codebook in the bundle.
    corrections : str or None
        File of a scholar's decisions in the bundle, if there were any.
    signature : str
        Of the alignment.
    versions : dict
        Name to version; see `plandiff.output.replication.versions`.
    report : dict
        File of the report to its SHA-256.
    files : dict
        File of the bundle to its SHA-256.
    """

    documents: dict[str, dict[str, Any]]
    align: dict[str, Any]
    lang: str
    codebook: str
    corrections: str | None
    signature: str
    versions: dict[str, str]
    report: dict[str, str]
    files: dict[str, str]

    @property
    def has_texts(self) -> bool:
        """Whether the texts travel with the bundle."""
        return all(entry["file"] for entry in self.documents.values())


def hash_of(content: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def parts_of(document: Document) -> dict[str, str]:
    """Hash a document part by part, its source file first.

    The source file comes first, so that another file is told from the same
    file that was read in another way.
    """
    parts = {"source file": document.source.sha256}
    for fact in dataclasses.fields(document):
        if fact.init and fact.name not in ("id", "source"):
            shown = repr(getattr(document, fact.name))
            parts[fact.name] = hash_of(shown.encode("utf-8", "surrogatepass"))
    return parts


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write ``bundle.json`` with its seal."""
    facts = dataclasses.asdict(manifest)
    whole = {
        "format": _FORMAT,
        "version": _VERSION,
        "seal": _seal(facts),
        **facts,
    }
    text = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    (folder / MANIFEST).write_bytes(text.encode("utf-8", "surrogatepass"))


def read_manifest(folder: Path, where: str) -> Manifest:
    """Read ``bundle.json`` and hold every file of the bundle against it.

    Parameters
    ----------
    folder : pathlib.Path
        Where the bundle stands.
    where : str
        Its name for messages.

    Returns
    -------
    Manifest
        All files that it names are there, unchanged, inside the folder.

    Raises
    ------
    CorpusError
        If it is no bundle, a newer one, or damaged.
    """
    whole = _plain_manifest(folder, where)
    version = whole["version"]
    if not isinstance(version, int) or version > _VERSION:
        made = whole.get("versions")
        by = made.get("plandiff", "?") if isinstance(made, Mapping) else "?"
        raise CorpusError(
            f"{where}, {MANIFEST}: expected a bundle of version {_VERSION} "
            f"at most but found {version}, written by plandiff {by}. Verify "
            "it with that plandiff or a later one."
        )
    names = [field.name for field in dataclasses.fields(Manifest)]
    facts = {name: whole.get(name) for name in names}
    if whole.get("seal") != _seal(facts):
        raise CorpusError(
            f"{where}, {MANIFEST}: expected what was written (hash "
            f"{str(whole.get('seal'))[:12]}) but found {_seal(facts)[:12]}. "
            "The file was changed; get the bundle again."
        )
    manifest = _manifest(facts, where)
    for name, expected in manifest.files.items():
        _check_file(folder, name, expected, where)
    return manifest


def outside(name: str) -> bool:
    """Whether a file's name leads out of the folder it should be in.

    Examples
    --------
    >>> [outside(n) for n in ("a/b.csv", "../b.csv", "/b.csv", "C:/b.csv")]
    [False, True, True, True]
    """
    posix, windows = PurePosixPath(name), PureWindowsPath(name)
    return (
        not name
        or "\0" in name
        or "\\" in name
        or posix.is_absolute()
        or bool(windows.drive or windows.root)
        or ".." in posix.parts
    )


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Path]:
    """Give the folder of a bundle; an archive is laid out and removed.

    Raises
    ------
    CorpusError
        If there is nothing, it is no archive, or a member of it leads out
        of the archive, is a link or is too large.
    """
    if path.is_dir():
        yield path
        return
    if not path.exists():
        raise CorpusError(
            f"{path}: expected the folder or the zip archive of a bundle but "
            "found nothing. plandiff bundle A B writes one."
        )
    with tempfile.TemporaryDirectory() as room:
        try:
            with zipfile.ZipFile(path) as archive:
                _lay_out(archive, Path(room), str(path))
        except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
            if isinstance(error, CorpusError):
                raise
            raise CorpusError(
                f"{path}: expected the folder or the zip archive of a bundle "
                f"but could not read it ({error}). Get the bundle again."
            ) from error
        yield Path(room)


def _lay_out(archive: zipfile.ZipFile, room: Path, where: str) -> None:
    """Write the members of an archive into a folder, none outside it."""
    for member in archive.infolist():
        if outside(member.filename):
            raise CorpusError(
                f"{where}, {member.filename}: expected a file inside the "
                "bundle but its path leads out of it. It was not followed; "
                "do not trust this bundle."
            )
        if member.file_size > _LARGEST:
            raise CorpusError(
                f"{where}, {member.filename}: expected at most {_LARGEST} "
                f"bytes but found {member.file_size}. This is no bundle."
            )
        if member.is_dir():
            continue
        place = room / member.filename
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(archive.read(member))


def _plain_manifest(folder: Path, where: str) -> dict[str, Any]:
    """Read ``bundle.json``, or refuse what is no bundle."""
    path = folder / MANIFEST
    try:
        if path.is_symlink():
            raise ValueError("a link to another place")
        whole = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
        if whole["format"] != _FORMAT or "version" not in whole:
            raise ValueError(f"the format {whole['format']!r}")
    except OSError as error:
        raise CorpusError(
            f"{where}: expected a file {MANIFEST} but could not read one "
            f"({error.strerror or error}). Name the folder that plandiff "
            "bundle wrote."
        ) from error
    except (KeyError, TypeError, ValueError) as error:
        raise CorpusError(
            f"{where}, {MANIFEST}: expected the facts of a bundle but found "
            f"{error}. Get the bundle again."
        ) from error
    return dict(whole)


def _manifest(facts: dict[str, Any], where: str) -> Manifest:
    """Make the value, where every fact is of the kind that it should be."""
    try:
        manifest = Manifest(**facts)
        AlignOptions(**manifest.align)
        named = [manifest.codebook, *filter(None, [manifest.corrections])]
        for side in ("reference", "target"):
            entry = manifest.documents[side]
            for key in ("id", "title", "source", "address"):
                _expect(str, entry[key])
            _expect(str, entry["parts"]["source file"])
            named += filter(None, [entry["file"]])
        for table in (manifest.versions, manifest.report, manifest.files):
            for pair in table.items():
                _expect(str, *pair)
        _expect(str, manifest.signature, *named)
        read_words(manifest.lang)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise CorpusError(
            f"{where}, {MANIFEST}: expected the facts of a bundle but found "
            f"something else ({error!r}). Get the bundle again."
        ) from error
    for name in (*named, *(f"report/{name}" for name in manifest.report)):
        if name not in manifest.files and (name in named or outside(name)):
            raise CorpusError(
                f"{where}, {MANIFEST}: expected only files that the bundle "
                f"lists but found {name!r}. It was not followed; do not "
                "trust this bundle."
            )
    return manifest


def _expect(kind: type[Any], *values: object) -> None:
    """Refuse values of another kind."""
    for value in values:
        if not isinstance(value, kind):
            raise TypeError(f"{value!r} is no {kind.__name__}")


def _check_file(folder: Path, name: str, expected: str, where: str) -> None:
    """Refuse a file that is not there, elsewhere, or not what it was."""
    path = folder / name
    if outside(name) or not _inside(path, folder):
        raise CorpusError(
            f"{where}, {name}: expected a file inside the bundle but its "
            "path leads out of it. It was not followed; do not trust this "
            "bundle."
        )
    if not path.is_file():
        raise CorpusError(
            f"{where}, {name}: expected the file with the SHA-256 "
            f"{expected[:12]}… but found none. Get the bundle again, whole."
        )
    found = hash_of(path.read_bytes())
    if found != expected:
        raise CorpusError(
            f"{where}, {name}: expected the SHA-256 {expected[:12]}… but "
            f"found {found[:12]}…. The file was changed since the bundle was "
            "written; get it again."
        )


def _inside(path: Path, folder: Path) -> bool:
    """Whether a path stays in a folder, links followed."""
    return path.resolve().is_relative_to(folder.resolve())


def _seal(facts: Mapping[str, Any]) -> str:
    """Hash what a manifest says."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
    return hash_of(text.encode("utf-8", "surrogatepass"))
