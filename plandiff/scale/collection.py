"""Read many documents as scholars have them: a folder, or one table."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import pandas as pd

from plandiff.document import Document, Metadata
from plandiff.errors import PlandiffError, PlandiffWarning, ReadingError
from plandiff.frames import frame, records
from plandiff.reading.formats.encodings import decode
from plandiff.reading.parsing import parse_document
from plandiff.reading.reader import read_document
from plandiff.scale.cluster import spread
from plandiff.scale.places import files_under, is_address, local_copy

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["PASSED_OVER_SCHEMA", "Collected", "read_documents"]

PASSED_OVER_SCHEMA = {"place": "string", "reason": "string"}
"""Columns of `Collected.passed_over`."""

_TABLES = (".csv", ".tsv", ".parquet", ".jsonl", ".ndjson")
_TEXT = ("text", "full_text", "content", "body", "正文", "全文", "内容")
_ID = ("id", "document", "doc_id", "编号")
_TITLE = ("title", "标题", "名称")
_DATE = ("date", "published", "publish_date", "日期", "发布日期")
_LEVEL = ("level", "级别", "层级")
_ISSUER = ("issuer", "issuers", "发文机关", "机关")
_NUMBER = ("number", "文号", "发文字号")
_KNOWN = ("text", "id", "title", "date", "level", "issuer", "number")
_LISTED = 5
_TASK = 16


@dataclass(frozen=True, eq=False, repr=False)
class Collected:
    """The documents of a folder or table.

    Attributes
    ----------
    documents : tuple of Document
        In the order of the file names, or of the rows.
    passed_over : pandas.DataFrame
        Columns `PASSED_OVER_SCHEMA`: files and rows that are no text, each
        with the reason.
    metadata : pandas.DataFrame
        One row per document: ``document``, then the other columns of the
        table, or ``file``.
    """

    documents: tuple[Document, ...]
    passed_over: pd.DataFrame = field()
    metadata: pd.DataFrame = field()

    def __iter__(self) -> Iterator[Document]:
        return iter(self.documents)

    def __len__(self) -> int:
        return len(self.documents)

    def __repr__(self) -> str:
        return (
            f"<Collected: {len(self)} documents, {len(self.passed_over)} "
            "files or rows passed over>"
        )

    def column(self, name: str) -> dict[str, str | None]:
        """Return a column of `metadata` by document, such as a province.

        Raises
        ------
        ReadingError
            If there is no such column.
        """
        if name not in self.metadata:
            raise ReadingError(
                f"metadata: expected one of the columns "
                f"{', '.join(map(str, self.metadata))} but found {name!r}."
            )
        return {
            str(row["document"]): None if row[name] is None else str(row[name])
            for row in records(self.metadata[["document", name]])
        }


def read_documents(
    source: str | os.PathLike[str],
    client: Client | None = None,
    *,
    columns: Mapping[str, str] | None = None,
    processes: int = 1,
) -> Collected:
    r"""Read all documents of a folder, or of a table with a text column.

    Parameters
    ----------
    source : str or path-like
        A folder, read with all folders in it, whatever the formats; or one
        CSV, TSV, JSONL or Parquet file, each row a document. It may be an
        address that fsspec knows, such as ``s3://bucket/plans``.
    client : distributed.Client, optional
        Reads on a Dask cluster, whose workers see the same paths.
    columns : mapping of str to str, optional
        For a table, which column holds what: keys ``text``, ``id``,
        ``title``, ``date``, ``level``, ``issuer``, ``number``. Without it,
        columns of usual Chinese and English names are found.
    processes : int, default 1
        How many files are read at a time, each in a process of its own;
        from a script, call it under ``if __name__ == "__main__"``.

    Returns
    -------
    Collected
        Iterates over the documents. What cannot be read never ends the
        run: it is in `passed_over`, with the reason.

    Raises
    ------
    ReadingError
        If there is no such folder or table, or it has no text column.

    Warns
    -----
    PlandiffWarning
        How many files or rows were passed over.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "a.txt").write_text("一、目标\n发展。", "utf-8")
    >>> [plan.id for plan in read_documents(folder)]
    ['a']
    """
    path = Path(source)
    if isinstance(source, str) and is_address(source):
        found = _elsewhere(source, client, processes, dict(columns or {}))
    elif path.is_dir():
        found = _folder(path, client, processes)
    elif path.suffix.lower() in _TABLES and path.is_file():
        found = _table(path, dict(columns or {}))
    else:
        raise ReadingError(
            f"{path}: expected a folder, or a table "
            f"({', '.join(_TABLES)}) but found "
            f"{'another file' if path.exists() else 'neither'}. One plan is "
            "read by read_document."
        )
    number = len(found.passed_over)
    if number:
        places = found.passed_over["place"].tolist()
        more = " …" if number > _LISTED else ""
        warnings.warn(
            f"{source}: {number} files or rows passed over: "
            f"{', '.join(places[:_LISTED])}{more}. The reasons are in "
            "passed_over.",
            PlandiffWarning,
            stacklevel=2,
        )
    return found


def _folder(path: Path, client: Client | None, processes: int) -> Collected:
    """Read all files under a folder."""
    files = sorted(
        file
        for file in path.rglob("*")
        if file.is_file()
        and not any(
            part.startswith(".") for part in file.relative_to(path).parts
        )
        and not file.name.endswith(".profile.toml")
    )
    places = [file.relative_to(path).as_posix() for file in files]
    return _files(list(map(str, files)), places, client, processes)


def _elsewhere(
    address: str,
    client: Client | None,
    processes: int,
    columns: dict[str, str],
) -> Collected:
    """Read what stands at an address: a folder, or a table."""
    listed = files_under(address)
    if listed is None:
        if PurePosixPath(address).suffix.lower() not in _TABLES:
            raise ReadingError(
                f"{address}: expected a folder, or a table "
                f"({', '.join(_TABLES)}) but found another file."
            )
        with local_copy(address) as path:
            return _table(path, columns)
    kept = [
        (file, place)
        for file, place in zip(*listed, strict=True)
        if not any(part.startswith(".") for part in place.split("/"))
        and not place.endswith(".profile.toml")
    ]
    return _files(
        [file for file, _ in kept], [p for _, p in kept], client, processes
    )


def _files(
    files: Sequence[str],
    places: Sequence[str],
    client: Client | None,
    processes: int,
) -> Collected:
    """Read files; what cannot be read is passed over."""
    names = _names(list(map(PurePosixPath, places)))
    items = list(zip(files, names, strict=True))
    tasks = [items[n : n + _TASK] for n in range(0, len(items), _TASK)]
    results: Iterator[list[Document | str]]
    if client is not None:
        results = spread(client, _read_shared, tasks, None)
    elif processes > 1 and len(tasks) > 1:
        results = _in_processes(tasks, processes)
    else:
        results = map(_read, tasks)
    documents, passed, kept = [], [], []
    read = (one for part in results for one in part)
    for place, one in zip(places, read, strict=True):
        if isinstance(one, Document):
            documents.append(one)
            kept.append((one.id, place))
        else:
            passed.append((place, one))
    return Collected(
        tuple(documents),
        frame(passed, PASSED_OVER_SCHEMA),
        frame(kept, {"document": "string", "file": "string"}),
    )


def _in_processes(
    tasks: Sequence[Sequence[tuple[str, str]]], processes: int
) -> Iterator[list[Document | str]]:
    """Read tasks in processes of their own, in order."""
    context = get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        yield from pool.map(_read, tasks)


def _read(items: Sequence[tuple[str, str]]) -> list[Document | str]:
    """Read files; a file that cannot be read gives the reason."""
    found: list[Document | str] = []
    for file, name in items:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", PlandiffWarning)
                if is_address(file):
                    with local_copy(file) as copy:
                        found.append(read_document(copy, id=name))
                else:
                    found.append(read_document(file, id=name))
        except PlandiffError as error:
            found.append(str(error))
        except Exception as error:  # one file must not end the run
            found.append(
                f"{file}: reading failed ({type(error).__name__}: {error})"
            )
    return found


def _read_shared(
    items: Sequence[tuple[str, str]], shared: None
) -> list[Document | str]:
    return _read(items)


def _names(places: Sequence[PurePosixPath]) -> list[str]:
    """Name each file by its stem, with the folders where that is not one."""
    stems = [place.name.split(".")[0] or place.name for place in places]
    names: list[str] = []
    for place, stem in zip(places, stems, strict=True):
        name = stem
        if stems.count(stem) > 1:
            name = place.as_posix()
        names.append(name)
    return names


def _table(path: Path, columns: dict[str, str]) -> Collected:
    """Read each row of a table as a document."""
    table = _read_table(path)
    strange = set(columns) - set(_KNOWN)
    if strange:
        raise ReadingError(
            f"columns: expected keys among {', '.join(_KNOWN)} but found "
            f"{', '.join(sorted(strange))}."
        )
    for name, usual in zip(
        _KNOWN,
        (_TEXT, _ID, _TITLE, _DATE, _LEVEL, _ISSUER, _NUMBER),
        strict=True,
    ):
        found = [c for c in map(str, table) if c.strip().lower() in usual]
        if name not in columns and found:
            columns[name] = found[0]
    missing = [c for c in columns.values() if c not in table]
    if missing or "text" not in columns:
        raise ReadingError(
            f"{path.name}: expected a column "
            f"{missing[0] if missing else 'with the text'} but found "
            f"{', '.join(map(str, table))}. Name it: columns="
            '{"text": …}.'
        )
    documents, passed, kept = [], [], []
    taken: set[str] = set()
    others = [str(c) for c in table if c != columns["text"]]
    for number, row in enumerate(records(table), 1):
        values = {
            name: None if row[column] is None else str(row[column]).strip()
            for name, column in columns.items()
        }
        name = values.get("id") or f"{path.name.split('.')[0]}-{number}"
        try:
            if name in taken:
                raise ReadingError(
                    f"row {number}: expected an id of its own but found "
                    f"{name!r} a second time."
                )
            made = _document(name, values, number)
        except PlandiffError as error:
            passed.append((f"row {number}", str(error)))
            continue
        taken.add(name)
        documents.append(made)
        kept.append((name, *(row[column] for column in others)))
    metadata = pd.DataFrame(kept, columns=["document", *others])
    return Collected(
        tuple(documents),
        frame(passed, PASSED_OVER_SCHEMA),
        metadata.astype({"document": "string"}),
    )


def _document(
    name: str, values: Mapping[str, str | None], number: int
) -> Document:
    """Make a document of one row."""
    text = values["text"]
    if not text:
        raise ReadingError(
            f"row {number}: expected a text but the cell is empty."
        )
    made = parse_document(text, id=name)
    issuer = values.get("issuer")
    given = {
        "title": values.get("title"),
        "published": values.get("date"),
        "level": values.get("level"),
        "number": values.get("number"),
        "issuers": (issuer,) if issuer else None,
    }
    told = {key: value for key, value in given.items() if value}
    base = made.metadata or Metadata()
    return replace(made, metadata=replace(base, **told))  # type: ignore[arg-type]


def _read_table(path: Path) -> pd.DataFrame:
    """Read a table; all of a text table is text."""
    suffix = path.suffix.lower()
    try:
        if suffix == ".parquet":
            return pd.read_parquet(path)
        text, _ = decode(path.read_bytes(), name=path.name)
        if suffix in (".jsonl", ".ndjson"):
            return pd.read_json(io.StringIO(text), lines=True, dtype=False)
        return pd.read_csv(
            io.StringIO(text),
            dtype="string",
            sep="\t" if suffix == ".tsv" else ",",
            keep_default_na=False,
        )
    except PlandiffError:
        raise
    except Exception as error:  # pandas and pyarrow raise many kinds
        raise ReadingError(
            f"{path}: expected a table but it cannot be read ({error})."
        ) from error
