"""What the machine's coding of themes gets wrong, and what that does.

`coding_error` holds how the machine's coding of a plan differs from a
reader's, theme by theme; `theme_prevalence` corrects shares of clauses for
it; `theme_sensitivity` leaves out one term of a theme after another.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import scipy

from plandiff.analysis.themes.codebook import Codebook
from plandiff.analysis.themes.coded import CodedPlan
from plandiff.analysis.themes.loading import as_codebook
from plandiff.analysis.themes.notes import fidelity_note
from plandiff.document import Document
from plandiff.document.several import each_document
from plandiff.errors import CorpusError
from plandiff.frames import frame
from plandiff.resources import resource
from plandiff.signature import signature

__all__ = [
    "ERROR_SCHEMA",
    "PREVALENCE_SCHEMA",
    "coding_error",
    "rogan_gladen",
    "theme_prevalence",
]

ERROR_SCHEMA = {
    "theme": "string",
    "coder": "string",
    "clauses": "Int64",
    "reader": "Int64",
    "machine": "Int64",
    "both": "Int64",
    "precision": "Float64",
    "recall": "Float64",
    "kappa": "Float64",
}
"""Columns of `coding_error`."""

PREVALENCE_SCHEMA = {
    "document": "string",
    "theme": "string",
    "level": "Int64",
    "name_zh": "string",
    "name_en": "string",
    "clauses": "Int64",
    "share": "Float64",
    "corrected": "Float64",
    "low": "Float64",
    "high": "Float64",
    "recall": "Float64",
    "specificity": "Float64",
    "kappa": "Float64",
    "note": "string",
}
"""Columns of `theme_prevalence`."""

_LEAST_POSITIVE = 5
_NO_HAND = "no hand coding of this codebook: not corrected"
_FEW = (
    f"fewer than {_LEAST_POSITIVE} clauses with the theme were coded by hand: "
    "not corrected"
)
_NO_BETTER = "the machine finds the theme no better than chance: not corrected"


def coding_error(codebook: Codebook | str) -> pd.DataFrame:
    """Say how the machine codes beside readers, a row per theme and reader.

    Parameters
    ----------
    codebook : Codebook or str
        The themes, or the name of a bundled codebook.

    Returns
    -------
    pandas.DataFrame
        Columns `ERROR_SCHEMA`: clauses that both coded; how many carry the
        theme by the reader, by the machine, by both; precision and recall
        of the machine, and Cohen's kappa, absent where undefined. Empty for
        a codebook that nobody coded by, or that has changed since: codes
        would be measured that are no longer given.

    Notes
    -----
    Read from ``corpora/themes/NAME-errors.csv``, which
    ``python -m plandiff.evaluation.readers.accuracy`` makes of the hand
    codings in ``corpora/gold``.

    Examples
    --------
    >>> table = coding_error("ecommerce")
    >>> sorted(set(table["coder"]))
    ['coder1', 'coder2']
    """
    book = as_codebook(codebook)
    try:
        path = resource(f"themes/{book.name}-errors.csv")
    except CorpusError:
        return frame([], ERROR_SCHEMA)
    return frame(
        (
            tuple(row[name] or None for name in ERROR_SCHEMA)
            for row in csv.DictReader(io.StringIO(path.read_text("utf-8")))
            if row["codebook"] == book.sha256
        ),
        ERROR_SCHEMA,
    )


def rogan_gladen(
    share: tuple[int, int],
    recall: tuple[int, int],
    specificity: tuple[int, int],
    *,
    confidence: float = 0.95,
) -> tuple[float, float, float] | None:
    """Correct a share for what the machine misses and wrongly finds.

    Parameters
    ----------
    share : (int, int)
        Clauses in which the machine finds the theme, and clauses.
    recall : (int, int)
        Of clauses that carry it by hand, those found, and how many.
    specificity : (int, int)
        Of clauses that do not, those left alone, and how many.
    confidence : float, default 0.95
        Of the interval, in (0, 1).

    Returns
    -------
    (float, float, float) or None
        The corrected share [1]_ and its bounds [2]_, in [0, 1]; None where
        the machine finds the theme no better than chance, or nothing was
        coded by hand.

    References
    ----------
    .. [1] Rogan, Gladen (1978), Estimating prevalence from the results of a
           screening test, American Journal of Epidemiology 107(1).
    .. [2] Lang, Reiczigel (2014), Confidence limits for prevalence of
           disease adjusted for estimated sensitivity and specificity,
           Preventive Veterinary Medicine 113(1).

    Examples
    --------
    >>> value, low, high = rogan_gladen((30, 100), (80, 100), (90, 100))
    >>> round(value, 3), round(low, 2), round(high, 2)
    (0.286, 0.14, 0.44)
    """
    counts = (share, recall, specificity)
    if not all(total for _, total in counts):
        return None
    found, hit, spared = (number / total for number, total in counts)
    if hit + spared <= 1:
        return None
    value = (found + spared - 1) / (hit + spared - 1)
    z = float(scipy.stats.norm.ppf((1 + confidence) / 2))
    n, n_hit, n_spared = share[1] + z**2, recall[1] + 2, specificity[1] + 2
    q = (share[0] + z**2 / 2) / n
    se, sp = (recall[0] + 1) / n_hit, (specificity[0] + 1) / n_spared
    apart = se + sp - 1
    if apart <= 0:
        return None
    p = (q + sp - 1) / apart
    of_se, of_sp = se * (1 - se) / n_hit, sp * (1 - sp) / n_spared
    shift = 2 * z**2 * (p * of_se - (1 - p) * of_sp)
    variance = q * (1 - q) / n + p**2 * of_se + (1 - p) ** 2 * of_sp
    half = z * variance**0.5 / apart
    low, high = np.clip([p + shift - half, p + shift + half], 0, 1)
    value = min(max(value, 0.0), 1.0)
    return value, min(float(low), value), max(float(high), value)


def theme_prevalence(
    documents: Document | Iterable[Document],
    codebook: Codebook | str,
    *,
    coder: str = "coder1",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Correct shares of clauses for coding error, a row per plan and theme.

    Parameters
    ----------
    documents : Document or iterable of Document
        Full texts; digests have no shares.
    codebook : Codebook or str
        The themes, or the name of a bundled codebook.
    coder : str, default "coder1"
        The reader whose codes are taken as right. The machine was not
        tuned on those of ``coder1``.
    confidence : float, default 0.95
        Of the interval, in (0, 1).

    Returns
    -------
    pandas.DataFrame
        Columns `PREVALENCE_SCHEMA`: clauses that carry the theme by the
        machine, their share, the share corrected by `rogan_gladen` with its
        interval, which covers the error of the correction too; recall,
        specificity and kappa of the machine. `note` says why a share is not
        corrected: nobody coded the theme, fewer than five clauses have it
        by hand, or the machine finds it no better than chance.
        ``table.attrs["signature"]`` names every choice.

    Notes
    -----
    The hand codings are of one plan, and the machine is taken to err alike
    in others. Where its terms were read from the coded plan, it errs more
    elsewhere.

    Examples
    --------
    >>> from plandiff import load_corpus
    >>> table = theme_prevalence(load_corpus()["ec14"], "ecommerce")
    >>> row = table.set_index("theme").loc["rural"]
    >>> bool(row["low"] <= row["corrected"] <= row["high"])
    True
    """
    book = as_codebook(codebook)
    plans = each_document(documents)
    error = coding_error(book)
    known = {row.theme: row for row in _of_coder(error, coder)}
    rows: list[tuple[Any, ...]] = []
    for document in plans:
        coded = CodedPlan.of(document, book)
        for k, theme in enumerate(book):
            number = int(coded.carries[:, k].sum())
            rows.append(
                (
                    document.id,
                    theme.id,
                    theme.level,
                    theme.name_zh,
                    theme.name_en,
                    *_corrected(
                        document, number, known.get(theme.id), confidence
                    ),
                )
            )
    table = frame(rows, PREVALENCE_SCHEMA)
    table.attrs["signature"] = signature(
        documents=",".join(
            f"{plan.id}@{plan.source.sha256[:12]}" for plan in plans
        ),
        codebook=f"{book.name}@{book.sha256}",
        unit="clause",
        coder=coder,
        confidence=confidence,
    )
    return table


