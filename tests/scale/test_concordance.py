"""A word line by line, and how evenly it is spread."""

from __future__ import annotations

import re

import pytest

import plandiff
from plandiff.scale.concordance import (
    DISPERSION_SCHEMA,
    KWIC_SCHEMA,
    dispersion,
)

PLAN = plandiff.parse_document(
    "第一章 总则\n第一条 发展数字经济，保护数据安全。\n"
    "第二条 数字\n经济与实体经济融合。\n",
    id="x",
)


def test_matches_lead_back_to_the_source() -> None:
    table = plandiff.kwic(PLAN, "数字经济", 4)
    assert list(table) == list(KWIC_SCHEMA)
    assert len(table) == 2
    for row in table.itertuples():
        printed = PLAN.source_text[row.start : row.end]
        assert re.sub(r"\s", "", printed) == "数字经济"
        assert re.sub(r"\s", "", row.match) == "数字经济"
        assert len(row.left) <= 4
        assert "\n" not in row.left + row.match + row.right


def test_script_width_and_case_make_no_difference() -> None:
    plan = plandiff.Document.from_clauses("t", [("1", "建設５Ｇ網絡")])
    assert plandiff.kwic([plan], "5g网络")["match"].tolist() == ["５Ｇ網絡"]
    assert plandiff.kwic([plan], "5G網絡")["match"].tolist() == ["５Ｇ網絡"]


def test_patterns_are_regular_expressions() -> None:
    found = plandiff.kwic(PLAN, "数(字经济|据安全)")["match"]
    assert found.tolist() == ["数字经济", "数据安全", "数字 经济"]
    same = plandiff.kwic(PLAN, re.compile("数(字经济|据安全)"))["match"]
    assert same.tolist() == found.tolist()


def test_what_was_asked_wrongly_is_told() -> None:
    with pytest.raises(ValueError, match=r"re\.escape"):
        plandiff.kwic(PLAN, "5G(")
    with pytest.raises(ValueError, match="found none"):
        plandiff.kwic(PLAN, " ")
    with pytest.raises(ValueError, match="window"):
        plandiff.kwic(PLAN, "数据", -1)


def test_a_digest_is_marked_and_no_match_is_an_empty_table() -> None:
    ours = plandiff.Document.from_clauses(
        "d", [("1", "发展数字经济")], fidelity="digest"
    )
    assert plandiff.kwic(ours, "数字")["fidelity"].tolist() == ["digest"]
    table = plandiff.kwic(ours, "农业")
    assert table.empty
    assert dict(table.dtypes.astype(str)) == KWIC_SCHEMA


def test_dispersion_tells_even_from_uneven() -> None:
    even = plandiff.Document.from_clauses(
        "e", [(str(n), "数据安全") for n in range(10)]
    )
    uneven = plandiff.Document.from_clauses(
        "u",
        [("0", "数据数据")] + [(str(n), "安全生产") for n in range(1, 10)],
    )
    table = dispersion([even, uneven], "数据")
    assert dict(table.dtypes.astype(str)) == DISPERSION_SCHEMA
    assert table["unevenness"].tolist() == pytest.approx([0, 0.9])
    assert table["share"].tolist() == [1.0, 0.1]
    assert (table["low"] <= table["share"]).all()
    assert table["matches"].tolist() == [10, 2]
    assert table["per_10000"].tolist() == [2500.0, 500.0]
