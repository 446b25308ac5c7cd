"""What a reader would naturally try works, or is told what to do instead."""

from __future__ import annotations

import pandas as pd
import pytest
from alignments import plan
from typer.testing import CliRunner

import plandiff
from plandiff.cli import app
from plandiff.errors import (
    ClauseError,
    CodebookError,
    CorpusError,
    PlandiffWarning,
)


@pytest.fixture(scope="module")
def plans():
    return (
        plan("a", [("1.1", "发展农村电商。"), ("1.2", "完善物流体系。")]),
        plan("b", [("1.1", "大力发展农村电商。"), ("2.1", "保护权益。")]),
    )


def test_two_documents_are_aligned_where_an_alignment_is_wanted(plans):
    alignment = plandiff.align(*plans)
    pd.testing.assert_frame_equal(
        pd.DataFrame(plandiff.diff_table(*plans)),
        pd.DataFrame(plandiff.diff_table(alignment)),
    )
    pd.testing.assert_frame_equal(
        plandiff.diff_summary(*plans), plandiff.diff_summary(alignment)
    )
    with pytest.raises(TypeError, match=r"plandiff\.align"):
        plandiff.diff_table(plans[0])


def test_semantic_may_be_asked_for_by_itself(plans, monkeypatch):
    from plandiff.matching import align as module

    class AskedError(Exception):
        pass

    def spy(_reference, _target, options):
        raise AskedError(options)

    monkeypatch.setattr(module, "model_for", spy)
    with pytest.raises(AskedError, match=r"nearest=7, .*semantic=True"):
        plandiff.align(
            *plans, semantic=True, options=plandiff.AlignOptions(nearest=7)
        )


def test_a_chart_given_another_table_names_the_right_one(plans):
    alignment = plandiff.align(*plans)
    with pytest.raises(TypeError, match=r"plandiff\.keyness.*column keyness"):
        plandiff.plot_keyness(alignment.links)
    with pytest.raises(TypeError, match=r"plandiff\.theme_shift"):
        plandiff.plot_theme_shift(alignment.links)
    with pytest.raises(TypeError, match=r"plandiff\.flow_table"):
        plandiff.plot_flows(alignment)
    assert len(plandiff.flow_table(alignment)) == len(
        plandiff.flow_table([alignment])
    )


def test_a_section_gives_its_clauses_and_is_no_clause(plans):
    first = plans[0]
    assert [clause.id for clause in first["1"]] == ["a:1.1", "a:1.2"]
    assert first["a:1"] == first["1"]
    with pytest.raises(ClauseError, match=r"a section with 1\.1, 1\.2"):
        first.clause("1")
    with pytest.raises(ClauseError, match=r"near: 1\.1"):
        first["1.11"]
    with pytest.raises(ClauseError, match="a section"):
        plandiff.align(*plans).explain("1", "1.1")


def test_a_table_of_clauses_is_refused_with_the_way_to_pass_it():
    table = pd.DataFrame({"place": ["1"], "text": ["发展农村电商"]})
    with pytest.raises(ClauseError, match="itertuples"):
        plandiff.Document.from_clauses("x", table)
    rows = table.itertuples(index=False, name=None)
    assert plandiff.Document.from_clauses("x", rows)["1"].id == "x:1"


def test_a_codebook_that_is_nearly_named_is_meant():
    with pytest.raises(CodebookError, match="Did you mean ecommerce"):
        plandiff.load_codebook("ecomerce")


def test_add_and_fetch_name_the_option_that_helps(tmp_path, monkeypatch):
    monkeypatch.setenv("PLANDIFF_CORPORA", str(tmp_path / "own"))
    with pytest.raises(CorpusError, match="--address"):
        plandiff.fetch("no14")
    file = tmp_path / "x.txt"
    file.write_text("一、主要任务\n（一）发展农村电商。\n", "utf-8")
    plandiff.add("mine", file)
    with pytest.raises(CorpusError, match="--replace"):
        plandiff.add("mine", file)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("indicators",), "Name a plan"),
        (("reprot",), "Did you mean 'report'"),
        (("show", "ec14", "9.9"), "no clause"),
        (("explain", "teach1", "teach2", "1.1", "1.1.1"), "a section"),
    ],
)
def test_the_command_line_says_what_to_do(words, told):
    result = CliRunner().invoke(app, list(words))
    text = result.output + str(result.exception or "")
    assert result.exit_code != 0 and told in text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda a, ds: plandiff.kwic("电商", ds), "documents come first"),
        (plandiff.passages, r"plandiff\.reuse"),
        (lambda a, ds: plandiff.write_diff("x.md", a), "alignment comes"),
        (lambda a, ds: plandiff.write_table(a, "x.md"), "write_diff"),
        (lambda a, ds: plandiff.write_table("x.md", a.links), "comes first"),
        (lambda a, ds: plandiff.cite("1.1", ds[0]), "comes first"),
        (lambda a, ds: plandiff.reuse(ds[0]), "a list of documents"),
        (lambda a, ds: plandiff.reuse("a.txt"), "a list of documents"),
    ],
)
def test_arguments_the_wrong_way_round_are_named(plans, wrong, told):
    alignment = plandiff.align(*plans)
    with pytest.raises(TypeError, match=told):
        wrong(alignment, list(plans))


def test_a_number_is_no_place_of_a_clause(plans):
    with pytest.raises(ClauseError, match=r"id or the place.*found 1"):
        plandiff.align(*plans).explain(1, 2)


@pytest.mark.parametrize(
    "listed",
    [
        plandiff.commitment,
        plandiff.commitment_sentences,
        plandiff.indicator_table,
    ],
)
def test_an_empty_table_of_another_language_says_why(listed):
    german = plan("a", [("1", "Die Stadt muss bis 2025 Netze bauen.")])
    with pytest.warns(PlandiffWarning, match="a: .*another language"):
        listed(german)


def test_figures_that_were_not_looked_for_are_not_said_to_be_the_same():
    alignment = plandiff.align(
        plan("a", [("1", "Die Stadt kann bis 2020 zwei Anlagen bauen.")]),
        plan("b", [("1", "Die Stadt muss bis 2025 zwei Anlagen bauen.")]),
    )
    with pytest.warns(PlandiffWarning, match="another language") as told:
        plandiff.substance_table(alignment)
    assert [str(w.message)[:2] for w in told] == ["a:", "b:"]
