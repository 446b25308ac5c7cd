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
_LEAST = 0.2
"""Less than this is no link, however unsure two documents leave us: plans
that have nothing to do with each other get none."""
_STRICT = 0.5
"""Power to which the share of major links is taken: readers differ in what
they call major, and one that is minor to this one is missed all the same."""


def best_cut(probability: Floats, major: Floats | None = None) -> float:
    """Find the cut that maximises the expected F1 of the links.

    Parameters
    ----------
    probability : numpy.ndarray
        Calibrated probability in [0, 1] of each pair.
    major : numpy.ndarray, optional
        Probability in (0, 1] that each pair, if it is a link, is a major
        one; by default all links are.

    Returns
    -------
    float
        Lowest probability to accept, from 0.2 to 1; 1 where no pair has a
        probability of at least 0.2.

    Notes
    -----
    What is listed should be right, minor links included, and no major link
    should be missing. So with the `k` likeliest pairs accepted, precision
    is the mean of their probabilities, and recall is the share of the
    expected major links among them, where a link counts as the square root
    of its probability to be major; F1 is approximated by that of the
    expectations [1]_. The best cut is low between plans that are hard to
    align, where no link is sure, and near one half between versions of a
    law.

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
    order = np.argsort(-probability, kind="stable")
    ordered = probability[order]
    ordered = ordered[ordered >= _NOISE]
    if not len(ordered) or ordered[0] < _LEAST:
        return 1.0
    share: Floats | float = 1.0
    if major is not None:
        share = major[order][: len(ordered)] ** _STRICT
    found = np.cumsum(ordered * share)
    precision = np.cumsum(ordered) / np.arange(1, len(ordered) + 1)
    recall = found / found[-1]
    expected = 2 * precision * recall / (precision + recall)
    expected[ordered < _LEAST] = 0.0
    return float(ordered[np.argmax(expected)])
