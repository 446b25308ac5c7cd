"""Find what is printed around a plan: contents list, site chrome, covers.

Each rule has a name and a reason, which the document's account repeats. A
rule that is not sure leaves the text in place and adds a notice.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from plandiff.reading.numbering import parse_mark
from plandiff.reading.passages import Line
from plandiff.reading.profile import Profile
from plandiff.reading.received import Cut

__all__ = ["Contents", "Finding", "Furniture", "compact", "find_furniture"]

_CONTENTS_WORD = re.compile(
    r"^(目录|目錄|目次|contents|inhalt(sverzeichnis)?)$", re.I
)
_LEADERS = re.compile(r"(?:[.．…·‥•]\s*){3,}\s*[（(]?(?P<page>\d{0,3})[)）]?$")
_TRAILING_PAGE = re.compile(r"(?:\s+|\t)[（(]?(?P<page>\d{1,3})[)）]?$")
_PAGE_NUMBER = re.compile(
    r"^(?:[-—–－─]\s*)?(?P<page>\d{1,4})(?:\s*[-—–－─])?$"
    r"|^第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?$"
    r"|^(?:Page|Seite)\s+\d{1,4}(?:\s*(?:of|von|/)\s*\d{1,4})?$"
    r"|^\d{1,4}\s*/\s*\d{1,4}$"
)
FIELD = re.compile(
    r"(索\s*引\s*号|主题分类|发文机关|发布机构|成文日期|标\s*题|发文字号|发布日期|时\s*效|"
    r"公开类型|有\s*效\s*性|主\s*题\s*词|信息分类|生成日期|文\s*号)\s*[:：]"
)
"""Labels of the metadata box that government web sites print."""

_CHROME = (
    (
        re.compile(r"(您|你)?(现在|当前)?的?(所在)?位置\s*[:：]|当前位置"),
        "path of the site",
    ),
    (re.compile(r"^今天是"), "date of the site"),
    (
        re.compile(r"返回(列表|首页|顶部|上一页)|^返回$|^首页$"),
        "site navigation",
    ),
    (
        re.compile(
            r"^[【\[]?\s*(下载|打印|全屏|收藏|关闭(窗口)?|分享(到)?.{0,6}|纠错|我要纠错|"
            r"加大|还原|减小|大|中|小|字号.{0,8}|字体.{0,8}|繁体|简体|无障碍.{0,4}|"
            r"打印本页|保存|转发|评论|点赞|设为首页|加入收藏|登录|注册|搜索|扫一扫.{0,20}|"
            r"微信|微博|QQ空间|朋友圈)\s*[】\]]?$"
        ),
        "button of the site",
    ),
    (re.compile(r"^[】\]【\[|｜>＞×]+$"), "button of the site"),
    (re.compile(r"[【\[]\s*字[号体]\s*[:：]"), "button of the site"),
    (
        re.compile(r"^(浏览|阅读|点击)(次数|量|数)?\s*[:：]?\s*\d*"),
        "reader count",
    ),
    (
        re.compile(
            r"^(发布|发表|更新|成稿)?(时间|日期)\s*[:：]|^(信息)?来源\s*[:：]"
        ),
        "byline",
    ),
    (re.compile(r"^分享\s*[:：到]?"), "button of the site"),
    (
        re.compile(
            r"^\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?\s+\d{1,2}[:：时]\d{2}"
        ),
        "time of publication",
    ),
    (re.compile(r"^(作者|记者|编辑|责任编辑|责编)\s*[:：]"), "byline"),
)
_FOOTER = re.compile(
    r"^二维码$|扫一扫|版权所有|copyright\s*©|©|备案(序)?号|ICP备|公安网?备|"
    r"^主办(单位)?\s*[:：]|^承办(单位)?\s*[:：]|^网站(地图|标识码|声明)|"
    r"^相关(报道|文档|链接|阅读|文章|稿件|附件|新闻|解读)\s*[:：]?$|^责任编辑|^[(（]责(任)?编(辑)?|"
    r"^(上|下)一(篇|条)\s*[:：]?|^本作品(是|来自|的|在|属|原)|^本文件.{0,30}著作权|"
    r"^Public domain$|公有领域|^[這这]部作品|"
    r"^打印(本页)?$|^分享(到)?[:：]?$|"
    r"^关闭窗口$|^打印本页$|^编辑\s*[:：]|^[（(]来源\s*[:：]|^收藏$|"
    r"^【?(我要)?纠错】?$|^政府网站找错$",
    re.I,
)
_TITLE_END = re.compile(
    r"(规划|纲要|计划|意见|决定|决议|通知|报告|建议|方案|条例|办法|规定|细则|规则|法|"
    r"解释|公报|公告|战略|纪要|公约|宪法|批复|令|讲话|标准|指南|草案|要点|法典|总则|"
    r"守则|安排|章程|制度|准则|规程|规范|目录|清单|指引|导则|协定|条约|宣言|声明|措施|通告|"
    r"規劃|綱要|計畫|計劃|意見|決定|決議|報告|建議|條例|辦法|規定|細則|規則|憲法)"
    r"\s*(?:[（(【《〈].{0,60}[)）】》〉])*$"
)
_WESTERN_TITLE = re.compile(
    r"^(Gesetz|Verordnung|Regulation|Directive|Law|Loi)|"
    r"(Act|Law|Code|Plan|Regulation|Strategy|Directive|gesetz|verordnung)"
    r"(of)?(\d{4})?$"
)
_COVERED = re.compile(
    r"(?:现将|現將|将|批准|同意)\s*《(?P<title>[^》]{4,80})》"
)
_COVER_END = re.compile(r"印发给你们|印發|请.{0,12}(贯彻|执行|实施)|认真贯彻")
_ADDRESSEE = re.compile(
    r"^(各|有关|国务院各|中央和国家)[^。！？]{4,160}[:：]$|"
    r"^(各位|同志|女士|先生|朋友)[^。！？]{0,16}[:：！!]$"
)
_NUMBER_LINE = re.compile(
    r"^[\u4e00-\u9fff]{1,12}[〔\[（(]\s*(19|20)\d\d\s*[〕\])）]\s*第?\s*\d{1,5}\s*号$"
)
_NOTE = re.compile(
    r"^[（(].{0,400}[)）]$|^(——|－－|--|――)?\s*(19|20)\d\d\s*年.{2,80}(会议|大会)上$|"
    r"^(——|－－|--|――).{4,80}上$"
)
_BYLINE = re.compile(
    r"^.{0,24}(省长|市长|主席|总理|州长|县长|区长|部长|主任|委员长|书记|院长|特首|长官)"
    r"[\s\u3000]*[\u4e00-\u9fff·\s\u3000]{2,8}$|^[\u4e00-\u9fff]{2,4}作(政府|工作).{0,6}报告。?$|^[\u4e00-\u9fff]{2,4}(?:日报|晚报)?$|"
    r"^.{0,16}(省长|市长|主席)[\u4e00-\u9fff·]{2,8}作.{0,8}报告。?$"
)
_DATE = re.compile(
    r"^(?:[（(]\s*)?(?:(?:19|20|１９|２０)[0-9０-９]{2}|[一二][〇○零一二三四五六七八九]{3})"
    r"\s*年\s*(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})\s*月"
    r"(?:\s*(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})\s*日)?(?:\s*[)）])?$|"
    r"^(19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}$"
)
_ORGAN = re.compile(
    r"(部|委|办|办公室|局|院|署|会|厅|政府|委员会|中心|银行|总局|国务院|中共中央|党委|"
    r"人大|政协|法院|检察院|军委|总工会|联合会|主席|总理)$"
)
_GLUED_NUMBER = re.compile(r"国(?:办)?(?:发|函)〔(?:19|20)\d\d〕\d{1,4}号$")
_RELEASE = re.compile(
    r"^[（(]?\s*(此件|本件).{0,12}(公开|发布|发).{0,8}[)）]?$"
)
_SENTENCE = re.compile("[。；，,;]")


@dataclass(frozen=True, slots=True)
class Finding:
    """A line that is not part of the clauses.

    Attributes
    ----------
    kind : str
        ``furniture``, ``artefact``, or ``heading`` for the title itself.
    reason : str
        The rule and why it applies.
    """

    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Contents:
    """One entry of a contents list: its text without leaders, its page."""

    text: str
    page: int | None


@dataclass(slots=True)
class Furniture:
    """What `find_furniture` found.

    Attributes
    ----------
    lines : dict of int to Finding
        By index of the line.
    title : list of int
        Indices of the lines that print the title.
    contents : list of Contents
        Entries of the contents list, in order.
    notices : list of str
        What was suspicious and left in place.
    """

    lines: dict[int, Finding] = field(default_factory=dict)
    title: list[int] = field(default_factory=list)
    contents: list[Contents] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def mark(self, index: int, reason: str, kind: str = "furniture") -> None:
        """Note a line, unless an earlier rule has it already."""
        self.lines.setdefault(index, Finding(kind, reason))


def compact(text: str) -> str:
    """Return a text without white space, for comparing headings.

    Examples
    --------
    >>> compact("第一章　总　则")
    '第一章总则'
    """
    return re.sub(r"[\s\u3000\u00a0\u200b\ufeff]+", "", text)


def find_furniture(
    lines: Sequence[Line],
    *,
    cuts: Sequence[Cut] = (),
    profile: Profile | None = None,
    title: str = "",
) -> Furniture:
    """Find the lines around the plan's own text.

    Parameters
    ----------
    lines : sequence of Line
        All lines of the source that hold more than white space.
    cuts : sequence of Cut, optional
        What the file's format shows to be furniture, in order.
    profile : Profile, optional
        Lines that the user cuts out or keeps.
    title : str, optional
        The title that the file's format states.

    Returns
    -------
    Furniture
        Findings by line, the title's lines, the contents list, notices.
    """
    found = Furniture()
    _given(lines, cuts, found)
    _by_profile(lines, profile or Profile(), found)
    _field_box(lines, found)
    _over_printed(lines, found)
    _contents(lines, found)
    _page_numbers(lines, found)
    _running_heads(lines, found)
    _footer(lines, found)
    _chrome(lines, found)
    _front(lines, found, compact(title))
    _signature(lines, found)
    for index in list(found.lines):
        if any(
            pattern.search(lines[index].text)
            for pattern in (profile.keeps if profile else ())
        ):
            del found.lines[index]
    return found


def _given(
    lines: Sequence[Line], cuts: Sequence[Cut], found: Furniture
) -> None:
    """Mark the lines inside the furniture that the format shows."""
    starts = [line.start for line in lines]
    for cut in cuts:
        if cut.kind != "furniture":
            continue
        for index in range(bisect_left(starts, cut.start), len(lines)):
            if lines[index].end > cut.end:
                break
            found.mark(index, cut.reason)


def _by_profile(
    lines: Sequence[Line], profile: Profile, found: Furniture
) -> None:
    """Mark the lines that the user's profile cuts out."""
    for rule in profile.cuts:
        open_cut = False
        for index, line in enumerate(lines):
            if rule.start.search(line.text):
                open_cut = True
            if open_cut:
                found.mark(index, f"profile: {rule.reason}")
            if rule.end is None or rule.end.search(line.text):
                open_cut = False


