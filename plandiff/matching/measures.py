"""How alike two clauses are: one row of `MEASURES` per measure, in [0, 1].

A new measure is a new row. To use one alone::

    >>> from plandiff.matching.pairs import compare
    >>> pairs = compare(["发展农村电商"], ["推进农村电商发展"])
    >>> measure("fuzzy").values(pairs)["fuzzy"].round(2)
    array([0.57])

Measures disagree on purpose: a split clause lies wholly inside the old one
(containment) though the two differ much in length (cosine, edit distance);
a rewritten one shares subjects (words, meaning) and no phrase (characters).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from plandiff.matching import spaces
from plandiff.matching.pairs import Pairs
from plandiff.matching.sentencematches import SentenceMatches
from plandiff.matching.spaces import Floats
from plandiff.matching.tokenmatches import without_hubs

__all__ = [
    "MEASURES",
    "Features",
    "Found",
    "Measure",
    "columns",
    "measure",
    "position",
]

Features = dict[str, Floats]
"""Feature name to one value per pair."""

Found = Floats | tuple[Floats, Floats]
"""One value per pair; or the reference's values and the target's."""

_EDIT_LENGTH = 2000
_ITEM_SCALE = 3.0


@dataclass(frozen=True)
class Measure:
    """One way to say how alike two clauses are.

    Attributes
    ----------
    name : str
        As in models and explanations.
    of : callable
        Takes `Pairs` and returns one value per pair, in [0, 1]; for a
        measure that has a side, two such arrays.
    family : str
        What it rests on, one of `plandiff.matching.families.FAMILIES`.
    sided : bool
        Whether it is measured from both sides: its values are then called
        ``NAME_reference`` and ``NAME_target``.
    rivals : bool
        Whether it is set against the rivals of the pair too; see
        `plandiff.matching.features`.
    beside : bool
        Whether it says by itself how the pair stands beside others.
    needs : {"", "chinese", "encoder"}
        Whether it says something of Chinese words alone, or needs the
        sentence encoder.
    proves : bool
        Whether a value above 0 shows that two clauses have something in
        common at all; without any such value there is no link.
    """

    name: str
    of: Callable[[Pairs], Found]
    family: str
    sided: bool = False
    rivals: bool = False
    beside: bool = False
    needs: str = ""
    proves: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its values."""
        return columns(self.name, sided=self.sided)

    def values(self, pairs: Pairs) -> Features:
        """Measure every pair."""
        found = self.of(pairs)
        both = found if isinstance(found, tuple) else (found,)
        return dict(zip(self.columns, both, strict=True))


def columns(name: str, *, sided: bool) -> tuple[str, ...]:
    """Name the values of a measure."""
    return (f"{name}_reference", f"{name}_target") if sided else (name,)


def _fuzzy(pairs: Pairs) -> Floats:
    """Return twice the longest common subsequence over both lengths.

    Of letters and digits, up to the 2,000th of a text; 0 where a text has
    none.
    """
    left = [text[:_EDIT_LENGTH] for text in pairs.reference.keys]
    right = [text[:_EDIT_LENGTH] for text in pairs.target.keys]
    if len(pairs.rows) == len(left) * len(right):  # each text read once
        scores = process.cdist(left, right, scorer=fuzz.ratio)[
            pairs.rows, pairs.columns
        ]
    else:
        scores = process.cpdist(
            [left[row] for row in pairs.rows],
            [right[column] for column in pairs.columns],
            scorer=fuzz.ratio,
        )
    empty = _empty(left)[pairs.rows] | _empty(right)[pairs.columns]
    return np.where(empty, 0.0, scores.astype(float) / 100.0)


def _opening_in_text(pairs: Pairs) -> tuple[Floats, Floats]:
    """Tell how much of each opening the other text or headings have."""
    forward, _ = pairs.containment(pairs.reference_openings)
    _, backward = pairs.containment(pairs.target_openings)
    return forward, backward


def _same_frame(pairs: Pairs) -> Floats:
    """Return 1 where both stand in the situation, or among the aims."""
    left, right = _plan_parts(pairs)
    found: Floats = np.array((left == right) & (left != "measures"), float)
    return found


def _other_part(pairs: Pairs) -> Floats:
    """Return 1 where they stand in different parts of the plans."""
    left, right = _plan_parts(pairs)
    found: Floats = np.array(left != right, float)
    return found


def _named_items(pairs: Pairs) -> Floats:
    """Return ``1 - exp(-w / 3)``, `w` the rarity of shared items."""
    shared = spaces.overlap(pairs.named, pairs.rows, pairs.columns)
    return 1.0 - np.exp(-shared / _ITEM_SCALE)


def position(pairs: Pairs) -> Floats:
    """Return 1 less the distance of the places in the documents."""
    left = pairs.rows / max(len(pairs.reference) - 1, 1)
    right = pairs.columns / max(len(pairs.target) - 1, 1)
    return 1.0 - np.abs(left - right)


def _length_ratio(pairs: Pairs) -> Floats:
    """Return letters of the shorter over letters of the longer."""
    left = pairs.reference.lengths[pairs.rows]
    right = pairs.target.lengths[pairs.columns]
    return np.minimum(left, right) / np.maximum(np.maximum(left, right), 1.0)


def _across(
    pairs: Pairs,
    openings: tuple[Floats, Floats],
    texts: tuple[Floats, Floats],
) -> tuple[Floats, Floats]:
    """Compare the openings of each side with the texts of the other."""
    return (
        pairs.inner((openings[0], texts[1])),
        pairs.inner((texts[0], openings[1])),
    )


