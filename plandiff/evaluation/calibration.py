"""Whether a confidence of 0.8 is right in eight cases of ten.

A reliability table sorts judged cases into intervals of confidence and
shows, for each, how often the claim was right. The expected calibration
error is its mean gap.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from plandiff.frames import frame

__all__ = ["RELIABILITY_SCHEMA", "calibration_error", "reliability"]

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
    least: float = 0.05,
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
    least : float, default 0.05
        Cases of lower confidence are left out: of all pairs of clauses they
        are nearly all, nearly all rightly rejected, and would hide every
        error.

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
        If `bins` is less than 1, or the arrays differ in length.

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
    kept = claimed >= least
    claimed, right = claimed[kept], right[kept]
    places = np.minimum((claimed * bins).astype(int), bins - 1)
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
