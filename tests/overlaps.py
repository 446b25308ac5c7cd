"""Which texts of a chart stand on one another, or outside the figure."""

from __future__ import annotations

import itertools
import math

import numpy as np
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.text import Text

_MEET = 0.86
"""A line's box has room above and below the letters, which may be shared."""


def texts_of(figure: Figure) -> list[Text]:
    """Return the texts that are seen, after the figure is laid out."""
    figure.draw_without_rendering()
    unseen = {
        id(label)
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for label in _unseen(axis, axes.axison)
    }
    return [
        text
        for text in figure.findobj(Text)
        if text.get_visible()
        and text.get_text().strip()
        and id(text) not in unseen
    ]


def overlapping(figure: Figure) -> list[tuple[str, str]]:
    """Return the pairs of texts of which one stands on the other."""
    texts = texts_of(figure)
    boxes = [_corners(text) for text in texts]
    return [
        (texts[i].get_text(), texts[j].get_text())
        for i, j in itertools.combinations(range(len(texts)), 2)
        if _meet(boxes[i], boxes[j])
    ]


def outside(figure: Figure) -> list[str]:
    """Return the texts that a figure's edge cuts."""
    texts = texts_of(figure)
    (left, low), (right, high) = figure.bbox.get_points()
    return [
        text.get_text()
        for text in texts
        for box in [text.get_window_extent()]
        if box.x0 < left - 2
        or box.x1 > right + 2
        or box.y0 < low - 2
        or box.y1 > high + 2
    ]


def _unseen(axis: Axis, on: bool) -> list[Text]:
    """Return the tick labels that exist and are not drawn."""
    low, high = sorted(axis.get_view_interval())
    ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
    seen = {
        id(label)
        for tick in ticks
        if on and low <= tick.get_loc() <= high
        for label in (tick.label1, tick.label2)
    }
    others = {id(axis.label), id(axis.offsetText)}
    return [
        text
        for text in axis.findobj(Text)
        if id(text) not in seen and (not on or id(text) not in others)
    ]


def _corners(text: Text) -> np.ndarray:
    """Return the four corners of a text, turned as it is."""
    around = text.get_window_extent()
    centre = np.array([around.x0 + around.x1, around.y0 + around.y1]) / 2
    angle = text.get_rotation()
    text.set_rotation(0)
    flat = text.get_window_extent()
    text.set_rotation(angle)
    half = np.array([flat.width, flat.height * _MEET]) / 2
    turn = math.radians(angle)
    spin = np.array(
        [[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]]
    )
    signs = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    return centre + (signs * half) @ spin.T


def _meet(one: np.ndarray, other: np.ndarray) -> bool:
    """Say whether two rectangles meet: no side of either parts them."""
    for box in (one, other):
        for side in (box[1] - box[0], box[3] - box[0]):
            first, second = one @ side, other @ side
            if first.max() <= second.min() or second.max() <= first.min():
                return False
    return True
