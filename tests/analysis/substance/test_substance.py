"""What changed in substance is listed with its places, and no more."""

from __future__ import annotations

import pandas as pd
import pytest
from alignments import linked, plan

from plandiff import diff_table, substance_table
from plandiff.analysis.substance.table import KINDS, SUBSTANCE_SCHEMA
from plandiff.errors import AlignmentError


def changes(
    old: str, new: str, kinds: tuple[str, ...] | None = None
) -> list[tuple[str, str, str | None, str | None]]:
    """Kind, direction and words of each change between two clauses."""
    earlier, later = plan("a", [("1", old)]), plan("b", [("1", new)])
    alignment = linked(earlier, later, [("1", "1")])
    table = substance_table(alignment, **({"kinds": kinds} if kinds else {}))
    assert list(table) == list(SUBSTANCE_SCHEMA)
    found = []
    for row in table.itertuples():
        words = []
        for document, start, end, text in (
            (earlier, row.reference_start, row.reference_end, row[6]),
            (later, row.target_start, row.target_end, row[7]),
        ):
            if pd.isna(start):
                assert pd.isna(text)
                words.append(None)
                continue
            assert document.source_text[start:end] == text
            words.append(text)
        found.append((row.kind, row.direction, *words))
    return found


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "违反前款规定的，处五万元以下的罚款。",
            "违反前款规定的，处二十万元以下的罚款。",
            [("quantity", "up", "五万元", "二十万元")],
        ),
        (
            "应当自受理之日起六十日内作出决定。",
            "应当自受理之日起三十日内作出决定。",
            [("deadline", "shorter", "六十日内", "三十日内")],
        ),
        (
            "应当自收到材料之日起五日内告知申请人。",
            "应当自收到材料之日起十个工作日内告知申请人。",
            [("deadline", "longer", "五日内", "十个工作日内")],
        ),
        (
            "到2020年，基本建成统一的市场体系。",
            "到2025年，基本建成统一的市场体系。",
            [("deadline", "later", "到2020年", "到2025年")],
        ),
        (
            "有下列情形之一的，可以停止执行。",
            "有下列情形之一的，应当停止执行。",
            [("force", "firmer", "可以", "应当")],
        ),
        (
            "经营者必须公示证照信息。",
            "鼓励经营者公示证照信息。",
            [],
        ),
        (
            "任何单位不得擅自公开。",
            "任何单位不得擅自公开，但是法律另有规定的除外。",
            [("exception", "added", None, "但是法律另有规定的除外")],
        ),
        ("保护消费者权益。", "保护消费者权益。", []),
        ("保护消费者权益。", "保护消费者的权益。", []),
    ],
)
def test_a_change_of_substance_is_listed(old, new, expected):
    assert changes(old, new) == expected


def test_a_quantity_that_only_moved_is_no_change():
    old = "处五万元罚款；情节严重的，处十万元罚款。"
    new = "情节严重的，处十万元罚款；其他的，处五万元罚款。"
    assert changes(old, new) == []


def test_a_clause_cut_in_two_has_lost_nothing():
    text = ("罚款五万元。", "应当在三十日内缴纳。")
    earlier = plan("a", [("1", "".join(text))])
    later = plan("b", [("1", text[0]), ("2", text[1])])
    alignment = linked(earlier, later, [("1", "1"), ("1", "2")])
    assert substance_table(alignment, kinds=KINDS).empty


def test_a_new_figure_is_added_and_an_old_one_gone():
    found = changes("违法的，责令改正。", "违法的，责令改正，处五万元罚款。")
    assert found == [("quantity", "added", None, "五万元")]
    found = changes("违法的，责令改正，处五万元罚款。", "违法的，责令改正。")
    assert found == [("quantity", "gone", "五万元", None)]


def test_actors_are_listed_when_asked_for_and_only_where_they_act():
    old = "加强数据安全保护，完善分级管理，及时处置风险。"
    acts = old + "平台企业应当报告风险。"
    named = old + "依照平台企业有关规定办理。"
    assert ("actor", "added", None, "平台企业") in changes(old, acts, KINDS)
    assert "actor" not in [kind for kind, *_ in changes(old, named, KINDS)]
    assert changes(old, acts) == []


def test_a_text_written_anew_has_no_firmer_words():
    old = "鼓励企业开展试点，支持园区建设冷链。"
    new = "各地必须严格落实监管要求，不得放松标准。"
    assert changes(old, new) == []


def test_a_digest_has_no_words_to_compare():
    earlier = plan("a", [("1", "罚款五万元。")], fidelity="digest")
    later = plan("b", [("1", "罚款十万元。")])
    with pytest.raises(AlignmentError, match="two full texts"):
        substance_table(linked(earlier, later, [("1", "1")]))


def test_an_unknown_kind_is_refused():
    one = plan("a", [("1", "罚款五万元。")])
    with pytest.raises(ValueError, match="'tone'"):
        substance_table(linked(one, one, [("1", "1")]), kinds=["tone"])


def test_figures_of_what_was_rewritten_are_compared_too():
    old = "支持企业利用网络开拓市场，培育骨干企业100家，带动就业。"
    new = "推动线上线下融合，打造消费新场景，服务居民生活需求。"
    earlier, later = plan("a", [("1", old)]), plan("b", [("1", new)])
    alignment = linked(earlier, later, [("1", "1")])
    assert list(diff_table(alignment)["change"]) == ["rewritten"]
    table = substance_table(alignment)
    assert list(table["direction"]) == ["gone"]
    assert table["reference_words"][0].startswith("100")


def test_a_clause_that_only_grew_is_not_rewritten() -> None:
    """By the measure of `diff_table`, which looks at both texts."""
    old = "村镇可以利用旧仓库开办图书室，方便居民借阅。"
    more = "图书室每周开放五天，备有桌椅和灯具。志愿者轮流值班，登记借还。"
    found = changes(old, old.replace("可以", "应当") + more)
    assert ("force", "firmer", "可以", "应当") in found
    anew = "旧仓库由企业租用，应当缴纳租金并负责修缮门窗屋顶。" + more
    assert [row for row in changes(old, anew) if row[0] == "force"] == []
