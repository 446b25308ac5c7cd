"""Find quantities in a text: number, unit and qualifier, with offsets.

A quantity is a number that measures or counts something. Dates, ordinals,
labels and names with digits in them (5G, B2B, G20, 第五, 专栏1) are none.
Small Chinese numerals before a plain classifier (两个市场, 三项制度) are
part of the phrasing, not of the measuring, and are left out as well.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import rjieba

from plandiff.analysis.indicators.grammar import (
    NOTE,
    POWERS,
    has_minus,
    is_cut,
    is_tail,
    mask,
    quantity_pattern,
)
from plandiff.analysis.indicators.units import Unit, load_units
from plandiff.text.characters import fold
from plandiff.text.numerals import (
    parse_number,
    parse_range,
    split_scale,
)

__all__ = ["Quantity", "find_quantities"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity as printed and as read.

    Attributes
    ----------
    start, end : int
        Half-open offsets into the text.
    value : float
        In front of the power of ten that `scale` keeps.
    upper : float or None
        The upper end of a range, else None.
    scale : str
        ``""``, ``万``, ``亿`` or ``万亿``.
    unit : Unit or None
        None where a number has a power of ten and no unit.
    qualifier : str
        As printed: 超过, 余, 以上, 控制在…以内 …
    bound : str
        ``=``, ``~``, ``>``, ``>=``, ``<`` or ``<=``.
    is_rank : bool
        Whether it states a place in an order.
    """

    start: int
    end: int
    value: float
    upper: float | None
    scale: str
    unit: Unit | None
    qualifier: str
    bound: str
    is_rank: bool = False


_RATIO = Unit("∶1", "ratio", "∶1")
_MEASURING = re.compile(
    r"(?:达到?|为|至|到|超过?|突破|不低于|不少于|不超过|低于|高于|增长"
    r"|提高|下降|降低|增加|减少|增速|约)\s*$"
)
_MOVING = re.compile(
    r"\s*(?:提高|提升|上升|增长|增加|扩大|缩小|下降|降低|减少|升|降|增|减)[到至]"
)
_BREAK = set("，。；、：,;:()（）“”《》 \t\r\n\u3000的等和与及")
_RUN = re.compile(r"[\u4e00-\u9fff]{1,10}")
_LONGEST_UNIT = 4
_WINDOW = 40
_NOT_WITHIN = {
    "过": "通经渡度走",
    "约": "节公合条制签集特",
    "近": "附临邻",
    "上": "以线网之",
    "超": "赶",
}
_PERIOD_BEFORE = re.compile(
    r"(?:未来|今后|过去|最近|此后|之后|近|前|后|这|每|头|首|第|当|上|下|本)\s*$"
)
_PERIOD_AFTER = re.compile(r"(?:来|间|期|级|制|行动|规划|计划|前|后|度|初|底)")
_LASTING = re.compile(
    r"(?:连续|不少于|不低于|缩短至?|延长至?|压缩至?|至少|超过|达到?|满)\s*$"
)
_ASIDE = re.compile(rf"^(?:\s|{NOTE}|[（(]含[^（()）]{{0,9}}[）)])+")
"""What may stand between a number and the word that bounds it."""
_EXCLUDED = re.compile(r"[（(]?不[含包]括?(?:本|该)?数?")
_ABOUT = re.compile(r"[余多几]")
_NEXT_RANK = re.compile(r"[、和]第\d{1,3}[位名]")
_RANKED = re.compile(r"(?:前|第|排名|位列|位居|居)\s*$")


