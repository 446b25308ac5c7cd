"""The table of comparison (对照表), in Word, Excel and LaTeX."""

from __future__ import annotations

import docx
import openpyxl
import pytest
from alignments import linked, plan
from docx.oxml.ns import qn

import plandiff
from plandiff.analysis.diff.diff import diff_of
from plandiff.output.writers.comparison import (
    ChapterRow,
    comparison_rows,
    numbered,
)
from plandiff.output.writers.tables import write_diff

FIRST, SECOND = ("一、主要任务", "（一）农村"), ("二、保障措施",)


@pytest.fixture
def alignment():
    earlier = plan(
        "a",
        [
            ("1", "发展农村电商。", FIRST),
            ("2", "完善统计。", ("二、统计",)),
            ("3", "加强组织领导。", ("三、保障措施",)),
        ],
    )
    later = plan(
        "b",
        [
            ("1", "大力发展农村电商。", ("一、重点任务", "（一）乡村")),
            ("2", "建设数据平台。", ("一、重点任务", "（二）数据")),
            ("3", "加强组织领导。", SECOND),
        ],
    )
    return linked(earlier, later, [("1", "1"), ("3", "3")])


def _shown(alignment, **options):
    return [
        (row.reference, row.target)
        if isinstance(row, ChapterRow)
        else tuple(clause.id for clause in row.clauses)
        for row in comparison_rows(diff_of(alignment, **options))
    ]


def test_headings_stand_above_the_clauses_under_them(alignment):
    assert _shown(alignment) == [
        (FIRST, ("一、重点任务", "（一）乡村")),
        ("a:1", "b:1"),
        (("二、统计",), ()),
        ("a:2",),
        ((), ("（二）数据",)),
        ("b:2",),
        (("三、保障措施",), SECOND),
        ("a:3", "b:3"),
    ]


def test_in_the_order_of_the_reference_too(alignment):
    rows = _shown(alignment, order="reference")
    assert rows[:2] == [
        (FIRST, ("一、重点任务", "（一）乡村")),
        ("a:1", "b:1"),
    ]
    assert rows[-2:] == [(("三、保障措施",), SECOND), ("a:3", "b:3")]


def test_numbers_are_those_that_the_plan_prints():
    law = plandiff.parse_document(
        "第一章 总则\n第一条 为了发展电子商务，制定本条例。\n"
        "第二条 本条例适用于本市。\n",
        id="law",
    )
    guide = plandiff.parse_document(
        "一、任务\n（一）农村\n发展农村电商。\n（二）城市\n发展社区电商。\n",
        id="plan",
    )
    numbers = numbered(diff_of(linked(law, guide, [])))
    assert numbers["law:1"] == "第一条 · law:1"
    assert numbers["plan:1.2.1"] == "一、（二） · plan:1.2.1"


def test_word_shades_headings_keeps_them_and_leaves_a_column(
    alignment, tmp_path
):
    path = write_diff(alignment, tmp_path / "d.docx", lang="zh")
    table = docx.Document(str(path)).tables[0]
    texts = [[cell.text for cell in row.cells] for row in table.rows]
    assert texts[0][0] == "变化" and texts[0][3] == "备注"
    assert texts[1] == [
        *("", "一、主要任务\n（一）农村", "一、重点任务\n（一）乡村", ""),
    ]
    heads = [
        row._tr
        for row in table.rows
        if row._tr.find(f".//{qn('w:shd')}") is not None
    ]
    assert len(heads) == 4
    for head in heads:
        paragraphs = list(head.iter(qn("w:p")))
        kept = head.findall(f".//{qn('w:keepNext')}")
        assert len(paragraphs) == len(kept)
    assert all(row[3] == "" for row in texts[1:])


def test_excel_has_a_sheet_to_print(alignment, tmp_path):
    path = write_diff(alignment, tmp_path / "d.xlsx", lang="zh")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["diff", "comparison", "summary", "sources"]
    sheet = book["comparison"]
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["变化", "原文编号", "a", "原文编号", "b", "备注"]
    assert rows[1][2] == "一、主要任务\n（一）农村"
    assert rows[2][1:5] == [
        *("a:1", "发展农村电商。", "b:1", "大力发展农村电商。"),
    ]
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"


def test_excel_marks_words_on_both_sides_and_warns_of_nothing(tmp_path):
    corpus = plandiff.load_corpus(user=False)
    taught = plandiff.align(corpus["teach1"], corpus["teach2"])
    path = write_diff(taught, tmp_path / "d.xlsx")
    sheet = openpyxl.load_workbook(path, rich_text=True)["comparison"]
    fonts = {"C": set(), "E": set()}
    for letter, found in fonts.items():
        for cell in sheet[letter]:
            for run in cell.value if isinstance(cell.value, list) else ():
                font = getattr(run, "font", None)
                found.add(
                    (getattr(font, "strike", None), bool(font and font.u))
                )
    assert (True, False) in fonts["C"] and (True, False) not in fonts["E"]
    assert (None, True) in fonts["E"]


def test_latex_sets_both_sides_beside_each_other(alignment, tmp_path):
    text = write_diff(alignment, tmp_path / "d.tex", lang="en").read_text(
        "utf-8"
    )
    assert r"\begin{longtable}{L{2.9cm}L{10.6cm}L{10.6cm}}" in text
    head = next(line for line in text.split("\n") if "农村}" in line)
    assert head.startswith(r"\rowcolor") and "（一）乡村" in head
    row = next(line for line in text.split("\n") if "a:1" in line)
    before, after = row.split(" & ")[1:]
    assert "b:1" in after and r"\planins{大力}" in after
    assert r"\planins" not in before
