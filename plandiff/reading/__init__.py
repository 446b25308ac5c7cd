"""Reading: from a file, in any format, to a lossless Document.

The way of a text: `passages` splits lines and joins what belongs together,
`furniture` and `artefacts` find what is not part of the plan, `numbering`
and `outline` find its structure, `assembly` gives ids and the account.
"""

from plandiff.reading.parsing import parse_document

__all__ = ["parse_document"]
