"""How far two readers agree: on links, and on themes.

Cohen's kappa is scikit-learn's, Krippendorff's alpha that of the package of
his name; both are absent where they are not defined.
"""

from __future__ import annotations

from collections.abc import Sequence

import krippendorff
import numpy as np
import pandas as pd
from sklearn.metrics import cohen_kappa_score

from plandiff.analysis.themes.codebook import Codebook
from plandiff.document import Document
from plandiff.frames import frame
from plandiff.matching.corrections import CORRECTION_SCHEMA, DECISIONS

__all__ = [
    "CODING_AGREEMENT_SCHEMA",
    "CORRECTION_SCHEMA",
    "DISAGREEMENT_SCHEMA",
    "LINK_AGREEMENT_SCHEMA",
    "coding_agreement",
    "cohen_kappa",
    "disagreements",
    "link_agreement",
]

LINK_AGREEMENT_SCHEMA = {"measure": "string", "value": "Float64"}
"""Columns of `link_agreement`."""

DISAGREEMENT_SCHEMA = {
    "reference_id": "string",
    "target_id": "string",
    "first_decision": "string",
    "second_decision": "string",
    "first_note": "string",
    "second_note": "string",
}
"""Columns of `disagreements`."""

CODING_AGREEMENT_SCHEMA = {
    "theme": "string",
    "level": "Int64",
    "name_zh": "string",
    "name_en": "string",
    "clauses": "Int64",
    "reference": "Int64",
    "coded": "Int64",
    "both": "Int64",
    "precision": "Float64",
    "recall": "Float64",
    "f1": "Float64",
    "kappa": "Float64",
}
"""Columns of `coding_agreement`."""

_PAIR = ["reference_id", "target_id"]
_BOTH = ["first_decision", "second_decision"]


def cohen_kappa(
    first: Sequence[object], second: Sequence[object]
) -> float | None:
    """Return Cohen's kappa of two readers.

    Parameters
    ----------
    first, second : sequence
        What either decided, case by case.

    Returns
    -------
    float or None
        At most 1; None without a case, or if only one decision was ever
        given.

    Examples
    --------
    >>> cohen_kappa([1, 1, 0, 0], [1, 0, 0, 0])
    0.5
    >>> cohen_kappa([1, 1], [1, 1])
    """
    if len({*first, *second}) < 2:
        return None
    return float(cohen_kappa_score(first, second))


def coding_agreement(
    reference: pd.DataFrame,
    coded: pd.DataFrame,
    codebook: Codebook,
    document: Document,
) -> pd.DataFrame:
    """Compare two codings, one row per theme and one for all together.

    Parameters
    ----------
    reference : pandas.DataFrame
        The coding taken as right, with columns clause_id and theme.
    coded : pandas.DataFrame
        The one judged: another reader's, or `Codebook.code`.
    codebook : Codebook
        The themes.
    document : Document
        What was coded.

    Returns
    -------
    pandas.DataFrame
        Columns theme, level, name_zh, name_en; clauses (all that were
        judged); reference, coded, both (counts that carry the theme);
        precision, recall, f1 and kappa, absent where they are not defined.
        A clause that carries a subtheme carries its theme. The last row,
        theme ``all``, pools the lowest themes.

    Notes
    -----
    Kappa is Cohen's: agreement beyond the chance that two readers with
    these counts would agree by [1]_. It is low for rare themes even where
    readers rarely differ, so read it beside the counts.

    References
    ----------
    .. [1] Cohen (1960), A coefficient of agreement for nominal scales,
           Educational and Psychological Measurement 20(1).

    Examples
    --------
    >>> from plandiff import load_codebook
    >>> plan = Document.from_clauses("x", [("1", "保护知识产权"), ("2", "略")])
    >>> book = load_codebook("ecommerce")
    >>> table = coding_agreement(book.code(plan), book.code(plan), book, plan)
    >>> float(table["kappa"].iloc[-1])
    1.0
    """
    grids = [_grid(c, codebook, document) for c in (reference, coded)]
    rows = [
        (
            t.id,
            t.level,
            t.name_zh,
            t.name_en,
            *_of_codings(grids[0][:, k], grids[1][:, k]),
        )
        for k, t in enumerate(codebook)
    ]
    lowest = [k for k, t in enumerate(codebook) if not codebook.children(t.id)]
    pooled = _of_codings(*(grid[:, lowest].ravel() for grid in grids))
    rows.append(("all", None, "合计", "All", *pooled))
    return frame(rows, CODING_AGREEMENT_SCHEMA)


