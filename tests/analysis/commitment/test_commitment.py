"""Force is read from the verb that leads, and checked against a reader."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from alignments import linked
from folders import CASES
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from plandiff import Document, align, commitment, load_corpus
from plandiff.analysis.commitment.change import (
    CHANGE_SCHEMA,
    commitment_change,
    commitment_shift,
)
from plandiff.analysis.commitment.force import (
    cut_sentences,
    find_acts,
    load_force_lexicon,
)
from plandiff.analysis.commitment.mentions import (
    find_categories,
    load_categories,
)
from plandiff.analysis.commitment.table import (
    COMMITMENT_SCHEMA,
    commitment_profile,
    commitment_sentences,
)


def force(sentence: str) -> int:
    acts = [act for act in find_acts(sentence) if not act.is_effect]
    return max((act.rank for act in acts), default=0)


@pytest.mark.parametrize(
    ("sentence", "rank"),
    [
        ("探索建立数据产权制度。", 1),
        ("研究制定智能化电商平台标准。", 1),
        ("鼓励企业建立合作机制。", 2),
        ("支持企业提高水平,打造品牌。", 2),
        ("推动形成新型数字生活。", 3),
        ("大力发展智慧零售。", 3),
        ("鼓励创新,加快数据立法。", 4),
        ("建立健全信用体系。", 5),
        ("深入开展示范创建活动。", 5),
        ("鼓励创新,建立备案审查制度。", 5),
        ("经营者必须公示信息。", 6),
        ("不得限制公平竞争。", 6),
    ],
)
def test_the_leading_verb_decides(sentence, rank):
    assert force(sentence) == rank


@pytest.mark.parametrize(
    "sentence",
    [
        "数据产权规则不健全。",
        "治理体系亟待健全。",
        "电子商务绿色发展行动。",
        "支持作用与发展规划。",
        "“加强监管”行动。",
        "网民规模达10亿。",
        "",
    ],
)
def test_states_nouns_headings_and_quotations_commit_to_nothing(sentence):
    assert force(sentence) == 0


def test_an_effect_is_told_from_an_act():
    acts = find_acts("支持研发投入,提升服务水平。")
    assert [act.is_effect for act in acts] == [False, True]
    acts = find_acts("提升服务水平。")
    assert [act.is_effect for act in acts] == [False]


def test_no_verb_stands_in_two_grades_and_ranks_rise():
    lexicon = load_force_lexicon()
    assert [grade.rank for grade in lexicon.grades] == [1, 2, 3, 4, 5, 6]
    assert not set(lexicon.anywhere) & set(lexicon.verbs)


@pytest.mark.parametrize(("sample", "least"), [(1, 0.6), (2, 0.6), (3, 0.6)])
def test_the_machine_agrees_with_a_reader_of_ec14(sample, least):
    cases = json.loads((CASES / "ec14_commitment.json").read_text("utf-8"))
    table = commitment_sentences(load_corpus()["ec14"]).set_index(
        ["clause_id", "sentence"]
    )["force"]
    chosen = [c for c in cases["sentences"] if c["sample"] == sample]
    assert len(chosen) >= 40
    reader = [case["grade"] for case in chosen]
    machine = [
        0 if pd.isna(found) else int(found)
        for found in (table[c["clause"], c["sentence"]] for c in chosen)
    ]
    kappa = cohen_kappa_score(reader, machine, weights="linear")
    assert kappa >= least


def test_reviews_and_goals_have_no_force():
    plan = Document.from_clauses(
        "x",
        [
            ("1", "加强监管。", ("一、", "(一)发展现状")),
            ("2", "加强监管。", ("二、", "(三)发展目标")),
            ("3", "加强监管。", ("三、主要任务", "(一)监管")),
        ],
    )
    table = commitment(plan)
    assert table["mode"].tolist() == ["review", "goal", "task"]
    assert table["force"].isna().tolist() == [True, True, False]


def test_a_digest_has_no_force_since_its_words_are_ours():
    digest = load_corpus()["ec13"]
    table = commitment(digest)
    assert table["force"].isna().all()
    assert table["acts"].isna().all()
    assert commitment_profile(table).empty
    links = commitment_change(align(digest, load_corpus()["ec14"]))
    assert links["change"].isna().all()


def test_force_rises_from_encouraging_to_implementing():
    text = "农村电商物流配送体系建设"
    earlier = Document.from_clauses("a", [("1", f"鼓励{text}。")])
    later = Document.from_clauses("b", [("1", f"实施{text}。")])
    table = commitment_change(align(earlier, later))
    assert list(table.columns) == list(CHANGE_SCHEMA)
    row = table.iloc[0]
    assert (row["reference_verb"], row["target_verb"]) == ("鼓励", "实施")
    assert row["change"] == "firmer"
    back = commitment_change(align(later, earlier))
    assert back["change"].tolist() == ["softer"]
    same = Document.from_clauses("c", [("1", f"鼓励{text}。")])
    assert commitment_change(align(earlier, same))["change"].tolist() == [
        "same"
    ]


def test_actors_of_a_digest_are_said_to_be_of_our_wording():
    notes = commitment(load_corpus()["ec13"])["note"]
    assert notes.str.contains("our wording").all()
    assert commitment(load_corpus()["ec14"])["note"].isna().all()


def halved(plan: Document) -> tuple[Document, list[tuple[str, str]]]:
    """The plan with each clause cut in two between sentences, and links."""
    rows, links = [], []
    for clause in plan:
        cuts = cut_sentences(clause.text)
        middle = cuts[len(cuts) // 2][0] if len(cuts) > 1 else 0
        texts = [clause.text[:middle], clause.text[middle:]]
        for number, text in enumerate(filter(None, texts)):
            place = f"{clause.place}.h{number}"
            rows.append((place, text, clause.path))
            links.append((clause.place, place))
    return Document.from_clauses("halves", rows), links


def test_a_clause_cut_in_two_is_not_softer():
    plan = load_corpus()["ec14"]
    halves, links = halved(plan)
    assert len(halves) > 1.5 * len(plan)
    for alignment in (
        linked(plan, halves, links),
        linked(halves, plan, [(b, a) for a, b in links]),
    ):
        table = commitment_change(alignment)
        assert len(table) == len(links)
        assert set(table["change"].dropna()) == {"same"}
        shift = commitment_shift(alignment)
        assert shift["difference"].tolist() == pytest.approx([0, 0])
        assert (shift["low"] <= 0).all()
        assert (shift["high"] >= 0).all()


def test_all_acts_of_what_was_merged_are_compared():
    earlier = Document.from_clauses(
        "a", [("1", "鼓励发展农村电商。"), ("2", "必须落实平台责任。")]
    )
    later = Document.from_clauses(
        "b", [("1", "实施农村电商工程。加强监管。支持创新。")]
    )
    table = commitment_change(linked(earlier, later, [("1", "1"), ("2", "1")]))
    assert table["group"].tolist() == [1, 1]
    assert table["reference_mean"].tolist() == [4, 4]
    assert table["target_mean"].tolist() == pytest.approx([11 / 3] * 2)
    assert table["change"].tolist() == ["softer"] * 2
    assert table["reference_strong"].tolist() == [0.5, 0.5]
    assert table["target_strong"].tolist() == pytest.approx([1 / 3] * 2)
    row = table.iloc[0]
    assert row["low"] < 11 / 3 - 4 < row["high"]
    assert row["low"] < 0 < row["high"]


def test_the_interval_over_groups_holds_what_every_group_did():
    earlier = Document.from_clauses(
        "a", [(str(n), "鼓励发展农村电商。") for n in range(6)]
    )
    later = Document.from_clauses(
        "b", [(str(n), "实施农村电商工程。") for n in range(6)]
    )
    same = [(str(n), str(n)) for n in range(6)]
    table = commitment_shift(linked(earlier, later, same))
    assert table["difference"].tolist() == [3, 1]
    assert table["low"].tolist() == [3, 1]
    few = commitment_shift(linked(earlier, later, same[:4]))
    assert few["low"].isna().all()
    assert few["groups"].tolist() == [4, 4]


def test_shares_of_the_grades_add_up_per_plan_and_theme():
    table = commitment(load_corpus()["ec14"])
    profile = commitment_profile(table)
    assert profile["share"].sum() == pytest.approx(1)
    coding = pd.DataFrame(
        {"clause_id": table["clause_id"], "theme": ["a", "b"] * 35 + ["a"]}
    )
    by_theme = commitment_profile(table, coding=coding)
    assert by_theme.groupby("group")["share"].sum().tolist() == (
        pytest.approx([1, 1])
    )
    assert by_theme["acts"].sum() == profile["acts"].sum()


def test_the_longer_name_of_an_actor_counts():
    assert find_categories("引导平台企业", "actor") == ("platforms",)
    assert find_categories("引导企业", "actor") == ("firms",)
    assert find_categories("商务部会同各地区", "actor") == (
        "central",
        "local",
    )


def test_instruments_cover_the_three_sides():
    sides = {c.side for c in load_categories("instrument").values()}
    assert sides == {"supply", "environment", "demand"}
    with pytest.raises(ValueError, match="actor"):
        load_categories("theme")


def test_empty_plans_give_the_same_columns():
    table = commitment(Document.from_clauses("x", []))
    assert list(table.columns) == list(COMMITMENT_SCHEMA)
    assert commitment_profile(table).empty


@given(
    st.text(
        alphabet="鼓励支持建立不的研究机构，、。；“”在中必须企业 ", max_size=30
    )
)
def test_any_sentence_is_read_and_acts_keep_their_order(text):
    acts = find_acts(text)
    starts = [act.start for act in acts]
    assert starts == sorted(starts)
    assert all(text[a.start : a.end] == a.verb for a in acts)
