"""From probabilities to links, without a cut that must be tuned.

A fixed cut suits one kind of document only. Here each pair of documents
gets the cut that can be expected to serve it best, given its own
probabilities.
"""

from __future__ import annotations

import numpy as np

from plandiff.matching.spaces import Floats

__all__ = ["best_cut"]

_NOISE = 0.02


def best_cut(probability: Floats) -> float:
    """Find the cut that maximises the expected F1 of the links.

    Parameters
    ----------
    probability : numpy.ndarray
        Calibrated probability in [0, 1] of each pair.

    Returns
    -------
    float
        Lowest probability to accept, in (0, 1]; 1 where no pair has a
        probability of at least 0.02.

    Notes
    -----
    With the `k` likeliest pairs accepted, the expected number of right
    links is the sum of their probabilities, and the expected number of all
    links is the sum over all pairs; F1 is approximated by the ratio of
    expectations, ``2 * right / (k + all)`` [1]_. The best cut is about half
    of the best F1: low between plans that are hard to align, where no link
    is sure, and near one half between versions of a law.

    References
    ----------
    .. [1] Ye, Chai, Lee, Chieu (2012), Optimizing F-measure: a tale of two
           approaches, ICML.

    Examples
    --------
    >>> best_cut(np.array([0.95, 0.9, 0.4, 0.1]))
    0.9
    >>> best_cut(np.array([0.4, 0.35, 0.3, 0.1]))
    0.3
    """
    ordered = np.sort(probability[probability >= _NOISE])[::-1]
    if not len(ordered):
        return 1.0
    right = np.cumsum(ordered)
    expected = 2 * right / (np.arange(1, len(ordered) + 1) + right[-1])
    return float(ordered[np.argmax(expected)])
