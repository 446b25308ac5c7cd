"""Find what is printed around a plan: contents list, site chrome, covers.

Each rule has a name and a reason, which the document's account repeats. A
rule that is not sure leaves the text in place and adds a notice.

"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from plandiff.reading.profile import Profile
from plandiff.reading.received import Block, Cut
from plandiff.reading.structure.furniture.closing import mark_closing
from plandiff.reading.structure.furniture.contents import mark_contents
from plandiff.reading.structure.furniture.findings import Furniture
from plandiff.reading.structure.furniture.front import mark_front
from plandiff.reading.structure.furniture.pages import (
    mark_over_printed,
    mark_page_numbers,
    mark_running_heads,
)
from plandiff.reading.structure.furniture.site import (
    mark_chrome,
    mark_field_box,
    mark_footer,
)
from plandiff.reading.structure.passages import Line
from plandiff.text.characters import FORMS, compact
from plandiff.text.normalize import convert_script, is_traditional

__all__ = ["find_furniture"]

_ODD = re.compile("[\u2e80-\u2fd5\uf900-\ufad9\U0002f800-\U0002fa1d]")
"""Radicals and compatibility ideographs."""


def find_furniture(
    lines: Sequence[Line],
    *,
    cuts: Sequence[Cut] = (),
    kept: Sequence[Block] = (),
    blocks: Sequence[Block] = (),
    profile: Profile | None = None,
    title: str = "",
) -> Furniture:
    """Find the lines around the plan's own text.

    The rules know simplified words; traditional lines are shown to them in
    simplified characters, place by place.

    Parameters
    ----------
    lines : sequence of Line
        All lines of the source that hold more than white space.
    cuts : sequence of Cut, optional
        What the file's format shows to be furniture, in order.
    kept : sequence of Block, optional
        Tables, in order, whose lines no rule may take.
    blocks : sequence of Block, optional
        What the file's format keeps together; where it states several
        headings of the level of the first, the title stands above them.
    profile : Profile, optional
        Lines that the user cuts out or keeps.
    title : str, optional
        The title that the file's format states.

    Returns
    -------
    Furniture
        Findings by line, the title's lines, the contents list, notices.
    """
    found = Furniture(kept=_inside(lines, kept))
    _given(lines, cuts, found)
    _by_profile(lines, profile or Profile(), found)
    shown = _simplified(lines)
    stated = title if shown is lines else convert_script(title, "t2s")
    mark_field_box(shown, found)
    mark_over_printed(shown, found)
    mark_contents(shown, found, as_printed=lines)
    mark_page_numbers(shown, found)
    mark_running_heads(shown, found)
    mark_footer(shown, found)
    mark_chrome(shown, found)
    mark_front(shown, found, compact(stated), _first_heading(lines, blocks))
    mark_closing(shown, found)
    for index in list(found.lines):
        if any(
            pattern.search(lines[index].text)
            for pattern in (profile.keeps if profile else ())
        ):
            del found.lines[index]
    return found


def _simplified(lines: Sequence[Line]) -> Sequence[Line]:
    """Return traditional lines in simplified characters, others as is."""
    text = "\n".join(line.text for line in lines)
    plain = text.translate(FORMS) if _ODD.search(text) else text
    if not is_traditional(plain):
        if plain == text:
            return lines
        converted = plain.split("\n")
    else:
        converted = convert_script(plain, "t2s").split("\n")
    return [
        replace(line, text=plain)
        for line, plain in zip(lines, converted, strict=True)
    ]


def _first_heading(lines: Sequence[Line], blocks: Sequence[Block]) -> int:
    """Return the index of the first heading that the format states.

    A level that stands once may be the title's; then, and where there is
    none, the number of lines.
    """
    stated = [block for block in blocks if block.level]
    levels = [block.level for block in stated]
    for block in stated:
        if levels.count(block.level) > 1:
            return bisect_left([line.start for line in lines], block.start)
    return len(lines)


def _inside(lines: Sequence[Line], blocks: Sequence[Block]) -> set[int]:
    """Return the indices of the lines that lie in blocks."""
    starts = [line.start for line in lines]
    return {
        index
        for block in blocks
        for index in range(
            bisect_left(starts, block.start), bisect_left(starts, block.end)
        )
    }


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
