"""Clauses followed through several plans."""

from __future__ import annotations

import pytest
from alignments import linked, plan

from plandiff.analysis.diff.lineage import (
    FLOW_SCHEMA,
    LINEAGE_SCHEMA,
    TRACE_SCHEMA,
    flow_table,
    lineage_table,
    trace,
)
from plandiff.errors import AlignmentError
from plandiff.output.plots.flows import plot_flows


@pytest.fixture
def series():
    """Three plans: one line that splits, one that ends, one that begins."""
    first = plan(
        "a", [("1", "甲乙", ("一、任务",)), ("2", "丙", ("二、保障",))]
    )
    second = plan(
        "b",
        [
            ("1", "甲", ("一、任务",)),
            ("2", "乙", ("一、任务",)),
            ("3", "新", ("二、保障",)),
        ],
    )
    third = plan("c", [("1", "甲", ("任务",)), ("2", "新改", ("保障",))])
    return (first, second, third), (
        linked(first, second, [("1", "1"), ("1", "2")]),
        linked(second, third, [("1", "1"), ("3", "2")]),
    )


def test_every_clause_has_a_row_with_origin_and_fate(series):
    documents, alignments = series
    table = lineage_table(documents, alignments=alignments)
    assert list(table.columns) == list(LINEAGE_SCHEMA)
    rows = table.set_index("clause_id")
    assert len(rows) == 7
    assert rows.loc["c:1", ["origin", "plans"]].tolist() == ["a", 3]
    assert rows.loc["c:2", ["origin", "plans"]].tolist() == ["b", 2]
    assert rows.loc["a:1", "to_ids"] == "b:1; b:2"
    assert rows.loc["a:1", "departure"] == "split"
    assert rows.loc["a:2", "departure"] == "dropped"
    assert rows.loc["b:3", "arrival"] == "added"
    assert rows.loc[["a:1", "a:2"], "arrival"].isna().all()
    assert rows.loc[["c:1", "c:2"], "departure"].isna().all()


def test_a_trace_goes_back_and_forth_from_any_plan(series):
    documents, alignments = series
    table = trace("b:1", documents, alignments=alignments)
    assert list(table.columns) == list(TRACE_SCHEMA)
    assert table["clause_id"].tolist() == ["a:1", "b:1", "c:1"]
    assert table["change"].tolist()[1:] == ["split", "kept"]
    whole = trace("a:1", documents, alignments=alignments)
    assert whole["clause_id"].fillna("–").tolist() == [
        *("a:1", "b:1", "b:2", "c:1", "–")
    ]
    assert whole["change"].tolist()[-1] == "dropped"
    new = trace("c:2", documents, alignments=alignments)
    assert new["change"].tolist() == ["added", "revised"]


def test_a_digest_on_the_way_proves_no_absence(series):
    (first, second, _), _ = series
    digest = plan("d", [("1", "摘要")], fidelity="digest")
    links = linked(second, digest, [("1", "1")])
    documents = (first, second, digest)
    steps = (linked(first, second, []), links)
    table = lineage_table(documents, alignments=steps)
    fates = table[table["document_id"] == "b"]["departure"].tolist()
    assert fates == ["matched", "unmatched", "unmatched"]


def test_documents_and_alignments_that_do_not_fit_are_refused(series):
    documents, alignments = series
    with pytest.raises(AlignmentError, match="at least two"):
        lineage_table(documents[:1])
    with pytest.raises(AlignmentError, match="each with its own id"):
        lineage_table((documents[0], documents[0]))
    with pytest.raises(AlignmentError, match="with the next"):
        lineage_table(documents, alignments=alignments[::-1])
    with pytest.raises(AlignmentError, match="expected a clause of a, b, c"):
        trace("z:9", documents, alignments=alignments)


def test_without_alignments_they_are_made(series):
    (first, _, third), _ = series
    assert len(lineage_table((first, third))) == 4


def test_flows_count_the_rows_of_the_diff_by_chapter(series):
    _, alignments = series
    table = flow_table(alignments)
    assert list(table.columns) == list(FLOW_SCHEMA)
    rows = {
        (row.step, row.reference_place, row.target_place): row.rows
        for row in table[["step", "reference_place", "target_place", "rows"]]
        .fillna(0)
        .itertuples(index=False)
    }
    assert rows == {
        (1, 1, 1): 2,
        (1, 2, 0): 1,
        (1, 0, 2): 1,
        (2, 1, 1): 1,
        (2, 1, 0): 1,
        (2, 2, 2): 1,
    }


def test_the_chart_shows_each_flow_and_each_chapter(series):
    _, alignments = series
    axes = plot_flows(flow_table(alignments), lang="en")
    bands = [p for p in axes.patches if type(p).__name__ == "PathPatch"]
    assert len(bands) == 3
    labels = [text.get_text() for text in axes.texts]
    assert labels == [
        *("一、任务 2", "二、保障 1"),
        *("一、任务 2", "二、保障 1"),
        *("任务 1", "保障 1"),
    ]
    names = [tick.get_text() for tick in axes.get_xticklabels()]
    assert names == ["a", "b", "c"]


def test_a_chart_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one row"):
        plot_flows(flow_table([]))
