"""Normalizing folds print, keeps meaning, and leads back to the source."""

import json

import pytest
from folders import CASES
from hypothesis import given
from hypothesis import strategies as st

from plandiff.errors import ReadingError
from plandiff.text.normalize import convert_script, normalize

CASES = json.loads((CASES / "normalize.json").read_text("utf-8"))
CHINESE = st.text(
    st.sampled_from(
        "发展電務，。,.()（） \n\u3000\xa0２a5Ｂ%％“”「」、《〇○—–⼯𠀀\u200b"
    )
)


@pytest.mark.parametrize("case", CASES, ids=[c["label"] for c in CASES])
def test_reviewed_cases_normalize_as_written(case):
    options = case.get("options", {})
    assert normalize(case["input"], **options).text == case["expected"]


@given(CHINESE)
def test_every_character_leads_back_to_its_source(text):
    view = normalize(text)
    assert len(view.offsets) == len(view.text) + 1
    assert view.offsets[-1] == len(text)
    assert list(view.offsets) == sorted(set(view.offsets))
    for position, mark in enumerate(view.text):
        source = text[view.offsets[position]]
        assert (
            mark == source
            or normalize(f"发{source}发").text[1] == mark
            or (mark == " " and source.isspace())
        )


@given(CHINESE)
def test_normalizing_twice_changes_nothing_more(text):
    once = normalize(text).text
    assert normalize(once).text == once


@given(st.text())
def test_any_text_can_be_normalized(text):
    view = normalize(text)
    assert view.offsets[-1] == len(text)


def test_meaning_bearing_marks_are_never_touched():
    marks = "“十四五”《规划》〔2021〕、；：（一）"
    assert normalize(marks).text == marks


def test_steps_name_what_was_done_and_how_often():
    steps = normalize("２０２１ 年,「絲路」", script="t2s").steps
    assert [(step.name, step.count) for step in steps] == [
        ("width", 4),
        ("quotes", 2),
        ("script", 1),
        ("marks", 1),
        ("spaces", 1),
    ]


def test_plain_text_takes_no_step():
    assert normalize("电子商务").steps == ()


def test_script_conversion_keeps_the_length():
    text = "發展電子商務，髮廊\n乾隆乾燥"
    assert len(convert_script(text, "t2s")) == len(text)


def test_unknown_script_is_refused_with_the_choices():
    with pytest.raises(ReadingError, match="keep, t2s, s2t"):
        normalize("x", script="jp")
