"""align() links clauses of any two documents and says what it could not."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from plandiff import Document, align, load_corpus
from plandiff.errors import AlignmentError, PlandiffWarning
from plandiff.matching.align import LINK_SCHEMA, AlignOptions

EARLIER = [
    ("1", "大力发展农村电子商务，完善县乡村三级物流配送体系。"),
    ("2", "保护个人信息和数据安全。建立数据分类分级保护制度。"),
    ("3", "加快跨境电子商务综合试验区建设，推进通关便利化。"),
]
LATER = [
    ("1", "推进跨境电子商务综合试验区建设，提升通关便利化水平。"),
    ("2", "持续发展农村电子商务，健全县乡村三级物流配送体系。"),
    ("3", "建立数据分类分级保护制度。"),
    ("4", "保护个人信息和数据安全。"),
]


def documents() -> tuple[Document, Document]:
    return (
        Document.from_clauses("x", EARLIER),
        Document.from_clauses("y", LATER),
    )


def links(alignment) -> set[tuple[str, str]]:
    return set(
        zip(
            alignment.links["reference_id"],
            alignment.links["target_id"],
            strict=True,
        )
    )


def test_clauses_that_crossed_and_split_are_linked():
    assert links(align(*documents())) == {
        ("x:3", "y:1"),
        ("x:1", "y:2"),
        ("x:2", "y:3"),
        ("x:2", "y:4"),
    }


def test_links_and_pairs_follow_the_schema_and_lie_between_0_and_1():
    alignment = align(*documents())
    for table in (alignment.links, alignment.pairs):
        assert list(table.columns) == list(LINK_SCHEMA)
        assert {k: str(v) for k, v in table.dtypes.items()} == LINK_SCHEMA
        numbers = table.select_dtypes("Float64").astype(float)
        assert numbers.min().min() >= 0
        assert numbers.max().max() <= 1
    assert len(alignment.pairs) == 12


def test_links_stand_in_the_order_of_the_target():
    order = align(*documents()).links["target_id"].tolist()
    assert order == sorted(order)


def test_identical_documents_are_linked_clause_by_clause():
    earlier, _ = documents()
    alignment = align(earlier, Document.from_clauses("z", EARLIER))
    assert links(alignment) == {(f"x:{k}", f"z:{k}") for k in "123"}
    assert alignment.links["similarity"].tolist() == pytest.approx([1.0] * 3)


def test_traditional_and_simplified_characters_are_compared_alike():
    earlier, _ = documents()
    later = Document.from_clauses(
        "t", [("1", "大力發展農村電子商務，完善縣鄉村三級物流配送體系。")]
    )
    assert ("x:1", "t:1") in links(align(earlier, later))


def test_the_same_input_gives_the_same_bytes():
    first, second = (align(*documents()) for _ in range(2))
    assert_frame_equal(first.pairs, second.pairs, check_exact=True)
    assert first.signature == second.signature


def test_a_document_without_clauses_is_refused():
    earlier, _ = documents()
    with pytest.raises(AlignmentError, match="at least one clause"):
        align(earlier, Document.from_clauses("empty", []))


def test_one_clause_on_each_side_is_enough():
    same = [("1", "大力发展农村电子商务，完善物流配送体系。")]
    alignment = align(
        Document.from_clauses("a", same), Document.from_clauses("b", same)
    )
    assert links(alignment) == {("a:1", "b:1")}


def test_empty_clauses_are_never_linked_and_are_named_in_a_notice():
    earlier, _ = documents()
    with pytest.warns(PlandiffWarning, match="e:2"):
        alignment = align(
            earlier,
            Document.from_clauses("e", [("1", EARLIER[0][1]), ("2", "。")]),
        )
    assert "e:2" not in set(alignment.links["target_id"])
    assert any("e:2" in notice for notice in alignment.notices)


def test_identical_clauses_without_letters_are_kept():
    marks = [("1", "※※※"), ("2", "发展农村电商。"), ("3", "——"), ("4", "※※※")]
    earlier = Document.from_clauses("x", marks)
    later = Document.from_clauses("y", [*marks[:2], ("3", "※※※"), ("4", "＃")])
    with pytest.warns(PlandiffWarning, match="no letter or digit"):
        alignment = align(earlier, later)
    assert links(alignment) == {
        ("x:1", "y:1"),
        ("x:2", "y:2"),
        ("x:4", "y:3"),
    }


@pytest.mark.parametrize("whole", ["x", "y"])
def test_a_digest_stands_on_either_side_with_the_same_links(whole: str):
    earlier, later = (
        replace(d, fidelity="full" if d.id == whole else "digest")
        for d in documents()
    )
    first, second = align(earlier, later), align(later, earlier)
    assert {(b, a) for a, b in links(second)} == links(first)
    columns = ["reference_id", "target_id", "confidence"]
    turned = second.pairs[["target_id", "reference_id", "confidence"]]
    assert_frame_equal(
        first.pairs[columns].sort_values(columns[:2], ignore_index=True),
        turned.set_axis(columns, axis=1).sort_values(
            columns[:2], ignore_index=True
        ),
    )


def test_the_later_plan_first_is_told_once():
    earlier, later = (
        replace(d, metadata=replace(d.metadata, period=period))
        for d, period in zip(
            documents(), [(2016, 2020), (2021, 2025)], strict=True
        )
    )
    with pytest.warns(PlandiffWarning, match=r"y \(2021–2025\) → x") as told:
        alignment = align(later, earlier)
    assert len(told) == len(alignment.notices) == 1
    assert align(earlier, later).notices == ()


def test_sparse_candidates_keep_the_links_of_all_pairs():
    everything = align(*documents())
    nearest = align(*documents(), options=AlignOptions(nearest=3, all_pairs=1))
    assert links(nearest) == links(everything)
    assert "pairs:nearest3" in nearest.signature


def test_options_below_one_are_refused():
    with pytest.raises(ValueError, match="nearest"):
        AlignOptions(nearest=0)


def test_evidence_names_shared_terms():
    table = align(*documents()).links.set_index(["reference_id", "target_id"])
    assert "跨境" in table.loc[("x:3", "y:1"), "evidence"]


def test_evidence_is_absent_where_nothing_is_shared():
    alignment = align(
        Document.from_clauses("a", [("1", "甲乙丙")]),
        Document.from_clauses("b", [("1", "丁戊己")]),
    )
    assert alignment.links.empty
    assert alignment.pairs["evidence"].tolist() == [""]
    assert isinstance(alignment.links, pd.DataFrame)


def test_a_split_article_of_a_law_is_found_as_a_split(shared: Path):
    folder = shared / "gold" / "laws" / "antimonopoly"
    earlier, later = (
        Document.from_clauses(
            name,
            [
                (row["id"], row["text"], (row["heading"],))
                for row in map(
                    json.loads,
                    (folder / f"{name}.jsonl")
                    .read_text(encoding="utf-8")
                    .splitlines(),
                )
            ],
        )
        for name in ("old", "new")
    )
    found = links(align(earlier, later))
    assert {("old:13", "new:16"), ("old:13", "new:17")} <= found
    with (folder / "links.csv").open(encoding="utf-8", newline="") as file:
        gold = {
            (f"old:{row['old_id']}", f"new:{row['new_id']}")
            for row in csv.DictReader(file)
        }
    assert len(found & gold) / len(gold) > 0.9


def test_a_clause_of_fifty_thousand_characters_is_no_obstacle():
    earlier, _ = documents()
    long = "".join(
        f"第{k}项，{text}" for k in range(900) for _, text in LATER[:2]
    )
    assert len(long) > 50_000
    alignment = align(
        earlier, Document.from_clauses("l", [("1", long), LATER[2]])
    )
    assert len(alignment.pairs) == 6


def test_identical_clauses_in_one_document_all_find_their_text():
    same = [(str(k), EARLIER[0][1]) for k in range(3)]
    alignment = align(
        Document.from_clauses("a", same),
        Document.from_clauses("b", EARLIER[:1]),
    )
    assert ("a:0", "b:1") in links(alignment)


@pytest.mark.parametrize("copies", [2, 3])
def test_a_clause_that_both_plans_repeat_is_linked_copy_to_copy(copies: int):
    corpus = load_corpus(user=False)
    texts = [clause.text for clause in corpus["ec14"]][:30]
    again = "各级商务部门要把年度任务逐项分解，按季度通报进展。"
    for step in range(copies):
        texts.insert(10 * (step + 1), again)
    earlier, later = (
        Document.from_clauses(name, [(str(n), t) for n, t in enumerate(texts)])
        for name in ("x", "y")
    )
    same = {(f"x:{n}", f"y:{n}") for n, t in enumerate(texts) if t == again}
    assert len(same) == copies
    assert same <= links(align(earlier, later))


def test_two_languages_share_no_link():
    earlier, _ = documents()
    later = Document.from_clauses(
        "de", [("1", "Die Verwaltung ist an Gesetz und Recht gebunden.")]
    )
    assert links(align(earlier, later)) == set()


def test_german_statutes_are_linked_by_the_same_defaults():
    earlier = Document.from_clauses(
        "alt",
        [
            ("1", "Die Behörde erteilt die Genehmigung auf Antrag."),
            ("2", "Gegen den Bescheid kann Widerspruch erhoben werden."),
            ("3", "Die Gebühren richten sich nach dem Aufwand."),
        ],
    )
    later = Document.from_clauses(
        "neu",
        [
            ("1", "Auf Antrag erteilt die zuständige Behörde Genehmigungen."),
            ("2", "Gebühren werden nach dem tatsächlichen Aufwand erhoben."),
            (
                "3",
                "Widerspruch gegen den Bescheid ist binnen Monatsfrist zu "
                "erheben.",
            ),
        ],
    )
    assert links(align(earlier, later)) == {
        ("alt:1", "neu:1"),
        ("alt:3", "neu:2"),
        ("alt:2", "neu:3"),
    }


@pytest.mark.slow
def test_two_thousand_clauses_a_side_stay_within_sparse_candidates():
    texts = [
        f"第{k}类企业发展{k * 7919 % 1000}号产业园区" for k in range(2000)
    ]
    rows = [(str(k), text) for k, text in enumerate(texts)]
    alignment = align(
        Document.from_clauses("a", rows), Document.from_clauses("b", rows)
    )
    assert len(alignment.pairs) < 2000 * 2000 / 20
    own = (
        alignment.links["reference_id"].str[2:]
        == (alignment.links["target_id"].str[2:])
    )
    assert own.sum() > 1900


def test_the_jupyter_view_links_each_link_to_both_clauses():
    earlier = Document.from_clauses("a", [("1", "发展<b>农村</b>电商。")])
    later = Document.from_clauses("b", [("1", "大力发展农村电商。")])
    view = align(earlier, later)._repr_html_()
    ids = re.findall(r"id='([^']+)'", view)
    assert set(ids) == {"plandiff-a:1", "plandiff-b:1"}
    assert set(re.findall(r"href='#([^']+)'", view)) <= set(ids)
    assert "<b>" not in view


def test_the_jupyter_view_shows_the_surest_links_and_counts_the_rest():
    pairs = [(str(n), "发展" + "农村电商" * n + "。") for n in range(1, 31)]
    found = align(
        Document.from_clauses("a", pairs), Document.from_clauses("b", pairs)
    )
    assert len(found.links) > 20
    confidence = np.linspace(0.5, 0.9, len(found.links))
    links = found.links.assign(confidence=confidence[::-1])
    view = replace(found, links=links[::-1])._repr_html_()
    shown = re.findall(r"href='#plandiff-a:([^']+)'", view)
    assert shown == [id_[2:] for id_ in links["reference_id"].head(20)]
    assert f"the surest 20 of {len(links)}" in view
    assert "alignment.links" in view and "diff_table(alignment)" in view
    clauses = set(re.findall(r"tr id='plandiff-([^']+)'", view))
    ends = links.head(20)
    assert clauses == {*ends["reference_id"], *ends["target_id"]}
    assert f"a ({ends['reference_id'].nunique()} of 30)" in view
