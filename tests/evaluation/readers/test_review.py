"""A person decides the links that the machine is not sure of."""

from __future__ import annotations

from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from alignments import linked, plan

from plandiff.errors import AlignmentError, OutputError
from plandiff.evaluation.readers.agreement import (
    disagreements,
    link_agreement,
)
from plandiff.evaluation.readers.review import (
    CORRECTION_SCHEMA,
    DECISIONS,
    REVIEW_SCHEMA,
    corrections_of,
    read_review,
    review_sheet,
    write_corrections,
)
from plandiff.frames import frame
from plandiff.output.writers.reviewbook import write_review
from plandiff.signature import fingerprint


@pytest.fixture
def unsure():
    """Three target clauses: one sure, one uncertain, one far from all."""
    earlier = plan("a", [("1", "甲"), ("2", "乙"), ("3", "丙")])
    later = plan("b", [("1", "甲改"), ("2", "乙改"), ("3", "丁")])
    pairs = linked(
        earlier,
        later,
        [
            ("1", "1", 0.99),
            ("2", "2", 0.4),
            ("1", "2", 0.7),
            ("3", "2", 0.05),
            ("3", "3", 0.01),
        ],
    )
    sure = pairs.links[pairs.links["confidence"] > 0.5]
    return replace(pairs, links=sure.reset_index(drop=True))


def filled(decisions, who="甲"):
    """A reader's decisions on pairs a:n → b:n."""
    return frame(
        (
            (f"a:{n}", f"b:{n}", decision, None, who, "", "")
            for n, decision in enumerate(decisions)
        ),
        CORRECTION_SCHEMA,
    )


def test_only_uncertain_clauses_are_asked_and_nothing_tells_the_guess(unsure):
    sheet = review_sheet(unsure, candidates=2)
    assert list(sheet.columns) == list(REVIEW_SCHEMA)
    assert sheet["target_id"].unique().tolist() == ["b:2"]
    # In the order of the plan, though the second is the likelier one.
    assert sheet["reference_id"].tolist() == ["a:1", "a:2"]
    assert not {"confidence", "similarity"} & set(sheet.columns)
    assert sheet["decision"].isna().all()
    assert sheet["reference_digest"].tolist() == [
        fingerprint("甲"),
        fingerprint("乙"),
    ]


def test_without_doubt_the_sheet_is_empty(unsure):
    sheet = review_sheet(unsure, surely=0.55)
    assert sheet.empty
    assert list(sheet.columns) == list(REVIEW_SCHEMA)


@pytest.mark.parametrize(
    "options", [{"most": 0}, {"candidates": 0}, {"surely": 0.5}]
)
def test_limits_out_of_range_are_refused(unsure, options):
    with pytest.raises(ValueError, match="expected"):
        review_sheet(unsure, **options)


def test_a_filled_workbook_becomes_a_corrections_file(unsure, tmp_path):
    path = tmp_path / "sheet.xlsx"
    write_review(review_sheet(unsure, candidates=2), unsure, path, who="读者")
    assert read_review(path).empty
    book = openpyxl.load_workbook(path)
    sheet = book["review"]
    head = [cell.value for cell in sheet[1]]
    sheet.cell(3, head.index("decision") + 1).value = "link"
    book.save(path)
    decided = read_review(path)
    assert decided["reference_id"].tolist() == ["a:2"]
    assert decided["who"].tolist() == ["读者"]
    written = pd.read_csv(write_corrections(decided, tmp_path / "c.csv"))
    assert list(written.columns) == list(CORRECTION_SCHEMA)
    assert written["decision"].tolist() == ["link"]
    assert written["target_digest"].tolist() == [fingerprint("乙改")]


def test_the_same_sheet_is_written_to_the_same_bytes(unsure, tmp_path):
    sheet = review_sheet(unsure)
    one, two = (
        write_review(sheet, unsure, tmp_path / f"{n}.xlsx").read_bytes()
        for n in range(2)
    )
    assert one == two
    with pytest.raises(OutputError, match=r"\.xlsx"):
        write_review(sheet, unsure, tmp_path / "sheet.ods")


def test_an_unknown_decision_says_where_it_stands():
    with pytest.raises(AlignmentError, match=r"row 3.*'maybe'"):
        corrections_of(filled(["link", "maybe"]))


def test_a_pair_decided_twice_must_agree():
    twice = pd.concat([filled(["link"]), filled(["no link"])])
    with pytest.raises(AlignmentError, match="decided twice"):
        corrections_of(twice)
    assert len(corrections_of(pd.concat([filled(["link"])] * 2))) == 1


def test_a_sheet_without_its_columns_is_refused(tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_text("reference_id,target_id\na:1,b:1\n")
    with pytest.raises(AlignmentError, match="decision"):
        read_review(path)


def test_coefficients_agree_with_values_worked_by_hand():
    yes, no = DECISIONS
    first = filled([yes, yes, no, no])
    second = filled([yes, no, no, no])
    values = link_agreement(first, second).set_index("measure")["value"]
    assert values["pairs"] == 4
    assert values["agreement"] == 0.75
    # Kappa: observed 3/4, expected (2·1 + 2·3)/16 = 1/2.
    assert values["cohen_kappa"] == pytest.approx(0.5)
    # Alpha: 1 - (n - 1)·mismatches/(n_yes·n_no), with n = 8 values.
    assert values["krippendorff_alpha"] == pytest.approx(1 - 7 / 15)
    apart = disagreements(first, second)
    assert apart["reference_id"].tolist() == ["a:1"]


@pytest.mark.parametrize(
    ("first", "second"), [(["link"], ["link"]), ([], []), (["link"], [])]
)
def test_coefficients_are_absent_where_they_are_not_defined(first, second):
    values = link_agreement(filled(first), filled(second))
    absent = values.set_index("measure")["value"].isna()
    assert absent["cohen_kappa"]
    assert absent["krippendorff_alpha"]


@pytest.mark.parametrize(
    ("lang", "told", "unsaid"),
    [("zh", "填写方法", "How to"), ("en", "How to fill", "填写")],
)
def test_the_directions_are_in_one_language_and_the_heads_stay(
    unsure, tmp_path, lang, told, unsaid
):
    path = tmp_path / "sheet.xlsx"
    write_review(review_sheet(unsure), unsure, path, lang=lang)
    book = openpyxl.load_workbook(path)
    text = "".join(
        str(cell.value) for row in book["how to"].rows for cell in row
    )
    assert told in text and unsaid not in text
    heads = [cell.value for cell in next(book["review"].rows)]
    assert "decision" in heads and "reference_id" in heads
