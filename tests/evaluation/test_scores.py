"""Scores count what they say, and refuse gold links that do not fit."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from folders import ROOT
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve

import plandiff
from plandiff.document import Document
from plandiff.errors import AlignmentError, ClauseError, OutputError
from plandiff.evaluation.calibration import (
    calibration_error,
    chance_error,
    reliability,
)
from plandiff.evaluation.gold import (
    GOLD_SCHEMA,
    check_gold,
    load_gold,
    write_gold,
)
from plandiff.evaluation.intervals import (
    two_level_mean,
    wilson,
)
from plandiff.evaluation.scores import (
    MEASURES,
    SCORE_SCHEMA,
    evaluate,
    evaluate_many,
    reliability_table,
)
from plandiff.frames import frame
from plandiff.matching.align import LINK_SCHEMA, Alignment
from plandiff.output.plots.evaluation import plot_reliability
from plandiff.resources import resource
from plandiff.signature import fingerprint

OLD = Document.from_clauses("old", [(str(n), f"旧{n}") for n in range(1, 6)])
NEW = Document.from_clauses("new", [(str(n), f"新{n}") for n in range(1, 6)])


def _alignment(
    *links: tuple[str, str, float],
    rejected: tuple[str, str, float] | None = None,
) -> Alignment:
    """Make an alignment by hand: links, and one pair that is no link."""

    def table(rows: tuple[tuple[str, str, float], ...]) -> pd.DataFrame:
        return frame(
            [
                (f"old:{a}", f"new:{b}", c, c, *[None] * 5, "", "model")
                for a, b, c in rows
            ],
            LINK_SCHEMA,
        )

    scored = links if rejected is None else (*links, rejected)
    return Alignment(OLD, NEW, table(links), table(scored), "by hand")


def _values(table: pd.DataFrame, pair: str = "old-new") -> pd.DataFrame:
    return table[table["pair"] == pair].set_index("measure")


GOLD = [
    ("1", "1", "major"),
    ("2", "2", "major"),
    ("2", "3", "minor"),
    ("3", "4", "core"),
]
FOUND = _alignment(
    ("1", "1", 0.9),
    ("2", "2", 0.8),
    ("2", "3", 0.6),
    ("4", "5", 0.7),
    rejected=("3", "4", 0.3),
)


def test_each_measure_counts_what_it_says() -> None:
    table = evaluate(FOUND, GOLD)
    assert tuple(table["measure"]) == MEASURES
    assert dict(table.dtypes.astype(str)) == SCORE_SCHEMA
    rows = _values(table)
    counts = {
        measure: (int(rows["hits"][measure]), int(rows["total"][measure]))
        for measure in MEASURES
        if not pd.isna(rows["hits"][measure])
    }
    assert counts == {
        "precision": (3, 4),
        "recall": (2, 3),
        "recall_all": (3, 4),
        "spurious_rate": (2, 3),
        "split_recall": (1, 1),
        "merge_recall": (0, 0),
        "added_precision": (0, 1),
        "added_recall": (0, 1),
        "dropped_precision": (1, 2),
        "dropped_recall": (1, 2),
        # the five scored pairs, and how often a link was right
        "calibration_error": (4, 5),
        "calibration_chance": (4, 5),
        # old:3 has a pair of 0.3, old:5 has none: 0.7 is not enough
        "added_none_precision": (0, 0),
        "added_none_recall": (0, 1),
        "dropped_none_precision": (1, 1),
        "dropped_none_recall": (1, 2),
    }
    assert rows["value"]["f1"] == pytest.approx(12 / 17)
    assert pd.isna(rows["value"]["merge_recall"])
    # |.9-1|, |.8-1|, |.6-1|, |.7-0|, |.3-1| over five pairs
    assert rows["value"]["calibration_error"] == pytest.approx(0.42)


def test_a_perfect_alignment_scores_one_everywhere() -> None:
    exact = _alignment(*((a, b, 1.0) for a, b, _ in GOLD))
    rows = _values(evaluate(exact, GOLD))
    for measure in MEASURES:
        if measure in (
            "spurious_rate",
            "calibration_error",
            "calibration_chance",
        ):
            assert rows["value"][measure] == 0
        elif measure != "merge_recall":
            assert rows["value"][measure] == 1


def test_no_link_at_all_scores_zero_not_absent() -> None:
    rows = _values(evaluate(_alignment(), GOLD))
    assert rows["value"][["f1", "recall"]].tolist() == [0, 0]
    assert pd.isna(rows["value"]["precision"])
    assert pd.isna(rows["value"]["calibration_error"])


def test_nothing_to_find_has_no_recall() -> None:
    rows = _values(evaluate(_alignment(("1", "1", 0.9)), []))
    assert rows["value"]["precision"] == 0
    assert pd.isna(rows["value"]["recall"])
    assert pd.isna(rows["value"]["f1"])


def test_links_to_unjudged_clauses_are_neither_right_nor_wrong() -> None:
    gold = [(*row,) for row in GOLD] + [(None, "5", "unjudged")]
    rows = _values(evaluate(FOUND, gold))
    assert rows["value"]["precision"] == 1
    assert rows["total"]["added_recall"] == 0
    assert rows["total"]["dropped_recall"] == 2


def test_judged_targets_restrict_the_same_way() -> None:
    rows = _values(
        evaluate(FOUND, GOLD[:3], judged_targets=["1", "new:2", "3"])
    )
    assert (rows["hits"]["precision"], rows["total"]["precision"]) == (3, 3)
    assert rows["total"]["dropped_precision"] == 0
    whole = evaluate(FOUND, GOLD, judged_targets=["1", "new:2", "3"])
    assert _values(whole).equals(rows)
    with pytest.raises(ClauseError, match="new: no clause '9'"):
        evaluate(FOUND, GOLD, judged_targets=["9"])
    with pytest.raises(AlignmentError, match="new:4"):
        evaluate(FOUND, [*GOLD, (None, "4", "unjudged")])


def test_a_link_to_a_clause_called_new_is_spurious_but_not_imprecise() -> None:
    gold = [*GOLD, (None, "5", "added")]
    rows = _values(evaluate(FOUND, gold))
    assert rows["value"]["precision"] == 1
    assert rows["hits"]["spurious_rate"] == 2
    assert rows["total"]["added_recall"] == 1


def test_a_split_needs_two_of_its_targets() -> None:
    rows = _values(evaluate(_alignment(("2", "2", 0.9)), GOLD))
    assert rows["value"]["split_recall"] == 0
    gold = [("1", "1"), ("2", "1"), ("3", "1")]
    both = _alignment(("1", "1", 0.9), ("3", "1", 0.9))
    assert _values(evaluate(both, gold))["value"]["merge_recall"] == 1


def test_means_are_over_documents_with_bounds_and_summed_counts() -> None:
    worse = _alignment(("1", "2", 0.9))
    table = evaluate_many([FOUND, worse], [GOLD, GOLD])
    assert len(table) == 3 * len(MEASURES)
    mean = _values(table, "mean")
    first, second = evaluate(FOUND, GOLD), evaluate(worse, GOLD)
    for measure in ("precision", "recall", "f1", "spurious_rate"):
        values = [_values(t)["value"][measure] for t in (first, second)]
        assert mean["value"][measure] == pytest.approx(np.mean(values))
        # wider than the two pairs: their clauses are drawn again too
        assert mean["lower"][measure] <= min(values)
        assert mean["upper"][measure] > max(values)
    assert mean["total"]["precision"] == 5
    assert evaluate_many([FOUND, worse], [GOLD, GOLD]).equals(table)
    assert len(evaluate_many([], [])) == len(MEASURES)
    with pytest.raises(ValueError, match="2 alignments, 1 gold"):
        evaluate_many([FOUND, worse], [GOLD])


def test_gold_is_read_from_frames_files_and_rows_alike(tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_text("old_id,new_id,strength\n1,1,major\n2, 3,minor\n", "utf-8")
    numbers = pd.DataFrame(
        {"old_id": [1, 2], "new_id": [1, 3], "strength": ["major", "minor"]}
    )
    expected = load_gold([("1", "1", "major"), ("2", "3", "minor")])
    assert dict(expected.dtypes.astype(str)) == GOLD_SCHEMA
    for gold in (path, str(path), numbers, expected):
        pd.testing.assert_frame_equal(load_gold(gold), expected)
    assert list(load_gold([]).columns) == list(GOLD_SCHEMA)


@pytest.mark.parametrize(
    ("gold", "match"),
    [
        ([("1", "1", "strong")], "row 1: expected a strength"),
        ([("1", "1"), ("1", "1")], "row 2: 1 and 1 stand there twice"),
        ([("1", None, "major")], "expected two ids"),
        ([("1", "1", "unjudged")], "expected two ids, or one"),
        ([("1",)], "row 1: expected \\(reference, target\\)"),
        (pd.DataFrame({"a": [1]}), "expected the columns reference_id"),
        ("nowhere.csv", r"nowhere\.csv: expected a CSV file"),
        ([("9", "1")], "old: no clause '9'"),
    ],
)
def test_bad_gold_says_where_and_what(gold: object, match: str) -> None:
    with pytest.raises(AlignmentError, match=match):
        check_gold(gold, OLD, NEW)  # type: ignore[arg-type]


def test_an_empty_file_is_not_taken_for_no_links(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("")
    with pytest.raises(AlignmentError, match="found none"):
        load_gold(path)


def test_a_text_that_moved_is_named_with_both_digests(tmp_path: Path) -> None:
    path = write_gold(GOLD, tmp_path / "g.csv", reference=OLD, target=NEW)
    moved = Document.from_clauses(
        "new", [(c.place, c.text + "。") for c in NEW]
    )
    with pytest.raises(AlignmentError) as caught:
        check_gold(path, OLD, moved)
    message = str(caught.value)
    assert "new:1" in message
    assert fingerprint("新1") in message
    assert fingerprint("新1。") in message


def test_written_gold_holds_no_text_and_reads_back(tmp_path: Path) -> None:
    rows = [GOLD[3], *GOLD[:3], (None, "5", "unjudged")]
    path = write_gold(rows, tmp_path / "g.csv", reference=OLD, target=NEW)
    content = path.read_bytes()
    assert content.isascii()
    table = load_gold(path)
    assert table["target_id"].tolist() == [f"new:{n}" for n in range(1, 6)]
    again = write_gold(table, tmp_path / "h.csv", reference=OLD, target=NEW)
    assert again.read_bytes() == content
    with pytest.raises(OutputError):
        write_gold(rows, tmp_path, reference=OLD, target=NEW)


def test_reliability_puts_the_bounds_into_the_right_interval() -> None:
    table = reliability([0.0, 0.1, 0.5, 1.0], [1, 0, 1, 1], bins=2)
    assert table["total"].tolist() == [1, 2]
    assert table["hits"].tolist() == [0, 2]
    assert calibration_error(table) == pytest.approx((0.1 + 2 * 0.25) / 3)
    empty = reliability([], [])
    assert calibration_error(empty) is None
    assert empty["confidence"].isna().all()
    with pytest.raises(ValueError, match="at least 1"):
        reliability([], [], bins=0)
    with pytest.raises(ValueError, match="each of the 1"):
        reliability([0.5], [])


def test_a_calibrated_source_has_nearly_no_error() -> None:
    random = np.random.default_rng(0)
    confidence = random.uniform(size=40_000)
    outcome = random.uniform(size=40_000) < confidence
    error = calibration_error(reliability(confidence, outcome))
    assert error is not None
    assert error < 0.01


def test_pooled_pairs_make_one_reliability_table() -> None:
    one = reliability_table([FOUND], [GOLD])
    two = reliability_table([FOUND, FOUND], [GOLD, GOLD])
    assert one["total"].sum() == 5
    assert two["total"].tolist() == [2 * n for n in one["total"]]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_reliability_chart_draws_what_the_table_holds(lang: str) -> None:
    table = reliability_table([FOUND], [GOLD])
    ax = plot_reliability(table, lang=lang)  # type: ignore[arg-type]
    drawn = ax.get_lines()[1].get_xydata()
    held = table.dropna()[["confidence", "observed"]].to_numpy(float)
    assert drawn == pytest.approx(held)
    labels = [text.get_text() for text in ax.texts]
    assert labels == [str(n) for n in table["total"] if n]
    assert "0.420" in ax.get_title(loc="left")
    with pytest.raises(ValueError, match="at least one pair"):
        plot_reliability(reliability([], []))


@given(st.integers(0, 50), st.integers(1, 50))
def test_wilson_bounds_hold_the_share(hits: int, more: int) -> None:
    lower, upper = wilson(hits, hits + more)
    assert lower is not None
    assert upper is not None
    assert 0 <= lower <= hits / (hits + more) <= upper <= 1


def test_intervals_of_nothing_are_absent() -> None:
    assert wilson(0, 0) == (None, None)
    nothing = [[[0, 0]]] * 2
    assert two_level_mean(nothing, _ratio) == (None, None)
    assert two_level_mean(nothing[:1], _ratio) == (None, None)


def _ratio(sums: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore"):
        return sums[:, 0] / sums[:, 1]


def test_two_levels_cover_where_one_does_not() -> None:
    """Two documents of 40 clauses with one chance: how often it is held."""
    generator = np.random.default_rng(3)
    held = 0
    for run in range(200):
        hits = generator.random((2, 40)) < 0.7
        counts = [np.c_[one, np.ones(40)] for one in hits]
        low, high = two_level_mean(counts, _ratio, resamples=400, seed=run)
        assert low is not None
        assert high is not None
        held += low <= 0.7 <= high
    assert held / 200 > 0.9


def test_what_is_no_probability_is_refused() -> None:
    for bad in (float("nan"), 1.2, -0.3):
        with pytest.raises(ValueError, match=r"confidences.*position 1"):
            reliability([0.5, bad], [1, 0])
        with pytest.raises(ValueError, match=r"outcomes.*position 0"):
            reliability([0.5, 0.5], [bad, 0])
    with pytest.raises(ValueError, match="confidences"):
        chance_error([float("nan")])


def test_the_intervals_of_confidence_are_those_of_scikit_learn() -> None:
    random = np.random.default_rng(5)
    confidence = random.uniform(0.02, 1, 500)
    outcome = random.uniform(size=500) < confidence
    table = reliability(confidence, outcome).dropna()
    observed, claimed = calibration_curve(outcome, confidence, n_bins=10)
    assert table["observed"].to_numpy(float) == pytest.approx(observed)
    assert table["confidence"].to_numpy(float) == pytest.approx(claimed)


def test_chance_alone_gives_an_error() -> None:
    chance = chance_error([0.0, 0.0, 1.0])
    assert chance == (0.0, 0.0)
    assert chance_error([0.01]) is None
    few, many = chance_error([0.5] * 20), chance_error([0.5] * 2000)
    assert few is not None
    assert many is not None
    # of n fair coins the share is off by sqrt(1 / (2 pi n)) on average
    assert few[0] == pytest.approx((1 / (2 * np.pi * 20)) ** 0.5, rel=0.1)
    assert many[1] < few[0]


def test_the_teaching_pair_that_no_model_saw_scores_well() -> None:
    corpus = plandiff.load_corpus(user=False)
    alignment = plandiff.align(corpus["teach1"], corpus["teach2"])
    gold = resource("gold/teach1-teach2.csv")
    value = _values(evaluate(alignment, gold), "teach1-teach2")["value"]
    assert value["f1"] > 0.85
    assert value["spurious_rate"] < 0.15
    assert value["calibration_error"] < 0.15


@pytest.mark.shared
def test_shipped_gold_is_what_the_readers_linked(shared: Path) -> None:
    benchmarks = ROOT / "tests" / "benchmarks"
    sys.path.insert(0, str(benchmarks))
    try:
        from make_gold import file_name, gold_table

        from plandiff.training.gold import gold_pairs
    finally:
        sys.path.remove(str(benchmarks))
    numbers = {"laws": 0, "plans": 0, "taiwan": 0}
    for pair in gold_pairs(shared):
        numbers[pair.collection] += 1
        name = file_name(pair, numbers[pair.collection])
        shipped = check_gold(
            resource(f"gold/{name}"), pair.reference, pair.target
        )
        made = check_gold(gold_table(pair), pair.reference, pair.target)
        assert sorted(map(str, shipped.to_numpy().tolist())) == sorted(
            map(str, made.to_numpy().tolist())
        )
    assert numbers == {"laws": 3, "plans": 2, "taiwan": 20}
