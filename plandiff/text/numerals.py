"""Read Chinese, Arabic and Roman numerals as they stand in plans.

Arabic digits may be full-width, grouped by commas or blanks and mixed with
powers of ten (``4.5万亿``, ``3万5千``); Chinese numerals may be whole
(``三千二百``), digit by digit (``二〇二〇``, printed with ○ or O as well),
decimal (``三点五``), formal (``贰拾``), approximate (``二三百``) or a
fraction (``百分之五``, ``三分之一``). Every reader of the project asks here.
"""

from __future__ import annotations

import re
from itertools import pairwise

from plandiff.text.characters import fold

__all__ = [
    "ARABIC",
    "CHINESE",
    "MIXED",
    "SCALE",
    "parse_fraction",
    "parse_number",
    "parse_range",
    "read_number",
    "split_scale",
]

_BLANK = " \u00a0\u2009\u202f"
ARABIC = (
    r"(?:\d{1,3}(?:[,，]\d{3}(?!\d)){1,6}"
    rf"|[1-9]\d{{0,2}}(?:[{_BLANK}]\d{{3}}(?!\d)){{1,6}}"
    r"|\d{1,18})(?:\.\d{1,12})?"
)
"""Pattern of an Arabic number without its power of ten.

Lengths are bounded here and below, so that no text can make matching slow.
"""

SCALE = r"[十百千万亿]{1,4}"
"""Pattern of powers of ten written after Arabic digits."""

MIXED = rf"(?:\d{{1,6}}(?:\.\d{{1,6}})?{SCALE}){{2,4}}"
"""Pattern of Arabic digits and powers of ten in turn (``1亿5000万``)."""

_SIGNS = "零〇一二两三四五六七八九"
CHINESE = (
    rf"(?<![{_SIGNS}十百千万亿])[{_SIGNS}十百千万亿]{{1,16}}"
    r"(?:点[零〇一二三四五六七八九]{1,8}[百千万亿]{0,3})?"
)
"""Pattern of a Chinese numeral, its powers of ten included."""

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_FORMAL = str.maketrans(
    "壹贰叁参肆伍陆柒捌玖拾佰仟", "一二三三四五六七八九十百千"
)
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_GROUPS = re.compile(rf"[,，\s{_BLANK}]")
_FRACTION = re.compile(r"(?P<denominator>[^分]{1,20})分之(?P<numerator>.+)")
_APPROXIMATE = re.compile(
    r"(?P<head>(?:.*[十百千万亿])?)"
    r"(?P<low>[一二三四五六七八])(?P<high>[二三四五六七八九])"
    r"(?P<tail>[十百千万亿]*)"
)


def parse_number(text: str) -> float:
    """Return the value of a Chinese or Arabic number.

    Parameters
    ----------
    text : str
        Digits with powers of ten, a Chinese numeral, or a fraction.

    Returns
    -------
    float
        Its value.

    Raises
    ------
    ValueError
        If the text is no number.

    Examples
    --------
    >>> parse_number("1.2亿"), parse_number("1亿5000万")
    (120000000.0, 150000000.0)
    >>> parse_number("三千二百"), parse_number("二○二○"), parse_number("贰拾")
    (3200.0, 2020.0, 20.0)
    >>> parse_number("三点五"), parse_number("一点五万亿")
    (3.5, 1500000000000.0)
    """
    folded = _GROUPS.sub("", fold(text)).translate(_FORMAL)
    if re.fullmatch(rf"[{_SIGNS}\d]{{4}}", folded):  # 二0二0, a year
        return float("".join(str(_DIGITS.get(s, s)) for s in folded))
    fraction = _FRACTION.fullmatch(folded)
    if fraction:
        share = parse_fraction(fraction["denominator"], fraction["numerator"])
        return round(share / 100, 12)
    if re.fullmatch(rf"{ARABIC}(?:{SCALE})?", folded):
        return _parse_arabic(folded)
    if re.fullmatch(MIXED, folded):
        return _parse_mixed(folded)
    if not re.fullmatch(CHINESE, folded):
        raise ValueError(f"expected a number but found {text!r}.")
    whole, point, rest = folded.partition("点")
    value = float(_parse_whole(whole))
    decimals = rest.rstrip("百千万亿")
    for place, sign in enumerate(decimals, start=1):
        value += _DIGITS[sign] / 10**place
    if point and len(decimals) < len(rest):
        value *= _scale_factor(rest[len(decimals) :])
    return round(value, 10)


def parse_range(text: str) -> tuple[float, float | None]:
    """Return the value of a Chinese numeral, or the two that it names.

    Two digits in a row, one above the other, mean "the one or the other":
    ``三四`` is 3 to 4 and ``二三百`` is 200 to 300.

    Parameters
    ----------
    text : str
        A number as in `parse_number`.

    Returns
    -------
    low : float
        Its value, or the lower one.
    high : float or None
        The higher one; None where one value is named.

    Examples
    --------
    >>> parse_range("二三百"), parse_range("七八十"), parse_range("三百二十")
    ((200.0, 300.0), (70.0, 80.0), (320.0, None))
    """
    folded = fold(text)
    found = _APPROXIMATE.fullmatch(folded)
    if found:
        low, high = _DIGITS[found["low"]], _DIGITS[found["high"]]
        if high == low + 1 or (low, high) == (3, 5):
            head, tail = found["head"], found["tail"]
            return (
                parse_number(head + found["low"] + tail),
                parse_number(head + found["high"] + tail),
            )
    return parse_number(folded), None


