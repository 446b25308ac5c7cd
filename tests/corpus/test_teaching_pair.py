"""The teaching pair is marked as constructed and has every change in it."""

from __future__ import annotations

import pandas as pd
import pytest

import plandiff
from plandiff.document import Document
from plandiff.resources import resource
from plandiff.signature import fingerprint

GOLD = "gold/teach1-teach2.csv"
CHANGES = "gold/teach1-teach2-changes.csv"


@pytest.fixture(scope="module")
def pair() -> tuple[Document, Document]:
    corpus = plandiff.load_corpus(user=False)
    return corpus["teach1"], corpus["teach2"]


@pytest.fixture(scope="module")
def links() -> pd.DataFrame:
    return pd.read_csv(resource(GOLD), dtype="string")


@pytest.fixture(scope="module")
def changes() -> pd.DataFrame:
    return pd.read_csv(resource(CHANGES), dtype="string")


def test_both_plans_say_everywhere_that_they_are_constructed(
    pair: tuple[Document, Document],
) -> None:
    table = plandiff.catalog().set_index("id")
    for document in pair:
        assert "教学虚构文本" in document.title
        assert document[0].text.startswith("本文为教学虚构文本")
        assert document.source_text.split("\n")[0].endswith("（教学虚构文本）")
        assert "Constructed for teaching" in table.loc[document.id, "note"]
        assert table.loc[document.id, "level"] == "constructed"


def test_each_has_about_45_clauses_in_four_chapters_with_boxes(
    pair: tuple[Document, Document],
) -> None:
    assert [len(document) for document in pair] == [44, 49]
    for document in pair:
        assert (document.outline()["level"] == 1).sum() == 4
        assert {clause.kind for clause in document} == {
            "paragraph",
            "box_item",
        }
        assert document.notices == ()


def test_every_link_is_anchored_by_the_text_of_its_clauses(
    pair: tuple[Document, Document], links: pd.DataFrame
) -> None:
    for row in links.to_dict("records"):
        for side, document in zip(("reference", "target"), pair, strict=True):
            text = document[row[f"{side}_id"]].text
            assert row[f"{side}_digest"] == fingerprint(text)


def test_links_and_changes_list_the_same_pairs(
    links: pd.DataFrame, changes: pd.DataFrame
) -> None:
    columns = ["reference_id", "target_id"]
    linked = changes[columns].dropna().reset_index(drop=True)
    pd.testing.assert_frame_equal(linked, links[columns])


def test_every_clause_of_both_plans_has_its_change(
    pair: tuple[Document, Document], changes: pd.DataFrame
) -> None:
    for side, document in zip(("reference", "target"), pair, strict=True):
        assert set(changes[f"{side}_id"].dropna()) == {
            clause.id for clause in document
        }


def test_every_kind_of_change_and_their_combinations_occur(
    changes: pd.DataFrame,
) -> None:
    counts = changes["change"].value_counts()
    assert counts.to_dict() == {
        "revised": 16,
        "rewritten": 7,
        "kept": 8,
        "added": 8,
        "merged": 7,
        "split": 7,
        "dropped": 3,
    }
    moved = set(changes.loc[changes["moved"] == "yes", "change"])
    assert moved == {"kept", "revised", "split", "merged"}
    renumbered = changes["renumbered"] == "yes"
    stayed = changes["moved"] == "no"
    assert (renumbered & stayed & (changes["change"] == "kept")).any()
    assert (changes["hard"] == "yes").sum() == 7


def test_what_is_said_of_a_change_follows_from_the_texts(
    pair: tuple[Document, Document], changes: pd.DataFrame
) -> None:
    reference, target = pair
    linked = changes.dropna(subset=["reference_id", "target_id"])
    targets = linked["reference_id"].value_counts()
    references = linked["target_id"].value_counts()
    for row in linked.to_dict("records"):
        left = reference[row["reference_id"]]
        right = target[row["target_id"]]
        several = (
            targets[left.id] > 1,
            references[right.id] > 1,
        )
        same = left.text == right.text
        assert (row["change"] == "kept") == same
        assert (row["change"] in {"split", "merged"}) == any(several)
        assert (row["renumbered"] == "yes") == (left.place != right.place)


def test_hard_pairs_share_hardly_a_phrase(
    pair: tuple[Document, Document], changes: pd.DataFrame
) -> None:
    reference, target = pair
    for row in changes[changes["hard"] == "yes"].to_dict("records"):
        left = reference[row["reference_id"]].text
        right = target[row["target_id"]].text
        grams = [
            {text[i : i + 4] for i in range(len(text) - 3)}
            for text in (left, right)
        ]
        shared = len(grams[0] & grams[1]) / min(map(len, grams))
        assert shared < 0.25, (row["reference_id"], row["target_id"], shared)
