"""Show how a plan was read: outline, account, and the source with marks."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from plandiff.document import Document
from plandiff.files import whole_file
from plandiff.frames import frame
from plandiff.output.pages.templating import fill_template
from plandiff.output.plots.style import Language
from plandiff.output.words import read_words

__all__ = [
    "SUMMARY_SCHEMA",
    "account_summary",
    "inspection_page",
    "write_inspection",
]

SUMMARY_SCHEMA = {
    "kind": "string",
    "reason": "string",
    "spans": "Int64",
    "characters": "Int64",
}

_COLUMNS = ("kind", "reason", "spans", "characters")


@dataclass(frozen=True, slots=True)
class _Part:
    """A span as the page shows it."""

    text: str
    kind: str
    reason: str
    id: str = ""
    page: int | None = None
    anchor: str = ""


def account_summary(document: Document) -> pd.DataFrame:
    """Sum up a document's account, one row per kind and reason.

    Parameters
    ----------
    document : Document
        A document that was read.

    Returns
    -------
    pandas.DataFrame
        Columns kind, reason (without the level of headings), spans and
        characters, in the order in which they first occur.

    Examples
    --------
    >>> plan = Document.from_clauses("x", [("1", "总体要求"), ("2", "目标")])
    >>> account_summary(plan)[["kind", "characters"]]
         kind  characters
    0  clause           6
    1   blank           1
    """
    spans: Counter[tuple[str, str]] = Counter()
    characters: Counter[tuple[str, str]] = Counter()
    for span in document.spans:
        reason = "" if span.reason.startswith("level") else span.reason
        spans[span.kind, reason] += 1
        characters[span.kind, reason] += span.end - span.start
    return frame(
        (
            (kind, reason, spans[kind, reason], characters[kind, reason])
            for kind, reason in spans
        ),
        SUMMARY_SCHEMA,
    )


def inspection_page(document: Document, *, lang: Language = "zh") -> str:
    """Return a self-contained page that shows how a plan was read.

    Parameters
    ----------
    document : Document
        A document that was read.
    lang : {"zh", "en"}, default "zh"
        Language of the labels.

    Returns
    -------
    str
        HTML that loads nothing: facts, outline, notices, the account, and
        the whole source with furniture greyed out, artefacts struck
        through and each clause's id before it. Pointing at a greyed
        stretch shows the rule that found it.
    """
    summary = account_summary(document)
    return fill_template(
        "inspection.html",
        {
            "language": "en" if lang == "en" else "zh-Hans",
            "text_language": document.metadata.language or "zh",
            "title": document.title,
            "words": read_words(lang),
            "columns": _COLUMNS,
            "kinds": ("heading", "clause", "furniture", "artefact"),
            "facts": list(_facts(document, lang)),
            "notices": document.notices,
            "headings": document.headings,
            "account": list(summary.itertuples(index=False)),
            "parts": list(_parts(document)),
        },
        style="inspection.css",
    )


def write_inspection(
    document: Document, path: str | os.PathLike[str], *, lang: Language = "zh"
) -> Path:
    """Write the page of `inspection_page` to a file.

    Parameters
    ----------
    document : Document
        A document that was read.
    path : str or path-like
        Where the page is to stand.
    lang : {"zh", "en"}, default "zh"
        Language of the labels.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    OutputError
        If the file cannot be written; what stood there is untouched.
    """
    page = inspection_page(document, lang=lang)
    with whole_file(path) as beside:
        beside.write_text(page, encoding="utf-8", newline="\n")
    return Path(path)


def _facts(document: Document, lang: Language) -> Iterator[tuple[str, str]]:
    """Yield what is known of the document."""
    words = read_words(lang)
    metadata, source = document.metadata, document.source
    period = "–".join(map(str, metadata.period or ()))
    for name, value in (
        ("ID", document.id),
        (
            words["file"],
            f"{source.name} ({source.format} {source.encoding})",
        ),
        ("SHA-256", source.sha256),
        (words["fidelity"], words[document.fidelity]),
        (words["clause"], str(len(document))),
        (words["characters"], str(len(document.source_text))),
        (words["issuers"], "、".join(metadata.issuers)),
        (words["number"], metadata.number),
        (words["written"], metadata.written),
        (words["published"], metadata.published),
        (words["period"], period),
        (words["level"], metadata.level),
        (words["language"], metadata.language),
    ):
        if value:
            yield name, value


def _parts(document: Document) -> Iterator[_Part]:
    """Yield the source span by span, with ids and anchors."""
    starts = {heading.start for heading in document.headings}
    named = ""
    for span in document.spans:
        text = document.source_text[span.start : span.end]
        opens = span.kind == "clause" and span.owner != named
        if opens:
            named = span.owner
        yield _Part(
            text,
            span.kind,
            span.reason,
            span.owner.partition(":")[2] if opens else "",
            document.page_of(span.start) if opens else None,
            f"h{span.start}" if span.start in starts else "",
        )
