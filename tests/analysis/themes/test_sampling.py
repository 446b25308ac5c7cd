"""Sections dealt at random: chance is found as often as is claimed."""

from __future__ import annotations

import numpy as np

from plandiff.analysis.themes.sampling import (
    Uncertainty,
    permutation_p,
    shift_interval,
)


def _rates(sections: int, *, by_section: bool) -> tuple[float, float]:
    """Deal sections of one subject: how often is p ≤ .05, is zero missed?"""
    generator = np.random.default_rng(11)
    size = 6
    carried = generator.random(sections) < 0.4
    p_low = missed = 0
    runs = 300
    for run in range(runs):
        order = generator.permutation(carried)
        halves = []
        for half in (order[: sections // 2], order[sections // 2 :]):
            counts = np.where(half, size, 0).astype(float)[:, None]
            sizes = np.full(len(half), float(size))
            if not by_section:
                counts = np.repeat(counts / size, size, axis=0)
                sizes = np.ones(len(half) * size)
            halves.append((counts, sizes))
        choice = Uncertainty(resamples=200, seed=run)
        p_low += permutation_p(*halves, choice)[0] <= 0.05
        low, high = shift_interval(*halves, 0.95)[:, 0]
        missed += not low <= 0 <= high
    return p_low / runs, missed / runs


def test_sections_are_what_varies():
    p, missed = _rates(24, by_section=True)
    assert 0.01 <= p <= 0.09
    assert 0.01 <= missed <= 0.09


def test_clauses_of_a_section_would_hide_that():
    p, missed = _rates(24, by_section=False)
    assert p > 0.2
    assert missed > 0.2


def test_a_theme_that_is_nowhere_has_an_interval_of_some_width():
    nowhere = np.zeros((12, 1)), np.full(12, 5.0)
    low, high = shift_interval(nowhere, nowhere, 0.95)[:, 0]
    # half a sentence of 61 on both sides, t with 22 degrees of freedom
    half = 0.5 / 61
    wanted = 2.0739 * (2 * half * (1 - half) / 61) ** 0.5
    np.testing.assert_allclose([low, high], [-wanted, wanted], rtol=1e-4)
