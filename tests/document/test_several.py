"""What was plainly meant is done; the rest is refused with what to pass."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

import plandiff
from plandiff.cli import app
from plandiff.document.several import each_document
from plandiff.errors import ClauseError, ReadingError

ONE = plandiff.Document.from_clauses("x", ["发展农村电商。", "保护数据。"])


def test_bare_texts_are_numbered_from_one():
    assert [(c.id, c.text) for c in ONE] == [
        ("x:1", "发展农村电商。"),
        ("x:2", "保护数据。"),
    ]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("ec14", "found str"),
        (3, "found int"),
        ([ONE, "ec14"], "place 1: expected a Document but found str"),
        (plandiff.align(ONE, ONE), "found Alignment"),
    ],
)
def test_what_is_no_document_is_refused(given, found):
    for function in (each_document, plandiff.indicator_table):
        with pytest.raises(TypeError, match=found):
            function(given)


def test_files_are_read_before_they_are_aligned():
    with pytest.raises(TypeError, match="read_document"):
        plandiff.align("a.pdf", "b.pdf")


def test_an_address_is_not_fetched():
    with pytest.raises(ReadingError, match="nothing is fetched"):
        plandiff.read_document("https://www.example.org/plan.htm")


def test_a_section_can_be_shown_by_its_number():
    shown = CliRunner().invoke(app, ["show", "teach1", "3.1"])
    assert shown.exit_code == 0, shown.output
    plan = plandiff.load_corpus(user=False)["teach1"]
    inside = [c.id for c in plan if c.place.startswith("3.1.")]
    assert len(inside) > 1
    assert all(clause_id in shown.output for clause_id in inside)
    assert "teach1:3.2.1" not in shown.output


LAW = (
    "第一章 总则\n第一条 为了发展，制定本法。\n第二条 数据包括文字。\n"
    "第二章 主管\n第三条 商务部门负责实施。\n第四条 各级政府应当支持。\n"
    "第三章 附则\n第五条 本法自发布之日起施行。"
)


def test_a_label_gives_what_it_labels() -> None:
    """As scholars cite: an article of a law, a chapter, a box."""
    law = plandiff.parse_document(LAW, id="law")
    assert law["第三条"].text.startswith("第三条 商务部门")
    assert [c.label for c in law["第二章"]] == ["第三条", "第四条"]
    assert [c.label for c in law["第三章"]] == ["第五条"]
    plan = plandiff.load_corpus(user=False)["teach1"]
    assert plan["三、"] == plan["3"]
    assert plan["三"] == plan["3"]


def test_a_label_that_stands_twice_is_refused_with_its_places() -> None:
    plan = plandiff.load_corpus(user=False)["teach1"]
    with pytest.raises(ClauseError, match=r"stands \d+ times: "):
        plan["（一）"]


def test_the_command_line_takes_a_label() -> None:
    shown = CliRunner().invoke(app, ["show", "teach1", "三、"])
    assert shown.exit_code == 0, shown.output
    assert "teach1:3.1.1" in shown.output
    assert "teach1:2." not in shown.output
