"""Link the clauses of two documents.

`align` scores candidate pairs, decides which of them are links, and returns
an `Alignment`: links, all scored pairs, the two documents and a signature.
"""

from __future__ import annotations

import os
import warnings
from dataclasses import replace

import numpy as np
import pandas as pd

from plandiff.document import Document
from plandiff.errors import AlignmentError, PlandiffWarning
from plandiff.frames import records
from plandiff.matching.alignment import LINK_SCHEMA, Alignment
from plandiff.matching.corrections import (
    check_corrections,
    read_corrections,
)
from plandiff.matching.knowledge.background import load_background
from plandiff.matching.knowledge.concepts import concepts_name
from plandiff.matching.knowledge.encoder import encoder_name
from plandiff.matching.options import AlignOptions
from plandiff.matching.order import MOST_CELLS, order_name
from plandiff.matching.scoring import (
    Scored,
    both_chinese,
    model_for,
    score,
    shared_terms,
)
from plandiff.matching.sides import Side
from plandiff.signature import fingerprint, signature
from plandiff.text.tokens import tokenizer_name

__all__ = ["LINK_SCHEMA", "AlignOptions", "Alignment", "align"]

_EXPLAINED = 0.05
_KEPT = 0.5
_LISTED = 5
_MANY = 10
"""So many links without any order are worth a notice; fewer show none."""


