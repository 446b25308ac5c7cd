"""Links that hand-made pairs teach: one command, equal inputs, one model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from plandiff import Document
from plandiff.errors import CorpusError
from plandiff.matching.features import origins, other_side
from plandiff.matching.model import PRODUCT, load_model, write_model
from plandiff.training import links
from plandiff.training.gold import GoldPair, gold_pairs, shortened

SUBJECTS = (
    "农村电商",
    "数据安全",
    "冷链物流",
    "跨境电商",
    "人才培养",
    "统计监测",
)


def _pair(name: str, turned: int) -> GoldPair:
    """Two invented plans whose clauses follow each other by subject."""
    subjects = SUBJECTS[turned:] + SUBJECTS[:turned]
    earlier = [(str(n), f"大力发展{s}。") for n, s in enumerate(SUBJECTS)]
    later = [
        (str(n), f"完善{s}体系建设。") for n, s in enumerate(subjects[:5])
    ]
    linked = {
        (f"x:{SUBJECTS.index(s)}", f"y:{n}"): n % 2 == 0
        for n, s in enumerate(subjects[:5])
    }
    return GoldPair(
        name,
        "plans",
        Document.from_clauses("x", earlier),
        Document.from_clauses("y", later),
        linked,
        frozenset(target for _, target in linked),
        frozenset(),
        frozenset({name}),
    )


@pytest.fixture(scope="module")
def examples() -> list[links.Example]:
    return [links.example(_pair(f"p{n}", n)) for n in range(4)]


def test_a_model_learns_the_links_and_is_the_same_each_time(
    examples: list[links.Example], tmp_path: Path
) -> None:
    model = links.train(examples)
    said = links.guess(model, examples[0])
    linked = examples[0].linked > 0
    assert said.probability[linked].min() > said.probability[~linked].max()
    assert links.train(examples) == model
    names = {name.removesuffix(PRODUCT) for name in model.link.features}
    assert names <= set(origins())
    write_model(model, tmp_path / "links.json")
    assert load_model(tmp_path / "links.json") == model


def test_a_measure_counts_alike_on_both_sides(
    examples: list[links.Example],
) -> None:
    scales = links.train(examples).link.features
    sided = [name for name in scales if other_side(name) != name]
    assert sided
    for name in sided:
        assert scales[name] == scales[other_side(name)]


def test_leaving_out_is_the_same_as_never_having_seen(
    examples: list[links.Example],
) -> None:
    trainer = links.Trainer(examples)
    some = trainer.link(frozenset({"p3"}))
    assert some != trainer.link()
    alone = links.Trainer(examples[:3]).link()
    features = examples[3].features
    np.testing.assert_allclose(
        some.probability(features), alone.probability(features), atol=0.02
    )


def test_no_fold_tells_a_pair_apart_from_its_own_texts(
    examples: list[links.Example],
) -> None:
    folds = links.folds(examples)
    assert frozenset().union(*folds) == {"p0", "p1", "p2", "p3"}
    assert sum(len(fold) for fold in folds) == 4


def test_a_pair_cut_short_keeps_its_links() -> None:
    pair = _pair("p", 1)
    cut = shortened(pair, 4)
    assert [c.text for c in cut.reference] == [c.text for c in pair.reference]
    assert cut.strength == pair.strength
    assert cut.collection == "short"


def test_texts_that_are_not_there_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANDIFF_SHARED", str(tmp_path))
    with pytest.raises(CorpusError, match="Set PLANDIFF_SHARED"):
        links.main([])


@pytest.mark.shared
def test_each_pair_has_links_between_clauses_that_are_there(
    shared: Path,
) -> None:
    pairs = gold_pairs(shared)
    assert [p.collection for p in pairs].count("taiwan") == 20
    for pair in pairs:
        earlier = {clause.id for clause in pair.reference}
        later = {clause.id for clause in pair.target}
        assert {a for a, _ in pair.strength} <= earlier, pair.name
        assert {b for _, b in pair.strength} <= later, pair.name
        assert pair.strength
