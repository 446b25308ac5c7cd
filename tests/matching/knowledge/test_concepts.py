"""Policy concepts: one subject, many words."""

from __future__ import annotations

import re
import tomllib
from collections import Counter

import pytest

from plandiff.errors import CodebookError
from plandiff.matching.features import measures
from plandiff.matching.knowledge import concepts
from plandiff.matching.pairs import compare
from plandiff.resources import resource
from plandiff.text.characters import HAN

ENTRIES = tomllib.loads(
    resource("lexicon/concepts.toml").read_text(encoding="utf-8")
)["concept"]


def test_ids_are_unique_and_terms_can_be_told_from_general_words() -> None:
    assert len(concepts.concept_names()) == len(ENTRIES) > 400
    general = {"发展", "加强", "建设", "体系", "服务", "管理", "推进"}
    held = Counter(term for entry in ENTRIES for term in entry["terms"])
    assert not general & set(held)
    assert max(held.values()) <= 3
    assert all(re.fullmatch("[a-z0-9-]+", e["id"]) for e in ENTRIES)


def test_the_longest_term_counts_and_the_shorter_one_inside_does_not() -> None:
    assert concepts.find_concepts("电子商务进农村") == ["rural-commerce"]


def test_script_and_width_make_no_difference() -> None:
    plain = concepts.find_concepts("推进农村电子商务和５Ｇ网络")
    assert plain
    assert concepts.find_concepts("推進農村電子商務和5G網絡") == plain


def test_a_text_without_a_concept_has_none() -> None:
    assert concepts.find_concepts("") == []
    assert concepts.find_concepts("Die Straße") == []


@pytest.mark.parametrize("text", ["sketch and stretch", "Newton", "15G"])
def test_latin_terms_are_not_found_inside_words(text: str) -> None:
    assert concepts.find_concepts(text) == []


def test_latin_terms_are_found_beside_chinese() -> None:
    assert concepts.find_concepts("加入WTO以后") != []
    assert concepts.find_concepts("5G网络") == concepts.find_concepts("５Ｇ")


def test_two_wordings_of_one_subject_are_alike_without_a_common_word() -> None:
    pairs = compare(
        ["拓宽投融资渠道。", "保护野生动物。"],
        ["加大金融服务支持。", "加快冷链建设。"],
    )
    found = measures(pairs)
    assert found["word_tfidf"][0] == 0
    assert found["concept_tfidf"][0] > 0
    assert found["concept_tfidf"][2] == 0


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"id": "a", "zh": "甲", "en": "A"}, "concept 1.*no 'terms'"),
        (
            {"id": "a", "zh": "甲", "en": "A", "terms": ["甲乙", "甲乙"]},
            "each term once",
        ),
        (
            {"id": "a", "zh": "甲", "en": "A", "terms": ["甲"]},
            "at least two characters",
        ),
    ],
)
def test_a_bad_entry_is_named(
    entry: dict[str, object], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(concepts, "_entries", lambda: [entry])
    with pytest.raises(CodebookError, match=message):
        concepts.concept_names.__wrapped__()


def test_terms_are_chinese_or_plain_letters() -> None:
    allowed = re.compile(rf"[{HAN}A-Za-z0-9.&×+]{{2,12}}")
    assert [
        term
        for entry in ENTRIES
        for term in entry["terms"]
        if not allowed.fullmatch(term)
    ] == []
