"""Check the growth that plans state against the figures it follows from.

A plan says "70.8 % more than in 2015" or "13 % a year". Where the level, the
base level or the yearly growth rates are known, what follows from them can
be set beside what is stated. Rounding is allowed for: a figure printed as
37.2 stands for anything from 37.15 to 37.25.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from plandiff.analysis.indicators.ledger import match_series
from plandiff.analysis.indicators.statements import (
    UNIT_AMOUNTS,
    bundled_statements,
    series_units,
)
from plandiff.frames import frame

__all__ = ["ARITHMETIC_SCHEMA", "check_arithmetic"]

ARITHMETIC_SCHEMA = {
    "clause_id": "string",
    "printed": "string",
    "kind": "string",
    "series": "string",
    "base_year": "Int64",
    "base": "Float64",
    "base_source": "string",
    "year": "Int64",
    "level": "Float64",
    "level_source": "string",
    "stated": "Float64",
    "implied": "Float64",
    "fits": "string",
    "chained": "Float64",
    "reason": "string",
}
"""Columns of `check_arithmetic`."""

_GROWTH = ("growth_total", "growth_annual", "multiple")


@dataclass(frozen=True)
class _Figure:
    """A level with its rounding and its source."""

    value: float
    half: float
    source: str


def check_arithmetic(table: pd.DataFrame) -> pd.DataFrame:
    """Check stated growth, one row per statement that can be tried.

    Parameters
    ----------
    table : pandas.DataFrame
        From `plandiff.indicator_table`.

    Returns
    -------
    pandas.DataFrame
        Columns `ARITHMETIC_SCHEMA`. Only growth and multiples of a
        bundled series with a known base year are tried. `base` and `level`
        are in the unit of the series; their sources are a clause id, a
        web address, or ``level − increase`` where the clause gives level
        and increase and the base follows. Where sources disagree on the
        base, each has its row.

        `stated` and `implied` are in % (total or yearly growth), in the
        unit of the series (an increase) or a multiple. `fits` is ``yes``
        where the two agree within rounding, ``chain`` where only the
        yearly growth rates, multiplied (`chained`), agree, else ``no``;
        ``unknown`` without base or level. `reason` says it in words.

    Notes
    -----
    Where the sentence names a base year and no other, the figure is taken
    to close the five years that follow: base 2015, year 2020.

    Examples
    --------
    >>> from plandiff import Document, indicator_table
    >>> from plandiff.document import Metadata
    >>> text = "2020年电子商务交易额达到37.2万亿元,比2015年增长70.8%。"
    >>> ministry = Metadata(level="ministry")
    >>> plan = Document.from_clauses("x", [("1", text)], metadata=ministry)
    >>> check = check_arithmetic(indicator_table(plan))
    >>> check.loc[check["base"] == 21.8, ["stated", "fits"]].values.tolist()
    [[70.8, 'yes']]
    """
    units = series_units()
    series_of = [
        match_series(row.subject, row.unit, level=row.level)
        for row in table.itertuples()
    ]
    named = table.assign(series=pd.array(series_of, dtype="string"))
    rows: list[tuple[Any, ...]] = []
    tried: Iterable[Any] = named[
        named["kind"].isin(_GROWTH)
        & named["series"].notna()
        & named["base_year"].notna()
    ].itertuples()
    for row in tried:
        year = int(row.base_year) + 5 if pd.isna(row.year) else int(row.year)
        unit = units[row.series]
        levels = _levels(named, row, year, unit)
        bases = _bases(named, row, unit)
        rows.extend(_checks(row, year, unit=unit, levels=levels, bases=bases))
    return frame(rows, ARITHMETIC_SCHEMA)


def _levels(
    named: pd.DataFrame, row: Any, year: int, unit: str
) -> list[_Figure]:
    """Return the level that the same clause states for the series."""
    same = named[
        (named["clause_id"] == row.clause_id)
        & (named["series"] == row.series)
        & (named["kind"] == "level")
        & (named["year"].isna() | (named["year"] == year))
    ]
    entries: Iterable[Any] = same.itertuples()
    return [_figure(entry, unit) for entry in entries]


def _bases(named: pd.DataFrame, row: Any, unit: str) -> list[_Figure]:
    """Return every base level stated, in the plan or by the sources."""
    increases = named[
        (named["clause_id"] == row.clause_id)
        & (named["series"] == row.series)
        & (named["kind"] == "growth_total")
        & ~named["unit"].isin(["%", "倍"])
        & (named.index != row.Index)
    ]
    levels = _levels(named, row, int(row.base_year) + 5, unit)
    found = []
    if levels:
        for entry in increases.itertuples():
            increase = _figure(entry, unit)
            found.append(
                _Figure(
                    levels[0].value - increase.value,
                    levels[0].half + increase.half,
                    "level − increase",
                )
            )
    for statement in bundled_statements():
        if (statement.series, statement.role, statement.year) == (
            row.series,
            "outcome",
            row.base_year,
        ):
            half = _half(f"{statement.value:g}")
            found.append(_Figure(statement.value, half, statement.sources))
    return found


def _checks(
    row: Any,
    year: int,
    *,
    unit: str,
    levels: list[_Figure],
    bases: list[_Figure],
) -> list[tuple[Any, ...]]:
    """Give one row per base for one statement of growth."""
    years = year - int(row.base_year)
    is_increase = row.kind == "growth_total" and row.unit != "%"
    stated = _figure(row, unit) if is_increase else _plain(row)
    chained = _chain(row.series, int(row.base_year), year)
    head = (row.clause_id, row.printed, row.kind, row.series, row.base_year)
    if not levels or not bases:
        lacking = "level" if not levels else "base"
        reason = f"no {lacking} was stated or seen, so it cannot be tried"
        return [
            (
                *head,
                None,
                None,
                year,
                None,
                None,
                stated.value,
                None,
                "unknown",
                chained,
                reason,
            )
        ]
    rows = []
    level = levels[0]
    for base in bases:
        kind = "increase" if is_increase else str(row.kind)
        implied = _implied(kind, level.value, base.value, years)
        edges = [
            _implied(kind, level.value + a, base.value + b, years)
            for a in (-level.half, level.half)
            for b in (-base.half, base.half)
        ]
        fits = (
            min(edges) <= stated.value + stated.half
            and max(edges) >= stated.value - stated.half
        )
        by_chain = (
            row.kind == "growth_annual"
            and chained is not None
            and abs(chained - stated.value) <= stated.half + 1e-9
        )
        verdict = "yes" if fits else "chain" if by_chain else "no"
        rows.append(
            (
                *head,
                base.value,
                base.source,
                year,
                level.value,
                level.source,
                stated.value,
                implied,
                verdict,
                chained,
                _reason(verdict, stated.value, implied, chained),
            )
        )
    return rows


def _reason(
    verdict: str, stated: float, implied: float, chained: float | None
) -> str:
    """Say in words why a statement fits or does not."""
    if verdict == "yes":
        return f"{implied:.4g} follows, {stated:g} within rounding"
    if verdict == "chain":
        return (
            f"the end points give {implied:.4g}; the yearly growth rates, "
            f"multiplied, give {chained:.4g}: the levels were restated "
            "between, the rates are on a comparable basis"
        )
    return f"{implied:.4g} follows, not {stated:g}"


def _implied(kind: str, level: float, base: float, years: int) -> float:
    """Return what two levels imply: %, % a year, a multiple, an increase."""
    if kind == "increase":
        return level - base
    if kind == "multiple":
        return level / base
    if kind == "growth_annual":
        return float(100 * ((level / base) ** (1 / years) - 1))
    return 100 * (level / base - 1)


def _chain(series: str, base_year: int, year: int) -> float | None:
    """Return the mean yearly growth by the rates of each year, or None."""
    by_year = {
        statement.year: statement.value
        for statement in bundled_statements()
        if (statement.series, statement.role) == (series, "growth")
    }
    product = 1.0
    for step in range(base_year + 1, year + 1):
        if step not in by_year:
            return None
        product *= 1 + by_year[step] / 100
    return float(100 * (product ** (1 / (year - base_year)) - 1))


def _figure(row: Any, unit: str) -> _Figure:
    """Return a row's amount in the unit of its series."""
    factor = float(row.amount) / float(row.value) / UNIT_AMOUNTS[unit]
    plain = _plain(row)
    return _Figure(plain.value * factor, plain.half * factor, row.clause_id)


def _plain(row: Any) -> _Figure:
    """Return a row's value as printed, with its rounding."""
    digits = re.search(r"\d+(?:\.\d+)?", str(row.printed).replace(",", ""))
    half = _half(digits.group()) if digits else 0.0
    return _Figure(float(row.value), half, str(row.clause_id))


def _half(digits: str) -> float:
    """Return half a unit in the last place of a printed number.

    Whole numbers that end in zeros (6000) are taken as rounded there.
    """
    whole, point, decimals = digits.partition(".")
    if point:
        return 0.5 * 10.0 ** -len(decimals)
    zeros = len(whole) - len(whole.rstrip("0"))
    return 0.5 * 10.0**zeros
