"""The package works when installed from a wheel, outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.slow
def test_the_wheel_carries_the_corpora(tmp_path: Path) -> None:
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet"),
            *("--disable-pip-version-check", "--no-deps"),
            *("--no-build-isolation", "--wheel-dir", str(tmp_path), str(ROOT)),
        ],
        check=True,
    )
    (wheel,) = tmp_path.glob("plandiff-*.whl")
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    code = (
        "import plandiff; corpus = plandiff.load_corpus(); "
        "print(plandiff.__file__); print(len(corpus['ec14'])); "
        "alignment = plandiff.align(corpus['ec13'], corpus['ec14']); "
        "print(len(alignment.links) > 0)"
    )
    where, clauses, linked = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
    ).stdout.splitlines()
    assert where.startswith(str(installed))
    assert (clauses, linked) == ("71", "True")
