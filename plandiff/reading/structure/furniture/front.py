"""Find the title, what stands before it, and its bylines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plandiff.reading.structure.furniture.cover import (
    mark_cover,
    mark_cover_of_papers,
)
from plandiff.reading.structure.furniture.findings import Finding, Furniture
from plandiff.reading.structure.furniture.wording import (
    ADDRESSEE,
    DATE,
    ORGAN,
    RELEASE,
    SENTENCE,
)
from plandiff.reading.structure.passages import Line
from plandiff.text.characters import compact
from plandiff.text.numbering import parse_mark
from plandiff.text.surnames import BEGIN_WORDS, SURNAMES

__all__ = ["mark_front"]

_TITLE_END = re.compile(
    r"(规划|纲要|计划|意见|决定|决议|通知|报告|建议|方案|条例|办法|规定|细则|规则|法|"
    r"解释|公报|公告|战略|纪要|公约|宪法|批复|令|讲话|标准|指南|草案|要点|法典|总则|"
    r"守则|安排|章程|制度|准则|规程|规范|目录|清单|名单|指引|导则|协定|条约|宣言|声明|措施|通告|解读|问答|解答|答记者问|预案|蓝图|白皮书|倡议|大纲|汇报|总结|议案|备忘录|共识|行动|政策|(?:的|之)(?:函|说明|要求)|计划书|綱領|計畫書|白皮書|"
    r"規劃|綱要|計畫|計劃|意見|決定|決議|報告|建議|條例|辦法|規定|細則|規則|憲法)"
    r"\s*(?:[（(【《〈].{0,60}[)）】》〉])*$"
)
_WESTERN_TITLE = re.compile(
    r"^(Gesetz|Verordnung|Regulation|Directive|Law|Loi)|"
    r"(Act|Law|Code|Plan|Regulation|Strategy|Directive|gesetz|verordnung)"
    r"(of)?(\d{4})?$"
)
_NUMBER_LINE = re.compile(
    r"^[\u4e00-\u9fff]{1,12}[〔\[（(]\s*(19|20)\d\d\s*[〕\])）]\s*第?\s*\d{1,5}\s*号$"
)
_NOTE = re.compile(
    r"^[（(].{0,400}[)）]$|^(——|－－|--|――)?\s*(19|20)\d\d\s*年.{2,80}(会议|大会)上$|"
    r"^(——|－－|--|――).{4,80}上$"
)
_SURNAMES = "".join(sorted(SURNAMES - BEGIN_WORDS))
"""Names of one to two characters after these are people, not headings."""

_BYLINE = re.compile(
    r"^.{0,24}(省长|市长|主席|总理|州长|县长|区长|部长|主任|委员长|书记|院长|特首|长官)"
    r"[\s\u3000]*[\u4e00-\u9fff·\s\u3000]{2,8}$|^[\u4e00-\u9fff]{2,4}作(政府|工作).{0,6}报告。?$|"
    rf"^[{_SURNAMES}][\s\u3000]*[\u4e00-\u9fff][\s\u3000]*[\u4e00-\u9fff]?$|"
    r"^[\u4e00-\u9fff]{2,6}(?:日报|晚报|新闻网|客户端)$|"
    r"^.{0,16}(省长|市长|主席)[\u4e00-\u9fff·]{2,8}作.{0,8}报告。?$"
)
_ISSUED = "signature: issuer and date stand under the title"
_EDITION = re.compile(
    r"^[（(]\s*(?:(?:19|20)\d\d\s*年?\s*[—–\-－至~～]+\s*(?:19|20)\d\d\s*年?|"
    r"(?:19|20)\d\d\s*年版|试行|暂行|草案|.{0,4}征求意见稿|送审稿|讨论稿|修订.{0,4}|摘要)"
    r"\s*[)）]$"
)
_NO_TITLE = re.compile(
    r"^[，。、；：,)）]|^(现在|各位|同志)|请.{0,20}(审议|提出)"
)
_WHOLE = re.compile(r"\d{1,2}[\s\u3000]*[\u4e00-\u9fff]{2,12}$")
"""A heading such as 1总则, over 1.1."""

_GLUED_NUMBER = re.compile(r"国(?:办)?(?:发|函)〔(?:19|20)\d\d〕\d{1,4}号$")


def mark_front(
    lines: Sequence[Line], found: Furniture, stated: str, heading: int
) -> None:
    """Find the title; mark what stands before it and its bylines.

    `heading` is the index of the first heading that the file's format
    states; the title stands above it.
    """
    _mark_front(lines, found, stated, heading)
    mark_cover_of_papers(lines, found)


def _mark_front(
    lines: Sequence[Line], found: Furniture, stated: str, heading: int
) -> None:
    """Find the title, whatever papers the text holds."""
    body = min(_body_start(lines, found), heading)
    covered = mark_cover(lines, found)
    if found.papers:
        body = min(body, found.papers[0][0])
    if covered is not None:
        body = min(_body_start(lines, found, first=covered), heading)
    free = [
        index
        for index in range(covered or 0, body)
        if index not in found.lines or found.lines[index].kind == "heading"
    ]
    greeted = [i for i in free if ADDRESSEE.match(lines[i].text)]
    titles = [
        index
        for index in free
        if _is_title(lines[index].text, stated)
        and not (greeted and index > greeted[0])
    ]
    if not titles and covered is None:
        titles = _first_title(lines, found, free)
    if covered is not None:
        titles = [i for i in titles if i in found.title] or found.title
    elif titles:
        last = titles[-1]
        found.title = [last]
        before = last - 1
        while before in free and (
            _joins_title(lines[before].text, lines[found.title[0]].text)
            or _is_stated(lines[before : last + 1], stated)
        ):
            found.title.insert(0, before)
            before -= 1
        if last + 1 in free and _EDITION.match(lines[last + 1].text):
            found.title.append(last + 1)
    if not found.title:
        for index in range(min(body + 1, len(lines), 5)):
            if ADDRESSEE.match(lines[index].text):
                found.mark(index, "addressee: to whom the text is sent")
        return
    for index in found.title:
        found.lines[index] = Finding("heading", "title of the document")
    _above_title(lines, found)
    _below_title(lines, found, body)


def _is_stated(lines: Sequence[Line], stated: str) -> bool:
    """Whether lines end the title that the format states."""
    text = compact("".join(line.text for line in lines))
    return bool(stated) and stated.endswith(text)


def _first_title(
    lines: Sequence[Line], found: Furniture, free: Sequence[int]
) -> list[int]:
    """Return the first line if what follows it shows it to be a title."""
    first = free[0] if free else -1
    if first < 0 or first + 1 >= len(lines):
        return []
    text = lines[first].text
    below = found.lines.get(first + 1)
    listed = below is not None and below.reason.startswith("contents")
    plain = 4 <= len(compact(text)) <= 50 and not SENTENCE.search(text)
    if (
        plain
        and parse_mark(text) is None
        and not _front_line(text)
        and text[-1] not in "：:！!？?"
        and (listed or bool(_front_line(lines[first + 1].text)))
    ):
        return [first]
    return []


def _above_title(lines: Sequence[Line], found: Furniture) -> None:
    """Mark what stands before the title, unless it is a sentence."""
    title = compact("".join(lines[i].text for i in found.title))
    for index in range(found.title[0]):
        text = compact(lines[index].text)
        if text == title:
            found.mark(index, "repeated title: printed again above the text")
        elif len(text) <= 60 and not re.search("[。；]", text):
            found.mark(index, "site header: stands before the title")


def _below_title(lines: Sequence[Line], found: Furniture, body: int) -> None:
    """Mark bylines, numbers, dates and the addressee under the title."""
    front = [
        index
        for index in range(found.title[-1] + 1, min(body + 1, len(lines)))
        if parse_mark(lines[index].text) is None
    ]
    addressed = max(
        (i for i in front if ADDRESSEE.match(lines[i].text)), default=-1
    )
    for index in front:
        text = lines[index].text
        short = len(text) <= 40 and not re.search("[。；，]", text)
        reason = _front_line(text)
        following = lines[index + 1].text if index + 1 < len(lines) else ""
        above = found.lines.get(index - 1)
        signs = short and ORGAN.search(text) and DATE.match(following)
        if (signs and index < body) or (
            reason.startswith("date") and above and above.reason == _ISSUED
        ):
            reason = _ISSUED
        if not reason and short and index < min(addressed, body):
            reason = "byline: stands between title and addressee"
        if reason:
            found.mark(index, reason)


def _front_line(text: str) -> str:
    """Return why a line under the title is furniture, or ``""``."""
    plain = text.strip()
    for pattern, reason in (
        (_NUMBER_LINE, "document number: stands under the title"),
        (DATE, "date: stands under the title"),
        (_NOTE, "adoption note: stands under the title"),
        (_BYLINE, "byline: names the speaker under the title"),
        (ADDRESSEE, "addressee: to whom the text is sent"),
        (RELEASE, "release note: stands under the title"),
    ):
        if pattern.match(plain):
            return reason
    return ""


def _is_title(text: str, stated: str = "") -> bool:
    plain = _GLUED_NUMBER.sub("", compact(text))
    if stated and compact(text) == stated:
        return True
    return (
        2 <= len(plain) <= 70
        and not re.search("[。；！？]", plain)
        and parse_mark(text) is None
        and not _NOTE.match(text)
        and not _BYLINE.match(text)
        and not _NO_TITLE.search(text)
        and not re.match(r"\d{1,2}\s", text)
        and not _WHOLE.match(text)
        and bool(_TITLE_END.search(plain) or _WESTERN_TITLE.search(plain))
    )


def _joins_title(before: str, title: str) -> bool:
    """Whether a line is the first part of a title set in several lines."""
    plain, below = compact(before), compact(title)
    if len(plain) > 50 or plain in below or SENTENCE.search(plain):
        return False
    if re.search(
        "(关于|關於|印发|印發|转发|批转|实施|制定|修改|贯彻)$", plain
    ):
        return True
    if re.match("——|--|－－", below):  # what stands above is the title
        return len(plain) <= 40 and parse_mark(before) is None
    if below.startswith(("关于", "關於")):
        return all(ORGAN.search(part) for part in before.split())
    return len(below) <= 8 and (
        plain.endswith(("的", "和", "与", "及")) or plain.startswith("关于")
    )


def _body_start(
    lines: Sequence[Line], found: Furniture, *, first: int = 0
) -> int:
    """Return the index of the first line of the plan's own text."""
    for index in range(first, len(lines)):
        if index in found.lines:
            continue
        text = lines[index].text
        mark = parse_mark(text)
        if mark is not None and mark.system != "annex":
            return index
        if _WHOLE.fullmatch(text):
            return index
        prose = len(text) >= 28 and re.search("[，。]", text)
        if prose and not _front_line(text) and not _is_title(text):
            return index
    return len(lines)
