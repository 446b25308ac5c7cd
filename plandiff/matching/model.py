"""From the features of a pair to a calibrated probability of a link.

Two models, one after the other, both of which can be read and both of
which add up what each feature says:

1. a logistic regression looks at every pair by itself and gives it a first
   likelihood;
2. an additive model looks at the likely ones again, beside their rivals and
   neighbours. Each feature has a table of steps: from which value on it
   adds how much to the log odds. (It is learned by boosting trees of one
   split each, a generalized additive model.)

Both are kept in ``corpora/models/links.json``, with the training data named
in the signature.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from plandiff.errors import AlignmentError
from plandiff.files import whole_file
from plandiff.matching.comparison import Comparison
from plandiff.matching.context import context_features
from plandiff.matching.features import Features
from plandiff.matching.spaces import Floats
from plandiff.resources import resource
from plandiff.signature import digest

__all__ = [
    "MODEL_FILES",
    "AdditiveModel",
    "LinkModel",
    "LogisticModel",
    "Scale",
    "Steps",
    "load_model",
    "write_model",
]

_FILE = "models/links.json"
MODEL_FILES = {
    "vectors": _FILE,
    "encoder": "models/links-semantic.json",
    "digest": "models/links-digest.json",
}
"""The models that travel with plandiff: the usual one, one for meaning by a
sentence encoder, and one for digests, whose items are much shorter than the
clauses that they are set against."""
_FORMAT = "plandiff link model 2"


@dataclass(frozen=True)
class Scale:
    """How a feature enters the logistic regression.

    Attributes
    ----------
    weight : float
        What one standard deviation above the mean adds to the log odds.
    mean, spread : float
        Mean and standard deviation of the feature in the training data.
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

    def probability(self, features: Features) -> Floats:
        """Return the probability in (0, 1) of each pair."""
        total = np.full(len(next(iter(features.values()))), self.intercept)
        for name, scale in self.features.items():
            value = _wanted(features, name)
            total = total + (value - scale.mean) / scale.spread * scale.weight
        return _logistic(total)


@dataclass(frozen=True)
class Steps:
    """What each value of a feature adds to the log odds.

    Attributes
    ----------
    above : tuple of float
        Values, ascending, above each of which the next score holds.
    scores : tuple of float
        One more than `above`; on average over the training data 0.
    """

    above: tuple[float, ...]
    scores: tuple[float, ...]

    def __call__(self, values: Floats) -> Floats:
        """Return the score of each value."""
        place = np.searchsorted(self.above, values, side="left")
        result: Floats = np.asarray(self.scores, float)[place]
        return result


@dataclass(frozen=True)
class AdditiveModel:
    """A sum of step functions, one per feature.

    Attributes
    ----------
    intercept : float
        Log odds of an average pair.
    features : mapping of str to Steps
        Feature name to its steps.
    """

    intercept: float
    features: Mapping[str, Steps]

    def contributions(self, features: Features) -> Features:
        """Return what each feature adds to the log odds of each pair.

        Parameters
        ----------
        features : dict of str to numpy.ndarray
            One value per feature and pair.

        Returns
        -------
        dict of str to numpy.ndarray
            With the intercept, these add up to the log odds of a link.
        """
        return {
            name: steps(_wanted(features, name))
            for name, steps in self.features.items()
        }

    def probability(self, features: Features) -> Floats:
        """Return the probability in (0, 1) of each pair."""
        total = np.full(len(next(iter(features.values()))), self.intercept)
        for added in self.contributions(features).values():
            total = total + added
        return _logistic(total)


@dataclass(frozen=True)
class LinkModel:
    """Both models, and from which likelihood on the second one looks.

    Attributes
    ----------
    first : LogisticModel
        Over the features of the pair by itself.
    second : AdditiveModel
        Over those of the pair in its context.
    look_again : float
        Pairs of at least this first likelihood go to the second model;
        the others keep the likelihood they have.
    signature : str
        The training data and choices that made the models.
    """

    first: LogisticModel
    second: AdditiveModel
    look_again: float
    signature: str

    @property
    def name(self) -> str:
        """Short name for signatures: a digest of all numbers."""
        return f"links-{digest(json.dumps(_content(self)), length=8)}"

    def probability(
        self, pairs: Comparison, features: Features
    ) -> tuple[Floats, Features]:
        """Return the probability that each pair is a link.

        Parameters
        ----------
        pairs : Comparison
            The pairs.
        features : dict of str to numpy.ndarray
            As from `plandiff.matching.features.pair_features`.

        Returns
        -------
        probability : numpy.ndarray
            In (0, 1), one per pair.
        context : dict of str to numpy.ndarray
            What the second model saw of each pair.

        Raises
        ------
        AlignmentError
            If a feature of the model is missing.
        """
        likelihood = self.first.probability(features)
        context = context_features(pairs, features, likelihood)
        again = self.second.probability(context)
        chosen = likelihood >= self.look_again
        return np.where(chosen, again, likelihood), context


@cache
def load_model(
    path: Path | None = None, *, kind: str = "vectors"
) -> LinkModel:
    """Read a link model.

    Parameters
    ----------
    path : pathlib.Path, optional
        A model file; by default the one that travels with plandiff.
    kind : {"vectors", "encoder", "digest"}, default "vectors"
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
        return LinkModel(
            LogisticModel(
                read["first"]["intercept"],
                {
                    name: Scale(**scale)
                    for name, scale in read["first"]["features"].items()
                },
            ),
            AdditiveModel(
                read["second"]["intercept"],
                {
                    name: Steps(tuple(steps["above"]), tuple(steps["scores"]))
                    for name, steps in read["second"]["features"].items()
                },
            ),
            read["look_again"],
            read["signature"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise AlignmentError(
            f"{place}: expected a file of format {_FORMAT!r} but could not "
            f"read it ({error}). Train the model again: "
            "python tests/benchmarks/train_links.py --write"
        ) from error


def write_model(model: LinkModel, path: Path) -> None:
    """Write a link model as JSON, one line per feature.

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
        if isinstance(value, dict):
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
        "look_again": model.look_again,
        "first": asdict(model.first),
        "second": asdict(model.second),
    }


def _wanted(features: Features, name: str) -> Floats:
    """Return a feature that the model asks for."""
    if name not in features:
        raise AlignmentError(
            f"corpora/{_FILE}: the model asks for the feature {name!r}, "
            "which this version does not compute. Train the model again: "
            "python tests/benchmarks/train_links.py --write"
        )
    return features[name]


def _logistic(odds: Floats) -> Floats:
    result: Floats = 1.0 / (1.0 + np.exp(-np.clip(odds, -30.0, 30.0)))
    return result
