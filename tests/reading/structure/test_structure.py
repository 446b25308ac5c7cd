"""Documents of any numbering, made by a generator, give their own outline."""

import time

import pytest
from accounts import whole
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plandiff.reading import parse_document
from plandiff.reading.structure.contentscheck import contents_levels
from plandiff.reading.structure.furniture import Contents

CHINESE = "一二三四五六七八九十"
FORMAL = "壹贰叁肆伍陆柒捌玖拾"
STEMS = "甲乙丙丁戊己庚辛壬癸"
ROMAN = ("I", "II", "III", "IV", "V")
STYLES = (
    ("第{0}编", CHINESE, "　"),
    ("第{0}章", CHINESE, "　"),
    ("第{0}节", CHINESE, "　"),
    ("{0}、", FORMAL, ""),
    ("{0}.", ROMAN, " "),
    ("{0}、", CHINESE, ""),
    ("（{0}）", CHINESE, ""),
    ("{0}．", "123456789", ""),
    ("（{0}）", "123456789", ""),
    ("{0}、", STEMS, ""),
    ("{0}", "①②③④⑤", ""),
)
"""Label, its numbers, what parts it from the title; outermost first."""

VERBS = ("完善", "推进", "优化", "健全", "培育", "夯实", "拓展", "深化")
THINGS = (
    "物流网络",
    "服务体系",
    "市场主体",
    "监管机制",
    "人才队伍",
    "基础设施",
)
PROSE = (
    "坚持因地制宜、分类指导，推动各项任务落地见效，让群众得到实惠。",
    "到2030年，全市服务水平明显提升，主要指标进入全省前列。",
    "支持企业扩大投资，鼓励社会力量参与，形成多方共建的良好局面。",
)


@st.composite
def documents(draw):
    """Lines of a document, its headings, and the lines of its contents."""
    chosen = sorted(
        draw(st.sets(st.integers(0, len(STYLES) - 1), min_size=1, max_size=4))
    )
    titles = draw(
        st.permutations([verb + thing for verb in VERBS for thing in THINGS])
    )
    indent = draw(st.sampled_from(("", "　　")))
    blank = draw(st.booleans())
    through = draw(st.booleans())
    counts = dict.fromkeys(chosen, 0)
    lines, headings = [], []

    def add(depth):
        label, numbers, gap = STYLES[chosen[depth]]
        if not through:
            counts[chosen[depth]] = 0
        for _ in range(draw(st.integers(2, 3))):
            index = counts[chosen[depth]]
            if not titles or index == len(numbers):
                return
            counts[chosen[depth]] += 1
            title = titles.pop()
            printed = label.format(numbers[index])
            headings.append(f"{depth + 1} {printed}|{title}")
            lines.append(f"{indent}{printed}{gap}{title}")
            if depth + 1 < len(chosen) and draw(st.booleans()):
                add(depth + 1)
            if not lines[-1].endswith("。"):
                prose = st.sampled_from(PROSE)
                lines.extend(indent + draw(prose) for _ in range(2))

    add(0)
    text = ("\n\n" if blank else "\n").join(lines)
    return text, headings, lines


def outline(document):
    return [f"{h.level} {h.label}|{h.title}" for h in document.headings]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_every_numbered_heading_is_found_at_its_level(made):
    text, headings, _ = made
    document = parse_document(text, id="x")
    assert outline(document) == headings
    assert whole(document) == text


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents(), st.sampled_from(("", "……… {}", "\t{}", "  {}")))
def test_a_contents_list_is_cut_and_changes_no_heading(made, leaders):
    text, headings, lines = made
    listed = [
        line.strip() for line in lines if not line.rstrip().endswith("。")
    ]
    contents = [
        entry + leaders.format(page) for page, entry in enumerate(listed, 1)
    ]
    document = parse_document("\n".join(["目录", *contents, text]), id="x")
    assert outline(document) == headings
    assert not any("contents list" in note for note in document.notices)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_the_contents_list_cuts_headings_off_their_text(made):
    _, headings, lines = made
    listed = [
        line.strip() for line in lines if not line.rstrip().endswith("。")
    ]
    glued = []
    for line in lines:
        prose = line.rstrip().endswith("。")
        if prose and glued and not glued[-1].endswith("。"):
            glued[-1] += line.strip()
        else:
            glued.append(line)
    contents = [f"{entry}……… {page}" for page, entry in enumerate(listed, 1)]
    source = "\n".join(["目录", *contents, *glued])
    document = parse_document(source, id="x")
    assert outline(document) == headings
    assert whole(document) == source


