"""Files elsewhere, at addresses that all workers see (``s3://…``)."""

from __future__ import annotations

import importlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from plandiff.errors import OutputError, ReadingError

__all__ = ["files_under", "is_address", "local_copy", "written_to"]


def is_address(place: object) -> bool:
    """Tell whether a place is an address rather than a path.

    Examples
    --------
    >>> is_address("s3://bucket/plans"), is_address("plans")
    (True, False)
    """
    return isinstance(place, str) and "://" in place


def files_under(address: str) -> tuple[list[str], list[str]] | None:
    """List the files under an address, and their places below it.

    Returns
    -------
    tuple of list of str, or None
        In the order of the places; nothing where the address is a file.

    Raises
    ------
    ReadingError
        If it cannot be reached, or nothing is there.
    """
    system, path = _opened(address)
    try:
        if system.isfile(path):
            return None
        found = system.find(path)
    except Exception as error:  # every kind of place has errors of its own
        raise _unreachable(address, error) from error
    if not found:
        raise ReadingError(
            f"{address}: expected a folder with files, or a table, but found "
            "nothing there. Check the address."
        )
    base = PurePosixPath(path)
    below = {str(PurePosixPath(n).relative_to(base)): n for n in found}
    places = sorted(below)
    return [str(system.unstrip_protocol(below[p])) for p in places], places


@contextmanager
def local_copy(address: str) -> Iterator[Path]:
    """Give a copy of a file at an address, by its own name.

    Raises
    ------
    ReadingError
        If it cannot be read.
    """
    system, path = _opened(address)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / PurePosixPath(path).name
        try:
            system.get_file(path, str(copy))
        except Exception as error:
            raise _unreachable(address, error) from error
        yield copy


@contextmanager
def written_to(place: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a path to write to; what stands there goes to an address.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    if not is_address(place):
        yield Path(place)
        return
    address = os.fspath(place)
    try:
        system, path = _opened(address)
    except ReadingError as error:
        raise OutputError(str(error)) from error
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / PurePosixPath(path).name
        yield copy
        try:
            system.makedirs(str(PurePosixPath(path).parent), exist_ok=True)
            system.put_file(str(copy), path)
        except Exception as error:
            raise OutputError(
                f"{address}: cannot be written ({error}). Check the address "
                "and your rights there."
            ) from error


def _opened(address: str) -> tuple[Any, str]:
    """Return the file system of an address, and the path in it."""
    try:
        fsspec = importlib.import_module("fsspec")
    except ImportError as error:
        raise ReadingError(
            f"{address}: addresses need fsspec, which is not installed. "
            "Install plandiff[scale]."
        ) from error
    try:
        system, path = fsspec.core.url_to_fs(address)
    except Exception as error:
        raise _unreachable(address, error) from error
    return system, str(path)


def _unreachable(address: str, error: Exception) -> ReadingError:
    return ReadingError(
        f"{address}: expected files that can be read but found "
        f"{type(error).__name__}: {error}. Check the address, and that what "
        "this kind of address needs is installed."
    )
