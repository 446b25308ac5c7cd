"""Codings by hand are read back as made, and agreement is as by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from folders import ROOT

from plandiff import Document, load_codebook, load_corpus
from plandiff.analysis.themes.codebook import Codebook
from plandiff.analysis.themes.themelist import Theme
from plandiff.errors import CodebookError
from plandiff.evaluation.readers.agreement import (
    CODING_AGREEMENT_SCHEMA,
    coding_agreement,
)
from plandiff.evaluation.readers.coding import (
    read_coding,
    write_coding_sheet,
)

BOOK = Codebook(
    "small",
    (
        Theme("top", "上", "Top"),
        Theme("data", "数据", "Data", parent="top", include=("数据",)),
        Theme("rural", "农村", "Rural", include=("农村",)),
    ),
)
PLAN = Document.from_clauses("p", [(str(i), "数据") for i in range(1, 11)])


def _coding(*pairs: tuple[int, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [(f"p:{i}", theme) for i, theme in pairs],
        columns=["clause_id", "theme"],
    )


def test_agreement_is_as_computed_by_hand() -> None:
    # Ten clauses: both say yes 3 times, only one or the other twice each.
    first = _coding(*((i, "data") for i in (1, 2, 3, 4, 5)))
    second = _coding(*((i, "data") for i in (3, 4, 5, 6, 7)))
    table = coding_agreement(first, second, BOOK, PLAN).set_index("theme")
    row = table.loc["data"]
    assert row[["reference", "coded", "both"]].tolist() == [5, 5, 3]
    assert row["precision"] == row["recall"] == row["f1"] == 0.6
    assert row["kappa"] == pytest.approx((0.6 - 0.5) / (1 - 0.5))
    assert row["clauses"] == 10


def test_a_theme_that_nobody_saw_has_no_scores() -> None:
    table = coding_agreement(_coding(), _coding(), BOOK, PLAN)
    assert list(table) == list(CODING_AGREEMENT_SCHEMA)
    scores = table[["precision", "recall", "f1", "kappa"]]
    assert scores.isna().all(axis=None)


def test_a_subtheme_carries_its_theme() -> None:
    table = coding_agreement(_coding((1, "data")), _coding(), BOOK, PLAN)
    assert table.set_index("theme").loc["top", "reference"] == 1


def test_a_filled_sheet_is_read_back(tmp_path: Path) -> None:
    path = write_coding_sheet(PLAN, BOOK, tmp_path / "sheet.csv")
    sheet = pd.read_csv(path, dtype="string", keep_default_na=False)
    assert list(sheet)[3:] == ["data (数据)", "rural (农村)"]
    sheet.loc[2, "data (数据)"] = "1"
    sheet.loc[4, "rural (农村)"] = "x"
    sheet.to_csv(path, index=False)
    coding = read_coding(path, BOOK, PLAN)
    assert coding.to_numpy().tolist() == [["p:3", "data"], ["p:5", "rural"]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("clause_id,theme\np:99,data\n", "line 2: no clause 'p:99'"),
        ("clause_id,theme\np:1,dta\n", "line 2: no theme 'dta'"),
        ("clause_id,data (数据)\np:1,maybe\n", "line 2: expected 1, 0 or"),
        ("clause_id,theme,clause_digest\np:1,data,0\n", "another text"),
        ("id,theme\n", "line 1: expected a column clause_id"),
    ],
)
def test_a_faulty_coding_is_refused_with_its_line(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "coding.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CodebookError, match=message):
        read_coding(path, BOOK, PLAN)


def test_the_machine_agrees_with_a_reader_well_beyond_chance() -> None:
    plan, book = load_corpus()["ec14"], load_codebook("ecommerce")
    reader = read_coding(
        ROOT / "corpora" / "gold" / "ec14-themes-coder2.csv", book, plan
    )
    table = coding_agreement(reader, book.code(plan), book, plan)
    pooled = table.set_index("theme").loc["all"]
    assert pooled["kappa"] > 0.7
    assert min(pooled["precision"], pooled["recall"]) > 0.75
