"""How a plan, or a clause of it, is cited: for readers and for programs."""

from __future__ import annotations

import json
import re
from typing import Literal

from plandiff.document import Document
from plandiff.output.words import read_words

__all__ = ["cite"]


def cite(
    document: Document,
    clause: str | None = None,
    *,
    form: Literal["text", "bibtex", "csl"] = "text",
    lang: Literal["zh", "en"] = "zh",
) -> str:
    """Cite a plan or one of its clauses.

    Parameters
    ----------
    document : Document
        The plan.
    clause : str, optional
        Id or place of a clause; the whole plan by default.
    form : {"text", "bibtex", "csl"}, default "text"
        A line for readers, an entry of BibTeX, or CSL-JSON.
    lang : {"zh", "en"}, default "zh"
        Language of the words around titles.

    Returns
    -------
    str
        Title, issuers, number, date, place and page, address, and by which
        file it was read. What is not known is left out. Of a digest it is
        said that the words are ours and not the plan's.

    Raises
    ------
    ClauseError
        If there is no such clause.
    ValueError
        If `form` or `lang` is another.

    Examples
    --------
    >>> from plandiff import load_corpus
    >>> plan = load_corpus(user=False)["ec14"]
    >>> cite(plan, "3.1.2", form="bibtex").splitlines()[0]
    '@techreport{ec14,'
    """
    if form not in ("text", "bibtex", "csl"):
        raise ValueError(
            f"form: expected text, bibtex or csl but found {form!r}."
        )
    if not isinstance(document, Document):
        raise TypeError(
            "document: expected a Document but found "
            f"{type(document).__name__}. The plan comes first: "
            'plandiff.cite(document, "3.1.2").'
        )
    words = read_words(lang)
    metadata, source = document.metadata, document.source
    found = None if clause is None else document.clause(clause)
    page = document.page_of(found.start) if found and found.pieces else None
    place = " ".join(
        [
            *([found.id] if found else []),
            *filter(None, [found.title or found.label if found else ""]),
            *([words["page_of"].format(n=page)] if page else []),
        ]
    )
    facts = {
        "title": document.title,
        "issuers": "、".join(metadata.issuers),
        "number": metadata.number or "",
        "date": metadata.published or metadata.written or "",
        "place": place,
        "address": source.address or "",
        "made": f"{document.id}@{source.sha256[:12]}",
        "digest": words["cite_digest"] if document.is_digest else "",
    }
    if form == "bibtex":
        return _bibtex(document, facts, page)
    if form == "csl":
        return _csl(document, facts, page)
    number = facts["number"] and f"（{facts['number']}）"
    parts = [
        facts["issuers"],
        f"《{facts['title']}》{number}",
        *(facts[name] for name in ("date", "place", "address")),
        *(facts[name] for name in ("digest", "made")),
    ]
    return ("，" if lang == "zh" else ", ").join(filter(None, parts))


def _bibtex(
    document: Document, facts: dict[str, str], page: int | None
) -> str:
    """Write an entry; what BibTeX or LaTeX would run is escaped."""
    fields = {
        "title": _safe(facts["title"]),
        "author": " and ".join(
            f"{{{_safe(name)}}}" for name in document.metadata.issuers
        ),
        "number": _safe(facts["number"]),
        "year": facts["date"][:4],
        "pages": str(page or ""),
        "url": facts["address"],
        "note": _safe(_note(facts, facts["place"])),
    }
    lines = [f"  {name} = {{{text}}}" for name, text in fields.items() if text]
    key = re.sub(r"[^\w-]", "", document.id)
    return f"@techreport{{{key},\n" + ",\n".join(lines) + "\n}"


def _csl(document: Document, facts: dict[str, str], page: int | None) -> str:
    """Write one entry of CSL-JSON."""
    date = [int(part) for part in facts["date"].split("-") if part.isdigit()]
    entry = {
        "id": document.id,
        "type": "report",
        "title": facts["title"],
        "author": [{"literal": name} for name in document.metadata.issuers],
        "number": facts["number"],
        "URL": facts["address"],
        "issued": {"date-parts": [date]} if date else None,
        "page": str(page or ""),
        "locator": facts["place"],
        "note": _note(facts),
    }
    known = {name: value for name, value in entry.items() if value}
    return json.dumps([known], ensure_ascii=False, indent=2)


def _note(facts: dict[str, str], *before: str) -> str:
    return "; ".join(filter(None, [*before, facts["digest"], facts["made"]]))


def _safe(text: str) -> str:
    return re.sub(r"([&%#_$])", r"\\\1", re.sub(r"[{}\\]", "", text))
