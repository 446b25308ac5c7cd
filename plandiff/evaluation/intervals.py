"""Intervals for a proportion and for a mean over documents."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["bootstrap_mean", "wilson"]


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
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = hits / total
    spread = share * (1 - share) / total + z**2 / (4 * total**2)
    scale = 1 + z**2 / total
    middle = (share + z**2 / (2 * total)) / scale
    half = z * spread**0.5 / scale
    # Rounding must not put the share itself outside.
    lower, upper = min(share, middle - half), max(share, middle + half)
    return max(0.0, lower), min(1.0, upper)


def bootstrap_mean(
    values: ArrayLike,
    *,
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> tuple[float | None, float | None]:
    """Bound a mean by drawing its values again, with replacement.

    Parameters
    ----------
    values : array of float, shape (documents,)
        One value for each document.
    level : float, default 0.95
        In (0, 1).
    resamples : int, default 2000
        How often they are drawn.
    seed : int, default 0
        Equal seeds give equal bounds.

    Returns
    -------
    tuple of (float or None, float or None)
        Percentile bounds; None for fewer than two values, which say nothing
        of other documents.

    References
    ----------
    .. [1] Efron, Tibshirani (1993), An introduction to the bootstrap,
           chapter 13.

    Examples
    --------
    >>> bootstrap_mean([0.5, 0.5])
    (0.5, 0.5)
    """
    known = np.asarray(values, float)
    if len(known) < 2:
        return None, None
    drawn = np.random.default_rng(seed).choice(
        known, size=(resamples, len(known))
    )
    lower, upper = np.quantile(
        drawn.mean(axis=1), [(1 - level) / 2, (1 + level) / 2]
    )
    return float(lower), float(upper)
