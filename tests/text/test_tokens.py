"""Words and offsets: what every measure of likeness rests on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import rjieba
from folders import ROOT
from hypothesis import given
from hypothesis import strategies as st

from plandiff.errors import CodebookError
from plandiff.resources import resource
from plandiff.text import tokens
from plandiff.text.characters import fold
from plandiff.text.tokens import lexicon, parts, tokenize, words

MIXED = st.text(
    st.one_of(
        st.sampled_from("数据要素电商〇二五年%.,，。 “”5Ｇé\u0301-'\r\n"),
        st.characters(),
    )
)


@given(MIXED)
def test_joined_tokens_restore_any_text(text: str) -> None:
    found = tokenize(text)
    assert "".join(token.word for token in found) == text
    position = 0
    for token in found:
        assert token.start == position < token.end
        assert text[token.start : token.end] == token.word
        position = token.end
    assert position == len(text)


@given(MIXED)
def test_folding_keeps_the_length_and_is_done_once(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("⼀、坚持⾼质量", "一、坚持高质量"),
        ("⻓效⺠生⻔⻅⻋⻛⻘⻄⻝", "长效民生门见车风青西食"),
        ("⻑遠", "长远"),
        ("\uf900\U0002f800", "岂丽"),
        (
            "二○二○年，二O一O年，二ＯＯ五年",
            "二〇二〇年，二〇一〇年，二〇〇五年",
        ),
        ("○一是，OA办公，一体化O2O", "○一是，OA办公，一体化O2O"),
        ("○　加强，三OEM", "○　加强，三OEM"),
        ("二０二五年Ｇ２０", "二0二五年G20"),
    ],
)
def test_what_means_the_same_folds_to_one(printed: str, folded: str) -> None:
    assert fold(printed) == folded
    assert len(folded) == len(printed)


@given(MIXED)
def test_words_are_the_tokens_without_blanks(text: str) -> None:
    kept = [t.word for t in tokenize(fold(text)) if not t.word.isspace()]
    assert words(text, punctuation=True, casefold=False) == kept


def test_the_bundled_plan_is_restored() -> None:
    text = resource("plans/ec14.txt").read_text(encoding="utf-8")
    assert "".join(token.word for token in tokenize(text)) == text


@pytest.mark.parametrize(
    "term", ["丝路电商", "数商兴农", "数据要素", "跨境电商", "供应链金融"]
)
def test_policy_terms_stay_whole(term: str) -> None:
    assert words(f"积极推进{term}，效果明显") == [
        "积极",
        "推进",
        term,
        "效果",
        "明显",
    ]


def test_every_policy_term_alone_is_one_word() -> None:
    cut = [term for term in lexicon() if words(term) != [term]]
    assert cut == []


def test_our_terms_do_not_leak_into_the_default_dictionary() -> None:
    words("丝路电商")
    assert not rjieba.has_word("丝路电商")
    assert rjieba.cut("丝路电商") == ["丝路", "电商"]


def test_traditional_text_gives_the_words_of_the_simplified() -> None:
    assert words("電子商務與數據要素的發展") == words(
        "电子商务与数据要素的发展"
    )
    assert [t.word for t in tokenize("發展數據要素")] == ["發展", "數據要素"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("增长3.5%", ["增长", "3.5%"]),
        ("１７．５％", ["17.5%"]),
        ("1,234,567元", ["1,234,567", "元"]),
        ("1,2,3", ["1", "2", "3"]),
        ("2016-2020年", ["2016", "2020", "年"]),
        ("到二〇二五年，", ["到", "二〇二五", "年"]),
        ("5G和B2B", ["5g", "和", "b2b"]),
        ("3.5GHz", ["3.5", "ghz"]),
        ("第十三条", ["第十三条"]),
    ],
)
def test_numbers_stay_whole(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Der Bürger, die Straße", ["der", "bürger", "die", "strasse"]),
        ("don’t re-use e-mail", ["don’t", "re-use", "e-mail"]),
        ("Bu\u0308rger", ["bu\u0308rger"]),
        ("전자상거래 발전", ["전자상거래", "발전"]),
        ("план 2025", ["план", "2025"]),
        ("हिन्दी", ["हिन्दी"]),
        ("𠀀字", ["𠀀", "字"]),
        ("snake_case", ["snake", "case"]),
    ],
)
def test_other_scripts_are_cut_at_word_boundaries(
    text: str, expected: list[str]
) -> None:
    assert words(text) == expected


def test_punctuation_is_listed_only_on_request() -> None:
    assert words("“双创”、发展。") == ["双创", "发展"]
    assert words("“双创”、 发展。", punctuation=True) == [
        "“",
        "双创",
        "”",
        "、",
        "发展",
        "。",
    ]
    assert words(" \n，。") == words("") == []


def test_parts_are_shorter_words_of_the_dictionary() -> None:
    assert "电商" in parts("农村电商")
    assert parts("电商") == []
    assert parts("2025") == parts("5g-netz") == []


def test_another_process_cuts_the_same_way() -> None:
    program = (
        "import hashlib;from plandiff.text.tokens import *;"
        "from plandiff.resources import resource;"
        "t=resource('plans/ec14.txt').read_text('utf-8');"
        "print(tokenizer_name(), hashlib.sha256("
        "'/'.join(words(t)).encode()).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


def test_a_bad_line_in_the_lexicon_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "terms.txt"
    bad.write_text("# note\n数据要素\n数据 要素\n", encoding="utf-8")
    monkeypatch.setattr(tokens, "resource", lambda name: bad)
    with pytest.raises(CodebookError, match="line 3"):
        lexicon.__wrapped__()
