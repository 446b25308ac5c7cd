"""Situation, aims and measures are told from the headings."""

from __future__ import annotations

import pytest

from plandiff import Document, commitment, indicator_table
from plandiff.matching.features import measures
from plandiff.matching.pairs import compare
from plandiff.matching.sides import prepare
from plandiff.text.planparts import plan_part


@pytest.mark.parametrize(
    "path",
    [
        "一、现状与形势 （一）发展现状",
        "第一章 发展环境",
        "一、2025年工作回顾",
        "一、过去五年的工作和十年的基本总结",
        "二、面临的机遇与挑战",
        "一、发展现状（2020年）",
        "发展基础与环境",
        "（二）存在的问题",
        "建设成效",
    ],
)
def test_headings_of_the_situation_are_known(path: str) -> None:
    assert plan_part(path) == "situation"


@pytest.mark.parametrize(
    "path",
    [
        "二、总体要求",
        "二、总体要求（三）发展目标",
        "第二章 基本原则",
        "一、指导思想",
        "建设目标",
        "二、“十五五”时期主要目标任务",
        "二、总体要求和政策取向",
    ],
)
def test_headings_of_aims_are_known(path: str) -> None:
    assert plan_part(path) == "aims"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "三、主要任务",
        "二、营造宽松发展环境",
        "三、2026年主要工作",
        "（一）数字基础",
        "把握发展机遇",
        "优化发展环境",
        "十、有效拓展国际合作（三）积极构建良好国际合作环境",
        "六、政策措施（二）创新制度机制，优化市场环境",
        "第四篇 人口、资源和环境",
        "第一章 总则",
        "Abschnitt 2 Ziele",
    ],
)
def test_other_headings_are_of_measures(path: str) -> None:
    assert plan_part(path) == "measures"


def test_the_inner_heading_decides() -> None:
    assert plan_part("一、现状 （二）发展目标") == "aims"
    assert plan_part("一、现状 （二）加快转型") == "situation"


def test_clauses_meet_in_one_part_or_stand_in_two() -> None:
    texts = ["网络零售额快速增长。", "网络零售额翻一番。", "发展网络零售。"]
    paths = ["一、发展现状", "二、发展目标", "三、主要任务"]
    side = prepare(texts, paths=paths)
    pairs = compare(side, side)
    found = measures(pairs)
    same = found["same_frame"].reshape(3, 3)
    other = found["other_part"].reshape(3, 3)
    assert same.tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert other.tolist() == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]


def test_measures_with_a_word_of_the_situation_keep_force_and_role() -> None:
    heading = "三、夯实电子商务发展基础"
    plan = Document.from_clauses(
        "x", [("1", "必须完善物流体系，建成100个基地。", (heading,))]
    )
    assert plan_part(heading) == "measures"
    assert commitment(plan)["force"].notna().all()
    assert "outcome" not in set(indicator_table(plan)["role"].dropna())
    heading = "一、发展环境"
    plan = Document.from_clauses("x", [("1", "必须看到挑战。", (heading,))])
    assert plan_part(heading) == "situation"
    assert commitment(plan)["force"].isna().all()
