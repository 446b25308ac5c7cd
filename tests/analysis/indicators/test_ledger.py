"""Targets meet outcomes with every source, and arithmetic is checked."""

from __future__ import annotations

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from plandiff import Document, indicator_table, load_corpus
from plandiff.analysis.indicators.arithmetic import check_arithmetic
from plandiff.analysis.indicators.ledger import (
    LEDGER_SCHEMA,
    _verdict,
    ledger,
    match_series,
)
from plandiff.analysis.indicators.statements import (
    Statement,
    load_series,
    load_statements,
)
from plandiff.document import Metadata


def test_every_statement_has_a_source_or_is_weak():
    table = load_statements()
    named = table["sources"].str.startswith("http").fillna(False)
    assert (named | (table["certainty"] == "weak")).all()
    assert not table["note"].str.contains("source list", na=False).any()
    assert set(table["certainty"]) == {"primary", "good", "weak–good", "weak"}
    assert set(table["series"]) == set(load_series())


def test_the_13th_plan_missed_its_first_target_and_passed_the_others():
    table = ledger()
    plan = table[table["plan"] == "ec13"].groupby("series")["verdict"]
    assert plan.unique().map(list).to_dict() == {
        "transactions": ["missed"],
        "online_retail": ["exceeded"],
        "employment": ["exceeded"],
    }


def test_three_documents_of_2016_keep_their_three_targets():
    table = ledger()
    rows = table[(table["series"] == "transactions") & (table["year"] == 2020)]
    assert {
        (row.plan, row.target, row.target_bound) for row in rows.itertuples()
    } == {("com13", 43.8, "="), ("inf13", 38.0, ">"), ("ec13", 40.0, "=")}


def test_outcomes_that_disagree_are_all_shown():
    table = ledger()
    rows = table[
        (table["plan"] == "ec12") & (table["series"] == "transactions")
    ]
    assert sorted(rows["outcome"]) == [20.8, 21.8]
    assert set(rows["verdict"]) == {"exceeded"}
    assert rows["sources_agree"].all()


def test_without_an_outcome_the_verdict_is_unknown():
    row = ledger().query("plan == 'ec14' and series == 'transactions'").iloc[0]
    assert row["verdict"] == "unknown"
    assert (row["latest_year"], row["latest"]) == (2022, 43.83)


def test_weak_sources_are_marked_weak():
    table = ledger()
    row = table.query("plan == 'ec14' and series == 'cross_border'").iloc[0]
    assert row["weak"]
    assert "revised down" in row["caveats"]


def test_targets_slow_from_the_13th_to_the_14th_plan():
    table = ledger().query("series == 'transactions'").set_index("plan")
    assert table.loc["ec13", "implied_growth"].iloc[0] == pytest.approx(
        12.9, abs=0.05
    )
    assert table.loc["ec14", "implied_growth"] == pytest.approx(4.3, abs=0.05)


def test_a_plan_read_from_text_joins_the_ledger():
    plan = Document.from_clauses(
        "mine",
        [("1", "到2025年，电子商务交易额达到50万亿元。")],
        metadata=Metadata(level="ministry"),
    )
    table = ledger(indicator_table(plan))
    row = table[table["plan"] == "mine"].iloc[0]
    assert (row["target"], row["target_sources"]) == (50, "mine:1")
    assert list(table.columns) == list(LEDGER_SCHEMA)


def test_a_figure_of_which_a_plan_leaves_the_role_open_joins_neither_side():
    plan = Document.from_clauses(
        "mine",
        [("1", "到2025年，电子商务交易额达到50万亿元。")],
        metadata=Metadata(level="ministry"),
    )
    table = indicator_table(plan)
    table["role"] = pd.Series([pd.NA] * len(table), dtype="string")
    assert not set(ledger(table)["plan"]) & {"mine"}
    assert_frame_equal(ledger(table), ledger())


def test_narrower_subjects_are_not_taken_for_the_series():
    def match(subject: str, unit: str) -> str | None:
        return match_series(subject, unit, level="national")

    assert match("网上零售额", "万亿元") == "online_retail"
    assert match("实物商品网上零售额占比", "%") == "goods_share"
    assert match("全国农村网络零售额", "万亿元") == "rural_retail"
    assert match("快递业务量", "亿件") is None


def test_a_city_is_not_measured_by_national_outcomes():
    corpus = load_corpus(user=False)
    table = indicator_table([corpus["teach1"], corpus["teach2"]])
    assert set(table["level"]) == {"constructed"}
    assert not set(ledger(table)["plan"]) & {"teach1", "teach2"}


def test_stated_growth_is_checked_and_explained():
    plan = load_corpus()["ec14"]
    check = check_arithmetic(indicator_table(plan))
    fits = {
        (row.printed.replace(" ", ""), row.base): row.fits
        for row in check.itertuples()
        if row.fits != "unknown"
    }
    assert fits == {
        ("70.8%", 21.8): "yes",
        ("70.8%", 20.8): "no",
        ("21.7%", 3.877): "chain",
        ("5.1倍", 0.353): "yes",
        ("13%", 3300.0): "yes",
    }
    chained = check.set_index("fits").loc["chain", "chained"]
    assert chained == pytest.approx(21.7, abs=0.05)


def test_a_digest_lends_its_own_certainty_and_nothing_surer():
    table = ledger(indicator_table(load_corpus()["ec13"]))
    rows = table[table["plan"] == "ec13"]
    assert set(rows["target_certainty"]) == {"good"}
    assert rows["target_sources"].str.contains("ec13:target").all()


@pytest.mark.parametrize(
    ("aim", "bound", "reached", "stated", "verdict"),
    [
        (10, "<=", 12, "=", "missed"),
        (10, "<=", 8, "=", "exceeded"),
        (10, "<", 10, "=", "met"),
        (10, "=", 9, ">", "unknown"),
        (10, "=", 11, ">", "exceeded"),
        (10, ">", 9, "<", "missed"),
        (10, ">", 11, "<", "unknown"),
        (10, "<=", 9, ">", "unknown"),
        (10, "=", 10.01, "=", "met"),
    ],
)
def test_a_verdict_says_no_more_than_the_bounds(
    aim, bound, reached, stated, verdict
):
    series = load_series()["transactions"]
    target = Statement(
        "transactions", "target", "x", 2020, aim, "万亿元", bound, "good", ""
    )
    outcome = Statement(
        "transactions",
        "outcome",
        "",
        2020,
        reached,
        "万亿元",
        stated,
        "good",
        "",
    )
    assert _verdict(series, target, outcome) == verdict


def test_a_restated_series_gives_no_verdict_and_a_forecast_no_outcome():
    table = ledger()
    row = table[
        (table["plan"] == "ec14") & (table["series"] == "online_retail")
    ]
    assert set(row["verdict"]) == {"not comparable"}
    stated = load_statements()
    wide = stated[stated["series"] == "cross_border_wide"]
    assert wide.set_index("year").loc[2016, "role"] == "forecast"
