"""Link the clauses of two documents.

`align` scores candidate pairs, decides which of them are links, and returns
an `Alignment`: links, all scored pairs, the two documents and a signature.
Measures and renderings only read it.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from plandiff import markup
from plandiff.document import Clause, Document
from plandiff.errors import AlignmentError, PlandiffWarning
from plandiff.matching.candidates import candidates
from plandiff.matching.comparison import Comparison, Side, prepare
from plandiff.matching.features import Features, pair_features
from plandiff.matching.model import load_model
from plandiff.matching.spaces import Floats
from plandiff.matching.tokens import tokenizer_name
from plandiff.signature import signature

__all__ = ["LINK_SCHEMA", "AlignOptions", "Alignment", "align"]

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

_EXPLAINED = 0.05
_KEPT = 0.5
_LISTED = 5


@dataclass(frozen=True)
class AlignOptions:
    """What `align` can be told; the defaults serve every kind of document.

    Attributes
    ----------
    nearest : int
        Where two documents have too many pairs to score them all, how many
        clauses of the other document each clause is compared with.
    all_pairs : int
        Up to this number of pairs, all are scored.
    terms : int
        How many shared terms are listed as evidence.
    """

    nearest: int = 24
    all_pairs: int = 250_000
    terms: int = 5

    def __post_init__(self) -> None:
        for name in ("nearest", "all_pairs", "terms"):
            if getattr(self, name) < 1:
                raise ValueError(
                    f"{name}: expected at least 1, "
                    f"found {getattr(self, name)}."
                )


@dataclass(frozen=True, repr=False)
class Alignment:
    """Which clauses of two documents belong together, and how sure.

    Attributes
    ----------
    reference, target : Document
        The earlier and the later plan.
    links : pandas.DataFrame
        One row per accepted pair; columns `LINK_SCHEMA`, all numbers in
        [0, 1]. `similarity` is 1 for identical text; `confidence` is the
        calibrated probability of a link; `containment_reference` is the
        share of the reference's words, weighted by rarity, that the target
        has. `evidence` lists shared terms, rarest first; `origin` is
        ``model`` or ``correction``.
    pairs : pandas.DataFrame
        All scored pairs, accepted or not, with the same columns; evidence
        is listed from a confidence of 0.05.
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


def align(
    reference: Document,
    target: Document,
    *,
    options: AlignOptions = AlignOptions(),
) -> Alignment:
    """Link the clauses of an earlier plan with those of a later one.

    Parameters
    ----------
    reference, target : Document
        The earlier and the later plan.
    options : AlignOptions, optional
        The defaults serve plans, statutes, reports and digests alike.

    Returns
    -------
    Alignment
        Links in the order of the target plan.

    Raises
    ------
    AlignmentError
        If either document has no clauses.

    Warns
    -----
    PlandiffWarning
        If normalizing and cutting into words left less than half of a
        clause; the alignment's notices say which.

    Notes
    -----
    Every pair of clauses is described by measures of likeness, set against
    its rivals and surroundings (`plandiff.matching.features`); a logistic
    regression trained on hand-made links turns these into the probability
    of a link. Pairs at or above the model's threshold are links. Order is
    evidence, not law: clauses may cross, split and merge.

    Examples
    --------
    >>> earlier = Document.from_clauses(
    ...     "x", [("1", "发展农村电子商务。"), ("2", "保护数据安全。")]
    ... )
    >>> later = Document.from_clauses(
    ...     "y", [("1", "保障数据安全。"), ("2", "大力发展农村电子商务。")]
    ... )
    >>> align(earlier, later).links[["reference_id", "target_id"]]
      reference_id target_id
    0          x:2       y:1
    1          x:1       y:2
    """
    for document in (reference, target):
        if not len(document):
            raise AlignmentError(
                f"{document.id}: expected at least one clause but found "
                "none. Check how the document was read: document.account()."
            )
    left, right = _side(reference), _side(target)
    notices = tuple(
        notice
        for document, side in ((reference, left), (target, right))
        for notice in _suspicions(document, side)
    )
    for notice in notices:
        warnings.warn(notice, PlandiffWarning, stacklevel=2)
    compared = candidates(
        left, right, nearest=options.nearest, all_pairs=options.all_pairs
    )
    model = load_model()
    features = pair_features(compared)
    confidence = model.probability(features)
    pairs = _table(
        (reference, target), compared, features, confidence, options.terms
    )
    links = pairs[pairs["confidence"] >= model.threshold]
    return Alignment(
        reference,
        target,
        links.reset_index(drop=True),
        pairs,
        signature(
            reference=f"{reference.id}@{reference.source.sha256[:12]}",
            target=f"{target.id}@{target.source.sha256[:12]}",
            unit="clause",
            words=tokenizer_name(),
            pairs="all"
            if len(compared.rows) == len(reference) * len(target)
            else f"nearest{options.nearest}",
            model=model.name,
            threshold=model.threshold,
        ),
        notices,
    )


