"""Redlines: what changed inside a clause, word by word.

`common` finds what two texts share, `edits` what leads from one to the
other, `readable` makes that fit to read, `redline` holds the result and
`renderings` writes it as HTML, LaTeX, Markdown, text or for a terminal.
"""

from plandiff.analysis.redlines.redline import Redline, redline

__all__ = ["Redline", "redline"]
