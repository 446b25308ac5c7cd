"""Hard input is shown or refused; nothing of it runs or is lost."""

from __future__ import annotations

import csv
import re

import pytest
from alignments import linked, plan
from browser import CHROMIUM, Browser

import plandiff
from plandiff.errors import AlignmentError

real = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed here"
)
LONG = "推进农村电商发展，完善物流体系建设。" * 2778  # 50,004 characters
RUNS = "<script>document.title='ran'</script><img src=x onerror=alert(1)>"


def test_a_clause_of_fifty_thousand_characters_is_shown_whole(tmp_path):
    made = plandiff.write_report(
        linked(
            plan("a", [("1", LONG), ("2", "设立专项资金。")]),
            plan("b", [("1", LONG + "加强监管。"), ("2", "保护权益。")]),
            [("1", "1")],
        ),
        tmp_path / "r",
    )
    text = made.read_text("utf-8")
    bodies = re.findall(r'<div class="text"[^>]*>(.*?)</div>', text, re.S)
    assert LONG in bodies and f"{LONG}加强监管。" in bodies
    assert "加强监管" in re.findall(r"<ins.*?</ins>", text, re.S)[0]


@real
def test_of_a_long_clause_the_panel_leaves_room_for_the_plans(tmp_path):
    page = plandiff.write_report(
        linked(
            plan("a", [("1", LONG)]),
            plan("b", [("1", f"{LONG}加强监管。")]),
            [("1", "1")],
        ),
        tmp_path / "r",
    )
    with Browser(tmp_path / "profile") as browser:
        browser.open(page.as_uri())
        browser.press("j")
        height = browser.do("document.querySelector('#pair').offsetHeight")
        assert 0 < height <= 450
        browser.press("c")
        assert "a:1" in browser.do(
            "document.querySelector('[name=citation]').value"
        )


@pytest.mark.slow
@real
def test_two_thousand_clauses_a_side_are_all_there_and_can_be_chosen(
    tmp_path,
):
    number = 2000
    sides = [
        plan(
            name,
            [
                (f"{n}", f"第{n}项：{word}农村电商，建设{n}个基地。")
                for n in range(1, number + 1)
            ],
        )
        for name, word in (("a", "发展"), ("b", "大力发展"))
    ]
    pairs = [(f"{n}", f"{n}", 0.9) for n in range(1, number)]
    page = plandiff.write_report(linked(*sides, pairs), tmp_path / "r")
    with Browser(tmp_path / "profile") as browser:
        browser.open(page.as_uri())
        shown = "document.querySelectorAll('.plan .clause:not([hidden])')"
        assert browser.do(f"{shown}.length") == 2 * number
        browser.do(
            "(() => { const f = document.querySelector('[name=query]');"
            "f.value = '第1234项'; f.dispatchEvent(new Event('input')); })()"
        )
        assert browser.do(f"[...{shown}].map(c => c.dataset.id)") == [
            "a:1234",
            "b:1234",
        ]


@real
def test_a_plan_without_headings_offers_no_chapter_and_still_reads(tmp_path):
    page = plandiff.write_report(
        linked(
            plan("a", [("1", "发展农村电商。"), ("2", "设立专项资金。")]),
            plan("b", [("1", "大力发展农村电商。")]),
            [("1", "1")],
        ),
        tmp_path / "r",
    )
    with Browser(tmp_path / "profile") as browser:
        browser.open(page.as_uri())
        chapters = "document.querySelector('[name=chapter]')"
        assert browser.do(f"{chapters}.closest('label').hidden") is True
        browser.press("j")
        assert browser.do("location.hash") == "#a:1..b:1"


@pytest.mark.filterwarnings("ignore:.*another language")
@real
def test_what_a_plan_holds_of_markup_is_text_wherever_it_stands(tmp_path):
    earlier = plan("a", [("1", f"发展{RUNS}电商。", (f"第一章 {RUNS}",))])
    later = plan("b", [("1", f"大力发展{RUNS}电商。", (f"第一章 {RUNS}",))])
    page = plandiff.write_report(
        linked(earlier, later, [("1", "1")]), tmp_path / "r"
    )
    with Browser(tmp_path / "profile") as browser:
        browser.open(page.as_uri())
        browser.press("j", "c", "e")
        assert browser.do("document.title") != "ran"
        assert (
            browser.do("document.querySelectorAll('img[src=x]').length") == 0
        )
        assert browser.do("document.scripts.length") == 1
        text = browser.do("document.querySelector('#pair').textContent")
        assert "<script>" in text
        chapter = browser.do("document.querySelector('.chapter').textContent")
        assert RUNS in chapter


def _corrections(path, digest):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            [
                *("reference_id", "target_id", "decision", "note", "who"),
                *("reference_digest", "target_digest"),
            ]
        )
        writer.writerow(["a:1", "b:1", "no link", "", "R", digest, digest])
    return path


@real
def test_decisions_on_another_text_are_refused_by_page_and_library(tmp_path):
    alignment = linked(
        plan("a", [("1", "发展农村电商。")]),
        plan("b", [("1", "大力发展农村电商。")]),
        [("1", "1")],
    )
    path = _corrections(tmp_path / "other.csv", "0" * 12)
    with pytest.raises(AlignmentError, match="a:1"):
        plandiff.align(alignment.reference, alignment.target, corrections=path)
    page = plandiff.write_report(alignment, tmp_path / "r", lang="en")
    with Browser(tmp_path / "profile") as browser:
        browser.open(page.as_uri())
        browser.choose("[name=corrections]", path)
        said = browser.do("document.querySelector('#loaded').textContent")
        assert said == "0 read, 1 of another text"
        assert (
            browser.do("document.querySelector('#decided').textContent") == "0"
        )
