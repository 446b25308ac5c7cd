"""Vectors that learn which halves belong to one clause."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from plandiff.training.collection import Passage
from plandiff.training.contrast import (
    ContrastOptions,
    contrast_vectors,
)

SUBJECTS = (
    "物流 配送 仓储 运输",
    "学校 教师 学生 课程",
    "医院 医生 药品 病人",
)
WORDS = {w: n for n, w in enumerate(" ".join(SUBJECTS).split())}
OPTIONS = ContrastOptions(
    steps=60,
    batch=32,
    of_document=16,
    least_words=4,
    least_clauses=4,
    rate=0.05,
)


def _passages() -> list[Passage]:
    chance = np.random.default_rng(1)
    return [
        Passage(
            "plan" if number % 2 else "statute",
            f"d{number % 4}",
            [str(w) for w in chance.choice(SUBJECTS[number % 3].split(), 12)],
        )
        for number in range(120)
    ]


def _start() -> np.ndarray:
    chance = np.random.default_rng(2)
    table = chance.normal(size=(len(WORDS), 6)).astype(np.float32)
    return table / np.linalg.norm(table, axis=1, keepdims=True)


def _contrast(table: np.ndarray) -> float:
    """Mean cosine within a subject less that between subjects."""
    unit = table / np.linalg.norm(table, axis=1, keepdims=True)
    alike = unit @ unit.T
    same = np.equal.outer(np.arange(12) // 4, np.arange(12) // 4)
    apart = ~same
    np.fill_diagonal(same, False)
    return float(alike[same].mean() - alike[apart].mean())


def test_words_of_one_subject_come_together() -> None:
    found = contrast_vectors(_passages(), WORDS, _start(), options=OPTIONS)
    assert _contrast(found) > _contrast(_start()) + 0.5


def test_equal_inputs_give_equal_numbers_and_the_start_stays() -> None:
    start = _start()
    found = [
        contrast_vectors(_passages(), WORDS, start, options=OPTIONS)
        for _ in range(2)
    ]
    assert (found[0] == found[1]).all()
    assert (start == _start()).all()


def test_one_genre_is_enough_whichever_is_asked_for() -> None:
    plans = [p for p in _passages() if p.genre == "plan"]
    options = replace(OPTIONS, plans=0.0, steps=2)
    found = contrast_vectors(plans, WORDS, _start(), options=options)
    assert (found != _start()).any()


def test_without_a_document_long_enough_the_start_is_kept() -> None:
    short = [Passage("plan", "d", ["物流", "学校"])]
    found = contrast_vectors(short, WORDS, _start(), options=OPTIONS)
    assert (found == _start()).all()
