"""An explanation says what speaks for a link, and who was second."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from plandiff import Document, align
from plandiff.errors import AlignmentError, ClauseError
from plandiff.matching.align import AlignOptions
from plandiff.matching.explain import SIGNAL_SCHEMA
from plandiff.matching.families import FAMILIES
from plandiff.matching.features import origins
from plandiff.matching.model import load_model
from plandiff.output.plots.alignment import plot_explanation
from plandiff.text.characters import is_chinese

EARLIER = [
    ("1", "大力发展农村电子商务，完善物流配送体系。"),
    ("2", "保护个人信息和数据安全。"),
    ("3", "<b>完善</b>统计监测。"),
]
LATER = [
    ("1", "保障个人信息与数据安全。"),
    ("2", "持续发展农村电子商务。"),
]


@pytest.fixture(scope="module")
def alignment():
    return align(
        Document.from_clauses("x", EARLIER),
        Document.from_clauses("y", LATER),
    )


def test_terms_runner_up_and_confidence_are_those_of_the_alignment(alignment):
    found = alignment.explain("x:1", "y:2")
    row = alignment.links.set_index(["reference_id", "target_id"]).loc[
        ("x:1", "y:2")
    ]
    assert found.linked
    assert found.confidence == pytest.approx(row["confidence"])
    assert list(found.terms)[:5] == row["evidence"].split("、")
    assert found.reference_runner_up[0] in ("x:2", "x:3")
    assert found.target_runner_up[0] == "y:1"
    assert found.target_runner_up[1] < found.confidence


def test_signals_add_up_to_the_log_odds(alignment):
    found = alignment.explain("1", "2")
    assert list(found.signals.columns) == list(SIGNAL_SCHEMA)
    total = load_model().link.intercept + found.signals["contribution"].sum()
    assert total == pytest.approx(
        np.log(found.confidence / (1 - found.confidence)), abs=1e-6
    )


def test_it_prints_in_a_terminal_and_escapes_in_a_notebook(alignment):
    found = alignment.explain("3", "1")
    assert "x:3 → y:1: not linked" in str(found)
    assert "<b>完善" not in found._repr_html_()
    assert "&lt;b&gt;完善" in found._repr_html_()


def test_nothing_is_scored_again_to_explain(alignment, monkeypatch):
    def refuse(*_):
        raise AssertionError("scored again")

    monkeypatch.setattr("plandiff.matching.alignment.score", refuse)
    assert alignment.explain("1", "2").linked


@pytest.mark.parametrize("pair", [("1", "2"), ("3", "1")])
def test_pairs_that_were_not_remembered_have_the_same_numbers(
    alignment, monkeypatch, pair
):
    monkeypatch.setattr("plandiff.matching.scoring._REMEMBERED", 1)
    forgetful = align(alignment.reference, alignment.target)
    loaded = replace(alignment, _scored=None)
    for other in (forgetful, loaded):
        found, wanted = other.explain(*pair), alignment.explain(*pair)
        pd.testing.assert_frame_equal(found.signals, wanted.signals)
        assert str(found) == str(wanted)


def test_an_unknown_clause_is_an_error(alignment):
    with pytest.raises(ClauseError, match="no clause"):
        alignment.explain("9", "1")


def test_a_pair_that_was_not_scored_is_an_error():
    texts = [("1", "发展农村电商物流"), ("2", "加强数据安全保护")]
    alignment = align(
        Document.from_clauses("x", texts),
        Document.from_clauses("y", texts),
        options=AlignOptions(nearest=1, all_pairs=1),
    )
    with pytest.raises(AlignmentError, match="nearest"):
        alignment.explain("1", "2")


def test_the_chart_shows_the_strongest_signals(alignment):
    found = alignment.explain("1", "2")
    ax = plot_explanation(found, top_n=6)
    widths = [bar.get_width() for bar in ax.patches][:6]
    np.testing.assert_allclose(
        widths, found.signals["contribution"].head(6).to_numpy(float)
    )


def test_families_and_the_start_add_up_to_the_log_odds(alignment):
    found = alignment.explain("1", "2")
    assert list(found.families["family"]) == [f.name for f in FAMILIES]
    total = found.start + found.families["contribution"].sum()
    assert total == pytest.approx(
        np.log(found.confidence / (1 - found.confidence)), abs=1e-6
    )
    for part in ("usual", "rivals"):
        assert found.families[part].sum() == pytest.approx(
            found.signals[part].sum()
        )
    sums = found.signals.groupby("family")["contribution"].sum()
    for row in found.families.itertuples():
        assert row.contribution == pytest.approx(sums[row.family])


def test_the_same_words_speak_for_a_link(alignment):
    same = align(alignment.reference, Document.from_clauses("z", EARLIER))
    sums = same.explain("1", "1").families.set_index("family")["contribution"]
    assert sums["wording"] > 1
    assert sums["meaning"] > 1


def test_every_measure_belongs_to_a_family_with_a_name_in_both_languages():
    names = {family.name for family in FAMILIES}
    whole = {"chances", "documents"}  # what is said of more than the pair
    assert {origin.family for origin in origins().values()} | whole == names
    for family in FAMILIES:
        assert is_chinese([family.zh, family.says_zh])
        assert not is_chinese([family.en, family.says_en])


def test_a_signal_against_a_link_says_against_what(alignment):
    text = str(alignment.explain("2", "2"))
    head, _, signals = text.partition("against its rivals):\n")
    assert "wording 措辞" in head
    for line in signals.splitlines():
        total, usual, rivals = map(float, re.findall(r"[+-]\d+\.\d+", line))
        assert total == pytest.approx(usual + rivals, abs=0.011)


def test_a_digest_is_explained_alike_on_either_side():
    digest = Document.from_clauses("x", EARLIER, fidelity="digest")
    plan = Document.from_clauses("y", LATER)
    first = align(digest, plan).explain("1", "2")
    second = align(plan, digest).explain("2", "1")
    assert second.confidence == first.confidence
    pd.testing.assert_frame_equal(first.families, second.families)
    assert first.reference_runner_up == second.target_runner_up
