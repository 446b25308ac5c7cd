"""One reader of sentences, at the level that its caller names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plandiff.analysis.commitment.force import cut_sentences
from plandiff.text.sentences import LEVELS, sentence_spans

TEXT = "发展农村电商；完善物流体系\n保护数据安全。建设平台"


@pytest.mark.parametrize(
    ("level", "count"), [("stop", 3), ("sentence", 4), ("part", 4)]
)
def test_each_level_counts_its_own_sentences(level, count):
    assert len(sentence_spans(TEXT, level)) == count


def test_force_and_themes_cut_alike():
    assert cut_sentences(TEXT) == sentence_spans(TEXT)


def test_what_closes_after_the_mark_belongs_to_the_sentence():
    text = "坚持“放管服。”推进改革！"
    assert [text[a:b] for a, b in sentence_spans(text)] == [
        "坚持“放管服。”",
        "推进改革！",
    ]


@given(st.text("发展，。；：“”！？!?;,\n 甲A1", max_size=40))
def test_sentences_cover_the_text(text):
    for level in LEVELS:
        spans = sentence_spans(text, level)
        assert "".join(text[a:b] for a, b in spans) == text
        assert all(a < b for a, b in spans)


def test_an_unknown_level_is_refused():
    with pytest.raises(ValueError, match="'comma'"):
        sentence_spans("发展", "comma")
