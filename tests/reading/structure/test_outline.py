"""Any numbering system gives the outline and the ids that a reader expects."""

import json

import pytest
from folders import CASES

from plandiff.reading import parse_document
from plandiff.text.numbering import parse_mark
from plandiff.text.numerals import read_number
from plandiff.text.years import find_period, read_date

CASES = json.loads((CASES / "structure.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[c["label"] for c in CASES])
def test_reviewed_structures_are_read_as_written(case):
    document = parse_document(case["input"], id="x")
    headings = [[h.level, h.label, h.title] for h in document.headings]
    clauses = [[c.place, c.kind, c.label, c.title] for c in document]
    assert headings == case["headings"]
    assert clauses == case["clauses"]


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        *(("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("九十九", 99)),
        *(("一百零三", 103), ("二百一十", 210), ("一千二百六十", 1260)),
        *(("二〇二五", 2025), ("二○三○", 2030), ("１２", 12), ("XIV", 14)),
        *(("", 0), ("甲", 0)),
    ],
)
def test_numbers_of_all_scripts_have_their_value(printed, value):
    assert read_number(printed) == value


@pytest.mark.parametrize(
    ("text", "system"),
    [
        *(
            ("第一编 总则", "part"),
            ("第二部分", "part"),
            ("第三節", "section"),
        ),
        *(("第六条之一　", "article"), ("第 2-1 條", "article")),
        *(
            ("（二十一）提升", "chinese_bracket"),
            ("㈡提升", "chinese_bracket"),
        ),
        *(("1.2.3 目标", "decimal3"), ("①甲", "circled"), ("⑴甲", None)),
        *(("2025年", None), ("3.5亿元", None), ("一、二、三产业", None)),
        *(("第一，要", None), ("第三产业", None), ("十分重要", None)),
    ],
)
def test_marks_are_told_from_words_that_begin_alike(text, system):
    mark = parse_mark(text)
    expected = "arabic_bracket" if text == "⑴甲" else system
    assert (mark.system if mark else None) == expected


def test_a_reference_to_an_article_opens_no_article():
    law = "第一条　为规范。\n第二条　适用。\n第一条规定的事项从其规定。"
    document = parse_document(law, id="x")
    assert [clause.place for clause in document] == ["1", "2"]


def test_a_number_printed_twice_keeps_both_clauses_citable():
    plan = "一、任务\n（一）甲事。抓好落实。\n（一）乙事。抓好落实。"
    document = parse_document(plan, id="x")
    assert [clause.place for clause in document] == ["1.1", "1.1_2"]


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("“十四五”电子商务发展规划", (2021, 2025)),
        ("国民经济和社会发展第十个五年计划纲要", (2001, 2005)),
        ("“七五”计划", (1986, 1990)),
        ("新一代人工智能发展规划（2017—2030年）", (2017, 2030)),
        ("电子商务法", None),
    ],
)
def test_the_period_is_read_from_the_title_or_absent(title, period):
    assert find_period(title) == period


def test_dates_are_as_exact_as_printed():
    assert read_date("2021 年 10 月") == "2021-10"
    assert read_date("二〇一五年五月四日") == "2015-05-04"
    assert read_date("１９９８年３月５日") == "1998-03-05"
    assert read_date("去年年底") is None
