"""Keyness agrees with the published formulas, and phrases are found."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from plandiff import Document, keyness, plot_keyness
from plandiff.analysis.terms.keyness import KEYNESS_SCHEMA, KeynessOptions
from plandiff.analysis.terms.phrases import (
    PHRASE_SCHEMA,
    TermOptions,
    count_terms,
    discover_terms,
)
from plandiff.errors import ClauseError

SINGLE = TermOptions(longest=1)


def _plan(id_: str, *texts: str, fidelity: str = "full") -> Document:
    clauses = [(str(i), text) for i, text in enumerate(texts, 1)]
    return Document.from_clauses(id_, clauses, fidelity=fidelity)


def _words(**counts: int) -> str:
    return "，".join(w for word, n in counts.items() for w in [word] * n)


EARLIER = _plan("a", _words(物流=6, 平台=3, 数据=1))
LATER = _plan("b", _words(物流=2, 平台=8, 数据=10))


def _row(table: pd.DataFrame, term: str) -> pd.Series:
    return table.set_index("term").loc[term]


def test_log_odds_agree_with_monroe_colaresi_and_quinn_by_hand() -> None:
    # 数据: 1 of 10 words, 10 of 20 words; prior of 30 words, 11 of them 数据.
    options = KeynessOptions(min_count=1, prior_size=30, terms=SINGLE)
    row = _row(keyness(EARLIER, LATER, options=options), "数据")
    odds = math.log(21 / (20 + 30 - 21)) - math.log(12 / (10 + 30 - 12))
    assert row["log_odds"] == pytest.approx(odds)
    assert row["keyness"] == pytest.approx(odds / math.sqrt(1 / 21 + 1 / 12))


def test_g2_agrees_with_dunning_by_hand() -> None:
    # Observed 6, 2, 4, 18 and expected 8·10/30, 8·20/30, 22·10/30, 22·20/30.
    options = KeynessOptions(min_count=1, terms=SINGLE)
    row = _row(keyness(EARLIER, LATER, options=options), "物流")
    expected = 2 * (
        6 * math.log(6 / (80 / 30))
        + 2 * math.log(2 / (160 / 30))
        + 4 * math.log(4 / (220 / 30))
        + 18 * math.log(18 / (440 / 30))
    )
    assert row["g2"] == pytest.approx(-expected)
    assert row["p"] == pytest.approx(math.erfc(math.sqrt(expected / 2)))


def test_counts_and_rates_are_those_of_the_texts() -> None:
    table = keyness(EARLIER, LATER, options=KeynessOptions(terms=SINGLE))
    row = _row(table, "平台")
    assert (row["reference_count"], row["target_count"]) == (3, 8)
    assert row["target_rate"] == pytest.approx(4000)
    assert row["log_ratio"] == pytest.approx(
        math.log2((8.5 / 21) / (3.5 / 11))
    )
    assert list(table) == list(KEYNESS_SCHEMA)


def test_the_sign_is_positive_for_terms_of_the_target() -> None:
    table = keyness(EARLIER, LATER)
    assert _row(table, "数据")[["keyness", "log_odds", "g2"]].gt(0).all()
    assert _row(table, "物流")[["keyness", "log_odds", "g2"]].lt(0).all()
    swapped = keyness(LATER, EARLIER)
    assert _row(swapped, "数据")["keyness"] == pytest.approx(
        -_row(table, "数据")["keyness"]
    )


def test_the_same_plan_twice_has_no_key_terms() -> None:
    table = keyness(EARLIER, _plan("c", EARLIER[0].text))
    assert table["keyness"].abs().max() == 0
    assert (table[["p", "p_adjusted", "p_clauses"]] == 1).all(axis=None)


def test_rare_terms_are_left_out_by_min_count() -> None:
    options = KeynessOptions(min_count=9, terms=SINGLE)
    table = keyness(EARLIER, LATER, options=options)
    assert set(table["term"]) == {"平台", "数据"}
    none = keyness(EARLIER, LATER, options=KeynessOptions(min_count=99))
    assert none.empty and list(none) == list(KEYNESS_SCHEMA)


def test_a_burst_in_one_clause_is_weaker_evidence_than_many_clauses() -> None:
    filler = [_words(平台=5)] * 10
    burst = _plan("b", _words(数据=9), *filler)
    spread = _plan("b", *[_words(数据=1, 平台=5)] * 9, *filler)
    earlier = _plan("a", *filler)
    once = _row(keyness(earlier, burst), "数据")
    often = _row(keyness(earlier, spread), "数据")
    assert once["p"] < 0.01 < once["p_clauses"]
    assert often["p_clauses"] < once["p_clauses"] / 10


def test_a_phrase_unknown_to_the_dictionary_is_found_whole() -> None:
    texts = ["建设云仓网格", "发展云仓网格，", "云仓网格和仓", "优化云仓网格"]
    table = discover_terms(_plan("a", *texts))
    assert list(table) == list(PHRASE_SCHEMA)
    assert table["term"].tolist() == ["云仓网格"]
    assert table["occurrences"].tolist() == [4]


def test_part_of_a_longer_phrase_is_no_term() -> None:
    texts = ["云仓网格节点", "，云仓网格节点", "、云仓网格节点。"]
    assert discover_terms(_plan("a", *texts))["term"].tolist() == [
        "云仓网格节点"
    ]


def test_words_inside_a_phrase_are_not_counted_again() -> None:
    texts = [
        "建设云仓网格",
        "发展云仓网格，",
        "云仓网格和网格",
        "优化云仓网格",
    ]
    counted = count_terms([_plan("a", *texts)])
    totals = dict(
        zip(counted.terms, counted.counts.sum(axis=0).tolist(), strict=True)
    )
    assert totals["云仓网格"] == 4
    assert totals["网格"] == 1
    assert "云仓" not in totals


def test_no_phrase_crosses_a_mark_or_a_clause() -> None:
    texts = ["云仓，网格", "云仓、网格", "云仓。网格", "云仓", "网格"]
    assert discover_terms(_plan("a", *texts)).empty


def test_policy_phrases_are_terms() -> None:
    texts = [
        "推进丝路电商，开展数商兴农，激活数据要素。",
        "丝路电商、数商兴农与数据要素。",
        "深化丝路电商，实施数商兴农，盘活数据要素。",
    ]
    table = keyness(_plan("a", "平台，平台"), _plan("b", *texts))
    assert {"丝路电商", "数商兴农", "数据要素"} <= set(table["term"])


def test_boilerplate_is_set_aside_on_request() -> None:
    text = "完善物流。（商务部、发展改革委按职责分工分别负责）"
    plan = _plan("a", *[text] * 3)
    kept = count_terms([plan]).terms
    aside = count_terms([plan], options=TermOptions(boilerplate="aside")).terms
    assert "商务部" in kept
    assert "商务部" not in aside and "物流" in aside


def test_groups_of_plans_are_compared() -> None:
    table = keyness([EARLIER, EARLIER], [LATER])
    assert _row(table, "物流")["reference_count"] == 12


def test_a_side_without_words_is_refused() -> None:
    with pytest.raises(ClauseError, match="target: expected words"):
        keyness(EARLIER, _plan("b", "……"))


def test_a_digest_is_never_said_to_lack_a_term() -> None:
    table = keyness(_plan("a", _words(物流=4), fidelity="digest"), LATER)
    assert table["note"].str.contains("not found in our sources").all()


@pytest.mark.parametrize(
    "make",
    [
        lambda: KeynessOptions(min_count=0),
        lambda: KeynessOptions(prior_size=0),
        lambda: TermOptions(longest=0),
        lambda: TermOptions(occurrences=1),
        lambda: TermOptions(boilerplate="drop"),
    ],
)
def test_impossible_options_are_refused(make) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="expected"):
        make()


def test_the_chart_draws_what_the_table_holds() -> None:
    table = keyness(EARLIER, LATER, options=KeynessOptions(terms=SINGLE))
    ax = plot_keyness(table, lang="en")
    labels = [label.get_text() for label in ax.get_yticklabels()]
    drawn = {t: b.get_width() for t, b in zip(labels, ax.patches, strict=True)}
    assert drawn == pytest.approx(
        dict(zip(table["term"], table["keyness"], strict=True))
    )
    hatched = [bool(bar.get_hatch()) for bar in ax.patches]
    assert hatched == [width < 0 for width in drawn.values()]


def test_terms_that_stand_in_one_another_are_one_bar() -> None:
    nested = _plan("c", _words(数据=30, 大数据=6, 数据库=6, 平台=5))
    table = keyness(EARLIER, nested, options=KeynessOptions(terms=SINGLE))
    typical = table[table["keyness"] > 0]
    assert {"数据", "大数据", "数据库"} <= set(typical["term"])
    ax = plot_keyness(table, lang="en")
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert "数据" in labels and "大数据" not in labels
    beside = ax.texts[labels.index("数据")].get_text()
    assert beside.endswith("(+2)")
    unfolded = plot_keyness(table, fold=False)
    assert "大数据" in {x.get_text() for x in unfolded.get_yticklabels()}


def test_beside_a_bar_stand_rates_not_counts() -> None:
    table = keyness(EARLIER, LATER, options=KeynessOptions(terms=SINGLE))
    first = table.iloc[0]
    rates = f"{first['reference_rate']:.1f} → {first['target_rate']:.1f}"
    texts = [text.get_text() for text in plot_keyness(table).texts]
    assert any(text.startswith(rates) for text in texts)


def test_of_a_digest_no_test_is_shown() -> None:
    summary = _plan("a", _words(物流=60, 平台=30), fidelity="digest")
    later = _plan("b", *[_words(数据=9, 平台=3)] * 30)
    table = keyness(summary, later)
    ax = plot_keyness(table, lang="en")
    said = " ".join([ax.get_label(), *(t.get_text() for t in ax.texts)])
    assert "*" not in said and "adjusted p" not in said
    assert "digest" in said


def test_the_chart_of_nothing_is_refused() -> None:
    same = keyness(EARLIER, _plan("c", EARLIER[0].text))
    with pytest.raises(ValueError, match="found none"):
        plot_keyness(same)
