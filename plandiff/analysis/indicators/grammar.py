"""The grammar of quantities: numbers, units and what is no quantity.

What the patterns take is read in `quantities`. A quantity may not begin
after a digit, a power, a separator, a minus or a fraction of which it would
be the tail, and may not end where one goes on: wrong is worse than none.
"""

from __future__ import annotations

import functools
import re

from plandiff.analysis.indicators.units import load_units
from plandiff.text.numerals import ARABIC, CHINESE, MIXED, SCALE

__all__ = [
    "NOTE",
    "POWERS",
    "has_minus",
    "is_cut",
    "is_tail",
    "mask",
    "quantity_pattern",
]

_NOT_QUANTITIES = re.compile(
    r"""
    (?:19|20)\d\d\s*[-—–~～至到]+\s*(?:(?:19|20)\d\d)(?:\s*年)?
    | (?:19|20)\d\d\s*年(?!\s*[个间])
    | [一二][〇零九八0]\s?[〇零一二三四五六七八九0-9]{2}年
    | \d{1,2}\s*月(?:份)?(?:\s*\d{1,2}\s*日)?
    | (?<=[月至])\s*\d{1,2}\s*日
    | \d{1,4}\s*(?:世纪|年代)
    | [〔\[(（﹝]\s*(?:19|20)\d\d\s*[〕\])）﹞]\s*(?:第)?\s*\d{1,6}\s*号
    | 第\s*(?:\d{1,9}|[一二三四五六七八九十百]{1,9})
      (?!\s*[\d位名]|[、和]第\d{1,3}[位名])
    | (?:专栏|附件|附表|表|图|专题)\s*\d{1,4}
    | ^\s*[（(]?\d{1,4}(?:\.\d{1,4}){0,5}\s*[)）.、．](?!\d)
    | [“"《][^”"》]{1,30}[”"》](?:行动|工程|计划|战略|专项)
    | \d{1,9}(?:\.\d{1,9})?\s*[+＋×xX·]\s*[\dA-Za-z]{1,30}
    | [A-Za-z]{1,30}\s*[+＋]\s*\d{1,9}
    | 每\s*(?:\d{1,12}(?:\.\d{1,9})?|[一二三四五六七八九十])\s*[十百千万亿]*
    """,
    re.VERBOSE | re.MULTILINE,
)
NOTE = r"(?:[¹²³⁰⁴-⁹]{1,3}|\[\d{1,2}\]|[①-⑳]|[（(]注\s?\d{0,2}[）)])"
"""A note's mark that stands between a number and its unit."""
POWERS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_FUSED = re.compile(
    r"[\d/⁄¹²³⁰-⁹¼-¾⅐-⅞√^×÷±] ?$|\d[十百千万亿] ?$|\d(?:[.,:：∶]|\.\s{1,2})$"
)
"""What stands before a number of which only the tail would be read."""
_MINUS = re.compile(r"[-−－﹣]$")
_BELOW = re.compile(r"零下\s?$")
_SIGNED = re.compile(
    r"(?:^|[\s（(：:，,；;、]|达到?|为|增长|下降|降低|减少|增速|涨幅|降幅|至|到|负)$"
)
"""What may stand before a minus; elsewhere the stroke may be a dash."""
_PART_OF_NAME = re.compile(r"[A-Za-z_](?:[-‑]\s?)?$")
_CUT_OFF = re.compile(
    r"[A-Za-z\d¹²³⁰-⁹¼-¾⅐-⅞]|[./⁄][\dA-Za-z]|[,，]\d{3}(?!\d)|[:：∶]\s?\d"
)
"""What stands after a number of which only the head would be read."""
_IN_LETTERS = re.compile(r"[A-Za-z\d²³]$")
_RANGE = r"\s*(?:[-—–~～〜∼－−]{1,2}|至|到)\s*"
_FORMAL = r"[壹贰叁肆伍陆柒捌玖][壹贰叁肆伍陆柒捌玖拾佰仟万亿零]{1,15}"


def mask(text: str) -> str:
    """Overwrite dates, ordinals, labels and names, place by place."""
    return _NOT_QUANTITIES.sub(lambda m: "\0" * len(m.group()), text)


def is_tail(before: str) -> bool:
    """Tell whether a number would be the tail of what stands before it."""
    return _FUSED.search(before) is not None


