"""A user's own plan is checked, kept whole, and used from then on."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import plandiff
from plandiff.corpus import intake
from plandiff.corpus.checking import CHECK_SCHEMA, check_against
from plandiff.corpus.entries import file_sha256
from plandiff.corpus.intake import add, fetch
from plandiff.document import Document, Metadata
from plandiff.errors import CorpusError, OutputError
from plandiff.resources import resource

# Made for these tests; not the plan's text.
LIKE_EC13 = """电子商务“十三五”发展规划

本文用于测试，由商务部、中央网信办、国家发展改革委等名称和数字拼成。

一、发展目标
到 2020 年，电子商务交易额达到 40 万亿元，网上零售额达到 10 万亿元。
从业人员达到 5000 万人。

二、主要任务
测试任务一。这是一个测试段落，内容由测试者自拟。
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "user"
    monkeypatch.setenv("PLANDIFF_CORPORA", str(place))
    return place


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "我的规划.txt"
    path.write_text(LIKE_EC13, encoding="utf-8")
    return path


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    room = tmp_path / "site"
    room.mkdir()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: object) -> None:
            super().__init__(*args, directory=str(room))  # type: ignore[arg-type]

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", room
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_added_file_takes_the_place_of_the_digest(
    file: Path, folder: Path
) -> None:
    added = add("ec13", file)
    corpus = plandiff.load_corpus()
    ec13 = corpus["ec13"]
    assert ec13.fidelity == "full"
    assert ec13.source_text == LIKE_EC13
    assert ec13.source.sha256 == added.entry.sha256 == file_sha256(file)
    assert ec13.metadata.title_en is not None  # completed by the catalog
    assert ec13.gaps == ()
    assert corpus.entry("ec13").origin == str(folder)
    assert file.exists()


def test_the_checks_compare_with_catalog_and_digest(file: Path) -> None:
    checks = add("ec13", file).checks
    assert list(checks.columns) == list(CHECK_SCHEMA)
    assert checks["aspect"].tolist() == [
        "title",
        "issuer",
        "issuer",
        "issuer",
        "period",
        "figure",
        "figure",
        "figure",
    ]
    assert (checks["outcome"] == "agrees").all()
    assert checks["basis"].iloc[-3] == "ec13:target.transactions"


def test_a_figure_is_not_found_inside_a_larger_number() -> None:
    plan = Document.from_clauses("ec13", [("1", "交易额140万亿元")])
    checks = check_against(plan).set_index("expected")
    assert checks.loc["40万亿", "outcome"] == "not found"


def test_another_plan_differs_and_is_refused(folder: Path) -> None:
    ec14 = resource("plans/ec14.txt")
    with pytest.raises(CorpusError, match=r"title .*differs.*force"):
        add("ec13", ec14)
    assert not (folder / "ec13").exists()
    assert add("ec13", ec14, force=True).entry.id == "ec13"


def test_nothing_is_checked_where_nothing_is_known(file: Path) -> None:
    added = add("my-plan", file)
    assert added.checks.empty
    table = plandiff.catalog().set_index("id")
    assert table.loc["my-plan", "title"] == "电子商务“十三五”发展规划"
    assert plandiff.load_corpus()["my-plan"].id == "my-plan"


def test_numbers_and_dates_are_compared_too() -> None:
    plan = Document.from_clauses(
        "op15",
        [("1", "国务院关于大力发展电子商务加快培育经济新动力的意见")],
        metadata=Metadata(number="国发[2015]24号", written="2015-05-05"),
    )
    outcome = check_against(plan).set_index("aspect")["outcome"]
    assert outcome["title"] == "agrees"
    assert outcome["number"] == "agrees"
    assert outcome["written"] == "differs"
    assert outcome["period"] == "not found"


def test_a_text_that_is_there_is_not_replaced_unasked(file: Path) -> None:
    add("ec13", file)
    with pytest.raises(CorpusError, match="has one"):
        add("ec13", file)
    with pytest.raises(CorpusError, match="bundled has one"):
        add("ec14", resource("plans/ec14.txt"))
    longer = file.with_name("b.txt")
    longer.write_text(LIKE_EC13 + "测试任务二。\n", encoding="utf-8")
    add("ec13", longer, replace_existing=True)
    assert plandiff.load_corpus()["ec13"].source.name == "b.txt"


def test_files_of_the_user_are_never_removed(file: Path, folder: Path) -> None:
    (folder / "ec13").mkdir(parents=True)
    (folder / "ec13" / "notes.md").write_text("mine", encoding="utf-8")
    with pytest.raises(CorpusError, match="did not write"):
        add("ec13", file)
    assert (folder / "ec13" / "notes.md").read_text() == "mine"
    add("ec12", file, force=True)
    (folder / "ec12" / "notes.md").write_text("mine", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"found notes\.md too"):
        add("ec12", file, replace_existing=True, force=True)


def test_a_changed_copy_is_refused(file: Path) -> None:
    entry = add("ec13", file).entry
    assert entry.file is not None
    entry.file.write_text(LIKE_EC13 + "x", encoding="utf-8")
    with pytest.raises(CorpusError, match="expected the SHA-256"):
        plandiff.load_corpus()["ec13"]


