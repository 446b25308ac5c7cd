"""Topics are the same each time, and unstable ones can be told."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from plandiff import Document, load_corpus
from plandiff.analysis.terms.topics import (
    CLAUSE_TOPIC_SCHEMA,
    TOPIC_SCHEMA,
    TopicOptions,
    find_topics,
)
from plandiff.errors import ClauseError

SUBJECTS = (
    "农村物流，农村电商，农产品，县域，乡村",
    "数据安全，个人信息，网络安全，密码，等级保护",
    "人才培养，职业培训，院校，就业，创业",
)


def _plan(*texts: str) -> Document:
    return Document.from_clauses(
        "p", [(str(i), text) for i, text in enumerate(texts)]
    )


PLAN = _plan(*[subject for subject in SUBJECTS for _ in range(8)])


def test_clauses_of_one_subject_share_a_topic() -> None:
    found = find_topics(PLAN, options=TopicOptions(topics=3))
    topics = found.clauses["topic"].tolist()
    groups = [set(topics[start : start + 8]) for start in (0, 8, 16)]
    assert all(len(group) == 1 for group in groups)
    assert len(set.union(*groups)) == 3
    assert found.table["clauses"].tolist() == [8, 8, 8]


def test_topics_are_labelled_by_their_terms() -> None:
    table = find_topics(PLAN, options=TopicOptions(topics=3)).table
    assert list(table) == list(TOPIC_SCHEMA)
    labels = [set(terms.split("、")) for terms in table["terms"]]
    assert any({"农产品", "县域"} <= label for label in labels)


def test_clear_topics_are_stable_and_surplus_ones_are_not() -> None:
    clear = find_topics(PLAN, options=TopicOptions(topics=3)).table
    assert clear["stability"].min() > 0.8
    plan = load_corpus()["ec14"]
    many = find_topics(plan, options=TopicOptions(topics=12, repeats=3)).table
    assert many["stability"].between(0, 1).all()
    assert many["stability"].min() < clear["stability"].min()


def test_shuffled_words_tell_what_chance_would_give() -> None:
    options = TopicOptions(topics=3)
    table = find_topics(PLAN, options=options).table
    assert table["stability_chance"].nunique() == 1
    chance = table["stability_chance"].iloc[0]
    assert 0 < chance < table["stability"].min()
    texts = [clause.text for clause in PLAN]
    words = "，".join(texts).split("，")
    random.Random(4).shuffle(words)
    dealt = _plan(*["，".join(words[n::24]) for n in range(24)])
    noise = find_topics(dealt, options=options).table
    assert noise["stability"].mean() < noise["stability_chance"].iloc[0] + 0.25


def test_the_same_plan_gives_the_same_topics() -> None:
    plan = load_corpus()["ec14"]
    first, second = (
        find_topics(plan, options=TopicOptions(topics=5, repeats=2))
        for _ in range(2)
    )
    pd.testing.assert_frame_equal(first.table, second.table)
    pd.testing.assert_frame_equal(first.clauses, second.clauses)
    assert first.signature == second.signature


def test_a_clause_without_terms_has_no_topic() -> None:
    plan = _plan(*[s for s in SUBJECTS for _ in range(3)], "……")
    clauses = find_topics(plan, options=TopicOptions(topics=3)).clauses
    assert list(clauses) == list(CLAUSE_TOPIC_SCHEMA)
    assert clauses["topic"].isna().tolist() == [False] * 9 + [True]


def test_more_topics_than_clauses_are_refused() -> None:
    with pytest.raises(ClauseError, match="Ask for fewer topics"):
        find_topics(_plan("农村物流", "数据安全"))


@pytest.mark.parametrize(
    "choice", [{"topics": 1}, {"repeats": 1}, {"shuffles": 0}]
)
def test_impossible_options_are_refused(choice: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="expected at least"):
        TopicOptions(**choice)
