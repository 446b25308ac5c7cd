"""A plan as counts of themes, drawn again to see what chance would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import hypergeom

from plandiff.analysis.themes.codebook import Codebook
from plandiff.document import Document

__all__ = ["CodedPlan", "Uncertainty", "interval", "permutation_p"]

_PSEUDO = 0.5
"""Clauses with the theme, and without it, that are added to each plan, so
that a theme with no clause does not get an interval of no width."""

_CHAPTER_PRIOR = 2.0
"""Clauses of the whole plan that are added to each chapter's share, since
the spread inside a chapter of a few clauses is underestimated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """How intervals are made.

    Attributes
    ----------
    resamples : int, default 2000
        Number of bootstrap resamples, at least 100.
    confidence : float, default 0.95
        Coverage aimed at, between 0 and 1.
    seed : int, default 20211026
        Start of the random numbers; the same seed gives the same table.
    """

    resamples: int = 2000
    confidence: float = 0.95
    seed: int = 20211026

    def __post_init__(self) -> None:
        if self.resamples < 100:
            raise ValueError(
                "resamples: expected at least 100 for an interval but found "
                f"{self.resamples}."
            )
        if not 0 < self.confidence < 1:
            raise ValueError(
                "confidence: expected a number between 0 and 1 but found "
                f"{self.confidence}."
            )


@dataclass(frozen=True, slots=True)
class CodedPlan:
    """A document's coding as arrays, clauses down and themes across."""

    document: Document
    carries: np.ndarray[Any, np.dtype[np.bool_]]
    characters: np.ndarray[Any, np.dtype[np.int64]]
    chapters: np.ndarray[Any, np.dtype[np.int64]]

    @classmethod
    def of(cls, document: Document, codebook: Codebook) -> CodedPlan:
        """Code a document clause by clause."""
        rows = {clause.id: i for i, clause in enumerate(document)}
        columns = {theme.id: k for k, theme in enumerate(codebook)}
        shape = (len(rows), len(columns))
        characters = np.zeros(shape, dtype=np.int64)
        coding = codebook.code(document)
        characters[
            [rows[id_] for id_ in coding["clause_id"]],
            [columns[id_] for id_ in coding["theme"]],
        ] = coding["characters"].to_numpy(dtype=np.int64)
        names: dict[str, int] = {}
        chapters = [
            names.setdefault(clause.path[0] if clause.path else "", len(names))
            for clause in document
        ]
        return cls(
            document,
            characters > 0,
            characters,
            np.array(chapters, dtype=np.int64),
        )

    def share(self, theme: int) -> float | None:
        """Return the share of clauses that carry a theme."""
        if not len(self.carries):
            return None
        return int(self.carries[:, theme].sum()) / len(self.carries)

    def character_share(self, theme: int) -> float | None:
        """Return the share of characters in sentences that mention it."""
        total = sum(len(clause.text) for clause in self.document)
        if not total:
            return None
        return int(self.characters[:, theme].sum()) / total

    def resample(
        self, choice: Uncertainty, *, side: int
    ) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Draw the plan again; shares of shape (resamples, themes).

        Drawing clauses of a chapter with replacement and counting those
        that carry a theme is one binomial draw, so no clause is copied.
        """
        total, themes = self.carries.shape
        if not total:
            return np.zeros((choice.resamples, themes))
        sizes = np.bincount(self.chapters)
        counts = np.zeros((len(sizes), themes))
        np.add.at(counts, self.chapters, self.carries)
        plan = (counts.sum(axis=0) + _PSEUDO) / (total + 2 * _PSEUDO)
        chapters = (counts / sizes[:, None] + _PSEUDO / total) / (
            1 + 2 * _PSEUDO / total
        )
        weights = sizes[:, None] / (sizes[:, None] + _CHAPTER_PRIOR)
        probability = weights * chapters + (1 - weights) * plan
        # Chapters drawn towards the plan must not move the plan's own share.
        probability += plan - sizes @ probability / total
        generator = np.random.default_rng([choice.seed, side])
        drawn = generator.binomial(
            sizes[:, None],
            probability.clip(0, 1),
            size=(choice.resamples, *probability.shape),
        )
        return np.asarray(drawn.sum(axis=1) / total)


def interval(
    draws: np.ndarray[Any, np.dtype[np.float64]], confidence: float
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return the bounds that hold the middle of the draws.

    Parameters
    ----------
    draws : numpy.ndarray
        Of shape (resamples, themes).
    confidence : float
        Share of the draws between the bounds, between 0 and 1.

    Returns
    -------
    numpy.ndarray
        Lower and upper bounds, of shape (2, themes).
    """
    tail = (1 - confidence) / 2
    return np.asarray(np.quantile(draws, [tail, 1 - tail], axis=0))


def permutation_p(before: int, n: int, after: int, m: int) -> float:
    """Return the mid-p value over all permutations of the clauses.

    Parameters
    ----------
    before, after : int
        Clauses that carry the theme in either plan.
    n, m : int
        Clauses of either plan.

    Returns
    -------
    float
        In (0, 1].
    """
    total = before + after
    counts = np.arange(max(0, total - m), min(total, n) + 1)
    chances = hypergeom.pmf(counts, n + m, total, n)
    # Distance of a shift from zero, times n and m, in whole numbers.
    distances = np.abs((total - counts) * n - counts * m)
    observed = abs(after * n - before * m)
    if not (distances < observed).any():
        return 1.0
    beyond = chances[distances > observed].sum()
    level = chances[distances == observed].sum()
    return float(min(beyond + level / 2, 1.0))