def parse_fraction(denominator: str, numerator: str) -> float:
    """Return the share, in percent, that a fraction states.

    Parameters
    ----------
    denominator, numerator : str
        The numerals before and after 分之.

    Returns
    -------
    float
        Percent: 5 for 百分之五, 33.33… for 三分之一.

    Raises
    ------
    ValueError
        If either is no number, or the denominator is zero.

    Examples
    --------
    >>> parse_fraction("百", "五点三")
    5.3
    >>> round(parse_fraction("三", "一"), 2)
    33.33
    """
    parts = parse_number(denominator)
    if not parts:
        raise ValueError("expected a fraction of something, found zero.")
    return round(parse_number(numerator) * 100 / parts, 10)


def read_number(printed: str) -> int:
    """Return the whole number of a label, a year or a date.

    Parameters
    ----------
    printed : str
        A number as in `parse_number`, or a Roman one; white space between
        its digits is ignored.

    Returns
    -------
    int
        The value; 0 for the empty text and for what is no whole number.

    Examples
    --------
    >>> [read_number(text) for text in ("二十九", "一百零三", "１２", "IV")]
    [29, 103, 12, 4]
    >>> [read_number(text) for text in ("十万", "二O一O", "叁", "甲")]
    [100000, 2010, 3, 0]
    """
    text = "".join(printed.split())
    if text and set(text) <= set(_ROMAN):
        return _roman(text)
    try:
        value = parse_number(text)
    except ValueError:
        return 0
    return int(value) if value.is_integer() else 0


def split_scale(text: str) -> tuple[float, str]:
    """Part a number from its large power of ten, as plans print it.

    Parameters
    ----------
    text : str
        A number as in `parse_number`.

    Returns
    -------
    value : float
        The number in front of the power.
    scale : str
        ``""``, ``万``, ``亿`` or ``万亿``; smaller powers move into the
        value, so that 5千万 becomes 5000 and 万.

    Examples
    --------
    >>> split_scale("40万亿"), split_scale("一点五万亿")
    ((40.0, '万亿'), (1.5, '万亿'))
    >>> split_scale("5千万"), split_scale("1亿5000万")
    ((5000.0, '万'), (1.5, '亿'))
    >>> split_scale("十三亿")
    (13.0, '亿')
    """
    folded = _GROUPS.sub("", fold(text))
    for scale in ("万亿", "亿", "万"):
        head = folded.removesuffix(scale)
        if head != folded and not set(head) & set(_LARGE):
            return parse_number(head or "一"), scale
    value = parse_number(folded)
    for scale, power in (("亿", 1e8), ("万", 1e4)):
        if scale in folded:
            return round(value / power, 10), scale
    return value, ""


def _parse_mixed(text: str) -> float:
    """Return the value of 1亿5000万 or, 亿 over both parts, 2万3千亿."""
    for power in ("", "万亿", "亿", "万"):
        head = text.removesuffix(power) if power else text
        values = [
            _parse_arabic(part) for part in re.findall(rf"[\d.]+{SCALE}", head)
        ]
        if (
            (head != text or not power)
            and re.fullmatch(MIXED, head)
            and all(high > low for high, low in pairwise(values))
        ):
            return sum(values) * _scale_factor(power)
    raise ValueError(f"expected falling powers but found {text!r}.")


def _parse_arabic(text: str) -> float:
    digits = text.rstrip("十百千万亿")
    factor = _scale_factor(text[len(digits) :])
    return round(float(digits) * factor, 10)


def _roman(text: str) -> int:
    values = [_ROMAN[mark] for mark in text] + [0]
    return sum(
        value if value >= following else -value
        for value, following in pairwise(values)
    )


def _scale_factor(scale: str) -> float:
    """Return the product of powers of ten written one after another."""
    factor = 1.0
    for sign in scale:
        factor *= _POWERS.get(sign) or _LARGE[sign]
    return factor


def _parse_whole(text: str) -> int:
    """Return the value of a Chinese numeral without decimals."""
    if len(text) > 1 and all(sign in _DIGITS for sign in text):
        return int("".join(str(_DIGITS[sign]) for sign in text))
    for sign, factor in (("亿", 10**8), ("万", 10**4)):
        if sign in text:
            # The last mark splits 万亿 rightly: 三万亿 is 3万 times 亿.
            high, _, low = text.rpartition(sign)
            return _parse_whole(high or "一") * factor + _parse_tail(
                low, factor
            )
    total, digit = 0, 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            total += (digit or 1) * _POWERS[sign]
            digit = 0
    if digit and len(text) > 1 and text[-2] in "百千":
        return total + digit * _POWERS[text[-2]] // 10  # 两千三 is 2300
    return total + digit


def _parse_tail(text: str, factor: int) -> int:
    """Return what follows 万 or 亿; one bare digit is the next power."""
    if not text:
        return 0
    if len(text) == 1 and text in _DIGITS and _DIGITS[text]:
        return _DIGITS[text] * factor // 10
    return _parse_whole(text.lstrip("零〇") or "零")
