"""PDF pages of any layout become paragraphs, tables, notes and furniture."""

from __future__ import annotations

import random

import pytest
from accounts import cuts, texts
from pdffiles import Sheet, pdf, width, wrapped

from plandiff.document import Document
from plandiff.errors import ReadingError
from plandiff.reading import read_document
from plandiff.reading.received import Limits

FIRST = (
    "为推动数字贸易发展，制定本规划。全省数字贸易快速发展，规模稳步扩大，"
    "企业主体不断壮大，为经济社会发展作出了积极贡献。"
)
SECOND = (
    "加快培育市场主体，支持企业做大做强，引导中小企业走专精特新发展道路，"
    "完善公共服务平台，提升综合服务能力。"
)
THIRD = (
    "加强组织领导，落实工作责任，健全工作机制，强化督促检查，确保各项任务"
    "落到实处，取得实效，不断开创工作新局面。"
)
PLAN = ("一、发展基础", FIRST, SECOND, "二、主要任务", THIRD, FIRST)
TEXTS = [FIRST, SECOND, THIRD, FIRST]


def read(*sheets: Sheet) -> Document:
    document = read_document(pdf(*sheets), id="p")
    spans = document.spans
    text = "".join(document.source_text[s.start : s.end] for s in spans)
    assert text == document.source_text
    return document


def long(count: int) -> list[tuple[float, str]]:
    """Return the wrapped lines of a plan of many paragraphs."""
    plan = [*PLAN] + [f"{SECOND}{THIRD}"] * count
    return [line for part in plan for line in wrapped(part, 12, 415, 2)]


def set_pages(lines: list[tuple[float, str]], per_page: int) -> list[Sheet]:
    sheets = []
    for first in range(0, len(lines), per_page):
        sheet = Sheet()
        for number, (left, line) in enumerate(lines[first:][:per_page]):
            sheet.put(90 + left, 740 - 20 * number, line)
        sheets.append(sheet)
    return sheets


@pytest.mark.parametrize("mark", ["1", "①", "[1]", "*"])
@pytest.mark.parametrize("ruled", [True, False])
def test_a_footnote_is_set_apart_and_breaks_no_paragraph(mark, ruled):
    first, second = Sheet(), Sheet()
    y = first.flow(90, 740, "一、发展基础")
    end = first.put(114, y, "支持发展数字贸易")
    end = first.put(end, y + 5, mark, 6)
    first.put(end, y, "，鼓励企业开拓国际市场，积极参与国际合作交流，")
    if ruled:
        first.rule(90, 110, 230, 110)
    note = f"{mark} 数字贸易是指以数字技术为驱动、以数据流动为牵引的新型贸易。"
    first.flow(90, 95, note * 2, 9, indent=0, leading=1.3)
    second.flow(90, 740, "推动优势产业走出去。", indent=0)
    second.flow(90, 700, SECOND)
    document = read(first, second)
    assert texts(document) == [
        "支持发展数字贸易，鼓励企业开拓国际市场，积极参与国际合作交流，"
        "推动优势产业走出去。",
        SECOND,
    ]
    assert "".join(cuts(document, "footnote:")) == note * 2
    assert cuts(document, "footnote mark") == [mark]


def test_a_note_may_stand_on_the_page_after_its_mark():
    first, second = Sheet(), Sheet()
    y = first.flow(90, 740, "一、发展基础")
    end = first.put(114, y, "支持发展数字贸易")
    end = first.put(end, y + 5, "3", 6)
    first.put(end, y, "，鼓励企业开拓国际市场，积极参与国际合作。")
    end = second.put(114, 740, "推动优势产业走出去")
    end = second.put(end, 745, "4", 6)
    second.put(end, 740, "，拓展合作空间。")
    second.flow(90, 700, SECOND)
    for mark, y in (("3", 110), ("4", 95)):
        second.flow(90, y, f"{mark} 指以数字技术为驱动的贸易。", 9, indent=0)
    document = read(first, second)
    assert texts(document) == [
        "支持发展数字贸易，鼓励企业开拓国际市场，积极参与国际合作。",
        "推动优势产业走出去，拓展合作空间。",
        SECOND,
    ]
    assert cuts(document, "footnote mark") == ["3", "4"]
    assert len(cuts(document, "footnote:")) == 2


