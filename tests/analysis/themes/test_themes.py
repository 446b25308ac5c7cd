"""Shares are counts, shifts add up, and a digest never proves absence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from alignments import linked

from plandiff import (
    Document,
    align,
    drill,
    load_codebook,
    load_corpus,
    plot_theme_shift,
    theme_decomposition,
    theme_shares,
    theme_shift,
)
from plandiff.analysis.themes.codebook import Codebook
from plandiff.analysis.themes.drilling import STATUSES, term_themes
from plandiff.analysis.themes.sampling import Uncertainty
from plandiff.analysis.themes.shares import (
    SHARE_SCHEMA,
    SHIFT_SCHEMA,
)
from plandiff.analysis.themes.themelist import Theme
from plandiff.errors import AlignmentError, CodebookError
from plandiff.output.plots.decomposition import plot_theme_decomposition
from plandiff.output.plots.series import plot_theme_shares
from plandiff.output.plots.terms import plot_term_themes

BOOK = Codebook(
    "small",
    (
        Theme("data", "数据", "Data", include=("数据",)),
        Theme("rural", "农村", "Rural", include=("农村",)),
        Theme("rare", "罕见", "Rare", include=("不会出现的词",)),
    ),
)


def _plan(id_: str, *texts: str, fidelity: str = "full") -> Document:
    clauses = [(str(i), text) for i, text in enumerate(texts, 1)]
    return Document.from_clauses(id_, clauses, fidelity=fidelity)


EARLIER = _plan("a", "发展农村电商", "农村物流配送", "培养人才", "数据共享")
LATER = _plan(
    "b", "发展农村电商", "数据要素市场", "数据安全", "数据共享", "略"
)


THIRD = _plan("c", "数据", "农村")


def _row(table: pd.DataFrame, theme: str) -> pd.Series:
    return table.set_index("theme").loc[theme]


def test_a_share_is_the_proportion_of_sentences() -> None:
    table = theme_shares([EARLIER, LATER], BOOK)
    assert list(table) == list(SHARE_SCHEMA)
    shares = table.pivot(index="theme", columns="document", values="share")
    assert shares.loc["data"].tolist() == [0.25, 0.6]
    assert shares.loc["rare"].tolist() == [0.0, 0.0]
    assert (
        (table["low"] <= table["share"]) & (table["share"] <= table["high"])
    ).all()


def test_a_shift_is_target_less_reference() -> None:
    row = _row(theme_shift(align(EARLIER, LATER), BOOK), "data")
    assert row["shift"] == pytest.approx(0.6 - 0.25)
    assert row["low"] <= row["shift"] <= row["high"]


def test_the_decomposition_adds_up_to_the_shift() -> None:
    table = theme_shift(align(EARLIER, LATER), BOOK)
    parts = table[[f"from_{status}" for status in STATUSES]]
    total = parts.fillna(0).sum(axis=1)
    np.testing.assert_allclose(total, table["shift"], atol=1e-15)
    assert _row(table, "data")["from_matched"] is pd.NA


def test_the_same_plan_twice_has_no_shift_and_p_one() -> None:
    again = _plan("b", *(clause.text for clause in EARLIER))
    table = theme_shift(align(EARLIER, again), BOOK)
    assert (table["shift"] == 0).all()
    assert (table[["p", "p_adjusted"]] == 1).all(axis=None)
    assert ((table["low"] <= 0) & (table["high"] >= 0)).all()


def test_a_theme_that_matches_nothing_has_zeros_and_p_one() -> None:
    row = _row(theme_shift([EARLIER, LATER], BOOK), "rare")
    assert (row["shift"], row["p"]) == (0, 1)
    assert row["presence"] == "in neither"
    assert row["low"] < 0 < row["high"]


def test_the_p_value_counts_all_permutations() -> None:
    # Four and four clauses, the theme in all of one side and none of the
    # other: 2 of the 70 ways to deal eight clauses are as far from zero.
    earlier, later = _plan("a", *["略"] * 4), _plan("b", *["数据"] * 4)
    row = _row(theme_shift([earlier, later], BOOK), "data")
    assert row["p"] == pytest.approx((2 / 70) / 2)


def test_one_clause_on_either_side_is_compared() -> None:
    table = theme_shift([_plan("a", "数据"), _plan("b", "农村")], BOOK)
    assert _row(table, "data")["shift"] == -1
    assert table["p"].between(0, 1).all()


def test_plans_of_very_different_length_are_compared() -> None:
    book = _plan("b", *["数据", "农村", "略"] * 300)
    row = _row(theme_shift([_plan("a", "数据"), book], BOOK), "data")
    assert row["shift"] == pytest.approx(-2 / 3)
    # One clause says next to nothing, and the interval shows it.
    assert row["high"] - row["low"] > 0.5 and row["p"] > 0.05


def test_a_plan_without_clauses_is_refused() -> None:
    with pytest.raises(AlignmentError, match="at least one clause"):
        theme_shift([_plan("a"), LATER], BOOK)


def test_a_single_plan_is_refused() -> None:
    with pytest.raises(AlignmentError, match="at least two plans"):
        theme_shift([LATER], BOOK)


def test_any_number_of_plans_is_compared_in_order() -> None:
    third = _plan("c", "数据", "农村")
    table = theme_shift([EARLIER, LATER, third], BOOK)
    pairs = table[["reference", "target"]].drop_duplicates()
    assert pairs.to_numpy().tolist() == [["a", "b"], ["b", "c"]]
    chained = theme_shift([align(EARLIER, LATER), align(LATER, third)], BOOK)
    pd.testing.assert_series_equal(table["shift"], chained["shift"])


def test_the_same_choices_give_the_same_table() -> None:
    first = theme_shift([EARLIER, LATER], BOOK)
    second = theme_shift([EARLIER, LATER], BOOK)
    pd.testing.assert_frame_equal(first, second)
    assert first.attrs == second.attrs
    other = theme_shift(
        [EARLIER, LATER], BOOK, uncertainty=Uncertainty(seed=1)
    )
    assert other.attrs["signature"] != first.attrs["signature"]


def test_a_digest_gives_presence_and_nothing_else() -> None:
    summary = _plan("a", "发展农村电商", fidelity="digest")
    for plans, side in (
        ([summary, LATER], "reference"),
        ([LATER, summary], "target"),
    ):
        table = theme_shift(align(*plans), BOOK)
        row = _row(table, "data")
        assert row["presence"] == (
            f"our codebook's terms do not occur in the digest: {side}"
        )
        numbers = table[
            [
                *(
                    "shift",
                    "low",
                    "high",
                    "character_shift",
                    "p",
                    "p_adjusted",
                ),
                *("signs_differ", "low_clauses", "high_clauses", "p_clauses"),
                *(f"from_{status}" for status in STATUSES),
                *(f"{side}_share", f"{side}_character_share"),
                *("p_new", "p_linked"),
            ]
        ]
        assert numbers.isna().all(axis=None)
        assert "no sample of the plan" in row["note"]
        words = table.select_dtypes("string").stack().str.cat(sep=" ")
        assert "absent" not in words and "only in" not in words


def test_a_theme_that_a_digest_names_as_a_gap_is_not_zero() -> None:
    corpus = load_corpus(user=False)
    table = theme_shift(
        align(corpus["ec13"], corpus["ec14"]), load_codebook("ecommerce")
    )
    gap = _row(table, "logistics")
    assert gap["reference_clauses"] is pd.NA
    assert gap["presence"] == "not seen by our sources: reference"
    assert gap["target_share"] > 0
    shares = theme_shares(corpus["ec13"], load_codebook("ecommerce"))
    assert shares["share"].isna().all()
    assert _row(shares, "logistics")["clauses"] is pd.NA


def test_the_items_of_a_digest_are_coded_by_hand() -> None:
    corpus = load_corpus(user=False)
    table = theme_shift(
        align(corpus["ec13"], corpus["ec14"]), load_codebook("ecommerce")
    )
    # The items name standards and monitoring without a term of the codebook.
    for theme in ("standards", "statistics"):
        row = _row(table, theme)
        assert row["presence"] == "both" and row["reference_clauses"] > 0


def test_an_excerpt_is_no_proof_of_absence_either() -> None:
    part = _plan("a", "发展农村电商", fidelity="excerpt")
    table = theme_shift([part, LATER], BOOK)
    assert _row(table, "data")["presence"] == (
        "our codebook's terms do not occur in the excerpt: reference"
    )
    assert table["note"].str.startswith("excerpt:").all()
    ax = plot_theme_shift(table, lang="en")
    assert any("excerpt" in text.get_text() for text in ax.texts)


def test_full_texts_carry_no_caveat() -> None:
    assert theme_shift([EARLIER, LATER], BOOK)["note"].isna().all()


def test_drill_opens_the_count_to_its_clauses() -> None:
    alignment = align(EARLIER, LATER)
    table = theme_shift(alignment, BOOK)
    clauses = drill(alignment, BOOK, "data")
    counts = clauses["document"].value_counts()
    row = _row(table, "data")
    assert counts["a"] == row["reference_clauses"]
    assert counts["b"] == row["target_clauses"]
    first = clauses.iloc[0]
    source = EARLIER.source_text
    assert source[first["start"] :].startswith(first["terms"])
    assert clauses["change"].notna().all()


def test_drill_refuses_an_unknown_theme() -> None:
    with pytest.raises(CodebookError, match="no theme 'x'"):
        drill(EARLIER, BOOK, "x")


@pytest.mark.parametrize(
    "choice", [{"resamples": 99}, {"confidence": 0}, {"confidence": 1}]
)
def test_impossible_uncertainty_is_refused(choice: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="expected"):
        Uncertainty(**choice)


@pytest.fixture
def plan_from(shared: Path) -> Callable[[str], Document]:
    def read(name: str) -> Document:
        path = shared / "gold" / "plans" / f"{name}.jsonl"
        rows = [
            json.loads(line)
            for line in path.read_text(encoding="utf-8").splitlines()
        ]
        return Document.from_clauses(
            name,
            [(str(r["id"]), r["text"], r["path"].split(" / ")) for r in rows],
        )

    return read


@pytest.mark.shared
def test_themes_of_2015_and_2021_shift_as_the_outlines_do(
    plan_from: Callable[[str], Document],
) -> None:
    table = theme_shift(
        [plan_from("op15"), plan_from("ec14")], load_codebook("ecommerce")
    )
    assert list(table) == list(SHIFT_SCHEMA)
    assert _row(table, "rural")["shift"] > 0.05
    # Clauses of 2015 are longer: by clauses governance seemed to fall.
    assert _row(table, "governance")["low"] < 0
    assert _row(table, "new_formats")["low"] > 0
    assert _row(table, "infrastructure")["presence"] == "only in target"


def test_the_chart_draws_what_the_table_holds() -> None:
    table = theme_shift([EARLIER, LATER], BOOK)
    ax = plot_theme_shift(table, lang="en")
    labels = [label.get_text() for label in ax.get_yticklabels()]
    points = {tuple(c.get_label().split()): c for c in ax.collections}
    before = np.asarray(points["a",].get_offsets())[:, 0]
    after = np.asarray(points["b",].get_offsets())[:, 0]
    drawn = pd.DataFrame({"before": before, "after": after}, index=labels)
    expected = table.set_index("name_en").loc[labels]
    np.testing.assert_allclose(
        drawn["before"], expected["reference_share"].astype(float) * 100
    )
    np.testing.assert_allclose(
        drawn["after"], expected["target_share"].astype(float) * 100
    )
    assert labels == ["Rural", "Rare", "Data"]


@pytest.mark.parametrize(("lang", "word"), [("zh", "摘要"), ("en", "digest")])
def test_the_chart_of_a_digest_says_so_and_draws_no_shift(lang, word) -> None:
    summary = _plan("a", "发展农村电商", fidelity="digest")
    ax = plot_theme_shift(theme_shift([summary, LATER], BOOK), lang=lang)
    texts = [text.get_text() for text in ax.texts]
    assert any(word in text for text in texts)
    assert texts.count("?") == 2 and texts.count("● 1") == 1
    widths = sorted(bar.get_width() for bar in ax.patches)
    assert widths == pytest.approx([0, 20, 60])
    assert not any("▲" in text or "▼" in text for text in texts)


def test_asterisks_are_given_between_full_texts() -> None:
    texts = ["数据"] * 30
    for fidelity, stars in (("full", True), ("excerpt", False)):
        earlier = _plan("a", *["略"] * 30, fidelity=fidelity)
        table = theme_shift([earlier, _plan("b", *texts)], BOOK)
        ax = plot_theme_shift(table)
        assert any("*" in text.get_text() for text in ax.texts) is stars


def test_the_chart_refuses_several_pairs() -> None:
    table = theme_shift([EARLIER, LATER, EARLIER], BOOK)
    with pytest.raises(ValueError, match="one pair of plans"):
        plot_theme_shift(table)


def test_the_decomposition_chart_adds_up_to_the_table() -> None:
    table = theme_shift(align(EARLIER, LATER), BOOK)
    ax = plot_theme_decomposition(table, lang="en")
    labels = [label.get_text() for label in ax.get_yticklabels()]
    drawn = dict.fromkeys(labels, 0.0)
    for bar in ax.patches:
        row = round(bar.get_y() + bar.get_height() / 2)
        drawn[labels[row]] += bar.get_width()
    expected = table.set_index("name_en")["shift"].astype(float) * 100
    for label in labels:
        assert drawn[label] == pytest.approx(expected[label])


def test_statuses_are_told_apart_without_colour() -> None:
    alignment = align(EARLIER, LATER)
    ax = plot_theme_decomposition(theme_shift(alignment, BOOK), lang="en")
    handles, labels = ax.get_legend_handles_labels()
    hatches = [
        handle[0].get_hatch()
        for handle, label in zip(handles, labels, strict=True)
        if label != "shift"
    ]
    assert len(set(hatches)) == len(hatches) > 1


def test_a_decomposition_needs_links() -> None:
    with pytest.raises(ValueError, match="instead of documents"):
        plot_theme_decomposition(theme_shift([EARLIER, LATER], BOOK))


def test_the_chart_of_shares_has_a_row_per_theme_on_one_scale() -> None:
    third = _plan("c", "数据", "农村")
    table = theme_shares([EARLIER, LATER, third], BOOK)
    ax = plot_theme_shares(table, lang="en")
    lines = [line for line in ax.lines if len(line.get_xdata()) == 3]
    heights = [np.asarray(line.get_ydata()) for line in lines]
    bases = [2, 1, 0]
    names = [label.get_text() for label in ax.get_yticklabels()]
    shares = table.pivot(index="name_en", columns="document", values="share")
    drawn = np.array(heights) - np.array(bases)[:, None]
    expected = shares.loc[names, ["a", "b", "c"]].to_numpy(float)
    scale = drawn.max() / expected.max()
    assert drawn == pytest.approx(expected * scale)
    top = max(
        part.get_segments()[i][1][1]
        for part in ax.collections[:1]
        for i in range(3)
    )
    assert top <= 3  # no interval leaves its row
    own = plot_theme_shares(table, same_scale=False, lang="en")
    lines = [line for line in own.lines if len(line.get_xdata()) == 3]
    filled = [np.max(line.get_ydata()) % 1 for line in lines[:2]]
    assert filled[0] > 0.3 and filled[1] > 0.3


def test_a_digest_is_not_drawn_as_zero() -> None:
    summary = _plan("a", "发展农村电商", fidelity="digest")
    ax = plot_theme_shares(
        theme_shares([summary, THIRD, LATER], BOOK), lang="en"
    )
    lines = [line for line in ax.lines if len(line.get_xdata()) == 3]
    firsts = np.array([np.asarray(line.get_ydata())[0] for line in lines])
    assert np.isnan(firsts).all() and len(firsts) == 3


def test_a_slope_chart_needs_two_plans_with_shares() -> None:
    summary = _plan("a", "发展农村电商", fidelity="digest")
    with pytest.raises(ValueError, match="digests have none"):
        plot_theme_shares(theme_shares([summary, LATER], BOOK))


def test_a_slope_chart_of_one_plan_is_refused() -> None:
    with pytest.raises(ValueError, match="at least two plans"):
        plot_theme_shares(theme_shares(LATER, BOOK))


def test_the_heatmap_counts_clauses_with_term_and_theme() -> None:
    table = term_themes([EARLIER, LATER], BOOK, ["数据", "人才"])
    cell = table.set_index(["term", "theme"])["clauses"]
    assert cell["数据", "data"] == 4 and cell["人才", "rural"] == 0
    ax = plot_term_themes(table, lang="en")
    assert ax.texts[0].get_text() == "4"
    assert "no theme: 人才" in ax.texts[1].get_text() and len(ax.texts) == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_labels_overlap(lang: str) -> None:
    plan, book = load_corpus()["ec14"], load_codebook("ecommerce")
    half = Document.from_clauses(
        "half", [(c.place, c.text) for c in plan[:35]]
    )
    ax = plot_theme_shift(theme_shift([half, plan], book), lang=lang)
    figure = ax.get_figure()
    figure.canvas.draw()
    boxes = [
        text.get_window_extent()
        for text in [*ax.get_yticklabels(), *ax.texts]
        if text.get_text()
    ]
    boxes.append(ax.get_legend().get_window_extent())
    for i, box in enumerate(boxes):
        assert not box.shrunk(0.9, 0.9).count_overlaps(boxes[i + 1 :])


CUTS = (
    [("1", "发展农村电商。"), ("2", "建设物流。"), ("3", "保护数据。")],
    [("1", "发展农村电商。建设物流。"), ("2", "保护数据。")],
    [("1", "发展农村电商。建设物流。保护数据。")],
)


@pytest.mark.parametrize("first", range(3))
@pytest.mark.parametrize("second", range(3))
def test_the_same_text_cut_otherwise_has_no_shift(first, second) -> None:
    earlier = Document.from_clauses("a", CUTS[first])
    later = Document.from_clauses("b", CUTS[second])
    for plans in ([earlier, later], align(earlier, later)):
        table = theme_shift(plans, BOOK)
        assert (table["shift"] == 0).all()
        assert (table["character_shift"] == 0).all()
        assert (table["p"] == 1).all()
    shares = theme_shares([earlier, later], BOOK)
    assert set(shares["share"]) == {1 / 3, 0.0}


def test_a_character_share_counts_the_sentences_that_mention_a_theme() -> None:
    plan = _plan("a", "发展农村电商。建设物流体系，完善配送网络。")
    row = _row(theme_shares(plan, BOOK), "rural")
    assert row["characters"] == 7
    assert row["character_share"] == pytest.approx(7 / 21)
    assert row["clause_length"] == 21


def test_units_that_point_apart_are_flagged() -> None:
    earlier = _plan("a", "农村电商很长很长很长很长很长很长。", "略。")
    later = _plan("b", "农村。", "农村。", "略略略略略略略略略略略略略略略。")
    row = _row(theme_shift([earlier, later], BOOK), "rural")
    assert row["shift"] > 0 > row["character_shift"]
    assert row["signs_differ"]


def _sections(id_: str, *sections: tuple[str, int, int]) -> Document:
    """A plan of sections: name, sentences with the theme, and without."""
    clauses = []
    for name, with_it, without in sections:
        clauses += [
            (f"{len(clauses) + n}", text, (name,))
            for n, text in enumerate(["数据。"] * with_it + ["略。"] * without)
        ]
    return Document.from_clauses(id_, clauses)


def test_sections_not_clauses_are_what_varies() -> None:
    # All that speaks of data stands in one section: chance alone puts it in
    # the later plan every second time.
    earlier = _sections("a", ("一", 0, 9), ("二", 0, 9), ("三", 0, 9))
    later = _sections("b", ("四", 9, 0), ("五", 0, 9), ("六", 0, 9))
    row = _row(theme_shift([earlier, later], BOOK), "data")
    assert row["p"] > 0.4 and row["p_clauses"] < 0.01
    assert row["low"] < 0 < row["low_clauses"]


def test_kept_clauses_add_nothing_to_a_shift() -> None:
    kept = ["发展农村电商。", "数据共享。", "略。"]
    earlier = _plan("a", *kept)
    later = _plan("b", *kept, "加快推进数据要素市场化改革试点。")
    table = theme_shift(align(earlier, later), BOOK)
    assert table["from_kept"].abs().max() == 0
    row = _row(table, "data")
    rest = sum(
        row[f"from_{status}"]
        for status in STATUSES
        if status != "kept" and row[f"from_{status}"] is not pd.NA
    )
    assert rest == pytest.approx(row["shift"])
    assert row["shift"] > 0


def test_what_is_new_is_tested_by_itself() -> None:
    # 95 clauses are the same, 5 dropped without the theme, 5 added with it.
    same = [(str(n), f"保持第{n}项工作。") for n in range(95)]
    earlier = Document.from_clauses(
        "a", same + [(f"x{n}", "略" * (n + 3)) for n in range(5)]
    )
    later = Document.from_clauses(
        "b", same + [(f"y{n}", "数据" + "新" * n) for n in range(5)]
    )
    alignment = linked(earlier, later, [(str(n), str(n)) for n in range(95)])
    row = _row(theme_shift(alignment, BOOK), "data")
    assert row["p_new"] == pytest.approx(2 / 252 / 2)
    assert row["p"] > 0.02 and row["p_linked"] == 1


def test_linked_clauses_that_gain_a_theme_are_counted() -> None:
    earlier = _plan("a", *["略"] * 6)
    later = _plan("b", *["数据"] * 6)
    pairs = [(str(n), str(n)) for n in range(1, 7)]
    row = _row(theme_shift(linked(earlier, later, pairs), BOOK), "data")
    assert row["p_linked"] == pytest.approx(2 * 0.5**6 / 2)


def test_the_parts_of_a_shift_come_with_bands_of_the_links() -> None:
    alignment = align(EARLIER, LATER)
    table = theme_decomposition(alignment, BOOK, draws=50)
    shift = theme_shift(alignment, BOOK).set_index("theme")["shift"]
    total = table.groupby("theme")["value"].sum()
    for theme, value in total.items():
        assert value == pytest.approx(float(shift[theme]))
    assert (table["low"] <= table["high"]).all()
    assert (table.loc[table["part"] == "kept", "value"] == 0).all()
    again = theme_decomposition(alignment, BOOK, draws=50)
    pd.testing.assert_frame_equal(table, again)


def test_no_parts_are_given_of_a_digest() -> None:
    summary = _plan("a", "发展农村电商", fidelity="digest")
    with pytest.raises(AlignmentError, match="two full texts"):
        theme_decomposition(align(summary, LATER), BOOK)
