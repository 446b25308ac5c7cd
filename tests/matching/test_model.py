"""The models add up, can be read, and give each pair its own cut."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plandiff.errors import AlignmentError
from plandiff.matching.candidates import candidates
from plandiff.matching.cut import best_cut
from plandiff.matching.features import measures, origins, pair_features
from plandiff.matching.model import (
    MODEL_FILES,
    PRODUCT,
    load_model,
    odds,
    write_model,
)
from plandiff.matching.pairs import compare
from plandiff.matching.sides import prepare
from plandiff.training.fit import fit_logistic

LEFT = ["大力发展农村电子商务，完善物流。", "保护数据安全。", "加强组织领导。"]
RIGHT = ["持续发展农村电子商务。", "保障数据安全和个人信息。"]


def test_contributions_and_intercept_add_up_to_the_log_odds():
    pairs = compare(LEFT, RIGHT)
    model = load_model()
    features = pair_features(pairs)
    total = model.link.intercept + sum(
        model.link.contributions(features).values()
    )
    likely = np.abs(total) < 9
    assert likely.any()
    np.testing.assert_allclose(
        odds(model.link.probability(features))[likely], total[likely]
    )


def test_a_model_is_the_same_after_writing_and_reading(tmp_path: Path):
    model = load_model()
    path = tmp_path / "links.json"
    write_model(model, path)
    assert load_model(path) == model
    assert load_model(path).name == model.name


def test_a_file_that_is_no_model_is_refused(tmp_path: Path):
    path = tmp_path / "links.json"
    path.write_text('{"format": "other"}', encoding="utf-8")
    with pytest.raises(AlignmentError, match="Train the model again"):
        load_model(path)


def test_a_missing_feature_is_named():
    with pytest.raises(AlignmentError, match="does not compute"):
        load_model().link.probability({"other": np.zeros(1)})


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=30),
)
def test_the_cut_lies_at_a_probability_that_was_given(values: list[float]):
    cut = best_cut(np.array(values))
    assert cut == 1.0 or cut in values


def test_unsure_documents_get_a_lower_cut_than_sure_ones():
    sure = best_cut(np.array([0.99] * 20 + [0.4] * 5))
    unsure = best_cut(np.array([0.5] * 10 + [0.3] * 10))
    assert unsure < sure


def test_every_measure_is_1_on_equal_text_and_lower_on_other_text():
    """Three measures are no likeness of texts and have values of their own."""
    texts = [
        "大力发展农村电子商务，完善“县乡村”物流，建设12个中心。",
        "保护数据安全，落实《数据安全法》，处理投诉30件。",
        "加强组织领导，每年培训干部500人次。",
    ]
    side = prepare(
        texts, paths=["一、发展现状", "二、发展目标", "三、主要任务"]
    )
    pairs = compare(side, side)
    same = pairs.rows == pairs.columns
    found = measures(pairs)
    items = found.pop("named_items")
    assert (items[same] > 0.2).all() and (items[same] < 1).all()
    assert not items[~same].any()
    assert found.pop("same_frame")[same].tolist() == [1, 1, 0]
    assert (found.pop("other_part") == ~same).all()
    for name, values in found.items():
        np.testing.assert_allclose(values[same], 1.0, err_msg=name)
        assert (values[~same] >= 0).all(), name
        least = 0.9 if name == "length_ratio" else 0.6
        assert (values[~same] < least).all(), name


@pytest.mark.parametrize("kind", MODEL_FILES)
def test_each_feature_of_a_model_comes_from_a_measure(kind):
    model = load_model(kind=kind)
    found = {name.removesuffix(PRODUCT) for name in model.link.features}
    assert found <= set(origins())
    needs = {origins()[name].needs for name in found}
    assert ("encoder" in needs) == kind.endswith("semantic")
    assert ("chinese" in needs) != kind.startswith("other")


def test_every_feature_is_told_where_it_comes_from():
    found = pair_features(compare(LEFT, RIGHT))
    encoder = {
        n for n, origin in origins().items() if origin.needs == "encoder"
    }
    assert set(found) == set(origins()) - encoder
    for name in found:
        assert origins()[name].value in found
        assert name.startswith(origins()[name].measure)


def test_leads_and_ranks_leave_the_pair_itself_out():
    found = pair_features(compare(LEFT, RIGHT))
    near = found["nearness"].reshape(len(LEFT), len(RIGHT))
    by_reference = near - near[:, ::-1]  # two targets: the other one
    np.testing.assert_allclose(
        found["nearness_lead_reference"], by_reference.ravel()
    )
    ranks = found["nearness_rank_target"].reshape(near.shape)
    for column, values in enumerate(near.T):
        best, second, _ = np.argsort(-values, kind="stable")
        assert ranks[best, column] == 1.0
        assert ranks[second, column] == (0.5 if values[second] else 0.0)


def test_meaning_is_alike_without_a_shared_word():
    earlier = [
        "支持网店销售农产品，带动农民增收",
        "打击侵犯专利权行为",
        "加强养老护理服务",
    ]
    later = [
        "惩处盗版假冒商标，保护知识产权",
        "推动乡村网络零售",
        "发展老年照料机构",
    ]
    found = measures(compare(earlier, later))["semantic"].reshape(3, 3)
    assert found.argmax(axis=1).tolist() == [1, 0, 2]
    assert (found.max(axis=1) > 0).all()


def test_few_candidates_give_the_same_measures_as_all_pairs():
    left, right = prepare(LEFT), prepare(RIGHT)
    everything = compare(left, right)
    some = candidates(left, right, nearest=1, all_pairs=1)
    place = some.rows * len(RIGHT) + some.columns
    for name, values in measures(some).items():
        if "lead" in name or "won" in name:
            continue  # these compare with the other candidates
        np.testing.assert_allclose(
            values, measures(everything)[name][place], err_msg=name
        )


def test_documents_without_a_likely_pair_have_no_link():
    assert best_cut(np.array([0.15, 0.1, 0.05])) == 1.0
    assert best_cut(np.array([0.25] + [0.15] * 20)) == 0.25


def test_missing_major_links_lowers_the_cut_and_minor_ones_raise_it():
    likely = np.array([0.9, 0.8, 0.55, 0.5, 0.45, 0.4])
    alike = np.full(6, 0.5)
    first = np.array([1.0, 1.0, 0.1, 0.1, 0.1, 0.1])
    assert best_cut(likely, alike) == best_cut(likely)
    assert best_cut(likely, first) > best_cut(likely)


def test_the_model_learns_what_separates_links_and_is_repeatable():
    generator = np.random.default_rng(0)
    signal = generator.random(400)
    features = {"signal": signal, "noise": generator.random(400)}
    linked = (signal > 0.7).astype(float)
    model = fit_logistic(features, linked, penalty=1.0)
    guess = model.probability(features)
    assert ((guess > 0.5) == (linked > 0)).mean() > 0.9
    assert fit_logistic(features, linked, penalty=1.0) == model
