"""Fit the link models to judged pairs; used only to train.

Everything is deterministic: the same judged pairs give the same numbers.
"""

from __future__ import annotations

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from plandiff.matching.features import Features
from plandiff.matching.model import (
    AdditiveModel,
    LogisticModel,
    Scale,
    Steps,
)
from plandiff.matching.spaces import Floats

__all__ = ["fit_additive", "fit_logistic"]

_DIGITS = 5


def fit_logistic(
    features: Features, linked: Floats, weights: Floats, *, penalty: float
) -> LogisticModel:
    """Fit a logistic regression.

    Parameters
    ----------
    features : dict of str to numpy.ndarray
        One value per feature and judged pair.
    linked : numpy.ndarray
        1 where the pair is a link, else 0.
    weights : numpy.ndarray
        How much each pair counts.
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
    regression.fit((table - mean) / spread, linked, sample_weight=weights)
    return LogisticModel(
        _rounded(regression.intercept_[0]),
        {
            name: Scale(_rounded(weight), _rounded(centre), float(f"{s:.5g}"))
            for name, weight, centre, s in zip(
                features, regression.coef_[0], mean, spread, strict=True
            )
        },
    )


def fit_additive(
    features: Features,
    linked: Floats,
    weights: Floats,
    *,
    rounds: int,
    rate: float,
) -> AdditiveModel:
    """Fit a generalized additive model by boosting one-split trees.

    Parameters
    ----------
    features, linked, weights
        As for `fit_logistic`.
    rounds : int
        Number of trees.
    rate : float
        Learning rate, in (0, 1].

    Returns
    -------
    AdditiveModel
        The trees of each feature summed up to one table of steps.
    """
    table = np.stack(list(features.values()), axis=1)
    boosted = HistGradientBoostingClassifier(
        max_depth=1,
        max_iter=rounds,
        learning_rate=rate,
        min_samples_leaf=30,
        l2_regularization=10.0,
        early_stopping=False,
        random_state=0,
    )
    boosted.fit(table, linked, sample_weight=weights)
    splits: dict[int, list[tuple[float, float, float]]] = {}
    constant = float(np.ravel(boosted._baseline_prediction)[0])
    for (tree,) in boosted._predictors:
        nodes = tree.nodes
        if len(nodes) == 1:
            constant += float(nodes[0]["value"])
            continue
        root = nodes[0]
        splits.setdefault(int(root["feature_idx"]), []).append(
            (
                float(root["num_threshold"]),
                float(nodes[root["left"]]["value"]),
                float(nodes[root["right"]]["value"]),
            )
        )
    found: dict[str, Steps] = {}
    for place, name in enumerate(features):
        if place not in splits:
            continue
        steps = _summed(splits[place])
        middle = float(np.average(steps(table[:, place]), weights=weights))
        constant += middle
        found[name] = Steps(
            tuple(_rounded(value) for value in steps.above),
            tuple(_rounded(score - middle) for score in steps.scores),
        )
    return AdditiveModel(_rounded(constant), found)


def _summed(splits: list[tuple[float, float, float]]) -> Steps:
    """Sum one-split trees over the same feature to one step function."""
    above = sorted({threshold for threshold, _, _ in splits})
    scores = [
        sum(
            right if place > above.index(threshold) else left
            for threshold, left, right in splits
        )
        for place in range(len(above) + 1)
    ]
    return Steps(tuple(above), tuple(scores))


def _rounded(value: float) -> float:
    return round(float(value), _DIGITS)