def _contents(lines: Sequence[Line], found: Furniture) -> None:
    """Mark contents lists: headings with leaders, or under 目录."""
    index = 0
    while index < len(lines):
        captioned = bool(_CONTENTS_WORD.match(compact(lines[index].text)))
        first = index + captioned
        last = _contents_end(lines, first, captioned=captioned)
        if last - first >= 3:
            if captioned:
                found.mark(index, "contents list: its caption")
            for entry in range(first, last):
                text = lines[entry].text
                page = _LEADERS.search(text) or _TRAILING_PAGE.search(text)
                found.mark(entry, "contents list: repeats a heading")
                found.contents.append(
                    Contents(
                        text[: page.start()].strip() if page else text,
                        int(page["page"]) if page and page["page"] else None,
                    )
                )
            index = last
        else:
            index += 1


def _contents_end(
    lines: Sequence[Line], first: int, *, captioned: bool
) -> int:
    """Return the index after the last entry of a contents list."""
    index = first
    seen: set[str] = set()
    later: Counter[str] | None = None
    while index < len(lines):
        text = lines[index].text
        if _LEADERS.search(text):
            index += 1
            continue
        if not captioned:
            break
        entry = compact(_TRAILING_PAGE.sub("", text))
        if (
            entry in seen
            or len(entry) > 60
            or _SENTENCE.search(
                entry[-1:] if _TRAILING_PAGE.search(text) else entry
            )
        ):
            break
        mark = parse_mark(text)
        if mark is not None and mark.system == "article":
            break
        if seen and mark is None and not _TRAILING_PAGE.search(text):
            if later is None:
                later = Counter(
                    compact(line.text)
                    for line in lines[first:]
                    if len(line.text) <= 80
                )
            if later[entry] < 2:
                break
        seen.add(entry)
        index += 1
    return index


