"""Where two texts run in one order: what the order says of a pair.

A plain-language version tells sentence after sentence what the original
tells, in other words: what stands between two sure links belongs together
though it may share no word. So both texts are read side by side from the
top. At each step both go on by a clause; or one goes on alone, so that its
clause joins the group of the one before (a split, a merger); or clauses of
one side are left out. Of all the ways to read so, each as likely as its
pairs and its steps make it, the share that passes a pair is how likely the
order makes that pair. This is the forward-backward algorithm of a pair
hidden Markov model (Durbin and others, Biological Sequence Analysis, 1998,
chapter 4).

How much the order may say is found out from the two texts themselves: the
pairs that are each other's likeliest are put in the order of one text, and
what counts is how many of them stand in that order in the other text, too.
The numbers below were chosen on two German pairs in `tests/cases/german`,
flood and statute, and so that pairs with moved clauses lose nothing;
`tests/benchmarks/bench_languages.py` shows the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from plandiff.matching.model import odds
from plandiff.matching.spaces import Floats, Integers
from plandiff.signature import fingerprint

__all__ = [
    "MOST_CELLS",
    "Order",
    "order_name",
    "read_in_order",
    "say_of_order",
    "with_order",
]

MOST_CELLS = 2_000_000
"""Texts with more pairs than that are not read in order: they would take
more than some 250 MB."""

_SURE = 0.3
"""The likeliest pair of both its clauses is an anchor from here on."""

_HALF_MOVED = 1.0
"""So many anchors in order, and so many out of it, are thought of besides
those found, so that no text is taken to be without a moved clause."""

_NO_SAY, _FULL_SAY = 0.4, 0.9
"""Share of anchors in order beyond chance, from 0 for texts in any order to
1, up to which the order has no say, and from which it has its full say."""

_SILENT = 0.2
"""So many pairs that belong together share no word that could show it."""

_ON, _ALONE = 0.5, 0.25
"""Weights of going on together, and of either side alone, where no clause is
left out: counted in the hand-made links, and made the same for both sides, so
that it does not matter which text is given first."""

_LEFT_OUT, _PAIRS_SEEN = 0.2, 30
"""After one pair in five, clauses are left out: taken as seen on 30 pairs, to
which what the two texts do is added."""

_ENDS, _CLAUSES_SEEN = 0.7, 5
"""Of the clauses left out, seven in ten are the last of their stretch: taken
as seen on five, likewise."""

_READINGS = 4
"""So often texts are read, each time with what was counted the time before."""


@dataclass(frozen=True, eq=False)
class Order:
    """What the order of two texts says of their pairs.

    Attributes
    ----------
    say : float
        From 0, where the texts do not run in one order, to 1.
    anchors : int
        How many pairs are each other's likeliest, and likely.
    share : float
        Share in [0, 1] of them, by confidence, that stand in one order.
    passed : numpy.ndarray
        Share in (0, 1) of the ways to read both texts that pass each pair;
        a pair out of order counts by how likely clauses move.
    shift : numpy.ndarray
        What the order adds to the log odds of each pair.
    """

    say: float
    anchors: int
    share: float
    passed: Floats
    shift: Floats


def order_name() -> str:
    """Return a short name for signatures: the steps and their weights."""
    choices = (
        *(_ON, _ALONE, _LEFT_OUT, _PAIRS_SEEN),
        *(_ENDS, _CLAUSES_SEEN, _READINGS, _SILENT),
        *(_SURE, _HALF_MOVED, _NO_SAY, _FULL_SAY),
    )
    return f"order-{fingerprint(repr(choices), length=8)}"


def read_in_order(
    rows: Integers,
    columns: Integers,
    confidence: Floats,
    size: tuple[int, int],
) -> Order | None:
    """Tell what the order of two texts says of their pairs.

    Parameters
    ----------
    rows, columns : numpy.ndarray of int
        The pairs: index of the reference clause and of the target clause.
    confidence : numpy.ndarray
        Probability of a link in [0, 1] of each pair, without the order.
    size : tuple of (int, int)
        Number of clauses of the reference and of the target.

    Returns
    -------
    Order or None
        None where the texts have more pairs of clauses than `MOST_CELLS`.

    Notes
    -----
    The order shifts the log odds from those of `confidence` towards those
    of `Order.passed`, by the part that it has to say. A clause that is left
    out may have moved: it finds its partner at any place, as often as
    anchors stand out of order. How often clauses are left out, and how
    many, is counted while reading, and the texts are read again.

    Examples
    --------
    Sure pairs, and between them one whose words say little:

    >>> places = np.arange(5)
    >>> likely = np.full((5, 5), 0.02)
    >>> likely[places, places] = [0.9, 0.9, 0.1, 0.9, 0.9]
    >>> rows, columns = (k.ravel() for k in np.indices((5, 5)))
    >>> found = read_in_order(rows, columns, likely.ravel(), (5, 5))
    >>> found.passed.reshape(5, 5)[2].round(2).tolist()
    [0.0, 0.06, 0.82, 0.06, 0.0]

    Four anchors are too few to be called an order:

    >>> found.say
    0.0
    """
    height, width = size
    if height * width > MOST_CELLS:
        return None
    likely = np.zeros(size)
    likely[rows, columns] = confidence
    anchors, share, moved = _anchors(likely)
    say = say_of_order(share, anchors)
    told = odds(likely)
    # Moved clauses: a partner at any place, by its odds.
    elsewhere = np.exp(told) * moved
    row_rest, column_rest = (elsewhere.sum(axis=k) for k in (1, 0))
    # One place of so many is right by chance; and words may be silent.
    likelier = np.exp(told) * np.sqrt(height * width)
    told = np.log((1 - _SILENT) * likelier + _SILENT)
    rests = np.log1p(row_rest), np.log1p(column_rest)
    left_out, ends = _LEFT_OUT, _ENDS
    for _ in range(_READINGS):
        read = _passed(told, *rests, _steps(left_out, ends))
        pairs = float(read.match.sum()) + 1  # the start counts as one
        skipped = float(read.row.sum() + read.column.sum())
        left_out = (read.gaps + _PAIRS_SEEN * _LEFT_OUT) / (
            pairs + _PAIRS_SEEN
        )
        ends = (read.gaps + _CLAUSES_SEEN * _ENDS) / (skipped + _CLAUSES_SEEN)
    out_of_order = np.maximum(
        elsewhere * (read.row / (1 + row_rest))[:, None],
        elsewhere * (read.column / (1 + column_rest))[None, :],
    )
    passed = (read.match + out_of_order)[rows, columns]
    shift = say * (odds(passed) - odds(confidence))
    return Order(say, anchors, share, np.clip(passed, 0.0, 1.0), shift)


def with_order(confidence: Floats, order: Order) -> Floats:
    """Let the order shift the confidences.

    Parameters
    ----------
    confidence : numpy.ndarray
        Probability in [0, 1] of each pair, without the order.
    order : Order
        As from `read_in_order`.

    Returns
    -------
    numpy.ndarray
        In [0, 1]; what is 0 stays 0.
    """
    shifted = 1.0 / (1.0 + np.exp(-(odds(confidence) + order.shift)))
    found: Floats = np.where(confidence > 0, shifted, 0.0)
    return found if order.say else confidence


def say_of_order(share: float, anchors: int) -> float:
    """Tell how much the order may say.

    Parameters
    ----------
    share : float
        Of the anchors, the share in [0, 1] that stands in one order.
    anchors : int
        How many there are.

    Returns
    -------
    float
        From 0 to 1: 0 up to four tenths of the way from chance to all
        anchors in order, 1 from nine tenths on.

    Notes
    -----
    Of `n` pairs in any order, some ``2 * sqrt(n)`` stand in one order by
    chance [1]_, so four or fewer always do.

    References
    ----------
    .. [1] Aldous, Diaconis (1999), Longest increasing subsequences: from
           patience sorting to the Baik-Deift-Johansson theorem, Bulletin
           of the American Mathematical Society 36.

    Examples
    --------
    >>> say_of_order(0.95, 30), say_of_order(0.4, 30)
    (1.0, 0.0)
    """
    chance = 2 / np.sqrt(max(anchors, 1))
    if chance >= 1:
        return 0.0
    beyond = (share - chance) / (1 - chance)
    part = (beyond - _NO_SAY) / (_FULL_SAY - _NO_SAY)
    return float(np.clip(part, 0.0, 1.0))


def _anchors(likely: Floats) -> tuple[int, float, float]:
    """Count the anchors; give the share in order and that of moved ones."""
    partner = likely.argmax(axis=1)
    rows = np.arange(len(likely))
    chosen = (likely.argmax(axis=0)[partner] == rows) & (
        likely[rows, partner] >= _SURE
    )
    places, weights = partner[chosen], likely[rows, partner][chosen]
    heaviest = np.zeros(len(places))
    for k, place in enumerate(places):
        before = heaviest[:k][places[:k] < place]
        heaviest[k] = weights[k] + before.max(initial=0.0)
    total = float(weights.sum())
    kept = float(heaviest.max(initial=0.0))
    moved = (total - kept + _HALF_MOVED) / (total + 2 * _HALF_MOVED)
    return len(places), kept / total if total else 0.0, moved


class _Steps(NamedTuple):
    """Logarithms of the weights of the steps."""

    on: float
    alone: float
    leave: float
    more: float
    back: float

    def backwards(self) -> _Steps:
        """Where clauses are left out, the last becomes the first."""
        return self._replace(leave=self.back, back=self.leave)


def _steps(left_out: float, ends: float) -> _Steps:
    """Weigh the steps by how often and how many clauses are left out."""
    go = 1 - left_out
    between = (1 - ends) / 2
    weights = (go * _ON, go * _ALONE, left_out / 2, between, ends)
    return _Steps(*(float(np.log(weight)) for weight in weights))


class _Read(NamedTuple):
    """How often reading passes each pair and leaves out each clause.

    And how often it begins to leave out clauses, all in all.
    """

    match: Floats
    row: Floats
    column: Floats
    gaps: float


def _passed(
    told: Floats, row_rest: Floats, column_rest: Floats, steps: _Steps
) -> _Read:
    """Read both texts in all ways.

    All are logarithms: of what each pair makes likelier, and each clause
    that is left out. The ways up to a pair and those from it on are added
    up apart; those from it on are read backwards, sides exchanged, so that
    here too clauses of the first side are left out before the second's.
    """
    match, row, column = _ways(told, row_rest, column_rest, steps)
    turned = _ways(
        told[::-1, ::-1].T,
        column_rest[::-1],
        row_rest[::-1],
        steps.backwards(),
    )
    match_on, column_on, row_on = (ways[::-1, ::-1].T for ways in turned)
    whole = np.logaddexp(
        match[-1, -1] + steps.on,
        np.logaddexp(row[-1, -1], column[-1, -1]) + steps.back,
    )
    rows_on, columns_on = row_on[:-1, :] - whole, column_on[:, :-1] - whole
    return _Read(
        np.exp(match[1:, 1:] + match_on[:-1, :-1] - told - whole),
        np.exp(row[1:, :] - row_rest[:, None] + rows_on).sum(axis=1),
        np.exp(column[:, 1:] - column_rest + columns_on).sum(axis=0),
        float(
            np.exp(match[:-1, :] + steps.leave + rows_on).sum()
            + np.exp(match[:, :-1] + steps.leave + columns_on).sum()
        ),
    )


def _ways(
    told: Floats, row_rest: Floats, column_rest: Floats, steps: _Steps
) -> tuple[Floats, Floats, Floats]:
    """Add up the ways to read so far, in logarithms, for three states.

    After so many clauses of each side: the last two are a pair, the last
    row was left out, the last column was.
    """
    height, width = told.shape
    shape = height + 1, width + 1
    match, row, column = (np.full(shape, -np.inf) for _ in range(3))
    match[0, 0] = 0.0
    for read in range(1, height + width + 1):
        i = np.arange(max(0, read - width), min(height, read) + 1)
        j = read - i
        here, above = (i[i > 0], j[i > 0]), (i[i > 0] - 1, j[i > 0])
        row[here] = row_rest[above[0]] + np.logaddexp(
            match[above] + steps.leave, row[above] + steps.more
        )
        here, before = (i[j > 0], j[j > 0]), (i[j > 0], j[j > 0] - 1)
        column[here] = column_rest[before[1]] + np.logaddexp(
            match[before] + steps.leave,
            np.logaddexp(column[before], row[before]) + steps.more,
        )
        i, j = i[(i > 0) & (j > 0)], j[(i > 0) & (j > 0)]
        corner = i - 1, j - 1
        alone = np.logaddexp(match[i, j - 1], match[i - 1, j]) + steps.alone
        left = np.logaddexp(row[corner], column[corner]) + steps.back
        match[i, j] = told[corner] + np.logaddexp(
            np.logaddexp(match[corner] + steps.on, alone), left
        )
    return match, row, column