def _side(document: Document) -> Side:
    """Make the clauses of a document ready for comparing."""
    return prepare(
        [clause.text for clause in document],
        titles=[clause.title for clause in document],
        paths=[" ".join(clause.path) for clause in document],
    )


def _suspicions(document: Document, side: Side) -> list[str]:
    """Say what of a document cannot be compared."""
    empty = [
        clause.id
        for clause, key in zip(document, side.keys, strict=True)
        if not key
    ]
    lost = [
        clause.id
        for clause, key, kept in zip(
            document, side.keys, side.kept, strict=True
        )
        if key and kept < _KEPT
    ]
    found = []
    for ids, what in (
        (empty, "have no letter or digit and cannot be linked"),
        (lost, "lost more than half of their letters in normalizing"),
    ):
        if ids:
            more = " …" if len(ids) > _LISTED else ""
            found.append(
                f"{document.id}: {len(ids)} of {len(document)} clauses "
                f"{what}: {', '.join(ids[:_LISTED])}{more}."
            )
    return found


def _table(
    documents: tuple[Document, Document],
    compared: Comparison,
    features: Features,
    confidence: Floats,
    terms: int,
) -> pd.DataFrame:
    """Build the table of scored pairs, in the order of the target plan."""
    order = np.lexsort((compared.rows, compared.columns))
    rows, columns = compared.rows[order], compared.columns[order]
    chosen = confidence[order]
    evidence = [
        "、".join(shared_terms(compared, row, column)[:terms])
        if probability >= _EXPLAINED
        else ""
        for row, column, probability in zip(rows, columns, chosen, strict=True)
    ]
    values = {
        "similarity": features["blend"],
        "confidence": confidence,
        "tfidf": (features["word_tfidf"] + features["character_tfidf"]) / 2,
        "fuzzy": features["fuzzy"],
        "semantic": np.full(len(rows), np.nan),
        "containment_reference": features["word_containment_reference"],
        "containment_target": features["word_containment_target"],
    }
    left, right = (
        np.array([clause.id for clause in document], dtype=object)
        for document in documents
    )
    table: dict[str, object] = {
        "reference_id": left[rows],
        "target_id": right[columns],
        **{
            name: pd.array(value[order], dtype="Float64")
            for name, value in values.items()
        },
        "evidence": evidence,
        "origin": ["model"] * len(rows),
    }
    return pd.DataFrame(table).astype(LINK_SCHEMA)


def shared_terms(compared: Comparison, row: int, column: int) -> list[str]:
    """List the words that two clauses share, rarest first.

    Parameters
    ----------
    compared : Comparison
        Two prepared documents.
    row, column : int
        Index of the reference clause and of the target clause.

    Returns
    -------
    list of str
        Words of two or more characters, without repetition; empty where
        nothing is shared.
    """
    known = compared.weight_of
    shared = set(compared.reference.words[row]) & set(
        compared.target.words[column]
    )
    return sorted(
        (word for word in shared if len(word) > 1),
        key=lambda word: (-known[word], word),
    )
