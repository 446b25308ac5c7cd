"""The bare import is quick, and the public names are all there."""

from __future__ import annotations

import subprocess
import sys

import plandiff

HEAVY = ("matplotlib", "sklearn", "pypdfium2", "pandas", "lxml", "rjieba")


def test_the_bare_import_loads_no_heavy_library() -> None:
    code = (
        "import sys, time; start = time.perf_counter(); import plandiff; "
        "print(time.perf_counter() - start); "
        f"print([n for n in {HEAVY!r} if n in sys.modules])"
    )
    seconds, loaded = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    assert loaded == "[]"
    assert float(seconds) < 0.25


def test_every_public_name_can_be_loaded_and_is_documented() -> None:
    for name in plandiff.__all__:
        assert getattr(plandiff, name).__doc__, name
    assert "align" in dir(plandiff)


def test_a_name_that_is_not_public_says_which_is_near():
    import pytest

    import plandiff

    with pytest.raises(AttributeError, match=r"Did you mean .*redline"):
        plandiff.redline_clauses  # noqa: B018
    with pytest.raises(AttributeError):
        plandiff.__nothing__  # noqa: B018
    assert not hasattr(plandiff, "xyzzy")
