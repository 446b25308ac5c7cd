"""Files of any format become documents; bad files get a useful message."""

import io
import json
import random
import re
import zipfile
from collections import Counter
from pathlib import Path

import docx
import pytest
from accounts import whole
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

import plandiff
from plandiff.errors import PlandiffError, ReadingError
from plandiff.reading import read_document
from plandiff.reading.received import Limits
from plandiff.resources import resource

TEXT = (
    "一、总体要求\n坚持创新发展，推动数字经济和实体经济深度融合。\n"
    "二、主要任务\n加快农村电子商务建设，完善物流体系。\n"
)
TRADITIONAL = (
    "一、總體要求\n堅持創新發展，推動數字經濟和實體經濟深度融合。\n"
    "二、主要任務\n加快農村電子商務建設，完善物流體系。\n"
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8">
<meta name="PubDate" content="2021-11-05"><title>规划_某网</title>
<script>var a = "一、脚本";</script></head><body>
<div class="nav"><ul><li>首页</li><li>政务公开</li></ul></div>
<h1>数字贸易发展规划</h1>
<div id="content"><p>　　为推动数字贸易发展，制定本规划。</p>
<p><b>一、发展基础</b></p><p>　　全省数字贸易快速发展，
规模稳步扩大。</p><p><b>二、主要任务</b></p>
<p>（一）培育主体。支持企业做大做强，培育龙头企业。</p>
<table><tr><td><p>专栏1 重点工程</p><p>平台提升工程。支持平台升级。</p>
<p>主体培育工程。培育各类主体。</p></td></tr></table>
<p>（二）完善平台。建设公共服务平台，提升服务能力。</p>
<table><tr><th>指标</th><th>2025年</th></tr><tr><td>贸易额</td><td>200</td>
</tr></table></div><div class="footer">版权所有 某网</div></body></html>"""


def word_file():
    """Build a Word file with automatic numbers, a frame and a table."""
    document = docx.Document()
    document.add_paragraph("电子商务发展规划")
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum xmlns:w="{WORD}" w:abstractNumId="77">'
            '<w:lvl w:ilvl="0"><w:start w:val="1"/>'
            '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/>'
            '</w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>'
            '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/>'
            "</w:lvl></w:abstractNum>"
        ),
    )
    numbering.append(
        parse_xml(
            f'<w:num xmlns:w="{WORD}" w:numId="77">'
            '<w:abstractNumId w:val="77"/></w:num>'
        )
    )

    def numbered(text, level, style=None):
        paragraph = document.add_paragraph(text, style=style)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(
                f'<w:numPr xmlns:w="{WORD}"><w:ilvl w:val="{level}"/>'
                '<w:numId w:val="77"/></w:numPr>'
            )
        )

    numbered("发展基础", 0, "Heading 1")
    document.add_paragraph("电子商务发展成效显著，规模持续扩大。")
    numbered("主要任务", 0, "Heading 1")
    numbered("培育主体。支持企业发展。", 1)
    numbered("完善平台。建设平台。", 1)
    frame = document.add_table(1, 1).cell(0, 0)
    frame.text = "专栏1 重点工程"
    frame.add_paragraph("平台工程。支持平台。")
    frame.add_paragraph("主体工程。支持主体。")
    document.add_paragraph("此外，要加强区域协同，推动城乡融合。")
    table = document.add_table(2, 2)
    for row in range(2):
        for column in range(2):
            table.cell(row, column).text = f"格{row}{column}"
    document.add_heading("保障措施", 1)
    document.add_paragraph("加强领导，落实责任。")
    document.sections[0].header.paragraphs[0].text = "内部文件"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "encoding",
    [
        *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"),
        *("gb18030", "gbk", "utf-32"),
    ],
)
def test_simplified_text_of_any_encoding_reads_the_same(encoding):
    document = read_document(TEXT.encode(encoding), id="x")
    assert document.source_text == TEXT
    assert [heading.title for heading in document.headings] == [
        "总体要求",
        "主要任务",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16"])
def test_traditional_text_of_any_encoding_reads_the_same(encoding):
    document = read_document(TRADITIONAL.encode(encoding), id="x")
    assert document.source_text == TRADITIONAL
    assert document.metadata.language == "zh-Hant"


def test_path_bytes_and_file_object_give_the_same_document():
    path = resource("plans/ec14.txt")
    data = path.read_bytes()
    documents = [
        read_document(path, id="ec14"),
        read_document(data, id="ec14"),
        read_document(io.BytesIO(data), id="ec14"),
        plandiff.read_document(str(path), id="ec14"),
    ]
    assert len({d.source.sha256 for d in documents}) == 1
    assert len({d.sequence for d in documents}) == 1
    assert documents[0].source.name == "ec14.txt"
    assert read_document(path).id == "ec14"


def test_web_page_keeps_its_text_and_leaves_its_chrome():
    page = read_document(PAGE.encode(), id="p")
    assert whole(page) == page.source_text
    assert page.title == "数字贸易发展规划"
    assert page.metadata.published == "2021-11-05"
    assert [clause.place for clause in page] == [
        *("0.1", "1.1", "2.1", "2.1.b1.1", "2.1.b1.2", "2.2", "2.2.t1")
    ]
    assert page["1.1"].text == "全省数字贸易快速发展，规模稳步扩大。"
    assert page["2.2.t1"].text == "指标\t2025年\n贸易额\t200"
    text = "".join(clause.text for clause in page)
    assert not re.search("首页|版权|脚本", text)


def test_web_page_in_gb2312_is_read_as_declared():
    page = PAGE.replace("utf-8", "gb2312").encode("gb18030")
    assert read_document(page, id="p").title == "数字贸易发展规划"


def test_word_file_shows_its_automatic_numbers():
    document = read_document(word_file(), id="w")
    assert whole(document) == document.source_text
    assert [(h.level, h.label, h.title) for h in document.headings] == [
        (1, "一、", "发展基础"),
        (1, "二、", "主要任务"),
        (2, "（一）", "培育主体"),
        (2, "（二）", "完善平台"),
        (3, "专栏1", "重点工程"),
        (1, "", "保障措施"),
    ]
    assert Counter(clause.kind for clause in document) == {
        "paragraph": 3,
        "item": 2,
        "box_item": 2,
        "table": 1,
    }
    header = document.spans[-2]
    assert header.kind == "furniture"
    assert header.reason.startswith("running head")


def test_rows_are_chosen_by_number_and_column():
    rows = [{"title": "甲", "content": TEXT}, {"title": "乙", "content": "文"}]
    data = "\n".join(json.dumps(row) for row in rows).encode()
    chosen = read_document(data, format="jsonl", row=0, id="r")
    assert chosen.source_text == TEXT
    assert chosen.metadata.title == "甲"
    with pytest.raises(ReadingError, match="found 2 rows"):
        read_document(data, format="jsonl")
    with pytest.raises(ReadingError, match="from 0 to 1"):
        read_document(data, format="jsonl", row=2)
    with pytest.raises(ReadingError, match="title, content"):
        read_document(data, format="jsonl", row=0, column="text")


def test_csv_cell_with_line_breaks_is_one_document():
    data = f'id,full_text\n1,"{TEXT}"\n'.encode("utf-8-sig")
    assert read_document(data, format="csv").source_text == TEXT


def test_profile_overrides_headings_and_cuts(tmp_path):
    plan = tmp_path / "plan.txt"
    plan.write_text("专题甲\n" + TEXT + "内部资料 第3号\n", "utf-8")
    beside = tmp_path / "plan.profile.toml"
    beside.write_text(
        "[[heading]]\npattern = '^专题'\nlevel = 1\n"
        "[[cut]]\npattern = '^内部资料'\nreason = 'archive stamp'\n",
        "utf-8",
    )
    document = read_document(plan)
    assert [h.level for h in document.headings] == [1, 2, 2]
    assert document.headings[0].title == "专题甲"
    assert document.spans[-2].reason == "profile: archive stamp"
    beside.write_text("[[cut]]\npattern = '('\n", "utf-8")
    with pytest.raises(ReadingError, match="not a pattern"):
        read_document(plan)


BAD = {
    "empty": (b"", "is empty"),
    "white space": (b" \n\t", "is empty"),
    "NUL bytes": (b"abc\x00\x01\x02" * 100, "NUL byte"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(99), "OCR"),
    "old Word": (b"\xd0\xcf\x11\xe0" + bytes(99), r"[Ss]ave it as \.docx"),
    "zip": (b"PK\x03\x04" + bytes(99), "no Word file"),
    "damaged PDF": (b"%PDF-1.7\n" + b"junk" * 99, "damaged"),
    "mixed encodings": (
        (TEXT * 20).encode() + "二、主要任务".encode("gbk") + TEXT.encode(),
        r"line 81, byte \d+",
    ),
}


@pytest.mark.parametrize("name", list(BAD))
def test_bad_file_is_refused_with_what_to_do(name):
    data, message = BAD[name]
    with pytest.raises(ReadingError, match=message):
        read_document(data)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(ReadingError, match=r"absent\.pdf.*Check the path"):
        read_document(tmp_path / "absent.pdf")


def test_archive_bomb_is_refused_unread():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(3_000_000))
    with pytest.raises(ReadingError, match="would unpack to 3000000"):
        read_document(stream.getvalue(), limits=Limits(unpacked=1_000_000))


def test_entities_in_a_word_file_do_not_expand():
    entities = "<!ENTITY a0 'aaaaaaaaaa'>" + "".join(
        f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 8)
    )
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word_file())) as old,
        zipfile.ZipFile(stream, "w") as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                head, _, rest = part.partition(b"?>")
                doctype = f"?><!DOCTYPE x [{entities}]>".encode()
                rest = rest.replace("发展基础".encode(), b"&a7;")
                part = head + doctype + rest
            new.writestr(name, part)
    with pytest.raises(ReadingError, match="cannot be read"):
        read_document(stream.getvalue())


def test_limits_are_stated_and_can_be_raised():
    with pytest.raises(ReadingError, match=r"Limits\(characters"):
        read_document(TEXT.encode(), limits=Limits(characters=10))
    with pytest.raises(ReadingError, match=r"Limits\(size"):
        read_document(TEXT.encode(), limits=Limits(size=10))


def test_what_is_no_file_is_a_type_error():
    with pytest.raises(TypeError, match="found int"):
        read_document(3)


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_document_or_a_message(data):
    try:
        document = read_document(data)
    except PlandiffError:
        return
    assert whole(document) == document.source_text


@settings(max_examples=40)
@given(st.integers(0, 2**32), st.sampled_from(["docx", "html", "txt"]))
def test_damaged_files_give_a_document_or_a_message(seed, kind):
    chance = random.Random(seed)
    sound = {"docx": WORD_FILE, "html": PAGE.encode(), "txt": TEXT.encode()}
    data = bytearray(sound[kind])
    for _ in range(chance.randint(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    try:
        document = read_document(bytes(data), id="f")
    except PlandiffError:
        return
    assert whole(document) == document.source_text


@pytest.mark.shared
def test_damaged_pdfs_give_a_document_or_a_message(shared):
    folder = shared / "corpora/official/ecommerce-opinions-2015-guofa24"
    sound = next(Path(folder).glob("*.pdf")).read_bytes()
    for seed in range(12):
        chance = random.Random(seed)
        data = bytearray(sound)
        for _ in range(chance.randint(1, 200)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if seed % 4 == 0:
            data = data[: chance.randrange(len(data))]
        try:
            document = read_document(bytes(data), format="pdf", id="f")
        except PlandiffError:
            continue
        assert whole(document) == document.source_text


def test_hostile_repetition_is_read_in_time():
    for text in (
        *(
            "发1展" * 20_000,
            "发　　" * 20_000,
            "（一）" * 20_000,
            "“" * 20_000,
        ),
        *("目录\n" + "第一章 总则\n" * 5_000, "专栏1\n" * 5_000),
    ):
        document = read_document(text.encode(), id="h")
        assert whole(document) == text


WORD_FILE = word_file()
