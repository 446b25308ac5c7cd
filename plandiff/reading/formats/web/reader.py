"""Read web pages: the main text, its tables, and the chrome around it.

The text of a page is that of its text nodes in order, a line per block.
`plandiff.reading.formats.web.maintext` says which element holds the main
text; what stands outside is furniture. Nothing is fetched, no script is run.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from plandiff.errors import ReadingError
from plandiff.reading.formats.archives import is_web_archive, page_within
from plandiff.reading.formats.encodings import decode
from plandiff.reading.formats.raised import (
    NOTE_MARK,
    STRUCK,
    cut_wrapped,
    power,
    raised_kind,
)
from plandiff.reading.formats.web.maintext import (
    SCRIPTS,
    bounded_text,
    is_raised,
    is_struck,
    survey,
)
from plandiff.reading.formats.web.renderings import render
from plandiff.reading.formats.web.tables import (
    is_data,
    is_field_table,
    is_frame,
    stated_fields,
    table_lines,
)
from plandiff.reading.joining import PAGER
from plandiff.reading.received import Clock, Limits, Received
from plandiff.reading.writing import Writer
from plandiff.text.characters import HAN, compact

__all__ = ["read_markup", "read_webpage"]

_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "html legend li main nav ol option p pre section select table tbody "
    "td textarea tfoot th thead title tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_PARAGRAPHS = frozenset(
    ("p", "li", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6")
)
_CHARSET = re.compile(
    rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w-]{3,20})""", re.I
)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_CHINESE = f"{HAN}，。；：、（）《》“”"
_CHINESE_BREAK = re.compile(
    rf"(?<=[{_CHINESE}])[ \t]*[\r\n]\s*(?=[{_CHINESE}])"
)
_META = {
    "articletitle": "title",
    "pubdate": "published",
    "publishdate": "published",
    "article:published_time": "published",
    "og:title": "title",
}
_BUTTONS = re.compile(
    r"(?:[【\[（(|｜\s]*(?:我要)?(?:打印(?:本页|文章)?|关闭(?:窗口|本页)?|返回(?:顶部|列表)?|"
    r"收藏(?:本页)?|下载|分享(?:到)?|转发|纠错|大|中|小|字[号体][:：]?)[】\]）)|｜\s]*){2,}"
)
_FILE = re.compile(
    r"(?:附件\s*\d*\s*[:：]?\s*)?[^。；]{2,80}\.(?:pdf|docx?|xlsx?|wps|ofd|zip|rar)",
    re.I,
)
_SENTENCES = re.compile(r"^.{12,}[。；：]$")
_END = re.compile(r"</(?:html|body)\s*>", re.I)
_READING = "ruby: how the characters before it are read"
_PAGER_LINE = re.compile(
    r"(?=.*[页頁])(?:[\s|｜/\[\]【】<>《》«»‹›…·.]|上一?[页頁]|下一?[页頁]|[首尾末][页頁]"
    r"|第?\d{1,3}[页頁]?|共\s*\d{1,3}\s*[页頁]|跳转到?|转到?|go|确定)+",
    re.I,
)
_RAISED = 12
"""Characters of the longest mark of a note."""

_PAGES_MADE = re.compile(
    r"createPageHTML\s*\(\s*['\"]?(?P<count>\d{1,3})['\"]?\s*,"
    r"\s*['\"]?(?P<current>\d{1,3})"
)
"""The script call by which many sites print links to further pages."""

_FURTHER = re.compile(
    r"[\[【<《»>]*(?:下一?[页頁]|尾[页頁]|末[页頁]|第?[2二][页頁]?|next)[\]】>》»]*",
    re.I,
)
_LATER_PAGE = re.compile(
    r"_\d{1,3}\.(?:s?html?|jsp|aspx?|php)|[?&](?:page|pageno|p|pn)=\d", re.I
)
_PRE = re.compile(r"white-space\s*:\s*pre", re.I)
_UNPRINTED = re.compile(
    r"<!--.*?(?:-->|$)|<(script|style)\b.*?(?:</\1\s*>|$)|<[^<>]*>",
    re.S | re.I,
)
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script\s*>", re.S | re.I)
_ESCAPED = re.compile(r"\\u[4-9][0-9a-fA-F]{3}")
_STOP = re.compile(r"[，。；]|\\u3002|\\uff0c|\\uff1b", re.I)
_SCRIPTED = 200
_HAN = re.compile(f"[{HAN}]")
_FEW = 15
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_MARKUP_SHARE = 2
"""Characters of markup that one of the text may take, in a large page."""

_EVERY = 1000


