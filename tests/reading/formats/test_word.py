"""Word files of any making give the text that Word shows."""

from __future__ import annotations

import docx
import pytest
from accounts import cuts, texts
from docx.enum.style import WD_STYLE_TYPE
from wordfiles import (
    FIRST,
    SECOND,
    add_list,
    add_note,
    append,
    number,
    outline,
    read,
    saved,
    xml,
)

from plandiff.errors import ReadingError
from plandiff.reading import read_document
from plandiff.reading.received import Limits


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_notes_stand_apart_and_are_not_lost(kind):
    document = docx.Document()
    paragraph = document.add_paragraph("支持发展数字贸易")
    paragraph._p.append(xml(f'<w:r><w:{kind}Reference w:id="1"/></w:r>'))
    paragraph.add_run("，鼓励企业开拓国际市场，积极参与国际合作。")
    note = "指以数字技术为驱动的贸易。"
    found = read(add_note(saved(document), kind, note))
    assert texts(found) == [
        "支持发展数字贸易，鼓励企业开拓国际市场，积极参与国际合作。"
    ]
    assert cuts(found, kind) == [note]


def test_tracked_changes_are_taken_as_accepted_and_said():
    document = docx.Document()
    append(
        document,
        "<w:p><w:r><w:t>支持企业</w:t></w:r><w:ins w:id='1' w:author='a'>"
        "<w:r><w:t>和机构</w:t></w:r></w:ins><w:del w:id='2' w:author='a'>"
        "<w:r><w:delText>大力</w:delText></w:r></w:del><w:r><w:t>发展，"
        "</w:t></w:r><w:moveFrom w:id='3' w:author='a'><w:r><w:t>搬走</w:t>"
        "</w:r></w:moveFrom><w:r><w:t>完善平台。</w:t></w:r></w:p>",
    )
    append(
        document,
        "<w:p><w:pPr><w:rPr><w:del w:id='5' w:author='a'/></w:rPr></w:pPr>"
        "<w:r><w:t>加强组织领导，</w:t></w:r></w:p>",
    )
    append(document, "<w:p><w:r><w:t>落实工作责任。</w:t></w:r></w:p>")
    found = read(document)
    assert texts(found) == [
        "支持企业和机构发展，完善平台。",
        "加强组织领导，落实工作责任。",
    ]
    assert any("tracked change" in notice for notice in found.notices)


def test_hidden_text_is_in_the_account_and_in_no_clause():
    document = docx.Document()
    paragraph = document.add_paragraph("支持企业发展，")
    paragraph.add_run("内部意见").font.hidden = True
    paragraph.add_run("完善服务平台。")
    found = read(document)
    assert texts(found) == ["支持企业发展，完善服务平台。"]
    assert cuts(found, "hidden text") == ["内部意见"]


def test_a_contents_list_made_by_word_is_furniture():
    document = docx.Document()
    style = document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    assert style.name == "toc 1"
    entries = "".join(
        '<w:p><w:pPr><w:pStyle w:val="toc1"/></w:pPr><w:r><w:instrText>'
        f" PAGEREF _Toc{n} </w:instrText></w:r><w:r><w:t>{title}</w:t></w:r>"
        f"<w:r><w:tab/></w:r><w:r><w:t>{n}</w:t></w:r></w:p>"
        for n, title in enumerate(("发展基础", "保障措施"), start=1)
    )
    append(
        document,
        f"<w:sdt><w:sdtContent>{entries}</w:sdtContent></w:sdt>",
    )
    style.element.set(
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
        "styleId",
        "toc1",
    )
    for title in ("发展基础", "保障措施"):
        document.add_heading(title, 1)
        document.add_paragraph(FIRST)
    found = read(document)
    assert cuts(found, "contents list") == ["发展基础\t1", "保障措施\t2"]
    assert texts(found) == [FIRST, FIRST]
    assert "PAGEREF" not in found.source_text


