"""What all tests share: the developers' documents, closed figures."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from folders import ROOT
from hypothesis import settings

# The first call builds dictionaries; a busy machine is no failure.
settings.register_profile("plandiff", deadline=None)
settings.load_profile("plandiff")

# Tests see the bundled corpus alone, not what the developer has added.
os.environ["PLANDIFF_CORPORA"] = ""


@pytest.fixture(scope="session")
def shared() -> Path:
    """The developers' documents; skips, or fails in CI, where absent."""
    folder = Path(
        os.environ.get("PLANDIFF_SHARED", ROOT.parent / "shared")
    ).resolve()
    if not (folder / "gold").is_dir():
        reason = f"PLANDIFF_SHARED: no developers' documents at {folder}"
        if os.environ.get("PLANDIFF_REQUIRE_SHARED") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