def link_agreement(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Measure how far two readers agree, one row per measure.

    Parameters
    ----------
    first, second : pandas.DataFrame
        Two readers' decisions, as `read_review` gives them.

    Returns
    -------
    pandas.DataFrame
        Columns measure and value: ``pairs`` decided by both, ``agreement``
        (their share with equal decisions, in [0, 1]), ``cohen_kappa`` [1]_
        and ``krippendorff_alpha`` (nominal, over the pairs that either
        decided [2]_). A coefficient is ``pandas.NA`` where it is not
        defined: no common pair, or only one decision ever given.

    References
    ----------
    .. [1] Cohen (1960), A coefficient of agreement for nominal scales,
           Educational and Psychological Measurement 20 (1).
    .. [2] Krippendorff (2019), Content Analysis, 4th edition, chapter 12.

    Examples
    --------
    >>> rows = [("a:1", "b:1", "link"), ("a:2", "b:2", "no link")]
    >>> one = frame(
    ...     [(*row, None, None, "", "") for row in rows], CORRECTION_SCHEMA
    ... )
    >>> link_agreement(one, one)["value"].tolist()
    [2.0, 1.0, 1.0, 1.0]
    """
    both = _beside(first, second)
    common = both.dropna(subset=_BOTH)
    left, right = (common[name].tolist() for name in _BOTH)
    values: list[tuple[str, float | None]] = [("pairs", float(len(common)))]
    same = [a == b for a, b in zip(left, right, strict=True)]
    values.append(("agreement", float(np.mean(same)) if same else None))
    values.append(("cohen_kappa", cohen_kappa(left, right)))
    codes = [
        [
            np.nan if value is pd.NA else DECISIONS.index(value)
            for value in both[name]
        ]
        for name in _BOTH
    ]
    values.append(
        (
            "krippendorff_alpha",
            float(krippendorff.alpha(codes, level_of_measurement="nominal"))
            if len({*left, *right}) > 1
            else None,
        )
    )
    return frame(values, LINK_AGREEMENT_SCHEMA)


def disagreements(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """List what two readers decided differently, one row per pair.

    Parameters
    ----------
    first, second : pandas.DataFrame
        Two readers' decisions, as `read_review` gives them.

    Returns
    -------
    pandas.DataFrame
        Columns `DISAGREEMENT_SCHEMA`, in the order of the first sheet.
        Pairs that only one of them decided are not listed.
    """
    both = _beside(first, second).dropna(subset=_BOTH)
    apart = both[both[_BOTH[0]] != both[_BOTH[1]]]
    return frame(
        apart[list(DISAGREEMENT_SCHEMA)].itertuples(index=False),
        DISAGREEMENT_SCHEMA,
    )


def _beside(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Set two readers' decisions side by side, one row per pair."""
    sides: Sequence[pd.DataFrame] = [
        table[[*_PAIR, "decision", "note"]].rename(
            columns={"decision": f"{name}_decision", "note": f"{name}_note"}
        )
        for name, table in (("first", first), ("second", second))
    ]
    return sides[0].merge(sides[1], on=_PAIR, how="outer", sort=False)


def _grid(
    coding: pd.DataFrame, codebook: Codebook, document: Document
) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Lay a coding out as clauses down and themes across."""
    rows = {clause.id: i for i, clause in enumerate(document)}
    columns = {theme.id: k for k, theme in enumerate(codebook)}
    grid = np.zeros((len(rows), len(columns)), dtype=bool)
    for clause_id, theme in zip(
        coding["clause_id"], coding["theme"], strict=True
    ):
        grid[rows[clause_id], columns[theme]] = True
        parent = codebook[theme].parent
        if parent is not None:
            grid[rows[clause_id], columns[parent]] = True
    return grid


def _of_codings(
    reference: np.ndarray[tuple[int], np.dtype[np.bool_]],
    coded: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> tuple[int | float | None, ...]:
    """Return counts, precision, recall, F1 and kappa of two codings."""
    n = len(reference)
    right, found = int(reference.sum()), int(coded.sum())
    both = int((reference & coded).sum())
    precision = both / found if found else None
    recall = both / right if right else None
    f1 = 2 * both / (right + found) if right + found else None
    kappa = cohen_kappa(reference.tolist(), coded.tolist())
    return (n, right, found, both, precision, recall, f1, kappa)
