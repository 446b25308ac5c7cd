"""The alignment heatmap shows the pairs and links of the tables."""

from __future__ import annotations

import numpy as np
import pytest

from plandiff import Document, align
from plandiff.matching.alignment import Alignment
from plandiff.output.plots.alignment import plot_alignment


@pytest.fixture
def alignment() -> Alignment:
    earlier = Document.from_clauses(
        "a",
        [
            ("1", "发展农村电商，支持农产品进城", ("一、任务",)),
            ("2", "加强统计监测分析，完善指标体系", ("二、保障",)),
        ],
    )
    later = Document.from_clauses(
        "b",
        [
            ("1", "加强统计监测分析，完善统计指标体系", ("一、保障",)),
            ("2", "发展农村电商，支持农产品出村进城", ("二、任务",)),
        ],
    )
    return align(earlier, later)


def test_shades_are_the_confidences_of_the_pairs(
    alignment: Alignment,
) -> None:
    ax = plot_alignment(alignment)
    shades = np.asarray(ax.images[0].get_array())
    for pair in alignment.pairs.itertuples(index=False):
        row = int(pair.reference_id[-1]) - 1
        column = int(pair.target_id[-1]) - 1
        assert shades[row, column] == pytest.approx(pair.confidence)


def test_dots_are_the_links(alignment: Alignment) -> None:
    dots = plot_alignment(alignment).collections[0].get_offsets()
    drawn = {(int(y) + 1, int(x) + 1) for x, y in np.asarray(dots)}
    assert drawn == {(1, 2), (2, 1)}


@pytest.mark.parametrize(
    ("lang", "label"), [("zh", "后期规划"), ("en", "later plan")]
)
def test_labels_come_in_both_languages(
    alignment: Alignment, lang: str, label: str
) -> None:
    ax = plot_alignment(alignment, lang=lang)  # type: ignore[arg-type]
    assert label in ax.get_xlabel()
    assert [text.get_text() for text in ax.get_yticklabels()] == [
        "一、任务",
        "二、保障",
    ]
