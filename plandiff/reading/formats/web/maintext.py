"""Find the main text of a web page, its title and what is not shown.

Prose is what has punctuation and is no link; the main text is the smallest
element that holds most of it, or all of the numbered paragraphs. Elements
made for menus, and containers named as many sites name theirs, are left out
of the count, unless they hold the body: most sentences of the page, or
numbered paragraphs. What is hidden is read where it holds the body and is
not shown elsewhere, since a script then shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from lxml import etree

from plandiff.reading.received import Clock
from plandiff.reading.structure.setaside import mostly_within
from plandiff.text.characters import compact
from plandiff.text.numbering import parse_mark

__all__ = [
    "SCRIPTS",
    "Survey",
    "bounded_text",
    "is_raised",
    "is_struck",
    "survey",
]

SCRIPTS = frozenset(("script", "style", "svg", "math", "xml", "head"))
"""Elements whose text is for the browser, not for readers."""

_UNSHOWN = frozenset(
    (
        *("textarea", "select", "option", "input", "datalist"),
        *("noscript", "template"),
    )
)
_CHROME = frozenset(("nav", "header", "footer", "aside", "form", "button"))
_NAMED = frozenset(("div", "ul", "p", "span", "table", "section", "dl"))
_CHROME_NAME = re.compile(
    r"(^|[-_ ])(nav|navbar|menu|crumbs?|breadcrumb\w*|sidebar|shares?|footer|"
    r"foot|copyright|toolbar|pagination|related|recommend\w*|print|comments?|"
    r"replies|breadcrumbnav|xgwd|xglj|xgyd)([-_ ]|$)",
    re.I,
)
_MENUS = frozenset(("nav", "footer", "button"))
_MENU_NAME = re.compile(
    r"nav|menu|crumb|sidebar|foot|copyright|toolbar|pagination", re.I
)
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_RAISED = re.compile(r"vertical-align\s*:\s*(?:super)", re.I)
_STRUCK = re.compile(r"text-decoration[^;]*line-through", re.I)
_PROSE = re.compile("[，。；：、,.;:]")
_SENTENCE = re.compile("[。；！？]")
_NAVIGATION = "navigation"
_HIDDEN = "hidden on the page"
_COMMENTS = "comments of readers"
_NAME = "name of the page"
_SHARE = 0.75
"""Share of the prose that the main text holds at least."""

_NEVER = frozenset(("p", "span", "tr", "td", "tbody", "table", "li", "font"))
_STRUCTURE = frozenset(("part", "chapter", "section", "article", "chinese"))
_EVERY = 1000
_LEAST_ASIDE = 20
_LEAST = 40
"""Length of sentences of a body; a request to use another browser is less."""

_MOST_STEPS = 1000
_MOST_NODES = 20_000


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
    unhidden : int
        Number of hidden elements that are read as shown.
    """

    main: Any = None
    title: Any = None
    chrome: dict[Any, str] = field(default_factory=dict)
    unhidden: int = 0


@dataclass(slots=True)
class _Weight:
    """What an element holds that is no link.

    Length of prose, length of sentences, number of numbered paragraphs.
    """

    prose: int = 0
    sentences: int = 0
    marks: int = 0


Counted = list[tuple[Any, bool]]
"""Elements in order, with whether they count."""


def survey(root: Any, clock: Clock) -> Survey:
    """Survey a page in a few passes over its elements.

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
    shown = _elements(root, clock)
    whole = _weights(root, shown, clock)
    talk = _talk(shown, whole)
    released: set[Any] = set()
    while True:
        order, chrome = _top_down(root, whole, released, talk, clock)
        weights = _weights(root, order, clock)
        bodies = _hidden_bodies(order, chrome, whole, weights[root])
        if not bodies:
            break
        released |= bodies
    main = _main(root, weights)
    return Survey(main, _title(root, main), chrome, len(released))


def _elements(root: Any, clock: Clock) -> Counted:
    """List all elements in order; those for the browser do not count."""
    order: Counted = []
    stack: list[tuple[Any, bool]] = [(root, True)]
    while stack:
        element, counted = stack.pop()
        if len(order) % _EVERY == 0:
            clock.check()
        if not isinstance(element.tag, str):
            continue
        counted = counted and element.tag not in SCRIPTS
        order.append((element, counted))
        stack.extend((child, counted) for child in reversed(element))
    return order


def _top_down(
    root: Any,
    whole: dict[Any, _Weight],
    released: set[Any],
    talk: int,
    clock: Clock,
) -> tuple[Counted, dict[Any, str]]:
    """List the elements in order; those that are chrome do not count."""
    order: Counted = []
    chrome: dict[Any, str] = {}
    stack: list[tuple[Any, bool]] = [(root, True)]
    while stack:
        element, counted = stack.pop()
        if len(order) % _EVERY == 0:
            clock.check()
        if not isinstance(element.tag, str):
            continue
        why = _why_chrome(element) if counted else ""
        if (
            why
            and element not in released
            and not _holds_body(
                element, why, whole[element], whole[root], talk
            )
        ):
            chrome[element] = why
            counted = False
        order.append((element, counted))
        stack.extend((child, counted) for child in reversed(element))
    return order, chrome


def _talk(order: Counted, whole: dict[Any, _Weight]) -> int:
    """Return the length of sentences in readers' comments."""
    length = 0
    inside: set[Any] = set()
    for element, _ in order:
        if element.getparent() in inside:
            inside.add(element)
        elif whole[element].sentences and _is_comments(element):
            inside.add(element)
            length += whole[element].sentences
    return length


