"""A plan's text becomes clauses and headings, and nothing is lost."""

import re

import pytest
from accounts import whole
from hypothesis import given
from hypothesis import strategies as st

from plandiff.reading import parse_document
from plandiff.resources import resource

FRAGMENTS = (
    "一、|二、|（一）|（二）|1.|（1）|第一章 总则|第二条　|专栏 1 行动|附件|"
    "目录|………… 4|\n|\r\n|\n\n|　　|  |发展电子商务。|到2025年，|“|”|16|"
    "Clause 5 |——|商务部|2021年10月|版权所有|\x00|\u200b|\f|𠀀|"
    "表1 指标|\t|第一、|第二、|甲、|乙、|A. |B. |I. |II. |壹、|贰、|"
    "行动一：|行动二：|1.1 |1|"
    "【专栏一 行动】|上篇 |前言|## |**|抄送：某办|"
    "附件：1.甲乙|发展目标|指标|2025年|32|"
    "各位代表：|规划纲要|现将《规划纲要》印发给你们，请认真贯彻执行。"
)
PIECES = st.sampled_from(FRAGMENTS.split("|"))


@pytest.fixture(scope="module")
def ec14():
    text = resource("plans/ec14.txt").read_text("utf-8")
    return parse_document(text, id="ec14")


def test_ec14_has_4_chapters_18_sections_and_7_boxes(ec14):
    labels = [heading.label for heading in ec14.headings]
    boxes = [label for label in labels if label.startswith("专栏")]
    levels = [
        heading.level
        for heading in ec14.headings
        if heading.label not in boxes
    ]
    assert (levels.count(1), levels.count(2), len(boxes)) == (4, 18, 7)
    assert len(levels) == 22


def test_ec14_has_48_paragraphs_and_23_box_items(ec14):
    kinds = [clause.kind for clause in ec14]
    assert kinds.count("paragraph") == 48
    assert kinds.count("box_item") == 23
    assert len(kinds) == 71


def test_ec14_ids_lead_to_their_place(ec14):
    assert ec14[0].id == "ec14:0.1"
    assert ec14["1.1.2"].title == "规模质量实现双提升"
    assert ec14["3.1.b1.2"].title == "电子商务平台智能化提升行动"
    assert ec14["3.1.2"].path == (
        "三、主要任务",
        "(一)深化创新驱动,塑造高质量电子商务产业",
    )
    assert ec14["3.1.b1.2"].path[-1] == "专栏 1 高质量发展电子商务"
    assert ec14[-1].id == "ec14:4.6.1"


def test_ec14_run_in_titles_stand_apart_and_in_the_text(ec14):
    titled = [clause for clause in ec14 if clause.title]
    assert len(titled) == 55
    assert all(clause.text.startswith(clause.title) for clause in titled)


def test_ec14_fused_page_numbers_are_artefacts(ec14):
    pages = [
        ec14.source_text[span.start : span.end]
        for span in ec14.spans
        if span.kind == "artefact"
    ]
    assert pages == ["4", "6", "16", "23"]
    text = "".join(clause.text for clause in ec14)
    for word in ("联合研究", "公共事务", "跨境数据"):
        assert word in text
    assert not re.search("研6究|共16事|数23据|加4强", text)


def test_ec14_broken_paragraphs_are_whole(ec14):
    text = "\n".join(clause.text for clause in ec14)
    for joined in ("包装标准体系", "高端管理人才", "行政执法和"):
        assert joined in text
    assert all(clause.text[-1] in "。" for clause in ec14)


def test_ec14_lost_quotation_mark_is_reported_and_left(ec14):
    assert len(ec14.notices) == 1
    assert ec14.notices[0].startswith("ec14:2.3.1: quotation mark ”")
    assert "增强,丝路电商”带动" in ec14["2.3.1"].text


def test_ec14_account_covers_all_18139_characters(ec14):
    assert len(ec14.source_text) == 18139
    assert whole(ec14) == ec14.source_text
    reasons = {
        span.reason.partition(":")[0]
        for span in ec14.spans
        if span.kind == "furniture"
    }
    assert reasons == {
        "site header",
        "site chrome",
        "site footer",
        "repeated title",
        "contents list",
        "signature",
    }


def test_ec14_metadata_is_what_the_text_states(ec14):
    metadata = ec14.metadata
    assert metadata.title == "“十四五”电子商务发展规划"
    assert metadata.issuers == ("商务部", "中央网信办", "发展改革委")
    assert metadata.written == "2021-10"
    assert metadata.period == (2021, 2025)
    assert metadata.number is None
    assert metadata.published is None


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_is_partitioned_and_restored(text):
    document = parse_document(text, id="x")
    assert whole(document) == text
    assert not [s for s in document.spans if s.reason == "unread text"]
    owned = [span for span in document.spans if span.kind == "clause"]
    assert {span.owner for span in owned} == {c.id for c in document}


@given(st.text(max_size=300))
def test_arbitrary_characters_do_not_break_reading(text):
    assert whole(parse_document(text)) == text


def test_empty_text_gives_an_empty_document():
    document = parse_document("", id="x")
    assert len(document) == 0
    assert document.spans == ()
