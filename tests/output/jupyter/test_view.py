"""In a notebook an alignment is read as on its page, without a kernel."""

from __future__ import annotations

import nbformat
import pytest
from alignments import linked, plan
from browser import CHROMIUM, Browser

import plandiff
from plandiff.errors import AlignmentError, PlandiffError

nbconvert = pytest.importorskip("nbconvert", reason="renders notebooks")

real = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium is installed here"
)
HOSTILE = "发展<script>parent.document.title='ran'</script>电商"


def _alignment():
    return linked(
        plan(
            "a",
            [
                ("1", HOSTILE, ("第一章",)),
                ("2", "设立专项资金，用于人才培训。", ("第二章",)),
            ],
        ),
        plan(
            "b",
            [
                ("1", f"大力{HOSTILE}", ("第一章",)),
                ("2", "推动数据要素流通交易。", ("第三章",)),
            ],
        ),
        [("1", "1", 0.9)],
    )


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    """A notebook with the view as output, rendered as nbconvert does."""
    shown = plandiff.view(_alignment(), codebook="ecommerce")
    book = nbformat.v4.new_notebook()
    output = nbformat.v4.new_output(
        "execute_result",
        {"text/html": shown._repr_html_(), "text/plain": repr(shown)},
    )
    book.cells = [
        nbformat.v4.new_code_cell("plandiff.view(al)", outputs=[output])
    ]
    exporter = nbconvert.HTMLExporter(embed_images=True)
    text, _ = exporter.from_notebook_node(book)
    page = tmp_path_factory.mktemp("book") / "book.html"
    page.write_text(text, "utf-8")
    return page


FRAME = "document.querySelector('iframe')"
INSIDE = f"{FRAME}.contentDocument"


@real
def test_the_view_filters_and_shows_pairs_inside_a_rendered_notebook(
    notebook, tmp_path
):
    with Browser(tmp_path / "profile") as browser:
        browser.open(notebook.as_uri())
        browser.do("new Promise(done => setTimeout(done, 500))")
        assert browser.do(f"{INSIDE}.body.classList.contains('scripted')")
        shown = f"[...{INSIDE}.querySelectorAll('.plan .clause')]"
        browser.do(
            f"(() => {{ const f = {INSIDE}.querySelector('[name=query]');"
            "f.value = '专项资金'; f.dispatchEvent(new Event('input')); })()"
        )
        assert browser.do(
            f"{shown}.filter(c => !c.hidden).map(c => c.dataset.id)"
        ) == ["a:2"]
        browser.do(f"{INSIDE}.querySelector('[data-do=clear]').click()")
        browser.do(f"{INSIDE}.querySelector('.group').click()")
        pair = browser.do(f"{INSIDE}.querySelector('#pair').textContent")
        assert "a:1" in pair and "b:1" in pair and "<script>" in pair
        browser.do(f"{INSIDE}.querySelector('[data-do=cite]').click()")
        browser.do("new Promise(done => setTimeout(done, 100))")
        assert "a:1" in browser.do(
            f"{INSIDE}.querySelector('[name=citation]').value"
        )


@real
def test_links_lead_inside_the_frame_and_nothing_of_a_plan_runs(
    notebook, tmp_path
):
    with Browser(tmp_path / "profile") as browser:
        browser.open(notebook.as_uri())
        browser.do("new Promise(done => setTimeout(done, 500))")
        title = browser.do("document.title")
        browser.do(f"{INSIDE}.querySelector('a.partner-link').click()")
        browser.do("new Promise(done => setTimeout(done, 300))")
        assert browser.do(f"{FRAME}.contentWindow.location.href").startswith(
            "about:srcdoc#"
        )
        assert browser.do(f"{INSIDE}.querySelector('#pair').hidden") is False
        assert browser.do("document.title") == title


def test_the_view_is_one_attribute_that_plan_text_cannot_leave():
    text = plandiff.view(_alignment(), lang="en")._repr_html_()
    assert text.count("<") == 2 and text.count('"') % 2 == 0
    assert "&lt;base href=&quot;about:srcdoc&quot;&gt;" in text


def test_what_is_no_alignment_is_refused():
    with pytest.raises((AlignmentError, PlandiffError, TypeError)):
        plandiff.view("ec13")


def test_the_card_of_an_alignment_names_the_view():
    assert "plandiff.view(alignment)" in _alignment()._repr_html_()
