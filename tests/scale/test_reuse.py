"""Near copies of clauses in other documents."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from scale.invented import plans, sentence
from sklearn.feature_extraction.text import TfidfVectorizer

import plandiff
from plandiff.errors import CorpusError, OutputError, PlandiffWarning
from plandiff.scale import kernels
from plandiff.scale.reuse import REUSE_SCHEMA, write_reuse
from plandiff.scale.search import Search, SearchOptions, search
from plandiff.scale.texts import distinct_texts
from plandiff.scale.weights import trimmed, weigh


def document(id: str, *texts: str) -> plandiff.Document:
    return plandiff.Document.from_clauses(
        id, [(str(n), text) for n, text in enumerate(texts, 1)]
    )


def brute_force(
    documents: list[plandiff.Document], minimum: float, nearest: int
) -> dict[tuple[str, str], float]:
    """The best other clauses of each clause, by a library's own TF-IDF."""
    clauses = [clause for document in documents for clause in document]
    keys = [
        "".join(filter(str.isalnum, clause.text)).casefold()
        for clause in clauses
    ]
    matrix = TfidfVectorizer(
        analyzer="char", ngram_range=(2, 3)
    ).fit_transform(keys)
    scores = np.floor((matrix @ matrix.T).toarray() * 1e6 + 0.5) / 1e6
    owner = np.array([c.id.partition(":")[0] for c in clauses])
    found = {}
    for row in range(len(clauses)):
        others = np.flatnonzero(
            (owner != owner[row]) & (scores[row] >= minimum)
        )
        best = others[np.lexsort((others, -scores[row, others]))][:nearest]
        for other in best:
            low, high = sorted((row, int(other)))
            found[clauses[low].id, clauses[high].id] = scores[row, other]
    return found


def listed(table: pd.DataFrame) -> dict[tuple[str, str], float]:
    return {
        (row.reference_id, row.target_id): row.similarity
        for row in table.itertuples()
    }


def test_exact_reuse_is_what_brute_force_finds() -> None:
    documents = plans(6, 60)
    expected = brute_force(documents, 0.3, 10)
    table = plandiff.reuse(documents, exact=True)
    found = listed(table)
    assert len(expected) > 100
    assert found.keys() == expected.keys()
    assert all(abs(found[key] - expected[key]) < 3e-6 for key in expected)


def test_reuse_misses_less_than_one_near_copy_in_a_hundred() -> None:
    documents = plans(8, 60, seed=2)
    expected = listed(plandiff.reuse(documents, exact=True))
    found = listed(plandiff.reuse(documents))
    assert len(found.keys() & expected.keys()) >= 0.99 * len(expected)


@pytest.mark.skipif(not kernels.is_compiled(), reason="needs numba")
@pytest.mark.parametrize("exact", [False, True])
def test_compiled_and_plain_search_find_the_same(exact: bool) -> None:
    texts = distinct_texts(plans(8, 60, seed=3))
    weights = weigh(texts)
    owner = texts.owner.astype(np.int32)
    keep = np.full(len(texts), 10, np.int32)
    one, other = (
        [
            np.concatenate(column)
            for column in zip(
                *search(
                    Search(
                        weights,
                        owner,
                        keep,
                        SearchOptions(exact=exact, engine=engine),
                    )
                ),
                strict=True,
            )
        ]
        for engine in ("numba", "scipy")
    )
    assert sum(one[0]) > 100
    for left, right in zip(one, other, strict=True):
        np.testing.assert_array_equal(left, right)


