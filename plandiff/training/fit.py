"""Fit the link models to judged pairs; used only to train.

Everything is deterministic: the same judged pairs give the same numbers.
"""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression

from plandiff.matching.features import Features
from plandiff.matching.model import LogisticModel, Scale
from plandiff.matching.spaces import Floats

__all__ = ["fit_logistic"]

_DIGITS = 5


def fit_logistic(
    features: Features, linked: Floats, *, penalty: float
) -> LogisticModel:
    """Fit a logistic regression.

    Parameters
    ----------
    features : dict of str to numpy.ndarray
        One value per feature and judged pair.
    linked : numpy.ndarray
        1 where the pair is a link, else 0.
    penalty : float
        Strength of the L2 penalty, above 0: the larger, the more alike the
        weights of related features become.

    Returns
    -------
    LogisticModel
        Numbers rounded to five digits.
    """
    table = np.stack(list(features.values()), axis=1)
    mean = table.mean(axis=0)
    spread = np.maximum(table.std(axis=0), 1e-6)
    regression = LogisticRegression(C=1.0 / penalty, max_iter=1000, tol=1e-3)
    regression.fit((table - mean) / spread, linked)
    return LogisticModel(
        _rounded(regression.intercept_[0]),
        {
            name: Scale(_rounded(weight), _rounded(centre), float(f"{s:.5g}"))
            for name, weight, centre, s in zip(
                features, regression.coef_[0], mean, spread, strict=True
            )
        },
    )


def _rounded(value: float) -> float:
    return round(float(value), _DIGITS)
