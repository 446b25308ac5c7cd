"""The reading page: both plans, every pair, a script of its own or none."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from pathlib import Path

import pytest
from alignments import linked, plan
from browser import CHROMIUM, Browser
from PIL import Image

import plandiff
from plandiff.output.pages import templating

HOSTILE = "发展<script>alert(1)</script>电商，<img src=x onerror=alert(2)>"
real = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed here"
)


def alignment():
    """Two plans with one clause of every fate; the text is hostile."""
    earlier = plan(
        "a",
        [
            ("1", HOSTILE, ("第一章 总则",)),
            ("2", "扶持一百家网店，补贴快递费用。建设十个仓库。", ("第二章",)),
            ("3", "设立专项资金，用于人才培训。", ("第二章",)),
        ],
    )
    later = plan(
        "b",
        [
            ("1", f"{HOSTILE}大力推进", ("第一章 总则",)),
            ("2", "引导农户开设三百家网店。仓库向乡镇延伸！", ("第二章",)),
            ("3", "推动数据要素流通交易，保护个人信息。", ("第三章",)),
        ],
    )
    return linked(earlier, later, [("1", "1", 0.95), ("2", "2", 0.6)])


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("page") / "r"
    return plandiff.write_report(alignment(), folder)


@pytest.fixture(scope="module")
def page(report) -> str:
    return report.read_text("utf-8")


def test_the_policy_names_the_hash_of_the_one_script(page):
    [script] = re.findall(r"<script>(.*?)</script>", page, re.S)
    seal = hashlib.sha256(script.encode()).digest()
    name = f"script-src 'sha256-{base64.b64encode(seal).decode()}'"
    assert name in page
    assert "default-src 'none'" in page


def test_the_script_makes_no_markup_of_text():
    folder = Path(templating.__file__).parent / "templates"
    script = (folder / "page.js").read_text("utf-8")
    for danger in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(",
                   "document.write", "fetch(", "XMLHttpRequest"):  # fmt: skip
        assert danger not in script
    assert len(script.splitlines()) < 500


def test_no_word_of_the_page_is_a_method_of_a_mapping(page):
    assert "built-in method" not in page


def test_every_clause_says_its_fate_and_links_to_its_counterpart(page):
    [clause] = re.findall(r'<article [^>]*id="a:1".*?</article>', page, re.S)
    assert 'href="#b:1"' in clause and 'class="status revised"' in clause
    assert 'data-digest="' in clause
    [lone] = re.findall(r'<article [^>]*id="a:3".*?</article>', page, re.S)
    assert "partner-link" not in lone


def test_every_pair_has_a_place_of_its_own(page):
    assert page.count('id="a:1..b:1"') == 1
    assert page.count('id="a:2..b:2"') == 1


def test_plan_text_in_an_english_page_says_that_it_is_chinese(tmp_path):
    made = plandiff.write_report(alignment(), tmp_path / "r", lang="en")
    text = made.read_text("utf-8")
    assert '<html lang="en">' in text
    for body in re.findall(r'<div class="text"[^>]*>', text):
        assert 'lang="zh"' in body


def test_the_page_names_its_codebook(page):
    assert "ecommerce" in page.partition('<section id="signature">')[2]


@pytest.fixture
def browser(tmp_path):
    with Browser(tmp_path / "profile") as opened:
        yield opened


@real
def test_nothing_of_a_plan_runs_and_nothing_scrolls_sideways(report, tmp_path):
    for width in (1280, 400):
        with Browser(tmp_path / str(width), width) as browser:
            browser.open(report.as_uri())
            assert browser.do("document.scripts.length") == 1
            assert (
                browser.do("document.querySelectorAll('img[src=x]').length")
                == 0
            )
            wide = browser.do("document.documentElement.scrollWidth")
            assert wide <= width


@real
def test_from_a_number_by_keyboard_to_a_citation(report, browser):
    browser.open(report.as_uri())
    browser.do("document.querySelector('[data-value=rewritten]').focus()")
    browser.do("document.activeElement.click()")
    shown = "[...document.querySelectorAll('.group')].filter(g => !g.hidden)"
    assert browser.do(f"{shown}.map(g => g.id)") == ["a:2..b:2"]
    browser.press("j")
    assert browser.do("location.hash") == "#a:2..b:2"
    assert browser.do("document.querySelectorAll('#pair .beside').length") == 1
    browser.press("c")
    cited = browser.do("document.querySelector('[name=citation]').value")
    assert "a:2" in cited and "b:2" in cited and "links:chosen" in cited
    browser.press("Escape")
    browser.do("document.activeElement.blur()")
    browser.press("Escape")
    assert browser.do("document.querySelector('#pair').hidden")


@real
@pytest.mark.parametrize("width", [1280, 400])
def test_with_keys_alone_from_the_summary_to_a_citation(
    report, tmp_path, width
):
    with Browser(tmp_path / "profile", width) as browser:
        browser.open(report.as_uri())
        number = "document.activeElement.dataset.value"
        for _ in range(40):  # the contents, then the numbers of the summary
            browser.press("Tab")
            if browser.do(number) == "rewritten":
                break
        assert browser.do(number) == "rewritten"
        outline = "getComputedStyle(document.activeElement).outlineStyle"
        assert browser.do(outline) != "none"
        browser.press("Enter", "j")
        assert browser.do("location.hash") == "#a:2..b:2"
        focused = "document.activeElement.dataset.do"
        for _ in range(400):
            browser.press("Tab")
            if browser.do(focused) == "cite":
                break
        browser.press("Enter")
        cited = browser.do("document.querySelector('[name=citation]').value")
        assert "a:2" in cited and "b:2" in cited


@real
def test_what_is_on_is_printed_and_what_is_off_is_not(report, tmp_path):
    import pypdfium2

    def printed(browser, name):
        browser.print(tmp_path / name)
        with pypdfium2.PdfDocument(tmp_path / name) as pdf:
            pages = [page.get_textpage().get_text_range() for page in pdf]
        return "".join("".join(pages).split())

    with Browser(tmp_path / "profile") as browser:
        browser.open(report.as_uri())
        browser.press("j")
        whole = printed(browser, "whole.pdf")
        for text in ("设立专项资金", "推动数据要素流通交易", "原文位置",
                     "大力推进", "引导农户开设三百家网店"):  # fmt: skip
            assert text in whole
        assert "导出判断" not in whole and "检索" not in whole
        browser.press("Escape")
        browser.do("document.querySelector('[data-value=rewritten]').click()")
        chosen = printed(browser, "chosen.pdf")
        assert "引导农户开设三百家网店" in chosen
        assert "推动数据要素流通交易" not in chosen


@real
@pytest.mark.parametrize("scripts", [True, False])
def test_both_plans_are_equally_wide_with_and_without_scripts(
    report, browser, scripts
):
    if scripts:
        browser.open(report.as_uri())
    else:
        browser.open_without_scripts(report.as_uri())
    for media in ("screen", "print"):
        browser.call("Emulation.setEmulatedMedia", media=media)
        wide = [
            browser.do(f"document.querySelector('#plan-{n}').offsetWidth")
            for n in ("reference", "target")
        ]
        assert min(wide) > 300 and abs(wide[0] - wide[1]) <= 1


@real
def test_search_finds_text_of_either_plan_and_says_how_much(report, browser):
    browser.open(report.as_uri())
    browser.do(
        "(() => { const f = document.querySelector('[name=query]');"
        "f.value = '专项资金'; f.dispatchEvent(new Event('input')); })()"
    )
    shown = "[...document.querySelectorAll('.plan .clause')]"
    assert browser.do(
        f"{shown}.filter(c => !c.hidden).map(c => c.dataset.id)"
    ) == ["a:3"]
    assert "1 / " in browser.do("document.querySelector('#found').textContent")


@real
def test_a_deep_link_opens_its_pair_and_a_clause_its_own(report, browser):
    for place, first in (("a:1..b:1", "a:1"), ("a:3", "a:3")):
        browser.open("about:blank")
        browser.open(f"{report.as_uri()}#{place}")
        browser.do("new Promise(done => setTimeout(done, 100))")
        assert browser.do("document.querySelector('#pair').hidden") is False
        text = browser.do("document.querySelector('#pair').textContent")
        assert first in text


@real
@pytest.mark.parametrize("form", ["bibtex", "csl"])
def test_a_citation_for_programs_holds_title_and_clause(report, browser, form):
    browser.open(f"{report.as_uri()}#a:1..b:1")
    browser.do("new Promise(done => setTimeout(done, 100))")
    browser.do(f"document.querySelector('[name=form]').value = '{form}'")
    browser.press("c")
    cited = browser.do("document.querySelector('[name=citation]').value")
    if form == "csl":
        [entry] = json.loads(cited[: cited.index("\n]") + 2])
        assert entry["type"] == "report" and "a:1" in entry["locator"]
    else:
        assert cited.startswith("@techreport{a,") and "title = {" in cited


@real
def test_decisions_leave_the_page_as_a_corrections_file(
    report, browser, tmp_path
):
    browser.open(f"{report.as_uri()}#a:2..b:2")
    browser.do("new Promise(done => setTimeout(done, 100))")
    browser.do(
        "(() => { document.querySelector('[name=who]').value = 'R';"
        "document.querySelector('[data-decision=no]').click();"
        "const n = document.querySelector('[name=note]');"
        "n.value = '=1,\"x\"';"
        "n.dispatchEvent(new Event('input')); })()"
    )
    text = browser.do(
        "new Promise(done => { const make = URL.createObjectURL;"
        "URL.createObjectURL = blob => { blob.text().then(done);"
        "return make(blob); };"
        "document.querySelector('[data-do=save]').click(); })"
    )
    path = tmp_path / "c.csv"
    path.write_text(text, "utf-8", newline="")
    [row] = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    assert (row["decision"], row["who"]) == ("no link", "R")
    assert row["note"] == '=1,"x"'
    made = alignment()
    again = plandiff.align(made.reference, made.target, corrections=path)
    assert not (
        (again.links["reference_id"] == "a:2")
        & (again.links["target_id"] == "b:2")
    ).any()


@real
def test_without_the_script_all_text_is_there_and_no_tool(report, browser):
    browser.open_without_scripts(report.as_uri())
    text = browser.do("document.body.innerText")
    assert "设立专项资金" in text and "推动数据要素" in text
    visible = (
        "[...document.querySelectorAll('.tools')].some(t => t.offsetHeight)"
    )
    assert browser.do(visible) is False


@real
def test_a_dot_of_the_map_opens_its_pair_and_a_bar_its_clauses(
    report, browser, tmp_path
):
    browser.open(report.as_uri())
    dots = "document.querySelectorAll('#map .spot')"
    assert browser.do(f"[...{dots}].map(d => d.title)") == [
        "a:1 → b:1",
        "a:2 → b:2",
    ]
    # A spot lies where the dot is drawn: in the colour of links.
    browser.do("document.querySelector('#map').scrollIntoView()")
    x, y = browser.do(
        f"(() => {{ const b = {dots}[1].getBoundingClientRect();"
        "return [b.x + b.width / 2, b.y + b.height / 2]; })()"
    )
    browser.picture(tmp_path / "map.png")
    with Image.open(tmp_path / "map.png") as picture:
        red, _, blue = picture.convert("RGB").getpixel((round(x), round(y)))
    assert red > 150 and blue < 100
    browser.do(f"{dots}[1].click()")
    browser.do("new Promise(done => setTimeout(done, 100))")
    assert browser.do("location.hash") == "#a:2..b:2"
    assert browser.do("document.querySelector('#pair').hidden") is False
    bar = "document.querySelector('#keyness .spot')"
    term = browser.do(f"{bar}.title")
    browser.do(f"{bar}.click()")
    shown = "document.querySelectorAll('.plan .clause:not([hidden]) .text')"
    texts = browser.do(f"[...{shown}].map(c => c.textContent)")
    assert texts and any(term in text for text in texts)


FOREIGN = """(() => {
  const found = [], nodes = document.createTreeWalker(
    document.body, NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
    const box = node.parentElement;
    if (/[\\u4e00-\\u9fff]/.test(node.data) && !box.closest("script")
      && !box.matches(":lang(zh)"))
      found.push(node.data.trim());
  }
  return found;
})()"""


@real
def test_all_chinese_on_an_english_page_says_that_it_is(tmp_path, browser):
    pages = [
        plandiff.write_report(alignment(), tmp_path / "r", lang="en"),
        plandiff.write_diff(alignment(), tmp_path / "d.html", lang="en"),
    ]
    for page in pages:
        browser.open(page.as_uri())
        browser.press("j", "c")
        assert browser.do(FOREIGN) == []


def test_tables_of_a_page_speak_its_language(page):
    heads = re.findall(r"<th[^>]*>([^<]*)</th>", page)
    assert "主题" in heads and "关键性" in heads
    known = {"ID", "SHA-256", "G²", "a", "b", ""}
    english = [h for h in heads if re.fullmatch(r"[\x00-\x7f]*", h)]
    assert set(english) <= known
    assert ">True<" not in page and ">False<" not in page


SAVED = (
    "new Promise(done => { const make = URL.createObjectURL;"
    "URL.createObjectURL = blob => { blob.text().then(done);"
    "return make(blob); };"
    "document.querySelector('[data-do=save]').click(); })"
)


def _decide(report, folder, who, verdicts):
    """Decide blindly as a reader does; return the file that is exported."""
    with Browser(folder / who) as browser:
        browser.open(report.as_uri())
        browser.do("document.querySelector('[name=blind]').click()")
        browser.do(f"document.querySelector('[name=who]').value = '{who}'")
        for pair, verdict in verdicts.items():
            browser.do(f"document.getElementById('{pair}').click()")
            seen = "getComputedStyle(document.querySelector("
            seen += "'#pair .sure')).visibility"
            assert browser.do(seen) == "hidden"
            browser.do(
                f"document.querySelector('[data-decision={verdict}]').click()"
            )
        text = browser.do(SAVED)
    path = folder / f"{who}.csv"
    path.write_text(text, "utf-8", newline="")
    return path


@real
def test_the_files_of_two_readers_give_their_agreement(report, tmp_path):
    from typer.testing import CliRunner

    from plandiff.cli import app

    first = _decide(
        report, tmp_path, "A", {"a:1..b:1": "yes", "a:2..b:2": "no"}
    )
    second = _decide(
        report, tmp_path, "B", {"a:1..b:1": "yes", "a:2..b:2": "yes"}
    )
    result = CliRunner().invoke(
        app, ["review", "--compare", str(first), str(second)]
    )
    assert result.exit_code == 0, result.output
    rows = dict(re.findall(r"│ (\w+) +│ ([\d.–-]+) +│", result.output))
    assert (rows["pairs"], rows["agreement"]) == ("2.000", "0.500")
    assert "a:2" in result.output.partition("Disagreements")[2]
    with Browser(tmp_path / "again") as browser:  # and one is read again
        browser.open(report.as_uri())
        browser.choose("[name=corrections]", first)
        decided = "document.querySelector('#decided').textContent"
        assert browser.do(decided) == "2"
        browser.do("document.getElementById('a:2..b:2').click()")
        pressed = "document.querySelector('[aria-pressed=true]').dataset"
        assert browser.do(f"{pressed}.decision") == "no"


@real
def test_bands_join_linked_clauses_between_the_columns(report, browser):
    browser.open(report.as_uri())
    browser.do("new Promise(done => setTimeout(done, 300))")
    inked = (
        "[...document.querySelector('#bands').getContext('2d').getImageData("
        "0, 0, 20, 400).data].filter((v, n) => n % 4 === 3 && v).length"
    )
    assert browser.do(inked) > 100
    browser.do(
        "(() => { const f = document.querySelector('[name=query]');"
        "f.value = '专项资金'; f.dispatchEvent(new Event('input')); })()"
    )
    browser.do("new Promise(done => setTimeout(done, 300))")
    assert browser.do(inked) == 0  # of a clause without a link