@pytest.mark.skipif(not kernels.is_compiled(), reason="needs numba")
def test_compiled_and_plain_weights_are_the_same() -> None:
    random = np.random.default_rng(12)
    signs = random.integers(0x4E00, 0x9FA5, 100_000)
    texts = distinct_texts(
        [
            *plans(6, 60, seed=12),
            # so many runs in one text that the table of runs must grow
            document("x", "".join(map(chr, signs)), "发展" * 50, "", "电"),
            document("y", "".join(map(chr, signs[500:])), "发展电商"),
        ]
    )
    one, other = (weigh(texts, engine) for engine in ("numba", "numpy"))
    assert one.width == other.width > 100_000
    for name in ("starts", "columns", "values", "clauses"):
        left, right = getattr(one, name), getattr(other, name)
        assert left.dtype == right.dtype
        np.testing.assert_array_equal(left, right)
    for bound in (0.09, 0.25):
        np.testing.assert_array_equal(
            trimmed(one, bound, "numba"), trimmed(one, bound, "numpy")
        )


def test_the_order_of_blocks_and_threads_does_not_matter() -> None:
    texts = distinct_texts(plans(4, 50, seed=4))
    task = Search(
        weigh(texts),
        texts.owner.astype(np.int32),
        np.full(len(texts), 10, np.int32),
        SearchOptions(engine="scipy"),
    )
    whole = task.block(0, len(texts))
    parts = [task.block(low, low + 1) for low in range(len(texts))]
    for column in range(3):
        np.testing.assert_array_equal(
            whole[column], np.concatenate([part[column] for part in parts])
        )


def test_what_is_trimmed_weighs_less_than_the_bound() -> None:
    weights = weigh(distinct_texts(plans(4, 50, seed=5)))
    ends = trimmed(weights, 0.2)
    for row, end in enumerate(ends):
        rest = weights.values[end : weights.starts[row + 1]].astype(float)
        assert (rest**2).sum() < 0.2
        if end > weights.starts[row]:
            more = weights.values[end - 1 : weights.starts[row + 1]]
            assert (more.astype(float) ** 2).sum() >= 0.2 - 1e-9


def test_script_width_case_and_marks_do_not_count() -> None:
    table = plandiff.reuse(
        [
            document("a", "發展“５Ｇ”數據要素市場；"),
            document("b", "发展5g 数据要素市场。"),
        ]
    )
    row = table.iloc[0]
    assert bool(row["verbatim"])
    assert row["similarity"] == 1
    assert row["shared_characters"] == 10


def test_columns_ranks_and_order_are_as_documented() -> None:
    table = plandiff.reuse(plans(5, 30, seed=6))
    assert dict(table.dtypes.astype(str)) == REUSE_SCHEMA
    assert table[["reference_rank", "target_rank"]].notna().any(axis=1).all()
    assert table[["reference_rank", "target_rank"]].max().max() <= 10
    assert not table.duplicated(["reference_id", "target_id"]).any()
    order = [
        (row.target_document, int(row.target_id.partition(":")[2]))
        for row in table.itertuples()
    ]
    assert order == sorted(order)
    assert (table["reference_document"] < table["target_document"]).all()
    assert (table["shared_characters"] > 0).all()
    assert table["reference_share"].max() <= 1
    assert "search:best60" in table.attrs["signature"]


def test_within_finds_copies_in_one_document() -> None:
    plan = document("a", "推进冷链物流建设。", "推进冷链物流建设！")
    assert plandiff.reuse([plan]).empty
    table = plandiff.reuse([plan], within=True)
    assert listed(table) == {("a:1", "a:2"): 1.0}


def test_ten_thousand_copies_of_one_clause_stay_few_rows() -> None:
    documents = [
        document(f"d{n}", "本办法自公布之日起施行。", f"第{n}号补充说明文字")
        for n in range(10_000)
    ]
    with pytest.warns(PlandiffWarning, match="stands in 10000 clauses"):
        table = plandiff.reuse(documents, minimum=0.99)
    copies = table[table["verbatim"] & (table["reference_copies"] == 10_000)]
    assert len(copies) <= 10 * 10_000
    assert copies["target_id"].nunique() == 9_999
    assert "20000 clauses folded to 10001" in table.attrs["notices"][-1]


