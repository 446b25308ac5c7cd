"""A published report is made again bit for bit, or says what differs."""

from __future__ import annotations

import json
import os
import shutil
import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from folders import ROOT
from typer.testing import CliRunner

import plandiff
from plandiff import cli
from plandiff.errors import (
    AlignmentError,
    CodebookError,
    CorpusError,
    OutputError,
)
from plandiff.output.replication import bundles, verifying, versions
from plandiff.signature import fingerprint

EARLIER = (
    ("1.1", "发展农村电商，支持农产品进城。", ("一、主要任务",)),
    ("1.2", "加强冷链物流建设，新建冷库20座。", ("一、主要任务",)),
    ("2.1", "完善统计制度。", ("二、保障措施",)),
)
LATER = (
    ("1.1", "大力发展农村电商，支持农产品出村进城。", ("一、主要任务",)),
    ("1.2", "加强冷链物流建设，新建冷库35座。", ("一、主要任务",)),
    ("2.1", "保护个人信息，防止数据泄露。", ("二、数据安全",)),
)


@pytest.fixture(scope="module")
def plans():
    return tuple(
        plandiff.Document.from_clauses(name, clauses)
        for name, clauses in (("old", EARLIER), ("new", LATER))
    )


@pytest.fixture(scope="module")
def alignment(plans):
    old, new = plans
    corrections = _decision(old, new)
    return plandiff.align(old, new, corrections=corrections)


def _decision(old, new):
    import pandas as pd

    return pd.DataFrame(
        {
            "reference_id": ["old:2.1"],
            "target_id": ["new:2.1"],
            "decision": ["link"],
            "note": ['=一注，"二"\n第二行'],
            "who": ["读者"],
            "reference_digest": [fingerprint(old["2.1"].text)],
            "target_digest": [fingerprint(new["2.1"].text)],
        }
    )