def test_content_controls_links_and_fields_keep_their_text():
    document = docx.Document()
    append(
        document,
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>支持</w:t></w:r><w:sdt>"
        "<w:sdtContent><w:r><w:t>企业</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:hyperlink><w:r><w:t>发展</w:t></w:r></w:hyperlink>"
        "<w:fldSimple w:instr='DATE'><w:r><w:t>2025</w:t></w:r></w:fldSimple>"
        "<w:smartTag><w:r><w:t>年</w:t></w:r></w:smartTag>"
        "<w:r><w:noBreakHyphen/></w:r><m:oMath><m:r><m:t>x</m:t></m:r>"
        "</m:oMath><w:r><w:t>。</w:t></w:r></w:p></w:sdtContent></w:sdt>",
    )
    assert texts(read(document)) == ["支持企业发展2025年-x。"]


def test_reading_aids_over_characters_are_left_out():
    document = docx.Document()
    append(
        document,
        "<w:p><w:r><w:ruby><w:rt><w:r><w:t>mao</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>贸</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        "<w:r><w:t>易发展，稳步提升。</w:t></w:r></w:p>",
    )
    assert texts(read(document)) == ["贸易发展，稳步提升。"]


def test_a_text_box_is_read_once_and_as_a_frame():
    document = docx.Document()
    document.add_paragraph("二、主要任务")
    box = (
        "<w:txbxContent><w:p><w:r><w:t>专栏1 重点工程</w:t></w:r></w:p><w:p>"
        "<w:r><w:t>平台工程。支持平台建设。</w:t></w:r></w:p></w:txbxContent>"
    )
    append(
        document,
        f"<w:p><w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape>{box}</v:shape></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>",
    )
    document.add_paragraph(FIRST)
    found = read(document)
    assert found.source_text.count("平台工程") == 1
    assert [(clause.kind, clause.text) for clause in found] == [
        ("box_item", "平台工程。支持平台建设。"),
        ("paragraph", FIRST),
    ]


def test_soft_line_breaks_part_paragraphs_but_not_headings():
    document = docx.Document()
    heading = document.add_heading("第一章", 1)
    heading.add_run().add_break()
    heading.add_run("发展基础")
    paragraph = document.add_paragraph(FIRST)
    paragraph.add_run().add_break()
    paragraph.add_run(SECOND)
    found = read(document)
    assert outline(found) == [(1, "第一章", "发展基础")]
    assert texts(found) == [FIRST, SECOND]


