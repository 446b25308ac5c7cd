"""Check the contents list against the body, and let it repair headings.

An entry of the contents list says three things of a heading: that it is
one, where its title ends, and how deep it stands. So a heading that is
glued to its first sentence is cut off, a title on a line of its own is
joined to its label, and a line without a number becomes a heading. Entries
that the body lacks are reported.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from plandiff.reading.structure.furniture import Contents
from plandiff.reading.structure.passages import Passage
from plandiff.text.characters import compact
from plandiff.text.numbering import RANKS, parse_mark

__all__ = ["apply_contents", "contents_levels"]

_LONGEST = 90
"""Characters at the start of a passage in which a heading must end."""

_RUN_IN = re.compile("[。：:，,；;、]")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry as it is looked for: white space left out."""

    text: str
    title: str
    level: int


def apply_contents(
    passages: Sequence[Passage], contents: Sequence[Contents]
) -> tuple[list[Passage], list[str]]:
    r"""Mark the passages that the contents list names as headings.

    Parameters
    ----------
    passages : sequence of Passage
        The body of a document in order.
    contents : sequence of Contents
        Entries of its contents list; none leaves the body as it is.

    Returns
    -------
    passages : list of Passage
        With `listed` set, glued headings cut off, split ones joined.
    notices : list of str
        One for all entries that the body lacks.

    Examples
    --------
    >>> text = "第一章 总则为规范市场，制定本法。"
    >>> body = [Passage(text, ((0, len(text)),))]
    >>> found, _ = apply_contents(body, [Contents("第一章 总则", 1)])
    >>> [(passage.text, passage.listed) for passage in found]
    [('第一章 总则', 1), ('为规范市场，制定本法。', -1)]
    """
    if not contents:
        return list(passages), []
    entries = _entries(contents)
    missing: Missing = {}
    for entry in entries:
        missing.setdefault(entry.text, deque()).append(entry)
    whole = _whole_matches(passages, missing)
    starts = _by_start(missing)
    found: list[Passage] = []
    index = 0
    while index < len(passages):
        passage = passages[index]
        if index in whole:
            count, entry = whole[index]
            joined = passage
            if count == 2:
                joined = _join(passage, passages[index + 1])
            found.append(replace(joined, listed=entry.level))
            index += count
            continue
        cut = _glued(passage, starts, missing)
        if cut is not None:
            end, entry = cut
            head = passage.cut(0, end)
            rest = passage.cut(end, len(passage.text))
            if head is not None and rest is not None:
                found += [replace(head, listed=entry.level), rest]
                index += 1
                continue
        found.append(passage)
        index += 1
    left = [entry for alike in missing.values() for entry in alike]
    return found, _report(left, len(entries))


Missing = dict[str, deque[_Entry]]
"""Entries that were not found yet, by their text."""


def _take(missing: Missing, text: str) -> _Entry | None:
    """Take the next entry of a text from those not found yet."""
    alike = missing.get(text)
    if not alike:
        return None
    entry = alike.popleft()
    if not alike:
        del missing[text]
    return entry


def _entries(contents: Sequence[Contents]) -> list[_Entry]:
    levels = contents_levels(contents)
    entries = []
    for entry, level in zip(contents, levels, strict=True):
        mark = parse_mark(entry.text)
        title = compact(entry.text[mark.end :] if mark else entry.text)
        if compact(entry.text):
            entries.append(_Entry(compact(entry.text), title, level))
    return entries


def contents_levels(contents: Sequence[Contents]) -> list[int]:
    """Return the heading level of each entry, from 1.

    Parameters
    ----------
    contents : sequence of Contents
        Entries in order.

    Returns
    -------
    list of int
        By numbering style where an entry is numbered, by indentation where
        it is not; 0 where neither tells.

    Examples
    --------
    >>> entries = [Contents("第一章 总则", 1), Contents("第一节 目的", 1)]
    >>> contents_levels(entries)
    [1, 2]
    """
    indents = {entry.indent for entry in contents}
    systems = [_system(entry.text) for entry in contents]
    levels: list[int] = []
    above: list[tuple[str, int]] = []  # system and indentation, level by level
    for entry, system in zip(contents, systems, strict=True):
        if not system and any(systems) and len(indents) == 1:
            levels.append(0)
            continue
        while above and not _inside(system, entry.indent, above[-1]):
            same = above.pop()
            if system and same[0] == system:
                break
        above.append((system, entry.indent))
        levels.append(len(above))
    return levels