def align(
    reference: Document,
    target: Document,
    *,
    corrections: str | os.PathLike[str] | pd.DataFrame | None = None,
    options: AlignOptions | None = None,
    semantic: bool | None = None,
) -> Alignment:
    """Link the clauses of an earlier plan with those of a later one.

    Parameters
    ----------
    reference, target : Document
        The earlier and the later plan.
    corrections : str, path-like or pandas.DataFrame, optional
        A scholar's own decisions, ``link`` or ``no link``, as a CSV file
        or a table; see `plandiff.matching.corrections`. They override the
        machine and are marked in `origin`.
    options : AlignOptions, optional
        The defaults serve plans, statutes, reports and digests alike.
    semantic : bool, optional
        The option of that name, which is asked for most often.

    Returns
    -------
    Alignment
        Links in the order of the target plan.

    Raises
    ------
    AlignmentError
        If either document has no clauses, or a correction does not fit the
        text of the clauses it names.

    Warns
    -----
    PlandiffWarning
        If clauses have nothing to compare, or normalizing and cutting into
        words left less than half of one; the notices say which. If the
        first plan is the later one, where both say their period.

    Notes
    -----
    Every pair of clauses is described by measures of likeness, set against
    its rivals and surroundings (`plandiff.matching.features`); a logistic
    regression trained on hand-made links turns these into the probability
    of a link (`plandiff.matching.model`), and likely pairs are looked at
    again among all others (`plandiff.matching.secondlook`). Documents that
    have nothing to do with each other have no links, whatever formulas
    both use (`plandiff.matching.relation`). Links are the pairs above the
    cut with the highest expected F1 (`plandiff.matching.cut`). Order is
    evidence, not law: clauses may cross, split and merge. In languages
    other than Chinese, two texts that run in one order are read side by
    side too (`plandiff.matching.order`).

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
        if not isinstance(document, Document):
            raise TypeError(
                f"expected two documents but found {document!r}. Read a file "
                "first: plandiff.read_document('a.pdf'); or look an id up: "
                "plandiff.load_corpus()['ec14']."
            )
        if not len(document):
            raise AlignmentError(
                f"{document.id}: expected at least one clause but found "
                "none. Check how the document was read: document.account()."
            )
    options = options or AlignOptions()
    if semantic is not None:
        options = replace(options, semantic=semantic)
    decisions = None
    if corrections is not None:
        decisions = read_corrections(corrections)
        check_corrections(decisions, reference, target)
    model = model_for(reference, target, options)
    scored = score(reference, target, model, options)
    compared = scored.pairs
    notices = [
        *_suspicions(reference, compared.reference),
        *_suspicions(target, compared.target),
    ]
    notices += _backwards(reference, target)
    notices += _unordered(reference, target, scored)
    for notice in notices:
        warnings.warn(notice, PlandiffWarning, stacklevel=2)
    pairs = _table((reference, target), scored, options.terms)
    links = pairs[pairs["confidence"] >= scored.cut]
    if decisions is not None:
        pairs, links, notice = _corrected(
            pairs, links, decisions, (reference, target)
        )
        notices.append(notice)
    every = len(compared.rows) == len(reference) * len(target)
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
            background=load_background().signature,
            concepts=concepts_name(),
            meaning=encoder_name() if options.semantic else "vectors",
            pairs="all" if every else f"nearest{options.nearest}",
            model=model.name,
            **_order(scored),
            cut=round(scored.cut, 6),
            corrections=_name(decisions),
        ),
        tuple(notices),
        options,
        scored.remembered(),
        decisions,
    )


def _name(decisions: pd.DataFrame | None) -> str | None:
    """Name corrections in a signature, by their number and content."""
    if decisions is None:
        return None
    content = decisions.to_csv(index=False, lineterminator="\n")
    return f"{len(decisions)}@{fingerprint(content)}"


def _order(scored: Scored) -> dict[str, str]:
    """Name in a signature what the order said, where it was asked."""
    if scored.order_say is None:
        return {}
    return {"order": f"{order_name()}@{scored.order_say:.3f}"}


def _unordered(
    reference: Document, target: Document, scored: Scored
) -> list[str]:
    """Say where texts that are not in Chinese show no order to go by."""
    pair = f"{reference.id} → {target.id}"
    if scored.order_say is None:
        if both_chinese(reference, target):
            return []
        return [
            f"{pair}: the order of the texts is not taken as evidence, since "
            f"{len(reference)} × {len(target)} pairs are more than "
            f"{MOST_CELLS}. Align parts of the texts if they run in one order."
        ]
    links = int((scored.confidence >= scored.cut).sum())
    if scored.order_say > 0 or links < _MANY:
        return []
    return [
        f"{pair}: expected the likeliest pairs in one order, more or less, "
        f"but found none. So it is between texts that have nothing to do "
        f"with each other, and some of the {links} links may be chance: in "
        "languages other than Chinese such texts get links, too. Read the "
        "links, and compare by meaning: AlignOptions(semantic=True)."
    ]


def _backwards(reference: Document, target: Document) -> list[str]:
    """Say that the later plan was given first, where that is known."""
    first, second = reference.metadata.period, target.metadata.period
    if first is None or second is None or first <= second:
        return []
    return [
        f"{reference.id} ({first[0]}–{first[1]}) → {target.id} "
        f"({second[0]}–{second[1]}): expected the earlier plan first but "
        "found the later one, so that added means dropped. Call "
        f"align({target.id}, {reference.id})."
    ]


def _suspicions(document: Document, side: Side) -> list[str]:
    """Say what of a document cannot be compared."""
    clauses = list(zip(document, side.keys, side.kept, strict=True))
    empty = [clause.id for clause, key, _ in clauses if not key]
    lost = [clause.id for clause, key, kept in clauses if key and kept < _KEPT]
    found = []
    for ids, what in (
        (
            empty,
            "have no letter or digit and are linked to the same marks alone",
        ),
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
    documents: tuple[Document, Document], scored: Scored, terms: int
) -> pd.DataFrame:
    """Build the table of scored pairs, in the order of the target plan."""
    compared, features = scored.pairs, scored.features
    order = np.lexsort((compared.rows, compared.columns))
    rows, columns = compared.rows[order], compared.columns[order]
    values = {
        "similarity": features["blend"],
        "confidence": scored.confidence,
        "tfidf": (features["word_tfidf"] + features["character_tfidf"]) / 2,
        "fuzzy": features["fuzzy"],
        "semantic": features["encoder" if compared.semantic else "semantic"],
        "containment_reference": features["word_containment_reference"],
        "containment_target": features["word_containment_target"],
    }
    evidence = [
        "、".join(shared_terms(compared, row, column)[:terms])
        if probability >= _EXPLAINED
        else ""
        for row, column, probability in zip(
            rows, columns, scored.confidence[order], strict=True
        )
    ]
    left, right = (
        np.array([clause.id for clause in document], dtype=object)
        for document in documents
    )
    table: dict[str, object] = {
        "reference_id": left[rows],
        "target_id": right[columns],
        **{name: value[order] for name, value in values.items()},
        "evidence": evidence,
        "origin": ["model"] * len(rows),
    }
    return pd.DataFrame(table).astype(LINK_SCHEMA)


def _corrected(
    pairs: pd.DataFrame,
    links: pd.DataFrame,
    decisions: pd.DataFrame,
    documents: tuple[Document, Document],
) -> tuple[pd.DataFrame, pd.DataFrame, str]:
    """Let a scholar's decisions override the machine's; count how often."""
    earlier, later = documents
    verdict: dict[tuple[str, str], bool] = {
        (
            earlier[str(row["reference_id"])].id,
            later[str(row["target_id"])].id,
        ): row["decision"] == "link"
        for row in records(decisions)
    }
    linked = set(zip(links["reference_id"], links["target_id"], strict=True))
    overridden = sum(
        wanted != (pair in linked) for pair, wanted in verdict.items()
    )
    known = list(zip(pairs["reference_id"], pairs["target_id"], strict=True))
    unscored = [pair for pair in verdict if pair not in set(known)]
    if unscored:
        added = pd.DataFrame(
            unscored, columns=["reference_id", "target_id"]
        ).reindex(columns=list(LINK_SCHEMA))
        added = added.assign(evidence="").astype(LINK_SCHEMA)
        pairs = pd.concat([pairs, added], ignore_index=True)
        known += unscored
    decided = np.array([pair in verdict for pair in known])
    accepted = np.array(
        [verdict.get(pair, pair in linked) for pair in known], dtype=bool
    )
    pairs = pairs.assign(
        origin=pd.array(
            np.where(decided, "correction", "model"), dtype="string"
        )
    )
    place = [
        {clause.id: number for number, clause in enumerate(document)}
        for document in documents
    ]
    order = sorted(
        range(len(known)),
        key=lambda k: (place[1][known[k][1]], place[0][known[k][0]]),
    )
    pairs = pairs.iloc[order].reset_index(drop=True)
    rate = overridden / len(verdict) if verdict else 0.0
    notice = (
        f"corrections: {len(verdict)} decisions applied, of which "
        f"{overridden} ({rate:.0%}) override the machine."
    )
    return pairs, pairs[accepted[order]], notice
