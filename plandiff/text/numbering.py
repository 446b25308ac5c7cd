"""Read the numbering at the start of a passage, such as 第一章 or （二）.

`parse_mark` only says what is printed. Whether the mark opens a heading, a
clause or nothing at all is decided in `plandiff.reading.structure.outline`,
which knows the passages around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from plandiff.text.characters import FORMS, fold
from plandiff.text.numerals import read_number

__all__ = ["RANKS", "Mark", "parse_mark", "without_mark"]

RANKS = {
    "annex": 0.0,
    "part": 1.0,
    "subpart": 1.5,
    "chapter": 2.0,
    "section": 3.0,
    "subsection": 3.3,
    "paragraph_group": 3.6,
    "article": 4.0,
    "formal": 4.5,
    "roman": 4.7,
    "chinese": 5.0,
    "chinese_spaced": 5.0,
    "chinese_bracket": 6.0,
    "series": 6.5,
    "ordinal": 6.7,
    "arabic": 7.0,
    "decimal2": 7.2,
    "decimal3": 7.3,
    "decimal4": 7.4,
    "arabic_bracket": 8.0,
    "arabic_half": 8.5,
    "stem": 8.7,
    "capital": 8.8,
    "circled": 9.0,
    "letter": 9.5,
}
"""Numbering systems from the outermost inwards, as GB/T 9704 orders them."""

_NUMBER = r"[〇零一二两三四五六七八九十百千0-9]"
_DIGIT = r"[0-9]"
_FORMAL = "壹贰叁参肆伍陆柒捌玖拾"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_SERIES = (
    "行动|任务|专题|工程|举措|措施|项目|阶段|"
    "步骤|板块|领域|方向|课题|案例|目标|原则|策略|议题|主题"
)
_UNITS = {
    "编": "part",
    "篇": "part",
    "部分": "part",
    "部": "part",
    "分编": "subpart",
    "章": "chapter",
    "节": "section",
    "款": "subsection",
    "目": "paragraph_group",
    "条": "article",
}
_WESTERN = {
    "part": "part",
    "teil": "part",
    "title": "part",
    "buch": "part",
    "chapter": "chapter",
    "kapitel": "chapter",
    "chapitre": "chapter",
    "section": "section",
    "abschnitt": "section",
    "article": "article",
    "artikel": "article",
    "art.": "article",
    "§": "article",
    "annex": "annex",
    "appendix": "annex",
    "anlage": "annex",
}
_PATTERNS = (
    (
        "unit",
        re.compile(
            rf"第\s*(?P<number>{_NUMBER}(?:{_NUMBER}|\s(?=\S*[编篇章节条]))*)"
            rf"(?:\s*[-－]\s*(?P<joined>{_DIGIT}+))?\s*"
            r"(?P<unit>分编|部分|[编篇章节款目条]|部(?=[\s\u3000]))"
            rf"(?:\s*之\s*(?P<after>{_NUMBER}+))?(?:[、：:](?!\s*第))?"
        ),
    ),
    (
        "volume",
        re.compile(r"(?P<number>[上中下])\s*[篇编](?=[\s\u3000：:]|$)"),
    ),
    (
        "box",
        re.compile(
            rf"[【〔\[]?\s*专\s*栏(?:\s*(?P<number>{_NUMBER}{{1,3}}))?"
            r"\s*[:：.．、]?"
        ),
    ),
    (
        "annex",
        re.compile(
            rf"(?:附\s*件|附\s*录|附\s*表|附\s*图|附(?=[:：]|$))"
            rf"\s*(?P<number>[A-Z](?=\s|[:：.．、]|$)|{_NUMBER}{{0,3}})"
            r"\s*[:：.．、]?"
        ),
    ),
    (
        "chinese",
        re.compile(r"(?P<number>[〇一二三四五六七八九十百]{1,4})\s*[、．.]"),
    ),
    (
        "chinese_spaced",
        re.compile(
            r"(?P<number>[一二三四五六七八九十]{1,3})[\s\u3000]+(?=\S)"
        ),
    ),
    (
        "chinese_bracket",
        re.compile(
            r"[（(〔【﹙]\s*(?P<number>[〇一二三四五六七八九十百]{1,4})\s*[)）〕】﹚]"
            r"\s*[、．.]?"
        ),
    ),
    (
        "decimal",
        re.compile(
            rf"(?P<number>{_DIGIT}{{1,2}}(?:[.．]{_DIGIT}{{1,2}}){{1,3}})"
            r"[.．、]?(?=\s|[\u4e00-\u9fff](?<![万亿千百十个倍元级度吨米公]))"
        ),
    ),
    (
        "arabic",
        re.compile(rf"(?P<number>{_DIGIT}{{1,3}})\s*[.．、](?!{_DIGIT})"),
    ),
    (
        "arabic_bracket",
        re.compile(
            rf"[（(﹙〔【]\s*(?P<number>{_DIGIT}{{1,3}})\s*[)）﹚〕】]"
        ),
    ),
    ("arabic_half", re.compile(rf"(?P<number>{_DIGIT}{{1,2}})\s*[)）]")),
    (
        "ordinal",
        re.compile(
            r"第(?P<number>[一二三四五六七八九十]{1,3})\s*[、：:]"
            r"(?![第一二三四五六七八九十])"
        ),
    ),
    ("formal", re.compile(rf"(?P<number>[{_FORMAL}]{{1,3}})\s*[、．.]")),
    (
        "roman",
        re.compile(
            r"(?P<number>[IVX]{1,6}|[Ⅰ-Ⅻ])\s*[、．.](?=\s|[\u4e00-\u9fff])"
        ),
    ),
    (
        "capital",
        re.compile(r"(?P<number>[A-Z])\s*[、．.](?=\s|[\u4e00-\u9fff])"),
    ),
    ("stem", re.compile(rf"(?P<number>[{_STEMS}])\s*[、．.]")),
    (
        "series",
        re.compile(
            rf"(?:{_SERIES})\s?(?P<number>[一二三四五六七八九十]{{1,3}}|{_DIGIT}{{1,2}})"
            r"(?:\s*[:：]|(?=[\s\u3000]))"
        ),
    ),
    ("circled", re.compile(r"(?P<number>[①-⑳㈠-㈩⑴-⒇⒈-⒛])")),
    (
        "western",
        re.compile(
            r"(?P<word>Part|Teil|Title|Buch|Chapter|Kapitel|Chapitre|Section|"
            r"Abschnitt|Article|Artikel|Art\.|§|Annex|Appendix|Anlage|PART|"
            r"CHAPTER|SECTION|ARTICLE|ANNEX)\s*"
            r"(?P<number>[0-9]{1,4}|[IVXLC]{1,7}\b)"
            r"(?P<letter>[a-z]{1,2}\b)?\s*[.:)]?(?=\s|$)"
        ),
    ),
    ("letter", re.compile(r"\(?(?P<number>[a-z])\)(?=\s)")),
)
_FIRST = (
    frozenset(
        "上中下[第专附〇一二三四五六七八九十百（(〔【﹙0123456789"
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ§"
    )
    | frozenset(_FORMAL + _STEMS)
    | frozenset(word[0] for word in _SERIES.split("|"))
    | {
        chr(code)
        for first, last in (
            (0x2160, 0x216B),
            (0x2460, 0x249B),
            (0x3220, 0x3229),
        )
        for code in range(first, last + 1)
    }
)
_BEGINS_WORD = re.compile(
    r"第[^章节篇编部目条款\s]{1,4}"
    r"(?:目标|章程|条例|条件|节点|节能|编制|篇章|款项|部门|部委|部队)"
)
"""What looks like the number of a unit and is none: 第一目标."""
_ODD = frozenset(map(chr, FORMS)) | frozenset("○◯OＯ")
"""Letters that stand for others in a label: radicals, rings for 〇."""
_LONGEST = 96
"""Characters in which a mark, its white space included, must end."""

_BLOCKS = (
    ("㈠", "chinese_bracket"),
    ("⒈", "arabic"),
    ("⑴", "arabic_bracket"),
    ("①", "circled"),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """Numbering printed at the start of a passage.

    Attributes
    ----------
    system : str
        A key of `RANKS`, or ``box``.
    label : str
        As printed, without the white space around it.
    number : int
        Its value; 0 where a box or annex has none.
    after : int
        Value of an inserted number: 1 in 第六条之一; otherwise 0.
    end : int
        Index in the passage's text at which the rest begins.
    spaced : bool
        Whether white space, or the end of the passage, follows the label.
    """

    system: str
    label: str
    number: int
    after: int
    end: int
    spaced: bool


def parse_mark(text: str) -> Mark | None:
    """Return the numbering with which a text starts.

    Parameters
    ----------
    text : str
        A passage, without leading white space.

    Returns
    -------
    Mark or None
        None where the text starts with no number of a known system.

    Examples
    --------
    >>> parse_mark("第六条之一　本法所称")
    Mark(system='article', label='第六条之一', number=6, after=1, end=6,
    spaced=True)
    >>> parse_mark("（二十一）提升效率").number
    21
    >>> parse_mark("2025年") is None
    True
    """
    if not text or (text[0] not in _FIRST and fold(text[0]) not in _FIRST):
        return None
    return _parse(text[:_LONGEST])


def without_mark(heading: str) -> str:
    """Return a heading without the number printed before it.

    Parameters
    ----------
    heading : str
        A heading, or the first line of a clause.

    Returns
    -------
    str
        What stands after the number, or all of it where there is no number
        or nothing after it. A word that only begins like one stays.

    Examples
    --------
    >>> without_mark("第二章　主要任务"), without_mark("附件1：目标表")
    ('主要任务', '目标表')
    >>> without_mark("第三部门发展"), without_mark("专栏建设")
    ('第三部门发展', '专栏建设')
    """
    text = heading.strip()
    mark = parse_mark(text)
    if mark is None or _BEGINS_WORD.match(text):
        return text
    if mark.system in ("box", "annex") and not (
        mark.number or mark.spaced or text[mark.end - 1] in ":：.．、"
    ):
        return text
    return text[mark.end :].strip() or text


@lru_cache(maxsize=4096)
def _parse(text: str) -> Mark | None:
    folded = fold(text)
    for name, pattern in _PATTERNS:
        found = pattern.match(folded)
        if found:
            return _mark(name, found, text)
    return None


def _mark(name: str, found: re.Match[str], text: str) -> Mark | None:
    fields = found.groupdict()
    printed = fields.get("number") or ""
    system, after = name, 0
    number = read_number(printed)
    if name == "annex" and "A" <= printed <= "Z":
        number = ord(printed) - ord("A") + 1
    elif name == "unit":
        system = _UNITS[fields["unit"]]
        after = read_number(fields["after"] or fields["joined"] or "")
    elif name == "western":
        system = _WESTERN[fields["word"].lower()]
        letter = fields["letter"]
        after = ord(letter[0]) - ord("a") + 1 if letter else 0
    elif name == "decimal":
        parts = re.split("[.．]", printed)
        system, number = f"decimal{len(parts)}", read_number(parts[-1])
    elif name == "circled":
        first, system = next(
            block for block in _BLOCKS if ord(printed) >= ord(block[0])
        )
        number = ord(printed) - ord(first) + 1
    elif name in ("letter", "capital"):
        number = ord(printed.lower()) - ord("a") + 1
    elif name == "volume":
        system, number = "part", "上中下".index(printed) + 1
    elif name == "stem":
        number = _STEMS.index(printed) + 1
    elif name == "roman" and len(printed) == 1 and printed >= "Ⅰ":
        number = ord(printed) - ord("Ⅰ") + 1
    elif name == "chinese" and re.match(
        r"[一二三四五六七八九十]+(?:、|产业|次产业)", text[found.end() :]
    ):
        return None  # 一、二、三产业: an enumeration, not a number
    rest = text[found.end() :]
    spaced = not rest or rest[0].isspace()
    end = found.end() + len(rest) - len(rest.lstrip())
    label = "".join(
        plain if letter in _ODD else letter
        for letter, plain in zip(text, found[0], strict=False)
    ).strip()
    if system in ("annex", "box"):
        label = label.strip(":：.．、【〔[").strip()
    return Mark(system, label, number, after, end, spaced)
