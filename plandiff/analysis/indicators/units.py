"""The table of units and qualifiers: ``corpora/lexicon/units.toml``."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any, TypeVar

from plandiff.resources import read_toml, resource

__all__ = ["Unit", "Units", "load_units"]

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement or a classifier.

    Attributes
    ----------
    name : str
        How the unit is normalised.
    dimension : str
        What is measured: ``money``, ``share``, ``count`` …
    base : str
        The unit that amounts are given in.
    factor : float
        One unit is this many of `base`.
    known : bool
        Whether the table of units holds it.
    """

    name: str
    dimension: str
    base: str
    factor: float = 1.0
    known: bool = True


@dataclass(frozen=True)
class Units:
    """All units and qualifiers, by the forms in which they are printed.

    Attributes
    ----------
    forms : dict of str to Unit
        Printed form to unit, longest form first.
    before, after : dict of str to str
        Words before and after a number, to the bound they state (``>``,
        ``>=``, ``<``, ``<=`` or ``~``); longest first.
    implied, following : dict of str to str
        End of a subject, and word after a number, to the unit of a number
        without one.
    """

    forms: dict[str, Unit]
    before: dict[str, str]
    after: dict[str, str]
    implied: dict[str, str]
    following: dict[str, str]

    def implied_by(self, subject: str) -> str:
        """Return the unit that the end of a subject implies, or ``""``."""
        return next(
            (
                unit
                for ending, unit in self.implied.items()
                if subject.endswith(ending)
            ),
            "",
        )


@functools.cache
def load_units() -> Units:
    """Load the bundled table of units, once.

    Returns
    -------
    Units
        The table.

    Examples
    --------
    >>> load_units().forms["公里"].factor
    1000
    """
    table = read_toml(resource("lexicon/units.toml"))
    forms: dict[str, Unit] = {}
    for entry in table["unit"]:
        for form in (entry["name"], *entry.get("forms", ())):
            if form != "*":
                forms[form] = _unit(entry, form)
    return Units(
        forms=_longest_first(forms),
        before=_longest_first(
            {w: q["bound"] for q in table["qualifier"] for w in q["before"]}
        ),
        after=_longest_first(
            {w: q["bound"] for q in table["qualifier"] for w in q["after"]}
        ),
        implied=_longest_first(
            {e: i["unit"] for i in table["implied"] for e in i["endings"]}
        ),
        following=_longest_first(
            {
                word: i["unit"]
                for i in table["implied"]
                for word in i.get("following", ())
            }
        ),
    )


def _unit(entry: dict[str, Any], form: str) -> Unit:
    """Return the unit of an entry; a plain classifier is its own name."""
    name = form if entry["name"] == "*" else entry["name"]
    return Unit(
        name,
        entry["dimension"],
        entry.get("base", name),
        entry.get("factor", 1.0),
    )


def _longest_first(words: dict[str, Value]) -> dict[str, Value]:
    """Sort so that a longer form is tried before its beginnings."""
    return dict(sorted(words.items(), key=lambda item: -len(item[0])))
