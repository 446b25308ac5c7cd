"""A second look at each pair: its likelihood among those of its rivals.

The first model weighs each pair by itself. Which pairs it finds likely then
says more: a clause that already has a sure partner seldom has another, and
links come in runs, since clauses that stood together mostly stay together.
Order is evidence here, not law.
"""

from __future__ import annotations

import numpy as np

from plandiff.matching.comparison import Comparison
from plandiff.matching.features import (
    Features,
    reciprocal_rank,
    rival,
    shifted,
)
from plandiff.matching.spaces import Floats

__all__ = ["context_features", "odds"]

_FLOOR = 1e-4
_SHARE_PRIOR = 0.05
_KEPT = (
    "semantic",
    "strongest_sentence",
    "sentence_lead_reference",
    "sentence_lead_target",
    "sentences_won_reference",
    "sentences_won_target",
    "opening_in_reference",
    "opening_in_target",
    "named_items",
    "position",
    "word_tfidf",
    "character_tfidf",
    "word_containment_reference",
    "word_containment_target",
    "unexplained_reference",
    "unexplained_target",
    "fuzzy",
    "opening_tfidf",
    "heading_tfidf",
    "length_ratio",
    "length_reference",
    "length_target",
    "documents_characters",
    "sentences_reference",
    "sentences_target",
    "section",
    "neighbours",
    "blend",
)


def context_features(
    pairs: Comparison, features: Features, likelihood: Floats
) -> Features:
    """Describe each pair by its likelihood, its rivals' and its neighbours'.

    Parameters
    ----------
    pairs : Comparison
        The scored pairs, sorted by reference clause, then target clause.
    features : dict of str to numpy.ndarray
        As from `plandiff.matching.features.pair_features`.
    likelihood : numpy.ndarray
        Probability in [0, 1] that the first model gives each pair.

    Returns
    -------
    dict of str to numpy.ndarray
        One value per pair: ``first`` (log odds of the first model), for
        each side ``lead``, ``rival`` (log odds), ``others`` (summed
        likelihood of the rivals), ``rank`` and ``share``; ``mutual`` (the
        lower of the ranks); what stands before and after in both plans;
        and the main measures as they are.
    """
    first = odds(likelihood)
    found: Features = {"first": first}
    for side, groups in (
        ("reference", pairs.rows),
        ("target", pairs.columns),
    ):
        best = odds(rival(likelihood, groups))
        total = np.bincount(groups, likelihood)[groups]
        found |= {
            f"first_lead_{side}": first - best,
            f"first_rival_{side}": best,
            f"first_others_{side}": total - likelihood,
            f"first_rank_{side}": reciprocal_rank(likelihood, groups),
            f"first_share_{side}": likelihood / (total + _SHARE_PRIOR),
        }
    found["first_mutual"] = np.minimum(
        found["first_rank_reference"], found["first_rank_target"]
    )
    near = [shifted(pairs, likelihood, step, step) for step in (-1, 1)]
    far = [shifted(pairs, likelihood, step, step) for step in (-2, 2)]
    found["run_strongest"] = np.maximum(*near)
    found["run_sum"] = near[0] + near[1] + (far[0] + far[1]) / 2
    found["beside_in_target"] = np.maximum(
        shifted(pairs, likelihood, 0, -1), shifted(pairs, likelihood, 0, 1)
    )
    found["beside_in_reference"] = np.maximum(
        shifted(pairs, likelihood, -1, 0), shifted(pairs, likelihood, 1, 0)
    )
    return found | {name: features[name] for name in _KEPT}


def odds(probability: Floats) -> Floats:
    """Return log odds, for probabilities from 0.0001 to 0.9999.

    Examples
    --------
    >>> odds(np.array([0.5, 0.0])).round(2).tolist()
    [0.0, -9.21]
    """
    inside = np.clip(probability, _FLOOR, 1.0 - _FLOOR)
    result: Floats = np.log(inside / (1.0 - inside))
    return result
