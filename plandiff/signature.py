"""What made this number: inputs, options and versions on one line."""

from __future__ import annotations

import hashlib
from importlib import metadata

__all__ = ["fingerprint", "signature", "version"]

_ESCAPES = str.maketrans({"|": "/", "\n": " ", "\r": " "})


def version() -> str:
    """Return the version of plandiff that is running.

    Returns
    -------
    str
        The installed version, or ``"0+unknown"`` where the package is used
        from a folder without being installed.
    """
    try:
        return metadata.version("plandiff")
    except metadata.PackageNotFoundError:
        return "0+unknown"


def fingerprint(text: str, *, length: int = 12) -> str:
    """Return the first hexadecimal digits of a text's SHA-256.

    Parameters
    ----------
    text : str
        Any text; hashed as UTF-8.
    length : int, default 12
        Number of digits kept, 1 to 64.

    Returns
    -------
    str
        Lower-case hexadecimal digits.

    Examples
    --------
    >>> fingerprint("电子商务")
    'dda2f9790765'
    """
    data = text.encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()[:length]


def signature(**choices: object) -> str:
    """Join named choices into a signature, the version last.

    Parameters
    ----------
    **choices
        Every input and option that moves a number, in the order in which
        they act. ``None`` is written as ``none``; in values a vertical bar
        becomes a slash, since the bar separates the parts.

    Returns
    -------
    str
        ``name:value`` parts joined by vertical bars.

    Examples
    --------
    >>> signature(reference="ec13@3fa1c2", unit="clause")
    'reference:ec13@3fa1c2|unit:clause|version:...'
    """
    parts = [
        f"{name}:{_value(value)}"
        for name, value in (*choices.items(), ("version", version()))
    ]
    return "|".join(parts)


def _value(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value).translate(_ESCAPES)
