"""A diff as a file."""

from __future__ import annotations

import pandas as pd
import pytest
from alignments import linked, plan

from plandiff.errors import OutputError
from plandiff.output.tables import SUFFIXES, write_diff

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
