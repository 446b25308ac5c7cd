"""Read OFD files, the layout format of Chinese offices (GB/T 33190).

An OFD file is an archive of pages in XML; a page holds text objects with
the place of each letter. Letters are put into lines by their place, from
top to bottom and from left to right.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from lxml import etree

from plandiff.errors import ReadingError
from plandiff.reading.formats.archives import check_archive
from plandiff.reading.received import Clock, Limits, Received
from plandiff.reading.writing import Writer
from plandiff.text.numbering import parse_mark

__all__ = ["read_ofd"]

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|g")
_INDENT = 1.4
"""Letters' sizes by which the first line of a paragraph is set in."""

_GAP = 1.6
"""Letters' sizes between two letters that show a gap of their own."""

_LONG = 10
_ENDS = "。！？；：”"
_MOST_REPEATS = 5000


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter: place of its left end on its baseline, and its size."""

    x: float
    y: float
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed line: whether it is set in, and whether it is full.

    `insets` says whether the page sets in any line.
    """

    text: str
    inset: bool
    full: bool
    insets: bool


def read_ofd(
    data: bytes, *, name: str = "document", limits: Limits | None = None
) -> Received:
    """Read an OFD file.

    Parameters
    ----------
    data : bytes
        The file.
    name : str
        For messages.
    limits : Limits, optional
        Bounds on the unpacked size, pages, characters and time.

    Returns
    -------
    Received
        A line for each printed line, page after page.

    Raises
    ------
    ReadingError
        If the file is damaged, encrypted, too large, or its pages hold no
        text.
    """
    bounds = limits or Limits()
    clock = bounds.clock(name)
    check_archive(data, name, bounds, "an OFD file")
    text = _Text()
    unseen = pages = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for place in _pages(archive, name):
                clock.check(f"page {pages + 1}")
                pages += 1
                if pages > bounds.pages:
                    raise ReadingError(
                        f"{name}: expected at most {bounds.pages} pages. "
                        "Raise Limits(pages=…)."
                    )
                root = _xml(archive, place)
                text.page()
                letters, hidden = _letters(root, clock, bounds)
                unseen += hidden
                for line in _lines(letters):
                    text.add(line)
                bounds.check_characters(text.length, name)
    except ReadingError:
        raise
    except (
        *(zipfile.BadZipFile, KeyError, ValueError, OverflowError),
        *(etree.XMLSyntaxError, NotImplementedError, RuntimeError, EOFError),
        OSError,
    ) as error:
        raise ReadingError(
            f"{name}: expected an OFD file but it cannot be read "
            f"({type(error).__name__}: {str(error)[:80]}). Print it to PDF."
        ) from error
    if not text.text().strip():
        raise ReadingError(
            f"{name}: expected text but the {pages} page(s) of the OFD file "
            "hold none; they may be pictures. Recognise the text first (OCR)."
        )
    notices = (
        (f"{unseen} text object(s) of the file are not shown; not read.",)
        if unseen
        else ()
    )
    return text.received("ofd", notices=notices)


class _Text(Writer):
    """The text of the pages, and which lines make one paragraph."""

    def __init__(self) -> None:
        super().__init__()
        self._open = False

    def add(self, line: _Line) -> None:
        """Add a line; one that fills the column goes on in the next."""
        start = self.line(line.text)
        numbered = parse_mark(line.text.strip()) is not None
        if self._open and not line.inset and not numbered:
            start = self.blocks.pop().start
        self.block(start)
        self._open = line.full and not (
            line.text[-1] in _ENDS and not line.insets
        )


