"""One document, or several: what functions over documents may be given."""

from __future__ import annotations

from collections.abc import Iterable

from plandiff.document.document import Document

__all__ = ["each_document"]


def each_document(documents: Document | Iterable[Document]) -> list[Document]:
    """Bring one document or several into one form.

    Parameters
    ----------
    documents : Document or iterable of Document
        What the caller gave.

    Returns
    -------
    list of Document
        In the order given.

    Raises
    ------
    TypeError
        If something else was given: what, and what to pass.

    Examples
    --------
    >>> plan = Document.from_clauses("x", ["发展农村电商"])
    >>> each_document(plan) == each_document([plan]) == [plan]
    True
    """
    if isinstance(documents, Document):
        return [documents]
    advice = (
        "Pass a Document, or a list of them, such as "
        "[alignment.reference, alignment.target]; read files first with "
        "plandiff.read_document."
    )
    if isinstance(documents, str | bytes) or not isinstance(
        documents, Iterable
    ):
        raise TypeError(
            "documents: expected documents but found "
            f"{type(documents).__name__}. {advice}"
        )
    found = list(documents)
    for place, document in enumerate(found):
        if not isinstance(document, Document):
            raise TypeError(
                f"documents, place {place}: expected a Document but found "
                f"{type(document).__name__}. {advice}"
            )
    return found
