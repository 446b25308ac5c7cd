"""No text of a file is lost in silence, however the file wraps it."""

from __future__ import annotations

import base64
import io
import json
import os
import quopri
import stat
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pytest
from wordfiles import (
    FIRST,
    SECOND,
    add_list,
    embedding,
    flat,
    number,
    saved,
)

from plandiff.document import Document
from plandiff.errors import ReadingError
from plandiff.reading import read_document
from plandiff.reading.formats import office

ARTICLES = (
    "第一条　为了促进冷链物流发展，制定本办法。",
    "第二条　市商务局负责本办法的组织实施。",
    "第三条　各区应当建立健全工作机制，落实工作责任。",
    "第四条　本办法自发布之日起施行。",
)
BODY = "".join(f"<p>{text}</p>" for text in ARTICLES)
HEAD = (
    '<!DOCTYPE html><html><head><meta charset="utf-8">'
    "<title>青禾市冷链物流管理办法</title></head><body>"
    "<h1>青禾市冷链物流管理办法</h1>"
)
AFTER = "<p>本栏目由青禾市商务局维护，供社会公众查询。</p></body></html>"
MENU = "<nav><ul><li><a href='/'>首页</a></li><li>政务公开</li></ul></nav>"


def read(page: str) -> Document:
    document = read_document(page.encode(), id="w")
    spans = document.spans
    text = document.source_text
    assert "".join(text[s.start : s.end] for s in spans) == text
    return document


def articles(document: Document) -> list[str]:
    return [c.text for c in document if c.text.startswith("第")]


WRAPPED = {
    "form": f"<form name='content'>{BODY}</form>",
    "form of the whole": f"<form id='aspnetForm'>{MENU}{BODY}</form>",
    "aside": f"<aside>{BODY}</aside>",
    "footer": f"<footer>{BODY}</footer>",
    "button": f"<button>{BODY}</button>",
    "nested": f"<form><aside><div class='print'>{BODY}</div></aside></form>",
    "print": f"<div class='print'>{BODY}</div>",
    "share": f"<div id='share'>{BODY}</div>",
    "related": f"<section class='related'>{BODY}</section>",
    "comments": f"<div class='comment-body'>{BODY}</div>",
    "hidden": f"<div style='display:none'>{BODY}</div>",
    "hidden in tabs": "".join(
        f"<div class='tab' style='display: none'><p>{text}</p></div>"
        for text in ARTICLES
    ),
    "half of it hidden": (
        f"<div><p>{ARTICLES[0]}</p><p>{ARTICLES[1]}</p>"
        f"<p>{ARTICLES[2]}</p></div>"
        f"<div style='visibility:hidden'><p>{ARTICLES[3]}</p></div>"
    ),
    "after the end": f"</body></html><div>{BODY}</div></body>",
}


WRAPPED |= {
    "hidden by noscript": f"<noscript>{BODY}</noscript>",
    "hidden as a template": f"<template>{BODY}</template>",
    "hidden as a field": f"<textarea>{'&#10;'.join(ARTICLES)}</textarea>",
    "lines kept by style": (
        f"<div style='white-space: pre-line'>{chr(10).join(ARTICLES)}</div>"
    ),
    "nav": f"<nav>{BODY}</nav>",
    "header": f"<header>{BODY}</header>",
}
SPREAD = ("hidden in tabs", "half of it hidden")


@pytest.mark.parametrize("name", list(WRAPPED))
def test_a_body_is_read_whatever_element_it_stands_in(name):
    after = "" if name in SPREAD else AFTER
    document = read(f"{HEAD}{WRAPPED[name]}{after}")
    assert articles(document) == list(ARTICLES)
    assert any("hidden" in n for n in document.notices) == ("hidden" in name)


def test_menus_and_comments_stay_outside():
    talk = "<p>这份办法写得很好，我们都支持。希望尽快落实。</p>" * 9
    page = f"{MENU}<div>{BODY}</div><div class='comments'>{talk}</div>"
    document = read(f"{HEAD}{page}</body></html>")
    assert [clause.text for clause in document] == list(ARTICLES)


def test_a_hidden_copy_of_the_text_is_read_once():
    copy = f"<div style='display:none'>{BODY}</div>"
    document = read(f"{HEAD}<div>{BODY}</div>{copy}</body></html>")
    assert [clause.text for clause in document] == list(ARTICLES)
    assert not document.notices


