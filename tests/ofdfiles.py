"""Write small OFD files for the tests."""

from __future__ import annotations

import io
import zipfile

__all__ = ["SIZE", "item", "objects", "ofd"]

SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
SIZE = 4.0


def item(x: float, y: float, text: str, more: str = "") -> str:
    """A text object with its first letter at a place."""
    steps = f"g {len(text) - 1} {SIZE}" if len(text) > 1 else ""
    return (
        f'<ofd:TextObject Boundary="{x} {y} 100 5" Size="{SIZE}" {more}>'
        f'<ofd:TextCode X="0" Y="3.5" DeltaX="{steps}">{text}'
        "</ofd:TextCode></ofd:TextObject>"
    )


def ofd(*pages: str, extra: str = "") -> bytes:
    """A whole file of pages, each the markup of its objects."""
    stream = io.BytesIO()
    listed = "".join(
        f'<ofd:Page ID="{n}" BaseLoc="Pages/P{n}.xml"/>'
        for n in range(len(pages))
    )
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "OFD.xml",
            f"<ofd:OFD {SPACE}><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml"
            "</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        archive.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {SPACE}><ofd:Pages>{listed}</ofd:Pages>"
            "</ofd:Document>",
        )
        for n, page in enumerate(pages):
            archive.writestr(
                f"Doc_0/Pages/P{n}.xml",
                f"<ofd:Page {SPACE}><ofd:Content><ofd:Layer>{page}"
                "</ofd:Layer></ofd:Content></ofd:Page>",
            )
        if extra:
            archive.writestr(extra, "x")
    return stream.getvalue()


def objects(lines: tuple[str, ...], *, top: float = 20) -> list[str]:
    return [
        item(
            30 + SIZE * (len(line) - len(line.lstrip("　"))),
            top + 8 * n,
            line.lstrip("　"),
        )
        for n, line in enumerate(lines)
    ]
