"""What chance would do: intervals and tests by the unit in which plans vary.

Drafters decide section by section what a plan speaks of, so a section is
drawn, left out or dealt as a whole; its sentences are no independent
witnesses.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
import scipy

from plandiff.analysis.themes.coded import Floats

__all__ = [
    "Uncertainty",
    "mid_p",
    "permutation_p",
    "share_interval",
    "shift_interval",
]

_BLOCK = 4_000_000
"""Numbers held at once while groups are dealt."""
_SAME = 1e-12
"""Shifts that differ by less are one."""
Groups = tuple[Floats, Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """How intervals and tests are made.

    Attributes
    ----------
    resamples : int, default 2000
        Number of times that sections are dealt at random for a p-value, at
        least 100; fewer where all ways to deal them are fewer.
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


def share_interval(groups: Groups, confidence: float) -> Floats:
    """Return the interval of each theme's share of a plan's sentences.

    Parameters
    ----------
    groups : (numpy.ndarray, numpy.ndarray)
        As `CodedPlan.groups` gives them.
    confidence : float
        Coverage aimed at, between 0 and 1.

    Returns
    -------
    numpy.ndarray
        Lower and upper bounds in [0, 1], of shape (2, themes).

    See Also
    --------
    shift_interval : the method.
    """
    share, variance = _spread(groups)
    half = _half(variance, len(groups[1]) - 1, confidence)
    return np.array([share - half, share + half]).clip(0, 1)


def shift_interval(
    earlier: Groups, later: Groups, confidence: float
) -> Floats:
    """Return the interval of the difference of each theme's shares.

    Parameters
    ----------
    earlier, later : (numpy.ndarray, numpy.ndarray)
        As `CodedPlan.groups` gives them.
    confidence : float
        Coverage aimed at, between 0 and 1.

    Returns
    -------
    numpy.ndarray
        Lower and upper bounds in [-1, 1], of shape (2, themes).

    Notes
    -----
    The variance of a share is that of the jackknife which leaves out one
    group at a time [1]_, and at least that of a theme in half a sentence,
    so that a theme that is nowhere does not get an interval of no width.
    The bounds are those of Student's distribution with two degrees of
    freedom fewer than there are groups. A plan of one group says nothing of
    how groups vary: the interval is then all of [-1, 1].

    References
    ----------
    .. [1] Cameron, Gelbach, Miller (2008), Bootstrap-based improvements for
           inference with clustered errors, Review of Economics and
           Statistics 90(3): the estimator CR3.
    """
    before, spread_before = _spread(earlier)
    after, spread_after = _spread(later)
    freedom = len(earlier[1]) + len(later[1]) - 2
    half = _half(spread_before + spread_after, freedom, confidence)
    shift = after - before
    return np.array([shift - half, shift + half]).clip(-1, 1)


def _spread(groups: Groups) -> tuple[Floats, Floats]:
    """Return the share of each theme and its variance."""
    counts, sizes = groups
    total = sizes.sum()
    share = counts.sum(axis=0) / total
    half = 0.5 / (total + 1)
    least = half * (1 - half) / (total + 1)
    number = len(sizes)
    if number < 2:
        return share, np.full_like(share, np.inf)
    lone = (counts - sizes[:, None] * share) / (1 - sizes / total)[:, None]
    variance = (lone**2).sum(axis=0) * (number - 1) / number / total**2
    return share, np.maximum(variance, least)


def _half(variance: Floats, freedom: int, confidence: float) -> Floats:
    """Return half the width of an interval, infinite where none is known."""
    if freedom < 1:
        return np.full_like(variance, np.inf)
    return np.asarray(
        scipy.stats.t.ppf((1 + confidence) / 2, freedom) * np.sqrt(variance)
    )


def permutation_p(
    earlier: Groups, later: Groups, choice: Uncertainty
) -> Floats:
    """Return how seldom dealt groups differ as much as the plans do.

    Parameters
    ----------
    earlier, later : (numpy.ndarray, numpy.ndarray)
        As `CodedPlan.groups` gives them.
    choice : Uncertainty
        How often to deal, and the seed.

    Returns
    -------
    numpy.ndarray
        For each theme the two-sided mid-p value in (0, 1]: the share of
        deals that lie further from zero, and half that of those as far. 1
        where no deal lies nearer to zero.
    """
    counts = np.concatenate([earlier[0], later[0]])
    sizes = np.concatenate([earlier[1], later[1]])
    number, chosen = len(sizes), len(earlier[1])
    observed = np.abs(
        later[0].sum(axis=0) / later[1].sum()
        - earlier[0].sum(axis=0) / earlier[1].sum()
    )
    beyond = np.zeros(len(observed))
    level = np.zeros(len(observed))
    nearer = np.zeros(len(observed), dtype=bool)
    made = 0
    for deal in _deals(number, chosen, choice):
        left = deal @ counts
        weight = deal @ sizes
        right = counts.sum(axis=0) - left
        shift = np.abs(
            right / (sizes.sum() - weight)[:, None] - left / weight[:, None]
        )
        beyond += (shift > observed + _SAME).sum(axis=0)
        level += (np.abs(shift - observed) <= _SAME).sum(axis=0)
        nearer |= (shift < observed - _SAME).any(axis=0)
        made += len(deal)
    whole = math.comb(number, chosen) <= choice.resamples
    # The plans as they are count as one of the deals that chance made.
    p = (beyond + level / 2) / made
    if not whole:
        p = (beyond + level / 2 + 0.5) / (made + 1)
    return np.where(nearer, np.minimum(p, 1.0), 1.0)


def _deals(
    number: int, chosen: int, choice: Uncertainty
) -> itertools.chain[Floats]:
    """Yield blocks of deals: 1 where a group falls to the earlier plan."""
    if math.comb(number, chosen) <= choice.resamples:
        picked = itertools.combinations(range(number), chosen)
        every = np.array(list(picked), dtype=np.int64)
        return itertools.chain([_marked(every, number)])
    generator = np.random.default_rng([choice.seed, number, chosen])
    size = max(_BLOCK // number, 1)
    starts = range(0, choice.resamples, size)
    return itertools.chain.from_iterable(
        [
            _marked(
                np.argsort(
                    generator.random(
                        (min(size, choice.resamples - start), number)
                    ),
                    axis=1,
                    kind="stable",
                )[:, :chosen],
                number,
            )
        ]
        for start in starts
    )


def _marked(picked: np.ndarray, number: int) -> Floats:
    """Write picked places as rows of 0 and 1."""
    marked = np.zeros((len(picked), number))
    np.put_along_axis(marked, picked, 1.0, axis=1)
    return marked


def mid_p(before: int, n: int, after: int, m: int) -> float:
    """Return Fisher's mid-p value of two proportions, two-sided.

    Parameters
    ----------
    before, after : int
        Clauses that carry the theme on either side.
    n, m : int
        Clauses of either side.

    Returns
    -------
    float
        In (0, 1]: the probability of a difference further from zero than
        the one observed, and half that of one as far; 1 where none is
        nearer.
    """
    if not n or not m:
        return 1.0
    total = before + after
    counts = np.arange(max(0, total - m), min(total, n) + 1)
    chances = scipy.stats.hypergeom.pmf(counts, n + m, total, n)
    # Distance of a shift from zero, times n and m, in whole numbers.
    distances = np.abs((total - counts) * n - counts * m)
    observed = abs(after * n - before * m)
    if not (distances < observed).any():
        return 1.0
    beyond = chances[distances > observed].sum()
    level = chances[distances == observed].sum()
    return float(min(beyond + level / 2, 1.0))
