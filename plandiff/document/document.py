"""A plan as one frozen value."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, overload

from plandiff.document import tables
from plandiff.document.checks import (
    check_characters,
    check_pages,
    check_partition,
    check_pieces,
)
from plandiff.document.parts import (
    Citation,
    Clause,
    Heading,
    Metadata,
    Source,
    Span,
)
from plandiff.errors import ClauseError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FIDELITIES", "Document"]

FIDELITIES = ("full", "excerpt", "digest")
"""How much of the official text a document holds; see `Document`."""

_NO_SOURCE = Source("", "", "clauses")
_NO_METADATA = Metadata()


@dataclass(frozen=True, repr=False)
class Document:
    """One plan: source text, clauses, headings and a full account.

    Iterating gives the `Clause` objects in order; ``document["3.1.2"]``,
    ``document["ec14:3.1.2"]`` and ``document[0]`` look one up, and
    ``document["3.1"]`` gives the clauses of a section.

    Attributes
    ----------
    id : str
        Short name, such as ``ec14``.
    source_text : str
        The text as received, decoded and otherwise unchanged.
    sequence : tuple of Clause
        The clauses in the order of the plan.
    spans : tuple of Span
        A partition of `source_text`.
    headings : tuple of Heading
        The outline in the order of the plan.
    source : Source
        Where the text came from.
    metadata : Metadata
        Title, issuers, number, dates, period and level.
    fidelity : str
        ``full`` (official text), ``excerpt`` (parts of it) or ``digest``
        (our own cited summary of a plan whose text we do not hold).
    notices : tuple of str
        What reading found suspicious and left in place.
    citations : tuple of Citation
        For a digest, the evidence for each item.
    gaps : tuple of str
        For a digest or an excerpt, what is known to be missing.
    page_starts : tuple of int
        Offsets at which the pages of the source begin; empty where its
        format has none.

    Raises
    ------
    ClauseError
        If the spans do not partition the source, the pages do not follow
        each other, a clause's pieces do not give its text, or two clauses
        have one id.
    """

    id: str
    source_text: str
    sequence: tuple[Clause, ...]
    spans: tuple[Span, ...]
    headings: tuple[Heading, ...] = ()
    source: Source = _NO_SOURCE
    metadata: Metadata = _NO_METADATA
    fidelity: str = "full"
    notices: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    gaps: tuple[str, ...] = ()
    page_starts: tuple[int, ...] = ()
    _index: dict[str, int] = field(
        init=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        check_characters(self.id, self.source_text)
        check_partition(self.id, self.source_text, self.spans)
        check_pages(self.id, self.source_text, self.page_starts)
        if self.fidelity not in FIDELITIES:
            raise ClauseError(
                f"{self.id}: expected fidelity {', '.join(FIDELITIES)} "
                f"but found {self.fidelity!r}."
            )
        for position, clause in enumerate(self.sequence):
            if clause.id in self._index:
                raise ClauseError(
                    f"{self.id}: two clauses have the id {clause.id}. "
                    "Give each clause its own id."
                )
            self._index[clause.id] = position
            check_pieces(clause, self.source_text)

    @classmethod
    def from_clauses(
        cls,
        id: str,
        clauses: Iterable[
            str | tuple[str, str] | tuple[str, str, Sequence[str]]
        ],
        *,
        metadata: Metadata | None = None,
        fidelity: str = "full",
    ) -> Document:
        """Build a document from clauses that are already separate.

        Parameters
        ----------
        id : str
            Name of the document.
        clauses : iterable of (place, text) or (place, text, path)
            In the order of the plan. `place` becomes the clause id after
            the document's: ``"1"`` of document ``"x"`` is ``x:1``. `path`
            holds the headings above the clause, outermost first; a string
            is one heading. Bare texts are numbered from 1.
        metadata : Metadata, optional
            What is known of the plan.
        fidelity : str, default ``"full"``
            See `Document`.

        Returns
        -------
        Document
            Its source text is the clauses' texts, one under the other; an
            empty iterable gives a document without clauses.

        Raises
        ------
        ClauseError
            If a place occurs twice or a row has neither two nor three
            fields.

        Examples
        --------
        >>> plan = Document.from_clauses(
        ...     "x", [("1", "发展农村电商"), ("2", "保障措施", ("第二章",))]
        ... )
        >>> plan["x:2"].path
        ('第二章',)
        """
        sequence: list[Clause] = []
        spans: list[Span] = []
        texts: list[str] = []
        offset = 0
        if hasattr(clauses, "columns"):
            raise ClauseError(
                f"{id}: expected rows of (place, text) or (place, text, path) "
                "but found a table. Pass its rows: table[['place', 'text']]"
                ".itertuples(index=False, name=None)."
            )
        for number, given in enumerate(clauses, 1):
            row = (str(number), given) if isinstance(given, str) else given
            place, text, *rest = row
            if len(rest) > 1 or not isinstance(text, str):
                raise ClauseError(
                    f"{id}, clause {place}: expected (place, text) or "
                    f"(place, text, path) with text as a string, but found "
                    f"{len(row)} fields, the second {type(text).__name__}."
                )
            headings = rest[0] if rest else ()
            if isinstance(headings, str):
                headings = (headings,)
            path = tuple(str(part) for part in headings)
            if sequence:
                texts.append("\n")
                spans.append(Span(offset, offset + 1, "blank"))
                offset += 1
            end = offset + len(text)
            clause_id = f"{id}:{place}"
            pieces = ((offset, end),) if text else ()
            sequence.append(
                Clause(clause_id, "paragraph", "", "", path, text, pieces)
            )
            if text:
                spans.append(Span(offset, end, "clause", "", clause_id))
            texts.append(text)
            offset = end
        source_text = "".join(texts)
        check_characters(id, source_text)
        sha256 = hashlib.sha256(source_text.encode("utf-8")).hexdigest()
        return cls(
            id=id,
            source_text=source_text,
            sequence=tuple(sequence),
            spans=tuple(spans),
            source=Source(id, sha256, "clauses"),
            metadata=metadata or Metadata(),
            fidelity=fidelity,
        )

    @property
    def clauses(self) -> pd.DataFrame:
        """Table of clauses, one row per clause, in the order of the plan.

        Columns: clause_id, kind, label, title, path (headings joined by
        ``" / "``), text, start, end, page (counted from 1; NA where the
        format has no pages).
        """
        return tables.clause_table(self)

    def outline(self) -> pd.DataFrame:
        """Return the table of headings, one row per heading.

        Returns
        -------
        pandas.DataFrame
            Columns level, label, title, start, end, in source order.
        """
        return tables.outline_table(self)

    def account(self) -> pd.DataFrame:
        """Return the partition of the source, one row per span.

        Returns
        -------
        pandas.DataFrame
            Columns start, end, kind, reason, owner. Each row starts where
            the one before ends; together they cover the source text.
        """
        return tables.account_table(self)

    def citation_table(self) -> pd.DataFrame:
        """Return the evidence of a digest, one row per item and address.

        Returns
        -------
        pandas.DataFrame
            Columns clause_id, gloss, certainty, address; empty for a
            document that is not a digest.
        """
        return tables.citation_table(self)

    @property
    def is_digest(self) -> bool:
        """Whether the document is our own summary, not the plan's text."""
        return self.fidelity == "digest"

    @property
    def title(self) -> str:
        """The plan's title, or its id where no title is known."""
        return self.metadata.title or self.id

    def line_of(self, offset: int) -> int:
        """Return the line, counted from 1, on which an offset stands."""
        return self.source_text.count("\n", 0, offset) + 1

    def page_of(self, offset: int) -> int | None:
        """Return the page, counted from 1, on which an offset stands.

        Parameters
        ----------
        offset : int
            Into the source text.

        Returns
        -------
        int or None
            None where the format of the source has no pages. It is the
            page of the file, not the number printed on it.
        """
        return bisect_right(self.page_starts, offset) or None

    def span_at(self, offset: int) -> Span:
        """Return the span that holds a character of the source.

        Raises
        ------
        ClauseError
            If `offset` lies outside the source text.
        """
        if not 0 <= offset < len(self.source_text):
            raise ClauseError(
                f"{self.id}: expected an offset from 0 to "
                f"{len(self.source_text) - 1} but found {offset}."
            )
        starts = [span.start for span in self.spans]
        return self.spans[bisect_right(starts, offset) - 1]

    def __len__(self) -> int:
        return len(self.sequence)

    def __iter__(self) -> Iterator[Clause]:
        return iter(self.sequence)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and (
            key in self._index or f"{self.id}:{key}" in self._index
        )

    @overload
    def __getitem__(self, key: str | int) -> Clause: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[Clause, ...]: ...
    def __getitem__(
        self, key: str | int | slice
    ) -> Clause | tuple[Clause, ...]:
        if isinstance(key, int | slice):
            return self.sequence[key]
        found = self._found(key)
        if found is not None:
            return found
        # The number of a section gives its clauses, and so does its label.
        section = self._section(key)
        if section:
            return section
        labelled = self._labelled(key)
        if len(labelled) != 1:
            return self.clause(key)
        (clauses,) = labelled
        alone = len(clauses) == 1 and _label(clauses[0].label) == _label(key)
        return clauses[0] if alone else clauses

    def clause(self, key: str) -> Clause:
        """Look up one clause, by its id or by its place.

        Parameters
        ----------
        key : str
            Such as ``"ec14:3.1.2"`` or ``"3.1.2"``.

        Returns
        -------
        Clause
            What ``document[key]`` gives too; but the number of a section,
            which there gives a tuple of clauses, is refused here.

        Raises
        ------
        ClauseError
            If there is no such clause.

        Examples
        --------
        >>> plan = Document.from_clauses(
        ...     "x", [("1.1", "发展农村电商"), ("1.2", "完善物流")]
        ... )
        >>> plan.clause("1.2").text, [c.id for c in plan["1"]]
        ('完善物流', ['x:1.1', 'x:1.2'])
        """
        if not isinstance(key, str):
            raise ClauseError(
                f"{self.id}: expected the id or the place of a clause, such "
                f'as "3.1.2", but found {key!r}. By its number in order, '
                "from 0, a clause is document[0]."
            )
        found = self._found(key)
        if found is not None:
            return found
        place = key.removeprefix(f"{self.id}:")
        inside = [clause.place for clause in self._section(key)]
        labelled = self._labelled(key)
        if len(labelled) > 1:
            places = [clauses[0].place for clauses in labelled]
            hint = f"It stands {len(places)} times: {', '.join(places[:5])}"
            hint += " …" if len(places) > 5 else ""
        elif inside:
            hint = f"It is a section with {', '.join(inside[:3])}"
            hint += " …" if len(inside) > 3 else ""
        else:
            first = self.sequence[0].id if self.sequence else "missing"
            hint = f"The first is {first}"
            places = [clause.place for clause in self.sequence]
            near = get_close_matches(place, places, 3)
            hint += f"; near: {', '.join(near)}" if near else ""
        raise ClauseError(
            f"{self.id}: no clause {key!r}. {hint}. All of them: "
            f"document.clauses, or plandiff show {self.id}."
        )

    def _found(self, key: str) -> Clause | None:
        """Return the clause of an id or a place, if there is one."""
        for clause_id in (key, f"{self.id}:{key}"):
            if clause_id in self._index:
                return self.sequence[self._index[clause_id]]
        return None

    def _section(self, key: str) -> tuple[Clause, ...]:
        """Return the clauses under a number such as 3.1."""
        place = key.removeprefix(f"{self.id}:")
        return tuple(
            clause
            for clause in self.sequence
            if clause.place.startswith(f"{place}.")
        )

    def _labelled(self, key: str) -> list[tuple[Clause, ...]]:
        """Return the clauses of each place with a printed label.

        A clause of its own, 第十二条, or those under a heading, 第三章, 专栏2.
        """
        wanted = _label(key)
        if not wanted:
            return []
        heads = {
            _label(f"{heading.label}{heading.title}")
            for heading in self.headings
            if _label(heading.label) == wanted
        }
        under: dict[tuple[str, ...], list[Clause]] = {}
        alone: list[tuple[Clause, ...]] = []
        for clause in self.sequence:
            if clause.label and _label(clause.label) == wanted:
                alone.append((clause,))
            for depth, head in enumerate(clause.path, start=1):
                if _label(head) in heads:
                    under.setdefault(clause.path[:depth], []).append(clause)
        return [*map(tuple, under.values()), *alone]

    def __repr__(self) -> str:
        chapters = sum(heading.level == 1 for heading in self.headings)
        return (
            f"<Document {self.id} {self.title!r} ({self.fidelity}): "
            f"{len(self)} clauses, {chapters} chapters, "
            f"{len(self.source_text)} characters>"
        )

    def _repr_html_(self) -> str:
        return tables.card(self)


def _label(text: str) -> str:
    """Return a label without blanks and the mark behind it."""
    return "".join(text.split()).rstrip("、.．:：")
