"""Fits to a part of the pairs are what a fit to that part alone gives."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from plandiff.matching.pairs import compare
from plandiff.matching.spaces import Floats
from plandiff.training.fit import Answered, Fits, fit_trees


def _answered(seed: int) -> Answered:
    generator = np.random.default_rng(seed)
    one, two = generator.normal(size=(2, 200))
    odds = 2 * one - two + generator.normal(size=200) - 1
    weights = np.where(np.arange(200) % 3, 1.0, 2.0)
    return Answered({"one": one, "two": two}, (odds > 0) * 1.0, weights)


@pytest.mark.parametrize("left_out", [(), (1,), (0, 3)])
def test_a_part_is_fitted_as_another_library_fits_it(
    left_out: tuple[int, ...],
) -> None:
    every = [_answered(seed) for seed in range(4)]
    model = Fits(every, penalty=5.0).model(left_out)
    scales = model.features
    kept = [a for n, a in enumerate(every) if n not in left_out]
    table = np.concatenate(
        [np.stack(list(a.features.values()), 1) for a in kept]
    )
    mean, spread = np.array([(s.mean, s.spread) for s in scales.values()]).T
    other = LogisticRegression(C=1 / 5.0, tol=1e-8, max_iter=500).fit(
        (table - mean) / spread,
        np.concatenate([a.linked for a in kept]),
        sample_weight=np.concatenate([a.weights for a in kept]),
    )
    found = [s.weight for s in scales.values()]
    np.testing.assert_allclose(found, other.coef_[0], atol=2e-3)
    assert model.intercept == pytest.approx(other.intercept_[0], abs=2e-3)


def test_trees_answer_as_they_were_fitted() -> None:
    generator = np.random.default_rng(0)
    pairs = compare(["发展电商"] * 30, ["发展电商"] * 30)
    values: Floats = generator.random(900)
    linked = ((values > 0.6) ^ (generator.random(900) < 0.05)) * 1.0
    look = fit_trees({"fuzzy": values}, linked)
    assert look == fit_trees({"fuzzy": values}, linked)
    first = np.full(900, 0.5)
    added = look.adds(pairs, {"fuzzy": values}, first)
    assert added[values > 0.65].min() > 0 > added[values < 0.55].max()
