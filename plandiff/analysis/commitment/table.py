"""Measure how firmly plans commit: force, actors and instruments.

The force of a sentence is the grade of its strongest policy verb; see
`plandiff.analysis.commitment.force` for what counts as one, and
``corpora/lexicon/commitment.toml`` for grades, sources and limits. Grades
are ordinal: a mean of them is a summary, not a measure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from plandiff.analysis.commitment.force import (
    Act,
    cut_sentences,
    find_acts,
    load_force_lexicon,
)
from plandiff.analysis.commitment.mentions import (
    find_categories,
    load_categories,
)
from plandiff.analysis.language import warn_unless_chinese
from plandiff.document import Clause, Document
from plandiff.document.several import each_document
from plandiff.frames import frame
from plandiff.resources import resource
from plandiff.signature import fingerprint, signature
from plandiff.text.characters import fold
from plandiff.text.planparts import plan_part
from plandiff.text.tokens import tokenizer_name

__all__ = [
    "COMMITMENT_SCHEMA",
    "PROFILE_SCHEMA",
    "SENTENCE_SCHEMA",
    "commitment",
    "commitment_profile",
    "commitment_sentences",
    "graded_sentences",
]

GRADES = range(1, 7)
"""Ranks of force, from 探索 (1) to 严格 (6)."""

COMMITMENT_SCHEMA = {
    "document": "string",
    "clause_id": "string",
    "mode": "string",
    "sentences": "Int64",
    "acts": "Int64",
    "force": "Int64",
    "mean": "Float64",
    **{f"grade_{rank}": "Int64" for rank in GRADES},
    "verbs": "string",
    "actors": "string",
    "instruments": "string",
    "sides": "string",
    "note": "string",
}
"""Columns of `commitment`."""

SENTENCE_SCHEMA = {
    "document": "string",
    "clause_id": "string",
    "sentence": "Int64",
    "start": "Int64",
    "end": "Int64",
    "force": "Int64",
    "verb": "string",
    "verbs": "string",
}
"""Columns of `commitment_sentences`."""

PROFILE_SCHEMA = {
    "group": "string",
    "grade": "Int64",
    "zh": "string",
    "en": "string",
    "acts": "Int64",
    "share": "Float64",
    "clauses": "Int64",
}
"""Columns of `commitment_profile`."""

_NOTES = {
    "digest": (
        "digest: a cited summary in our words. Actors and instruments are "
        "those of our wording, and force is not read; the plan's own words "
        "may name others."
    ),
    "excerpt": (
        "excerpt: parts of the official text only. What is not found here "
        "may stand in the rest."
    ),
}
"""What each row says of a plan that is not held whole."""

_GOAL = re.compile(r"^(?!.*(?:思想|原则|任务)).*(?:目标|愿景)")


@dataclass(frozen=True)
class Graded:
    """A sentence with the acts by which it commits."""

    number: int
    start: int
    end: int
    acts: tuple[Act, ...]

    @property
    def strongest(self) -> Act | None:
        """The first of the strongest acts."""
        return max(self.acts, key=lambda act: act.rank, default=None)


def commitment(documents: Document | Iterable[Document]) -> pd.DataFrame:
    """Grade the force of each clause, one row per clause.

    Parameters
    ----------
    documents : Document or iterable of Document
        The plans to read.

    Returns
    -------
    pandas.DataFrame
        In the order of the plans, columns `COMMITMENT_SCHEMA`;
        ``table.attrs["signature"]`` names every choice.

        mode
            ``task``; ``review`` or ``goal`` where the headings above say
            that the clause looks back or describes what is wanted. Such
            clauses tell and do not commit: they have no force.
        sentences, acts
            How many sentences, and policy verbs that commit.
        force, mean
            The strongest grade, 1 (探索) to 6 (严格), and the mean of the
            sentences' grades; absent where nothing commits.
        grade_1 … grade_6
            How many acts of each grade: the profile.
        verbs
            The acts in order, parted by 、.
        actors, instruments, sides
            Ids of what the clause mentions, by the lexicons of actors and
            of instruments; sides are supply, environment and demand.

        note
            Absent for a full text.

        For a digest the columns of force are absent, and actors and
        instruments are those of our wording, as the note says: its words
        are not the plan's own.

    Warns
    -----
    PlandiffWarning
        If a plan is not in Chinese: its verbs are then not known.

    See Also
    --------
    commitment_sentences : The same, sentence by sentence.
    commitment_profile : Shares of the grades per plan or theme.
    plandiff.analysis.commitment.change.commitment_change : What became
        firmer between linked clauses.

    Examples
    --------
    >>> plan = Document.from_clauses("x", [("1", "鼓励创新。必须落实责任。")])
    >>> commitment(plan)[["force", "mean", "verbs"]]
       force  mean  verbs
    0      6   4.0  鼓励、必须
    """
    plans = each_document(documents)
    warn_unless_chinese(plans, "verbs that commit")
    rows = []
    for document, clause in _clauses(plans):
        mode = _mode(clause)
        graded = graded_sentences(document, clause)
        acts = [act for sentence in graded for act in sentence.acts]
        tops = [s.strongest.rank for s in graded if s.strongest]
        instruments = find_categories(clause.text, "instrument")
        known = load_categories("instrument")
        counts: list[int | None] = [
            sum(act.rank == rank for act in acts) for rank in GRADES
        ]
        rows.append(
            (
                document.id,
                clause.id,
                mode,
                len(cut_sentences(clause.text)),
                None if document.is_digest else len(acts),
                max(tops, default=None),
                sum(tops) / len(tops) if tops else None,
                *([None] * len(counts) if document.is_digest else counts),
                "、".join(act.verb for act in acts) or None,
                "、".join(find_categories(clause.text, "actor")) or None,
                "、".join(instruments) or None,
                "、".join(dict.fromkeys(known[i].side for i in instruments))
                or None,
                _NOTES.get(document.fidelity),
            )
        )
    table = frame(rows, COMMITMENT_SCHEMA)
    table.attrs["signature"] = signature(
        documents=",".join(
            f"{plan.id}@{plan.source.sha256[:12]}" for plan in plans
        ),
        tokens=tokenizer_name(),
        **{
            name: fingerprint(
                resource(f"lexicon/{name}.toml").read_text("utf-8")
            )
            for name in ("commitment", "actors", "instruments")
        },
    )
    return table


def commitment_sentences(
    documents: Document | Iterable[Document],
) -> pd.DataFrame:
    """Grade the force of each sentence, one row per sentence.

    Parameters
    ----------
    documents : Document or iterable of Document
        The plans to read.

    Returns
    -------
    pandas.DataFrame
        Columns `SENTENCE_SCHEMA`: number in the clause from 1, offsets in
        its text, force (absent where nothing commits), the verb that
        decides it and all verbs that commit. Digests, reviews and goals
        are graded as in `commitment`.

    Warns
    -----
    PlandiffWarning
        If a plan is not in Chinese: its verbs are then not known.

    Examples
    --------
    >>> plan = Document.from_clauses("x", [("1", "鼓励创新;加强监管。")])
    >>> commitment_sentences(plan)[["sentence", "force", "verb"]]
       sentence  force verb
    0         1      2   鼓励
    1         2      4   加强
    """
    plans = each_document(documents)
    warn_unless_chinese(plans, "verbs that commit")
    rows = []
    for document, clause in _clauses(plans):
        graded = {s.number: s for s in graded_sentences(document, clause)}
        for number, (start, end) in enumerate(cut_sentences(clause.text), 1):
            acts = graded[number].acts if number in graded else ()
            top = graded[number].strongest if number in graded else None
            rows.append(
                (
                    document.id,
                    clause.id,
                    number,
                    start,
                    end,
                    top.rank if top else None,
                    top.verb if top else None,
                    "、".join(act.verb for act in acts) or None,
                )
            )
    return frame(rows, SENTENCE_SCHEMA)


def commitment_profile(
    table: pd.DataFrame, *, coding: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Share out the acts by grade, one row per group and grade.

    Parameters
    ----------
    table : pandas.DataFrame
        From `commitment`.
    coding : pandas.DataFrame, optional
        Columns clause_id and theme, as from ``Codebook.code``. The groups
        are then plan and theme (``ec14 · rural``), else the plans. A
        clause counts in each of its themes.

    Returns
    -------
    pandas.DataFrame
        Columns `PROFILE_SCHEMA`: group, grade with its names, number of
        acts, share of the group's acts in [0, 1] (absent where it has
        none) and number of clauses that commit. Digests are left out:
        their words are not the plan's own.

    Examples
    --------
    >>> plan = Document.from_clauses("x", [("1", "鼓励创新。加强监管。")])
    >>> profile = commitment_profile(commitment(plan))
    >>> profile.loc[profile["acts"] > 0, ["en", "share"]].values.tolist()
    [['encourage', 0.5], ['strengthen', 0.5]]
    """
    known = table[table["acts"].notna()]
    groups = known["document"]
    if coding is not None:
        pairs = coding[["clause_id", "theme"]].drop_duplicates()
        known = known.merge(pairs, on="clause_id")
        groups = known["document"] + " · " + known["theme"]
    rows: list[tuple[Any, ...]] = []
    for group in dict.fromkeys(groups):
        part = known[groups == group]
        counts = [int(part[f"grade_{rank}"].sum()) for rank in GRADES]
        total = sum(counts)
        clauses = int((part["acts"] > 0).sum())
        rows.extend(
            (
                group,
                grade.rank,
                grade.zh,
                grade.en,
                count,
                count / total if total else None,
                clauses,
            )
            for grade, count in zip(
                load_force_lexicon().grades, counts, strict=True
            )
        )
    return frame(rows, PROFILE_SCHEMA)


def _clauses(
    documents: Document | Iterable[Document],
) -> Iterator[tuple[Document, Clause]]:
    """Give each clause with its document."""
    if isinstance(documents, Document):
        documents = [documents]
    for document in documents:
        for clause in document:
            yield document, clause


def _mode(clause: Clause) -> str:
    """Return whether a clause sets tasks, looks back or describes goals."""
    part = plan_part(fold(" ".join(clause.path)))
    if part == "situation":
        return "review"
    heading = fold(clause.path[-1]) if clause.path else ""
    return "goal" if part == "aims" and _GOAL.search(heading) else "task"


def graded_sentences(document: Document, clause: Clause) -> list[Graded]:
    """Grade the sentences of a clause that sets tasks."""
    if document.is_digest or _mode(clause) != "task":
        return []
    graded = []
    for number, (start, end) in enumerate(cut_sentences(clause.text), 1):
        acts = tuple(
            act
            for act in find_acts(clause.text[start:end])
            if not act.is_effect
        )
        graded.append(Graded(number, start, end, acts))
    return graded
