"""What is saved is read again whole, and what is damaged is refused."""

from __future__ import annotations

import json
import zipfile

import pandas as pd
import pytest

import plandiff
from plandiff.errors import CorpusError


@pytest.fixture(scope="module")
def alignment():
    corpus = plandiff.load_corpus(user=False)
    return plandiff.align(corpus["teach1"], corpus["teach2"])


def test_every_bundled_plan_comes_back_equal(tmp_path):
    corpus = plandiff.load_corpus(user=False)
    for name in ("ec13", "ec14", "teach1"):
        plan = corpus[name]
        again = plandiff.load(plandiff.save(plan, tmp_path / name))
        assert again == plan
        assert again.metadata == plan.metadata
        assert again.citations == plan.citations


def test_an_alignment_comes_back_with_all_that_is_made_of_it(
    alignment, tmp_path
):
    again = plandiff.load(plandiff.save(alignment, tmp_path / "a.plandiff"))
    assert again.signature == alignment.signature
    assert again.options == alignment.options
    assert again.notices == alignment.notices
    for name in ("links", "pairs", "lone"):
        pd.testing.assert_frame_equal(
            getattr(again, name), getattr(alignment, name)
        )
    pd.testing.assert_frame_equal(
        plandiff.diff_table(again), plandiff.diff_table(alignment)
    )
    said = [str(a.explain("3.1.2", "3.1.2")) for a in (alignment, again)]
    assert said[0] == said[1]


def test_the_same_value_gives_the_same_bytes(alignment, tmp_path):
    paths = [tmp_path / name for name in "ab"]
    for path in paths:
        plandiff.save(alignment, path)
    first, second = (path.read_bytes() for path in paths)
    assert first == second
    third = plandiff.save(plandiff.load(paths[0]), tmp_path / "c")
    assert third.read_bytes() == first


def test_odd_characters_survive(tmp_path):
    text = "“引号”，𠀀\u3000ａ％\n第二行\u200b"
    plan = plandiff.Document.from_clauses("x", [("1", text, ("第一章",))])
    assert plandiff.load(plandiff.save(plan, tmp_path / "x")) == plan


@pytest.mark.parametrize("member", ["links.json", "target.json"])
def test_a_changed_byte_is_refused_by_the_name_of_its_member(
    alignment, tmp_path, member
):
    path = plandiff.save(alignment, tmp_path / "a")
    with zipfile.ZipFile(path) as archive:
        members = {n: archive.read(n) for n in archive.namelist()}
    members[member] = members[member].replace("电".encode(), "雷".encode(), 1)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    with pytest.raises(CorpusError, match=member):
        plandiff.load(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "could not read"), (b"PK\x03\x04 no archive", "could not read")],
)
def test_what_is_no_archive_is_refused(tmp_path, content, said):
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(CorpusError, match=said):
        plandiff.load(path)
    with pytest.raises(CorpusError, match="could not read"):
        plandiff.load(tmp_path / "absent")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "another archive"),
        ([], "another archive"),
        (
            {
                "format": "plandiff",
                "version": 99,
                "kind": "Document",
                "sha256": {},
            },
            "version 1 of the format but found 99",
        ),
        (
            {
                "format": "plandiff",
                "version": 1,
                "kind": "Document",
                "sha256": {},
            },
            "damaged",
        ),
    ],
)
def test_another_archive_or_version_is_refused(tmp_path, facts, said):
    path = tmp_path / "x"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("plandiff.json", json.dumps(facts))
    with pytest.raises(CorpusError, match=said):
        plandiff.load(path)


def test_a_table_is_not_saved_but_told_how(tmp_path):
    with pytest.raises(TypeError, match="write_diff"):
        plandiff.save(pd.DataFrame(), tmp_path / "x")
