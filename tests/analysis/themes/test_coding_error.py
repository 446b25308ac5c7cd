"""Coding error, terms left out, and what did not change."""

from __future__ import annotations

import pandas as pd
import pytest

from plandiff import (
    Document,
    drill,
    load_codebook,
    load_corpus,
    theme_shares,
    theme_shift,
)
from plandiff.analysis.themes.codebook import Codebook
from plandiff.analysis.themes.coding_error import (
    ERROR_SCHEMA,
    PREVALENCE_SCHEMA,
    coding_error,
    rogan_gladen,
    theme_prevalence,
)
from plandiff.analysis.themes.equivalence import theme_equivalence
from plandiff.analysis.themes.sensitivity import theme_sensitivity
from plandiff.analysis.themes.themelist import Theme
from plandiff.evaluation.readers.accuracy import machine_errors

BOOK = Codebook(
    "small",
    (
        Theme("rural", "农村", "Rural", include=("农村", "乡村")),
        Theme("data", "数据", "Data", include=("数据",)),
    ),
)


def test_the_shipped_errors_are_those_of_the_codings_and_the_codebook():
    shipped = coding_error("ecommerce")
    made = machine_errors()
    assert len(shipped) == 2 * len(load_codebook("ecommerce"))
    pd.testing.assert_frame_equal(
        shipped, made[list(ERROR_SCHEMA)].astype(ERROR_SCHEMA)
    )
    kappa = shipped[shipped["coder"] == "coder1"].set_index("theme")["kappa"]
    assert kappa["services_industry"] == pytest.approx(0.32, abs=0.005)


def test_errors_of_a_codebook_that_changed_are_not_used():
    book = load_codebook("ecommerce")
    changed = Codebook(book.name, book.themes, sha256="other")
    assert coding_error(changed).empty
    assert coding_error(BOOK).empty
    table = theme_prevalence(load_corpus()["teach1"], BOOK)
    assert list(table.columns) == list(PREVALENCE_SCHEMA)
    assert table["corrected"].isna().all()
    assert table["note"].str.startswith("no hand coding").all()


def test_the_correction_is_that_of_rogan_and_gladen():
    # found .30, recall .8, specificity .9: (.30 + .9 - 1) / (.8 + .9 - 1)
    value, low, high = rogan_gladen((30, 100), (80, 100), (90, 100))
    assert value == pytest.approx(0.2 / 0.7)
    assert low < value < high
    # a perfect machine is not corrected
    value, *_ = rogan_gladen((30, 100), (50, 50), (50, 50))
    assert value == pytest.approx(0.3)
    # none found beyond its errors: no share below zero
    value, low, high = rogan_gladen((1, 100), (80, 100), (90, 100))
    assert (value, low) == (0, 0)
    assert rogan_gladen((30, 100), (40, 100), (50, 100)) is None
    assert rogan_gladen((0, 0), (1, 1), (1, 1)) is None


def test_the_interval_of_a_corrected_share_is_wider():
    few = rogan_gladen((30, 100), (8, 10), (9, 10))
    many = rogan_gladen((30, 100), (800, 1000), (900, 1000))
    assert few[2] - few[1] > many[2] - many[1] > 0.2


def test_a_corrected_share_of_the_coded_plan_is_nearer_to_the_reader():
    table = theme_prevalence(load_corpus()["ec14"], "ecommerce")
    known = table.dropna(subset=["corrected"]).set_index("theme")
    error = coding_error("ecommerce")
    reader = error[error["coder"] == "coder1"].set_index("theme")["reader"]
    by_hand = (reader / 71).reindex(known.index)
    assert len(known) >= 20
    assert (known["corrected"] - by_hand).abs().mean() < 0.001
    assert (known["share"] - by_hand).abs().mean() > 0.02
    few = table[table["note"].str.startswith("fewer", na=False)]
    assert few["corrected"].isna().all()
    with pytest.raises(ValueError, match="coder1 or coder2"):
        theme_prevalence(load_corpus()["ec14"], "ecommerce", coder="x")


def test_a_digest_has_no_prevalence():
    table = theme_prevalence(load_corpus()["ec13"], "ecommerce")
    assert table[["share", "corrected", "low"]].isna().all(axis=None)
    assert table["note"].str.startswith("digest").all()


def test_a_shift_that_hangs_on_one_term_is_named():
    old = Document.from_clauses(
        "a", [("1", "发展农村。建设农村。促进物流。数据开放。")]
    )
    new = Document.from_clauses(
        "b", [("1", "发展乡村。建设乡村。振兴乡村。数据共享。")]
    )
    table = theme_sensitivity([old, new], BOOK).set_index("theme")
    row = table.loc["rural"]
    # .50 to .75; without 乡村 it falls to none, without 农村 it rises by .75
    assert row["shift"] == 0.25
    assert (row["least"], row["most"]) == (-0.5, 0.75)
    assert row["term"] == "乡村"
    assert row["shift_without"] == -0.5
    assert row["terms"] == 2
    assert bool(row["changes_sign"])
    assert not bool(table.loc["data", "changes_sign"])
    assert theme_sensitivity(
        [load_corpus()["ec13"], load_corpus()["ec14"]], BOOK
    ).empty


def test_what_did_not_change_is_told_from_what_is_not_known():
    even = [("1", "发展农村。数据开放。", (f"第{n}节",)) for n in range(12)]
    rows = [(str(n), *row[1:]) for n, row in enumerate(even)]
    same = [Document.from_clauses(name, rows) for name in "ab"]
    table = theme_equivalence(same, BOOK, within=0.1)
    assert table["verdict"].tolist() == ["unchanged"] * 2
    none = [(str(n), "发展物流。", (f"第{n}节",)) for n in range(12)]
    gone = theme_equivalence([same[0], Document.from_clauses("c", none)], BOOK)
    assert gone["verdict"].tolist() == ["changed"] * 2
    few = theme_equivalence(_two("a", "b"), BOOK)
    assert few["verdict"].tolist() == ["cannot be told"] * 2
    narrow = theme_equivalence(same, BOOK, within=0.01)
    assert narrow["verdict"].tolist() == ["cannot be told"] * 2
    with pytest.raises(ValueError, match="between 0 and 1"):
        theme_equivalence(same, BOOK, within=1)
    digest = theme_equivalence(
        [load_corpus()["ec13"], load_corpus()["ec14"]], BOOK
    )
    assert digest["verdict"].isna().all()


def _two(*names: str) -> list[Document]:
    return [
        Document.from_clauses(
            name, [("1", "发展农村电商。"), ("2", "数据开放。"), ("3", "略。")]
        )
        for name in names
    ]


def test_a_codebook_may_be_given_by_its_name():
    plans = _two("a", "b")
    book = load_codebook("ecommerce")
    by_name = theme_shift(plans, "ecommerce")
    pd.testing.assert_frame_equal(by_name, theme_shift(plans, book))
    assert len(theme_shares(plans, "ecommerce")) == 2 * len(book)
    assert not drill(plans, "ecommerce", "rural").empty
    with pytest.raises(TypeError, match="name of a bundled one"):
        theme_shift(plans, 3)
