"""Many alignments: the same as one by one, stored, gone on with."""

from __future__ import annotations

import pandas as pd
import pytest
from scale.invented import plans

import plandiff
from plandiff.errors import (
    AlignmentError,
    CorpusError,
    OutputError,
    PlandiffWarning,
)
from plandiff.scale import pairs as module


@pytest.fixture(scope="module")
def documents() -> list[plandiff.Document]:
    return plans(3, 8, seed=11)


def assert_same(one: plandiff.Alignment, other: plandiff.Alignment) -> None:
    assert one.signature == other.signature
    assert one.notices == other.notices
    assert one.options == other.options
    for name in ("links", "pairs", "lone"):
        pd.testing.assert_frame_equal(
            getattr(one, name), getattr(other, name), check_exact=True
        )


def test_many_are_what_one_by_one_are(documents) -> None:
    many = plandiff.align_many(documents, "all")
    assert list(many) == [("p0", "p1"), ("p0", "p2"), ("p1", "p2")]
    by_id = {document.id: document for document in documents}
    for (earlier, later), alignment in many.items():
        assert alignment.reference is by_id[earlier]
        assert_same(alignment, plandiff.align(by_id[earlier], by_id[later]))


def test_stored_pairs_are_the_same_and_not_made_again(
    documents, tmp_path, monkeypatch
) -> None:
    folder = tmp_path / "pairs"
    first = plandiff.align_many(documents, folder=folder)
    assert (len(first), first.found) == (2, 0)
    for pair, alignment in plandiff.align_many(documents).items():
        assert_same(first[pair], alignment)
    stored = {path.name: path.read_bytes() for path in folder.iterdir()}

    def never(*_: object, **__: object) -> None:
        raise AssertionError("aligned again")

    monkeypatch.setattr(module, "align", never)
    again = plandiff.align_many(documents, folder=folder)
    assert again.found == 2
    assert_same(again["p0", "p1"], first["p0", "p1"])
    now = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert now == stored


def test_an_interrupted_run_goes_on_where_it_was(
    documents, tmp_path, monkeypatch
) -> None:
    made = []

    def twice(*args, **kwargs):
        if len(made) == 2:
            raise KeyboardInterrupt
        made.append(args)
        return plandiff.align(*args, **kwargs)

    monkeypatch.setattr(module, "align", twice)
    with pytest.raises(KeyboardInterrupt):
        plandiff.align_many(documents, "all", folder=tmp_path)
    monkeypatch.undo()
    rest = plandiff.align_many(documents, "all", folder=tmp_path)
    assert (len(rest), rest.found) == (3, 2)


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty"])
def test_a_damaged_pair_is_made_again(documents, tmp_path, damage) -> None:
    whole = plandiff.align_many(documents, folder=tmp_path)
    path = sorted(tmp_path.iterdir())[0]
    data = path.read_bytes()
    middle = len(data) // 3
    path.write_bytes(
        {
            "cut": data[:middle],
            "flipped": data[:middle]
            + bytes(255 - byte for byte in data[middle : middle + 40])
            + data[middle + 40 :],
            "empty": b"",
        }[damage]
    )
    with pytest.warns(PlandiffWarning, match="1 stored pairs cannot be read"):
        again = plandiff.align_many(documents, folder=tmp_path)
    assert again.found == 1
    for pair in whole:
        assert_same(whole[pair], again[pair])
    assert path.read_bytes() == data


def test_other_texts_or_options_are_made_again(documents, tmp_path) -> None:
    plandiff.align_many(documents, folder=tmp_path)
    changed = [*documents[:2], plans(3, 9, seed=12)[2]]
    assert plandiff.align_many(changed, folder=tmp_path).found == 1
    options = plandiff.AlignOptions(terms=2)
    many = plandiff.align_many(changed, folder=tmp_path, options=options)
    assert many.found == 0


def test_a_folder_that_is_a_file_is_told(documents, tmp_path) -> None:
    path = tmp_path / "file"
    path.write_text("x")
    with pytest.raises(OutputError, match="expected a folder"):
        plandiff.align_many(documents, folder=path)


def test_a_full_disk_is_told(documents, tmp_path, monkeypatch) -> None:
    import pyarrow.parquet as pq

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(OutputError, match=r"No space left .* make room"):
        plandiff.align_many(documents, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_notices_are_given_once_a_document() -> None:
    empty = plandiff.Document.from_clauses(
        "e", [("1", "——"), ("2", "推进冷链建设。")]
    )
    with pytest.warns(PlandiffWarning) as caught:
        many = plandiff.align_many([empty, *plans(2, 5)], "all")
    told = [str(w.message) for w in caught if "e: 1 of 2" in str(w.message)]
    assert len(told) == 1
    assert "e: 1 of 2" in many["e", "p0"].notices[0]


def test_what_was_asked_wrongly_is_told(documents) -> None:
    one = plandiff.Document.from_clauses("none", [])
    with pytest.raises(AlignmentError, match="none: expected at least one"):
        plandiff.align_many([*documents, one])
    with pytest.raises(ValueError, match="'successive', 'all'"):
        plandiff.align_many(documents, "next")
    with pytest.raises(CorpusError, match="found 'q'"):
        plandiff.align_many(documents, [("p0", "q")])
    with pytest.raises(ValueError, match="'p0' twice"):
        plandiff.align_many(documents, [("p0", "p0")])
    with pytest.raises(CorpusError, match="which number 1 has too"):
        plandiff.align_many([documents[0], documents[0]])
    with pytest.raises(CorpusError, match="that were aligned"):
        plandiff.align_many(documents)["p0", "p2"]


def test_a_pair_of_ids_is_aligned_in_that_order(documents) -> None:
    many = plandiff.align_many(documents, [("p2", "p0")])
    assert many["p2", "p0"].reference.id == "p2"
