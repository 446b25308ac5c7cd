"""Where a Chinese text stops: three levels, each caller names its own.

``stop``
    Full stops, exclamation and question marks, ends of lines.
``sentence``
    These and semicolons: the natural sentence of a plan, whose clauses string
    statements together with semicolons.
``part``
    These and commas and colons.

`plandiff.matching.sides` and `plandiff.training.collection` keep patterns of
their own, since the models were trained on what these cut.
"""

from __future__ import annotations

import re
from functools import cache

__all__ = ["LEVELS", "bare_sentences", "sentence_spans"]

LEVELS = ("stop", "sentence", "part")
_MARKS = {
    "stop": "。！？!?\n",
    "sentence": "。！？!?；;\n",
    "part": "。！？!?；;，,：:\n",
}
_CLOSING = "”’」』）)》"


@cache
def _pattern(level: str) -> re.Pattern[str]:
    """Compile what finds sentences, marks and closing quotes included."""
    if level not in _MARKS:
        raise ValueError(
            f"level: expected one of {', '.join(LEVELS)}, found {level!r}."
        )
    marks = re.escape(_MARKS[level])
    return re.compile(f"[^{marks}]+(?:[{marks}]+[{_CLOSING}]*)?|[{marks}]+")


def sentence_spans(
    text: str, level: str = "sentence"
) -> list[tuple[int, int]]:
    """Return where the sentences of a text start and end.

    Parameters
    ----------
    text : str
        Any text, in either script and width.
    level : {"stop", "sentence", "part"}, default "sentence"
        What ends one.

    Returns
    -------
    list of (int, int)
        Half-open offsets that cover the whole text, in order. The marks at
        the end belong to their sentence, and so do quotation marks and
        brackets that close after them.

    Raises
    ------
    ValueError
        If there is no such level.

    Examples
    --------
    >>> text = "发展农村电商；完善物流体系，提升效率。建设平台"
    >>> [text[a:b] for a, b in sentence_spans(text)]
    ['发展农村电商；', '完善物流体系，提升效率。', '建设平台']
    >>> [len(sentence_spans(text, level)) for level in LEVELS]
    [2, 3, 4]
    """
    return [found.span() for found in _pattern(level).finditer(text)]


@cache
def bare_sentences(level: str) -> re.Pattern[str]:
    """Return the pattern of sentences without the marks that end them."""
    _pattern(level)
    return re.compile(f"[^{re.escape(_MARKS[level])}]+")
