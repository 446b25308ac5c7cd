"""What is raised, struck, quoted or marked up is read as a reader reads it."""

from __future__ import annotations

import docx
import pytest
from wordfiles import append, read, saved

from plandiff.document import Document
from plandiff.reading import parse_document, read_document

RAISED = {
    "note mark": ("零售额达到13{1}万亿元。", "零售额达到13万亿元。"),
    "in brackets": ("快递量100{[2]}亿件。", "快递量100亿件。"),
    "circled": ("面积5{②}万平方米。", "面积5万平方米。"),
    "after a word": ("数字经济{3}快速发展。", "数字经济快速发展。"),
    "power of ten": ("排放10{4}吨。", "排放10⁴吨。"),
    "negative power": ("误差10{-3}以下。", "误差10⁻³以下。"),
    "area": ("新增3km{2}绿地。", "新增3km²绿地。"),
    "power of a letter": ("系数x{2}不变。", "系数x²不变。"),
    "hundred and ten is no base": ("共110{1}家。", "共110家。"),
    "words that are set higher": ("产品{新}上市。", "产品新上市。"),
}


def page(body: str) -> Document:
    return read_document(f"<html><body>{body}</body></html>".encode(), id="w")


def runs(text: str, properties: str) -> str:
    """A paragraph of Word in which {…} has properties."""
    parts = text.replace("}", "{").split("{")
    return (
        "<w:p>"
        + "".join(
            f"<w:r><w:rPr>{properties if n % 2 else ''}</w:rPr>"
            f'<w:t xml:space="preserve">{part}</w:t></w:r>'
            for n, part in enumerate(parts)
        )
        + "</w:p>"
    )


@pytest.mark.parametrize("name", list(RAISED))
@pytest.mark.parametrize("tag", ["sup", "span style='vertical-align:super'"])
def test_raised_text_of_a_page_never_fuses_with_a_figure(name, tag):
    text, expected = RAISED[name]
    end = tag.split()[0]
    body = text.replace("{", f"<{tag}>").replace("}", f"</{end}>")
    (clause,) = page(f"<p>{body}</p>")
    assert clause.text == expected


@pytest.mark.parametrize("name", list(RAISED))
def test_raised_text_of_a_word_file_never_fuses_with_a_figure(name):
    text, expected = RAISED[name]
    document = docx.Document()
    append(document, runs(text, '<w:vertAlign w:val="superscript"/>'))
    (clause,) = read(document)
    assert clause.text == expected


def test_raised_marks_in_cells_are_set_apart_too():
    table = (
        "<table><tr><td>指标</td><td>2025年</td></tr><tr><td>零售额"
        "<sup>[1]</sup>（亿元）</td><td>13<sup>1</sup></td></tr></table>"
    )
    document = page(table)
    assert document[0].text == "指标\t2025年\n零售额（亿元）\t13"
    apart = [s for s in document.spans if s.reason.startswith("note mark")]
    assert [document.source_text[s.start : s.end] for s in apart] == [
        "[1]",
        "1",
    ]


def test_a_fraction_of_a_page_is_no_note_mark():
    (clause,) = page("<p>三分之一即<sup>1</sup>/<sub>3</sub>以上通过。</p>")
    assert "1/3" in clause.text


def test_a_fraction_of_a_word_file_keeps_its_bar():
    document = docx.Document()
    append(
        document,
        "<w:p><w:r><w:t>由</w:t></w:r><m:oMath><m:f><m:num><m:r><m:t>1"
        "</m:t></m:r></m:num><m:den><m:r><m:t>3</m:t></m:r></m:den></m:f>"
        "</m:oMath><w:r><w:t>以上成员通过。</w:t></w:r></w:p>",
    )
    (clause,) = read(document)
    assert clause.text == "由1/3以上成员通过。"


STRIKES = ("del", "s", "strike", "span style='text-decoration:line-through'")


@pytest.mark.parametrize("tag", STRIKES)
def test_struck_text_of_a_page_is_an_artefact_and_told(tag):
    end = tag.split()[0]
    old = f"<{tag}>规范</{end}><ins>促进</ins>"
    document = page(f"<p>第一条　为了{old}商务发展，制定本办法。</p>")
    assert document[0].text == "第一条　为了促进商务发展，制定本办法。"
    assert "规范" in document.source_text
    assert any("struck out" in note for note in document.notices)


