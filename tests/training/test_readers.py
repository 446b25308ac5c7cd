"""What two readers linked apart is kept as each of them linked it."""

from __future__ import annotations

from pathlib import Path

import pytest

from plandiff.errors import AlignmentError
from plandiff.training.gold import gold_pairs, single_pairs
from plandiff.training.links import example
from plandiff.training.readers import (
    READ_AGAIN,
    READER_PAIRS,
    READERS,
    reader_pairs,
    scored,
    third_reading,
)

LOOSELY_READ = {
    "g06-g11",
    "cpp14-g21",
    "g25-ah26",
    "zj26-ha26",
    "op15-inf13",
}
"""Where one of the readers linked many pairs that the other did not."""


def test_two_readers_agree_on_each_pair(shared: Path) -> None:
    one, two = (reader_pairs(shared, reader) for reader in READERS)
    names = [pair.name for pair in READER_PAIRS]
    assert [pair.name for pair in one] == names
    once = [pair.name for pair in single_pairs(shared)]
    assert len({*names, *once}) == len(names) + len(once)
    both = []
    for first, second in zip(one, two, strict=True):
        assert first.strength != second.strength
        each = (
            scored(first.strength, second.strength),
            scored(second.strength, first.strength),
        )
        least = 0.7 if first.name in LOOSELY_READ else 0.85
        assert min(each) > least, first.name
        both.append(sum(each) / 2)
    assert sum(both) / len(both) > 0.9


def test_a_third_reader_links_what_two_settled_and_more(
    shared: Path,
) -> None:
    """What one more careful reader reaches, and why that is not 1."""
    known = {p.name: p for p in [*gold_pairs(shared), *single_pairs(shared)]}
    for name in READ_AGAIN:
        settled = known[name].strength
        third = third_reading(known[name])
        assert len(third) > len(settled), name
        assert scored(settled, third) > 0.9, name
        assert 0.7 < scored(third, settled) < 0.95, name


def test_a_link_of_one_reader_trains_as_none_and_is_not_scored(
    shared: Path,
) -> None:
    pair = next(p for p in reader_pairs(shared) if p.name == "op15-de14")
    found = example(pair)
    left = [clause.id for clause in pair.reference]
    right = [clause.id for clause in pair.target]
    doubtful = [
        place
        for place, (i, j) in enumerate(
            zip(found.rows, found.columns, strict=True)
        )
        if (left[i], right[j]) in pair.unsure
    ]
    assert len(doubtful) == len(pair.unsure) > 0
    assert found.trains[doubtful].all()
    assert not found.linked[doubtful].any()
    assert not found.judged[doubtful].any()


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
    pair = next(
        p for p in reader_pairs(shared) if p.name == "outline10-outline15"
    )
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
