"""Archives: their size, .mht pages, Word packages written as one XML."""

from __future__ import annotations

import base64
import binascii
import email
import email.policy
import io
import re
import zipfile
from email.message import EmailMessage

from lxml import etree

from plandiff.errors import ReadingError
from plandiff.reading.received import Limits

__all__ = [
    "check_archive",
    "is_flat_package",
    "is_web_archive",
    "packed",
    "page_within",
]

_HEADER = re.compile(
    rb"\s*(?:MIME-Version|From|Subject|Date|Content-Type|"
    rb"Snapshot-Content-Location|X-[\w-]+)\s*:",
    re.I,
)
_PAGE_TYPE = re.compile(rb"multipart/|text/html", re.I)
_PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_MOST_PARTS = 20_000
_MARKUP_SHARE = 3
"""Markup takes far more memory than pictures: a third of what may unpack."""


def is_web_archive(data: bytes) -> bool:
    r"""Whether a file is a page with its pictures, as browsers save it.

    Examples
    --------
    >>> is_web_archive(b"MIME-Version: 1.0\nContent-Type: text/html\n\n<p>")
    True
    """
    opening = data[:4096]
    return bool(_HEADER.match(opening) and _PAGE_TYPE.search(opening))


def page_within(data: bytes, *, name: str = "page") -> tuple[bytes, str]:
    """Return the page of a web archive.

    Parameters
    ----------
    data : bytes
        The archive.
    name : str
        For messages.

    Returns
    -------
    page : bytes
        As the archive holds it.
    encoding : str
        That the archive states, or ``""``.

    Raises
    ------
    ReadingError
        If it holds no page.
    """
    message = email.message_from_bytes(
        data.lstrip(), policy=email.policy.default
    )
    for part in message.walk():
        if isinstance(part, EmailMessage) and part.get_content_type() in (
            *("text/html", "application/xhtml+xml"),
        ):
            page = part.get_payload(decode=True)
            if isinstance(page, bytes) and page.strip():
                return page, part.get_content_charset() or ""
    raise ReadingError(
        f"{name}: expected a web archive (.mht) but found no page in it. "
        "Save the page as HTML."
    )


def is_flat_package(data: bytes) -> bool:
    """Whether a file is a Word package written as one XML file."""
    return b"/office/2006/xmlPackage" in data[:4096]


def packed(data: bytes, *, name: str = "document") -> bytes:
    """Return a flat Word package as the archive that it stands for.

    Parameters
    ----------
    data : bytes
        Flat OPC.
    name : str
        For messages.

    Returns
    -------
    bytes
        A .docx file.

    Raises
    ------
    ReadingError
        If it is damaged.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadingError(
            f"{name}: expected a Word file in XML but it is damaged "
            f"({str(error)[:80]}). Save it as .docx."
        ) from error
    stream = io.BytesIO()
    types: list[str] = []
    with zipfile.ZipFile(stream, "w") as archive:
        written: set[str] = set()
        for part in root.iterchildren(f"{_PACKAGE}part"):
            place = part.get(f"{_PACKAGE}name", "").lstrip("/")
            content = _content(part)
            if not place or place in written or len(written) > _MOST_PARTS:
                continue
            written.add(place)
            archive.writestr(place, content)
            kind = part.get(f"{_PACKAGE}contentType", "")
            if kind and not place.endswith(".rels"):
                override = etree.Element("Override")
                override.set("PartName", f"/{place}")
                override.set("ContentType", kind)
                types.append(etree.tostring(override, encoding="unicode"))
        archive.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://'
            'schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.'
            'openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f"{''.join(types)}</Types>",
        )
    return stream.getvalue()


def _content(part: etree._Element) -> bytes:
    """Return the bytes of a part of a flat package."""
    markup = part.find(f"{_PACKAGE}xmlData")
    if markup is not None and len(markup):
        return bytes(etree.tostring(markup[0], encoding="utf-8"))
    binary = part.findtext(f"{_PACKAGE}binaryData", "")
    try:
        return base64.b64decode(binary)
    except (binascii.Error, ValueError):
        return b""


def check_archive(data: bytes, name: str, bounds: Limits, what: str) -> None:
    """Refuse archives that are damaged, encrypted or absurdly large.

    Parameters
    ----------
    data : bytes
        A zip archive.
    name : str
        For messages.
    bounds : Limits
        Bounds on the unpacked size.
    what : str
        What the archive should be, for messages.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise ReadingError(
            f"{name}: expected {what} but the archive is damaged ({error})."
        ) from error
    unpacked = sum(entry.file_size for entry in entries)
    markup = sum(
        entry.file_size
        for entry in entries
        if entry.filename.lower().endswith((".xml", ".rels"))
    )
    if (
        unpacked > bounds.unpacked
        or markup > bounds.unpacked / _MARKUP_SHARE
        or len(entries) > 20_000
    ):
        raise ReadingError(
            f"{name}: expected at most {bounds.unpacked} bytes inside but "
            f"the archive would unpack to {unpacked} in {len(entries)} "
            f"files, {markup} bytes of it markup. If you trust it, raise "
            "Limits(unpacked=…), a third of which may be markup."
        )
    if any(entry.flag_bits & 1 for entry in entries):
        raise ReadingError(
            f"{name}: the archive is encrypted. Save it without a password."
        )
