"""Build tables with fixed columns and types, also when they are empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

__all__ = ["frame"]


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
