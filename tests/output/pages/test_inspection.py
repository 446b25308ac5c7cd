"""The inspection page shows the whole source and why parts are left out."""

import html
import re

from typer.testing import CliRunner

from plandiff.cli import app
from plandiff.output.pages.inspection import (
    account_summary,
    inspection_page,
    write_inspection,
)
from plandiff.reading import parse_document, read_document
from plandiff.resources import resource

PLAN = resource("plans/ec14.txt")


def test_page_holds_every_character_of_the_source():
    document = read_document(PLAN, id="ec14")
    page = inspection_page(document)
    source = page[page.index('<div class="source"') :]
    shown = re.sub('<span class="id">.*?</span>', "", source)
    text = html.unescape(re.sub("<[^>]+>", "", shown)).strip()
    assert text == document.source_text.strip()


def test_page_loads_nothing_and_escapes_the_source(tmp_path):
    document = parse_document(
        "一、<script>alert(1)</script>总体要求。", id="x"
    )
    page = write_inspection(document, tmp_path / "x.html", lang="zh")
    written = page.read_text("utf-8")
    assert "<script" not in written
    assert not re.search(r"(src|href)=.(https?:|//)", written)
    assert "大纲" in written


def test_summary_counts_every_character_once():
    document = read_document(PLAN, id="ec14")
    summary = account_summary(document)
    assert summary["characters"].sum() == len(document.source_text)


def test_command_shows_outline_account_and_notices(tmp_path):
    page = tmp_path / "page.html"
    result = CliRunner().invoke(
        app, ["inspect", str(PLAN), "--html", str(page)]
    )
    assert result.exit_code == 0
    assert "现状与形势" in result.output
    assert "48 paragraph" in result.output
    assert page.is_file()


def test_command_prints_the_account_for_scripts():
    result = CliRunner().invoke(app, ["inspect", str(PLAN), "--csv"])
    assert result.output.startswith("start,end,kind,reason,owner")
