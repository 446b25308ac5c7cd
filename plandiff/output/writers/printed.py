"""What is printed of a table of results: names in words, rounded figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from plandiff.frames import records
from plandiff.markup import visible
from plandiff.output.tables import column_word, value_word
from plandiff.output.words import read_words

__all__ = ["Language", "Printed", "print_values"]

Language = Literal["zh", "en"]

_ABSENT = "–"
_PLAIN = {"value", "upper", "amount", "base", "target", "outcome"}
"""Figures of plans: as exact as they were printed."""

_USUAL: tuple[tuple[set[str], tuple[str, ...]], ...] = (
    (
        {"theme", "shift"},
        (
            *("name", "reference_share", "target_share"),
            *("shift", "low", "high", "p_adjusted"),
        ),
    ),
    (
        {"term", "keyness"},
        ("term", "reference_rate", "target_rate", "keyness", "p_adjusted"),
    ),
    (
        {"change", "clauses", "share"},
        ("side", "chapter", "change", "clauses", "share", "low", "high"),
    ),
    (
        {"what", "direction", "reference_words"},
        (
            *("reference_id", "target_id", "kind", "what", "direction"),
            *("reference_words", "target_words"),
        ),
    ),
    (
        {"printed", "base_unit"},
        ("clause_id", "subject", "printed", "unit", "year", "kind", "role"),
    ),
)
"""What is printed of wide tables, where the caller does not say."""


@dataclass(frozen=True)
class Printed:
    """A table as a reader sees it.

    Attributes
    ----------
    heads : tuple of str
        Names of the columns.
    rows : tuple of tuple of str
        The cells.
    figures : tuple of bool
        Which columns hold figures, which are set to the right.
    caption, signature, lang : str
        What stands above, what stands below, and the language.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[bool, ...]
    caption: str
    signature: str
    lang: Language


def print_values(
    table: pd.DataFrame,
    *,
    columns: Sequence[str] | None = None,
    lang: Language = "zh",
    caption: str = "",
    signature: str = "",
) -> Printed:
    """Turn a table into what is printed of it; see `write_table`."""
    names = list(columns or _usual(table))
    names = [f"name_{lang}" if name == "name" else name for name in names]
    missing = [name for name in names if name not in table]
    if missing:
        raise KeyError(
            f"columns: the table has no {', '.join(missing)}. It has "
            f"{', '.join(map(str, table.columns))}."
        )
    shares = "shift" in table
    rows = tuple(
        tuple(_cell(name, row[name], lang, shares=shares) for name in names)
        for row in records(table[names])
    )
    figures = tuple(
        pd.api.types.is_numeric_dtype(table[name])
        and not pd.api.types.is_bool_dtype(table[name])
        for name in names
    )
    heads = tuple(column_word(name, lang) for name in names)
    return Printed(heads, rows, figures, caption, signature, lang)


def _usual(table: pd.DataFrame) -> Sequence[str]:
    """Say which columns are printed where the caller does not."""
    for known, names in _USUAL:
        if known <= set(table.columns):
            return names
    return [str(name) for name in table.columns]


def _cell(name: str, value: object, lang: Language, *, shares: bool) -> str:
    """Print one value by what its column holds."""
    if value is None:
        whole = name == "chapter"
        return read_words(lang)["whole_plan"] if whole else _ABSENT
    if isinstance(value, float):
        return _figure(name, value, shares=shares).replace("-", "−")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if "year" in name else f"{value:,}"
    column = "moved" if isinstance(value, bool) else name
    return visible(value_word(column, str(value), lang))


def _figure(name: str, value: float, *, shares: bool) -> str:
    """Print a figure: p, a share, a count's bound, or what a plan says."""
    if name == "p" or name.startswith("p_"):
        return "< 0.001" if value < 0.001 else f"{value:.3f}"
    if name.endswith("share"):
        return f"{100 * value:.1f} %"
    if shares and _is_shift(name):
        points = round(100 * value, 1)
        return f"{points:+.1f}" if points else "0.0"
    if name in _PLAIN:
        return f"{value:,.10g}"
    return f"{value:.0f}" if name in ("low", "high") else f"{value:.2f}"


def _is_shift(name: str) -> bool:
    """Whether a column of a table of shifts is a difference of shares."""
    return name.startswith(("low", "high", "from_")) or name.endswith("shift")
