"""The main comparison is measured against two readers' own links."""

from __future__ import annotations

import pytest

import plandiff
from plandiff.evaluation.gold import load_gold
from plandiff.resources import resource


@pytest.fixture(scope="module")
def gold() -> str:
    return str(resource("gold/ec13-ec14.csv"))


def test_every_item_of_the_digest_was_judged(gold: str) -> None:
    digest = plandiff.load_corpus(user=False)["ec13"]
    linked = set(load_gold(gold)["reference_id"])
    assert linked == {clause.id for clause in digest}


def test_the_links_are_better_than_chance_by_far(gold: str) -> None:
    corpus = plandiff.load_corpus(user=False)
    alignment = plandiff.align(corpus["ec13"], corpus["ec14"])
    scores = plandiff.evaluate(alignment, gold).set_index("measure")["value"]
    pairs = len(corpus["ec13"]) * len(corpus["ec14"])
    assert scores["precision"] > 10 * len(load_gold(gold)) / pairs


def test_a_digest_has_a_model_of_its_own() -> None:
    corpus = plandiff.load_corpus(user=False)
    against_text = plandiff.align(corpus["ec13"], corpus["ec14"])
    of_texts = plandiff.align(corpus["teach1"], corpus["teach2"])
    models = [
        part
        for alignment in (against_text, of_texts)
        for part in alignment.signature.split("|")
        if part.startswith("model:")
    ]
    assert len(set(models)) == 2
