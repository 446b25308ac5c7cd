"""The report of a series of plans."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import plandiff
from plandiff.errors import AlignmentError, OutputError, PlandiffWarning
from plandiff.scale.ideas import IDEA_SCHEMA, ideas

MARKET = "建设县域商业体系，支持农产品出村进城，发展农村电商。"
COLD = "完善冷链物流网络，推进产地预冷设施建设。"
CARE = "扩大普惠托育服务供给，支持用人单位开办托育机构。"
TALENT = "加强电子商务人才培养，支持高校与企业共建实训基地。"


def _plan(id: str, *texts: str, **more: str) -> plandiff.Document:
    return plandiff.Document.from_clauses(
        id,
        [
            (f"{n}", text, (f"第{n}章 任务",))
            for n, text in enumerate(texts, 1)
        ],
        **more,
    )


@pytest.fixture
def plans() -> list[plandiff.Document]:
    return [
        _plan("a", MARKET, CARE, TALENT),
        _plan("b", MARKET, COLD, TALENT),
        _plan("c", MARKET + COLD, TALENT, COLD),
    ]


def test_the_page_of_a_series_needs_nothing_but_itself(
    plans, tmp_path
) -> None:
    page = plandiff.write_series(
        plans, tmp_path / "one", terms=("冷链", "托育")
    )
    text = page.read_text("utf-8")
    for key in ("plans", "lineage", "origins", "flows", "shares", "ideas"):
        assert f'id="{key}"' in text
    assert 'id="trajectories"' in text
    assert not re.search(r"(src|href)=\"https?:", text)
    for name in ("lineage", "flows", "shares", "trajectories", "ideas"):
        assert len(pd.read_csv(page.parent / f"{name}.csv", comment="#"))
    again = plandiff.write_series(
        plans, tmp_path / "two", terms=("冷链", "托育")
    )
    for file in page.parent.iterdir():
        assert file.read_bytes() == (again.parent / file.name).read_bytes()


def test_the_page_speaks_english(plans, tmp_path) -> None:
    text = plandiff.write_series(plans, tmp_path / "r", lang="en").read_text(
        "utf-8"
    )
    assert "Ideas that appear and disappear" in text
    assert "规划系列" not in text


def test_of_digests_no_share_is_shown(plans, tmp_path) -> None:
    ours = _plan("b", MARKET, fidelity="digest")
    text = plandiff.write_series(
        [plans[0], ours], tmp_path / "r", lang="en"
    ).read_text("utf-8")
    assert "We hold only a digest of b" in text
    assert 'id="shares"' not in text
    assert 'id="trajectories"' not in text
    assert 'id="ideas"' not in text


def test_a_section_that_fails_is_told(plans, tmp_path, monkeypatch) -> None:
    from plandiff.output.pages import series

    def fail(*given: object, **more: object) -> None:
        raise RuntimeError("no ink")

    monkeypatch.setattr(series, "plot_flows", fail)
    with pytest.warns(PlandiffWarning, match=r"flows is left out.*no ink"):
        page = plandiff.write_series(plans, tmp_path / "r", lang="en")
    assert "no ink" in page.read_text("utf-8")
    assert 'id="lineage"' in page.read_text("utf-8")


def test_what_is_no_series_is_refused(plans, tmp_path) -> None:
    with pytest.raises(AlignmentError, match="two plans or more but found 1"):
        plandiff.write_series(plans[:1], tmp_path / "r")
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"found mine\.txt"):
        plandiff.write_series(plans, tmp_path)


def test_ideas_come_and_go(plans) -> None:
    table = ideas(plans).set_index("concept")
    assert dict(table.reset_index().dtypes.astype(str)) == IDEA_SCHEMA
    assert table.loc["rural-commerce", "course"] == "stays"
    assert table.loc["cold-chain", "course"] == "appears"
    assert table.loc["cold-chain", "first_clause"] == "b:2"
    assert table.loc["cold-chain", ["plans", "clauses"]].tolist() == [2, 3]
    backwards = ideas(plans[::-1]).set_index("concept")
    assert backwards.loc["cold-chain", "course"] == "disappears"


def test_a_digest_between_plans_decides_no_course(plans) -> None:
    ours = _plan("d", CARE, fidelity="digest")
    table = ideas([*plans, ours])
    assert "d" not in set(table["last_document"])
    assert table.attrs["notices"] == ["digests and empty plans left out: d."]
    assert ideas([plans[0], ours]).empty
