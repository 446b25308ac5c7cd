"""Folding replaces what its table holds, in every plane, and nothing else."""

from __future__ import annotations

import sys

import pytest

from plandiff.text.characters import any_of, fold, key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("数据要素", "数据要素"),
        ("數據", "数据"),
        ("\U0002f804", "你"),
        ("\U00020000", "\U00020000"),
        ("５Ｇ", "5G"),
        ("数据⼆", "数据二"),
    ],
)
def test_one_character_is_enough_to_be_folded(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(f"发展{text}。") == f"发展{folded}。"


def test_a_set_finds_its_characters_and_those_beyond_the_first_plane() -> None:
    odd = any_of([ord("]"), ord("^"), ord("國"), 0x2F804])
    assert [mark for mark in "a]^-國国" if odd.search(mark)] == [
        "]",
        "^",
        "國",
    ]
    assert odd.search("\U0002f804")


def test_letters_and_digits_are_those_that_python_calls_so() -> None:
    every = "".join(
        chr(code)
        for code in range(sys.maxunicode + 1)
        if not 0xD800 <= code < 0xE000
    )
    assert key(every) == "".join(filter(str.isalnum, every))
