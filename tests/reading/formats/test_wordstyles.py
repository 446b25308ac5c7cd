"""Headings and numbers of Word files are those that Word shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import docx
import pytest
from accounts import texts
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from wordfiles import (
    FIRST,
    SECOND,
    add_list,
    number,
    outline,
    read,
    xml,
)


def by_style(document: Any, text: str) -> None:
    document.add_paragraph(text, style="Heading 1")


def by_outline_level(document: Any, text: str) -> None:
    paragraph = document.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(xml('<w:outlineLvl w:val="0"/>'))


def by_based_style(document: Any, text: str) -> None:
    if "章标题" not in [style.name for style in document.styles]:
        style = document.styles.add_style("章标题", WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Heading 1"]
    document.add_paragraph(text, style="章标题")


def by_level_of_style(document: Any, text: str) -> None:
    if "自定义" not in [style.name for style in document.styles]:
        style = document.styles.add_style("自定义", WD_STYLE_TYPE.PARAGRAPH)
        style.element.get_or_add_pPr().append(xml('<w:outlineLvl w:val="0"/>'))
    document.add_paragraph(text, style="自定义")


@pytest.mark.parametrize(
    "heading", [by_style, by_outline_level, by_based_style, by_level_of_style]
)
def test_a_heading_is_one_however_it_is_made(
    heading: Callable[[Any, str], None],
) -> None:
    document = docx.Document()
    for title, text in (("发展基础", FIRST), ("保障措施", SECOND)):
        heading(document, title)
        document.add_paragraph(text)
    found = read(document)
    assert outline(found) == [(1, "", "发展基础"), (1, "", "保障措施")]
    assert texts(found) == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("levels", "labels"),
    [
        (
            [("chineseCounting", "第%1章"), ("chineseCounting", "第%2节")],
            ["第一章", "第一节", "第二节", "第二章", "第一节"],
        ),
        (
            [
                ("chineseCountingThousand", "%1、"),
                ("chineseCounting", "（%2）"),
            ],
            ["一、", "（一）", "（二）", "二、", "（一）"],
        ),
        (
            [("decimal", "%1"), ("decimal", "%1.%2")],
            ["1", "1.1", "1.2", "2", "2.1"],
        ),
    ],
)
def test_numbers_are_those_that_word_shows(levels, labels):
    document = docx.Document()
    add_list(document, 71, levels)
    titles = ("发展基础", "成效", "问题", "主要任务", "培育主体")
    for title, depth in zip(titles, (0, 1, 1, 0, 1), strict=True):
        heading = document.add_paragraph(title, style=f"Heading {depth + 1}")
        number(heading, 71, depth)
        document.add_paragraph(FIRST)
    found = read(document)
    assert [h.label for h in found.headings] == labels
    assert [h.title for h in found.headings] == list(titles)
    assert [h.level for h in found.headings] == [1, 2, 2, 1, 2]


def test_numbers_given_by_a_style_are_counted():
    document = docx.Document()
    add_list(document, 72, [("chineseCounting", "%1、")])
    style = document.styles.add_style("一级", WD_STYLE_TYPE.PARAGRAPH)
    style.element.get_or_add_pPr().append(
        xml('<w:numPr><w:numId w:val="72"/></w:numPr>')
    )
    for title in ("发展基础", "主要任务", "保障措施"):
        document.add_paragraph(title, style="一级")
        document.add_paragraph(SECOND)
    labels = [heading.label for heading in read(document).headings]
    assert labels == ["一、", "二、", "三、"]


def test_a_list_that_begins_anew_is_counted_anew():
    document = docx.Document()
    add_list(document, 73, [("decimal", "%1.")])
    document.part.numbering_part.element.append(
        xml(
            '<w:num w:numId="74"><w:abstractNumId w:val="73"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
            "</w:lvlOverride></w:num>"
        )
    )
    for title, key in (("一、发展基础", 73), ("二、主要任务", 74)):
        document.add_paragraph(title)
        for text in ("培育主体。支持企业发展。", "完善平台。建设服务平台。"):
            number(document.add_paragraph(text), key, 0)
    found = read(document)
    assert [clause.place for clause in found] == ["1.1", "1.2", "2.1", "2.2"]


def test_numbers_beyond_a_hundred_are_counted_in_chinese():
    document = docx.Document()
    add_list(document, 75, [("chineseCountingThousand", "第%1条")])
    for _ in range(121):
        number(document.add_paragraph("支持企业发展，完善平台。"), 75, 0)
    found = read(document)
    assert found["101"].label == "第一百零一条"
    assert found["110"].label == "第一百一十条"
    assert found["121"].label == "第一百二十一条"


def test_styles_based_on_each_other_end():
    document = docx.Document()
    one = document.styles.add_style("甲", WD_STYLE_TYPE.PARAGRAPH)
    other = document.styles.add_style("乙", WD_STYLE_TYPE.PARAGRAPH)
    one.base_style, other.base_style = other, one
    document.add_paragraph(FIRST, style="甲")
    assert texts(read(document)) == [FIRST]


def test_a_level_restarts_only_where_the_list_says_so():
    document = docx.Document()
    levels = [("chineseCountingThousand", "第%1章"), ("decimal", "第%2条")]
    add_list(document, 90, levels)
    root = document.part.numbering_part.element
    second = root.findall(qn("w:abstractNum"))[0][1]
    second.insert(2, xml('<w:lvlRestart w:val="0"/>'))
    for depth, text in ((0, "总则"), (1, "为了发展。"), (0, "附则")):
        number(document.add_paragraph(text), 90, depth)
    number(document.add_paragraph("现予施行。"), 90, 1)
    assert [c.label for c in read(document)] == ["第1条", "第2条"]


def test_a_level_may_restart_after_an_outer_level_only():
    document = docx.Document()
    add_list(
        document,
        90,
        [
            ("chineseCountingThousand", "第%1章"),
            ("chineseCountingThousand", "第%2节"),
            ("decimal", "第%3条"),
        ],
    )
    root = document.part.numbering_part.element
    third = root.findall(qn("w:abstractNum"))[0][2]
    third.insert(2, xml('<w:lvlRestart w:val="1"/>'))
    for depth in (0, 1, 2, 1, 2, 0, 1, 2):
        text = "落实各项责任。" if depth == 2 else "总则"
        number(document.add_paragraph(text), 90, depth)
    assert [c.label for c in read(document)] == ["第1条", "第2条", "第1条"]


def test_an_override_of_a_list_holds_for_it_alone():
    document = docx.Document()
    add_list(document, 90, [("chineseCountingThousand", "%1、")])
    document.part.numbering_part.element.append(
        xml(
            '<w:num w:numId="91"><w:abstractNumId w:val="90"/>'
            '<w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0"><w:start '
            'w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>'
            "</w:lvl></w:lvlOverride></w:num>"
        )
    )
    for key in (90, 90, 91):
        number(document.add_paragraph("推进工作，落实责任。"), key, 0)
    lines = read(document).source_text.split()
    assert [line[:2] for line in lines] == ["一、", "二、", "3."]


def test_a_level_that_names_a_style_numbers_it():
    document = docx.Document()
    add_list(
        document,
        90,
        [
            ("chineseCountingThousand", "%1、"),
            ("chineseCountingThousand", "（%2）"),
        ],
    )
    root = document.part.numbering_part.element
    for depth, style in enumerate(("Heading1", "Heading2")):
        level = root.findall(qn("w:abstractNum"))[0][depth]
        level.insert(2, xml(f'<w:pStyle w:val="{style}"/>'))
        properties = document.styles[f"Heading {depth + 1}"].element
        properties.get_or_add_pPr().append(
            xml('<w:numPr><w:numId w:val="90"/></w:numPr>')
        )
    for level, text in ((1, "总体要求"), (2, "指导思想"), (2, "原则")):
        document.add_heading(text, level)
        document.add_paragraph("坚持创新驱动，推动发展。")
    assert [h.label for h in read(document).headings] == [
        *("一、", "（一）", "（二）")
    ]


def test_article_one_thousand_keeps_its_number():
    document = docx.Document()
    add_list(document, 90, [("chineseCountingThousand", "第%1条　")])
    level = document.part.numbering_part.element[0][0]
    level[0].set(qn("w:val"), "999")
    for _ in range(3):
        number(document.add_paragraph("当事人应当履行义务。"), 90, 0)
    ids = [c.id for c in read(document)]
    assert ids == ["w:999", "w:1000", "w:1001"]
