"""Show what changed inside a clause, as a scholar would print it.

A `Redline` holds both texts and the edits between them. Taking the
insertions out of it leaves the reference, taking the deletions out leaves
the target, character for character.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from plandiff import markup
from plandiff.analysis.redlines import renderings
from plandiff.analysis.redlines.edits import Comparison, Edit, find_edits
from plandiff.analysis.redlines.renderings import Segment
from plandiff.frames import frame, records
from plandiff.text.characters import compact
from plandiff.text.normalize import comparable

if TYPE_CHECKING:
    from rich.text import Text

__all__ = [
    "EDIT_SCHEMA",
    "MOVE_SCHEMA",
    "Named",
    "Part",
    "Redline",
    "redline",
    "redline_clauses",
]

EDIT_SCHEMA = {
    "op": "string",
    "reference_start": "Int64",
    "reference_end": "Int64",
    "target_start": "Int64",
    "target_end": "Int64",
}
"""Columns of `Redline.edits`."""

MOVE_SCHEMA = {
    "move": "Int64",
    "reference_start": "Int64",
    "reference_end": "Int64",
    "target_start": "Int64",
    "target_end": "Int64",
}
"""Columns of `Redline.moves`."""

_SIDES = ("reference", "target")


class Named(Protocol):
    """A text with an id: a clause, or what a table tells of one."""

    @property
    def id(self) -> str:
        """Name of the text."""
        ...

    @property
    def text(self) -> str:
        """The text itself."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """One of the clauses that a redline joins.

    Attributes
    ----------
    side : str
        ``reference`` or ``target``.
    clause : Named
        Where the text comes from.
    start, end : int
        Half-open offsets into the redline's text of that side.
    """

    side: str
    clause: Named
    start: int
    end: int


@dataclass(frozen=True, repr=False)
class Redline:
    """Two texts and the edits between them.

    Attributes
    ----------
    reference, target : str
        The texts as given.
    comparison : Comparison
        The edits, in order.
    parts : tuple of Part
        The clauses that the texts were joined from, if they were.
    """

    reference: str
    target: str
    comparison: Comparison
    parts: tuple[Part, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """How the comparison was simplified, if it was."""
        return self.comparison.notes

    @cached_property
    def edits(self) -> pd.DataFrame:
        """Table of edits, one row per edit, in order.

        Columns op (``equal``, ``replace``, ``insert`` or ``delete``),
        reference_start, reference_end, target_start, target_end: half-open
        offsets in characters. Both texts are covered without gaps.
        """
        return frame(
            (
                (
                    edit.op,
                    edit.reference_start,
                    edit.reference_end,
                    edit.target_start,
                    edit.target_end,
                )
                for edit in self.comparison.edits
            ),
            EDIT_SCHEMA,
        )

    @cached_property
    def moves(self) -> pd.DataFrame:
        """Table of moves, one row per moved part of a sentence.

        Columns move (number from 1), reference_start, reference_end,
        target_start, target_end. In `edits` each is a deletion and an
        insertion.
        """
        ends: dict[int, dict[str, Edit]] = {}
        for edit in self.comparison.edits:
            if edit.move is not None:
                ends.setdefault(edit.move, {})[edit.op] = edit
        return frame(
            (
                (
                    number,
                    pair["delete"].reference_start,
                    pair["delete"].reference_end,
                    pair["insert"].target_start,
                    pair["insert"].target_end,
                )
                for number, pair in sorted(ends.items())
            ),
            MOVE_SCHEMA,
        )

    def segments(self) -> Iterator[Segment]:
        """Give the stretches of the redline in the order of reading.

        Yields
        ------
        Segment
            A replacement gives its deletion first. `Segment.minor` marks a
            difference of print that normalization folds (width, quotation
            marks, spaces). Where several clauses were joined, a segment of
            kind ``part`` says which begins.
        """
        marks = {side: self._joined(side) for side in _SIDES}
        for edit in self.comparison.edits:
            before = self.reference[edit.reference_start : edit.reference_end]
            after = self.target[edit.target_start : edit.target_end]
            starts = {
                "reference": edit.reference_start,
                "target": edit.target_start,
            }
            if edit.op == "equal":
                yield from _cut(Segment("equal", before), starts, marks)
                continue
            minor = _printed(before) == _printed(after)
            for kind, text in (("delete", before), ("insert", after)):
                if text:
                    side = "reference" if kind == "delete" else "target"
                    segment = Segment(kind, text, edit.move, minor)
                    yield from _cut(segment, {side: starts[side]}, marks)
        for waiting in marks.values():  # clauses without text, at the end
            yield from map(_mark, waiting)

    def _joined(self, side: str) -> list[Part]:
        """Return the clauses that the text of a side was joined from."""
        parts = [part for part in self.parts if part.side == side]
        return parts if len(parts) > 1 else []

    def to_html(self) -> str:
        """Render as HTML with ``del`` and ``ins`` elements.

        Returns
        -------
        str
            One ``span`` without further text of its own: taking out the
            ``ins`` elements and all tags leaves the reference. Deletions
            are struck through, insertions underlined, so that colour is
            not needed; everything is escaped.
        """
        return renderings.html(self.segments())

    def to_ansi(self) -> str:
        """Render for a terminal; control characters are made visible."""
        return renderings.ansi(self.segments())

    def to_text(self) -> str:
        """Render as plain text: ``[-deleted-]{+inserted+}``."""
        return renderings.plain(self.segments())

    def to_markdown(self) -> str:
        """Render as Markdown with ``<del>`` and ``<ins>``."""
        return renderings.markdown(self.segments())

    def to_latex(self) -> str:
        r"""Render as LaTeX with ``\plandel`` and ``\planins``.

        For the preamble see `LATEX_MACROS` in
        `plandiff.analysis.redlines.renderings`.
        """
        return renderings.latex(self.segments())

    def to_json(self) -> str:
        """Render edits, moves and notes as JSON, with offsets.

        Where the texts were joined from clauses, ``parts`` says where each
        clause begins and where it stands in its source.
        """
        return json.dumps(
            {
                "reference": self.reference,
                "target": self.target,
                "edits": records(self.edits),
                "moves": records(self.moves),
                "parts": [
                    {
                        "side": part.side,
                        "clause_id": part.clause.id,
                        "start": part.start,
                        "end": part.end,
                        "source_pieces": getattr(part.clause, "pieces", ()),
                    }
                    for part in self.parts
                ],
                "notes": list(self.notes),
            },
            ensure_ascii=False,
        )

    def __repr__(self) -> str:
        changes = sum(edit.op != "equal" for edit in self.comparison.edits)
        return (
            f"<Redline {len(self.reference)} → {len(self.target)} "
            f"characters, {changes} changes>"
        )

    def __str__(self) -> str:
        return self.to_text()

    def __rich__(self) -> Text:
        """Show in a terminal that rich prints to."""
        from rich.text import Text  # loads on show

        return Text.from_ansi(self.to_ansi())

    def _repr_html_(self) -> str:
        notes = "".join(
            f"<p><small>{markup.escape(note)}</small></p>"
            for note in self.notes
        )
        text = markup.visible(self.to_html())
        return f"{renderings.PART_STYLE}{text}{notes}"


def _cut(
    segment: Segment,
    starts: Mapping[str, int],
    marks: Mapping[str, list[Part]],
) -> Iterator[Segment]:
    """Cut a stretch where clauses begin, and take them off their lists."""
    done = 0
    while True:
        ahead = [
            (marks[side][0].start - start, side)
            for side, start in starts.items()
            if marks[side]
        ]
        cut, side = min(ahead, default=(len(segment.text), ""))
        if cut >= len(segment.text):
            break
        if cut > done:
            yield replace(segment, text=segment.text[done:cut])
        yield _mark(marks[side].pop(0))
        done = cut
    yield replace(segment, text=segment.text[done:])


def _mark(part: Part) -> Segment:
    """Say where a clause of a joined text begins."""
    return Segment("part", "", clause_id=part.clause.id, side=part.side)


def redline(reference: str | Named, target: str | Named) -> Redline:
    """Compare two clause texts word by word.

    Parameters
    ----------
    reference, target : str or Clause
        The earlier and the later text, or the clauses themselves; either
        text may be empty.

    Returns
    -------
    Redline
        Both texts and the edits between them. Where both texts are longer
        than about 30,000 characters the comparison is coarser and
        `Redline.notes` says so.

    Raises
    ------
    TypeError
        If either is neither a text nor a clause.

    See Also
    --------
    redline_clauses : several clauses on either side
    plandiff.diff_table : what happened to each clause

    Examples
    --------
    >>> print(redline("加快发展数字经济。", "大力发展数字经济。"))
    [-加快-]{+大力+}发展数字经济。
    """
    sides = [
        value if isinstance(value, str) else getattr(value, "text", None)
        for value in (reference, target)
    ]
    for name, text, value in zip(
        _SIDES, sides, (reference, target), strict=True
    ):
        if not isinstance(text, str):
            raise TypeError(
                f"{name}: expected a text or a clause but found "
                f'{type(value).__name__}. Look a clause up: document["3.1"].'
            )
    if not isinstance(reference, str) and not isinstance(target, str):
        return redline_clauses([reference], [target])
    before, after = (str(text) for text in sides)
    return Redline(before, after, find_edits(before, after))


def redline_clauses(
    references: Sequence[Named], targets: Sequence[Named]
) -> Redline:
    """Compare the joined texts of several clauses: a split or a merge.

    Parameters
    ----------
    references, targets : sequence of Clause
        The clauses of either side, in the order of their plan; anything
        else that has an id and a text serves too.

    Returns
    -------
    Redline
        Over the texts joined by line breaks; `Redline.parts` says which
        stretch is which clause.
    """
    parts: list[Part] = []
    joined = []
    for side, clauses in (("reference", references), ("target", targets)):
        position = 0
        for clause in clauses:
            end = position + len(clause.text)
            parts.append(Part(side, clause, position, end))
            position = end + 1
        joined.append("\n".join(clause.text for clause in clauses))
    before, after = joined
    return Redline(before, after, find_edits(before, after), tuple(parts))


@lru_cache(maxsize=8192)
def _printed(text: str) -> str:
    """Return what a stretch says, whatever its marks, blanks and widths."""
    return compact(comparable(text).text)
