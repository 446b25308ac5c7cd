"""Write catalog entries, and the SHA-256 of files into a catalog.

``python -m plandiff.corpus.sealing CATALOG`` writes the hashes of all its
files.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from plandiff.corpus.entries import ADDRESS_FIELDS, Entry, file_sha256
from plandiff.corpus.fields import METADATA_FIELDS
from plandiff.files import whole_file

__all__ = ["entry_text", "write_hashes"]

_HASH_LINE = re.compile(r'^(?P<head>sha256[ \t]*=[ \t]*").*"[ \t]*$')
_FILE_LINE = re.compile(r'^file[ \t]*=[ \t]*"(?P<file>[^"]*)"[ \t]*$')


def entry_text(entries: Iterable[Entry]) -> str:
    """Return entries as the text of a catalog file.

    Parameters
    ----------
    entries : iterable of Entry
        A file is written by its name alone, so it must lie beside the
        catalog.

    Returns
    -------
    str
        TOML, as `read_entries` takes it.
    """
    lines = ["format = 1"]
    for entry in entries:
        values: dict[str, Any] = {"id": entry.id}
        for name in METADATA_FIELDS:
            value = getattr(entry.metadata, name)
            values[name] = list(value) if isinstance(value, tuple) else value
        values["fidelity"] = entry.fidelity
        values["file"] = entry.file.name if entry.file else None
        for name in ("sha256", "licence", "citation", "note"):
            values[name] = getattr(entry, name)
        values["gaps"] = list(entry.gaps)
        lines += ["", "[[document]]", *_toml_lines(values)]
        for address in entry.addresses:
            parts = {name: getattr(address, name) for name in ADDRESS_FIELDS}
            lines += ["", "[[document.source]]", *_toml_lines(parts)]
    return "\n".join(lines) + "\n"


def _toml_lines(values: dict[str, Any]) -> list[str]:
    """Return ``key = value`` lines; JSON's strings and lists are TOML's."""
    return [
        f"{key} = {json.dumps(value, ensure_ascii=False)}".replace(
            "\x7f", "\\u007f"
        )
        for key, value in values.items()
        if value
    ]


def write_hashes(path: str | os.PathLike[str]) -> tuple[str, ...]:
    """Write the SHA-256 of each file into a catalog, in place.

    A ``sha256 = "…"`` line gets the hash of the file named by the nearest
    ``file = "…"`` line above it. All else is left as it stands.

    Parameters
    ----------
    path : str or path-like
        The catalog.

    Returns
    -------
    tuple of str
        The files whose hash changed.

    Raises
    ------
    CorpusError
        If a file is missing.
    """
    catalog = Path(path)
    text = catalog.read_text(encoding="utf-8")
    file = ""
    changed: list[str] = []
    lines = text.split("\n")
    for position, line in enumerate(lines):
        if match := _FILE_LINE.match(line):
            file = match["file"]
        elif match := _HASH_LINE.match(line):
            sha256 = file_sha256(catalog.parent / file)
            lines[position] = f'{match["head"]}{sha256}"'
            if lines[position] != line:
                changed.append(file)
    if changed:
        with whole_file(catalog) as beside:
            beside.write_text("\n".join(lines), encoding="utf-8")
    return tuple(changed)


if __name__ == "__main__":
    for _file in write_hashes(sys.argv[1]):
        sys.stdout.write(f"{_file}\n")
