"""Align many documents: all pairs, or each with the next."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from plandiff.document import Document
from plandiff.errors import AlignmentError, CorpusError, PlandiffWarning
from plandiff.matching.align import align
from plandiff.matching.alignment import Alignment
from plandiff.matching.options import AlignOptions
from plandiff.matching.sides import Side, kept_sides
from plandiff.scale.cluster import spread
from plandiff.scale.parts import Part, Store
from plandiff.scale.texts import given

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["Alignments", "align_many"]

Pair = tuple[str, str]
Sides = dict[int, tuple[Document, Side]]

_LISTED = 5
_TASK = 8
"""So many pairs are one task of a cluster."""


class Alignments(Mapping[Pair, Alignment]):
    """Many alignments, by the ids of their documents.

    Those that are stored in a folder are read when they are asked for, so
    that memory stays small.

    Attributes
    ----------
    documents : dict of str to Document
        By id, in the order given.
    found : int
        How many were finished before, in the folder.
    """

    def __init__(
        self,
        documents: Mapping[str, Document],
        options: AlignOptions,
        parts: Mapping[Pair, Part],
        found: int,
    ) -> None:
        self.documents = dict(documents)
        self.found = found
        self._options = options
        self._parts = parts

    def __getitem__(self, pair: Pair) -> Alignment:
        if pair not in self._parts:
            raise CorpusError(
                f"expected a pair of ids that were aligned, such as "
                f"{next(iter(self._parts), ('a', 'b'))}, but found {pair!r}."
            )
        earlier, later = (self.documents[name] for name in pair)
        return self._parts[pair].alignment(earlier, later, self._options)

    def __iter__(self) -> Iterator[Pair]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def __repr__(self) -> str:
        return (
            f"<Alignments: {len(self)} pairs of {len(self.documents)} "
            f"documents, {self.found} of them found finished>"
        )


def align_many(
    documents: Iterable[Document],
    pairs: str | Iterable[Pair] = "successive",
    client: Client | None = None,
    *,
    options: AlignOptions | None = None,
    folder: str | os.PathLike[str] | None = None,
) -> Alignments:
    """Align many documents, pair by pair.

    What belongs to one document is made once, not once a pair; the results
    are those of `align`, number by number.

    Parameters
    ----------
    documents : iterable of Document
        In order of time, each with its own id.
    pairs : {"successive", "all"} or iterable of (str, str)
        Each document with the next; each with all that follow; or pairs of
        ids, the earlier plan first.
    client : distributed.Client, optional
        Aligns on a Dask cluster.
    options : AlignOptions, optional
        See `align`.
    folder : str or path-like, optional
        Where finished pairs are stored, one file a pair. A run that was
        interrupted goes on where it was; a pair whose file is damaged, or
        was made from other texts, options or versions, is made again.

    Returns
    -------
    Alignments
        A mapping: ids of the earlier and the later plan to `Alignment`.

    Raises
    ------
    AlignmentError
        If a document of a pair has no clauses.
    CorpusError
        If two documents have the same id, or a pair names one that is not
        among them.
    OutputError
        If the folder cannot be written; pairs finished before stay.

    Warns
    -----
    PlandiffWarning
        What `align` warns of, once a document; files that were damaged.

    Examples
    --------
    >>> plans = [
    ...     Document.from_clauses(id, [("1", "发展农村电商。")])
    ...     for id in ("x", "y", "z")
    ... ]
    >>> list(align_many(plans))
    [('x', 'y'), ('y', 'z')]
    """
    plans = {document.id: document for document in given(documents)}
    wanted = _wanted(plans, pairs)
    _check_clauses(plans, wanted)
    options = options or AlignOptions()
    parts: dict[Pair, Part] = {}
    store = None
    if folder is not None:
        store = Store(Path(folder), plans, options)
        missing = [pair for pair in wanted if not store.holds(pair)]
        if store.damaged:
            _warn(
                f"{len(store.damaged)} stored pairs cannot be read and are "
                f"made again: {_some(store.damaged)}."
            )
    else:
        missing = wanted
    notices: dict[str, None] = {}
    if client is None:
        made: Iterable[tuple[Pair, Part]] = _aligned(plans, missing, options)
    else:
        made = chain.from_iterable(
            spread(client, _task, _tasks(missing), _Work(plans, options))
        )
    for pair, part in _shown(made, len(missing)):
        notices.update(dict.fromkeys(part.notices))
        if store is None:
            parts[pair] = part
        else:
            store.write(pair, part)
    for notice in notices:
        _warn(notice)
    found = len(wanted) - len(missing)
    if store is not None:
        return Alignments(plans, options, store.view(wanted), found)
    ordered = {pair: parts[pair] for pair in wanted}
    return Alignments(plans, options, ordered, found)


def _aligned(
    documents: Mapping[str, Document],
    pairs: Sequence[Pair],
    options: AlignOptions,
    kept: Sides | None = None,
) -> Iterator[tuple[Pair, Part]]:
    """Align pairs in turn, each document made ready once."""
    with kept_sides(kept):
        for pair in pairs:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", PlandiffWarning)
                made = align(*(documents[n] for n in pair), options=options)
            yield pair, Part.of(made)


@dataclass(eq=False)
class _Work:
    """What tasks of a cluster share; a worker keeps what it made ready."""

    plans: Mapping[str, Document]
    options: AlignOptions
    sides: Sides = field(default_factory=dict)


def _task(pairs: Sequence[Pair], shared: _Work) -> list[tuple[Pair, Part]]:
    """Align the pairs of one task of a cluster."""
    return list(
        _aligned(shared.plans, pairs, shared.options, kept=shared.sides)
    )


def _wanted(
    plans: Mapping[str, Document], pairs: str | Iterable[Pair]
) -> list[Pair]:
    """Return the pairs of ids that are asked for, each once."""
    if pairs == "successive":
        return list(pairwise(plans))
    if pairs == "all":
        return list(combinations(plans, 2))
    if isinstance(pairs, str):
        raise ValueError(
            f"pairs: expected 'successive', 'all' or pairs of ids but found "
            f"{pairs!r}."
        )
    wanted: dict[Pair, None] = {}
    for pair in pairs:
        if isinstance(pair, str) or len(pair) != 2:
            raise ValueError(
                f"pairs: expected two ids, earlier and later, but found "
                f"{pair!r}."
            )
        for name in pair:
            if name not in plans:
                raise CorpusError(
                    f"pairs: expected the ids of documents given but found "
                    f"{name!r}. They are {_some(list(plans))}."
                )
        if pair[0] == pair[1]:
            raise ValueError(
                f"pairs: expected two documents but found {pair[0]!r} twice."
            )
        wanted[(pair[0], pair[1])] = None
    return list(wanted)


def _check_clauses(
    plans: Mapping[str, Document], pairs: Iterable[Pair]
) -> None:
    """Refuse documents without clauses before the work begins."""
    names = {name: None for pair in pairs for name in pair}
    empty = [name for name in names if not len(plans[name])]
    if empty:
        raise AlignmentError(
            f"{_some(empty)}: expected at least one clause but found none. "
            "Check how they were read (document.account()), or leave them "
            "out."
        )


def _tasks(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """Cut pairs into tasks that share their earlier plan where they can."""
    return [
        list(pairs[start : start + _TASK])
        for start in range(0, len(pairs), _TASK)
    ]


def _shown(
    made: Iterable[tuple[Pair, Part]], number: int
) -> Iterable[tuple[Pair, Part]]:
    """Show how far the work is, in a terminal and where it takes long."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    if number < 3 or not console.is_terminal:
        return made
    return track(
        made, "Aligning", total=number, console=console, transient=True
    )


def _some(names: Sequence[object]) -> str:
    more = " …" if len(names) > _LISTED else ""
    return ", ".join(str(name) for name in names[:_LISTED]) + more


def _warn(notice: str) -> None:
    warnings.warn(notice, PlandiffWarning, stacklevel=3)
