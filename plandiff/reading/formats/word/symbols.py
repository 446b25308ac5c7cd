"""Signs of symbol fonts, which a Word file states by their place in a font."""

from __future__ import annotations

__all__ = ["symbol"]

_LETTERS = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾"
    "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
_SIGNS = (
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…|—↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑"
)
_SYMBOL = {
    **dict(enumerate(_LETTERS, 0x20)),
    **dict(enumerate(_SIGNS, 0xA0)),
    0xF1: "〉",
    0xF2: "∫",
}
"""The Symbol font in its standard encoding."""

_DINGBATS = {
    "wingdings": {
        0x6C: "●", 0x6D: "○", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑",
        0x72: "❒", 0x73: "⬧", 0x74: "⧫", 0x75: "◆", 0x76: "❖", 0x77: "⬥",
        0x9F: "•", 0xA7: "▪", 0xA8: "□", 0xAB: "★", 0xD8: "➢", 0xE0: "→",
        0xDF: "←", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒",
        0xFE: "☑",
    },
    "wingdings 2": {
        0x50: "✓", 0x4F: "✗", 0x51: "☒", 0x52: "☑", 0x54: "☒", 0xA2: "■",
        0xA3: "□", 0x98: "●",
    },
    "wingdings 3": {0x7D: "▶", 0x75: "▲", 0x71: "▼", 0xE0: "→"},
}  # fmt: skip
_BULLET = "•"


def symbol(font: str, code: str) -> str:
    """Return the character that a place in a font prints.

    Parameters
    ----------
    font : str
        Name of the font.
    code : str
        Hexadecimal; places of symbol fonts begin at F000.

    Returns
    -------
    str
        A bullet where the sign is not known.

    Examples
    --------
    >>> symbol("Symbol", "F0B3"), symbol("宋体", "2265")
    ('≥', '≥')
    >>> symbol("Wingdings", "F0FE"), symbol("Unknown", "F041")
    ('☑', '•')
    """
    try:
        place = int(code, 16)
    except ValueError:
        return _BULLET
    name = font.strip().lower()
    low = place - 0xF000 if 0xF000 <= place <= 0xF0FF else place
    if name.startswith("symbol"):
        return _SYMBOL.get(low, _BULLET)
    if name in _DINGBATS:
        return _DINGBATS[name].get(low, _BULLET)
    private = 0xE000 <= place <= 0xF8FF or 0xD800 <= place <= 0xDFFF
    if private or not 0x20 <= place <= 0x10FFFF:
        return _BULLET
    return chr(place)
