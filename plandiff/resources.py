"""Find the files that travel with the package: plans, themes, lexicons."""

from __future__ import annotations

from pathlib import Path

from plandiff.errors import CorpusError

__all__ = ["resource"]

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