@pytest.mark.parametrize("mark", ["w:strike", "w:dstrike"])
def test_struck_text_of_a_word_file_is_an_artefact_and_told(mark):
    document = docx.Document()
    append(
        document, runs("为了{规范}促进商务发展，制定本办法。", f"<{mark}/>")
    )
    found = read(document)
    assert found[0].text == "为了促进商务发展，制定本办法。"
    assert any("struck out" in note for note in found.notices)
    off = docx.Document()
    append(off, runs("为了{规范}发展。", f'<{mark} w:val="0"/>'))
    assert read(off)[0].text == "为了规范发展。"


def test_a_page_that_is_struck_out_as_a_whole_is_kept():
    document = page("<del><p>第一条　为了促进发展，制定本办法。</p></del>")
    assert len(document) == 1


@pytest.mark.parametrize(
    ("font", "code", "sign"),
    [
        *(("Symbol", "F0B3", "≥"), ("Symbol", "F0A3", "≤")),
        *(("Symbol", "F0B1", "±"), ("Symbol", "F0B4", "×")),
        *(("宋体", "2265", "≥"), ("Wingdings", "F0FE", "☑")),
        *(("Wingdings 2", "F052", "☑"), ("Unknown", "F0B3", "•")),
    ],
)
def test_signs_of_fonts_are_read(font, code, sign):
    document = docx.Document()
    append(
        document,
        "<w:p><w:r><w:t>覆盖率</w:t></w:r><w:r>"
        f'<w:sym w:font="{font}" w:char="{code}"/></w:r>'
        "<w:r><w:t>95%。</w:t></w:r></w:p>",
    )
    assert read(document)[0].text == f"覆盖率{sign}95%。"


def test_private_places_of_a_symbol_font_are_read():
    document = docx.Document()
    append(
        document,
        '<w:p><w:r><w:rPr><w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>'
        "</w:rPr><w:t>\uf0b3</w:t></w:r><w:r><w:t>95%。</w:t></w:r></w:p>",
    )
    assert read(document)[0].text == "≥95%。"


def test_numbers_inside_a_quotation_open_no_clause():
    lines = (
        "一、增加一条，作为第四条：“第四条　平台应当核验信息。”",
        "二、第五条改为第六条，修改为：“第六条　经营者应当公示。",
        "第七条　消费者有权投诉。”",
        "三、本决定自公布之日起施行。",
    )
    whole = [lines[0], f"{lines[1]}\n{lines[2]}", lines[3]]
    text = parse_document("\n".join(lines), id="w")
    body = "".join(f"<p>{line}</p>" for line in lines)
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    word = read_document(saved(document), id="w")
    for found in (text, page(body), word):
        assert [clause.text for clause in found] == whole


def test_a_quotation_that_never_ends_swallows_nothing():
    text = "一、提出“创新要求。\n二、健全机制。\n三、落实责任。\n"
    assert len(parse_document(text, id="w")) == 3


MARKED = (
    "**第一章 总则**\n\n**第一条** 为了促进发展，制定本法。\n\n"
    "**第二条** 本法自公布之日起施行。\n",
    "# 第一章 总则\n\n第一条 为了促进发展，制定本法。\n\n"
    "第二条 本法自公布之日起施行。\n",
    "## **第一章 总则**\n***\n第一条 为了*促进*发展，制定[本法](#a)。\n\n"
    "__第二条__ 本法自公布之日起施行。\n",
)


@pytest.mark.parametrize("text", MARKED)
def test_marks_of_markdown_are_no_text(text):
    document = parse_document(text, id="w")
    assert [clause.text for clause in document] == [
        "第一条 为了促进发展，制定本法。",
        "第二条 本法自公布之日起施行。",
    ]
    assert [h.label for h in document.headings] == ["第一章"]
    assert document.source_text == text


def test_escapes_and_bullets_of_markdown_are_marks():
    text = (
        "1\\. 推进工作，健全机制。\n2\\. 落实责任。\n- 强化考核，抓好落实。\n"
    )
    texts = [clause.text for clause in parse_document(text, id="w")]
    assert texts == [
        "1. 推进工作，健全机制。",
        "2. 落实责任。",
        "强化考核，抓好落实。",
    ]


def test_struck_text_of_markdown_is_an_artefact_and_told():
    text = "# 办法\n第一条 为了~~规范~~促进发展。\n第二条 现予施行。\n"
    document = parse_document(text, id="w")
    assert document[0].text == "第一条 为了促进发展。"
    assert any("struck out" in note for note in document.notices)


def test_stars_of_plain_text_are_left():
    text = "一、目标\n面积为3*4*5立方米，**为保密数据。\n二、任务\n推进。\n"
    document = parse_document(text, id="w")
    assert document[0].text == "面积为3*4*5立方米，**为保密数据。"
