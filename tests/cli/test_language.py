"""One language at a time: help, heads, values and remarks."""

from __future__ import annotations

import io
import re

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from plandiff import cli
from plandiff.cli.language import _chinese, english_help
from plandiff.output.tables import column_word, value_word

CHINESE = re.compile("[\u4e00-\u9fff]")
SHOWN = [
    *("id", "title", "fidelity", "first_year", "last_year", "clause_id"),
    *("reference_id", "target_id", "confidence", "evidence", "change"),
    *("moved", "target_title", "theme", "name_zh", "reference_share"),
    *("target_share", "shift", "low", "high", "p_adjusted", "kind", "what"),
    *("direction", "reference_words", "target_words", "term"),
    *("reference_count", "target_count", "keyness", "g2", "terms"),
    *("p_clauses_adjusted", "printed", "value", "unit", "year", "role"),
    *("subject", "plan", "indicator", "target", "outcome", "verdict"),
    *("weak", "caveats", "base_year", "base", "level", "stated", "implied"),
    *("fits", "reason", "mode", "force", "mean", "verbs", "actors"),
    *("origin", "plans", "departure", "left", "match", "right"),
    *("similarity", "shared_characters", "verbatim", "reference_copies"),
    *("source_id", "taker_id", "order", "lag_least", "lag_most"),
]
"""Every column that a command shows a reader."""


def _run(*words: str):
    result = CliRunner().invoke(
        cli.app, list(words), env={"COLUMNS": "200"}, terminal_width=200
    )
    assert result.exit_code == 0, result.output
    return result.stdout


def test_every_line_of_help_has_its_chinese():
    missing = set(english_help(cli.app)) - set(_chinese())
    assert missing == set()
    assert all(CHINESE.search(text) for text in _chinese().values())


def test_every_column_that_is_shown_has_its_chinese():
    lacking = [n for n in SHOWN if column_word(n, "zh") == n]
    assert lacking == []


def test_wording_is_not_called_a_count_of_words():
    assert column_word("words", "zh") == "词数"
    assert column_word("reference_words", "zh") == "前期用语"
    assert column_word("target_words", "en") == "later wording"


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("what", "term", "时限"),
        ("what", "exception", "例外"),
        ("what", "港口岸电使用率", "港口岸电使用率"),
        ("what", "share", "share"),  # the subject of an English plan
        ("actors", "firms、research", "企业、院校与研究机构"),
        ("actors", "no_such", "no_such"),
    ],
)
def test_ids_of_rules_have_their_chinese(column, value, told):
    assert value_word(column, value, "zh") == told


def test_a_truth_value_of_a_table_is_chinese(monkeypatch):
    from plandiff.cli import frame

    monkeypatch.setattr(frame, "screen", lambda: "zh")
    value = pd.Series([True, False]).iloc[1]
    assert frame._cell("moved", value) == "否"


@pytest.mark.parametrize(
    "words", [("--lang", "zh", "-h"), ("-h", "--lang=zh")]
)
def test_help_is_chinese_where_the_line_asks_for_it(words):
    told = _run(*words)
    assert "两份中文政策规划" in told and "选项" in told
    assert "Write a page" not in told
    assert "Write a page" in _run("-h")
    assert "列出语料库所知的规划" in told


def test_help_of_a_command_is_chinese_down_to_its_last_option():
    told = _run("align", "-h", "--lang", "zh")
    for line in told.splitlines():
        if "--" in line:
            assert CHINESE.search(line), line


def test_every_command_takes_a_language():
    group = typer.main.get_command(cli.app)
    lacking = [
        name
        for name, command in group.commands.items()
        if "lang" not in {parameter.name for parameter in command.params}
    ]
    assert lacking == []


def test_a_table_speaks_one_language():
    chinese = _run("align", "ec13", "ec14", "--lang", "zh")
    assert "前期条款" in chinese and "置信度" in chinese
    assert (
        "处对应" in chinese and "links" not in chinese.split("reference:")[0]
    )
    english = _run("align", "ec13", "ec14")
    assert "reference_id" in english and "置信度" not in english


def test_values_of_rules_are_said_and_words_of_plans_stay():
    told = _run("diff", "teach1", "teach2", "--lang", "zh")
    assert "保留" in told and "kept" not in told
    listed = _run("list", "--lang", "zh")
    assert "摘要" in listed and "digest" not in listed


def test_what_programs_read_has_the_same_names_in_any_language():
    tables = [
        pd.read_csv(io.StringIO(_run("list", "--csv", *more)))
        for more in ((), ("--lang", "zh"))
    ]
    pd.testing.assert_frame_equal(*tables)


def test_the_surroundings_may_choose_but_the_line_has_the_last_word(
    monkeypatch,
):
    monkeypatch.setenv("PLANDIFF_LANG", "zh")
    assert "规划" in _run("-h")
    assert "Write a page" in _run("-h", "--lang", "en")
    monkeypatch.delenv("PLANDIFF_LANG")
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "Write a page" in _run("-h")


def test_an_explanation_is_told_in_chinese():
    told = _run("explain", "teach1", "teach2", "1.1.1", "1.1.1", "--lang=zh")
    assert "有对应，置信度" in told and "措辞" in told
    english = re.findall(r"[A-Za-z_]{4,}", told.replace("teach", ""))
    assert english == []
