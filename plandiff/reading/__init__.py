"""Reading: from a file, in any format, to a lossless Document.

The way of a file: `reader` finds the format and calls its reader in
`formats`, which hands on text and what the format says about it
(`received`). The way of the text: `parsing` conducts the steps of
`structure`, from lines to headings, clauses and the account. `profile` holds
what the user knows better.
"""

from plandiff.reading.parsing import parse_document
from plandiff.reading.reader import read_document

__all__ = ["parse_document", "read_document"]
