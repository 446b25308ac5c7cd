"""What a clause has that no earlier plan had, and what later plans take up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from plandiff.document import Document
from plandiff.frames import frame
from plandiff.matching.alignment import Alignment

__all__ = ["NOVELTY_SCHEMA", "novelty"]

NOVELTY_SCHEMA = {
    "document": "string",
    "clause_id": "string",
    "novelty": "Float64",
    "earlier_id": "string",
    "earlier_plans": "Int64",
    "transience": "Float64",
    "later_id": "string",
    "later_plans": "Int64",
    "resonance": "Float64",
    "note": "string",
}
"""Columns of `novelty`."""

_DIGEST = (
    "digest: a plan compared is held as a digest only, in which what is not "
    "found may stand in the plan"
)
Best = dict[str, tuple[float, str]]


def novelty(
    alignments: Mapping[Any, Alignment] | Iterable[Alignment],
) -> pd.DataFrame:
    """Say what is new in each clause and what lasts, one row per clause.

    Parameters
    ----------
    alignments : iterable or mapping of Alignment
        Each between an earlier and a later plan: of all pairs, as from
        ``plandiff.align_many(documents, pairs="all")``, or of successive
        ones, and then only neighbours are compared.

    Returns
    -------
    pandas.DataFrame
        Columns `NOVELTY_SCHEMA`, plans in the order in which they first
        occur.

        novelty
            One less the probability of the likeliest link to any earlier
            plan (`earlier_id`), in [0, 1].
        transience
            The same to any later plan (`later_id`): high where nothing
            takes the clause up.
        resonance
            novelty less transience, in [-1, 1]: what was new and stayed.
        earlier_plans, later_plans
            How many were compared. Without any, or with a digest among
            them, the number is absent: what is not in a digest may be in
            the plan, as `note` says.

    Notes
    -----
    The measures are those of Barron et al. [1]_ and, for one backward and
    one forward look, of Kelly et al. [2]_, with the calibrated probability
    of a link in the place of a distance of words.

    References
    ----------
    .. [1] Barron, Huang, Spang, DeDeo (2018), Individuals, institutions,
           and innovation in the debates of the French Revolution, PNAS
           115(18).
    .. [2] Kelly, Papanikolaou, Seru, Taddy (2021), Measuring technological
           innovation over the long run, AER: Insights 3(3).

    Examples
    --------
    >>> from plandiff import align
    >>> old = Document.from_clauses("a", [("1", "发展农村电子商务。")])
    >>> new = Document.from_clauses(
    ...     "b", [("1", "大力发展农村电子商务。"), ("2", "建设海外仓。")]
    ... )
    >>> table = novelty([align(old, new)]).set_index("clause_id")
    >>> bool(table["novelty"]["b:1"] < table["novelty"]["b:2"])
    True
    """
    given = (
        alignments.values() if isinstance(alignments, Mapping) else alignments
    )
    documents: dict[str, Document] = {}
    compared: dict[tuple[str, str], list[Document]] = {}
    best: dict[str, Best] = {"earlier": {}, "later": {}}
    for one in given:
        for document in (one.reference, one.target):
            documents.setdefault(document.id, document)
        compared.setdefault((one.target.id, "earlier"), []).append(
            one.reference
        )
        compared.setdefault((one.reference.id, "later"), []).append(one.target)
        pairs = one.pairs.dropna(subset=["confidence"])
        for before, after, sure in zip(
            pairs["reference_id"],
            pairs["target_id"],
            pairs["confidence"],
            strict=True,
        ):
            _keep(best["earlier"], after, float(sure), before)
            _keep(best["later"], before, float(sure), after)
    rows: list[tuple[Any, ...]] = []
    for document in documents.values():
        sides = {side: compared.get((document.id, side), []) for side in best}
        unsure = document.is_digest or any(
            other.is_digest for plans in sides.values() for other in plans
        )
        for clause in document:
            found: dict[str, float | None] = {}
            nearest: dict[str, str | None] = {}
            for side, plans in sides.items():
                likely, partner = best[side].get(clause.id, (0.0, ""))
                nearest[side] = partner or None
                found[side] = None
                if plans and not any(p.is_digest for p in [*plans, document]):
                    found[side] = 1 - likely
            new, gone = found["earlier"], found["later"]
            rows.append(
                (
                    document.id,
                    clause.id,
                    new,
                    nearest["earlier"],
                    len(sides["earlier"]),
                    gone,
                    nearest["later"],
                    len(sides["later"]),
                    None if new is None or gone is None else new - gone,
                    _DIGEST if unsure else None,
                )
            )
    return frame(rows, NOVELTY_SCHEMA)


def _keep(best: Best, clause: str, sure: float, partner: str) -> None:
    """Remember the likeliest partner of a clause, the first of equals."""
    if clause not in best or sure > best[clause][0]:
        best[clause] = (sure, partner)
