"""Figures are read whole or not at all."""

from __future__ import annotations

import json

import pytest
from folders import CASES
from hypothesis import given
from hypothesis import strategies as st

from plandiff import Document, indicator_table
from plandiff.analysis.indicators.quantities import find_quantities
from plandiff.analysis.indicators.tabulated import read_cells
from plandiff.text.numerals import parse_number

QUANTITIES = json.loads((CASES / "quantities.json").read_text("utf-8"))


@pytest.mark.parametrize("case", QUANTITIES, ids=lambda case: case["label"])
def test_a_figure_is_read_whole_or_not_at_all(case: dict) -> None:
    text = case["input"]
    found = []
    for quantity in find_quantities(text):
        factor = parse_number(f"1{quantity.scale}")
        upper = quantity.upper and quantity.upper * factor
        printed = text[quantity.start : quantity.end]
        found.append([printed, quantity.value * factor, upper, quantity.bound])
    assert [(row[0], row[3]) for row in found] == [
        (row[0], row[3]) for row in case["expected"]
    ]
    for row, right in zip(found, case["expected"], strict=True):
        assert row[1:3] == [
            None if value is None else pytest.approx(value)
            for value in right[1:3]
        ]


def test_growth_below_zero_goes_down() -> None:
    plan = Document.from_clauses("x", [("1", "碳强度负增长2%。")])
    row = indicator_table(plan).iloc[0]
    assert (row["value"], row["direction"], row["subject"]) == (
        2,
        "down",
        "碳强度",
    )


@pytest.mark.filterwarnings("ignore:.*another language")
@given(
    st.text(
        st.sampled_from(
            "○OＯ〇零一二十百千万亿两几点分之年月%个家元到比-－~,，.0１2¹②/"
        )
    )
)
def test_no_text_of_numerals_is_an_error(text: str) -> None:
    plan = Document.from_clauses("x", [("1", text + "。")])
    for row in indicator_table(plan).itertuples():
        assert text[row.start : row.end] == row.printed


CELLS = json.loads((CASES / "indicator_cells.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CELLS, ids=lambda case: case["label"])
def test_a_table_is_read_by_the_heads_of_its_columns(case: dict) -> None:
    text = "\t".join(case["input"]).replace("\t|\t", "\n")
    found = [
        [c.name, c.unit, c.value, c.upper, c.bound, c.year, c.role]
        for c in read_cells(text)
    ]
    assert found == case["expected"]
    for cell in read_cells(text):
        assert text[cell.start : cell.end].strip() in case["input"]


def test_a_column_of_growth_says_where_it_leads() -> None:
    heads = "指标\t2020年\t2025年\t累计下降（%）\t年均增速"
    text = f"{heads}\n能耗（吨）\t9\t8\t5\t-2"
    plan = Document.from_clauses("x", [("1", text)])
    table = indicator_table(plan).set_index("printed")
    assert table.loc["5", "direction"] == "down"
    assert table.loc["-2", "direction"] == "up"
    assert table.loc["-2", "value"] == -2
