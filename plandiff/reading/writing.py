"""Collect what a format reader finds, in the order of the text.

Every reader of a format that has more than letters writes its lines, blocks
and cuts here, so that their places agree and are handed on in one way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from plandiff.reading.received import Block, Cut, Received

__all__ = ["Writer"]


class Writer:
    r"""The text so far, with blocks, cuts, notices and pages.

    Attributes
    ----------
    length : int
        Characters written.
    blocks : list of Block
        What belongs together, in order.
    cuts : list of Cut
        What is no part of the plan, in any order.
    page_starts : list of int
        Offsets at which pages begin.

    Examples
    --------
    >>> writer = Writer()
    >>> start = writer.line("一、目标")
    >>> writer.block(start, level=1)
    >>> writer.cut(writer.line("- 1 -"), "page number: alone on a line")
    >>> received = writer.received("pdf")
    >>> received.text, received.blocks[0].end, received.cuts[0].start
    ('一、目标\n- 1 -\n', 5, 5)
    """

    def __init__(self) -> None:
        self.length = 0
        self.blocks: list[Block] = []
        self.cuts: list[Cut] = []
        self.page_starts: list[int] = []
        self.parts: list[str] = []

    def write(self, text: str) -> int:
        """Add text; return where it begins."""
        start = self.length
        if text:
            self.parts.append(text)
            self.length += len(text)
        return start

    def line(self, text: str) -> int:
        """Add a line; return where it begins."""
        return self.write(text + "\n")

    def page(self) -> None:
        """Say that a page begins here."""
        self.page_starts.append(self.length)

    def block(
        self,
        start: int,
        end: int | None = None,
        *,
        level: int = 0,
        emphasis: bool = False,
        table: bool = False,
        boxed: int = 0,
    ) -> None:
        """Keep together what was written from a place on."""
        last = self.length if end is None else end
        if start < last:
            self.blocks.append(
                Block(start, last, level, emphasis, table, boxed)
            )

    def cut(
        self,
        start: int,
        reason: str,
        *,
        end: int | None = None,
        kind: str = "furniture",
    ) -> None:
        """Set apart what was written from a place on."""
        last = self.length if end is None else end
        self.cuts.append(Cut(start, last, kind, reason))

    def part(self, received: Received, frames: int = 0) -> int:
        """Add another text with what its format says; return its frames.

        `frames` are those so far, so that each keeps a number of its own.
        """
        start = self.line(received.text.rstrip("\n"))
        last = frames
        for block in received.blocks:
            boxed = block.boxed + frames if block.boxed else 0
            last = max(last, boxed)
            end = min(block.end + start, self.length)
            self.blocks.append(
                replace(block, start=block.start + start, end=end, boxed=boxed)
            )
        for cut in received.cuts:
            end = min(cut.end + start, self.length)
            self.cuts.append(replace(cut, start=cut.start + start, end=end))
        return last

    def tail(self, count: int) -> str:
        """Return the last characters of the text so far."""
        found: list[str] = []
        length = 0
        for part in reversed(self.parts):
            if length >= count:
                break
            found.append(part)
            length += len(part)
        return "".join(reversed(found))[-count:]

    def text(self) -> str:
        """Return the text so far."""
        return "".join(self.parts)

    def received(
        self,
        format: str,
        encoding: str = "",
        *,
        fields: Mapping[str, str] | None = None,
        notices: Sequence[str] = (),
    ) -> Received:
        """Return all of it, cuts in order, the wider before the narrower."""
        return Received(
            self.text(),
            format,
            encoding,
            tuple(self.blocks),
            tuple(sorted(self.cuts, key=lambda cut: (cut.start, -cut.end))),
            fields or {},
            tuple(notices),
            tuple(self.page_starts),
        )
