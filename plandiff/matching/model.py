"""From the features of a pair to a calibrated probability of a link.

The model is a logistic regression: each feature, brought to a common scale,
adds its weight or takes it away; the sum is turned into a probability. It
is kept in a file that can be read (``corpora/models/links.json``), with the
training data it was made from named in its signature.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from plandiff.errors import AlignmentError
from plandiff.files import whole_file
from plandiff.matching.spaces import Floats
from plandiff.resources import resource
from plandiff.signature import digest

__all__ = ["LinkModel", "Scale", "fit", "load_model", "write_model"]

_FILE = "models/links.json"
_FORMAT = "plandiff link model 1"


@dataclass(frozen=True)
class Scale:
    """How one feature enters the model.

    Attributes
    ----------
    mean, spread : float
        Mean and standard deviation of the feature in the training data.
    weight : float
        What one standard deviation above the mean adds to the log odds.
    """

    mean: float
    spread: float
    weight: float


@dataclass(frozen=True)
class LinkModel:
    """A logistic regression over the features of a pair.

    Attributes
    ----------
    intercept : float
        Log odds of a pair of which every feature is average.
    scales : mapping of str to Scale
        Feature name to mean, spread and weight.
    threshold : float
        Lowest probability that is accepted as a link.
    signature : str
        The training data and choices that made the model.
    """

    intercept: float
    scales: Mapping[str, Scale]
    threshold: float
    signature: str

    @property
    def name(self) -> str:
        """Short name for signatures: a digest of all numbers."""
        return "logistic-" + digest(repr(_content(self)), length=8)

    def probability(self, features: Mapping[str, Floats]) -> Floats:
        """Return the probability that each pair is a link.

        Parameters
        ----------
        features : mapping of str to numpy.ndarray
            One value per pair; see `plandiff.matching.features`.

        Returns
        -------
        numpy.ndarray
            In (0, 1), one per pair.

        Raises
        ------
        AlignmentError
            If a feature of the model is missing.
        """
        odds = sum(self.contributions(features).values(), self.intercept)
        odds = np.clip(np.asarray(odds, float), -30.0, 30.0)
        probability: Floats = 1.0 / (1.0 + np.exp(-odds))
        return probability

    def contributions(
        self, features: Mapping[str, Floats]
    ) -> dict[str, Floats]:
        """Return what each feature adds to the log odds of each pair.

        Parameters
        ----------
        features : mapping of str to numpy.ndarray
            As for `probability`.

        Returns
        -------
        dict of str to numpy.ndarray
            Feature name to one value per pair, in log odds; with the
            intercept they add up to the log odds of the link.
        """
        missing = [name for name in self.scales if name not in features]
        if missing:
            raise AlignmentError(
                f"corpora/{_FILE}: the model asks for features that this "
                f"version does not compute: {', '.join(missing)}. Train it "
                "again."
            )
        return {
            name: (features[name] - scale.mean) / scale.spread * scale.weight
            for name, scale in self.scales.items()
        }


@cache
def load_model(path: Path | None = None) -> LinkModel:
    """Read a link model.

    Parameters
    ----------
    path : pathlib.Path, optional
        A model file; by default the one that travels with plandiff.

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
    >>> 0 < load_model().threshold < 1
    True
    """
    place = path or resource(_FILE)
    try:
        read = json.loads(place.read_text(encoding="utf-8"))
        if read["format"] != _FORMAT:
            raise KeyError("format")
        return LinkModel(
            read["intercept"],
            {name: Scale(**scale) for name, scale in read["features"].items()},
            read["threshold"],
            read["signature"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise AlignmentError(
            f"{place}: expected a file of format {_FORMAT!r} but could not "
            f"read it ({error}). Train the model again."
        ) from error


def write_model(model: LinkModel, path: Path) -> None:
    """Write a link model as JSON, features in order of weight.

    Parameters
    ----------
    model : LinkModel
        What to write.
    path : pathlib.Path
        Where to; an existing file is replaced whole.
    """
    with whole_file(path) as beside:
        beside.write_text(
            json.dumps(_content(model), ensure_ascii=False, indent=1) + "\n",
            encoding="utf-8",
        )


def fit(
    features: Mapping[str, Floats],
    linked: Sequence[bool] | Floats,
    weights: Floats,
    *,
    penalty: float,
    threshold: float,
    signature: str,
) -> LinkModel:
    """Fit a logistic regression to judged pairs.

    Parameters
    ----------
    features : mapping of str to numpy.ndarray
        One value per judged pair.
    linked : sequence of bool
        Whether each pair is a link.
    weights : numpy.ndarray
        How much each pair counts.
    penalty : float
        Strength of the L2 penalty on the weights, above 0; the larger, the
        more alike the weights of related features become.
    threshold, signature
        As in `LinkModel`.

    Returns
    -------
    LinkModel
        The same for the same input, whatever the machine's load.
    """
    from sklearn.linear_model import LogisticRegression  # only to train

    table = np.stack(list(features.values()), axis=1)
    mean = np.average(table, axis=0, weights=weights)
    variance = np.average((table - mean) ** 2, axis=0, weights=weights)
    spread = np.sqrt(np.maximum(variance, 1e-12))
    regression = LogisticRegression(C=1.0 / penalty, max_iter=1000, tol=1e-4)
    regression.fit((table - mean) / spread, linked, sample_weight=weights)
    scales = {
        name: Scale(float(m), float(s), float(w))
        for name, m, s, w in zip(
            features, mean, spread, regression.coef_[0], strict=True
        )
    }
    return LinkModel(
        float(regression.intercept_[0]), scales, threshold, signature
    )


def _content(model: LinkModel) -> dict[str, object]:
    """Lay out a model as it is written."""
    features = {
        name: {
            "weight": round(scale.weight, 5),
            "mean": round(scale.mean, 6),
            "spread": round(scale.spread, 6),
        }
        for name, scale in sorted(
            model.scales.items(), key=lambda item: -abs(item[1].weight)
        )
    }
    return {
        "format": _FORMAT,
        "signature": model.signature,
        "threshold": round(model.threshold, 4),
        "intercept": round(model.intercept, 5),
        "features": features,
    }
