"""Passages that near copies share, with their places in both sources."""

from __future__ import annotations

import time

import pandas as pd
import pytest

import plandiff
from plandiff.errors import CorpusError
from plandiff.scale.passages import PASSAGE_SCHEMA


def _plan(id: str, text: str) -> plandiff.Document:
    return plandiff.parse_document(text, id=id)


def _pair(*plans: plandiff.Document) -> pd.DataFrame:
    return plandiff.reuse(plans, minimum=0.01)


def test_passages_stand_in_both_sources_where_they_are_said_to() -> None:
    first = (
        "一、任务\n（一）建设县域商业体系，支持农产品进城。"
        "完善冷链物流网络。\n"
    )
    second = (
        "一、任务\n（一）完善冷鏈物流网络；各地应当建设县域商业体系，"
        "支持农产品进城。\n"
    )
    plans = _plan("a", first), _plan("b", second)
    table = plandiff.passages(_pair(*plans), plans, least=6)
    assert dict(table.dtypes.astype(str)) == PASSAGE_SCHEMA
    assert table["passage"].tolist() == [
        "完善冷鏈物流网络",
        "建设县域商业体系，支持农产品进城",
    ]
    assert table["characters"].tolist() == [8, 15]
    for row in table.itertuples():
        assert second[row.target_start : row.target_end] == row.passage
        found = first[row.reference_start : row.reference_end]
        assert found.replace("链", "鏈") == row.passage
    assert table["reference_page"].isna().all()


def test_no_letter_of_the_target_is_in_two_passages() -> None:
    plans = _plan("a", "发展冷链物流" * 3), _plan("b", "发展冷链物流" * 5)
    table = plandiff.passages(_pair(*plans), plans, least=6)
    spans = list(zip(table["target_start"], table["target_end"], strict=True))
    assert spans == [(0, 18), (18, 30)]
    assert table["reference_start"].tolist() == [0, 0]


def test_shorter_stretches_and_no_copies_give_no_row() -> None:
    plans = _plan("a", "大力发展农村电商"), _plan("b", "加快发展农村电商")
    assert plandiff.passages(_pair(*plans), plans, least=7).empty
    none = plandiff.passages(_pair(*plans)[:0], plans)
    assert dict(none.dtypes.astype(str)) == PASSAGE_SCHEMA


def test_long_and_repeated_clauses_take_no_time_without_end() -> None:
    text = "".join(chr(0x4E00 + 7 * n % 9001) for n in range(50_000))
    plans = [
        plandiff.Document.from_clauses(id, [("1", text + more)])
        for id, more in (("a", "发展" * 20_000), ("b", "展发" * 20_000))
    ]
    start = time.process_time()
    table = plandiff.passages(plandiff.reuse(plans), plans)
    assert time.process_time() - start < 30
    assert table["characters"].sum() >= 89_000


def test_other_documents_are_refused() -> None:
    plans = _plan("a", "大力发展农村电商"), _plan("b", "加快发展农村电商")
    with pytest.raises(CorpusError, match="found none with the clause b"):
        plandiff.passages(_pair(*plans), plans[:1])
    with pytest.raises(ValueError, match="least: expected at least 2"):
        plandiff.passages(_pair(*plans), plans, least=1)
