"""Read the collection behind the background model, passage by passage.

Statutes come clause by clause; plans, outlines and government reports are
running text and are cut at sentence ends into stretches about as long.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from plandiff.errors import CorpusError
from plandiff.text.tokens import words

__all__ = [
    "FIRST_YEAR",
    "LEFT_OUT_FOLDERS",
    "LEFT_OUT_TITLES",
    "STATUTES",
    "Passage",
    "plan_files",
    "read_passages",
    "read_texts",
]

LEFT_OUT_TITLES = re.compile(r"(?:反垄断法|职业教育法|行政复议法)[(（]")
"""Statutes of the development data, in every version."""

LEFT_OUT_FOLDERS = frozenset(
    {
        "digital-economy-14fyp-2021-2025",
        "ecommerce-opinions-2015-guofa24",
        "informatization-13fyp-2016-2020",
    }
)
"""Plans of the development data; ec14 is not in the collection."""

STATUTES = "regulations.jsonl.gz"
"""The file of statutes; plans and reports stand under ``official/``."""

FIRST_YEAR, FIRST_CONGRESS = 1986, 13
"""Reports before the seventh plan speak another language, and name people."""

_LICENCE = re.compile(r"(?:本|这部)作品.*", re.DOTALL)
_SENTENCE_END = re.compile(r"(?<=[。！？；\n])")


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause, or a stretch of running text about as long as one.

    Attributes
    ----------
    genre : str
        ``statute`` or ``plan`` (plans, outlines, government reports).
    document : str
        Which document it is from.
    words : list of str
        As `plandiff.text.tokens.words` cuts it.
    """

    genre: str
    document: str
    words: list[str]


def read_passages(
    folder: Path, *, length: int = 150, names: Iterable[str] | None = None
) -> Iterator[Passage]:
    """Read the collection as passages, the development data left out.

    Parameters
    ----------
    folder : pathlib.Path
        With ``regulations.jsonl.gz`` and ``official/*/``.
    length : int, default 150
        Running text is cut at the first sentence end after so many
        characters; statutes are read clause by clause.
    names : iterable of str, optional
        Paths of the files to read, relative to `folder`, as the signature
        of a model names them; by default all.

    Yields
    ------
    Passage
        Statutes first; files in the order of their names.

    Raises
    ------
    CorpusError
        If a named file is not there.
    """
    for genre, document, text in read_texts(
        folder, length=length, names=names
    ):
        yield Passage(genre, document, words(text))


def read_texts(
    folder: Path, *, length: int = 150, names: Iterable[str] | None = None
) -> Iterator[tuple[str, str, str]]:
    """Read the collection as `read_passages` does, as texts.

    Parameters
    ----------
    folder : pathlib.Path
        As for `read_passages`.
    length : int, default 150
        As for `read_passages`.
    names : iterable of str, optional
        As for `read_passages`.

    Yields
    ------
    str, str, str
        Genre, document and text of each passage.
    """
    with gzip.open(folder / STATUTES, "rt", encoding="utf-8") as lines:
        for line in lines:
            statute = json.loads(line)
            if LEFT_OUT_TITLES.match(statute["title"]):
                continue
            for _, text in statute["clauses"]:
                yield "statute", statute["id"], text
    for path in plan_files(folder, names):
        for title, text in _plan_texts(path):
            name = f"{path.name}/{title}"
            for passage in _cut(_LICENCE.sub("", text), length):
                yield "plan", name, passage


def plan_files(folder: Path, names: Iterable[str] | None = None) -> list[Path]:
    """List the files of plans and reports that are read, by name."""
    if names is not None:
        found = sorted(folder / name for name in names if name != STATUTES)
        for path in found:
            if not path.is_file():
                raise CorpusError(
                    f"{path}: expected a file that a model was made from "
                    "but found none. Restore it, or train on what there is "
                    "with: python -m plandiff.training.background --all"
                )
        return found
    return [
        path
        for path in sorted(folder.glob("official/*/*"))
        if path.suffix in (".txt", ".csv", ".jsonl")
        and path.parent.name not in LEFT_OUT_FOLDERS
    ]


def _plan_texts(path: Path) -> Iterator[tuple[str, str]]:
    """Give title and running text of each document in a file."""
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".jsonl":
        for line in text.splitlines():
            record = json.loads(line)
            year = int(record.get("year") or FIRST_YEAR)
            congress = int(record.get("congress") or FIRST_CONGRESS)
            if year >= FIRST_YEAR and congress >= FIRST_CONGRESS:
                yield record["title"], record["content"]
    elif path.suffix == ".csv":
        csv.field_size_limit(max(csv.field_size_limit(), len(text)))
        for row in csv.DictReader(text.splitlines(keepends=True)):
            yield row["title"], row["full_text"]
    elif path.name.endswith(".extracted.txt"):
        # Lines of a PDF end in the middle of words.
        yield path.name, text.replace("\n", "")
    else:
        yield path.name, text


def _cut(text: str, length: int) -> Iterator[str]:
    """Cut running text at sentence ends into passages of about a length."""
    passage = ""
    for sentence in _SENTENCE_END.split(text):
        passage += re.sub(r"\s+", "", sentence)
        if len(passage) >= length:
            yield passage
            passage = ""
    if passage:
        yield passage
