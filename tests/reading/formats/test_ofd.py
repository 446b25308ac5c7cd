"""OFD files are read in the order in which a page is read."""

from __future__ import annotations

from pathlib import Path

import pytest
from ofdfiles import SIZE, item, objects, ofd

from plandiff.errors import ReadingError
from plandiff.reading import read_document
from plandiff.reading.received import Limits

LINES = (
    "一、总体要求",
    "　　坚持创新驱动，推动冷链物流发展，完善服务体系，健全工作机制，",
    "落实各项责任。",
    "二、主要任务",
    "　　支持企业发展。",
)


def texts(data: bytes) -> list[str]:
    document = read_document(data, id="o")
    assert document.source.format == "ofd"
    return [clause.text for clause in document]


WANTED = [LINES[1].strip("　") + LINES[2], "支持企业发展。"]


def test_lines_are_joined_to_paragraphs_under_their_headings():
    document = read_document(ofd("".join(objects(LINES))), id="o")
    assert [clause.text for clause in document] == WANTED
    assert [h.title for h in document.headings] == ["总体要求", "主要任务"]


def test_the_order_of_drawing_is_no_order_of_reading():
    assert texts(ofd("".join(reversed(objects(LINES))))) == WANTED


def test_letters_may_be_objects_of_their_own_and_moved_by_a_matrix():
    page = "".join(
        item(30 + SIZE * n, 10, letter, 'CTM="1 0 0 1 0 5"')
        for n, letter in enumerate("坚持创新发展，健全机制。")
    )
    assert texts(ofd(page)) == ["坚持创新发展，健全机制。"]


def test_pages_follow_each_other_and_a_paragraph_may_cross_them():
    first = "".join(objects(LINES[:2]))
    second = "".join(objects(LINES[2:]))
    assert texts(ofd(first, second)) == WANTED


def test_letters_printed_twice_are_read_once():
    page = "".join(objects(LINES)) + item(30.1, 20, LINES[0])
    assert texts(ofd(page)) == WANTED


def test_objects_that_are_not_shown_are_told():
    page = "".join(objects(LINES)) + item(
        30, 90, "不显示。", 'Visible="false"'
    )
    document = read_document(ofd(page), id="o")
    assert "不显示" not in document.source_text
    assert any("not shown" in note for note in document.notices)


BROKEN = {
    "no text": (ofd(""), "may be pictures"),
    "encrypted": (ofd("", extra="Encryptions.xml"), "encrypted"),
    "entity": (
        ofd(
            "".join(objects(LINES)).replace("坚持", "&bomb;"),
        ),
        "cannot be read",
    ),
    "no number": (
        ofd("".join(objects(LINES)).replace("g 5", "g x")),
        "",
    ),
}


@pytest.mark.parametrize("name", list(BROKEN))
def test_broken_files_are_refused_with_a_reason(name):
    data, message = BROKEN[name]
    if not message:
        assert read_document(data, id="o").source.format == "ofd"
        return
    with pytest.raises(ReadingError, match=message):
        read_document(data, id="o")


def test_pages_and_letters_are_bounded():
    page = "".join(objects(LINES))
    with pytest.raises(ReadingError, match=r"Limits\(pages"):
        read_document(ofd(page, page), limits=Limits(pages=1))
    with pytest.raises(ReadingError, match=r"Limits\(characters"):
        read_document(ofd(page), limits=Limits(characters=5))
    with pytest.raises(ReadingError, match=r"Limits\(unpacked"):
        read_document(ofd(page), limits=Limits(unpacked=500))


def test_files_of_offices_are_read(shared: Path):
    folder = shared / "corpora" / "formats" / "ofd-samples"
    found = {
        path.stem: read_document(path, id="o")
        for path in sorted(folder.glob("*.ofd"))
    }
    assert len(found) == 5
    assert all(len(document) for document in found.values())
    assert len(found["doc1File"]) > 200
    assert found["n"].title
