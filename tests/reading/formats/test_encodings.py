"""Bytes are decoded as they are, or the message names the place."""

import pytest

from plandiff.errors import ReadingError
from plandiff.reading import read_document
from plandiff.reading.formats.encodings import decode
from plandiff.reading.formats.finding import FORMATS

TEXT = "一、主要任务\n加快农村电子商务建设，完善物流体系。\n" * 3


@pytest.mark.parametrize(
    ("encoding", "stated"),
    [
        *(("utf-8", "UTF8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16")),
        *(("gb18030", "gb2312"), ("gbk", "gb18030"), ("utf-16-le",) * 2),
    ],
)
def test_the_encoding_that_the_user_states_is_used(encoding, stated):
    assert decode(TEXT.encode(encoding), stated=stated)[0] == TEXT


@pytest.mark.parametrize("stated", ["gb18030", "big5", "latin-1", "cp1252"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_wrong_encoding_is_refused_with_the_place(encoding, stated):
    with pytest.raises(
        ReadingError, match=r"line \d+, byte \d+: expected .*Leave"
    ):
        decode(TEXT.encode(encoding), name="plan.txt", stated=stated)


def test_a_wrong_encoding_names_line_and_byte_of_the_first_misfit():
    data = b"plan\n\n" + "任务".encode("gbk")
    with pytest.raises(
        ReadingError,
        match=r"^plan\.txt, line 3, byte 6: expected utf-8, as stated, but "
        r"found the bytes c8 ce",
    ):
        decode(data, name="plan.txt", stated="utf-8")


def test_bytes_that_fit_but_read_as_no_chinese_are_refused():
    data = TEXT.encode("gbk")
    with pytest.raises(ReadingError, match="read as Chinese in gb18030"):
        decode(data, stated="latin-1")


@pytest.mark.parametrize("stated", ["nonsense", "rot13"])
def test_what_is_no_encoding_is_refused(stated):
    with pytest.raises(ReadingError, match="name of an encoding"):
        decode(TEXT.encode(), stated=stated)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "stated", ["nonsense", "rot13", "undefined", "", "\0"]
)
def test_what_is_no_encoding_has_one_message_in_every_way(stated, format):
    message = (
        f"bytes: expected the name of an encoding but found {stated!r}. Use "
        "utf-8, gb18030, big5 or utf-16, or leave the encoding out to have "
        "it found."
    )
    with pytest.raises(ReadingError) as decoding:
        decode(TEXT.encode(), name="bytes", stated=stated)
    with pytest.raises(ReadingError) as reading:
        read_document(TEXT.encode(), format=format, encoding=stated)
    assert str(decoding.value) == str(reading.value) == message


@pytest.mark.parametrize("stated", ["idna", "punycode"])
def test_what_fits_no_text_is_refused_also_without_a_place(stated):
    with pytest.raises(ReadingError, match=r"line 1, byte 0: expected"):
        decode(TEXT.encode(), stated=stated)


def test_what_a_page_declares_wrongly_is_passed_over():
    page = f"<html><head><meta charset=gbk></head><p>{TEXT}</p></html>"
    assert decode(page.encode(), declared="gbk")[1] == "utf-8"
    with pytest.raises(ReadingError, match="as stated"):
        read_document(page.encode(), encoding="gbk", id="x")


def test_western_text_may_be_stated_as_western():
    text = "Gesetz über elektronischen Geschäftsverkehr, größere Änderungen"
    assert decode(text.encode("cp1252"), stated="cp1252")[0] == text
