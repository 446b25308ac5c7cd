"""Other ways to link clauses, set up for Chinese as well as they allow.

Each scorer turns two lists of texts into a matrix of scores in [0, 1]; a
decoder turns the matrix and a cut into links. Cut and decoder are tuned on
other documents (`tune`), as a careful user would.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from sklearn.feature_extraction.text import TfidfVectorizer

from plandiff.text.characters import fold
from plandiff.text.tokens import words
from plandiff.training.gold import GoldPair

Scores = NDArray[np.float64]
Scorer = Callable[[list[str], list[str]], Scores]
Decoder = Callable[[Scores, float], list[tuple[int, int]]]

CUTS = tuple(np.round(np.arange(0.04, 0.9, 0.04), 2))


def tfidf_characters(reference: list[str], target: list[str]) -> Scores:
    """Cosine of TF-IDF over character 2- to 4-grams."""
    return _tfidf(reference, target, analyzer="char", ngram_range=(2, 4))


def tfidf_words(reference: list[str], target: list[str]) -> Scores:
    """Cosine of TF-IDF over the words of our own tokenizer."""
    return _tfidf(reference, target, analyzer=words)


def _tfidf(
    reference: list[str], target: list[str], **options: object
) -> Scores:
    vectorizer = TfidfVectorizer(sublinear_tf=True, **options)
    matrix = vectorizer.fit_transform([fold(t) for t in (*reference, *target)])
    left, right = matrix[: len(reference)], matrix[len(reference) :]
    return np.asarray((left @ right.T).todense())


def rapidfuzz_ratio(reference: list[str], target: list[str]) -> Scores:
    """Normalized insertions and deletions between whole clauses."""
    return process.cdist(reference, target, scorer=fuzz.ratio) / 100.0


def rapidfuzz_words(reference: list[str], target: list[str]) -> Scores:
    """Token-set ratio over segmented words, which it needs for Chinese."""
    left, right = (
        [" ".join(words(text)) for text in texts]
        for texts in (reference, target)
    )
    return process.cdist(left, right, scorer=fuzz.token_set_ratio) / 100.0


def difflib_ratio(reference: list[str], target: list[str]) -> Scores:
    """Ratio of the standard library; a cheap bound spares hopeless pairs."""
    scores = np.zeros((len(reference), len(target)))
    for column, later in enumerate(target):
        matcher = SequenceMatcher(None, "", later, autojunk=False)
        for row, earlier in enumerate(reference):
            matcher.set_seq1(earlier)
            if matcher.quick_ratio() >= 0.3:
                scores[row, column] = matcher.ratio()
    return scores


def string_grouper(reference: list[str], target: list[str]) -> Scores:
    """Cosine over character 2-grams, by string_grouper in its own Python.

    Its defaults delete Chinese characters and count 3-grams; here only
    blanks are dropped.
    """
    program = Path(__file__).with_name("peer_string_grouper.py")
    found = subprocess.run(
        [os.environ["PLANDIFF_PEERS"], str(program)],
        input=json.dumps([reference, target]),
        stdout=subprocess.PIPE,  # what went wrong there is shown here
        text=True,
        check=True,
    )
    scores = np.zeros((len(reference), len(target)))
    for row, column, score in json.loads(found.stdout):
        scores[int(row), int(column)] = score
    return scores


def scorers() -> dict[str, Scorer]:
    """Name the scorers; string_grouper only where it can be run."""
    found: dict[str, Scorer] = {
        "TF-IDF characters": tfidf_characters,
        "TF-IDF words": tfidf_words,
        "RapidFuzz ratio": rapidfuzz_ratio,
        "RapidFuzz words": rapidfuzz_words,
        "difflib": difflib_ratio,
    }
    if os.environ.get("PLANDIFF_PEERS"):
        found["string_grouper"] = string_grouper
    return found


def best_for_target(scores: Scores, cut: float) -> list[tuple[int, int]]:
    """Link each target clause with its best partner above the cut."""
    rows = scores.argmax(axis=0)
    return [
        (int(row), column)
        for column, row in enumerate(rows)
        if scores[row, column] >= cut
    ]


def best_for_either(scores: Scores, cut: float) -> list[tuple[int, int]]:
    """Link each clause of either side with its best partner."""
    turned = {(row, column) for column, row in best_for_target(scores.T, cut)}
    return sorted({*best_for_target(scores, cut), *turned})


def best_for_both(scores: Scores, cut: float) -> list[tuple[int, int]]:
    """Link two clauses that are each other's best partner."""
    turned = {(row, column) for column, row in best_for_target(scores.T, cut)}
    return [link for link in best_for_target(scores, cut) if link in turned]


