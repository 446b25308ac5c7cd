"""Refuse a document whose text, spans or pieces do not fit together."""

from __future__ import annotations

from collections.abc import Sequence

from plandiff.document.parts import SPAN_KINDS, Clause, Span
from plandiff.errors import ClauseError

__all__ = ["check_characters", "check_partition", "check_pieces"]


def check_characters(id: str, source_text: str) -> None:
    """Raise `ClauseError` where half of a surrogate pair stands alone."""
    try:
        source_text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ClauseError(
            f"{id}: expected characters but found half of a surrogate pair "
            f"at offset {error.start}. The text was decoded wrongly: read "
            "the file's bytes again."
        ) from error


def check_partition(id: str, source_text: str, spans: Sequence[Span]) -> None:
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


def check_pages(id: str, source_text: str, starts: Sequence[int]) -> None:
    """Raise `ClauseError` unless pages begin at 0 and follow each other."""
    bounds = [0, *starts, len(source_text)]
    if (starts and starts[0]) or bounds != sorted(bounds):
        raise ClauseError(
            f"{id}: expected pages that begin at 0 and follow each other "
            f"up to {len(source_text)} but found {[*starts][:8]}."
        )


def check_pieces(clause: Clause, source_text: str) -> None:
    """Raise `ClauseError` unless a clause's pieces give its text."""
    cut = "".join(source_text[start:end] for start, end in clause.pieces)
    if cut != clause.text:
        raise ClauseError(
            f"{clause.id}: the pieces give {cut[:20]!r}… but the "
            f"text is {clause.text[:20]!r}…."
        )
