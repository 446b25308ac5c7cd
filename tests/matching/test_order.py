"""The order of two texts is evidence where they run in one order."""

from __future__ import annotations

import random

import numpy as np
import pytest
from folders import CASES

import plandiff
from plandiff import Document
from plandiff.errors import PlandiffWarning
from plandiff.matching import align as front
from plandiff.matching import order as steps
from plandiff.matching.align import AlignOptions
from plandiff.matching.model import load_model, odds
from plandiff.matching.order import read_in_order, say_of_order, with_order
from plandiff.matching.scoring import score
from plandiff.training.texts import clause_rows

OTHER = load_model(kind="other")


def _pair(language: str, name: str) -> tuple[Document, Document]:
    folder = CASES / language
    old, new = (
        clause_rows(side, folder / f"{name}-{side}.jsonl", "path")
        for side in ("old", "new")
    )
    return old, new


def _grid(likely: np.ndarray) -> steps.Order:
    rows, columns = (k.ravel() for k in np.indices(likely.shape))
    found = read_in_order(rows, columns, likely.ravel(), likely.shape)
    assert found is not None
    return found


def _one_by_one(
    told: np.ndarray, rows: np.ndarray, columns: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Read a small pair in every way there is, and count."""
    height, width = told.shape
    on, alone, leave, more, back = np.exp(steps._steps(0.3, 0.6))
    whole = 0.0
    seen: dict[tuple[object, ...], float] = {}

    def read(
        i: int, j: int, state: str, weight: float, way: tuple[object, ...]
    ) -> None:
        nonlocal whole
        if (i, j) == (height, width):
            weight *= on if state == "pair" else back
            whole += weight
            for step in way:
                seen[step] = seen.get(step, 0.0) + weight
            return
        if i < height and j < width:
            step = on if state == "pair" else back
            pair = weight * step * np.exp(told[i, j])
            read(i + 1, j + 1, "pair", pair, (*way, ("pair", i, j)))
        if state == "pair" and i and j:
            for down, right in ((1, 0), (0, 1)):
                a, b = i + down, j + right
                if a <= height and b <= width:
                    pair = weight * alone * np.exp(told[a - 1, b - 1])
                    new = (*way, ("pair", a - 1, b - 1))
                    read(a, b, "pair", pair, new)
        if i < height and state != "column":
            step = leave if state == "pair" else more
            rest = weight * step * np.exp(rows[i])
            gap = (("gap", len(way)),) * (state == "pair")
            read(i + 1, j, "row", rest, (*way, ("row", i), *gap))
        if j < width:
            step = leave if state == "pair" else more
            rest = weight * step * np.exp(columns[j])
            gap = (("gap", len(way)),) * (state == "pair")
            read(i, j + 1, "column", rest, (*way, ("column", j), *gap))

    read(0, 0, "pair", 1.0, ())
    return (
        np.array(
            [
                [seen.get(("pair", i, j), 0.0) for j in range(width)]
                for i in range(height)
            ]
        )
        / whole,
        np.array([seen.get(("row", i), 0.0) for i in range(height)]) / whole,
        np.array([seen.get(("column", j), 0.0) for j in range(width)]) / whole,
        sum(n for step, n in seen.items() if step[0] == "gap") / whole,
    )


@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (2, 3), (3, 2), (3, 4)])
def test_all_ways_to_read_are_counted(shape: tuple[int, int]) -> None:
    """The two passes give what reading in every way, one by one, gives."""
    numbers = np.random.default_rng(7)
    told = numbers.normal(size=shape)
    rows, columns = numbers.random(shape[0]), numbers.random(shape[1])
    read = steps._passed(told, rows, columns, steps._steps(0.3, 0.6))
    match, row, column, gaps = _one_by_one(told, rows, columns)
    np.testing.assert_allclose(read.match, match, atol=1e-12)
    np.testing.assert_allclose(read.row, row, atol=1e-12)
    np.testing.assert_allclose(read.column, column, atol=1e-12)
    assert read.gaps == pytest.approx(gaps, abs=1e-12)


def test_a_clause_between_two_sure_links_joins_them() -> None:
    likely = np.full((12, 12), 0.01)
    places = np.arange(12)
    likely[places, places] = 0.9
    likely[5, 5] = 0.05
    order = _grid(likely)
    shifted = with_order(likely.ravel(), order).reshape(12, 12)
    assert order.say == 1.0
    assert shifted[5, 5] > 0.5
    assert shifted[5, 9] < 0.01


def test_a_split_is_found_where_the_second_half_shares_no_word() -> None:
    likely = np.full((10, 11), 0.01)
    for row in range(10):
        likely[row, row + (row > 4)] = 0.9
    shifted = with_order(likely.ravel(), _grid(likely)).reshape(10, 11)
    beside = shifted[:, 5]
    assert set(np.argsort(-beside)[:2]) == {4, 5}
    assert beside[[4, 5]].min() > 10 * np.delete(beside, [4, 5]).max()


def test_a_clause_that_moved_keeps_its_partner() -> None:
    likely = np.full((14, 14), 0.005)
    places = np.r_[1:7, 0, 7:14]
    likely[np.arange(14), places] = 0.95
    shifted = with_order(likely.ravel(), _grid(likely)).reshape(14, 14)
    assert shifted[6, 0] > 0.5


@pytest.mark.parametrize("anchors", [0, 1, 4])
def test_few_anchors_are_no_order(anchors: int) -> None:
    assert say_of_order(1.0, anchors) == 0.0


def test_the_more_anchors_stand_in_order_the_more_the_order_says() -> None:
    says = [say_of_order(share, 30) for share in (0.5, 0.7, 0.8, 0.9, 1.0)]
    assert says == sorted(says)
    assert says[0] == 0.0
    assert says[-1] == 1.0


def test_it_does_not_matter_which_text_comes_first() -> None:
    numbers = np.random.default_rng(3)
    likely = numbers.random((8, 11)) * 0.1
    likely[np.arange(8), np.arange(8) + (np.arange(8) > 3)] = 0.8
    order, turned = _grid(likely), _grid(likely.T)
    assert order.say == turned.say > 0
    np.testing.assert_allclose(
        order.shift.reshape(8, 11), turned.shift.reshape(11, 8).T, atol=1e-9
    )


def test_texts_in_any_order_are_left_as_they_are() -> None:
    """The version's sentences are shuffled: nothing moves."""
    old, new = _pair("german", "island")
    rows = [(clause.id, clause.text, ()) for clause in new]
    random.Random(5).shuffle(rows)
    shuffled = Document.from_clauses(
        "new", [(name.split(":")[1], text, path) for name, text, path in rows]
    )
    scored = score(old, shuffled, OTHER, AlignOptions())
    assert scored.order_say == 0.0
    alone = OTHER.probability(scored.pairs, scored.features)
    moved = (scored.confidence > 0) & (scored.confidence < 0.98)
    np.testing.assert_array_equal(scored.confidence[moved], alone[moved])


@pytest.mark.parametrize(
    ("language", "name", "gain"),
    [
        ("german", "brochure", 0.05),
        ("german", "island", 0.03),
        ("english", "lido", 0.03),
        ("german", "ordinance", -0.05),
        ("german", "strategy", -0.01),
        ("english", "digital", -0.01),
    ],
)
@pytest.mark.filterwarnings("ignore:.*in one order, more or less")
def test_the_order_helps_and_does_not_harm(
    language: str, name: str, gain: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three older pairs apart, none had a part in choosing its numbers."""
    old, new = _pair(language, name)
    links = CASES / language / f"{name}-links.csv"

    def f1() -> float:
        scores = plandiff.evaluate(plandiff.align(old, new), links)
        return float(scores.set_index("measure")["value"]["f1"])

    found = f1()
    monkeypatch.setattr(steps, "_NO_SAY", 1.0)
    monkeypatch.setattr(steps, "_FULL_SAY", 2.0)
    assert found >= f1() + gain


def test_an_explanation_shows_the_order() -> None:
    old, new = _pair("german", "island")
    alignment = plandiff.align(old, new)
    why = alignment.explain("14", "19")
    row = why.signals.set_index("signal").loc["order"]
    assert row["family"] == "place"
    assert 0.5 < row["value"] <= 1.0
    assert row["contribution"] == row["rivals"] > 0
    total = why.start + why.families["contribution"].sum()
    assert total == pytest.approx(
        float(odds(np.array([why.confidence]))[0]), abs=1e-6
    )
    assert "|order:order-" in alignment.signature


def test_an_explanation_made_anew_shows_the_same_order() -> None:
    old, new = _pair("german", "flood")
    alignment = plandiff.align(old, new)
    first = alignment.explain("6", "9").signals
    object.__setattr__(alignment, "_scored", None)
    again = alignment.explain("6", "9").signals
    assert first.equals(again)
    assert "order" in set(again["signal"])


def test_the_order_of_chinese_plans_is_not_asked() -> None:
    corpus = plandiff.load_corpus(user=False)
    alignment = plandiff.align(corpus["teach1"], corpus["teach2"])
    assert "order:" not in alignment.signature
    link = alignment.links.iloc[0]
    why = alignment.explain(link["reference_id"], link["target_id"])
    assert "order" not in set(why.signals["signal"])


def test_texts_too_long_to_read_in_order_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old, new = _pair("english", "lido")
    monkeypatch.setattr(steps, "MOST_CELLS", 100)
    monkeypatch.setattr(front, "MOST_CELLS", 100)
    with pytest.warns(PlandiffWarning, match="order of the texts is not"):
        alignment = plandiff.align(old, new)
    assert "39 × 45 pairs" in alignment.notices[0]
    assert "order:" not in alignment.signature
    assert len(alignment.links)


def test_one_clause_a_side_can_be_read() -> None:
    old = Document.from_clauses("a", [("1", "Der Damm wird höher.")])
    new = Document.from_clauses("b", [("1", "Der Damm ist dann höher.")])
    scored = score(old, new, OTHER, AlignOptions())
    assert scored.order_say == 0.0
    assert np.isfinite(scored.confidence).all()


def test_links_between_texts_of_no_common_order_are_doubted() -> None:
    """Two texts that have nothing to do with each other."""
    old, new = _pair("german", "statute")[0], _pair("german", "brochure")[1]
    with pytest.warns(PlandiffWarning, match="in one order, more or less"):
        alignment = plandiff.align(old, new)
    assert "|order:order-" in alignment.signature
    assert alignment.links["confidence"].max() < 0.9
