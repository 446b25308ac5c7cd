"""Notebooks hold no outputs, and both languages do the same."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from folders import ROOT

FOLDER = ROOT / "notebooks"
ENGLISH = sorted(
    path.name for path in FOLDER.glob("*.ipynb") if ".zh." not in path.name
)
TITLE = re.compile(r"^#+ ", re.MULTILINE)


class _Plain(ast.NodeTransformer):
    """Leave out what is worded: texts, and their order in a mapping."""

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        worded = isinstance(node.value, str)
        return ast.Constant("") if worded else node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        return ast.Constant("")


def _cells(path: Path, kind: str) -> list[str]:
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return ["".join(c["source"]) for c in cells if c["cell_type"] == kind]


def _steps(path: Path) -> list[str]:
    trees = (ast.parse(code) for code in _cells(path, "code"))
    return [ast.dump(_Plain().visit(tree)) for tree in trees]


@pytest.mark.parametrize("name", ENGLISH)
def test_the_chinese_notebook_takes_the_same_steps(name: str) -> None:
    chinese = FOLDER / name.replace(".ipynb", ".zh.ipynb")
    assert _steps(chinese) == _steps(FOLDER / name)
    ours, theirs = (
        [len(TITLE.findall(text)) for text in _cells(path, "markdown")]
        for path in (chinese, FOLDER / name)
    )
    assert ours == theirs
    assert 'lang="en"' not in "".join(_cells(chinese, "code"))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=str)
def test_no_outputs_are_kept(path: Path) -> None:
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        assert not cell.get("outputs") and not cell.get("execution_count")