def test_a_title_that_the_running_head_repeats_stays_the_title():
    sheets = set_pages(long(12), 22)
    for sheet in sheets:
        sheet.put(90, 790, "青川省数字贸易发展规划", 9)
    sheets[0].put(150, 760, "青川省数字贸易发展规划", 20)
    document = read(*sheets)
    assert document.title == "青川省数字贸易发展规划"
    assert len(cuts(document, "running head")) == len(sheets)
    assert texts(document) == TEXTS + [SECOND + THIRD] * 12


def test_a_line_may_end_early_where_a_mark_may_not_begin_the_next():
    sheet = Sheet()
    y = sheet.flow(90, 740, FIRST)
    sheet.put(
        114, y, "加快培育市场主体，支持企业做大做强，引导中小企业走专精特新"
    )
    sheet.put(90, y - 19, "”，。完善公共服务平台。")
    assert texts(read(sheet))[-1].endswith("特新”，。完善公共服务平台。")


def test_a_numbered_line_at_the_top_of_a_page_begins_anew():
    """The page before ends with a line that is nearly full."""
    first, second = Sheet(), Sheet()
    y = first.flow(90, 740, "一、发展基础")
    y = first.flow(90, y, FIRST)
    first.put(114, y, "支持企业做大做强，引导中小企业走专精特新发展道路，优化")
    second.put(114, 740, "二、主要任务")
    second.flow(90, 720, SECOND)
    document = read(first, second)
    assert [h.label for h in document.headings] == ["一、", "二、"]


def test_the_gap_that_word_sets_beside_figures_is_no_space():
    sheet = Sheet()
    end = sheet.put(114, 740, "到2025")
    end = sheet.put(end + 3, 740, "年，数字贸易额达到200")
    sheet.put(end + 3, 740, "亿元。")
    assert texts(read(sheet)) == ["到2025年，数字贸易额达到200亿元。"]


def test_small_print_that_nothing_calls_stays_in_place():
    sheet = Sheet()
    y = sheet.flow(90, 740, "一、发展基础")
    sheet.flow(90, y, FIRST)
    sheet.flow(90, 90, "1 按现价计算的增加值。", 9, indent=0)
    document = read(sheet, Sheet([*sheet.drawn]))
    assert cuts(document, "footnote") == []
    assert any("may be footnotes" in notice for notice in document.notices)


def test_a_raised_figure_that_is_no_mark_stays_in_its_word():
    sheet = Sheet()
    y = sheet.flow(90, 740, "一、发展基础")
    end = sheet.put(114, y, "新建绿地10万m")
    end = sheet.put(end, y + 5, "2", 6)
    sheet.put(end, y, "，森林覆盖率稳步提高。")
    (clause,) = read(sheet)
    assert clause.text == "新建绿地10万m2，森林覆盖率稳步提高。"


@pytest.mark.parametrize("by_row", [True, False])
def test_two_columns_are_read_one_after_the_other(by_row):
    lines = [line for part in PLAN for line in wrapped(part, 10, 200, 2)]
    half = (len(lines) + 1) // 2
    places = [(90, n, line) for n, line in enumerate(lines[:half])]
    places += [(310, n, line) for n, line in enumerate(lines[half:])]
    if by_row:
        places.sort(key=lambda place: place[1])
    sheet = Sheet()
    sheet.put(200, 780, "数字贸易发展规划", 18)
    for x, number, (left, line) in places:
        sheet.put(x + left, 740 - 16 * number, line, 10)
    document = read(sheet)
    assert document.title == "数字贸易发展规划"
    assert texts(document) == TEXTS
    assert len(document.headings) == 2


def test_a_line_across_two_columns_parts_them():
    lines = wrapped(FIRST + SECOND, 10, 200, 2)
    half = len(lines) // 2
    sheet = Sheet()
    for band, title in ((760, "一、发展基础"), (500, "二、主要任务")):
        sheet.put(90, band, title + "（全文通栏排印的标题行，跨越两栏）", 14)
        for number, (left, line) in enumerate(lines):
            x, row = (90, number) if number < half else (310, number - half)
            sheet.put(x + left, band - 30 - 16 * row, line, 10)
    assert texts(read(sheet)) == [FIRST + SECOND] * 2


@pytest.mark.parametrize("foot", [40, 79])
@pytest.mark.parametrize("form", ["{}", "— {} —", "- {} -"])
def test_page_numbers_are_found_wherever_they_close_the_page(foot, form):
    sheets = set_pages(long(12), 23)
    for number, sheet in enumerate(sheets, start=1):
        x = 480 if number % 2 else 100
        sheet.put(x, foot, form.format(number), 10)
    document = read(*sheets)
    assert len(cuts(document, "page number")) == len(sheets) > 2
    assert texts(document) == TEXTS + [SECOND + THIRD] * 12