def find_quantities(text: str) -> list[Quantity]:
    """Find every quantity in a text.

    Parameters
    ----------
    text : str
        A clause or a sentence. Full-width digits are understood.

    Returns
    -------
    list of Quantity
        In the order of the text, without overlaps; empty for a text
        without quantities.

    Examples
    --------
    >>> text = "5G用户超过1.2亿户,比2015年增长70.8%,占三分之一。"
    >>> for q in find_quantities(text):
    ...     print(text[q.start : q.end], q.value, q.scale, q.bound)
    1.2亿户 1.2 亿 >
    70.8% 70.8  =
    三分之一 33.3333333333  =
    """
    folded = fold(text)
    masked = mask(folded)
    found: list[Quantity] = []
    position = 0
    for match in quantity_pattern().finditer(masked):
        if match.start() < position:
            continue
        quantity = _read(match, masked)
        if quantity is not None:
            found.append(quantity)
            position = quantity.end
    return found


def _read(match: re.Match[str], text: str) -> Quantity | None:
    """Turn a match of the grammar into a quantity, or refuse it."""
    if is_tail(text[max(0, match.start() - _WINDOW) : match.start()]):
        return None
    if match["denominator"] or match["part"]:
        return _read_fraction(match, text)
    if match["chinese"]:
        return _read_chinese(match, text)
    if match["low"] or match["noted"] or match["power"]:
        return _read_arabic(match, text)
    return _read_word(match, text)


def _read_word(match: re.Match[str], text: str) -> Quantity | None:
    """Read 翻两番, 过半, 三成, ½ or 缩小到2.3∶1."""
    percent = load_units().forms["%"]
    if match["ratio"]:
        before = text[max(0, match.start() - _WINDOW) : match.start()]
        after = text[match.end() : match.end() + _WINDOW]
        if not (
            _MEASURING.search(before)
            or before.endswith(("由", "从"))
            or _MOVING.match(after)
        ):
            return None  # 按1:1的比例 sets a rule, it measures nothing
        value = parse_number(match["ratio"])
        return _finish(match, text, value, unit=_RATIO)
    if match["tenths"]:
        return _read_tenths(match, text)
    if match["vulgar"]:
        share = round(unicodedata.numeric(match["vulgar"]) * 100, 10)
        return _finish(match, text, share, unit=percent)
    if match["half"]:
        over = "过" if match["half"] == "过半" else ""
        return _finish(match, text, 50.0, unit=percent, over=over)
    times = parse_number(match["doublings"] or "一")
    return _finish(match, text, 2.0**times, unit=load_units().forms["倍"])


def _read_fraction(match: re.Match[str], text: str) -> Quantity | None:
    """Read 百分之五, 三分之一 or 1/3, in percent."""
    before = text[max(0, match.start() - 2) : match.start()]
    if before == "分之" or text.startswith("分之", match.end()):
        return None  # 百分之百分之五: no number at all
    whole = parse_number(match["denominator"] or match["whole"])
    low, high = parse_range(match["numerator"] or match["part"])
    if match["numerator_upper"]:
        high = parse_number(match["numerator_upper"])
    if not whole or (match["part"] and low >= whole):
        return None
    return _finish(
        match,
        text,
        round(low * 100 / whole, 10),
        unit=load_units().forms["%"],
        upper=None if high is None else round(high * 100 / whole, 10),
    )


def _read_tenths(match: re.Match[str], text: str) -> Quantity | None:
    """Read 三成, 七成五 or 六成至七成, in percent."""
    low = parse_number(match["tenths"]) * 10
    more, high = match["hundredths"], match["tenths_upper"]
    if more:
        low += 5 if more == "半" else parse_number(more)
    return _finish(
        match,
        text,
        low,
        unit=load_units().forms["%"],
        upper=parse_number(high) * 10 if high else None,
    )


