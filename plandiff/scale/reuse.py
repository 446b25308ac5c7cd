"""Which clauses stand in other documents too, whole or nearly so."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from plandiff.document import Document
from plandiff.errors import OutputError, PlandiffWarning
from plandiff.files import whole_file
from plandiff.frames import frame
from plandiff.scale.cluster import spread
from plandiff.scale.places import is_address, written_to
from plandiff.scale.search import (
    Found,
    Search,
    SearchOptions,
    blocks,
    processors,
    search,
)
from plandiff.scale.texts import (
    Integers,
    Texts,
    distinct_texts,
    given,
    rank_of,
)
from plandiff.scale.weights import weigh
from plandiff.signature import fingerprint, signature

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["REUSE_SCHEMA", "reuse", "write_reuse"]

REUSE_SCHEMA = {
    "reference_id": "string",
    "target_id": "string",
    "similarity": "Float64",
    "shared_characters": "Int64",
    "reference_share": "Float64",
    "target_share": "Float64",
    "verbatim": "boolean",
    "reference_rank": "Int64",
    "target_rank": "Int64",
    "reference_copies": "Int64",
    "target_copies": "Int64",
    "reference_document": "string",
    "target_document": "string",
}
"""Columns of `reuse`."""

_ROWS = 100_000
"""So many pairs become a table at once."""

_MANY = 1000
"""A text of so many clauses is told."""

_WHOLE = 3
"""A document of fewer clauses may well repeat another."""

_CLAUSES = 100_000
_LISTED = 5


class _Pairs(NamedTuple):
    """Pairs of clauses, sorted by the later and then by the earlier."""

    reference: Integers
    target: Integers
    similarity: NDArray[np.float64]
    reference_rank: Integers
    target_rank: Integers

    def part(self, low: int, high: int) -> _Pairs:
        """Return some of the pairs."""
        return _Pairs(
            self.reference[low:high],
            self.target[low:high],
            self.similarity[low:high],
            self.reference_rank[low:high],
            self.target_rank[low:high],
        )


def reuse(
    documents: Iterable[Document],
    minimum: float = 0.3,
    client: Client | None = None,
    *,
    nearest: int = 10,
    exact: bool = False,
    within: bool = False,
) -> pd.DataFrame:
    """Find near copies of clauses in other documents, one row per pair.

    Parameters
    ----------
    documents : iterable of Document
        In order of time, the earliest first, each with its own id. Digests
        are passed over: their wording is ours, not the plan's.
    minimum : float, default 0.3
        Lowest similarity of a near copy, in (0, 1].
    client : distributed.Client, optional
        Searches on a Dask cluster; the table is the same, byte for byte.
    nearest : int, default 10
        How many near copies each clause keeps.
    exact : bool, default False
        Whether no near copy may be missed. Without it, somewhat less than
        one in a hundred is, and the search is faster.
    within : bool, default False
        Whether near copies in the same document count too.

    Returns
    -------
    pandas.DataFrame
        Columns `REUSE_SCHEMA`, sorted by the place of the target clause.
        A pair is listed once, the clause of the earlier document as the
        reference, where either has the other among its nearest:
        `reference_rank` is the rank of the target among the near copies of
        the reference, `target_rank` the reverse, absent where it is not
        among them. `similarity` is the cosine of the character 2- and
        3-grams weighed by TF-IDF, in [0, 1], to six digits;
        `shared_characters` counts the letters and digits that both have in
        the same order (the longest common subsequence), `reference_share`
        and `target_share` set them against each clause. `verbatim` says
        that the letters are the same; `reference_copies` and
        `target_copies` count the clauses of all documents with that very
        text. ``table.attrs["signature"]`` names every choice, ``attrs
        ["notices"]`` says what was folded or passed over.

    Raises
    ------
    ValueError
        If `minimum` or `nearest` is out of range.
    CorpusError
        If two documents have the same id.

    Warns
    -----
    PlandiffWarning
        If digests were passed over, a whole document repeats another, or a
        text stands in a thousand clauses or more.

    See Also
    --------
    plandiff.scale.reuse.write_reuse : the same, streamed to a file.

    Notes
    -----
    Marks, blanks, widths, case and script do not count. Clauses that are
    the same are folded before the search; of more copies than `nearest`
    the first in the order of the documents are listed.

    Examples
    --------
    >>> plans = [
    ...     Document.from_clauses("a", [("1", "大力发展农村电子商务。")]),
    ...     Document.from_clauses("b", [("1", "发展农村电子商务")]),
    ... ]
    >>> reuse(plans)[["reference_id", "target_id", "shared_characters"]]
      reference_id target_id  shared_characters
    0          a:1       b:1                  8
    """
    plans, notices = _usable(documents)
    options = _options(minimum, nearest, exact)
    texts = distinct_texts(plans)
    notices += _folded(texts, plans)
    for notice in notices[:-1]:
        warnings.warn(notice, PlandiffWarning, stacklevel=2)
    parts = list(_tables(texts, plans, options, client, within=within))
    table = (
        pd.concat(parts, ignore_index=True)
        if parts
        else frame((), REUSE_SCHEMA)
    )
    table.attrs["signature"] = _signature(plans, options, within)
    table.attrs["notices"] = notices
    return table


def write_reuse(
    documents: Iterable[Document],
    path: str | os.PathLike[str],
    minimum: float = 0.3,
    client: Client | None = None,
    *,
    nearest: int = 10,
    exact: bool = False,
    within: bool = False,
) -> Path | str:
    """Find near copies and stream the table of `reuse` to a Parquet file.

    Parameters
    ----------
    documents, minimum, client, nearest, exact, within
        See `reuse`.
    path : str or path-like
        The file; it stands there whole or not at all. It may be an address
        that fsspec knows, such as ``s3://bucket/reuse.parquet``.

    Returns
    -------
    pathlib.Path or str
        The file, or its address. Its metadata hold ``signature`` and
        ``notices``.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    plans, notices = _usable(documents)
    options = _options(minimum, nearest, exact)
    texts = distinct_texts(plans)
    notices += _folded(texts, plans)
    for notice in notices[:-1]:
        warnings.warn(notice, PlandiffWarning, stacklevel=2)
    empty = pa.Table.from_pandas(frame((), REUSE_SCHEMA), preserve_index=False)
    schema = empty.schema.with_metadata(
        {
            "signature": _signature(plans, options, within),
            "notices": "\n".join(notices),
        }
    )
    try:
        with (
            written_to(path) as place,
            whole_file(place) as beside,
            pq.ParquetWriter(beside, schema) as writer,
        ):
            writer.write_table(empty.cast(schema))
            for part in _tables(texts, plans, options, client, within=within):
                writer.write_table(
                    pa.Table.from_pandas(
                        part, schema=schema, preserve_index=False
                    )
                )
    except OSError as error:
        raise OutputError(
            f"{path}: cannot be written ({error}). What stood there before "
            "is kept: make room, or choose another place."
        ) from error
    return os.fspath(path) if is_address(path) else Path(path)


