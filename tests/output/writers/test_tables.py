"""A diff as a file."""

from __future__ import annotations

import os
import subprocess

import docx
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from alignments import linked, plan
from benchmarks.roundtrip import libreoffice_python
from folders import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from latexed import has_latex
from tracked import settled

import plandiff
from plandiff.analysis.diff.planlines import plan_lines
from plandiff.analysis.diff.table import diff_table
from plandiff.errors import AlignmentError, OutputError
from plandiff.markup import visible
from plandiff.output.writers.tables import SUFFIXES, write_diff
from plandiff.output.writers.xlsx import CELL_LIMIT
from plandiff.training.gold import gold_pairs

SETTLE = ROOT / "tests" / "benchmarks" / "settle_by_libreoffice.py"
NASTY = [
    ("1", "=1+1"),
    ("2", "<script>alert(1)</script>&amp;"),
    ("3", "规划\x00\x0b\ufffe控制符𠀀👩\u200d👧\u202e"),
    ("4", "@SUM(A1)\r\n第二行\t制表"),
    ("5", "电子商务" * 2000),
    ("6", ""),
]


@pytest.fixture
def nasty():
    """An alignment of clauses that files could choke on."""
    earlier = plan("a", NASTY)
    later = plan("b", [(place, f"{text}改") for place, text in NASTY])
    return linked(earlier, later, [(n, n) for n, _ in NASTY[:4]])


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_format_takes_odd_text_and_repeats_to_the_byte(
    nasty, suffix, tmp_path
):
    first = write_diff(nasty, tmp_path / f"one{suffix}").read_bytes()
    second = write_diff(nasty, tmp_path / f"two{suffix}").read_bytes()
    assert first
    assert first == second


def test_csv_reads_back_with_the_signature_and_harmless_cells(nasty, tmp_path):
    path = write_diff(nasty, tmp_path / "diff.csv")
    table = pd.read_csv(path, dtype="string", keep_default_na=False)
    assert table["signature"].eq(nasty.signature).all()
    assert table.loc[0, "reference_text"] == "'=1+1"
    assert table.loc[3, "reference_text"].startswith("'@SUM")


def test_the_html_page_runs_nothing_and_carries_the_signature(nasty, tmp_path):
    page = write_diff(nasty, tmp_path / "diff.html").read_text("utf-8")
    assert "<script" not in page
    assert nasty.signature in page
    assert "\x00" not in page


def test_an_unknown_suffix_is_refused_and_says_what_is_known(nasty, tmp_path):
    with pytest.raises(OutputError, match=r"\.csv"):
        write_diff(nasty, tmp_path / "diff.pdf")


def test_tracked_changes_are_for_docx_only(nasty, tmp_path):
    with pytest.raises(ValueError, match="tracked"):
        write_diff(nasty, tmp_path / "diff.csv", tracked=True)


def test_a_failure_leaves_the_former_file(nasty, tmp_path):
    path = tmp_path / "diff.csv"
    path.write_text("former")
    with pytest.raises(ValueError, match="order"):
        write_diff(nasty, path, order="neither")
    assert path.read_text() == "former"


def test_parquet_keeps_every_character_types_and_signature(nasty, tmp_path):
    path = write_diff(nasty, tmp_path / "diff.parquet")
    pd.testing.assert_frame_equal(
        pd.read_parquet(path), pd.DataFrame(diff_table(nasty))
    )
    facts = pq.read_schema(path).metadata
    assert facts[b"plandiff.signature"].decode() == nasty.signature


