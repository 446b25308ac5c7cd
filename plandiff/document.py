"""A plan as frozen values: its source text, clauses, headings and account.

A `Document` holds the source text as received and a partition of it. Every
character belongs to exactly one `Span`, of kind clause, heading, furniture,
artefact or blank; joining the spans restores the source. A clause's text is
cut from the source by its `pieces`, so that an artefact (a page number in
the middle of a word) can be left out and every character of the text still
leads back to its place.

Nothing here reads files: see `plandiff.reading` for that.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, overload

from plandiff import markup
from plandiff.errors import ClauseError
from plandiff.frames import frame

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "FIDELITIES",
    "SPAN_KINDS",
    "Citation",
    "Clause",
    "Document",
    "Heading",
    "Metadata",
    "Source",
    "Span",
]

SPAN_KINDS = ("clause", "heading", "furniture", "artefact", "blank")
"""What a stretch of source text can be."""

FIDELITIES = ("full", "excerpt", "digest")
"""How much of the official text a document holds; see `Document`."""

CLAUSE_SCHEMA = {
    "clause_id": "string",
    "kind": "string",
    "label": "string",
    "title": "string",
    "path": "string",
    "text": "string",
    "start": "Int64",
    "end": "Int64",
}
OUTLINE_SCHEMA = {
    "level": "Int64",
    "label": "string",
    "title": "string",
    "start": "Int64",
    "end": "Int64",
}
ACCOUNT_SCHEMA = {
    "start": "Int64",
    "end": "Int64",
    "kind": "string",
    "reason": "string",
    "owner": "string",
}
CITATION_SCHEMA = {
    "clause_id": "string",
    "gloss": "string",
    "certainty": "string",
    "address": "string",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of source text and what it is.

    Attributes
    ----------
    start, end : int
        Half-open offsets into the source text, in characters.
    kind : str
        One of `SPAN_KINDS`.
    reason : str
        For furniture and artefacts, the rule that found it and why.
    owner : str
        Id of the clause that the span belongs to, or ``""``.
    """

    start: int
    end: int
    kind: str
    reason: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the outline.

    Attributes
    ----------
    level : int
        Depth from 1 (part or chapter) downwards.
    label : str
        Numbering as printed, such as ``第一章``, ``(一)`` or ``专栏 1``.
    title : str
        The heading without its label.
    start, end : int
        Half-open offsets into the source text.
    """

    level: int
    label: str
    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest aligned unit of a plan.

    Attributes
    ----------
    id : str
        Document and place, citable as it stands: ``ec14:3.1.2``.
    kind : str
        ``paragraph``, ``box_item``, ``article``, ``item``, ``table`` or
        ``digest_item``.
    label : str
        Numbering as printed, such as ``第十三条``, or ``""``.
    title : str
        Run-in title as printed, without its final mark, or ``""``. It is
        also part of `text`.
    path : tuple of str
        Headings above the clause, outermost first, label and title.
    text : str
        The clause in its original characters, artefacts left out.
    pieces : tuple of (int, int)
        Half-open source ranges that, joined, give `text`.
    """

    id: str
    kind: str
    label: str
    title: str
    path: tuple[str, ...]
    text: str
    pieces: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        """Offset of the first character in the source text."""
        return self.pieces[0][0] if self.pieces else 0

    @property
    def end(self) -> int:
        """Offset after the last character in the source text."""
        return self.pieces[-1][1] if self.pieces else 0

    @property
    def place(self) -> str:
        """The id without the document: ``3.1.2`` of ``ec14:3.1.2``."""
        return self.id.partition(":")[2]

    def source_offset(self, position: int) -> int:
        """Return where a character of the text stands in the source.

        Parameters
        ----------
        position : int
            Index into `text`, from 0 to its length. The length itself gives
            the offset after the last character.

        Returns
        -------
        int
            Offset into the document's source text.

        Raises
        ------
        ClauseError
            If `position` lies outside the text.
        """
        if not 0 <= position <= len(self.text):
            raise ClauseError(
                f"{self.id}: expected a position from 0 to "
                f"{len(self.text)} but found {position}."
            )
        remaining = position
        for start, end in self.pieces:
            if remaining < end - start:
                return start + remaining
            remaining -= end - start
        return self.end


