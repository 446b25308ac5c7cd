"""Official documents, as found, get the outline that a reader sees."""

import gzip
import json
import random
from collections import Counter

import pytest
from accounts import whole
from folders import CASES

from plandiff.reading import parse_document, read_document
from plandiff.text.numerals import read_number

CASES = json.loads((CASES / "outlines.json").read_text("utf-8"))
LICENCE_WORDS = ("公有领域", "著作权法", "Public domain")


def levels(document):
    """Count headings by level and the marks of their label."""
    counts = Counter()
    for heading in document.headings:
        marks = "".join(c for c in heading.label if c in "篇章节（）、.．")
        box = heading.label.startswith("专栏")
        counts["boxes" if box else f"{heading.level} {marks}"] += 1
    return counts


def chinese(number):
    """Write a number up to 999 as statutes print it."""
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    if number < 20:
        return ("十" if tens else "") + (digits[ones] if ones else "")
    text = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        text += f"{digits[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (digits[ones] if ones else "")


@pytest.mark.shared
@pytest.mark.parametrize("case", CASES, ids=[c["label"] for c in CASES])
def test_the_outline_is_that_of_a_reader(case, shared):
    document = read_document(
        shared / case["file"], id="x", row=case.get("row")
    )
    assert whole(document) == document.source_text
    found = levels(document)
    for level, count in case["levels"].items():
        assert found[level] == count, level
    for mark, last in case.get("last", {}).items():
        labels = [h.label for h in document.headings if mark in h.label]
        numbers = [read_number(label.strip("第" + mark)) for label in labels]
        assert sorted(numbers) == list(range(1, last + 1))
    labels = {clause.label: clause.place for clause in document}
    for label, place in case.get("places", {}).items():
        assert labels[label] == place
    kinds = Counter(clause.kind for clause in document)
    for kind, count in case.get("kinds", {}).items():
        assert kinds[kind] == count
    for field in ("number", "written", "published"):
        if field in case:
            assert getattr(document.metadata, field) == case[field]
    if "period" in case:
        assert document.metadata.period == tuple(case["period"])
    text = "".join(clause.text for clause in document)
    assert "索引号" not in text and "发文字号" not in text


@pytest.mark.shared
def test_every_national_work_report_is_read_without_its_licence(shared):
    file = (
        shared / "corpora/official/gwr-national-1954-2025-wikisource"
        "/government_work_reports.jsonl"
    )
    data = file.read_bytes()
    years = [json.loads(line)["year"] for line in data.splitlines()]
    rows = [row for row, year in enumerate(years) if year is not None]
    assert len(rows) == 52
    for row in rows[::4]:
        document = read_document(data, format="jsonl", row=row, id="g")
        assert whole(document) == document.source_text
        text = "".join(clause.text for clause in document)
        assert not any(word in text for word in LICENCE_WORDS)
        assert len(text) > 0.9 * len(document.source_text) - 900


@pytest.mark.shared
def test_provincial_reports_lose_their_page_furniture(shared):
    folder = shared / "corpora/official/gwr-provinces-2026"
    files = sorted(folder.glob("*.csv"))
    assert len(files) == 31
    for file in files[::3]:
        document = read_document(file, id="p")
        first = " ".join(clause.text for clause in document[:3])
        assert not any(word in first for word in ("打印", "字号", "全屏"))
        assert document[-1].text != "相关报道："
        chapters = sum(heading.level == 1 for heading in document.headings)
        assert 3 <= chapters <= 9


@pytest.fixture(scope="module")
def laws(shared):
    with gzip.open(shared / "corpora/regulations.jsonl.gz", "rt") as lines:
        every = [json.loads(line) for line in lines]
    return random.Random(3).sample(every, 200)


@pytest.mark.shared
@pytest.mark.parametrize(
    "style",
    [
        "第{0}条　{1}",
        pytest.param("　　第{0}条 {1}", marks=pytest.mark.slow),
        pytest.param("第{0}条{1}", marks=pytest.mark.slow),
        pytest.param("第{0}条\n{1}", marks=pytest.mark.slow),
    ],
)
def test_every_article_of_200_regulations_is_found_again(style, laws):
    wanted = found = 0
    for law in laws:
        rows = [
            (place, text)
            for place, text in law["clauses"]
            if "-" not in place and int(place) < 1000
        ]
        text = "\n".join(
            [law["title"]]
            + [style.format(chinese(int(p)), text) for p, text in rows]
        )
        document = parse_document(text, id="r")
        assert whole(document) == text
        articles = {c.place for c in document if c.kind == "article"}
        wanted += len(rows)
        found += len(articles & {place for place, _ in rows})
    assert found >= 0.999 * wanted
