"""Join the parts of a plan that stands in several files or pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from plandiff.reading.received import Block, Cut, Received
from plandiff.text.characters import compact

__all__ = ["PAGER", "joined_parts"]

PAGER = "The page is one of several"
"""How the notice of a page that leads to further pages begins."""

_FIRST_LINES = 30
_LATER_LINES = 12
_LONGEST = 80
_AGAIN = "repeated title: printed again above a later part"


def joined_parts(parts: Sequence[Received]) -> Received:
    r"""Join parts in the order in which they are given.

    Parameters
    ----------
    parts : sequence of Received
        One or more.

    Returns
    -------
    Received
        Texts one after the other, what their formats say at its new place.
        What is printed above the first part and again above another is
        furniture there.

    Examples
    --------
    >>> parts = [Received("规划\n一、目标\n发展。"), Received("规划\n健全。")]
    >>> whole = joined_parts(parts)
    >>> whole.text.split(), [(cut.start, cut.end) for cut in whole.cuts]
    (['规划', '一、目标', '发展。', '规划', '健全。'], [(12, 14)])
    """
    first = parts[0]
    heads = {
        compact(line)
        for _, line in _opening(first, _FIRST_LINES)
        if 2 <= len(line) <= _LONGEST and line[-1] not in "。；："
    }
    texts: list[str] = []
    blocks: list[Block] = []
    cuts: list[Cut] = []
    notices: list[str] = []
    pages: list[int] = []
    length = frames = 0
    for number, part in enumerate(parts):
        text = part.text if part.text.endswith("\n") else part.text + "\n"
        again = [
            Cut(start, start + len(line), "furniture", _AGAIN)
            for start, line in (_opening(part, _LATER_LINES) if number else ())
            if compact(line) in heads
        ]
        cuts += [
            replace(cut, start=cut.start + length, end=cut.end + length)
            for cut in (*again, *part.cuts)
        ]
        blocks += [
            replace(
                block,
                start=block.start + length,
                end=block.end + length,
                boxed=block.boxed + frames if block.boxed else 0,
            )
            for block in part.blocks
        ]
        frames = max([frames, *(block.boxed for block in blocks)])
        notices += [n for n in part.notices if not n.startswith(PAGER)]
        pages += [start + length for start in part.page_starts]
        texts.append(text)
        length += len(text)
    return replace(
        first,
        text="".join(texts),
        blocks=tuple(blocks),
        cuts=tuple(sorted(cuts, key=lambda cut: (cut.start, -cut.end))),
        notices=tuple(notices),
        page_starts=tuple(pages),
    )


def _opening(part: Received, most: int) -> Iterator[tuple[int, str]]:
    """Yield the first lines of a part that its format does not cut."""
    taken = [(c.start, c.end) for c in part.cuts if c.kind == "furniture"]
    place = count = 0
    for line in part.text.splitlines(keepends=True):
        shown = line.strip()
        start = place + (len(line) - len(line.lstrip()))
        place += len(line)
        if not shown or any(a <= start < b for a, b in taken):
            continue
        count += 1
        if count > most:
            return
        yield start, shown