@pytest.fixture(scope="module")
def written(alignment, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bundle") / "old-new"
    return plandiff.bundle(alignment, folder, lang="en")


@pytest.fixture(scope="module")
def bare(alignment, tmp_path_factory):
    folder = tmp_path_factory.mktemp("bundle") / "hashes"
    return plandiff.bundle(alignment, folder, lang="en", texts=False)


@pytest.fixture
def copy(written, tmp_path):
    return Path(shutil.copytree(written, tmp_path / "copy"))


def _facts(folder):
    return json.loads((folder / "bundle.json").read_text("utf-8"))


def _sealed(folder, **changes):
    """State other facts under a right seal, as a forger would."""
    facts = {
        name: value
        for name, value in (_facts(folder) | changes).items()
        if name not in ("format", "version", "seal")
    }
    bundles.write_manifest(bundles.Manifest(**facts), folder)


def test_a_bundle_with_texts_comes_out_equal(written):
    found = plandiff.verify(written)
    assert found.equal
    assert found.differing == () and found.versions == ()
    assert found.files == len(_facts(written)["report"]) > 5
    assert "equal bit for bit" in str(found)
    assert "逐字节相同" in found.describe("zh")


def test_a_bundle_holds_texts_options_corrections_codebook_versions(
    written, alignment
):
    facts = _facts(written)
    assert plandiff.load(written / "texts/target.plandiff") == alignment.target
    assert facts["align"]["nearest"] == alignment.options.nearest
    assert facts["signature"] == alignment.signature
    assert "corrections:1@" in facts["signature"]
    assert facts["versions"]["pandas"]
    book = plandiff.load_codebook(written / facts["codebook"])
    assert book.sha256 == plandiff.load_codebook("ecommerce").sha256
    listed = {
        path.relative_to(written).as_posix()
        for path in written.rglob("*")
        if path.is_file()
    }
    assert listed == {*facts["files"], "bundle.json"}


def test_the_same_alignment_gives_the_same_bundle(alignment, tmp_path):
    archives = [
        plandiff.bundle(alignment, tmp_path / name, lang="en")
        for name in ("a.zip", "b.zip")
    ]
    first, second = (path.read_bytes() for path in archives)
    assert first == second
    assert plandiff.verify(archives[0]).equal


def test_hashes_alone_pass_no_sentence_on(bare, plans):
    sentences = [clause.text for plan in plans for clause in plan]
    for path in bare.rglob("*"):
        if path.is_file():
            content = path.read_text("utf-8")
            assert not any(text in content for text in sentences), path
    assert not (bare / "report").exists()
    assert plandiff.verify(bare, documents=plans).equal


def test_texts_that_are_not_at_hand_are_asked_for(bare):
    with pytest.raises(CorpusError, match="the text of old"):
        plandiff.verify(bare)


def test_a_text_that_the_bundle_does_not_know_is_refused(bare, plans):
    with pytest.raises(CorpusError, match="old and new but was given other"):
        plandiff.verify(bare, documents=[replace(plans[0], id="other")])


def test_another_text_is_an_input_that_differs(bare, plans):
    other = plandiff.Document.from_clauses(
        "new", [*LATER[:2], ("2.1", "保护个人信息。", ("二、数据安全",))]
    )
    found = plandiff.verify(bare, documents=[plans[0], other])
    assert not found.equal
    assert found.first.cause == "input"
    assert found.first.where == "new, source file"


def test_the_same_file_with_other_metadata_is_told_from_another(bare, plans):
    metadata = replace(plans[1].metadata, number="甲〔2021〕1号")
    found = plandiff.verify(
        bare, documents=[plans[0], replace(plans[1], metadata=metadata)]
    )
    assert found.first.cause == "input"
    assert found.first.where == "new, metadata"
    assert "the same file" in found.first.why


def test_the_same_file_read_otherwise_is_laid_to_the_version(
    bare, plans, monkeypatch
):
    monkeypatch.setattr(verifying, "versions", lambda **_: {"plandiff": "9.9"})
    read = replace(plans[1], notices=("read in another way",))
    found = plandiff.verify(bare, documents=[plans[0], read])
    assert found.first.cause == "version"
    assert "plandiff 0.1.0 → 9.9" in found.first.why


def test_an_option_that_differs_is_named(copy):
    align = _facts(copy)["align"] | {"all_pairs": 1, "nearest": 1}
    _sealed(copy, align=align)
    found = plandiff.verify(copy)
    assert found.first.cause == "option"
    assert found.first.where == "signature, pairs"
    assert found.first.expected == "pairs:all"


def test_a_chart_of_another_version_is_laid_to_it(copy, monkeypatch):
    """What differs stands in the first table, with its line."""
    table = copy / "report" / "diff.csv"
    table.write_bytes(table.read_bytes().replace(b"revised", b"revizzd", 1))
    report = _facts(copy)["report"]
    digest = bundles.hash_of(table.read_bytes())
    files = _facts(copy)["files"] | {"report/diff.csv": digest}
    _sealed(copy, report=report | {"diff.csv": digest}, files=files)
    now = versions.versions()
    monkeypatch.setattr(
        verifying, "versions", lambda **_: now | {"scipy": "9.9"}
    )
    found = plandiff.verify(copy)
    assert found.differing == ("diff.csv",)
    assert found.first.cause == "version"
    assert found.first.where.startswith("diff.csv, line ")
    assert "revizzd" in found.first.expected
    assert "revised" in found.first.found
    assert "scipy" in str(found) and "diff.csv" in found.describe("zh")


def test_what_nothing_explains_is_called_unknown(copy):
    report = _facts(copy)["report"] | {"map.png": "0" * 64}
    _sealed(copy, report=report)
    found = plandiff.verify(copy)
    assert found.first.cause == "unknown"
    assert found.first.where == "map.png"
    assert "report it" in found.first.why


def test_other_versions_are_said_also_where_all_is_equal(copy):
    made = _facts(copy)["versions"] | {"rich": "0.0"}
    _sealed(copy, versions=made)
    found = plandiff.verify(copy)
    assert found.equal and [name for name, *_ in found.versions] == ["rich"]
    assert "rich 0.0" in str(found)


@pytest.mark.parametrize(
    "name",
    ["texts/target.plandiff", "README.txt", "bundle.json", "corrections.csv"],
)
def test_a_changed_byte_is_refused_by_the_name_of_its_file(copy, name):
    data = bytearray((copy / name).read_bytes())
    place = data.rfind("电".encode()) if name == "bundle.json" else 40
    data[max(place, 40)] ^= 1
    (copy / name).write_bytes(data)
    with pytest.raises(CorpusError, match=rf"{name}: expected .*found"):
        plandiff.verify(copy)


@pytest.mark.parametrize(
    "name", ["texts/reference.plandiff", "corrections.csv", "report/diff.csv"]
)
def test_a_missing_file_is_named(copy, name):
    (copy / name).unlink()
    with pytest.raises(CorpusError, match=f"{name}: expected .* found none"):
        plandiff.verify(copy)


def test_a_folder_without_a_manifest_is_no_bundle(tmp_path):
    with pytest.raises(CorpusError, match=r"expected a file bundle\.json"):
        plandiff.verify(tmp_path)
    with pytest.raises(CorpusError, match="found nothing"):
        plandiff.verify(tmp_path / "absent")
    (tmp_path / "x").write_bytes(b"PK no archive")
    with pytest.raises(CorpusError, match="could not read"):
        plandiff.verify(tmp_path / "x")


@pytest.mark.parametrize(
    "name", ["../outside.txt", "/etc/hostname", "a/../../b", "C:\\b"]
)
def test_a_path_that_leaves_the_folder_is_never_followed(
    copy, name, monkeypatch
):
    (copy.parent / "outside.txt").write_text("x")
    _sealed(copy, files=_facts(copy)["files"] | {name: "0" * 64})
    read = []
    real = Path.read_bytes
    monkeypatch.setattr(
        Path, "read_bytes", lambda self: read.append(self) or real(self)
    )
    with pytest.raises(CorpusError, match="leads out of it"):
        plandiff.verify(copy)
    assert all(path.resolve().is_relative_to(copy) for path in read)


@pytest.mark.parametrize("fact", ["codebook", "corrections", "file", "report"])
def test_a_file_that_the_bundle_does_not_list_is_not_used(copy, fact):
    name = "../outside.toml"
    facts = _facts(copy)
    if fact == "file":
        facts["documents"]["target"]["file"] = name
        _sealed(copy, documents=facts["documents"])
    elif fact == "report":
        _sealed(copy, report=facts["report"] | {"../../x": "0" * 64})
    else:
        _sealed(copy, **{fact: name})
    with pytest.raises(CorpusError, match="It was not followed"):
        plandiff.verify(copy)


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_a_link_out_of_the_folder_is_never_followed(copy):
    secret = copy.parent / "secret.txt"
    secret.write_bytes((copy / "README.txt").read_bytes())
    (copy / "README.txt").unlink()
    (copy / "README.txt").symlink_to(secret)
    with pytest.raises(CorpusError, match="leads out of it"):
        plandiff.verify(copy)


def test_an_archive_cannot_write_outside(tmp_path):
    path = tmp_path / "in" / "x.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../escaped.txt", "x")
    with pytest.raises(CorpusError, match="leads out of it"):
        plandiff.verify(path)
    assert not list(tmp_path.rglob("escaped.txt"))


