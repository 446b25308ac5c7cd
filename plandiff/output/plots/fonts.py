"""The Chinese font of charts.

It comes with the package index (Noto Sans CJK), is registered by its file
path, and its simplified-Chinese face is asked for by name, so that charts
are right on a machine without Chinese fonts and whatever matplotlib's font
cache holds.
"""

from __future__ import annotations

import functools

import noto_cjk_sans_otc
from matplotlib import font_manager

__all__ = ["chinese_font"]


@functools.cache
def chinese_font() -> str:
    """Register the bundled Chinese font and return its family name.

    Returns
    -------
    str
        A family name that matplotlib finds, ``"Noto Sans CJK SC"``.

    Examples
    --------
    >>> chinese_font()
    'Noto Sans CJK SC'
    """
    font_manager.fontManager.addfont(str(noto_cjk_sans_otc.FONT_PATH))
    return "Noto Sans CJK SC"
