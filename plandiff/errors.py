"""Errors and the warning that plandiff raises.

Each error derives from `PlandiffError` and from the closest built-in, so
that a notebook may catch either. A message says where, what was expected,
what was found and what to do next.
"""

from __future__ import annotations

__all__ = [
    "AlignmentError",
    "ClauseError",
    "ClusterError",
    "CodebookError",
    "CorpusError",
    "OutputError",
    "PlandiffError",
    "PlandiffWarning",
    "ReadingError",
]


class PlandiffError(Exception):
    """Base of all errors that plandiff raises on purpose."""


class ReadingError(PlandiffError, ValueError):
    """A file cannot be read as a plan."""


class CorpusError(PlandiffError, LookupError):
    """A document, a catalog entry or a bundled file is not as promised."""


class ClauseError(PlandiffError, ValueError):
    """A clause, or the partition of a source into clauses, is not valid."""


class AlignmentError(PlandiffError, ValueError):
    """Two documents, gold links or corrections do not fit each other."""


class ClusterError(PlandiffError, ConnectionError):
    """The machines that were to do the work cannot be reached."""


class CodebookError(PlandiffError, ValueError):
    """A codebook or lexicon has an entry that cannot be used."""


class OutputError(PlandiffError, OSError):
    """A result cannot be written; what stood there before is untouched."""


class PlandiffWarning(UserWarning):
    """Something in the input is suspicious; the result says so too."""
