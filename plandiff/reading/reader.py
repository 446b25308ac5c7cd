"""Read a plan from a path, bytes or an open file, whatever its format."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from plandiff.document import Document, Metadata, Source
from plandiff.errors import ReadingError
from plandiff.reading.formats.archives import is_flat_package, packed
from plandiff.reading.formats.encodings import codec_of, decode
from plandiff.reading.formats.finding import FORMATS, find_format, old_format
from plandiff.reading.formats.wrapped import unwrap
from plandiff.reading.joining import joined_parts
from plandiff.reading.parsing import structure
from plandiff.reading.received import Limits, Received

if TYPE_CHECKING:
    from plandiff.reading.profile import Profile

__all__ = ["FORMATS", "read_document", "receive"]

Readable = str | os.PathLike[str] | bytes | IO[bytes] | IO[str]


def read_document(
    file: Readable | Sequence[Readable],
    *,
    id: str | None = None,
    format: str | None = None,
    encoding: str | None = None,
    column: str | None = None,
    row: int | None = None,
    profile: Profile | str | os.PathLike[str] | None = None,
    metadata: Metadata | None = None,
    address: str = "",
    limits: Limits | None = None,
) -> Document:
    r"""Read a plan from a file of any known format.

    Parameters
    ----------
    file : path, bytes or file object, or a list of them
        txt, html, pdf, docx, ofd, jsonl or csv; .doc, .wps, .rtf and .odt
        where LibreOffice is installed. A list holds the parts of one plan in
        their order, as the pages ``plan.htm``, ``plan_2.htm``.
    id : str, optional
        Short name; clause ids begin with it. Without it, the file's name
        without suffix, or ``document``.
    format : str, optional
        One of `FORMATS`; without it, found from the content and the suffix.
    encoding : str, optional
        Of a text file; without it, found from the bytes.
    column : str, optional
        For jsonl and csv, the column that holds the text.
    row : int, optional
        For jsonl and csv of several documents, which one, from 0.
    profile : Profile or path, optional
        Overrides for one file: heading patterns, cut-outs. Without it, a
        file of the same name with the suffix ``.profile.toml`` is used.
    metadata : Metadata, optional
        What is known of the plan; the rest is read from the text.
    address : str, optional
        Web address from which the file was had.
    limits : Limits, optional
        Bounds on size and time.

    Returns
    -------
    Document
        Its source text is the text layer in reading order; see its
        ``account()``, ``notices`` and ``metadata``.

    Raises
    ------
    ReadingError
        If there is no such file, it is empty, damaged, encrypted, too
        large, or no text: the message says where and what to do.

    See Also
    --------
    plandiff.parse_document : the same for text.

    Examples
    --------
    >>> plan = read_document("一、总体要求\n坚持创新发展。".encode(), id="x")
    >>> plan[0].path
    ('一、总体要求',)
    >>> parts = ["一、目标\n发展。".encode(), "二、任务\n推进。".encode()]
    >>> [clause.text for clause in read_document(parts, id="x")]
    ['发展。', '推进。']
    """
    from plandiff.reading.profile import Profile, find_profile

    bounds = limits or Limits()
    files = _parts(file)
    if not files:
        raise ReadingError("file: expected one file or more but found none.")
    given = [_bytes(one, bounds) for one in files]
    parts = [
        receive(
            data,
            name=path.name if path else "bytes",
            format=format,
            encoding="utf-8" if written else encoding,
            column=column,
            row=row,
            limits=bounds,
        )
        for data, path, written in given
    ]
    received = joined_parts(parts) if len(parts) > 1 else parts[0]
    bounds.check_characters(len(received.text), "all parts")
    path = given[0][1]
    if not isinstance(profile, Profile):
        profile = find_profile(profile, path)
    chosen = id or (path.name.split(".")[0] if path else "document")
    source = Source(
        "; ".join(path.name if path else "bytes" for _, path, _ in given),
        hashlib.sha256(b"".join(data for data, _, _ in given)).hexdigest(),
        received.format,
        received.encoding,
        address,
    )
    return structure(
        received, id=chosen, metadata=metadata, source=source, profile=profile
    )


def _parts(file: Readable | Sequence[Readable]) -> list[Readable]:
    """Return the files of a plan: one, or those of a list."""
    if isinstance(file, list | tuple):
        return list(file)
    return [cast("Readable", file)]


def receive(
    data: bytes,
    *,
    name: str = "bytes",
    format: str | None = None,
    encoding: str | None = None,
    column: str | None = None,
    row: int | None = None,
    limits: Limits | None = None,
) -> Received:
    """Turn the bytes of a file into text and what its format says of it.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        For messages and, by its suffix, for the format.
    format, encoding, column, row, limits
        See `read_document`.

    Returns
    -------
    Received
        Text in reading order, blocks, cuts and notices.

    Raises
    ------
    ReadingError
        See `read_document`.
    """
    bounds = limits or Limits()
    if not data.strip():
        raise ReadingError(
            f"{name}: expected a plan but the file is empty. Check the "
            "download, or name another file."
        )
    if encoding is not None:
        codec_of(encoding, name)  # whatever the format
    kind = format or find_format(data, name)
    if kind not in FORMATS:
        raise ReadingError(
            f"{name}: expected one of {', '.join(FORMATS)} but found "
            f"format {kind!r}."
        )
    received = _read_as(
        kind,
        data,
        name,
        encoding=encoding,
        chosen=(column, row),
        limits=bounds,
    )
    if len(received.text) > bounds.characters:
        raise ReadingError(
            f"{name}: expected at most {bounds.characters} characters but "
            f"found {len(received.text)}. Split the file, or raise "
            "Limits(characters=…)."
        )
    if not received.text.strip():
        raise ReadingError(
            f"{name}: expected text but the {kind} file holds none."
        )
    return received


def _read_as(
    kind: str,
    data: bytes,
    name: str,
    *,
    encoding: str | None,
    chosen: tuple[str | None, int | None],
    limits: Limits,
) -> Received:
    """Call the reader of a format; each loads its library on first use."""
    if kind == "pdf":
        from plandiff.reading.formats.pdf.reader import read_pdf

        return read_pdf(data, name=name, limits=limits)
    if kind == "docx":
        from plandiff.reading.formats.word.reader import read_word

        if is_flat_package(data):
            data = packed(data, name=name)
        return read_word(data, name=name, limits=limits)
    if kind == "ofd":
        from plandiff.reading.formats.ofd import read_ofd

        return read_ofd(data, name=name, limits=limits)
    if kind == "doc":
        from plandiff.reading.formats.office import read_office

        what, suffix = old_format(data) or ("an old Office file", ".doc")
        return read_office(
            data, name=name, what=what, suffix=suffix, limits=limits
        )
    if kind == "html":
        from plandiff.reading.formats.web.reader import read_webpage

        return read_webpage(data, name=name, encoding=encoding, limits=limits)
    clock = limits.clock(name)
    text, codec = decode(data, name=name, stated=encoding)
    clock.check()
    if kind in ("jsonl", "csv"):
        from plandiff.reading.formats.rows import read_row

        received = read_row(
            text,
            kind,
            codec,
            name=name,
            column=chosen[0],
            row=chosen[1],
            clock=clock,
        )
    else:
        received = Received(text, "txt", codec)
    return unwrap(received, name=name, limits=limits)


def _bytes(file: Readable, bounds: Limits) -> tuple[bytes, Path | None, bool]:
    """Return bytes, path if there is one, and whether they were text."""
    if isinstance(file, bytes | bytearray | memoryview):
        _check_size(len(file), "bytes", bounds)
        return bytes(file), None, False
    if isinstance(file, str | os.PathLike):
        path = Path(file)
        try:
            return _contents(path, bounds), path, False
        except OSError as error:
            if str(file).startswith(("http://", "https://")):
                raise ReadingError(
                    f"{file}: expected a file but found an address, and "
                    "nothing is fetched here. Save the page as a file; for a "
                    "plan of the catalog there is plandiff.fetch."
                ) from error
            raise ReadingError(
                f"{path}: expected a file but it cannot be read "
                f"({error.strerror or error}). Check the path."
            ) from error
        except ValueError as error:  # a NUL in the path
            if isinstance(error, ReadingError):
                raise
            raise ReadingError(f"{file!r}: not a path.") from error
    if not hasattr(file, "read"):
        raise TypeError(
            "file: expected a path, bytes or an open file but found "
            f"{type(file).__name__}."
        )
    named = getattr(file, "name", None)
    origin = Path(named) if isinstance(named, str) else None
    name = origin.name if origin else "file object"
    data, written = _all_of(file, name, bounds)
    return data, origin, written


def _contents(path: Path, bounds: Limits) -> bytes:
    """Return what a file on disk holds; refuse devices and pipes unread."""
    found = path.stat()
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
        raise ReadingError(
            f"{path}: expected a file but found a device, pipe or socket. "
            "Save what it gives as a file first."
        )
    _check_size(found.st_size, path.name, bounds)
    with path.open("rb") as stream:
        data = stream.read(bounds.size + 1)
    _check_size(len(data), path.name, bounds)
    return data


def _all_of(
    file: IO[bytes] | IO[str], name: str, bounds: Limits
) -> tuple[bytes, bool]:
    """Read an open file to its end, and say whether it gave text."""
    clock = bounds.clock(name)
    parts: list[bytes] = []
    size, written = 0, False
    while size <= bounds.size:
        part = file.read(bounds.size + 1 - size)
        clock.check()
        if isinstance(part, str):
            written = True
            try:
                part = part.encode("utf-8")
            except UnicodeEncodeError as error:
                raise ReadingError(
                    f"{name}, character {error.start}: expected text but "
                    "found half of a surrogate pair. Open the file in "
                    "binary mode."
                ) from error
        if not isinstance(part, bytes | bytearray):
            raise TypeError(
                f"{name}: expected read() to give bytes or text but found "
                f"{type(part).__name__}."
            )
        if not part:
            break
        parts.append(part)
        size += len(part)
    _check_size(size, name, bounds)
    return b"".join(parts), written


def _check_size(size: int, name: str, bounds: Limits) -> None:
    if size > bounds.size:
        raise ReadingError(
            f"{name}: expected at most {bounds.size} bytes but found {size}. "
            "Split the file, or raise Limits(size=…)."
        )
