"""What happened to each clause."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from alignments import labelled, linked, plan

import plandiff
from plandiff.analysis.diff.table import (
    DIFF_SCHEMA,
    DiffTable,
    diff_summary,
    diff_table,
)
from plandiff.resources import resource


def change_of(table: pd.DataFrame) -> dict[tuple[str, str], str]:
    """Change by pair of places; an absent side is ''."""
    return {
        tuple(
            "" if value is pd.NA else value.partition(":")[2]
            for value in (row.reference_id, row.target_id)
        ): row.change
        for row in table.itertuples(index=False)
    }


def test_each_simple_change_has_its_name():
    earlier = plan("a", [("1", "甲一。"), ("2", "乙二。"), ("3", "丙三。")])
    later = plan("b", [("1", "甲一。"), ("2", "乙二改。"), ("3", "丁四。")])
    table = diff_table(linked(earlier, later, [("1", "1"), ("2", "2")]))
    assert change_of(table) == {
        ("1", "1"): "kept",
        ("2", "2"): "revised",
        ("3", ""): "dropped",
        ("", "3"): "added",
    }


def test_a_clause_with_several_targets_is_split_and_several_make_a_merge():
    earlier = plan("a", [("1", "甲乙"), ("2", "丙"), ("3", "丁")])
    later = plan("b", [("1", "甲"), ("2", "乙"), ("3", "丙丁")])
    links = [("1", "1"), ("1", "2"), ("2", "3"), ("3", "3")]
    assert change_of(diff_table(linked(earlier, later, links))) == {
        ("1", "1"): "split",
        ("1", "2"): "split",
        ("2", "3"): "merged",
        ("3", "3"): "merged",
    }


def test_many_to_many_goes_by_the_larger_number_and_a_tie_is_a_split():
    earlier = plan("a", [("1", "甲"), ("2", "乙"), ("3", "丙")])
    later = plan("b", [("1", "甲乙丙"), ("2", "甲余")])
    links = [("1", "1"), ("2", "1"), ("3", "1"), ("1", "2")]
    changes = change_of(diff_table(linked(earlier, later, links)))
    assert changes["1", "1"] == "merged"
    assert changes["1", "2"] == "split"
    square = [("1", "1"), ("1", "2"), ("2", "1"), ("2", "2")]
    changes = change_of(diff_table(linked(earlier, later, square)))
    assert set(changes.values()) == {"split", "dropped"}


def test_width_quotes_and_spaces_are_not_changes():
    earlier = plan("a", [("1", "到２０２５年,建成「双碳」体系")])
    later = plan("b", [("1", "到 2025 年，建成“双碳”体系")])
    table = diff_table(linked(earlier, later, [("1", "1")]))
    assert table["change"].tolist() == ["kept"]


def test_identical_text_is_kept_whatever_else_it_is_linked_to():
    earlier = plan("a", [("1", "全文照旧。"), ("2", "并入的一句。")])
    later = plan("b", [("1", "全文照旧。"), ("2", "照旧之一部分。")])
    links = [("1", "1"), ("1", "2")]
    changes = change_of(diff_table(linked(earlier, later, links)))
    assert changes["1", "1"] == "kept"
    assert changes["1", "2"] == "split"


def test_a_merge_of_a_kept_clause_and_new_text_is_named_by_its_links():
    earlier = plan("a", [("1", "发展农村电商。"), ("2", "完善物流。")])
    later = plan("b", [("1", "发展农村电商。完善物流。新增一句。")])
    links = [("1", "1"), ("2", "1")]
    changes = change_of(diff_table(linked(earlier, later, links)))
    assert set(changes.values()) == {"merged"}


def test_a_swap_moves_the_shorter_clause_only():
    earlier = plan("a", [("1", "短"), ("2", "长" * 9), ("3", "末")])
    later = plan("b", [("1", "长" * 9), ("2", "短改"), ("3", "末")])
    links = [("1", "2"), ("2", "1"), ("3", "3")]
    table = diff_table(linked(earlier, later, links))
    row = table.set_index("reference_id")
    assert row["moved"].to_dict() == {"a:1": True, "a:2": False, "a:3": False}
    assert row.loc["a:1", "change"] == "revised"


def test_an_insertion_moves_nothing_but_renumbers_what_follows():
    earlier = plan("a", [("1", "甲"), ("2", "乙")])
    later = plan("b", [("1", "甲"), ("2", "新"), ("3", "乙")])
    table = diff_table(linked(earlier, later, [("1", "1"), ("2", "3")]))
    both = table.dropna(subset=["reference_id", "target_id"])
    assert both["moved"].tolist() == [False, False]
    assert both["renumbered"].tolist() == [False, True]


def test_one_part_of_a_split_may_move_alone():
    earlier = plan("a", [("1", "甲乙"), ("2", "丙"), ("3", "丁")])
    later = plan("b", [("1", "甲"), ("2", "丙"), ("3", "丁"), ("4", "乙")])
    links = [("1", "1"), ("2", "2"), ("3", "3"), ("1", "4")]
    table = diff_table(linked(earlier, later, links))
    moved = table.set_index("target_id")["moved"].to_dict()
    assert moved == {"b:1": False, "b:2": False, "b:3": False, "b:4": True}


def test_a_clause_that_leaves_its_chapter_has_moved_though_in_order():
    earlier = plan(
        "a",
        [("1", "甲", ("第一章 任务",)), ("2", "乙", ("第二章 保障",))],
    )
    later = plan(
        "b",
        [
            ("1", "甲", ("一、任务",)),
            ("2", "乙", ("一、任务",)),
            ("3", "丙", ("二、保障",)),
        ],
    )
    table = diff_table(linked(earlier, later, [("1", "1"), ("2", "2")]))
    assert table["moved"].tolist()[:2] == [False, True]


def test_chapters_with_new_titles_correspond_by_most_links():
    earlier = plan(
        "a",
        [(str(n), f"甲{n}", ("旧题",)) for n in range(3)],
    )
    later = plan(
        "b",
        [
            ("0", "甲0改", ("新题",)),
            ("1", "甲1改", ("新题",)),
            ("2", "甲2改", ("另一题",)),
            ("3", "乙", ("另一题",)),
        ],
    )
    table = diff_table(
        linked(earlier, later, [("0", "0"), ("1", "1"), ("2", "2")])
    )
    linked_rows = table.dropna(subset=["reference_id"])
    # The third link is the only one into its chapter, so seen from the
    # target that chapter corresponds too.
    assert linked_rows["moved"].tolist() == [False, False, False]


def test_a_new_printed_number_is_renumbered_at_the_same_place():
    earlier = labelled("a", [("1", "第一条", "", "甲")])
    later = labelled("b", [("1", "第二条", "题", "甲")])
    table = diff_table(linked(earlier, later, [("1", "1")]))
    assert table["renumbered"].tolist() == [True]
    assert table["target_title"].tolist() == ["题"]


def test_a_digest_says_matched_or_unmatched_only():
    earlier = plan(
        "a", [("1", "甲"), ("2", "乙"), ("3", "丙")], fidelity="digest"
    )
    later = plan("b", [("1", "丁"), ("2", "甲")])
    table = diff_table(linked(earlier, later, [("1", "2"), ("2", "2")]))
    assert set(table["change"]) == {"matched", "unmatched"}
    assert table["moved"].isna().all()
    assert table["renumbered"].isna().all()


def test_columns_types_and_absent_values_are_as_promised():
    earlier, later = plan("a", [("1", "甲")]), plan("b", [("1", "乙")])
    table = diff_table(linked(earlier, later, []))
    assert list(table.columns) == list(DIFF_SCHEMA)
    types = {name: str(kind) for name, kind in table.dtypes.items()}
    assert types == {**DIFF_SCHEMA, "change": "category"}
    assert table["change"].tolist() == ["dropped", "added"]
    assert table["similarity"].isna().all()
    assert table["moved"].isna().all()


@pytest.mark.parametrize("order", ["target", "reference"])
def test_rows_follow_the_plan_asked_for_and_none_is_lost(order):
    earlier = plan("a", [(str(n), f"甲{n}") for n in range(6)])
    later = plan("b", [(str(n), f"乙{n}") for n in range(6)])
    links = [("0", "2"), ("1", "0"), ("4", "4"), ("4", "5")]
    table = diff_table(linked(earlier, later, links), order=order)
    ids = table[f"{order}_id"].dropna()
    assert ids.tolist() == sorted(ids)
    assert set(table["reference_id"].dropna()) == {c.id for c in earlier}
    assert set(table["target_id"].dropna()) == {c.id for c in later}


def test_a_dropped_clause_stands_after_its_predecessor():
    earlier = plan("a", [("1", "甲"), ("2", "乙"), ("3", "丙")])
    later = plan("b", [("1", "甲"), ("2", "丙")])
    table = diff_table(linked(earlier, later, [("1", "1"), ("3", "2")]))
    assert table["change"].tolist() == ["kept", "dropped", "kept"]


def test_an_order_that_is_neither_is_refused():
    earlier, later = plan("a", [("1", "甲")]), plan("b", [("1", "乙")])
    with pytest.raises(ValueError, match="'target' or 'reference'"):
        diff_table(linked(earlier, later, []), order="title")


def test_the_summary_counts_each_clause_once():
    earlier = plan(
        "a", [("1", "甲乙", ("一",)), ("2", "丙", ("二",)), ("3", "丁")]
    )
    later = plan("b", [("1", "甲", ("一",)), ("2", "乙"), ("3", "丙")])
    links = [("1", "1"), ("1", "2"), ("2", "3")]
    summary = diff_summary(linked(earlier, later, links))
    whole = summary[summary["chapter"].isna()]
    assert whole.groupby("side")["clauses"].sum().to_dict() == {
        "reference": 3,
        "target": 3,
    }
    shares = summary.groupby(["side", "chapter"], dropna=False)["share"].sum()
    assert shares.round(9).eq(1).all()


def test_the_summary_counts_what_moved_and_what_was_renumbered():
    corpus = plandiff.load_corpus(user=False)
    alignment = plandiff.align(corpus["teach1"], corpus["teach2"])
    table = diff_table(alignment)
    summary = diff_summary(alignment)
    whole = summary[summary["chapter"].isna()]
    for mark in ("moved", "renumbered"):
        marked = table[table[mark].fillna(False).astype(bool)]
        assert len(marked) > 0
        for side in ("reference", "target"):
            counted = whole.loc[whole["side"] == side, mark].sum()
            assert 0 < counted <= marked[f"{side}_id"].nunique()


def test_the_html_view_escapes_and_links_nothing_that_runs():
    earlier = plan("a", [("1", "<script>甲</script>")])
    later = plan("b", [("1", "<script>乙</script>"), ("2", "丙")])
    table = diff_table(linked(earlier, later, [("1", "1")]))
    assert isinstance(table.head(1), DiffTable)
    html = table._repr_html_()
    assert "<script" not in html
    assert "<details" in html
    assert table[["change"]]._repr_html_().startswith("<table")


def test_the_html_view_links_the_rows_of_a_split_to_one_another():
    earlier = plan("a", [("1", "甲乙")])
    later = plan("b", [("1", "甲"), ("2", "乙")])
    table = diff_table(linked(earlier, later, [("1", "1"), ("1", "2")]))
    html = table._repr_html_()
    for pair in ("a:1-→-b:1", "a:1-→-b:2"):
        assert html.count(f"id='plandiff-{pair}'") == 1
        assert html.count(f"href='#plandiff-{pair}'") == 1


def test_the_html_view_shows_what_is_read_together_as_one_block():
    earlier = plan("a", [("1", "甲乙"), ("2", "丙")])
    later = plan("b", [("1", "甲"), ("2", "乙丙"), ("3", "丁\x00")])
    links = [("1", "1"), ("1", "2"), ("2", "2")]
    html = diff_table(linked(earlier, later, links))._repr_html_()
    assert html.count("<details") == 2
    assert html.count('class="plandiff-redline"') == 2
    ids = re.findall(r"id='([^']+)'", html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"href='#([^']+)'", html)) <= set(ids)
    assert {"plandiff-a:1", "plandiff-b:2"} <= set(ids)
    assert "\x00" not in html


def test_input_is_not_changed():
    earlier, later = plan("a", [("1", "甲")]), plan("b", [("1", "甲")])
    alignment = linked(earlier, later, [("1", "1")])
    before = alignment.links.copy()
    diff_table(alignment)
    pd.testing.assert_frame_equal(alignment.links, before)


def test_the_teaching_pair_gives_the_changes_that_were_meant():
    corpus = plandiff.load_corpus(user=False)
    earlier, later = corpus["teach1"], corpus["teach2"]
    links = pd.read_csv(resource("gold/teach1-teach2.csv"), dtype=str)
    table = plandiff.diff_table(
        linked(
            earlier,
            later,
            zip(links["reference_id"], links["target_id"], strict=True),
        )
    )
    meant = pd.read_csv(
        resource("gold/teach1-teach2-changes.csv"), dtype=str
    ).fillna("")
    words = {True: "yes", False: "no", pd.NA: ""}
    found = {
        tuple("" if value is pd.NA else value for value in row[:2]): (
            row[2],
            words[row[3]],
            words[row[4]],
        )
        for row in table.iloc[:, :5].itertuples(index=False)
    }
    assert found == {
        (row.reference_id, row.target_id): (
            row.change,
            row.moved,
            row.renumbered,
        )
        for row in meant.itertuples(index=False)
    }


def test_counts_come_with_what_uncertain_links_allow() -> None:
    earlier = plan("a", [(str(n), f"发展第{n}项产业。") for n in range(1, 9)])
    later = plan("b", [(str(n), f"建设第{n}类设施。") for n in range(1, 9)])
    links = [(str(n), str(n), 0.5) for n in range(1, 9)]
    whole = diff_summary(linked(earlier, later, links))
    whole = whole[whole["chapter"].isna()]
    # Of eight links at one half, two to six or so are there.
    revised = whole[whole["side"] == "target"].iloc[0]
    assert revised["clauses"] == 8
    assert 0 < revised["low"] < 4 < revised["high"] < 8
    sure = [(str(n), str(n), 1.0) for n in range(1, 9)]
    certain = diff_summary(linked(earlier, later, sure))
    assert (certain["low"] == certain["clauses"]).all()
    assert (certain["high"] == certain["clauses"]).all()
