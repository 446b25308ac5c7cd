"""Cut headings off the text that they run into, or that runs into them.

A crawled text has lost the break after a heading as well: 完善推进机制统筹
政府与市场的关系。Where the items of one numbering show it again and again,
a title ends before the word with which its sentence begins. A chapter's
heading at the end of a sentence (…的规则。第三章 仲裁协议) is cut off
wherever it stands.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

import rjieba

from plandiff.reading.structure.passages import Passage
from plandiff.text.characters import HAN
from plandiff.text.numbering import parse_mark

__all__ = ["cut_at_ends", "cut_titles_off"]

_AT_END = re.compile(
    r"[。；！？]\s*(?=第[一二三四五六七八九十百]{1,5}[编章节]\s"
    r"[^。；，：！？、\s][^。；，：！？\n]{0,30}$)"
)
_TAIL = 60
"""Characters at the end of a passage in which such a heading stands."""
_SYSTEMS = ("chapter", "section", "chinese", "chinese_bracket", "arabic")
_STOP = re.compile("[，。；：！？,;:!?\n]")
_SHORT = 16
"""A title with its own stop behind it is no longer than that."""
_LEAST, _MOST = 4, 24
_SIBLINGS = 2
_STANDARD = re.compile(
    r"(?:指导思想|总体要求|基本原则|(?:发展|工作|主要|总体)目标|(?:主要|重点)(?:任务|工作|举措|工程)"
    r"|(?:保障|政策|工作|支持)措施|(?:组织|实施|要素|政策|安全)保障|组织(?:实施|领导)"
    r"|(?:区域|空间|发展)布局|(?:发展|工作)(?:基础|思路|形势|现状|环境|生态)"
    r"|面临形势|现实基础|发展(?:成效|现状及形势))(?![的和与及、《（(]|[“”](?!十))"
)
_NOMINAL = re.compile(
    "保障|创新|建设|服务|管理|合作|交流|共享|开放|应用|治理|监管|考[评核]|培[育养训]"
    "|研发|发展|转型|升级|引领|推广|支持|改革|布局|评[估价]|共用|流通|登记|融合|协同"
)
"""Verbs that end a title as its noun."""
_OPENING = re.compile(
    r"以习近平|到20\d\d年|[“”]?十[二三四五六]五[”]?[时以期]|按照|围绕|依托|根据|结合|通过\d"
    r"|全面|深入|贯彻落实|认真贯彻|坚持|坚决|充分|加快|加强|加大|推动|推进|推行|完善"
    r"|建立|健全|构建|强化|鼓励|落实|统筹|持续|积极|大力|探索|发挥|优化|打造"
    r"|促进|开展|提高|制定|聚焦|着眼|对标|不断|进一步|深化|采用|顺应"
    r"|利用|用好|科学|全省|全市|全区|全国|我[国省市区]|当前|近年来"
)
"""Words with which a sentence of a plan begins."""


def cut_at_ends(passages: Sequence[Passage]) -> list[Passage]:
    r"""Cut a chapter's heading off the end of the sentence before it.

    Parameters
    ----------
    passages : sequence of Passage
        The body of a document in order.

    Returns
    -------
    list of Passage
        The same text in more passages.

    Examples
    --------
    >>> text = "依照规定制定规则。第三章 仲裁协议"
    >>> found = cut_at_ends([Passage(text, ((0, len(text)),))])
    >>> [passage.text for passage in found]
    ['依照规定制定规则。', '第三章 仲裁协议']
    """
    found: list[Passage] = []
    for passage in passages:
        text = passage.text
        glued = None
        if not passage.table and text[-1] not in "。；！？”":
            glued = _AT_END.search(text, max(0, len(text) - _TAIL))
        parts = _parted(passage, glued.end()) if glued else []
        found += parts or [passage]
    return found


def cut_titles_off(passages: Sequence[Passage]) -> list[Passage]:
    """Cut titles off their text in a document that has lost its breaks.

    Parameters
    ----------
    passages : sequence of Passage
        The body of a document in order.

    Returns
    -------
    list of Passage
        With titles cut off that are standard ones (总体要求), and those of
        a numbering in which items run on, twice as many as have a stop
        behind a short title.
    """
    ends: dict[int, int] = {}
    by_system: defaultdict[str, list[int]] = defaultdict(list)
    stopped: Counter[str] = Counter()
    for index, passage in enumerate(passages):
        mark = None if passage.table else parse_mark(passage.text)
        if mark is None or mark.system not in _SYSTEMS:
            continue
        rest = passage.text[mark.end :]
        standard = _STANDARD.match(rest)
        if standard and not _STOP.match(rest, standard.end()):
            if rest[standard.end() :].strip():
                ends[index] = mark.end + standard.end()
            continue
        stop = _STOP.search(rest)
        if stop is None:
            continue
        if stop.start() <= _SHORT and rest[stop.start()] in "。：\n":
            stopped[mark.system] += 1
            continue
        title = _title(rest[: stop.start()])
        if title:
            by_system[mark.system].append(index)
            ends[index] = mark.end + title
    for system, indices in by_system.items():
        if len(indices) < max(_SIBLINGS, 2 * stopped[system]):
            for index in indices:
                del ends[index]
    found: list[Passage] = []
    for index, passage in enumerate(passages):
        parts = _parted(passage, ends[index]) if index in ends else []
        found += parts or [passage]
    return found


def _title(text: str) -> int:
    """Return where a title ends in front of its sentence, or 0.

    A title of a plan says what is to be done to what (完善推进机制); the
    next word with which a sentence may begin opens the sentence, if a word
    begins there and the title ends with a noun.
    """
    place = 0
    words: list[tuple[str, str, int]] = []
    for word, kind in rjieba.tag(text[: _MOST + 12]):
        words.append((word, kind, place))
        place += len(word)
    if not words or not words[0][1].startswith(("v", "d")):
        return 0
    for (last, kind, _), (_, _, start) in pairwise(words):
        if not _LEAST <= start <= _MOST:
            continue
        nominal = kind.startswith(("n", "vn", "l", "j")) or bool(
            _NOMINAL.fullmatch(last)
        )
        if not nominal and last[-1] not in "”》）":
            continue
        if _OPENING.match(text, start) and re.match(
            rf"[{HAN}“”]{{3}}", text[start:]
        ):
            return start
    return 0


def _parted(passage: Passage, place: int) -> list[Passage]:
    """Return a passage in two, or nothing where one part is blank."""
    head = passage.cut(0, place)
    rest = passage.cut(place, len(passage.text))
    return [head, rest] if head is not None and rest is not None else []
