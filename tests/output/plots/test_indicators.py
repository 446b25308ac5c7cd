"""Charts of indicators and commitment draw what their tables hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from plandiff import (
    Document,
    commitment,
    indicator_table,
    load_codebook,
    load_corpus,
    plot_commitment,
    plot_indicators,
)
from plandiff.analysis.commitment.table import commitment_profile
from plandiff.analysis.indicators.ledger import ledger


def offsets(ax) -> list[tuple[float, float]]:
    return [
        tuple(np.round(point, 3))
        for marks in ax.collections
        if marks.get_offsets().size and hasattr(marks, "get_sizes")
        for point in marks.get_offsets()
    ]


def labels(ax) -> list[str]:
    return [text.get_text() for text in ax.get_yticklabels()]


def test_a_ledger_is_drawn_as_outcome_in_percent_of_target():
    rows = ledger().query("plan == 'ec13'")
    ax = plot_indicators(rows, lang="en")
    drawn = sorted(x for x, _ in offsets(ax) if x > 1)
    assert drawn == pytest.approx(sorted(rows["ratio"] * 100), abs=0.01)
    assert len(labels(ax)) == 3
    assert labels(ax)[-1] == "E-commerce transactions 2020 · ec13"


def test_weak_sources_and_missing_outcomes_are_marked():
    rows = ledger().query("plan == 'ec14'")
    notes = [t.get_text() for t in plot_indicators(rows).texts]
    assert any(note.endswith("?") for note in notes)
    assert any("(2022)" in note for note in notes)


def test_an_indicator_table_is_drawn_by_subject_and_year():
    table = indicator_table(load_corpus()["ec14"])
    ax = plot_indicators(table)
    assert set(labels(ax)) == {
        name if len(name) <= 20 else "…" + name[-19:]
        for name in table["subject"]
    }
    years = [text.get_text() for text in ax.get_xticklabels()]
    assert years == ["未注明年份", "2015", "2020"]
    texts = "".join(text.get_text() for text in ax.texts)
    assert "37.2万亿元；+70.8%" in texts


def test_labels_come_in_both_languages_and_the_axes_are_given_back():
    rows = ledger()
    assert "目标" in plot_indicators(rows, lang="zh").get_xlabel()
    ax = plot_indicators(rows, lang="en")
    assert plot_indicators(rows, ax=ax) is ax
    with pytest.raises(ValueError, match="lang"):
        plot_indicators(rows, lang="de")


def test_nothing_to_draw_is_said():
    empty = indicator_table(Document.from_clauses("x", []))
    with pytest.raises(ValueError, match="found none"):
        plot_indicators(empty)
    with pytest.raises(ValueError, match="columns of ledger"):
        plot_indicators(pd.DataFrame({"a": [1]}))
    with pytest.raises(ValueError, match="Digests"):
        plot_commitment(commitment(load_corpus()["ec13"]))


def test_bars_of_force_are_the_shares_of_the_profile():
    table = commitment(load_corpus()["ec14"])
    ax = plot_commitment(table)
    widths = [bar.get_width() for bar in ax.patches]
    shares = commitment_profile(table)["share"] * 100
    assert widths == pytest.approx(shares.tolist())
    assert sum(widths) == pytest.approx(100)


def test_force_is_drawn_by_theme_too():
    plan = load_corpus()["ec14"]
    coding = load_codebook("ecommerce").code(plan)
    coding = coding[coding["level"] == 1]
    profile = commitment_profile(commitment(plan), coding=coding)
    ax = plot_commitment(profile, lang="en")
    assert len(labels(ax)) == coding["theme"].nunique()
    hatches = {bar.get_hatch() for bar in ax.patches}
    assert len(hatches) == 5  # the second plain grade differs by shade
