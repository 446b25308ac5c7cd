"""Many documents from a folder or a table; one bad file ends nothing."""

from __future__ import annotations

import pandas as pd
import pytest

from plandiff.errors import PlandiffWarning, ReadingError
from plandiff.scale.collection import read_documents

PLAN = "一、总体要求\n坚持创新发展。\n二、主要任务\n推进农村电商建设。\n"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.txt").write_text(PLAN, "utf-8")
    (tmp_path / "b.html").write_text(
        f"<html><body><p>{PLAN}</p></body></html>", "utf-8"
    )
    (tmp_path / "photo.png").write_bytes(PICTURE)
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / ".hidden.txt").write_text(PLAN, "utf-8")
    (tmp_path / "south").mkdir()
    (tmp_path / "south" / "a.txt").write_bytes(PLAN.encode("gb18030"))
    return tmp_path


def test_a_folder_with_pictures_in_it(folder) -> None:
    with pytest.warns(PlandiffWarning, match="2 files or rows passed over"):
        found = read_documents(folder)
    assert [plan.id for plan in found] == ["a.txt", "b", "south/a.txt"]
    assert found.passed_over["place"].tolist() == ["empty.txt", "photo.png"]
    assert found.passed_over["reason"].str.len().min() > 20
    assert all("农村电商" in plan.source_text for plan in found)
    assert found.column("file")["south/a.txt"] == "south/a.txt"


def test_a_reader_that_fails_ends_nothing(folder, monkeypatch) -> None:
    from plandiff.scale import collection

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(collection, "read_document", fails)
    with pytest.warns(PlandiffWarning, match="5 files"):
        found = read_documents(folder)
    assert len(found) == 0
    assert found.passed_over["reason"].str.contains("a fault of ours").all()


@pytest.mark.parametrize("suffix", ["csv", "tsv", "parquet", "jsonl"])
def test_a_table_with_a_text_column(tmp_path, suffix) -> None:
    table = pd.DataFrame(
        {
            "编号": ["p1", "p2", "p3", "p1"],
            "省份": ["南省", "北省", "东省", "西省"],
            "发布日期": ["2021-03-01", "2022-05", "2023", "2024"],
            "正文": [PLAN, PLAN.replace("农村", "跨境"), "", PLAN],
        }
    )
    path = tmp_path / f"plans.{suffix}"
    if suffix == "parquet":
        table.to_parquet(path)
    elif suffix == "jsonl":
        table.to_json(path, orient="records", lines=True, force_ascii=False)
    else:
        table.to_csv(path, index=False, sep="\t" if suffix == "tsv" else ",")
    with pytest.warns(PlandiffWarning, match="row 3, row 4"):
        found = read_documents(path)
    assert [plan.id for plan in found] == ["p1", "p2"]
    assert [p.metadata.published for p in found] == ["2021-03-01", "2022-05"]
    assert found.column("省份") == {"p1": "南省", "p2": "北省"}
    assert found.passed_over["reason"].str.contains("expected").all()


def test_columns_can_be_named_and_missing_ones_are_told(tmp_path) -> None:
    path = tmp_path / "plans.csv"
    path.write_text(f'x,y\n1,"{PLAN}"\n', "utf-8")
    with pytest.raises(ReadingError, match="with the text but found x, y"):
        read_documents(path)
    found = read_documents(path, columns={"text": "y"})
    assert [plan.id for plan in found] == ["plans-1"]
    with pytest.raises(ReadingError, match="a column z but found x, y"):
        read_documents(path, columns={"text": "z"})
    with pytest.raises(ReadingError, match="expected keys among"):
        read_documents(path, columns={"text": "y", "province": "x"})
    with pytest.raises(ReadingError, match="found 'q'"):
        found.column("q")


def test_what_is_neither_folder_nor_table_is_told(tmp_path) -> None:
    with pytest.raises(ReadingError, match="found neither"):
        read_documents(tmp_path / "none")
    path = tmp_path / "broken.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(ReadingError, match="cannot be read"):
        read_documents(path)


def test_processes_read_the_same(folder) -> None:
    for number in range(20):
        (folder / f"n{number:02}.txt").write_text(PLAN, "utf-8")
    with pytest.warns(PlandiffWarning):
        one, two = (
            read_documents(folder, processes=number) for number in (1, 2)
        )
    assert list(one) == list(two)
    pd.testing.assert_frame_equal(one.passed_over, two.passed_over)


def test_a_folder_elsewhere(folder) -> None:
    fsspec = pytest.importorskip("fsspec")
    elsewhere = fsspec.filesystem("memory")
    for file in folder.rglob("*"):
        if file.is_file():
            place = f"/plans/{file.relative_to(folder).as_posix()}"
            elsewhere.pipe_file(place, file.read_bytes())
    with pytest.warns(PlandiffWarning, match="memory://plans: 2 files"):
        found = read_documents("memory://plans")
    with pytest.warns(PlandiffWarning):
        here = read_documents(folder)
    assert [plan.id for plan in found] == [plan.id for plan in here]
    assert [p.source_text for p in found] == [p.source_text for p in here]
    assert found.metadata.equals(here.metadata)


def test_a_table_elsewhere_and_what_is_not_there() -> None:
    fsspec = pytest.importorskip("fsspec")
    elsewhere = fsspec.filesystem("memory")
    elsewhere.pipe_file("/t/plans.csv", f'id,text\np,"{PLAN}"\n'.encode())
    assert [p.id for p in read_documents("memory://t/plans.csv")] == ["p"]
    with pytest.raises(ReadingError, match="found nothing there"):
        read_documents("memory://nowhere")
    with pytest.raises(ReadingError, match="nokind://x: expected files"):
        read_documents("nokind://x")
    elsewhere.pipe_file("/t/photo.png", PICTURE)
    with pytest.raises(ReadingError, match="found another file"):
        read_documents("memory://t/photo.png")
