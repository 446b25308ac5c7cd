"""Make the background model from a large collection, with one command.

::

    python -m plandiff.training.background

reads from ``$PLANDIFF_SHARED/corpora`` (default ``../shared``) the files that
the present model was made from, as its signature names them, and writes
``corpora/models/background.npz``; with ``--all`` it reads every file of the
collection, which may have grown. The file holds words, counts and vectors,
no text: a word must occur in several documents, is at most six characters
long unless it stands in our lexicon, and personal names are left out.
Documents of the development data are left out too, so that no score on them
is helped by having seen them. Equal inputs, options and versions give equal
bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path

import numpy as np
import rjieba
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import svds
from threadpoolctl import threadpool_limits

from plandiff.errors import CorpusError
from plandiff.files import whole_file
from plandiff.matching.knowledge.background import load_background
from plandiff.matching.spaces import unit_rows
from plandiff.resources import resource
from plandiff.text.characters import HAN
from plandiff.text.surnames import SURNAMES
from plandiff.text.tokens import lexicon, tokenizer_name
from plandiff.training.collection import (
    FIRST_YEAR,
    LEFT_OUT_FOLDERS,
    LEFT_OUT_TITLES,
    STATUTES,
    Passage,
    plan_files,
    read_passages,
)
from plandiff.training.contrast import (
    ContrastOptions,
    contrast_vectors,
)

__all__ = ["TrainingOptions", "main", "train", "training_signature"]

_NUMERAL = re.compile("[〇○零一二三四五六七八九十百千万亿点分之]+")
_WORD = re.compile(rf"[{HAN}]{{1,6}}|(?=.*[a-z])[a-z0-9-]{{2,12}}")
_STEPS, _CLIPPED = 3, 2.5
"""Vectors are kept in so many steps to either side, values of more than so
many standard deviations clipped; what was tried scored as with 127 steps."""

_NO_SURNAMES = frozenset("向殷蓝")
"""The tagger takes words that begin so for names: 向心力, 殷实, 蓝图."""


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """What can be chosen when the background is made.

    Attributes
    ----------
    least_documents : int
        In how many documents a word must occur to be kept.
    name_statutes : int
        A word that the tagger takes for a personal name is kept only if it
        stands in at least so many statute clauses, where names do not.
    vectors : int
        Of how many words, the most frequent, vectors are kept.
    skipped : int
        How many of the strongest dimensions the first part of a vector
        leaves out.
    near : int
        Length of that first part.
    dimensions : int
        Length of the second part, which starts from so many of the
        strongest dimensions.
    window : int
        How many words to either side count as neighbours.
    smoothing : float
        Exponent of the context frequencies in the PPMI weights.
    passage : int
        Running text is cut at the first sentence end after so many
        characters.
    contrast : ContrastOptions
        How vectors learn from the halves of clauses.
    """

    least_documents: int = 5
    name_statutes: int = 20
    vectors: int = 20_000
    skipped: int = 100
    near: int = 320
    dimensions: int = 160
    window: int = 8
    smoothing: float = 0.75
    passage: int = 150
    contrast: ContrastOptions = field(default_factory=ContrastOptions)


def train(
    passages: Sequence[Passage], *, options: TrainingOptions | None = None
) -> dict[str, NDArray[np.generic]]:
    """Count words and make vectors from passages.

    Parameters
    ----------
    passages : sequence of Passage
        The collection.
    options : TrainingOptions, optional
        Defaults: those of the shipped file.

    Returns
    -------
    dict of str to numpy.ndarray
        ``words`` (UTF-8 bytes, one word a line, most frequent first),
        ``statute_counts`` and ``plan_counts`` (passages that hold each
        word), ``statutes`` and ``plans`` (passages in all), ``near`` and
        ``apart`` (int8, the two parts of the vectors, one row for each of
        the first words; only the direction of a row has a meaning).

    Raises
    ------
    CorpusError
        If too few words are left for vectors of that length.

    Notes
    -----
    The first part of a vector: positive pointwise mutual information of
    neighbouring words, reduced by a singular value decomposition whose
    values are dropped [1]_, without the strongest dimensions, which tell
    genres and fields apart and not the words of one plan [2]_. The second
    part starts from the strongest ones and learns which words tell the
    clauses of one document apart; see `plandiff.training.contrast`.

    References
    ----------
    .. [1] Levy, Goldberg, Dagan (2015), Improving distributional similarity
           with lessons learned from word embeddings, TACL 3, 211-225.
    .. [2] Mu, Viswanath (2018), All-but-the-top: simple and effective
           postprocessing for word representations, ICLR.
    """
    options = options or TrainingOptions()
    counts = {
        genre: Counter(
            word
            for passage in passages
            if passage.genre == genre
            for word in set(passage.words)
        )
        for genre in ("statute", "plan")
    }
    vocabulary = _vocabulary(passages, counts["statute"], options)
    wanted = max(options.skipped + options.near, options.dimensions)
    if len(vocabulary) <= wanted:
        raise CorpusError(
            f"background: expected more than {wanted} words in "
            f"at least {options.least_documents} documents but found "
            f"{len(vocabulary)}. Train on a larger collection."
        )
    with_vector = vocabulary[: options.vectors]
    with threadpool_limits(1):
        whole = _vectors(
            _neighbours(passages, with_vector, options), wanted, options
        )
        # A word starts out as long as it is rare, so as to count as much.
        long = unit_rows(whole[:, : options.dimensions])
        long *= _rarity(passages, with_vector)[:, None]
        place = {word: number for number, word in enumerate(with_vector)}
        apart = contrast_vectors(
            passages, place, long, options=options.contrast
        )
    genres = Counter(passage.genre for passage in passages)
    return {
        "words": np.frombuffer("\n".join(vocabulary).encode(), np.uint8),
        "statute_counts": _column(counts["statute"], vocabulary),
        "plan_counts": _column(counts["plan"], vocabulary),
        "statutes": np.array(genres["statute"], np.int32),
        "plans": np.array(genres["plan"], np.int32),
        "near": _whole_numbers(
            unit_rows(whole[:, options.skipped :][:, : options.near])
        ),
        "apart": _whole_numbers(apart),
    }


def _column(
    counts: Mapping[str, int], vocabulary: Sequence[str]
) -> NDArray[np.generic]:
    return np.array([counts.get(word, 0) for word in vocabulary], np.int32)


def _vocabulary(
    passages: Sequence[Passage],
    statute_counts: Mapping[str, int],
    options: TrainingOptions,
) -> list[str]:
    """Choose the words to keep, the most frequent first."""
    frequency: Counter[str] = Counter()
    documents: dict[str, set[str]] = {}
    for passage in passages:
        frequency.update(passage.words)
        for word in passage.words:
            documents.setdefault(word, set()).add(passage.document)
    policy = frozenset(lexicon())
    tagger = rjieba.Jieba()
    kept = [
        word
        for word, places in documents.items()
        if len(places) >= options.least_documents
        and (
            word in policy
            or (
                _WORD.fullmatch(word)
                and not _NUMERAL.fullmatch(word)
                and not (
                    statute_counts.get(word, 0) < options.name_statutes
                    and _may_be_name(word, tagger)
                )
            )
        )
    ]
    return sorted(kept, key=lambda word: (-frequency[word], word))


def _may_be_name(word: str, tagger: rjieba.Jieba) -> bool:
    """Tell whether the tagger takes a word for a Chinese personal name."""
    if not 2 <= len(word) <= 3 or word[0] not in SURNAMES - _NO_SURNAMES:
        return False
    tags = [tag for _, tag in tagger.tag(word)]
    return len(tags) == 1 and tags[0].startswith("nr")


def _neighbours(
    passages: Sequence[Passage],
    vocabulary: Sequence[str],
    options: TrainingOptions,
) -> sparse.csr_matrix[np.float64]:
    """Count how often two words stand near each other, words by words."""
    place = {word: number for number, word in enumerate(vocabulary)}
    known: list[int] = []
    origin: list[int] = []
    for number, passage in enumerate(passages):
        found = [place[word] for word in passage.words if word in place]
        known += found
        origin += [number] * len(found)
    word_numbers = np.array(known, np.int64)
    passage_numbers = np.array(origin, np.int64)
    shape = (len(vocabulary), len(vocabulary))
    total = sparse.csr_matrix(shape, dtype=np.float64)
    for distance in range(1, options.window + 1):
        same = passage_numbers[:-distance] == passage_numbers[distance:]
        left = word_numbers[:-distance][same]
        right = word_numbers[distance:][same]
        total = total + sparse.csr_matrix(
            (np.ones(len(left)), (left, right)), shape=shape
        )
    return sparse.csr_matrix(total + total.T)


def _vectors(
    neighbours: sparse.csr_matrix[np.float64],
    dimensions: int,
    options: TrainingOptions,
) -> NDArray[np.float32]:
    """Reduce PPMI weights to short vectors, strongest dimensions first."""
    pairs = neighbours.tocoo()
    totals = np.asarray(neighbours.sum(axis=1)).ravel()
    contexts = totals**options.smoothing
    contexts /= contexts.sum()
    association = np.log(
        pairs.data / (totals[pairs.row] * contexts[pairs.col])
    )
    positive = association > 0
    ppmi = sparse.csr_matrix(
        (association[positive], (pairs.row[positive], pairs.col[positive])),
        shape=neighbours.shape,
    )
    start = np.full(ppmi.shape[0], ppmi.shape[0] ** -0.5)
    left, _, _ = svds(ppmi, k=dimensions, v0=start)
    left = left[:, ::-1]  # largest singular value first
    strongest = left[np.abs(left).argmax(axis=0), range(left.shape[1])]
    result: NDArray[np.float32] = (
        left * np.where(strongest < 0, -1.0, 1.0)
    ).astype(np.float32)
    return result


def _rarity(
    passages: Sequence[Passage], vocabulary: Sequence[str]
) -> NDArray[np.float32]:
    """Weigh words from near 0 for those of every passage to 1."""
    spread = Counter(word for p in passages for word in set(p.words))
    shares = np.array([spread[word] for word in vocabulary]) / len(passages)
    weights = np.log(shares) / np.log(0.5 / len(passages))
    result: NDArray[np.float32] = weights.astype(np.float32)
    return result


def _whole_numbers(vectors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Write each row in steps from -3 to 3, which the file packs well."""
    spread = vectors.std(axis=1, keepdims=True)
    scaled = vectors / (_CLIPPED * np.where(spread == 0, 1.0, spread))
    steps: NDArray[np.int8] = np.rint(np.clip(scaled, -1, 1) * _STEPS).astype(
        np.int8
    )
    return steps


