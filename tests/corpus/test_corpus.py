"""The corpus reads what the catalog promises and says what it lacks."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import plandiff
from plandiff.analysis.themes.loading import load_codebook
from plandiff.corpus.collection import CATALOG_SCHEMA, SOURCE_SCHEMA, Corpus
from plandiff.corpus.entries import (
    Entry,
    bundled_entries,
    file_sha256,
    read_entries,
    user_folders,
)
from plandiff.corpus.sealing import entry_text, write_hashes
from plandiff.errors import CorpusError
from plandiff.resources import resource
from plandiff.signature import fingerprint

WITH_TEXT = {"ec11", "ec12", "ec13", "ec14", "teach1", "teach2"}


@pytest.fixture(autouse=True)
def _no_folder_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANDIFF_CORPORA", "")


@pytest.fixture
def digest_text() -> str:
    file = {entry.id: entry.file for entry in bundled_entries()}["ec12"]
    assert file is not None
    return file.read_text(encoding="utf-8")


def test_the_bundled_corpus_holds_the_plans_with_a_text() -> None:
    corpus = plandiff.load_corpus()
    assert set(corpus) >= WITH_TEXT
    assert len(corpus) == len(list(corpus))
    assert "op15" not in corpus


def test_ec14_is_full_text_with_the_metadata_of_the_catalog() -> None:
    ec14 = plandiff.load_corpus()["ec14"]
    assert (ec14.fidelity, len(ec14)) == ("full", 71)
    assert len(ec14.source_text) == 18139
    assert ec14.metadata.written == "2021-10"
    assert ec14.metadata.period == (2021, 2025)
    assert ec14.source.address.startswith("https://ceietn.com/")


def test_the_missing_target_table_was_not_put_into_ec14() -> None:
    text = plandiff.load_corpus()["ec14"].source_text
    assert "46 万亿" not in text
    assert "46万亿" not in text


def test_every_bundled_hash_is_that_of_the_file() -> None:
    for entry in bundled_entries():
        if entry.file is not None:
            assert file_sha256(entry.file) == entry.sha256, entry.id


def test_catalog_and_digest_agree_on_the_plan() -> None:
    corpus = plandiff.load_corpus()
    for id in ("ec11", "ec12", "ec13", "op11"):
        assert corpus.entry(id).metadata == corpus[id].metadata


def test_the_catalog_is_a_table_with_one_row_per_document() -> None:
    table = plandiff.catalog()
    assert list(table.columns) == list(CATALOG_SCHEMA)
    assert table["id"].is_unique
    row = table.set_index("id").loc["inf13"]
    assert row["number"] == "国发〔2016〕73号"
    assert row[["fidelity", "file", "sha256"]].isna().all()


def test_every_address_of_the_catalog_was_seen_somewhere(
    shared: Path,
) -> None:
    seen = "".join(
        path.read_text(encoding="utf-8")
        for path in (shared / "facts").glob("*.md")
    )
    for path in (shared / "corpora" / "official").glob("*/provenance.json"):
        seen += path.read_text(encoding="utf-8")
    sources = plandiff.load_corpus().sources
    assert list(sources.columns) == list(SOURCE_SCHEMA)
    assert [a for a in sources["address"] if a not in seen] == []


def test_numbers_and_dates_are_those_read_in_the_texts(shared: Path) -> None:
    seen = ""
    for path in (shared / "corpora" / "official").glob("*/provenance.json"):
        seen += path.read_text(encoding="utf-8")
    for id in ("op15", "inf13", "de14", "ai17"):
        known = plandiff.load_corpus().entry(id).metadata
        assert f'"doc_number": "{known.number}"' in seen
        assert f'"date": "{known.written}"' in seen


def test_an_unknown_id_lists_the_near_ones() -> None:
    corpus = plandiff.load_corpus()
    with pytest.raises(CorpusError, match=r"Near: .*ec13"):
        corpus["ec31"]
    with pytest.raises(CorpusError, match=r"Near: .*inf13 “十三五”国家信息化"):
        corpus["信息化规划"]
    with pytest.raises(CorpusError, match="No id or title is near"):
        corpus["zzzzzzzz"]


def test_a_document_without_text_says_where_it_may_be_found() -> None:
    corpus = plandiff.load_corpus()
    with pytest.raises(CorpusError, match=r"content_9707.*plandiff add op15"):
        corpus["op15"]
    with pytest.raises(CorpusError, match="No address of its text"):
        corpus["no13"]


def test_get_gives_a_default_where_there_is_nothing_to_read() -> None:
    corpus = plandiff.load_corpus()
    assert corpus.get("op15") is None
    assert corpus.get("nothing", "x") == "x"
    assert corpus.get("ec13") is corpus["ec13"]


def test_documents_are_read_once() -> None:
    corpus = plandiff.load_corpus()
    assert corpus["ec13"] is corpus["ec13"]


def test_a_changed_file_is_refused_and_both_hashes_are_named(
    tmp_path: Path, digest_text: str
) -> None:
    file = tmp_path / "ec12.toml"
    file.write_text(digest_text, encoding="utf-8")
    entry = Entry("ec12", fidelity="digest", file=file, sha256="0" * 64)
    with pytest.raises(CorpusError) as caught:
        Corpus([entry])["ec12"]
    assert "0" * 64 in str(caught.value)
    assert file_sha256(file) in str(caught.value)


def test_a_later_folder_takes_the_place_of_an_earlier_entry(
    tmp_path: Path, digest_text: str
) -> None:
    (tmp_path / "x.toml").write_text(digest_text, encoding="utf-8")
    entry = Entry(
        "ec12",
        fidelity="digest",
        file=tmp_path / "x.toml",
        sha256=file_sha256(tmp_path / "x.toml"),
    )
    (tmp_path / "catalog.toml").write_text(
        entry_text([entry]), encoding="utf-8"
    )
    corpus = plandiff.load_corpus(tmp_path)
    assert corpus.entry("ec12").origin == str(tmp_path)
    assert corpus.entry("ec12").citation  # completed by the bundled entry
    assert corpus["ec12"].source.name == "x.toml"


def test_a_missing_folder_is_an_error_but_a_users_one_may_be_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CorpusError, match="found nothing"):
        plandiff.load_corpus(tmp_path / "none")
    monkeypatch.setenv("PLANDIFF_CORPORA", str(tmp_path / "none"))
    assert "ec13" in plandiff.load_corpus()
    (tmp_path / "none").write_text("x", encoding="utf-8")
    with pytest.raises(CorpusError, match="found a file"):
        plandiff.load_corpus()


def test_user_folders_follow_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    a, b = tmp_path / "a", tmp_path / "b"
    monkeypatch.setenv("PLANDIFF_CORPORA", f"{a}{os.pathsep}{b}")
    assert user_folders() == (a, b)
    monkeypatch.delenv("PLANDIFF_CORPORA")
    (default,) = user_folders()
    assert default.parts[-2:] == ("plandiff", "corpora")


def test_entries_survive_writing_and_reading(tmp_path: Path) -> None:
    (tmp_path / '甲 \x7f"乙.txt').write_text("x", encoding="utf-8")
    entry = Entry(
        "甲1",
        plandiff.load_corpus().entry("ec14").metadata,
        "full",
        (tmp_path / '甲 \x7f"乙.txt').resolve(),
        "ab",
        plandiff.load_corpus().entry("ec14").addresses,
        "a\\b",
        "《规划》\n𠀀",
        "n",
        str(tmp_path),
    )
    path = tmp_path / "entry.toml"
    path.write_text(entry_text([entry]), encoding="utf-8")
    assert read_entries(path, origin=str(tmp_path)) == (entry,)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("format = 1\ndocument = 3", "expected document to be list"),
        ('format = 1\n[[document]]\nid = "a:b"', "expected an id of letters"),
        ('format = 1\n[[document]]\nid = "a"\nnam = "x"', "'nam'"),
        ('format = 1\n[[document]]\ntitle = "x"', "document 1: expected id"),
        (
            'format = 1\n[[document]]\nid = "a"\nfile = "a.txt"',
            "expected a file with its sha256",
        ),
        (
            'format = 1\n[[document]]\nid = "a"\nfidelity = "full"\n'
            'sha256 = "1"\nfile = "../a.txt"',
            "which leads out of it",
        ),
        (
            'format = 1\n[[document]]\nid = "a"\n[[document]]\nid = "a"',
            "'a' twice",
        ),
        ("format = 9\ndocument = []", "expected format = 1 but found 9"),
        ("\x00", "expected TOML"),
    ],
)
def test_a_bad_catalog_is_refused_with_its_place(
    tmp_path: Path, body: str, message: str
) -> None:
    path = tmp_path / "catalog.toml"
    path.write_text(body, encoding="utf-8")
    with pytest.raises(CorpusError, match=message) as caught:
        plandiff.load_corpus(tmp_path)
    assert str(caught.value).startswith(str(path))


def test_hashes_are_written_in_place_and_nothing_else_changes(
    tmp_path: Path,
) -> None:
    (tmp_path / "a.txt").write_text("甲", encoding="utf-8")
    path = tmp_path / "catalog.toml"
    text = '# c\nformat = 1\n[[document]]\nid = "a"\nfile = "a.txt"\n'
    path.write_text(text + 'sha256 = ""\n', encoding="utf-8")
    assert write_hashes(path) == ("a.txt",)
    assert write_hashes(path) == ()
    sha256 = file_sha256(tmp_path / "a.txt")
    assert path.read_text(encoding="utf-8") == text + f'sha256 = "{sha256}"\n'


def test_the_corpus_shows_itself_in_text_and_html() -> None:
    corpus = plandiff.load_corpus()
    assert "ec13     digest" in repr(corpus)
    html = corpus._repr_html_()
    assert "<td>ec13</td>" in html
    assert "no text" in html


def test_the_first_hand_coding_covers_every_clause_of_ec14() -> None:
    ec14 = plandiff.load_corpus()["ec14"]
    coding = pd.read_csv(
        resource("gold/ec14-themes-coder1.csv"), dtype="string"
    )
    assert list(dict.fromkeys(coding["clause_id"])) == [
        clause.id for clause in ec14
    ]
    for row in coding.to_dict("records"):
        assert row["clause_digest"] == fingerprint(ec14[row["clause_id"]].text)
    assert not coding.duplicated().any()
    codebook = load_codebook("ecommerce")
    for theme in coding["theme"].dropna().unique():
        assert codebook[theme].level == 2