@settings(deadline=None)
@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=60),
    st.sampled_from(("第{}条　", "第{}条 ", "第 {} 条　", "第{}条")),
)
def test_every_article_is_found_with_all_its_paragraphs(counts, label):
    lines = []
    for number, count in enumerate(counts, 1):
        lines.append(label.format(number) + "为规范市场秩序，制定本办法。")
        lines += ["经营者应当遵守前款规定，接受监督检查。"] * (count - 1)
    document = parse_document("\n".join(lines), id="x")
    assert [clause.place for clause in document] == [
        str(number) for number in range(1, len(counts) + 1)
    ]
    assert [c.text.count("。") for c in document] == counts


@pytest.mark.parametrize(
    ("entries", "levels"),
    [
        ([("第一章 甲", 0), ("第一节 乙", 0), ("第二章 丙", 0)], [1, 2, 1]),
        ([("总论", 0), ("背景", 2), ("依据", 2), ("需求", 0)], [1, 2, 2, 1]),
        ([("前言", 0), ("第一章 甲", 0), ("一、乙", 2)], [1, 1, 2]),
        ([("一、甲", 0), ("结语", 0)], [1, 0]),
    ],
)
def test_contents_levels_follow_numbers_and_indentation(entries, levels):
    rows = [Contents(text, None, indent) for text, indent in entries]
    assert contents_levels(rows) == levels


