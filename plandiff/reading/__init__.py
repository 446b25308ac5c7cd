"""Reading: from a file, in any format, to a lossless Document.

The way of a file: `reader` finds the format and calls its reader (`pdf`,
`word`, `webpage`, `rows`, `encodings`), which hands on text and what the
format says about it (`received`). The way of the text: `passages` splits
lines and joins what belongs together, `markdown` and `celltables` find marks
and tables in plain text, `furniture` and `artefacts` what is not part of the
plan; `listing` checks the contents list against the body, `numbering` and
`outline` find the structure, `assembly` gives ids and the account.
"""

from plandiff.reading.parsing import parse_document
from plandiff.reading.reader import read_document

__all__ = ["parse_document", "read_document"]
