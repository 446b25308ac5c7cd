"""What was plainly meant is done; the rest is refused with what to pass."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

import plandiff
from plandiff.cli import app
from plandiff.document.several import each_document
from plandiff.errors import ReadingError

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