def test_two_whole_pages_in_one_file_are_both_read():
    first = f"{HEAD}<p>{ARTICLES[0]}</p><p>{ARTICLES[1]}</p></body></html>"
    second = first.replace(ARTICLES[0], ARTICLES[2])
    second = second.replace(ARTICLES[1], ARTICLES[3])
    assert articles(read(first + second)) == list(ARTICLES)


@pytest.mark.parametrize("encoding", ["gb18030", "big5hkscs"])
def test_chinese_that_is_rare_in_a_page_keeps_its_encoding(encoding):
    filler = f"<div class='{'a' * 70}'></div>" * 60
    text = "第一條　為了促進電子商務發展，加強管理，制定本規定。"
    if encoding == "gb18030":
        text = ARTICLES[0]
    page = f"<html><body>{filler}<p>{text}</p></body></html>"
    document = read_document(page.encode(encoding), id="w")
    assert document.source.encoding == encoding
    assert articles(document) == [text]


def test_a_western_page_with_some_accents_stays_western():
    page = "<p>Die Gemeinden fördern den Ausbau der Straßen über Land.</p>"
    document = read_document(
        (page * 20).encode("cp1252"), id="w", format="html"
    )
    assert "fördern" in document.source_text


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_stray_byte_is_named_by_its_line(encoding):
    lines = "\n".join(ARTICLES).encode(encoding).split(b"\n")
    data = b"\n".join((*lines[:2], b"\xff\xff" + lines[2], lines[3]))
    with pytest.raises(ReadingError, match=f"line 3, .*{encoding}.*ff ff"):
        read_document(data, id="w")


CELLS = {
    "tags": "<p>一、总体要求</p><p>&emsp;坚持创新，推动发展。</p>",
    "breaks": "一、总体要求<br/>坚持创新，推动发展。<br/>",
    "entities": "一、总体要求\n&nbsp;&nbsp;坚持创新，推动发展。",
    "written breaks": r"一、总体要求\n坚持创新，推动发展。\n",
    "list": "['一、总体要求', '坚持创新，推动发展。']",
}


@pytest.mark.parametrize("kind", ["csv", "txt", "jsonl"])
@pytest.mark.parametrize("name", list(CELLS))
def test_markup_in_plain_text_is_read_with_a_notice(name, kind):
    text = CELLS[name]
    if kind == "csv":
        text = f'title,content\n甲规划,"{text}"\n'
    elif kind == "jsonl":
        text = json.dumps({"content": text})
    document = read_document(text.encode(), id="w", format=kind)
    assert document.source.format == kind
    assert [clause.text.strip() for clause in document] == [
        "坚持创新，推动发展。"
    ]
    assert [h.title for h in document.headings if h.label] == ["总体要求"]
    assert len(document.notices) == 1


def test_signs_of_less_and_lone_backslashes_are_no_markup():
    text = "一、目标\n失业率<5%且>3%，路径C:\\new不变，A&B公司参与。\n"
    document = read_document(text.encode(), id="w", format="txt")
    assert document.source_text == text
    assert not document.notices


def plain_word(*texts: str) -> bytes:
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


ARCHIVE = (
    "MIME-Version: 1.0\nContent-Type: multipart/related; "
    'boundary="=part"\n\n--=part\nContent-Type: text/html; charset="{}"\n'
    "Content-Transfer-Encoding: {}\n\n{}\n--=part--\n"
)
PAGE = f"<html><body>{BODY}</body></html>"
CHUNKS = {
    "page": (".htm", PAGE.encode()),
    "page in an archive": (
        ".mht",
        ARCHIVE.format("utf-8", "8bit", PAGE).encode(),
    ),
    "text": (".txt", "\n".join(ARTICLES).encode()),
    "Word file": (".docx", plain_word(*ARTICLES)),
}


@pytest.mark.parametrize("name", list(CHUNKS))
def test_a_document_inside_a_word_file_is_read(name):
    document = read_document(embedding(CHUNKS[name]), id="w")
    assert document.source.format == "docx"
    assert articles(document) == list(ARTICLES)


def test_documents_inside_a_word_file_follow_each_other():
    halves = [
        (".htm", f"<p>{ARTICLES[n]}</p><p>{ARTICLES[n + 1]}</p>".encode())
        for n in (0, 2)
    ]
    assert articles(read_document(embedding(*halves), id="w")) == list(
        ARTICLES
    )


