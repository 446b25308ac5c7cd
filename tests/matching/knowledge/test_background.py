"""Word frequencies and vectors: what is common, and what means the like."""

from __future__ import annotations

import csv
import gzip
import json
import re
from pathlib import Path

import numpy as np
import pytest

from plandiff.errors import CorpusError
from plandiff.matching.knowledge.background import load_background
from plandiff.resources import resource
from plandiff.text.characters import HAN
from plandiff.text.tokens import lexicon
from plandiff.training.background import (
    TrainingOptions,
    train,
    training_signature,
)
from plandiff.training.collection import Passage, plan_files, read_passages
from plandiff.training.contrast import ContrastOptions

BACKGROUND = load_background()
SMALL = TrainingOptions(
    least_documents=2,
    vectors=20,
    skipped=1,
    near=1,
    dimensions=2,
    window=2,
    name_statutes=1,
    contrast=ContrastOptions(steps=5, batch=4, least_words=3, least_clauses=1),
)


def _passages() -> list[Passage]:
    texts = ["甲醇 燃料 供应", "乙醇 燃料 供应", "养老 服务 机构"] * 4
    return [
        Passage(
            "plan" if number % 2 else "statute", f"d{number}", line.split()
        )
        for number, line in enumerate(texts)
    ]


def test_the_shipped_file_is_small_and_says_what_made_it() -> None:
    assert resource("models/background.npz").stat().st_size < 4_000_000
    training = BACKGROUND.training
    assert set(training) == {"inputs", "left_out", "options", "versions"}
    assert all(
        re.fullmatch("[0-9a-f]{64}", value)
        for value in training["inputs"].values()
    )
    assert BACKGROUND.signature.startswith("background-")


def test_no_long_string_number_or_name_is_shipped() -> None:
    allowed = re.compile(rf"[{HAN}]{{1,6}}|[a-z0-9-]{{2,12}}")
    terms = set(lexicon())
    assert [
        word
        for word in BACKGROUND.words
        if word not in terms and not allowed.fullmatch(word)
    ] == []
    for word in ("周恩来", "李克强", "一九五八", "2025", "百分之二十"):
        assert word not in BACKGROUND


def _shares(word: str) -> tuple[float, float]:
    """Tell in what share of clauses and of passages a word stands."""
    place = BACKGROUND.words.index(word)
    return (
        BACKGROUND.statute_counts[place] / BACKGROUND.statutes,
        BACKGROUND.plan_counts[place] / BACKGROUND.plans,
    )


def test_commonplaces_stand_in_more_passages_than_terms() -> None:
    assert _shares("推进")[1] > 0.1 > 0.01 > _shares("冷链物流")[1] > 0


def test_statutes_have_commonplaces_of_their_own() -> None:
    statutes, plans = _shares("应当")
    assert statutes > 0.1 > plans
    assert max(_shares("跨境电商")) < 0.03


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("反垄断", "公平竞争"),
        ("冷链物流", "物流配送"),
        ("数据要素", "数据资产"),
        ("消费者权益", "消费者"),
    ],
)
def test_words_of_one_field_are_neighbours(word: str, near: str) -> None:
    side = BACKGROUND.vectors[:, : BACKGROUND.near]
    alike = side @ side[BACKGROUND.words.index(word)]
    nearest = np.argsort(-alike, kind="stable")[1:11]
    assert near in {BACKGROUND.words[place] for place in nearest}


def test_an_unknown_word_takes_the_vector_of_its_parts() -> None:
    word = "丝路电商"
    assert word not in BACKGROUND
    vector = BACKGROUND.vector(word)
    assert vector is not None
    assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-5)
    assert BACKGROUND.vector("qqxx") is None


def test_a_missing_or_foreign_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "other.npz"
    with pytest.raises(CorpusError, match=r"plandiff\.training\.background"):
        load_background(path)
    for damaged in (b"", resource("models/background.npz").read_bytes()[:99]):
        path.write_bytes(damaged)
        with pytest.raises(
            CorpusError, match=r"plandiff\.training\.background"
        ):
            load_background(path)
    np.savez(path, words=np.zeros(1))
    with pytest.raises(CorpusError, match=r"other\.npz"):
        load_background(path)


