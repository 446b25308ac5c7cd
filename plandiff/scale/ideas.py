"""Which policy concepts appear in a series of plans, and which disappear."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from plandiff.document import Document
from plandiff.frames import frame
from plandiff.matching.knowledge.concepts import (
    concept_names,
    concepts_name,
    find_all_concepts,
)
from plandiff.scale.texts import given
from plandiff.signature import signature

__all__ = ["IDEA_SCHEMA", "ideas"]

IDEA_SCHEMA = {
    "concept": "string",
    "name_zh": "string",
    "name_en": "string",
    "course": "string",
    "first_document": "string",
    "last_document": "string",
    "plans": "Int64",
    "clauses": "Int64",
    "first_clause": "string",
    "last_clause": "string",
}
"""Columns of `ideas`."""

_COURSES = {
    (True, True): "stays",
    (False, True): "appears",
    (True, False): "disappears",
    (False, False): "passes",
}


def ideas(documents: Iterable[Document]) -> pd.DataFrame:
    """Say when concepts come into a series of plans and when they go.

    Parameters
    ----------
    documents : iterable of Document
        Plans, earliest first, each with its own id.

    Returns
    -------
    pandas.DataFrame
        Columns `IDEA_SCHEMA`, one row per concept of our thesaurus that any
        plan names, those of most plans first. `course` is ``stays`` where
        the first and the last plan name it, ``appears`` where the last but
        not the first does, ``disappears`` the reverse, ``passes`` where
        only plans between do; `plans` and `clauses` count those that name
        it, `first_clause` and `last_clause` are the first clause of the
        first and of the last plan that does. Digests are left out: what a
        digest does not name, its plan may; ``attrs["notices"]`` says which.
        Empty for fewer than two full texts.

    Notes
    -----
    A concept that is absent is absent in the words that the thesaurus
    knows; a plan may speak of it in others.

    Examples
    --------
    >>> plans = [
    ...     Document.from_clauses("a", [("1", "发展农村电商。")]),
    ...     Document.from_clauses("b", [("1", "完善冷链物流。")]),
    ... ]
    >>> ideas(plans)[["name_en", "course"]]
                name_en      course
    0  Rural e-commerce  disappears
    1        Cold chain     appears
    """
    every = given(documents)
    plans = [plan for plan in every if not plan.is_digest and len(plan)]
    left = [plan.id for plan in every if plan not in plans]
    where: dict[str, dict[int, list[str]]] = {}
    for place, plan in enumerate(plans):
        found = find_all_concepts([clause.text for clause in plan])
        for clause, concepts in zip(plan, found, strict=True):
            for concept in dict.fromkeys(concepts):
                named = where.setdefault(concept, {})
                named.setdefault(place, []).append(clause.id)
    names = concept_names()
    rows = []
    for concept, held in where.items() if len(plans) > 1 else ():
        first, last = min(held), max(held)
        rows.append(
            (
                *(concept, *names[concept]),
                _COURSES[first == 0, last == len(plans) - 1],
                *(plans[first].id, plans[last].id, len(held)),
                sum(map(len, held.values())),
                *(held[first][0], held[last][0]),
            )
        )
    rows.sort(key=lambda row: (-int(row[6]), -int(row[7])))
    table = frame(rows, IDEA_SCHEMA)
    table.attrs["signature"] = signature(
        documents="|".join(
            f"{plan.id}@{plan.source.sha256[:12]}" for plan in plans
        ),
        unit="clause",
        concepts=concepts_name(),
    )
    table.attrs["notices"] = (
        [f"digests and empty plans left out: {', '.join(left)}."]
        if left
        else []
    )
    return table
