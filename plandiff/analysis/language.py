"""Say where a text is in a language that an analysis does not read."""

from __future__ import annotations

import warnings
from collections.abc import Iterable

from plandiff.document import Document
from plandiff.errors import PlandiffWarning
from plandiff.text.characters import is_chinese

__all__ = ["warn_unless_chinese"]

_LEAST = 10
"""A text of fewer letters, such as a table of figures, is in no language."""


def warn_unless_chinese(documents: Iterable[Document], what: str) -> None:
    """Warn once for each document that is not in Chinese.

    Parameters
    ----------
    documents : iterable of Document
        What is read by Chinese words.
    what : str
        What is found by them, as it stands in the sentence.

    Warns
    -----
    PlandiffWarning
        That an empty table does not show that there is nothing.
    """
    for document in documents:
        texts = (clause.text for clause in document)
        letters = "".join(c for text in texts for c in text if c.isalpha())
        if len(letters) >= _LEAST and not is_chinese([letters]):
            warnings.warn(
                f"{document.id}: expected a text in Chinese, since {what} "
                "are found by its words, but found another language. That "
                "nothing is listed does not show that there is none: read "
                "the clauses.",
                PlandiffWarning,
                stacklevel=3,
            )