def test_a_newer_bundle_names_what_can_read_it(copy):
    facts = _facts(copy) | {"version": 2, "news": []}
    facts["versions"]["plandiff"] = "3.0"
    (copy / "bundle.json").write_text(json.dumps(facts))
    with pytest.raises(CorpusError, match=r"found 2, written by plandiff 3"):
        plandiff.verify(copy)


@pytest.mark.parametrize(
    "facts",
    [
        {"documents": {}},
        {"documents": {"reference": 1, "target": 2}},
        {"align": {"nearest": 0}},
        {"align": {"unknown": 1}},
        {"lang": "fr"},
        {"versions": []},
        {"report": {"a": 1}},
        {"codebook": None},
    ],
)
def test_facts_of_another_kind_are_refused(copy, facts):
    _sealed(copy, **facts)
    with pytest.raises(CorpusError, match="expected the facts of a bundle"):
        plandiff.verify(copy)


def test_links_changed_by_hand_are_not_bundled(alignment, tmp_path):
    fewer = replace(alignment, links=alignment.links.iloc[:1])
    with pytest.raises(AlignmentError, match="corrections"):
        plandiff.bundle(fewer, tmp_path / "x")
    other = replace(alignment, signature="reference:x|version:0")
    with pytest.raises(AlignmentError, match="Align the plans again"):
        plandiff.bundle(other, tmp_path / "x")
    assert not list(tmp_path.iterdir())