def _system(text: str) -> str:
    mark = parse_mark(text)
    return mark.system if mark is not None and mark.system in RANKS else ""


def _inside(system: str, indent: int, above: tuple[str, int]) -> bool:
    """Whether an entry stands under the one above it."""
    if system and above[0]:
        return RANKS[system] > RANKS[above[0]]
    return indent > above[1]


def _whole_matches(
    passages: Sequence[Passage], missing: Missing
) -> dict[int, tuple[int, _Entry]]:
    """Find entries that are a passage, or two, of their own."""
    found: dict[int, tuple[int, _Entry]] = {}
    plain = [
        compact(p.text) if len(p.text) <= _LONGEST and not p.table else ""
        for p in passages
    ]
    for index, text in enumerate(plain):
        if not text or (index and found.get(index - 1, (0,))[0] == 2):
            continue
        following = plain[index + 1] if index + 1 < len(plain) else ""
        for count, joined in ((1, text), (2, text + following)):
            if count == 2 and not following:
                continue
            entry = _take(missing, joined.rstrip("。：:"))
            if entry is not None:
                found[index] = (count, entry)
                break
    titles = {
        alike[0].title: text
        for text, alike in missing.items()
        if len(alike[0].title) >= 4
    }
    for index, text in enumerate(plain):
        if index in found or not titles:
            continue
        mark = parse_mark(passages[index].text) if text else None
        title = compact(passages[index].text[mark.end :]) if mark else text
        entry = _take(missing, titles.get(title.rstrip("。：:"), ""))
        if entry is not None:
            found[index] = (1, entry)
    return found


def _by_start(missing: Missing) -> dict[str, list[str]]:
    """Return the entries not found yet by their first characters."""
    starts: dict[str, list[str]] = {}
    for text in sorted(missing, key=len, reverse=True):
        starts.setdefault(text[:3], []).append(text)
    return starts


def _glued(
    passage: Passage,
    starts: dict[str, list[str]],
    missing: Missing,
) -> tuple[int, _Entry] | None:
    """Return where an entry ends with which a longer passage begins."""
    if passage.table:
        return None
    opening = passage.text[:_LONGEST]
    plain = compact(opening)
    for text in starts.get(plain[:3], ()):
        if text not in missing or not plain.startswith(text):
            continue
        end = _end_of(opening, len(text))
        rest = passage.text[end:]
        numbered = parse_mark(passage.text) is not None
        apart = rest[:1].isspace()
        if not rest.strip() or not (numbered or apart):
            continue
        entry = _take(missing, text)
        if entry is None or _RUN_IN.match(rest.lstrip()):
            return None  # a run-in title: it is found as such
        return end, entry
    return None


def _end_of(text: str, count: int) -> int:
    """Return the index after `count` characters that are not blank."""
    for index, mark in enumerate(text):
        count -= bool(compact(mark))
        if count == 0:
            return index + 1
    return len(text)


def _join(above: Passage, below: Passage) -> Passage:
    return replace(
        above,
        text=f"{above.text}\n{below.text}",
        pieces=above.pieces + below.pieces,
    )


def _report(missing: Sequence[_Entry], total: int) -> list[str]:
    """Return one notice for the entries that the body lacks."""
    if not missing:
        return []
    shown = "; ".join(entry.text for entry in missing[:_SHOWN])
    more = "; …" if len(missing) > _SHOWN else ""
    return [
        f"{len(missing)} of {total} entries of the contents list were not "
        f"found in the body ({shown}{more}). Text may be missing, or the "
        "headings differ; compare the outline with the contents list."
    ]
