"""What two readers linked apart is kept as each of them linked it."""

from __future__ import annotations

from pathlib import Path

import pytest

from plandiff.errors import AlignmentError
from plandiff.training.readers import (
    READER_PAIRS,
    READERS,
    reader_pairs,
)

Links = dict[tuple[str, str], bool]


def _f1(found: Links, gold: Links) -> float:
    """Score one reader by the other: precision of all, recall of core."""
    core = {link for link, major in gold.items() if major}
    precision = len(found.keys() & gold.keys()) / len(found)
    recall = len(core & found.keys()) / len(core)
    return 2 * precision * recall / (precision + recall)


def test_two_readers_agree_on_each_pair(shared: Path) -> None:
    one, two = (reader_pairs(shared, reader) for reader in READERS)
    assert [pair.name for pair in one] == [
        "-".join(names) for names in READER_PAIRS
    ]
    for first, second in zip(one, two, strict=True):
        assert first.strength != second.strength
        assert _f1(first.strength, second.strength) > 0.85, first.name
        assert _f1(second.strength, first.strength) > 0.85, first.name


def test_a_link_of_one_reader_is_unsure_and_its_clause_not_added(
    shared: Path,
) -> None:
    for pair, one, two in zip(
        reader_pairs(shared),
        reader_pairs(shared, "one"),
        reader_pairs(shared, "two"),
        strict=True,
    ):
        links = pair.strength.keys()
        assert links == one.strength.keys() & two.strength.keys()
        assert pair.unsure == one.strength.keys() ^ two.strength.keys()
        for link, major in pair.strength.items():
            assert major == (one.strength[link] and two.strength[link])
        assert not pair.added & {target for _, target in pair.unsure}
        assert pair.added == one.added & two.added


def test_parts_hold_only_what_was_read(shared: Path) -> None:
    pair = reader_pairs(shared)[-1]
    assert {clause.place.split(".")[0] for clause in pair.reference} == {
        "2",
        "3",
    }
    assert {clause.place.split(".")[0] for clause in pair.target} == {
        "2",
        "3",
        "4",
    }


def test_an_unknown_reader_is_an_error(shared: Path) -> None:
    with pytest.raises(AlignmentError, match="one of one, two"):
        reader_pairs(shared, "three")
