"""Set targets against outcomes, with every source and caveat beside them.

Targets and outcomes come from the bundled statements and, where a table of
indicators is given, from the plans' own words. Where sources disagree, each
has its row: nothing is chosen silently.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pandas as pd

from plandiff.analysis.indicators.statements import (
    CERTAINTIES,
    UNIT_AMOUNTS,
    Series,
    Statement,
    bundled_statements,
    load_series,
    plan_names,
    series_units,
)
from plandiff.frames import frame
from plandiff.resources import resource
from plandiff.signature import fingerprint, signature

__all__ = ["LEDGER_SCHEMA", "ledger", "match_series"]

LEDGER_SCHEMA = {
    "plan": "string",
    "plan_name": "string",
    "series": "string",
    "indicator": "string",
    "indicator_en": "string",
    "unit": "string",
    "year": "Int64",
    "target": "Float64",
    "target_bound": "string",
    "target_certainty": "string",
    "target_sources": "string",
    "outcome": "Float64",
    "outcome_bound": "string",
    "outcome_certainty": "string",
    "outcome_sources": "string",
    "ratio": "Float64",
    "verdict": "string",
    "sources_agree": "boolean",
    "weak": "boolean",
    "latest_year": "Int64",
    "latest": "Float64",
    "baseline_year": "Int64",
    "baseline": "Float64",
    "implied_growth": "Float64",
    "caveats": "string",
}
"""Columns of `ledger`."""

_MET_WITHIN = 0.005
_NATIONAL = ("national", "ministry")


def ledger(table: pd.DataFrame | None = None) -> pd.DataFrame:
    """Set targets against outcomes, one row per target and outcome stated.

    Parameters
    ----------
    table : pandas.DataFrame, optional
        From `plandiff.indicator_table`. Quantities whose subject names a
        bundled series join the statements, with clause id as source.

    Returns
    -------
    pandas.DataFrame
        Columns `LEDGER_SCHEMA`, sorted by series, year and plan;
        ``table.attrs["signature"]`` names every choice.

        plan, plan_name
            Whose target; `plan` is a document id where one was read.
        series, indicator, indicator_en, unit, year
            What was to be reached, and when.
        target, outcome
            As stated, with bound, certainty (``primary``, ``good``,
            ``weak–good``, ``weak``) and sources. Figures that agree share
            a row and join their sources.
        ratio
            Outcome over target.
        verdict
            ``exceeded``, ``met`` (within 0.5 %), ``missed``, ``not
            comparable`` where the series was restated between, or
            ``unknown`` where no outcome of that year was seen or its bound
            (over 9) leaves open whether the target (10) was reached. A
            target that sets an upper bound is exceeded from below.
        sources_agree
            Whether all outcomes stated for this series and year lead to
            the same verdict on this target; absent without an outcome.
        weak
            Whether target or outcome rests on a weak source.
        latest_year, latest
            Where the outcome is unknown, the last figure seen in the four
            years before.
        baseline_year, baseline, implied_growth
            The figure five years before the target year (where several
            are stated, the surest, then the largest), and the yearly
            growth in percent that the target implies from there.
        caveats
            What must be said with these numbers.

    See Also
    --------
    plandiff.analysis.indicators.arithmetic.check_arithmetic : Growth as stated
        against growth as it follows.

    Examples
    --------
    >>> table = ledger()
    >>> row = table[(table["plan"] == "ec13") & (table["outcome"] == 37.21)]
    >>> row[["verdict", "ratio"]].round(2).values.tolist()
    [['missed', 0.93]]
    """
    statements = list(bundled_statements())
    if table is not None:
        statements += _read_statements(table)
    merged = _merge(statements)
    rows: list[tuple[object, ...]] = []
    for series in load_series().values():
        of_series = [s for s in merged if s.series == series.id]
        outcomes = [s for s in of_series if s.role == "outcome"]
        targets = [s for s in of_series if s.role == "target"]
        for target in sorted(targets, key=lambda s: (s.year, s.plan)):
            rows.extend(_target_rows(series, target, outcomes))
    result = frame(rows, LEDGER_SCHEMA)
    path = resource("indicators/ecommerce.csv")
    result.attrs["signature"] = signature(
        statements=fingerprint(path.read_text("utf-8")),
        read=None if table is None else table.attrs.get("signature"),
    )
    return result


def match_series(
    subject: object, unit: object, *, level: object
) -> str | None:
    """Return the id of the series that a subject names, or None.

    Parameters
    ----------
    subject, unit : str or missing
        As `plandiff.indicator_table` reads them.
    level : str or missing
        Of the plan that states it. The series are national: what a province
        or a city states of itself belongs to none of them, and neither does
        a plan whose level is not known.

    Returns
    -------
    str or None
        A series of ``corpora/indicators/ecommerce.toml``.

    Examples
    --------
    >>> match_series("全国农村网络零售额", "万亿元", level="ministry")
    'rural_retail'
    >>> match_series("网络零售额", "亿元", level="city") is None
    True
    """
    if not isinstance(subject, str) or not isinstance(unit, str):
        return None
    if not isinstance(level, str) or level not in _NATIONAL:
        return None
    return next(
        (
            series.id
            for series in load_series().values()
            if series.holds(subject)
        ),
        None,
    )


def _read_statements(table: pd.DataFrame) -> list[Statement]:
    """Turn quantities of plans into statements like the bundled ones."""
    units = series_units()
    found = []
    rows: Iterable[Any] = table.itertuples(index=False)
    for row in rows:
        series = match_series(row.subject, row.unit, level=row.level)
        if (
            series is None
            or pd.isna(row.year)
            or pd.isna(row.role)  # wanted or reached: the plan leaves open
            or row.kind not in ("level", "count", "share")
            or not units[series].endswith(str(row.base_unit))
        ):
            continue
        is_target = row.role == "target"
        found.append(
            Statement(
                series,
                "target" if is_target else "outcome",
                row.document if is_target else "",
                int(row.year),
                round(row.amount / UNIT_AMOUNTS[units[series]], 10),
                units[series],
                row.bound,
                row.certainty,
                row.clause_id,
                note="read from the plan",
            )
        )
    return found


def _merge(statements: Iterable[Statement]) -> list[Statement]:
    """Join statements that say the same, and their sources."""
    merged: dict[tuple[object, ...], Statement] = {}
    for new in statements:
        key = (
            new.series,
            new.role,
            new.plan,
            new.year,
            new.value,
            new.bound,
        )
        known = merged.get(key)
        if known is None:
            merged[key] = new
            continue
        surest = min(known, new, key=lambda s: CERTAINTIES.index(s.certainty))
        merged[key] = replace(
            known,
            certainty=surest.certainty,
            sources=f"{known.sources} {new.sources}",
        )
    return list(merged.values())


def _target_rows(
    series: Series, target: Statement, outcomes: list[Statement]
) -> Iterable[tuple[object, ...]]:
    """Give one row per outcome of the target's year, or one without."""
    reached = [s for s in outcomes if s.year == target.year]
    verdicts = {_verdict(series, target, outcome) for outcome in reached}
    baselines = [s for s in outcomes if s.year == target.year - 5]
    base = _surest(baselines)
    growth = None
    if base:
        growth = 100 * ((target.value / base.value) ** (1 / 5) - 1)
    before = [s for s in outcomes if 0 < target.year - s.year < 5]
    last_year = max((s.year for s in before), default=None)
    latest = _surest([s for s in before if s.year == last_year])
    choices: list[Statement | None] = [*reached] or [None]
    for outcome in choices:
        if outcome:
            latest = None
        stated = [s for s in (target, outcome) if s]
        yield (
            target.plan,
            plan_names().get(target.plan, (target.plan,))[0],
            series.id,
            series.zh,
            series.en,
            target.unit,
            target.year,
            target.value,
            target.bound,
            target.certainty,
            target.sources,
            outcome.value if outcome else None,
            outcome.bound if outcome else None,
            outcome.certainty if outcome else None,
            outcome.sources if outcome else None,
            outcome.value / target.value if outcome else None,
            _verdict(series, target, outcome) if outcome else "unknown",
            len(verdicts) == 1 if outcome else None,
            any(s.certainty.startswith("weak") for s in stated),
            latest.year if latest else None,
            latest.value if latest else None,
            base.year if base else None,
            base.value if base else None,
            growth,
            _caveats(series, target, outcome, baselines),
        )


