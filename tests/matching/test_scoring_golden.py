"""The scorer says today what it said when its numbers were written down.

Where a number is meant to change, `tests/benchmarks/make_scoring.py` writes
all of them anew.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scored import read_golden, score_case

from plandiff.matching.scoring import Scored

GOLDEN = read_golden()
DETAILED = [name for name, case in GOLDEN.items() if "features" in case]

_RELATIVE = 1e-9
_NOTHING = 1e-12
"""What sums of floats may leave where nothing is meant."""
_CONFIDENCE = 1e-6

Found = tuple[Scored, list[tuple[str, str]]]


@pytest.fixture(scope="module", params=list(GOLDEN))
def case(request: pytest.FixtureRequest) -> tuple[dict[str, Any], Found]:
    return GOLDEN[request.param], score_case(GOLDEN[request.param])


@pytest.fixture(scope="module", params=DETAILED)
def detailed(request: pytest.FixtureRequest) -> tuple[dict[str, Any], Found]:
    return GOLDEN[request.param], score_case(GOLDEN[request.param])


def test_the_links_and_their_confidence_are_the_same(case):
    golden, (scored, pairs) = case
    found = {
        pair: float(confidence)
        for pair, confidence in zip(pairs, scored.confidence, strict=True)
        if confidence >= scored.cut
    }
    wanted = {(a, b): confidence for a, b, confidence in golden["links"]}
    assert sorted(found) == sorted(wanted)
    assert found == pytest.approx(wanted, rel=0, abs=_CONFIDENCE)


def test_the_cut_is_the_same(case):
    golden, (scored, _) = case
    assert scored.cut == pytest.approx(golden["cut"], rel=0, abs=_CONFIDENCE)


def test_every_confidence_is_the_same(detailed):
    golden, (scored, _) = detailed
    np.testing.assert_allclose(
        scored.confidence, golden["confidences"], rtol=0, atol=_CONFIDENCE
    )


def test_the_same_features_are_computed(detailed):
    golden, (scored, _) = detailed
    assert sorted(scored.features) == sorted(golden["features"])


def test_features_are_the_same_pair_by_pair(detailed):
    golden, (scored, pairs) = detailed
    place = {pair: number for number, pair in enumerate(pairs)}
    chosen = [place[(a, b)] for a, b in golden["pairs"]]
    for name, wanted in golden["features"].items():
        np.testing.assert_allclose(
            scored.features[name][chosen],
            wanted,
            rtol=_RELATIVE,
            atol=_NOTHING,
            err_msg=name,
        )


def test_features_are_the_same_on_average_over_all_pairs(detailed):
    golden, (scored, _) = detailed
    found = {name: values.mean() for name, values in scored.features.items()}
    assert found == pytest.approx(golden["means"], rel=_RELATIVE, abs=_NOTHING)


@pytest.mark.parametrize("name", DETAILED)
def test_each_case_has_what_a_scorer_can_get_wrong(name: str):
    """Merged, split or moved clauses, and pairs of no likeness at all."""
    case = GOLDEN[name]
    earlier, later = zip(*((a, b) for a, b, _ in case["links"]), strict=True)
    assert len(set(later)) < len(later)
    assert len(set(earlier)) < len(earlier) or list(later) != sorted(later)
    assert 0.0 in case["confidences"]


def test_the_main_comparison_has_74_links():
    assert len(GOLDEN["main comparison"]["links"]) == 74
