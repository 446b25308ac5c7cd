"""A codebook is checked on loading and codes by words outside exclusions."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from plandiff import (
    Document,
    load_codebook,
    load_corpus,
)
from plandiff.analysis.themes.codebook import (
    CODING_SCHEMA,
    COVERAGE_SCHEMA,
    Codebook,
)
from plandiff.analysis.themes.themelist import Theme
from plandiff.errors import CodebookError

BUNDLED = ["ecommerce", "economy"]


def _toml(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _theme(id_: str, *include: str, **fields: object) -> str:
    lines = [f'id = "{id_}"', 'name_zh = "甲"', 'name_en = "A"']
    lines += [f"include = {list(include)}"]
    lines += [f"{key} = {value!r}" for key, value in fields.items()]
    return "[[theme]]\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", BUNDLED)
def test_bundled_codebooks_have_two_levels_names_and_definitions(
    name: str,
) -> None:
    book = load_codebook(name)
    assert len(book) >= 20
    assert {theme.level for theme in book} == {1, 2}
    for theme in book:
        assert theme.name_zh and theme.name_en and theme.definition
        assert book[theme.id] is theme


def test_an_exclusion_bars_only_the_mention_it_overlaps() -> None:
    book = Codebook(
        "x", (Theme("t", "甲", "A", include=("绿色",), exclude=("绿色通道",)),)
    )
    assert book.mentions("开通绿色通道", "t") == ()
    found = book.mentions("绿色通道与绿色发展", "t")
    assert [(m.found, m.start) for m in found] == [("绿色", 5)]


def test_of_overlapping_terms_the_longest_counts_once() -> None:
    book = Codebook("x", (Theme("t", "甲", "A", include=("农产", "农产品")),))
    assert [m.term for m in book.mentions("农产品", "t")] == ["农产品"]


def test_a_theme_has_the_mentions_of_its_subthemes() -> None:
    book = Codebook(
        "x",
        (
            Theme("top", "甲", "A", include=("要素",)),
            Theme("data", "乙", "B", parent="top", include=("数据",)),
        ),
    )
    assert [m.found for m in book.mentions("数据与要素", "top")] == [
        "数据",
        "要素",
    ]
    assert [m.found for m in book.mentions("数据与要素", "data")] == ["数据"]


def test_traditional_and_full_width_characters_are_read() -> None:
    book = Codebook("x", (Theme("t", "甲", "A", include=("B2B", "数据")),))
    found = book.mentions("Ｂ２ｂ平臺與數據", "t")
    assert [(m.start, m.end) for m in found] == [(0, 3), (6, 8)]


def test_characters_are_those_of_the_sentences_with_a_mention() -> None:
    book = Codebook("x", (Theme("t", "甲", "A", include=("数据",)),))
    plan = Document.from_clauses("p", [("1", "一二三。数据四！五六")])
    coding = book.code(plan)
    assert coding["characters"].tolist() == [len("数据四！")]
    assert coding.dtypes.astype(str).to_dict() == CODING_SCHEMA


def test_coverage_lists_terms_that_match_nothing() -> None:
    book = Codebook("x", (Theme("t", "甲", "A", include=("数据", "没有")),))
    plan = Document.from_clauses("p", [("1", "数据与数据"), ("2", "略")])
    table = book.coverage([plan])
    assert list(table) == list(COVERAGE_SCHEMA)
    assert table["mentions"].tolist() == [2, 0]
    assert table["clauses"].tolist() == [1, 0]
    assert book.untouched(plan) == ("p:2",)


def test_an_empty_document_gives_an_empty_coding_with_all_columns() -> None:
    coding = load_codebook("ecommerce").code(Document.from_clauses("p", []))
    assert coding.empty and list(coding) == list(CODING_SCHEMA)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (_theme("a", "数(据"), "line 5, theme a: expected a regular expr"),
        (_theme("a", "数*"), "matches the empty text"),
        (
            _theme("a", "数") + _theme("b", "数"),
            r"line 10.*belongs to a \(line 5",
        ),
        (_theme("a", "数") + _theme("a", "据"), "line 7: the theme a stands"),
        (_theme("a"), "at least one term under include"),
        (_theme("a", "数", inclde="据"), "unknown field inclde"),
        ('[[theme]]\nid = "a"\n', "expected text under name_zh"),
        ('[[theme]]\nid = = "a"', "not valid TOML.*line 2"),
        ("", "at least one theme"),
    ],
)
def test_a_codebook_with_errors_is_refused_with_its_place(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(CodebookError, match=message):
        load_codebook(_toml(tmp_path, text))


def test_a_bad_term_is_found_on_its_own_line(tmp_path: Path) -> None:
    text = _theme("a", "数") + _theme("b").replace(
        "include = []", 'include = [\n  "据",\n  "\\\\d(",\n]'
    )
    with pytest.raises(CodebookError, match="line 12, theme b: expected a re"):
        load_codebook(_toml(tmp_path, text))


def test_a_third_level_is_refused() -> None:
    with pytest.raises(CodebookError, match="two levels"):
        Codebook(
            "x",
            (
                Theme("a", "甲", "A", include=("数",)),
                Theme("b", "乙", "B", parent="a", include=("据",)),
                Theme("c", "丙", "C", parent="b", include=("网",)),
            ),
        )


def test_an_unknown_name_lists_the_bundled_codebooks() -> None:
    with pytest.raises(CodebookError, match="ecommerce"):
        load_codebook("no-such-codebook")


def test_a_csv_codebook_equals_its_toml_twin(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        "id,parent,name_zh,name_en,definition,include,exclude,examples\n"
        "a,,甲,A,定义,,,\n"
        "b,a,乙,B,,数据；网络;5G,数据线,x:1\n",
        encoding="utf-8-sig",
    )
    book = load_codebook(path)
    assert book["b"].include == ("数据", "网络", "5G")
    assert book["b"].exclude == ("数据线",)
    assert book["b"].line == 3
    assert book.table()["parent"].isna().tolist() == [True, False]


def test_a_csv_row_with_too_many_cells_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("id,name_zh\na,甲,数据\n", encoding="utf-8")
    with pytest.raises(CodebookError, match="line 2: expected 2 cells"):
        load_codebook(path)


def test_a_csv_without_ids_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("theme,terms\n", encoding="utf-8")
    with pytest.raises(CodebookError, match="line 1: expected a header"):
        load_codebook(path)


def test_coding_does_not_depend_on_the_order_of_terms() -> None:
    plan = Document.from_clauses("p", [("1", "农产品和数据"), ("2", "数据")])
    ahead = Codebook("x", (Theme("t", "甲", "A", include=("数据", "农")),))
    back = Codebook("x", (Theme("t", "甲", "A", include=("农", "数据")),))
    pd.testing.assert_frame_equal(ahead.code(plan), back.code(plan))


def test_a_word_in_passing_does_not_carry_a_theme() -> None:
    themes = (Theme("t", "甲", "A", include=("数据",)),)
    strict = Codebook("x", themes, min_mentions=2, min_share=0.5)
    plan = Document.from_clauses(
        "p",
        [
            ("passing", "完善物流网络和仓储。建设道路。提到数据。"),
            ("twice", "完善物流网络和仓储。数据，建设道路和港口，数据。"),
            ("half", "开放数据。建路。"),
        ],
    )
    assert set(strict.code(plan)["clause_id"]) == {"p:twice", "p:half"}
    assert len(Codebook("x", themes).code(plan)) == 3


def test_a_word_in_the_title_carries_a_theme() -> None:
    text = "数据共享。完善物流网络。建设道路和港口。"
    plain = Document.from_clauses("p", [("1", text)])
    titled = dataclasses.replace(
        plain, sequence=(dataclasses.replace(plain[0], title="数据共享"),)
    )
    themes = (Theme("t", "甲", "A", include=("数据",)),)
    strict = Codebook("x", themes, min_mentions=2, min_share=0.9)
    assert strict.code(plain).empty
    assert strict.code(titled)["clause_id"].tolist() == ["p:1"]


def test_a_theme_is_carried_by_mentions_of_several_subthemes() -> None:
    book = Codebook(
        "x",
        (
            Theme("top", "甲", "A"),
            Theme("a", "乙", "B", parent="top", include=("数据",)),
            Theme("b", "丙", "C", parent="top", include=("人才",)),
        ),
        min_mentions=2,
        min_share=1.0,
    )
    plan = Document.from_clauses("p", [("1", "数据。道路。人才。")])
    assert book.code(plan)["theme"].tolist() == ["top"]


@pytest.mark.parametrize("line", ["min_mentions = 0", "min_share = 2"])
def test_impossible_thresholds_are_refused(tmp_path: Path, line: str) -> None:
    text = f"[codebook]\n{line}\n" + _theme("a", "数")
    with pytest.raises(CodebookError, match=r"\[codebook\]: expected"):
        load_codebook(_toml(tmp_path, text))


@pytest.mark.parametrize("name", BUNDLED)
def test_examples_are_clauses_that_carry_their_theme(name: str) -> None:
    plan = load_corpus()["ec14"]
    book = load_codebook(name)
    coding = book.code(plan)
    carried = set(zip(coding["clause_id"], coding["theme"], strict=True))
    examples = {(e, theme.id) for theme in book for e in theme.examples}
    assert examples <= carried
