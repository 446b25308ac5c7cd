"""Small marks over and under lines: how a word is read, what is stressed.

A reading in small letters (ruby, 注音) and emphasis dots (着重号) stand close
to the line that they belong to, within its width. They are no line of the
text.
"""

from __future__ import annotations

import re
from dataclasses import replace

from plandiff.reading.formats.pdf.lines import Page, Run
from plandiff.text.characters import HAN

__all__ = ["mark_annotations"]

_SMALL = 0.65
"""Size of such marks at most, as a share of the size of their line."""

_DOTS = re.compile("[·•．.●◦○◌﹅﹆、▲△▼▽◆◇★☆˙∙・\u0323\u0307\\s]+")
_READING = re.compile(
    "[A-Za-z\u00c0-\u024f\u02b0-\u02ff\u0300-\u036f\u1e00-\u1eff"
    f"\u3041-\u30ff\u3105-\u312f\u31a0-\u31bf'’\\s-]+|[{HAN}]{{1,4}}"
)


def mark_annotations(page: Page) -> None:
    """Mark readings and emphasis dots; put them behind the lines."""
    usual = max((run.points for run in page.runs), default=0.0)
    small = [
        run
        for run in page.runs
        if not run.cut
        and run.points <= _SMALL * usual
        and (_DOTS.fullmatch(run.text) or _READING.fullmatch(run.text))
    ]
    if not small:
        return
    found = {id(run): why for run in small if (why := _reason(run, page))}
    page.runs = [
        *(run for run in page.runs if id(run) not in found),
        *(
            replace(run, cut=found[id(run)])
            for run in page.runs
            if id(run) in found
        ),
    ]


def _reason(run: Run, page: Page) -> str:
    """Return what a small run is to the line beside it, or ``""``."""
    middle = (run.left + run.right) / 2
    for line in page.runs:
        if run.points > _SMALL * line.points or line.cut:
            continue
        if not line.left <= middle <= line.right:
            continue
        over = run.bottom - line.top
        under = line.bottom - run.top
        near = -0.35 * line.size, 0.6 * line.size
        if _DOTS.fullmatch(run.text):
            if near[0] < over < near[1] or near[0] < under < near[1]:
                return "emphasis marks: beside the letters that they stress"
        elif near[0] < over < near[1] and run.right <= line.right + run.size:
            return "reading: small over the letters that it explains"
    return ""
