"""A document in a row of a table is read whole, by the name of its column."""

from __future__ import annotations

import csv
import io
import json

import pytest

from plandiff.errors import ReadingError
from plandiff.reading import read_document
from plandiff.reading.received import Limits

TEXT = (
    "一、总体要求\n坚持“创新”发展，推动数字经济和实体经济深度融合。\n"
    "二、主要任务\n加快农村电子商务建设，完善物流体系。\n"
)


def table(rows: list[list[str]], **form: object) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, **form).writerows(rows)  # type: ignore[arg-type]
    return stream.getvalue()


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_of_any_form_gives_the_cell(delimiter, encoding, end):
    quoted = TEXT + '他说"好"，a,b;c\t然后。'
    rows = [["标题", "正文"], ["规划甲", "短。"], ["规划乙", quoted]]
    data = table(rows, delimiter=delimiter, lineterminator=end)
    document = read_document(data.encode(encoding), format="csv", row=1)
    assert document.source_text == quoted
    assert document.metadata.title == "规划乙"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_jsonl_of_any_encoding_gives_the_cell(encoding):
    data = "\n\n".join(
        json.dumps({"title": title, "text": TEXT}, ensure_ascii=False)
        for title in ("甲规划", "乙规划")
    )
    document = read_document(data.encode(encoding), format="jsonl", row=1)
    assert document.source_text == TEXT


def test_a_list_of_objects_is_a_table_too():
    data = json.dumps([{"text": "短。"}, {"text": TEXT}]).encode()
    assert read_document(data, format="jsonl", row=1).source_text == TEXT


def test_a_missing_column_is_told_with_those_there_are():
    data = table([["编号", "正文"], ["1", TEXT]]).encode()
    with pytest.raises(ReadingError, match=r"'全文'.*none.*编号, 正文"):
        read_document(data, format="csv", column="全文")


def test_names_of_columns_are_shown_short():
    data = table([["列" * 500, *map(str, range(40))], ["1"] * 41]).encode()
    with pytest.raises(ReadingError, match=r"column.*and 21 more") as caught:
        read_document(data, format="csv", column="全文")
    assert len(str(caught.value)) < 400


def test_text_with_bare_separators_is_refused_rather_than_cut():
    data = "id,content\n1,坚持创新,协调,绿色发展\n".encode()
    with pytest.raises(ReadingError, match=r"expected 2 cells .* found 4"):
        read_document(data, format="csv")


def test_a_row_that_is_too_short_has_no_such_cell():
    data = b"id,content\n1\n"
    with pytest.raises(ReadingError, match="expected text in the column"):
        read_document(data, format="csv", column="content")


def test_quotation_marks_that_do_not_close_are_told():
    data = f'id,content\n1,"{TEXT}\n'.encode()
    document = read_document(data, format="csv")
    assert TEXT in document.source_text
    assert any("unexpected end" in notice for notice in document.notices)


def test_an_absurdly_long_cell_is_refused(monkeypatch):
    monkeypatch.setattr("plandiff.reading.formats.rows._LONGEST_CELL", 1000)
    data = table([["content"], ["发展" * 2000]]).encode()
    with pytest.raises(ReadingError, match=r"line 2.*field larger"):
        read_document(data, format="csv")
    assert csv.field_size_limit() > 1000


def test_a_table_of_many_columns_with_text_asks_which():
    data = table([["甲", "乙"], [TEXT, TEXT]]).encode()
    with pytest.raises(ReadingError, match="Choose one with column=…: 甲, 乙"):
        read_document(data, format="csv")


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_reading_rows_stops_when_its_time_is_over(format):
    data = {
        "csv": table([["content"], [TEXT]]),
        "jsonl": json.dumps({"content": TEXT}),
    }[format]
    with pytest.raises(ReadingError, match=r"Limits\(seconds"):
        read_document(data.encode(), format=format, limits=Limits(seconds=0))


@pytest.mark.parametrize(
    "line", ["[" * 50_000, "{", "3", '"text"', '{"content": 5}', "nul"]
)
def test_a_line_that_is_no_object_with_text_is_named(line):
    with pytest.raises(ReadingError, match=r"line 1|row 0|JSON|rows|column"):
        read_document(line.encode(), format="jsonl")
