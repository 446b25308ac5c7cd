"""A PDF is read by where its text stands, however it was drawn."""

from __future__ import annotations

import random
from itertools import chain

import pytest
from accounts import cuts, texts
from pdffiles import Sheet, pdf, width, wrapped

from plandiff.document import Document
from plandiff.reading import read_document

RULES = (
    "第一条　为了促进数字贸易健康发展，保障各方权益，根据有关法律，结合本省"
    "实际，制定本办法。",
    "第二条　坚持创新驱动，完善政策体系，推动数字贸易提质增效，建设统一开放"
    "的市场，促进消费升级。",
    "第三条　健全工作机制，落实工作责任，强化要素保障，营造良好环境，加强人才"
    "培养，扩大开放合作。",
)
SHORT = [
    f"第{number}条　{who}应当{what}。"
    for number, who, what in zip(
        "一二三四五六七八九十",
        (
            *("政府部门", "行业协会", "平台企业", "生产企业", "监管部门"),
            *("消费者", "研究机构", "高等学校", "仲裁机构", "金融机构"),
        ),
        (
            *("统筹发展", "加强自律", "落实责任", "守法经营", "依法监管"),
            *("理性消费", "参与评估", "培养人才", "公正仲裁", "服务实体"),
        ),
        strict=True,
    )
]


def read(*sheets: Sheet, encoding: str = "UniGB-UTF16-H") -> Document:
    document = read_document(pdf(*sheets, encoding=encoding), id="p")
    spans = document.spans
    text = "".join(document.source_text[s.start : s.end] for s in spans)
    assert text == document.source_text
    return document


def drawn(order: list[int], lines: list[tuple[float, str]]) -> Sheet:
    """Set lines from the top down, drawn in another order."""
    sheet = Sheet()
    for number in order:
        left, line = lines[number]
        sheet.put(90 + left, 740 - 20 * number, line)
    return sheet


@pytest.mark.parametrize("order", ["backwards", "turns", "halves", "any"])
def test_lines_are_read_from_the_top_whatever_order_they_are_drawn_in(order):
    lines = [*chain.from_iterable(wrapped(r, 12, 415, 2) for r in RULES)]
    numbers = [*range(len(lines))]
    orders = {
        "backwards": numbers[::-1],
        "turns": numbers[::2] + numbers[1::2],
        "halves": numbers[3:] + numbers[:3],
        "any": random.Random(3).sample(numbers, len(numbers)),
    }
    assert texts(read(drawn(orders[order], lines))) == [*RULES]


def test_marks_that_are_drawn_after_their_line_stand_in_it():
    """As a program does that takes them from another font."""
    sheet = Sheet()
    line = "第一条　推进“数字贸易”和“丝路合作”，到2025年取得实效。"
    x = 90.0
    later = []
    held = ""
    for mark in line:
        if mark in "“”":
            x = sheet.put(x, 740, held) if held else x
            later.append((x, mark))
            x, held = x + width(mark, 12), ""
        else:
            held += mark
    sheet.put(x, 740, held)
    for place, mark in later:
        sheet.put(place, 740, mark)
    sheet.flow(90, 700, RULES[1])
    assert texts(read(sheet)) == [line, RULES[1]]


def test_what_is_drawn_twice_out_of_order_is_read_once():
    sheet = Sheet()
    for _ in range(2):
        sheet.put(150, 740, "应当依法保护。")
        sheet.put(90, 740, "各级政府")
        sheet.put(138, 740, "，")
    assert texts(read(sheet)) == ["各级政府，应当依法保护。"]


def test_cells_beside_each_other_keep_the_order_of_the_file():
    sheet = Sheet()
    sheet.flow(90, 740, RULES[0], measure=180, indent=0)
    sheet.flow(320, 740, RULES[1], measure=180, indent=0)
    found = [text.replace("\n", "") for text in texts(read(sheet))]
    assert found == [RULES[0], RULES[1]]


@pytest.mark.parametrize("more", [2, 4, 5])
def test_a_row_longer_or_shorter_than_its_table_is_no_crash(more):
    sheet = Sheet()
    rows = [
        ["零售额", "80", "100"],
        ["快递量", "50", "90"],
        ["网站", "6", "7"],
    ]
    for number, row in enumerate([*rows, ["合计", "1", "2", "3", "4"][:more]]):
        for place, cell in enumerate(row):
            sheet.put(90 + 80 * place, 740 - 20 * number, cell)
    found = "".join(texts(read(sheet)))
    assert all(cell in found for row in rows for cell in row)


def columns(text: str, *, marks: bool = False) -> Sheet:
    """Set paragraphs in vertical columns, letter by letter."""
    sheet = Sheet()
    x = 500.0
    vertical = dict(zip("（）“”，。", "︵︶﹁﹂︐︒", strict=True))
    for part in text.splitlines():
        y = 760.0
        for mark in part:
            if y < 120:
                x, y = x - 24, 760.0
            sheet.put(x, y, vertical.get(mark, mark) if marks else mark)
            y -= 16
        x -= 24
    return sheet


