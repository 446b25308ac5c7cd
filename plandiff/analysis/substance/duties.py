"""Who must do what, by which means, how firmly, and save in which cases."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plandiff.analysis.commitment.force import (
    Act,
    cut_sentences,
    find_acts,
    load_force_lexicon,
)
from plandiff.analysis.commitment.mentions import (
    find_categories,
    load_categories,
)
from plandiff.analysis.substance.sides import Change, Group
from plandiff.text.characters import fold

__all__ = ["compare_categories", "compare_exceptions", "compare_force"]

_EXCEPTION = re.compile(
    r"但是?[，,]?[^。；]{0,40}?(?:除外|不适用|不在此限)"
    r"|除[^。；，]{1,40}?(?:以外|之外|外)[，,]"
    r"|[^，。；]{0,20}?另有规定的?[，,]?(?:除外|从其规定|依照其规定|适用其规定)"
    r"|不受[^，。；]{1,20}?限制"
)
_SCOPE = re.compile(
    r"(?:不适用|参照适用|参照执行|比照适用)[^，。；]{0,20}"
    r"|[^，。；]{1,20}(?:适用|参照)本(?:法|条例|办法|规定)"
)


def compare_exceptions(group: Group) -> Iterator[Change]:
    """Yield exceptions and rules of scope that came or went.

    Parameters
    ----------
    group : Group
        Linked clauses.

    Yields
    ------
    Change
        Of kind ``exception`` or ``scope``, ``added`` or ``gone``.
    """
    for kind, pattern in (("exception", _EXCEPTION), ("scope", _SCOPE)):
        sides = []
        for side in (group.before, group.after):
            folded = fold(side.text)
            sides.append(
                [
                    m.span()
                    for m in pattern.finditer(folded)
                    if kind == "exception"
                    or not any(
                        e.start() <= m.start() < e.end()
                        for e in _EXCEPTION.finditer(folded)
                    )
                ]
            )
        if len(sides[0]) == len(sides[1]):
            continue
        gone = len(sides[0]) > len(sides[1])
        changed = group.gone if gone else group.new
        wanted = abs(len(sides[0]) - len(sides[1]))
        spans = [span for span in sides[0 if gone else 1] if changed(*span)]
        for span in spans[:wanted]:
            yield group.alone(kind, kind, span, gone=gone)


def compare_categories(group: Group, kind: str) -> Iterator[Change]:
    """Yield kinds of actors or instruments that came or went.

    Parameters
    ----------
    group : Group
        Linked clauses.
    kind : {"actor", "instrument"}
        Which lexicon.

    Yields
    ------
    Change
        `what` is the id of the category; the place is where it is first
        charged or used. A mention alone is not enough: an actor must be
        the one who acts or who is encouraged, an instrument what an act
        makes use of; and the other side must not mention it at all.
    """
    categories = load_categories(kind)
    found = [
        find_categories(side.text, kind)
        for side in (group.before, group.after)
    ]
    for side, mine, others, gone in (
        (group.before, found[0], found[1], True),
        (group.after, found[1], found[0], False),
    ):
        acts = _acts(side.text)
        for name in mine:
            if name in others:
                continue
            spans = [
                match.span()
                for match in categories[name].pattern.finditer(side.text)
                if _charged(side.text, match.span(), acts, kind)
            ]
            if spans:
                yield group.alone(kind, name, spans[0], gone=gone)


_REFERS = re.compile(
    r"(?:违反|依照|按照|根据|依据|符合|除)[^，。；]{0,12}$"
    r"|《[^》]*$|（[^）]*$|(?:本|有关|相关|其他|党的)$"
)
_LAW = re.compile(
    r"[、和]?(?:行政)?(?:法律|法规|规定|条例|规章)?[^，。；]{0,3}(?:另有)?规定"
)


def _charged(
    text: str, span: tuple[int, int], acts: list[Act], kind: str
) -> bool:
    """Say whether an act charges an actor, or uses an instrument."""
    start, end = span
    if _REFERS.search(text[max(start - 16, 0) : start]):
        return False
    if kind == "instrument" and _LAW.match(text, end):
        return False
    for act in acts:
        after = text[act.end : start]
        before = text[end : act.start]
        if (
            act.end <= start
            and not re.search(r"[，。；：\n]", after)
            and (kind == "instrument" or act.rank <= _ENCOURAGING)
        ):
            return True
        if (
            kind == "actor"
            and end <= act.start
            and not re.search(r"[，。；：\n的]", before)
        ):
            return True
    return False


_ENCOURAGING = 2
"""Up to this rank an act leaves the doing to those whom it names."""
_MAY = 1.5
"""Force of 可以, between exploring and encouraging."""


def _acts(text: str) -> list[Act]:
    """Find the acts of all sentences of a text."""
    found: list[Act] = []
    for start, end in cut_sentences(text):
        found += [
            Act(
                act.verb,
                act.rank,
                start + act.start,
                start + act.end,
                act.is_effect,
            )
            for act in find_acts(text[start:end])
        ]
    return found


def compare_force(group: Group) -> Iterator[Change]:
    """Yield words of duty that were put in the place of others.

    Parameters
    ----------
    group : Group
        Linked clauses.

    Yields
    ------
    Change
        Of kind ``force``: ``firmer`` or ``softer``. Two words are set
        against each other only where one edit replaced the one by the
        other, so nothing is said of clauses that were written anew.
    """
    before, after = (_words(side.text) for side in (group.before, group.after))
    for rank, span in before:
        for other, place in after:
            if rank == other or not group.swapped(span, place):
                continue
            yield Change(
                "force",
                "force",
                group.before.place(*span),
                group.after.place(*place),
                "firmer" if other > rank else "softer",
            )


def _words(text: str) -> list[tuple[float, tuple[int, int]]]:
    """Find the words of duty, with their force."""
    lexicon = load_force_lexicon()
    words = {
        **lexicon.anywhere,
        **{v: r for v, r in lexicon.verbs.items() if r <= _ENCOURAGING},
        "可以": _MAY,
    }
    pattern = "|".join(sorted(words, key=len, reverse=True))
    return [
        (float(words[match[0]]), match.span())
        for match in re.finditer(pattern, fold(text))
    ]