def test_running_heads_that_change_by_chapter_are_found():
    sheets = set_pages(long(40), 23)
    assert len(sheets) > 7
    for number, sheet in enumerate(sheets):
        head = "发展基础" if number < 4 else "主要任务"
        sheet.put(250, 790, f"数字贸易规划　{head}", 9)
    document = read(*sheets)
    assert len(cuts(document, "running head")) == len(sheets)
    assert texts(document) == TEXTS + [SECOND + THIRD] * 40


def test_boxes_that_open_pages_are_no_running_heads():
    sheets = []
    for number in range(1, 5):
        sheet = Sheet()
        sheet.put(250, 740, f"专栏{number} 重点工程")
        sheet.flow(90, 700, FIRST)
        sheets.append(sheet)
    document = read(*sheets)
    assert cuts(document, "running head") == []
    labels = [heading.label for heading in document.headings]
    assert labels == ["专栏1", "专栏2", "专栏3", "专栏4"]


def test_bold_by_over_printing_is_read_once():
    sheet = Sheet()
    for shift in (0, 0.3, 0.6):
        sheet.put(114 + shift, 740, "一、发展基础")
    sheet.flow(90, 720, FIRST)
    document = read(sheet)
    assert document.source_text.count("一、发展基础") == 1
    assert texts(document) == [FIRST]


def test_watermarks_and_hidden_words_are_no_text():
    sheet = Sheet()
    y = sheet.flow(90, 740, "一、发展基础")
    sheet.put(150, 300, "内部资料注意保存", 40, angle=45)
    sheet.put(90, y, "关键词数字经济", 8, hidden=True)
    sheet.put(700, 500, "页外文字")
    sheet.flow(90, y, FIRST)
    document = read(sheet)
    assert texts(document) == [FIRST]
    assert cuts(document, "text printed aslant") == ["内部资料注意保存"]
    assert cuts(document, "hidden text") == ["关键词数字经济"]
    assert cuts(document, "text off the page") == ["页外文字"]


def test_words_along_the_margin_are_a_running_head_if_repeated():
    sheets = set_pages(long(12), 23)
    for sheet in sheets:
        sheet.put(40, 400, "数字贸易规划", 10, angle=90)
    sheets[0].put(60, 400, "只此一次", 10, angle=270)
    document = read(*sheets)
    assert cuts(document, "running head") == ["数字贸易规划"] * len(sheets)
    assert any("sideways" in notice for notice in document.notices)


def test_the_hidden_layer_of_a_scanned_page_is_its_text():
    sheet = Sheet()
    y = 740.0
    for part in PLAN:
        for left, line in wrapped(part, 12, 415, 2):
            sheet.put(90 + left, y, line, hidden=True)
            y -= 20
    assert texts(read(sheet)) == TEXTS


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_page_printed_sideways_is_read_as_it_is_held(turned):
    sheet = Sheet(rotate=turned)
    x, y, step = {
        0: (90, 740, (0, -20)),
        90: (100, 90, (20, 0)),
        180: (500, 100, (0, 20)),
        270: (500, 740, (-20, 0)),
    }[turned]
    place = 0
    for part in PLAN:
        for left, line in wrapped(part, 12, 415, 2):
            ahead = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[turned]
            sheet.put(
                x + ahead[0] * left + step[0] * place,
                y + ahead[1] * left + step[1] * place,
                line,
                angle=turned,
            )
            place += 1
    assert texts(read(sheet)) == TEXTS


ROWS = (
    ("指标", "2020年", "2025年", "属性"),
    ("数字贸易额（亿元）", "100", "200", "预期性"),
    ("企业数（家）", "", "30", "预期性"),
    ("专利数（件）", "15", "40", "约束性"),
)


@pytest.mark.parametrize("ruled", [True, False])
def test_a_table_keeps_its_cells_by_row(ruled):
    rows = ROWS if ruled else [row for row in ROWS if all(row)] + [ROWS[1]]
    sheet = Sheet()
    y = sheet.flow(90, 740, "一、发展目标")
    y = sheet.flow(90, y, FIRST) - 10
    places = [90, 230, 320, 410, 500]
    if ruled:
        sheet.grid(places, [y + 15 - 24 * n for n in range(len(rows) + 1)])
    for number, row in enumerate(rows):
        for x, cell in zip(places, row, strict=False):
            sheet.put(x + 5, y - 24 * number, cell, 10)
    sheet.flow(90, y - 24 * len(rows) - 20, SECOND)
    document = read(sheet)
    table = "\n".join("\t".join(row) for row in rows)
    assert texts(document) == [FIRST, table, SECOND]
    assert document[1].kind == "table"