def _field_box(lines: Sequence[Line], found: Furniture) -> None:
    """Mark the metadata box: three labels or more on lines close by."""
    run: list[int] = []
    for index, line in enumerate([*lines, None]):
        if line is not None and FIELD.match(line.text):
            run.append(index)
            continue
        if run and line is not None and index - run[-1] <= 2:
            continue  # the value of a field may take two lines more
        labels = {
            compact(label)
            for place in run
            for label in FIELD.findall(lines[place].text)
        }
        if len(labels) >= 3:
            for place in range(run[0], run[-1] + 1):
                found.mark(place, "metadata box: fields of the web site")
        run = []


def _over_printed(lines: Sequence[Line], found: Furniture) -> None:
    """Mark headings that a print-out holds twice to make them bold."""
    for index, (line, following) in enumerate(pairwise(lines)):
        mark = parse_mark(line.text)
        if mark is None or max(len(line.text), len(following.text)) > 60:
            continue
        above, below = compact(line.text), compact(following.text)
        title = compact(line.text[mark.end :])
        if above == below or (not title and below.startswith(above)):
            found.mark(
                index, "over-printed heading: repeats the next", "artefact"
            )
        elif title and below == title:
            found.mark(
                index + 1,
                "over-printed heading: repeats its title",
                "artefact",
            )


