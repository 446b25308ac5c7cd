"""One redline over two whole plans."""

from __future__ import annotations

import pytest
from alignments import linked, plan
from hypothesis import given
from hypothesis import strategies as st

import plandiff
from plandiff.analysis.diff.planlines import plan_lines, printed_numbers
from plandiff.analysis.diff.wholeredline import plan_segments
from plandiff.errors import AlignmentError

TEXTS = st.lists(
    st.text(alphabet="发展农村电商，。\n改", max_size=8),
    min_size=1,
    max_size=6,
)


@given(TEXTS, TEXTS, st.data())
def test_either_plan_is_left_when_the_other_is_taken_out(before, after, data):
    earlier = plan("a", [(str(n), text) for n, text in enumerate(before)])
    later = plan("b", [(str(n), text) for n, text in enumerate(after)])
    pairs = [
        (str(i), str(j)) for i in range(len(before)) for j in range(len(after))
    ]
    links = data.draw(
        st.lists(st.sampled_from(pairs), unique=True, max_size=8)
    )
    segments = list(plan_segments(linked(earlier, later, links)))
    for kind, texts in (("insert", before), ("delete", after)):
        left = "".join(s.text for s in segments if s.kind != kind)
        assert left == "".join(f"{text}\n" for text in texts)


HEADED = st.lists(
    st.tuples(
        st.text(alphabet="发展农村电商，。\n改", max_size=8),
        st.sampled_from(
            [(), ("一、任务",), ("一、任务", "（一）农村"), ("二、保障",)]
        ),
    ),
    min_size=1,
    max_size=6,
)


@given(HEADED, HEADED, st.data())
def test_with_headings_too(before, after, data):
    plans = [
        plan(name, [(str(n), *row) for n, row in enumerate(rows)])
        for name, rows in (("a", before), ("b", after))
    ]
    pairs = [
        (str(i), str(j)) for i in range(len(before)) for j in range(len(after))
    ]
    links = data.draw(
        st.lists(st.sampled_from(pairs), unique=True, max_size=8)
    )
    segments = list(plan_segments(linked(*plans, links)))
    for kind, document in zip(("insert", "delete"), plans, strict=True):
        left = "".join(s.text for s in segments if s.kind != kind)
        lines = plan_lines(document)
        assert left == "".join(f"{line.text}\n" for line in lines)


def _moved(segments, kind):
    """What each move holds at one end, by its number."""
    found = {}
    for segment in segments:
        if segment.kind == kind and segment.move:
            found[segment.move] = found.get(segment.move, "") + segment.text
    return found


def test_a_moved_clause_leaves_and_comes_under_one_number():
    earlier = plan("a", [("1", "短句"), ("2", "长的一句话在这里")])
    later = plan("b", [("1", "长的一句话在这里"), ("2", "短句")])
    links = [("1", "2"), ("2", "1")]
    segments = list(plan_segments(linked(earlier, later, links)))
    left, came = _moved(segments, "delete"), _moved(segments, "insert")
    assert left == came == {1: "短句\n"}


def test_what_was_reworded_on_the_way_is_no_part_of_the_move():
    kept = plan("a", [("1", "大力发展农村电商"), ("2", "长的一句话在这里")])
    later = plan("b", [("1", "长的一句话在这里"), ("2", "加快发展农村电商")])
    links = [("1", "2"), ("2", "1")]
    segments = list(plan_segments(linked(kept, later, links)))
    assert _moved(segments, "delete") == _moved(segments, "insert")
    assert _moved(segments, "insert") == {1: "发展农村电商\n"}
    plainly = [(s.kind, s.text) for s in segments if s.move is None]
    assert ("delete", "大力") in plainly and ("insert", "加快") in plainly


def test_what_moved_and_was_rewritten_is_no_move():
    earlier = plan("a", [("1", "甲乙丙丁"), ("2", "长的一句话在这里")])
    later = plan("b", [("1", "长的一句话在这里"), ("2", "戊己庚辛")])
    links = [("1", "2"), ("2", "1")]
    segments = list(plan_segments(linked(earlier, later, links)))
    assert not _moved(segments, "delete") and not _moved(segments, "insert")
    assert [s.text for s in segments if s.move == 0] == [
        *("甲乙丙丁\n", "戊己庚辛\n"),
    ]


def test_like_headings_are_compared_and_others_deleted_and_inserted():
    earlier = plan(
        "a",
        [
            ("1", "发展电商。", ("一、主要任务", "（一）农村电商")),
            ("2", "完善统计。", ("二、统计",)),
        ],
    )
    later = plan(
        "b",
        [
            ("1", "发展电商。", ("一、重点任务", "（一）乡村电商")),
            ("2", "保护数据。", ("二、安全",)),
        ],
    )
    alignment = linked(earlier, later, [("1", "1")])
    found = [
        (s.kind, s.text.strip(), s.level)
        for s in plan_segments(alignment)
        if s.text.strip()
    ]
    assert ("delete", "主要", 1) in found and ("insert", "重点", 1) in found
    assert ("delete", "二、统计", 1) in found
    assert ("insert", "二、安全", 1) in found
    assert ("equal", "发展电商。", 0) in found
    assert {s.level for s in plan_segments(alignment)} == {0, 1, 2}


def test_headings_of_a_read_plan_stand_where_they_are_printed():
    text = (
        "一、任务\n1. 发展电商。\n2. 建设物流\n（1）冷链。\n二、保障\n统计。\n"
    )
    document = plandiff.parse_document(text, id="x")
    lines = plan_lines(document)
    assert [line.text for line in lines if line.level] == [
        *("一、任务", "2. 建设物流", "二、保障"),
    ]
    assert printed_numbers(document)["x:1.2.1"] == "一、2.（1）"


def test_a_digest_has_no_redline():
    earlier = plan("a", [("1", "甲")], fidelity="digest")
    later = plan("b", [("1", "乙")])
    with pytest.raises(AlignmentError, match="one is a digest"):
        list(plan_segments(linked(earlier, later, [("1", "1")])))
