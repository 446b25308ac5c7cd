"""Find tables and frames on a PDF page from its ruling lines."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium_raw

from plandiff.reading.formats.pdf.calls import address, fast

__all__ = ["Area", "Box", "Print", "find_areas", "path_boxes"]

Box = tuple[float, float, float, float]

_THIN = 3.0
_NEAR = 4.0
_MOST_LINES = 4000
_DEEPEST = 4
"""Forms in forms whose paths are still looked at."""

_ONE = (ctypes.c_void_p,)
_TWO = ctypes.c_void_p, ctypes.c_int
_count = fast("FPDFPage_CountObjects", ctypes.c_int, *_ONE)
_item = fast("FPDFPage_GetObject", ctypes.c_void_p, *_TWO)
_kind = fast("FPDFPageObj_GetType", ctypes.c_int, *_ONE)
_count_inside = fast("FPDFFormObj_CountObjects", ctypes.c_int, *_ONE)
_item_inside = fast(
    "FPDFFormObj_GetObject", ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong
)
_matrix = fast("FPDFPageObj_GetMatrix", ctypes.c_int, *_ONE, *_ONE)
_bounds = fast("FPDFPageObj_GetBounds", ctypes.c_int, *_ONE * 5)


@dataclass(frozen=True, slots=True)
class Print:
    """A printed line and its box, in points from the lower left corner.

    Attributes
    ----------
    text : str
        Its characters.
    left, right, bottom, top : float
        Its box.
    cut : str
        Why it is furniture, or ``""``.
    """

    text: str
    left: float
    right: float
    bottom: float
    top: float
    cut: str = ""

    @property
    def size(self) -> float:
        """Height of the line, at least one point."""
        return max(self.top - self.bottom, 1.0)


@dataclass(frozen=True, slots=True)
class Area:
    """A stretch of a page that ruling lines enclose.

    Attributes
    ----------
    box : tuple of float
        Left, bottom, right, top.
    xs, ys : tuple of float
        Places of the vertical and horizontal lines, rising.
    """

    box: Box
    xs: tuple[float, ...]
    ys: tuple[float, ...]

    @property
    def columns(self) -> int:
        """Number of columns; 1 for a frame."""
        return max(len(self.xs) - 1, 1)

    def holds(self, part: Print) -> bool:
        """Whether the middle of a line lies inside."""
        left, bottom, right, top = self.box
        middle = (part.left + part.right) / 2, (part.bottom + part.top) / 2
        return left <= middle[0] <= right and bottom <= middle[1] <= top


def path_boxes(page: Any) -> tuple[list[Box], list[Box]]:
    """Return the boxes of the paths of a page, and of those in its forms.

    Parameters
    ----------
    page : pypdfium2.PdfPage
        The page.

    Returns
    -------
    tuple of (list, list)
        In the page's own coordinates, in the order of the file.
    """
    raw = address(page.raw)
    own: list[Box] = []
    nested: list[Box] = []
    for index in range(_count(raw)):
        item = _item(raw, index)
        kind = _kind(item)
        if kind == pdfium_raw.FPDF_PAGEOBJ_PATH:
            own += _bounds_of(item)
        elif kind == pdfium_raw.FPDF_PAGEOBJ_FORM:
            nested += _inside(item, 1)
    return own, nested


def _inside(form: int, depth: int) -> Iterator[Box]:
    """Yield the boxes of the paths in a form, as its parent sees them."""
    matrix = pdfium_raw.FS_MATRIX()
    if depth >= _DEEPEST or not _matrix(form, ctypes.addressof(matrix)):
        return
    for index in range(_count_inside(form)):
        item = _item_inside(form, index)
        kind = _kind(item)
        boxes: Iterable[Box] = ()
        if kind == pdfium_raw.FPDF_PAGEOBJ_PATH:
            boxes = _bounds_of(item)
        elif kind == pdfium_raw.FPDF_PAGEOBJ_FORM:
            boxes = _inside(item, depth + 1)
        for left, bottom, right, top in boxes:
            corners = [
                (
                    matrix.a * x + matrix.c * y + matrix.e,
                    matrix.b * x + matrix.d * y + matrix.f,
                )
                for x, y in ((left, bottom), (right, top))
            ]
            xs, ys = zip(*corners, strict=True)
            yield min(xs), min(ys), max(xs), max(ys)


def _bounds_of(item: int) -> list[Box]:
    """Return the box of a path, as a list of one, or of none."""
    sides = (ctypes.c_float * 4)()
    at = ctypes.addressof(sides)
    if not _bounds(item, at, at + 4, at + 8, at + 12):
        return []
    left, bottom, right, top = sides
    return [(left, bottom, right, top)]


def find_areas(boxes: Iterable[Box], width: float) -> list[Area]:
    """Find what ruling lines enclose on a page.

    Parameters
    ----------
    boxes : iterable of tuple of float
        Of its paths; see `path_boxes`.
    width : float
        Its width in points; rectangles nearly as wide are backgrounds.

    Returns
    -------
    list of Area
        From the top of the page down.
    """
    edges: list[Box] = []
    for left, bottom, right, top in boxes:
        if right - left > 0.85 * width and top - bottom > _THIN:
            continue  # a background, not a table
        if right - left < 1 and top - bottom < 1:
            continue
        edges += _edges((left, bottom, right, top))
        if len(edges) > _MOST_LINES:
            return []
    areas = [
        area
        for group in _touching(edges)
        if (area := _area(group)) is not None
    ]
    return sorted(areas, key=lambda area: -area.box[3])


def _edges(box: Box) -> list[Box]:
    """Return a line, or the four sides of a rectangle."""
    left, bottom, right, top = box
    if right - left <= _THIN or top - bottom <= _THIN:
        return [box]
    return [
        (left, bottom, left, top),
        (right, bottom, right, top),
        (left, bottom, right, bottom),
        (left, top, right, top),
    ]


def _touching(edges: Sequence[Box]) -> list[list[Box]]:
    """Group lines that touch each other."""
    groups: list[tuple[Box, list[Box]]] = []
    for edge in edges:
        box, members = edge, [edge]
        apart = []
        for other, lines in groups:
            if _meet(box, other):
                box = _union(box, other)
                members += lines
            else:
                apart.append((other, lines))
        groups = [*apart, (box, members)]
    return [members for _, members in groups]


def _meet(one: Box, other: Box) -> bool:
    return (
        one[0] <= other[2] + _NEAR
        and other[0] <= one[2] + _NEAR
        and one[1] <= other[3] + _NEAR
        and other[1] <= one[3] + _NEAR
    )


def _union(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def _area(edges: Sequence[Box]) -> Area | None:
    """Make an area of touching lines, if they enclose one."""
    upright = [e for e in edges if e[3] - e[1] > e[2] - e[0]]
    level = [e for e in edges if e[2] - e[0] >= e[3] - e[1]]
    box = edges[0]
    for edge in edges[1:]:
        box = _union(box, edge)
    xs = _places([(e[0] + e[2]) / 2 for e in upright])
    ys = _places([(e[1] + e[3]) / 2 for e in level])
    large = box[2] - box[0] > 60 and box[3] - box[1] > 12
    if not large or len(xs) < 2 or not ys:
        return None
    sides = abs(xs[0] - box[0]) < _NEAR and abs(xs[-1] - box[2]) < _NEAR
    return Area(box, xs, ys) if sides or len(xs) > 2 else None


def _places(values: Sequence[float]) -> tuple[float, ...]:
    """Return distinct places, those nearer than `_NEAR` made one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return tuple(found)
