"""What a document is made of: spans, headings, clauses, source, metadata."""

from __future__ import annotations

from dataclasses import dataclass

from plandiff.errors import ClauseError

__all__ = [
    "SPAN_KINDS",
    "Citation",
    "Clause",
    "Heading",
    "Metadata",
    "Source",
    "Span",
]

SPAN_KINDS = ("clause", "heading", "furniture", "artefact", "blank")
"""What a stretch of source text can be."""


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