def test_the_workbook_reads_back_as_text_never_as_formula(nasty, tmp_path):
    book = openpyxl.load_workbook(
        write_diff(nasty, tmp_path / "diff.xlsx"), rich_text=True
    )
    sheet = book["diff"]
    head = [cell.value for cell in sheet[1]]
    table = diff_table(nasty)
    assert head == [*table.columns, "redline"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref is not None
    for place, row in enumerate(table.itertuples(index=False), start=2):
        for name in ("reference_text", "target_text"):
            cell = sheet.cell(place, head.index(name) + 1)
            assert cell.data_type in ("s", "n")
            value = getattr(row, name)
            if value is not pd.NA:
                assert str(cell.value or "") == visible(value)
    signature = [row[1].value for row in book["sources"].iter_rows(min_row=4)]
    assert nasty.signature in signature


def test_the_workbook_shows_the_redline_as_rich_text(tmp_path):
    earlier = plan("a", [("1", "加快发展。"), ("2", "甲乙")])
    later = plan("b", [("1", "大力发展。"), ("2", "甲"), ("3", "乙")])
    links = [("1", "1"), ("2", "2"), ("2", "3")]
    path = write_diff(linked(earlier, later, links), tmp_path / "d.xlsx")
    sheet = openpyxl.load_workbook(path, rich_text=True)["diff"]
    column = sheet.max_column
    rich = sheet.cell(2, column).value
    assert [
        (str(run), getattr(getattr(run, "font", None), "strike", None))
        for run in rich
    ] == [("加快", True), ("大力", None), ("发展。", None)]
    assert "row 3" in sheet.cell(4, column).value


def test_a_text_too_long_for_a_cell_is_cut_and_says_so(tmp_path):
    earlier, later = (
        plan("a", [("1", "长" * 40_000)]),
        plan("b", [("1", "短")]),
    )
    path = write_diff(linked(earlier, later, []), tmp_path / "d.xlsx")
    sheet = openpyxl.load_workbook(path)["diff"]
    texts = [str(cell.value) for cell in sheet[2]]
    assert max(len(text) for text in texts) == CELL_LIMIT
    assert any("see the source" in text for text in texts)


def test_the_comparison_holds_both_texts_side_by_side(nasty, tmp_path):
    path = write_diff(nasty, tmp_path / "diff.docx")
    document = docx.Document(str(path))
    rows = document.tables[0].rows
    assert len(rows) == 1 + len(diff_table(nasty))
    shown = rows[1].cells[2].text
    assert shown == "b:1\n=1+1改"
    assert nasty.signature in "\n".join(p.text for p in document.paragraphs)


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.text(alphabet="发展电商，。\n <&", max_size=9),
        min_size=1,
        max_size=4,
    ),
    st.lists(
        st.text(alphabet="发展电商，。\n <&", max_size=9),
        min_size=1,
        max_size=4,
    ),
)
def test_accepting_all_gives_the_target_rejecting_all_the_reference(
    tmp_path, before, after
):
    earlier = plan("a", [(str(n), text) for n, text in enumerate(before)])
    later = plan("b", [(str(n), text) for n, text in enumerate(after)])
    links = [(str(n), str(n)) for n in range(min(len(before), len(after)))]
    path = write_diff(
        linked(earlier, later, links), tmp_path / "t.docx", tracked=True
    )
    # The last, empty paragraph is the document's own.
    for accept, texts in ((True, after), (False, before)):
        expected = "".join(f"{text}\n" for text in texts) + "\n"
        assert settled(path, accept=accept) == expected


def test_tracked_changes_of_a_digest_are_refused(tmp_path):
    earlier = plan("a", [("1", "甲")], fidelity="digest")
    later = plan("b", [("1", "乙")])
    path = tmp_path / "t.docx"
    with pytest.raises(AlignmentError, match="digest"):
        write_diff(linked(earlier, later, []), path, tracked=True)
    assert not path.exists()


@pytest.mark.parametrize("suffix", [".html", ".md", ".tex", ".docx"])
def test_a_digest_shows_both_texts_and_no_redline(suffix, tmp_path):
    earlier = plan("a", [("1", "摘要甲")], fidelity="digest")
    later = plan("b", [("1", "原文乙"), ("2", "原文丙")])
    alignment = linked(earlier, later, [("1", "1")])
    path = write_diff(alignment, tmp_path / f"d{suffix}")
    if suffix == ".docx":
        table = docx.Document(str(path)).tables[0]
        text = "".join(c.text for row in table.rows for c in row.cells)
    else:
        text = path.read_text("utf-8")
    assert "摘要甲" in text
    assert "unmatched" in text
    assert "<ins" not in text
    assert "dropped" not in text


@pytest.mark.slow
@pytest.mark.shared
def test_libreoffice_settles_tracked_changes_to_either_text(shared, tmp_path):
    """A reader who accepts, or rejects, all changes has the whole plan."""
    python = libreoffice_python()
    if python is None:
        pytest.skip("LibreOffice with its Python (python3-uno) is not here")
    pairs = [*gold_pairs(shared)[:4], *gold_pairs(shared)[14:16]]
    for number, pair in enumerate(pairs):
        links = [
            (before.partition(":")[2], after.partition(":")[2])
            for before, after in pair.strength
        ]
        write_diff(
            linked(pair.reference, pair.target, links),
            tmp_path / f"{number}.docx",
            tracked=True,
        )
    subprocess.run(
        [python, SETTLE, tmp_path, *sorted(tmp_path.glob("*.docx"))],
        check=True,
        capture_output=True,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
    )
    for number, pair in enumerate(pairs):
        for name, document in (
            ("accepted", pair.target),
            ("rejected", pair.reference),
        ):
            read = (tmp_path / f"{number}.{name}.txt").read_text("utf-8")
            lines = plan_lines(document)
            whole = "".join(f"{visible(line.text)}\n" for line in lines)
            assert read.rstrip("\n") == whole.rstrip("\n")


@pytest.mark.slow
def test_latex_compiles_and_fits_the_page(nasty, tmp_path):
    """Long, odd and taught texts alike; every character has a font."""
    if not has_latex():
        pytest.skip(
            "xelatex with ctex and ulem (texlive-lang-chinese, "
            "texlive-plain-generic) is not here"
        )
    corpus = plandiff.load_corpus(user=False)
    taught = plandiff.align(corpus["teach1"], corpus["teach2"])
    for name, alignment in (("nasty", nasty), ("taught", taught)):
        path = write_diff(alignment, tmp_path / f"{name}.tex")
        run = subprocess.run(
            ["xelatex", "-interaction=nonstopmode", path.name],
            cwd=tmp_path,
            check=False,
            capture_output=True,
        )
        log = path.with_suffix(".log").read_text("utf-8", "replace")
        assert run.returncode == 0, log[-2000:]
        assert "Overfull" not in log
        if name == "taught":
            assert "Missing character" not in log
