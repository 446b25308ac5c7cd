"""List what changed in substance along the links of two plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import pandas as pd

from plandiff.analysis.diff.diff import diff_of
from plandiff.analysis.indicators.table import indicator_rows
from plandiff.analysis.language import warn_unless_chinese
from plandiff.analysis.redlines.redline import redline_clauses
from plandiff.analysis.substance.duties import (
    compare_categories,
    compare_exceptions,
    compare_force,
)
from plandiff.analysis.substance.numbers import (
    Row,
    compare_deadlines,
    compare_quantities,
    compare_terms,
)
from plandiff.analysis.substance.sides import Change, Group, Place, Side
from plandiff.document import Clause, Document
from plandiff.errors import AlignmentError
from plandiff.frames import frame, records
from plandiff.matching.align import Alignment

__all__ = ["KINDS", "SUBSTANCE_SCHEMA", "SURE", "substance_table"]

KINDS = (
    "quantity",
    "deadline",
    "force",
    "exception",
    "scope",
    "actor",
    "instrument",
)
"""What can change in substance, in the order in which it is listed."""

SURE = ("quantity", "deadline", "force", "exception")
"""Kinds of which a reader found 109 rows of 111 right, see the benchmark."""

SUBSTANCE_SCHEMA = {
    "reference_id": "string",
    "target_id": "string",
    "kind": "string",
    "what": "string",
    "direction": "string",
    "reference_words": "string",
    "target_words": "string",
    "comparable": "boolean",
    "confidence": "Float64",
    "reference_start": "Int64",
    "reference_end": "Int64",
    "target_start": "Int64",
    "target_end": "Int64",
}
"""Columns of `substance_table`."""


def substance_table(
    alignment: Alignment, *, kinds: Sequence[str] = SURE
) -> pd.DataFrame:
    """List what changed in substance, one row per change.

    Clauses that were split or merged are compared as one text, so that a
    clause cut in two has lost nothing.

    Parameters
    ----------
    alignment : Alignment
        Two full texts.
    kinds : sequence of str, default `SURE`
        Which of `KINDS` to list. Scope, actors and instruments are found by
        words alone, and many of their rows are no change of substance: ask
        for them where each row is read.

    Returns
    -------
    pandas.DataFrame
        In the order of the later plan; columns `SUBSTANCE_SCHEMA`.

        reference_id, target_id
            The clauses; several are parted by ``"; "``.
        kind
            One of `KINDS`: a quantity; a deadline, as a year by which or a
            term within which; the force of a word of duty; an exception; a
            rule of scope; a kind of actor; a kind of instrument.
        what
            The subject of the quantity, or the id of the category.
        direction
            ``up``, ``down``; ``earlier``, ``later``; ``shorter``,
            ``longer``; ``firmer``, ``softer``; ``added``, ``gone``.
        reference_words, target_words
            What stands there; absent on the side where nothing does.
        comparable
            Whether two quantities measure the same; absent for the rest.
        confidence
            Probability in [0, 1] that the clauses are linked at all.
        reference_start … target_end
            Half-open offsets in the source texts.

    Warns
    -----
    PlandiffWarning
        If a text is not in Chinese: much of it is then not found.

    Raises
    ------
    AlignmentError
        If either side is a digest, whose words are ours.
    ValueError
        If `kinds` names one that is not there.

    Notes
    -----
    Everything listed was read by rule. Quantities are those of
    `plandiff.indicator_table`, force, actors and instruments those of
    `plandiff.commitment`. A category comes or goes where a term of its
    lexicon does, as who acts or what an act uses; like words of duty it is
    not looked for in clauses that `plandiff.diff_table` calls rewritten,
    where every word is new.
    ``tests/benchmarks/bench_substance.py`` says how often the rows were
    right when read by hand.

    Examples
    --------
    >>> from plandiff import align
    >>> old = Document.from_clauses("a", [("1", "应当在三十日内作出决定。")])
    >>> new = Document.from_clauses("b", [("1", "应当在十五日内作出决定。")])
    >>> table = substance_table(align(old, new))
    >>> table[["kind", "reference_words", "target_words", "direction"]]
           kind reference_words target_words direction
    0  deadline            三十日内         十五日内   shorter
    """
    if alignment.is_digest:
        raise AlignmentError(
            f"{alignment.reference.id}-{alignment.target.id}: expected two "
            "full texts but one is a digest, whose words are ours. Add the "
            "official text: plandiff add ID FILE."
        )
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise ValueError(
            f"kinds: expected some of {', '.join(KINDS)}, "
            f"found {unknown[0]!r}."
        )
    warn_unless_chinese(
        (alignment.reference, alignment.target),
        "figures, deadlines, duties and exceptions",
    )
    rows = [
        _rows_by_clause(document)
        for document in (alignment.reference, alignment.target)
    ]
    found: list[tuple[object, ...]] = []
    for group in diff_of(alignment).groups:
        if not group.references or not group.targets:
            continue
        # What was rewritten shows no redline, but its figures are compared.
        redline = group.redline or redline_clauses(
            group.references, group.targets
        )
        if redline.reference == redline.target:
            continue
        pair = Group(Side(group.references), Side(group.targets), redline)
        quantities = [
            [row for clause in side for row in known.get(clause.id, ())]
            for side, known in zip(
                (group.references, group.targets), rows, strict=True
            )
        ]
        changes = sorted(
            (c for c in _changes(pair, *quantities) if c.kind in kinds),
            key=lambda change: KINDS.index(change.kind),
        )
        ids = (_ids(group.references), _ids(group.targets))
        found += [_row(change, ids, group.confidence) for change in changes]
    table = frame(found, SUBSTANCE_SCHEMA)
    table.attrs["signature"] = alignment.signature
    return table


def _changes(
    group: Group, before: list[Row], after: list[Row]
) -> Iterator[Change]:
    """Yield all changes of one group."""
    yield from compare_quantities(group, before, after)
    yield from compare_deadlines(group)
    yield from compare_terms(group)
    yield from compare_exceptions(group)
    if not group.is_rewritten:
        yield from compare_force(group)
        for kind in ("actor", "instrument"):
            yield from compare_categories(group, kind)


def _rows_by_clause(document: Document) -> dict[str, list[Row]]:
    """Return the rows of `indicator_table` by clause."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in records(indicator_rows([document])):
        found[str(row["clause_id"])].append(row)
    return found


def _ids(clauses: Sequence[Clause]) -> str:
    return "; ".join(clause.id for clause in clauses)


def _row(
    change: Change, ids: tuple[str, str], confidence: float | None
) -> tuple[object, ...]:
    return (
        *ids,
        change.kind,
        change.what,
        change.direction,
        change.before.text if change.before else None,
        change.after.text if change.after else None,
        change.comparable,
        confidence,
        *_offsets(change.before),
        *_offsets(change.after),
    )


def _offsets(place: Place | None) -> tuple[int | None, int | None]:
    return (place.start, place.end) if place else (None, None)