def _usable(
    documents: Iterable[Document],
) -> tuple[list[Document], list[str]]:
    """Return the documents that hold a plan's own words, and a notice."""
    found = given(documents)
    digests = [document.id for document in found if document.is_digest]
    if not digests:
        return found, []
    more = " …" if len(digests) > _LISTED else ""
    return [document for document in found if not document.is_digest], [
        f"{len(digests)} digests passed over, since their wording is ours: "
        f"{', '.join(digests[:_LISTED])}{more}."
    ]


def _options(minimum: float, nearest: int, exact: bool) -> SearchOptions:
    """Check what was asked."""
    if not 0 < minimum <= 1:
        raise ValueError(
            f"minimum: expected a similarity above 0 and at most 1, found "
            f"{minimum}."
        )
    if nearest < 1:
        raise ValueError(f"nearest: expected at least 1, found {nearest}.")
    return SearchOptions(
        minimum=minimum,
        nearest=nearest,
        exact=exact,
        candidates=max(60, 6 * nearest),
    )


def _signature(
    documents: Sequence[Document], options: SearchOptions, within: bool
) -> str:
    """Name every choice that moves a number of the table."""
    names = "\n".join(
        f"{document.id}@{document.source.sha256}" for document in documents
    )
    return signature(
        documents=f"{len(documents)}@{fingerprint(names)}",
        unit="clause",
        runs="2-3",
        weight="tfidf",
        minimum=options.minimum,
        nearest=options.nearest,
        search="exact" if options.exact else f"best{options.candidates}",
        within=within,
    )


