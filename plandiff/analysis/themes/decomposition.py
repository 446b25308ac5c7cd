"""Where the shift of a theme comes from: what the clauses of each kind add."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import pandas as pd
import scipy

from plandiff.analysis.themes.codebook import Codebook
from plandiff.analysis.themes.coded import CodedPlan
from plandiff.analysis.themes.loading import as_codebook
from plandiff.analysis.themes.sampling import mid_p
from plandiff.errors import AlignmentError
from plandiff.frames import frame
from plandiff.matching.absence import draw_links
from plandiff.matching.align import Alignment
from plandiff.text.normalize import comparable

__all__ = [
    "DECOMPOSITION_SCHEMA",
    "linked_p",
    "new_p",
    "parts_of_shift",
    "theme_decomposition",
]

DECOMPOSITION_SCHEMA = {
    "reference": "string",
    "target": "string",
    "theme": "string",
    "level": "Int64",
    "name_zh": "string",
    "name_en": "string",
    "part": "string",
    "value": "Float64",
    "low": "Float64",
    "high": "Float64",
}
"""Columns of `theme_decomposition`."""

PARTS = ("kept", "changed", "added", "dropped")
_ENTERING = ("added", "open")
_LEAVING = ("dropped", "open")
Fates = Mapping[str, str]
Sums = dict[str, tuple[float, float]]


def theme_decomposition(
    alignment: Alignment,
    codebook: Codebook | str,
    *,
    draws: int = 200,
    confidence: float = 0.95,
    seed: int = 20211026,
) -> pd.DataFrame:
    """Share the shift of each theme out, with bands for uncertain links.

    Parameters
    ----------
    alignment : Alignment
        Two full texts.
    codebook : Codebook or str
        The themes, or the name of a bundled codebook.
    draws : int, default 200
        How many sets of links are drawn from their confidences.
    confidence : float, default 0.95
        Share of the draws between the bounds.
    seed : int, default 20211026
        Of the draws.

    Returns
    -------
    pandas.DataFrame
        One row per theme and part; columns `DECOMPOSITION_SCHEMA`. `part`
        is ``kept`` (which adds nothing), ``changed`` (linked clauses that
        are not the same), ``added`` or ``dropped`` (clauses without a
        link); `value` is what it adds to the shift, the four summing to it.
        `low` and `high` hold the middle of the draws: how far the part
        hangs on links that are not certain. Where `value` is outside them
        the cut between links and others favours it.

    Raises
    ------
    AlignmentError
        If either side is a digest.

    See Also
    --------
    plandiff.theme_shift : the shifts, with their parts by status.

    Notes
    -----
    Entry and exit after Melitz and Polanec [1]_: added clauses count by how
    far their share of sentences with the theme is from that of the linked
    clauses of their plan, dropped ones likewise; the rest is what changed
    inside linked clauses.

    References
    ----------
    .. [1] Melitz, Polanec (2015), Dynamic Olley-Pakes productivity
           decomposition with entry and exit, RAND Journal of Economics
           46(2).
    """
    if alignment.is_digest:
        raise AlignmentError(
            f"{alignment.reference.id}-{alignment.target.id}: expected two "
            "full texts but one is a digest, whose items are no sample of "
            "its plan. Look at the column presence of theme_shift."
        )
    codebook = as_codebook(codebook)
    earlier = CodedPlan.of(alignment.reference, codebook)
    later = CodedPlan.of(alignment.target, codebook)
    pairs = alignment.pairs
    ids = list(zip(pairs["reference_id"], pairs["target_id"], strict=True))
    texts = {
        clause.id: comparable(clause.text).text
        for document in (alignment.reference, alignment.target)
        for clause in document
    }
    same = np.array([texts[a] == texts[b] for a, b in ids], dtype=bool)
    linked = set(
        zip(
            alignment.links["reference_id"],
            alignment.links["target_id"],
            strict=True,
        )
    )
    given = np.array([pair in linked for pair in ids], dtype=bool)
    found = [
        _parts(earlier, later, ids, same, chosen)
        for chosen in (
            given,
            *draw_links(pairs, alignment.links, draws=draws, seed=seed),
        )
    ]
    values = np.array(found)
    tail = (1 - confidence) / 2
    low, high = np.quantile(values[1:], [tail, 1 - tail], axis=0)
    return frame(
        (
            (
                alignment.reference.id,
                alignment.target.id,
                theme.id,
                theme.level,
                theme.name_zh,
                theme.name_en,
                part,
                values[0, k, n],
                low[k, n],
                high[k, n],
            )
            for k, theme in enumerate(codebook)
            for n, part in enumerate(PARTS)
        ),
        DECOMPOSITION_SCHEMA,
    )


def _parts(
    earlier: CodedPlan,
    later: CodedPlan,
    ids: list[tuple[str, str]],
    same: np.ndarray,
    chosen: np.ndarray,
) -> list[list[float]]:
    """Compute the parts of each theme for one set of links."""
    fates: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for place in np.flatnonzero(chosen):
        status = "kept" if same[place] else "changed"
        for side, clause_id in zip(fates, ids[place], strict=True):
            if side.get(clause_id) != "kept":
                side[clause_id] = status
    for side, coded, alone in (
        (fates[0], earlier, "dropped"),
        (fates[1], later, "added"),
    ):
        for clause in coded.document:
            side.setdefault(clause.id, alone)
    themes = range(later.mentions.shape[1])
    found = [parts_of_shift(earlier, later, k, fates) for k in themes]
    return [[part.get(name, 0.0) for name in PARTS] for part in found]


def parts_of_shift(
    earlier: CodedPlan,
    later: CodedPlan,
    theme: int,
    fates: tuple[Fates, Fates],
) -> dict[str, float]:
    """Share a theme's shift out among what became of the clauses.

    Parameters
    ----------
    earlier, later : CodedPlan
        The two plans.
    theme : int
        Place of the theme in the codebook.
    fates : (mapping, mapping)
        Clause id to what became of it, for both plans.

    Returns
    -------
    dict of str to float
        What each status adds; the sum is the shift. Clauses that were kept
        add nothing.
    """
    before = _sums(earlier, theme, fates[0])
    after = _sums(later, theme, fates[1])
    totals = [_total(before), _total(after)]
    linked = [
        _total({s: v for s, v in before.items() if s not in _LEAVING}),
        _total({s: v for s, v in after.items() if s not in _ENTERING}),
    ]
    parts: dict[str, float] = dict.fromkeys([*before, *after], 0.0)
    if not linked[0][1] or not linked[1][1]:
        for sums, (_, size), sign in (
            (before, totals[0], -1),
            (after, totals[1], 1),
        ):
            for status, (count, _) in sums.items():
                parts[status] += sign * count / size
        return parts
    share = [count / size for count, size in linked]
    for sums, (_, size), base, sign, leaving in (
        (before, totals[0], share[0], -1, _LEAVING),
        (after, totals[1], share[1], 1, _ENTERING),
    ):
        for status in leaving:
            count, length = sums.get(status, (0.0, 0.0))
            if length:
                parts[status] += sign * (count - base * length) / size
    middle = (share[0] + share[1]) / 2
    weight = (linked[0][1] + linked[1][1]) / 2
    for sums, sign, leaving in ((before, -1, _LEAVING), (after, 1, _ENTERING)):
        for status, (count, length) in sums.items():
            if status not in leaving:
                parts[status] += sign * (count - middle * length) / weight
    return parts


def _sums(coded: CodedPlan, theme: int, fates: Fates) -> Sums:
    """Count sentences with the theme, and sentences, by status."""
    found: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    clauses = list(coded.document)
    counts = np.bincount(
        coded.clauses, coded.mentions[:, theme], minlength=len(clauses)
    )
    sizes = np.bincount(coded.clauses, minlength=len(clauses))
    for clause, count, size in zip(clauses, counts, sizes, strict=True):
        part = found[fates[clause.id]]
        part[0] += float(count)
        part[1] += float(size)
    return {status: (part[0], part[1]) for status, part in found.items()}


def _total(sums: Sums) -> tuple[float, float]:
    return (
        sum(count for count, _ in sums.values()),
        sum(size for _, size in sums.values()),
    )


def new_p(
    earlier: CodedPlan, later: CodedPlan, theme: int, alignment: Alignment
) -> float:
    """Test the theme among clauses without a link: added against dropped."""
    found = []
    for coded, side in ((earlier, "reference"), (later, "target")):
        linked = set(alignment.links[f"{side}_id"])
        alone = [
            bool(mention)
            for clause, mention in zip(
                coded.document, _mentioning(coded, theme), strict=True
            )
            if clause.id not in linked
        ]
        found += [sum(alone), len(alone)]
    return mid_p(*found)


def linked_p(
    earlier: CodedPlan, later: CodedPlan, theme: int, alignment: Alignment
) -> float:
    """Test whether linked clauses gain the theme as often as they lose it.

    McNemar's test, exact and mid-p, over the links: a clause that was split
    counts once for each part.
    """
    before, after = (
        dict(
            zip(
                [clause.id for clause in coded.document],
                _mentioning(coded, theme),
                strict=True,
            )
        )
        for coded in (earlier, later)
    )
    gained = lost = 0
    for left, right in zip(
        alignment.links["reference_id"],
        alignment.links["target_id"],
        strict=True,
    ):
        gained += int(after[right] and not before[left])
        lost += int(before[left] and not after[right])
    trials, least = gained + lost, min(gained, lost)
    if not trials or gained == lost:
        return 1.0
    tail = (
        scipy.stats.binom.cdf(least, trials, 0.5)
        - scipy.stats.binom.pmf(least, trials, 0.5) / 2
    )
    return float(min(2 * tail, 1.0))


def _mentioning(coded: CodedPlan, theme: int) -> np.ndarray:
    """Say of each clause whether a sentence of it mentions the theme."""
    return np.asarray(
        np.bincount(
            coded.clauses,
            coded.mentions[:, theme],
            minlength=len(coded.document),
        )
        > 0
    )
