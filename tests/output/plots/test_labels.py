"""Labels keep apart, on real documents and on hard ones of our own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from alignments import linked
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from overlaps import outside, overlapping, texts_of

import plandiff
from plandiff import Document
from plandiff.matching.alignment import Alignment
from plandiff.output.plots.labels import (
    apart,
    largest_that_fit,
    shorten,
    text_width,
    wrap,
)
from plandiff.scale.concordance import dispersion

LANGUAGES = ("zh", "en")
OFFICIAL = {
    "op15": "ecommerce-opinions-2015-guofa24/*.pdf",
    "inf13": "informatization-13fyp-2016-2020/*.pdf",
    "de14": "digital-economy-14fyp-2021-2025/*.pdf",
    "no07": "national-outline-07-1986-1990/7.pdf.txt",
    "no09": "national-outline-09-1996-2010/9.pdf.txt",
    "no10": "national-outline-10-2001-2005/10.pdf.txt",
    "no15": "national-outline-15-2026-2030/outline15.txt",
}
PAIRS = (
    ("op15", "ec14"),
    ("inf13", "de14"),
    ("no07", "no09"),
    ("no09", "no10"),
    ("no10", "no15"),
    ("ec13", "ec14"),
)


def check(chart: Axes) -> None:
    """No text of a chart stands on another, or is cut by the edge."""
    figure = chart.get_figure(root=True)
    assert overlapping(figure) == []
    assert outside(figure) == []
    plt.close(figure)


@pytest.fixture(scope="module")
def official(shared: Path) -> Mapping[str, Document]:
    corpus = plandiff.load_corpus(user=False)
    folder = shared / "corpora" / "official"
    read = {
        name: plandiff.read_document(next(folder.glob(place)), id=name)
        for name, place in OFFICIAL.items()
    }
    return {**read, "ec13": corpus["ec13"], "ec14": corpus["ec14"]}


@pytest.fixture(scope="module")
def pairs(
    official: Mapping[str, Document],
) -> Mapping[tuple[str, str], Alignment]:
    return {
        (earlier, later): plandiff.align(official[earlier], official[later])
        for earlier, later in PAIRS
    }


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_label_overlaps_on_official_documents(pairs, pair, lang):
    alignment = pairs[pair]
    shift = plandiff.theme_shift(alignment, "ecommerce")
    terms = plandiff.keyness(alignment.reference, alignment.target)
    check(plandiff.plot_alignment(alignment, lang=lang))
    check(plandiff.plot_flows(plandiff.flow_table([alignment]), lang=lang))
    check(plandiff.plot_theme_shift(shift, lang=lang))
    check(plandiff.plot_keyness(terms, lang=lang))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_label_overlaps_on_a_series_of_outlines(official, pairs, lang):
    names = ("no07", "no09", "no10", "no15")
    documents = [official[name] for name in names]
    steps = [pairs[step] for step in itertools.pairwise(names)]
    lineage = plandiff.lineage_table(documents, alignments=steps)
    shares = plandiff.theme_shares(documents, "ecommerce")
    check(plandiff.plot_flows(plandiff.flow_table(steps), lang=lang))
    check(plandiff.plot_lineage(lineage, lang=lang))
    check(plandiff.plot_origins(lineage, lang=lang))
    check(plandiff.plot_theme_shares(shares, lang=lang))


SUBJECTS = ("物流配送", "乡村市场", "数据安全", "人才培养", "跨境贸易")
VERBS = ("建设", "完善", "支持", "规范", "推广", "保护", "评估")


def hard(id_: str, chapters: int, clauses: int, title: int) -> Document:
    """A plan of many chapters with long titles, of uneven size."""
    rows = []
    for n in range(clauses):
        chapter = int((n / clauses) ** 2 * chapters)
        name = f"第{chapter + 1}章 " + "深入推进各项重点工作" * title
        text = f"{VERBS[n % 7]}{SUBJECTS[n % 5]}第{n}项工作。"
        rows.append((str(n), text, (name,)))
    return Document.from_clauses(id_, rows)


def pair_of(left: Document, right: Document, every: int = 3) -> Alignment:
    """Links that cross the chapters, chosen by us."""
    count = min(len(left), len(right))
    return linked(
        left,
        right,
        [(str(n), str((n * 7) % count)) for n in range(0, count, every)],
    )


HARD: dict[str, Callable[[], Alignment]] = {
    "long titles": lambda: pair_of(
        hard("a" * 60, 12, 60, 9), hard("b" * 60, 15, 70, 9)
    ),
    "many chapters": lambda: pair_of(
        hard("a", 150, 300, 2), hard("b", 90, 200, 2)
    ),
    "2,000 clauses": lambda: pair_of(
        hard("a", 40, 2000, 3), hard("b", 60, 2000, 3), every=40
    ),
    "one clause": lambda: pair_of(hard("a", 1, 1, 1), hard("b", 30, 60, 1)),
}


@pytest.mark.parametrize("name", HARD)
def test_no_label_overlaps_on_hard_plans(name):
    alignment = HARD[name]()
    for lang in LANGUAGES:
        check(plandiff.plot_alignment(alignment, lang=lang))
        flow = plandiff.flow_table([alignment])
        check(plandiff.plot_flows(flow, lang=lang))


def test_many_plans_with_long_names_keep_their_labels_apart():
    plans = [
        hard(f"{'规划文件' * 6}-{year}", 5, 20 + year % 7, 2)
        for year in range(1990, 2030)
    ]
    steps = [pair_of(a, b) for a, b in itertools.pairwise(plans[:8])]
    check(plandiff.plot_flows(plandiff.flow_table(steps)))
    lineage = plandiff.lineage_table(plans[:8], alignments=steps)
    check(plandiff.plot_lineage(lineage))
    check(plandiff.plot_origins(lineage))
    check(
        plandiff.plot_theme_shares(plandiff.theme_shares(plans, "ecommerce"))
    )
    terms = pd.concat(
        [dispersion(plans, t).assign(term=t) for t in (*SUBJECTS, *VERBS)]
    )
    check(plandiff.plot_term_trajectories(terms))
    check(plandiff.plot_commitment(plandiff.commitment(plans[:12])))


def test_no_label_of_flows_stands_on_a_band():
    steps = [
        pair_of(hard(a, 9, 40, 3), hard(b, 7, 50, 3))
        for a, b in itertools.pairwise("abcd")
    ]
    chart = plandiff.plot_flows(plandiff.flow_table(steps))
    figure = chart.get_figure(root=True)
    texts = [t for t in texts_of(figure) if t in chart.texts]
    bands = [
        patch.get_window_extent()
        for patch in chart.patches
        if type(patch).__name__ == "PathPatch"
    ]
    assert len(texts) > 20 and len(bands) > 20
    for text in texts:
        box = text.get_window_extent().shrunk(0.98, 0.8)
        assert not box.count_overlaps(bands), text.get_text()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_charts_find_room_in_a_narrow_figure(lang):
    corpus = plandiff.load_corpus(user=False)
    alignment = plandiff.align(corpus["teach1"], corpus["teach2"])
    for chart in _drawn(alignment, lang):
        check(chart)


def _drawn(alignment: Alignment, lang: str) -> Iterator[Axes]:
    """Draw charts into figures of the width of a newspaper column."""
    shift = plandiff.theme_shift(alignment, "ecommerce")
    force = plandiff.commitment([alignment.reference, alignment.target])
    flow = plandiff.flow_table([alignment])
    for draw, table in (
        (plandiff.plot_alignment, alignment),
        (plandiff.plot_flows, flow),
        (plandiff.plot_theme_shift, shift),
        (plandiff.plot_theme_decomposition, shift),
        (plandiff.plot_commitment, force),
    ):
        _, ax = plt.subplots(figsize=(4.2, 6), layout="constrained")
        yield draw(table, ax=ax, lang=lang)


@given(
    st.lists(st.floats(0, 10), min_size=1, max_size=20),
    st.floats(0.05, 0.4),
)
def test_labels_are_apart_in_order_and_move_least(places, size):
    places = sorted(places)
    moved = apart(places, [size] * len(places), 0, 10)
    assert np.all(np.diff(moved) >= size - 1e-9)
    assert moved[0] >= size / 2 - 1e-9
    assert moved[-1] <= 10 - size / 2 + 1e-9
    free = [size / 2 <= p <= 10 - size / 2 for p in places]
    if all(free) and np.all(np.diff(places) >= size):
        assert moved == pytest.approx(places)


def test_labels_that_do_not_fit_leave_the_largest():
    assert largest_that_fit([1, 5, 5, 2], 1.0, 2.0) == [1, 2]
    assert largest_that_fit([1, 2], 9.0, 1.0) == [1]


@given(st.text(alphabet="规划发展, .ab，。", max_size=60))
def test_wrapping_loses_nothing_and_finds_room(text):
    lines = wrap(text, 0.8, 9).splitlines()
    kept = "".join(lines).replace(" ", "")
    assert kept == text.replace(" ", "")
    for line in lines:
        assert text_width(line, 9) <= 0.8 + 5 * 9 / 72 or " " not in line


def test_a_short_label_stays_and_a_long_one_is_cut():
    assert shorten("发展", 1.0, 9) == "发展"
    cut = shorten("深入实施创新驱动发展战略", 0.6, 9)
    assert cut.endswith("…") and text_width(cut, 9) <= 0.6
    assert shorten("report-2024", 0.5, 9, keep="end").endswith("24")
