"""Who wrote first, as far as the dates say."""

from __future__ import annotations

import pytest

import plandiff
from plandiff.document.parts import Metadata
from plandiff.scale.diffusion import (
    DIFFUSION_SCHEMA,
    NETWORK_SCHEMA,
    RESONANCE_SCHEMA,
    diffusion,
    network,
    resonance,
)

TEXT = "建立健全农村电商公共服务体系，完善冷链物流网络"


def document(id: str, *texts: str, **metadata: str) -> plandiff.Document:
    return plandiff.Document.from_clauses(
        id,
        [(str(n), text) for n, text in enumerate(texts, 1)],
        metadata=Metadata(**metadata),
    )


def test_the_earlier_date_is_the_source_whatever_the_order_given() -> None:
    plans = [
        document("late", TEXT, published="2022-03-01"),
        document("early", f"{TEXT}。", published="2021-03-01"),
    ]
    row = diffusion(plandiff.reuse(plans), plans).iloc[0]
    assert (row["source_id"], row["taker_id"]) == ("early:1", "late:1")
    assert row["lag_least"] == row["lag_most"] == 365


def test_a_national_text_as_like_as_others_is_the_likely_source() -> None:
    plans = [
        document("a", TEXT, published="2020-01-01", level="province"),
        document("n", TEXT, published="2020-06-01", level="national"),
        document("b", TEXT, published="2021-01-01", level="province"),
    ]
    table = diffusion(plandiff.reuse(plans), plans)
    row = table[table["taker_id"] == "b:1"].iloc[0]
    assert (row["source_id"], row["reason"]) == ("n:1", "national")
    assert (row["first_id"], row["sources"]) == ("a:1", 2)
    from_first = table[table["taker_id"] == "n:1"].iloc[0]
    assert from_first["source_id"] == "a:1"


def test_what_is_not_known_is_not_said() -> None:
    plans = [document(id, TEXT) for id in "abc"]
    found = plandiff.reuse(plans)
    dates = {"a": "2020", "b": "2020-05-01", "c": None}
    table = diffusion(found, dates)
    assert set(table["order"]) == {"same date", "undated"}
    assert table[["lag_least", "lag_most", "first_id"]].isna().all().all()
    assert network(table).empty
    with pytest.raises(ValueError, match="a: expected a date"):
        diffusion(found, {"a": "last year"})
    with pytest.raises(ValueError, match="a: expected a date"):
        diffusion(found, {"a": "2021-02-30"})


def test_the_network_sums_up_by_group() -> None:
    other = "发展夜间经济，打造特色消费街区与商圈"
    plans = [
        document("a", TEXT, other, published="2020-01-01"),
        document("b", TEXT, other, published="2021-01-01"),
        document("c", TEXT, published="2022-01-01"),
    ]
    table = diffusion(plandiff.reuse(plans), plans)
    assert dict(table.dtypes.astype(str)) == DIFFUSION_SCHEMA
    summed = network(table)
    assert dict(summed.dtypes.astype(str)) == NETWORK_SCHEMA
    assert summed.iloc[0].tolist() == ["a", "b", 2, 1.0, 366.0]
    grouped = network(table, {"b": "south", "c": "south"})
    assert grouped[["source", "taker", "clauses"]].values.tolist() == [
        ["a", "south", 3]
    ]


def test_novelty_and_resonance_of_what_is_taken_up() -> None:
    old = "推进水利设施建设，保障城乡供水安全"
    plans = [
        document("a", old, published="2020"),
        document("b", old, TEXT, published="2021"),
        document("c", TEXT, published="2022"),
    ]
    table = resonance(plandiff.reuse(plans), plans).set_index("document")
    assert list(table.reset_index()) == list(RESONANCE_SCHEMA)
    share = len(TEXT.replace("，", "")) / (
        len(TEXT.replace("，", "")) + len(old.replace("，", ""))
    )
    assert table.loc["b", "novelty"] == pytest.approx(share)
    assert table.loc["b", "transience"] == pytest.approx(1 - share)
    assert table.loc["b", "resonance"] == pytest.approx(2 * share - 1)
    assert table["novelty"].isna().tolist() == [True, False, False]
    assert table.loc["c", "novelty"] == 0
    assert table["resonance"].isna().tolist() == [True, False, True]


def test_a_window_looks_no_further() -> None:
    other = "发展夜间经济，打造特色消费街区与商圈"
    plans = [
        document("a", TEXT, published="2020"),
        document("b", other, published="2021"),
        document("c", TEXT, published="2022"),
    ]
    found = plandiff.reuse(plans)
    near = resonance(found, plans, window=1).set_index("document")
    far = resonance(found, plans).set_index("document")
    assert (near.loc["c", "novelty"], far.loc["c", "novelty"]) == (1, 0)
    assert (near.loc["c", "earlier"], far.loc["c", "earlier"]) == (1, 2)
    assert (near.loc["a", "transience"], far.loc["a", "transience"]) == (1, 0)
    with pytest.raises(ValueError, match="window: expected"):
        resonance(found, plans, window=0)


def test_undated_documents_have_no_novelty() -> None:
    plans = [document("a", TEXT), document("b", TEXT, published="2020")]
    table = resonance(plandiff.reuse(plans), plans)
    assert table[["novelty", "transience", "resonance"]].isna().all().all()
