"""Options that all commands share: decisions, codebooks, languages, help."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import plandiff
from plandiff.cli import app
from plandiff.errors import AlignmentError
from plandiff.signature import fingerprint

RUNNER = CliRunner()


def run(*words: str) -> str:
    """Run a command and return what it printed."""
    result = RUNNER.invoke(app, list(words), terminal_width=200)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def plans(tmp_path: Path) -> list[str]:
    paths = []
    for name, tail in (("a", "。"), ("b", "，加快发展。")):
        path = tmp_path / f"{name}.txt"
        path.write_text(
            "一、总体要求\n（一）发展农村电商" + tail + "\n"
            "（二）培养专业人才" + tail + "\n",
            "utf-8",
        )
        paths.append(str(path))
    return paths


@pytest.fixture
def decided(plans: list[str], tmp_path: Path) -> Path:
    """A file that rules out the first link of the two plans."""
    pair = [plandiff.read_document(path, id=Path(path).stem) for path in plans]
    alignment = plandiff.align(*pair)
    link = alignment.links.iloc[0]
    path = tmp_path / "corrections.csv"
    pd.DataFrame(
        {
            "reference_id": [link["reference_id"]],
            "target_id": [link["target_id"]],
            "decision": ["no link"],
            "note": [""],
            "who": ["R"],
            "reference_digest": [
                fingerprint(pair[0][link["reference_id"]].text)
            ],
            "target_digest": [fingerprint(pair[1][link["target_id"]].text)],
        }
    ).to_csv(path, index=False)
    return path


def test_decisions_change_links_and_signature(plans, decided):
    before = run("align", *plans, "--csv")
    after = run("align", *plans, "--csv", "--corrections", str(decided))
    assert len(after.splitlines()) == len(before.splitlines()) - 1
    printed = run("align", *plans, "--corrections", str(decided))
    assert "corrections:none" not in printed


@pytest.mark.parametrize("command", ["diff", "lineage", "themes"])
def test_decisions_are_taken_wherever_plans_are_aligned(
    command, plans, decided
):
    args = (command, *plans, "--csv")
    assert run(*args) != run(*args, "--corrections", str(decided))


def test_decisions_on_other_plans_are_refused(plans, decided):
    with pytest.raises(AlignmentError, match="expected decisions on clauses"):
        run("align", *plans[::-1], "--corrections", str(decided))


def test_a_report_takes_a_codebook_and_names_it(plans, tmp_path):
    folder = tmp_path / "r"
    run("report", *plans, "-o", str(folder), "--codebook", "economy")
    page = (folder / "index.html").read_text("utf-8")
    assert "economy" in page.partition('<section id="signature">')[2]


@pytest.mark.parametrize("suffix", ["html", "md", "tex"])
def test_a_file_can_be_in_one_language(plans, tmp_path, suffix):
    texts = {}
    for lang in ("zh", "en", "both"):
        path = tmp_path / f"{lang}.{suffix}"
        run("diff", *plans, "-o", str(path), "--lang", lang)
        body = path.read_text("utf-8").partition("<body>")
        texts[lang] = re.sub(r"<[^>]*>", " ", body[2] or body[0])
    assert "修改" in texts["zh"] and "revised" not in texts["zh"]
    assert "修改" not in texts["en"] and "revised" in texts["en"]
    assert "修改 revised" in texts["both"]


def test_help_is_short_to_ask_for_and_names_the_extra():
    assert run("-h") == run("--help")
    assert "plandiff[semantic]" in run("align", "-h").replace("\n", " ")


def test_a_signature_is_printed_on_one_line(plans):
    lines = run("align", *plans).splitlines()
    [line] = [line for line in lines if line.startswith("reference:")]
    assert "version:" in line
