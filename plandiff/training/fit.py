"""Fit the link models to judged pairs; used only to train.

Everything is deterministic: the same judged pairs give the same numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from plandiff.matching.features import Features
from plandiff.matching.model import LogisticModel, Scale
from plandiff.matching.secondlook import SecondLook, Tree
from plandiff.matching.spaces import Floats

__all__ = ["Answered", "Fits", "fit_logistic", "fit_trees"]

_DIGITS = 5
_STEPS = 50
_EXACT, _NEAR = 1e-7, 1e-4
"""The largest last step: of the fit to all, and of fits to a part."""
_FREE = 1e-6
"""Penalty of the intercept."""
_TREES = {
    "max_iter": 400,
    "learning_rate": 0.05,
    "max_leaf_nodes": 16,
    "max_features": 0.3,
    "min_samples_leaf": 40,
    "l2_regularization": 10.0,
    "max_bins": 64,
    "early_stopping": False,
    "random_state": 0,
}


@dataclass(frozen=True, eq=False)
class Answered:
    """Judged pairs of two documents, as they train.

    Attributes
    ----------
    features : dict of str to numpy.ndarray
        One value per feature and pair.
    linked : numpy.ndarray
        1 where the pair is a link, else 0.
    weights : numpy.ndarray
        For how many pairs each one stands.
    """

    features: Features
    linked: Floats
    weights: Floats


class Fits:
    """Logistic regressions on all judged pairs, and on all but some.

    Parameters
    ----------
    answered : sequence of Answered
        One entry for each two documents.
    penalty : float
        Strength of the L2 penalty, above 0: the larger, the more alike the
        weights of related features become.

    Notes
    -----
    Newton's method. Without some documents the answer is near to that of
    all, and so is the curvature there less their part of it: a few steps
    along it are enough, so that a hundred fits take the time of two or
    three. Features are scaled by all pairs, whose answers that needs not.
    """

    def __init__(
        self, answered: Sequence[Answered], *, penalty: float
    ) -> None:
        self._names = tuple(answered[0].features)
        tables = [np.stack(list(a.features.values()), 1) for a in answered]
        self._linked = [a.linked for a in answered]
        self._weights = [a.weights for a in answered]
        size = sum(part.sum() for part in self._weights)
        self._mean = self._total(tables) / size
        square = self._total([(t - self._mean) ** 2 for t in tables])
        self._spread = np.maximum(np.sqrt(square / size), 1e-6)
        self._tables = [
            np.column_stack(
                [(table - self._mean) / self._spread, np.ones(len(table))]
            )
            for table in tables
        ]
        self._penalty = np.full(len(self._names) + 1, float(penalty))
        self._penalty[-1] = _FREE
        with threadpool_limits(1):  # small products, and the same anywhere
            self._start = self._exact()
            self._curves = [
                self._curve(n, self._start) for n in range(len(answered))
            ]

    def model(self, left_out: Collection[int] = ()) -> LogisticModel:
        """Return the regression without some documents.

        Parameters
        ----------
        left_out : collection of int
            Places of the entries that are left out.

        Returns
        -------
        LogisticModel
            Numbers rounded to five digits.
        """
        with threadpool_limits(1):
            found = self._without(left_out) if left_out else self._start
        weights = zip(
            self._names, found, self._mean, self._spread, strict=False
        )
        return LogisticModel(
            _rounded(found[-1]),
            {
                name: Scale(_rounded(weight), _rounded(centre), _short(spread))
                for name, weight, centre, spread in weights
            },
        )

    def _exact(self) -> Floats:
        """Fit to all pairs."""
        every = range(len(self._tables))
        found = np.zeros(len(self._penalty))
        for _ in range(_STEPS):
            slope = self._slope(every, found)
            curve = sum(self._curve(n, found) for n in every)
            step = np.linalg.solve(curve + np.diag(self._penalty), slope)
            found = found - step
            if np.abs(step).max() < _EXACT:
                break
        return found

    def _without(self, left_out: Collection[int]) -> Floats:
        """Fit to all pairs but those of some documents."""
        kept = [n for n in range(len(self._tables)) if n not in left_out]
        curve = sum(self._curves[n] for n in kept) + np.diag(self._penalty)
        factor = cho_factor(curve)
        found = self._start
        for _ in range(_STEPS):
            step = cho_solve(factor, self._slope(kept, found))
            found = found - step
            if np.abs(step).max() < _NEAR:
                break
        return found

    def _slope(self, chosen: Collection[int], found: Floats) -> Floats:
        """Add up how the loss falls at each weight."""
        total = self._penalty * found
        for n in chosen:
            gap = _logistic(self._tables[n] @ found) - self._linked[n]
            total = total + self._tables[n].T @ (gap * self._weights[n])
        return total

    def _curve(self, n: int, found: Floats) -> Floats:
        """Return the second derivatives of one entry's loss."""
        table = self._tables[n]
        likely = _logistic(table @ found)
        bend = likely * (1 - likely) * self._weights[n]
        result: Floats = (table * bend[:, None]).T @ table
        return result

    def _total(self, tables: Sequence[Floats]) -> Floats:
        parts = zip(tables, self._weights, strict=True)
        result: Floats = np.sum([w @ table for table, w in parts], axis=0)
        return result


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
        As of `Fits`.

    Returns
    -------
    LogisticModel
        Numbers rounded to five digits.
    """
    answered = Answered(features, linked, np.ones(len(linked)))
    return Fits([answered], penalty=penalty).model()


def fit_trees(features: Features, linked: Floats) -> SecondLook:
    """Fit boosted trees of at most fifteen questions each.

    Parameters
    ----------
    features : dict of str to numpy.ndarray
        One value per feature and judged pair.
    linked : numpy.ndarray
        1 where the pair is a link, else 0.

    Returns
    -------
    SecondLook
        Numbers rounded to five digits, bounds to seven.
    """
    names = list(features)
    table = np.stack(list(features.values()), axis=1)
    with threadpool_limits(1):
        fitted = HistGradientBoostingClassifier(**_TREES).fit(table, linked)
    # The public interface predicts, and does not show its trees.
    trees = [found.nodes for [found] in fitted._predictors]
    start = float(np.ravel(fitted._baseline_prediction)[0])
    return SecondLook(
        _rounded(start), tuple(_tree(nodes, 0, names) for nodes in trees)
    )


def _tree(nodes: Any, place: int, names: Sequence[str]) -> Tree:
    """Write a fitted tree as questions."""
    node = nodes[place]
    if node["is_leaf"]:
        return _rounded(node["value"])
    return (
        names[node["feature_idx"]],
        float(f"{node['num_threshold']:.7g}"),
        _tree(nodes, int(node["left"]), names),
        _tree(nodes, int(node["right"]), names),
    )


def _logistic(odds: Floats) -> Floats:
    result: Floats = 1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0)))
    return result


def _rounded(value: float) -> float:
    return round(float(value), _DIGITS)


def _short(value: float) -> float:
    return float(f"{value:.5g}")
