"""Why two clauses were, or were not, linked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from plandiff import markup
from plandiff.document import Clause, Document
from plandiff.errors import AlignmentError
from plandiff.frames import frame, records
from plandiff.matching.families import FAMILIES
from plandiff.matching.features import origins
from plandiff.matching.knowledge.concepts import (
    concept_names,
    find_concepts,
)
from plandiff.matching.model import PRODUCT
from plandiff.matching.pairs import Pairs
from plandiff.matching.scoring import (
    ORDER,
    ORDER_SHIFT,
    Scored,
    shared_terms,
)
from plandiff.matching.secondlook import log_odds
from plandiff.matching.spaces import Integers

__all__ = ["FAMILY_SCHEMA", "SIGNAL_SCHEMA", "Explanation", "explain"]

SIGNAL_SCHEMA = {
    "signal": "string",
    "value": "Float64",
    "contribution": "Float64",
    "family": "string",
    "usual": "Float64",
    "rivals": "Float64",
}
"""Columns of `Explanation.signals`."""

FAMILY_SCHEMA = {
    "family": "string",
    "zh": "string",
    "en": "string",
    "contribution": "Float64",
    "says_zh": "string",
    "says_en": "string",
    "usual": "Float64",
    "rivals": "Float64",
}
"""Columns of `Explanation.families`."""

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
        One row per measure, strongest first: columns `SIGNAL_SCHEMA`; and
        one each for ``chances``, what a second look at the pair among the
        chances of all others adds (its value is the probability before),
        and ``documents``, what it takes away that two documents may be
        unrelated (the probability that they are related).
        `value` is the measure itself, the mean of both directions where it
        has two; `contribution` is what it adds to the log odds of a link:
        the sum of `usual`, against the usual pair that the model learned
        from, and `rivals`, against the pair's other candidates. Measures
        overlap, and one takes back what others say twice: the families
        sum up what counts. Where two texts that are not in Chinese run in
        one order, ``order`` says what that order makes of the pair; see
        `plandiff.matching.order`.
    families : pandas.DataFrame
        One row per family of measures: columns `FAMILY_SCHEMA`. With
        `start` the contributions add up to the log odds of a link.
    start : float
        The log odds of a pair of which everything is average.
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
    families: pd.DataFrame
    start: float
    reference_runner_up: tuple[str, float] | None
    target_runner_up: tuple[str, float] | None

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        head, *facts = self._facts()
        sums = [
            (f"{row['en']} {row['zh']}", _signed(row), row["says_en"])
            for row in records(self.families)
        ]
        rows = [
            (
                row["signal"],
                f"{row['value']:.3f}",
                _signed(row),
                _signed(row, "usual"),
                _signed(row, "rivals"),
            )
            for row in records(self.signals.head(_SHOWN))
        ]
        return (
            f"<p><strong>{markup.escape(head)}</strong></p>"
            + "".join(f"<p>{markup.escape(fact)}</p>" for fact in facts)
            + markup.table(["family", "adds to log odds", "what it is"], sums)
            + markup.table(
                [
                    "strongest signals",
                    "value",
                    "adds to log odds",
                    "against the usual pair",
                    "against its rivals",
                ],
                rows,
            )
            + markup.table(
                [self.reference.id, self.target.id],
                [[self.reference.text, self.target.text]],
            )
        )

    def _lines(self) -> list[str]:
        lines = list(self._facts())
        lines.append(
            f"log odds, from {self.start:+.2f} for a pair average in all:"
        )
        for row in records(self.families):
            lines.append(
                f"  {_signed(row):>6}  {row['en']} {row['zh']}: "
                f"{row['says_en']}"
            )
        lines.append(
            "strongest signals (against the usual pair, against its rivals):"
        )
        for row in records(self.signals.head(_SHOWN)):
            lines.append(
                f"  {_signed(row):>6}  {row['signal']} = {row['value']:.3f} "
                f"({_signed(row, 'usual')}, {_signed(row, 'rivals')})"
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
    scored: Scored,
    documents: tuple[Document, Document],
    clauses: tuple[Clause, Clause],
    *,
    linked: bool,
    origin: str,
) -> Explanation:
    """Say why two clauses were, or were not, linked.

    Parameters
    ----------
    scored : Scored
        What `align` made of the two documents.
    documents : tuple of Document
        The earlier and the later plan.
    clauses : tuple of Clause
        One of the earlier plan and one of the later.
    linked : bool
        Whether the pair is a link.
    origin : str
        ``model``, or ``correction`` where a scholar decided.

    Returns
    -------
    Explanation
        See there.

    Raises
    ------
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
    earlier, later = clauses
    row, column = (
        document.sequence.index(clause)
        for document, clause in zip(documents, clauses, strict=True)
    )
    here = scored.pair(row, column)
    if here is None:
        raise AlignmentError(
            f"{earlier.id} → {later.id}: expected a scored pair but the "
            "clauses are not among each other's nearest. Compare more with "
            "align(…, options=AlignOptions(nearest=100))."
        )
    pairs = scored.pairs
    signals, families = _sums(scored, here)
    return Explanation(
        earlier,
        later,
        linked,
        origin,
        float(scored.confidence[here]),
        tuple(shared_terms(pairs, row, column)),
        _shared_concepts(pairs, row, column),
        frame(signals, SIGNAL_SCHEMA),
        frame(families, FAMILY_SCHEMA),
        scored.model.link.intercept,
        _runner_up(documents[0].sequence, scored, here, by_target=True),
        _runner_up(documents[1].sequence, scored, here, by_target=False),
    )


