"""The pages that follow one pair from text to cut say what is so."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("method.md", "method.zh.md")
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


@pytest.mark.parametrize("page", PAGES)
def test_every_number_of_the_page_is_what_the_library_says(page: str) -> None:
    failed, tried = doctest.testfile(
        str(DOCS / page),
        module_relative=False,
        encoding="utf-8",
        optionflags=OPTIONS,
    )
    assert tried > 25
    assert not failed


def test_both_pages_show_the_same_steps() -> None:
    first, second = (
        re.findall(r"```python.*?```", (DOCS / page).read_text("utf-8"), re.S)
        for page in PAGES
    )
    assert first == second