def _xml(archive: zipfile.ZipFile, place: str) -> Any:
    """Parse a part; nothing outside of it is resolved."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False
    )
    return etree.fromstring(archive.read(place), parser)


def _named(root: Any, name: str) -> Iterator[Any]:
    """Yield elements by local name, whatever the namespace."""
    for element in root.iter(etree.Element):
        if etree.QName(element).localname == name:
            yield element


def _at(base: str, place: str) -> str:
    """Return the path in the archive that a location stands for."""
    if place.startswith("/"):
        return posixpath.normpath(place.lstrip("/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), place))


def _pages(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    """Yield the paths of the pages in order."""
    if any(n.endswith("Encryptions.xml") for n in archive.namelist()):
        raise ReadingError(
            f"{name}: the OFD file is encrypted. Save it without a password."
        )
    for root in _named(_xml(archive, "OFD.xml"), "DocRoot"):
        document = _at("OFD.xml", (root.text or "").strip())
        for page in _named(_xml(archive, document), "Page"):
            location = page.get("BaseLoc")
            if location:
                yield _at(document, location)


def _letters(
    root: Any, clock: Clock, bounds: Limits
) -> tuple[list[_Letter], int]:
    """Return the letters of a page, and how many objects are not shown."""
    found: list[_Letter] = []
    hidden = 0
    for count, item in enumerate(_named(root, "TextObject")):
        if count % 500 == 0:
            clock.check()
        bounds.check_characters(len(found), clock.name)
        if item.get("Visible", "true").lower() == "false":
            hidden += 1
            continue
        box = _numbers(item.get("Boundary", ""))
        if len(box) < 2:
            continue
        size = abs((_numbers(item.get("Size", "")) or [3.5])[0]) or 3.5
        matrix = _numbers(item.get("CTM", ""))
        if len(matrix) != 6:
            matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]
        a, b, c, d, e, f = matrix
        scale = abs(d) or abs(b) or 1.0
        for code in _named(item, "TextCode"):
            for x, y, letter in _placed(code, size):
                found.append(
                    _Letter(
                        box[0] + a * x + c * y + e,
                        box[1] + b * x + d * y + f,
                        size * scale,
                        letter,
                    )
                )
    return found, hidden


def _placed(code: Any, size: float) -> Iterator[tuple[float, float, str]]:
    """Yield the letters of a text code with their place in the object."""
    x = (_numbers(code.get("X", "")) or [0.0])[0]
    y = (_numbers(code.get("Y", "")) or [0.0])[0]
    text = code.text or ""
    across = _deltas(code.get("DeltaX", ""), len(text))
    down = _deltas(code.get("DeltaY", ""), len(text))
    for index, letter in enumerate(text):
        yield x, y, letter
        if index < len(across):
            x += across[index]
        elif not down:
            x += size if ord(letter) > 0x2E7F else size / 2
        if index < len(down):
            y += down[index]


def _numbers(text: str) -> list[float]:
    return [float(part) for part in _NUMBER.findall(text) if part != "g"]


def _deltas(text: str, count: int) -> list[float]:
    """Return the steps between letters; ``g 3 2.5`` says 2.5 three times."""
    parts = _NUMBER.findall(text)
    steps: list[float] = []
    index = 0
    while index < len(parts) and len(steps) < count:
        if parts[index] == "g" and index + 2 < len(parts):
            times = max(0, min(int(float(parts[index + 1])), _MOST_REPEATS))
            steps += [float(parts[index + 2])] * times
            index += 3
        elif parts[index] == "g":
            break
        else:
            steps.append(float(parts[index]))
            index += 1
    return steps


def _lines(letters: list[_Letter]) -> Iterator[_Line]:
    """Yield the printed lines of a page from top to bottom."""
    rows: list[list[_Letter]] = []
    for letter in sorted(letters, key=lambda one: (one.y, one.x)):
        last = rows[-1][-1] if rows else None
        if last is not None and letter.y - last.y <= 0.45 * letter.size:
            rows[-1].append(letter)
        else:
            rows.append([letter])
    rows = [sorted(row, key=lambda one: one.x) for row in rows]
    long = [row for row in rows if len(row) >= _LONG]
    starts = Counter(round(row[0].x) for row in long)
    aligned = [float(x) for x, count in starts.items() if count > 1]
    left = min(aligned or [row[0].x for row in long], default=None)
    right = max((row[-1].x for row in long), default=0.0)
    sizes = [median(letter.size for letter in row) for row in rows]
    insets = [
        left is not None and row[0].x >= left + _INDENT * size
        for row, size in zip(rows, sizes, strict=True)
    ]
    for row, size, inset in zip(rows, sizes, insets, strict=True):
        text = _joined(row, size)
        if text:
            full = len(row) >= _LONG and row[-1].x >= right - 1.6 * size
            lead = "\u3000\u3000" if inset else ""
            yield _Line(lead + text, inset, full, any(insets))


def _joined(row: list[_Letter], size: float) -> str:
    """Return the text of a line; wide gaps become a blank."""
    text = ""
    before: _Letter | None = None
    for letter in row:
        if before is not None:
            if _over_printed(before, letter):
                continue
            if letter.x - before.x > (1 + _GAP) * size:
                text += " "
        text += letter.text
        before = letter
    return text.strip()


def _over_printed(before: _Letter, letter: _Letter) -> bool:
    """Whether a letter is printed twice at a place, to make it bold."""
    return (
        letter.text == before.text
        and abs(letter.x - before.x) < 0.2 * letter.size
        and abs(letter.y - before.y) < 0.2 * letter.size
    )
