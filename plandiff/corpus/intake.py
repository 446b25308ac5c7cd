"""Take in a user's own plan file: check it against what is known, keep it.

`add` copies a file into the user's folder, beside a small entry with its
SHA-256; `fetch` gets it from the web first. Before a file is used for a plan
that the catalog knows, `check_against` compares it with title, issuers,
number and period of the catalog and with the figures of the digest.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pandas as pd
import pooch
import requests

from plandiff.corpus.checking import check_against
from plandiff.corpus.entries import (
    DOCUMENT_SUFFIXES,
    Address,
    Entry,
    bundled_entries,
    check_id,
    file_sha256,
    folder_entries,
    read_plan,
    user_folders,
)
from plandiff.corpus.sealing import entry_text
from plandiff.document import Document, Metadata
from plandiff.errors import CorpusError, PlandiffError
from plandiff.files import whole_folder
from plandiff.reading.formats.finding import find_format
from plandiff.reading.profile import profile_path

__all__ = ["Addition", "add", "fetch"]

_LARGEST = 64 * 1024 * 1024
_SECONDS = 30
_SECONDS_IN_ALL = 600


@dataclass(frozen=True, slots=True)
class Addition:
    """A file that was added to the user's folder.

    Attributes
    ----------
    entry : Entry
        As it stands in the folder.
    document : Document
        As read.
    checks : pandas.DataFrame
        Outcome of `check_against`; empty for an id that no catalog knows.
    """

    entry: Entry
    document: Document
    checks: pd.DataFrame

    def _repr_html_(self) -> str:
        return self.checks.to_html(index=False, escape=True)


def add(
    id: str,
    file: str | os.PathLike[str],
    *,
    folder: str | os.PathLike[str] | None = None,
    fidelity: str = "full",
    replace_existing: bool = False,
    force: bool = False,
    profile: str | os.PathLike[str] | None = None,
    address: str | None = None,
    show: Callable[[pd.DataFrame], object] | None = None,
) -> Addition:
    """Add a plan file of one's own, under an id.

    A file for an id of the catalog takes the place of its digest or fills
    its entry; every later `plandiff.load_corpus` uses it.

    Parameters
    ----------
    id : str
        Of the catalog, such as ``ec13``, or a new one.
    file : str or path-like
        A plan (txt, html, pdf, docx), or a digest of one's own (toml). It
        is copied; the original is left alone.
    folder : str or path-like, optional
        Where to keep it; by default the first of the user's folders.
    fidelity : {"full", "excerpt"}, default "full"
        Whether the file holds the whole text. Ignored for a digest.
    replace_existing : bool, default False
        Whether a file added earlier, or a bundled text, may be replaced.
    force : bool, default False
        Whether to add a file that does not look like the plan: fewer than
        half of the checks agree.
    profile : str or path-like, optional
        Overrides for reading the file, kept with it; by default the
        profile beside it, if there is one. See
        `plandiff.reading.profile`.
    address : str, optional
        Web address from which the file was had.
    show : callable, optional
        Called with the table of checks before they decide anything, so
        that a person sees it even when the file is refused.

    Returns
    -------
    Addition
        The entry, the document as read, and the checks.

    Raises
    ------
    CorpusError
        If the id or file is not valid, a text is there already, no folder
        is set, or the checks speak against the file. Nothing is written.
    ReadingError
        If the file cannot be read as a plan. Nothing is written.
    OutputError
        If the folder cannot be written; what stood there is untouched.
    """
    if fidelity not in ("full", "excerpt"):
        raise CorpusError(
            f"{id}: expected the fidelity full or excerpt but found "
            f"{fidelity!r}. A digest is recognised by its file."
        )
    path = Path(file)
    place = _folder(folder)
    known = _known_entry(check_id(id), folder=place)
    if known and known.fidelity == "full" and not replace_existing:
        raise CorpusError(
            f"{id}: expected an id without a text of its own but "
            f"{known.origin} has one ({known.file}). Choose another id, or "
            f"replace it: plandiff add {id} FILE --replace (in Python "
            "replace_existing=True)."
        )
    _refuse_foreign_files(place / id, known)
    sha256 = file_sha256(path)
    overrides = Path(profile) if profile else profile_path(path)
    document = read_plan(path, id=id, profile=profile)
    checks = check_against(document, known=known or Entry(id))
    if show is not None:
        show(checks)
    _refuse_stranger(id, path, checks, force=force)
    name = path.name if path.name.isprintable() else f"{id}{path.suffix}"
    entry = Entry(
        id=id,
        metadata=Metadata() if known else document.metadata,
        fidelity="digest" if document.is_digest else fidelity,
        file=place / id / name,
        sha256=sha256,
        addresses=(
            (Address("text", address, "where this file was had"),)
            if address
            else ()
        ),
        note="Added by the user.",
        origin=str(place),
    )
    with whole_folder(place / id) as beside:
        (beside / name).write_bytes(path.read_bytes())
        if file_sha256(beside / name) != sha256:
            raise CorpusError(
                f"{path}: the file changed while it was being added. Try "
                "again."
            )
        if profile or overrides.is_file():
            shutil.copyfile(overrides, profile_path(beside / name))
        (beside / "entry.toml").write_text(
            entry_text([entry]), encoding="utf-8"
        )
    return Addition(entry, document, checks)


def fetch(
    id: str,
    *,
    address: str | None = None,
    folder: str | os.PathLike[str] | None = None,
    fidelity: str = "full",
    replace_existing: bool = False,
    force: bool = False,
    show: Callable[[pd.DataFrame], object] | None = None,
) -> Addition:
    """Get a plan from the web and add it.

    The SHA-256 of what came is recorded at the first use. A plan that is
    there already is checked against it and not fetched again.

    Parameters
    ----------
    id : str
        Of the catalog, or a new one if `address` is given.
    address : str, optional
        An ``http`` or ``https`` address; by default the one that the
        catalog has for the text.
    folder, fidelity, replace_existing, force, show
        As in `add`. With `replace_existing` it is fetched anew.

    Returns
    -------
    Addition
        As from `add`.

    Raises
    ------
    CorpusError
        If no address is known, the network or the site cannot be reached,
        the file is larger than 64 MB, comes too slowly, or what was fetched
        earlier no longer has its SHA-256.
    ReadingError
        If what came is no plan, such as a page in place of a PDF.
    """
    place = _folder(folder)
    known = _known_entry(check_id(id), folder=place)
    if known and known.origin == str(place) and not replace_existing:
        return _kept(known, show)
    url = address or (known.text_address if known else None)
    if not url or urlsplit(url).scheme not in ("http", "https"):
        raise CorpusError(
            f"{id}: expected an http or https address of the text but "
            f"{f'found {url}' if url else 'the catalog has none'}. Give "
            f"one: plandiff fetch {id} --address URL; or add a file: "
            f"plandiff add {id} FILE."
        )
    with tempfile.TemporaryDirectory(prefix="plandiff-") as room:
        path = _download(url, Path(room))
        return add(
            id,
            path,
            folder=place,
            fidelity=fidelity,
            replace_existing=replace_existing,
            force=force,
            address=url,
            show=show,
        )


def _kept(
    entry: Entry, show: Callable[[pd.DataFrame], object] | None
) -> Addition:
    """Return what was added earlier, after checking its hash."""
    if entry.file is None:
        raise CorpusError(f"{entry.id}: the entry in the folder has no file.")
    found = file_sha256(entry.file)
    if entry.sha256 and found != entry.sha256:
        raise CorpusError(
            f"{entry.file}: expected the SHA-256 {entry.sha256} recorded at "
            f"first use but found {found}. The file was changed: fetch it "
            f"anew: plandiff fetch {entry.id} --replace."
        )
    document = read_plan(entry.file, id=entry.id)
    former = _known_entry(entry.id, folder=None) or Entry(entry.id)
    checks = check_against(document, known=former)
    if show is not None:
        show(checks)
    return Addition(entry, document, checks)


def _download(url: str, room: Path) -> Path:
    """Download a page or file into a folder; its name tells its format."""
    name = re.sub(
        r"[^\w.-]+", "-", Path(unquote(urlsplit(url).path)).name or "page"
    )

    def downloader(address: str, output_file: str, caller: Any) -> None:
        with Path(output_file).open("wb") as stream:
            bounded = _Bounded(stream, address)
            pooch.HTTPDownloader(timeout=_SECONDS)(address, bounded, caller)

    pooch.get_logger().setLevel("WARNING")  # its advice is for programmers
    try:
        path = Path(
            pooch.retrieve(
                url,
                known_hash=None,
                fname=name,
                path=room,
                downloader=downloader,
            )
        )
    except (requests.RequestException, ValueError) as error:
        if isinstance(error, PlandiffError):
            raise
        host = urlsplit(url).hostname
        raise CorpusError(
            f"{url}: expected to get the text but {host} could not be "
            f"reached or refused ({_why(error)}). Without a network, add a "
            "file that you have: plandiff add ID FILE."
        ) from error
    if path.suffix.lower() in DOCUMENT_SUFFIXES:
        return path
    return path.rename(f"{path}.{find_format(path.read_bytes(), name)}")


def _why(error: Exception) -> str:
    """Say in a few words why nothing came."""
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"it answered {error.response.status_code}"
    if isinstance(error, requests.Timeout):
        return f"no answer within {_SECONDS} s"
    return type(error).__name__


class _Bounded:
    """A writable file that refuses to grow beyond a limit."""

    def __init__(self, stream: Any, address: str) -> None:
        self._stream = stream
        self._address = address
        self._size = 0
        self._end = time.monotonic() + _SECONDS_IN_ALL

    def write(self, data: bytes) -> int:
        """Write the data, unless the file would be too large."""
        self._size += len(data)
        if time.monotonic() > self._end:
            raise CorpusError(
                f"{self._address}: expected the file within "
                f"{_SECONDS_IN_ALL} s but it comes too slowly. Save it "
                "yourself and add it."
            )
        if self._size > _LARGEST:
            raise CorpusError(
                f"{self._address}: expected at most {_LARGEST} bytes but "
                "the file is larger. Save it yourself and add it."
            )
        return int(self._stream.write(data))

    def flush(self) -> None:
        """Flush the file."""
        self._stream.flush()


def _folder(folder: str | os.PathLike[str] | None) -> Path:
    """Return the folder to write to."""
    if folder is not None:
        return Path(folder)
    folders = user_folders()
    if not folders:
        raise CorpusError(
            "PLANDIFF_CORPORA: expected a folder for your documents but the "
            "variable is set and empty. Set it to a folder, or unset it."
        )
    return folders[0]


def _refuse_foreign_files(place: Path, known: Entry | None) -> None:
    """Raise `CorpusError` if a folder holds what plandiff did not write."""
    if not place.exists():
        return
    own = {"entry.toml"}
    if known and known.file:
        own |= {known.file.name, profile_path(known.file).name}
    if not place.is_dir() or not (place / "entry.toml").is_file():
        raise CorpusError(
            f"{place}: expected a place for the document but found "
            "something that plandiff did not write. Move it away, or choose "
            "another id."
        )
    foreign = sorted(path.name for path in place.iterdir())
    foreign = [name for name in foreign if name not in own]
    if foreign:
        raise CorpusError(
            f"{place}: expected only the document and its entry but found "
            f"{', '.join(foreign)} too. Move that away first."
        )


def _refuse_stranger(
    id: str, path: Path, checks: pd.DataFrame, *, force: bool
) -> None:
    """Raise `CorpusError` when most checks speak against a file."""
    agreeing = int((checks["outcome"] == "agrees").sum())
    if force or 2 * agreeing >= len(checks):
        return
    rows = "; ".join(
        f"{aspect} {expected} ({outcome})"
        for aspect, expected, outcome in zip(
            checks["aspect"],
            checks["expected"],
            checks["outcome"],
            strict=True,
        )
        if outcome != "agrees"
    )
    raise CorpusError(
        f"{path}: expected the plan {id} but only {agreeing} of "
        f"{len(checks)} checks agree: {rows}. If it is the plan all the "
        "same, add it with --force (in Python force=True)."
    )


def _known_entry(id: str, *, folder: Path | None) -> Entry | None:
    """Return what the bundled catalog, then a folder, know of an id."""
    known: Entry | None = None
    places = [bundled_entries()]
    if folder is not None and folder.is_dir():
        places.append(tuple(folder_entries(folder)))
    for entries in places:
        for entry in entries:
            if entry.id == id:
                known = entry.over(known) if known else entry
    return known
