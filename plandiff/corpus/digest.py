"""Digests: our own cited summaries of plans whose text we do not hold.

A digest is a TOML file. Each item states one fact in our words, with an
English gloss, its certainty and the addresses of its sources. `read_digest`
turns the file into a `Document` of fidelity ``digest``: the source text is
the file as it stands, a clause is the Chinese text of one item inside it,
and everything around it is accounted for as furniture, so that each item
leads to its line.

The form of the file stands in `plandiff.corpus.digestfile`.
"""

from __future__ import annotations

import hashlib
import os
from itertools import pairwise
from pathlib import Path

import pandas as pd

from plandiff.corpus.digestfile import Digest, Item, parse_digest
from plandiff.document import (
    Citation,
    Clause,
    Document,
    Heading,
    Source,
    Span,
)
from plandiff.errors import CorpusError
from plandiff.frames import frame

__all__ = ["FACT_SCHEMA", "digest_facts", "read_digest"]

FACT_SCHEMA = {
    "fact_id": "string",
    "text": "string",
    "gloss": "string",
    "certainty": "string",
    "address": "string",
}
"""Columns of `digest_facts`."""

_REASONS = {
    "": "digest: what the file is",
    "metadata": "digest: what is known of the plan",
    "sources": "digest: addresses of the sources",
    "gap": "digest: what is known to be missing",
    "fact": "digest: a fact about the plan, not a clause of it",
    "section": "digest: gloss and level of a section",
    "section.item": "digest: id, gloss and sources of an item",
}


def read_digest(
    path: str | os.PathLike[str], *, id: str | None = None
) -> Document:
    """Read a digest file into a document of fidelity ``digest``.

    Parameters
    ----------
    path : str or path-like
        A TOML file in UTF-8; see the module for its form.
    id : str, optional
        Expected id of the document; by default the one in the file.

    Returns
    -------
    Document
        One clause of kind ``digest_item`` per item, headings from the
        sections, citations, and gaps as ``text (gloss)``.

    Raises
    ------
    CorpusError
        If the file is missing, is not UTF-8 or TOML, or is not a digest:
        the message names the file and the line.

    Examples
    --------
    >>> from plandiff.resources import resource
    >>> ec13 = read_digest(resource("digests/ec13.toml"))
    >>> ec13["target.retail"].text
    '到2020年，网上零售额达到10万亿元。'
    """
    file = Path(path)
    try:
        data = file.read_bytes()
        text = data.decode("utf-8")
    except OSError as error:
        raise CorpusError(
            f"{file}: expected a digest but it cannot be read "
            f"({error.strerror or error})."
        ) from error
    except UnicodeDecodeError as error:
        raise CorpusError(
            f"{file}, byte {error.start}: expected UTF-8 but found "
            f"{data[error.start : error.start + 1]!r}. Save the file as "
            "UTF-8."
        ) from error
    digest = parse_digest(text, name=file.name)
    if id is not None and id != digest.id:
        raise CorpusError(
            f'{file.name}: expected id = "{id}" but found "{digest.id}".'
        )
    source = Source(
        file.name, hashlib.sha256(data).hexdigest(), "toml", "utf-8"
    )
    return _document(digest, text, source)


def digest_facts(document: Document) -> pd.DataFrame:
    """Return a digest's facts about its plan, one row per fact and address.

    Facts describe the plan (issuers, release, structure, the figures it
    starts from) and are not compared as clauses.

    Parameters
    ----------
    document : Document
        Any document.

    Returns
    -------
    pandas.DataFrame
        Columns fact_id, text, gloss, certainty, address; empty for a
        document that is not a digest.
    """
    facts: tuple[Item, ...] = ()
    if document.is_digest and document.source.format == "toml":
        facts = parse_digest(
            document.source_text, name=document.source.name
        ).facts
    return frame(
        (
            (fact.id, fact.text, fact.gloss, fact.certainty, address)
            for fact in facts
            for address in fact.addresses
        ),
        FACT_SCHEMA,
    )


def _document(digest: Digest, text: str, source: Source) -> Document:
    """Build the document of a digest: clauses, headings, full account."""
    sequence: list[Clause] = []
    headings: list[Heading] = []
    citations: list[Citation] = []
    marked: list[Span] = []
    path: tuple[str, ...] = ()
    for section in digest.sections:
        end = section.start + len(section.heading)
        headings.append(
            Heading(section.level, "", section.heading, section.start, end)
        )
        marked.append(Span(section.start, end, "heading"))
        path = (*path[: section.level - 1], section.heading)
        for item in section.items:
            clause_id = f"{digest.id}:{item.id}"
            piece = (item.start, item.start + len(item.text))
            sequence.append(
                Clause(
                    clause_id, "digest_item", "", "", path, item.text, (piece,)
                )
            )
            marked.append(Span(*piece, "clause", "", clause_id))
            citations.append(
                Citation(clause_id, item.gloss, item.certainty, item.addresses)
            )
    return Document(
        id=digest.id,
        source_text=text,
        sequence=tuple(sequence),
        spans=_account(text, marked, digest.blocks),
        headings=tuple(headings),
        source=source,
        metadata=digest.metadata,
        fidelity="digest",
        citations=tuple(citations),
        gaps=digest.gaps,
    )


def _account(
    text: str, marked: list[Span], blocks: tuple[tuple[str, int], ...]
) -> tuple[Span, ...]:
    """Fill the room between clauses and headings with named furniture."""
    parts = [("", 0), *blocks]
    cuts = {start for _, start in parts} | {len(text)}
    for span in marked:
        cuts |= {span.start, span.end}
    known = {span.start: span for span in marked}
    edges = sorted(cuts)
    spans: list[Span] = []
    reason = ""
    names = {start: _REASONS[block] for block, start in parts}
    for start, end in pairwise(edges):
        reason = names.get(start, reason)
        spans.append(known.get(start) or Span(start, end, "furniture", reason))
    return tuple(spans)