def _sums(
    scored: Scored, here: int
) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Add up what each measure says, and each family of measures."""
    one = scored.features_of(here)
    added: dict[str, list[float]] = {}
    values: dict[str, list[float]] = {}
    family: dict[str, str] = {}
    sums = {kind.name: [0.0, 0.0] for kind in FAMILIES}
    for feature, value in scored.model.link.contributions(one).items():
        origin = origins()[feature.removesuffix(PRODUCT)]
        parts = added.setdefault(origin.measure, [0.0, 0.0])
        parts[origin.beside] += float(value[0])
        sums[origin.family][origin.beside] += float(value[0])
        values.setdefault(origin.measure, []).append(
            float(one[origin.value][0])
        )
        family[origin.measure] = origin.family
    if ORDER in one:
        added[ORDER] = [0.0, float(one[ORDER_SHIFT][0])]
        values[ORDER] = [float(one[ORDER][0])]
        family[ORDER] = "place"
        sums["place"][True] += added[ORDER][True]
    second, ground = float(scored.second[here]), _of_documents(scored, here)
    for name, place, adds, measured in (
        ("chances", 1, second, _first_look(scored, here)),
        ("documents", 0, ground, scored.related),
    ):
        both = [0.0, 0.0]
        both[place] = adds
        added[name], sums[name] = both, list(both)
        values[name], family[name] = [measured], name
    signals: list[tuple[object, ...]] = [
        (name, float(np.mean(values[name])), sum(parts), family[name], *parts)
        for name, parts in sorted(
            added.items(), key=lambda item: -abs(sum(item[1]))
        )
    ]
    families: list[tuple[object, ...]] = [
        (f.name, f.zh, f.en, sum(parts), f.says_zh, f.says_en, *parts)
        for f, parts in zip(FAMILIES, sums.values(), strict=True)
    ]
    return signals, families


def _first_look(scored: Scored, here: int) -> float:
    """Return the probability of a pair at the first look."""
    first = scored.model.link.probability(scored.features_of(here))
    return float(first[0])


def _of_documents(scored: Scored, here: int) -> float:
    """Tell what it takes from the log odds that documents are unrelated."""
    if scored.related == 1.0:
        return 0.0
    one = scored.features_of(here)
    first = scored.model.link.probability(one)
    before = float(log_odds(first)[0] + scored.second[here])
    likely = scored.related / (1 + np.exp(-before))
    return float(log_odds(np.array([likely]))[0] - before)


def _shared_concepts(pairs: Pairs, row: int, column: int) -> tuple[str, ...]:
    """Name the concepts of both clauses, in the order of the target."""
    earlier = set(find_concepts(pairs.reference.texts[row]))
    later = dict.fromkeys(find_concepts(pairs.target.texts[column]))
    names = concept_names()
    return tuple(names[found][0] for found in later if found in earlier)


def _runner_up(
    clauses: tuple[Clause, ...], scored: Scored, here: int, *, by_target: bool
) -> tuple[str, float] | None:
    """Find the likeliest other pair of one of the two clauses."""
    pairs = scored.pairs
    own, other = (
        (pairs.columns, pairs.rows)
        if by_target
        else (pairs.rows, pairs.columns)
    )
    rivals: Integers = np.flatnonzero(own == own[here])
    rivals = rivals[rivals != here]
    if not len(rivals):
        return None
    best = rivals[np.argmax(scored.confidence[rivals])]
    return clauses[other[best]].id, float(scored.confidence[best])


def _signed(row: dict[str, float], column: str = "contribution") -> str:
    return f"{row[column]:+.2f}"