def _page_numbers(lines: Sequence[Line], found: Furniture) -> None:
    """Mark page numbers that stand alone on a line and rise."""
    pages: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        if index in found.lines or len(line.text) > 20:
            continue
        match = _PAGE_NUMBER.match(line.text)
        if match and match["page"] is None:
            found.mark(index, "page number: alone on its line")
        elif match:
            pages.append((index, int(match["page"])))
    run = rising([number for _, number in pages])
    decorated = sum(not lines[index].text.isdigit() for index, _ in pages)
    if decorated >= 2 or (len(run) >= 3 and len(run) >= 0.7 * len(pages)):
        for position in run:
            index, _ = pages[position]
            found.mark(index, "page number: alone on its line, rising")


def rising(numbers: Sequence[int]) -> list[int]:
    """Return the positions of a longest strictly rising subsequence.

    Examples
    --------
    >>> rising([4, 22, 6, 16, 2, 23])
    [0, 2, 3, 5]
    """
    ends: list[int] = []  # position that ends a run of each length
    values: list[int] = []
    before: list[int] = []
    for position, number in enumerate(numbers):
        length = bisect_left(values, number)
        before.append(ends[length - 1] if length else -1)
        ends[length : length + 1] = [position]
        values[length : length + 1] = [number]
    run: list[int] = []
    position = ends[-1] if ends else -1
    while position >= 0:
        run.append(position)
        position = before[position]
    return run[::-1]


def _running_heads(lines: Sequence[Line], found: Furniture) -> None:
    """Mark short lines that stand beside page numbers again and again."""
    beside: dict[str, list[int]] = {}
    for index, finding in list(found.lines.items()):
        if not finding.reason.startswith("page number"):
            continue
        for other in (index - 1, index + 1):
            if 0 <= other < len(lines) and other not in found.lines:
                text = compact(lines[other].text)
                if len(text) <= 40 and not _SENTENCE.search(text):
                    beside.setdefault(text, []).append(other)
    for places in beside.values():
        if len(places) >= 3:
            for other in places:
                found.mark(other, "running head: repeated beside page numbers")


