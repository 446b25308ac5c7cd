"""Find the main text of a web page, its title and what is not shown.

Nothing is known of the site. Prose is what has punctuation and is no link;
the main text is the smallest element that holds most of it, or all of the
numbered paragraphs. Names of containers that many sites use only help to
leave menus, comments and links to other pages out of the count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from plandiff.reading.received import Clock
from plandiff.reading.structure.furniture import compact
from plandiff.text.numbering import parse_mark

__all__ = ["SCRIPTS", "Survey", "bounded_text", "survey"]

SCRIPTS = frozenset(
    ("script", "style", "noscript", "template", "svg", "math", "xml", "head")
)
"""Elements whose text is for the browser, not for readers."""

_UNSHOWN = frozenset(("textarea", "select", "option", "input", "datalist"))
_CHROME = frozenset(("nav", "header", "footer", "aside", "form", "button"))
_NAMED = frozenset(("div", "ul", "p", "span", "table", "section", "dl"))
_CHROME_NAME = re.compile(
    r"(^|[-_ ])(nav|navbar|menu|crumbs?|breadcrumb\w*|sidebar|shares?|footer|"
    r"foot|copyright|toolbar|pagination|related|recommend\w*|print|comments?|"
    r"replies|breadcrumbnav|xgwd|xglj|xgyd)([-_ ]|$)",
    re.I,
)
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_PROSE = re.compile("[，。；：、,.;:]")
_SHARE = 0.75
"""Share of the prose that the main text holds at least."""

_NEVER = frozenset(("p", "span", "tr", "td", "tbody", "table", "li", "font"))
_STRUCTURE = frozenset(("part", "chapter", "section", "article", "chinese"))
_EVERY = 1000
_MOST_STEPS = 1000


@dataclass(slots=True)
class Survey:
    """What a page consists of.

    Attributes
    ----------
    main : lxml element or None
        The element of the main text; None where no element stands out.
    title : lxml element or None
        The element before or in it that prints the title.
    chrome : dict of element to str
        Outermost elements that are no text of the page, and why.
    """

    main: Any = None
    title: Any = None
    chrome: dict[Any, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Weight:
    """Length of prose and number of numbered paragraphs in an element."""

    prose: int = 0
    marks: int = 0


def survey(root: Any, clock: Clock) -> Survey:
    """Survey a page in two passes over its elements.

    Parameters
    ----------
    root : lxml element
        The page.
    clock : Clock
        Bound on the time.

    Returns
    -------
    Survey
        Its parts.
    """
    order, chrome = _top_down(root, clock)
    weights = _weights(root, order, clock)
    main = _main(root, weights, chrome)
    if main is None:
        hidden = {e for e, why in chrome.items() if why.startswith("hidden")}
        if hidden and not weights[root].prose:
            # a page that shows its text by a script only
            chrome = {e: why for e, why in chrome.items() if e not in hidden}
    return Survey(main, _title(root, main), chrome)


def _top_down(
    root: Any, clock: Clock
) -> tuple[list[tuple[Any, bool]], dict[Any, str]]:
    """List the elements in order, with whether they are counted."""
    order: list[tuple[Any, bool]] = []
    chrome: dict[Any, str] = {}
    stack: list[tuple[Any, bool]] = [(root, True)]
    while stack:
        element, counted = stack.pop()
        if len(order) % _EVERY == 0:
            clock.check()
        if not isinstance(element.tag, str):
            continue
        why = _why_chrome(element) if counted else ""
        if why:
            chrome[element] = why
            counted = False
        order.append((element, counted))
        stack.extend((child, counted) for child in reversed(element))
    return order, chrome


def _why_chrome(element: Any) -> str:
    """Return why an element is no text of the page, or ``""``."""
    tag = element.tag
    style = element.get("style") or ""
    if tag in SCRIPTS:
        return "name of the page" if tag == "head" else "script or style"
    if (
        tag in _UNSHOWN
        or element.get("hidden") is not None
        or _NOT_SHOWN.search(style)
    ):
        return "hidden on the page"
    if tag in _CHROME:
        return "navigation"
    named = f"{element.get('class', '')} {element.get('id', '')}"
    if tag not in _NAMED or len(named) > 400 or not _CHROME_NAME.search(named):
        return ""
    if "comment" in named.lower():
        return "comments of readers"
    return "" if bounded_text(element, 2000)[1] else "navigation"


def bounded_text(element: Any, limit: int) -> tuple[str, bool]:
    """Return the text of an element, cut off at a limit, and whether it was.

    An element of very many parts is cut off too, whatever their text.
    """
    parts: list[str] = []
    length = 0
    walk = etree.iterwalk(element, events=("start", "end"))
    for step, (event, node) in enumerate(walk):
        part = node.text if event == "start" else node.tail
        if node is element and event == "end":
            break
        parts.append(part or "")
        length += len(part or "")
        if length > limit or step > _MOST_STEPS:
            return "".join(parts), True
    return "".join(parts), False


def _weights(
    root: Any, order: list[tuple[Any, bool]], clock: Clock
) -> dict[Any, _Weight]:
    """Count prose and numbered paragraphs, from the leaves up."""
    weights: dict[Any, _Weight] = {}
    for place, (element, counted) in enumerate(reversed(order)):
        if place % _EVERY == 0:
            clock.check()
        weight = weights.setdefault(element, _Weight())
        if counted and element.tag not in ("a", "title"):
            for text in _own_texts(element):
                if _PROSE.search(text):
                    weight.prose += len(text)
                weight.marks += _is_marked(text)
        parent = element.getparent()
        if element is not root and parent is not None:
            above = weights.setdefault(parent, _Weight())
            above.prose += weight.prose
            above.marks += weight.marks
    return weights


def _own_texts(element: Any) -> Iterator[str]:
    """Yield the stretches of text that stand directly in an element."""
    for text in (element.text, *(child.tail for child in element)):
        stripped = (text or "").strip()
        if stripped:
            yield stripped


def _is_marked(text: str) -> bool:
    """Whether a stretch of text begins with the number of a heading."""
    mark = parse_mark(text[:60])
    return mark is not None and mark.system in _STRUCTURE


def _main(
    root: Any, weights: dict[Any, _Weight], chrome: dict[Any, str]
) -> Any:
    """Return the smallest element that holds most of what counts."""
    total = weights[root]
    if not total.prose:
        return None
    path = [root]
    while True:
        inside = [child for child in path[-1] if child in weights]
        best = max(inside, key=lambda c: weights[c].prose, default=None)
        if (
            best is not None
            and total.marks >= 3
            and weights[best].prose < _SHARE * total.prose
        ):
            best = max(inside, key=lambda c: weights[c].marks)
            if weights[best].marks < total.marks:
                break
        elif best is None or weights[best].prose < _SHARE * total.prose:
            break
        path.append(best)
    while path and (
        path[-1].tag in _NEVER or _leaves_text(path[-1], weights, chrome)
    ):
        path.pop()
    return path[-1] if path and path[-1] is not root else None


def _leaves_text(
    element: Any, weights: dict[Any, _Weight], chrome: dict[Any, str]
) -> bool:
    """Whether numbered paragraphs of the same text stand beside."""
    parent = element.getparent()
    return parent is not None and any(
        weights[other].marks
        for other in parent
        if other in weights and other is not element and other not in chrome
    )


def _title(root: Any, main: Any) -> Any:
    """Return the element that prints the title which the page is named by.

    Where several do, the longest; a heading of the first order needs no
    name of the page to confirm it.
    """
    named = root.find(".//title")
    name = compact(bounded_text(named, 400)[0]) if named is not None else ""
    best, longest = None, 3
    for element in root.iter("h1", "h2", "h3", "h4", "div", "p", "td"):
        text, more = bounded_text(element, 200)
        if more:
            if element is main:
                break
            continue
        text = compact(text)
        sure = element.tag == "h1" or text in name
        if sure and longest < len(text) <= 80:
            best, longest = element, len(text)
    return best
