"""Tables for print: words for heads, rounded figures, three lines."""

from __future__ import annotations

import subprocess

import docx
import lxml.html
import pandas as pd
import pytest
from docx.oxml.ns import qn
from latexed import has_latex

import plandiff
from plandiff.errors import OutputError
from plandiff.frames import frame
from plandiff.output.writers.printed import print_values

SHIFT = {
    "theme": "string",
    "name_zh": "string",
    "name_en": "string",
    "reference_share": "Float64",
    "target_share": "Float64",
    "shift": "Float64",
    "low": "Float64",
    "high": "Float64",
    "p_adjusted": "Float64",
}


@pytest.fixture
def shift():
    table = frame(
        [
            ("a", "数据", "Data", 0.1, 0.25, 0.15, 0.02, 0.28, 0.0004),
            ("b", "农村", "Rural", 0.2, 0.2, 0.0, -0.04, 0.04, 1.0),
            ("c", "<i>&", "x_$%", None, 0.1, None, None, None, None),
        ],
        SHIFT,
    )
    table.attrs["signature"] = "reference:a@1|version:0"
    return table


def test_shares_shifts_and_p_are_printed_as_papers_print_them(shift):
    printed = print_values(shift, lang="zh")
    assert printed.rows[0] == (
        *("数据", "10.0 %", "25.0 %", "+15.0", "+2.0", "+28.0", "< 0.001"),
    )
    assert printed.rows[1][3:] == ("0.0", "−4.0", "+4.0", "1.000")
    assert printed.rows[2][1] == "–"
    assert printed.heads[0] == "名称"
    assert print_values(shift, lang="en").rows[1][0] == "Rural"


def test_values_of_rules_counts_years_and_bounds():
    table = pd.DataFrame(
        {
            "change": ["kept"],
            "moved": [True],
            "clauses": [12345],
            "year": [2025],
            "low": [7.2],
            "value": [1580.0],
            "chapter": pd.array([pd.NA], dtype="string"),
        }
    )
    columns = list(table.columns)
    zh = print_values(table, columns=columns, lang="zh")
    assert zh.rows == (("保留", "是", "12,345", "2025", "7", "1,580", "全文"),)
    assert print_values(table, columns=columns, lang="en").rows[0][:2] == (
        *("kept", "yes"),
    )


@pytest.mark.parametrize("suffix", [".docx", ".tex", ".html", ".md", ".csv"])
def test_each_format_repeats_to_the_byte(shift, suffix, tmp_path):
    first, second = (
        plandiff.write_table(
            shift, tmp_path / f"{n}{suffix}", caption="表 1"
        ).read_bytes()
        for n in "ab"
    )
    assert first == second
    assert shift.attrs == {"signature": "reference:a@1|version:0"}


def test_word_has_three_lines_a_caption_and_the_signature(shift, tmp_path):
    path = plandiff.write_table(shift, tmp_path / "t.docx", caption="表 1")
    document = docx.Document(str(path))
    [table] = document.tables
    borders = table._tbl.tblPr.find(qn("w:tblBorders"))
    assert [edge.tag for edge in borders] == [qn("w:top"), qn("w:bottom")]
    ruled = table._tbl.findall(f".//{qn('w:tcBorders')}")
    assert len(ruled) == len(table.columns)  # below the heads alone
    texts = [p.text for p in document.paragraphs]
    assert texts == ["表 1", "reference:a@1|version:0"]
    assert table.cell(1, 0).text == "数据"


def test_a_page_escapes_what_it_shows(shift, tmp_path):
    path = plandiff.write_table(
        shift, tmp_path / "t.html", lang="en", caption="<b>1</b>"
    )
    page = lxml.html.fromstring(path.read_text("utf-8"))
    assert page.get("lang") == "en"
    assert page.findtext(".//caption") == "<b>1</b>"
    assert page.xpath("//td")[-7].text == "x_$%"
    assert not page.xpath("//script | //td/*")
    assert page.xpath("//th/@scope") == ["col"] * 7


def test_latex_compiles(shift, tmp_path):
    if not has_latex():
        pytest.skip("xelatex with ctex is not here")
    path = plandiff.write_table(
        shift, tmp_path / "t.tex", lang="en", caption="Table 1: x_$%"
    )
    run = subprocess.run(
        ["xelatex", "-interaction=nonstopmode", path.name],
        cwd=tmp_path,
        check=False,
        capture_output=True,
    )
    log = path.with_suffix(".log").read_text("utf-8", "replace")
    assert run.returncode == 0, log[-2000:]
    assert "Overfull" not in log and "Missing character" not in log


def test_a_column_or_a_format_that_is_not_there_is_named(shift, tmp_path):
    with pytest.raises(KeyError, match="no colour"):
        plandiff.write_table(shift, tmp_path / "t.md", columns=["colour"])
    with pytest.raises(OutputError, match=r"\.docx"):
        plandiff.write_table(shift, tmp_path / "t.pdf")
    assert not list(tmp_path.iterdir())


def test_every_well_known_table_has_its_columns():
    corpus = plandiff.load_corpus(user=False)
    alignment = plandiff.align(corpus["teach1"], corpus["teach2"])
    plans = (alignment.reference, alignment.target)
    for table, first in (
        (plandiff.theme_shift(alignment, "ecommerce"), "名称"),
        (plandiff.keyness(*plans), "词语"),
        (plandiff.diff_summary(alignment), "一方"),
        (plandiff.substance_table(alignment), "前期条款"),
        (plandiff.indicator_table(plans), "条款"),
    ):
        printed = print_values(table)
        assert printed.heads[0] == first
        assert len(printed.heads) <= 7 and len(printed.rows) == len(table)