def test_a_loaded_alignment_keeps_its_corrections(alignment, tmp_path):
    again = plandiff.load(plandiff.save(alignment, tmp_path / "a"))
    assert again.corrections.equals(alignment.corrections)
    plandiff.bundle(again, tmp_path / "x", lang="en")
    assert plandiff.verify(tmp_path / "x").equal


def test_a_codebook_without_a_file_is_refused(alignment, tmp_path):
    book = replace(plandiff.load_codebook("ecommerce"), text="")
    with pytest.raises(CodebookError, match="read from a file"):
        plandiff.bundle(alignment, tmp_path / "x", codebook=book)


def test_another_folder_is_not_overwritten(alignment, tmp_path):
    (tmp_path / "thesis.docx").write_text("x")
    with pytest.raises(OutputError, match=r"found thesis\.docx"):
        plandiff.bundle(alignment, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.docx"]


def test_every_dependency_counts_as_a_version():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    needed = [
        text.partition(">")[0].partition("=")[0]
        for text in project["project"]["dependencies"]
    ]
    assert sorted(versions.PACKAGES) == sorted(needed)
    assert "none" not in versions.versions().values()


def test_own_files_are_fingerprinted_by_what_they_say(tmp_path, monkeypatch):
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "__pycache__").mkdir()
    monkeypatch.setattr(
        versions.plandiff, "__file__", str(tmp_path / "__init__.py")
    )
    own = versions._own_files.__wrapped__
    before = own()
    (tmp_path / "__pycache__" / "a.pyc").write_bytes(b"x")
    assert own() == before
    (tmp_path / "a.py").write_text("x = 2\n")
    assert own() != before


def test_the_commands_write_and_verify(tmp_path):
    paths = []
    for name, clauses in (("old", EARLIER), ("new", LATER)):
        paths.append(tmp_path / f"{name}.txt")
        lines = [f"{n}. {text}\n" for n, (_, text, _) in enumerate(clauses, 1)]
        paths[-1].write_text("".join(lines), encoding="utf-8")
    texts = [str(path) for path in paths]

    def run(*arguments):
        return CliRunner().invoke(cli.app, [str(a) for a in arguments])

    out = tmp_path / "out.zip"
    done = run("bundle", *texts, "-o", out, "--hashes-only", "--lang", "en")
    assert done.exit_code == 0, done.output
    done = run("verify", out, *texts, "--lang", "en")
    assert done.exit_code == 0, done.output
    assert "equal bit for bit" in done.output
    paths[1].write_text("1. 保护个人信息。\n", encoding="utf-8")
    done = run("verify", out, *texts, "--lang", "en")
    assert done.exit_code == 3
    assert "new, source file" in done.output and "input" in done.output
    assert run("verify", out, texts[0]).exit_code == 2
