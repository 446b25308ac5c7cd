"""Link the clauses of two documents.

`align` scores candidate pairs, decides which of them are links, and returns
an `Alignment`: links, all scored pairs, the two documents and a signature.
Measures and renderings only read it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd
from rapidfuzz import fuzz
from sklearn.feature_extraction.text import TfidfVectorizer

from plandiff import markup
from plandiff.document import Clause, Document
from plandiff.errors import AlignmentError
from plandiff.frames import frame
from plandiff.signature import signature

__all__ = ["LINK_SCHEMA", "Alignment", "align"]

LINK_SCHEMA = {
    "reference_id": "string",
    "target_id": "string",
    "similarity": "Float64",
    "confidence": "Float64",
    "tfidf": "Float64",
    "fuzzy": "Float64",
    "semantic": "Float64",
    "containment_reference": "Float64",
    "containment_target": "Float64",
    "evidence": "string",
    "origin": "string",
}
"""Columns of `Alignment.links` and `Alignment.pairs`."""


@dataclass(frozen=True, repr=False)
class Alignment:
    """Which clauses of two documents belong together, and how sure.

    Attributes
    ----------
    reference, target : Document
        The earlier and the later plan.
    links : pandas.DataFrame
        One row per accepted pair; columns `LINK_SCHEMA`. `similarity`,
        `confidence` and both containments lie in [0, 1]. `evidence` lists
        shared terms, rarest first; `origin` is ``model`` or
        ``correction``.
    pairs : pandas.DataFrame
        All scored pairs, accepted or not, with the same columns.
    signature : str
        Every choice that moves a number; see `plandiff.signature`.
    notices : tuple of str
        What was suspicious in the input.
    """

    reference: Document
    target: Document
    links: pd.DataFrame
    pairs: pd.DataFrame
    signature: str
    notices: tuple[str, ...] = field(default=())

    @property
    def is_digest(self) -> bool:
        """Whether either side is a digest, so that absence proves nothing."""
        return self.reference.is_digest or self.target.is_digest

    def unmatched(self, side: str) -> tuple[Clause, ...]:
        """Return the clauses of one side that have no link.

        Parameters
        ----------
        side : {"reference", "target"}
            Which document.

        Returns
        -------
        tuple of Clause
            In the order of the plan.

        Raises
        ------
        ValueError
            If `side` is neither.
        """
        if side not in ("reference", "target"):
            raise ValueError(
                f"side: expected 'reference' or 'target', found {side!r}."
            )
        document = self.reference if side == "reference" else self.target
        linked = set(self.links[f"{side}_id"])
        return tuple(c for c in document if c.id not in linked)

    def __repr__(self) -> str:
        return (
            f"<Alignment {self.reference.id} → {self.target.id}: "
            f"{len(self.links)} links, "
            f"{len(self.unmatched('reference'))} + "
            f"{len(self.unmatched('target'))} clauses without a link>"
        )

    def _repr_html_(self) -> str:
        rows = self.links[
            ["reference_id", "target_id", "confidence", "evidence"]
        ].itertuples(index=False)
        return (
            f"<p>{markup.escape(repr(self))}</p>"
            + markup.details(
                f"Links ({len(self.links)})",
                markup.table(
                    ["reference", "target", "confidence", "evidence"], rows
                ),
            )
            + f"<p><small>{markup.escape(self.signature)}</small></p>"
        )


def align(reference: Document, target: Document) -> Alignment:
    """Link the clauses of an earlier plan with those of a later one.

    Parameters
    ----------
    reference, target : Document
        The earlier and the later plan.

    Returns
    -------
    Alignment
        Links in the order of the target plan.

    Raises
    ------
    AlignmentError
        If either document has no clauses.
    """
    for document in (reference, target):
        if not len(document):
            raise AlignmentError(
                f"{document.id}: expected at least one clause but found "
                "none. Check how the document was read: document.account()."
            )
    left = [clause.text for clause in reference]
    right = [clause.text for clause in target]
    vectorizer = TfidfVectorizer(
        analyzer="char", ngram_range=(2, 4), sublinear_tf=True
    )
    matrix = vectorizer.fit_transform([*left, *right])
    cosine = (matrix[: len(left)] @ matrix[len(left) :].T).toarray()
    rows = []
    for j, clause in enumerate(target):
        for i, earlier in enumerate(reference):
            tfidf = float(min(max(cosine[i, j], 0.0), 1.0))
            fuzzy = fuzz.ratio(left[i], right[j]) / 100
            rows.append(
                (
                    earlier.id,
                    clause.id,
                    tfidf,
                    tfidf,
                    tfidf,
                    fuzzy,
                    None,
                    fuzz.partial_ratio(left[i], right[j]) / 100,
                    fuzz.partial_ratio(left[i], right[j]) / 100,
                    "",
                    "model",
                )
            )
    pairs = frame(rows, LINK_SCHEMA)
    links = pairs[pairs["confidence"] >= 0.2].reset_index(drop=True)
    return Alignment(
        reference,
        target,
        links,
        pairs,
        signature(
            reference=f"{reference.id}@{reference.source.sha256[:12]}",
            target=f"{target.id}@{target.source.sha256[:12]}",
            unit="clause",
        ),
    )
