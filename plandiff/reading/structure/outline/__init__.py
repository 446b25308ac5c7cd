"""The outline: from passages to a tree of headings and clauses.

`builder` takes the steps in order: `gluing` cuts headings off the text they
share a line with, `units` says what each passage's number is, `ranking`
orders the numbering systems and judges which numbers head, `tree` hangs them
up, `titles` gives clauses their run-in titles.
"""

from plandiff.reading.structure.outline.builder import build_outline
from plandiff.reading.structure.outline.tree import Node
from plandiff.reading.structure.outline.units import STRUCTURAL, Unit

__all__ = ["STRUCTURAL", "Node", "Unit", "build_outline"]
