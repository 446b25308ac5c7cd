"""Write small PDF files of our own for the tests: text, rules, pages.

Letters are named, not embedded (Adobe-GB1), so that a file is a few
kilobytes; readers take their widths from the table below.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import cos, radians, sin

__all__ = ["Sheet", "pdf"]

PAGE_WIDTH, PAGE_HEIGHT = 595, 842


@dataclass
class Sheet:
    """A page; `y` runs up from the lower left corner, in points."""

    drawn: list[str] = field(default_factory=list)
    rotate: int = 0

    def put(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 12,
        *,
        angle: float = 0,
        hidden: bool = False,
    ) -> float:
        """Print a line; return where it ends."""
        turn = radians(angle)
        matrix = (cos(turn), sin(turn), -sin(turn), cos(turn), x, y)
        placed = " ".join(f"{number:.3f}" for number in matrix)
        codes = text.encode("utf-16-be").hex()
        mode = 3 if hidden else 0
        self.drawn.append(
            f"BT /F {size} Tf {mode} Tr {placed} Tm <{codes}> Tj ET"
        )
        return x + width(text, size)

    def flow(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 12,
        *,
        measure: float = 415,
        leading: float = 1.6,
        indent: float = 2,
    ) -> float:
        """Print a wrapped paragraph; return where the next line stands."""
        for number, (left, line) in enumerate(
            wrapped(text, size, measure, indent)
        ):
            self.put(x + left, y - number * size * leading, line, size)
        return y - (number + 1) * size * leading

    def rule(self, x: float, y: float, to_x: float, to_y: float) -> None:
        """Draw a line."""
        self.drawn.append(f"0.5 w {x} {y} m {to_x} {to_y} l S")

    def grid(self, xs: list[float], ys: list[float]) -> None:
        """Draw the rules of a table."""
        for x in xs:
            self.rule(x, ys[0], x, ys[-1])
        for y in ys:
            self.rule(xs[0], y, xs[-1], y)


def width(text: str, size: float) -> float:
    """Return the printed width of a text."""
    return sum(0.5 if mark.isascii() else 1 for mark in text) * size


def wrapped(
    text: str, size: float, measure: float, indent: float
) -> list[tuple[float, str]]:
    """Cut a paragraph into lines; each with its indentation."""
    lines: list[tuple[float, str]] = []
    left, line = indent * size, ""
    for mark in text:
        full = left + width(line + mark, size) > measure
        if full and mark not in "，。、；：）”》":
            lines.append((left, line))
            left, line = 0, ""
        line += mark
    return [*lines, (left, line)]


def pdf(*sheets: Sheet, encoding: str = "UniGB-UTF16-H") -> bytes:
    """Return a PDF file of these pages; -V sets letters under each other."""
    first = 6
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(sheets)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(sheets)}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light"
        f"/Encoding/{encoding}/DescendantFonts[4 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
        "/DW 1000/W[1 95 500]/FontDescriptor 5 0 R>>",
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/StemV 93"
        "/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880"
        "/Descent -120/CapHeight 880>>",
    ]
    for number, sheet in enumerate(sheets):
        drawn = "\n".join(sheet.drawn)
        objects += [
            f"<</Type/Page/Parent 2 0 R/Rotate {sheet.rotate}"
            f"/MediaBox[0 0 {PAGE_WIDTH} {PAGE_HEIGHT}]"
            "/Resources<</Font<</F 3 0 R>>>>"
            f"/Contents {first + 2 * number + 1} 0 R>>",
            f"<</Length {len(drawn)}>>stream\n{drawn}\nendstream",
        ]
    written = b"%PDF-1.5\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n{content}\nendobj\n".encode("ascii")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return written + (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\n"
        f"startxref\n{len(written)}\n%%EOF\n"
    ).encode("ascii")
