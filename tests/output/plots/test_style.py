"""Charts are right on a bare machine and the same each time."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.ft2font import FT2Font

import plandiff
from plandiff.output.plots.style import (
    chart_words,
    chinese_font,
    finish,
    new_axes,
    save_chart,
)


def _chart() -> Axes:
    ax = new_axes(None, height=2)
    ax.barh(["丝路电商", "数商兴农"], [1, 2])
    ax.set_title("主题变化（十三五→十四五）")
    return finish(ax)


def test_the_font_has_the_glyphs_of_plans() -> None:
    path = fontManager.findfont(FontProperties(family=chinese_font()))
    glyphs = FT2Font(str(path), face_index=2).get_charmap()
    for character in "“”《》〔〕、，。（）规划专栏〇亿龘":
        assert ord(character) in glyphs, character


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_the_same_chart_gives_the_same_bytes(
    tmp_path: Path, suffix: str
) -> None:
    first = save_chart(_chart(), tmp_path / f"a.{suffix}").read_bytes()
    second = save_chart(_chart(), tmp_path / f"b.{suffix}").read_bytes()
    assert first == second and len(first) > 1000


def test_drawing_leaves_global_settings_alone() -> None:
    before = dict(mpl.rcParams)
    _chart()
    assert dict(mpl.rcParams) == before


def test_axes_that_are_given_are_used() -> None:
    _, ax = plt.subplots()
    assert new_axes(ax, height=1) is ax


def test_an_unknown_language_is_refused() -> None:
    for lang in ("fr", "both"):
        with pytest.raises(ValueError, match="expected 'zh' or 'en'"):
            chart_words(lang)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("draw", "maker"),
    [
        (plandiff.plot_theme_shift, "plandiff.theme_shift"),
        (plandiff.plot_theme_presence, "plandiff.theme_shift"),
        (plandiff.plot_keyness, "plandiff.keyness"),
        (plandiff.plot_commitment, "plandiff.commitment"),
        (plandiff.plot_indicators, "plandiff.indicator_table"),
    ],
)
def test_a_chart_says_which_table_it_wants_and_which_languages(draw, maker):
    one, two = (
        plandiff.Document.from_clauses(n, [("1", "农村")]) for n in "ab"
    )
    with pytest.raises(TypeError, match=rf"{maker}\(.* found a Alignment"):
        draw(plandiff.align(one, two))
    table = plandiff.theme_shift([one, two], "ecommerce")
    with pytest.raises(ValueError, match="'zh' or 'en', found 'cn'"):
        draw(table, lang="cn")


def test_no_chart_has_wording_of_its_own():
    """What a reader sees stands in words.toml, in both languages."""
    folder = Path(plandiff.__file__).parent / "output" / "plots"
    for path in sorted(folder.glob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        described = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, (ast.Module, ast.FunctionDef, ast.ClassDef))
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and id(node) not in described:
                assert not re.search(r"[\u4e00-\u9fff]", str(node.value)), (
                    f"{path.name}:{node.lineno}: {node.value}"
                )


def test_the_font_has_every_sign_of_the_wording() -> None:
    path = fontManager.findfont(FontProperties(family=chinese_font()))
    glyphs = FT2Font(str(path), face_index=2).get_charmap()
    said = "".join(
        word for lang in ("zh", "en") for word in chart_words(lang).values()
    )
    folder = Path(plandiff.__file__).parent / "output" / "plots"
    drawn = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    missing = {
        sign for sign in said + drawn if sign > "~" and ord(sign) not in glyphs
    }
    assert not missing
