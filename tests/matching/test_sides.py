"""Texts are made ready so that both scripts, and both ways to write, meet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plandiff import Document, align
from plandiff.matching.sides import prepare
from plandiff.text.tokens import words

POLICY_WORDS = """
計畫 计划|答覆 答复|瞭解 了解|著力 着力|著重 着重|沿著 沿着|著作權 著作权
顯著 显著|土著 土著|規劃 规划|發展 发展|頭髮 头发|以後 以后|皇后 皇后
反覆 反复|覆蓋 覆盖|瞭望 瞭望|憑藉 凭借|慰藉 慰藉|藉由 借由|乾燥 干燥
沿襲 沿袭|徵收 征收|象徵 象征|製造 制造|制度 制度|準則 准则|批准 批准
託管 托管|週期 周期|佈局 布局|僱用 雇用|裡程碑 里程碑|餘額 余额
""".replace("\n", "|")
"""As a plan of Taiwan writes them, and as one of the mainland does."""

PAIRS = [pair.split() for pair in POLICY_WORDS.split("|") if pair.strip()]


@pytest.mark.parametrize(("traditional", "simplified"), PAIRS)
def test_policy_words_of_both_scripts_are_one(
    traditional: str, simplified: str
) -> None:
    before, after = "為推動產業發展，", "为推动产业发展，"
    found = prepare([before + traditional + "。"]).texts[0]
    assert found.endswith("，" + simplified + "。")
    assert len(found) == len(before + traditional + "。")
    assert prepare([after + simplified]).texts[0].endswith(simplified)


@pytest.mark.parametrize("word", ["名著力作", "土著居民", "瞭望设施", "计画"])
def test_a_simplified_text_is_not_touched(word: str) -> None:
    text = f"推动文化产业发展，保护{word}，完善公共服务体系建设。"
    assert prepare([text]).texts[0] == text


def test_one_clause_in_both_scripts_is_the_same_clause() -> None:
    earlier = Document.from_clauses(
        "x", [("1", "本计划着力答复群众关切，了解实施情况。")]
    )
    later = Document.from_clauses(
        "y", [("1", "本計畫著力答覆群眾關切，瞭解實施情況。")]
    )
    links = align(earlier, later).links
    assert links["similarity"].tolist() == pytest.approx([1.0])


UNRELATED = [
    ["养殖水产品应当检验检疫。", "渔船须在港口登记。", "禁渔期内不得捕捞。"],
    ["图书馆每周开放六天。", "读者凭证借阅图书。", "损坏书籍照价赔偿。"],
    ["矿井须安装瓦斯监测设备。", "下井人员佩戴自救器。", "每班检查支护。"],
    ["运动员参加兴奋剂检测。", "裁判员实行等级认证。", "赛场设医务点。"],
    ["剧院演出前报送节目单。", "票价由剧团自定。", "观众对号入座。"],
]


@pytest.mark.parametrize(
    ("first", "second"),
    [(a, b) for a in range(5) for b in range(5) if a < b],
)
def test_documents_that_have_nothing_in_common_have_no_link(
    first: int, second: int
) -> None:
    documents = [
        Document.from_clauses(
            name, [(str(k), text) for k, text in enumerate(UNRELATED[number])]
        )
        for name, number in (("x", first), ("y", second))
    ]
    assert not len(align(*documents).links)


@given(st.text("年二○〇一5.,。；!?\n ab'-%发展农村电商", max_size=40))
def test_no_word_reaches_over_the_end_of_a_sentence(text: str) -> None:
    side = prepare([text])
    assert list(side.words[0]) == words(side.texts[0])
    assert [list(found) for found in side.sentence_words] == [
        words(sentence) for sentence in side.sentences
    ]


def test_a_list_of_sixty_items_is_cut_into_forty_stretches_at_most() -> None:
    items = [f"支持第{number}类企业发展" for number in range(60)]
    side = prepare(["；".join(items)])
    assert len(side.sentences) == side.counts[0] == 30
    assert sum(map(len, side.sentence_words)) == len(side.words[0])
