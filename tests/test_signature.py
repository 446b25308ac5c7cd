"""A signature names each choice, the version last."""

from __future__ import annotations

from plandiff.signature import fingerprint, signature


def test_the_version_comes_last_and_order_is_kept() -> None:
    parts = signature(reference="a@1", target="b@2", top=5).split("|")
    assert [part.split(":")[0] for part in parts] == [
        "reference",
        "target",
        "top",
        "version",
    ]


def test_a_value_cannot_break_the_line() -> None:
    assert signature(x="a|b\nc").startswith("x:a/b c|version:")


def test_booleans_floats_and_none_are_words() -> None:
    made = signature(a=True, b=None, c=0.5)
    assert made.startswith("a:yes|b:none|c:0.5|")


def test_the_digest_is_that_of_the_characters() -> None:
    assert fingerprint("甲") != fingerprint("乙")
    assert fingerprint("甲") == fingerprint("甲", length=64)[:12]
    assert len(fingerprint("\ud800")) == 12
