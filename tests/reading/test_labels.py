"""Labels are found whatever letters print them."""

from __future__ import annotations

import pytest

from plandiff.reading import parse_document
from plandiff.text.numbering import parse_mark


@pytest.mark.parametrize(
    ("printed", "label", "number"),
    [
        *(("⼀、推进", "一、", 1), ("（⼆）推进", "（二）", 2)),
        *(("第⼗条 推进", "第十条", 10), ("二○、推进", "二〇、", 20)),
        *(
            ("第二O条 推进", "第二〇条", 20),
            ("第一千条 推进", "第一千条", 1000),
        ),
    ],
)
def test_radicals_and_rings_are_figures(printed, label, number):
    mark = parse_mark(printed)
    assert mark is not None
    assert (mark.label, mark.number) == (label, number)


def test_letters_that_are_no_figures_stay():
    assert parse_mark("OA平台建设") is None
    assert parse_mark("○一体化平台") is None


def test_a_plan_in_radicals_has_the_outline_of_the_plan():
    plain = (
        "一、总体要求\n坚持创新发展。\n二、主要任务\n（一）推进\n落实责任。\n"
    )
    strange = plain.replace("一", "⼀").replace("二", "⼆")
    first = parse_document(plain, id="x")
    second = parse_document(strange, id="x")
    assert second.source_text == strange
    assert [(h.level, h.label) for h in first.headings] == [
        (h.level, h.label) for h in second.headings
    ]
    assert [c.id for c in first] == [c.id for c in second]
