"""From the features of a pair to a calibrated probability of a link.

A logistic regression adds up what each feature says for or against a link;
it was trained on hand-made links and is kept, one line a feature, in
``corpora/models/links.json``, with the training data named in the
signature. Statutes and plans are different worlds, so the model knows what
it is looking at: each feature enters as it is, and once more times how much
the two documents share at all. Likely pairs are looked at again, among the
chances of all others (see `plandiff.matching.secondlook`). A second
regression, of two features, tells how likely a link is a major one: a reader
misses those most, so the cut is set by them (see `plandiff.matching.cut`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from plandiff.errors import AlignmentError
from plandiff.files import whole_file
from plandiff.matching.features import Features, other_side
from plandiff.matching.pairs import Pairs
from plandiff.matching.secondlook import SecondLook, Tree, log_odds
from plandiff.matching.spaces import Floats
from plandiff.resources import resource
from plandiff.signature import fingerprint

__all__ = [
    "MODEL_FILES",
    "PRODUCT",
    "LinkModel",
    "LogisticModel",
    "Scale",
    "load_model",
    "major_features",
    "odds",
    "with_products",
    "write_model",
]

MODEL_FILES = {
    "usual": "models/links.json",
    "digest": "models/links-digest.json",
    "other": "models/links-other.json",
    "usual-semantic": "models/links-semantic.json",
    "digest-semantic": "models/links-digest-semantic.json",
    "other-semantic": "models/links-other-semantic.json",
}
"""The models that travel with plandiff: the usual one; one for digests, whose
items are much shorter than the clauses that they are set against; and one for
languages other than Chinese, without the measures of Chinese words. Each once
more for meaning by a sentence encoder too."""
_FORMAT = "plandiff link model 4"
_FLOOR = 1e-4
_SHARED = "documents_characters"
PRODUCT = "*shared"
"""What follows a feature's name where it is multiplied by how much the two
documents share."""


@dataclass(frozen=True)
class Scale:
    """How a feature enters the logistic regression.

    Attributes
    ----------
    weight : float
        What one spread above the mean adds to the log odds.
    mean, spread : float
        Mean and standard deviation of the feature in the training data; of
        a feature that is measured from both sides, those of the mean of
        the two.
    """

    weight: float
    mean: float
    spread: float


@dataclass(frozen=True)
class LogisticModel:
    """A logistic regression.

    Attributes
    ----------
    intercept : float
        Log odds of a pair of which every feature is average.
    features : mapping of str to Scale
        Feature name to weight, mean and spread.
    """

    intercept: float
    features: Mapping[str, Scale]

    def contributions(self, features: Features) -> Features:
        """Return what each feature adds to the log odds of each pair.

        Parameters
        ----------
        features : dict of str to numpy.ndarray
            One value per feature and pair.

        Returns
        -------
        dict of str to numpy.ndarray
            With the intercept, these add up to the log odds.

        Raises
        ------
        AlignmentError
            If a feature of the model is missing.
        """
        return {
            name: _contribution(features, name, scale)
            for name, scale in self.features.items()
        }

    def probability(self, features: Features) -> Floats:
        """Return the probability in (0, 1) of each pair."""
        total = np.full(len(next(iter(features.values()))), self.intercept)
        for name, scale in self.features.items():  # one at a time: memory
            total += _contribution(features, name, scale)
        return _logistic(total)


@dataclass(frozen=True)
class LinkModel:
    """How likely a pair is a link, and how likely a link is a major one.

    Attributes
    ----------
    link : LogisticModel
        Over the features of `plandiff.matching.features.pair_features`.
    major : LogisticModel
        Over ``odds``, the log odds of a link, and
        ``documents_characters``, how much two documents share at all.
    signature : str
        The training data and choices that made the models.
    second : SecondLook, optional
        The second look at likely pairs.
    """

    link: LogisticModel
    major: LogisticModel
    signature: str
    second: SecondLook | None = None

    @cached_property
    def name(self) -> str:
        """Short name for signatures: a digest of all numbers."""
        return f"links-{fingerprint(json.dumps(_content(self)), length=8)}"

    def probability(self, pairs: Pairs, features: Features) -> Floats:
        """Return the probability that each pair is a link.

        Parameters
        ----------
        pairs : Pairs
            Sorted by reference clause and then by target clause.
        features : dict of str to numpy.ndarray
            As from `plandiff.matching.features.pair_features`.

        Returns
        -------
        numpy.ndarray
            In (0, 1), one per pair.

        Raises
        ------
        AlignmentError
            If a feature of the model is missing.
        """
        return self.looks(pairs, features)[0]

    def looks(self, pairs: Pairs, features: Features) -> tuple[Floats, Floats]:
        """Return the probability, and what the second look added to it.

        Parameters
        ----------
        pairs, features
            As of `probability`.

        Returns
        -------
        tuple of numpy.ndarray
            The probability of each pair, and by how much the second look
            changed its log odds.
        """
        first = self.link.probability(features)
        if self.second is None:
            return first, np.zeros(len(first))
        added = self.second.adds(pairs, features, first)
        return _logistic(log_odds(first) + added), added

    def turned(self) -> LinkModel:
        """Return the model for documents that have changed places."""
        features = {
            other_side(name): scale
            for name, scale in self.link.features.items()
        }
        return replace(self, link=replace(self.link, features=features))

    def major_share(self, probability: Floats, features: Features) -> Floats:
        """Return the probability that each pair, if a link, is a major one.

        Parameters
        ----------
        probability : numpy.ndarray
            As from `probability`.
        features : dict of str to numpy.ndarray
            As from `plandiff.matching.features.pair_features`.

        Returns
        -------
        numpy.ndarray
            In (0, 1), one per pair.
        """
        return self.major.probability(major_features(probability, features))


def major_features(probability: Floats, features: Features) -> Features:
    """Describe each pair for the question whether its link is a major one.

    Parameters
    ----------
    probability : numpy.ndarray
        Of a link, in (0, 1).
    features : dict of str to numpy.ndarray
        As from `plandiff.matching.features.pair_features`.

    Returns
    -------
    dict of str to numpy.ndarray
        See `LinkModel.major`.
    """
    return {
        "odds": odds(probability),
        _SHARED: features[_SHARED],
    }


def with_products(features: Features) -> Features:
    """Add each feature times how much the two documents share.

    Parameters
    ----------
    features : dict of str to numpy.ndarray
        As from `plandiff.matching.features.pair_features`.

    Returns
    -------
    dict of str to numpy.ndarray
        The same, and for each feature one more, its name followed by
        ``*shared``.
    """
    names = [name for name in features if name != _SHARED]
    return features | {
        f"{name}{PRODUCT}": _wanted(features, f"{name}{PRODUCT}")
        for name in names
    }


def odds(probability: Floats) -> Floats:
    """Return log odds, for probabilities from 0.0001 to 0.9999.

    Parameters
    ----------
    probability : numpy.ndarray
        In [0, 1].

    Returns
    -------
    numpy.ndarray
        From -9.21 to 9.21.

    Examples
    --------
    >>> odds(np.array([0.5, 0.0])).round(2).tolist()
    [0.0, -9.21]
    """
    inside = np.clip(probability, _FLOOR, 1.0 - _FLOOR)
    result: Floats = np.log(inside / (1.0 - inside))
    return result


@cache
def load_model(path: Path | None = None, *, kind: str = "usual") -> LinkModel:
    """Read a link model.

    Parameters
    ----------
    path : pathlib.Path, optional
        A model file; by default the one that travels with plandiff.
    kind : str, default "usual"
        Which of them; see `MODEL_FILES`.

    Returns
    -------
    LinkModel
        See there.

    Raises
    ------
    AlignmentError
        If the file is not a link model.

    Examples
    --------
    >>> load_model().name
    'links-...'
    """
    place = path or resource(MODEL_FILES[kind])
    try:
        read = json.loads(place.read_text(encoding="utf-8"))
        if read["format"] != _FORMAT:
            raise KeyError("format")
        link, major = (
            LogisticModel(
                read[part]["intercept"],
                {
                    name: Scale(**scale)
                    for name, scale in read[part]["features"].items()
                },
            )
            for part in ("link", "major")
        )
        second = SecondLook(
            read["second"]["start"],
            tuple(map(_tree, read["second"]["trees"])),
        )
        return LinkModel(link, major, read["signature"], second)
    except (KeyError, TypeError, ValueError) as error:
        raise AlignmentError(
            f"{place}: expected a file of format {_FORMAT!r} but could not "
            f"read it ({error}). Train the model again: "
            "python -m plandiff.training.links"
        ) from error


def write_model(model: LinkModel, path: Path) -> None:
    """Write a link model as JSON, one line per feature and per tree.

    Parameters
    ----------
    model : LinkModel
        What to write.
    path : pathlib.Path
        Where to; an existing file is replaced whole.
    """
    content = _content(model)
    lines = []
    for name, value in content.items():
        if name == "second":
            rows = ",\n".join(
                f"  {json.dumps(tree)}" for tree in value["trees"]
            )
            text = (
                f'{{"start": {json.dumps(value["start"])}, "trees": [\n'
                f"{rows}\n ]}}"
            )
        elif isinstance(value, dict):
            rows = ",\n".join(
                f"  {json.dumps(feature)}: {json.dumps(numbers)}"
                for feature, numbers in value["features"].items()
            )
            text = (
                f'{{"intercept": {value["intercept"]}, "features": {{\n'
                f"{rows}\n }}}}"
            )
        else:
            text = json.dumps(value, ensure_ascii=False)
        lines.append(f" {json.dumps(name)}: {text}")
    with whole_file(path) as beside:
        beside.write_text(
            "{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8"
        )


def _content(model: LinkModel) -> dict[str, Any]:
    """Lay out a model as it is written."""
    return {
        "format": _FORMAT,
        "signature": model.signature,
        "link": asdict(model.link),
        "major": asdict(model.major),
        "second": (
            {"start": 0.0, "trees": []}
            if model.second is None
            else {"start": model.second.start, "trees": model.second.trees}
        ),
    }


def _tree(read: Any) -> Tree:
    """Read a tree as it is written."""
    if isinstance(read, float):
        return read
    name, bound, low, high = read
    return (str(name), float(bound), _tree(low), _tree(high))


def _contribution(features: Features, name: str, scale: Scale) -> Floats:
    """Return what one feature adds to the log odds of each pair."""
    value = _wanted(features, name)
    result: Floats = (value - scale.mean) / scale.spread * scale.weight
    return result


def _wanted(features: Features, name: str) -> Floats:
    """Return a feature that the model asks for, or a product."""
    plain = name.removesuffix(PRODUCT)
    if plain not in features:
        raise AlignmentError(
            f"corpora/models: a link model asks for the feature {plain!r}, "
            "which this version does not compute. Train the model again: "
            "python -m plandiff.training.links (--semantic, --digest, "
            "--other)"
        )
    if plain == name:
        return features[name]
    product: Floats = features[plain] * features[_SHARED]
    return product


def _logistic(odds: Floats) -> Floats:
    result: Floats = 1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0)))
    return result