@pytest.mark.parametrize("id", ["", "../x", "a/b", "a:b", "a b", ".x"])
def test_an_id_that_could_lead_elsewhere_is_refused(
    id: str, file: Path
) -> None:
    with pytest.raises(CorpusError, match="expected an id"):
        add(id, file)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="cannot be read"):
        add("ec13", tmp_path / "none.txt")


def test_a_folder_that_cannot_be_written_leaves_all_as_it_was(
    file: Path, tmp_path: Path
) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file", encoding="utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        add("ec13", file, folder=blocked / "inside")
    assert blocked.read_text(encoding="utf-8") == "a file"


def test_without_a_folder_nothing_can_be_added(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANDIFF_CORPORA", "")
    with pytest.raises(CorpusError, match="set and empty"):
        add("ec13", file)


def test_a_digest_of_ones_own_can_be_added(tmp_path: Path) -> None:
    text = resource("digests/ec12.toml").read_text(encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text(text.replace('id = "ec12"', 'id = "mine"'), "utf-8")
    assert add("mine", own).entry.fidelity == "digest"
    assert plandiff.load_corpus()["mine"].is_digest


def test_loose_plan_files_in_a_folder_are_documents(tmp_path: Path) -> None:
    place = tmp_path / "plans"
    place.mkdir()
    (place / "甲市 规划.txt").write_text(LIKE_EC13, encoding="utf-8")
    corpus = plandiff.load_corpus(place)
    assert corpus["甲市-规划"].fidelity == "full"
    assert corpus.catalog["sha256"].isna().any()


def test_a_profile_is_kept_with_the_file(file: Path, folder: Path) -> None:
    profile = file.with_name("own.toml")
    profile.write_text(
        "[[cut]]\npattern = '^测试任务一'\nreason = \"not of the plan\"\n",
        encoding="utf-8",
    )
    added = add("ec13", file, profile=profile)
    assert not any("测试任务一" in clause.text for clause in added.document)
    assert plandiff.load_corpus()["ec13"].spans == added.document.spans
    assert (folder / "ec13" / "我的规划.profile.toml").is_file()
    add("ec13", file, replace_existing=True)
    assert not (folder / "ec13" / "我的规划.profile.toml").exists()


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("op15", "ecommerce-opinions-2015-guofa24"),
        ("inf13", "informatization-13fyp-2016-2020"),
        ("de14", "digital-economy-14fyp-2021-2025"),
        ("ai17", "ai-plan-2017-guofa35"),
        ("cpc14", "cpc-proposal-14-2021-2025"),
    ],
)
def test_a_real_file_agrees_with_the_catalog_on_what_it_is(
    id: str, name: str, shared: Path
) -> None:
    room = shared / "corpora" / "official" / name
    file = next(
        path
        for path in room.iterdir()
        if path.suffix == ".pdf"
        or (path.suffix == ".txt" and "extracted" not in path.name)
    )
    checks = add(id, file).checks.set_index("aspect")["outcome"]
    assert checks["title"] == "agrees"
    assert (checks == "differs").sum() == 0
    assert plandiff.load_corpus()[id].fidelity == "full"


def test_what_is_fetched_is_recorded_and_not_fetched_again(
    site: tuple[str, Path], folder: Path
) -> None:
    address, room = site
    (room / "plan.txt").write_text(LIKE_EC13, encoding="utf-8")
    first = fetch("ec13", address=f"{address}/plan.txt")
    assert first.entry.sha256 == file_sha256(room / "plan.txt")
    (room / "plan.txt").unlink()
    again = fetch("ec13", address=f"{address}/plan.txt")
    assert again.document == first.document
    assert (again.checks["outcome"] == "agrees").all()
    ec13 = plandiff.load_corpus()["ec13"]
    assert ec13.source.address == f"{address}/plan.txt"
    kept = folder / "ec13" / "plan.txt"
    kept.write_text("x", encoding="utf-8")
    with pytest.raises(CorpusError, match="recorded at first use"):
        fetch("ec13")


def test_a_site_that_refuses_or_is_not_there_is_named(
    site: tuple[str, Path], folder: Path
) -> None:
    address, _ = site
    with pytest.raises(CorpusError, match=r"127\.0\.0\.1 could not be"):
        fetch("ec13", address=f"{address}/none.txt")
    with pytest.raises(CorpusError, match="Without a network"):
        fetch("ec13", address="http://127.0.0.1:9/plan.txt")
    assert not (folder / "ec13").exists()


def test_a_file_beyond_the_limit_is_refused(
    site: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, room = site
    (room / "plan.txt").write_text(LIKE_EC13, encoding="utf-8")
    monkeypatch.setattr(intake, "_LARGEST", 100)
    with pytest.raises(CorpusError, match="at most 100 bytes"):
        fetch("ec13", address=f"{address}/plan.txt")


def test_only_web_addresses_are_fetched() -> None:
    with pytest.raises(CorpusError, match="the catalog has none"):
        fetch("ec13")
    with pytest.raises(CorpusError, match="found file:///etc/hosts"):
        fetch("ec13", address="file:///etc/hosts")
