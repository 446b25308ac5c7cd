"""From a number about themes back to the clauses that make it up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from plandiff.analysis.diff.diff import diff_of
from plandiff.analysis.diff.rows import CHANGES, DIGEST_CHANGES
from plandiff.analysis.themes.codebook import Codebook
from plandiff.analysis.themes.loading import as_codebook
from plandiff.document import Document
from plandiff.document.several import each_document
from plandiff.errors import ClauseError
from plandiff.frames import frame
from plandiff.matching.alignment import Alignment
from plandiff.text.characters import fold

__all__ = [
    "DRILL_SCHEMA",
    "STATUSES",
    "TERM_THEME_SCHEMA",
    "clause_changes",
    "drill",
    "term_themes",
]

STATUSES = tuple(dict.fromkeys((*CHANGES, *DIGEST_CHANGES)))
"""What can have become of a clause; the last two stand for digests."""

DRILL_SCHEMA = {
    "document": "string",
    "clause_id": "string",
    "theme": "string",
    "change": "string",
    "terms": "string",
    "mentions": "Int64",
    "title": "string",
    "text": "string",
    "start": "Int64",
}
TERM_THEME_SCHEMA = {
    "term": "string",
    "theme": "string",
    "name_zh": "string",
    "name_en": "string",
    "clauses": "Int64",
}


def drill(
    plans: Alignment | Document | Iterable[Document],
    codebook: Codebook | str,
    theme: str,
) -> pd.DataFrame:
    """Open a theme's number, one row per clause that carries the theme.

    Parameters
    ----------
    plans : Alignment, Document or iterable of Document
        Where to look.
    codebook : Codebook or str
        The themes, or the name of a bundled codebook.
    theme : str
        Id of a theme of either level.

    Returns
    -------
    pandas.DataFrame
        Columns document, clause_id, theme, change (what became of the
        clause; absent without links), terms (the words found), mentions
        (count), title, text and start (offset of the first mention in the
        document's source text), in the order of the plans.

    Raises
    ------
    CodebookError
        If there is no such theme.

    Examples
    --------
    >>> from plandiff import load_codebook
    >>> plan = Document.from_clauses("x", [("1", "略"), ("2", "保护知识产权")])
    >>> drill(plan, load_codebook("ecommerce"), "governance")["clause_id"][0]
    'x:2'
    """
    codebook = as_codebook(codebook)
    codebook[theme]  # raises where there is no such theme
    changes: Sequence[dict[str, str]] = ()
    if isinstance(plans, Alignment):
        changes = clause_changes(plans)
        documents = [plans.reference, plans.target]
    else:
        documents = each_document(plans)
    rows: list[tuple[Any, ...]] = []
    for place, document in enumerate(documents):
        fates = changes[place] if changes else {}
        for clause in document:
            found = codebook.carried(clause).get(theme)
            if not found:
                continue
            rows.append(
                (
                    document.id,
                    clause.id,
                    theme,
                    fates.get(clause.id),
                    "、".join(dict.fromkeys(m.found for m in found)),
                    len(found),
                    clause.title,
                    clause.text,
                    clause.source_offset(found[0].start),
                )
            )
    return frame(rows, DRILL_SCHEMA)


def term_themes(
    documents: Document | Iterable[Document],
    codebook: Codebook,
    terms: Sequence[str],
    *,
    level: int = 1,
) -> pd.DataFrame:
    """Count where terms meet themes, one row per term and theme.

    Parameters
    ----------
    documents : Document or iterable of Document
        Read together.
    codebook : Codebook
        The themes.
    terms : sequence of str
        Such as the first of `plandiff.keyness`; matched as they stand, in
        simplified characters and whatever their case.
    level : {1, 2}, default 1
        Level of the themes.

    Returns
    -------
    pandas.DataFrame
        Columns term, theme, name_zh, name_en and clauses (count of those
        with the term that carry the theme), terms in the order given and
        themes in that of the codebook.

    Raises
    ------
    ClauseError
        If no term is given.

    Examples
    --------
    >>> from plandiff import load_codebook
    >>> plan = Document.from_clauses("x", [("1", "平台保护知识产权")])
    >>> table = term_themes(plan, load_codebook("ecommerce"), ["平台"])
    >>> table[table["clauses"] > 0]["theme"].tolist()
    ['governance']
    """
    if not terms:
        raise ClauseError("terms: expected at least one term, found none.")
    plans = each_document(documents)
    carried: dict[str, set[tuple[int, str]]] = {t.id: set() for t in codebook}
    for place, plan in enumerate(plans):
        coding = codebook.code(plan)
        for clause_id, theme in zip(
            coding["clause_id"], coding["theme"], strict=True
        ):
            carried[theme].add((place, clause_id))
    rows: list[tuple[Any, ...]] = []
    for term in dict.fromkeys(terms):
        sought = fold(term).casefold()
        holding = {
            (place, clause.id)
            for place, plan in enumerate(plans)
            for clause in plan
            if sought in fold(clause.text).casefold()
        }
        rows += [
            (
                term,
                theme.id,
                theme.name_zh,
                theme.name_en,
                len(holding & carried[theme.id]),
            )
            for theme in codebook
            if theme.level == level
        ]
    return frame(rows, TERM_THEME_SCHEMA)


def clause_changes(
    alignment: Alignment,
) -> tuple[dict[str, str], dict[str, str]]:
    """Say of each clause of both plans what became of it.

    Parameters
    ----------
    alignment : Alignment
        Links between two plans.

    Returns
    -------
    (dict, dict)
        Clause id to change, for the reference and for the target. A clause
        with several links has the first of their changes in the order of
        `plandiff.analysis.diff.rows.CHANGES`.
    """
    changes = diff_of(alignment).changes
    return dict(changes["reference"]), dict(changes["target"])
