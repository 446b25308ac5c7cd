"""The flow of chapters counts every link once, in one scale."""

from __future__ import annotations

import re

import pytest
from alignments import linked, plan
from browser import CHROMIUM, Browser

import plandiff
from plandiff.analysis.diff.diff import diff_of
from plandiff.output.pages.flow import flow_of


def _alignment():
    earlier = plan(
        "a",
        [
            ("1", "发展农村电商。", ("第一章",)),
            ("2", "完善物流体系。", ("第一章",)),
            ("3", "设立专项资金。", ("第二章",)),
        ],
    )
    later = plan(
        "b",
        [
            ("1", "大力发展农村电商。", ("第一章",)),
            ("2", "健全物流体系。", ("第二章",)),
            ("3", "健全快递体系。", ("第二章",)),
        ],
    )
    return linked(earlier, later, [("1", "1"), ("2", "2"), ("2", "3")])


def test_the_bands_hold_every_link_and_are_as_wide():
    flow = flow_of(diff_of(_alignment()))
    counted = {(b.reference, b.target): b.links for b in flow.bands}
    assert counted == {("第一章", "第一章"): 1, ("第一章", "第二章"): 2}
    widths = []
    for band in flow.bands:
        y = [float(n) for n in re.findall(r" ([\d.]+)(?=[CVZ]|$)", band.path)]
        widths.append((y[-1] - y[0]) / band.links)
    assert widths[0] == pytest.approx(widths[1], abs=0.2)
    bar = flow.references[0]
    assert sum(b.links for b in flow.bands) * widths[0] <= bar.height + 0.2


def test_with_one_chapter_or_without_links_there_is_no_flow():
    alignment = linked(
        plan("a", [("1", "发展农村电商。")]),
        plan("b", [("1", "大力发展农村电商。")]),
        [("1", "1")],
    )
    assert flow_of(diff_of(alignment)) is None
    made = _alignment()
    none = linked(made.reference, made.target, [])
    assert flow_of(diff_of(none)) is None


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_a_band_and_its_number_list_their_clauses(tmp_path):
    page = plandiff.write_report(_alignment(), tmp_path / "r")
    with Browser(tmp_path / "profile") as browser:
        browser.open(page.as_uri())
        shown = "[...document.querySelectorAll('.group')]"
        shown += ".filter(g => !g.hidden).map(g => g.id)"
        band = "document.querySelectorAll('#flow .stream')[1]"
        browser.do(
            f"{band}.dispatchEvent(new MouseEvent('click', {{bubbles: true}}))"
        )
        assert browser.do(shown) == ["a:2..b:2"]
        browser.do("document.querySelector('[data-do=clear]').click()")
        assert len(browser.do(shown)) == 3
        number = "document.querySelectorAll('#flow td a')[0]"
        browser.do(f"{number}.click()")
        assert browser.do(shown) == ["a:1..b:1"]