def test_vertical_columns_are_read_from_the_right():
    document = read(columns("\n".join(RULES)))
    assert texts(document) == [*RULES]
    (notice,) = [n for n in document.notices if "vertical" in n]
    assert "1 page(s)" in notice


def test_marks_set_for_columns_are_those_of_lines():
    rule = "第一条　发展（数字）贸易，“稳中求进”。"
    found = texts(read(columns(rule + "\n" + RULES[1], marks=True)))
    assert found == [rule.replace("“", "「").replace("”", "」"), RULES[1]]


def test_a_vertical_font_is_read_like_letters_set_one_by_one():
    sheet = Sheet()
    for number, part in enumerate(RULES):
        for line, start in enumerate(range(0, len(part), 40)):
            x = 500 - 48 * number - 24 * line
            sheet.put(x, 760, part[start : start + 40])
    document = read(sheet, encoding="UniGB-UTF16-V")
    assert texts(document) == [*RULES]


@pytest.mark.parametrize("gap", [1.2, 1.6, 2.6])
@pytest.mark.parametrize("count", [3, 10])
def test_short_articles_stay_apart_where_no_line_fills_the_column(gap, count):
    sheet = Sheet()
    for number, article in enumerate(SHORT[:count]):
        sheet.put(60, 760 - 12 * gap * number, article)
    assert texts(read(sheet)) == SHORT[:count]


def test_paragraphs_of_one_line_without_numbers_stay_apart():
    plain = [article.split("　")[1] for article in SHORT]
    sheet = Sheet()
    for number, line in enumerate(plain):
        sheet.put(60, 760 - 30 * number, line)
    assert texts(read(sheet)) == plain


def test_a_distance_between_paragraphs_parts_them_where_lines_are_full():
    """As browsers print: no indentation, room between paragraphs."""
    sheet = Sheet()
    parts = []
    y = 760.0
    for rule in RULES:
        part = rule.split("　")[1]
        lines = [line for _, line in wrapped(part * 3, 12, 480, 0)]
        full = [line for line in lines if width(line, 12) > 460]
        parts.append("".join(full[:2]) + "并保持稳定增长" * 5 + "。。。。。")
        for line in [*full[:2], parts[-1][len("".join(full[:2])) :]]:
            sheet.put(60, y, line)
            y -= 18
        y -= 12
    assert texts(read(sheet)) == parts


def test_where_nothing_shows_a_paragraph_a_notice_says_so():
    sheet = Sheet()
    first = "推动数字贸易提质增效，建设统一开放、竞争有序的市场，"
    for number, line in enumerate([first, first[:-1] + "。"] * 3):
        sheet.put(60, 760 - 18 * number, line)
    document = read(sheet)
    assert any("may begin anew" in notice for notice in document.notices)
    indented = Sheet()
    for number in range(3):
        indented.flow(60, 760 - 60 * number, RULES[0])
    assert not [n for n in read(indented).notices if "begin anew" in n]


@pytest.mark.parametrize("turn", ["一", "二", "十", "1."])
def test_a_wrapped_line_that_begins_with_a_numeral_goes_on(turn):
    line = "做到目标和任务、任务和责任、责任和考核、考核和奖惩、奖惩和进度"
    assert width(line, 12) + 24 <= 415
    sheet = Sheet()
    sheet.put(114, 740, line)
    sheet.put(90, 720, f"{turn}一对应，确保各项工作一一落实，形成闭环管理。")
    (clause,) = read(sheet)
    assert clause.text == (
        f"{line}{turn}一对应，确保各项工作一一落实，形成闭环管理。"
    )


@pytest.mark.parametrize("under", [False, True])
def test_emphasis_marks_are_no_text(under):
    sheet = Sheet()
    sheet.put(90, 740, "第一条　各单位必须")
    for number in range(2):
        x = 90 + 12 * (7 + number) + 4
        sheet.put(x, 733 if under else 754, "•", 6)
    sheet.put(90 + 12 * 9, 740, "落实责任，完善制度。")
    sheet.flow(90, 700, RULES[1])
    document = read(sheet)
    assert texts(document) == [
        "第一条　各单位必须落实责任，完善制度。",
        RULES[1],
    ]
    assert "".join(cuts(document, "emphasis marks")).count("•") == 2


@pytest.mark.parametrize("reading", ["hutuo", "ㄏㄨㄊㄨㄛ", "よみ"])
def test_a_reading_over_a_word_is_no_text(reading):
    sheet = Sheet()
    sheet.put(90, 740, "第一条　加强滹沱")
    sheet.put(90 + 72, 753, reading, 5)
    sheet.put(90 + 96, 740, "河流域的保护，完善制度。")
    sheet.flow(90, 700, RULES[1])
    document = read(sheet)
    assert texts(document) == [
        "第一条　加强滹沱河流域的保护，完善制度。",
        RULES[1],
    ]
    assert cuts(document, "reading") == [reading]


