"""Write numbers in the forms in which lists and labels print them.

Chinese counting and formal numerals, stems and branches, enclosed figures,
letters and Roman numerals: `plandiff.text.numerals` reads what is written
here.
"""

from __future__ import annotations

__all__ = ["write_number"]

_CHINESE = "〇一二三四五六七八九"
_SIMPLE = (_CHINESE, "十百千", "零")
_LEGAL = ("零壹贰叁肆伍陆柒捌玖", "拾佰仟", "零")
_LEGAL_OLD = ("零壹貳參肆伍陸柒捌玖", "拾佰仟", "零")
_COUNTING = (
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
)
_COUNTED = {
    **dict.fromkeys(_COUNTING, _SIMPLE),
    "chineseLegalSimplified": _LEGAL,
    "ideographLegalTraditional": _LEGAL_OLD,
}
_BY_DIGITS = (
    "ideographDigital",
    "japaneseDigitalTenThousand",
    "taiwaneseDigital",
)
_SERIES = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
}
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def write_number(number: int, form: str) -> str:
    """Print a number in one of the forms that lists number by.

    Parameters
    ----------
    number : int
        The number.
    form : str
        As the standard of Word files names it (``w:numFmt``):
        ``chineseCounting``, ``decimalEnclosedCircle``, ``lowerRoman`` …

    Returns
    -------
    str
        In figures where the form is not known, or ends before the number.

    Examples
    --------
    >>> write_number(1260, "chineseCounting"), write_number(2, "upperRoman")
    ('一千二百六十', 'II')
    >>> write_number(11, "chineseLegalSimplified")
    '壹拾壹'
    >>> write_number(2, "ideographZodiac"), write_number(31, "lowerLetter")
    ('丑', 'ee')
    """
    if form in _SERIES and 0 < number <= len(_SERIES[form]):
        return _SERIES[form][number - 1]
    if form in _COUNTED:
        return _counted(number, _COUNTED[form], one=form not in _COUNTING)
    if form in _BY_DIGITS and not (
        form == "taiwaneseDigital" and number == 10
    ):
        return "".join(_CHINESE[int(digit)] for digit in str(abs(number)))
    return "十" if form in _BY_DIGITS else _western(number, form)


def _western(number: int, form: str) -> str:
    """Print a number in Latin letters or in figures."""
    text = str(number)
    if form in ("lowerLetter", "upperLetter") and number > 0:
        times, letter = divmod(number - 1, 26)
        text = chr(ord("a") + letter) * min(times + 1, 9)
        return text if form == "lowerLetter" else text.upper()
    if form in ("lowerRoman", "upperRoman"):
        roman = _roman(number)
        return roman.lower() if form == "lowerRoman" else roman
    if form.startswith("decimalFullWidth"):
        return text.translate(_WIDE)
    if form == "decimalZero":
        return f"{number:02}"
    if form == "numberInDash":
        return f"-{number}-"
    return text


def _counted(
    number: int, signs: tuple[str, str, str], *, one: bool = False
) -> str:
    """Print a number as it is counted; `one` says 壹拾 for 10."""
    digits, powers, zero = signs
    if not 0 < number < 10_000:
        return "".join(digits[int(digit)] for digit in str(abs(number)))
    text, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if not digit:
            gap = bool(text)
            continue
        first = power == 1 and digit == 1 and not text and not one
        text += (zero if gap else "") + ("" if first else digits[digit])
        text += powers[power - 1] if power else ""
        gap = False
    return text


def _roman(number: int) -> str:
    text = ""
    for value, mark in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"),
        (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
        (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        while number >= value and len(text) < 40:
            text += mark
            number -= value
    return text