def _folded(texts: Texts, documents: Sequence[Document]) -> list[str]:
    """Say which documents repeat another, and last what was folded."""
    found = []
    copies = texts.copies
    if len(copies) and copies.max() >= _MANY:
        text = int(copies.argmax())
        first = texts.ids[int(np.flatnonzero(texts.text == text)[0])]
        found.append(
            f"{first}: its text stands in {copies.max()} clauses; each "
            "lists the first of them only."
        )
    seen: dict[bytes, str] = {}
    repeats = []
    place = 0
    for document in documents:
        numbers = texts.text[place : place + len(document)].tobytes()
        place += len(document)
        first = seen.setdefault(numbers, document.id)
        if first != document.id and len(document) >= _WHOLE:
            repeats.append(f"{document.id} repeats {first}")
    if repeats:
        more = " …" if len(repeats) > _LISTED else ""
        found.append(
            f"{len(repeats)} documents repeat another, clause by clause: "
            f"{', '.join(repeats[:_LISTED])}{more}. Leave one out, unless "
            "both were issued."
        )
    found.append(
        f"{len(texts.ids)} clauses folded to {len(texts)} different texts."
    )
    return found


def _tables(
    texts: Texts,
    documents: Sequence[Document],
    options: SearchOptions,
    client: Client | None,
    *,
    within: bool,
) -> Iterator[pd.DataFrame]:
    """Yield the table of near copies, part by part."""
    if not len(texts):
        return
    owner = np.full(len(texts), -1, np.int64) if within else texts.owner
    # A text of several documents may lose partners to each of them.
    keep = np.where(
        owner < 0, options.candidates // 2, options.nearest
    ).astype(np.int32)
    if within:
        keep[:] = options.nearest
    task = Search(weigh(texts), owner.astype(np.int32), keep, options)
    if client is None:
        results: Iterable[Found] = search(task)
    else:
        results = spread(client, _block, blocks(len(texts)), task)
    pairs = _pairs(texts, _whole(results), options.nearest, within=within)
    del task
    names = np.array([document.id for document in documents], object)
    ids = np.array(texts.ids, object)
    for low in range(0, len(pairs.target), _ROWS):
        part = pairs.part(low, low + _ROWS)
        yield _table(texts, part, ids, names)


def _block(part: tuple[int, int], shared: Search) -> Found:
    """Search one block on a cluster."""
    return shared.block(*part)


def _whole(results: Iterable[Found]) -> Found:
    """Join what blocks found."""
    parts = list(results)
    return Found(
        np.concatenate([part.counts for part in parts]),
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.scores for part in parts]),
    )


