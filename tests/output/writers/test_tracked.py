"""Tracked changes as Word itself writes them."""

from __future__ import annotations

import docx
import pytest
from alignments import linked, plan
from docx.oxml.ns import qn

from plandiff.output.writers.tables import write_diff

CHAPTER = ("一、主要任务",)


@pytest.fixture
def body(tmp_path):
    """A clause that moved and was reworded, one reworded, a new chapter."""
    earlier = plan(
        "a",
        [
            ("1", "大力发展农村电商。", CHAPTER),
            ("2", "建设冷链物流体系和城乡配送网络。", CHAPTER),
            ("3", "完善统计。", CHAPTER),
        ],
    )
    later = plan(
        "b",
        [
            ("1", "建设冷链物流体系和城乡配送网络。", ("一、重点任务",)),
            ("2", "加快发展农村电商。", ("一、重点任务",)),
            ("3", "健全统计。", ("二、保障措施",)),
        ],
    )
    links = [("1", "2"), ("2", "1"), ("3", "3")]
    path = write_diff(
        linked(earlier, later, links), tmp_path / "t.docx", tracked=True
    )
    return docx.Document(str(path)).element.body


def _texts(body, name):
    return [
        "".join(part.text or "" for part in change.iter(qn(part_name)))
        for change in body.iter(qn(name))
        if change.getparent().tag == qn("w:p")
        for part_name in ("w:delText" if name == "w:del" else "w:t",)
    ]


def test_a_moved_clause_is_a_move_and_its_rewording_a_change(body):
    assert _texts(body, "w:moveFrom") == _texts(body, "w:moveTo")
    assert "".join(_texts(body, "w:moveTo")) == "发展农村电商。"
    assert "大力" in _texts(body, "w:del")
    assert "加快" in _texts(body, "w:ins")


def test_both_ends_of_a_move_have_one_name_and_close(body):
    names = {}
    for end in ("moveFrom", "moveTo"):
        [start] = body.iter(qn(f"w:{end}RangeStart"))
        [stop] = body.iter(qn(f"w:{end}RangeEnd"))
        assert start.get(qn("w:id")) == stop.get(qn("w:id"))
        names[end] = start.get(qn("w:name"))
        order = list(body.iter())
        moved = [
            order.index(element)
            for element in body.iter(qn(f"w:{end}"))
            if element.getparent().tag == qn("w:p")  # no paragraph's mark
        ]
        assert order.index(start) < min(moved)
        assert max(moved) < order.index(stop)
    assert names["moveFrom"] == names["moveTo"]


def test_every_change_has_a_number_of_its_own(body):
    tags = [qn(f"w:{n}") for n in ("ins", "del", "moveFrom", "moveTo")]
    numbers = [e.get(qn("w:id")) for e in body.iter(*tags)]
    numbers += [e.get(qn("w:id")) for e in body.iter(qn("w:moveToRangeStart"))]
    assert len(set(numbers)) == len(numbers) > 4


def test_headings_are_headings_with_their_own_changes(body):
    found = {}
    for paragraph in body.iter(qn("w:p")):
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        text = "".join(
            part.text or ""
            for part in paragraph.iter(qn("w:t"), qn("w:delText"))
        )
        if style is not None:
            found[text] = style.get(qn("w:val"))
    assert found == {
        "一、主要重点任务": "Heading1",
        "二、保障措施": "Heading1",
    }
