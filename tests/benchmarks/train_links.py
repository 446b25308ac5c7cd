"""Train the link models and show how they do on documents left out.

Run from the root of the project::

    python tests/benchmarks/train_links.py            # scores, left out
    python tests/benchmarks/train_links.py --genres   # whole genres left out
    python tests/benchmarks/train_links.py --signals  # without each signal
    python tests/benchmarks/train_links.py --write    # write the model

With ``--semantic`` meaning is measured by the sentence encoder and the model
is written to ``corpora/models/links-semantic.json``; with ``--digest`` pairs
cut short and the digest of the 13th plan are added, and the model is written
to ``corpora/models/links-digest.json``.

The hand-made links are read from ``PLANDIFF_SHARED`` (default
``../shared``). The model is written to ``corpora/models/links.json``.
Whatever is left out is left out of both models: the second one learns from
first likelihoods that are themselves made with documents left out.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from gold_pairs import (
    GoldPair,
    digest_pair,
    gold_pairs,
    shortened,
    single_pairs,
)

from plandiff.matching.background import load_background
from plandiff.matching.candidates import candidates
from plandiff.matching.comparison import Comparison, prepare
from plandiff.matching.context import context_features
from plandiff.matching.decode import best_cut
from plandiff.matching.features import Features, pair_features
from plandiff.matching.fit import fit_additive, fit_logistic
from plandiff.matching.model import (
    MODEL_FILES,
    LinkModel,
    LogisticModel,
    write_model,
)
from plandiff.matching.spaces import Floats, Integers
from plandiff.matching.tokens import tokenizer_name
from plandiff.signature import digest, signature

ROOT = Path(__file__).resolve().parents[2]
PENALTY = 500.0
ROUNDS, RATE = 150, 0.1
LOOK_AGAIN = 0.02
WEIGHTS = {
    "laws": (2.0, 1.0),
    "taiwan": (1.0, 0.5),
    "plans": (2.0, 1.0),
    "single": (2.0, 1.0),
    "digest": (2.0, 1.0),
    "short": (2.0, 1.0),
}
"""How much each pair of clauses counts in the first and second model."""
FOLDS = 6
SHORT = (12, 24)
"""Letters kept at least of each clause of a pair cut short."""
WEIGHTS_ORDER = ("laws", "plans", "taiwan", "single")


@dataclass(frozen=True, eq=False)
class Example:
    """The features of all pairs of two documents, and the judgments.

    Attributes
    ----------
    gold : GoldPair
        The documents and their links.
    compared : Comparison
        The pairs of clauses.
    features : dict of str to numpy.ndarray
        What the first model sees.
    linked : numpy.ndarray
        1 for a link, 0 for none.
    judged : numpy.ndarray of bool
        Whether the readers settled the pair; only these train.
    """

    gold: GoldPair
    compared: Comparison
    features: Features
    linked: Floats
    judged: np.ndarray

    @property
    def rows(self) -> Integers:
        """Index of the reference clause of each pair."""
        return self.compared.rows

    @property
    def columns(self) -> Integers:
        """Index of the target clause of each pair."""
        return self.compared.columns


def example(gold: GoldPair, *, semantic: bool = False) -> Example:
    """Compute the features of a judged pair of documents."""
    sides = [
        prepare(
            [clause.text for clause in document],
            paths=[" ".join(clause.path) for clause in document],
        )
        for document in (gold.reference, gold.target)
    ]
    compared = candidates(*sides, semantic=semantic)
    left = [clause.id for clause in gold.reference]
    right = [clause.id for clause in gold.target]
    settled = gold.judged | gold.added
    linked = [
        (left[i], right[j]) in gold.strength
        for i, j in zip(compared.rows, compared.columns, strict=True)
    ]
    judged = [right[j] in settled for j in compared.columns]
    return Example(
        gold,
        compared,
        pair_features(compared),
        np.array(linked, float),
        np.array(judged),
    )


def training_pairs(shared: Path, *, digests: bool = False) -> list[GoldPair]:
    """Read all pairs that train; for digests, those of plans also cut short.

    Pairs cut short are kept from the usual model: left out, they raised the
    plans from 0.73 to 0.74 but took the laws from 0.93 to 0.90.
    """
    pairs = [*gold_pairs(shared), *single_pairs(shared)]
    if not digests:
        return pairs
    plans = [p for p in pairs if p.collection in ("plans", "single")]
    cut = [shortened(pair, least) for least in SHORT for pair in plans]
    return [*pairs, digest_pair(), *cut]


def train(examples: Sequence[Example]) -> LinkModel:
    """Fit both models to the judged pairs of the examples."""
    kept = []
    for fold in folds(examples):
        rest = [e for e in examples if not e.gold.sources & fold]
        inner = _first(rest)
        for e in examples:
            if e.gold.sources == fold or (
                e.gold.collection == "taiwan" and e.gold.sources <= fold
            ):
                kept.append((e, inner.probability(e.features)))
    tables, linked, weights = [], [], []
    for e, likelihood in kept:
        chosen = e.judged & (likelihood >= LOOK_AGAIN)
        context = context_features(e.compared, e.features, likelihood)
        tables.append({k: v[chosen] for k, v in context.items()})
        linked.append(e.linked[chosen])
        weights.append(np.full(chosen.sum(), WEIGHTS[e.gold.collection][1]))
    second = fit_additive(
        _stacked(tables),
        np.concatenate(linked),
        np.concatenate(weights),
        rounds=ROUNDS,
        rate=RATE,
    )
    content = "\n".join(
        f"{e.gold.name} {sorted(e.gold.strength)}" for e in examples
    )
    return LinkModel(
        _first(examples),
        second,
        LOOK_AGAIN,
        signature(
            links=f"{len(examples)}-pairs@{digest(content)}",
            words=tokenizer_name(),
            background=load_background().signature,
            penalty=PENALTY,
            rounds=ROUNDS,
            rate=RATE,
        ),
    )


_FIRST: dict[tuple[int, ...], LogisticModel] = {}
"""First models already fitted; folds within folds ask for them twice."""


def _first(examples: Sequence[Example]) -> LogisticModel:
    """Fit the first model, once for the same examples."""
    key = tuple(id(e) for e in examples)
    if key not in _FIRST:
        _FIRST[key] = fit_logistic(
            _stacked(
                [
                    {k: v[e.judged] for k, v in e.features.items()}
                    for e in examples
                ]
            ),
            np.concatenate([e.linked[e.judged] for e in examples]),
            np.concatenate(
                [
                    np.full(e.judged.sum(), WEIGHTS[e.gold.collection][0])
                    for e in examples
                ]
            ),
            penalty=PENALTY,
        )
    return _FIRST[key]


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


def left_out(examples: Sequence[Example]) -> list[Floats]:
    """Predict each example by models that saw none of its texts."""
    result: list[Floats] = [np.zeros(0)] * len(examples)
    for fold in folds(examples):
        model = train([e for e in examples if not e.gold.sources & fold])
        for place, e in enumerate(examples):
            if e.gold.sources <= fold:
                result[place] = model.probability(e.compared, e.features)[0]
    return result


def genres_left_out(examples: Sequence[Example]) -> list[Floats]:
    """Predict each genre by models that saw only the other genres."""
    genre = dict.fromkeys(("laws", "taiwan"), "law")
    genre |= dict.fromkeys(("plans", "single", "digest", "short"), "plan")
    result: list[Floats] = [np.zeros(0)] * len(examples)
    for name in ("law", "plan"):
        model = train(
            [e for e in examples if genre[e.gold.collection] != name]
        )
        for place, e in enumerate(examples):
            if genre[e.gold.collection] == name:
                result[place] = model.probability(e.compared, e.features)[0]
    return result


SIGNALS = {
    "words": ("word_tfidf", "word_containment", "unexplained"),
    "characters": ("character_", "fuzzy"),
    "sentences": ("sentence", "strongest_sentence"),
    "meaning": ("semantic",),
    "openings": ("opening",),
    "headings": ("heading", "section"),
    "place": ("position", "neighbours"),
}
"""Groups of features, by how their names begin."""


def without_signals(examples: Sequence[Example]) -> None:
    """Print the F1 of the first model without each group of signals.

    The second model is left aside: it takes minutes to train anew for each
    row, and its features are mostly the first model's likelihoods.
    """
    cases = {"all signals": (), **SIGNALS}
    cases["all, no rivals"] = ("_lead_", "_rank_", "_share_")
    print(f"{'without':16}   laws  plans taiwan single")
    for name, left in cases.items():
        kept = [
            replace(
                e,
                features={
                    key: value
                    for key, value in e.features.items()
                    if not (
                        (left and key.startswith(left))
                        or (
                            (name == "all, no rivals")
                            and any(part in key for part in left)
                        )
                    )
                },
            )
            for e in examples
        ]
        found: dict[str, list[float]] = {}
        for fold in folds(kept):
            model = _first([e for e in kept if not e.gold.sources & fold])
            for e in kept:
                if e.gold.sources <= fold:
                    guess = model.probability(e.features)
                    found.setdefault(e.gold.collection, []).append(
                        score(e, guess >= best_cut(guess))[2]
                    )
        means = [np.mean(found[c]) for c in WEIGHTS_ORDER]
        print(f"{name:16} " + " ".join(f"{mean:6.3f}" for mean in means))
        _FIRST.clear()


def score(e: Example, accepted: np.ndarray) -> tuple[float, float, float]:
    """Return precision over all links, recall over major ones, and F1."""
    right = [clause.id for clause in e.gold.target]
    counted = np.array([right[j] in e.gold.judged for j in e.columns])
    accepted = accepted & counted
    hits = float((accepted & (e.linked > 0)).sum())
    precision = hits / max(accepted.sum(), 1)
    left = [clause.id for clause in e.gold.reference]
    found = {
        (left[i], right[j])
        for i, j in zip(e.rows[accepted], e.columns[accepted], strict=True)
    }
    major = {link for link, strong in e.gold.strength.items() if strong}
    recall = len(major & found) / max(len(major), 1)
    harmonic = 2 * precision * recall / max(precision + recall, 1e-9)
    return precision, recall, harmonic


def report(examples: Sequence[Example], guesses: Iterable[Floats]) -> None:
    """Print one line per collection: means over its pairs.

    ``added`` is the recall and precision of target clauses without a link;
    ``error`` the expected calibration error over pairs of at least 0.02.
    """
    found: dict[str, list[tuple[Example, Floats]]] = {}
    for e, guess in zip(examples, guesses, strict=True):
        found.setdefault(e.gold.collection, []).append((e, guess))
    print(
        f"{'':8} pairs precision recall    F1 lowest  added (recall, "
        "precision)  error"
    )
    for collection, members in found.items():
        scores = np.array(
            [score(e, guess >= best_cut(guess)) for e, guess in members]
        )
        new = np.array([_added(e, guess) for e, guess in members]).sum(axis=0)
        print(
            f"{collection:8} {len(scores):5} {scores[:, 0].mean():9.3f} "
            f"{scores[:, 1].mean():6.3f} {scores[:, 2].mean():.3f} "
            f"{scores[:, 2].min():6.3f}  {new[0] / new[1]:.3f}, "
            f"{new[0] / new[2]:.3f} {_error(members):20.3f}"
        )


def _added(e: Example, guess: Floats) -> tuple[int, int, int]:
    """Count added clauses recognised, added clauses, clauses called so."""
    right = [clause.id for clause in e.gold.target]
    linked = {right[j] for j in e.columns[guess >= best_cut(guess)]}
    called = (e.gold.judged | e.gold.added) - linked
    return len(called & e.gold.added), len(e.gold.added), len(called)


def _error(members: Sequence[tuple[Example, Floats]]) -> float:
    """Return the expected calibration error over ten equal bins."""
    guess = np.concatenate([g[e.judged] for e, g in members])
    truth = np.concatenate([e.linked[e.judged] for e, _ in members])
    seen = guess >= LOOK_AGAIN
    guess, truth = guess[seen], truth[seen]
    bins = np.minimum((guess * 10).astype(int), 9)
    gaps = np.bincount(bins, guess - truth, 10)
    return float(np.abs(gaps).sum() / len(guess))


def main() -> None:
    """Train, report, and write the model if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--genres", action="store_true")
    parser.add_argument("--signals", action="store_true")
    parser.add_argument("--semantic", action="store_true")
    parser.add_argument("--digest", action="store_true")
    arguments = parser.parse_args()
    shared = Path(os.environ.get("PLANDIFF_SHARED", ROOT.parent / "shared"))
    examples = [
        example(gold, semantic=arguments.semantic)
        for gold in training_pairs(shared, digests=arguments.digest)
    ]
    if arguments.write:
        kind = "encoder" if arguments.semantic else "vectors"
        kind = "digest" if arguments.digest else kind
        path = ROOT / "corpora" / MODEL_FILES[kind]
        write_model(train(examples), path)
        print(f"written: {path.relative_to(ROOT)}")
    elif arguments.signals:
        without_signals(examples)
    elif arguments.genres:
        report(examples, genres_left_out(examples))
    else:
        report(examples, left_out(examples))


if __name__ == "__main__":
    main()
