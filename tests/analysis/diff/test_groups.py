"""Clauses that are read together: splits, merges, recombinations."""

from __future__ import annotations

import re
import sys

import docx
import openpyxl
import pytest
from alignments import linked, plan
from hypothesis import given
from hypothesis import strategies as st

from plandiff.analysis.diff.diff import diff_of
from plandiff.analysis.diff.grouping import JOINT
from plandiff.analysis.diff.table import diff_table
from plandiff.analysis.redlines.redline import redline_clauses
from plandiff.analysis.redlines.sharing import SHARED_SCHEMA, shared_parts
from plandiff.output.words import group_notes
from plandiff.output.writers.tables import write_diff

RURAL, TRADE, LOGISTICS, TALENT = (
    "发展农村电子商务，建设县域物流体系。",
    "支持企业开拓海外市场，布局海外仓。",
    "推广共同配送，降低流通成本。",
    "培养复合型人才，鼓励校企合作办学。",
)


@pytest.fixture
def recombined():
    """Two clauses recombined into two, and a third that was kept."""
    earlier = plan(
        "a", [("1", RURAL + TRADE), ("2", LOGISTICS), ("3", TALENT)]
    )
    later = plan("b", [("1", RURAL), ("2", TRADE + LOGISTICS), ("3", TALENT)])
    links = [("1", "1"), ("1", "2"), ("2", "2"), ("3", "3")]
    return linked(earlier, later, links)


def test_clauses_recombined_several_to_several_are_one_group(recombined):
    groups = diff_of(recombined).groups
    assert [group.rows for group in groups] == [(0, 1, 2), (3,)]
    assert groups[0].changes == ("split", "merged")
    assert [c.id for c in groups[0].references] == ["a:1", "a:2"]
    assert [c.id for c in groups[0].targets] == ["b:1", "b:2"]
    assert groups[1].changes == ("kept",)
    change = groups[0].redline
    assert change.reference == f"{RURAL}{TRADE}\n{LOGISTICS}"
    assert change.target == f"{RURAL}\n{TRADE}{LOGISTICS}"


def test_a_group_says_how_much_of_a_clause_went_where(recombined):
    group, single = diff_of(recombined).groups
    assert group.shares == pytest.approx([16 / 31, 15 / 31, 1])
    lines = group_notes(group, "en")
    assert lines[0] == "a:1 → b:1 · 52% of the earlier text"
    assert group_notes(single) == []


@pytest.mark.parametrize("suffix", ["html", "docx", "xlsx", "tex", "md"])
def test_both_sides_of_a_group_are_compared_once(recombined, suffix, tmp_path):
    compared = []

    def note(frame, event, _):
        if event == "call" and frame.f_code is redline_clauses.__code__:
            sides = frame.f_locals
            clauses = (*sides["references"], *sides["targets"])
            compared.append([clause.id for clause in clauses])

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        write_diff(recombined, tmp_path / f"diff.{suffix}")
    finally:
        sys.setprofile(before)
    assert compared == [["a:1", "a:2", "b:1", "b:2"], ["a:3", "b:3"]]


def test_a_moved_sentence_counts_where_it_went():
    earlier = plan("a", [("1", f"{RURAL}{TRADE}")])
    later = plan("b", [("1", TRADE), ("2", RURAL)])
    links = [("1", "1"), ("1", "2")]
    [group] = diff_of(linked(earlier, later, links)).groups
    assert group.shares == pytest.approx([15 / 31, 16 / 31])


def test_shares_are_empty_for_plain_texts_and_bounded_for_clauses():
    change = redline_clauses((), ())
    assert list(shared_parts(change).columns) == list(SHARED_SCHEMA)
    earlier, later = plan("a", [("1", "。、")]), plan("b", [("1", "。、")])
    assert shared_parts(redline_clauses([*earlier], [*later])).empty


