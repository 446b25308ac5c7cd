"""Characters that mean the same: one folded view for rules and comparing.

Plans come in two scripts, in two widths, and out of files whose letters are
radicals (⺠生, ⼯业) or whose zero is a ring (二○二五) or a capital letter
(二O二五). `fold` writes all of them in one way, character by character, so
that a rule is written once and its places are places of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

import opencc

__all__ = ["HAN", "any_of", "compact", "fold", "is_chinese", "key"]

HAN = (
    "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Chinese characters, 〇 and 々, for use inside a regular-expression set."""

_RADICALS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍尐⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌"
    "⺙攵⺛旡⺜日⺝月⺞歺⺠民⺡氵⺢氺⺣灬⺤爫⺥爬⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒"
    "⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑⺾艹⺿艺⻀艻⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷"
    "⻋车⻌辶⻍辷⻎辸⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马"
    "⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀"
)
"""Radicals and the ideographs they equal [1]_, in turn.

Unicode's compatibility folding knows the Kangxi radicals and two of these;
Python's tables lack the property.

.. [1] Unicode Character Database, EquivalentUnifiedIdeograph.txt
"""

WIDTH = {
    code: code - 0xFEE0
    for code in range(0xFF01, 0xFF5F)
    if chr(code).isalnum() or chr(code) in "％＋．"
}
"""Full-width letters and digits, to half width."""

_COMPATIBLE = (
    (0x2E80, 0x2FD5),
    (0xF900, 0xFAD9),
    (0x2F800, 0x2FA1D),
)
"""Radicals and compatibility ideographs."""

FORMS = {
    code: ord(folded)
    for first, last in _COMPATIBLE
    for code in range(first, last + 1)
    if len(folded := unicodedata.normalize("NFKC", chr(code))) == 1
    and ord(folded) != code
} | {
    ord(radical): ord(equal)
    for radical, equal in zip(_RADICALS[::2], _RADICALS[1::2], strict=True)
}
"""Radicals and compatibility ideographs, to ordinary ideographs."""

_ZERO = "○◯OＯ"
_SIGN = "〇零一二三四五六七八九"
_RINGS = re.compile(
    rf"(?<![A-Za-z\d{_SIGN}])[{_SIGN}][{_SIGN}{_ZERO}]+(?![A-Za-z\d])"
)
_RING = re.compile(f"[{_ZERO}]")
_CHINESE = 0.1
"""A Chinese plan may be full of figures, a German one may name 中国制造."""
_JAPANESE = 0.2
"""Japanese has more kana than that beside its Chinese characters."""
_HAN, _KANA = re.compile(f"[{HAN}]"), re.compile("[\u3040-\u30ff]")
_IDEOGRAPHS = (range(0x3400, 0xA000), range(0x20000, 0x323B0))
_MARKS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Write a text in simplified characters and half-width letters.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        As long as `text`: each character is replaced by one character.
        Case, punctuation marks and blanks stay.

    Notes
    -----
    Characters are converted one by one with the table of OpenCC. The few
    that have two simplified forms (著, 乾) get the more frequent one.
    Radicals and compatibility ideographs become ordinary ideographs; ○, ◯
    and O are 〇 beside a Chinese digit and nowhere else.

    Examples
    --------
    >>> fold("數據要素，５Ｇ")
    '数据要素，5G'
    >>> fold("⼆○二O年，⺠生"), fold("○ 一体化OA平台")
    ('二〇二〇年，民生', '○ 一体化OA平台')
    """
    table, odd = _fold_table()
    folded = text.translate(table) if odd.search(text) else text
    if _RING.search(folded):
        return _RINGS.sub(_ringed, folded)
    return folded


def key(text: str) -> str:
    """Return the letters and digits of a text, without marks and blanks.

    Examples
    --------
    >>> key("“十四五”，5G")
    '十四五5G'
    """
    return _MARKS.sub("", text)


def any_of(codes: Iterable[int]) -> re.Pattern[str]:
    """Find the characters that a table would replace, or may replace.

    Most texts have none of them, and to look is ten times quicker than to
    replace. Characters beyond the first plane are found all, since a set
    of single ones among them is slow to search.

    Examples
    --------
    >>> bool(any_of([ord("國")]).search("国务院"))
    False
    """
    first = "".join(re.escape(chr(c)) for c in sorted(codes) if c < 0x10000)
    return re.compile(f"[{first}\U00010000-\U0010ffff]")


def compact(text: str) -> str:
    """Return a text without white space, for comparing headings.

    Examples
    --------
    >>> compact("第一章　总　则")
    '第一章总则'
    """
    bare = "".join(text.split())
    if "\u200b" in bare or "\ufeff" in bare:
        return bare.replace("\u200b", "").replace("\ufeff", "")
    return bare


def is_chinese(texts: Iterable[str]) -> bool:
    """Tell whether a document is in Chinese.

    Parameters
    ----------
    texts : iterable of str
        Its clauses.

    Returns
    -------
    bool
        Whether a tenth of the letters and digits, or more, are Chinese
        characters, and kana are few beside them; true too of a document
        without any letter.

    Examples
    --------
    >>> is_chinese(["发展 5G"]), is_chinese(["Ausbau des 5G-Netzes"])
    (True, False)
    """
    letters = key("".join(texts))
    han, kana = (len(kind.findall(letters)) for kind in (_HAN, _KANA))
    return han >= _CHINESE * len(letters) and kana <= _JAPANESE * han


def _ringed(found: re.Match[str]) -> str:
    return _RING.sub("〇", found[0])


@cache
def _fold_table() -> tuple[dict[int, str], re.Pattern[str]]:
    """Map what `fold` replaces, one to one; and find it."""
    han = [chr(code) for codes in _IDEOGRAPHS for code in codes]
    converted = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    table = {
        ord(before): after
        for before, after in zip(han, converted, strict=True)
        if after != before and len(after) == 1
    }
    table |= {
        code: table.get(ideograph, chr(ideograph))
        for code, ideograph in FORMS.items()
    }
    table |= {code: chr(half) for code, half in WIDTH.items()}
    return table, any_of(table)