def test_merged_cells_keep_their_columns():
    document = docx.Document()
    document.add_paragraph("一、发展目标")
    table = document.add_table(4, 3)
    cells = ("指标", "目标", "", "", "2020年", "2025年")
    cells += ("贸易额", "100", "200", "企业数", "10", "20")
    for place, text in enumerate(cells):
        table.cell(place // 3, place % 3).text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 0).merge(table.cell(1, 0))
    found = read(document)
    assert found[0].kind == "table"
    assert found[0].text == (
        "指标\t目标\n\t2020年\t2025年\n贸易额\t100\t200\n企业数\t10\t20"
    )


def test_paragraphs_of_a_cell_are_joined_and_numbered():
    document = docx.Document()
    add_list(document, 76, [("decimal", "%1.")])
    table = document.add_table(2, 2)
    for row in range(2):
        table.cell(row, 0).text = "任务"
        cell = table.cell(row, 1)
        cell.text = "完善平台。"
        number(cell.paragraphs[0], 76, 0)
        cell.add_paragraph("支持企业。")
    (clause,) = read(document)
    assert clause.text == (
        "任务\t1.完善平台。支持企业。\n任务\t2.完善平台。支持企业。"
    )


def test_heads_and_feet_of_every_kind_are_furniture():
    document = docx.Document()
    document.add_paragraph(FIRST)
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "首页页眉"
    section.header.paragraphs[0].text = "页眉文字"
    section.footer.paragraphs[0].text = "页脚文字"
    found = read(document)
    assert texts(found) == [FIRST]
    heads = cuts(found, "running head")
    assert sorted(heads) == ["页眉文字", "页脚文字", "首页页眉"]


def test_comments_are_not_in_the_text_but_said():
    document = docx.Document()
    paragraph = document.add_paragraph(FIRST)
    document.add_comment(paragraph.runs, text="此处请核实", author="甲")
    found = read(document)
    assert texts(found) == [FIRST]
    assert "核实" not in found.source_text
    assert any("1 comment(s)" in notice for notice in found.notices)


def test_the_title_is_that_of_the_title_style():
    document = docx.Document()
    document.core_properties.title = "文档1"
    document.add_paragraph("青川省数字贸易蓝图", style="Title")
    document.add_heading("发展基础", 1)
    document.add_paragraph(FIRST)
    assert read(document).title == "青川省数字贸易蓝图"


@pytest.mark.parametrize(
    ("stated", "title"),
    [("青川数贸四年之路", "青川数贸四年之路"), ("文档1", "w")],
)
def test_a_title_in_the_properties_counts_if_the_text_prints_it(stated, title):
    document = docx.Document()
    document.core_properties.title = stated
    document.add_paragraph("青川数贸四年之路")
    document.add_heading("发展基础", 1)
    document.add_paragraph(FIRST)
    assert read(document).title == title


@pytest.mark.parametrize(
    "markup",
    [
        '<w:p><w:pPr><w:outlineLvl w:val="x"/></w:pPr></w:p>',
        '<w:p><w:pPr><w:outlineLvl/><w:numPr><w:ilvl w:val="-7"/>'
        '<w:numId w:val="0"/></w:numPr></w:pPr></w:p>',
        '<w:p><w:pPr><w:pStyle w:val="missing"/></w:pPr></w:p>',
        "<w:tbl/>",
        "<w:tbl><w:tr/></w:tbl>",
        '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
        "<w:p/></w:tc><w:tc/></w:tr></w:tbl>",
    ],
)
def test_odd_markup_is_read_past(markup):
    document = docx.Document()
    append(document, markup)
    document.add_paragraph(FIRST)
    assert texts(read(document)) == [FIRST]


def test_reading_a_word_file_stops_when_its_time_is_over():
    document = docx.Document()
    document.add_paragraph(FIRST)
    with pytest.raises(ReadingError, match=r"Limits\(seconds"):
        read_document(saved(document), limits=Limits(seconds=0))


def test_letters_that_no_part_reads_are_counted_and_told():
    document = docx.Document()
    document.add_paragraph(FIRST)
    append(
        document,
        f"<w:strange><w:p><w:r><w:t>{SECOND}</w:t></w:r></w:p></w:strange>",
    )
    notices = read(document).notices
    assert any(f"{len(SECOND)} characters" in note for note in notices)
    plain = docx.Document()
    plain.add_paragraph(FIRST)
    assert not read(plain).notices


def test_pages_roots_and_hidden_words_are_seen():
    document = docx.Document()
    append(
        document,
        f"<w:p><w:r><w:t>一、基础</w:t><w:cr/><w:t>{FIRST}</w:t>"
        f'<w:br w:type="page"/><w:t>二、保障</w:t><w:br/><w:t>{SECOND}</w:t>'
        "</w:r></w:p>",
    )
    append(
        document,
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐去的话。</w:t></w:r><w:r>"
        "<w:t>系数为</w:t></w:r><m:oMath><m:rad><m:deg/><m:e><m:r><m:t>2"
        "</m:t></m:r></m:e></m:rad></m:oMath><w:r><w:t>。</w:t></w:r></w:p>",
    )
    found = read(document)
    assert [h.title for h in found.headings] == ["基础", "保障"]
    assert [c.text for c in found] == [FIRST, SECOND, "系数为√2。"]
    assert "hidden in the file" in " ".join(found.notices)