def test_a_large_recombination_falls_into_splits_and_merges():
    many = range(JOINT)
    earlier = plan("a", [(str(n), f"甲{n}。") for n in many] + [("x", "乙。")])
    later = plan("b", [("1", "甲。"), ("2", "乙一。"), ("3", "乙二。")])
    links = [*((str(n), "1") for n in many), ("x", "2"), ("x", "3")]
    links.append(("0", "2"))
    alignment = linked(earlier, later, links)
    groups = diff_of(alignment).groups
    shapes = [(len(g.references), len(g.targets)) for g in groups]
    assert shapes == [(JOINT, 1), (1, 1), (1, 2)]
    # The link between both parts is shown once and named by its neighbours.
    assert [link.target_id for link in groups[0].elsewhere] == ["b:2"]
    notes = group_notes(groups[0], "en")
    assert "see also a:0 → b:2" in notes[-1]


@given(
    st.lists(
        st.tuples(st.integers(0, 14), st.integers(0, 14)),
        unique=True,
        max_size=40,
    ),
    st.sampled_from(["target", "reference"]),
)
def test_every_row_belongs_to_one_group_and_groups_are_bounded(pairs, order):
    earlier = plan("a", [(str(n), f"甲{n}") for n in range(15)])
    later = plan("b", [(str(n), f"乙{n}") for n in range(15)])
    links = [(str(i), str(j)) for i, j in pairs]
    alignment = linked(earlier, later, links)
    groups = diff_of(alignment, order=order).groups
    rows = [row for group in groups for row in group.rows]
    assert sorted(rows) == list(range(len(diff_table(alignment))))
    firsts = [group.rows[0] for group in groups]
    assert firsts == sorted(firsts)
    for group in groups:
        sizes = (len(group.references), len(group.targets))
        assert min(sizes) < 2 or sum(sizes) <= JOINT
        whole = {c.id for c in (*group.references, *group.targets)}
        ends = {(k.reference_id, k.target_id) for k in group.links}
        assert whole.issuperset(end for pair in ends for end in pair)


def test_a_recombination_is_one_block_in_every_format(recombined, tmp_path):
    page = write_diff(recombined, tmp_path / "d.html").read_text("utf-8")
    assert page.count('<div class="redline">') == 2
    assert page.count('data-clause="a:2"') == 1
    assert page.count('data-clause="b:2"') == 1
    assert "a:1 → b:2" in page
    text = write_diff(recombined, tmp_path / "d.md").read_text("utf-8")
    assert len(re.findall(r"^\| .*(?:kept|split)", text, re.MULTILINE)) == 2
    assert "a:1 → b:2" in text
    source = write_diff(recombined, tmp_path / "d.tex").read_text("utf-8")
    assert source.count(r"\addlinespace") == 2
    document = docx.Document(str(write_diff(recombined, tmp_path / "d.docx")))
    rows = document.tables[0].rows
    assert len(rows) == 3
    assert rows[1].cells[1].text == f"a:1\n{RURAL}{TRADE}\na:2\n{LOGISTICS}"
    assert rows[1].cells[2].text == f"b:1\n{RURAL}\nb:2\n{TRADE}{LOGISTICS}"
    assert "a:1 → b:2" in rows[1].cells[0].text
    book = openpyxl.load_workbook(write_diff(recombined, tmp_path / "d.xlsx"))
    cells = [row[-1].value for row in book["diff"].iter_rows(min_row=2)]
    assert "a:1 → b:2" in cells[0]
    assert all("row 2" in cell for cell in cells[1:3])


def test_a_long_group_fills_several_rows_of_a_latex_table(tmp_path):
    earlier = plan("a", [("1", RURAL * 200)])
    later = plan("b", [("1", TRADE * 200)])
    path = write_diff(linked(earlier, later, [("1", "1")]), tmp_path / "d.tex")
    table = path.read_text("utf-8").partition(r"\endfoot")[2]
    rows = table.partition(r"\end{longtable}")[0].split(r"\\")
    assert len(rows) > 5  # both sides in one row
    assert max(len(row) for row in rows) < 1500
