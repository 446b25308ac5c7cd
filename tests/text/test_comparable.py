"""The same text typed otherwise is the same; another figure is another."""

from __future__ import annotations

import pytest

import plandiff
from plandiff import Document
from plandiff.text.normalize import comparable


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("落实“双碳”目标", '落实"双碳"目标'),
        ("增长5～8个百分点", "增长5~8个百分点"),
        ("增长5～8个百分点", "增长5-8个百分点"),
        ("2020—2025年", "2020-2025年"),
        ("加快——建设", "加快--建设"),
        ("（一）完善5G网络", "(一)完善 5G 网络"),
        ("發展電子商務", "发展电子商务"),
        ("完善⻓效机制", "完善长效机制"),
        ("二○二五年", "二〇二五年"),
        ("二O二五年", "二〇二五年"),
    ],
)
def test_what_is_typed_otherwise_is_the_same(one: str, other: str) -> None:
    assert comparable(one).text == comparable(other).text
    for text in (one, other):
        view = comparable(text)
        assert len(view.offsets) == len(view.text) + 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("增长3.2%", "增长-3.2%"),
        ("增长5%", "增长8%"),
        ("以上", "以下"),
        ("1.5亿元", "15亿元"),
    ],
)
def test_another_figure_is_another_text(one: str, other: str) -> None:
    assert comparable(one).text != comparable(other).text


def test_a_redline_marks_differences_of_print_as_minor() -> None:
    one = "发展B2B电子商务，（一）完善5G网络；（二）健全机制。"
    other = "发展 B2B 电子商务，(一)完善 5G 网络；(二)健全机制。"
    segments = plandiff.redline(one, other).segments()
    assert all(s.minor for s in segments if s.kind != "equal")
    plans = [
        Document.from_clauses(
            "a", [("1", one), ("2", "本法自公布之日施行。")]
        ),
        Document.from_clauses(
            "b", [("1", other), ("2", "本法自公布之日施行。")]
        ),
    ]
    table = plandiff.diff_table(plandiff.align(*plans))
    assert set(table["change"]) == {"kept"}
