"""Cut a text into the pieces of a vocabulary: the likeliest way to cut it.

The encoder was trained on texts cut by a unigram model [1]_: each piece has a
logarithmic probability, and of all ways to cut a text the one counts whose
pieces have the highest sum.

References
----------
.. [1] Kudo (2018), Subword regularization, ACL, arXiv 1804.10959.
"""

from __future__ import annotations

import re

from plandiff.matching.knowledge.weights import Vocabulary

__all__ = ["pieces", "written"]

_SPACE = "\u2581"
"""Stands for a blank in the vocabulary, and before the first word."""
_BLANKS = re.compile("  +")


def written(text: str, vocabulary: Vocabulary) -> str:
    """Write a text as the vocabulary does.

    Parameters
    ----------
    text : str
        Any text.
    vocabulary : Vocabulary
        It knows how single characters are written, such as those of full
        width.

    Returns
    -------
    str
        Each word begins with the mark of the vocabulary.
    """
    known = vocabulary.written
    text = "".join(known.get(character, character) for character in text)
    text = _BLANKS.sub(" ", text)
    if not text.startswith(" "):
        text = f" {text}"
    return text.replace(" ", _SPACE)


def pieces(text: str, vocabulary: Vocabulary) -> list[int]:
    r"""Cut a text into pieces.

    Parameters
    ----------
    text : str
        In any script.
    vocabulary : Vocabulary
        The pieces and their scores.

    Returns
    -------
    list of int
        The ids of the pieces; that of the unknown token for a character
        that no piece has.

    Examples
    --------
    >>> scores = {"\u2581": (3, -2.0), "电": (4, -3.0), "电商": (5, -4.0)}
    >>> pieces("电商人", Vocabulary(scores, {}, 2, -9.0, 0, 2, 1))
    [3, 5, 1]
    """
    text = written(text, vocabulary)
    known, longest = vocabulary.scores, vocabulary.longest
    size = len(text)
    best = [0.0] + [-1e30] * size
    last = [(0, vocabulary.unknown)] * (size + 1)
    for start in range(size):
        here = best[start]
        for end in range(start + 1, min(start + longest, size) + 1):
            found = known.get(text[start:end])
            if found is not None and here + found[1] > best[end]:
                best[end] = here + found[1]
                last[end] = (start, found[0])
        if here + vocabulary.least > best[start + 1]:
            best[start + 1] = here + vocabulary.least
            last[start + 1] = (start, vocabulary.unknown)
    cut = []
    place = size
    while place > 0:
        place, number = last[place]
        cut.append(number)
    return cut[::-1]
