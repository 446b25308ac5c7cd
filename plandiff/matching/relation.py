"""Whether two documents have anything to do with each other.

Statutes on dogs and on tobacco share whole clauses: when they come into
force, who is liable, who may complain. Such formulas are links between two
versions of a law and between no others. What tells the two cases apart is
not in the clauses but in the documents: of which rare words they speak.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from plandiff.matching.knowledge.background import load_background
from plandiff.matching.sides import Side, Words
from plandiff.matching.spaces import Floats

__all__ = ["common_ground", "related", "telling"]

_COMMONPLACE, _RARE = 4.0, 7.0
"""Minus the natural logarithm of the share of policy text in which a word
stands: below the first it tells nothing, above the second no more."""
_FEW = 20
"""Documents of fewer clauses are too short to be called unrelated."""
_BOUND, _WIDTH = 0.07, 0.006
"""Where two documents are as likely related as not, and how sharply: some
nineteen in twenty pairs of statutes drawn at random lie below, all documents
whose links train above (``tests/benchmarks/bench_unrelated.py --ground``)."""


def common_ground(reference: Side, target: Side) -> float:
    """Tell how alike the rare words are of which two documents speak.

    Parameters
    ----------
    reference, target : Side
        The prepared documents.

    Returns
    -------
    float
        In [0, 1]: the cosine of the words' rarity in policy text, less
        what is commonplace, times the root of the share of clauses that
        have the word. A language of which the background knows no word
        has no commonplace ones, so its documents all share some ground.

    Examples
    --------
    >>> from plandiff.matching.sides import prepare
    >>> dogs = prepare(["养犬应当办理登记", "犬只不得进入学校"])
    >>> tobacco = prepare(["烟草专卖品应当办理许可证"])
    >>> common_ground(dogs, dogs) > 0.99, common_ground(dogs, tobacco) < 0.1
    (True, True)
    """
    shares = [_shares(side) for side in (reference, target)]
    words = sorted(shares[0].keys() | shares[1].keys())
    weights = _weights(words)
    left, right = (
        np.sqrt([side.get(word, 0.0) for word in words]) * weights
        for side in shares
    )
    lengths = np.linalg.norm(left) * np.linalg.norm(right)
    return float(left @ right / lengths) if lengths else 1.0


def related(reference: Side, target: Side) -> float:
    """Give the probability that two documents have to do with each other.

    Parameters
    ----------
    reference, target : Side
        The prepared documents.

    Returns
    -------
    float
        In (0, 1]; 1 where either has fewer than twenty clauses.
    """
    if min(len(reference), len(target)) < _FEW:
        return 1.0
    beyond = (common_ground(reference, target) - _BOUND) / _WIDTH
    return float(1.0 / (1.0 + np.exp(-np.clip(beyond, -30.0, 30.0))))


def telling(words: Words) -> float:
    """Add up the rarity of the words of a clause, less what is commonplace.

    A formula that many statutes have says little that is rare.
    """
    return float(_weights(sorted(set(words))).sum())


def _shares(side: Side) -> dict[str, float]:
    """Return the share of clauses in which each word stands."""
    counts = Counter(word for words in side.words for word in set(words))
    return {word: n / len(side) for word, n in counts.items()}


def _weights(words: list[str]) -> Floats:
    """Weigh words by rarity; numbers and single characters say nothing."""
    rarity = np.clip(load_background().idf(words), None, _RARE) - _COMMONPLACE
    says = [len(word) > 1 and not word[0].isdigit() for word in words]
    result: Floats = np.maximum(rarity, 0.0) * says
    return result
