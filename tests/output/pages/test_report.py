"""The report is whole, safe, the same each time, and honest."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from alignments import linked, plan

import plandiff
from plandiff.errors import OutputError, PlandiffWarning
from plandiff.output.pages.reportpage import read_words

HOSTILE = "发展<script>alert(1)</script>电商，=1+1，“规划”&amp;"


class _Page(HTMLParser):
    """Collect ids, links and the addresses that the page would load."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.tags: set[str] = set()
        self.scripts = 0

    def handle_starttag(
        self, tag: str, attrs: list[tuple[str, str | None]]
    ) -> None:
        self.tags.add(tag)
        self.scripts += tag == "script"
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name == "href":
                self.links.append(value or "")
            elif name == "src":
                self.loaded.append(value or "")


def _parse(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text("utf-8"))
    return page


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    corpus = plandiff.load_corpus()
    alignment = plandiff.align(corpus["ec13"], corpus["ec14"])
    folder = tmp_path_factory.mktemp("report") / "ec13-ec14"
    return plandiff.write_report(alignment, folder)


def test_the_page_needs_no_network(report: Path) -> None:
    page = _parse(report)
    assert all(address.startswith("data:") for address in page.loaded)
    text = report.read_text("utf-8")
    assert not re.search(r"url\((?!data:)", text)


def test_every_link_inside_the_page_leads_somewhere(report: Path) -> None:
    page = _parse(report)
    assert len(page.ids) == len(set(page.ids))
    inside = {link[1:] for link in page.links if link.startswith("#")}
    assert inside <= set(page.ids)
    beside = {
        link for link in page.links if not link.startswith(("#", "http"))
    }
    assert all((report.parent / name).is_file() for name in beside)


def test_every_clause_of_both_plans_is_on_the_page(report: Path) -> None:
    corpus = plandiff.load_corpus()
    ids = set(_parse(report).ids)
    for document in (corpus["ec13"], corpus["ec14"]):
        assert {clause.id for clause in document} <= ids


def test_against_a_digest_nothing_is_called_dropped(report: Path) -> None:
    text = report.read_text("utf-8")
    assert "摘要" in text and "在我们的来源中未找到" in text
    changes = pd.read_csv(report.parent / "diff.csv", comment="#")["change"]
    assert set(changes) <= {"matched", "unmatched", "open"}
    assert 'class="status dropped"' not in text
    assert 'class="redline"' not in text


def test_the_same_plans_give_the_same_bytes(
    report: Path, tmp_path: Path
) -> None:
    corpus = plandiff.load_corpus()
    alignment = plandiff.align(corpus["ec13"], corpus["ec14"])
    again = plandiff.write_report(alignment, tmp_path / "again")
    names = sorted(path.name for path in report.parent.iterdir())
    assert names == sorted(path.name for path in again.parent.iterdir())
    for name in names:
        first = (report.parent / name).read_bytes()
        assert first == (again.parent / name).read_bytes(), name


def test_plan_text_is_data_not_markup(tmp_path: Path) -> None:
    earlier = plandiff.Document.from_clauses(
        "a", [("1", HOSTILE, ('<img src="x">',)), ("2", "完善统计监测体系")]
    )
    later = plandiff.Document.from_clauses(
        "b", [("1", HOSTILE + "新增", ("<b>章</b>",))]
    )
    page = _parse(
        plandiff.write_report(plandiff.align(earlier, later), tmp_path / "r")
    )
    assert "b" not in page.tags and "x" not in page.loaded
    assert page.scripts == 1  # the page's own, named by its hash


def test_a_plan_compared_with_itself_has_one_anchor_for_each_side(
    tmp_path: Path,
) -> None:
    plan = plandiff.Document.from_clauses("a", [("1", "发展农村电商")])
    page = _parse(
        plandiff.write_report(plandiff.align(plan, plan), tmp_path / "r")
    )
    assert len(page.ids) == len(set(page.ids))
    assert {"reference-a:1", "target-a:1"} <= set(page.ids)


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    plan = plandiff.Document.from_clauses("a", [("1", "发展农村电商")])
    with pytest.raises(OutputError, match=r"thesis\.docx"):
        plandiff.write_report(plandiff.align(plan, plan), tmp_path)
    assert (tmp_path / "thesis.docx").read_text() == "mine"


def test_every_word_of_the_page_has_both_languages() -> None:
    assert read_words("zh").keys() == read_words("en").keys()
    assert all(read_words("zh").values()) and all(read_words("en").values())


def test_a_recombination_is_one_row_with_every_link_and_how_sure_it_is(
    tmp_path: Path,
) -> None:
    earlier = plan(
        "a", [("1", "发展农村电商。建设物流。"), ("2", "培养人才。")]
    )
    later = plan("b", [("1", "发展农村电商。"), ("2", "建设物流，培养人才。")])
    links = [("1", "1", 0.91), ("1", "2", 0.72), ("2", "2", 0.63)]
    report = plandiff.write_report(
        linked(earlier, later, links), tmp_path / "r", lang="en"
    )
    text = report.read_text("utf-8")
    table = text.partition('<section id="links">')[2].partition("</table>")[0]
    assert table.count('<div class="redline">') == 1
    for pair, confidence in (("1 → b:1", 0.91), ("1 → b:2", 0.72)):
        assert f"a:{pair}</p>" in table
        assert f"{confidence:.2f}" in table
    assert "of the earlier text" in table


def test_a_section_that_fails_is_left_out_and_said(tmp_path, monkeypatch):
    from plandiff.output.pages import report as module

    def broken(*_args, **_options):
        raise ZeroDivisionError("no such <quantity>")

    monkeypatch.setattr(module, "_targets", broken)
    alignment = linked(
        plan("a", [("1", "发展农村电商。")]),
        plan("b", [("1", "大力发展农村电商。")]),
        [("1", "1")],
    )
    with pytest.warns(PlandiffWarning, match="indicators is left out"):
        made = plandiff.write_report(alignment, tmp_path / "r", lang="en")
    text = made.read_text("utf-8")
    assert "ZeroDivisionError: no such &lt;quantity&gt;" in text
    assert 'section id="indicators"' not in text
    assert 'section id="map"' in text and 'id="a:1..b:1"' in text
    assert not list(made.parent.glob("indicators.*"))
