"""However pairs are multiplied, they get the same values."""

from __future__ import annotations

import numpy as np
import pytest

from plandiff.matching import spaces
from plandiff.matching.candidates import candidates
from plandiff.matching.counts import count_grams
from plandiff.matching.sides import prepare

WORDS = ["农村", "电商", "数据", "安全", "物流", "体系", "监管", "平台"]


def _texts(seed: int, size: int) -> list[str]:
    generator = np.random.default_rng(seed)
    return [
        "".join(generator.choice(WORDS, generator.integers(3, 30)))
        for _ in range(size)
    ]


@pytest.fixture(scope="module")
def space() -> spaces.Space:
    return spaces.gram_space(
        *(count_grams(_texts(seed, 40), 2, 4) for seed in (1, 2))
    )


PAIRS = np.arange(0, 40), np.arange(40)[::-1].copy()
EVERY = np.repeat(np.arange(40), 40), np.tile(np.arange(40), 40)


@pytest.mark.parametrize(("rows", "columns"), [PAIRS, EVERY])
def test_a_product_is_what_the_whole_table_says(space, rows, columns):
    left, right = (matrix.toarray() for matrix in space.unit)
    found = spaces.cosine(space, rows, columns)
    np.testing.assert_allclose(found, (left @ right.T)[rows, columns])
    assert len(set(found.round(6))) > 10
    present = (
        np.minimum(matrix.toarray(), 1)
        for matrix in (space.reference, space.target)
    )
    shared = np.einsum("ik,jk,k->ij", *present, space.weights)
    np.testing.assert_allclose(
        spaces.overlap(space, rows, columns), shared[rows, columns]
    )


def test_cosines_that_chose_the_pairs_are_those_of_the_pairs(space):
    before = spaces.cosine(space, *EVERY)
    assert space.cosines is not None
    np.testing.assert_allclose(
        spaces.cosine(space, *EVERY), before, rtol=0, atol=1e-12
    )


def test_vectors_are_compared_alike_in_a_table_and_one_by_one(monkeypatch):
    generator = np.random.default_rng(3)
    left, right = (
        spaces.unit_rows(generator.normal(size=(40, 8))) for _ in range(2)
    )
    found = spaces.inner(left, right, *EVERY)
    monkeypatch.setattr(spaces, "_GRID", 1)
    np.testing.assert_allclose(
        spaces.inner(left, right, *EVERY), found, rtol=0, atol=1e-12
    )


def test_too_many_clauses_for_one_table_choose_the_same_pairs(monkeypatch):
    sides = [prepare(_texts(seed, 60)) for seed in (4, 5)]
    found = candidates(*sides, nearest=3, all_pairs=10)
    assert found.words.cosines is not None
    monkeypatch.setattr(spaces, "_GRID", 100)
    other = candidates(*sides, nearest=3, all_pairs=10)
    assert other.words.cosines is None
    assert len(found.rows) < 60 * 60 / 2
    np.testing.assert_array_equal(found.rows, other.rows)
    np.testing.assert_array_equal(found.columns, other.columns)