def _verdict(series: Series, target: Statement, outcome: Statement) -> str:
    """Judge one outcome by one target, as far as their bounds allow."""
    set_in = target.year - 5
    if any(set_in < year <= outcome.year for year in series.restated):
        return "not comparable"
    low, high = _ends(outcome)
    slack = abs(target.value) * _MET_WITHIN
    falls = target.bound in ("<", "<=")
    if falls:
        low, high = -high, -low
    aim = -target.value if falls else target.value
    if low > aim + slack:
        return "exceeded"
    if high < aim - slack:
        return "missed"
    if aim - slack <= low and high <= aim + slack:
        return "met"
    return "exceeded" if low >= aim - slack else "unknown"


def _ends(outcome: Statement) -> tuple[float, float]:
    """Return the least and the greatest value that an outcome allows."""
    low = -math.inf if outcome.bound in ("<", "<=") else outcome.value
    high = math.inf if outcome.bound in (">", ">=") else outcome.value
    return low, high


def _surest(outcomes: list[Statement]) -> Statement | None:
    """Return the surest outcome, the largest in a tie."""
    return min(
        outcomes,
        key=lambda s: (CERTAINTIES.index(s.certainty), -s.value),
        default=None,
    )


def _caveats(
    series: Series,
    target: Statement,
    outcome: Statement | None,
    baselines: list[Statement],
) -> str | None:
    """Join what must be said with a row's numbers."""
    notes = [
        f"{side}: {statement.note}."
        for side, statement in (("Target", target), ("Outcome", outcome))
        if statement and statement.note
    ]
    stated = sorted({statement.value for statement in baselines})
    if len(stated) > 1:
        values = ", ".join(f"{value:g}" for value in stated)
        notes.append(f"Baseline: several are stated ({values}).")
    return " ".join([*series.caveats, *notes]) or None
