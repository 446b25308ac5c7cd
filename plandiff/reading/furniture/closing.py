"""Find what closes a document: issuers, date, release notes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from plandiff.reading.furniture.findings import Furniture
from plandiff.reading.furniture.wording import DATE, ORGAN, RELEASE
from plandiff.reading.passages import Line

__all__ = ["mark_signature"]


def mark_signature(lines: Sequence[Line], found: Furniture) -> None:
    """Mark issuers and date under the last paragraph."""
    last = len(lines) - 1
    while last >= 0 and last in found.lines:
        last -= 1
    while last > 0 and RELEASE.match(lines[last].text):
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
        and DATE.match(fused["date"])
        and ORGAN.search(fused["organ"].strip())
    ):
        found.mark(last, "signature: issuer and date close the document")
        return
    if not DATE.match(plain):
        return
    first = last
    while (
        first > 0
        and first - 1 not in found.lines
        and len(lines[first - 1].text) <= 60
        and all(
            ORGAN.search(part)
            for part in re.split(r"[\s\u3000、]+", lines[first - 1].text)
        )
    ):
        first -= 1
    if first < last:
        for index in range(first, last + 1):
            found.mark(index, "signature: issuer and date close the document")
