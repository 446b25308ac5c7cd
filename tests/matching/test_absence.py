"""A clause is called added or dropped only where that has been shown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from alignments import linked, plan

from plandiff import align
from plandiff.frames import frame
from plandiff.matching.absence import (
    LONE_SCHEMA,
    NONE_BOUND,
    draw_links,
    lone_table,
)
from plandiff.matching.align import LINK_SCHEMA

OLD = plan("a", [("1", "发展农村电子商务"), ("2", "建设海外仓"), ("3", "——")])
NEW = plan("b", [("1", "农村电子商务提质"), ("2", "海外仓扩容"), ("3", "绿")])


def scored(rows: list[tuple[str, str, float, str]]) -> pd.DataFrame:
    """A table of pairs of given confidence and origin."""
    return frame(
        [
            (f"a:{left}", f"b:{right}", 0.5, sure, *[None] * 5, "", origin)
            for left, right, sure, origin in rows
        ],
        LINK_SCHEMA,
    )


def lone(
    rows: list[tuple[str, str, float, str]], links: list[tuple[str, str]]
) -> pd.DataFrame:
    pairs = scored(rows)
    wanted = [(f"a:{left}", f"b:{right}") for left, right in links]
    given = list(zip(pairs["reference_id"], pairs["target_id"], strict=True))
    kept = np.array([pair in wanted for pair in given], bool)
    table = lone_table((OLD, NEW), pairs, pairs[kept])
    assert list(table.columns) == list(LONE_SCHEMA)
    return table.set_index("clause_id")


def test_the_probability_of_absence_is_that_no_pair_is_a_link():
    table = lone(
        [
            ("1", "1", 0.9, "model"),
            ("2", "1", 0.3, "model"),
            ("2", "2", 0.4, "model"),
        ],
        [("1", "1")],
    )
    assert table.loc["a:2", "confidence"] == pytest.approx(0.7 * 0.6)
    assert table.loc["a:2", "verdict"] == "open"
    assert table.loc["a:2", "candidates"] == "b:2; b:1"
    assert table.loc["b:2", "confidence"] == pytest.approx(0.6)
    assert "a:1" not in table.index


@pytest.mark.parametrize("short", [0.0, 1e-9])
def test_the_bound_itself_is_enough(short):
    likely = 1 - NONE_BOUND + short
    table = lone([("2", "2", likely, "model")], [])
    assert table.loc["a:2", "verdict"] == ("open" if short else "none")


def test_no_more_than_three_candidates_and_none_that_is_out_of_the_question():
    many = plan("b", [(str(n), "文字") for n in range(1, 6)])
    pairs = scored(
        [
            ("1", "1", 0.01, "model"),
            ("2", "1", 0.1, "model"),
            ("2", "2", 0.3, "model"),
            ("2", "3", 0.2, "model"),
            ("2", "4", 0.05, "model"),
        ]
    )
    table = lone_table((OLD, many), pairs, pairs[:0]).set_index("clause_id")
    assert table.loc["a:2", "candidates"] == "b:2; b:3; b:1"
    assert table.loc["a:1", "candidates"] == ""
    assert table.loc["b:5", "confidence"] == 1.0


def test_a_pair_that_a_scholar_ruled_out_counts_for_nothing():
    table = lone([("2", "2", 0.4, "correction")], [])
    assert table.loc["a:2", "confidence"] == 1.0
    assert table.loc["a:2", "candidates"] == ""


def test_nothing_is_said_of_a_clause_without_a_letter():
    table = lone([], [])
    assert table["confidence"].isna().to_dict()["a:3"]
    assert table.loc["a:3", "verdict"] == "open"


def test_alignments_list_the_clauses_that_have_no_link():
    old = plan("a", [("1", "发展农村电子商务。"), ("2", "建设海外仓。")])
    new = plan("b", [("1", "大力发展农村电子商务。"), ("2", "公海捕捞")])
    found = align(old, new)
    alone = [
        c.id for side in ("reference", "target") for c in found.unmatched(side)
    ]
    assert list(found.lone["clause_id"]) == alone == ["a:2", "b:2"]
    assert found.lone["confidence"].between(0, 1).all()


def test_every_clause_linked_leaves_an_empty_table_of_the_same_form():
    table = linked(OLD, NEW, [("1", "1"), ("2", "2"), ("3", "3")]).lone
    assert len(table) == 0
    assert {k: str(v) for k, v in table.dtypes.items()} == LONE_SCHEMA


def test_links_are_drawn_as_likely_as_their_confidence_and_decisions_stay():
    pairs = scored(
        [
            ("1", "1", 0.25, "model"),
            ("1", "2", 0.9, "correction"),
            ("2", "2", 0.1, "correction"),
        ]
    )
    drawn = np.array(list(draw_links(pairs, pairs[2:], draws=4000, seed=1)))
    assert drawn[:, 0].mean() == pytest.approx(0.25, abs=0.03)
    assert not drawn[:, 1].any()
    assert drawn[:, 2].all()
    again = np.array(list(draw_links(pairs, pairs[2:], draws=4000, seed=1)))
    assert (drawn == again).all()
