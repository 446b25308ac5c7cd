"""Numerals and heading marks have one reader each, and one value."""

from __future__ import annotations

import json

import pytest
from folders import CASES

from plandiff.text.numbering import parse_mark, without_mark
from plandiff.text.numeralforms import write_number
from plandiff.text.numerals import parse_number, parse_range, read_number

NUMERALS = json.loads((CASES / "numerals.json").read_text("utf-8"))
HEADINGS = json.loads((CASES / "headings.json").read_text("utf-8"))


@pytest.mark.parametrize("case", NUMERALS, ids=lambda case: case["input"])
def test_a_numeral_has_one_value(case: dict[str, object]) -> None:
    printed, expected = str(case["input"]), case["expected"]
    if expected is None:
        with pytest.raises(ValueError, match="expected"):
            parse_number(printed)
        assert read_number(printed) == 0
        return
    assert parse_number(printed) == pytest.approx(expected)
    whole = expected if float(str(expected)).is_integer() else 0
    assert read_number(printed) == whole


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("三四", (3, 4)),
        ("三五", (3, 5)),
        ("七八十", (70, 80)),
        ("二三百", (200, 300)),
        ("十七八", (17, 18)),
        ("一百二三十", (120, 130)),
        ("三千", (3000, None)),
        ("二〇二五", (2025, None)),
    ],
)
def test_two_digits_in_a_row_are_a_range(
    printed: str, expected: tuple[float, float | None]
) -> None:
    assert parse_range(printed) == expected


@pytest.mark.parametrize("case", HEADINGS, ids=lambda case: case["input"])
def test_a_heading_loses_its_number_and_no_word(case: dict[str, str]) -> None:
    assert without_mark(case["input"]) == case["expected"]


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("⼀、要求", "一、"),
        ("第⼆条　本法", "第二条"),
        ("（⼆）任务", "（二）"),
        ("第二條　本法", "第二條"),
        ("第２条　本法", "第２条"),
    ],
)
def test_a_mark_is_read_in_any_print(printed: str, label: str) -> None:
    mark = parse_mark(printed)
    assert mark is not None
    assert mark.label == label
    assert mark.number == (1 if label == "一、" else 2)


@pytest.mark.parametrize(
    ("form", "number", "expected"),
    [
        *(("ideographTraditional", 3, "丙"), ("ideographZodiac", 12, "亥")),
        *(("chineseLegalSimplified", 10, "壹拾"), ("lowerLetter", 28, "bb")),
        *(("chineseLegalSimplified", 105, "壹佰零伍"),),
        *(("taiwaneseDigital", 10, "十"), ("taiwaneseDigital", 11, "一一")),
        *(("decimalEnclosedParen", 1, "⑴"),),
        *(("decimalEnclosedFullstop", 20, "⒛"),),
        *(("chineseCountingThousand", 1000, "一千"),),
        *(("chineseCountingThousand", 1001, "一千零一"),),
        *(("chineseCountingThousand", 1010, "一千零一十"),),
        *(("chineseCountingThousand", 1260, "一千二百六十"),),
        *(("chineseCountingThousand", 110, "一百一十"),),
        *(("chineseCountingThousand", 19, "十九"), ("unknown", 7, "7")),
    ],
)
def test_numbers_are_written_in_many_forms(form, number, expected):
    assert write_number(number, form) == expected
