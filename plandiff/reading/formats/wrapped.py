r"""Text that came wrapped: markup in a cell, breaks written as ``\n``.

Crawlers keep a page's HTML in a cell of a table, or the print of a list of
paragraphs; converters leave ``<br/>`` and ``&nbsp;`` in plain text. Such
text is unwrapped, and a notice says so.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace

from plandiff.reading.received import Limits, Received
from plandiff.text.characters import HAN

__all__ = ["unwrap"]

_NAMES = (
    "p|br|div|span|strong|b|em|i|u|font|a|table|tbody|thead|tr|td|th|h[1-6]|"
    "li|ul|ol|section|article|center|sup|sub|del|s|ins|img|html|body|head"
)
_TAG = re.compile(rf"</?(?:{_NAMES})(?:\s[^<>]*)?\s*/?>", re.I)
_LINE_TAG = re.compile(r"<(?:p|br|div|tr|li|h[1-6])(?:\s[^<>]*)?\s*/?>", re.I)
_ENTITY = re.compile(
    r"&(?:nbsp|emsp|ensp|ldquo|rdquo|lsquo|rsquo|mdash|ndash|hellip|middot|"
    r"bull|amp|lt|gt|quot|times|#\d{2,6}|#x[0-9a-f]{2,6});",
    re.I,
)
_WRITTEN_BREAK = re.compile(r"(?:\\r)?\\n(?![A-Za-z])")
_LIST = re.compile(r"""\s*\[\s*(?:'.*'|".*")\s*,?\s*\]\s*""", re.S)
_LONGEST_LIST = 5_000_000


def unwrap(
    received: Received, *, name: str = "text", limits: Limits | None = None
) -> Received:
    r"""Take the wrapping off a text.

    Parameters
    ----------
    received : Received
        Text of a file or of a cell, without blocks.
    name : str
        For messages.
    limits : Limits, optional
        Bounds on characters and time.

    Returns
    -------
    Received
        The same, or the text within, with a notice.

    Examples
    --------
    >>> unwrap(Received("['一、目标', '发展。']")).text
    '一、目标\n发展。'
    >>> unwrap(Received("<p>一、目标</p><p>发展。</p>")).text
    '一、目标\n发展。\n'
    """
    received = _without_list(received)
    written = len(_WRITTEN_BREAK.findall(received.text))
    if written > received.text.count("\n") and re.search(
        f"[{HAN}]", received.text
    ):
        received = replace(
            received,
            text=_WRITTEN_BREAK.sub("\n", received.text),
            notices=(
                *received.notices,
                f"The text writes {written} line breaks as \\n; they are "
                "read as line breaks.",
            ),
        )
    tags = len(_TAG.findall(received.text))
    entities = len(_ENTITY.findall(received.text))
    if tags < 2 and not entities and not _LINE_TAG.search(received.text):
        return received
    return _without_markup(received, tags + entities, name, limits)


def _without_list(received: Received) -> Received:
    """Read the print of a list of paragraphs as the paragraphs."""
    text = received.text
    if len(text) > _LONGEST_LIST or not _LIST.fullmatch(text):
        return received
    try:
        parts = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return received
    if not all(isinstance(part, str) for part in parts):
        return received
    return replace(
        received,
        text="\n".join(parts),
        notices=(
            *received.notices,
            f"The text is the print of a list of {len(parts)} strings; each "
            "is read as a paragraph.",
        ),
    )


def _without_markup(
    received: Received, count: int, name: str, limits: Limits | None
) -> Received:
    """Read the text as a page; its own lines stay where they mean more."""
    from plandiff.reading.formats.web.reader import read_markup  # on use

    text = received.text
    lines = sum(bool(line.strip()) for line in text.split("\n"))
    if lines > len(_LINE_TAG.findall(text)):
        text = f"<pre>\n{text}</pre>"
    page = read_markup(
        f"<div>{text}</div>", received.encoding, name=name, limits=limits
    )
    return replace(
        page,
        format=received.format,
        fields={**page.fields, **received.fields},
        notices=(
            *received.notices,
            f"The text holds {count} tags or entities of HTML; they are read "
            "as a web page shows them.",
            *page.notices,
        ),
    )
