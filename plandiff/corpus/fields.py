"""Check the fields of TOML tables; build metadata from them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from plandiff.document import Metadata
from plandiff.errors import CorpusError

__all__ = ["METADATA_FIELDS", "check_keys", "read_metadata", "text_list"]

METADATA_FIELDS = {
    "title": str,
    "title_en": str,
    "issuers": list,
    "number": str,
    "written": str,
    "published": str,
    "period": list,
    "level": str,
    "language": str,
}
"""Fields of `plandiff.document.Metadata` as TOML gives them."""

_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


def check_keys(
    data: Mapping[str, Any],
    schema: Mapping[str, type],
    *,
    where: str,
    optional: Collection[str] = (),
) -> None:
    """Raise `CorpusError` unless a TOML table has the fields of a schema.

    Parameters
    ----------
    data : mapping
        A table as `tomllib` gives it.
    schema : mapping of str to type
        Every field that may occur, and its type.
    where : str
        File and line, for the message.
    optional : collection of str, optional
        Fields that may be missing.

    Raises
    ------
    CorpusError
        If a field is unknown, missing, of another type or empty text.
    """
    for key, value in data.items():
        if key not in schema:
            raise CorpusError(
                f"{where}: expected one of {', '.join(schema)} but found "
                f"{key!r}. Correct the name or remove the line."
            )
        if not isinstance(value, schema[key]) or value == "":
            raise CorpusError(
                f"{where}: expected {key} to be {schema[key].__name__}, "
                f"not empty, but found {value!r}."
            )
    missing = [
        key for key in schema if key not in data and key not in optional
    ]
    if missing:
        raise CorpusError(
            f"{where}: expected {', '.join(missing)} but found only "
            f"{', '.join(data) or 'nothing'}. Add what is missing."
        )


def read_metadata(data: Mapping[str, Any], *, where: str) -> Metadata:
    """Build metadata from the fields of a TOML table, checking each.

    Parameters
    ----------
    data : mapping
        The fields of `plandiff.document.Metadata`, lists for tuples.
    where : str
        File and line, for messages.

    Returns
    -------
    Metadata
        Absent fields are None or empty.

    Raises
    ------
    CorpusError
        If a field is unknown or has the wrong form.
    """
    check_keys(data, METADATA_FIELDS, where=where, optional=METADATA_FIELDS)
    for key in ("written", "published"):
        if key in data and not _DATE.fullmatch(data[key]):
            raise CorpusError(
                f"{where}: expected {key} as 2021, 2021-10 or 2021-10-26 "
                f"but found {data[key]!r}."
            )
    period = tuple(data.get("period", ()))
    if period and not (
        len(period) == 2
        and all(isinstance(year, int) for year in period)
        and period[0] <= period[1]
    ):
        raise CorpusError(
            f"{where}: expected period = [first year, last year] but found "
            f"{list(period)}."
        )
    values = {**data, "issuers": text_list(data, "issuers", where)}
    return Metadata(**{**values, "period": period or None})


def text_list(
    data: Mapping[str, Any], key: str, where: str
) -> tuple[str, ...]:
    """Return a list field as a tuple of texts; empty where it is missing.

    Parameters
    ----------
    data : mapping
        A table as `tomllib` gives it.
    key : str
        Name of the field.
    where : str
        File and line, for the message.

    Returns
    -------
    tuple of str
        In the order of the list.

    Raises
    ------
    CorpusError
        If a value is not text or is empty.

    Examples
    --------
    >>> text_list({"issuers": ["商务部"]}, "issuers", "a.toml, line 1")
    ('商务部',)
    """
    values = tuple(data.get(key, ()))
    if not all(isinstance(value, str) and value for value in values):
        raise CorpusError(
            f"{where}: expected {key} to be a list of texts but found "
            f"{list(values)}."
        )
    return values
