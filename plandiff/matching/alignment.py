"""The result of `align`: links, all scored pairs, documents, signature.

Measures and renderings only read it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from plandiff.document import Clause, Document
from plandiff.matching.absence import lone_table
from plandiff.matching.card import card
from plandiff.matching.explain import Explanation, explain
from plandiff.matching.options import AlignOptions
from plandiff.matching.scoring import Scored, model_for, score

__all__ = ["LINK_SCHEMA", "Alignment"]

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
        One row per accepted pair; columns `LINK_SCHEMA`, all numbers in
        [0, 1]. `similarity` is 1 for identical text; `confidence` is the
        calibrated probability of a link; `containment_reference` is the
        share of the reference's words and their parts, weighted by rarity,
        that the target has. `evidence` lists shared terms, rarest first,
        and is empty where a link rests on meaning alone; `origin` is
        ``model`` or ``correction``.
    pairs : pandas.DataFrame
        All scored pairs, accepted or not, with the same columns; evidence
        is listed from a confidence of 0.05.
    signature : str
        Every choice that moves a number; see `plandiff.signature`.
    notices : tuple of str
        What was suspicious in the input, and how many decisions of the
        machine were corrected.
    options : AlignOptions
        How the pairs were chosen.
    corrections : pandas.DataFrame or None
        The scholar's decisions that were applied, if there were any.
    kept : dict
        What was worked out from the alignment and is asked for again.
    """

    reference: Document
    target: Document
    links: pd.DataFrame
    pairs: pd.DataFrame
    signature: str
    notices: tuple[str, ...] = field(default=())
    options: AlignOptions = field(default_factory=AlignOptions)
    _scored: Scored | None = field(default=None, repr=False, compare=False)
    corrections: pd.DataFrame | None = field(
        default=None, repr=False, compare=False
    )
    kept: dict[object, Any] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )

    @property
    def is_digest(self) -> bool:
        """Whether either side is a digest, so that absence proves nothing."""
        return self.reference.is_digest or self.target.is_digest

    @cached_property
    def lone(self) -> pd.DataFrame:
        """The clauses without a link, and how sure that is.

        One row per clause; see `plandiff.matching.absence.lone_table`.
        """
        return lone_table(
            (self.reference, self.target), self.pairs, self.links
        )

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

    def explain(self, reference_id: str, target_id: str) -> Explanation:
        """Say why two clauses were, or were not, linked.

        Parameters
        ----------
        reference_id, target_id : str
            Ids of the clauses, with or without the document's.

        Returns
        -------
        Explanation
            Shared terms, what each signal adds to the log odds, and the
            runner-up on both sides; prints well and can be drawn with
            `plandiff.output.plots.alignment.plot_explanation`.

        Raises
        ------
        ClauseError
            If a document has no such clause.
        AlignmentError
            If the pair was not worth scoring; see `pairs`.
        """
        earlier = self.reference.clause(reference_id)
        later = self.target.clause(target_id)
        linked, decided = (
            table["origin"].to_numpy(object)[
                (table["reference_id"].to_numpy(object) == earlier.id)
                & (table["target_id"].to_numpy(object) == later.id)
            ]
            for table in (self.links, self.pairs)
        )
        scored = self._scored
        if scored is None or not scored.describes(
            self.reference.sequence.index(earlier),
            self.target.sequence.index(later),
        ):
            scored = self._scored_anew
        return explain(
            scored,
            (self.reference, self.target),
            (earlier, later),
            linked=bool(len(linked)),
            origin=str(decided[0]) if len(decided) else "model",
        )

    @cached_property
    def _scored_anew(self) -> Scored:
        """Score both plans again: after loading, or for unlikely pairs."""
        model = model_for(self.reference, self.target, self.options)
        return score(self.reference, self.target, model, self.options)

    def __repr__(self) -> str:
        return (
            f"<Alignment {self.reference.id} → {self.target.id}: "
            f"{len(self.links)} links, "
            f"{len(self.unmatched('reference'))} + "
            f"{len(self.unmatched('target'))} clauses without a link>"
        )

    def _repr_html_(self) -> str:
        documents = (self.reference, self.target)
        return card(repr(self), documents, self.links, self.signature)
