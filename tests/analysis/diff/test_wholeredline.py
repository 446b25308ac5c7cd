"""One redline over two whole plans."""

from __future__ import annotations

import pytest
from alignments import linked, plan
from hypothesis import given
from hypothesis import strategies as st

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


def test_a_moved_clause_is_deleted_and_inserted_as_moved():
    earlier = plan("a", [("1", "短句"), ("2", "长的一句话在这里")])
    later = plan("b", [("1", "长的一句话在这里"), ("2", "短句")])
    links = [("1", "2"), ("2", "1")]
    segments = list(plan_segments(linked(earlier, later, links)))
    moved = [s.kind for s in segments if s.move is not None]
    assert moved == ["delete", "insert"]


def test_a_digest_has_no_redline():
    earlier = plan("a", [("1", "甲")], fidelity="digest")
    later = plan("b", [("1", "乙")])
    with pytest.raises(AlignmentError, match="one is a digest"):
        list(plan_segments(linked(earlier, later, [("1", "1")])))