def is_cut(before: str, unit: str, after: str) -> bool:
    """Tell whether a number is part of a name or has more behind it.

    Behind a unit in Chinese letters and figures are words of their own
    (60万个5G基站).
    """
    if _PART_OF_NAME.search(before):
        return True
    in_letters = not unit or _IN_LETTERS.search(unit) is not None
    return in_letters and _CUT_OFF.match(after) is not None


def has_minus(before: str, *, is_degree: bool = False) -> bool | None:
    """Tell of a stroke before a number; None where it may be a dash."""
    minus = _MINUS.search(before)
    if minus is None:
        return _BELOW.search(before) is not None
    signed = is_degree and not re.search(r"\d[℃度]?$", before[:-1])
    return True if signed or _SIGNED.search(before[: minus.start()]) else None


@functools.cache
def quantity_pattern() -> re.Pattern[str]:
    """Return the grammar of quantities, alternatives in order."""
    units = "|".join(re.escape(form) for form in load_units().forms)

    def number(name: str) -> str:
        return (
            rf"(?P<{name}>(?:{MIXED}|{ARABIC})\s*[余多几]?\s*"
            rf"(?:(?:[十百千万亿]{{1,4}}?)??(?=\s*[余多]?\s*(?:{units}))|(?:{SCALE})?)"
            rf"\s*[余多]?)"
        )

    def unit(name: str) -> str:
        per = rf"(?:/[万亿]?(?:{units}|月|日))?"
        return rf"(?P<{name}>\s*(?:{units}){per})"

    fraction = (
        rf"(?P<denominator>{CHINESE}|(?<!\d)\d{{1,6}})分之"
        rf"(?P<numerator>{ARABIC}|{CHINESE})"
        rf"(?:(?:{_RANGE})(?:(?:{CHINESE}|\d{{1,6}})分之)?"
        rf"(?P<numerator_upper>{ARABIC}|{CHINESE}))?"
    )
    doubling = r"翻了?(?P<doublings>[一二两三四五]|\d)?番"
    half = r"(?P<half>过半(?!导)|半数|一半(?!一半|天))"
    tenth = r"(?:[一二两三四五六七八九]|(?<![\d.])\d)"
    tenths = (
        rf"(?P<tenths>{tenth})成(?:(?P<hundredths>[一二三四五六七八九半])"
        rf"|(?:{_RANGE})(?P<tenths_upper>{tenth})成)?"
        r"(?=[以左，。、；,;）)]|$)"
    )
    arabic = (
        rf"(?<![\d.])(?:(?P<power>10)(?P<exponent>[{POWERS}]{{1,2}})"
        rf"|(?P<noted>\d{{1,9}}(?:\.\d{{1,4}})?){NOTE}"
        rf"(?P<noted_scale>{SCALE})?(?=\s*(?:{units}))"
        rf"|{number('low')}"
        rf"(?:{unit('low_unit')}?(?:(?P<to>\s*[至到]\s*)|{_RANGE})(?=\d)"
        rf"{number('high')})?)"
        rf"{unit('unit')}?"
    )
    chinese = (
        rf"(?P<chinese>{CHINESE}|{_FORMAL})(?P<chinese_over>[余多]?)"
        rf"(?P<chinese_power>(?<=[余多])[万亿]{{1,2}})?"
        rf"(?P<chinese_unit>{units})"
    )
    vulgar = r"(?<![\d/⁄])(?P<vulgar>[¼-¾⅐-⅞])(?![\d/⁄])"
    ratio = (
        r"(?<![\d.:：∶])(?P<ratio>\d{1,3}(?:\.\d{1,3})?)\s?[:：∶]\s?1"
        r"(?![\d.:：∶])"
    )
    slashed = (
        r"(?<![\d/⁄.])(?P<part>[1-9])[/⁄](?P<whole>\d{1,2})"
        r"(?![\d/⁄.]|\s*[月日年])"
    )
    return re.compile(
        f"(?:{fraction})|(?:{doubling})|(?:{half})|(?:{tenths})"
        f"|(?:{vulgar})|(?:{ratio})|(?:{slashed})|(?:{arabic})|(?:{chinese})",
        re.MULTILINE,
    )
