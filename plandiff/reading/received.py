"""What a format reader hands on: text, and what the format says about it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from plandiff.errors import ReadingError

__all__ = ["Block", "Clock", "Cut", "Limits", "Received"]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of text that the format itself keeps together.

    Attributes
    ----------
    start, end : int
        Half-open offsets into the text; lines inside form one passage.
    level : int
        Heading level that the format states, or 0.
    emphasis : bool
        Whether it is printed bold.
    table : bool
        Whether it is a table, its rows on lines, its cells apart by tabs.
    boxed : int
        Number of the frame around it, from 1, or 0 outside frames.
    paper : bool
        Whether it is the title of one of several papers in the text.
    quoted : bool
        Whether it holds a quotation of several paragraphs.
    """

    start: int
    end: int
    level: int = 0
    emphasis: bool = False
    table: bool = False
    boxed: int = 0
    paper: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch that the format shows to be no part of the plan.

    Attributes
    ----------
    start, end : int
        Half-open offsets into the text.
    kind : str
        ``furniture`` or ``artefact``.
    reason : str
        The rule and why it applies.
    """

    start: int
    end: int
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Received:
    """A file's text and what its format says about it.

    Attributes
    ----------
    text : str
        The text in reading order.
    format : str
        See `plandiff.document.Source`.
    encoding : str
        Of the bytes, or ``""``.
    blocks : tuple of Block
        In order, not overlapping.
    cuts : tuple of Cut
        In order, not overlapping.
    fields : mapping of str to str
        Metadata that the format states: ``title``, ``published`` ….
    notices : tuple of str
        What was suspicious.
    page_starts : tuple of int
        Offsets at which pages begin, where the format has pages.
    """

    text: str
    format: str = "txt"
    encoding: str = ""
    blocks: tuple[Block, ...] = ()
    cuts: tuple[Cut, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    page_starts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on what is read, against damaged and hostile files.

    Attributes
    ----------
    size : int
        Bytes of the file.
    characters : int
        Characters of its text.
    pages : int
        Pages of a PDF.
    unpacked : int
        Bytes inside a DOCX once unpacked; a third of them may be markup.
    seconds : float
        Time for a file of any format, until its text is there; see
        `Clock`.
    """

    size: int = 100_000_000
    characters: int = 20_000_000
    pages: int = 3_000
    unpacked: int = 300_000_000
    seconds: float = 120.0

    def check_characters(self, count: int, name: str) -> None:
        """Raise `ReadingError` if a text is too long."""
        if count > self.characters:
            raise ReadingError(
                f"{name}: expected at most {self.characters} characters but "
                f"found {count} or more. Split the file, or raise "
                "Limits(characters=…)."
            )

    def clock(self, name: str) -> Clock:
        """Start the clock for a file."""
        return Clock(name, self.seconds)


class Clock:
    """The time that the reading of a file may take.

    Every reader asks it in its loops, so that a file that takes too long
    is refused and none hangs.

    Parameters
    ----------
    name : str
        Of the file, for the message.
    seconds : float
        How long reading may take from now.

    Examples
    --------
    >>> Clock("plan.html", 60).check()
    """

    def __init__(self, name: str, seconds: float) -> None:
        self.name = name
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def check(self, where: str = "") -> None:
        """Raise `ReadingError` if the time is over."""
        if time.monotonic() > self._end:
            place = f"{self.name}, {where}" if where else self.name
            raise ReadingError(
                f"{place}: expected to read the file within "
                f"{self.seconds:g} s but it takes longer. Split the file, "
                "or raise Limits(seconds=…)."
            )
