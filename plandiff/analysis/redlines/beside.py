"""Set the sentences of two texts beside their counterparts.

Where a clause was rewritten a redline is one text struck out and another
underlined. So each sentence is set beside the one that it shares most words
with; shared words are marked, and so are quantities that the counterpart
does not state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from plandiff.analysis.indicators.quantities import find_quantities
from plandiff.analysis.redlines.renderings import Segment
from plandiff.text.characters import fold
from plandiff.text.sentences import sentence_spans
from plandiff.text.tokens import tokenize

__all__ = ["SentencePair", "set_beside"]

_LEAST = 0.1
"""Likeness from which two sentences are counterparts."""

_WORD = 2
"""Letters of a word that is worth marking."""


@dataclass(frozen=True, slots=True)
class SentencePair:
    """A sentence and its counterpart; one of them is empty if it has none.

    Attributes
    ----------
    reference, target : tuple of Segment
        Stretches of kind ``equal``, ``shared`` (words that the counterpart
        has too) or ``quantity`` (which the counterpart does not state).
    """

    reference: tuple[Segment, ...]
    target: tuple[Segment, ...]


def set_beside(reference: str, target: str) -> list[SentencePair]:
    """Set each sentence of a text beside its counterpart in the other.

    Parameters
    ----------
    reference, target : str
        The earlier and the later text.

    Returns
    -------
    list of SentencePair
        In the order of the target; a reference sentence without a
        counterpart follows what it follows in its text. Every sentence of
        both texts is in exactly one pair.

    Examples
    --------
    >>> [pair] = set_beside("扶持企业100家。", "支持200家企业。")
    >>> [(s.kind, s.text) for s in pair.target if s.kind != "equal"]
    [('quantity', '200家'), ('shared', '企业')]
    """
    sides = [
        [text[start:end].rstrip("\n") for start, end in sentence_spans(text)]
        for text in (reference, target)
    ]
    sides = [[s for s in side if s.strip()] for side in sides]
    counted = [[_words(sentence) for sentence in side] for side in sides]
    partner = _partners(*counted)
    pairs: list[SentencePair] = []
    waiting = set(range(len(sides[0]))).difference(partner.values())
    pairs += _alone(sides[0], waiting, -1)
    for place, sentence in enumerate(sides[1]):
        other = partner.get(place)
        if other is None:
            pairs.append(SentencePair((), tuple(_marked(sentence, ""))))
            continue
        before = sides[0][other]
        pairs.append(
            SentencePair(
                tuple(_marked(before, sentence)),
                tuple(_marked(sentence, before)),
            )
        )
        pairs += _alone(sides[0], waiting, other)
    return pairs + _alone(sides[0], waiting, None)


def _alone(
    sentences: Sequence[str], waiting: set[int], after: int | None
) -> list[SentencePair]:
    """Take the waiting sentences that follow a place, or all of them."""
    taken = []
    place = after
    for number in sorted(waiting):
        if place is None or number == place + 1:
            taken.append(number)
            place = None if after is None else number
    waiting.difference_update(taken)
    return [
        SentencePair(tuple(_marked(sentences[number], "")), ())
        for number in taken
    ]


def _partners(
    before: Sequence[Counter[str]], after: Sequence[Counter[str]]
) -> dict[int, int]:
    """Pair sentences by the words they share, likest first."""
    scored = sorted(
        (
            (-_likeness(left, right), j, i)
            for i, left in enumerate(before)
            for j, right in enumerate(after)
        ),
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for score, j, i in scored:
        if -score >= _LEAST and j not in partner and i not in taken:
            partner[j] = i
            taken.add(i)
    return partner


def _likeness(left: Counter[str], right: Counter[str]) -> float:
    """Return the share of letters in words that both have, in [0, 1]."""
    size = _size(left) + _size(right)
    return 2 * _size(left & right) / size if size else 0.0


def _size(words: Counter[str]) -> int:
    return sum(len(word) * count for word, count in words.items())


def _words(sentence: str) -> Counter[str]:
    """Count the words of a sentence that are worth marking."""
    return Counter(
        fold(token.word)
        for token in tokenize(sentence)
        if len(token.word) >= _WORD and token.word[0].isalnum()
    )


def _marked(sentence: str, other: str) -> Iterator[Segment]:
    """Cut a sentence into stretches, marked against its counterpart."""
    marks: list[tuple[int, int, str]] = []
    if other:
        known = {_value(q) for q in find_quantities(other)}
        marks += [
            (q.start, q.end, "quantity")
            for q in find_quantities(sentence)
            if _value(q) not in known
        ]
        shared = _words(other)
        marks += [
            (token.start, token.end, "shared")
            for token in tokenize(sentence)
            if len(token.word) >= _WORD and fold(token.word) in shared
        ]
    yield from _cut(sentence, marks)


def _value(quantity: object) -> tuple[object, ...]:
    """Return what makes two quantities equal."""
    facts = ("value", "upper", "scale", "unit", "bound")
    return tuple(getattr(quantity, name) for name in facts)


def _cut(
    text: str, marks: Iterable[tuple[int, int, str]]
) -> Iterator[Segment]:
    """Cut a text at its marks; of marks that overlap the first is taken."""
    done = 0
    for start, end, kind in sorted(marks):
        if start < done:
            continue
        if start > done:
            yield Segment("equal", text[done:start])
        yield Segment(kind, text[start:end])
        done = end
    if done < len(text):
        yield Segment("equal", text[done:])