def _token_meaning(pairs: Pairs, met: tuple[Floats, Floats]) -> Floats:
    """Average both sides, less how near each clause is to all."""
    return without_hubs((met[0] + met[1]) / 2, pairs.rows, pairs.columns)


def _plan_parts(pairs: Pairs) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    """Return the part in which each clause of each pair stands."""
    return (
        pairs.reference.plan_parts[pairs.rows],
        pairs.target.plan_parts[pairs.columns],
    )


def _empty(texts: list[str]) -> NDArray[np.bool_]:
    return np.array([not text for text in texts], dtype=bool)


MEASURES = (
    # Wording: TF-IDF cosines of words and of runs of 2 to 4 characters,
    # edit distance, the weighted share of one clause that the other has.
    Measure(
        "word_tfidf",
        lambda p: p.cosine(p.words),
        "wording",
        rivals=True,
        proves=True,
    ),
    Measure(
        "character_tfidf",
        lambda p: p.cosine(p.characters),
        "wording",
        rivals=True,
        proves=True,
    ),
    Measure("fuzzy", _fuzzy, "wording", rivals=True),
    Measure(
        "word_containment",
        lambda p: p.containment(p.words),
        "wording",
        sided=True,
        rivals=True,
    ),
    Measure(
        "character_containment",
        lambda p: p.containment(p.characters),
        "wording",
        sided=True,
    ),
    # Sentences: how well each finds a partner in the other clause, by its
    # characters; and what it finds there and in no other clause.
    Measure(
        "sentences",
        lambda p: p.sentence_matches.each(SentenceMatches.coverage),
        "wording",
        sided=True,
        rivals=True,
    ),
    Measure(
        "strongest_sentence",
        lambda p: p.sentence_matches.reference.strongest(),
        "wording",
        rivals=True,
    ),
    Measure(
        "sentence_lead",
        lambda p: p.sentence_matches.each(SentenceMatches.lead),
        "wording",
        sided=True,
        beside=True,
    ),
    Measure(
        "sentences_won",
        lambda p: p.sentence_matches.each(SentenceMatches.won),
        "wording",
        sided=True,
        beside=True,
    ),
    # Numbers, cited titles 《》 and quoted terms “”.
    Measure("named_items", _named_items, "wording"),
    # Meaning: cosines of averaged word vectors, of whole clauses and of
    # sentences, what all clauses speak of taken away.
    Measure(
        "semantic",
        lambda p: p.inner(p.vectors),
        "meaning",
        rivals=True,
        needs="chinese",
        proves=True,
    ),
    Measure(
        "sentence_meaning",
        lambda p: p.sentence_meanings.each(SentenceMatches.coverage),
        "meaning",
        sided=True,
        rivals=True,
        needs="chinese",
    ),
    Measure(
        "strongest_meaning",
        lambda p: p.sentence_meanings.reference.strongest(),
        "meaning",
        rivals=True,
        needs="chinese",
    ),
    # The same by the sentence encoder, where it is asked for.
    Measure(
        "encoder",
        lambda p: p.inner(p.encoded),
        "meaning",
        rivals=True,
        needs="encoder",
        proves=True,
    ),
    # The same token by token: each against its best partner in the other
    # clause; how near either is to everything is taken away from the mean.
    Measure(
        "token_meaning",
        lambda p: _token_meaning(p, p.token_matches.whole),
        "meaning",
        rivals=True,
        needs="encoder",
    ),
    Measure(
        "tokens_met",
        lambda p: p.token_matches.whole,
        "meaning",
        sided=True,
        rivals=True,
        needs="encoder",
    ),
    Measure(
        "opening_tokens",
        lambda p: _token_meaning(p, p.token_matches.opposite),
        "subjects",
        rivals=True,
        needs="encoder",
    ),
    Measure(
        "opening_tokens_met",
        lambda p: p.token_matches.openings,
        "subjects",
        sided=True,
        rivals=True,
        needs="encoder",
    ),
    # Subjects: policy concepts, words with those of opening and headings
    # once more, the run-in titles or first phrases.
    Measure(
        "concept_tfidf",
        lambda p: p.cosine(p.concepts),
        "subjects",
        needs="chinese",
        proves=True,
    ),
    Measure(
        "concept_containment",
        lambda p: p.containment(p.concepts),
        "subjects",
        sided=True,
        needs="chinese",
    ),
    Measure(
        "subject_concepts",
        lambda p: p.cosine(p.subject_concepts),
        "subjects",
        rivals=True,
        needs="chinese",
    ),
    Measure(
        "subject_tfidf",
        lambda p: p.cosine(p.subjects),
        "subjects",
        rivals=True,
    ),
    Measure(
        "opening_tfidf",
        lambda p: p.cosine(p.openings),
        "subjects",
        rivals=True,
    ),
    Measure("opening_in", _opening_in_text, "subjects", sided=True),
    Measure(
        "opening_meaning",
        lambda p: p.inner(p.opening_vectors),
        "subjects",
        rivals=True,
        needs="chinese",
    ),
    Measure(
        "opening_meaning_in",
        lambda p: _across(p, p.opening_vectors, p.vectors),
        "subjects",
        sided=True,
        rivals=True,
        needs="chinese",
    ),
    # Heading: the headings above, and the part of the plan that they tell.
    Measure("heading_tfidf", lambda p: p.cosine(p.headings), "heading"),
    Measure("same_frame", _same_frame, "heading", needs="chinese"),
    Measure("other_part", _other_part, "heading", needs="chinese"),
    # Place, and how long the clauses are.
    Measure("position", position, "place"),
    Measure("length_ratio", _length_ratio, "setting"),
)
"""Every measure of two clauses."""


def measure(name: str) -> Measure:
    """Look up a measure by its name."""
    return next(row for row in MEASURES if row.name == name)
