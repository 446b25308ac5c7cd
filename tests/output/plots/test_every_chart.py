"""What holds of every chart: public, in both languages, described."""

from __future__ import annotations

import functools
import importlib
import inspect
import itertools
import pkgutil
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes
from PIL import Image

import plandiff
import plandiff.output.plots
from plandiff import Document
from plandiff.analysis.indicators.ledger import ledger
from plandiff.analysis.themes.drilling import term_themes
from plandiff.cli.frame import write_chart
from plandiff.evaluation.scores import reliability_table
from plandiff.matching.alignment import Alignment
from plandiff.output.plots.style import save_chart
from plandiff.scale.concordance import dispersion
from plandiff.scale.diffusion import diffusion, network, resonance


def _functions() -> dict[str, Callable[..., Axes]]:
    """Every function of the room whose name says that it draws."""
    found = {}
    folder = plandiff.output.plots
    for module in pkgutil.iter_modules(folder.__path__, f"{folder.__name__}."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if name.startswith("plot_") and inspect.isfunction(value):
                found[name] = value
    return found


CHARTS = _functions()


@functools.cache
def _pair() -> Alignment:
    corpus = plandiff.load_corpus(user=False)
    return plandiff.align(corpus["teach1"], corpus["teach2"])


@functools.cache
def _digest() -> Alignment:
    corpus = plandiff.load_corpus(user=False)
    return plandiff.align(corpus["ec13"], corpus["ec14"])


def _plans() -> list[Document]:
    return [_pair().reference, _pair().target]


@functools.cache
def _reuse() -> pd.DataFrame:
    return plandiff.reuse(_plans())


DATES = {"teach1": "2016-05", "teach2": "2021"}


def _terms() -> pd.DataFrame:
    return pd.concat(
        [dispersion(_plans(), t).assign(term=t) for t in ("农村", "物流")]
    )


def _gold() -> pd.DataFrame:
    links = _pair().links[["reference_id", "target_id"]]
    return links.assign(strength="major")


TABLES: Mapping[str, Callable[[], object]] = {
    "plot_alignment": _pair,
    "plot_commitment": lambda: plandiff.commitment(_plans()),
    "plot_diffusion": lambda: diffusion(_reuse(), DATES),
    "plot_explanation": lambda: _pair().explain("3.1.2", "3.1.2"),
    "plot_flows": lambda: plandiff.flow_table([_pair()]),
    "plot_indicators": ledger,
    "plot_keyness": lambda: plandiff.keyness(*_plans()),
    "plot_lineage": lambda: plandiff.lineage_table(
        _plans(), alignments=[_pair()]
    ),
    "plot_network": lambda: network(diffusion(_reuse(), DATES)),
    "plot_origins": lambda: plandiff.lineage_table(
        _plans(), alignments=[_pair()]
    ),
    "plot_reliability": lambda: reliability_table([_pair()], [_gold()]),
    "plot_resonance": lambda: resonance(_reuse(), _plans(), DATES),
    "plot_term_themes": lambda: term_themes(
        _plans(), plandiff.load_codebook("ecommerce"), ["物流", "农村"]
    ),
    "plot_term_trajectories": _terms,
    "plot_theme_decomposition": lambda: plandiff.theme_shift(
        _pair(), "ecommerce"
    ),
    "plot_theme_presence": lambda: plandiff.theme_shift(
        _digest(), "ecommerce"
    ),
    "plot_theme_shares": lambda: plandiff.theme_shares(_plans(), "ecommerce"),
    "plot_theme_shift": lambda: plandiff.theme_shift(_pair(), "ecommerce"),
}


@functools.cache
def _table(name: str) -> object:
    return TABLES[name]()


def test_every_chart_is_public_and_tried_here() -> None:
    assert set(CHARTS) == set(TABLES)
    assert set(CHARTS) <= set(plandiff.__all__)


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_takes_axes_language_and_font(name: str) -> None:
    asked = inspect.signature(CHARTS[name]).parameters
    first, *others = asked.values()
    assert first.default is first.empty
    options = {p.name: p for p in others if p.kind is p.KEYWORD_ONLY}
    assert {"ax", "lang", "font"} <= set(options)
    assert options["ax"].default is None and options["lang"].default == "zh"
    described = inspect.getdoc(CHARTS[name]) or ""
    assert "Passed to" in described and "Returns\n-------" in described


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_draws_where_it_is_told_and_says_what_is_seen(
    name: str,
) -> None:
    said = {}
    for lang in ("zh", "en"):
        _, ax = plt.subplots(layout="constrained")
        assert CHARTS[name](_table(name), ax=ax, lang=lang) is ax
        said[lang] = str(ax.get_label())
        assert len(said[lang]) > 20 and re.search(r"\d", said[lang])
        with pytest.raises(ValueError, match="'zh' or 'en', found 'cn'"):
            CHARTS[name](_table(name), lang="cn")
    assert said["zh"] != said["en"]
    assert re.match("[A-Za-z]", said["en"]), said["en"]


@pytest.mark.parametrize("name", CHARTS)
def test_an_english_chart_has_no_chinese_of_ours(name: str) -> None:
    """What is Chinese in it stands in the plans, or names a clause."""
    ax = CHARTS[name](_table(name), lang="en")
    ours = [ax.get_xlabel(), ax.get_ylabel(), ax.get_title(loc="center")]
    legend = ax.get_legend()
    if legend is not None:
        ours += [text.get_text() for text in legend.get_texts()]
    assert not re.search("[\u4e00-\u9fff]", " ".join(ours))


def test_with_a_digest_no_chart_speaks_of_change() -> None:
    shift = plandiff.theme_shift(_digest(), "ecommerce")
    for draw in (plandiff.plot_theme_shift, plandiff.plot_theme_presence):
        for lang, words in (
            ("zh", "变化|上升|下降|区间|校正"),
            ("en", "shift|change|rise|fall|interval|adjusted|dropped"),
        ):
            assert not re.search(words, _all_words(draw(shift, lang=lang)))
    with pytest.raises(ValueError, match="digest"):
        plandiff.plot_theme_decomposition(shift)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", "删除|新增|新出现"), ("en", "dropped|added|disappear")],
)
def test_with_a_digest_nothing_is_added_or_dropped(lang, words) -> None:
    plans = [_digest().reference, _digest().target]
    lineage = plandiff.lineage_table(plans, alignments=[_digest()])
    flow = plandiff.flow_table([_digest()])
    charts = (
        plandiff.plot_lineage(lineage, lang=lang),
        plandiff.plot_origins(lineage, lang=lang),
        plandiff.plot_flows(flow, lang=lang),
        plandiff.plot_alignment(_digest(), lang=lang),
        plandiff.plot_keyness(plandiff.keyness(*plans), lang=lang),
    )
    for chart in charts:
        said = re.sub(r"“.*?”", "", _all_words(chart))
        assert not re.search(words, said), said
    for chart in charts[:2]:
        assert re.search("摘要|digest", _all_words(chart))


