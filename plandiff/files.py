"""Write files and folders whole or not at all.

What is written goes to a temporary place beside its destination and is
moved there when it is complete. A run that fails or is interrupted leaves
what stood there before.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from plandiff.errors import OutputError

__all__ = ["whole_file", "whole_folder"]


@contextlib.contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a temporary path that replaces `path` when the block succeeds.

    Parameters
    ----------
    path : str or path-like
        Where the file is to stand. Missing parent folders are made.

    Yields
    ------
    pathlib.Path
        A path in the same folder, with the same suffix, to write to.

    Raises
    ------
    OutputError
        If the folder cannot be written or `path` is a folder.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with whole_file(folder / "a.txt") as beside:
    ...     _ = beside.write_text("完整")
    >>> (folder / "a.txt").read_text()
    '完整'
    """
    target = Path(path)
    if target.is_dir():
        raise OutputError(
            f"{target}: expected a file name but found a folder. "
            "Name a file inside it."
        )
    with _room_beside(target) as room:
        beside = room / target.name
        yield beside
        if not beside.exists():
            raise OutputError(f"{target}: nothing was written.")
        beside.replace(target)


@contextlib.contextmanager
def whole_folder(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Give a temporary folder that replaces `path` when the block succeeds.

    The former folder is set aside first and removed last, so that one
    whole version always exists under the name or beside it.

    Parameters
    ----------
    path : str or path-like
        Where the folder is to stand. Missing parent folders are made. An
        existing folder is replaced with all it contains.

    Yields
    ------
    pathlib.Path
        An empty folder beside `path` to write into.

    Raises
    ------
    OutputError
        If the parent folder cannot be written or `path` is a file.
    """
    target = Path(path)
    if target.exists() and not target.is_dir():
        raise OutputError(
            f"{target}: expected a folder but found a file. "
            "Choose another name or remove the file."
        )
    with _room_beside(target) as room:
        beside = room / "new"
        beside.mkdir()
        yield beside
        former = room / "former"
        if target.exists():
            target.replace(former)
        try:
            beside.replace(target)
        except OSError:
            if former.exists():
                former.replace(target)
            raise


@contextlib.contextmanager
def _room_beside(target: Path) -> Iterator[Path]:
    """Make a temporary folder beside `target`; report what prevents it."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        room = Path(
            tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent)
        )
    except OSError as error:
        raise OutputError(
            f"{target}: the folder {target.parent} cannot be written "
            f"({error.strerror or error}). Choose another place."
        ) from error
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)
