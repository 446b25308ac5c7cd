"""Load the bundled statements on targets and outcomes, with their sources."""

from __future__ import annotations

import csv
import functools
import re
from dataclasses import astuple, dataclass
from typing import Any

import pandas as pd

from plandiff.errors import CodebookError
from plandiff.frames import frame
from plandiff.resources import read_toml, resource

__all__ = [
    "CERTAINTIES",
    "STATEMENT_SCHEMA",
    "UNIT_AMOUNTS",
    "Series",
    "Statement",
    "bundled_statements",
    "load_series",
    "load_statements",
    "plan_names",
    "series_units",
]

STATEMENT_SCHEMA = {
    "series": "string",
    "role": "string",
    "plan": "string",
    "year": "Int64",
    "value": "Float64",
    "unit": "string",
    "bound": "string",
    "certainty": "string",
    "sources": "string",
    "scope": "string",
    "note": "string",
}
"""Columns of `load_statements`."""

UNIT_AMOUNTS = {"万亿元": 1e12, "万人": 1e4, "家": 1.0, "个": 1.0, "%": 1.0}
"""The units of the statements, in their base units."""

CERTAINTIES = ("primary", "good", "weak–good", "weak")
"""How sure a statement is, surest first."""

_ROLES = ("target", "outcome", "growth", "forecast")


@dataclass(frozen=True)
class Series:
    """An indicator that several plans and sources speak of.

    Attributes
    ----------
    id, zh, en : str
        Short name, and its names in Chinese and English.
    pattern, unlike : re.Pattern or None
        What a subject read from a plan must hold, and must not.
    caveats : tuple of str
        What must stand beside any number of it.
    restated : tuple of int
        Years from which its levels stand on another basis.
    """

    id: str
    zh: str
    en: str
    pattern: re.Pattern[str] | None
    unlike: re.Pattern[str] | None
    caveats: tuple[str, ...]
    restated: tuple[int, ...] = ()

    def holds(self, subject: str) -> bool:
        """Return whether a subject names this series."""
        return (
            self.pattern is not None
            and self.pattern.search(subject) is not None
            and not (self.unlike and self.unlike.search(subject))
        )


@dataclass(frozen=True)
class Statement:
    """A target, an outcome or a growth as one source, or several, state it.

    Attributes are the columns of `STATEMENT_SCHEMA`; text that is absent
    is ``""``.
    """

    series: str
    role: str
    plan: str
    year: int
    value: float
    unit: str
    bound: str
    certainty: str
    sources: str
    scope: str = ""
    note: str = ""


@functools.cache
def load_series() -> dict[str, Series]:
    """Load the series of ``corpora/indicators/ecommerce.toml``.

    Returns
    -------
    dict of str to Series
        In the order of the file.

    Examples
    --------
    >>> load_series()["rural_retail"].en
    'Rural online retail sales'
    """
    table = _tables()
    caveats = {entry["id"]: entry["text"] for entry in table["caveat"]}
    return {
        entry["id"]: Series(
            entry["id"],
            entry["zh"],
            entry["en"],
            re.compile(entry["pattern"]) if "pattern" in entry else None,
            re.compile(entry["unlike"]) if "unlike" in entry else None,
            tuple(caveats[name] for name in entry.get("caveats", ())),
            tuple(entry.get("restated", ())),
        )
        for entry in table["series"]
    }


def plan_names() -> dict[str, tuple[str, str]]:
    """Return the Chinese and English names of the plans with targets."""
    return {
        entry["id"]: (entry["zh"], entry["en"]) for entry in _tables()["plan"]
    }


def series_units() -> dict[str, str]:
    """Return the unit of each series' targets and outcomes.

    Examples
    --------
    >>> series_units()["employment"]
    '万人'
    """
    return {
        statement.series: statement.unit
        for statement in bundled_statements()
        if statement.role != "growth"
    }


def load_statements() -> pd.DataFrame:
    """Load the bundled statements, one row per statement.

    Returns
    -------
    pandas.DataFrame
        Columns `STATEMENT_SCHEMA`. `role` is ``target``, ``outcome`` or
        ``growth`` (on the year before, in %). `certainty` is ``primary``,
        ``good``, ``weak–good`` or ``weak``; `sources` are web addresses
        parted by spaces. Sources that disagree each have a row.

    Raises
    ------
    CodebookError
        If a row of the file cannot be used; the message names the line.

    Examples
    --------
    >>> table = load_statements()
    >>> table[(table["series"] == "transactions") & (table["plan"] == "ec13")][
    ...     ["year", "value", "unit"]
    ... ].values.tolist()
    [[2020, 40.0, '万亿元']]
    """
    return frame(
        (
            tuple(value or None for value in astuple(statement))
            for statement in bundled_statements()
        ),
        STATEMENT_SCHEMA,
    )


@functools.cache
def bundled_statements() -> tuple[Statement, ...]:
    """Return the bundled statements as values; see `load_statements`."""
    path = resource("indicators/ecommerce.csv")
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        for entry in reader:
            problem = _problem(entry)
            if problem:
                raise CodebookError(
                    f"{path.name}, line {reader.line_num}: {problem}."
                )
            numbers: dict[str, Any] = {
                "year": int(entry["year"]),
                "value": float(entry["value"]),
            }
            found.append(Statement(**{**entry, **numbers}))
    return tuple(found)


def _problem(entry: dict[str, str]) -> str:
    """Say what is wrong with a row of the file, or return ``""``."""
    if entry["series"] not in load_series():
        return f"expected a known series but found {entry['series']!r}"
    if entry["role"] not in _ROLES:
        return (
            f"expected a role of {', '.join(_ROLES)} "
            f"but found {entry['role']!r}"
        )
    if entry["certainty"] not in CERTAINTIES:
        return (
            f"expected a certainty of {', '.join(CERTAINTIES)} "
            f"but found {entry['certainty']!r}"
        )
    if not entry["sources"] and entry["certainty"] != "weak":
        return "expected a source, or weak as certainty, but found neither"
    return ""


@functools.cache
def _tables() -> dict[str, list[dict[str, Any]]]:
    return read_toml(resource("indicators/ecommerce.toml"))
