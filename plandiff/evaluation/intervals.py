"""Intervals for a proportion and for a mean over documents.

A bootstrap over two or three documents bounds nothing: it gives the least
and the largest of them. So the one here draws the clauses of each again too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binomtest

__all__ = ["two_level_mean", "wilson"]

Floats = NDArray[np.float64]


def wilson(
    hits: int, total: int, *, level: float = 0.95
) -> tuple[float | None, float | None]:
    """Bound a proportion by the interval of Wilson.

    Parameters
    ----------
    hits, total : int
        Counts, ``0 <= hits <= total``.
    level : float, default 0.95
        In (0, 1).

    Returns
    -------
    tuple of (float or None, float or None)
        Lower and upper bound in [0, 1]; None where there is no case.

    References
    ----------
    .. [1] Brown, Cai, DasGupta (2001), Interval estimation for a binomial
           proportion, Statistical Science 16, 101-133.

    Examples
    --------
    >>> lower, upper = wilson(8, 10)
    >>> round(lower, 3), round(upper, 3)
    (0.49, 0.943)
    """
    if not total:
        return None, None
    found = binomtest(hits, total).proportion_ci(level, method="wilson")
    # Rounding must not put the share itself outside.
    share = hits / total
    return min(share, float(found.low)), max(share, float(found.high))


def two_level_mean(
    counts: Sequence[ArrayLike],
    measure: Callable[[Floats], Floats],
    *,
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> tuple[float | None, float | None]:
    """Bound a mean over documents by drawing documents and their clauses.

    Parameters
    ----------
    counts : sequence of array, each of shape (clauses, columns)
        What each clause of a document adds to the counts of the measure;
        one array for each document.
    measure : callable
        Makes of sums, of shape (draws, columns), the value of a document,
        of shape (draws,); NaN where there is nothing to count.
    level : float, default 0.95
        In (0, 1).
    resamples : int, default 2000
        How often they are drawn.
    seed : int, default 0
        Equal seeds give equal bounds.

    Returns
    -------
    tuple of (float or None, float or None)
        Percentile bounds; None for fewer than two documents. With two or
        three the interval still knows little of how documents differ, but
        no longer takes each one's value for exact.

    References
    ----------
    .. [1] Davison, Hinkley (1997), Bootstrap methods and their application,
           section 3.8.

    Examples
    --------
    >>> halves = [[[1, 1], [0, 1]]] * 2
    >>> two_level_mean(halves, lambda sums: sums[:, 0] / sums[:, 1])
    (0.0, 1.0)
    """
    documents = [np.asarray(one, float) for one in counts]
    if len(documents) < 2:
        return None, None
    generator = np.random.default_rng(seed)
    size = resamples, len(documents)
    drawn = generator.integers(0, len(documents), size)
    values = np.full(size, np.nan)
    for number, rows in enumerate(documents):
        slots = drawn == number
        weights = generator.multinomial(
            len(rows), np.full(len(rows), 1 / len(rows)), int(slots.sum())
        )
        values[slots] = measure(weights @ rows)
    known = np.isfinite(values)
    usable = known.any(axis=1)
    if not usable.any():
        return None, None
    means = np.where(known, values, 0)[usable].sum(axis=1)
    means /= known[usable].sum(axis=1)
    lower, upper = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(lower), float(upper)
