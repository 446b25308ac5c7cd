"""What office software and a browser print of our files reads the same."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Cm, Pt
from fonts import with_fonts
from webpages import PAGES, TITLE
from wordfiles import add_note, saved, xml

from plandiff.document import Document
from plandiff.reading import read_document

SENTENCES = (
    "为推动数字贸易发展，制定本规划。全省数字贸易快速发展，规模稳步扩大，",
    "加快培育市场主体，支持企业做大做强，引导中小企业走专精特新发展道路，",
    "加强组织领导，落实工作责任，健全工作机制，强化督促检查，完善服务平台，",
)
CHAPTERS = ("发展基础", "总体要求", "主要任务", "重点工程", "保障措施")
NOTE = "指以数字技术为驱动、以数据流动为牵引的贸易，详见统计制度的有关说明。"
ROWS = (("指标", "2020年", "2025年"), ("贸易额（亿元）", "100", "200"))

pytestmark = pytest.mark.slow


def paragraphs() -> list[tuple[str, list[str]]]:
    """Return the chapters of a plan, each paragraph of another length."""
    return [
        (
            f"{'一二三四五'[chapter]}、{title}",
            [
                SENTENCES[n % 3] * 2
                + SENTENCES[chapter % 3][: 9 + 5 * n]
                + "。"
                for n in range(chapter, chapter + 4)
            ],
        )
        for chapter, title in enumerate(CHAPTERS)
    ]


def word_plan(size: float, *, indent: bool) -> bytes:
    """Return a Word file with heads, page numbers, a table and footnotes."""
    document = docx.Document()
    style = document.styles["Normal"]
    style.font.size = Pt(size)
    style.paragraph_format.line_spacing = Pt(1.75 * size)
    style.paragraph_format.space_after = Pt(0)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.header.paragraphs[0].text = TITLE
    foot = section.footer.paragraphs[0]
    foot.alignment = 1
    foot._p.append(xml("<w:r><w:t>— </w:t></w:r>"))
    foot._p.append(
        xml(
            "<w:fldSimple w:instr=' PAGE '><w:r><w:t>1</w:t></w:r>"
            "</w:fldSimple>"
        )
    )
    foot._p.append(xml("<w:r><w:t> —</w:t></w:r>"))
    title = document.add_paragraph(TITLE)
    title.alignment = 1
    title.runs[0].font.size = Pt(22)
    for chapter, (heading, texts) in enumerate(paragraphs(), start=1):
        add(document, heading, size, indent=True)
        for place, text in enumerate(texts):
            paragraph = add(document, text[:20], size, indent=indent)
            if place == 1:
                paragraph._p.append(
                    xml(
                        "<w:r><w:rPr><w:vertAlign w:val='superscript'/>"
                        "</w:rPr><w:footnoteReference "
                        f"w:id='{chapter}'/></w:r>"
                    )
                )
            paragraph.add_run(text[20:])
        if chapter == 2:
            table = document.add_table(2, 3)
            table.style = "Table Grid"
            for row, cells in enumerate(ROWS):
                for column, cell in enumerate(cells):
                    table.cell(row, column).text = cell
    return with_notes(saved(document), len(CHAPTERS))


def add(document: Any, text: str, size: float, *, indent: bool) -> Any:
    paragraph = document.add_paragraph(text)
    paragraph.alignment = 3
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    return paragraph


def with_notes(data: bytes, count: int) -> bytes:
    """Give a Word file its footnotes, in small print."""
    small = "<w:rPr><w:sz w:val='18'/>{}</w:rPr>"
    raised = small.format("<w:vertAlign w:val='superscript'/>")
    notes = "".join(
        f"<w:footnote w:id='{number}'><w:p><w:r>{raised}<w:footnoteRef/></w:r>"
        f"<w:r>{small.format('')}<w:t>{NOTE}</w:t></w:r></w:p></w:footnote>"
        for number in range(1, count + 1)
    )
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(add_note(data, "footnote", ""))) as old,
        zipfile.ZipFile(stream, "w") as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name == "word/footnotes.xml":
                head, _, rest = part.decode().partition(
                    "<w:footnote w:id='1'>"
                )
                part = f"{head}{notes}</w:footnotes>".encode()
                assert rest
            new.writestr(name, part)
    return stream.getvalue()


def printed_by_office(data: bytes, folder: Path) -> Document:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("needs LibreOffice (soffice) to print a Word file")
    file = folder / "plan.docx"
    file.write_bytes(data)
    subprocess.run(
        [
            *(program, "--headless", "--convert-to", "pdf", "--outdir"),
            *(str(folder), str(file)),
            f"-env:UserInstallation=file://{folder / 'profile'}",
        ],
        check=True,
        capture_output=True,
        timeout=300,
        env=with_fonts(folder),
    )
    return read_document(folder / "plan.pdf", id="p")


@pytest.mark.parametrize("size", [10.5, 16])
@pytest.mark.parametrize("indent", [True, False])
def test_a_word_file_and_its_print_have_the_same_clauses(
    size: float, indent: bool, tmp_path: Path
) -> None:
    data = word_plan(size, indent=indent)
    written = read_document(data, id="p")
    printed = printed_by_office(data, tmp_path)
    assert printed.title == written.title == TITLE
    assert [h.title for h in printed.headings] == list(CHAPTERS)
    wanted = [clause.text for clause in written]
    found = [clause.text for clause in printed]
    assert "\n".join("\t".join(row) for row in ROWS) in found
    if indent:
        assert found == wanted
    else:  # a full last line without indentation shows no end
        assert sum(text in wanted for text in found) >= len(wanted) - 2
        assert "".join(found) == "".join(wanted)
    reasons = [span.reason.partition(":")[0] for span in printed.spans]
    assert reasons.count("footnote mark") == len(CHAPTERS)
    assert "footnote" in reasons and "running head" in reasons


@pytest.mark.parametrize(
    "name",
    [
        "gov.cn: UCAP-CONTENT",
        "ndrc: TRS_Editor in layers",
        "old table layout",
        "table of indicators",
        "frame around a box",
    ],
)
def test_a_page_printed_by_a_browser_has_the_clauses_of_the_page(
    name: str, tmp_path: Path
) -> None:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("needs Chromium to print a page")
    page = tmp_path / "page.html"
    page.write_text(PAGES[name], "utf-8")
    subprocess.run(
        [
            *(program, "--headless", "--no-sandbox", "--disable-gpu"),
            *(
                "--disable-background-networking",
                f"--user-data-dir={tmp_path}",
            ),
            *(f"--print-to-pdf={tmp_path / 'page.pdf'}", page.as_uri()),
        ],
        check=True,
        capture_output=True,
        timeout=120,
        env=with_fonts(tmp_path),
    )
    wanted = read_document(page, id="p")
    found = read_document(tmp_path / "page.pdf", id="p")
    texts = [clause.text for clause in found]
    for clause in wanted:
        assert clause.text in texts
    printed = [h.label for h in found.headings]
    labels = [h.label for h in wanted.headings]
    # a print shows no links: the name of an attached file is a heading in it
    assert [label for label in printed if label != "附件"] == labels
