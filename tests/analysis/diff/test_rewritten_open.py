"""What was rewritten is told from what was revised, and what stays open."""

from __future__ import annotations

from dataclasses import replace

import pytest
from alignments import linked, plan

import plandiff
from plandiff.analysis.diff.diff import diff_of
from plandiff.analysis.diff.keeping import kept_share
from plandiff.analysis.diff.rows import CHANGES
from plandiff.analysis.redlines.beside import set_beside
from plandiff.frames import frame
from plandiff.matching.alignment import LINK_SCHEMA
from plandiff.text.characters import key

OLD = "扶持一百家网店，补贴快递费用。建设十个仓库。"
NEW = "引导农户开设三百家网店。仓库向乡镇延伸，费用逐年下降！"


def test_the_names_of_changes_stand_in_the_order_of_the_design():
    assert (
        *("kept", "revised", "rewritten", "split", "merged"),
        *("added", "dropped", "open"),
    ) == CHANGES


def test_new_words_for_one_subject_are_rewritten_and_few_new_ones_revised():
    earlier = plan("a", [("1", OLD), ("2", "发展农村电子商务，完善物流。")])
    later = plan("b", [("1", NEW), ("2", "发展农村电子商务，畅通物流。")])
    alignment = linked(earlier, later, [("1", "1"), ("2", "2")])
    table = plandiff.diff_table(alignment)
    assert table["change"].tolist() == ["rewritten", "revised"]
    assert table["kept_share"].lt(0.25).tolist() == [True, False]
    first, second = diff_of(alignment).groups
    assert first.redline is None and first.sentences
    assert second.redline is not None and not second.sentences


def test_a_moved_sentence_is_kept_and_short_texts_are_not_judged():
    one, two = "完善县乡村三级物流体系", "培育数字商务企业和人才"
    assert kept_share(one + two, two + one) == 1
    earlier, later = plan("a", [("1", "甲乙。")]), plan("b", [("1", "丙丁。")])
    [row] = diff_of(linked(earlier, later, [("1", "1")])).rows
    assert row.change == "revised"


def test_every_sentence_stands_beside_at_most_one_other_and_none_is_lost():
    pairs = set_beside(OLD + "\n独立一句。", NEW)
    for side, text in (("reference", OLD + "独立一句。"), ("target", NEW)):
        joined = "".join(
            stretch.text for pair in pairs for stretch in getattr(pair, side)
        )
        assert key(joined) == key(text)
    [shops] = [p for p in pairs if any("网店" in s.text for s in p.target)]
    assert any("网店" in s.text for s in shops.reference)
    assert [s.text for s in shops.target if s.kind == "quantity"] == ["三百家"]
    assert "网店" in [s.text for s in shops.target if s.kind == "shared"]


def test_equal_quantities_are_not_marked():
    [pair] = set_beside("新建仓库10个。", "另建仓库10个。")
    assert "quantity" not in {s.kind for s in (*pair.reference, *pair.target)}


def scored(earlier, later, confidence):
    """An alignment without links whose one pair has a probability."""
    alignment = linked(earlier, later, [])
    row = (
        *(earlier["1"].id, later["1"].id, 0.3, confidence),
        *([None] * 5),
        *("", "model"),
    )
    return replace(alignment, pairs=frame([row], LINK_SCHEMA))


def test_a_near_miss_is_open_and_names_its_candidate():
    earlier, later = plan("a", [("1", OLD)]), plan("b", [("1", NEW)])
    table = plandiff.diff_table(scored(earlier, later, 0.36))
    assert table["change"].tolist() == ["open", "open"]
    assert table["candidates"].tolist() == ["b:1", "a:1"]
    assert table["confidence"].tolist() == pytest.approx([0.64, 0.64])


def test_a_clause_far_from_all_others_is_dropped_with_its_probability():
    earlier, later = plan("a", [("1", OLD)]), plan("b", [("1", NEW)])
    table = plandiff.diff_table(scored(earlier, later, 0.05))
    assert table["change"].tolist() == ["dropped", "added"]
    assert table["confidence"].tolist() == pytest.approx([0.95, 0.95])


@pytest.mark.parametrize("suffix", ["html", "docx", "xlsx", "tex", "md"])
def test_files_say_how_sure_an_open_clause_is_and_name_candidates(
    suffix, tmp_path
):
    from plandiff.output.words import group_notes

    earlier, later = plan("a", [("1", OLD)]), plan("b", [("1", NEW)])
    alignment = scored(earlier, later, 0.36)
    [first, _] = diff_of(alignment).groups
    assert group_notes(first, "zh") == [
        "无对应的概率 0.64",
        "最可能的对应 b:1",
    ]
    path = plandiff.write_diff(alignment, tmp_path / f"d.{suffix}")
    data = path.read_bytes()
    if suffix in ("docx", "xlsx"):
        import zipfile

        with zipfile.ZipFile(path) as archive:
            data = b"".join(archive.read(name) for name in archive.namelist())
    text = data.decode("utf-8", "replace").replace(r"\allowbreak ", "")
    assert "0.64" in text and "存疑" in text


@pytest.mark.parametrize("suffix", ["html", "docx", "xlsx", "tex", "md"])
def test_files_set_sentences_side_by_side_for_what_was_rewritten(
    suffix, tmp_path
):
    earlier, later = plan("a", [("1", OLD)]), plan("b", [("1", NEW)])
    alignment = linked(earlier, later, [("1", "1")])
    path = plandiff.write_diff(alignment, tmp_path / f"d.{suffix}")
    text = path.read_bytes()
    if suffix == "html":
        page = text.decode()
        assert "<del" not in page and '<mark class="shared"' in page
    elif suffix == "md":
        assert "<del>" not in text.decode() and "<u>网店</u>" in text.decode()
    elif suffix == "tex":
        assert r"\CJKunderline{网店}" in text.decode()
    else:
        assert text[:2] == b"PK"