def test_a_text_of_several_documents_still_finds_its_ten() -> None:
    common = "建立健全农村电商公共服务体系，完善冷链物流网络"
    crowd = [f"{common}，第{n}项" for n in range(12)]
    documents = [
        document("a", common, *crowd),
        document("b", common),
        *(document(f"c{n}", f"{common}，第{n}步") for n in range(12)),
    ]
    expected = brute_force(documents, 0.3, 10)
    assert listed(plandiff.reuse(documents)).keys() == expected.keys()


def test_a_repeated_document_is_told() -> None:
    texts = "推进冷链建设。", "发展夜间经济。", "保护湿地。"
    first, second = (document(id, *texts) for id in "ab")
    with pytest.warns(PlandiffWarning, match="1 documents repeat .* b repe"):
        plandiff.reuse([first, second])


def test_digests_are_passed_over_with_a_word() -> None:
    ours = plandiff.Document.from_clauses(
        "d", [("1", "推进冷链建设。")], fidelity="digest"
    )
    with pytest.warns(PlandiffWarning, match="1 digests passed over"):
        table = plandiff.reuse([ours, document("a", "推进冷链建设。")])
    assert table.empty


def test_one_clause_of_a_hundred_thousand_characters() -> None:
    random = np.random.default_rng(7)
    long = "".join(sentence(random) for _ in range(5000))[:100_000]
    table = plandiff.reuse(
        [document("a", long), document("b", long[:-1] + "也")]
    )
    assert table["similarity"].tolist() == pytest.approx([1], abs=1e-4)
    assert not table["verbatim"].any()


def test_empty_documents_and_clauses_are_no_copies() -> None:
    documents = [document("a"), document("b", "", "——"), document("c", "")]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = plandiff.reuse(documents)
        assert plandiff.reuse([]).empty
    assert table.empty
    assert dict(table.dtypes.astype(str)) == REUSE_SCHEMA


def test_what_was_asked_wrongly_is_told() -> None:
    plan = document("a", "推进冷链建设。")
    with pytest.raises(CorpusError, match="which number 1 has too"):
        plandiff.reuse([plan, plan])
    with pytest.raises(TypeError, match="load_corpus"):
        plandiff.reuse(["ec14"])
    with pytest.raises(ValueError, match="minimum: expected"):
        plandiff.reuse([plan], minimum=0)
    with pytest.raises(ValueError, match="nearest: expected"):
        plandiff.reuse([plan], nearest=0)


def test_the_streamed_file_is_the_table(tmp_path) -> None:
    documents = plans(5, 30, seed=8)
    table = plandiff.reuse(documents)
    path = write_reuse(documents, tmp_path / "reuse.parquet")
    read = pd.read_parquet(path)
    pd.testing.assert_frame_equal(
        read.astype(REUSE_SCHEMA), table, check_exact=True
    )
    first = path.read_bytes()
    write_reuse(documents, path)
    assert path.read_bytes() == first


def test_a_file_elsewhere_is_the_same(tmp_path) -> None:
    fsspec = pytest.importorskip("fsspec")
    documents = plans(3, 12, seed=9)
    path = write_reuse(documents, tmp_path / "reuse.parquet")
    address = write_reuse(documents, "memory://out/reuse.parquet")
    assert address == "memory://out/reuse.parquet"
    held = fsspec.filesystem("memory").cat_file("/out/reuse.parquet")
    assert held == path.read_bytes()


def test_a_full_disk_leaves_the_former_file(tmp_path, monkeypatch) -> None:
    import pyarrow.parquet as pq

    path = write_reuse(plans(3, 12, seed=9), tmp_path / "reuse.parquet")
    first = path.read_bytes()

    def full(*given: object, **more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    with pytest.raises(OutputError, match=r"reuse\.parquet: .*No space left"):
        write_reuse(plans(3, 14, seed=10), path)
    assert path.read_bytes() == first
    assert [file.name for file in tmp_path.iterdir()] == ["reuse.parquet"]