def in_order(scores: Scores, cut: float) -> list[tuple[int, int]]:
    """Link clauses in order by dynamic programming, with 1:2 and 2:1.

    Maximizes the sum of scores above the cut over monotone links, as
    sentence aligners of parallel texts do.
    """
    gain = scores - cut
    height, width = scores.shape
    best = np.zeros((height + 1, width + 1))
    step = np.zeros((height + 1, width + 1), dtype=int)
    moves = ((1, 0), (0, 1), (1, 1), (2, 1), (1, 2))
    for i in range(height + 1):
        for j in range(width + 1):
            if not i and not j:
                continue
            choices = [
                (best[i - a, j - b] + _gain(gain, i, j, a, b), number)
                for number, (a, b) in enumerate(moves)
                if i >= a and j >= b
            ]
            best[i, j], step[i, j] = max(choices)
    links = []
    i, j = height, width
    while i or j:
        a, b = moves[step[i, j]]
        if a and b:
            links += [
                (row, column)
                for row in range(i - a, i)
                for column in range(j - b, j)
            ]
        i, j = i - a, j - b
    return links


def _gain(gain: Scores, i: int, j: int, a: int, b: int) -> float:
    return float(gain[i - a : i, j - b : j].sum()) if a and b else 0.0


BEST_PARTNER: tuple[Decoder, ...] = (
    best_for_target,
    best_for_either,
    best_for_both,
)


def f1(pair: GoldPair, links: Iterable[tuple[int, int]]) -> float:
    """Precision over links to judged clauses, recall over major ones.

    A link that one of two readers made counts neither way.
    """
    left, right = list(pair.reference), list(pair.target)
    found = {
        link
        for row, column in links
        if (link := (left[row].id, right[column].id))[1] in pair.judged
    } - pair.unsure
    major = {link for link, strong in pair.strength.items() if strong}
    hits = len(found & pair.strength.keys())
    if not found or not hits:
        return 0.0
    precision, recall = hits / len(found), len(found & major) / len(major)
    return 2 * precision * recall / max(precision + recall, 1e-9)


def tune(
    pairs: Sequence[GoldPair],
    matrices: Sequence[Scores],
    decoders: Sequence[Decoder],
    cuts: Sequence[float] = CUTS,
) -> dict[bool, list[list[tuple[int, int]]]]:
    """Decode each pair with the setting that is best on other documents.

    Returns
    -------
    dict of bool to list
        Links of each pair; under True the setting was chosen on the other
        documents of the same collection, under False on all others, each
        collection with the same weight.
    """
    settings = [(decoder, cut) for decoder in decoders for cut in cuts]
    decoded = [
        [decoder(matrix, cut) for decoder, cut in settings]
        for matrix in matrices
    ]
    value = np.array(
        [
            [f1(pair, links) for links in row]
            for pair, row in zip(pairs, decoded, strict=True)
        ]
    )
    collections = sorted({pair.collection for pair in pairs})
    result: dict[bool, list[list[tuple[int, int]]]] = {True: [], False: []}
    for place, pair in enumerate(pairs):
        means = {}
        for collection in collections:
            others = [
                number
                for number, other in enumerate(pairs)
                if other.collection == collection
                and not other.sources & pair.sources
            ]
            if others:
                means[collection] = value[others].mean(axis=0)
        overall = np.mean(list(means.values()), axis=0)
        own = int(means.get(pair.collection, overall).argmax())
        every = int(overall.argmax())
        result[True].append(decoded[place][own])
        result[False].append(decoded[place][every])
    return result
