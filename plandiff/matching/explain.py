"""Why two clauses were, or were not, linked."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from plandiff import markup
from plandiff.document import Clause
from plandiff.errors import AlignmentError
from plandiff.frames import frame, records
from plandiff.matching.align import Alignment
from plandiff.matching.knowledge.concepts import concept_names
from plandiff.matching.model import PRODUCT, LinkModel
from plandiff.matching.pairs import Comparison
from plandiff.matching.scoring import (
    Scored,
    model_for,
    score,
    shared_terms,
)
from plandiff.matching.spaces import Integers

__all__ = ["SIGNAL_SCHEMA", "Explanation", "explain"]

SIGNAL_SCHEMA = {
    "signal": "string",
    "value": "Float64",
    "contribution": "Float64",
}
"""Columns of `Explanation.signals`."""

_RIVALRY = re.compile(r"_(?:lead|rank|share)_(?:reference|target)$")
_SIDE = re.compile(r"_(?:reference|target)$")
_SHOWN = 8
_TERMS = 12


@dataclass(frozen=True, repr=False)
class Explanation:
    """What speaks for and against a link of two clauses.

    Attributes
    ----------
    reference, target : Clause
        The clauses.
    linked : bool
        Whether the pair is a link in the alignment.
    origin : str
        ``model``, or ``correction`` where a scholar decided.
    confidence : float
        Probability of a link, in [0, 1]: as the signals add up, and at
        least 0.99 where both are the same letter by letter.
    terms : tuple of str
        Words in common, most telling first.
    concepts : tuple of str
        Chinese names of the policy concepts that both name, in whatever
        words; see `plandiff.matching.knowledge.concepts`.
    signals : pandas.DataFrame
        One row per measure, strongest first: columns `SIGNAL_SCHEMA`.
        `value` is the measure itself, the mean of both directions where it
        has two; `contribution` is what it adds to the log odds of a link,
        compared with the pairs the model learned from, by itself and by
        how it stands among the rivals of the pair.
    reference_runner_up, target_runner_up : tuple of (str, float), or None
        The best other partner of the target clause (a reference clause)
        and of the reference clause (a target clause), with its confidence.
    """

    reference: Clause
    target: Clause
    linked: bool
    origin: str
    confidence: float
    terms: tuple[str, ...]
    concepts: tuple[str, ...]
    signals: pd.DataFrame
    reference_runner_up: tuple[str, float] | None
    target_runner_up: tuple[str, float] | None

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        head, *facts = self._facts()
        rows = [
            (row["signal"], f"{row['value']:.3f}", _signed(row))
            for row in records(self.signals.head(_SHOWN))
        ]
        return (
            f"<p><strong>{markup.escape(head)}</strong></p>"
            + "".join(f"<p>{markup.escape(fact)}</p>" for fact in facts)
            + markup.table(["signal", "value", "adds to log odds"], rows)
            + markup.table(
                [self.reference.id, self.target.id],
                [[self.reference.text, self.target.text]],
            )
        )

    def _lines(self) -> list[str]:
        lines = list(self._facts())
        for row in records(self.signals.head(_SHOWN)):
            lines.append(
                f"  {_signed(row):>6}  {row['signal']} = {row['value']:.3f}"
            )
        return lines

    def _facts(self) -> list[str]:
        state = "linked" if self.linked else "not linked"
        by = " by a correction" if self.origin == "correction" else ""
        facts = [
            f"{self.reference.id} → {self.target.id}: {state}{by}, "
            f"confidence {self.confidence:.2f}",
            "shared terms: " + ("、".join(self.terms[:_TERMS]) or "none"),
            "shared concepts: "
            + ("、".join(self.concepts[:_TERMS]) or "none"),
        ]
        for name, other, of in (
            ("reference", self.reference_runner_up, self.target),
            ("target", self.target_runner_up, self.reference),
        ):
            if other is not None:
                facts.append(
                    f"best other {name} clause for {of.id}: {other[0]}, "
                    f"confidence {other[1]:.2f} "
                    f"({self.confidence - other[1]:+.2f} in favour of this)"
                )
        return facts


def explain(
    alignment: Alignment, reference_id: str, target_id: str
) -> Explanation:
    """Say why two clauses were, or were not, linked.

    Parameters
    ----------
    alignment : Alignment
        As from `plandiff.align`; its pairs are scored again.
    reference_id, target_id : str
        Ids of the clauses, with or without the document's.

    Returns
    -------
    Explanation
        See there.

    Raises
    ------
    ClauseError
        If a document has no such clause.
    AlignmentError
        If the pair was not worth scoring.

    Examples
    --------
    >>> from plandiff import Document, align
    >>> earlier = Document.from_clauses("x", [("1", "发展农村电商")])
    >>> later = Document.from_clauses("y", [("1", "推进农村电商发展")])
    >>> align(earlier, later).explain("1", "1").terms
    ('农村电商', '发展')
    """
    earlier = alignment.reference[reference_id]
    later = alignment.target[target_id]
    model = model_for(alignment.reference, alignment.target, alignment.options)
    scored = score(
        alignment.reference, alignment.target, model, alignment.options
    )
    compared = scored.compared
    row = [clause.id for clause in alignment.reference].index(earlier.id)
    column = [clause.id for clause in alignment.target].index(later.id)
    place = np.flatnonzero(
        (compared.rows == row) & (compared.columns == column)
    )
    if not len(place):
        raise AlignmentError(
            f"{earlier.id} → {later.id}: expected a scored pair but the "
            "clauses are not among each other's nearest. Compare more with "
            "align(…, options=AlignOptions(nearest=100))."
        )
    here = int(place[0])
    signals = _signals(model, scored, here)
    found = alignment.pairs[
        (alignment.pairs["reference_id"] == earlier.id)
        & (alignment.pairs["target_id"] == later.id)
    ]
    linked = (alignment.links["reference_id"] == earlier.id) & (
        alignment.links["target_id"] == later.id
    )
    return Explanation(
        earlier,
        later,
        bool(linked.any()),
        str(found["origin"].iloc[0]) if len(found) else "model",
        float(scored.confidence[here]),
        tuple(shared_terms(compared, row, column)),
        _shared_concepts(compared, row, column),
        frame(signals, SIGNAL_SCHEMA),
        _runner_up(alignment.reference[:], scored, here, by_target=True),
        _runner_up(alignment.target[:], scored, here, by_target=False),
    )


def _signals(
    model: LinkModel, scored: Scored, here: int
) -> list[tuple[str, float, float]]:
    """Add up what each measure says, on both sides and beside its rivals."""
    one = {
        name: value[here : here + 1] for name, value in scored.features.items()
    }
    added: dict[str, float] = {}
    values: dict[str, list[float]] = {}
    for feature, value in model.link.contributions(one).items():
        name = feature.removesuffix(PRODUCT)
        plain = _RIVALRY.sub("", name)
        if plain not in one:  # such as sentence_lead, a measure by itself
            plain = name
        measure = _SIDE.sub("", plain)
        added[measure] = added.get(measure, 0.0) + float(value[0])
        values.setdefault(measure, []).append(float(one[plain][0]))
    return sorted(
        (
            (name, float(np.mean(values[name])), amount)
            for name, amount in added.items()
        ),
        key=lambda signal: -abs(signal[2]),
    )


def _shared_concepts(
    compared: Comparison, row: int, column: int
) -> tuple[str, ...]:
    """Name the concepts of both clauses, in the order of the target."""
    earlier = set(compared.reference.concepts[row])
    later = dict.fromkeys(compared.target.concepts[column])
    names = concept_names()
    return tuple(names[found][0] for found in later if found in earlier)


def _runner_up(
    clauses: tuple[Clause, ...], scored: Scored, here: int, *, by_target: bool
) -> tuple[str, float] | None:
    """Find the likeliest other pair of one of the two clauses."""
    compared = scored.compared
    own, other = (
        (compared.columns, compared.rows)
        if by_target
        else (compared.rows, compared.columns)
    )
    rivals: Integers = np.flatnonzero(own == own[here])
    rivals = rivals[rivals != here]
    if not len(rivals):
        return None
    best = rivals[np.argmax(scored.confidence[rivals])]
    return clauses[other[best]].id, float(scored.confidence[best])


def _signed(row: dict[str, float]) -> str:
    return f"{row['contribution']:+.2f}"