@pytest.mark.parametrize(
    "text",
    [
        "指标\n",
        "表1 指标\n指标\n2025年\n",
        "目录\n第一章 甲乙\n第二章 丙丁\n第三章 戊己\n",
        "第一章 总则......1\n",
        "云溪规划纲要 12\n",
        "# 甲\n**乙** 丙\n",
        "一、甲\n一、乙\n二、丙\n",
        "I. 甲\nII. 乙\n",
        "附件：1.甲乙\n2.丙丁\n",
        "发展目标\n加快建设现代化产业体系，推动高质量发展。\n",
    ],
)
def test_reading_time_grows_with_the_text_and_not_with_its_square(text):
    def seconds(repeats):
        begun = time.process_time()
        document = parse_document(text * repeats, id="x")
        taken = time.process_time() - begun
        assert whole(document) == text * repeats
        return taken

    repeats = 10_000 // len(text)
    seconds(repeats // 8)
    assert seconds(4 * repeats) < 9 * seconds(repeats) + 0.5


LOST = (
    "数字贸易发展规划一、发展基础“十三五”以来，全省数字贸易规模稳步扩大。"
    "{}二、主要任务（一）培育市场主体加强企业梯度培育，引导企业做大做强。{}"
    "（二）完善公共服务平台按照统一标准，建设贸易数字化平台。{}（三）加强资金"
    "支持加大投入，落实税收优惠。{}三、保障措施各地要落实责任，健全机制。{}"
)


def test_titles_that_run_into_their_text_are_cut_off() -> None:
    more = "推动要素有序流通，提升综合服务能力，优化发展环境。" * 6
    plan = parse_document(LOST.format(more, more, more, more, more), id="x")
    assert [(h.label, h.title) for h in plan.headings] == [
        ("一、", "发展基础"),
        ("二、", "主要任务"),
        ("（一）", "培育市场主体"),
        ("（二）", "完善公共服务平台"),
        ("（三）", "加强资金支持"),
        ("三、", "保障措施"),
    ]
    starts = [clause.text[:4] for clause in plan]
    assert "加强企业" in starts
    assert "按照统一" in starts


def test_sentences_with_their_own_lines_are_not_cut() -> None:
    text = (
        "一、主要任务\n（一）推进体系建设完善机制，发展产业。\n"
        "（二）加强资金支持加大投入，落实优惠。\n二、保障\n落实责任。"
    )
    plan = parse_document(text, id="x")
    assert "推进体系建设完善机制" in plan[0].text


def test_a_chapter_at_the_end_of_a_sentence_is_a_heading() -> None:
    text = (
        "目录\n第一章 总 则\n第二章 机构第三章 协议\n第四章 附 则\n"
        "第一章 总 则\n第一条 为了发展，制定本法。\n第二章 机构\n第二条 "
        "委员会依照规定制定规则。第三章 协议\n第三条 协议包括条款。\n"
        "第四章 附 则\n第四条 本法自发布之日起施行。"
    )
    law = parse_document(text, id="x")
    assert [h.title for h in law.headings] == [
        "总则",
        "机构",
        "协议",
        "附则",
    ]
    assert [clause.label for clause in law] == [
        *("第一条", "第二条", "第三条", "第四条")
    ]
    assert not law.notices


def test_sections_of_a_contents_list_may_recur_and_have_bullets() -> None:
    chapters = ("设立", "运行", "监督")
    entries, body = [], []
    for number, title in zip("一二三", chapters, strict=True):
        entries += [f"第{number}章 {title}", "*第一节 条件", "*第二节 程序"]
        body += [f"第{number}章 {title}"]
        for section in ("第一节 条件", "第二节 程序"):
            body += [
                section,
                f"第{len(body)}条 应当依法{title}并{section[4:]}。",
            ]
    law = parse_document("\n".join(["目录", *entries, *body]), id="x")
    assert [h.title for h in law.headings] == [
        part for title in chapters for part in (title, "条件", "程序")
    ]
    assert len(law) == 6
    assert not law.notices


def test_an_amending_decision_has_points_and_no_headings() -> None:
    text = (
        "关于修改《数据条例》的决定\n"
        "一、将第三条修改为：“第三条　鼓励发展。\n"
        "“各级政府应当支持。”\n"
        "二、增加一条，作为第五条：“第五条　应当公开。”\n"
        "三、删去第九条。\n本决定自公布之日起施行。"
    )
    plan = parse_document(text, id="x")
    assert not plan.headings
    assert [clause.label for clause in plan][:3] == ["一、", "二、", "三、"]
    assert "各级政府应当支持" in plan[0].text


def test_markdown_of_many_kinds_leaves_text_alone() -> None:
    text = (
        "---\ntitle: 规划\ndate: 2021-05-01\n---\n"
        "一、基础\n---\n规模扩大。[^1]\n\n"
        "[^1]: 出处。\n\n二、保障\n---\n![图](a.png)落实责任。\\\n\n"
        "**三、附则**\n\n健全机制。\n\n====\n"
    )
    plan = parse_document(text, id="x")
    assert [h.title for h in plan.headings] == ["基础", "保障", "附则"]
    assert [c.text for c in plan] == ["规模扩大。", "落实责任。", "健全机制。"]


@pytest.mark.parametrize("drawn", ["-----", "=", "***", "———"])
def test_a_drawn_line_is_no_clause(drawn: str) -> None:
    drawn = drawn if len(drawn) > 2 else drawn * 9
    plan = parse_document(f"一、基础\n规模扩大。\n{drawn}\n二、保障\n落实。")
    assert [c.text for c in plan] == ["规模扩大。", "落实。"]


def test_marks_without_width_part_no_label() -> None:
    plan = parse_document("一\u200b、基础\n规模扩大。\n二、\u00ad保障\n落实。")
    assert [(h.label, h.title) for h in plan.headings] == [
        ("一、", "基础"),
        ("二、", "保障"),
    ]
    assert "invisible" in " ".join(plan.account()["reason"])


def test_articles_behind_a_chapter_in_a_line_are_cut() -> None:
    text = (
        "甲条例 第一章 总则 第一条 为了发展，制定本条例。"
        "第二条 数据包括：（一）文字；（二）数字。第三条 应当公开。"
        "第二章 附则 第四条 自发布之日起施行。"
    )
    law = parse_document(text, id="x")
    assert [c.label for c in law][-3:] == ["第二条", "第三条", "第四条"]
    assert law.headings[-1].title == "附则"


def test_a_sentence_of_many_parts_heads_nothing() -> None:
    text = (
        "一、任务\n①推动发展，扩大规模，壮大主体，优化环境。\n"
        "②加强领导，落实责任，健全机制，落到实处。\n⑴甲。\n⑵乙。"
    )
    plan = parse_document(text, id="x")
    assert [h.title for h in plan.headings] == ["任务"]