def _of_coder(error: pd.DataFrame, coder: str) -> list[Any]:
    """Return the rows of one reader, or say which there are."""
    coders = sorted(set(error["coder"]))
    if coders and coder not in coders:
        raise ValueError(
            f"coder: expected {' or '.join(coders)} but found {coder!r}."
        )
    return list(error[error["coder"] == coder].itertuples(index=False))


def _corrected(
    document: Document, number: int, error: Any, confidence: float
) -> tuple[Any, ...]:
    """Give the clauses of a theme, its share, and that corrected."""
    total = len(document)
    if document.is_digest or not total:
        note = fidelity_note(document)
        return (number, None, None, None, None, None, None, None, note)
    share = number / total
    if error is None:
        return (number, share, None, None, None, None, None, None, _NO_HAND)
    others = error.clauses - error.reader
    spared = others - (error.machine - error.both)
    quality = (
        None if pd.isna(error.recall) else error.recall,
        spared / others if others else None,
        None if pd.isna(error.kappa) else error.kappa,
    )
    if error.reader < _LEAST_POSITIVE:
        return (number, share, None, None, None, *quality, _FEW)
    found = rogan_gladen(
        (number, total),
        (error.both, error.reader),
        (spared, others),
        confidence=confidence,
    )
    if found is None:
        return (number, share, None, None, None, *quality, _NO_BETTER)
    return (number, share, *found, *quality, fidelity_note(document))