def _holds_body(
    element: Any, why: str, inside: _Weight, page: _Weight, talk: int
) -> bool:
    """Whether an element that should be chrome holds text of the page."""
    if why == _COMMENTS:
        return inside.marks > 1 and 2 * inside.marks > page.marks
    return why == _NAVIGATION and (
        (inside.sentences > 0 and inside.marks > 0)
        or 2 * inside.sentences > page.sentences - talk
        or (inside.sentences >= _LEAST_ASIDE and not _is_menu(element))
    )


def _is_menu(element: Any) -> bool:
    """Whether a container has links, or is named or made for the page."""
    return (
        element.tag in _MENUS
        or bool(_MENU_NAME.search(_named(element)))
        or next(element.iter("a"), None) is not None
    )


def _hidden_bodies(
    order: Counted,
    chrome: dict[Any, str],
    whole: dict[Any, _Weight],
    page: _Weight,
) -> set[Any]:
    """Return the hidden elements that a script must show.

    They hold sentences that are not shown elsewhere, and numbers of
    headings, or more than all that is shown.
    """
    hidden = [
        element
        for element, why in chrome.items()
        if why == _HIDDEN and whole[element].sentences
    ]
    if not hidden:
        return set()
    shown = compact(
        "".join(
            text
            for element, counted in order
            if counted
            for text in _own_texts(element)
        )
    )
    new = [element for element in hidden if not _repeats(element, shown)]
    length = sum(whole[element].sentences for element in new)
    most = length > max(page.sentences, _LEAST)
    return {element for element in new if most or whole[element].marks}


def _repeats(element: Any, shown: str) -> bool:
    """Whether most of a hidden text stands in the text that is shown."""
    walk = islice(element.iter(etree.Element), _MOST_NODES)
    text = compact(
        "".join(
            text
            for node in walk
            if node.tag not in SCRIPTS
            for text in _own_texts(node)
        )
    )
    return mostly_within(text, shown)


def _why_chrome(element: Any) -> str:
    """Return why an element is no text of the page, or ``""``."""
    tag = element.tag
    style = element.get("style") or ""
    if tag in SCRIPTS:
        return _NAME if tag == "head" else "script or style"
    if (
        tag in _UNSHOWN
        or element.get("hidden") is not None
        or _NOT_SHOWN.search(style)
    ):
        return _HIDDEN
    if tag in _CHROME or tag == "title":  # that of a second page
        return _NAVIGATION if tag in _CHROME else _NAME
    if not _CHROME_NAME.search(_named(element)):
        return ""
    if _is_comments(element):
        return _COMMENTS
    return "" if bounded_text(element, 2000)[1] else _NAVIGATION


def _named(element: Any) -> str:
    """Return class and id of a container that may be named as chrome."""
    if element.tag not in _NAMED:
        return ""
    named = f"{element.get('class', '')} {element.get('id', '')}"
    return named if len(named) <= 400 else ""


def _is_comments(element: Any) -> bool:
    """Whether a container is named as one of readers' comments."""
    named = _named(element)
    return "comment" in named.lower() and bool(_CHROME_NAME.search(named))


def is_raised(element: Any) -> bool:
    """Whether an element is set above the line."""
    return element.tag == "sup" or bool(
        _RAISED.search(element.get("style") or "")
    )


def is_struck(element: Any) -> bool:
    """Whether an element is crossed out."""
    return element.tag in ("del", "s", "strike") or bool(
        _STRUCK.search(element.get("style") or "")
    )


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


def _weights(root: Any, order: Counted, clock: Clock) -> dict[Any, _Weight]:
    """Count what elements hold, from the leaves up."""
    weights: dict[Any, _Weight] = {}
    for place, (element, counted) in enumerate(reversed(order)):
        if place % _EVERY == 0:
            clock.check()
        weight = weights.setdefault(element, _Weight())
        if counted and element.tag not in ("a", "title"):
            for text in _own_texts(element):
                if _PROSE.search(text):
                    weight.prose += len(text)
                if _SENTENCE.search(text):
                    weight.sentences += len(text)
                weight.marks += _is_marked(text)
        parent = element.getparent()
        if element is not root and parent is not None:
            above = weights.setdefault(parent, _Weight())
            above.prose += weight.prose
            above.sentences += weight.sentences
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


def _main(root: Any, weights: dict[Any, _Weight]) -> Any:
    """Return the smallest element that holds most of what counts.

    Numbered paragraphs of the same text never stand outside of it.
    """
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
        path[-1].tag in _NEVER or weights[path[-1]].marks < total.marks
    ):
        path.pop()
    return path[-1] if path and path[-1] is not root else None


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
