"""What a sharp new user tried, and what is to be said instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import plandiff
from plandiff.cli import app
from plandiff.document import Document
from plandiff.errors import (
    AlignmentError,
    ClauseError,
    CorpusError,
    PlandiffWarning,
)
from plandiff.evaluation.readers.review import read_review
from plandiff.resources import resource


def test_an_unknown_fidelity_is_refused_and_nothing_is_written(
    tmp_path: Path,
) -> None:
    with pytest.raises(CorpusError, match="fidelity full or excerpt"):
        plandiff.add(
            "mine",
            resource("plans/teach1.txt"),
            folder=tmp_path,
            fidelity="zzz",
        )
    assert not list(tmp_path.iterdir())


def test_two_short_plans_of_the_same_words_have_a_report(
    tmp_path: Path,
) -> None:
    earlier, later = (
        Document.from_clauses(id, [("1", f"2025年达到{number}万亿元")])
        for id, number in (("a", 10), ("b", 20))
    )
    page = plandiff.write_report(
        plandiff.align(earlier, later), tmp_path / "r"
    )
    assert not (page.parent / "keyness.csv").exists()


def test_plans_without_words_have_no_keyness_but_a_report(
    tmp_path: Path,
) -> None:
    empty = Document.from_clauses("y", [("1", "——"), ("2", " ")])
    with pytest.raises(ClauseError, match="expected words"):
        plandiff.keyness(empty, empty)
    with pytest.warns(PlandiffWarning):
        alignment = plandiff.align(empty, empty)
    assert plandiff.write_report(alignment, tmp_path / "r").is_file()


@pytest.mark.parametrize("name", ["chart.xyz", "chart"])
def test_a_chart_says_which_formats_there_are(
    tmp_path: Path, name: str
) -> None:
    result = CliRunner().invoke(
        app, ["themes", "teach1", "teach2", "-o", str(tmp_path / name)]
    )
    assert ".png, .svg, .pdf" in str(result.exception)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["missing.xlsx", "broken.xlsx", "bin.csv"])
def test_a_sheet_that_cannot_be_read_is_named(
    tmp_path: Path, name: str
) -> None:
    if not name.startswith("missing"):
        (tmp_path / name).write_bytes(b"\xff\x00\xfe\x81")
    with pytest.raises(AlignmentError, match=name.split(".", maxsplit=1)[0]):
        read_review(tmp_path / name)


def test_options_that_conflict_are_refused() -> None:
    for options in (["--tracked"], ["--redline", "--csv"]):
        result = CliRunner().invoke(
            app, ["diff", "teach1", "teach2", *options]
        )
        assert result.exit_code == 2


def test_a_heading_may_be_given_as_a_string() -> None:
    plan = Document.from_clauses("x", [("1", "文", "第一章 总则")])
    assert plan["1"].path == ("第一章 总则",)


def test_half_a_surrogate_pair_is_refused_with_its_place() -> None:
    with pytest.raises(ClauseError, match="offset 3"):
        plandiff.parse_document("一、甲\ud800乙", id="x")


def test_an_id_in_place_of_a_document_is_explained() -> None:
    with pytest.raises(TypeError, match="load_corpus"):
        plandiff.align("ec13", "ec14")  # type: ignore[arg-type]


def test_what_is_missing_from_ec14_is_said() -> None:
    (gap,) = plandiff.load_corpus(user=False)["ec14"].gaps
    assert "目标表" in gap
