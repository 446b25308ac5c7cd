"""A profile: what a user knows better about one file.

A profile is a small TOML file beside the plan, ``plan.profile.toml`` for
``plan.pdf``, or named with ``--profile``::

    # Lines that match are headings of that level (Python patterns).
    [[heading]]
    pattern = '^专题[一二三四五]'
    level = 1

    # Lines that match are left out; the reason stands in the account.
    [[cut]]
    pattern = '^内部资料'
    reason = "stamp of the archive"

    # Or everything from one line to another, both included.
    [[cut]]
    start = '^附表'
    end = '^注：'
    reason = "table that was read by hand"

    # Lines that match belong to the text, whatever a rule says of them.
    [[keep]]
    pattern = '^目录管理'
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plandiff.errors import ReadingError
from plandiff.resources import read_toml

__all__ = [
    "CutRule",
    "HeadingRule",
    "Profile",
    "find_profile",
    "profile_path",
    "read_profile",
]


@dataclass(frozen=True, slots=True)
class HeadingRule:
    """Lines that match `pattern` are headings of depth `level`."""

    pattern: re.Pattern[str]
    level: int


@dataclass(frozen=True, slots=True)
class CutRule:
    """Lines from one that matches `start` to one that matches `end`."""

    start: re.Pattern[str]
    end: re.Pattern[str] | None
    reason: str


@dataclass(frozen=True, slots=True)
class Profile:
    """Overrides for the reading of one file.

    Attributes
    ----------
    headings : tuple of HeadingRule
        Lines that are headings.
    cuts : tuple of CutRule
        Lines that are left out.
    keeps : tuple of re.Pattern
        Lines that no rule may leave out.
    name : str
        File name of the profile.
    """

    headings: tuple[HeadingRule, ...] = ()
    cuts: tuple[CutRule, ...] = ()
    keeps: tuple[re.Pattern[str], ...] = ()
    name: str = ""


def profile_path(plan: Path) -> Path:
    """Return where the profile of a plan file stands, if it has one.

    Examples
    --------
    >>> profile_path(Path("plan.pdf")).name
    'plan.profile.toml'
    """
    return plan.with_name(f"{plan.stem}.profile.toml")


def find_profile(
    profile: str | os.PathLike[str] | None, plan: Path | None
) -> Profile:
    """Read the profile that is named, or the one beside the plan.

    Parameters
    ----------
    profile : str, path-like or None
        Path of a profile.
    plan : pathlib.Path or None
        Path of the plan.

    Returns
    -------
    Profile
        Empty where there is none.

    Raises
    ------
    ReadingError
        If the profile cannot be read or used.
    """
    if profile is not None:
        return read_profile(profile)
    if plan is not None:
        beside = profile_path(plan)
        if beside.is_file():
            return read_profile(beside)
    return Profile()


def read_profile(path: str | os.PathLike[str]) -> Profile:
    """Read a profile.

    Parameters
    ----------
    path : str or path-like
        A TOML file as described at the head of this module.

    Returns
    -------
    Profile
        The overrides, in the order of the file.

    Raises
    ------
    ReadingError
        If the file cannot be read, is not TOML, has an unknown key or a
        pattern that is not valid.
    """
    file = Path(path)
    data = read_toml(file, what="a profile", error=ReadingError)
    unknown = set(data) - {"heading", "cut", "keep"}
    if unknown:
        raise ReadingError(
            f"{file}: expected the tables heading, cut and keep but found "
            f"{', '.join(sorted(unknown))}."
        )
    return Profile(
        tuple(_heading(row, file) for row in data.get("heading", [])),
        tuple(_cut(row, file) for row in data.get("cut", [])),
        tuple(_pattern(row, "pattern", file) for row in data.get("keep", [])),
        file.name,
    )


def _heading(row: Mapping[str, Any], file: Path) -> HeadingRule:
    level = row.get("level", 1)
    if not isinstance(level, int) or not 1 <= level <= 9:
        raise ReadingError(
            f"{file}, [[heading]]: expected a level from 1 to 9 but found "
            f"{level!r}."
        )
    return HeadingRule(_pattern(row, "pattern", file), level)


def _cut(row: Mapping[str, Any], file: Path) -> CutRule:
    reason = str(row.get("reason", "cut by the user"))
    if "pattern" in row:
        return CutRule(_pattern(row, "pattern", file), None, reason)
    return CutRule(
        _pattern(row, "start", file), _pattern(row, "end", file), reason
    )


def _pattern(row: Mapping[str, Any], key: str, file: Path) -> re.Pattern[str]:
    try:
        return re.compile(str(row[key]))
    except KeyError as error:
        raise ReadingError(
            f"{file}: expected the key {key} in each table but one has "
            f"{', '.join(row) or 'none'}."
        ) from error
    except re.error as error:
        raise ReadingError(
            f"{file}: {row[key]!r} is not a pattern: {error}."
        ) from error
