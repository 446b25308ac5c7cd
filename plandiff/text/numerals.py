"""Read Chinese and Arabic numerals as they stand in plans.

Arabic digits may be full-width, grouped by commas and followed by powers of
ten (``4.5万亿``); Chinese numerals may be whole (``三千二百``), decimal
(``三点五``) or a fraction (``百分之五``, ``三分之一``).
"""

from __future__ import annotations

import re

from plandiff.text.characters import fold

__all__ = [
    "ARABIC",
    "CHINESE",
    "SCALE",
    "parse_fraction",
    "parse_number",
    "split_scale",
]

ARABIC = r"(?:\d{1,3}(?:,\d{3}){1,6}|\d{1,18})(?:\.\d{1,12})?"
"""Pattern of an Arabic number without its power of ten.

Lengths are bounded here and below, so that no text can make matching slow.
"""

CHINESE = (
    r"(?<![零〇一二两三四五六七八九十百千万亿])"
    r"[零〇一二两三四五六七八九十百千万亿]{1,16}"
    r"(?:点[零〇一二三四五六七八九]{1,8})?"
)
"""Pattern of a Chinese numeral, its powers of ten included."""

SCALE = r"[十百千万亿]{1,4}"
"""Pattern of powers of ten written after Arabic digits."""

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}


def parse_number(text: str) -> float:
    """Return the value of a Chinese or Arabic number.

    Parameters
    ----------
    text : str
        Digits with an optional power of ten, or a Chinese numeral.

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
    >>> parse_number("1.2亿")
    120000000.0
    >>> parse_number("三千二百")
    3200.0
    >>> parse_number("三点五")
    3.5
    """
    folded = re.sub(r"[,\s]", "", fold(text))
    mixed = re.fullmatch(rf"({ARABIC})({SCALE})?", folded)
    if mixed:
        return float(mixed.group(1)) * _scale_factor(mixed.group(2) or "")
    if not re.fullmatch(CHINESE, folded):
        raise ValueError(f"expected a number but found {text!r}.")
    whole, _, decimals = folded.partition("点")
    value = float(_parse_whole(whole))
    for place, sign in enumerate(decimals, start=1):
        value += _DIGITS[sign] / 10**place
    return round(value, 10)


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
    >>> split_scale("40万亿")
    (40.0, '万亿')
    >>> split_scale("5千万")
    (5000.0, '万')
    >>> split_scale("十三亿")
    (13.0, '亿')
    """
    folded = re.sub(r"[,\s]", "", fold(text))
    for scale in ("万亿", "亿", "万"):
        head = folded.removesuffix(scale)
        if head != folded and not set(head) & set(_LARGE):
            return parse_number(head or "一"), scale
    return parse_number(folded), ""


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
    return total + digit


def _parse_tail(text: str, factor: int) -> int:
    """Return what follows 万 or 亿; one bare digit is the next power."""
    if not text:
        return 0
    if len(text) == 1 and text in _DIGITS and _DIGITS[text]:
        return _DIGITS[text] * factor // 10
    return _parse_whole(text.lstrip("零〇") or "零")
