"""Read web pages: the main text, its tables, and the chrome around it.

The text of a page is that of its text nodes in order, a line per block.
The main text is the smallest element that holds most of the page's prose;
what stands outside is furniture. Nothing is fetched, no script is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from plandiff.errors import ReadingError
from plandiff.reading.encodings import decode
from plandiff.reading.furniture import compact
from plandiff.reading.normalize import HAN
from plandiff.reading.received import Block, Cut, Received

__all__ = ["read_webpage"]

_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "html legend li main nav ol option p pre section select table tbody "
    "td tfoot th thead title tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SCRIPTS = frozenset(("script", "style", "noscript", "template", "svg"))
_CHROME = frozenset(("nav", "header", "footer", "aside", "form", "button"))
_CHROME_NAME = re.compile(
    r"(^|[-_ ])(nav|menu|crumb|breadcrumb|sidebar|share|footer|foot|"
    r"copyright|toolbar|pagination|related|recommend|print)([-_ ]|$)",
    re.I,
)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]{3,20})""", re.I)
_PROSE = re.compile("[，。；：、,.;:]")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_CHINESE = f"{HAN}，。；：、（）《》“”"
_CHINESE_BREAK = re.compile(
    rf"(?<=[{_CHINESE}])[ \t]*[\r\n]\s*(?=[{_CHINESE}])"
)
_META = {
    "articletitle": "title",
    "pubdate": "published",
    "publishdate": "published",
    "og:title": "title",
}
_SHARE_OF_PROSE = 0.75


