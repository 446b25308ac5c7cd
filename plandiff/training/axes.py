"""Find the axes on which tokens of policy texts differ, with one command.

::

    python -m plandiff.training.axes

reads ``$PLANDIFF_SHARED/corpora`` (default ``../shared``) and writes
``corpora/models/axes.npz``: the mean of what the sentence encoder makes of
their tokens and the first principal axes around it, no text. Documents of
the development data are left out. It needs the `semantic` extra.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from plandiff.errors import CorpusError
from plandiff.files import whole_file
from plandiff.matching.knowledge.encoder import Axes, encoder_version, network
from plandiff.matching.sides import prepare
from plandiff.resources import resource
from plandiff.signature import fingerprint, signature
from plandiff.training.collection import read_texts

__all__ = ["main", "principal_axes", "sample"]

AXES = 96
EVERY = {"plan": 60, "statute": 800}
"""Of the passages of a genre one in so many is read."""


def sample(folder: Path) -> list[str]:
    """Choose passages of the collection, evenly.

    Parameters
    ----------
    folder : pathlib.Path
        See `plandiff.training.collection.read_texts`.

    Returns
    -------
    list of str
        Folded as the measures see them.
    """
    found: dict[str, list[str]] = {genre: [] for genre in EVERY}
    for genre, _, text in read_texts(folder):
        found[genre].append(text)
    chosen = [
        text
        for genre, texts in found.items()
        for text in islice(texts, 0, None, EVERY[genre])
    ]
    return list(prepare(chosen).texts)


def principal_axes(texts: Sequence[str], count: int = AXES) -> Axes:
    """Find the first principal axes of the tokens of texts.

    Parameters
    ----------
    texts : sequence of str
        Passages.
    count : int
        How many axes.

    Returns
    -------
    Axes
        Each axis turned so that its largest number is positive.
    """
    encoded = [tokens.vectors for _, tokens in network().run(texts)]
    vectors = np.concatenate(encoded).astype(float)
    centre = vectors.mean(axis=0)
    spread = np.cov(vectors - centre, rowvar=False)
    _, found = np.linalg.eigh(spread)
    axes = found[:, ::-1][:, :count]
    largest = axes[np.abs(axes).argmax(axis=0), np.arange(count)]
    axes = axes * np.sign(largest)
    return Axes(
        centre.astype(np.float16).astype(np.float32),
        axes.astype(np.float16).astype(np.float32),
        signature(
            encoder=encoder_version(),
            passages=f"{len(texts)}@{fingerprint(chr(0).join(texts))}",
            axes=count,
        ),
    )


def main() -> None:
    """Make the axes and write them."""
    shared = Path(os.environ.get("PLANDIFF_SHARED", "../shared"))
    folder = shared / "corpora"
    if not folder.is_dir():
        raise CorpusError(
            f"{folder}: expected the folder of the collection but found "
            "none. Set PLANDIFF_SHARED to the folder that holds it."
        )
    found = principal_axes(sample(folder))
    path = resource("models") / "axes.npz"
    with whole_file(path) as beside, beside.open("wb") as file:
        np.savez(
            file,
            centre=found.centre.astype(np.float16),
            axes=found.axes.astype(np.float16),
            signature=np.array(found.signature),
        )


if __name__ == "__main__":
    main()
