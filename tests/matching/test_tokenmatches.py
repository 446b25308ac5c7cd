"""Tokens of one clause met by those of the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from plandiff.matching import tokenmatches
from plandiff.matching.knowledge.encoder import Read
from plandiff.matching.pairs import compare
from plandiff.matching.sides import prepare
from plandiff.matching.tokenmatches import match_tokens, without_hubs

SEED = 20_260_101


def _read(texts: Sequence[str]) -> list[Read]:
    """Give each character a direction of its own."""
    found = []
    for text in texts:
        codes = [ord(character) for character in text]
        states = [
            np.random.default_rng(SEED + code).normal(size=64)
            for code in codes
        ]
        whole = [np.rint(v / np.linalg.norm(v) * 127) for v in states]
        found.append(
            Read(
                np.zeros(384, np.float32),
                np.array(codes, np.int32),
                np.array([2] + [1] * (len(codes) - 1), np.uint8)[: len(codes)],
                np.array(whole, np.int8).reshape(-1, 64),
            )
        )
    return found


@pytest.fixture(autouse=True)
def characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokenmatches, "read", _read)


EARLIER = ["发展农村。保护数据", "完善物流", "", "培养人才"]
LATER = ["保护数据", "发展农村", "完善物流。培养人才", ""]


def test_a_clause_inside_another_is_met_whole() -> None:
    pairs = compare(EARLIER, LATER)
    of_reference, of_target = (
        side.reshape(4, 4) for side in pairs.token_matches.whole
    )
    assert of_target[0, :2] == pytest.approx([1, 1], abs=0.02)
    assert (of_reference[0, :2] < 0.8).all()
    assert of_reference[1, 2] == pytest.approx(1, abs=0.02)
    assert of_target[1, 0] < 0.5


def test_openings_are_met_by_themselves() -> None:
    pairs = compare(EARLIER, LATER)
    in_target, in_reference = (
        side.reshape(4, 4) for side in pairs.token_matches.openings
    )
    assert in_target[0, 1] == pytest.approx(1, abs=0.02)  # 发展农村
    assert in_target[0, 0] < 0.5
    assert in_reference[3, 2] < 0.5  # its opening is 完善物流
    opposite, _ = (side.reshape(4, 4) for side in pairs.token_matches.opposite)
    assert opposite[0, 1] == pytest.approx(1, abs=0.02)
    assert opposite[0, 0] < 0.5 < in_reference[0, 0]


def test_an_empty_clause_meets_nothing() -> None:
    matches = compare(EARLIER, LATER).token_matches
    for side in (*matches.whole, *matches.openings, *matches.opposite):
        grid = side.reshape(4, 4)
        assert not grid[2].any()
        assert not grid[:, 3].any()
        assert np.isfinite(grid).all()


def test_both_ways_are_one_measure() -> None:
    forth = compare(EARLIER, LATER).token_matches
    back = compare(LATER, EARLIER).token_matches
    for name in ("whole", "openings", "opposite"):
        of_reference, of_target = getattr(forth, name)
        again_target, again_reference = getattr(back, name)
        assert np.allclose(
            of_reference.reshape(4, 4), again_reference.reshape(4, 4).T
        )
        assert np.allclose(
            of_target.reshape(4, 4), again_target.reshape(4, 4).T
        )


def test_a_few_pairs_are_measured_as_among_all() -> None:
    left, right = prepare(EARLIER), prepare(LATER)
    every = compare(left, right)
    chosen = np.array([1, 4, 6, 12, 14])
    few = match_tokens(left, right, every.rows[chosen], every.columns[chosen])
    for name in ("whole", "openings", "opposite"):
        for part, whole in zip(
            getattr(few, name), getattr(every.token_matches, name), strict=True
        ):
            assert np.allclose(part, whole[chosen], atol=1e-6)


def test_no_clause_has_a_value_above_one_or_below_none() -> None:
    pairs = compare(EARLIER * 3, LATER * 3)
    for side in pairs.token_matches.whole:
        assert side.min() >= 0
        assert side.max() <= 1


def test_a_clause_near_to_everything_loses_its_lead() -> None:
    rows, columns = np.repeat(np.arange(3), 3), np.tile(np.arange(3), 3)
    hub = np.array([[0.9, 0.8, 0.5], [0.9, 0.4, 0.8], [0.9, 0.4, 0.4]])
    found = without_hubs(hub.ravel(), rows, columns).reshape(3, 3)
    assert found[0].argmax() == 1
    assert found[1].argmax() == 2
