"""Show how the link models do on documents left out.

Run from the root of the project::

    python tests/benchmarks/train_links.py            # scores, left out
    python tests/benchmarks/train_links.py --genres   # whole genres left out
    python tests/benchmarks/train_links.py --signals  # without each signal
    python tests/benchmarks/train_links.py --write    # write the model

``--write`` is ``python -m plandiff.training.links``, which says what
``--digest``, ``--other`` and ``--semantic`` do. With ``--other`` two German
pairs that no model has seen are scored too.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score

from plandiff.evaluation.calibration import (
    LEAST,
    calibration_error,
    chance_error,
    reliability,
)
from plandiff.matching.cut import best_cut
from plandiff.matching.features import origins, without_chinese
from plandiff.training import links
from plandiff.training.gold import german_pairs
from plandiff.training.links import (
    Example,
    Guess,
    Trainer,
    example,
    folds,
    guess,
    train,
    training_examples,
    training_pairs,
)

__all__ = [
    "ROOT",
    "Example",
    "Guess",
    "Trainer",
    "example",
    "folds",
    "guess",
    "left_out",
    "report",
    "train",
    "training_pairs",
]

ROOT = Path(__file__).resolve().parents[2]
COLLECTIONS = ("laws", "plans", "readers", "taiwan", "single", "revised")


def left_out(examples: Sequence[Example], kind: str = "usual") -> list[Guess]:
    """Predict each example by models that saw none of its texts."""
    found: dict[int, Guess] = {}
    trainer = Trainer(examples, kind)
    for fold in folds(examples):
        model = trainer.model(fold)
        for place, e in enumerate(examples):
            if e.gold.sources <= fold:
                found[place] = guess(model, e)
    return [found[place] for place in range(len(examples))]


def genres_left_out(examples: Sequence[Example]) -> list[Guess]:
    """Predict each genre by models that saw only the other genres."""
    genre = dict.fromkeys(("laws", "revised", "taiwan"), "law")
    plans = ("plans", "readers", "single", "digest", "short")
    genre |= dict.fromkeys(plans, "plan")
    found: dict[int, Guess] = {}
    for name in ("law", "plan"):
        model = train(
            [e for e in examples if genre[e.gold.collection] != name]
        )
        for place, e in enumerate(examples):
            if genre[e.gold.collection] == name:
                found[place] = guess(model, e)
    return [found[place] for place in range(len(examples))]


SIGNALS = {
    "words": ("word_", "unexplained"),
    "characters": ("character_", "fuzzy"),
    "sentences": ("sentences", "sentence_lead", "strongest_sentence"),
    "word vectors": (
        "semantic",
        "sentence_meaning",
        "strongest_meaning",
        "opening_meaning",
    ),
    "concepts": ("concept_", "subject_concepts"),
    "subjects": ("subject_tfidf", "opening_tfidf", "opening_in", "heading"),
    "parts of plan": ("same_frame", "other_part"),
    "place": ("position", "neighbours", "section"),
    "encoder": ("encoder",),
    "tokens": ("token_meaning", "tokens_met", "opening_tokens"),
    "rivals": (),
}
"""Groups of features, by how their names begin."""
_NEEDED = ("nearness_rank_reference", "nearness_rank_target")


def without_signals(examples: Sequence[Example]) -> None:
    """Print F1 and average precision without each group of signals.

    Documents are left out. The cut takes all links for major ones, which
    spares the models within models; the average precision needs no cut.
    """
    print(f"{'without':16}" + "".join(f"{c:>14}" for c in COLLECTIONS))
    for name, left in {"(all signals)": None, **SIGNALS}.items():
        kept = [_with_signals(e, left) for e in examples]
        if left and len(kept[0].features) == len(examples[0].features):
            continue  # such as the encoder's where it was not asked for
        found: dict[str, list[tuple[float, float]]] = {}
        trainer = Trainer(kept)
        for fold in folds(kept):
            model = trainer.link(fold)
            for e in kept:
                if e.gold.sources <= fold:
                    likely = model.probability(e.features)
                    found.setdefault(e.gold.collection, []).append(
                        (
                            score(e, likely >= best_cut(likely))[2],
                            average_precision_score(
                                e.linked[e.judged], likely[e.judged]
                            ),
                        )
                    )
        means = [np.mean(found[c], axis=0) for c in COLLECTIONS]
        cells = "".join(f"{f1:8.3f} {ap:.3f}" for f1, ap in means)
        print(f"{name:16}{cells}", flush=True)


def _with_signals(e: Example, left: Sequence[str] | None) -> Example:
    """Leave out a group of signals; all rivalry where it names none."""
    if left is None:
        return e

    def goes(name: str) -> bool:
        if left:
            return name.startswith(tuple(left))
        return origins()[name].value != name

    return replace(
        e,
        features={
            name: value
            for name, value in e.features.items()
            if name in _NEEDED or not goes(name)
        },
    )


def score(e: Example, accepted: np.ndarray) -> tuple[float, float, float]:
    """Return precision over all links, recall over major ones, and F1."""
    right = [clause.id for clause in e.gold.target]
    settled = np.array([right[j] in e.gold.judged for j in e.columns])
    # A link that one of two readers made is neither right nor wrong.
    accepted = accepted & settled & e.judged
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


def report(examples: Sequence[Example], guesses: Iterable[Guess]) -> None:
    """Print one line per collection: means over its pairs.

    ``average`` is the average precision, which needs no cut; the interval
    of F1 that of the mean in 2,000 draws of the pairs; ``added`` is the
    recall and precision of target clauses without a link;
    ``error`` the expected calibration error over pairs of at least `LEAST`,
    ``chance`` that of a source that means what it says, ``scored`` how many
    pairs that are.
    """
    found: dict[str, list[tuple[Example, Guess]]] = {}
    for e, said in zip(examples, guesses, strict=True):
        found.setdefault(e.gold.collection, []).append((e, said))
    print(
        f"{'':8} pairs average precision recall    F1 (95 %)        lowest "
        "highest  added (recall, precision)  error chance  scored"
    )
    for collection, members in found.items():
        scores = np.array([score(e, said.accepted) for e, said in members])
        new = np.array([_added(e, said) for e, said in members]).sum(axis=0)
        print(
            f"{collection:8} {len(scores):5} {_ranking(members):7.3f} "
            f"{scores[:, 0].mean():9.3f} {scores[:, 1].mean():6.3f} "
            f"{scores[:, 2].mean():.3f} {_interval(scores[:, 2])} "
            f"{scores[:, 2].min():6.3f} {scores[:, 2].max():7.3f}  "
            f"{new[0] / new[1]:.3f}, {new[0] / max(new[2], 1):.3f} "
            f"{_error(members):>32}",
            flush=True,
        )


def _ranking(members: Sequence[tuple[Example, Guess]]) -> float:
    """Average the average precisions."""
    return float(
        np.mean(
            [
                average_precision_score(
                    e.linked[e.judged], said.probability[e.judged]
                )
                for e, said in members
            ]
        )
    )


def _interval(values: np.ndarray) -> str:
    """Write where the mean lies in 95 of 100 draws of the pairs."""
    if len(values) < 2:
        return " " * 13
    generator = np.random.default_rng(0)
    places = generator.integers(len(values), size=(2000, len(values)))
    low, high = np.quantile(values[places].mean(axis=1), (0.025, 0.975))
    return f"({low:.3f}–{high:.3f})"


def _added(e: Example, said: Guess) -> tuple[int, int, int]:
    """Count added clauses recognised, added clauses, clauses called so.

    A clause with none but unsure links is neither.
    """
    right = [clause.id for clause in e.gold.target]
    linked = {right[j] for j in e.columns[said.accepted]}
    unsure = {target for _, target in e.gold.unsure}
    unsure -= {target for _, target in e.gold.strength}
    called = (e.gold.judged | e.gold.added) - linked - unsure
    return len(called & e.gold.added), len(e.gold.added), len(called)


def _error(members: Sequence[tuple[Example, Guess]]) -> str:
    """Write the calibration error, that of chance, and of how many pairs."""
    given = np.concatenate([g.probability[e.judged] for e, g in members])
    truth = np.concatenate([e.linked[e.judged] for e, _ in members])
    error = calibration_error(reliability(given, truth))
    chance = chance_error(given)
    if error is None or chance is None:
        return "none"
    return f"{error:.3f}  {chance[0]:.3f} {int((given >= LEAST).sum()):7}"


def main() -> None:
    """Train, report, and write the model if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    for name in ("write", "genres", "signals", "semantic", "digest", "other"):
        parser.add_argument(f"--{name}", action="store_true")
    asked = parser.parse_args()
    if asked.write:
        links.main(
            [
                f"--{name}"
                for name in ("digest", "other", "semantic")
                if getattr(asked, name)
            ]
        )
        return
    shared = Path(os.environ.get("PLANDIFF_SHARED", ROOT.parent / "shared"))
    kind = "digest" if asked.digest else "usual"
    kind = "other" if asked.other else kind
    examples = training_examples(shared, kind=kind, semantic=asked.semantic)
    if asked.signals:
        without_signals(examples)
    elif asked.genres:
        report(examples, genres_left_out(examples))
    else:
        report(examples, left_out(examples, kind))
    if asked.other and not asked.signals and not asked.genres:
        unseen = [
            replace(e, features=without_chinese(e.features))
            for e in (
                example(gold, semantic=asked.semantic)
                for gold in german_pairs(ROOT / "tests" / "cases" / "german")
            )
        ]
        model = train(examples, kind)
        report(unseen, [guess(model, e) for e in unseen])


if __name__ == "__main__":
    main()