def test_an_embedded_document_of_another_kind_is_told():
    data = embedding(CHUNKS["page"], (".rtf", rb"{\rtf1 x}"))
    notices = read_document(data, id="w").notices
    assert any("embeds 1 document(s) of a kind" in n for n in notices)


@pytest.mark.parametrize("how", ["8bit", "base64", "quoted-printable"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312"])
def test_a_web_archive_is_read_as_its_page(how, charset):
    page = PAGE.encode(charset)
    if how == "base64":
        page = base64.encodebytes(page)
    elif how == "quoted-printable":
        page = quopri.encodestring(page)
    head, tail = ARCHIVE.format(charset, how, "|").encode().split(b"|")
    document = read_document(head + page + tail, id="w")
    assert articles(document) == list(ARTICLES)


def test_a_flat_word_package_is_read_as_a_word_file():
    document = read_document(flat(plain_word(*ARTICLES)), id="w")
    assert document.source.format == "docx"
    assert articles(document) == list(ARTICLES)


OLD = {
    ".doc": b"\xd0\xcf\x11\xe0" + bytes(60),
    ".rtf": rb"{\rtf1 text}",
    ".xml": (
        b'<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.'
        b'microsoft.com/office/word/2003/wordml"></w:wordDocument>'
    ),
}


@pytest.mark.parametrize("suffix", list(OLD))
def test_old_office_files_say_what_would_read_them(suffix, monkeypatch):
    monkeypatch.setattr(office, "find_office", lambda: "")
    with pytest.raises(ReadingError, match="install LibreOffice"):
        read_document(OLD[suffix], id="w")


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
@pytest.mark.parametrize("suffix", list(OLD))
def test_old_office_files_are_read_through_libreoffice(
    suffix, monkeypatch, tmp_path: Path
):
    made = tmp_path / "made.docx"
    made.write_bytes(plain_word(*ARTICLES))
    program = tmp_path / "soffice"
    program.write_text(
        '#!/bin/sh\nwhile [ "$1" != "--outdir" ]; do shift; done\n'
        f'test -s "$3" && mkdir -p "$2" && cp {made} "$2/plan.docx"\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(office, "find_office", lambda: str(program))
    document = read_document(OLD[suffix], id="w")
    assert document.source.format == "doc"
    assert articles(document) == list(ARTICLES)
    assert "LibreOffice" in document.notices[0]
    program.write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(ReadingError, match="cannot read either"):
        read_document(OLD[suffix], id="w")


def test_files_of_old_office_programs_are_read_for_real(tmp_path: Path):
    """Also a .wps, which is a .doc by another name."""
    program = office.find_office()
    if not program:
        pytest.skip("needs LibreOffice (soffice) to make and read .doc")
    made = docx.Document()
    add_list(made, 90, [("chineseCounting", "%1、"), ("decimal", "%2.")])
    for text, depth in (("目标", 0), (FIRST, 1), ("保障", 0), (SECOND, 1)):
        number(made.add_paragraph(text), 90, depth)
    run = made.add_paragraph("面积5km").add_run("2")
    run.font.superscript = True
    file = tmp_path / "plan.docx"
    file.write_bytes(saved(made))
    for suffix in ("doc", "odt", "rtf"):
        subprocess.run(
            [
                *(program, "--headless", "--convert-to", suffix, "--outdir"),
                *(str(tmp_path), str(file)),
                f"-env:UserInstallation={(tmp_path / 'own').as_uri()}",
            ],
            check=True,
            capture_output=True,
            timeout=300,
        )
    (tmp_path / "plan.wps").write_bytes((tmp_path / "plan.doc").read_bytes())
    wanted = read_document(file, id="w")
    assert [h.label for h in wanted.headings] == ["一、", "二、"]
    for suffix in ("doc", "wps", "odt", "rtf"):
        found = read_document(tmp_path / f"plan.{suffix}", id="w")
        assert found.source.format == "doc"
        assert [c.text for c in found] == [c.text for c in wanted]
        assert [c.path for c in found] == [c.path for c in wanted]
        assert "LibreOffice" in found.notices[0]


def test_xml_that_is_no_page_is_named():
    data = f"<?xml version='1.0'?><plan>{escape(ARTICLES[0])}</plan>"
    with pytest.raises(ReadingError, match="first element is plan"):
        read_document(data.encode(), id="w")


NOTICE = (
    "青禾市人民政府关于印发两个规定的通知",
    "各区人民政府，市政府各部门：",
    "市商务局拟定的《青禾市冷链物流规定》和《青禾市网络零售规定》"
    "已经市政府同意，现印发给你们，请认真贯彻执行。",
    "青禾市人民政府",
    "2024年3月8日",
)
PAPERS = (
    ("青禾市冷链物流规定", "一、总体要求", "加快建设冷链物流网络。"),
    ("青禾市网络零售规定", "一、基本原则", "坚持依法管理网络零售。"),
)


@pytest.mark.parametrize("form", ["txt", "html"])
@pytest.mark.parametrize("joined", ["和", "、", ""])
def test_a_notice_that_issues_two_papers_keeps_both(form, joined):
    lines = [*NOTICE, *PAPERS[0], *PAPERS[1]]
    lines[2] = lines[2].replace("》和《", f"》{joined}《")
    page = "\n".join(lines)
    if form == "html":
        page = "".join(f"<p>{line}</p>" for line in lines)
        page = f"<html><body><div>{page}</div></body></html>"
    document = read(page)
    assert [(c.id, c.text) for c in document] == [
        ("w:a1.1.1", "加快建设冷链物流网络。"),
        ("w:a2.1.1", "坚持依法管理网络零售。"),
    ]
    assert document.title == NOTICE[0]
    assert [h.title for h in document.headings if not h.label] == [
        paper[0] for paper in PAPERS
    ]


def test_a_paper_that_is_not_there_is_told_and_nothing_is_cut():
    document = read("\n".join((*NOTICE, *PAPERS[1])))
    text = "".join(clause.text for clause in document)
    assert "现印发给你们" in text
    assert "坚持依法管理网络零售。" in text
    assert any("青禾市冷链物流规定" in note for note in document.notices)


def test_prose_that_is_set_aside_is_told_with_its_place():
    aside = "<aside>本市三家企业入选省级示范名单，受到各方好评。</aside>"
    document = read(f"{HEAD}<div>{BODY}</div>{aside}</body></html>")
    (notice,) = document.notices
    assert "navigation" in notice or "outside" in notice
    start = document.source_text.index("本市三家企业")
    assert f"offset {start}" in notice


def test_a_text_that_is_mostly_set_aside_says_where_it_went():
    menu = "".join(f"<li><a>第{n}期公告栏目名称</a></li>" for n in range(60))
    document = read(f"{HEAD}<ul class='menu'>{menu}</ul><div>{BODY}</div>")
    (notice,) = document.notices
    assert "of" in notice
    assert "Chinese characters stand in clauses" in notice


@pytest.mark.parametrize("text", ["第一章 总则\n", "首页\n", "2024年3月8日"])
def test_no_document_is_empty_without_a_word(text):
    document = read_document(text.encode(), id="w")
    assert len(document) or document.notices


TASK = "各区要加强组织领导，完善工作机制，落实资金保障，推动任务落地见效。" * 3
BROKEN = (
    "青禾市人民政府关于印发青禾市冷链物流规划（2024-2028年）的通知",
    "各区人民政府，市政府各部门：",
    "现将《青禾市冷链物流规划（2024-2028年）》印发给你们，请认真贯彻执行。",
    "青禾市人民政府2024年3月8日（此件公开发布）",
    "青禾市冷链物流规划（2024—2028年）",
    f"一、总体要求。{TASK}",
    "二、主要任务",
    f"（一）完善冷链网络。{TASK}",
    f"1.建设产地冷库。{TASK}",
    f"2.建设城市冷库。到2028年建成2.5万吨冷库，增长3.1%。{TASK}",
    f"（二）培育市场主体。重点发展第一、二、三产业。{TASK}",
    f"专栏1 重点工程{TASK}",
    f"三、保障措施。{TASK}",
)


def test_a_text_that_lost_its_line_breaks_is_cut_at_its_numbers():
    document = read("".join(BROKEN))
    assert document.title.replace("-", "—") == BROKEN[4]
    assert [h.label + h.title for h in document.headings if h.label] == [
        *("一、总体要求", "二、主要任务", "（一）完善冷链网络"),
        *("1.建设产地冷库", "2.建设城市冷库", "（二）培育市场主体"),
        "三、保障措施",
    ]
    starts = [clause.text[:6] for clause in document]
    assert starts.count("1.建设产地") + starts.count("2.建设城市") == 2
    assert any("Line breaks seem to be lost" in n for n in document.notices)


def test_one_line_in_a_table_of_texts_is_cut_too():
    data = f'title,content\n规划,"{"".join(BROKEN)}"\n'.encode()
    document = read_document(data, id="w", format="csv")
    whole = read("".join(BROKEN))
    assert [c.text for c in document] == [c.text for c in whole]


def test_a_text_with_its_breaks_is_left_as_it_is():
    document = read("\n".join(BROKEN))
    assert not any("breaks" in note for note in document.notices)


def test_one_long_line_without_numbers_is_told():
    (clause,) = (document := read(TASK * 20))
    assert len(clause.text) == len(TASK) * 20
    assert any("line breaks seem" in note for note in document.notices)


def part(*lines: str, more: str = "") -> bytes:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return (
        "<html><body><h1>青禾市冷链物流规划</h1>"
        f"<div class='text'>{body}</div>{more}</body></html>"
    ).encode()


PART_ONE = ("一、总体要求", "坚持创新驱动，推动发展，完善机制，健全体系。")
PART_TWO = ("二、主要任务", "完善物流网络，支持企业发展，落实各项责任。")
PAGERS = {
    "link": "<a href='t20_2.htm'>下一页</a>",
    "number": "<a href='./plan_1.html'>2</a>",
    "query": "<a href='show.jsp?id=8&page=2'>下页</a>",
    "script": "<script>createPageHTML(3, 0, 't20', 'htm');</script>",
}


@pytest.mark.parametrize("name", list(PAGERS))
def test_a_page_of_several_says_so(name):
    document = read_document(part(*PART_ONE, more=PAGERS[name]), id="w")
    assert any("one of several" in note for note in document.notices)


@pytest.mark.parametrize(
    "more",
    [
        "<a href='other.htm'>下一篇</a>",
        "<a href='#top'>2</a>",
        "<script>createPageHTML(1, 0, 't20', 'htm');</script>",
    ],
)
def test_a_page_alone_does_not(more):
    assert not read_document(part(*PART_ONE, more=more), id="w").notices


def test_parts_are_joined_in_their_order():
    files = [part(*PART_ONE, more=PAGERS["link"]), part(*PART_TWO)]
    document = read_document(files, id="w")
    assert [(c.id, c.text) for c in document] == [
        ("w:1.1", PART_ONE[1]),
        ("w:2.1", PART_TWO[1]),
    ]
    assert document.title == "青禾市冷链物流规划"
    assert not document.notices
    text = "".join(
        document.source_text[s.start : s.end] for s in document.spans
    )
    assert text == document.source_text


def test_a_paragraph_that_two_parts_share_is_one(tmp_path: Path):
    half = (
        "完善覆盖全市的冷链物流网络，支持企业建设产地冷库，"
        "推动服务体系更加健全，并在重点"
    )
    rest = "区域建设集配中心。"
    paths = []
    for place, lines in enumerate(((*PART_ONE, half), (rest, *PART_TWO))):
        path = tmp_path / f"plan_{place}.htm"
        path.write_bytes(part(*lines))
        paths.append(path)
    document = read_document(paths, id="w")
    assert half + rest in [clause.text for clause in document]
    assert document.source.name == "plan_0.htm; plan_1.htm"


def test_no_file_at_all_is_told():
    with pytest.raises(ReadingError, match="one file or more"):
        read_document([], id="w")


PROSE = (
    "全市冷链物流快速发展，规模稳步扩大，作出重要贡献。",
    "各区应当加强组织领导，落实工作责任，健全工作机制。",
    "有关部门应当加强监督，确保各项任务落到实处。",
)


@pytest.mark.parametrize("name", ["print", "share", "related", "toolbox"])
def test_a_paragraph_in_a_container_named_as_chrome_is_read(name):
    middle = f"<div class='{name}'><p>{PROSE[1]}</p></div>"
    page = f"<div><p>{PROSE[0]}</p>{middle}<p>{PROSE[2]}</p></div>"
    document = read(f"{HEAD}{page}</body></html>")
    assert [clause.text for clause in document] == list(PROSE)


def test_a_request_to_use_a_script_is_no_plan():
    page = (
        "<html><body><noscript>请在浏览器中启用脚本。</noscript></body></html>"
    )
    with pytest.raises(ReadingError, match="without its scripts"):
        read_document(page.encode(), id="w", format="html")


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "big5"])
def test_a_page_that_declares_another_encoding_is_read(declared):
    page = f"<html><meta charset='{declared}'><body>{BODY}</body></html>"
    document = read_document(page.encode("gb18030"), id="w")
    assert articles(document) == list(ARTICLES)
