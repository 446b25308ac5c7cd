"""Documents partition their source and say so when they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plandiff.document import Clause, Document, Span
from plandiff.errors import ClauseError


@given(st.lists(st.text(max_size=40), max_size=8))
def test_from_clauses_loses_no_character(texts: list[str]) -> None:
    plan = Document.from_clauses(
        "x", [(str(i), text) for i, text in enumerate(texts)]
    )
    assert [clause.text for clause in plan] == texts
    account = plan.account()
    joined = "".join(
        plan.source_text[start:end]
        for start, end in zip(account["start"], account["end"], strict=True)
    )
    assert joined == plan.source_text


def test_given_places_become_ids() -> None:
    plan = Document.from_clauses("x", [("1", "甲"), ("2", "乙", ("第一章",))])
    assert list(plan.clauses["clause_id"]) == ["x:1", "x:2"]
    assert plan["2"].path == ("第一章",)
    assert "x:1" in plan and "3" not in plan


def test_two_clauses_with_one_place_are_refused() -> None:
    with pytest.raises(ClauseError, match="two clauses have the id x:1"):
        Document.from_clauses("x", [("1", "甲"), ("1", "乙")])


def test_a_gap_between_spans_is_refused() -> None:
    with pytest.raises(ClauseError, match="starts at 1"):
        Document("x", "甲乙丙", (), (Span(0, 1, "blank"), Span(2, 3, "blank")))


def test_text_that_its_pieces_do_not_give_is_refused() -> None:
    clause = Clause("x:1", "paragraph", "", "", (), "乙", ((0, 1),))
    with pytest.raises(ClauseError, match="the pieces give"):
        Document("x", "甲", (clause,), (Span(0, 1, "clause", "", "x:1"),))


def test_a_character_leads_back_past_an_artefact() -> None:
    clause = Clause("x:1", "paragraph", "", "", (), "加强", ((0, 1), (2, 3)))
    spans = (
        Span(0, 1, "clause", "", "x:1"),
        Span(1, 2, "artefact", "page number", "x:1"),
        Span(2, 3, "clause", "", "x:1"),
    )
    plan = Document("x", "加4强", (clause,), spans)
    assert [plan["1"].source_offset(i) for i in range(3)] == [0, 2, 3]
    assert plan.span_at(1).kind == "artefact"


def test_tables_keep_their_columns_when_empty() -> None:
    plan = Document.from_clauses("x", [])
    assert list(plan.clauses.columns)[:3] == ["clause_id", "kind", "label"]
    assert plan.outline().empty and plan.account().empty
    assert repr(plan).startswith("<Document x")


def test_html_view_escapes_plan_text() -> None:
    plan = Document.from_clauses("<b>", [("1", "<script>")])
    assert "<b>" not in plan._repr_html_()


def test_pages_follow_each_other():
    with pytest.raises(ClauseError, match="expected pages"):
        Document("x", "文", (), (Span(0, 1, "blank"),), page_starts=(1, 0))
