"""Read what a plan says of itself: title, issuers, number, dates, period.

Nothing is guessed: what the text does not state is absent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from plandiff.document import Metadata
from plandiff.reading.structure.furniture import Furniture
from plandiff.reading.structure.passages import Line
from plandiff.text.characters import HAN, compact
from plandiff.text.normalize import is_traditional
from plandiff.text.years import find_period, read_date, without_dates

__all__ = ["FIELDS", "find_metadata"]

NUMBER = re.compile(
    rf"(?P<organ>国办发|国办函|国发|国函|中办发|中发|(?<![{HAN}])[{HAN}]{{1,10}})\s*"
    r"[〔\[（(]\s*(?P<year>(?:19|20)\d\d)\s*[〕\])）]\s*"
    r"第?\s*(?P<number>\d{1,5})\s*[号號]"
)
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
FIELDS = {
    "标题": "title",
    "发文字号": "number",
    "文号": "number",
    "发文机关": "issuers",
    "发布机构": "issuers",
    "制定机关": "issuers",
    "成文日期": "written",
    "印发日期": "written",
    "发布日期": "published",
    "公布日期": "published",
    "发布时间": "published",
}
_LABELS = (
    *FIELDS,
    "索引号",
    "主题分类",
    "时效",
    "时效性",
    "有效性",
    "主题词",
)
_FIELD = re.compile(
    "(?P<label>"
    + "|".join(r"\s*".join(label) for label in _LABELS)
    + r")\s*[:：]\s*"
)
SIGNER = re.compile(
    r"^[\u4e00-\u9fff\s\u3000、]{2,40}(部|委|办|局|院|署|会|厅|府|室|行|总局)$"
)
_PROVINCE = re.compile(
    r"(北京|天津|上海|重庆)市|(河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|"
    r"湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海)省|(内蒙古|广西|西藏|宁夏|新疆).{0,5}自治区"
)
_NATIONAL = re.compile("国务院|中共中央|全国人民代表大会|中华人民共和国")
_MINISTRY = re.compile("部|委|总局|网信办|署|银行")


def find_metadata(
    lines: Sequence[Line],
    furniture: Furniture,
    body: str,
    *,
    fields: Mapping[str, str] | None = None,
) -> Metadata:
    """Read the metadata that a document prints.

    Parameters
    ----------
    lines : sequence of Line
        All lines of the source.
    furniture : Furniture
        What was found around the text; the fields stand there.
    body : str
        The text of the clauses, for the language.
    fields : mapping of str to str, optional
        What the file's format states.

    Returns
    -------
    Metadata
        With None, or an empty tuple, for what the text does not state.
    """
    around = [lines[index].text for index in sorted(furniture.lines)]
    stated = {**(fields or {}), **_fields(lines)}
    title = _join_title(lines, furniture)
    cover = next(iter(around), "")
    front = "\n".join(around)
    number = stated.get("number") or _first_number(front)
    signed, signed_date = _signature(lines, furniture)
    issuers = _issuers(stated.get("issuers")) or signed
    written = (
        read_date(stated.get("written", ""))
        or signed_date
        or _title_date(lines, furniture)
    )
    return Metadata(
        title=_fuller(title, stated.get("title")),
        issuers=issuers,
        number=number,
        written=written,
        published=read_date(stated.get("published", "")),
        period=find_period(_fuller(title, stated.get("title")) or cover),
        level=_level(issuers, title or ""),
        language=_language(body),
    )


def _fuller(printed: str | None, stated: str | None) -> str | None:
    """Prefer the printed title, unless the stated one holds it and more."""
    if not printed or not stated:
        return printed or stated
    more = len(compact(stated)) - len(compact(printed))
    fuller = compact(printed) in compact(stated) and more <= 20
    return stated if fuller and "印发" not in stated else printed


def _fields(lines: Sequence[Line]) -> dict[str, str]:
    """Return the fields of a metadata box, such as 发文字号：…."""
    found: dict[str, str] = {}
    for line in lines:
        if len(line.text) > 200:
            continue
        labels = list(_FIELD.finditer(line.text))
        if not labels or labels[0].start() > 2:
            continue
        ends = [*(label.start() for label in labels[1:]), len(line.text)]
        for label, end in zip(labels, ends, strict=True):
            name = FIELDS.get(compact(label["label"]))
            value = line.text[label.end() : end].strip(" \u3000\t")
            if name and value:
                found.setdefault(name, value)
    return found


def _first_number(text: str) -> str | None:
    found = NUMBER.search(text.translate(_WIDE))
    if not found:
        return None
    return (
        f"{found['organ']}〔{found['year']}〕{found['number']}{found[0][-1]}"
    )


def _join_title(lines: Sequence[Line], furniture: Furniture) -> str | None:
    parts = [lines[index].text for index in furniture.title]
    title = re.sub(r"\s+", " ", "".join(parts)).strip()
    gaps = len(re.findall(rf"(?<=[{HAN}]) (?=[{HAN}])", title))
    if gaps > 2 and 2 * gaps >= len(compact(title)) - 1:
        title = compact(title)  # 管 理 办 法: letter-spaced
    return NUMBER.sub("", title).strip() or None


def _signature(
    lines: Sequence[Line], furniture: Furniture
) -> tuple[tuple[str, ...], str | None]:
    """Return issuers and date of the signature, or of the notice's."""
    block = [
        lines[index].text
        for index, finding in sorted(furniture.lines.items())
        if finding.reason.startswith("signature")
    ]
    if not block:
        block = _cover_signature(lines, furniture)
    text = " ".join(block)
    date = read_date(text)
    names = re.split(r"[\s\u3000、]+", without_dates(text))
    return tuple(name for name in names if len(name) >= 2), date


def _title_date(lines: Sequence[Line], furniture: Furniture) -> str | None:
    """Return the date that stands in brackets under the title."""
    for index, finding in sorted(furniture.lines.items()):
        text = lines[index].text
        if finding.reason.startswith("date:") and text[0] in "（(":
            return read_date(text)
    return None


def _cover_signature(lines: Sequence[Line], furniture: Furniture) -> list[str]:
    """Return the lines that sign the notice which issues the plan."""
    cover = [
        lines[index].text
        for index, finding in sorted(furniture.lines.items())
        if finding.reason.startswith("notice cover")
    ]
    for place, text in enumerate(cover):
        if place and len(text) <= 16 and not without_dates(text).strip():
            first = place
            while first > 0 and SIGNER.search(cover[first - 1]):
                first -= 1
            return cover[first : place + 1]
    return []


def _issuers(field: str | None) -> tuple[str, ...]:
    if not field:
        return ()
    return tuple(part for part in re.split("[、,，；;]", field) if part)


def _level(issuers: Sequence[str], title: str) -> str | None:
    named = " ".join((*issuers, title))
    if _PROVINCE.search(named):
        return "province"
    if _NATIONAL.search(named):
        return "national"
    if issuers and all(_MINISTRY.search(name) for name in issuers):
        return "ministry"
    return None


def _language(body: str) -> str | None:
    sample = body[:20000]
    han = len(re.findall(f"[{HAN}]", sample))
    if han < 0.2 * len(sample) or not han:
        return None
    return "zh-Hant" if is_traditional(sample) else "zh-Hans"
