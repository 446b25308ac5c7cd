"""Write into a page what a browser prints and its markup only implies.

The numbers of lists, the marks of a quotation (``<q>``) and the stroke of a
fraction are no text of the markup, but a reader of the page sees them.
"""

from __future__ import annotations

import re
from typing import Any

from plandiff.reading.formats.web.maintext import bounded_text
from plandiff.text.numbering import parse_mark
from plandiff.text.numeralforms import write_number

__all__ = ["render"]

_FORMS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
}
_STYLES = {
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "cjk-ideographic": "chineseCounting",
    "trad-chinese-informal": "chineseCounting",
    "simp-chinese-informal": "chineseCounting",
    "simp-chinese-formal": "chineseLegalSimplified",
    "cjk-earthly-branch": "ideographZodiac",
    "cjk-heavenly-stem": "ideographTraditional",
    "decimal": "decimal",
}
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([^;]*)", re.I)
_NUMBER = re.compile(r"-?\d{1,6}")
_NUMBERED = re.compile(
    r"\s*[(（〔【第]?[\dA-Za-z一二三四五六七八九十①-⑳]{1,4}[)）.．、:：章节条]"
)
_PROSE = 8
"""Letters of a list's items on average, less than which name a menu."""


def render(root: Any) -> None:
    """Write what markup implies into the text of its elements.

    Parameters
    ----------
    root : lxml element
        The page, which is changed.
    """
    for element in list(root.iter("ol", "q", "math")):
        if element.tag == "ol":
            _number_items(element)
        elif element.tag == "q":
            element.text = f"“{element.text or ''}"
            _append(element, "”")
        else:
            _write_formula(element)


def _number_items(listing: Any) -> None:
    """Write the numbers of a list before its items.

    Lists whose items bring their own numbers, lists without marks and
    lists of links are left as they are.
    """
    items = [child for child in listing if child.tag == "li"]
    texts = [bounded_text(item, 60)[0].strip() for item in items]
    form = _form(listing)
    if (
        not form
        or not items
        or sum(map(len, texts)) < _PROSE * len(texts)
        or any(_NUMBERED.match(t) or parse_mark(t) for t in texts)
        or all(_is_link(item) for item in items)
    ):
        return
    step = -1 if listing.get("reversed") is not None else 1
    count = _whole(listing.get("start"), len(items) if step < 0 else 1)
    for item in items:
        count = _whole(item.get("value"), count)
        mark = write_number(count, form)
        stop = "、" if form.startswith(("chinese", "ideograph")) else ". "
        _lead(item, f"{mark}{stop}")
        count += step


def _form(listing: Any) -> str:
    """Return the form of a list's numbers, or ``""`` where it has none."""
    style = _STYLE.search(listing.get("style") or "")
    if style:
        words = style[1].lower().split()
        named = [_STYLES[word] for word in words if word in _STYLES]
        if named:
            return named[0]
        if words and "inherit" not in words:
            return ""
    return _FORMS.get((listing.get("type") or "1").strip(), "decimal")


def _is_link(item: Any) -> bool:
    """Whether all that an item says is a link."""
    links = "".join(bounded_text(link, 200)[0] for link in item.iter("a"))
    text = bounded_text(item, 200)[0]
    return bool(links.strip()) and len(links.strip()) >= len(text.strip())


def _lead(item: Any, mark: str) -> None:
    """Write a mark before the first text of an item."""
    place = item
    while not (place.text or "").strip() and len(place):
        first = place[0]
        if not isinstance(first.tag, str) or first.tag in ("ol", "ul", "br"):
            break
        place = first
    place.text = mark + (place.text or "").lstrip()


def _append(element: Any, text: str) -> None:
    """Add text at the end of an element."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _write_formula(formula: Any) -> None:
    """Make a formula a line of text: fractions with a stroke, powers raised.

    What else is set in two dimensions is read from left to right.
    """
    for note in list(formula.iter("annotation", "annotation-xml")):
        note.clear()
    for part in list(formula.iter("mfrac", "msup", "msub", "msqrt")):
        if part.tag == "mfrac" and len(part) == 2:
            part[0].tail = "/"
            for side in part:
                if len(side) > 1:
                    side.text = f"({side.text or ''}"
                    _append(side, ")")
        elif part.tag == "msup" and len(part) == 2:
            part[1].tag = "sup"
        elif part.tag == "msub" and len(part) == 2:
            part[1].tag = "sub"
        elif part.tag == "msqrt":
            part.text = f"√{part.text or ''}"
    formula.tag = "span"


def _whole(stated: str | None, default: int) -> int:
    """Return a number that an attribute states, or a default."""
    found = _NUMBER.fullmatch((stated or "").strip())
    return int(found.group()) if found else default
