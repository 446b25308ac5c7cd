"""Find the format of a file: by what it holds, then by its name."""

from __future__ import annotations

import re
from pathlib import Path

from plandiff.errors import ReadingError
from plandiff.reading.formats.archives import is_flat_package, is_web_archive

__all__ = ["FORMATS", "find_format", "old_format"]

FORMATS = ("txt", "html", "pdf", "docx", "jsonl", "csv", "doc", "ofd")
"""Formats that can be read; found by content first, by suffix second.

``doc`` stands for what LibreOffice reads: .doc, .wps, .rtf, OpenDocument texts
and Word 2003 XML.
"""

_SUFFIXES = {
    ".txt": "txt",
    ".text": "txt",
    ".md": "txt",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".mht": "html",
    ".mhtml": "html",
    ".shtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".ofd": "ofd",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
}
_FOREIGN = (
    (b"\x89PNG", "a PNG picture", "recognise its text first (OCR)"),
    (b"\xff\xd8\xff", "a JPEG picture", "recognise its text first (OCR)"),
    (b"GIF8", "a GIF picture", "recognise its text first (OCR)"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it first"),
    (b"II*\x00", "a TIFF picture", "recognise its text first (OCR)"),
    (b"MM\x00*", "a TIFF picture", "recognise its text first (OCR)"),
)
_OLD = (
    (b"\xd0\xcf\x11\xe0", "an old Office file (.doc, .wps)", ".doc"),
    (b"{\\rtf", "an RTF file", ".rtf"),
)
_OPEN = b"application/vnd.oasis.opendocument.text"
_XML = (
    (b"/office/word/2003/wordml", "a Word 2003 XML file"),
    (b"urn:schemas-microsoft-com:office:spreadsheet", "an Excel XML sheet"),
)
_PACKED = (
    (b"xl/", "an Excel file", "save the sheet as CSV"),
    (b"ppt/", "a PowerPoint file", "save its text as .docx"),
    (b"opendocument", "an OpenDocument file", "save it as .docx"),
    (b"epub", "an EPUB book", "save it as HTML"),
    (b"", "a zip archive that is no Word file", "unpack it first"),
)
_XML_OPENING = re.compile(rb"\s*<\?xml\b")
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>\s*)?<(?:!doctype\s+html|html)\b", re.I
)
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|div|p|table|span|meta)\b", re.I
)


def find_format(data: bytes, name: str) -> str:
    """Find the format of a file from its first bytes, then its suffix.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        Its name.

    Returns
    -------
    str
        One of `FORMATS`.

    Raises
    ------
    ReadingError
        If it is of a kind that is no plan, or not what its name says.

    Examples
    --------
    >>> find_format(b"<html><body><p>...", "plan.jsp")
    'html'
    """
    suffix = _SUFFIXES.get(Path(name).suffix.lower(), "")
    if old_format(data):
        return "doc"
    if data.lstrip().startswith(b"%PDF-") or (
        b"%PDF-" in data[:1024] and suffix in ("pdf", "")
    ):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _packed_format(data, name)
    for magic, what, advice in _FOREIGN:
        if data.startswith(magic):
            raise ReadingError(
                f"{name}: expected a plan but found {what}; {advice}."
            )
    return _text_format(data, name, suffix)


def _packed_format(data: bytes, name: str) -> str:
    """Find the format of a zip archive."""
    if b"word/" in data:
        return "docx"
    if b"OFD.xml" in data:
        return "ofd"
    what, advice = next(
        (what, advice) for mark, what, advice in _PACKED if mark in data
    )
    raise ReadingError(f"{name}: expected a plan but found {what}; {advice}.")


def _text_format(data: bytes, name: str, suffix: str) -> str:
    """Find the format of a file that should be text."""
    if is_web_archive(data):
        return "html"
    if is_flat_package(data):
        return "docx"
    opening = data[:4096].replace(b"\x00", b"")  # of UTF-16
    if _PAGE.match(opening.lstrip(b"\xef\xbb\xbf\xff\xfe")):
        if suffix in ("pdf", "docx", "ofd"):
            raise ReadingError(
                f"{name}: expected a {suffix} file but found a web page, as "
                "sites send in place of a file that is gone. Open the "
                "address in a browser, or name the file .html to read the "
                "page."
            )
        return "html"
    if suffix in ("pdf", "docx", "ofd"):
        raise ReadingError(
            f"{name}: expected a {suffix} file but its first bytes are "
            f"{data[:8].hex(' ')}. It is damaged or misnamed."
        )
    if _XML_OPENING.match(opening) and not _HTML.search(opening):
        raise ReadingError(
            f"{name}: expected a plan but found {_xml_kind(opening)}; save it "
            "as .docx, HTML or text."
        )
    return suffix or ("html" if _HTML.search(opening) else "txt")


def old_format(data: bytes) -> tuple[str, str] | None:
    r"""Return what an old Office file is, and the suffix of its kind.

    Parameters
    ----------
    data : bytes
        The file.

    Returns
    -------
    (str, str) or None
        None for any other file.

    Examples
    --------
    >>> old_format(rb"{\rtf1 text}")
    ('an RTF file', '.rtf')
    """
    for magic, what, suffix in _OLD:
        if data.startswith(magic):
            return what, suffix
    if data.startswith(b"PK\x03\x04") and _OPEN in data[:128]:
        return "an OpenDocument file", ".odt"
    if data.lstrip()[:1] == b"<" and _OPEN in data[:4096]:
        return "an OpenDocument file", ".fodt"
    mark, what = _XML[0]
    if data.lstrip()[:1] == b"<" and mark in data[:4096]:
        return what, ".xml"
    return None


def _xml_kind(opening: bytes) -> str:
    """Return what a file of XML is, by its namespace or first element."""
    for mark, what in _XML:
        if mark in opening:
            return what
    first = re.search(rb"<([A-Za-z][\w:.-]*)", opening)
    name = first[1].decode("ascii", "replace") if first else "none"
    return f"an XML file (its first element is {name})"
