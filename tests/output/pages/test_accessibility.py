"""axe-core finds nothing to mend on any page, narrow or wide."""

from __future__ import annotations

import pytest
from alignments import linked, plan
from axe import axe_script, violations
from browser import CHROMIUM, Browser

import plandiff
from plandiff.output.pages.inspection import write_inspection

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
    pytest.mark.skipif(
        axe_script() is None,
        reason="axe-core is not installed: pip install --no-deps "
        "axe-playwright-python",
    ),
]


def _alignment(fidelity="full"):
    """One clause of every fate, with figures for the charts."""
    earlier = plan(
        "a",
        [
            ("1", "大力发展农村电商，到2020年网络零售额达到5万亿元。"),
            ("2", "扶持一百家网店，补贴快递费用。建设十个仓库。", ("第二章",)),
            ("3", "设立专项资金，用于人才培训。", ("第二章",)),
        ],
        fidelity=fidelity,
    )
    later = plan(
        "b",
        [
            ("1", "大力发展农村电商，到2025年网络零售额达到9万亿元。"),
            ("2", "引导农户开设三百家网店。仓库向乡镇延伸！", ("第二章",)),
            ("3", "推动数据要素流通交易，保护个人信息。", ("第三章",)),
        ],
    )
    return linked(earlier, later, [("1", "1", 0.95), ("2", "2", 0.6)])


@pytest.fixture(scope="module", params=["zh", "en"])
def pages(request, tmp_path_factory):
    """Every page that is written: reports with and without digest, …"""
    folder, lang = tmp_path_factory.mktemp("pages"), request.param
    return [
        plandiff.write_report(_alignment(), folder / "full", lang=lang),
        plandiff.write_report(
            _alignment("digest"), folder / "digest", lang=lang
        ),
        plandiff.write_diff(_alignment(), folder / "diff.html", lang=lang),
        write_inspection(
            plandiff.load_corpus()["ec14"], folder / "i.html", lang=lang
        ),
    ]


@pytest.mark.parametrize("width", [400, 1280])
def test_axe_finds_nothing(pages, width, tmp_path):
    found = {}
    with Browser(tmp_path / "profile", width) as browser:
        for page in pages:
            name = f"{page.parent.name}/{page.name}"
            browser.open(page.as_uri())
            wide = browser.do("document.documentElement.scrollWidth")
            found[name] = violations(browser)
            if wide > width:
                found[name].append(f"{wide} pixels wide")
            if page.name == "index.html":  # with a pair and all text open
                browser.do("document.querySelector('.group').click()")
                browser.press("?", "e")
                found[f"{name}, open"] = violations(browser)
    assert {name: list_ for name, list_ in found.items() if list_} == {}


@pytest.mark.slow
def test_axe_finds_nothing_on_the_report_of_the_two_plans(tmp_path):
    corpus = plandiff.load_corpus()
    alignment = plandiff.align(corpus["ec13"], corpus["ec14"])
    page = plandiff.write_report(alignment, tmp_path / "r", lang="en")
    with Browser(tmp_path / "profile", 400) as browser:
        browser.open(page.as_uri())
        browser.do("document.querySelector('.group').click()")
        assert violations(browser) == []


def test_axe_finds_what_is_wrong(tmp_path):
    page = tmp_path / "bad.html"
    page.write_text(
        "<img src='data:,' width=20 height=20>"
        "<p style='color:#ccc'>发展农村电子商务</p>",
        "utf-8",
    )
    with Browser(tmp_path / "profile", 400) as browser:
        browser.open(page.as_uri())
        rules = {line.split()[0] for line in violations(browser)}
    assert {"image-alt", "color-contrast", "html-has-lang"} <= rules
