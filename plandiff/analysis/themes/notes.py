"""What tables say of plans that we do not hold whole."""

from __future__ import annotations

from plandiff.document import Document

__all__ = ["DIGEST_NOTE", "EXCERPT_NOTE", "fidelity_note"]

DIGEST_NOTE = (
    "digest: one side is a cited summary in our words, not the official "
    "text. Its items are no sample of the plan, so no share, shift, interval "
    "or p is given for it; what is not found in our sources may stand in the "
    "plan."
)
"""What every row says when either plan is a digest."""

EXCERPT_NOTE = (
    "excerpt: one side holds parts of the official text only. Its shares are "
    "shares of those parts; what is not found in our sources may stand in "
    "the rest."
)
"""What every row says when either plan is an excerpt and neither a digest."""


def fidelity_note(*documents: Document) -> str | None:
    """Say what plans that are not whole cannot show, or nothing.

    Parameters
    ----------
    *documents : Document
        The plans that a row is about.

    Returns
    -------
    str or None
        `DIGEST_NOTE` if one is a digest, else `EXCERPT_NOTE` if one is an
        excerpt, else None.
    """
    fidelities = {document.fidelity for document in documents}
    if "digest" in fidelities:
        return DIGEST_NOTE
    return EXCERPT_NOTE if "excerpt" in fidelities else None
