"""Train the link models on hand-made links, with one command.

::

    python -m plandiff.training.links             # corpora/models/links.json
    python -m plandiff.training.links --digest    # the one for digests
    python -m plandiff.training.links --other     # for other languages

With ``--digest`` plans cut short and the digest of the 13th plan train; with
``--other`` all that rests on Chinese words is left out; with ``--semantic``
meaning is measured by the sentence encoder too. Each writes a model of its
own: see `MODEL_FILES` in `plandiff.matching.model`.

The texts are read from ``PLANDIFF_SHARED`` (default ``../shared``), the
links travel with plandiff. What speaks for a link does so whichever document
comes first: each measure enters as the mean of both sides, but for digests,
which are always the earlier one. Whatever is left out is left out of both
parts of the model: the one that tells major links learns from probabilities
that are themselves made with documents left out, several at a time. How the
models do on documents left out is measured by
``tests/benchmarks/train_links.py`` of a checkout.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from plandiff.errors import CorpusError
from plandiff.matching.candidates import candidates
from plandiff.matching.cut import best_cut
from plandiff.matching.features import (
    Features,
    other_side,
    pair_features,
    without_chinese,
)
from plandiff.matching.knowledge.background import load_background
from plandiff.matching.knowledge.concepts import concepts_name
from plandiff.matching.knowledge.encoder import encoder_name
from plandiff.matching.model import (
    MODEL_FILES,
    PRODUCT,
    LinkModel,
    LogisticModel,
    Scale,
    major_features,
    with_products,
    write_model,
)
from plandiff.matching.pairs import Pairs
from plandiff.matching.secondlook import (
    LIKELY,
    SecondLook,
    one_side,
    surroundings,
)
from plandiff.matching.sides import side_of
from plandiff.matching.spaces import Floats, Integers
from plandiff.resources import resource
from plandiff.signature import fingerprint, signature
from plandiff.text.tokens import tokenizer_name
from plandiff.training.fit import Answered, Fits, fit_logistic, fit_trees
from plandiff.training.gold import (
    GoldPair,
    digest_pair,
    gold_pairs,
    revised_pairs,
    shortened,
    single_pairs,
)
from plandiff.training.readers import reader_pairs

__all__ = [
    "Example",
    "Guess",
    "Trainer",
    "example",
    "folds",
    "guess",
    "main",
    "train",
    "training_examples",
    "training_pairs",
]

PENALTY, MAJOR_PENALTY = 300.0, 1.0
WITHIN, CLOSE, EVERY = 20, 6, 5
"""Pairs train that are among the 20 nearest of either clause: all links and
those among the six nearest; of the rest each fifth, for five."""
FOLDS = 6
PLAN_COLLECTIONS = ("plans", "single", "readers")
READ_TWICE = ("plans", "readers")
"""Plans that two readers linked: they say which links are major."""
SHORT = (12, 24)
"""Letters kept at least of each clause of a pair cut short."""


@dataclass(frozen=True, eq=False)
class Example:
    """The features of all pairs of two documents, and the judgments.

    Attributes
    ----------
    gold : GoldPair
        The documents and their links.
    pairs : Pairs
        The pairs of clauses.
    features : dict of str to numpy.ndarray
        What the model sees.
    linked, major : numpy.ndarray
        1 for a link and for a major link, 0 for none.
    trains : numpy.ndarray of bool
        Whether the readers settled the links of the target clause; a link
        that one of two readers made is none then.
    judged : numpy.ndarray of bool
        Whether they were of one mind as well; only these are scored.
    """

    gold: GoldPair
    pairs: Pairs
    features: Features
    linked: Floats
    major: Floats
    trains: NDArray[np.bool_]
    judged: NDArray[np.bool_]

    @property
    def rows(self) -> Integers:
        """Index of the reference clause of each pair."""
        return self.pairs.rows

    @property
    def columns(self) -> Integers:
        """Index of the target clause of each pair."""
        return self.pairs.columns


def example(gold: GoldPair, *, semantic: bool = False) -> Example:
    """Compute the features of a judged pair of documents."""
    pairs = candidates(
        side_of(gold.reference), side_of(gold.target), semantic=semantic
    )
    left = [clause.id for clause in gold.reference]
    right = [clause.id for clause in gold.target]
    settled = gold.judged | gold.added
    strength = [
        gold.strength.get((left[i], right[j]))
        for i, j in zip(pairs.rows, pairs.columns, strict=True)
    ]
    trains = np.array([right[j] in settled for j in pairs.columns])
    sure = [
        (left[i], right[j]) not in gold.unsure
        for i, j in zip(pairs.rows, pairs.columns, strict=True)
    ]
    return Example(
        gold,
        pairs,
        pair_features(pairs),
        np.array([s is not None for s in strength], float),
        np.array([bool(s) for s in strength], float),
        trains,
        trains & np.array(sure),
    )


def training_pairs(shared: Path, *, digests: bool = False) -> list[GoldPair]:
    """Read all pairs that train; for digests, plans cut short alone.

    Each kind of document has a model of its own: pairs cut short raised the
    usual model on plans by 0.01 and took 0.03 from laws when that was tried,
    and pairs of whole clauses made the model for digests too unsure.
    """
    pairs = [
        *gold_pairs(shared),
        *single_pairs(shared),
        *revised_pairs(shared),
        *reader_pairs(shared),
    ]
    if not digests:
        return pairs
    plans = [p for p in pairs if p.collection in PLAN_COLLECTIONS]
    cut = [shortened(pair, least) for least in SHORT for pair in plans]
    return [digest_pair(), *cut]


def train(examples: Sequence[Example], kind: str = "usual") -> LinkModel:
    """Fit the model to the judged pairs of the examples."""
    return Trainer(examples, kind).model()


class Trainer:
    """Fits link models to examples, all of them or some left out.

    Parameters
    ----------
    examples : sequence of Example
        What trains.
    kind : str, default "usual"
        A key of `MODEL_FILES`.
    """

    def __init__(
        self, examples: Sequence[Example], kind: str = "usual"
    ) -> None:
        self.examples = tuple(examples)
        self.kind = kind
        self._sides_alike = not kind.startswith("digest")
        self._fits = Fits(
            [self._answered(e) for e in self.examples], penalty=PENALTY
        )

    def link(self, sources: frozenset[str] = frozenset()) -> LogisticModel:
        """Fit the first part without the pairs that share a source."""
        model = self._fits.model(
            [
                place
                for place, e in enumerate(self.examples)
                if e.gold.sources & sources
            ]
        )
        if not self._sides_alike:
            return model
        return _both_sides(model, self.examples[0].features)

    def model(self, sources: frozenset[str] = frozenset()) -> LinkModel:
        """Fit all parts without the pairs that share a source.

        The second look and the part that tells major links learn from first
        looks at documents that are themselves left out.
        """
        kept = [e for e in self.examples if not e.gold.sources & sources]
        first = []
        for fold in _grouped(folds(kept)):
            inner = self.link(fold | sources)
            first += [
                (e, inner.probability(e.features))
                for e in kept
                if e.gold.sources <= fold
            ]
        return LinkModel(
            self.link(sources),
            _major(first),
            self._signature(kept),
            _second(first),
        )

    def _answered(self, e: Example) -> Answered:
        """Take the settled pairs that are near each other."""
        near = np.maximum(
            e.features["nearness_rank_reference"],
            e.features["nearness_rank_target"],
        )
        sure = (near >= 1 / CLOSE) | (e.linked > 0)
        each = np.arange(len(near)) % EVERY == 0
        chosen = e.trains & (near >= 1 / WITHIN) & (sure | each)
        features = _chosen(e.features, chosen)
        if self._sides_alike:
            features = _one_side(features)
        return Answered(
            with_products(features),
            e.linked[chosen],
            np.where(sure, 1.0, EVERY)[chosen],
        )

    def _signature(self, examples: Sequence[Example]) -> str:
        """Name the training data and choices."""
        content = "\n".join(
            f"{e.gold.name} {sorted(e.gold.strength)} "
            f"{e.pairs.reference.keys} {e.pairs.target.keys}"
            for e in examples
        )
        return signature(
            kind=self.kind,
            links=f"{len(examples)}-pairs@{fingerprint(content)}",
            words=tokenizer_name(),
            meaning=(
                encoder_name() if examples[0].pairs.semantic else "vectors"
            ),
            background=load_background().signature,
            concepts=concepts_name(),
            penalty=PENALTY,
            within=WITHIN,
        )


def _chosen(
    features: Features, chosen: NDArray[np.bool_] | Integers
) -> Features:
    return {name: value[chosen] for name, value in features.items()}


def _first(name: str) -> str:
    """Name a feature and the same of the other side alike."""
    return min(name, other_side(name))


def _one_side(features: Features) -> Features:
    """Average what a feature says of one side and of the other."""
    return {
        name: (value + features[other_side(name)]) / 2
        for name, value in features.items()
        if name == _first(name)
    }


def _both_sides(model: LogisticModel, names: Iterable[str]) -> LogisticModel:
    """Give each side its half of what their mean counts."""
    scales = {}
    for name in [*names, *(name + PRODUCT for name in names)]:
        scale = model.features.get(_first(name))
        if scale is None:  # how much the documents share has no product
            continue
        alone = name == other_side(name)
        half = scale.weight if alone else round(scale.weight / 2, 6)
        scales[name] = Scale(half, scale.mean, scale.spread)
    return LogisticModel(model.intercept, scales)


def _major(first: Sequence[tuple[Example, Floats]]) -> LogisticModel:
    """Fit which links are major, where two readers said so of plans."""
    twice = [
        (e, likely) for e, likely in first if e.gold.collection in READ_TWICE
    ]
    described = [
        (
            _chosen(major_features(likely, e.features), e.linked > 0),
            e.major[e.linked > 0],
        )
        for e, likely in twice or first
    ]
    return fit_logistic(
        _stacked([features for features, _ in described]),
        np.concatenate([answers for _, answers in described]),
        penalty=MAJOR_PENALTY,
    )


def _second(first: Sequence[tuple[Example, Floats]]) -> SecondLook:
    """Fit the second look to the settled pairs that are likely."""
    described, answers = [], []
    for e, likely in first:
        chosen = np.flatnonzero(e.trains & (likely >= LIKELY))
        around = _chosen(surroundings(e.pairs, likely), chosen)
        described.append(
            around
            | {
                name: one_side(e.features, name, chosen)
                for name in e.features
                if name == _first(name)
            }
        )
        answers.append(e.linked[chosen])
    return fit_trees(_stacked(described), np.concatenate(answers))


def _stacked(tables: Sequence[Features]) -> Features:
    return {
        name: np.concatenate([table[name] for table in tables])
        for name in tables[0]
    }


def folds(examples: Sequence[Example]) -> list[frozenset[str]]:
    """Leave out each law and plan pair alone, statutes in a few groups."""
    alone = list(
        dict.fromkeys(
            e.gold.sources for e in examples if e.gold.collection != "taiwan"
        )
    )
    statutes = sorted(
        {
            source
            for e in examples
            if e.gold.collection == "taiwan"
            for source in e.gold.sources
        }
    )
    groups = [frozenset(statutes[k::FOLDS]) for k in range(FOLDS)]
    return alone + [group for group in groups if group]


def _grouped(alone: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Join folds to a few, for the models within models."""
    groups = [frozenset[str]().union(*alone[k::FOLDS]) for k in range(FOLDS)]
    return [group for group in groups if group]


