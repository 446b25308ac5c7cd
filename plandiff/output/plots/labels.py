"""Labels: how wide they are, how they break, and how they keep apart.

Lengths are inches.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from plandiff.output.plots.fonts import chinese_font

__all__ = [
    "apart",
    "distinct",
    "largest_that_fit",
    "line_height",
    "sentences",
    "shorten",
    "signed",
    "text_width",
    "wrap",
]

_POINTS = 72.0
_LINE = 1.3
_LONG = 6
_NOT_FIRST = "，。、；：）」”》！？,.;:)"


@functools.lru_cache(maxsize=4096)
def text_width(text: str, size: float) -> float:
    """Return how wide a line of text is in the bundled font.

    Parameters
    ----------
    text : str
        One line.
    size : float
        Size of the font, in points.

    Returns
    -------
    float
        Width in inches.

    Examples
    --------
    >>> text_width("对应条款", 9)
    0.5
    """
    font = FontProperties(family=chinese_font(), size=size)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, False)
    return float(width) / _POINTS


def line_height(size: float) -> float:
    """Return how much height a line of text needs."""
    return _LINE * size / _POINTS


def shorten(
    text: str,
    width: float,
    size: float,
    *,
    keep: Literal["begin", "end"] = "begin",
) -> str:
    """Cut a label to a width; an ellipsis says that it was cut.

    Parameters
    ----------
    text : str
        One line.
    width : float
        Room, in inches.
    size : float
        Size of the font, in points.
    keep : {"begin", "end"}, default "begin"
        Which part stays; names of documents often differ at the end.

    Returns
    -------
    str
        The label, or as much of it as there is room for.

    Examples
    --------
    >>> shorten("深入实施创新驱动发展战略", 1.0, 9)
    '深入实施创新驱…'
    """
    if text_width(text, size) <= width:
        return text
    for left in range(len(text) - 1, 0, -1):
        cut = (
            f"{text[:left].rstrip()}…"
            if keep == "begin"
            else f"…{text[-left:].lstrip()}"
        )
        if text_width(cut, size) <= width:
            return cut
    return "…"


def wrap(text: str, width: float, size: float) -> str:
    """Break a text into lines of a width, Chinese anywhere.

    Parameters
    ----------
    text : str
        One line or more.
    width : float
        Room, in inches.
    size : float
        Size of the font, in points.

    Returns
    -------
    str
        The text with line breaks; English words stay whole, and no line
        begins with a mark that ends a phrase.

    Examples
    --------
    >>> wrap("摘要不是规划的样本，故不比较。", 1.0, 9).splitlines()
    ['摘要不是规划的样', '本，故不比较。']
    """
    lines = []
    for paragraph in text.splitlines():
        line = ""
        for piece in _pieces(paragraph):
            if line and text_width((line + piece).rstrip(), size) > width:
                lines.append(line.rstrip())
                line = ""
            line += piece.lstrip() if not line else piece
        lines.append(line.rstrip())
    return "\n".join(lines)


def _pieces(text: str) -> list[str]:
    """Cut a text where a line may end."""
    pieces: list[str] = []
    for character in text:
        wide = ord(character) > 0x2E80
        if pieces and (
            character in _NOT_FIRST
            or (
                (not wide and ord(pieces[-1][-1]) <= 0x2E80)
                and pieces[-1][-1] != " "
            )
        ):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def sentences(parts: Iterable[str]) -> str:
    """Join sentences: with a blank where one ends in a Latin stop.

    Examples
    --------
    >>> sentences(["15 of 42 themes.", "", "None is sure."])
    '15 of 42 themes. None is sure.'
    """
    joined = ""
    for part in parts:
        gap = " " if joined and part and joined[-1].isascii() else ""
        joined += gap + part
    return joined


def signed(number: float, digits: int = 1) -> str:
    """Write a number with a sign and a true minus; what rounds to 0 as 0.

    Examples
    --------
    >>> signed(-2.34), signed(0.004, 2)
    ('−2.3', '0.00')
    """
    rounded = round(number, digits)
    if not rounded:
        return f"{0:.{digits}f}"
    return f"{rounded:+.{digits}f}".replace("-", "−")


def distinct(names: Sequence[str]) -> list[str]:
    """Leave out what all names begin with, if it is long.

    Parameters
    ----------
    names : sequence of str
        Names of plans.

    Returns
    -------
    list of str
        The names, or what tells them apart.

    Examples
    --------
    >>> distinct(["work_report-2024", "work_report-2025"])
    ['…2024', '…2025']
    """
    same = 0
    for letters in zip(*names, strict=False):
        if len(set(letters)) > 1:
            break
        same += 1
    while same and names[0][same - 1].isalnum():
        same -= 1  # a number or a word stays whole
    if len(names) < 2 or same < _LONG:
        return list(names)
    return [f"…{name[same:]}" for name in names]


def apart(
    places: Sequence[float],
    sizes: Sequence[float],
    low: float,
    high: float,
) -> NDArray[np.float64]:
    """Move labels along a line until none stands on another.

    Parameters
    ----------
    places : sequence of float
        Where each label would best have its middle, in rising order.
    sizes : sequence of float
        How much of the line each label takes.
    low, high : float
        Ends of the line.

    Returns
    -------
    numpy.ndarray
        The middles, in the same order, each label beside or after the one
        before. The squared moves add up to the least that is possible.

    Notes
    -----
    Let the label k begin at ``start[k] = middle[k] - sizes[k] / 2`` and
    take off what all labels before it need: ``start[k] - sum(sizes[:k])``
    must not fall from one label to the next. The nearest such series is
    the isotonic regression [1]_, cut at both ends.

    References
    ----------
    .. [1] Busing (2022), Monotone regression: a simple and fast O(n) PAVA
           implementation, Journal of Statistical Software 102.

    Examples
    --------
    >>> apart([1.0, 1.2, 5.0], [1, 1, 1], 0, 6).round(3).tolist()
    [0.6, 1.6, 5.0]
    """
    if not len(places):
        return np.zeros(0)
    wide = np.asarray(sizes, dtype=float)
    before = np.cumsum(wide) - wide
    wanted = np.asarray(places, dtype=float) - wide / 2 - before
    fitted = isotonic_regression(wanted).x
    room = max(high - float(wide.sum()), low)
    starts = np.clip(fitted, low, room) + before
    return np.asarray(starts + wide / 2)


def largest_that_fit(
    weights: Sequence[float], size: float, room: float
) -> list[int]:
    """Choose what is labelled where not all labels find room.

    Parameters
    ----------
    weights : sequence of float
        How large what each label names is.
    size : float
        How much room a label takes.
    room : float
        How much there is.

    Returns
    -------
    list of int
        Places of the largest, in their order; the first of equal ones.

    Examples
    --------
    >>> largest_that_fit([3, 9, 1, 5], 1.0, 2.5)
    [1, 3]
    """
    most = max(int(room / size + 1e-9), 1)
    order = sorted(range(len(weights)), key=lambda k: (-weights[k], k))
    return sorted(order[:most])
