"""What is new, what is taken over, how far apart: values by hand."""

from __future__ import annotations

import numpy as np
import pytest
from alignments import linked, plan

from plandiff import Document
from plandiff.analysis.measures import (
    novelty,
    plan_distance,
    text_taken_over,
)
from plandiff.analysis.measures.distance import DISTANCE_SCHEMA
from plandiff.analysis.measures.novelty import NOVELTY_SCHEMA
from plandiff.analysis.measures.takenover import TAKEN_OVER_SCHEMA
from plandiff.errors import AlignmentError

FIRST = plan("a", [("1", "发展农村电商。"), ("2", "保护环境。")])
SECOND = plan("b", [("1", "发展农村电商。"), ("2", "建设海外仓。")])
THIRD = plan("c", [("1", "建设海外仓库。"), ("2", "发展数据交易。")])


def test_novelty_is_one_less_the_likeliest_link() -> None:
    table = novelty(
        [
            linked(FIRST, SECOND, [("1", "1", 0.9), ("2", "1", 0.2)]),
            linked(SECOND, THIRD, [("2", "1", 0.7)]),
            linked(FIRST, THIRD, [("2", "2", 0.4)]),
        ]
    )
    assert list(table.columns) == list(NOVELTY_SCHEMA)
    rows = table.set_index("clause_id")
    assert rows["novelty"]["b:1"] == pytest.approx(0.1)
    assert rows["novelty"]["b:2"] == 1
    assert rows["novelty"]["c:1"] == pytest.approx(0.3)
    assert rows["novelty"]["c:2"] == pytest.approx(0.6)
    assert rows["novelty"][["a:1", "a:2"]].isna().all()
    assert rows["transience"]["a:2"] == pytest.approx(0.6)
    assert rows["transience"]["b:2"] == pytest.approx(0.3)
    assert rows["resonance"]["b:2"] == pytest.approx(0.7)
    assert rows["resonance"]["b:1"] == pytest.approx(0.1 - 1)
    assert rows["earlier_plans"].tolist() == [0, 0, 1, 1, 2, 2]
    assert rows["earlier_id"]["c:1"] == "b:2"


def test_a_digest_shows_no_novelty() -> None:
    digest = plan("d", [("1", "发展农村电商。")], fidelity="digest")
    rows = novelty([linked(digest, SECOND, [("1", "1", 0.9)])])
    assert rows["novelty"].isna().all()
    assert rows["transience"].isna().all()
    assert rows["note"].str.startswith("digest").all()
    assert rows.set_index("clause_id")["earlier_id"]["b:1"] == "d:1"


def test_what_is_taken_over_is_counted_in_characters() -> None:
    old = plan("a", [("1", "大力发展农村电子商务。"), ("2", "保护环境。")])
    new = plan("b", [("1", "加快发展农村电子商务。"), ("2", "建设海外仓。")])
    table = text_taken_over(linked(old, new, [("1", "1")]))
    assert list(table.columns) == list(TAKEN_OVER_SCHEMA)
    assert table["characters"].tolist() == [11, 6, 17]
    assert table["taken_over"].tolist() == [9, 0, 9]
    assert table["share"].tolist() == pytest.approx([9 / 11, 0, 9 / 17])
    none = text_taken_over(linked(old, new, [("1", "1")]), least=10)
    assert none["taken_over"].tolist() == [0, 0, 0]


def test_a_plan_takes_over_all_of_itself() -> None:
    table = text_taken_over(linked(FIRST, FIRST, [("1", "1"), ("2", "2")]))
    assert table["share"].tolist() == [1, 1, 1]


def test_a_digest_has_no_text_to_take_over() -> None:
    digest = plan("d", [("1", "发展农村电商。")], fidelity="digest")
    with pytest.raises(AlignmentError, match="two full texts"):
        text_taken_over(linked(digest, SECOND, []))
    with pytest.raises(AlignmentError, match="digest, whose words"):
        plan_distance(digest, SECOND)
    with pytest.raises(ValueError, match="at least 1"):
        text_taken_over(linked(FIRST, SECOND, []), least=0)


def test_the_divergence_is_that_of_lin() -> None:
    one = Document.from_clauses("a", [("1", "农村"), ("2", "农村")])
    two = Document.from_clauses("b", [("1", "农村"), ("2", "物流")])
    table = plan_distance(one, two, deals=50)
    assert list(table.columns) == list(DISTANCE_SCHEMA)
    # words (2, 0) and (1, 1): entropy of (3/4, 1/4) less half a bit
    wanted = -(0.75 * np.log2(0.75) + 0.25 * np.log2(0.25)) - 0.5
    row = table.iloc[0]
    assert row["distance"] == pytest.approx(wanted)
    # the halves of one are the same, those of the other share no word
    assert row["chance"] == pytest.approx(0.5)
    assert row["chance_high"] == pytest.approx(1)
    with pytest.raises(AlignmentError, match="at least two sections"):
        plan_distance(one, Document.from_clauses("c", [("1", "农村")]))
