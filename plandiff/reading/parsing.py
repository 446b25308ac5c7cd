"""From text to Document: the way through furniture, outline and account."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from plandiff.document import Document, Metadata, Source, Span
from plandiff.reading.profile import Profile
from plandiff.reading.received import Block, Received
from plandiff.reading.structure.artefacts import (
    fused_page_numbers,
    invisible_marks,
)
from plandiff.reading.structure.assembly import assemble, partition
from plandiff.reading.structure.contentscheck import apply_contents
from plandiff.reading.structure.furniture import Furniture, find_furniture
from plandiff.reading.structure.gluedheads import cut_at_ends, cut_titles_off
from plandiff.reading.structure.linebreaks import restore_breaks
from plandiff.reading.structure.markdown import STRUCK, take_marks_off
from plandiff.reading.structure.metadata import find_metadata
from plandiff.reading.structure.outline import build_outline
from plandiff.reading.structure.passages import (
    Line,
    find_layout,
    join_lines,
    split_lines,
)
from plandiff.reading.structure.quoted import quoted_stretches
from plandiff.reading.structure.setaside import (
    missing_share,
    prose_set_aside,
)
from plandiff.reading.structure.suspicions import (
    scattered_cells,
    unpaired_marks,
)
from plandiff.reading.structure.tables import find_tables

__all__ = ["parse_document", "structure"]


def parse_document(
    text: str,
    *,
    id: str = "document",
    metadata: Metadata | None = None,
    source: Source | None = None,
    fidelity: str = "full",
    profile: Profile | None = None,
) -> Document:
    r"""Read the structure of a plan that is already text.

    Parameters
    ----------
    text : str
        The plan as received; the empty text gives an empty document.
    id : str, default ``"document"``
        Short name; clause ids begin with it.
    metadata : Metadata, optional
        What is known of the plan; fields that are None are read from the
        text.
    source : Source, optional
        Where the text came from; without it, the text's own SHA-256.
    fidelity : str, default ``"full"``
        See `Document`.
    profile : Profile, optional
        What the user knows better; see `plandiff.reading.profile`.

    Returns
    -------
    Document
        Clauses, headings and an account of every character. What looked
        suspicious and was left in place stands in its ``notices``.

    See Also
    --------
    plandiff.read_document : the same for files.

    Examples
    --------
    >>> plan = parse_document("一、总体要求\n坚持创新发展。\n", id="x")
    >>> plan["x:1.1"].text
    '坚持创新发展。'
    >>> plan.outline().title[0]
    '总体要求'
    """
    return structure(
        Received(text),
        id=id,
        metadata=metadata,
        source=source,
        fidelity=fidelity,
        profile=profile,
    )


def structure(
    received: Received,
    *,
    id: str,
    metadata: Metadata | None = None,
    source: Source | None = None,
    fidelity: str = "full",
    profile: Profile | None = None,
) -> Document:
    """Read the structure of a text, with what its format says of it.

    Parameters
    ----------
    received : Received
        Text, blocks, cuts and notices of a format reader.
    id, metadata, source, fidelity, profile
        See `parse_document`.

    Returns
    -------
    Document
        See `parse_document`.
    """
    text = received.text
    rules = profile or Profile()
    lines = split_lines(text)
    blocks = list(received.blocks)
    cuts = list(received.cuts)
    struck = 0
    if not blocks:
        lines, blocks, cuts_of_marks = take_marks_off(lines)
        struck = sum(cut.reason == STRUCK for cut in cuts_of_marks)
        cuts = sorted([*cuts, *cuts_of_marks], key=lambda cut: cut.start)
    lines, blocks, lost = restore_breaks(lines, blocks, cuts)
    tables = find_tables(lines) if not received.blocks else []
    blocks = _in_order(blocks, tables)
    furniture = find_furniture(
        lines,
        kept=tables,
        blocks=blocks,
        cuts=cuts,
        profile=rules,
        title=received.fields.get("title", ""),
    )
    blocks = _in_order(
        blocks,
        [
            Block(lines[first].start, lines[last].end, paper=True)
            for first, last in furniture.papers
        ],
    )
    body = [
        line
        for index, line in enumerate(lines)
        if index not in furniture.lines
    ]
    blocks = _in_order(blocks, quoted_stretches(body))
    fused, notices = fused_page_numbers(body, furniture.contents)
    artefacts = _apart(
        [
            (cut.start, cut.end, cut.reason)
            for cut in cuts
            if cut.kind == "artefact"
        ],
        [*fused, *invisible_marks(text, body)],
        [lines[index] for index in sorted(furniture.lines)],
    )
    passages = join_lines(
        text,
        body,
        find_layout(body),
        artefacts=[(start, end) for start, end, _ in artefacts],
        blocks=blocks,
    )
    passages = cut_at_ends(passages)
    if lost:
        passages = cut_titles_off(passages)
    passages, unlisted = apply_contents(passages, furniture.contents)
    made = assemble(id, text, build_outline(passages, profile=rules))
    clauses = tuple(made.clauses)
    spans = [
        *made.spans,
        *_furniture_spans(lines, furniture),
        *_owned_artefacts(artefacts, made.spans),
    ]
    read = find_metadata(
        lines,
        furniture,
        "".join(clause.text for clause in clauses),
        fields=received.fields,
    )
    account = partition(text, spans)
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass"))
    return Document(
        id=id,
        source_text=text,
        sequence=clauses,
        spans=account,
        headings=tuple(made.headings),
        source=source or Source(id, sha256.hexdigest(), received.format),
        metadata=_merged(metadata, read),
        fidelity=fidelity,
        notices=(
            *received.notices,
            *lost,
            *_struck_notice(struck),
            *furniture.notices,
            *notices,
            *unlisted,
            *scattered_cells(passages),
            *unpaired_marks(clauses),
            *prose_set_aside(text, account),
            *(missing_share(text, account) if text.strip() else ()),
        ),
        page_starts=received.page_starts,
    )


def _struck_notice(count: int) -> tuple[str, ...]:
    """Say how much of a text in Markdown is struck out."""
    if not count:
        return ()
    return (
        f"{count} stretch(es) of text are struck out (~~); they are left out "
        "of the clauses.",
    )


def _in_order(blocks: Sequence[Block], tables: Sequence[Block]) -> list[Block]:
    """Return blocks with the tables among them, overlapping ones left out."""
    return sorted(
        [
            *(
                block
                for block in blocks
                if not any(
                    table.start < block.end and block.start < table.end
                    for table in tables
                )
            ),
            *tables,
        ],
        key=lambda block: block.start,
    )


def _apart(
    given: Sequence[tuple[int, int, str]],
    found: Sequence[tuple[int, int, str]],
    taken: Sequence[Line],
) -> list[tuple[int, int, str]]:
    """Join artefacts that do not overlap each other nor lines taken.

    What the format gives goes before what was found in the text; a line
    that is furniture keeps its characters.
    """
    apart: list[tuple[int, int, str]] = []
    starts = [line.start for line in taken]
    for start, end, reason in (*sorted(given), *found):
        index = bisect_left(starts, end) - 1
        if index >= 0 and taken[index].end > start:
            continue
        place = bisect_left(apart, (start,))
        if place < len(apart) and apart[place][0] < end:
            continue
        if place and apart[place - 1][1] > start:
            continue
        apart.insert(place, (start, end, reason))
    return apart


def _furniture_spans(
    lines: Sequence[Line], furniture: Furniture
) -> list[Span]:
    return [
        Span(
            lines[index].start,
            lines[index].end,
            finding.kind,
            finding.reason,
        )
        for index, finding in furniture.lines.items()
    ]


def _owned_artefacts(
    artefacts: Sequence[tuple[int, int, str]], spans: Sequence[Span]
) -> list[Span]:
    """Give each artefact to the clause in whose middle it stands."""
    ends = {span.end: span.owner for span in spans}
    return [
        Span(start, end, "artefact", reason, ends.get(start, ""))
        for start, end, reason in artefacts
    ]


def _merged(given: Metadata | None, read: Metadata) -> Metadata:
    """Prefer what is given; fill the rest with what was read."""
    if given is None:
        return read
    return replace(
        read,
        **{
            name: value
            for name in given.__dataclass_fields__
            if (value := getattr(given, name)) not in (None, ())
        },
    )