def test_training_is_deterministic_and_counts_passages() -> None:
    first = train(_passages(), options=SMALL)
    second = train(_passages(), options=SMALL)
    for name, values in first.items():
        assert values.tobytes() == second[name].tobytes()
    words = first["words"].tobytes().decode().split("\n")
    assert words[:2] == ["供应", "燃料"]
    assert first["plan_counts"][0] + first["statute_counts"][0] == 8
    assert int(first["plans"]) == int(first["statutes"]) == 6


def test_words_in_like_company_get_like_vectors() -> None:
    model = train(_passages(), options=SMALL)
    words = model["words"].tobytes().decode().split("\n")
    rows = model["apart"].astype(float)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    one, other, far = (rows[words.index(w)] for w in ("甲醇", "乙醇", "养老"))
    assert one @ other > 0.99
    assert abs(one @ far) < 0.5


def test_rare_words_and_names_are_not_learnt() -> None:
    passages = [
        *_passages(),
        *(Passage("plan", f"n{i}", ["毛泽东", "九十"]) for i in range(3)),
        *(Passage("plan", "once", ["孤例"]) for _ in range(9)),
    ]
    words = train(passages, options=SMALL)["words"].tobytes().decode()
    assert not {"毛泽东", "孤例", "九十"} & set(words.split("\n"))


def test_too_small_a_collection_is_refused() -> None:
    with pytest.raises(CorpusError, match="larger collection"):
        train(_passages())


def test_the_development_data_are_left_out(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "regulations.jsonl.gz", "wt") as lines:
        for title in ("反垄断法(2022-06-24)", "消防条例"):
            clauses = [["1", "为了发展"]]
            record = {"id": title, "title": title, "clauses": clauses}
            lines.write(json.dumps(record) + "\n")
    official = tmp_path / "official"
    for name in ("informatization-13fyp-2016-2020", "reports"):
        (official / name).mkdir(parents=True)
        (official / name / "a.txt").write_text("推进\n建设", "utf-8")
    report = {"title": "t", "content": "旧时", "year": "1959"}
    (official / "reports" / "b.jsonl").write_text(json.dumps(report))
    with (official / "reports" / "c.csv").open("w", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerows([["title", "full_text"], ["r", "完善。提高。"]])
    passages = list(read_passages(tmp_path, length=2))
    assert [(p.genre, p.document, p.words) for p in passages] == [
        ("statute", "消防条例", ["为了", "发展"]),
        ("plan", "a.txt/a.txt", ["推进"]),
        ("plan", "a.txt/a.txt", ["建设"]),
        ("plan", "c.csv/r", ["完善"]),
        ("plan", "c.csv/r", ["提高"]),
    ]
    signature = json.loads(training_signature(tmp_path, SMALL))
    assert list(signature["inputs"]) == [
        "official/reports/a.txt",
        "official/reports/b.jsonl",
        "official/reports/c.csv",
        "regulations.jsonl.gz",
    ]


def test_an_input_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"gone\.txt: expected a file"):
        plan_files(tmp_path, ["regulations.jsonl.gz", "official/gone.txt"])


@pytest.mark.slow
def test_the_shipped_file_can_be_made_again(shared: Path) -> None:
    folder = shared / "corpora"
    options, names = TrainingOptions(), BACKGROUND.training["inputs"]
    made = train(list(read_passages(folder, names=names)), options=options)
    record = training_signature(folder, options, names=names)
    signature = json.loads(record)
    assert signature["inputs"] == BACKGROUND.training["inputs"]
    assert tuple(made["words"].tobytes().decode().split("\n")) == (
        BACKGROUND.words
    )
    assert (made["plan_counts"] == BACKGROUND.plan_counts).all()
    size = BACKGROUND.near
    for part, known in (
        ("near", BACKGROUND.vectors[:, :size]),
        ("apart", BACKGROUND.vectors[:, size:]),
    ):
        rows = made[part].astype(np.float32)
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
        # Both parts count alike, so each is as long as the square root of 2.
        assert ((rows * known).sum(axis=1) > 0.99 / 2**0.5).all()
