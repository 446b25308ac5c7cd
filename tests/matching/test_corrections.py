"""A scholar's decisions override the machine, or fail loudly."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from plandiff import Document, align
from plandiff.errors import AlignmentError
from plandiff.matching.corrections import CORRECTION_SCHEMA, read_corrections
from plandiff.signature import fingerprint

EARLIER = {"1": "大力发展农村电子商务。", "2": "保护个人信息和数据安全。"}
LATER = {"1": "持续发展农村电子商务。", "2": "保障个人信息与数据安全。"}


def documents() -> tuple[Document, Document]:
    return (
        Document.from_clauses("x", EARLIER.items()),
        Document.from_clauses("y", LATER.items()),
    )


def decision(old: str, new: str, what: str) -> tuple[str, ...]:
    return (
        f"x:{old}",
        f"y:{new}",
        what,
        "read twice",
        "reader",
        fingerprint(EARLIER[old]),
        fingerprint(LATER[new]),
    )


def sheet(*rows: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(CORRECTION_SCHEMA))


def links(alignment) -> dict[tuple[str, str], str]:
    table = alignment.links
    pairs = zip(table["reference_id"], table["target_id"], strict=True)
    return dict(zip(pairs, table["origin"], strict=True))


def test_a_decision_overrides_the_machine_and_is_marked():
    alignment = align(
        *documents(),
        corrections=sheet(
            decision("1", "1", "no link"), decision("2", "1", "link")
        ),
    )
    assert links(alignment) == {
        ("x:2", "y:1"): "correction",
        ("x:2", "y:2"): "model",
    }


def test_the_override_rate_is_reported():
    alignment = align(
        *documents(),
        corrections=sheet(
            decision("1", "1", "no link"), decision("2", "2", "link")
        ),
    )
    assert alignment.notices == (
        "corrections: 2 decisions applied, of which 1 (50%) override the "
        "machine.",
    )


def test_corrections_stand_in_the_signature():
    with_them = align(
        *documents(), corrections=sheet(decision("1", "1", "link"))
    )
    assert "corrections:1@" in with_them.signature
    assert "corrections:none" in align(*documents()).signature


def test_a_csv_file_is_read(tmp_path: Path):
    path = tmp_path / "corrections.csv"
    sheet(decision("1", "1", "no link"), decision("2", "2", "")).to_csv(
        path, index=False
    )
    assert len(read_corrections(path)) == 1
    found = links(align(*documents(), corrections=path))
    assert ("x:1", "y:1") not in found


def test_a_moved_text_is_refused():
    earlier, _ = documents()
    moved = Document.from_clauses("y", [("1", "另一条款。")])
    with pytest.raises(AlignmentError, match="text has changed"):
        align(earlier, moved, corrections=sheet(decision("1", "1", "link")))


def test_an_unknown_clause_is_refused():
    row = ("x:9", *decision("1", "1", "link")[1:])
    with pytest.raises(AlignmentError, match="another reading"):
        align(*documents(), corrections=sheet(row))


def test_missing_columns_and_unknown_decisions_are_refused(tmp_path: Path):
    path = tmp_path / "short.csv"
    path.write_text("reference_id,target_id\nx:1,y:1\n", encoding="utf-8")
    with pytest.raises(AlignmentError, match="no decision"):
        read_corrections(path)
    with pytest.raises(AlignmentError, match="maybe"):
        read_corrections(sheet(decision("1", "1", "maybe")))


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path):
    with pytest.raises(AlignmentError, match="could not read"):
        read_corrections(tmp_path / "none.csv")
