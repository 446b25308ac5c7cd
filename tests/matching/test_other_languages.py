"""Other languages are aligned by a model that needs no Chinese word."""

from __future__ import annotations

import json

import pytest
from folders import CASES

import plandiff
from plandiff import Document
from plandiff.matching.align import AlignOptions
from plandiff.matching.model import load_model
from plandiff.matching.scoring import model_for
from plandiff.text.characters import is_chinese


def _document(language: str, name: str, side: str) -> Document:
    path = CASES / language / f"{name}-{side}.jsonl"
    lines = path.read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return Document.from_clauses(
        side,
        [
            (r["id"], r["text"], tuple(p for p in r["path"].split(" / ") if p))
            for r in rows
        ],
    )


@pytest.mark.parametrize(
    ("language", "name", "least", "error"),
    [
        ("german", "ordinance", 0.8, 0.15),
        ("german", "strategy", 0.55, 0.15),
        ("german", "flood", 0.75, 0.15),
        ("german", "statute", 0.63, 0.15),
        ("german", "brochure", 0.68, 0.15),
        ("german", "island", 0.75, 0.15),
        ("german", "tale", 0.7, 0.15),
        ("english", "digital", 0.8, 0.15),
        ("english", "lido", 0.8, 0.15),
    ],
)
def test_invented_pairs_are_linked(
    language: str, name: str, least: float, error: float
) -> None:
    """No such text trained the model; the bounds leave some room."""
    old, new = (_document(language, name, side) for side in ("old", "new"))
    links = CASES / language / f"{name}-links.csv"
    scores = plandiff.evaluate(plandiff.align(old, new), links)
    found = scores.set_index("measure")["value"]
    assert found["f1"] >= least
    assert found["calibration_error"] <= error


def test_one_chinese_word_does_not_make_a_document_chinese() -> None:
    german = Document.from_clauses(
        "a",
        [("1", "Ausbau der 5G-Netze nach dem Vorbild von 中国制造 2025.")],
    )
    chinese = Document.from_clauses("b", [("1", "加快 5G 网络建设。")])
    other, usual = load_model(kind="other"), load_model()
    assert model_for(german, german, AlignOptions()) == other
    assert model_for(german, chinese, AlignOptions()) == other
    assert model_for(chinese, chinese, AlignOptions()) == usual


def test_a_document_without_letters_is_taken_for_chinese() -> None:
    assert is_chinese(["——", ""])
    assert is_chinese(["加快 5G 和 IPv6 部署"])
    assert not is_chinese(["Freie Wahl der Endgeräte"])
    assert not is_chinese(["農村における電子商取引の発展を促進する。"])


@pytest.mark.parametrize("kind", ["other", "other-semantic"])
def test_the_models_for_other_languages_ask_for_no_chinese_word(
    kind: str,
) -> None:
    asked = load_model(kind=kind).link.features
    assert "word_tfidf" in asked
    for measure in (
        "semantic",
        "concept_tfidf",
        "subject_concepts",
        "opening_meaning",
        "opening_meaning_in_target",
        "sentence_meaning_reference",
        "strongest_meaning",
        "same_frame",
        "other_part",
    ):
        assert not [name for name in asked if name.startswith(measure)]
