"""A period and a date are read the same way wherever they are asked for."""

from __future__ import annotations

import json

import pytest
from folders import CASES

from plandiff import parse_document
from plandiff.text.years import (
    find_period,
    find_years,
    plan_period,
    read_date,
    without_dates,
)

PERIODS = json.loads((CASES / "periods.json").read_text("utf-8"))


@pytest.mark.parametrize("case", PERIODS, ids=lambda case: case["input"])
def test_a_title_has_one_period(case: dict) -> None:
    expected = case["expected"] and tuple(case["expected"])
    assert find_period(case["input"]) == expected
    assert plan_period(case["input"], []) == expected


def test_a_document_and_its_figures_have_one_period() -> None:
    text = "云州市第五个五年计划\n\n一、总体要求\n坚持发展。\n"
    plan = parse_document(text, id="x")
    assert plan.metadata.period == plan_period(plan.title, []) == (1976, 1980)


@pytest.mark.parametrize(
    ("printed", "years"),
    [
        ("到二○二○年", [2020]),
        ("二O一O年", [2010]),
        ("二０一０年", [2010]),
        ("⼆〇⼆五年", [2025]),
        ("第五个五年计划期间", [1980]),
        ("唯一OA系统", []),
    ],
)
def test_years_are_read_in_any_print(printed: str, years: list[int]) -> None:
    assert [year.last for year in find_years(printed)] == years


def test_dates_in_any_print() -> None:
    assert read_date("二○二一年十月九日") == "2021-10-09"
    assert read_date("２０２１年１０月") == "2021-10"
    assert without_dates("云州市 二○二一年十月九日").split() == ["云州市"]
