"""The commands about many plans."""

from __future__ import annotations

import functools
import io

import pandas as pd
import pytest
from typer.testing import CliRunner

import plandiff
from plandiff import cli
from plandiff.errors import ClusterError
from plandiff.scale.diffusion import NETWORK_SCHEMA

FIRST = "一、主要任务\n（一）发展农村电商，支持农产品进城。\n"
SECOND = "一、主要任务\n（一）大力发展农村电商，支持农产品出村进城。\n"


@pytest.fixture
def folder(tmp_path):
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "a.txt").write_text(FIRST, "utf-8")
    (plans / "b.txt").write_text(SECOND, "utf-8")
    (plans / "c.txt").write_text(SECOND, "utf-8")
    return plans


def _run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(cli.app, list(arguments))
    assert result.exit_code == code, result.output
    return result.output if code else result.stdout


def _table(*arguments: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(_run(*arguments, "--csv")))


def test_reuse_of_a_folder(folder, tmp_path) -> None:
    table = _table("reuse", str(folder))
    names = table[["reference_document", "target_document"]]
    pairs = set(names.itertuples(index=False, name=None))
    assert pairs == {("a", "b"), ("a", "c"), ("b", "c")}
    path = tmp_path / "out.parquet"
    _run("reuse", str(folder), "-o", str(path))
    assert len(pd.read_parquet(path)) == len(table)
    assert "-o writes .parquet" in _run(
        *("reuse", str(folder), "-o", "out.xls"), code=2
    )


def test_passages_that_near_copies_share(folder) -> None:
    table = _table("reuse", str(folder), "--passages", "--least", "4")
    first = table[table["target_document"] == "b"]
    assert first["passage"].tolist() == ["发展农村电商，支持农产品"]
    text = (folder / "b.txt").read_text("utf-8")
    for row in first.itertuples():
        assert text[row.target_start : row.target_end] == row.passage
    _run("reuse", str(folder), "--passages", "--least", "1", code=2)


def test_series_counts_changes_step_by_step(folder, tmp_path) -> None:
    files = [str(folder / f"{name}.txt") for name in "abc"]
    store = ["--store", str(tmp_path / "pairs")]
    table = _table("series", *files, *store)
    assert table["reference"].tolist() == ["a", "b"]
    assert table["kept"].tolist()[1] == 1
    assert len(list((tmp_path / "pairs").iterdir())) == 2
    lineage = _table("series", *files, "--clauses")
    assert set(lineage["document_id"]) == {"a", "b", "c"}


def test_kwic_prints_lines_and_counts(folder) -> None:
    table = _table("kwic", "农村电商", str(folder))
    assert table["document"].tolist() == ["a", "b", "c"]
    counts = _table("kwic", "农村电商", str(folder), "--counts")
    assert counts["matches"].tolist() == [1, 1, 1]
    assert "re.escape" in _run("kwic", "5G(", str(folder), code=2)


def test_diffusion_by_a_column_of_a_table(tmp_path) -> None:
    path = tmp_path / "plans.csv"
    pd.DataFrame(
        {
            "id": ["a", "b"],
            "province": ["南省", "北省"],
            "date": ["2021-01-01", "2022-01-01"],
            "text": [FIRST, SECOND],
        }
    ).to_csv(path, index=False)
    table = _table("diffusion", str(path), "--by", "province")
    assert list(table) == list(NETWORK_SCHEMA)
    assert table[["source", "taker"]].values.tolist() == [["南省", "北省"]]
    rows = _table("diffusion", str(path))
    assert rows["lag_least"].tolist() == [365]
    new = _table("diffusion", str(path), "--resonance")
    assert new["novelty"].isna().tolist() == [True, False]


def test_a_scheduler_that_is_not_there_is_told(folder, monkeypatch) -> None:
    from plandiff.errors import ClusterError
    from plandiff.scale import cluster

    def unreachable(address: str) -> None:
        raise ClusterError(f"{address}: nobody answered")

    monkeypatch.setattr(cluster, "connect", unreachable)
    result = CliRunner().invoke(
        cli.app, ["reuse", str(folder), "--scheduler", "tcp://x:1"]
    )
    assert isinstance(result.exception, plandiff.PlandiffError)


def test_a_scheduler_that_cannot_be_reached_is_told(
    folder, monkeypatch
) -> None:
    pytest.importorskip("distributed")
    from plandiff.scale import cluster

    monkeypatch.setattr(
        cluster, "connect", functools.partial(cluster.connect, seconds=0.5)
    )
    given = ["reuse", str(folder), "--scheduler", "tcp://127.0.0.1:1"]
    result = CliRunner().invoke(cli.app, given)
    assert isinstance(result.exception, ClusterError)
    assert "expected a Dask scheduler but nobody answered" in str(
        result.exception
    )


def test_a_report_of_a_series(folder, tmp_path) -> None:
    files = [str(folder / f"{name}.txt") for name in "abc"]
    _run("series", *files, "-o", str(tmp_path / "r"), "--term", "电商")
    assert (tmp_path / "r" / "index.html").exists()
    assert (tmp_path / "r" / "lineage.csv").exists()


def test_plans_elsewhere(folder) -> None:
    fsspec = pytest.importorskip("fsspec")
    elsewhere = fsspec.filesystem("memory")
    for name in "ab":
        data = (folder / f"{name}.txt").read_bytes()
        elsewhere.pipe_file(f"/cli/{name}.txt", data)
    table = _table("reuse", "memory://cli")
    assert table["target_document"].tolist() == ["b"]
