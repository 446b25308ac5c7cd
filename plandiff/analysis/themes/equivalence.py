"""Which themes did not change, as far as can be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from plandiff.analysis.themes.codebook import Codebook
from plandiff.analysis.themes.sampling import Uncertainty
from plandiff.analysis.themes.shares import theme_shift
from plandiff.document import Document
from plandiff.frames import frame
from plandiff.matching.alignment import Alignment
from plandiff.signature import signature

__all__ = ["EQUIVALENCE_SCHEMA", "theme_equivalence"]

EQUIVALENCE_SCHEMA = {
    "reference": "string",
    "target": "string",
    "theme": "string",
    "level": "Int64",
    "name_zh": "string",
    "name_en": "string",
    "shift": "Float64",
    "low": "Float64",
    "high": "Float64",
    "within": "Float64",
    "verdict": "string",
}
"""Columns of `theme_equivalence`."""


def theme_equivalence(
    plans: Alignment | Sequence[Alignment] | Sequence[Document],
    codebook: Codebook | str,
    *,
    within: float = 0.05,
    uncertainty: Uncertainty | None = None,
) -> pd.DataFrame:
    """Say which themes changed by no more than a bound, a row per theme.

    Parameters
    ----------
    plans : Alignment, or sequence of Alignment or of Document
        As for `plandiff.theme_shift`.
    codebook : Codebook or str
        The themes, or the name of a bundled codebook.
    within : float, default 0.05
        Largest shift, up or down, that is as good as none, in (0, 1): what
        it is, is for you to say.
    uncertainty : Uncertainty, optional
        Its confidence is that of the verdicts, 0.95 by default.

    Returns
    -------
    pandas.DataFrame
        Columns `EQUIVALENCE_SCHEMA`. `low` and `high` bound the shift for
        two one-sided tests [1]_: with confidence 0.95 that is the interval
        of 90 %. `verdict` is ``unchanged`` where both lie within the bound,
        ``changed`` where both lie beyond it on one side, else ``cannot be
        told``; absent with a digest. That p is above 0.05 shows no theme
        unchanged.

    Raises
    ------
    ValueError
        If `within` is not between 0 and 1.

    References
    ----------
    .. [1] Rainey (2014), Arguing for a negligible effect, American Journal
           of Political Science 58(4).

    Examples
    --------
    >>> plan = [
    ...     (str(n), "发展农村电商。保护环境。建设仓库。", (f"第{n}节",))
    ...     for n in range(9)
    ... ]
    >>> same = [Document.from_clauses(name, plan) for name in "ab"]
    >>> table = theme_equivalence(same, "ecommerce", within=0.1)
    >>> table.set_index("theme").loc["rural", "verdict"]
    'unchanged'
    """
    if not 0 < within < 1:
        raise ValueError(
            f"within: expected a number between 0 and 1 but found {within}."
        )
    choice = uncertainty or Uncertainty()
    table = theme_shift(
        plans,
        codebook,
        uncertainty=replace(choice, confidence=2 * choice.confidence - 1),
    )
    names = list(EQUIVALENCE_SCHEMA)[:9]
    found = frame(
        (
            (*row, within, _verdict(row[-2], row[-1], within))
            for row in table[names].itertuples(index=False, name=None)
        ),
        EQUIVALENCE_SCHEMA,
    )
    found.attrs["signature"] = signature(
        shifts=f"({table.attrs['signature']})",
        within=within,
        confidence=choice.confidence,
    )
    return found


def _verdict(low: float, high: float, within: float) -> str | None:
    """Say what an interval shows beside a bound."""
    if pd.isna(low) or pd.isna(high):
        return None
    if -within < low and high < within:
        return "unchanged"
    return "changed" if low > within or high < -within else "cannot be told"
