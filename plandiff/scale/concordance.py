"""Where a word stands, line by line, and how evenly it is spread."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from plandiff.document import Clause, Document
from plandiff.frames import frame
from plandiff.scale.passages import document_pages
from plandiff.scale.texts import given
from plandiff.text.characters import fold
from plandiff.text.letters import letters
from plandiff.text.normalize import normalize

__all__ = ["DISPERSION_SCHEMA", "KWIC_SCHEMA", "dispersion", "kwic"]

KWIC_SCHEMA = {
    "document": "string",
    "clause_id": "string",
    "left": "string",
    "match": "string",
    "right": "string",
    "start": "Int64",
    "page": "Int64",
    "end": "Int64",
    "fidelity": "string",
}
"""Columns of `kwic`."""

DISPERSION_SCHEMA = {
    "document": "string",
    "matches": "Int64",
    "per_10000": "Float64",
    "clauses": "Int64",
    "clauses_with": "Int64",
    "share": "Float64",
    "low": "Float64",
    "high": "Float64",
    "unevenness": "Float64",
    "fidelity": "string",
}
"""Columns of `dispersion`."""

_Pattern = str | re.Pattern[str]


class _Match(NamedTuple):
    """A match in a clause, by places in its printed text."""

    clause: Clause
    start: int
    end: int


def kwic(
    documents: Document | Iterable[Document],
    pattern: str | re.Pattern[str],
    window: int = 20,
) -> pd.DataFrame:
    """List where a word or pattern stands, one row per match.

    Parameters
    ----------
    documents : Document or iterable of Document
        In the order in which the lines shall stand.
    pattern : str or re.Pattern
        A word, or a regular expression such as ``"数字(经济|贸易)"``. It is
        sought in the normalized text: scripts, widths, case and blanks
        inside a word make no difference.
    window : int, default 20
        Characters shown on either side, within the clause.

    Returns
    -------
    pandas.DataFrame
        Columns `KWIC_SCHEMA`, in the order of the documents. `left`,
        `match` and `right` are the printed text, a line break shown as a
        blank; `start` and `end` are offsets into the document's source
        text; `page` is the page on which the clause begins, absent where
        the format has none. Where `fidelity` is ``digest`` the words are
        ours, not the plan's.

    Raises
    ------
    ValueError
        If the pattern is empty or no regular expression, or `window` is
        negative.

    See Also
    --------
    plandiff.scale.concordance.dispersion : how often, and how evenly.

    Examples
    --------
    >>> plan = Document.from_clauses(
    ...     "x", [("1", "大力发展数字经济。"), ("2", "數字 經濟安全")]
    ... )
    >>> kwic(plan, "数字经济", 2)[["clause_id", "left", "match", "right"]]
      clause_id left  match right
    0       x:1   发展   数字经济     。
    1       x:2       數字 經濟    安全
    """
    if window < 0:
        raise ValueError(f"window: expected 0 or more, found {window}.")
    sought = _compiled(pattern)
    rows = []
    for document in _listed(documents):
        pages = document_pages(document)
        for clause, start, end in _matches(document, sought):
            text = clause.text
            first = clause.source_offset(start)
            last = clause.source_offset(end - 1) + 1
            rows.append(
                (
                    document.id,
                    clause.id,
                    *(
                        _one_line(part)
                        for part in (
                            text[max(start - window, 0) : start],
                            text[start:end],
                            text[end : end + window],
                        )
                    ),
                    first,
                    pages.get(clause.id),
                    last,
                    document.fidelity,
                )
            )
    return frame(rows, KWIC_SCHEMA)


def dispersion(
    documents: Document | Iterable[Document],
    pattern: str | re.Pattern[str],
) -> pd.DataFrame:
    """Count a word or pattern over documents, one row per document.

    Parameters
    ----------
    documents, pattern
        See `kwic`.

    Returns
    -------
    pandas.DataFrame
        Columns `DISPERSION_SCHEMA`, in the order given. `matches` in all,
        `per_10000` letters and digits; `share` of the `clauses` that have
        the word, with the limits of its 95 % interval (Wilson);
        `unevenness` is the deviation of proportions [1]_ over the clauses
        with a letter: 0 where each has its share by length, towards 1
        where all matches stand in one short clause; absent without a match.

    References
    ----------
    .. [1] Gries (2008), Dispersions and adjusted frequencies in corpora,
           International Journal of Corpus Linguistics 13.

    Examples
    --------
    >>> plan = Document.from_clauses(
    ...     "x", [("1", "数据安全"), ("2", "数据要素"), ("3", "保障措施")]
    ... )
    >>> dispersion(plan, "数据")[["matches", "clauses_with", "unevenness"]]
       matches  clauses_with  unevenness
    0        2             2    0.333333
    """
    from scipy.stats import binomtest

    sought = _compiled(pattern)
    rows = []
    for document in _listed(documents):
        place = {clause.id: n for n, clause in enumerate(document)}
        counts = np.zeros(len(document))
        for found in _matches(document, sought):
            counts[place[found.clause.id]] += 1
        texts = [clause.text for clause in document]
        sizes = np.diff(letters(texts).bounds).astype(float)
        total, size = counts.sum(), sizes.sum()
        having = int((counts > 0).sum())
        share = low = high = uneven = None
        if len(document):
            limits = binomtest(having, len(document)).proportion_ci(
                method="wilson"
            )
            share, low, high = having / len(document), *limits
        if total and size:
            uneven = float(np.abs(counts / total - sizes / size).sum() / 2)
        rows.append(
            (
                document.id,
                int(total),
                10_000 * total / size if size else None,
                len(document),
                having,
                *(share, low, high, uneven),
                document.fidelity,
            )
        )
    return frame(rows, DISPERSION_SCHEMA)


def _listed(documents: Document | Iterable[Document]) -> list[Document]:
    if isinstance(documents, Document):
        return [documents]
    return given(documents)


def _compiled(pattern: _Pattern) -> re.Pattern[str]:
    """Compile a pattern as the normalized text is written."""
    flags = re.IGNORECASE
    if isinstance(pattern, re.Pattern):
        flags |= re.RegexFlag(pattern.flags)
        pattern = pattern.pattern
    if not isinstance(pattern, str):
        raise TypeError(
            "pattern: expected a word or a regular expression but found "
            f"{pattern!r:.60}. The documents come first: "
            "kwic(documents, '数据要素')."
        )
    if not pattern.strip():
        raise ValueError(
            "pattern: expected a word or a regular expression but found none."
        )
    try:
        return re.compile(fold(pattern), flags)
    except re.error as error:
        raise ValueError(
            f"pattern: expected a regular expression but found {pattern!r} "
            f"({error}). To search it as it stands, pass re.escape(...)."
        ) from error


def _matches(document: Document, sought: re.Pattern[str]) -> Iterator[_Match]:
    """Yield the matches of a document, in order."""
    for clause in document:
        view = normalize(clause.text)
        for found in sought.finditer(fold(view.text)):
            if found.end() > found.start():
                last = view.offsets[found.end() - 1]
                yield _Match(clause, view.offsets[found.start()], last + 1)


def _one_line(text: str) -> str:
    return " ".join(text.splitlines()) if "\n" in text else text