def training_signature(
    folder: Path,
    options: TrainingOptions,
    *,
    names: Iterable[str] | None = None,
) -> str:
    """Describe inputs, options and versions as JSON.

    Parameters
    ----------
    folder : pathlib.Path
        The collection.
    options : TrainingOptions
        As given to `train`.
    names : iterable of str, optional
        As given to `read_passages`.

    Returns
    -------
    str
        Keys ``inputs`` (name to SHA-256), ``options``, ``left_out`` and
        ``versions``.
    """
    paths = [folder / STATUTES, *plan_files(folder, names)]
    record = {
        "inputs": {
            path.relative_to(folder).as_posix(): hashlib.sha256(
                path.read_bytes()
            ).hexdigest()
            for path in paths
        },
        "left_out": [
            LEFT_OUT_TITLES.pattern,
            *sorted(LEFT_OUT_FOLDERS),
            f"reports before {FIRST_YEAR}",
        ],
        "options": asdict(options),
        "versions": {
            "tokenizer": tokenizer_name(),
            "numpy": metadata.version("numpy"),
            "scipy": metadata.version("scipy"),
        },
    }
    return json.dumps(record, ensure_ascii=False, sort_keys=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the collection, train, and write the background file.

    Parameters
    ----------
    arguments : sequence of str, optional
        Of the command line.

    Raises
    ------
    CorpusError
        If the collection is not where ``PLANDIFF_SHARED`` says, or a file
        is no longer the one that the present model was made from.
    """
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--all", action="store_true", help="read every file")
    parser.add_argument("-o", "--output", type=Path, help="another file")
    asked = parser.parse_args(arguments)
    folder = Path(os.environ.get("PLANDIFF_SHARED", "../shared")) / "corpora"
    if not (folder / STATUTES).is_file():
        raise CorpusError(
            f"{folder}: expected {STATUTES} but found none. Set "
            "PLANDIFF_SHARED to the folder that holds corpora/."
        )
    known = None if asked.all else load_background().training["inputs"]
    options = TrainingOptions()
    record = training_signature(folder, options, names=known)
    changed = [
        name
        for name, found in json.loads(record)["inputs"].items()
        if known is not None and known[name] != found
    ]
    if changed:
        raise CorpusError(
            f"{folder / changed[0]}: expected the file that the model was "
            f"made from but found another (SHA-256; {len(changed)} in all). "
            "Restore it, or train on what there is with --all."
        )
    model = train(
        list(read_passages(folder, length=options.passage, names=known)),
        options=options,
    )
    destination = asked.output or resource("models/background.npz")
    with whole_file(destination) as beside:
        np.savez_compressed(
            beside,
            allow_pickle=False,
            signature=np.frombuffer(record.encode(), np.uint8),
            **model,
        )
    print(f"written: {destination}")  # noqa: T201


if __name__ == "__main__":
    main()
