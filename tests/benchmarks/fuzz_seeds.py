"""Small files of every format, for `fuzz_reading` to damage.

Few paragraphs, and a Word file of five parts in place of a template, make
reading one a matter of a millisecond or two; a tenth of the inputs are
larger ones, which reach what small ones do not.
"""

from __future__ import annotations

import io
import json
import os
import sys
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import docx
from ofdfiles import objects, ofd
from pdffiles import Sheet, pdf
from webpages import PAGES, PARAGRAPHS
from wordfiles import embedding, flat

__all__ = ["large_seeds", "small_seeds"]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006"
ARCHIVE = (
    'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="=p"\n\n'
    "--=p\nContent-Type: text/html; charset=utf-8\n\n{}\n--=p--\n"
)
MARKED = (
    "<form><p style='display:none'>一、目标。</p><p>达到13<sup>1</sup>亿元，"
    "10<sup>4</sup>吨，<del>旧</del>新。</p><table><tr><td>甲<sup>2</sup></td>"
    "<td>1</td></tr><tr><td><s>乙</s></td><td>2</td></tr></table></form>"
    "</body></html><p>二、任务。“第一条。</p><p>第二条。”</p>"
)
PLAN = (
    "甲省数字规划\n一、目标\n到2025年达1.2万亿元，年均增长7%以上。\n"
    "（一）任务。一是扩大。"
)
BOX = (
    "二、保障\n专栏1 重点工程\n1.平台。建设公共服务平台。\n"
    "2.人才。培养百名专家。\n附件：名单"
)
LAW = (
    "第一章　总　则\n第一条　为了发展，制定本法。\n"
    "第二条　本法所称数据，包括：\n"
    "（一）文字；\n（二）数字。\n第三条 处三倍以上五倍以下罚款。"
)
CONTENTS = (
    "目  录\n一、目标……1\n二、任务……2\n\n一、目标\n健全机制。\n"
    "二、任务\n推进建设。"
)
BROKEN = (
    "一、目标\n到2025年，全省\n数字经济占比达\n到50%，位居前列\n。\n"
    "- 2 -\n二、任务"
)
TABLE = (
    "指标\t单位\t2020年\t2025年\n零售额\t万亿元\t11.76\t17\n"
    "户数\t万户\t1,200\t≥2 000"
)
TEXTS = (PLAN, BOX, LAW, CONTENTS, BROKEN, TABLE)
PAGE = (
    "<html><head><meta charset=utf-8><title>规划</title></head><body>"
    "<div class=nav><a href=/>首页</a></div><div id=zoom>{}</div>"
    "<div class=share>分享到</div></body></html>"
)
LIST = (
    f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:pStyle w:val="A"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1">'
    '<w:numFmt w:val="decimal"/><w:lvlRestart w:val="0"/><w:lvlText '
    'w:val="%1.%2"/></w:lvl></w:abstractNum><w:num w:numId="1">'
    '<w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId '
    'w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/>'
    "</w:lvlOverride></w:num></w:numbering>"
)
STYLES = (
    f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="A">'
    '<w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>'
    '<w:outlineLvl w:val="0"/></w:pPr></w:style><w:style w:type="paragraph" '
    'w:styleId="B"><w:name w:val="B"/><w:basedOn w:val="A"/></w:style>'
    "</w:styles>"
)
NOTES = (
    f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="1"><w:p><w:r><w:t>注。'
    "</w:t></w:r></w:p></w:footnote></w:footnotes>"
)
BODY = (
    '<w:p><w:pPr><w:pStyle w:val="B"/></w:pPr><w:r><w:t>目标</w:t></w:r></w:p>'
    "<w:p><w:r><w:t>达13</w:t></w:r><w:r><w:rPr><w:vertAlign "
    'w:val="superscript"/></w:rPr><w:t>1</w:t></w:r><w:r><w:t>亿元。</w:t>'
    '<w:footnoteReference w:id="1"/><w:sym w:font="Wingdings" '
    'w:char="F0B3"/></w:r></w:p><w:p><w:pPr><w:numPr><w:ilvl w:val="1"/>'
    '<w:numId w:val="2"/></w:numPr></w:pPr><w:ins><w:r><w:t>新。</w:t></w:r>'
    "</w:ins><w:del><w:r><w:delText>旧。</w:delText></w:r></w:del></w:p>"
    '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge '
    'w:val="restart"/></w:tcPr><w:p><w:r><w:t>指标</w:t></w:r></w:p></w:tc>'
    "</w:tr><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc><w:tc><w:p>"
    "<w:r><w:t>5</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
)


