"""The second look asks about the chances around a pair."""

from __future__ import annotations

import numpy as np
import pytest

from plandiff import Document, align
from plandiff.errors import AlignmentError
from plandiff.matching.features import pair_features
from plandiff.matching.model import load_model
from plandiff.matching.pairs import compare
from plandiff.matching.secondlook import (
    LIKELY,
    SecondLook,
    log_odds,
    surroundings,
)

EARLIER = [
    "大力发展农村电子商务，完善物流配送体系，培育农村电商人才。",
    "保护个人信息和数据安全。",
    "推动跨境电子商务发展，建设海外仓。",
    "完善统计监测。",
]
LATER = [
    "保障个人信息与数据安全，加强监管。",
    "持续发展农村电子商务。",
    "培育农村电商人才队伍。",
    "支持企业建设海外仓。",
    "加强组织领导。",
]


@pytest.fixture(scope="module")
def pairs():
    return compare(EARLIER, LATER)


def test_a_tree_asks_its_questions_and_the_second_look_weighs_more(pairs):
    first = np.linspace(0.0, 0.9, len(pairs.rows))
    tree = ("chance_odds", 0.0, ("fuzzy", -1.0, 9.0, -1.0), 2.0)
    found = SecondLook(0.5, (tree,)).adds(pairs, pair_features(pairs), first)
    wanted = np.where(first > 0.5, 2.0, -1.0) + 0.5
    wanted = 0.7 * (wanted - log_odds(first))
    np.testing.assert_allclose(found, np.where(first >= LIKELY, wanted, 0.0))


def test_a_feature_that_is_not_there_is_named(pairs):
    look = SecondLook(0.0, (("other", 0.0, 1.0, 2.0),))
    with pytest.raises(AlignmentError, match="'other', which"):
        look.adds(pairs, pair_features(pairs), np.full(len(pairs.rows), 0.5))


def test_chances_around_a_pair_are_counted(pairs):
    chances = np.zeros((4, 5))
    chances[0, 1], chances[0, 2], chances[1, 2] = 0.6, 0.3, 0.5
    found = surroundings(pairs, chances.ravel())
    here = 0 * 5 + 1
    assert found["chance_rank"][here] == 1.0
    assert found["chance_rank"][0 * 5 + 2] == 0.5
    assert found["chance_neighbours"][here] == pytest.approx(0.25)
    both = np.log1p([0.3, 0.0])
    assert found["chance_rest"][here] == pytest.approx(both.mean())
    assert found["chance_rest_least"][here] == 0.0
    assert found["chance_best"][0 * 5 + 2] == pytest.approx(0.55)
    assert found["chance_sizes"][here] == pytest.approx(np.log(5 / 4))


def test_surroundings_are_the_same_from_both_sides(pairs):
    generator = np.random.default_rng(0)
    chances = generator.random((4, 5))
    one = surroundings(pairs, chances.ravel())
    other = surroundings(compare(LATER, EARLIER), chances.T.ravel())
    for name, values in one.items():
        turned = other[name].reshape(5, 4).T.ravel()
        np.testing.assert_allclose(values, turned, atol=1e-12, err_msg=name)


def test_the_model_asks_for_what_is_computed(pairs):
    second = load_model().second
    assert second is not None and len(second.trees) == 400
    around = surroundings(pairs, np.full(len(pairs.rows), 0.5))
    assert second.features <= around.keys() | pair_features(pairs).keys()


def test_links_are_the_same_whichever_plan_comes_first():
    one, two = (
        Document.from_clauses(
            name, [(str(n), text) for n, text in enumerate(texts)]
        )
        for name, texts in (("x", EARLIER), ("y", LATER))
    )
    there, back = align(one, two), align(two, one)
    confidence = there.pairs.set_index(["reference_id", "target_id"])
    turned = back.pairs.set_index(["target_id", "reference_id"])
    np.testing.assert_allclose(
        confidence["confidence"],
        turned["confidence"].reindex(confidence.index),
        atol=1e-9,
    )
    assert set(
        zip(there.links["reference_id"], there.links["target_id"], strict=True)
    ) == set(
        zip(back.links["target_id"], back.links["reference_id"], strict=True)
    )
