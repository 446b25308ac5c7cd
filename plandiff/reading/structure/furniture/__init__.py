"""Furniture: what is printed around a plan and is no part of it.

`finder` runs the rules in order; `contents`, `pages`, `site`, `front`,
`cover` and `closing` hold them by where they look; `findings` is what they
note, `wording` the words that several of them know a line by.
"""

from plandiff.reading.structure.furniture.finder import find_furniture
from plandiff.reading.structure.furniture.findings import (
    Contents,
    Finding,
    Furniture,
)
from plandiff.reading.structure.furniture.pages import rising
from plandiff.reading.structure.furniture.site import FIELD

__all__ = [
    "FIELD",
    "Contents",
    "Finding",
    "Furniture",
    "find_furniture",
    "rising",
]
