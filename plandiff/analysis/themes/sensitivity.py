"""Which shifts hang on a single term of the codebook."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from plandiff.analysis.themes.codebook import Codebook
from plandiff.analysis.themes.loading import as_codebook
from plandiff.analysis.themes.shares import plan_pairs
from plandiff.document import Document
from plandiff.frames import frame
from plandiff.matching.alignment import Alignment
from plandiff.text.sentences import sentence_spans

__all__ = ["SENSITIVITY_SCHEMA", "theme_sensitivity"]

SENSITIVITY_SCHEMA = {
    "reference": "string",
    "target": "string",
    "theme": "string",
    "level": "Int64",
    "name_zh": "string",
    "name_en": "string",
    "terms": "Int64",
    "shift": "Float64",
    "least": "Float64",
    "most": "Float64",
    "term": "string",
    "shift_without": "Float64",
    "changes_sign": "boolean",
}
"""Columns of `theme_sensitivity`."""

Support = list[frozenset[tuple[str, str]]]


def theme_sensitivity(
    plans: Alignment | Sequence[Alignment] | Sequence[Document],
    codebook: Codebook | str,
) -> pd.DataFrame:
    """Leave out one term after another, one row per pair and theme.

    Parameters
    ----------
    plans : Alignment, or sequence of Alignment or of Document
        As for `plandiff.theme_shift`; pairs with a digest have no shift
        and are left out.
    codebook : Codebook or str
        The themes, or the name of a bundled codebook.

    Returns
    -------
    pandas.DataFrame
        Columns `SENSITIVITY_SCHEMA`: how many terms of the theme (and of
        its subthemes) occur; the shift of its share of sentences; the least
        and the most that it becomes when one term is left out; the term
        that moves it most, and the shift without it; whether the shift then
        has another sign, or is gone, for any term. Do not lean on the
        direction of a theme that does.

    References
    ----------
    .. [1] Grimmer, Stewart (2013), Text as data, Political Analysis 21(3).

    Examples
    --------
    >>> old = Document.from_clauses("a", [("1", "发展农村。保护环境。")])
    >>> new = Document.from_clauses("b", [("1", "发展农村。绿色包装。")])
    >>> table = theme_sensitivity([old, new], "ecommerce")
    >>> table.set_index("theme").loc["green", ["term", "changes_sign"]]
    term              包装
    changes_sign    True
    Name: green, dtype: object
    """
    book = as_codebook(codebook)
    rows: list[tuple[Any, ...]] = []
    for pair in plan_pairs(plans):
        if pair.is_digest:
            continue
        sides = [_support(d, book) for d in (pair.reference, pair.target)]
        for theme in book:
            ids = {theme.id, *(child.id for child in book.children(theme.id))}
            held = [
                [
                    frozenset(term for term in one if term[0] in ids)
                    for one in side
                ]
                for side in sides
            ]
            terms = sorted(set().union(*held[0], *held[1]))
            shift = _shift(held, None)
            without = [_shift(held, term) for term in terms]
            far = (
                int(np.argmax(np.abs(np.array(without) - shift)))
                if terms
                else None
            )
            rows.append(
                (
                    pair.reference.id,
                    pair.target.id,
                    theme.id,
                    theme.level,
                    theme.name_zh,
                    theme.name_en,
                    len(terms),
                    shift,
                    min(without, default=shift),
                    max(without, default=shift),
                    None if far is None else terms[far][1],
                    None if far is None else without[far],
                    any(_sign(one) != _sign(shift) for one in without)
                    and bool(_sign(shift)),
                )
            )
    return frame(rows, SENSITIVITY_SCHEMA)


def _support(document: Document, codebook: Codebook) -> Support:
    """List the terms that each sentence holds, as (theme, term)."""
    found: Support = []
    for clause in document:
        matches = codebook.matches(clause.text)
        found += [
            frozenset(
                (theme, match.term)
                for theme, held in matches.items()
                for match in held
                if match.start < end and start < match.end
            )
            for start, end in sentence_spans(clause.text)
        ]
    return found


def _shift(held: Sequence[Support], left_out: tuple[str, str] | None) -> float:
    """Return the shift of the share of sentences, one term left out."""
    before, after = (
        sum(bool(one - {left_out}) for one in side) / max(len(side), 1)
        for side in held
    )
    return after - before


def _sign(value: float) -> int:
    return 0 if abs(value) < 1e-12 else (1 if value > 0 else -1)