def read_webpage(
    data: bytes,
    *,
    name: str = "page",
    encoding: str | None = None,
    limits: Limits | None = None,
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
    limits : Limits, optional
        Bounds on characters and time.

    Returns
    -------
    Received
        Text with a line per block, blocks for headings, paragraphs, tables
        and frames, cuts for what stands outside the main text.

    Raises
    ------
    ReadingError
        If the page holds no element or no text, or is too large for
        `limits`.
    """
    if is_web_archive(data):
        data, within = page_within(data, name=name)
    else:
        within = ""
    declared = _CHARSET.search(data[:4096])
    stated = within or (declared[1].decode("ascii") if declared else None)
    text, codec = decode(data, name=name, declared=stated, stated=encoding)
    return read_markup(text, codec, name=name, limits=limits)


def read_markup(
    text: str,
    codec: str = "",
    *,
    name: str = "page",
    limits: Limits | None = None,
) -> Received:
    """Read a web page that is already text.

    Parameters
    ----------
    text : str
        The page.
    codec : str
        In which it was encoded.
    name, limits
        See `read_webpage`.

    Returns
    -------
    Received
        See `read_webpage`.
    """
    bounds = limits or Limits()
    clock = bounds.clock(name)
    bounds.check_characters(len(text) // _MARKUP_SHARE, name)
    parser = lxml_html.HTMLParser(
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        huge_tree=True,
    )
    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", _CONTROL.sub("", text))
    try:
        root = lxml_html.document_fromstring(_one_page(markup), parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise ReadingError(
            f"{name}: expected a web page but found no element in it."
        ) from error
    clock.check()
    render(root)
    page = _Page(root, bounds, clock)
    if not page.shown:
        raise ReadingError(
            f"{name}: expected text but the page shows none without its "
            "scripts. Open it in a browser and save what it shows."
        )
    text = page.text()
    return page.received(
        "html",
        codec,
        fields=_fields(root, page.title),
        notices=(
            *_notices(page, _leads_on(root, markup)),
            *lost(markup, text),
            *in_scripts(markup, text),
        ),
    )


def lost(markup: str, text: str) -> list[str]:
    """Return a notice where letters of the markup are not in the text.

    Examples
    --------
    >>> lost("<p>一、目标</p><!-- 注释 -->", "一、目标")
    []
    >>> len(lost("<p>" + "推动产业发展。" * 9, "推动"))
    1
    """
    printed = len(_HAN.findall(_UNPRINTED.sub("", markup)))
    missing = printed - len(_HAN.findall(text))
    if missing <= max(_FEW, printed // 50):
        return []
    return [
        f"{missing} of {printed} Chinese characters in the page's markup did "
        "not reach its text: the markup is broken, or they stand in a frame. "
        "Save what a browser shows, as text or PDF."
    ]


def in_scripts(markup: str, text: str) -> list[str]:
    """Return a notice where a page's scripts hold most of its prose.

    Examples
    --------
    >>> script = "<script>s = '" + "一、推动产业发展。" * 40 + "'</script>"
    >>> len(in_scripts(script, "首页"))
    1
    >>> in_scripts("<script>alert('浏览器版本过低。')</script>", "一、目标")
    []
    """
    found = inside = 0
    for script in _SCRIPT.finditer(markup):
        marks = len(_STOP.findall(script[1]))
        plain = len(_HAN.findall(script[1]))
        inside += plain
        letters = plain + len(_ESCAPED.findall(script[1]))
        found += letters if marks * 150 > letters else 0
    shown = len(_HAN.findall(text)) - inside  # the text has scripts too
    if found < max(_SCRIPTED, 2 * shown):
        return []
    return [
        f"The page's scripts hold {found} Chinese characters of prose, twice "
        "what the page shows or more; they are not read. Save what a browser "
        "shows, as text or PDF."
    ]


def _leads_on(root: Any, markup: str) -> str:
    """Return where a page says that its text goes on, or ``""``."""
    counted = _PAGES_MADE.search(markup)
    if counted and int(counted["count"]) > 1 and counted["current"] == "0":
        return f"page 1 of {counted['count']}"
    for link in root.iter("a"):
        target = (link.get("href") or "").strip()
        shown = compact(bounded_text(link, 20)[0])
        if _FURTHER.fullmatch(shown) and _LATER_PAGE.search(target):
            return target[:80]
    return ""


def _notices(page: _Page, further: str) -> tuple[str, ...]:
    """Say what was read in spite of the page, and what was not read."""
    found: list[str] = []
    if further:
        found.append(
            f"{PAGER} ({further}). Save them all and read them together, "
            "in order: read_document([first, second, …])."
        )
    if page.unhidden:
        found.append(
            f"{page.unhidden} part(s) of the page are hidden until a script "
            "shows them; they hold its body and are read as shown."
        )
    if page.struck < 0:
        found.append(
            "Most of the page's text is struck out; it is read as if it "
            "were not."
        )
    if page.struck > 0:
        found.append(
            f"{page.struck} stretch(es) of text are struck out on the page; "
            "they are left out of the clauses."
        )
    return tuple(found)


def _one_page(markup: str) -> str:
    """Take off ends of the page that have more text after them.

    A parser stops at the first, though a browser shows what follows.
    """
    ends = list(_END.finditer(markup))
    if not ends or not markup[ends[0].end() :].strip():
        return markup
    return _END.sub("", markup)


class _Page(Writer):
    """Text, blocks and cuts of a page, collected in one walk."""

    def __init__(self, root: Any, bounds: Limits, clock: Clock) -> None:
        super().__init__()
        parts = survey(root, clock)
        self.title = parts.title
        self.unhidden = parts.unhidden
        self._chrome = parts.chrome
        self._powers: set[Any] = set()
        self._main = parts.main
        self._bounds = bounds
        self._clock = clock
        self._fresh = True
        self._bold = self._preformatted = self._frame = self._frames = 0
        self._breaks = self._inked = self._inked_bold = 0
        self._unseen = self._power = 0
        self._struck = 0
        self.shown = False
        self._walk(root)
        self._chrome_lines()
        self.struck = self._judge_struck()

    def _walk(self, root: Any) -> None:
        """Walk the tree without recursion, since pages may nest deeply."""
        stack: list[tuple[Any, tuple[int, ...] | None, bool]] = [
            (root, None, False)
        ]
        main = title = (-1, -1)
        steps = 0
        while stack:
            element, opened, tail = stack.pop()
            steps += 1
            if steps % _EVERY == 0:
                self._clock.check()
                self._bounds.check_characters(self.length, self._clock.name)
            if tail:
                self._add(element.tail or "")
                continue
            if opened is not None:
                self._close(element, opened)
                if element is self._main:
                    main = opened[0], self.length
                if element is self.title:
                    title = opened[0], self.length
                continue
            self._open(element)
            state = self._state()
            stack.append((element, None, True))
            if element.tag == "table" and self._table(element):
                continue
            stack.append((element, state, False))
            stack.extend((child, None, False) for child in reversed(element))
            self._add(element.text or "")
        if main[1] >= 0:
            self._outside(main, title)

    def _state(self) -> tuple[int, ...]:
        return self.length, self._breaks, self._inked, self._inked_bold

    def _open(self, element: Any) -> None:
        tag = element.tag
        if tag in _BLOCKS or tag in SCRIPTS or tag == "br":
            self._line()
        self._breaks += tag == "br"
        self._unseen += self._is_unseen(element)
        self._bold += tag in ("b", "strong")
        self._preformatted += _keeps_lines(element)
        self._power += self._is_power(element)
        if tag == "table" and is_frame(element):
            self._frame += 1
            self._frames += 1

    def _close(self, element: Any, opened: tuple[int, ...]) -> None:
        tag = element.tag
        self._unseen -= self._is_unseen(element)
        self._bold -= tag in ("b", "strong")
        self._preformatted -= _keeps_lines(element)
        start, breaks, inked, bold = opened
        self._power -= element in self._powers
        if start < self.length and element not in self._powers:
            self._set_apart(element, start)
        if tag in _BLOCKS or tag in SCRIPTS:
            self._line()
            if tag in _PARAGRAPHS and breaks == self._breaks:
                letters = self._inked - inked
                strong = self._inked_bold - bold >= 0.9 * max(letters, 1)
                self._block(tag, start, emphasis=strong)
        if tag == "table" and is_frame(element):
            self._frame -= 1
        why = self._chrome.get(element)
        if why and start < self.length:
            self.cut(start, f"site chrome: {why}")

    def _is_unseen(self, element: Any) -> bool:
        """Whether an element is for the browser, or hidden from readers."""
        why = self._chrome.get(element, "")
        return element.tag in SCRIPTS or why.startswith("hidden")

    def _is_power(self, element: Any) -> bool:
        """Whether an element raises a power, from the text before it."""
        if not is_raised(element):
            return False
        before = self.tail(4)
        text, more = bounded_text(element, 12)
        is_power = not more and raised_kind(before, text) == "power"
        if is_power:
            self._powers.add(element)
        return is_power

    def _set_apart(self, element: Any, start: int) -> None:
        """Cut a note's mark, the reading of a character, struck text."""
        if element.tag in ("rt", "rp"):
            self.cut(start, _READING, kind="artefact")
        elif is_struck(element):
            self.cut(start, STRUCK, kind="artefact")
            self._struck += 1
        elif is_raised(element) and self.length - start <= _RAISED:
            text = self.tail(self.length - start)
            before = self.tail(self.length - start + 4)[: -len(text)]
            if raised_kind(before, text, element.tail or "") == "note":
                self.cut(start, NOTE_MARK, kind="artefact")

    def _judge_struck(self) -> int:
        """Keep what is struck out where it is most of the page."""
        struck = [cut for cut in self.cuts if cut.reason == STRUCK]
        length = sum(cut.end - cut.start for cut in struck)
        if 2 * length > self._inked:
            self.cuts = [cut for cut in self.cuts if cut.reason != STRUCK]
            return -len(struck)
        return len(struck)

    def _block(self, tag: str, start: int, *, emphasis: bool) -> None:
        """Add a block, unless one inside it was added before."""
        covered = self.blocks and self.blocks[-1].end > start
        if start < self.length and not covered:
            level = int(tag[1]) if tag[0] == "h" else 0
            frame = self._frames if self._frame else 0
            self.block(start, level=level, emphasis=emphasis, boxed=frame)

    def _add(self, text: str) -> None:
        """Add running text; white space as a browser shows it."""
        if self._preformatted:
            shown = text.replace("\r\n", "\n").replace("\r", "\n")
        else:
            shown = _SPACE.sub(" ", _CHINESE_BREAK.sub("", text))
            if self._fresh:
                shown = shown.lstrip(" ")
        if self._power:
            shown = power(shown)
        if shown:
            self.write(shown)
            self._fresh = shown[-1] == "\n"
            letters = len(shown) - shown.count(" ")
            self.shown = self.shown or (letters > 0 and not self._unseen)
            self._inked += letters
            self._inked_bold += letters if self._bold else 0

    def _line(self) -> None:
        if not self._fresh:
            self.line("")
            self._fresh = True

    def _table(self, table: Any) -> bool:
        """Add a table of data: a line per row, cells apart by tabs."""
        if table in self._chrome or not is_data(table):
            return False
        start = self.length
        for line in table_lines(table, self._chrome):
            text, _ = cut_wrapped(self, line)
            self.line(text)
        if self.length > start:
            self.block(start, table=True)
            self._fresh = self.shown = True
        if is_field_table(table):
            self.cut(start, "metadata box: fields of the web site")
        return True

    def _outside(self, main: tuple[int, int], title: tuple[int, int]) -> None:
        """Cut what stands before and after the main element."""
        before = "site header: outside the page's main text"
        start, end = main
        if 0 <= title[0] < title[1] <= start:
            self.cut(0, before, end=title[0])
            for low, high in self._between(title[1], start):
                self.cut(low, before, end=high)
        else:
            self.cut(0, before, end=start)
        self.cut(end, "site footer: outside the page's main text")

    def _between(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the lines between title and main text that are no prose."""
        cut, place = [], start
        for line in self.text()[start:end].splitlines(keepends=True):
            if not _SENTENCES.search(line.rstrip()):
                cut.append((place, place + len(line)))
            place += len(line)
        return cut

    def _chrome_lines(self) -> None:
        """Cut the lines that consist of buttons, or of a link to a file."""
        place = 0
        for line in self.text().split("\n"):
            for pattern, what in (
                (_BUTTONS, "buttons"),
                (_FILE, "a file"),
                (_PAGER_LINE, "links to further pages"),
            ):
                if 2 <= len(line) <= 120 and pattern.fullmatch(line.strip()):
                    end = place + len(line) + 1
                    self.cut(place, f"site chrome: {what}", end=end)
            place += len(line) + 1


def _keeps_lines(element: Any) -> bool:
    """Whether a browser shows the line breaks inside an element."""
    return element.tag in ("pre", "textarea") or bool(
        _PRE.search(element.get("style") or "")
    )


def _fields(root: Any, title: Any) -> dict[str, str]:
    """Return the metadata that a page states, its own tags first."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = (meta.get("name") or meta.get("property") or "").lower()
        value = (meta.get("content") or "").strip()
        if key in _META and value:
            found.setdefault(_META[key], value)
    heads = [bounded_text(head, 300)[0].strip() for head in root.iter("h1")]
    if len(heads) == 1 and heads[0]:
        found.setdefault("title", _SPACE.sub(" ", heads[0]))
    for field, value in stated_fields(root).items():
        found.setdefault(field, value)
    if title is not None:
        printed = _SPACE.sub(" ", bounded_text(title, 300)[0]).strip()
        if len(compact(printed)) >= 6:
            found.setdefault("title", printed)
    return found
