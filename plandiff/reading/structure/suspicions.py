"""Report what looks wrong in a clause and is left as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from plandiff.document import Clause
from plandiff.reading.structure.passages import Passage
from plandiff.text.numbering import parse_mark

__all__ = ["scattered_cells", "unpaired_marks"]

_FEWEST_CELLS = 30

_PAIRS = {"“": "”", "《": "》", "「": "」", "『": "』"}
_NAMES = {
    "“": "quotation mark",
    "《": "title mark",
    "「": "quotation mark",
    "『": "quotation mark",
}
_MARK = re.compile("[“”《》「」『』]")
_OPENED = {closing: opening for opening, closing in _PAIRS.items()}


def unpaired_marks(clauses: Iterable[Clause]) -> list[str]:
    """Return a notice for each quotation or title mark without its partner.

    Parameters
    ----------
    clauses : iterable of Clause
        Clauses in order; each is checked by itself.

    Returns
    -------
    list of str
        Clause id, what is missing, the words beside it and the offset.
    """
    return [
        f"{clause.id}: {_NAMES[mark]} "
        f"{_PAIRS[mark] if closing else mark} has no "
        f"{'opening' if closing else 'closing'} partner near "
        f"“{_near(clause.text, position)}” (offset "
        f"{clause.source_offset(position)}); left as printed."
        for clause in clauses
        for position, mark, closing in _unpaired(clause.text)
    ]


def scattered_cells(passages: Sequence[Passage]) -> list[str]:
    """Return a notice where a table was read cell by cell, as short lines.

    Parameters
    ----------
    passages : sequence of Passage
        The body of a document in order.

    Returns
    -------
    list of str
        One notice for each run of 30 passages or more that are short and
        end no sentence.
    """
    found: list[str] = []
    run: list[Passage] = []
    for passage in (*passages, None):
        if passage is not None and _is_cell(passage):
            run.append(passage)
            continue
        if len(run) >= _FEWEST_CELLS:
            found.append(
                f"{len(run)} short lines in a row, from offset "
                f"{run[0].start}, look like a table that was read cell by "
                "cell; left as printed. A PDF, DOCX or HTML of the same plan "
                "keeps its tables."
            )
        run = []
    return found


def _is_cell(passage: Passage) -> bool:
    return (
        not passage.table
        and len(passage.text) <= 24
        and (len(passage.text) < 12 or passage.text[-1] not in "。；：")
        and parse_mark(passage.text) is None
    )


def _unpaired(text: str) -> list[tuple[int, str, bool]]:
    """Return position, opening mark and whether the closing one is alone."""
    alone: list[tuple[int, str, bool]] = []
    opened: list[tuple[int, str]] = []
    for match in _MARK.finditer(text):
        position, mark = match.start(), match[0]
        if mark in _PAIRS:
            opened.append((position, mark))
        else:
            opening = _OPENED[mark]
            index = next(
                (
                    place
                    for place in range(len(opened) - 1, -1, -1)
                    if opened[place][1] == opening
                ),
                None,
            )
            if index is None:
                alone.append((position, opening, True))
            else:
                alone += [(*entry, False) for entry in opened[index + 1 :]]
                del opened[index:]
    alone += [(*entry, False) for entry in opened]
    return sorted(alone)


def _near(text: str, position: int) -> str:
    marks = "".join((*_PAIRS, *_OPENED))
    around = text[max(0, position - 4) : position + 5]
    return around.strip(marks + "，,。 \n")