@dataclass(frozen=True, slots=True)
class Source:
    """Where a document's text came from.

    Attributes
    ----------
    name : str
        File name or description, without the folder.
    sha256 : str
        Of the bytes as received (of the text where there was no file).
    format : str
        ``txt``, ``html``, ``pdf``, ``docx``, ``jsonl``, ``csv``, ``toml``
        or ``clauses``.
    encoding : str
        Character encoding of the bytes, or ``""``.
    address : str
        Web address from which the text was had, or ``""``.
    """

    name: str
    sha256: str
    format: str
    encoding: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a plan says of itself, or the catalog of it; absent is None.

    Attributes
    ----------
    title, title_en : str or None
        Official title, and its English rendering.
    issuers : tuple of str
        Issuing bodies in the order printed.
    number : str or None
        Document number, such as ``国发〔2015〕24号``.
    written, published : str or None
        ISO dates, as exact as known: ``2021-10`` or ``2021-12-12``.
    period : tuple of (int, int) or None
        First and last year that the plan covers.
    level : str or None
        ``national``, ``ministry``, ``province`` …
    language : str or None
        BCP 47 tag, such as ``zh-Hans``.
    """

    title: str | None = None
    title_en: str | None = None
    issuers: tuple[str, ...] = ()
    number: str | None = None
    written: str | None = None
    published: str | None = None
    period: tuple[int, int] | None = None
    level: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """The evidence for one digest item.

    Attributes
    ----------
    clause_id : str
        Id of the item.
    gloss : str
        English rendering of the item.
    certainty : str
        ``primary``, ``good`` or ``weak``.
    addresses : tuple of str
        Web addresses of the sources.
    """

    clause_id: str
    gloss: str
    certainty: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Document:
    """One plan: source text, clauses, headings and a full account.

    Iterating gives the `Clause` objects in order; ``document["3.1.2"]``,
    ``document["ec14:3.1.2"]`` and ``document[0]`` look one up.

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

    Raises
    ------
    ClauseError
        If the spans do not partition the source, a clause's pieces do not
        give its text, or two clauses have one id.
    """

    id: str
    source_text: str
    sequence: tuple[Clause, ...]
    spans: tuple[Span, ...]
    headings: tuple[Heading, ...] = ()
    source: Source = Source("", "", "clauses")
    metadata: Metadata = Metadata()
    fidelity: str = "full"
    notices: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    gaps: tuple[str, ...] = ()
    _index: dict[str, int] = field(
        init=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        _check_characters(self.id, self.source_text)
        _check_partition(self.id, self.source_text, self.spans)
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
            cut = "".join(
                self.source_text[start:end] for start, end in clause.pieces
            )
            if cut != clause.text:
                raise ClauseError(
                    f"{clause.id}: the pieces give {cut[:20]!r}… but the "
                    f"text is {clause.text[:20]!r}…."
                )

    @classmethod
    def from_clauses(
        cls,
        id: str,
        clauses: Iterable[tuple[str, str] | tuple[str, str, Sequence[str]]],
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
            is one heading.
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
        for row in clauses:
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
        _check_characters(id, source_text)
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
        ``" / "``), text, start, end.
        """
        return frame(
            (
                (
                    clause.id,
                    clause.kind,
                    clause.label,
                    clause.title,
                    " / ".join(clause.path),
                    clause.text,
                    clause.start,
                    clause.end,
                )
                for clause in self.sequence
            ),
            CLAUSE_SCHEMA,
        )

    def outline(self) -> pd.DataFrame:
        """Return the table of headings, one row per heading.

        Returns
        -------
        pandas.DataFrame
            Columns level, label, title, start, end, in source order.
        """
        return frame(
            (
                (h.level, h.label, h.title, h.start, h.end)
                for h in self.headings
            ),
            OUTLINE_SCHEMA,
        )

    def account(self) -> pd.DataFrame:
        """Return the partition of the source, one row per span.

        Returns
        -------
        pandas.DataFrame
            Columns start, end, kind, reason, owner. Each row starts where
            the one before ends; together they cover the source text.
        """
        return frame(
            (
                (span.start, span.end, span.kind, span.reason, span.owner)
                for span in self.spans
            ),
            ACCOUNT_SCHEMA,
        )

    def citation_table(self) -> pd.DataFrame:
        """Return the evidence of a digest, one row per item and address.

        Returns
        -------
        pandas.DataFrame
            Columns clause_id, gloss, certainty, address; empty for a
            document that is not a digest.
        """
        return frame(
            (
                (c.clause_id, c.gloss, c.certainty, address)
                for c in self.citations
                for address in c.addresses
            ),
            CITATION_SCHEMA,
        )

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
        for clause_id in (key, f"{self.id}:{key}"):
            if clause_id in self._index:
                return self.sequence[self._index[clause_id]]
        raise ClauseError(
            f"{self.id}: no clause {key!r}. The first is "
            f"{self.sequence[0].id if self.sequence else 'missing'}; "
            "see document.clauses for all of them."
        )

    def __repr__(self) -> str:
        chapters = sum(heading.level == 1 for heading in self.headings)
        return (
            f"<Document {self.id} {self.title!r} ({self.fidelity}): "
            f"{len(self)} clauses, {chapters} chapters, "
            f"{len(self.source_text)} characters>"
        )

    def _repr_html_(self) -> str:
        facts = [
            ("id", self.id),
            ("fidelity", self.fidelity),
            ("clauses", len(self)),
            ("characters", len(self.source_text)),
            ("source", self.source.name),
            ("SHA-256", self.source.sha256[:12]),
        ]
        blocks = [
            f"<p><strong>{markup.escape(self.title)}</strong></p>",
            markup.table(["", ""], facts),
        ]
        if self.headings:
            rows = [(h.level, h.label, h.title) for h in self.headings]
            blocks.append(
                markup.details(
                    f"Outline ({len(rows)})",
                    markup.table(["level", "label", "title"], rows),
                )
            )
        for name, lines in (("Notices", self.notices), ("Gaps", self.gaps)):
            if lines:
                items = "".join(
                    f"<li>{markup.escape(line)}</li>" for line in lines
                )
                blocks.append(
                    markup.details(
                        f"{name} ({len(lines)})", f"<ul>{items}</ul>"
                    )
                )
        return f"<div class='plandiff'>{''.join(blocks)}</div>"


def _check_characters(id: str, source_text: str) -> None:
    """Raise `ClauseError` where half of a surrogate pair stands alone."""
    try:
        source_text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ClauseError(
            f"{id}: expected characters but found half of a surrogate pair "
            f"at offset {error.start}. The text was decoded wrongly: read "
            "the file's bytes again."
        ) from error


def _check_partition(id: str, source_text: str, spans: Sequence[Span]) -> None:
    """Raise `ClauseError` unless the spans cover the text exactly once."""
    position = 0
    for span in spans:
        if span.kind not in SPAN_KINDS:
            raise ClauseError(
                f"{id}: expected a span of kind {', '.join(SPAN_KINDS)} "
                f"but found {span.kind!r} at {span.start}."
            )
        if span.start != position or span.end <= span.start:
            raise ClauseError(
                f"{id}: expected a span that starts at {position} and is "
                f"not empty, but found {span.start}–{span.end} "
                f"({span.kind})."
            )
        position = span.end
    if position != len(source_text):
        raise ClauseError(
            f"{id}: the spans end at {position} but the source text has "
            f"{len(source_text)} characters."
        )
