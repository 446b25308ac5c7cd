"""Find the years a text speaks of and what part each year plays."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plandiff.text.characters import fold
from plandiff.text.numerals import parse_number

__all__ = ["YearMention", "find_years", "plan_period"]


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


_CHINESE_YEAR = r"[一二][〇零○一二三四五六七八九]{3}"
_YEAR = re.compile(
    rf"(?P<first>(?:19|20)\d\d|{_CHINESE_YEAR})\s*(?:年)?"
    rf"(?:\s*[-—–~～至到]{{1,2}}\s*(?P<last>(?:19|20)\d\d|{_CHINESE_YEAR}))?"
    r"\s*年(?:底|末|初)?"
    r"|(?P<quoted>[“\"'‘「](?P<plan>十[一二三四五六七八九]?|[一二三四六七八九])"
    r"五[”\"'’」])(?:规划)?(?:时期|期间|期|以来)?(?:末)?"
    r"|(?P<bare>十[一二三四五六七八九]五)(?:时期|期间|以来|末)"
)
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
            first = int(parse_number(match["first"]))
            last = int(parse_number(match["last"] or match["first"]))
        else:
            name = match["plan"] or match["bare"].removesuffix("五")
            first, last = _period(int(parse_number(name)))
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
    named = [year for year in find_years(title) if year.is_span]
    if named:
        return named[-1].first, named[-1].last
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