def _footer(lines: Sequence[Line], found: Furniture) -> None:
    """Mark everything from the first footer line after the body."""
    total = lines[-1].end if lines else 0
    for index, line in enumerate(lines):
        late = total - line.start <= max(3000, total // 8)
        if not late or index == 0 or not _FOOTER.search(line.text):
            continue
        rest = lines[index:]
        if any(_heads_body(other.text) for other in rest[1:]):
            continue
        for other in range(index, len(lines)):
            found.mark(other, "site footer: from the first line of it")
        return


def _heads_body(text: str) -> bool:
    mark = parse_mark(text)
    return mark is not None and mark.system in (
        "part",
        "chapter",
        "section",
        "article",
        "chinese",
    )


def _chrome(lines: Sequence[Line], found: Furniture) -> None:
    """Mark buttons, paths and bylines of a web page."""
    for index, line in enumerate(lines):
        if index in found.lines or len(line.text) > 80:
            continue
        for pattern, name in _CHROME:
            if pattern.search(line.text) and not re.search(
                "[。；]", line.text
            ):
                found.mark(index, f"site chrome: {name}")
                break


def _front(lines: Sequence[Line], found: Furniture, stated: str) -> None:
    """Find the title; mark what stands before it and its bylines."""
    body = _body_start(lines, found)
    covered = _cover(lines, found)
    if covered is not None:
        body = _body_start(lines, found, first=covered)
    free = [
        index
        for index in range(covered or 0, body)
        if index not in found.lines or found.lines[index].kind == "heading"
    ]
    titles = [index for index in free if _is_title(lines[index].text, stated)]
    if covered is not None:
        titles = [i for i in titles if i in found.title] or found.title
    elif titles:
        last = titles[-1]
        found.title = [last]
        before = last - 1
        while before in free and _joins_title(
            lines[before].text, lines[last].text
        ):
            found.title.insert(0, before)
            before -= 1
    if not found.title:
        for index in range(min(body + 1, len(lines), 5)):
            if _ADDRESSEE.match(lines[index].text):
                found.mark(index, "addressee: to whom the text is sent")
        return
    for index in found.title:
        found.lines[index] = Finding("heading", "title of the document")
    _above_title(lines, found)
    _below_title(lines, found, body)


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
    addressed = any(_ADDRESSEE.match(lines[i].text) for i in front)
    for index in front:
        text = lines[index].text
        short = len(text) <= 40 and not re.search("[。；，]", text)
        reason = _front_line(text)
        if not reason and addressed and short and index < body:
            reason = "byline: stands between title and addressee"
        if reason:
            found.mark(index, reason)


def _front_line(text: str) -> str:
    """Return why a line under the title is furniture, or ``""``."""
    plain = text.strip()
    for pattern, reason in (
        (_NUMBER_LINE, "document number: stands under the title"),
        (_DATE, "date: stands under the title"),
        (_NOTE, "adoption note: stands under the title"),
        (_BYLINE, "byline: names the speaker under the title"),
        (_ADDRESSEE, "addressee: to whom the text is sent"),
        (_RELEASE, "release note: stands under the title"),
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
        and not re.match(r"\d{1,2}\s", text)
        and bool(_TITLE_END.search(plain) or _WESTERN_TITLE.search(plain))
    )


def _joins_title(before: str, title: str) -> bool:
    """Whether a line is the first part of a title set in several lines."""
    plain = compact(before)
    return (
        bool(
            re.search(
                "(关于|關於|印发|印發|转发|批转|实施|制定|修改|贯彻)$", plain
            )
        )
        and len(plain) <= 50
        and plain not in compact(title)
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
        prose = len(text) >= 28 and re.search("[，。]", text)
        if prose and not _front_line(text) and not _is_title(text):
            return index
    return len(lines)


def _cover(lines: Sequence[Line], found: Furniture) -> int | None:
    """Mark the notice that issues the plan; return where the plan starts."""
    opening = "".join(line.text for line in lines[:40])
    covered = _COVERED.search(opening)
    if not covered or not _COVER_END.search(opening[covered.end() :][:120]):
        return None
    title = compact(covered["title"])
    for index in range(min(60, len(lines))):
        for count in (1, 2, 3):
            joined = compact(
                "".join(other.text for other in lines[index : index + count])
            )
            if joined in (title, f"《{title}》"):
                above = "".join(other.text for other in lines[:index])
                if "《" not in above:
                    continue
                found.title = list(range(index, index + count))
                for before in range(index):
                    found.mark(before, "notice cover: issues the plan")
                return _repeats(lines, found, title, index + count)
    found.notices.append(
        f"The text opens with a notice that issues 《{covered['title']}》, "
        "but that title stands nowhere below it; the notice is kept."
    )
    return None


def _repeats(
    lines: Sequence[Line], found: Furniture, title: str, index: int
) -> int:
    while index < len(lines) and compact(lines[index].text) == title:
        found.mark(index, "repeated title: printed again above the text")
        index += 1
    return found.title[0]


def _signature(lines: Sequence[Line], found: Furniture) -> None:
    """Mark issuers and date under the last paragraph."""
    last = len(lines) - 1
    while last >= 0 and last in found.lines:
        last -= 1
    while last > 0 and _RELEASE.match(lines[last].text):
        found.mark(last, "release note: closes the document")
        last -= 1
    if last < 1 or last in found.lines:
        return
    plain = lines[last].text
    fused = re.match(
        r"^(?P<organ>[\u4e00-\u9fff\s\u3000]{2,30}?)(?P<date>(19|20)\d\d\s*年.*)$",
        plain,
    )
    if (
        fused
        and _DATE.match(fused["date"])
        and _ORGAN.search(fused["organ"].strip())
    ):
        found.mark(last, "signature: issuer and date close the document")
        return
    if not _DATE.match(plain):
        return
    first = last
    while (
        first > 0
        and first - 1 not in found.lines
        and len(lines[first - 1].text) <= 60
        and all(
            _ORGAN.search(part)
            for part in re.split(r"[\s\u3000、]+", lines[first - 1].text)
        )
    ):
        first -= 1
    if first < last:
        for index in range(first, last + 1):
            found.mark(index, "signature: issuer and date close the document")
