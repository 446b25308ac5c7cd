"""Write and read small Word files for the tests, with markup of any kind."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from typing import Any

import docx
from docx.oxml import parse_xml

from plandiff.document import Document
from plandiff.reading import read_document

__all__ = [
    "FIRST",
    "SECOND",
    "add_list",
    "add_note",
    "append",
    "embedding",
    "flat",
    "number",
    "outline",
    "read",
    "saved",
    "xml",
]

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
FIRST = "全省数字贸易快速发展，规模稳步扩大，企业主体不断壮大。"
SECOND = "加强组织领导，落实工作责任，健全工作机制，确保落到实处。"


def xml(markup: str) -> Any:
    """Parse an element of a Word file."""
    head, _, rest = markup.partition(">")
    if head.endswith("/"):
        return parse_xml(f"{head[:-1]} {SPACES}/>")
    return parse_xml(f"{head} {SPACES}>{rest}")


def saved(document: Any) -> bytes:
    """Return the bytes of a Word file."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def read(document: Any) -> Document:
    """Read a Word file, of which no character may get lost."""
    data = document if isinstance(document, bytes) else saved(document)
    found = read_document(data, id="w")
    text = "".join(
        found.source_text[span.start : span.end] for span in found.spans
    )
    assert text == found.source_text
    return found


def outline(document: Document) -> list[tuple[int, str, str]]:
    """Return level, label and title of the headings."""
    return [(h.level, h.label, h.title) for h in document.headings]


def append(document: Any, markup: str) -> None:
    """Add an element at the end of the body."""
    document.element.body.insert(len(document.element.body) - 1, xml(markup))


def add_list(document: Any, key: int, levels: list[tuple[str, str]]) -> None:
    """Define a numbered list: form and pattern of each level."""
    root = document.part.numbering_part.element
    shapes = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for depth, (form, pattern) in enumerate(levels)
    )
    root.insert(
        0,
        xml(
            f'<w:abstractNum w:abstractNumId="{key}">{shapes}</w:abstractNum>'
        ),
    )
    root.append(
        xml(f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>')
    )


def number(paragraph: Any, key: int, depth: int) -> None:
    """Number a paragraph by a list."""
    paragraph._p.get_or_add_pPr().append(
        xml(
            f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{key}"/>'
            "</w:numPr>"
        )
    )


def add_note(data: bytes, kind: str, text: str) -> bytes:
    """Add a footnote or endnote to a saved file."""
    stream = io.BytesIO()
    base = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    notes = (
        f"<w:{kind}s {SPACES}><w:{kind} w:type='separator' w:id='-1'><w:p>"
        f"<w:r><w:t>线</w:t></w:r></w:p></w:{kind}><w:{kind} w:id='1'><w:p>"
        f"<w:r><w:{kind}Ref/></w:r><w:r><w:t>{text}</w:t></w:r></w:p>"
        f"</w:{kind}></w:{kind}s>"
    )
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w") as new,
    ):
        for name in old.namelist():
            part = old.read(name).decode("utf-8", "surrogateescape")
            if name == "[Content_Types].xml":
                part = part.replace(
                    "</Types>",
                    f'<Override PartName="/word/{kind}s.xml" '
                    f'ContentType="{base}.{kind}s+xml"/></Types>',
                )
            if name == "word/_rels/document.xml.rels":
                part = part.replace(
                    "</Relationships>",
                    f'<Relationship Id="rIdN{kind}" Type="http://schemas.'
                    "openxmlformats.org/officeDocument/2006/relationships/"
                    f'{kind}s" Target="{kind}s.xml"/></Relationships>',
                )
            new.writestr(name, part.encode("utf-8", "surrogateescape"))
        new.writestr(f"word/{kind}s.xml", notes)
    return stream.getvalue()


def embedding(*chunks: tuple[str, bytes]) -> bytes:
    """A Word file whose text stands in embedded documents."""
    stream = io.BytesIO()
    docx.Document().save(stream)
    made = io.BytesIO()
    kind = (
        "http://schemas.openxmlformats.org/officeDocument/2006/"
        "relationships/aFChunk"
    )
    with (
        zipfile.ZipFile(stream) as old,
        zipfile.ZipFile(made, "w") as new,
    ):
        for name in old.namelist():
            part = old.read(name).decode("utf-8", "surrogateescape")
            if name == "word/document.xml":
                calls = "".join(
                    f'<w:altChunk r:id="chunk{n}"/>'
                    for n in range(len(chunks))
                )
                part = part.replace("<w:sectPr", f"{calls}<w:sectPr", 1)
            elif name == "word/_rels/document.xml.rels":
                more = "".join(
                    f'<Relationship Id="chunk{n}" Type="{kind}" '
                    f'Target="chunk{n}{suffix}"/>'
                    for n, (suffix, _) in enumerate(chunks)
                )
                part = part.replace("</Rel", f"{more}</Rel")
            elif name == "[Content_Types].xml":
                more = "".join(
                    f'<Default Extension="{suffix[1:]}" '
                    'ContentType="application/octet-stream"/>'
                    for suffix in {suffix for suffix, _ in chunks}
                    if f'"{suffix[1:]}"' not in part
                )
                part = part.replace("<Override", f"{more}<Override", 1)
            new.writestr(name, part.encode("utf-8", "surrogateescape"))
        for n, (suffix, data) in enumerate(chunks):
            new.writestr(f"word/chunk{n}{suffix}", data)
    return made.getvalue()


def flat(packed: bytes) -> bytes:
    """Write a Word file as one XML file."""
    package = "http://schemas.microsoft.com/office/2006/xmlPackage"
    parts = []
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        stated = archive.read("[Content_Types].xml").decode()
        kinds = dict(
            re.findall(r'PartName="/(.*?)" ContentType="(.*?)"', stated)
        )
        for name in archive.namelist():
            if name[0] == "[":
                continue
            kind = kinds.get(name, "application/xml")
            part = archive.read(name)
            if name.endswith((".xml", ".rels")):
                content = part[part.index(b"?>") + 2 :].decode()
                content = f"<pkg:xmlData>{content}</pkg:xmlData>"
            else:
                content = base64.encodebytes(part).decode()
                content = f"<pkg:binaryData>{content}</pkg:binaryData>"
            parts.append(
                f'<pkg:part pkg:name="/{name}" pkg:contentType="{kind}">'
                f"{content}</pkg:part>"
            )
    return (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        f'<pkg:package xmlns:pkg="{package}">{"".join(parts)}</pkg:package>'
    ).encode()
