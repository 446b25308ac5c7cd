"""Whether a confidence of 0.8 is right in eight cases of ten.

A reliability table sorts judged cases into intervals of confidence and
shows, for each, how often the claim was right. The expected calibration
error is its mean gap. It depends on which cases are looked at (`LEAST`), and
even a source that means what it says has some by chance (`chance_error`):
give both beside it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from plandiff.frames import frame

__all__ = [
    "LEAST",
    "RELIABILITY_SCHEMA",
    "calibration_error",
    "chance_error",
    "reliability",
]

LEAST = 0.02
"""Pairs of lower confidence are not looked at, wherever an error is given.

Of all scored pairs they are nearly all, nearly all rightly rejected, and
would hide every error.
"""

_DRAWS = 1000

RELIABILITY_SCHEMA = {
    "lower": "Float64",
    "upper": "Float64",
    "confidence": "Float64",
    "observed": "Float64",
    "hits": "Int64",
    "total": "Int64",
}
"""Columns of a reliability table."""


def reliability(
    confidences: ArrayLike,
    outcomes: ArrayLike,
    *,
    bins: int = 10,
    least: float = LEAST,
) -> pd.DataFrame:
    """Compare confidence with outcome, one row per interval of confidence.

    Parameters
    ----------
    confidences : array of float, shape (cases,)
        In [0, 1].
    outcomes : array of bool or float, shape (cases,)
        1 where the claim was right, 0 where it was wrong.
    bins : int, default 10
        Number of intervals of equal width that [0, 1] is cut into.
    least : float, default LEAST
        Cases of lower confidence are left out.

    Returns
    -------
    pandas.DataFrame
        Columns `RELIABILITY_SCHEMA`: bounds of the interval (the upper one
        belongs to the next), mean confidence of the cases in it, the share
        of them that was right, and the two counts. Intervals without a case
        have absent shares.

    Raises
    ------
    ValueError
        If `bins` is less than 1, the arrays differ in length, or a number
        is missing or outside [0, 1].

    Examples
    --------
    >>> reliability([0.2, 0.7, 0.9], [0, 1, 1], bins=2)
       lower  upper  confidence  observed  hits  total
    0    0.0    0.5         0.2       0.0     0      1
    1    0.5    1.0         0.8       1.0     2      2
    """
    if bins < 1:
        raise ValueError(f"bins: expected at least 1, found {bins}.")
    claimed = np.asarray(confidences, float).ravel()
    right = np.asarray(outcomes, float).ravel()
    if len(claimed) != len(right):
        raise ValueError(
            f"outcomes: expected one for each of the {len(claimed)} "
            f"confidences but found {len(right)}."
        )
    _check("confidences", claimed)
    _check("outcomes", right)
    kept = claimed >= least
    claimed, right = claimed[kept], right[kept]
    places = _places(claimed, bins)
    rows = []
    for place in range(bins):
        inside = places == place
        total = int(inside.sum())
        rows.append(
            (
                place / bins,
                (place + 1) / bins,
                float(claimed[inside].mean()) if total else None,
                float(right[inside].mean()) if total else None,
                int(right[inside].sum()),
                total,
            )
        )
    return frame(rows, RELIABILITY_SCHEMA)


def _places(claimed: NDArray[np.float64], bins: int) -> NDArray[np.int64]:
    """Return the interval of each confidence."""
    return np.minimum((claimed * bins).astype(np.int64), bins - 1)


def _check(name: str, values: NDArray[np.float64]) -> None:
    """Refuse what is no probability, and say where it stands."""
    bad = ~((values >= 0) & (values <= 1))
    if bad.any():
        place = int(np.flatnonzero(bad)[0])
        raise ValueError(
            f"{name}: expected numbers in [0, 1] but found {values[place]} "
            f"at position {place} ({int(bad.sum())} such of {len(values)}). "
            "Leave cases out that have none."
        )


def chance_error(
    confidences: ArrayLike,
    *,
    bins: int = 10,
    least: float = LEAST,
    seed: int = 0,
) -> tuple[float, float] | None:
    """Return the error that a source has which means what it says.

    Parameters
    ----------
    confidences : array of float, shape (cases,)
        In [0, 1].
    bins, least
        As of `reliability`.
    seed : int, default 0
        Of the draws.

    Returns
    -------
    tuple of (float, float) or None
        Mean and 95th percentile of the expected calibration error of
        outcomes drawn from the confidences, 1,000 times; None without a
        case. An error below the second number is no sign of a fault.

    Raises
    ------
    ValueError
        If a confidence is missing or outside [0, 1].

    Examples
    --------
    >>> mean, high = chance_error([0.5] * 100)
    >>> round(mean, 2), round(high, 2)
    (0.04, 0.1)
    """
    claimed = np.asarray(confidences, float).ravel()
    _check("confidences", claimed)
    claimed = claimed[claimed >= least]
    if not len(claimed):
        return None
    places = _places(claimed, bins)
    generator = np.random.default_rng(seed)
    errors = np.empty(_DRAWS)
    for draw in range(_DRAWS):
        gaps = claimed - (generator.random(len(claimed)) < claimed)
        errors[draw] = np.abs(np.bincount(places, gaps, bins)).sum()
    errors /= len(claimed)
    return float(errors.mean()), float(np.quantile(errors, 0.95))


def calibration_error(table: pd.DataFrame) -> float | None:
    """Return the expected calibration error of a reliability table.

    Parameters
    ----------
    table : pandas.DataFrame
        From `reliability`.

    Returns
    -------
    float or None
        In [0, 1]: the mean distance between confidence and observed share,
        weighted by the number of cases [1]_. None for a table without any.

    References
    ----------
    .. [1] Guo, Pleiss, Sun, Weinberger (2017), On calibration of modern
           neural networks, ICML.

    Examples
    --------
    >>> round(calibration_error(reliability([0.2, 0.7, 0.9], [0, 1, 1])), 3)
    0.2
    """
    total = int(table["total"].sum())
    if not total:
        return None
    gaps = (table["confidence"] - table["observed"]).abs().fillna(0)
    return float((gaps * table["total"]).sum() / total)
