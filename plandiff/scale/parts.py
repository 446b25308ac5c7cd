"""One aligned pair without its documents: in memory, or in a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from plandiff.document import Document
from plandiff.errors import CorpusError, OutputError
from plandiff.files import whole_file
from plandiff.matching.alignment import LINK_SCHEMA, Alignment
from plandiff.matching.knowledge.background import load_background
from plandiff.matching.knowledge.concepts import concepts_name
from plandiff.matching.knowledge.encoder import encoder_name
from plandiff.matching.options import AlignOptions
from plandiff.matching.scoring import model_for
from plandiff.signature import fingerprint, version
from plandiff.text.tokens import tokenizer_name

__all__ = ["Part", "Store"]

Pair = tuple[str, str]

_UNSAFE = re.compile(r"[^\w.-]+")
_KEY, _REST = b"plandiff-key", b"plandiff-rest"


@dataclass(frozen=True, eq=False)
class Part:
    """What an alignment holds beside its documents.

    Attributes
    ----------
    pairs : pandas.DataFrame
        All scored pairs; see `Alignment`.
    linked : numpy.ndarray of bool
        Which of them are links.
    signature : str
        See `Alignment`.
    notices : tuple of str
        See `Alignment`.
    """

    pairs: pd.DataFrame
    linked: NDArray[np.bool_]
    signature: str
    notices: tuple[str, ...]

    @classmethod
    def of(cls, made: Alignment) -> Part:
        """Take an alignment apart."""
        ids = ["reference_id", "target_id"]
        linked = pd.MultiIndex.from_frame(made.pairs[ids]).isin(
            pd.MultiIndex.from_frame(made.links[ids])
        )
        return cls(made.pairs, linked, made.signature, made.notices)

    def alignment(
        self, reference: Document, target: Document, options: AlignOptions
    ) -> Alignment:
        """Put the alignment of two documents together again."""
        return Alignment(
            reference,
            target,
            self.pairs[self.linked].reset_index(drop=True),
            self.pairs,
            self.signature,
            self.notices,
            options,
        )


class _OtherError(Exception):
    """A file is whole, but of something else."""


class Store:
    """A folder of finished pairs, one Parquet file each.

    A file is written whole or not at all, with checksums; it says of which
    texts, options and versions it was made.

    Attributes
    ----------
    damaged : list of str
        Files that were there but cannot be read.
    """

    def __init__(
        self,
        folder: Path,
        documents: Mapping[str, Document],
        options: AlignOptions,
    ) -> None:
        if folder.exists() and not folder.is_dir():
            raise OutputError(
                f"{folder}: expected a folder for finished pairs but found a "
                "file. Choose another name."
            )
        self.folder = folder
        self.damaged: list[str] = []
        self._documents = documents
        self._options = options
        self._names = {n: _name_of(d) for n, d in documents.items()}
        self._made_by = "|".join(
            [
                repr(options),
                tokenizer_name(),
                load_background().signature,
                concepts_name(),
                encoder_name() if options.semantic else "vectors",
                version(),
            ]
        )

    def holds(self, pair: Pair) -> bool:
        """Tell whether a pair is finished and its file whole."""
        path = self._path(pair)
        if not path.exists():
            return False
        try:
            self._read(pair)
        except CorpusError:
            self.damaged.append(path.name)
            return False
        except _OtherError:  # of other texts, options or versions
            return False
        return True

    def write(self, pair: Pair, part: Part) -> None:
        """Store a finished pair.

        Raises
        ------
        OutputError
            If the file cannot be written, such as on a full disk.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = pa.Table.from_pandas(
            part.pairs.assign(linked=part.linked), preserve_index=False
        )
        rest = {"signature": part.signature, "notices": part.notices}
        table = table.replace_schema_metadata(
            {
                _KEY: self._key(pair),
                _REST: json.dumps(rest, ensure_ascii=False),
            }
        )
        path = self._path(pair)
        try:
            with whole_file(path) as beside:
                pq.write_table(
                    table,
                    beside,
                    compression="zstd",
                    write_page_checksum=True,
                )
        except OSError as error:
            raise OutputError(
                f"{path}: cannot be written ({error}). The pairs finished "
                "before are kept: make room and call again with the same "
                "folder."
            ) from error

    def view(self, pairs: Sequence[Pair]) -> Mapping[Pair, Part]:
        """Return the stored pairs, each read when it is asked for."""
        return _View(self, pairs)

    def read(self, pair: Pair) -> Part:
        """Read a finished pair.

        Raises
        ------
        CorpusError
            If the file is not there, damaged, or of something else.
        """
        try:
            return self._read(pair)
        except _OtherError as error:
            raise CorpusError(
                f"{self._path(pair)}: expected the pair {pair} as it was "
                f"stored but found something else ({error}). Call "
                "align_many again with the same folder."
            ) from error

    def _read(self, pair: Pair) -> Part:
        import pyarrow as pa
        import pyarrow.parquet as pq

        path = self._path(pair)
        try:
            table = pq.read_table(path, page_checksum_verification=True)
            metadata = table.schema.metadata
            key, rest = metadata[_KEY], json.loads(metadata[_REST])
            frame = table.to_pandas()
            linked = frame.pop("linked").to_numpy(bool)
            pairs = frame.astype(LINK_SCHEMA)[list(LINK_SCHEMA)]
        except (OSError, pa.ArrowException, ValueError, LookupError) as error:
            raise CorpusError(
                f"{path}: expected a finished pair but it cannot be read "
                f"({error}). Call align_many again: it makes it anew."
            ) from error
        if key != self._key(pair).encode():
            raise _OtherError("made of other texts, options or versions")
        return Part(pairs, linked, rest["signature"], tuple(rest["notices"]))

    def _key(self, pair: Pair) -> str:
        """Name all that a pair is made of."""
        earlier, later = (self._documents[name] for name in pair)
        model = model_for(earlier, later, self._options).name
        return "|".join(
            [*(self._names[name] for name in pair), model, self._made_by]
        )

    def _path(self, pair: Pair) -> Path:
        plain = "--".join(_UNSAFE.sub("_", name)[:60] for name in pair)
        code = fingerprint("\n".join(pair), length=8)
        return self.folder / f"{plain}.{code}.parquet"


class _View(Mapping[Pair, Part]):
    """Stored pairs, each read when it is asked for."""

    def __init__(self, store: Store, pairs: Sequence[Pair]) -> None:
        self._store, self._pairs = store, dict.fromkeys(pairs)

    def __getitem__(self, pair: Pair) -> Part:
        if pair not in self._pairs:
            raise KeyError(pair)
        return self._store.read(pair)

    def __contains__(self, pair: object) -> bool:
        return pair in self._pairs

    def __iter__(self) -> Iterator[Pair]:
        return iter(self._pairs)

    def __len__(self) -> int:
        return len(self._pairs)


def _name_of(document: Document) -> str:
    """Name a document by all of it that `align` looks at."""
    content = json.dumps(
        [
            document.id,
            document.fidelity,
            document.source.sha256,
            [[c.id, c.title, c.path, c.text] for c in document],
        ],
        ensure_ascii=False,
    )
    return fingerprint(content, length=32)
