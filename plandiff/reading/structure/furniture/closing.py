"""Find what closes a document: issuers, date, annex list, release notes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plandiff.reading.structure.furniture.findings import Furniture
from plandiff.reading.structure.furniture.wording import DATE, ORGAN, RELEASE
from plandiff.reading.structure.passages import Line
from plandiff.text.numbering import parse_mark

__all__ = ["mark_closing"]

_COPIES = re.compile(
    r"^(抄送|抄报|主送|分送|报送|印送)(机关|单位)?\s*[:：]|^共印\s*\d+\s*份"
)
_PRINTED = re.compile(
    r"^.{0,40}?(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*印[发發]$"
)
_FUSED = re.compile(
    r"^(?P<organ>[\u4e00-\u9fff\s\u3000]{2,30}?)(?P<date>(19|20)\d\d\s*年.*)$"
)
_ANNEX_LIST = re.compile(r"^附(?:\s*件)?\s*\d{0,2}\s*[:：]\s*\S")
_ANNEX_ENTRY = re.compile(r"^\d{1,2}\s*[.．、]\s*[^。；]{2,60}$")
_EDGE = re.compile("running head|page number")
_SIGNED = "signature: issuer and date close the document"


def mark_closing(lines: Sequence[Line], found: Furniture) -> None:
    """Mark what stands under the last paragraph, and before annexes."""
    last = len(lines) - 1
    while last >= 0 and last in found.lines:
        last -= 1
    while last > 0 and _is_note(lines[last].text):
        found.mark(last, _note_reason(lines[last].text))
        last -= 1
    ends = [last] if last not in found.lines else []
    ends += [
        index - 1
        for index in range(2, len(lines))
        if _opens_annex(lines[index].text) and index - 1 not in found.lines
    ]
    for end in ends:
        _mark_end(lines, found, end)


def _is_note(text: str) -> bool:
    return any(pattern.match(text) for pattern in (RELEASE, _COPIES, _PRINTED))


def _note_reason(text: str) -> str:
    if RELEASE.match(text):
        return "release note: closes the document"
    return "circulation note: copies and printing close the document"


def _opens_annex(text: str) -> bool:
    mark = parse_mark(text)
    return mark is not None and mark.system == "annex" and len(text) <= 60


def _mark_end(lines: Sequence[Line], found: Furniture, last: int) -> None:
    """Mark release note, signature and annex list that end at a line."""
    while last > 0 and _is_note(lines[last].text):
        found.mark(last, _note_reason(lines[last].text))
        last -= 1
    first = _signature_start(lines, found, last)
    for index in range(first, last + 1):
        if index not in found.lines:
            found.mark(index, _SIGNED)
    attached = last + 1 < len(lines) and _opens_annex(lines[last + 1].text)
    if first <= last or attached:
        _mark_annex_list(lines, found, first - 1)


def _signature_start(
    lines: Sequence[Line], found: Furniture, last: int
) -> int:
    """Return where the signature begins; after `last` if there is none."""
    if last < 1 or last in found.lines:
        return last + 1
    plain = lines[last].text
    fused = _FUSED.match(plain)
    if (
        fused
        and DATE.match(fused["date"])
        and ORGAN.search(fused["organ"].strip())
    ):
        return last
    if not DATE.match(plain):
        return last + 1
    first = last
    while (
        (before := _before(first, found)) >= 0
        and len(lines[before].text) <= 60
        and all(
            ORGAN.search(part)
            for part in re.split(r"[\s\u3000、]+", lines[before].text)
        )
    ):
        first = before
    alone = last + 1 == len(lines) or last + 1 in found.lines
    return first if first < last or alone else last + 1


def _before(index: int, found: Furniture) -> int:
    """Return the line before one, over the edges of a page; -1 for none."""
    index -= 1
    while index in found.lines and _EDGE.match(found.lines[index].reason):
        index -= 1
    return -1 if index in found.lines else index


def _mark_annex_list(
    lines: Sequence[Line], found: Furniture, last: int
) -> None:
    """Mark 附件：1.… 2.… under the text, which only name what follows."""
    first = last
    while first > 0 and _ANNEX_ENTRY.match(lines[first].text):
        first -= 1
    if first < 1 or first in found.lines:
        return
    if _ANNEX_LIST.match(lines[first].text) and len(lines[first].text) <= 80:
        for index in range(first, last + 1):
            found.mark(index, "annex list: names what is attached")
