"""Pages in any template give the plan, whole and without its surroundings."""

from __future__ import annotations

import time

import pytest
from webpages import PAGES, PARAGRAPHS, TITLE

from plandiff.document import Document
from plandiff.errors import ReadingError
from plandiff.reading import read_document
from plandiff.reading.received import Limits

PROSE = [text for text in PARAGRAPHS if "。" in text]
SURROUNDINGS = (
    *(
        "首页",
        "政务服务",
        "您的位置",
        "打印",
        "分享",
        "字体",
        "相关链接",
        "解读",
    ),
    *(
        "版权所有",
        "ICP备",
        "热门文章",
        "评论",
        "责任编辑",
        "索引号",
        "隐藏",
        "脚本",
    ),
)
MORE = {
    "table of indicators": [
        "指标\t目标\n\t2020年\t2025年\n贸易额（亿元）\t100\t200\n"
        "企业数（家）\t10\t20\n\t1\t2"
    ],
    "frame around a box": ["平台提升工程。支持平台升级，完善服务功能。"],
}


def read(page: str | bytes) -> Document:
    data = page.encode() if isinstance(page, str) else page
    document = read_document(data, id="w")
    text = "".join(
        document.source_text[span.start : span.end] for span in document.spans
    )
    assert text == document.source_text
    return document


@pytest.mark.parametrize("name", list(PAGES))
def test_the_plan_is_read_whole_and_alone(name):
    document = read(PAGES[name])
    texts = [clause.text for clause in document]
    assert texts == PROSE + MORE.get(name, [])
    labels = [heading.label for heading in document.headings if heading.label]
    assert [lab for lab in labels if "专栏" not in lab] == [
        *("一、", "二、", "（一）", "（二）", "三、")
    ]
    assert document.title == TITLE
    text = "".join(texts)
    assert not [word for word in SURROUNDINGS if word in text]


@pytest.mark.parametrize("name", list(PAGES))
def test_what_surrounds_the_plan_is_in_the_account(name):
    document = read(PAGES[name])
    for word in ("首页", "版权所有", "网友"):
        for span in document.spans:
            shown = document.source_text[span.start : span.end]
            if word in shown:
                assert span.kind == "furniture", (word, shown)
                assert span.reason


@pytest.mark.parametrize(
    "name", [name for name in PAGES if 'name="PubDate"' in PAGES[name]]
)
def test_the_date_of_a_page_is_in_the_metadata(name):
    assert read(PAGES[name]).metadata.published == "2021-11-05"


@pytest.mark.parametrize("name", [name for name in PAGES if "field" in name])
def test_fields_of_any_shape_are_in_the_metadata(name):
    known = read(PAGES[name]).metadata
    assert known.number == "青政发〔2021〕9号"
    assert known.issuers == ("青川省人民政府",)
    assert known.written == "2021-10-20"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("gb2312", "gb18030"),
        ("gbk", "gbk"),
        ("utf-8", "gb18030"),  # declared wrongly
        ("", "gb18030"),
        ("", "utf-8"),
        ("", "utf-16"),
    ],
)
def test_pages_of_any_encoding_read_the_same(declared, encoding):
    page = PAGES["gov.cn: UCAP-CONTENT"]
    meta = f'<meta charset="{declared}">' if declared else ""
    page = page.replace('<meta charset="utf-8">', meta).replace("　", " ")
    assert [clause.text for clause in read(page.encode(encoding))] == PROSE


def test_an_encoding_declared_as_in_xml_is_found():
    page = PAGES["ordinary blog"].replace('<meta charset="utf-8">', "")
    page = '<?xml version="1.0" encoding="gb2312"?>' + page
    assert [clause.text for clause in read(page.encode("gb18030"))] == PROSE


def test_a_page_that_scripts_unhide_is_read():
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    page = f"<html><body style='display:none'>{body}</body></html>"
    assert [clause.text for clause in read(page)] == PROSE


def test_a_box_of_fields_within_the_text_is_no_clause():
    table = (
        "<table><tr><td>索引号</td><td>0001</td></tr><tr><td>发文机关</td>"
        "<td>青川省人民政府</td></tr><tr><td>发文字号</td>"
        "<td>青政发〔2021〕9号</td></tr></table>"
    )
    body = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    document = read(f"<h1>{TITLE}</h1><div>{table}{body}</div>")
    assert [clause.text for clause in document] == PROSE
    assert document.metadata.issuers == ("青川省人民政府",)


