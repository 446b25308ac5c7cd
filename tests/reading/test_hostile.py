"""Whatever a file is, it is read or refused with a message, and in time."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import docx
import pytest
from pdffiles import Sheet, pdf

from plandiff.corpus.intake import add
from plandiff.errors import PlandiffError, ReadingError
from plandiff.reading import read_document
from plandiff.reading.formats.encodings import decode
from plandiff.reading.received import Limits

TEXT = "一、总体要求\n坚持创新发展，推动数字经济和实体经济深度融合。\n"
PAGE = f"<!DOCTYPE html><html><body><h1>规划</h1><p>{TEXT}</p></body></html>"
ENCRYPTED = pdf(Sheet()).replace(
    b"/Root 1 0 R",
    b"/Root 1 0 R/Encrypt<</Filter/Standard/V 1/R 2/O("
    + b"o" * 32
    + b")/U("
    + b"u" * 32
    + b")/P -4>>/ID[<00><00>]",
)


def packed(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


REFUSED = {
    "encrypted PDF": (ENCRYPTED, "Save it without a password"),
    "PDF cut short": (pdf(Sheet())[:200], "damaged"),
    "Excel": (packed("xl/workbook.xml"), "save the sheet as CSV"),
    "OFD of nothing": (packed("OFD.xml"), "Print it to PDF"),
    "OpenDocument": (
        packed("META-INF/opendocument"),
        "save it as .docx",
    ),
    "any archive": (packed("a.txt"), "unpack it first"),
    "Word file of nothing": (packed("word/document.xml"), "cannot be read"),
    "web archive of nothing": (
        b"MIME-Version: 1.0\nContent-Type: multipart/related\n\nx",
        "as HTML",
    ),
    "TIFF": (b"II*\x00" + bytes(50), "OCR"),
}


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_is_no_plan_is_named_with_what_to_do(name):
    data, message = REFUSED[name]
    with pytest.raises(ReadingError, match=message):
        read_document(data)


def test_a_page_under_a_wrong_name_is_read_as_a_page(tmp_path: Path) -> None:
    for name in ("plan.txt", "plan", "plan.doc", "plan.csv"):
        path = tmp_path / name
        path.write_text(PAGE, "utf-8")
        assert read_document(path).source.format == "html"
    wrong = tmp_path / "plan.pdf"
    wrong.write_text(PAGE, "utf-8")
    with pytest.raises(ReadingError, match="found a web page"):
        read_document(wrong)


def test_a_text_that_speaks_of_pdf_is_a_text(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(f"文件以%PDF-1.4开头。\n{TEXT}", "utf-8")
    assert read_document(path).source.format == "txt"


@pytest.mark.skipif(os.name != "posix", reason="needs pipes and devices")
def test_pipes_and_devices_are_refused_unread(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    zeros = tmp_path / "zeros.txt"
    zeros.symlink_to("/dev/zero")
    for path in (pipe, zeros):
        with pytest.raises(ReadingError, match="device, pipe or socket"):
            read_document(path)
        with pytest.raises(PlandiffError, match="device, pipe or socket"):
            add("mine", path, folder=tmp_path / "corpora")


def test_folders_loops_and_locked_files_are_refused(tmp_path: Path) -> None:
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    dangling = tmp_path / "dangling.txt"
    dangling.symlink_to(tmp_path / "absent")
    for path in (tmp_path, loop, dangling, tmp_path / ("x" * 300)):
        with pytest.raises(ReadingError, match="cannot be read"):
            read_document(path)
    with pytest.raises(ReadingError, match="not a path"):
        read_document("a\x00b")


class Slow:
    """A file that gives few bytes at a time, and may never end."""

    def __init__(self, data: bytes, *, endless: bool = False) -> None:
        self._data = data
        self._endless = endless

    def read(self, size: int) -> bytes:
        if self._endless:
            return b"x" * min(size, 100)
        part, self._data = self._data[:3], self._data[3:]
        return part


def test_an_open_file_is_read_to_its_end():
    assert read_document(Slow(TEXT.encode())).source_text == TEXT
    with pytest.raises(ReadingError, match=r"Limits\(size"):
        read_document(Slow(b"", endless=True), limits=Limits(size=10_000))


def test_an_open_text_file_is_taken_as_the_text_it_is():
    page = PAGE.replace("<body>", '<meta charset="gb2312"><body>')
    assert "坚持创新发展" in read_document(io.StringIO(page)).source_text
    with pytest.raises(ReadingError, match="surrogate"):
        read_document(io.StringIO("一、甲\ud800"))


def test_a_file_that_gives_neither_bytes_nor_text_is_a_type_error():
    class Odd:
        def read(self, _: int) -> None:
            return None

    with pytest.raises(TypeError, match="found NoneType"):
        read_document(Odd())  # type: ignore[arg-type]


def test_an_unknown_encoding_is_named():
    with pytest.raises(ReadingError, match="'klingon'"):
        read_document(TEXT.encode(), encoding="klingon")


def test_pages_that_are_pictures_are_told(monkeypatch):
    monkeypatch.setattr(
        "plandiff.reading.formats.pdf.lines._pictures", lambda _: True
    )
    sheet = Sheet()
    sheet.put(90, 700, "一、发展基础")
    document = read_document(pdf(Sheet(), sheet))
    (notice,) = document.notices
    assert "1 page(s) are pictures" in notice and "(1)" in notice


def test_letters_without_known_characters_are_told_or_refused():
    sheet = Sheet()
    sheet.put(90, 700, "一、发展基础\ue001")
    assert any("letters" in n for n in read_document(pdf(sheet)).notices)
    sheet.put(90, 600, "\ue001" * 20)
    with pytest.raises(ReadingError, match="no known character"):
        read_document(pdf(sheet))


def test_entities_of_a_page_do_not_expand():
    entities = "".join(
        f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 9)
    )
    page = f"<!DOCTYPE html [<!ENTITY a0 '甲'>{entities}]>"
    document = read_document(f"{page}<p>&a8;</p>".encode(), format="html")
    assert len(document.source_text) < 1000


def test_a_word_file_of_very_many_paragraphs_stops_in_time():
    document = docx.Document()
    for _ in range(300):
        document.add_paragraph("甲乙丙。")
    stream = io.BytesIO()
    document.save(stream)
    begun = time.monotonic()
    with pytest.raises(ReadingError, match=r"Limits\(seconds"):
        read_document(stream.getvalue(), limits=Limits(seconds=0.001))
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    "arguments",
    [
        ["inspect", "."],
        ["inspect", ""],
        ["inspect", "x" * 5000],
        ["inspect", "x" * 5000 + ".txt"],
        ["inspect", "{empty}"],
        ["report", "{empty}", "{picture}"],
        ["add", "mine", "{picture}"],
        ["inspect", "{picture}", "--profile", "."],
    ],
)
def test_the_command_line_shows_a_message_and_no_trace(arguments, tmp_path):
    empty, picture = tmp_path / "empty.txt", tmp_path / "picture.pdf"
    empty.touch()
    picture.write_bytes(pdf(Sheet()))
    done = subprocess.run(
        [sys.executable, "-m", "plandiff"]
        + [part.format(empty=empty, picture=picture) for part in arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PLANDIFF_CORPORA": str(tmp_path / "corpora")},
    )
    assert done.returncode == 1
    assert done.stderr.startswith("plandiff:")
    assert "Traceback" not in done.stderr + done.stdout


def test_markup_has_a_bound_of_its_own():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(500_000))
    with pytest.raises(ReadingError, match="500000 bytes of it markup"):
        read_document(stream.getvalue(), limits=Limits(unpacked=1_000_000))
    page = b"<html><body>" + b"<p></p>" * 1000
    with pytest.raises(ReadingError, match=r"Limits\(characters"):
        read_document(page, limits=Limits(characters=1000))


@pytest.mark.parametrize(
    "odd",
    [
        "BT /F 0 Tf 1 0 0 1 90 700 Tm <4e004e8c> Tj ET",
        "BT /F 0.06 Tf 1 0 0 1 90 700 Tm <4e004e8c> Tj ET",
        "BT /F -12 Tf 1 0 0 1 90 700 Tm <4e004e8c> Tj ET",
        "BT /F 12 Tf 0 0 0 0 90 700 Tm <4e004e8c> Tj ET",
        "BT /F 1e30 Tf 1 0 0 1 90 700 Tm <4e004e8c> Tj ET",
        "BT /F 12 Tf 1e30 0 0 1e30 1e30 -1e30 Tm <4e004e8c> Tj ET",
        "BT /F 12 Tf 1 0 0 1 90 700 Tm 99999999 Tc <4e004e8c> Tj 0 Tc ET",
        "0 0 m 1e30 1e30 l S 90 700 -400 1e30 re S",
        "q " * 5000 + "BT /F 12 Tf 90 700 Td <4e00> Tj ET",
        "90 700 300 20 re S " * 6000,
    ],
)
def test_a_page_with_odd_figures_is_read(odd):
    """Fuzzing found letters without a size."""
    sheet = Sheet([odd])
    sheet.put(90, 600, "全省数字贸易快速发展，规模稳步扩大。")
    begun = time.monotonic()
    document = read_document(pdf(sheet), id="p")
    assert "全省数字贸易快速发展，规模稳步扩大。" in document.source_text
    assert time.monotonic() - begun < 20


def test_what_two_rules_cut_is_in_the_account_once():
    """A raised mark that also looks like a page number in a word."""
    sheets = []
    for number in range(1, 5):
        sheet = Sheet()
        sheet.put(90, 740, "引导中小企业走专精特新发展道路，完善服务平台。")
        end = sheet.put(114, 700, "支持企业，引导")
        end = sheet.put(end, 705, str(number), 6)
        sheet.put(end, 700, "中小企业发展，完善服务平台。")
        sheet.flow(90, 95, f"{number} 指各类企业。", 9, indent=0)
        sheets.append(sheet)
    document = read_document(pdf(*sheets), id="p")
    assert "支持企业，引导中小企业发展，完善服务平台。" in [
        clause.text for clause in document
    ]


def test_hidden_words_in_a_title_are_in_the_account_once():
    document = docx.Document()
    title = document.add_paragraph("青川省数字贸易")
    title.add_run("内部").font.hidden = True
    title.add_run("发展规划")
    document.add_paragraph("一、发展基础")
    document.add_paragraph("全省数字贸易快速发展，规模稳步扩大。")
    stream = io.BytesIO()
    document.save(stream)
    read = read_document(stream.getvalue(), id="w")
    text = "".join(read.source_text[s.start : s.end] for s in read.spans)
    assert text == read.source_text
    assert len(read) == 1


@pytest.mark.parametrize("named", ["gb\0k", "rot13", "undefined", "idna"])
def test_a_page_that_names_no_encoding_is_read_as_without_it(named):
    """Fuzzing found a NUL in the name."""
    found = decode("加快发展。".encode(), name="x", declared=named)
    assert found == ("加快发展。", "utf-8")
