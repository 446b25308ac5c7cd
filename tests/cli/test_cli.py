"""The command line calls the library, and never shows a traceback."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from folders import ROOT
from matplotlib.axes import Axes
from typer.testing import CliRunner

import plandiff
from plandiff import cli
from plandiff.errors import AlignmentError
from plandiff.matching.knowledge import encoder
from plandiff.output.plots.style import save_chart

EARLIER = "一、主要任务\n（一）农村\n发展农村电商。支持农产品进城。\n"
LATER = "一、主要任务\n（一）乡村\n发展农村电商。支持农产品出村进城。\n"


@pytest.fixture
def plans(tmp_path: Path) -> tuple[str, str]:
    paths = tmp_path / "early.txt", tmp_path / "late.txt"
    for path, text in zip(paths, (EARLIER, LATER), strict=True):
        path.write_text(text, encoding="utf-8")
    return str(paths[0]), str(paths[1])


def _run(*arguments: str) -> str:
    result = CliRunner().invoke(
        cli.app, list(arguments), catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return result.stdout


def _process(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "plandiff", *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )


def test_list_names_every_bundled_plan() -> None:
    table = pd.read_csv(io.StringIO(_run("list", "--csv")))
    assert {"ec11", "ec12", "ec13", "ec14"} <= set(table["id"])


def test_json_is_one_record_a_row() -> None:
    records = json.loads(_run("show", "ec14", "3.1.1", "--json"))
    assert [record["clause_id"] for record in records] == ["ec14:3.1.1"]
    assert records[0]["title"] == "强化技术应用创新"


def test_files_are_taken_where_ids_are(plans: tuple[str, str]) -> None:
    links = pd.read_csv(io.StringIO(_run("align", *plans, "--csv")))
    assert len(links) == 1
    assert links.loc[0, "confidence"] > 0.5


def test_explain_prints_what_the_alignment_explains(
    plans: tuple[str, str],
) -> None:
    explanation = plandiff.align(
        *(plandiff.read_document(path, id=Path(path).stem) for path in plans)
    ).explain("1.1.1", "1.1.1")
    assert _run("explain", *plans, "1.1.1", "late:1.1.1") == f"{explanation}\n"
    table = pd.read_csv(
        io.StringIO(_run("explain", *plans, "1.1.1", "1.1.1", "--csv"))
    )
    assert list(table["signal"]) == list(explanation.signals["signal"])


@pytest.mark.parametrize(("lang", "label"), [("zh", "置信度"), ("en", "conf")])
def test_explain_draws_in_both_languages(
    plans: tuple[str, str],
    tmp_path: Path,
    lang: str,
    label: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    titles = []

    def save(chart: Axes, path: Path) -> Path:
        titles.append(chart.get_title(loc="left"))
        return save_chart(chart, path)

    monkeypatch.setattr("plandiff.output.plots.style.save_chart", save)
    chart = tmp_path / "why.svg"
    output = _run(
        *(
            "explain",
            *plans,
            "1.1.1",
            "1.1.1",
            "-o",
            str(chart),
            "--lang",
            lang,
        )
    )
    assert label in titles[0]
    assert b"<svg" in chart.read_bytes() and str(chart) in output


@pytest.mark.parametrize("ids", [("9.9", "1.1.1"), ("1.1.1", "9.9")])
def test_explain_names_the_document_that_has_no_such_clause(
    plans: tuple[str, str], ids: tuple[str, str]
) -> None:
    result = _process("explain", *plans, *ids)
    plan = ("early", "late")[ids.index("9.9")]
    assert result.returncode == 1
    assert f"{plan}: no clause '9.9'" in result.stderr
    assert f"The first is {plan}:1.1.1" in result.stderr


def test_diff_writes_by_suffix(plans: tuple[str, str], tmp_path: Path) -> None:
    _run("diff", *plans, "-o", str(tmp_path / "diff.html"))
    assert "出村" in (tmp_path / "diff.html").read_text("utf-8")


def test_diff_prints_redlines_with_brackets_where_there_is_no_colour(
    plans: tuple[str, str],
) -> None:
    printed = _run("diff", *plans, "--redline", "--order", "reference")
    assert "{+" in printed


def test_review_goes_from_sheet_to_corrections_and_agreement(
    plans: tuple[str, str], tmp_path: Path
) -> None:
    sheet, fixed = str(tmp_path / "sheet.xlsx"), str(tmp_path / "c.csv")
    assert "to decide" in _run("review", *plans, "-o", sheet, "--who", "甲")
    assert "0 decisions" in _run("review", "--apply", sheet, "-o", fixed)
    assert Path(fixed).read_text("utf-8").startswith("reference_id,target_id")
    assert "cohen_kappa" in _run("review", "--compare", sheet, sheet)
    assert CliRunner().invoke(cli.app, ["review", *plans]).exit_code == 2


def test_an_explanation_is_drawn_or_given_to_a_script() -> None:
    arguments = ["explain", "teach1", "teach2", "3.1.2", "3.1.2", "--csv"]
    result = CliRunner().invoke(cli.app, [*arguments, "-o", "a.svg"])
    assert result.exit_code == 2


@pytest.mark.parametrize(
    "command",
    [
        ["align"],
        ["diff", "--redline"],
        ["report"],
        ["review", "-o", "sheet.xlsx"],
        ["evaluate", "gold.csv"],
        ["explain", "1.1.1", "1.1.1"],
    ],
)
def test_every_comparison_can_read_for_meaning(
    plans: tuple[str, str], command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoder, "_PACKAGE", "no-such-package")
    name, *rest = command
    with pytest.raises(AlignmentError, match=r"plandiff\[semantic\]"):
        _run(name, *plans, *rest, "--semantic")


def test_lineage_draws_and_trace_tells_one_clause(tmp_path: Path) -> None:
    _run("lineage", "teach1", "teach2", "-o", str(tmp_path / "flows.png"))
    assert (tmp_path / "flows.png").stat().st_size > 1000
    told = _run("trace", "teach2:2.2.1", "teach1", "teach2", "--csv")
    assert "teach1:2.2.1" in told
    table = pd.read_csv(
        io.StringIO(_run("lineage", "teach1", "teach2", "--csv"))
    )
    assert set(table["document_id"]) == {"teach1", "teach2"}


def test_themes_draws_by_suffix(
    plans: tuple[str, str], tmp_path: Path
) -> None:
    _run("themes", *plans, "-o", str(tmp_path / "themes.png"))
    assert (tmp_path / "themes.png").read_bytes().startswith(b"\x89PNG")


def test_themes_opens_a_number_to_its_clauses(plans: tuple[str, str]) -> None:
    text = _run("themes", *plans, "--clauses", "rural", "--csv")
    assert set(pd.read_csv(io.StringIO(text))["theme"]) == {"rural"}


def test_keyness_prints_and_draws(tmp_path: Path) -> None:
    table = pd.read_csv(io.StringIO(_run("keyness", "ec13", "ec14", "--csv")))
    assert table["keyness"].is_monotonic_decreasing
    assert table["note"].str.contains("not found in our sources").all()
    _run("keyness", "ec13", "ec14", "-o", str(tmp_path / "key.svg"))
    assert (tmp_path / "key.svg").stat().st_size > 10_000


def test_report_says_where_to_open_it(
    plans: tuple[str, str], tmp_path: Path
) -> None:
    output = _run("report", *plans, "-o", str(tmp_path / "report"))
    assert str(tmp_path / "report" / "index.html") in output.replace("\n", "")


def test_an_unknown_id_ends_with_one_message_that_names_the_near_ones() -> (
    None
):
    result = _process("show", "ec41")
    assert result.returncode == 1
    assert "ec14" in result.stderr and "Traceback" not in result.stderr


def test_a_command_not_understood_ends_with_2() -> None:
    assert _process("aling").returncode == 2
    assert _process("list", "--csv", "--json").returncode == 2


@pytest.mark.parametrize("form", [(), ("--redline",), ("--csv",)])
def test_a_reader_who_closes_the_pipe_ends_the_program_quietly(
    plans: tuple[str, str], form: tuple[str, ...]
) -> None:
    command = [sys.executable, "-m", "plandiff", "diff", *plans, *form]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLANDIFF_CORPORA", str(tmp_path / "own"))
    return tmp_path / "own"


def test_add_shows_the_checks_and_every_command_uses_the_file(
    plans: tuple[str, str], own_folder: Path
) -> None:
    assert "Nothing is known" in _run("add", "mine", plans[0], "--check")
    assert not own_folder.exists()
    assert "Added: <Document mine" in _run("add", "mine", plans[0])
    assert "农村电商" in _run("show", "mine")


def test_add_shows_the_checks_also_when_it_refuses(
    plans: tuple[str, str], own_folder: Path
) -> None:
    result = _process("add", "ec13", plans[0])
    assert result.returncode == 1
    assert "40万亿" in result.stdout
    assert "checks agree" in " ".join(result.stderr.split())
    assert not own_folder.exists()
    assert "Added" in _run("add", "ec13", plans[0], "--force")


def test_fetch_without_an_address_says_what_to_do(own_folder: Path) -> None:
    result = _process("fetch", "ec13")
    assert result.returncode == 1
    assert "plandiff add ec13 FILE" in " ".join(result.stderr.split())


def test_help_teaches_what_a_plan_is() -> None:
    assert "plandiff list" in _process("--help").stdout


def test_links_are_scored_and_their_calibration_drawn(
    plans: tuple[str, str], tmp_path: Path
) -> None:
    links = pd.read_csv(io.StringIO(_run("align", *plans, "--csv")))
    gold, chart = tmp_path / "gold.csv", tmp_path / "chart.svg"
    links[["reference_id", "target_id"]].to_csv(gold, index=False)
    table = pd.read_csv(
        io.StringIO(
            _run("evaluate", *plans, str(gold), "-o", str(chart), "--csv")
        )
    )
    assert table.set_index("measure")["value"]["f1"] == 1
    assert chart.exists()


def test_indicators_lists_quantities_ledger_and_checks(
    tmp_path: Path,
) -> None:
    table = pd.read_csv(io.StringIO(_run("indicators", "ec14", "--csv")))
    assert len(table) == 30
    ledger = pd.read_csv(io.StringIO(_run("indicators", "--ledger", "--csv")))
    assert {"missed", "exceeded", "unknown"} <= set(ledger["verdict"])
    assert "within rounding" in _run("indicators", "ec14", "--check", "--csv")
    chart = tmp_path / "chart.png"
    _run("indicators", "ec14", "-o", str(chart))
    assert chart.read_bytes().startswith(b"\x89PNG")


def test_commitment_lists_clauses_and_profile(tmp_path: Path) -> None:
    table = pd.read_csv(io.StringIO(_run("commitment", "ec14", "--csv")))
    assert len(table) == 71
    each = pd.read_csv(
        io.StringIO(_run("commitment", "ec14", "--sentences", "--csv"))
    )
    assert each["sentence"].max() > 1
    assert set(each["clause_id"]) == set(table["clause_id"])
    shares = _run("commitment", "ec14", "--profile", "--csv")
    assert pd.read_csv(io.StringIO(shares))["share"].sum() == pytest.approx(1)
    chart = tmp_path / "chart.svg"
    _run("commitment", "ec14", "-o", str(chart), "--lang", "en")
    assert b"<svg" in chart.read_bytes()


def test_topics_and_phrases_of_a_plan_are_listed() -> None:
    topics = pd.read_csv(
        io.StringIO(_run("topics", "teach1", "-n", "3", "--csv"))
    )
    assert topics["topic"].tolist() == [1, 2, 3]
    assert topics["stability_chance"].between(0, 1).all()
    phrases = pd.read_csv(io.StringIO(_run("phrases", "teach1", "--csv")))
    assert (phrases["words"] > 1).all()
