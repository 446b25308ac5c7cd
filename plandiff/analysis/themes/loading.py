"""Codebooks from files: a bundled one by its name, or a TOML or CSV file.

What cannot be used is refused, and the message says where it stands.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from plandiff.analysis.themes.codebook import Codebook
from plandiff.analysis.themes.themelist import (
    csv_entries,
    make_theme,
    toml_entries,
)
from plandiff.errors import CodebookError, CorpusError
from plandiff.resources import resource
from plandiff.signature import fingerprint

__all__ = ["as_codebook", "load_codebook"]


def load_codebook(source: str | os.PathLike[str]) -> Codebook:
    """Read and check a codebook.

    Parameters
    ----------
    source : str or path-like
        Name of a bundled codebook (``"ecommerce"``) or path of a TOML or
        CSV file. A CSV file has one row per theme and the columns id,
        parent, name_zh, name_en, definition, include, exclude, examples;
        the last three hold several values parted by ``;``.

    Returns
    -------
    Codebook
        Validated.

    Raises
    ------
    CodebookError
        If there is no such codebook, or an entry cannot be used: the
        message gives file, line, what was expected and what to do.

    Examples
    --------
    >>> load_codebook("ecommerce")["data"].name_en
    'Data as a factor'
    """
    path = Path(source)
    if path.suffix.lower() not in (".toml", ".csv"):
        try:
            path = resource(f"themes/{source}.toml")
        except CorpusError:
            bundled = sorted(p.stem for p in resource("themes").glob("*.toml"))
            near = get_close_matches(str(source), bundled, 1, 0.5)
            meant = f" Did you mean {near[0]}?" if near else ""
            raise CodebookError(
                f"{source}: expected the name of a bundled codebook "
                f"({', '.join(bundled)}) or a .toml or .csv file.{meant}"
            ) from None
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CodebookError(
            f"{path}: cannot be read ({error.strerror}). Check the path."
        ) from error
    except UnicodeDecodeError as error:
        raise CodebookError(
            f"{path}: expected UTF-8 but byte {error.start} is not. "
            "Save the file as UTF-8."
        ) from error
    if path.suffix.lower() == ".csv":
        about: dict[str, Any] = {}
        entries = csv_entries(text, path.name)
    else:
        about, entries = toml_entries(text, path.name)
    return Codebook(
        name=str(about.get("name", path.stem)),
        themes=tuple(make_theme(entry, path.name) for entry in entries),
        title_zh=str(about.get("title_zh", "")),
        title_en=str(about.get("title_en", "")),
        version=str(about.get("version", "")),
        method=str(about.get("method", "")).strip(),
        sources=tuple(about.get("sources", ())),
        path=path.name,
        sha256=fingerprint(text),
        text=text,
        **_thresholds(about, path.name),
    )


def as_codebook(codebook: Codebook | str | os.PathLike[str]) -> Codebook:
    """Take a codebook as it is, or load it by its name or path.

    Parameters
    ----------
    codebook : Codebook, str or path-like
        The themes, or what `load_codebook` takes.

    Returns
    -------
    Codebook
        The themes.

    Raises
    ------
    TypeError
        If it is none of these.
    CodebookError
        If there is no such codebook.

    Examples
    --------
    >>> as_codebook("ecommerce").name
    'ecommerce'
    """
    if isinstance(codebook, Codebook):
        return codebook
    if isinstance(codebook, str | os.PathLike):
        return load_codebook(codebook)
    raise TypeError(
        "codebook: expected a Codebook, the name of a bundled one "
        f"('ecommerce') or a path but found {type(codebook).__name__}. "
        "plandiff.load_codebook reads a file."
    )


def _thresholds(about: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Read how much makes a theme a subject, or refuse it."""
    given = {k: about[k] for k in ("min_mentions", "min_share") if k in about}
    mentions, share = given.get("min_mentions", 1), given.get("min_share", 0.5)
    if not isinstance(mentions, int) or mentions < 1:
        raise CodebookError(
            f"{name}, [codebook]: expected min_mentions to be a whole number "
            f"of at least 1 but found {mentions!r}."
        )
    if not isinstance(share, int | float) or not 0 < share <= 1:
        raise CodebookError(
            f"{name}, [codebook]: expected min_share to be above 0 and at "
            f"most 1 but found {share!r}."
        )
    return given