def _pairs(
    texts: Texts, found: Found, nearest: int, *, within: bool
) -> _Pairs:
    """Go from texts to clauses: the best of each clause, then the pairs."""
    starts, rows, scores = _with_themselves(texts, found)
    first, members = _members(texts, nearest)
    size = len(texts.ids)
    kept: list[tuple[Integers, Integers, NDArray[np.float64], Integers]] = []
    for low in range(0, size, _CLAUSES):
        clause = np.arange(low, min(low + _CLAUSES, size))
        text = texts.text[clause]
        entry, spot = _spread(starts[text], starts[text + 1])
        own, other, score = clause[spot], rows[entry], scores[entry]
        entry, spot = _spread(first[other], first[other + 1])
        own, score, other = own[spot], score[spot], members[entry]
        apart = other != own
        if not within:
            apart &= texts.document[other] != texts.document[own]
        own, other, score = own[apart], other[apart], score[apart]
        rank = rank_of(own)
        best = rank < nearest
        kept.append((own[best], other[best], score[best], rank[best] + 1))
    own, other, score, rank = (
        np.concatenate(column) for column in zip(*kept, strict=True)
    )
    earlier, later = np.minimum(own, other), np.maximum(own, other)
    code, place, back = np.unique(
        later * size + earlier, return_index=True, return_inverse=True
    )
    ranks = np.zeros((2, len(code)), np.int64)
    forward = own < other
    ranks[0, back[forward]] = rank[forward]
    ranks[1, back[~forward]] = rank[~forward]
    return _Pairs(code % size, code // size, score[place], *ranks)


def _with_themselves(
    texts: Texts, found: Found
) -> tuple[Integers, Integers, NDArray[np.float64]]:
    """Put each text before its nearest, for the clauses that repeat it."""
    starts = np.append(0, np.cumsum(found.counts.astype(np.int64)))
    # A text without letters has no copies either.
    several = (texts.copies > 1) & (np.diff(texts.bounds) > 0)
    own = np.flatnonzero(several)
    rows = np.insert(found.rows.astype(np.int64), starts[own], own)
    scores = np.insert(found.scores, starts[own], 1.0)
    counts = found.counts.astype(np.int64) + several
    return np.append(0, np.cumsum(counts)), rows, scores


def _members(texts: Texts, nearest: int) -> tuple[Integers, Integers]:
    """List the first clauses of each text, few of each document.

    So many that each document finds `nearest` in others: copies without
    number cost no more.
    """
    order = np.argsort(texts.text, kind="stable")
    text, document = texts.text[order], texts.document[order]
    change = np.append(True, text[1:] != text[:-1])
    turn = np.append(True, document[1:] != document[:-1]) | change
    turns = np.cumsum(turn)
    number = turns - turns[np.flatnonzero(change)][text]
    stays = (rank_of(turns) < nearest) & (number <= nearest)
    starts = np.bincount(text[stays], minlength=len(texts))
    return np.append(0, np.cumsum(starts)), order[stays]


def _spread(low: Integers, high: Integers) -> tuple[Integers, Integers]:
    """Write ranges out: each number in turn, and which range it is of."""
    sizes = high - low
    spot = np.repeat(np.arange(len(low)), sizes)
    ends = np.cumsum(sizes)
    within = np.arange(len(spot)) - np.repeat(ends - sizes, sizes)
    return low[spot] + within, spot


def _table(
    texts: Texts,
    pairs: _Pairs,
    ids: NDArray[np.object_],
    names: NDArray[np.object_],
) -> pd.DataFrame:
    """Build the table of some pairs."""
    left, right = texts.text[pairs.reference], texts.text[pairs.target]
    shared = _shared(texts, left, right)
    lengths, copies = np.diff(texts.bounds), texts.copies
    table: dict[str, object] = {
        "reference_id": ids[pairs.reference],
        "target_id": ids[pairs.target],
        "similarity": pairs.similarity,
        "shared_characters": shared,
        "reference_share": shared / lengths[left],
        "target_share": shared / lengths[right],
        "verbatim": left == right,
        "reference_rank": _ranks(pairs.reference_rank),
        "target_rank": _ranks(pairs.target_rank),
        "reference_copies": copies[left],
        "target_copies": copies[right],
        "reference_document": names[texts.document[pairs.reference]],
        "target_document": names[texts.document[pairs.target]],
    }
    return pd.DataFrame(table).astype(REUSE_SCHEMA)


def _ranks(ranks: Integers) -> pd.arrays.IntegerArray:
    """Leave out the rank of what is not among the nearest."""
    return pd.arrays.IntegerArray(ranks, ranks == 0)


def _shared(texts: Texts, left: Integers, right: Integers) -> Integers:
    """Count the letters that two texts have in the same order."""
    from rapidfuzz.distance import LCSseq
    from rapidfuzz.process import cpdist

    shared = np.diff(texts.bounds)[left]
    apart = left != right
    pairs, back = np.unique(
        left[apart] * len(texts) + right[apart], return_inverse=True
    )
    if len(pairs):
        found = cpdist(
            *(
                [texts.letters_of(text) for text in side.tolist()]
                for side in np.divmod(pairs, len(texts))
            ),
            scorer=LCSseq.similarity,
            dtype=np.int64,
            workers=processors(),
        )
        shared[apart] = found[back]
    return shared
