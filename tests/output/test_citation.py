"""A plan and a clause are cited with what they were read from."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from alignments import plan
from typer.testing import CliRunner

import plandiff
from plandiff.cli import app
from plandiff.document import Metadata
from plandiff.errors import ClauseError


@pytest.fixture
def document():
    return replace(
        plan("a", [("3.1", "发展农村电商。", ("第三章",))]),
        metadata=Metadata(
            title="某市R&D_规划{2025}",
            issuers=("甲局", "乙局"),
            number="某发〔2025〕3号",
            published="2025-03-01",
        ),
    )


def test_a_line_for_readers_names_all_that_is_known(document):
    said = plandiff.cite(document, "3.1")
    for part in ("甲局、乙局", "某发〔2025〕3号", "2025-03-01", "a:3.1", "a@"):
        assert part in said


def test_bibtex_runs_nothing_and_keeps_each_issuer(document):
    entry = plandiff.cite(document, "a:3.1", form="bibtex")
    assert entry.startswith("@techreport{a,\n") and entry.endswith("\n}")
    assert "title = {某市R\\&D\\_规划2025}" in entry
    assert "author = {{甲局} and {乙局}}" in entry
    assert "year = {2025}" in entry
    assert entry.count("{") == entry.count("}")


def test_csl_is_json_with_date_and_place(document):
    [entry] = json.loads(plandiff.cite(document, "3.1", form="csl"))
    assert entry["issued"] == {"date-parts": [[2025, 3, 1]]}
    assert entry["locator"].startswith("a:3.1")
    assert [name["literal"] for name in entry["author"]] == ["甲局", "乙局"]


@pytest.mark.parametrize("form", ["text", "bibtex", "csl"])
def test_a_digest_is_never_cited_as_the_plan(form):
    digest = plandiff.load_corpus(user=False)["ec13"]
    said = plandiff.cite(digest, digest[0].id, form=form, lang="en")
    assert "our own digest" in said


def test_a_section_or_another_form_is_refused(document):
    with pytest.raises(ClauseError, match="a section"):
        plandiff.cite(document, "3")
    with pytest.raises(ValueError, match="bibtex"):
        plandiff.cite(document, form="ris")


def test_the_command_prints_what_a_program_reads():
    result = CliRunner().invoke(app, ["cite", "ec14", "3.1.2", "--form=csl"])
    assert json.loads(result.output)[0]["id"] == "ec14"
