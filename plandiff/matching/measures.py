"""How alike two clauses are, one function per measure, all in [0, 1].

Each function takes a `Comparison` and returns one number per pair of it.
To use one alone::

    >>> from plandiff.matching.pairs import compare
    >>> both = compare(["发展农村电商"], ["推进农村电商发展"])
    >>> fuzzy(both).round(2)
    array([0.57])

Measures disagree on purpose: a split clause lies wholly inside the old one
(containment) though the two differ much in length (cosine, edit distance);
a rewritten one shares subjects (words, meaning) and no phrase (characters).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from plandiff.matching import spaces
from plandiff.matching.pairs import Comparison
from plandiff.matching.spaces import Floats

__all__ = [
    "character_containment",
    "character_tfidf",
    "concept_containment",
    "concept_tfidf",
    "encoder",
    "encoder_opening",
    "encoder_opening_in",
    "fuzzy",
    "heading_tfidf",
    "length_ratio",
    "named_items",
    "opening_in_text",
    "opening_meaning",
    "opening_meaning_in",
    "opening_tfidf",
    "other_part",
    "position",
    "same_frame",
    "semantic",
    "sentence_coverage",
    "sentence_lead",
    "sentence_meaning",
    "sentences_won",
    "strongest_meaning",
    "strongest_sentence",
    "subject_concepts",
    "subject_tfidf",
    "word_containment",
    "word_tfidf",
]

Names = NDArray[np.str_]

_EDIT_LENGTH = 2000
_ITEM_SCALE = 3.0


def word_tfidf(pairs: Comparison) -> Floats:
    """Compare words and the words inside them, rare ones counting more.

    Returns
    -------
    numpy.ndarray
        Cosine of TF-IDF vectors over words, one per pair, in [0, 1].
    """
    return spaces.cosine(pairs.words, pairs.rows, pairs.columns)


def character_tfidf(pairs: Comparison) -> Floats:
    """Compare runs of two to four characters, rare ones counting more.

    Returns
    -------
    numpy.ndarray
        Cosine of TF-IDF vectors over character 2- to 4-grams, in [0, 1].
    """
    return spaces.cosine(pairs.characters, pairs.rows, pairs.columns)


def fuzzy(pairs: Comparison) -> Floats:
    """Compare character by character, in order.

    Returns
    -------
    numpy.ndarray
        RapidFuzz's ``ratio``: twice the longest common subsequence over
        the summed lengths, of letters and digits, in [0, 1]; 0 where a
        text has none. Texts are compared up to their 2,000th letter.
    """
    left = [text[:_EDIT_LENGTH] for text in pairs.reference.keys]
    right = [text[:_EDIT_LENGTH] for text in pairs.target.keys]
    scores = process.cpdist(
        [left[row] for row in pairs.rows],
        [right[column] for column in pairs.columns],
        scorer=fuzz.ratio,
    )
    empty = _empty(left)[pairs.rows] | _empty(right)[pairs.columns]
    return np.where(empty, 0.0, scores.astype(float) / 100.0)


def word_containment(pairs: Comparison) -> tuple[Floats, Floats]:
    """Measure how much of each clause's words the other has.

    Returns
    -------
    tuple of numpy.ndarray
        Share of the reference's words, weighted by rarity, that the target
        has, and of the target's that the reference has; each in [0, 1].
    """
    return spaces.containment(pairs.words, pairs.rows, pairs.columns)


def character_containment(pairs: Comparison) -> tuple[Floats, Floats]:
    """Measure how much of each clause's character runs the other has.

    Returns
    -------
    tuple of numpy.ndarray
        As `word_containment`, over character 2- to 4-grams.
    """
    return spaces.containment(pairs.characters, pairs.rows, pairs.columns)


def sentence_coverage(pairs: Comparison) -> tuple[Floats, Floats]:
    """Measure how well each sentence finds a partner in the other clause.

    Returns
    -------
    tuple of numpy.ndarray
        The mean, over the sentences of the reference clause and weighted
        by their length, of the best cosine with a sentence of the target
        clause; and the same from the target's side. Each in [0, 1].
    """
    forward, backward = pairs.sentence_matches
    return forward.coverage(), backward.coverage()


def sentence_lead(pairs: Comparison) -> tuple[Floats, Floats]:
    """Measure what the sentences of a clause find here and nowhere else.

    Returns
    -------
    tuple of numpy.ndarray
        The mean, over the sentences of the reference clause, of how much
        their best partner in this target clause beats their best partner
        in any other; and the same from the target's side. Each in [0, 1].
    """
    forward, backward = pairs.sentence_matches
    return forward.lead(), backward.lead()


def sentences_won(pairs: Comparison) -> tuple[Floats, Floats]:
    """Measure which part of a clause has its best partner in the other.

    Returns
    -------
    tuple of numpy.ndarray
        The share of the reference clause, by length and weighted by
        likeness, whose sentences find their best partner of the whole
        target in this clause; and the reverse. Each in [0, 1].
    """
    forward, backward = pairs.sentence_matches
    return forward.won(), backward.won()


def strongest_sentence(pairs: Comparison) -> Floats:
    """Compare the two sentences that are most alike.

    Returns
    -------
    numpy.ndarray
        Cosine over character 2- and 3-grams, in [0, 1].
    """
    return pairs.sentence_matches[0].strongest()


def semantic(pairs: Comparison) -> Floats:
    """Compare meaning, by word vectors learned from policy text.

    The vectors know which words stand near each other and which tell the
    clauses of one document apart; see `plandiff.training.background`.

    Returns
    -------
    numpy.ndarray
        Cosine of averaged word vectors, rare words counting more and what
        all clauses speak of taken away; in [0, 1], negative ones as 0. 0
        where a text has no known word, as in other languages.
    """
    return spaces.inner(*pairs.vectors, pairs.rows, pairs.columns)


def sentence_meaning(pairs: Comparison) -> tuple[Floats, Floats]:
    """Measure how well each sentence finds its meaning in the other clause.

    Returns
    -------
    tuple of numpy.ndarray
        As `sentence_coverage`, by word vectors instead of characters.
    """
    forward, backward = pairs.sentence_meanings
    return forward.coverage(), backward.coverage()


def strongest_meaning(pairs: Comparison) -> Floats:
    """Compare the two sentences whose meanings are most alike.

    Returns
    -------
    numpy.ndarray
        Cosine of averaged word vectors, in [0, 1].
    """
    return pairs.sentence_meanings[0].strongest()


def subject_tfidf(pairs: Comparison) -> Floats:
    """Compare words, those of opening and headings counting once more.

    Returns
    -------
    numpy.ndarray
        Cosine of TF-IDF vectors over words, in [0, 1].
    """
    return spaces.cosine(pairs.subjects, pairs.rows, pairs.columns)


def concept_tfidf(pairs: Comparison) -> Floats:
    """Compare the policy concepts that the clauses name.

    Returns
    -------
    numpy.ndarray
        Cosine of TF-IDF vectors over the concepts of
        `plandiff.matching.knowledge.concepts`, in [0, 1]; 0 where a clause
        names none.
    """
    return spaces.cosine(pairs.concepts, pairs.rows, pairs.columns)


def concept_containment(pairs: Comparison) -> tuple[Floats, Floats]:
    """Measure how many of each clause's concepts the other names.

    Returns
    -------
    tuple of numpy.ndarray
        As `word_containment`, over policy concepts.
    """
    return spaces.containment(pairs.concepts, pairs.rows, pairs.columns)


def subject_concepts(pairs: Comparison) -> Floats:
    """Compare concepts, those of opening and headings counting once more.

    Returns
    -------
    numpy.ndarray
        Cosine of TF-IDF vectors over policy concepts, in [0, 1].
    """
    return spaces.cosine(pairs.subject_concepts, pairs.rows, pairs.columns)


def opening_meaning(pairs: Comparison) -> Floats:
    """Compare the meaning of run-in titles, or first phrases.

    Returns
    -------
    numpy.ndarray
        Cosine of averaged word vectors, in [0, 1].
    """
    return spaces.inner(*pairs.opening_vectors, pairs.rows, pairs.columns)


def opening_meaning_in(pairs: Comparison) -> tuple[Floats, Floats]:
    """Compare the meaning of each clause's opening with the other clause.

    Returns
    -------
    tuple of numpy.ndarray
        Cosine of averaged word vectors, in [0, 1]: the reference's opening
        with the target's text, and the reverse.
    """
    return _across(pairs, pairs.opening_vectors, pairs.vectors)


def encoder(pairs: Comparison) -> Floats:
    """Compare meaning, by the sentence encoder of the `semantic` extra.

    Returns
    -------
    numpy.ndarray
        Cosine of the vectors, what all clauses speak of taken away; in
        [0, 1], negative ones as 0.

    Raises
    ------
    AlignmentError
        If the `semantic` extra is not installed.
    """
    return spaces.inner(*pairs.encoded, pairs.rows, pairs.columns)


def encoder_opening(pairs: Comparison) -> Floats:
    """Compare the meaning of openings, by the sentence encoder.

    Returns
    -------
    numpy.ndarray
        As `encoder`.
    """
    return spaces.inner(*pairs.encoded_openings, pairs.rows, pairs.columns)


def encoder_opening_in(pairs: Comparison) -> tuple[Floats, Floats]:
    """Compare openings with the other clause, by the sentence encoder.

    Returns
    -------
    tuple of numpy.ndarray
        As `opening_meaning_in`, by the sentence encoder.
    """
    return _across(pairs, pairs.encoded_openings, pairs.encoded)


def opening_tfidf(pairs: Comparison) -> Floats:
    """Compare run-in titles, or first phrases, by their words.

    Returns
    -------
    numpy.ndarray
        Cosine of TF-IDF vectors over the words of the openings, in [0, 1].
    """
    return spaces.cosine(pairs.openings, pairs.rows, pairs.columns)


def opening_in_text(pairs: Comparison) -> tuple[Floats, Floats]:
    """Measure how much of each clause's opening the other clause takes up.

    Returns
    -------
    tuple of numpy.ndarray
        Share of the words, weighted by rarity, of the reference's opening
        that the target's text or headings have; and the reverse. Each in
        [0, 1].
    """
    forward, _ = spaces.containment(
        pairs.reference_openings, pairs.rows, pairs.columns
    )
    _, backward = spaces.containment(
        pairs.target_openings, pairs.rows, pairs.columns
    )
    return forward, backward


def heading_tfidf(pairs: Comparison) -> Floats:
    """Compare the headings above the clauses.

    Returns
    -------
    numpy.ndarray
        Cosine of TF-IDF vectors over character 2-grams, in [0, 1]; 0 where
        a clause stands under no heading.
    """
    return spaces.cosine(pairs.headings, pairs.rows, pairs.columns)


def same_frame(pairs: Comparison) -> Floats:
    """Tell whether both clauses stand in one part of the plans' frame.

    Returns
    -------
    numpy.ndarray
        1 where both stand in the situation, or both among the aims, by the
        headings above them (`plandiff.text.planparts`); else 0.
    """
    left, right = _plan_parts(pairs)
    found: Floats = np.array((left == right) & (left != "measures"), float)
    return found


def other_part(pairs: Comparison) -> Floats:
    """Tell whether the clauses stand in different parts of the plans.

    Returns
    -------
    numpy.ndarray
        1 where one stands in the situation or among the aims and the other
        elsewhere; else 0.
    """
    left, right = _plan_parts(pairs)
    found: Floats = np.array(left != right, float)
    return found


def named_items(pairs: Comparison) -> Floats:
    """Compare numbers, cited titles 《》 and quoted terms “”.

    Returns
    -------
    numpy.ndarray
        ``1 - exp(-w / 3)`` of the summed rarity `w` of shared items, in
        [0, 1]: 0 when none is shared.
    """
    shared = spaces.overlap(pairs.named, pairs.rows, pairs.columns)
    return 1.0 - np.exp(-shared / _ITEM_SCALE)


def position(pairs: Comparison) -> Floats:
    """Compare where in its document each clause stands.

    Returns
    -------
    numpy.ndarray
        1 less the distance of the relative places, in [0, 1].
    """
    left = pairs.rows / max(len(pairs.reference) - 1, 1)
    right = pairs.columns / max(len(pairs.target) - 1, 1)
    return 1.0 - np.abs(left - right)


def length_ratio(pairs: Comparison) -> Floats:
    """Compare how long the clauses are.

    Returns
    -------
    numpy.ndarray
        Letters of the shorter over letters of the longer, in [0, 1].
    """
    left = pairs.reference.lengths[pairs.rows]
    right = pairs.target.lengths[pairs.columns]
    return np.minimum(left, right) / np.maximum(np.maximum(left, right), 1.0)


def _across(
    pairs: Comparison,
    openings: tuple[Floats, Floats],
    texts: tuple[Floats, Floats],
) -> tuple[Floats, Floats]:
    """Compare the openings of each side with the texts of the other."""
    return (
        spaces.inner(openings[0], texts[1], pairs.rows, pairs.columns),
        spaces.inner(texts[0], openings[1], pairs.rows, pairs.columns),
    )


def _plan_parts(
    pairs: Comparison,
) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    """Return the part in which each clause of each pair stands."""
    return (
        pairs.reference.plan_parts[pairs.rows],
        pairs.target.plan_parts[pairs.columns],
    )


def _empty(texts: list[str]) -> NDArray[np.bool_]:
    return np.array([not text for text in texts], dtype=bool)