def _read_arabic(match: re.Match[str], text: str) -> Quantity | None:
    """Read an Arabic number with its unit, its range and its power."""
    start = match.start()
    before = text[max(0, start - _WINDOW) : start]
    after = text[match.end() : match.end() + _WINDOW]
    unit = _unit(match["unit"] or match["low_unit"])
    minus = has_minus(before, is_degree=_is_degree(unit))
    if minus is None or (minus and match["high"] and not match["to"]):
        return None
    if minus and not before.rstrip().endswith("下"):
        start, before = start - 1, before[:-1]
    if is_cut(before, match["unit"] or "", after) or (
        before.endswith("\0") and match["unit"] is None
    ):
        return None
    try:
        low, upper, scale = _amount(match)
    except ValueError:  # powers that do not fall: 5千3万
        return None
    if unit is None and before.endswith("第") and _NEXT_RANK.match(after):
        unit = load_units().forms["位"]
    about = _ABOUT.search(match["high"] or match["low"] or "")
    end = match.end()
    if unit is None:
        if match["power"] or not _may_lack_unit(match, before, after, scale):
            return None
        if scale or "." in match.group():
            unit, end = _unknown_unit(text, end)
    elif unit.dimension == "time" and (
        _PERIOD_BEFORE.search(before) or _PERIOD_AFTER.match(after)
    ):
        return None
    return _finish(
        match,
        text,
        -low if minus else low,
        unit=unit,
        upper=upper,
        scale=scale,
        over=about.group() if about else "",
        start=start,
        end=end,
    )


def _amount(match: re.Match[str]) -> tuple[float, float | None, str]:
    """Return the lower and the upper value, and the power of both."""
    if match["power"]:
        exponent = "".join(str(POWERS.index(s)) for s in match["exponent"])
        return 10.0 ** int(exponent), None, ""
    digits = match["low"] or match["noted"] + (match["noted_scale"] or "")
    low, scale = split_scale(_ABOUT.sub("", digits))
    if not match["high"]:
        return low, None, scale
    upper, upper_scale = split_scale(_ABOUT.sub("", match["high"]))
    if scale != upper_scale:
        low *= _factor(scale or upper_scale) / _factor(upper_scale)
    return low, upper, upper_scale


def _may_lack_unit(
    match: re.Match[str], before: str, after: str, scale: str
) -> bool:
    """Tell whether a number without a known unit measures something."""
    measured = bool(_MEASURING.search(before) or _MOVING.match(after))
    if scale or ("." in match.group() and measured):
        return True
    ends = not after.strip() or after[0] in _BREAK or _MOVING.match(after)
    return measured and bool(ends)


def _read_chinese(match: re.Match[str], text: str) -> Quantity | None:
    """Read a Chinese numeral with its unit, unless it is mere phrasing."""
    numeral = match["chinese"]
    unit = _unit(match["chinese_unit"])
    before = text[max(0, match.start() - _WINDOW) : match.start()]
    if unit is None or before.endswith(("\0", "每", "几", "数")):
        return None
    if before.endswith("第"):
        is_place = unit.name in ("名", "位")
        value = parse_number(numeral)
        return _finish(match, text, value, unit=unit) if is_place else None
    bare = not set(numeral) - set("十百千万亿")
    if (
        bare
        and set(numeral) & set("万亿")
        and (numeral[0] != "十" or text.startswith("级", match.end()))
        and not _stated(match, text, before)
    ):  # 百亿元级企业, 万亿元产业集群
        return None
    # 100[2]亿件: what is left of a larger number.
    rest = bare and not re.search(r"(?:^|[\u4e00-\u9fff ])$", before)
    alone = len(numeral) < 2 and not _qualifier(text, match.start())[0]
    if (
        rest
        or (bare and (alone or before.rstrip().endswith(("(", "（"))))
        or (numeral == "一" and unit.name != "倍")  # an article: 最后一公里
        or (unit.dimension == "time" and not _LASTING.search(before))
    ):
        return None
    low, high = parse_range(numeral)
    if unit.dimension == "count" and (high or low) < 100:
        is_place = unit.name in ("名", "位") and before.endswith("前")
        return _finish(match, text, low, unit=unit) if is_place else None
    value, scale = split_scale(numeral) if high is None else (low, "")
    if match["chinese_power"]:
        value *= _factor(scale)
        scale = match["chinese_power"]
    return _finish(
        match,
        text,
        value,
        unit=unit,
        upper=high,
        scale=scale,
        over=match["chinese_over"],
    )


