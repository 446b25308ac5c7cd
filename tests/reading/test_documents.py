"""Invented documents of every style give outline, furniture and metadata.

Each case of ``cases/documents.json`` is a small document of our own words:
its lines, the outline that a reader sees (level, label and title), the lines
that are no part of its text, and where it matters its title, metadata,
clauses, articles, tables and notices. ``first_run`` says whether the reading
was right when the case was first written, before any rule was changed for
it.
"""

import json

import pytest
from accounts import whole
from folders import CASES

from plandiff.reading import parse_document
from plandiff.text.normalize import convert_script

CASES = json.loads((CASES / "documents.json").read_text("utf-8"))


@pytest.fixture(params=CASES, ids=[case["label"] for case in CASES])
def case(request):
    return request.param


@pytest.fixture
def document(case):
    return parse_document("\n".join(case["input"]), id="x")


def spans(document, kind):
    return [
        document.source_text[span.start : span.end]
        for span in document.spans
        if span.kind == kind
    ]


def test_every_heading_is_found_once_at_its_level(case, document):
    outline = [f"{h.level} {h.label}|{h.title}" for h in document.headings]
    assert outline == case["outline"]


def test_what_surrounds_the_text_is_furniture_and_nothing_else(case, document):
    wanted = [line.strip() for line in case["furniture"]]
    assert spans(document, "furniture") == wanted


def test_no_character_is_lost(case, document):
    assert whole(document) == "\n".join(case["input"])
    assert not [s for s in document.spans if s.reason == "unread text"]


def test_clauses_articles_tables_and_boxes_are_counted(case, document):
    kinds = [clause.kind for clause in document]
    counts = {
        "clauses": len(kinds),
        "tables": kinds.count("table"),
        "boxes": kinds.count("box_item"),
    }
    for name in counts.keys() & case.keys():
        assert counts[name] == case[name], name
    articles = [c.label for c in document if c.kind == "article"]
    assert articles == case.get("labels", articles)


def test_metadata_is_what_the_document_states(case, document):
    metadata = document.metadata
    assert metadata.title == case.get("title", metadata.title)
    for name, value in case.get("metadata", {}).items():
        found = getattr(metadata, name)
        assert (list(found) if isinstance(found, tuple) else found) == value


def test_doubt_is_reported_and_nothing_else(case, document):
    wanted = [case["notice"]] if "notice" in case else []
    assert len(document.notices) == len(wanted)
    for part, notice in zip(wanted, document.notices, strict=True):
        assert part in notice


PRINTED = {
    "with Windows line ends": "\r\n".join,
    "with indented lines": lambda lines: "\n".join("　　" + x for x in lines),
    "with hard spaces": lambda lines: "\n".join("\u00a0 " + x for x in lines),
    "with white space at line ends": lambda lines: "  \n".join(lines) + "\n",
}


@pytest.mark.parametrize("style", list(PRINTED))
def test_how_lines_are_set_changes_nothing(case, document, style):
    other = parse_document(PRINTED[style](case["input"]), id="x")
    assert [(h.level, h.label, h.title) for h in other.headings] == [
        (h.level, h.label, h.title) for h in document.headings
    ]
    assert spans(other, "furniture") == spans(document, "furniture")
    assert [c.place for c in other] == [c.place for c in document]


def test_traditional_script_is_read_like_simplified(case, document):
    text = convert_script("\n".join(case["input"]), "s2t")
    other = parse_document(text, id="x")
    assert [(h.level, h.label, h.title) for h in other.headings] == [
        (
            h.level,
            convert_script(h.label, "s2t"),
            convert_script(h.title, "s2t"),
        )
        for h in document.headings
    ]
    assert [c.place for c in other] == [c.place for c in document]
    assert len(spans(other, "furniture")) == len(spans(document, "furniture"))