def small_seeds() -> list[tuple[str, bytes]]:
    """Return a name and the bytes of each small file."""
    pages = [
        PAGE.format("".join(f"<p>{line}</p>" for line in text.split("\n")))
        for text in TEXTS
    ]
    cells = "".join(
        "<tr>" + "".join(f"<td>{c}</td>" for c in line.split("\t")) + "</tr>"
        for line in TABLE.split("\n")
    )
    pages.append(PAGE.format(f"<p>{PLAN}</p><table>{cells}</table>"))
    pages.append(PAGE.format("<br>　　".join(LAW.split("\n"))))
    return [
        *((f"{n}.txt", text.encode()) for n, text in enumerate(TEXTS)),
        ("gbk.txt", PLAN.encode("gb18030")),
        ("utf-16.txt", BOX.encode("utf-16")),
        ("line.txt", (PLAN + BOX + PLAN).replace("\n", "").encode()),
        ("list.txt", repr(PLAN.split("\n")).encode()),
        ("one.md", b"# " + PLAN.replace("\n", "\n\n## ").encode()),
        ("marks.md", f"> {BOX}\n**甲**，[乙](#a)，~~丙~~。\n1\\. 丁".encode()),
        ("table.md", b"|" + TABLE.replace("\t", "|").encode()),
        *((f"{n}.html", page.encode()) for n, page in enumerate(pages)),
        ("gbk.html", pages[0].replace("utf-8", "gbk").encode("gb18030")),
        ("marks.html", MARKED.encode()),
        ("own.mht", ARCHIVE.format(pages[0]).encode()),
        ("own.jsonl", json.dumps({"title": "甲", "content": PLAN}).encode()),
        ("two.jsonl", b'{"t": "' + BOX.encode() + b'"}\n{"t": "x"}'),
        ("own.csv", f'id,content\n1,"{PLAN}"\n'.encode("utf-8-sig")),
        ("cell.csv", f'id,content\n1,"<p>{BOX}</p>"\n'.encode()),
        ("own.docx", _word()),
        ("own.ofd", ofd("".join(objects(PLAN.split("\n"))))),
        ("own.pdf", _printed(PLAN)),
        ("box.pdf", _printed(BOX)),
    ]


def _word() -> bytes:
    """Return a Word file of as few parts as can be."""
    stream = io.BytesIO()
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    lines = "".join(
        f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in LAW.split("\n")
    )
    parts = {
        "document": f'<w:document xmlns:w="{W}"><w:body>{lines}{BODY}'
        "<w:sectPr/></w:body></w:document>",
        "numbering": LIST,
        "styles": STYLES,
        "footnotes": NOTES,
    }
    stated = "".join(
        f'<Override PartName="/word/{name}.xml" '
        f'ContentType="{kind}.{name}+xml"/>'
        for name in parts
    ).replace("document+xml", "document.main+xml")
    linked = "".join(
        f'<Relationship Id="r{name}" Type="{R}/{name}" Target="{name}.xml"/>'
        for name in parts
        if name != "document"
    )
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{P}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.'
            f'relationships+xml"/>{stated}</Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{P}/relationships"><Relationship Id="r" '
            f'Type="{R}/officeDocument" Target="word/document.xml"/>'
            "</Relationships>",
        )
        archive.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{P}/relationships">{linked}'
            "</Relationships>",
        )
        for name, part in parts.items():
            archive.writestr(f"word/{name}.xml", part)
    return stream.getvalue()


def _printed(text: str) -> bytes:
    """Return a PDF of one page with a small table."""
    sheet = Sheet()
    y = 740.0
    for line in text.split("\n"):
        y = sheet.flow(90, y, line)
    sheet.grid([90, 200, 300], [100, 130])
    sheet.put(95, 110, "指标")
    sheet.put(205, 110, "5")
    return pdf(sheet)


def large_seeds() -> list[tuple[str, bytes]]:
    """Return larger files: those of the tests, and the official PDFs."""
    text = "\n".join(PARAGRAPHS)
    markup = "</p>&emsp;<p>".join(PARAGRAPHS)
    sheet, second = Sheet(), Sheet(rotate=90)
    y = 740.0
    for paragraph in PARAGRAPHS:
        y = sheet.flow(90, y, paragraph)
        second.flow(300, y, paragraph, 9, measure=200)
    sheet.grid([90, 200, 300], [100, 130, 160])
    sheet.put(95, 110, "指标")
    sheet.put(100, 400, "水印", 40, angle=45)
    sheet.put(120, 752, "•", 6)
    upright = Sheet()
    for number, mark in enumerate(PARAGRAPHS[0][:60]):
        x, y = divmod(number, 30)
        upright.put(500 - 24 * x, 760 - 16 * y, mark)
    found = [
        ("own.pdf", pdf(sheet, second)),
        ("upright.pdf", pdf(upright)),
        ("vertical.pdf", pdf(sheet, second, encoding="UniGB-UTF16-V")),
        ("own.docx", _template()),
        *(
            (f"{n}.html", page.encode())
            for n, page in enumerate(PAGES.values())
        ),
        ("gbk.html", PAGES["AMP"].encode("gb18030")),
        ("long.txt", (text.replace("\n", "") * 3).encode()),
        ("long.md", f"# {text}\n**甲**，[乙](#a)。\n1\\. 丙。".encode()),
        ("cell.csv", f'id,content\n1,"<p>{markup}"\n'.encode()),
        ("long.jsonl", json.dumps({"a": text, "b": text}).encode()),
        ("long.ofd", ofd("".join(objects(PARAGRAPHS)))),
        ("chunk.docx", embedding((".htm", PAGES["AMP"].encode()))),
        ("flat.docx", flat(_template())),
        ("page.mht", ARCHIVE.format(PAGES["AMP"]).encode()),
    ]
    shared = Path(os.environ.get("PLANDIFF_SHARED", "../shared"))
    for path in sorted(shared.glob("corpora/official/*/*.pdf")):
        found.append((f"{path.parent.name}.pdf", path.read_bytes()))
    return found


def _template() -> bytes:
    """Return a Word file as python-docx makes it."""
    document = docx.Document()
    for paragraph in PARAGRAPHS:
        style = None if "。" in paragraph else "Heading 1"
        document.add_paragraph(paragraph, style=style)
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "指标"
    document.add_paragraph("支持企业。", style="List Number")
    document.sections[0].header.paragraphs[0].text = "页眉"
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()
