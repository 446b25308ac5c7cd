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