def test_what_a_browser_prints_at_the_edges_is_no_text():
    sheet = Sheet()
    sheet.put(24, 820, "2025/11/28 上午11:12", 8)
    sheet.put(240, 820, "数字贸易促进办法", 8)
    y = 760.0
    for rule in RULES:
        y = sheet.flow(40, y, rule, measure=500, indent=0) - 10
    sheet.put(24, 15, "https://example.gov.cn/a.html", 8)
    sheet.put(560, 15, "1/1", 8)
    document = read(sheet)
    assert texts(document) == [*RULES]
    assert cuts(document, "running head") == [
        "2025/11/28 上午11:12 数字贸易促进办法",
        "https://example.gov.cn/a.html 1/1",
    ]


def test_an_entry_of_a_contents_list_may_take_several_lines():
    sheet = Sheet()
    y = 800.0
    sheet.put(250, y, "目录")
    for entry, tail, page in (
        ("一、总体要", "求", 1),
        ("二、主要任", "务", 3),
        ("三、保障措", "施", 9),
    ):
        for line in (entry, tail, "." * 60, f"{'.' * 30} {page}"):
            y -= 18
            sheet.put(90, y, line)
    body = Sheet()
    y = 760.0
    for title in ("一、总体要求", "二、主要任务", "三、保障措施"):
        y = body.flow(90, y, title)
        y = body.flow(90, y, RULES[1].split("　")[1])
    document = read(sheet, body)
    assert [heading.title for heading in document.headings] == [
        "总体要求",
        "主要任务",
        "保障措施",
    ]
    assert len(document) == 3


def test_a_clause_says_on_which_page_it_begins():
    first, empty, last = Sheet(), Sheet(), Sheet()
    y = first.flow(90, 760, "一、总体要求")
    first.flow(90, y, RULES[1].split("　")[1])
    y = last.flow(90, 760, "二、主要任务")
    last.flow(90, y, RULES[2].split("　")[1])
    for number, sheet in enumerate((first, empty, last), start=1):
        sheet.put(290, 40, f"— {number} —", 10)
    document = read(first, empty, last)
    assert list(document.clauses["page"]) == [1, 3]
    assert [document.page_of(h.start) for h in document.headings] == [1, 3]
    assert document.clauses["page"].dtype == "Int64"
    assert len(document.page_starts) == 3
    assert document.source_text[document.page_starts[2] - 1] == "\f"


def test_a_format_without_pages_has_no_page_numbers():
    document = read_document(RULES[0].encode(), id="p")
    assert list(document.clauses["page"].isna()) == [True]
    assert document.page_of(0) is None


FULL = (
    "推动数字贸易提质增效，建设统一开放竞争有序市场，完善政策体系和标准",
    "规范，支持企业开拓国际市场，培育一批骨干企业和公共服务平台，引导金",
    "融机构加大支持力度，健全人才培养机制，鼓励高等学校开设有关专业，加",
    "强部门协同，定期评估进展，及时总结推广典型经验，营造全社会关心支持",
    "数字贸易发展的氛围，确保各项任务按期完成，并把落实情况纳入年度考核",
)
LAST = "内容，切实抓出成效。"


def test_a_line_that_reaches_over_the_margin_makes_no_others_short():
    """As where a program squeezes the marks of one line together."""
    assert len({len(line) for line in FULL}) == 1
    lines = [*FULL[:4], FULL[4] + "的重要", LAST]
    sheet = Sheet()
    sheet.put(90, 780, "一、发展基础")
    for number, line in enumerate(lines):
        sheet.put(90, 740 - 20 * number, line)
    assert texts(read(sheet)) == ["".join(lines)]


def test_a_paragraph_that_a_copied_page_broke_is_one():
    sheet = Sheet()
    sheet.put(90, 780, "一、发展基础")
    lines = [*FULL[:3], FULL[3][:12], FULL[4], LAST]
    for number, line in enumerate(lines):
        sheet.put(90, 740 - 20 * number, line)
    assert texts(read(sheet)) == ["".join(lines)]


@pytest.mark.parametrize("order", ["by column", "backwards", "any"])
def test_letters_drawn_one_by_one_in_any_order_are_read_by_place(order):
    lines = [*chain.from_iterable(wrapped(r, 12, 415, 2) for r in RULES)]
    letters = [
        (90 + left + 12 * place, 740 - 20 * number, mark)
        for number, (left, line) in enumerate(lines)
        for place, mark in enumerate(line)
    ]
    if order == "any":
        random.Random(2).shuffle(letters)
    letters.sort(key={"by column": lambda one: one[0]}.get(order, lambda _: 0))
    sheet = Sheet()
    for x, y, mark in letters[::-1] if order == "backwards" else letters:
        sheet.put(x, y, mark)
    found = [text.replace(" ", "\u3000") for text in texts(read(sheet))]
    assert found == [*RULES]
