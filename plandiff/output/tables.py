"""Heads and values of tables, in the language of a reader."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from plandiff.analysis.commitment.mentions import load_categories

__all__ = ["VALUED", "column_word", "value_word"]

VALUED = frozenset(
    {
        *(
            "aspect",
            "arrival",
            "basis",
            "certainty",
            "change",
            "course",
            "decision",
        ),
        *("departure", "direction", "fidelity", "first_decision", "fits"),
        *(
            "kind",
            "mode",
            "moved",
            "origin",
            "outcome",
            "presence",
            "renumbered",
        ),
        *("role", "second_decision", "side", "sources_agree", "verbatim"),
        *("verdict", "weak"),
    }
)
"""Columns whose values are words of rules, not of plans."""

_NAMED = {"actors": "actor", "instruments": "instrument"}
"""Columns of ids of a bundled lexicon, joined by 、."""

_TABLES = Path(__file__).parent / "tables.toml"


def column_word(name: str, lang: Literal["zh", "en"]) -> str:
    """Name a column for a reader; an unknown one keeps its name.

    Examples
    --------
    >>> column_word("target_share", "zh"), column_word("g2", "zh")
    ('后期占比', 'G²')
    >>> column_word("reference_id", "en")
    'earlier clause'
    """
    columns, sides = _words(lang, "column"), _words(lang, "side")
    if name in columns:
        return columns[name]
    side, _, rest = name.partition("_")
    if side not in sides or not rest:
        return name
    rest = "clause_id" if rest == "id" else rest
    between = "" if lang == "zh" else " "
    return f"{sides[side]}{between}{columns.get(rest, rest)}"


def value_word(column: str, value: str, lang: Literal["zh", "en"]) -> str:
    """Name a value of a rule for a reader; words of plans stay.

    Examples
    --------
    >>> value_word("verdict", "missed", "zh"), value_word("text", "up", "zh")
    ('未达到', 'up')
    >>> value_word("presence", "in no item of the digest: target", "zh")
    '摘要各条均未涉及：后期规划'
    >>> value_word("what", "year", "zh"), value_word("what", "level", "zh")
    ('年份', 'level')
    """
    if column == "what":
        return _words(lang, "what").get(value, value)
    if column in _NAMED:
        known = load_categories(_NAMED[column])
        names = [
            (known[id].zh if lang == "zh" else known[id].en)
            if id in known
            else id
            for id in value.split("、")
        ]
        return ("、" if lang == "zh" else ", ").join(names)
    if column not in VALUED:
        return value
    words = _words(lang, "value")
    said, mark, rest = value.partition(": ")
    if mark and said in words:
        names = [words.get(name, name) for name in rest.split(", ")]
        colon, comma = ("：", "、") if lang == "zh" else (": ", ", ")
        return f"{words[said]}{colon}{comma.join(names)}"
    return "; ".join(words.get(part, part) for part in value.split("; "))


@functools.cache
def _words(lang: str, kind: str) -> Mapping[str, str]:
    pairs = _pairs()[kind]
    return {key: pair[0 if lang == "zh" else 1] for key, pair in pairs.items()}


@functools.cache
def _pairs() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    return tomllib.loads(_TABLES.read_text("utf-8"))