def read_webpage(
    data: bytes, *, name: str = "page", encoding: str | None = None
) -> Received:
    """Read a web page.

    Parameters
    ----------
    data : bytes
        The page as received.
    name : str
        For messages.
    encoding : str, optional
        Without it, the page's own declaration, or found from the bytes.

    Returns
    -------
    Received
        Text with a line per block, blocks for headings, paragraphs, tables
        and frames, cuts for what stands outside the main text.

    Raises
    ------
    ReadingError
        If the page holds no element.
    """
    declared = _CHARSET.search(data[:4096])
    stated = declared[1].decode("ascii") if declared else None
    text, codec = decode(data, name=name, declared=stated, stated=encoding)
    parser = lxml_html.HTMLParser(
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        huge_tree=True,
    )
    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\x00", ""))
    try:
        root = lxml_html.document_fromstring(markup, parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise ReadingError(
            f"{name}: expected a web page but found no element in it."
        ) from error
    page = _Page(root)
    return Received(
        "".join(page.parts),
        "html",
        codec,
        tuple(page.blocks),
        tuple(page.cuts),
        _fields(root),
        tuple(page.notices),
    )


class _Page:
    """Text, blocks and cuts of a page, collected in one walk."""

    def __init__(self, root: Any) -> None:
        self.parts: list[str] = []
        self.blocks: list[Block] = []
        self.cuts: list[Cut] = []
        self.notices: list[str] = []
        self._length = 0
        self._fresh = True
        self._main = _main_element(root)
        self._title = _title_element(root, self._main)
        self._frames = 0
        self._walk(root)

    def _walk(self, root: Any) -> None:
        """Walk the tree without recursion, since pages may nest deeply."""
        stack: list[tuple[Any, str]] = [(root, "open")]
        starts: dict[Any, int] = {}
        outside = self._main is not None
        main_start = main_end = -1
        title_range = (-1, -1)
        chrome: list[tuple[int, int, str]] = []
        while stack:
            element, action = stack.pop()
            tag = element.tag if isinstance(element.tag, str) else ""
            if action == "tail":
                self._add(element.tail or "")
                continue
            if action == "close":
                self._close(element, tag, starts[element])
                if element is self._main:
                    main_end = self._length
                if element is self._title:
                    title_range = (starts[element], self._length)
                if tag in _SCRIPTS or _is_chrome(element, tag, self._main):
                    why = (
                        "script or style" if tag in _SCRIPTS else "navigation"
                    )
                    chrome.append((starts[element], self._length, why))
                continue
            if tag in _BLOCKS or tag == "br" or tag in _SCRIPTS:
                self._line()
            starts[element] = self._length
            if element is self._main:
                main_start = self._length
            if tag == "table" and _is_data(element):
                self._table(element)
                stack.append((element, "tail"))
                continue
            if tag == "table" and _is_frame(element):
                self._frames += 1
            stack.append((element, "tail"))
            stack.append((element, "close"))
            stack.extend((child, "open") for child in reversed(element))
            self._add(element.text or "")
        if outside and main_start >= 0:
            self._outside(main_start, main_end, title_range)
        self._inside(chrome)

    def _add(self, text: str) -> None:
        """Add running text; white space as a browser shows it."""
        shown = _SPACE.sub(" ", _CHINESE_BREAK.sub("", text))
        if self._fresh:
            shown = shown.lstrip(" ")
        if shown:
            self.parts.append(shown)
            self._length += len(shown)
            self._fresh = False

    def _line(self) -> None:
        if not self._fresh:
            self.parts.append("\n")
            self._length += 1
            self._fresh = True

    def _close(self, element: Any, tag: str, start: int) -> None:
        if tag not in _BLOCKS and tag not in _SCRIPTS:
            return
        self._line()
        end = self._length
        if tag in ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt"):
            covered = self.blocks and self.blocks[-1].end > start
            if start < end and not covered and not _has_breaks(element):
                level = int(tag[1]) if tag[0] == "h" and tag[1:] else 0
                bold = _all_bold(element)
                frame = self._frames if _in_frame(element) else 0
                self.blocks.append(Block(start, end, level, bold, boxed=frame))

    def _table(self, table: Any) -> None:
        """Add a table: a line per row, cells apart by tabs."""
        start = self._length
        for row in table.iter("tr"):
            cells = [
                _SPACE.sub(" ", "".join(cell.itertext())).strip()
                for cell in row
                if cell.tag in ("td", "th")
            ]
            if any(cells):
                line = "\t".join(cells).rstrip()
                self.parts.append(line)
                self._length += len(line)
                self._fresh = False
                self._line()
        if self._length > start:
            self.blocks.append(Block(start, self._length, table=True))

    def _outside(self, start: int, end: int, title: tuple[int, int]) -> None:
        """Cut what stands before and after the main element."""
        before = "site header: outside the page's main text"
        if 0 <= title[0] < title[1] <= start:
            self.cuts.append(Cut(0, title[0], "furniture", before))
            self.cuts.append(Cut(title[1], start, "furniture", before))
        else:
            self.cuts.append(Cut(0, start, "furniture", before))
        self.cuts.append(
            Cut(
                end,
                self._length,
                "furniture",
                "site footer: outside the page's main text",
            )
        )

    def _inside(self, chrome: list[tuple[int, int, str]]) -> None:
        for start, end, why in sorted(chrome):
            if start < end:
                self.cuts.append(
                    Cut(start, end, "furniture", f"site chrome: {why}")
                )


def _main_element(root: Any) -> Any:
    """Return the smallest element that holds most of the page's prose."""
    weights: dict[Any, int] = {}
    for element in root.iter():
        tag = element.tag
        if not isinstance(tag, str) or tag in _SCRIPTS or tag == "title":
            continue
        own = _own_prose(element)
        if own and not _under_chrome(element):
            node = element
            while node is not None:
                weights[node] = weights.get(node, 0) + own
                node = node.getparent()
    total = weights.get(root, 0)
    best = None
    node = root
    while node is not None and weights.get(node, 0) >= _SHARE_OF_PROSE * total:
        if node.tag not in ("p", "span", "tr", "td", "tbody", "table"):
            best = node
        node = max(node, key=lambda c: weights.get(c, 0), default=None)
    return best if total and best is not root else None


def _own_prose(element: Any) -> int:
    """Length of the prose that stands directly in an element."""
    if element.tag == "a":
        return 0
    texts = [element.text or "", *((c.tail or "") for c in element)]
    return sum(len(t.strip()) for t in texts if _PROSE.search(t))


def _under_chrome(element: Any) -> bool:
    node = element
    for _ in range(60):
        if node is None:
            return False
        if isinstance(node.tag, str) and node.tag in ("nav", "footer"):
            return True
        node = node.getparent()
    return False


def _title_element(root: Any, main: Any) -> Any:
    """Return the heading above the main text that prints the title."""
    if main is None:
        return None
    named = root.find(".//title")
    title = compact(named.text_content()) if named is not None else ""
    for tag in ("h1", "h2", "h3", "div", "p"):
        for element in root.iter(tag):
            text = compact("".join(element.itertext())[:300])
            if (
                4 <= len(text) <= 80
                and (tag == "h1" or text in title)
                and not _within(element, main)
            ):
                return element
    return None


def _within(element: Any, ancestor: Any) -> bool:
    return any(node is ancestor for node in element.iterancestors())


def _is_chrome(element: Any, tag: str, main: Any) -> bool:
    if tag in ("html", "body", "article", "main") or element is main:
        return False
    if main is not None and _within(main, element):
        return False
    named = f"{element.get('class', '')} {element.get('id', '')}"
    return tag in _CHROME or (
        tag in ("div", "ul", "p", "span", "table")
        and bool(_CHROME_NAME.search(named))
        and len("".join(element.itertext())) < 2000
    )


def _is_data(table: Any) -> bool:
    """Whether a table holds data, rather than the layout of a page."""
    if table.find(".//table") is not None:
        return False
    rows = [[c for c in r if c.tag in ("td", "th")] for r in table.iter("tr")]
    wide = [row for row in rows if len(row) >= 2]
    lengths = [len("".join(cell.itertext())) for row in wide for cell in row]
    return (
        len(wide) >= 2 and bool(lengths) and sum(lengths) / len(lengths) < 150
    )


def _is_frame(table: Any) -> bool:
    """Whether a table is a frame around text: one cell in each row."""
    rows = [[c for c in r if c.tag in ("td", "th")] for r in table.iter("tr")]
    return bool(rows) and len(rows) <= 40 and all(len(r) == 1 for r in rows)


def _in_frame(element: Any) -> bool:
    return any(
        node.tag == "table" and _is_frame(node)
        for node in element.iterancestors("table")
    )


def _has_breaks(element: Any) -> bool:
    return element.find(".//br") is not None


def _all_bold(element: Any) -> bool:
    text = compact("".join(element.itertext()))
    bold = "".join(
        compact("".join(part.itertext())) for part in _bold_parts(element)
    )
    return bool(text) and len(bold) >= 0.9 * len(text)


def _bold_parts(element: Any) -> Iterator[Any]:
    for part in element.iter("b", "strong"):
        if not any(a.tag in ("b", "strong") for a in part.iterancestors()):
            yield part


def _fields(root: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = (meta.get("name") or meta.get("property") or "").lower()
        value = (meta.get("content") or "").strip()
        if key in _META and value:
            found.setdefault(_META[key], value)
    heads = ["".join(h.itertext()).strip() for h in root.iter("h1")]
    if len(heads) == 1 and heads[0]:
        found.setdefault("title", _SPACE.sub(" ", heads[0]))
    return found
