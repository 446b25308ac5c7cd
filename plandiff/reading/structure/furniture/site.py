"""Find what a web site prints around a plan: fields, buttons, footers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plandiff.reading.structure.furniture.findings import Furniture
from plandiff.reading.structure.passages import Line
from plandiff.text.characters import compact
from plandiff.text.numbering import parse_mark

__all__ = ["FIELD", "mark_chrome", "mark_field_box", "mark_footer"]

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
    (
        re.compile(
            r"^(?:[【\[|｜\s]*(?:打印(?:本页)?|关闭(?:窗口)?|收藏|(?:我要)?纠错|返回|保存|转发|"
            r"分享|下载|全屏|复制链接|大|中|小)[】\]|｜\s]*){2,8}$"
        ),
        "buttons of the site",
    ),
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
_ANY = re.compile("|".join(pattern.pattern for pattern, _ in _CHROME))
_FOOTER = re.compile(
    r"^二维码$|扫一扫|版权所有|copyright\s*©|©|备案(序)?号|ICP备|公安网?备|"
    r"^主办(单位)?\s*[:：]|^承办(单位)?\s*[:：]|^网站(地图|标识码|声明)|"
    r"^相关(报道|文档|链接|阅读|文章|稿件|附件|新闻|解读)\s*[:：]?$|^责任编辑|^[(（]责(任)?编(辑)?|"
    r"^(上|下)一(篇|条)\s*[:：]?|^本作品(是|来自|的|在|属|原)|^本文件.{0,30}著作权|"
    r"^Public domain$|公有领域|^[這这]部作品|"
    r"^打印(本页)?$|^分享(到)?[:：]?$|"
    r"^(关联|延伸|推荐|扩展|更多)(稿件|阅读|链接|文章|新闻)\s*[:：>》]*$|^返回顶部$|"
    r"^关闭窗口$|^打印本页$|^编辑\s*[:：]|^[（(]来源\s*[:：]|^收藏$|"
    r"^【?(我要)?纠错】?$|^政府网站找错$",
    re.I,
)


def mark_field_box(lines: Sequence[Line], found: Furniture) -> None:
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


def mark_chrome(lines: Sequence[Line], found: Furniture) -> None:
    """Mark buttons, paths and bylines of a web page."""
    for index, line in enumerate(lines):
        if (
            index in found.lines
            or len(line.text) > 80
            or not _ANY.search(line.text)
        ):
            continue
        for pattern, name in _CHROME:
            if pattern.search(line.text) and not re.search(
                "[。；]", line.text
            ):
                found.mark(index, f"site chrome: {name}")
                break


def mark_footer(lines: Sequence[Line], found: Furniture) -> None:
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
