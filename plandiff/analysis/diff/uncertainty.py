"""How far counts of changes hang on links that are not certain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from plandiff.analysis.diff.keeping import (
    is_rewritten,
    kept_share,
    plain_texts,
)
from plandiff.analysis.diff.order import chapter_of
from plandiff.document import Document
from plandiff.matching.absence import draw_links
from plandiff.matching.alignment import Alignment
from plandiff.text.characters import key

__all__ = ["Bounds", "count_bounds"]

_DRAWS, _SEED = 200, 20211026
_CONFIDENCE = 0.95
_UNLIKELY = 0.01
"""Pairs below this probability are left out of the draws."""
Integers = np.ndarray[Any, np.dtype[np.int64]]
Bounds = Mapping[tuple[str, str | None, str], tuple[float, float]]


def count_bounds(alignment: Alignment, names: Sequence[str]) -> Bounds:
    """Count the clauses of each change in sets of links drawn at random.

    Parameters
    ----------
    alignment : Alignment
        Links and their probabilities.
    names : sequence of str
        What can happen to a clause; the first that fits counts.

    Returns
    -------
    mapping of (str, str or None, str) to (float, float)
        Side, chapter (None for the whole plan) and change to the bounds
        that hold the middle 95 % of 200 draws. A clause without a link in
        a draw counts as having no counterpart, so that the bounds of
        ``added`` and ``dropped`` are those of all such clauses, the open
        ones included; ``open`` has none.
    """
    pairs = alignment.pairs
    likely = pairs["confidence"].to_numpy(float, na_value=0.0)
    decided = (pairs["origin"] == "correction").to_numpy(bool)
    pairs = pairs[(likely >= _UNLIKELY) | decided]
    drawn = np.array(
        list(draw_links(pairs, alignment.links, draws=_DRAWS, seed=_SEED))
    ).reshape(_DRAWS, len(pairs))
    documents = {
        "reference": alignment.reference,
        "target": alignment.target,
    }
    places = {
        side: _places(document, pairs[f"{side}_id"])
        for side, document in documents.items()
    }
    rank = {name: number for number, name in enumerate(names)}
    alone = {
        side: rank["unmatched" if alignment.is_digest else absent]
        for side, absent in (("reference", "dropped"), ("target", "added"))
    }
    single, same = _texts(alignment, pairs, rank)
    sizes = [len(document) for document in documents.values()]
    fates: dict[str, list[Integers]] = {side: [] for side in documents}
    for chosen in drawn:
        at = np.flatnonzero(chosen)
        ends = [places[side][at] for side in documents]
        change = single[at]
        if not alignment.is_digest:
            partners = [
                np.bincount(end, minlength=size)[end]
                for end, size in zip(ends, sizes, strict=True)
            ]
            joint = np.maximum(*partners) > 1
            split = partners[0] >= partners[1]
            several = np.where(split, rank["split"], rank["merged"])
            change = np.where(joint & ~same[at], several, change)
        for side, end, size in zip(documents, ends, sizes, strict=True):
            fate = np.full(size, len(names))
            np.minimum.at(fate, end, change)
            fate[fate == len(names)] = alone[side]
            fates[side].append(fate)
    return {
        (side, chapter, name): bounds
        for side, document in documents.items()
        for chapter, name, bounds in _bounds(
            document, np.array(fates[side]), names
        )
    }


def _places(document: Document, ids: Iterable[str]) -> Integers:
    """Return the place of each clause in its plan."""
    place = {clause.id: number for number, clause in enumerate(document)}
    return np.array([place[str(i)] for i in ids], dtype=np.int64)


def _texts(
    alignment: Alignment, pairs: Any, rank: Mapping[str, int]
) -> tuple[Integers, np.ndarray]:
    """Say of each pair what it is by itself, and whether it is one text."""
    if alignment.is_digest:
        return (
            np.full(len(pairs), rank["matched"]),
            np.zeros(len(pairs), dtype=bool),
        )
    before, after = (
        plain_texts(alignment, side) for side in ("reference", "target")
    )
    here, there = (
        {clause_id: key(text) for clause_id, text in texts.items()}
        for texts in (before, after)
    )
    single, same = [], []
    for left, right in zip(
        pairs["reference_id"], pairs["target_id"], strict=True
    ):
        same.append(before[left] == after[right])
        name = "kept"
        if not same[-1]:
            share = kept_share(here[left], there[right])
            new = is_rewritten(here[left], there[right], share)
            name = "rewritten" if new else "revised"
        single.append(rank[name])
    return np.array(single, dtype=np.int64), np.array(same, dtype=bool)


def _bounds(
    document: Document, fates: Integers, names: Sequence[str]
) -> list[tuple[str | None, str, tuple[float, float]]]:
    """Return the bounds of each count, for the plan and its chapters."""
    chapters: dict[str | None, list[int]] = {None: list(range(len(document)))}
    for place, clause in enumerate(document):
        chapters.setdefault(chapter_of(clause), []).append(place)
    tail = (1 - _CONFIDENCE) / 2
    found = []
    for chapter, members in chapters.items():
        for number, name in enumerate(names):
            if name == "open":
                continue
            counts = (fates[:, members] == number).sum(axis=1)
            low, high = np.quantile(counts, [tail, 1 - tail])
            found.append((chapter, name, (float(low), float(high))))
    return found
