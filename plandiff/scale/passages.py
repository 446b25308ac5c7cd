"""Which passages two near copies share, and where they stand in both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import pandas as pd

from plandiff.document import Clause, Document
from plandiff.errors import CorpusError
from plandiff.frames import frame, records
from plandiff.scale.texts import given
from plandiff.text.letters import letters

__all__ = ["PASSAGE_SCHEMA", "passages"]

PASSAGE_SCHEMA = {
    "reference_id": "string",
    "target_id": "string",
    "passage": "string",
    "characters": "Int64",
    "reference_start": "Int64",
    "reference_end": "Int64",
    "target_start": "Int64",
    "target_end": "Int64",
    "reference_page": "Int64",
    "target_page": "Int64",
    "reference_document": "string",
    "target_document": "string",
}
"""Columns of `passages`."""

_PLACES = 32
"""Of more places with the same beginning the first are looked at."""


def passages(
    reuse: pd.DataFrame, documents: Iterable[Document], least: int = 10
) -> pd.DataFrame:
    """List the passages that near copies share, one row per passage.

    Parameters
    ----------
    reuse : pandas.DataFrame
        As from `plandiff.reuse`, or some of its rows.
    documents : iterable of Document
        Those that `reuse` was made of.
    least : int, default 10
        Letters and digits of the shortest passage; shorter ones, such as
        大力发展, are common to any two plans.

    Returns
    -------
    pandas.DataFrame
        Columns `PASSAGE_SCHEMA`, pair by pair, in the order of the target
        clause. A passage is the longest stretch of letters from some place
        of the target on that the reference has too, its first place there;
        the next begins after it, so that no letter of the target is in
        two. Where the plans are ordered otherwise, passages still meet.
        `passage` is the printed text of the target, marks inside it
        included, a line break shown as a blank; `characters` counts its
        letters and digits. Starts and ends are offsets into the source
        texts of both documents; a page is that on which the clause begins,
        absent where the format has none.

    Raises
    ------
    CorpusError
        If a clause of `reuse` is not in the documents.
    ValueError
        If `least` is below 2.

    Examples
    --------
    >>> from plandiff.scale.reuse import reuse
    >>> plans = [
    ...     Document.from_clauses("a", [("1", "大力发展农村电子商务。")]),
    ...     Document.from_clauses("b", [("1", "加快发展农村电子商务；")]),
    ... ]
    >>> found = passages(reuse(plans), plans, least=4)
    >>> found[["passage", "reference_start", "target_start"]]
        passage  reference_start  target_start
    0  发展农村电子商务                2             2
    """
    if least < 2:
        raise ValueError(f"least: expected at least 2 but found {least}.")
    if not isinstance(reuse, pd.DataFrame):
        raise TypeError(
            "reuse: expected the table that plandiff.reuse(documents) gives "
            f"but found {reuse!r:.60}. The table comes first: "
            "passages(reuse, documents)."
        )
    plans = {document.id: document for document in given(documents)}
    clauses = {c.id: c for document in plans.values() for c in document}
    names = ("reference", "target")
    pages = {
        id: page
        for name in {
            str(name) for side in names for name in reuse[f"{side}_document"]
        }
        if name in plans
        for id, page in document_pages(plans[name]).items()
    }
    rows = []
    for row in records(
        reuse[[f"{n}_{what}" for what in ("id", "document") for n in names]]
    ):
        ids = [str(row[f"{name}_id"]) for name in names]
        for id in ids:
            if id not in clauses:
                raise CorpusError(
                    f"documents: expected those that the table of near "
                    f"copies was made of, but found none with the clause "
                    f"{id}."
                )
        pair = clauses[ids[0]], clauses[ids[1]]
        for first, second, length in _stretches(pair, least):
            spans = [
                _span(clause, start, length)
                for clause, start in zip(pair, (first, second), strict=True)
            ]
            low, high = spans[1]
            rows.append(
                (
                    *ids,
                    " ".join(pair[1].text[low:high].splitlines()),
                    length,
                    *_offsets(pair[0], *spans[0]),
                    *_offsets(pair[1], low, high),
                    *(pages.get(id) for id in ids),
                    *(row[f"{name}_document"] for name in names),
                )
            )
    return frame(rows, PASSAGE_SCHEMA)


def document_pages(document: Document) -> dict[str, int]:
    """Return the page of each clause, where the document knows pages."""
    table = document.clauses
    if "page" not in table:
        return {}
    return {
        str(row["clause_id"]): int(row["page"])
        for row in records(table[["clause_id", "page"]])
        if row["page"] is not None
    }


def _stretches(
    pair: tuple[Clause, Clause], least: int
) -> Iterator[tuple[int, int, int]]:
    """Yield where equal stretches begin on both sides, and their length."""
    left, right = (_letters(clause.text)[0] for clause in pair)
    places: dict[str, list[int]] = {}
    for start in range(len(left) - least + 1):
        known = places.setdefault(left[start : start + least], [])
        if len(known) < _PLACES:
            known.append(start)
    start = 0
    while start <= len(right) - least:
        found = places.get(right[start : start + least], [])
        length, first = max(
            ((_common(left, p, right, start, least), -p) for p in found),
            default=(0, 0),
        )
        if length:
            yield -first, start, length
        start += length or 1


def _common(left: str, first: int, right: str, second: int, known: int) -> int:
    """Count the equal letters from two places on; so many are known."""
    low, most = known, min(len(left) - first, len(right) - second)
    step = known
    while low < most:
        step = min(step, most - low)
        if (
            left[first + low : first + low + step]
            == right[second + low : second + low + step]
        ):
            low += step
            step *= 2
        elif step == 1:
            break
        else:
            step //= 2
    return low


@lru_cache(4096)
def _letters(text: str) -> tuple[str, tuple[int, ...]]:
    """Return the letters of a clause, and where each stands in it."""
    found = letters([text])
    codes = found.codes.tobytes().decode("utf-32-le", "surrogatepass")
    return codes, tuple(found.places.tolist())


def _span(clause: Clause, start: int, length: int) -> tuple[int, int]:
    """Return a stretch of letters as a range of the printed clause."""
    places = _letters(clause.text)[1]
    return places[start], places[start + length - 1] + 1


def _offsets(clause: Clause, start: int, end: int) -> tuple[int, int]:
    """Return a range of a clause as a range of the source."""
    return clause.source_offset(start), clause.source_offset(end - 1) + 1
