"""Find the files that travel with the package: plans, themes, lexicons."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from plandiff.errors import CodebookError, CorpusError, PlandiffError

__all__ = ["read_toml", "resource"]

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """Return the path of a bundled file or folder.

    Parameters
    ----------
    name : str
        Relative to ``corpora/``, such as ``"themes/ecommerce.toml"``.

    Returns
    -------
    pathlib.Path
        In the installed package, or in the checkout it is run from.

    Raises
    ------
    CorpusError
        If there is no such file: the installation is not complete.

    Examples
    --------
    >>> resource("plans/ec14.txt").name
    'ec14.txt'
    """
    places = (_PACKAGE / "_corpora" / name, _PACKAGE.parent / "corpora" / name)
    for place in places:
        if place.exists():
            return place
    raise CorpusError(
        f"corpora/{name}: expected a file that travels with plandiff but "
        f"found none. Install plandiff again, or run it from a full checkout."
    )


def read_toml(
    path: str | os.PathLike[str],
    *,
    what: str = "a lexicon",
    error: type[PlandiffError] = CodebookError,
) -> dict[str, Any]:
    """Read a file of tables.

    Parameters
    ----------
    path : str or path-like
        The file.
    what : str, default "a lexicon"
        What it is expected to be, for messages.
    error : type, default CodebookError
        Raised if it cannot be read or is not TOML in UTF-8; its message
        says at which line.

    Examples
    --------
    >>> read_toml(resource("lexicon/units.toml"))["unit"][0]["dimension"]
    'share'
    """
    file = Path(path)
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as failure:
        raise error(
            f"{file}: expected {what} but it cannot be read "
            f"({failure.strerror or failure})."
        ) from failure
    except ValueError as failure:  # not UTF-8, or not TOML
        raise error(
            f"{file}: expected TOML in UTF-8 but found an error: {failure}."
        ) from failure
