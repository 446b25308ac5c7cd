"""Build tables with fixed columns and types, also when they are empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

__all__ = ["frame", "records"]


def frame(
    rows: Iterable[tuple[Any, ...]], schema: Mapping[str, str]
) -> pd.DataFrame:
    """Build a table from rows and a schema.

    Parameters
    ----------
    rows : iterable of tuple
        One tuple per row, in the order of the schema. ``None`` and
        ``pandas.NA`` both stand for an absent value.
    schema : mapping of str to str
        Column name to pandas type. Types that can hold ``pandas.NA`` are
        preferred: ``string``, ``Int64``, ``Float64``, ``boolean``.

    Returns
    -------
    pandas.DataFrame
        With the columns and types of `schema` and a plain integer index.

    Examples
    --------
    >>> frame([("x:1", None)], {"clause_id": "string", "score": "Float64"})
      clause_id  score
    0       x:1   <NA>
    """
    columns = list(schema)
    table = pd.DataFrame(list(rows), columns=columns, dtype="object")
    return table.astype(dict(schema)) if columns else table


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as dicts; an absent value is None.

    Parameters
    ----------
    table : pandas.DataFrame
        Any table whose column names are strings.

    Returns
    -------
    list of dict
        One per row, in order: column name to value.

    Examples
    --------
    >>> records(frame([("x:1", None)], {"id": "string", "n": "Int64"}))
    [{'id': 'x:1', 'n': None}]
    """
    plain = table.astype("object")
    return [
        {
            str(name): None if value is pd.NA else value
            for name, value in row.items()
        }
        for row in plain.where(plain.notna(), None).to_dict(orient="records")
    ]
