"""Find what a quantity measures: the noun phrase it belongs to."""

from __future__ import annotations

import re

import rjieba

from plandiff.analysis.indicators.quantities import Quantity
from plandiff.text.years import find_years

__all__ = ["find_subject"]

_CUT = re.compile(r"[，,;；。：:\n]")
_VERB = re.compile(
    r"(?:高?达到?|超过|突破|接近|负增长|增至|升至|降至|增长|增加(?!值)|提高|提升|下降|降低"
    r"|减少|扩大|保持|位居|稳居|占据|占(?!比)(?!.*(?:比重|比例|份额))|为(?!主|民|核)|有(?!序|效|关|限)"
    r"|实现|完成|建成|建立|形成|累计|(?<![节制集签公条])约(?=\s*(?:\d|$))|近(?=\s*\d)|超(?=\s*\d)|不低于"
    r"|不少于|持续|是(?=\s*(?:19|20)\d\d))"
)
_ACTION = re.compile(
    r"^(?:建成|制定发布|制定|建立|建设|培育|打造|遴选|确认|新增|组织|开展|发布|投入"
    r"|支持|形成|覆盖)(?![率量额面]|强度|用地|规模|总[量额数])"
)
_GENERIC = re.compile(
    r"^(?:年均|平均|同比|年)?(?:增速|增长率|增幅|增长|中|是|的|比例|占比)*的?$"
)
_NOUN_AFTER = re.compile(
    r"\s*(?:以上|左右|以内)?的?"
    r"(?P<noun>[\u4e00-\u9fffA-Za-z\d“”\"]{2,20}?)"
    r"(?=[，,;；。、（(及和与]|以及|建立|全覆盖|达到|实现|$)"
)
_NO_NOUN = re.compile(rf"{_VERB.pattern}|以上|以下|左右|以内")
_LEADING = re.compile(
    r"以上|左右|以内|以下|其中|同时|目前|全年|预计|力争|到|截至|年末|约|的|与|对|和|共|全部"
    r"|年均|同比|上年同期|上年|去年|比|较|从|自|由|底|末|以来|时期|,|，|\s+"
)
_TRAILING = re.compile(
    r"(?:年均|同比|已经?|前|从|由|自|中的|分别|超|约|近|共|仅)$"
)
_LONGEST = 24
_FURTHEST = 200


def find_subject(
    text: str, start: int, quantity: Quantity, earlier: list[Quantity]
) -> str:
    """Return the noun phrase that a quantity measures, or ``""``.

    Parameters
    ----------
    text : str
        The clause.
    start : int
        Where the quantity's sentence begins in it.
    quantity : Quantity
        What was found there.
    earlier : list of Quantity
        The quantities of the clause in front of it.

    Returns
    -------
    str
        At most 24 characters, without the year. For a count, what is
        counted (22个 → 国家); else the nearest phrase in front of the
        verb, looked for backwards through the sentence.

    Notes
    -----
    A rule of thumb on the order of words, not a parse: it serves to
    recognise series and to help a reader, and may be wrong.
    """
    unit = quantity.unit
    if unit is not None and unit.dimension == "count" and not quantity.is_rank:
        after = _NOUN_AFTER.match(text[quantity.end :])
        if after and not _NO_NOUN.match(after["noun"]):
            return after["noun"].strip('“”" ')[:_LONGEST]
    start = max(start, quantity.start - _FURTHEST)
    front = text[start : quantity.start]
    for other in earlier[-_FURTHEST:]:
        if other.start >= start:
            low, high = other.start - start, other.end - start
            front = front[:low] + "\0" * (high - low) + front[high:]
    for segment in reversed(_CUT.split(front)):
        last = re.split(r"\0+", segment)
        for part in (last[-1], last[0]):
            phrase = _head(part)
            if len(phrase) >= 2 and not _GENERIC.match(phrase):
                return phrase[-_LONGEST:]
    return ""


def _head(segment: str) -> str:
    """Return what stands before the verb of a segment, without years."""
    for year in reversed(find_years(segment)):
        segment = segment[: year.start] + " " + segment[year.end :]
    segment = re.sub(r"\s+", " ", segment).strip()
    item = segment.rpartition("、")[2].strip()
    if _ACTION.match(item):
        segment = _ACTION.sub("", item)
    segment = _without_leading(segment)
    verb = _VERB.search(segment)
    if verb and verb.start() == 0:
        segment = _without_leading(segment[verb.end() :])
        verb = _VERB.search(segment)
    if verb:
        segment = segment[: verb.start()]
    return re.sub(r"[^\w“”/·]", "", _without_trailing(segment.strip()))


def _without_leading(segment: str) -> str:
    """Leave particles at the front out, but not the 从 of 从业人员."""
    while found := _LEADING.match(segment):
        rest = segment[found.end() :]
        word = rjieba.cut(segment[:8])[0]
        if len(word) > found.end() and not _LEADING.fullmatch(word):
            break
        segment = rest
    return segment


def _without_trailing(segment: str) -> str:
    """Leave particles at the end out, but not the 约 of 节约."""
    while found := _TRAILING.search(segment):
        word = rjieba.cut(segment[-8:])[-1]
        if len(word) > len(found.group()):
            break
        segment = segment[: found.start()].rstrip()
    return segment
