"""In which part of a plan a clause stands: its situation, aims or measures.

A plan says where things stand, what it aims at, and what is to be done, each
in chapters of its own. Clauses of different parts speak of the same subject
without one continuing the other: what has been achieved in rural commerce is
not taken up by what is to be done for it, but by what the next plan says has
been achieved.
"""

from __future__ import annotations

import re

__all__ = ["plan_part"]

_NUMERAL = "一二三四五六七八九十百"
_HEADING = re.compile(
    rf"\s+|(?=[（(][{_NUMERAL}]+[）)])|(?=第[{_NUMERAL}]+[篇编章节])"
)
"""Between the headings of a path."""
_LABEL = re.compile(
    rf"^(?:第[{_NUMERAL}]+[篇编章节]|[{_NUMERAL}]+、|[（(][{_NUMERAL}]+[）)]"
    r"|\d+[.、．]?)+"
)
_ENDINGS = {
    "situation": re.compile(
        "(?:现状|成就|成效|成绩|回顾|总结|形势|态势|背景|机遇|挑战|进展|工作情况"
        "|(?:发展|工作|现有|建设|良好)基础|基础[与和]环境"
        "|(?:发展|国际|国内|宏观|面临的?)环境|(?:存在|面临)的?(?:主要|突出)?问题)$"
        "|过去.{1,3}年"
    ),
    "aims": re.compile(
        "(?:思想|要求|思路|方针|原则|目标|目标任务|愿景|预期|部署|主攻方向"
        "|政策取向)$"
    ),
}
_OF_MEASURES = re.compile(
    "营造|优化|改善|净化|打造|创造|建设|构建|完善|健全|强化|加强|夯实|巩固|推进|推动"
    "|提升|提高|实现|促进|深化|落实|实施|建立|发挥|增强|培育|创新|加快|大力|积极|全面"
    "|全力|着力|切实|统筹|坚持|扎实|持续|深入|支持|保障|丰富|突出|聚焦|迎接|把握|应对"
    "|抢抓"
)
"""How headings of measures begin: 营造发展环境 is none of the situation."""
_BARE = re.compile(
    "(?:建设|实施|保障|统筹|创新发展)(?:现状|成效|原则|目标|思路)"
)
"""Such words may also name what is aimed at: 建设目标."""
_ASIDE = re.compile(r"[（(][^（）()]*[）)]$")


def plan_part(path: str) -> str:
    """Tell from the headings above a clause in which part it stands.

    Parameters
    ----------
    path : str
        The headings, outermost first, one after the other; in simplified
        characters.

    Returns
    -------
    {"situation", "aims", "measures"}
        By the innermost heading that is one of situation (achievements,
        conditions, review) or aims (guiding thought, principles, goals);
        headings of measures, which begin with a verb or have a comma, are
        passed over. ``measures`` where none is left.

    Examples
    --------
    >>> plan_part("一、现状与形势 （一）发展现状"), plan_part("主要目标")
    ('situation', 'aims')
    >>> plan_part("二、营造宽松发展环境")
    'measures'
    """
    for heading in reversed(_HEADING.split(path)):
        bare = _ASIDE.sub("", _LABEL.sub("", heading))
        of_measures = _OF_MEASURES.match(bare) and not _BARE.fullmatch(bare)
        if "，" in bare or "," in bare or of_measures:
            continue
        for part, ending in _ENDINGS.items():
            if ending.search(bare):
                return part
    return "measures"
