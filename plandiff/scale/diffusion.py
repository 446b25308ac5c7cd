"""Who wrote first and who took over: near copies set against dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd

from plandiff.document import Document
from plandiff.frames import frame
from plandiff.scale.texts import given
from plandiff.text.letters import letters

__all__ = [
    "DIFFUSION_SCHEMA",
    "NETWORK_SCHEMA",
    "RESONANCE_SCHEMA",
    "diffusion",
    "network",
    "resonance",
]

DIFFUSION_SCHEMA = {
    "source_id": "string",
    "taker_id": "string",
    "similarity": "Float64",
    "order": "string",
    "lag_least": "Int64",
    "lag_most": "Int64",
    "source_document": "string",
    "taker_document": "string",
    "source_date": "string",
    "taker_date": "string",
    "first_id": "string",
    "sources": "Int64",
    "reason": "string",
}
"""Columns of `diffusion`."""

NETWORK_SCHEMA = {
    "source": "string",
    "taker": "string",
    "clauses": "Int64",
    "similarity": "Float64",
    "lag_median": "Float64",
}
"""Columns of `network`."""

RESONANCE_SCHEMA = {
    "document": "string",
    "date": "string",
    "clauses": "Int64",
    "earlier": "Int64",
    "later": "Int64",
    "novelty": "Float64",
    "transience": "Float64",
    "resonance": "Float64",
}
"""Columns of `resonance`."""

Dates = Mapping[str, str | None] | Iterable[Document]

_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_SHARED = 12
_LISTED = 5
_CLOSE = 0.02
"""Sources that are so nearly as like as the best are as likely."""


class _Span(NamedTuple):
    """The first and the last day that a date can mean."""

    first: date
    last: date


def diffusion(
    reuse: pd.DataFrame,
    dates: Dates,
    *,
    levels: Mapping[str, str | None] | None = None,
    shared: int = _SHARED,
) -> pd.DataFrame:
    """Say where clauses were taken from, one row per clause taken over.

    Parameters
    ----------
    reuse : pandas.DataFrame
        As from `plandiff.reuse`.
    dates : mapping of str to str, or iterable of Document
        The date of each document, as exact as known: ``2021``, ``2021-10``
        or ``2021-10-12``; of documents, the date of publication or else of
        writing. Missing dates stay missing.
    levels : mapping of str to str, optional
        The level of each document; taken from documents where they are
        given as `dates`.
    shared : int, default 12
        Near copies of fewer shared characters are passed over: headings
        and set phrases have no source.

    Returns
    -------
    pandas.DataFrame
        Columns `DIFFUSION_SCHEMA`. `source_id` is the likeliest source of
        the clause `taker_id` among its near copies of an earlier date: the
        most alike; of those within 0.02 of it one of a national document,
        since a common model from above explains copies in many places, and
        then the earliest; `reason` says which of these decided.
        `first_id` is the earliest near copy at all; `sources` counts the
        earlier near copies. `lag_least` and `lag_most` are the days
        between both dates, as narrow as they are known. Where the order of
        two clauses cannot be told, since a date is missing (`order` is
        ``undated``) or both have the same (``same date``), the pair stands
        in the order of the table, only where the later of them has no
        known source; other rows are ``dated``. ``attrs["notices"]`` says
        what is not known: documents without a date, near copies whose
        order cannot be told, sources that nobody knows from above.

    Raises
    ------
    ValueError
        If a date is none.

    Notes
    -----
    A near copy shows that two texts belong together, not that one body
    read the other: both may follow a third that is not among the
    documents.

    Examples
    --------
    >>> from plandiff.scale.reuse import reuse
    >>> plans = [
    ...     Document.from_clauses("a", [("1", "大力发展农村电子商务。")]),
    ...     Document.from_clauses("b", [("1", "发展农村电子商务")]),
    ... ]
    >>> dates = {"a": "2022-01", "b": "2021-12-30"}
    >>> found = diffusion(reuse(plans), dates, shared=8)
    >>> found[["source_id", "taker_id", "lag_least", "lag_most"]]
      source_id taker_id  lag_least  lag_most
    0       b:1      a:1          2        32
    """
    known, ranks = _known(dates, levels)
    spans = {name: _span(name, text) for name, text in known.items() if text}
    taken: dict[str, list[tuple[str, float, str, str]]] = {}
    open_pairs = []
    for row in _rows(reuse, shared):
        left, right = row.reference_document, row.target_document
        first, second = spans.get(left), spans.get(right)
        if first and second and first.last < second.first:
            sides = (row.reference_id, left), (row.target_id, right)
        elif first and second and second.last < first.first:
            sides = (row.target_id, right), (row.reference_id, left)
        else:
            open_pairs.append(
                (row, "same date" if first and second else "undated")
            )
            continue
        (source, source_name), (taker, taker_name) = sides
        taken.setdefault(taker, []).append(
            (source, row.similarity, source_name, taker_name)
        )
    rows: list[tuple[object, ...]] = []
    for taker, sources in taken.items():
        best = max(similarity for _, similarity, _, _ in sources)
        near = [s for s in sources if s[1] >= best - _CLOSE]
        national = [s for s in near if ranks.get(s[2]) == "national"]
        chosen = min(
            national or near, key=lambda s: (spans[s[2]].first, -s[1], s[0])
        )
        reason = "most alike"
        if len(near) > 1:
            reason = "national" if national else "earliest"
        first_id = min(sources, key=lambda s: (spans[s[2]].first, s[0]))[0]
        source, similarity, left, right = chosen
        before, after = spans[left], spans[right]
        rows.append(
            (
                *(source, taker, similarity, "dated"),
                (after.first - before.last).days,
                (after.last - before.first).days,
                *(left, right, known[left], known[right]),
                *(first_id, len(sources), reason),
            )
        )
    for row, order in open_pairs:
        if row.target_id in taken:
            continue
        left, right = row.reference_document, row.target_document
        rows.append(
            (
                *(row.reference_id, row.target_id, row.similarity, order),
                *(None, None, left, right),
                *(known.get(left), known.get(right), None, None, None),
            )
        )
    table = frame(rows, DIFFUSION_SCHEMA)
    table.attrs["signature"] = reuse.attrs.get("signature", "")
    table.attrs["notices"] = _unknown(reuse, known, ranks, open_pairs)
    return table


def _unknown(
    reuse: pd.DataFrame,
    dates: Mapping[str, str | None],
    levels: Mapping[str, str | None],
    open_pairs: Sequence[tuple[_Row, str]],
) -> list[str]:
    """Say what the dates and levels do not tell."""
    names = dict.fromkeys(
        [*reuse["reference_document"], *reuse["target_document"]]
    )
    undated = [str(name) for name in names if not dates.get(name)]
    found = []
    if undated:
        more = " …" if len(undated) > _LISTED else ""
        found.append(
            f"{len(undated)} of {len(names)} documents have no date, so "
            "that nobody can say whether they wrote first: "
            f"{', '.join(undated[:_LISTED])}{more}."
        )
    if open_pairs:
        same = sum(order == "same date" for _, order in open_pairs)
        found.append(
            f"{len(open_pairs)} near copies have no known order: {same} of "
            f"the same date, {len(open_pairs) - same} without one."
        )
    if names and not any(
        levels.get(name) == "national" and dates.get(name) for name in names
    ):
        found.append(
            "No dated national document is among them: a common model from "
            "above cannot be told from taking over."
        )
    return found


def network(
    diffusion: pd.DataFrame,
    groups: Mapping[str, str | None] | None = None,
) -> pd.DataFrame:
    """Sum up who took over from whom, one row per pair.

    Parameters
    ----------
    diffusion : pandas.DataFrame
        As from `diffusion`; rows without a known order are left out.
    groups : mapping of str to str, optional
        What documents are put together by, such as their province or
        level; without it, each stands for itself.

    Returns
    -------
    pandas.DataFrame
        Columns `NETWORK_SCHEMA`, most clauses first: how many clauses the
        taker has from the source, their mean similarity, and the median of
        the days between (the middle of each lag).
    """
    dated = diffusion[diffusion["order"] == "dated"]
    sides = [
        dated[f"{side}_document"].map(
            lambda name: (groups or {}).get(name) or name
        )
        for side in ("source", "taker")
    ]
    middle = (dated["lag_least"] + dated["lag_most"]) / 2
    summed = (
        pd.DataFrame(
            {
                "source": sides[0].to_numpy(object),
                "taker": sides[1].to_numpy(object),
                "similarity": dated["similarity"].to_numpy(float),
                "lag": middle.to_numpy(float),
            }
        )
        .groupby(["source", "taker"], sort=True)
        .agg(
            clauses=("similarity", "size"),
            similarity=("similarity", "mean"),
            lag_median=("lag", "median"),
        )
        .reset_index()
        .sort_values("clauses", ascending=False, kind="stable")
    )
    return summed.reset_index(drop=True).astype(NETWORK_SCHEMA)


def resonance(
    reuse: pd.DataFrame,
    documents: Iterable[Document],
    dates: Mapping[str, str | None] | None = None,
    *,
    window: int | None = None,
    shared: int = _SHARED,
) -> pd.DataFrame:
    """Measure what is new in each document, and what of it is taken up.

    Parameters
    ----------
    reuse : pandas.DataFrame
        As from `plandiff.reuse` over the same documents. With `nearest` at
        least the number of documents no near copy is out of sight.
    documents : iterable of Document
        All of them.
    dates : mapping of str to str, optional
        See `diffusion`; without it, the documents' own.
    window : int, optional
        How many documents before and after are looked at, the nearest by
        date; all without it, and then late documents have more before
        them, in which their wording may stand.
    shared : int, default 12
        See `diffusion`; clauses of fewer letters count for nothing.

    Returns
    -------
    pandas.DataFrame
        Columns `RESONANCE_SCHEMA`, one row per document, in the order given.
        `novelty` is the mean, over the letters of its clauses, of 1 less
        the similarity of each clause's nearest copy of an earlier date;
        `transience` the same for later dates; `resonance` is novelty less
        transience: high where what is new is taken up, low where what is
        old goes out of use. Absent where no document is earlier, or later,
        or the date is missing.

    Raises
    ------
    ValueError
        If a date is none, or `window` is below 1.

    See Also
    --------
    plandiff.novelty : the same of each clause, by links between plans.

    Notes
    -----
    After Barron et al. [1]_, who measure surprise by topics against each of
    a window of speeches; here it is wording, against the nearest copy.

    References
    ----------
    .. [1] Barron, Huang, Spang and DeDeo (2018), Individuals, institutions,
           and innovation in the debates of the French Revolution, PNAS 115.
    """
    plans = [plan for plan in given(documents) if not plan.is_digest]
    known, _ = _known(plans if dates is None else dates, None)
    spans = {
        plan.id: _span(plan.id, text)
        for plan in plans
        if (text := known.get(plan.id))
    }
    if window is not None and window < 1:
        raise ValueError(f"window: expected at least 1, found {window}.")
    by_date = sorted(spans, key=lambda name: (spans[name], name))
    most = window or len(by_date)
    before = {
        own: frozenset(
            [n for n in by_date if spans[n].last < spans[own].first][-most:]
        )
        for own in spans
    }
    after = {
        own: frozenset(
            [n for n in by_date if spans[n].first > spans[own].last][:most]
        )
        for own in spans
    }
    best: dict[tuple[str, bool], float] = {}
    for row in _rows(reuse, shared):
        for own, id, other in (
            (row.reference_document, row.reference_id, row.target_document),
            (row.target_document, row.target_id, row.reference_document),
        ):
            for later, near in ((False, before), (True, after)):
                if other in near.get(own, ()):
                    known_best = best.get((id, later), 0.0)
                    best[id, later] = max(known_best, row.similarity)
    rows = []
    for plan in plans:
        sizes = np.diff(letters([clause.text for clause in plan]).bounds)
        sizes[sizes < shared] = 0
        count = {
            False: len(before.get(plan.id, ())),
            True: len(after.get(plan.id, ())),
        }
        surprise: dict[bool, float | None] = {False: None, True: None}
        for later in (False, True):
            if count[later] and sizes.sum():
                apart = [1 - best.get((c.id, later), 0.0) for c in plan]
                surprise[later] = float(np.average(apart, weights=sizes))
        new, gone = surprise[False], surprise[True]
        rows.append(
            (
                *(plan.id, known.get(plan.id), len(plan)),
                *(count[False], count[True], new, gone),
                None if new is None or gone is None else new - gone,
            )
        )
    return frame(rows, RESONANCE_SCHEMA)


class _Row(NamedTuple):
    """What is needed of a row of `reuse`."""

    reference_id: str
    target_id: str
    similarity: float
    reference_document: str
    target_document: str


def _rows(reuse: pd.DataFrame, shared: int) -> Iterable[_Row]:
    """Go through the rows of `reuse` that share enough."""
    reuse = reuse[reuse["shared_characters"] >= shared]
    columns = (reuse[name].tolist() for name in _Row._fields)
    return map(_Row._make, zip(*columns, strict=True))


def _known(
    dates: Dates, levels: Mapping[str, str | None] | None
) -> tuple[dict[str, str | None], dict[str, str | None]]:
    """Return the date and the level of each document, where known."""
    if isinstance(dates, Mapping):
        return dict(dates), dict(levels or {})
    plans = given(dates)
    return (
        {p.id: p.metadata.published or p.metadata.written for p in plans},
        {p.id: p.metadata.level for p in plans} | dict(levels or {}),
    )


def _span(name: str, text: str) -> _Span:
    """Return the days that a date can mean."""
    found = _DATE.match(str(text))
    try:
        if not found:
            raise ValueError("no date")
        year, month, day = (part and int(part) for part in found.groups())
        if day:
            exact = date(int(year or 0), int(month or 0), day)
            return _Span(exact, exact)
        if month:
            first = date(int(year or 0), month, 1)
            following = (first + timedelta(days=31)).replace(day=1)
            return _Span(first, following - timedelta(days=1))
        return _Span(date(int(year or 0), 1, 1), date(int(year or 0), 12, 31))
    except ValueError as error:
        raise ValueError(
            f"{name}: expected a date such as 2021, 2021-10 or 2021-10-12 "
            f"but found {text!r}."
        ) from error
