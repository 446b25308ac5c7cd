"""A diff is one value: counted once, compared once, the same everywhere."""

from __future__ import annotations

import json
import re

import pytest
from alignments import linked, plan

import plandiff
from plandiff.analysis.diff import diff as module
from plandiff.analysis.diff.diff import diff_of
from plandiff.output.pages.reportpage import render_page


def pair():
    """Two plans with a split, a kept and a dropped clause."""
    earlier = plan(
        "a",
        [
            ("1", "发展农村电商。建设物流体系。"),
            ("2", "培养人才。"),
            ("3", "设立专项资金。"),
        ],
    )
    later = plan(
        "b", [("1", "发展农村电商。"), ("2", "物流。"), ("3", "培养人才。")]
    )
    return linked(earlier, later, [("1", "1"), ("1", "2"), ("2", "3")])


def test_a_report_works_out_the_diff_once(tmp_path, monkeypatch):
    made = []
    rows = module.diff_rows

    def count(alignment, order):
        made.append(order)
        return rows(alignment, order)

    monkeypatch.setattr(module, "diff_rows", count)
    alignment = pair()
    plandiff.write_report(alignment, tmp_path / "r")
    plandiff.diff_table(alignment)
    plandiff.diff_summary(alignment)
    assert made == ["target"]


def test_who_edits_a_table_does_not_edit_the_diff():
    alignment = pair()
    table = plandiff.diff_table(alignment)
    before = table["change"].tolist()
    table["change"] = "?"
    summary = plandiff.diff_summary(alignment)
    summary["clauses"] = 0
    assert plandiff.diff_table(alignment)["change"].tolist() == before
    assert plandiff.diff_summary(alignment)["clauses"].gt(0).all()


def test_a_copy_with_other_links_has_a_diff_of_its_own():
    from dataclasses import replace

    alignment = pair()
    assert diff_of(alignment).changes["reference"]["a:2"] == "kept"
    fewer = replace(alignment, links=alignment.links.iloc[:2])
    assert diff_of(fewer).changes["reference"]["a:2"] != "kept"


def counts_of_page(page: str) -> dict[tuple[str, str], int]:
    """Plan and change to the count that the page's summary shows."""
    summary = page[page.index('<section id="summary"') :]
    rows = re.findall(
        r"<tr><td>([^<]+)</td><td><span class=\"status (\w+)\">[^<]*</span>"
        r"</td><td class=\"number\"><a [^>]*>(\d+)</a></td>",
        summary[: summary.index("</table>")],
    )
    return {(plan_id, change): int(count) for plan_id, change, count in rows}


@pytest.mark.parametrize(
    "law", ["admin-reconsideration", "antimonopoly", "vocational-education"]
)
def test_the_page_counts_what_the_summary_counts(shared, law):
    documents = []
    for side in ("old", "new"):
        path = shared / "gold" / "laws" / law / f"{side}.jsonl"
        lines = map(json.loads, path.read_text("utf-8").splitlines())
        documents.append(
            plandiff.Document.from_clauses(
                side, [(line["id"], line["text"]) for line in lines]
            )
        )
    alignment = plandiff.align(*documents)
    summary = plandiff.diff_summary(alignment)
    whole = summary[summary["chapter"].isna()]
    names = {"reference": "old", "target": "new"}
    expected = {
        (names[row.side], row.change): row.clauses
        for row in whole.itertuples(index=False)
    }
    assert len(expected) > 4
    assert {"split", "merged"} & {change for _, change in expected}
    page = render_page(alignment, [], [], lang="zh")
    assert counts_of_page(page) == expected


def test_a_clause_split_and_kept_counts_the_same_on_page_and_in_summary():
    earlier = plan("a", [("1", "发展农村电商。"), ("2", "另一条。")])
    later = plan("b", [("1", "完善物流。"), ("2", "发展农村电商。")])
    alignment = linked(earlier, later, [("1", "1"), ("1", "2")])
    page = render_page(alignment, [], [], lang="zh")
    counted = counts_of_page(page)
    assert counted["a", "kept"] == 1 and ("a", "split") not in counted


@pytest.mark.parametrize(
    "make",
    [
        plandiff.diff_table,
        plandiff.diff_summary,
        lambda value: plandiff.write_diff(value, "x.xlsx"),
        lambda value: plandiff.write_report(value, "x"),
    ],
)
def test_what_is_no_alignment_is_refused_and_told_what_to_pass(make):
    table = plandiff.diff_table(pair())
    with pytest.raises(TypeError, match=r"plandiff\.align.*found a table"):
        make(table)
    with pytest.raises(TypeError, match="found the document a"):
        make(pair().reference)


def test_a_redline_takes_clauses_and_texts():
    alignment = pair()
    before, after = alignment.reference["1"], alignment.target["1"]
    assert str(plandiff.redline(before, after)) == str(
        plandiff.redline(before.text, after.text)
    )
    with pytest.raises(TypeError, match="a text or a clause but found int"):
        plandiff.redline(3, "文")
