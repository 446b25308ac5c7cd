"""Years, dates and five-year cycles: what a text names, and what for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plandiff.text.characters import fold
from plandiff.text.numerals import read_number

__all__ = [
    "YearMention",
    "find_period",
    "find_years",
    "plan_period",
    "read_date",
    "without_dates",
]


@dataclass(frozen=True, slots=True)
class YearMention:
    """A year, or a span of years, that a text names.

    Attributes
    ----------
    start, end : int
        Half-open offsets into the text.
    first, last : int
        Years; equal unless a span or a five-year period is named.
    part : str
        ``base`` (what is compared with: 比2015年), ``origin`` (where a
        movement starts: 从2015年), ``goal`` (到2025年) or ``at``.
    """

    start: int
    end: int
    first: int
    last: int
    part: str

    @property
    def is_span(self) -> bool:
        """Whether several years are named."""
        return self.first != self.last


_CHINESE_YEAR = r"[一二][〇零一二三四五六七八九0-9]{3}"
_YEAR = re.compile(
    rf"(?P<first>(?:19|20)\d\d|{_CHINESE_YEAR})\s*(?:年)?"
    rf"(?:\s*[-—–~～至到]{{1,2}}\s*(?P<last>(?:19|20)\d\d|{_CHINESE_YEAR}))?"
    r"\s*年(?:底|末|初)?"
    r"|(?P<quoted>[“\"'‘「『](?P<plan>十[一二三四五六七八九]?|[一二三四六七八九])"
    r"五[”\"'’」』])(?:规划)?(?:时期|期间|期|以来)?(?:末)?"
    r"|(?P<bare>十[一二三四五六七八九]五)(?:时期|期间|以来|末)"
    r"|第(?P<ordinal>十?[一二三四五六七八九十])个五年(?:规划|计划)"
)
_DATE = re.compile(
    rf"(?P<year>(?:19|20)\d\d|{_CHINESE_YEAR})\s*[年./-]\s*"
    r"(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})\s*(?:[月./-]|$)\s*"
    r"(?:(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日?)?"
)
_TITLED = (
    re.compile(
        r"(?P<first>(?:19|20)\d\d)\s*年?\s*[—–\-－至到~～]+\s*"
        r"(?P<last>(?:19|20)\d\d)\s*年?"
    ),
    re.compile(r"[“\"「『]?(?P<cycle>十?[一二三四五六七八九十])五[”\"」』]"),
    re.compile(r"第(?P<cycle>十?[一二三四五六七八九十])个五年"),
    re.compile(
        r"(?<![一二三四五六七八九十第])(?P<cycle>十[一二三四五六七八九])五"
        r"(?=[\u4e00-\u9fff]{0,30}(?:规划|计划|纲要))"
    ),
)
"""How titles name a cycle, surest first."""
_PARTS = (
    ("origin", re.compile(r"(?:从|自|由)\s*$")),
    ("base", re.compile(r"(?:比|较|相比于?|是|为|相当于|同)\s*$")),
    ("goal", re.compile(r"(?:到|至|截至|截止)\s*$")),
)
_BASE_AFTER = re.compile(r"\s*(?:相比|为基期|为基数|的\s*\d+(?:\.\d+)?\s*倍)")
_FIRST_PERIODS = {1: 1953, 2: 1958, 3: 1966, 4: 1971, 5: 1976}


def find_years(text: str) -> list[YearMention]:
    """Find the years and five-year periods that a text names.

    Parameters
    ----------
    text : str
        A clause or a sentence.

    Returns
    -------
    list of YearMention
        In the order of the text.

    Examples
    --------
    >>> text = "到2020年达到37.2万亿元,比2015年增长70.8%"
    >>> [(year.last, year.part) for year in find_years(text)]
    [(2020, 'goal'), (2015, 'base')]
    >>> year = find_years("“十三五”时期年均增长")[0]
    >>> year.first, year.last
    (2016, 2020)
    """
    folded = fold(text)
    found = []
    for match in _YEAR.finditer(folded):
        if match["first"]:
            first = read_number(match["first"])
            last = read_number(match["last"] or match["first"])
        else:
            name = match["plan"] or match["ordinal"]
            first, last = _period(
                read_number(name or match["bare"].removesuffix("五"))
            )
        if last < first or not 1949 <= first <= 2100:
            continue
        found.append(
            YearMention(
                match.start(), match.end(), first, last, _part(folded, match)
            )
        )
    return found


def plan_period(title: str, texts: list[str]) -> tuple[int, int] | None:
    """Return the period of a plan from its title or its own words.

    Parameters
    ----------
    title : str
        The plan's title; a period named there decides.
    texts : list of str
        Its clauses. Without a period in the title, the five-year period
        that most clauses name decides, the later one in a tie.

    Returns
    -------
    tuple of (int, int) or None
        First and last year, or None where no period is named.

    Examples
    --------
    >>> plan_period("“十四五”电子商务发展规划", [])
    (2021, 2025)
    """
    named = find_period(title)
    if named:
        return named
    counts: dict[tuple[int, int], int] = {}
    for text in texts:
        for period in {
            (year.first, year.last)
            for year in find_years(text)
            if year.is_span
        }:
            counts[period] = counts.get(period, 0) + 1
    if not counts:
        return None
    return max(counts, key=lambda period: (counts[period], period))


def find_period(title: str) -> tuple[int, int] | None:
    """Return the years of the plan that a title names.

    Parameters
    ----------
    title : str
        A title. Years count first, then a five-year cycle.

    Returns
    -------
    tuple of (int, int) or None
        First and last year; None where the title names no cycle.

    Notes
    -----
    The first plan covered 1953–1957, the second 1958–1962; after the years
    of adjustment the third began in 1966, and each since has had five years.

    Examples
    --------
    >>> find_period("“十四五”电子商务发展规划")
    (2021, 2025)
    >>> find_period("国民经济和社会发展第十个五年计划纲要")
    (2001, 2005)
    >>> find_period("2021-2025年规划"), find_period("电子商务法")
    ((2021, 2025), None)
    """
    folded = fold(title)
    for pattern in _TITLED:
        found = pattern.search(folded)
        if found is None:
            continue
        if "first" in found.groupdict():
            first, last = int(found["first"]), int(found["last"])
            if first < last:
                return first, last
            continue
        return _period(read_number(found["cycle"]))
    return None


def read_date(text: str) -> str | None:
    """Return a printed date in ISO form, as exact as it is printed.

    Examples
    --------
    >>> read_date("2021 年 10 月")
    '2021-10'
    >>> read_date("二○一五年五月四日"), read_date("⼆〇⼆五年⼗月")
    ('2015-05-04', '2025-10')
    """
    found = _DATE.search(fold(text))
    if not found:
        return None
    year = read_number(found["year"])
    month = read_number(found["month"])
    day = read_number(found["day"] or "")
    if not 1 <= month <= 12 or day > 31:
        return None
    return f"{year:04}-{month:02}" + (f"-{day:02}" if day else "")


def without_dates(text: str) -> str:
    """Return a text with a blank in the place of each date."""
    pieces, end = [], 0
    for found in _DATE.finditer(fold(text)):
        pieces.append(text[end : found.start()])
        end = found.end()
    return " ".join([*pieces, text[end:]])


def _part(text: str, match: re.Match[str]) -> str:
    before, after = text[: match.start()], text[match.end() :]
    if _BASE_AFTER.match(after):
        return "base"
    for part, pattern in _PARTS:
        if pattern.search(before):
            return part
    return "at"


def _period(number: int) -> tuple[int, int]:
    """Return the years of the five-year plan with this number."""
    first = _FIRST_PERIODS.get(number, 1981 + 5 * (number - 6))
    return first, first + 4
