"""Tables keep their columns and types."""

from __future__ import annotations

import pandas as pd

from plandiff.frames import frame

SCHEMA = {"clause_id": "string", "score": "Float64", "year": "Int64"}


def test_an_empty_table_has_the_same_columns_and_types() -> None:
    empty, full = frame([], SCHEMA), frame([("x:1", 0.0, 2020)], SCHEMA)
    assert list(empty.dtypes) == list(full.dtypes)
    assert list(empty.columns) == list(SCHEMA)


def test_absent_is_not_zero() -> None:
    table = frame([("x:1", None, None), ("x:2", 0.0, 0)], SCHEMA)
    assert table["score"].isna().tolist() == [True, False]
    assert table.loc[0, "year"] is pd.NA