@dataclass(frozen=True, eq=False)
class Guess:
    """What a model that saw none of its texts says of an example.

    Attributes
    ----------
    probability : numpy.ndarray
        Of a link, one per pair.
    accepted : numpy.ndarray of bool
        Whether the pair is called a link.
    """

    probability: Floats
    accepted: NDArray[np.bool_]


def guess(model: LinkModel, e: Example) -> Guess:
    """Predict an example."""
    probability = model.probability(e.pairs, e.features)
    cut = best_cut(probability, model.major_share(probability, e.features))
    return Guess(probability, probability >= cut)


def training_examples(
    shared: Path, *, kind: str, semantic: bool
) -> list[Example]:
    """Describe the pairs that train a kind of model: see `MODEL_FILES`."""
    found = [
        example(gold, semantic=semantic)
        for gold in training_pairs(shared, digests=kind == "digest")
    ]
    if kind != "other":
        return found
    return [replace(e, features=without_chinese(e.features)) for e in found]


def main(arguments: Sequence[str] | None = None) -> None:
    """Train a model and write it.

    Parameters
    ----------
    arguments : sequence of str, optional
        Of the command line.

    Raises
    ------
    CorpusError
        If the texts are not where ``PLANDIFF_SHARED`` says.
    """
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    kind = parser.add_mutually_exclusive_group()
    for name in ("digest", "other"):
        kind.add_argument(
            f"--{name}", dest="kind", action="store_const", const=name
        )
    parser.add_argument("--semantic", action="store_true")
    parser.add_argument("-o", "--output", type=Path, help="another file")
    asked = parser.parse_args(arguments)
    shared = Path(os.environ.get("PLANDIFF_SHARED", "../shared"))
    if not (shared / "gold").is_dir():
        raise CorpusError(
            f"{shared}: expected gold/ with hand-made links but found none. "
            "Set PLANDIFF_SHARED to the folder that holds gold/ and corpora/."
        )
    name = asked.kind or "usual"
    examples = training_examples(shared, kind=name, semantic=asked.semantic)
    name += "-semantic" * asked.semantic
    path = asked.output or resource(MODEL_FILES[name])
    write_model(train(examples, name), path)
    print(f"written: {path}")  # noqa: T201


if __name__ == "__main__":
    main()