NESTED = {
    "elements": "<div>" * 50_000 + "<p>甲乙。</p>",
    "lists": "<ul><li>" * 20_000 + "甲乙。",
    "spans": "<p>" + "<span>" * 50_000 + "甲乙。",
    "tables": "<table><tr><td>" * 5_000 + "甲乙。",
    "bold": "<b>" * 50_000 + "甲乙。",
    "links": "<div><a>" * 20_000 + "甲乙。",
    "unclosed": "<p>甲，乙。" * 50_000,
    "attributes": "<p " + "a='1' " * 50_000 + ">甲乙。</p>",
    "name": f"<p class='{'a-' * 50_000}'>甲乙。</p>",
    "breaks": "甲，乙。<br>" * 50_000,
}


@pytest.mark.parametrize("name", list(NESTED))
def test_hostile_nesting_is_read_or_refused_in_time(name):
    begun = time.monotonic()
    try:
        read(f"<html><body>{NESTED[name]}")
    except ReadingError as error:
        assert "expected" in str(error)
    assert time.monotonic() - begun < 20


def test_reading_a_page_stops_when_its_time_is_over():
    with pytest.raises(ReadingError, match=r"Limits\(seconds"):
        read_document(PAGES["AMP"].encode(), limits=Limits(seconds=0))


FIRST = "全省数字贸易快速发展，规模稳步扩大，企业主体不断壮大。"
SECOND = "加强组织领导，落实工作责任，健全工作机制，确保落到实处。"


def read_body(body: str):
    page = f"<meta charset='utf-8'><title>规划</title><body>{body}</body>"
    return read_document(page.encode(), id="x", format="html")


@pytest.mark.parametrize(
    ("tag", "labels"),
    [
        ("<ol>", ["1.", "2."]),
        ("<ol start='3'>", ["3.", "4."]),
        ("<ol style='list-style-type: cjk-ideographic'>", ["一、", "二、"]),
        ("<ol style='list-style: none'>", ["", ""]),
        ("<ul>", ["", ""]),
    ],
)
def test_the_numbers_of_a_list_are_read_as_printed(tag, labels):
    items = f"<li>{FIRST}</li><li><p>{SECOND}</p></li>"
    plan = read_body(f"<h2>规划</h2>{tag}{items}</{tag[1:3]}>")
    assert [clause.label for clause in plan] == labels
    assert [clause.text[-5:] for clause in plan] == [FIRST[-5:], SECOND[-5:]]


def test_a_list_that_brings_its_numbers_is_not_numbered_again():
    plan = read_body(f"<ol><li>（一）{FIRST}</li><li>（二）{SECOND}</li></ol>")
    assert [clause.label for clause in plan] == ["（一）", "（二）"]
    assert "1." not in plan.source_text


def test_readings_of_characters_are_kept_apart():
    ruby = "<ruby>数<rp>(</rp><rt>shù</rt><rp>)</rp></ruby>"
    plan = read_body(f"<p>推进{ruby}字化。</p>{FIRST}")
    assert plan[0].text == "推进数字化。"
    account = plan.account()
    assert account["reason"].str.startswith("ruby").sum() == 3


def test_a_formula_and_a_quotation_are_read_as_printed():
    body = (
        "<p>占<math><mfrac><mn>1</mn><mn>3</mn></mfrac></math>以上，达到"
        "<math><semantics><msup><mn>10</mn><mn>4</mn></msup><annotation>"
        "10^4</annotation></semantics></math>吨，实现<q>双碳</q>目标。</p>"
    )
    assert read_body(body)[0].text == "占1/3以上，达到10⁴吨，实现“双碳”目标。"


@pytest.mark.parametrize(
    "pager",
    [
        "<a href='a_1.htm'>上一页</a> <a href='a_2.htm'>下一页</a> 共3页",
        "第1页/共5页 <a href='?page=2'>[2]</a><a href='?page=3'>[3]</a>",
        "首页 1 <a href='a_2.htm'>2</a> 3 尾页 跳转到",
    ],
)
def test_links_to_further_pages_are_no_clause(pager):
    plan = read_body(f"<p>一、基础</p><p>{FIRST}</p><div>{pager}</div>")
    assert [clause.text for clause in plan] == [FIRST]


def test_what_stands_in_scripts_or_is_all_struck_out_is_told():
    script = f"<script>var s = '{FIRST * 9}';</script><p>{SECOND}</p>"
    assert "scripts hold" in " ".join(read_body(script).notices)
    struck = f"<p>第一条 <del>{FIRST}</del></p><p>第二条 {SECOND[:9]}。</p>"
    assert "struck out; it is read" in " ".join(read_body(struck).notices)
