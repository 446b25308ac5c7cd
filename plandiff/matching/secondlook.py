"""A second look at likely pairs, once the chances of all others are known.

The first look sets the measures of a pair beside those of its rivals. It
cannot know that a rival is itself no link, that the clauses under the same
headings belong together, or that a long clause has room for several links.
So where the first look leaves a chance, many small trees of questions [1]_
ask about the chances around the pair; their answers add up to log odds, and
what counts is a mean of both looks, in which the second weighs more.

References
----------
.. [1] Friedman (2001), Greedy function approximation: a gradient boosting
       machine, Annals of Statistics 29.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np

from plandiff.errors import AlignmentError
from plandiff.matching.features import (
    Features,
    other_side,
    rivals_of,
    shifted,
)
from plandiff.matching.pairs import Pairs
from plandiff.matching.spaces import Floats, Integers

__all__ = [
    "LIKELY",
    "SecondLook",
    "Tree",
    "log_odds",
    "one_side",
    "surroundings",
]

LIKELY = 0.01
"""Pairs below this probability are not looked at again."""

Tree: TypeAlias = "float | tuple[str, float, Tree, Tree]"
"""What a pair gets; or a feature, a bound, what to ask where the feature is
at most the bound, and what where it is more."""

_WEIGHT = 0.7
"""Of the second look. Chosen, with the size of the trees, on pairs of plans
that help to train: 0.5 and 1 ranked links less well."""
_EMPTY = 0.01
_FLOOR = 1e-4


@dataclass(frozen=True)
class SecondLook:
    """Trees of questions about likely pairs.

    Attributes
    ----------
    start : float
        Log odds of a pair before any question.
    trees : tuple of Tree
        What each adds to the log odds.
    """

    start: float
    trees: tuple[Tree, ...]

    @cached_property
    def features(self) -> frozenset[str]:
        """The features that the trees ask for."""
        return frozenset(
            name for tree in self.trees for name in _questions(tree)
        )

    def adds(self, pairs: Pairs, features: Features, first: Floats) -> Floats:
        """Tell by how much both looks together differ from the first.

        Parameters
        ----------
        pairs : Pairs
            Sorted by reference clause and then by target clause.
        features : dict of str to numpy.ndarray
            As from `plandiff.matching.features.pair_features`.
        first : numpy.ndarray
            Probability of each pair at the first look.

        Returns
        -------
        numpy.ndarray
            To be added to the log odds, one value per pair; 0 for pairs
            that are not looked at again.

        Raises
        ------
        AlignmentError
            If a feature is missing.
        """
        result = np.zeros(len(first))
        again = np.flatnonzero(first >= LIKELY)
        if not len(again):
            return result
        around = surroundings(pairs, first)
        table = {}
        for name in sorted(self.features):
            if name not in around and name not in features:
                raise AlignmentError(
                    f"corpora/models: a link model asks for {name!r}, which "
                    "this version does not compute. Train the model again: "
                    "python -m plandiff.training.links"
                )
            value = (
                around[name][again]
                if name in around
                else one_side(features, name, again)
            )
            table[name] = value
        second = np.full(len(again), self.start)
        every = np.arange(len(again))
        for tree in self.trees:
            _ask(tree, table, every, second)
        result[again] = _WEIGHT * (second - log_odds(first[again]))
        return result


def log_odds(probability: Floats) -> Floats:
    """Return log odds, for probabilities as near to 0 and 1 as they come."""
    inside = np.clip(probability, 1e-13, 1 - 1e-13)
    result: Floats = np.log(inside / (1 - inside))
    return result


def one_side(features: Features, name: str, chosen: Integers) -> Floats:
    """Average what a feature says of one side and of the other."""
    other = other_side(name)
    value = features[name][chosen]
    if other == name:
        return value
    result: Floats = (value + features[other][chosen]) / 2
    return result


def surroundings(pairs: Pairs, first: Floats) -> Features:
    """Describe the chances around each pair, alike from both sides.

    Parameters
    ----------
    pairs : Pairs
        Sorted by reference clause and then by target clause.
    first : numpy.ndarray
        Probability of each pair at the first look.

    Returns
    -------
    dict of str to numpy.ndarray
        One value per pair. ``chance_odds`` are the log odds of the first
        look, ``chance_neighbours`` and ``chance_crossed`` the mean chance
        of the pairs next to it in both documents, in order or crossed,
        ``chance_block`` that of all other pairs under the two headings,
        ``chance_sizes`` how unequal the documents are in length. The rest
        is measured from both sides, as the mean of the two and, followed
        by ``_least``, as the smaller: rank of the chance among the rivals,
        lead over the best other, best chance of the clause, chances of all
        other pairs of the clause added up, and over its length, its
        length, and the lead times that; the mean and the highest chance of
        the clause before and the one after, and of all others under the
        same heading, with the same partner; and all chances over the
        number of clauses.
    """
    odds = _odds(first)
    found = {
        "chance_odds": odds,
        "chance_neighbours": _mean(pairs, first, (-1, -1), (1, 1)),
        "chance_crossed": _mean(pairs, first, (-1, 1), (1, -1)),
    }
    blocks, sides = _headings(pairs)
    total = np.bincount(blocks.ravel(), first) if len(first) else np.zeros(0)
    own = np.prod([size[place] for size, place in sides], axis=0)
    rest = total[blocks] - first
    found["chance_block"] = rest / np.maximum(own - 1, 1)
    found["chance_around"] = np.log1p(np.maximum(rest, 0.0))
    height, width = len(pairs.reference), len(pairs.target)
    found["chance_sizes"] = np.full(len(first), abs(np.log(height / width)))
    both = [
        _side(pairs, first, odds, reference=reference)
        for reference in (True, False)
    ]
    for name in both[0]:
        pair = (both[0][name], both[1][name])
        found[f"chance_{name}"] = (pair[0] + pair[1]) / 2
        found[f"chance_{name}_least"] = np.minimum(*pair)
    return found


def _side(
    pairs: Pairs, first: Floats, odds: Floats, *, reference: bool
) -> Features:
    """Describe the chances around each pair as one side sees them."""
    side, other = pairs.reference, pairs.target
    groups, partners, step = pairs.rows, pairs.columns, (1, 0)
    if not reference:
        side, other = other, side
        groups, partners, step = partners, groups, (0, 1)
    best, rank = rivals_of(pairs)[0 if reference else 1].stand(first)
    rest = np.bincount(groups, first, len(side))[groups] - first
    rest = np.maximum(rest, 0.0)
    length = np.log1p(side.lengths)[groups]
    lead = odds - _odds(best)
    before = shifted(pairs, first, -step[0], -step[1])
    after = shifted(pairs, first, *step)
    heading = np.unique(side.paths, return_inverse=True)[1][groups]
    together = heading * len(other) + partners
    under = np.bincount(together, first)[together] - first
    size = np.bincount(np.unique(side.paths, return_inverse=True)[1])
    others = np.maximum(size[heading] - 1, 1)
    return {
        "rank": rank,
        "lead": lead,
        "best": np.maximum(best, first),
        "rest": np.log1p(rest),
        "rest_by_length": rest / np.maximum(length, 1.0),
        "length": length,
        "lead_by_length": lead * length / 5,
        "next": (before + after) / 2,
        "next_best": np.maximum(before, after),
        "siblings": np.maximum(under, 0.0) / others,
        "all": np.full(
            len(first), np.log(first.sum() / max(len(side), 1) + _EMPTY)
        ),
    }


def _headings(
    pairs: Pairs,
) -> tuple[Integers, list[tuple[Integers, Integers]]]:
    """Return the two headings of each pair, and how many clauses each has."""
    found = []
    for side, places in (
        (pairs.reference, pairs.rows),
        (pairs.target, pairs.columns),
    ):
        number = np.unique(side.paths, return_inverse=True)[1]
        found.append((np.bincount(number), number[places]))
    width = len(found[1][0])
    return found[0][1] * width + found[1][1], found


def _mean(pairs: Pairs, values: Floats, *steps: tuple[int, int]) -> Floats:
    """Average the values of pairs that stand beside each one."""
    total = sum(shifted(pairs, values, *step) for step in steps)
    result: Floats = np.asarray(total) / len(steps)
    return result


def _odds(probability: Floats) -> Floats:
    inside = np.clip(probability, _FLOOR, 1 - _FLOOR)
    result: Floats = np.log(inside / (1 - inside))
    return result


def _questions(tree: Tree) -> Iterator[str]:
    """List the features that a tree asks for."""
    if isinstance(tree, tuple):
        yield tree[0]
        yield from _questions(tree[2])
        yield from _questions(tree[3])


def _ask(tree: Tree, table: Features, some: Integers, total: Floats) -> None:
    """Add to some pairs what a tree gives them."""
    if not isinstance(tree, tuple):
        total[some] += tree
        return
    name, bound, low, high = tree
    below = table[name][some] <= bound
    _ask(low, table, some[below], total)
    _ask(high, table, some[~below], total)