def _all_words(ax: Axes) -> str:
    """Join all that a chart says, but the names of clauses and terms."""
    legend = ax.get_legend()
    texts = [*ax.texts, *(legend.get_texts() if legend else ())]
    return " ".join(
        [
            str(ax.get_label()),
            ax.get_xlabel(),
            ax.get_ylabel(),
            *(text.get_text() for text in texts),
        ]
    )


def test_what_is_seen_stands_in_the_files_too(tmp_path: Path) -> None:
    ax = plandiff.plot_flows(plandiff.flow_table([_pair()]))
    said = ax.get_label()
    svg = save_chart(ax, tmp_path / "a.svg")
    title = ElementTree.parse(svg).getroot().find("{*}title")
    assert title is not None and title.text == said
    with Image.open(save_chart(ax, tmp_path / "a.png")) as image:
        assert image.text["Description"] == said


def test_a_line_of_descent_holds_each_clause_once() -> None:
    plans = [
        Document.from_clauses(name, [(str(n), t) for n, t in enumerate(texts)])
        for name, texts in (
            ("a", ["建设物流体系", "发展农村市场"]),
            ("b", ["建设物流体系", "发展农村市场", "保护数据安全"]),
            ("c", ["完善物流体系建设", "保护数据安全"]),
        )
    ]
    steps = [plandiff.align(*pair) for pair in itertools.pairwise(plans)]
    table = plandiff.lineage_table(plans, alignments=steps)
    ax = plandiff.plot_lineage(table, lang="en")
    dots = sum(len(marks.get_offsets()) for marks in ax.collections)
    assert dots == len(table)
    longest = max(table["plans"])
    assert max(len(line.get_xdata()) for line in ax.lines) == longest
    bars = plandiff.plot_origins(table).patches
    up = sum(bar.get_height() for bar in bars if bar.get_height() > 0)
    down = -sum(bar.get_height() for bar in bars if bar.get_height() < 0)
    assert up == len(table)
    gone = table["to_ids"].isna() & (table["document_id"] != "c")
    assert down == gone.sum()


def test_arrows_lead_from_the_source_to_the_later_taker() -> None:
    plans = [
        Document.from_clauses(
            name, [("1", "大力发展农村电子商务，建设物流。")]
        )
        for name in ("late", "early", "undated")
    ]
    dates = {"late": "2022-01", "early": "2021-12-30", "undated": None}
    table = diffusion(plandiff.reuse(plans), dates)
    ax = plandiff.plot_diffusion(table, lang="en")
    rows = [label.get_text() for label in ax.get_yticklabels()]
    assert rows == ["early", "late", "undated"]
    heights = dict(zip(rows, ax.get_yticks(), strict=True))
    (arrow,) = ax.patches
    (_, start), (_, end) = arrow._posA_posB
    assert (start, end) == (heights["early"], heights["late"])
    texts = [text.get_text() for text in ax.texts]
    assert texts.count("?") == 1
    assert "gave 1 · took 0" in texts and "gave 0 · took 1" in texts


def test_a_written_chart_is_the_same_whatever_a_machine_prefers(
    tmp_path: Path,
) -> None:
    shift = plandiff.theme_shift(_pair(), "ecommerce")
    written = []
    for name, settings in (
        ("a.png", {}),
        (
            "b.png",
            {
                "font.size": 20,
                "axes.facecolor": "black",
                "savefig.bbox": "tight",
                "lines.linewidth": 9,
            },
        ),
    ):
        with mpl.rc_context(settings):
            write_chart(
                lambda: plandiff.plot_theme_shift(shift), tmp_path / name
            )
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]
