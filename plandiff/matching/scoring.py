"""Score the pairs of two documents: from clauses to probabilities."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from plandiff.document import Document
from plandiff.matching.candidates import candidates
from plandiff.matching.cut import best_cut
from plandiff.matching.features import Features, other_side, pair_features
from plandiff.matching.measures import MEASURES
from plandiff.matching.model import LinkModel, load_model
from plandiff.matching.options import AlignOptions
from plandiff.matching.order import Order, read_in_order, with_order
from plandiff.matching.pairs import Pairs
from plandiff.matching.relation import related, telling
from plandiff.matching.sides import Side, side_of
from plandiff.matching.spaces import Floats, Integers
from plandiff.text.characters import is_chinese

__all__ = [
    "ORDER",
    "ORDER_SHIFT",
    "Scored",
    "both_chinese",
    "model_for",
    "score",
    "shared_terms",
]

ORDER, ORDER_SHIFT = "order", "order_shift"
"""What the order says of each pair, and what that adds to the log odds; see
`plandiff.matching.order.Order`."""

_VERBATIM = 0.99
"""What a text that stands in both documents is worth at least."""

_UNRELATED, _TELLING = 0.5, 7.0
"""Where documents are less likely related, only a text of so much substance
is the same in both by more than formula: see `relation.telling`."""

_REMEMBERED = 5_000
"""Of so many pairs, the likeliest, an alignment remembers the features: at
most some seven megabytes. Other pairs are scored again when asked for."""


@dataclass(frozen=True, eq=False)
class Scored:
    """The pairs of two documents and how likely each is a link.

    Attributes
    ----------
    pairs : Pairs
        The prepared documents and the pairs.
    features : dict of str to numpy.ndarray
        The measures of each pair and how it stands among its rivals; where
        the order counts, `ORDER` and `ORDER_SHIFT` too, which no model
        asks for.
    confidence : numpy.ndarray
        Calibrated probability of a link in [0, 1]; 0 where two clauses
        have no word, concept, run of characters or meaning in common, and
        at least 0.99 where they are the same letter by letter.
    cut : float
        Lowest confidence of a link.
    model : LinkModel
        What made the confidence of the features.
    described : numpy.ndarray of int
        The pairs that `features` describe, in rising order.
    second : numpy.ndarray
        What the second look added to the log odds of each pair.
    related : float
        How likely the two documents have to do with each other: the
        confidence of a pair is that of both, unless it is a text of some
        substance that both documents have.
    order_say : float or None
        How much the order of the texts says; None where it is not asked.
    """

    pairs: Pairs
    features: Features
    confidence: Floats
    cut: float
    model: LinkModel
    described: Integers
    second: Floats
    related: float
    order_say: float | None = None

    def remembered(self) -> Scored:
        """Keep what an explanation needs: the features of likely pairs.

        The numbers stay as they are, in full precision; what can be made
        again from the prepared texts in a moment is let go.
        """
        order = np.argsort(-self.confidence, kind="stable")
        chosen = np.sort(order[:_REMEMBERED])
        pairs = self.pairs
        bare = Pairs(
            replace(pairs.reference),
            replace(pairs.target),
            pairs.rows,
            pairs.columns,
            pairs.semantic,
        )
        bare.__dict__["weight_of"] = pairs.weight_of
        return replace(
            self,
            pairs=bare,
            features={n: v[chosen] for n, v in self.features.items()},
            described=chosen,
        )

    def turned(self) -> Scored:
        """Take the reference for the target and the reverse."""
        pairs = self.pairs
        order = np.lexsort((pairs.rows, pairs.columns))
        return Scored(
            Pairs(
                pairs.target,
                pairs.reference,
                pairs.columns[order],
                pairs.rows[order],
                pairs.semantic,
            ),
            {
                other_side(name): values[order]
                for name, values in self.features.items()
            },
            self.confidence[order],
            self.cut,
            self.model.turned(),
            self.described,
            self.second[order],
            self.related,
            self.order_say,
        )

    def pair(self, row: int, column: int) -> int | None:
        """Return the number of a pair; None if it was not scored."""
        found = np.flatnonzero(
            (self.pairs.rows == row) & (self.pairs.columns == column)
        )
        return int(found[0]) if len(found) else None

    def describes(self, row: int, column: int) -> bool:
        """Tell whether the features of a pair, if it has any, are kept."""
        pair = self.pair(row, column)
        return pair is None or bool(np.isin(pair, self.described))

    def features_of(self, pair: int) -> Features:
        """Return the features of one pair among those described."""
        place = int(np.searchsorted(self.described, pair))
        return {n: v[place : place + 1] for n, v in self.features.items()}


def score(
    reference: Document,
    target: Document,
    model: LinkModel,
    options: AlignOptions,
) -> Scored:
    """Score the pairs of two documents that are worth scoring.

    Parameters
    ----------
    reference, target : Document
        Both with at least one clause.
    model : LinkModel
        See `plandiff.matching.model`.
    options : AlignOptions
        Which pairs to score.

    Returns
    -------
    Scored
        See there.

    Notes
    -----
    The models for digests learned from pairs whose earlier document is the
    digest. Where the later one is, the pairs are scored the other way
    round and turned back.

    In languages other than Chinese the order of the texts is evidence too,
    where they run in one order; see `plandiff.matching.order`. It helps
    most where each clause is one sentence. Between Chinese plans, which
    are rearranged, and statutes, which say much in each article, it does
    not.
    """
    if target.is_digest and not reference.is_digest:
        return score(target, reference, model, options).turned()
    pairs = candidates(
        side_of(reference),
        side_of(target),
        nearest=options.nearest,
        all_pairs=options.all_pairs,
        semantic=options.semantic,
    )
    features = pair_features(pairs)
    confidence, second = model.looks(pairs, features)
    confidence[~_has_evidence(features)] = 0.0
    order, likely = None, 1.0
    if both_chinese(reference, target):
        likely = related(pairs.reference, pairs.target)
        confidence *= likely
    else:
        order = _read(pairs, confidence)
    if order is not None:
        confidence = with_order(confidence, order)
        features |= {ORDER: order.passed, ORDER_SHIFT: order.shift}
    same = _verbatim(pairs)
    if likely < _UNRELATED:
        same &= _telling(pairs)
    confidence[same] = np.maximum(confidence[same], _VERBATIM)
    cut = best_cut(confidence, model.major_share(confidence, features))
    every = np.arange(len(confidence))
    return Scored(
        pairs,
        features,
        confidence,
        cut,
        model,
        every,
        second,
        likely,
        None if order is None else order.say,
    )


def _read(pairs: Pairs, confidence: Floats) -> Order | None:
    """Read two texts side by side."""
    size = len(pairs.reference), len(pairs.target)
    return read_in_order(pairs.rows, pairs.columns, confidence, size)


def both_chinese(reference: Document, target: Document) -> bool:
    """Tell whether both documents are in Chinese.

    Parameters
    ----------
    reference, target : Document
        The earlier and the later plan.

    Returns
    -------
    bool
        False where either is in another language.

    Examples
    --------
    >>> plan = Document.from_clauses("x", [("1", "发展农村电商")])
    >>> both_chinese(plan, plan)
    True
    """
    return all(
        is_chinese(clause.text for clause in document)
        for document in (reference, target)
    )


def _verbatim(pairs: Pairs) -> NDArray[np.bool_]:
    """Tell which pairs are one text letter by letter, copy to copy.

    Where both documents repeat a text, the first copy is paired with the
    first, the second with the second: their rivals are as like as they.
    """
    left, right = _copies(pairs.reference), _copies(pairs.target)
    found: NDArray[np.bool_] = np.array(
        [
            left[row] is not None and left[row] == right[column]
            for row, column in zip(pairs.rows, pairs.columns, strict=True)
        ],
        dtype=bool,
    )
    return found


def _telling(pairs: Pairs) -> NDArray[np.bool_]:
    """Tell of which pairs the reference clause says something rare."""
    says = [telling(words) >= _TELLING for words in pairs.reference.words]
    found: NDArray[np.bool_] = np.array(says, bool)[pairs.rows]
    return found


def _copies(side: Side) -> list[tuple[str, int] | None]:
    """Return for each text its letters and which copy of them it is.

    For a text without a letter, its marks; None for one of blanks.
    """
    seen: Counter[str] = Counter()
    found: list[tuple[str, int] | None] = []
    for key, text in zip(side.keys, side.texts, strict=True):
        same = key or text.strip()
        seen[same] += 1
        found.append((same, seen[same]) if same else None)
    return found


def _has_evidence(features: Features) -> NDArray[np.bool_]:
    """Tell which pairs have anything in common at all."""
    common = [row.name for row in MEASURES if row.proves]
    found: NDArray[np.bool_] = np.any(
        [features[name] > 0 for name in common if name in features], axis=0
    )
    return found


def model_for(
    reference: Document, target: Document, options: AlignOptions
) -> LinkModel:
    """Return the model that fits the two documents and the options.

    Parameters
    ----------
    reference, target : Document
        The earlier and the later plan.
    options : AlignOptions
        Where meaning is measured by an encoder too, so it is in the model.

    Returns
    -------
    LinkModel
        Where one side is not in Chinese, one without the measures of
        Chinese words. Where one side is a digest, one of its own:
        an item of a few words has little in common with the clause that
        continues it, and a model that learned from whole clauses is then
        too strict.

    Examples
    --------
    >>> plan = Document.from_clauses("x", [("1", "发展农村电商")])
    >>> model_for(plan, plan, AlignOptions()) == load_model()
    True
    """
    kind = "usual"
    if not both_chinese(reference, target):
        kind = "other"
    elif reference.is_digest != target.is_digest:
        kind = "digest"
    return load_model(kind=f"{kind}-semantic" if options.semantic else kind)


def shared_terms(pairs: Pairs, row: int, column: int) -> list[str]:
    """List the words that two clauses share, most telling first.

    Parameters
    ----------
    pairs : Pairs
        Two prepared documents.
    row, column : int
        Index of the reference clause and of the target clause.

    Returns
    -------
    list of str
        Words of two or more characters, without repetition; empty where
        nothing is shared.
    """
    weight = pairs.weight_of
    shared = pairs.reference.distinct[row] & pairs.target.distinct[column]
    return sorted(shared, key=lambda word: (-weight[word], word))
