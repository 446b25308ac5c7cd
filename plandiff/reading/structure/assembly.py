"""From the outline to a Document: ids, clauses, headings, the account.

Ids. A clause's id is the document's, a colon and its place. A place is made
of the numbers printed above it and, where the paragraph has no number of its
own, of its position: ``3.1.2`` is the second paragraph under 三、（一）.

- Where numbering runs through (points 1 to 60 over 15 parts), the printed
  number is used: ``3.7`` is point 7, which stands in part 三.
- Text before the first heading is ``0.1``, ``0.2`` …; text between a heading
  and its first subheading is ``3.0.1``.
- A numbered clause has its number's place, ``2.4``; further paragraphs under
  it are ``2.4.2``, ``2.4.3`` …
- Items of box 1 are ``3.1.b1.1`` …; tables without number ``3.1.t1``.
- Articles run through a statute: 第十三条 is ``13``, 第六条之一 is ``6-1``.
- Annexes are ``a1``, ``a2`` … and start anew below.
- A number that is printed twice at one place gets ``_2``, ``_3`` ….
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter

from plandiff.document import Clause, Heading, Span
from plandiff.reading.structure.outline import STRUCTURAL, Node, Unit
from plandiff.reading.structure.passages import Passage

__all__ = ["Assembly", "assemble", "partition"]

_WITHOUT_WIDTH = dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u0000")
)


class Assembly:
    """Clauses, headings and their spans, as the outline is walked.

    Attributes
    ----------
    clauses : list of Clause
        In the order of the document.
    headings : list of Heading
        In the order of the document.
    spans : list of Span
        Of clause and heading pieces.
    """

    def __init__(self, document_id: str, source: str) -> None:
        self.document_id = document_id
        self.source = source
        self.clauses: list[Clause] = []
        self.headings: list[Heading] = []
        self.spans: list[Span] = []
        self._places: dict[str, int] = {}

    def add_clause(
        self,
        place: str,
        kind: str,
        unit: Unit,
        path: tuple[str, ...],
        *,
        label: str = "",
        more: Sequence[Passage] = (),
    ) -> None:
        """Add a clause; `more` holds further paragraphs of an article."""
        seen = self._places[place] = self._places.get(place, 0) + 1
        if seen > 1:
            place = f"{place}_{seen}"
            while place in self._places:
                seen += 1
                place = f"{place.rpartition('_')[0]}_{seen}"
            self._places[place] = 1
        clause_id = f"{self.document_id}:{place}"
        text, pieces = _joined(self.source, unit.passage, more)
        self.clauses.append(
            Clause(clause_id, kind, label, unit.title, path, text, pieces)
        )
        self.spans += [
            Span(start, end, "clause", "", clause_id) for start, end in pieces
        ]

    def add_table(self, place: str, unit: Unit, path: tuple[str, ...]) -> None:
        """Add a table, its caption as title and first line."""
        if unit.caption is None:
            self.add_clause(place, "table", unit, path)
            return
        captioned = Unit(unit.caption, title=unit.caption.text)
        self.add_clause(place, "table", captioned, path, more=[unit.passage])

    def add_heading(self, node: Node, *, printed: bool) -> None:
        """Add a heading; `printed` where its characters are its own."""
        if node.passage is None:
            return
        self.headings.append(
            Heading(
                node.level,
                node.label,
                node.title,
                node.passage.start,
                node.passage.end,
            )
        )
        if printed:
            self.spans += [
                Span(start, end, "heading", f"level {node.level}")
                for start, end in node.passage.pieces
            ]


def assemble(document_id: str, source: str, root: Node) -> Assembly:
    """Walk the outline and give every clause its id.

    Parameters
    ----------
    document_id : str
        Id of the document.
    source : str
        The source text.
    root : Node
        The document's outline.

    Returns
    -------
    Assembly
        Clauses, headings and their spans.
    """
    made = Assembly(document_id, source)
    _walk(made, root, (), ())
    return made


def _walk(
    made: Assembly, node: Node, place: tuple[str, ...], path: tuple[str, ...]
) -> None:
    """Add what stands under a node."""
    own = node.unit is not None
    between = bool(node.children) or (not place and _has_articles(node))
    count = 1 if own and not between else 0
    tables = 0
    for position, (unit, number) in enumerate(_numbered(node)):
        if isinstance(unit, Node):
            _walk_child(made, unit, number, (place, path))
        elif own and position == 0:
            made.add_clause(
                ".".join(place),
                "box_item" if _boxed(place) else "item",
                unit,
                path[:-1] if node.printed else path,
                label=node.label,
            )
        elif unit.passage.table:
            tables += 1
            made.add_table(".".join((*place, f"t{tables}")), unit, path)
        else:
            count += 1
            step = ("0", str(count)) if between else (str(count),)
            made.add_clause(
                ".".join((*place, *step)),
                "box_item" if _boxed(place) else "paragraph",
                unit,
                path,
            )


def _walk_child(
    made: Assembly,
    node: Node,
    number: str,
    above: tuple[tuple[str, ...], tuple[str, ...]],
) -> None:
    place, path = above
    if node.system == "article":
        first, *more = [u for u in node.units if isinstance(u, Unit)]
        prefix = place[:1] if place and place[0].startswith("a") else ()
        made.add_clause(
            ".".join((*prefix, number)),
            "article",
            first,
            path,
            label=node.label,
            more=[unit.passage for unit in more],
        )
        return
    heads = node.unit is None
    named = node.title or node.system in STRUCTURAL
    if heads or (named and not _boxed(place)):
        made.add_heading(node, printed=heads)
    here = (number,) if node.system == "annex" else (*place, number)
    printed = node.printed
    _walk(made, node, here, (*path, printed) if printed else path)


def _numbered(node: Node) -> Iterator[tuple[Unit | Node, str]]:
    """Yield what stands under a node, headings with their number."""
    last = boxes = annexes = 0
    first = next((u for u in node.units if isinstance(u, Node)), None)
    several = len(node.children) > 1
    for unit in node.units:
        if not isinstance(unit, Node):
            yield unit, ""
        elif unit.system == "box":
            boxes = unit.number or boxes + 1
            yield unit, f"b{boxes}"
        elif unit.system == "annex":
            annexes = unit.number or annexes + 1
            yield unit, f"a{annexes}"
        elif unit.system == "named" and unit is first and several:
            yield unit, "0"
        else:
            last = unit.number or last + 1
            after = f"-{unit.after}" if unit.after else ""
            yield unit, f"{last}{after}"


def _boxed(place: Sequence[str]) -> bool:
    return any(step.startswith("b") for step in place)


def _has_articles(node: Node) -> bool:
    return any(
        isinstance(unit, Node)
        and (unit.system == "article" or _has_articles(unit))
        for unit in node.units
    )


def _joined(
    source: str, first: Passage, more: Sequence[Passage]
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Join an article's paragraphs; one line break each stays between."""
    pieces = list(first.pieces)
    for passage in more:
        gap = source[pieces[-1][1] : passage.start]
        for offset, mark in enumerate(gap, start=pieces[-1][1]):
            if mark.isspace() and (mark in "\n\r" or "\n" not in gap):
                pieces.append((offset, offset + 1))
                break
        pieces += passage.pieces
    return "".join(source[start:end] for start, end in pieces), tuple(pieces)


def partition(source: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Fill the gaps between spans so that they cover the source once.

    Parameters
    ----------
    source : str
        The source text.
    spans : iterable of Span
        What is not blank; they do not overlap.

    Returns
    -------
    tuple of Span
        A partition of `source`.
    """
    whole: list[Span] = []
    position = 0
    owner = ""
    for span in sorted(spans, key=attrgetter("start", "end")):
        if span.start > position:
            whole.append(_gap(source, position, span.start, owner, span.owner))
        whole.append(span)
        position, owner = span.end, span.owner
    if position < len(source):
        whole.append(_gap(source, position, len(source), owner, ""))
    return tuple(whole)


def _gap(source: str, start: int, end: int, before: str, after: str) -> Span:
    inside = before if before and before == after else ""
    if source[start:end].translate(_WITHOUT_WIDTH).strip():
        return Span(start, end, "artefact", "unread text", inside)
    reason = "line break inside a clause" if inside else ""
    return Span(start, end, "blank", reason, inside)