def test_a_contents_list_is_no_table():
    sheet = Sheet()
    sheet.put(270, 780, "目　录", 16)
    names = ("发展基础", "主要任务", "保障措施", "组织实施", "监督检查")
    for number, name in enumerate(names, start=1):
        y = 760 - 20 * number
        sheet.put(90, y, f"{'一二三四五'[number - 1]}、{name}")
        sheet.put(480, y, str(number * 3))
    text = Sheet()
    y = 740.0
    for number, name in enumerate(names):
        y = text.flow(90, y, f"{'一二三四五'[number]}、{name}")
        y = text.flow(90, y, SECOND)
    document = read(sheet, text)
    assert texts(document) == [SECOND] * 5
    assert len(cuts(document, "contents list")) == 6


def test_ragged_lines_without_indentation_keep_paragraphs_by_their_gaps():
    sheet = Sheet()
    y = 740.0
    for part in PLAN:
        for _, line in wrapped(part, 12, 415, 0):
            sheet.put(90, y, line)
            y -= 18
        y -= 30
    assert texts(read(sheet)) == TEXTS


def test_a_last_page_of_one_short_line_goes_on_with_the_paragraph():
    lines = [
        line for part in (*PLAN, FIRST) for line in wrapped(part, 12, 415, 2)
    ]
    document = read(*set_pages(lines, len(lines) - 1))
    assert texts(document) == [*TEXTS, FIRST]


def test_rare_characters_are_whole():
    sheet = Sheet()
    sheet.put(90, 740, "推广𠀀号工程，发展𬣙光产业。")
    assert texts(read(sheet)) == ["推广𠀀号工程，发展𬣙光产业。"]


@pytest.mark.parametrize("seed", range(16))
def test_any_setting_of_the_page_gives_the_same_paragraphs(seed):
    chance = random.Random(seed)
    size = chance.choice([9, 10.5, 12, 14, 16])
    measure = chance.choice([300, 380, 415, 450])
    leading = size * chance.choice([1.3, 1.6, 1.9, 2.3])
    left, mirrored = chance.choice([60, 90, 110]), chance.choice([0, 6])
    wanted = [
        "".join(chance.sample([FIRST, SECOND, THIRD], chance.randint(1, 3)))[
            : chance.randint(30, 120)
        ].rstrip("，、。")
        + "。"
        for _ in range(24)
    ]
    parts = [*wanted]
    for place, mark in enumerate("一二三四"):
        parts.insert(7 * place, f"{mark}、发展任务")
    sheets, y = [Sheet()], 760.0
    for part in parts:
        for indent, line in wrapped(part, size, measure, 2):
            if y < 100:
                sheets.append(Sheet())
                y = 760.0
            shift = mirrored if len(sheets) % 2 else 0
            sheets[-1].put(left + shift + indent, y, line, size)
            y -= leading
    for number, sheet in enumerate(sheets, start=1):
        sheet.put(290, 50, f"— {number} —", 10)
        sheet.put(90, 800, "数字贸易规划", 9)
    document = read(*sheets)
    assert texts(document) == wanted
    assert len(document.headings) == 4


def test_pages_without_letters_are_pictures():
    with pytest.raises(ReadingError, match="OCRmyPDF"):
        read(Sheet(), Sheet())


def test_reading_stops_when_its_time_is_over():
    data = pdf(*set_pages(long(4), 20))
    with pytest.raises(ReadingError, match=r"page 1.*Limits\(seconds"):
        read_document(data, limits=Limits(seconds=0))


def test_pages_and_characters_are_counted_before_they_are_kept():
    data = pdf(*set_pages(long(4), 20))
    with pytest.raises(ReadingError, match=r"Limits\(pages"):
        read_document(data, limits=Limits(pages=1))
    with pytest.raises(ReadingError, match=r"Limits\(characters"):
        read_document(data, limits=Limits(characters=100))


def test_the_letters_of_a_test_page_have_their_width():
    assert width("数a", 10) == 15