def _stated(match: re.Match[str], text: str, before: str) -> bool:
    """Tell whether a bare power of ten is said to be an amount."""
    after = text[match.end() : match.end() + _WINDOW]
    return not after.startswith("级") and (
        bool(_qualifier(text, match.start())[0])
        or after.startswith(tuple(load_units().after))
        or _MEASURING.search(before) is not None
    )


def _finish(
    match: re.Match[str],
    text: str,
    value: float,
    *,
    unit: Unit | None,
    upper: float | None = None,
    scale: str = "",
    over: str = "",
    start: int | None = None,
    end: int | None = None,
) -> Quantity:
    """Add what stands around the number: qualifiers and ranks."""
    start = match.start() if start is None else start
    end = match.end() if end is None else end
    end -= len(text[start:end]) - len(text[start:end].rstrip())
    is_rank = (
        unit is not None
        and unit.name in ("名", "位")
        and _RANKED.search(text[max(0, start - _WINDOW) : start]) is not None
    )
    if is_rank:
        word = re.search(r"[前第]?\s*$", text[max(0, start - 4) : start])
        start -= len(word.group()) if word else 0
    before, bound = _qualifier(text, start)
    tail = _ASIDE.sub("", text[end : end + _WINDOW])
    behind, bound_behind = next(
        ((w, b) for w, b in load_units().after.items() if tail.startswith(w)),
        ("", ""),
    )
    if behind and _EXCLUDED.match(tail, len(behind)):
        bound_behind = bound_behind.removesuffix("=")
    words = [word for word in (before, over, behind) if word]
    return Quantity(
        start,
        end,
        value,
        upper,
        scale,
        unit,
        "…".join(words),
        bound_behind or bound or (">" if over else "="),
        is_rank,
    )


def _qualifier(text: str, start: int) -> tuple[str, str]:
    """Return the qualifier before a number, and its bound."""
    head = text[max(0, start - _WINDOW) : start].rstrip()
    for word, bound in load_units().before.items():
        if head.endswith(word):
            preceding = head[-len(word) - 1 : -len(word)]
            if preceding and preceding in _NOT_WITHIN.get(word, ""):
                continue
            return word, bound
    return "", ""


def _unit(printed: str | None) -> Unit | None:
    """Return the unit of a printed form, composite units included."""
    if not printed:
        return None
    form = printed.strip()
    if form in load_units().forms:
        return load_units().forms[form]
    form, _, per = form.partition("/")
    unit = load_units().forms[form]
    name = f"{unit.name}/{per}"
    return Unit(name, "rate", name)


def _unknown_unit(text: str, end: int) -> tuple[Unit | None, int]:
    """Return what stands after a number without a known unit.

    A word that tells who is counted (6434万农村人口) implies the unit and
    is left out; any other noun is the unit as printed, marked unknown.
    """
    tail = text[end : end + _WINDOW]
    gap = len(tail) - len(tail.lstrip(" \u3000"))
    run = _RUN.match(tail, gap)
    rest = run.group() if run else ""
    for word, name in load_units().following.items():
        if word in rest:
            return load_units().forms[name], end
    if not rest or rest.startswith(tuple(load_units().after)):
        return None, end
    word, kind = rjieba.tag(rest)[0]
    if not kind.startswith(("n", "q")) or not word.isalnum():
        return None, end
    word = rest if len(rest) <= _LONGEST_UNIT else word
    return Unit(word, "unknown", word, known=False), end + gap + len(word)


def _is_degree(unit: Unit | None) -> bool:
    return unit is not None and unit.dimension == "temperature"


def _factor(scale: str) -> float:
    return parse_number(f"1{scale}")
