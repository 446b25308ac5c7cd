"""A digest states cited facts, accounts for its file and refuses errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plandiff.corpus.digest import digest_facts, read_digest
from plandiff.corpus.digestfile import CERTAINTIES, parse_digest
from plandiff.errors import CorpusError
from plandiff.resources import resource

IDS = ("ec11", "ec12", "ec13", "op11")
SMALL = """format = 1
id = "x"

[metadata]
title = "甲规划"
period = [2016, 2020]

[sources]
a = "http://example.org/a"

[[gap]]
text = "文号未见"
gloss = "the number"

[[section]]
heading = "任务"
gloss = "Tasks"

[[section.item]]
id = "task.1"
text = "发展农村电商，达到40万亿元。"
gloss = "Rural e-commerce"
certainty = "good"
sources = ["a"]
figures = ["40万亿"]
"""


@pytest.fixture(params=IDS)
def path(request: pytest.FixtureRequest) -> Path:
    return resource(f"digests/{request.param}.toml")


def test_the_13th_plan_has_37_items_and_11_facts_none_of_the_items_weak() -> (
    None
):
    digest = parse_digest(
        resource("digests/ec13.toml").read_text(encoding="utf-8")
    )
    items = [item for section in digest.sections for item in section.items]
    assert (len(items), len(digest.facts)) == (37, 11)
    assert not [item.id for item in items if item.certainty == "weak"]


def test_a_digest_is_a_document_of_fidelity_digest(path: Path) -> None:
    document = read_digest(path)
    assert document.fidelity == "digest"
    assert document.source_text == path.read_text(encoding="utf-8")
    assert {clause.kind for clause in document} == {"digest_item"}
    assert document.gaps


def test_every_item_leads_to_the_line_that_holds_it(path: Path) -> None:
    document = read_digest(path)
    lines = document.source_text.split("\n")
    for clause in document:
        line = lines[document.line_of(clause.start) - 1]
        assert line == f'text = "{clause.text}"'


def test_every_item_has_a_certainty_and_an_address(path: Path) -> None:
    document = read_digest(path)
    assert [c.clause_id for c in document.citations] == [
        clause.id for clause in document
    ]
    for citation in document.citations:
        assert citation.certainty in CERTAINTIES
        assert citation.addresses
        assert citation.gloss


def test_every_address_stands_in_the_collected_facts(
    path: Path, shared: Path
) -> None:
    facts = (shared / "facts" / "ec-plans.md").read_text(encoding="utf-8")
    document = read_digest(path)
    addresses = set(document.citation_table()["address"])
    addresses |= set(digest_facts(document)["address"])
    assert addresses
    assert [one for one in sorted(addresses) if one not in facts] == []


def test_what_is_not_a_clause_is_furniture_with_a_reason(path: Path) -> None:
    account = read_digest(path).account()
    furniture = account[account["kind"] == "furniture"]
    assert furniture["reason"].str.startswith("digest: ").all()
    assert set(account["kind"]) == {"clause", "heading", "furniture"}


def test_facts_about_the_plan_are_a_table_and_not_clauses() -> None:
    document = read_digest(resource("digests/ec13.toml"))
    facts = digest_facts(document)
    assert "baseline.transactions" in set(facts["fact_id"])
    assert "baseline.transactions" not in document


def test_items_stand_under_the_headings_above_them() -> None:
    document = read_digest(resource("digests/ec13.toml"))
    assert document["area.2.social"].path[0] == "专项行动"
    assert len(document["area.2.social"].path) == 2
    assert document["safeguard.1"].path == ("保障措施",)


def test_the_doubtful_netizen_target_is_not_an_item() -> None:
    document = read_digest(resource("digests/ec13.toml"))
    assert not any("网民" in clause.text for clause in document)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("format = 1", "format = 2", r"expected format = 1 but found 2"),
        ("format = 1", "format =", r"x\.toml: expected TOML"),
        ('id = "x"', 'id = "X y"', r"expected an id"),
        ('gloss = "Tasks"\n', "", r"line 15: expected gloss"),
        ('gloss = "Tasks"', 'glos = "Tasks"', r"line 15: .*'glos'"),
        ('"good"', '"sure"', r"line 19: expected certainty primary"),
        ('sources = ["a"]', 'sources = ["b"]', r"line 19: .*found b\."),
        ('sources = ["a"]', "sources = []", r"line 19: .*found none\."),
        ("[2016, 2020]", "[2020, 2016]", r"line 4: expected period"),
        ('["40万亿"]', '["41万亿"]', r"line 19: expected figures"),
        ("http://example.org/a", "example", r"line 8: .*web address"),
        (
            'text = "发展农村电商，达到40万亿元。"',
            'text = """发展农村电商，达到40万亿元。"""',
            r"line 19: expected text = \"…\" on one line",
        ),
        ("[[gap]]", "[[ gap ]]", r"own line \[\[gap\]\]"),
    ],
)
def test_an_error_names_file_line_expected_and_found(
    old: str, new: str, message: str
) -> None:
    assert parse_digest(SMALL, name="x.toml").id == "x"
    with pytest.raises(CorpusError, match=message) as caught:
        parse_digest(SMALL.replace(old, new), name="x.toml")
    assert "x.toml" in str(caught.value)


def test_an_id_used_twice_is_refused() -> None:
    item = SMALL[SMALL.index("[[section.item]]") :]
    with pytest.raises(CorpusError, match=r"'task\.1' twice"):
        parse_digest(SMALL + "\n" + item)


def test_a_file_of_another_plan_or_encoding_is_refused(
    tmp_path: Path,
) -> None:
    file = tmp_path / "x.toml"
    file.write_text(SMALL, encoding="utf-8")
    with pytest.raises(CorpusError, match='expected id = "y" but found "x"'):
        read_digest(file, id="y")
    file.write_bytes(SMALL.encode("gb18030"))
    with pytest.raises(CorpusError, match=r"byte \d+: expected UTF-8"):
        read_digest(file)
    with pytest.raises(CorpusError, match="cannot be read"):
        read_digest(tmp_path / "none.toml")


@settings(deadline=None, derandomize=True)
@given(
    start=st.integers(0, len(SMALL)),
    length=st.integers(0, 30),
    insert=st.text(
        st.sampled_from('[]"=\\n\\\\#甲aé𠀀1.') | st.characters(codec="utf-8"),
        max_size=8,
    ),
)
def test_damage_is_read_or_refused_and_never_a_traceback(
    tmp_path_factory: pytest.TempPathFactory,
    start: int,
    length: int,
    insert: str,
) -> None:
    text = SMALL[:start] + insert + SMALL[start + length :]
    file = tmp_path_factory.mktemp("digest") / "x.toml"
    file.write_bytes(text.encode("utf-8"))
    try:
        document = read_digest(file)
    except CorpusError:
        return
    spans = "".join(
        document.source_text[span.start : span.end] for span in document.spans
    )
    assert spans == document.source_text == text


def test_lines_may_end_as_on_windows(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_bytes(SMALL.replace("\n", "\r\n").encode("utf-8"))
    assert read_digest(file)["task.1"].text.endswith("40万亿元。")
