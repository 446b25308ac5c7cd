"""What changed inside a clause."""

from __future__ import annotations

import html
import json
import re

import pytest
from alignments import plan
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from plandiff.analysis.redlines.redline import (
    EDIT_SCHEMA,
    redline,
    redline_clauses,
)

CHINESE = st.text(
    alphabet="发展电子商务农村，。；：“”「」、 \n\r１1202年%=<>&𠀀\u200b(（",
    max_size=40,
)
ANY = st.text(max_size=30) | CHINESE


def rebuilt(change):
    """Both texts, put together from the edits alone."""
    before = after = ""
    for op, start, end, there, to in change.edits.itertuples(index=False):
        if op != "insert":
            before += change.reference[start:end]
        if op != "delete":
            after += change.target[there:to]
    return before, after


def stripped(markup, tag):
    """HTML without one kind of element, then without tags."""
    rest = re.sub(rf"<{tag}\b[^>]*>.*?</{tag}>", "", markup, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", "", rest)


@given(ANY, ANY)
def test_edits_cover_both_texts_without_gap_or_overlap(before, after):
    change = redline(before, after)
    assert list(change.edits.columns) == list(EDIT_SCHEMA)
    assert rebuilt(change) == (before, after)
    i = j = 0
    for op, start, end, there, to in change.edits.itertuples(index=False):
        assert (start, there) == (i, j)
        assert (end > start, to > there) == {
            "equal": (True, True),
            "replace": (True, True),
            "insert": (False, True),
            "delete": (True, False),
        }[op]
        if op == "equal":
            assert before[start:end] == after[there:to]
        i, j = end, to
    assert (i, j) == (len(before), len(after))


@given(ANY, ANY)
def test_html_without_insertions_is_the_reference_and_vice_versa(
    before, after
):
    markup = redline(before, after).to_html()
    assert html.unescape(stripped(markup, "ins")) == html.unescape(
        html.escape(before).replace("\r", "&#13;")
    )
    assert stripped(markup, "del") == html.escape(after).replace("\r", "&#13;")


@given(ANY, ANY)
def test_json_restores_both_texts(before, after):
    record = json.loads(redline(before, after).to_json())
    assert (record["reference"], record["target"]) == (before, after)
    assert (
        "".join(
            after[e["target_start"] : e["target_end"]] for e in record["edits"]
        )
        == after
    )


@given(st.permutations(["推进平台经济发展", "建设县域物流体系", "完善监管"]))
def test_moved_sentences_still_rebuild_both_texts(order):
    before = "推进平台经济发展。建设县域物流体系。完善监管。"
    after = "".join(f"{sentence}。" for sentence in order)
    assert rebuilt(redline(before, after)) == (before, after)


def test_a_moved_sentence_is_one_move():
    before = "推进平台经济健康发展。建设县域物流配送体系，降低成本。"
    after = "建设县域物流配送体系，降低成本。推进平台经济健康发展。"
    change = redline(before, after)
    [move] = change.moves.itertuples(index=False)
    moved = before[move.reference_start : move.reference_end]
    assert moved == "推进平台经济健康发展。"
    assert after[move.target_start : move.target_end] == moved
    assert 'data-move="1"' in change.to_html()


def test_words_numbers_and_names_change_whole():
    text = redline("到2020年增长3.5%", "到2025年增长3.8%").to_text()
    assert text == "到[-2020-]{+2025+}年增长[-3.5%-]{+3.8%+}"


def test_an_added_list_item_comes_with_its_own_mark():
    text = redline("推进甲，推进乙。", "推进甲，推进丙，推进乙。").to_text()
    assert text == "推进甲，{+推进丙，+}推进乙。"


def test_common_words_between_long_changes_are_absorbed():
    before = "建立跨部门信用信息共享机制和失信惩戒的名单制度"
    after = "完善线上线下监管衔接办法和数字化治理的协同能力"
    operations = redline(before, after).edits["op"].tolist()
    assert operations == ["replace"]


def test_words_such_as_de_do_not_hold_two_changes_apart():
    text = redline("直接负责的主管人员", "负有责任的领导人员").to_text()
    assert text == "[-直接负责的主管-]{+负有责任的领导+}人员"


def test_words_inserted_around_a_word_leave_it_where_it_stands():
    text = redline(
        "经评审选定者，奖励。", "经评审或现场答辩环节选定者，应奖励。"
    )
    assert text.to_text() == "经评审{+或现场答辩环节+}选定者，{+应+}奖励。"
    text = redline("修订各类标准与规范", "修订标准规范").to_text()
    assert text == "修订[-各类-]标准[-与-]规范"


def test_marks_between_long_changes_inside_a_sentence_are_coincidence():
    before = "引导商户开设网店、直播间、社区团购点，带动城乡居民买卖。"
    after = (
        "研制听得懂方言和看得见实物的家居用品，改造老旧院落的照明，"
        "举办露天放映和街头游园等活动，试用无人车、机械臂搬运的办法。"
    )
    [change, end] = redline(before, after).edits.itertuples(index=False)
    assert (change.op, end.op) == ("replace", "equal")
    assert after[end.target_start :] == "。"


def test_a_line_break_is_no_part_of_a_changed_mark():
    text = redline("按照下列规定:\n（一）甲", "按照下列规定：\n（一）甲")
    assert text.to_text() == "按照下列规定[-:-]{+：+}\n（一）甲"


def test_a_stock_phrase_at_another_place_is_not_called_moved():
    before = "商户备案后，按照国家有关规定，领取补贴。合并办理窗口。"
    after = "商户备案后，领取补贴。合并办理窗口，按照国家有关规定。"
    assert redline(before, after).moves.empty
    sentence = "按照国家有关规定。"
    moved = redline(f"{sentence}{before}", f"{before}{sentence}")
    assert len(moved.moves) == 1


def test_a_difference_of_print_is_marked_as_minor():
    change = redline("建成「双碳」体系", "建成“双碳”体系")
    changed = [s for s in change.segments() if s.kind != "equal"]
    assert changed
    assert all(segment.minor for segment in changed)
    assert 'class="minor"' in change.to_html()


@pytest.mark.parametrize(
    ("before", "after", "operations"),
    [
        ("", "", []),
        ("", "新", ["insert"]),
        ("旧", "", ["delete"]),
        ("同", "同", ["equal"]),
        ("\u200f", "", ["delete"]),
        (" ", "\n", ["replace"]),
        ("👩‍👩‍👧", "👩‍👩‍👧。", ["equal", "insert"]),
    ],
)
def test_empty_identical_and_odd_sides(before, after, operations):
    assert redline(before, after).edits["op"].tolist() == operations


def test_a_value_that_is_no_text_is_refused():
    with pytest.raises(TypeError, match="reference: expected a text"):
        redline(None, "文")


def test_clauses_are_joined_and_their_parts_known():
    earlier = plan("a", [("1", "甲乙丙丁，戊己庚辛。")])
    later = plan("b", [("1", "甲乙丙丁。"), ("2", "戊己庚辛。")])
    change = redline_clauses(list(earlier), list(later))
    assert change.target == "甲乙丙丁。\n戊己庚辛。"
    assert [
        (part.clause.id, part.start, part.end) for part in change.parts
    ] == [("a:1", 0, 10), ("b:1", 0, 5), ("b:2", 6, 11)]
    assert change.to_text() == ("⟦b:1⟧甲乙丙丁[-，-]{+。\n+}⟦b:2⟧戊己庚辛。")
    assert 'data-clause="b:2"' in change.to_html()


def test_every_joined_clause_is_named_also_one_without_text():
    earlier = plan("a", [("1", "甲"), ("2", "")])
    later = plan("b", [("1", ""), ("2", "甲"), ("3", "")])
    change = redline_clauses(list(earlier), list(later))
    marks = [s.clause_id for s in change.segments() if s.kind == "part"]
    assert sorted(marks) == ["a:1", "a:2", "b:1", "b:2", "b:3"]


@given(st.lists(ANY, max_size=4), st.lists(ANY, max_size=4))
def test_joined_clauses_rebuild_both_texts_too(before, after):
    earlier = plan("a", [(str(n), text) for n, text in enumerate(before)])
    later = plan("b", [(str(n), text) for n, text in enumerate(after)])
    change = redline_clauses(list(earlier), list(later))
    markup = change.to_html()
    for tag, texts in (("ins", before), ("del", after)):
        joined = html.escape("\n".join(texts)).replace("\r", "&#13;")
        assert stripped(markup, tag) == joined


def test_terminal_output_cannot_be_hijacked_by_the_text():
    shown = redline("规划\x1b[2J", "规划\x07").to_ansi()
    assert "\x1b[2J" not in shown
    assert "\x07" not in shown


def test_rich_strikes_and_underlines_in_a_terminal():
    console = Console(force_terminal=True, color_system="standard", width=80)
    with console.capture() as captured:
        console.print(redline("加快[b]发展", "大力[b]发展"))
    shown = captured.get()
    assert "\x1b[9;31m加快\x1b[0m\x1b[4;32m大力\x1b[0m[b]发展" in shown


def test_a_mark_of_direction_turns_nothing_that_follows():
    change = redline("规划\u202e发展。乙", "规划\u202e发展。丙")
    assert "<bdi>规划\u202e发展。</bdi><del" in change.to_html()
    assert "\u202e" not in change.to_ansi()
    assert "\u202e" not in change.to_latex()


def test_markdown_and_latex_escape_what_they_would_run():
    change = redline("50% & <b>", "50% & {x}_1 | y")
    assert "<b>" not in change.to_markdown().replace(r"\<b\>", "")
    assert r"\&" in change.to_latex()
    assert r"\{x\}\_1" in change.to_latex()


def test_a_chinese_number_changes_whole():
    text = redline("依照第四十六条罚款五十万元", "依照第五十六条罚款三百万元")
    assert text.to_text() == (
        "依照[-第四十六条-]{+第五十六条+}罚款[-五十万-]{+三百万+}元"
    )


def test_very_long_texts_are_compared_coarsely_and_a_note_says_so():
    before = "".join(f"第{n}项工作由市商务局牵头。" for n in range(8000))
    after = before.replace("第77项", "第七七项")
    change = redline(before, after)
    assert len(before) > 100_000
    assert "very long" in change.notes[0]
    assert rebuilt(change) == (before, after)
    assert len(change.edits) == 3


@pytest.mark.parametrize("text", ["\n" * 50_000, "甲" * 50_000, "1" * 50_000])
def test_monotonous_text_takes_no_longer_than_other_text(text):
    change = redline(text, f"{text[1:]}乙")
    assert rebuilt(change) == (text, f"{text[1:]}乙")


def test_long_one_sided_text_needs_no_note():
    change = redline("规划" * 50_000, "规划")
    assert change.notes == ()
    assert rebuilt(change) == ("规划" * 50_000, "规划")
