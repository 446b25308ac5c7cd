"""From passages to a tree: which numbers open headings, which clauses.

The order of the numbering systems is taken from the document itself (which
system restarts under which), starting from the usual order of official
documents. A number opens a heading where a short title stands alone and
text follows; it opens a clause where the text follows on the same line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from plandiff.reading.furniture import compact
from plandiff.reading.normalize import HAN
from plandiff.reading.numbering import RANKS, Mark, parse_mark, read_number
from plandiff.reading.passages import BULLET, Passage
from plandiff.reading.profile import HeadingRule, Profile

__all__ = ["Node", "Unit", "build_outline", "split_glued"]

STRUCTURAL = ("part", "subpart", "chapter", "section")
"""Systems that always head what follows, also where a title is missing."""

HEADING_LIMIT = 60
"""Longest title, in characters; longer lines are text."""

TITLE_LIMIT = 30
"""Longest run-in title, in characters."""

_ALWAYS_HEADINGS = {
    "part",
    "subpart",
    "chapter",
    "section",
    "subsection",
    "paragraph_group",
    "annex",
    "box",
    "named",
    *(f"styled{level}" for level in range(1, 10)),
    *(f"ruled{level}" for level in range(1, 10)),
}
_NAMED = re.compile(
    r"^(序言|序|前言|引言|导言|導言|绪论|导语|总则|總則|附则|附則|结语|结束语|结束語|"
    r"名词解释|名词注释|注释|附注|说明|编制说明|preamble|präambel|introduction|conclusion)$",
    re.I,
)
_STOP = re.compile("[。！？!?]")
_INNER = re.compile("[。！？；;]")
_FIRST_SENTENCE = re.compile(
    r"^(?P<title>[^。！？：:；\n]{2,40})(?P<stop>[。：:\n])"
)
_DATED = re.compile(r"^(到|截至|自|从|在)?\s*[0-9０-９]{4}\s*年")
_REFERENCE = re.compile(
    r"第[^条條]{1,6}[款项項]|规定|規定|所列|所称|所指|所規定|的|、|之规定|中的|以外"
)
_LOOSE_REFERENCE = re.compile("和|与|與|及|至|或")
_GLUE = re.compile(r"[ \u00a0\t]{2,}\u3000*|\u3000+[ \u00a0\t]*")
_REPEATED = re.compile(r"(?P<title>[^，。；]{4,25}?)(?=(?P=title))")
_GLUED_HEADS = {
    "part",
    "chapter",
    "section",
    "article",
    "chinese",
    "chinese_bracket",
}
_IN_LINE = re.compile(
    r"(?<=[。：；！？”）])\s*(?="
    r"第[〇一二三四五六七八九十百]{1,5}[章节条]\s|[一二三四五六七八九十]{1,3}、|"
    r"（[一二三四五六七八九十]{1,3}）)"
)
_AFTER_TITLE = re.compile(
    r"(?<=[\u4e00-\u9fff])（[一二三四五六七八九十]{1,3}）"
)


@dataclass(slots=True)
class Unit:
    """A passage with what its numbering says."""

    passage: Passage
    mark: Mark | None = None
    system: str = ""
    is_heading: bool = False
    title: str = ""
    caption: Passage | None = None

    @property
    def rest(self) -> str:
        """The text after the label."""
        if self.mark is None:
            return self.passage.text
        return self.passage.text[self.mark.end :]


@dataclass(slots=True)
class Node:
    """A heading, or the document itself, with what stands under it.

    Attributes
    ----------
    system : str
        Its numbering system; ``""`` for the document.
    number, after : int
        Its value, and that of an inserted number.
    label, title : str
        As printed; white space inside a Chinese title is left out.
    passage : Passage or None
        The printed heading, or the clause that opens with it.
    units : list of Unit or Node
        Clauses and headings under it, in order.
    level : int
        Depth from 1; 0 for the document.
    """

    system: str
    number: int = 0
    after: int = 0
    label: str = ""
    title: str = ""
    passage: Passage | None = None
    unit: Unit | None = None
    units: list[Unit | Node] = field(default_factory=list)
    level: int = 0

    @property
    def children(self) -> list[Node]:
        """The headings directly under it, boxes left out."""
        return [
            unit
            for unit in self.units
            if isinstance(unit, Node) and unit.system != "box"
        ]

    @property
    def printed(self) -> str:
        """Label and title as one heading."""
        if self.passage is None:
            return ""
        if not self.title:
            return self.label
        spaced = bool(
            re.match(re.escape(self.label) + r"[\s\u3000]", self.passage.text)
        )
        return (
            f"{self.label}{' ' if spaced and self.label else ''}{self.title}"
        )


def build_outline(
    passages: Sequence[Passage], *, profile: Profile | None = None
) -> Node:
    """Arrange passages under their headings.

    Parameters
    ----------
    passages : sequence of Passage
        The body of a document in order.
    profile : Profile, optional
        Heading patterns of the user.

    Returns
    -------
    Node
        The document, with headings and clauses under it.
    """
    rules = (profile or Profile()).headings
    units = [_unit(_ruled(p, rules)) for p in split_glued(passages)]
    _check_articles(units)
    _whole_numbers(units)
    units = _with_titles(units)
    order = _order(units)
    _judge(units, order)
    root = _grow(units, order)
    _run_in_titles(root)
    return root


def _ruled(passage: Passage, rules: Sequence[HeadingRule]) -> Passage:
    """Give a passage the heading level that the user's rules state."""
    for rule in rules:
        if rule.pattern.search(passage.text):
            return replace(passage, level=rule.level, forced=True)
    return passage


def split_glued(passages: Sequence[Passage]) -> list[Passage]:
    r"""Cut passages where a heading and the text after it share a line.

    Examples
    --------
    >>> text = "第一章　总则　　为了规范市场秩序，制定本法。"
    >>> glued = Passage(text, ((0, len(text)),))
    >>> [part.text for part in split_glued([glued])]
    ['第一章\u3000总则', '为了规范市场秩序，制定本法。']
    """
    opening: Counter[str] = Counter()
    for passage in passages:
        mark = parse_mark(passage.text)
        if mark is not None:
            opening[mark.system] += 1
    in_line = sum(len(_IN_LINE.findall(passage.text)) for passage in passages)
    heads = sum(opening[system] for system in _GLUED_HEADS)
    glued = in_line >= 5 and in_line > 3 * heads
    parts: list[Passage] = []
    for passage in passages:
        cuts = sorted(
            {0, len(passage.text), *_space_cuts(passage)}
            | (set(_line_cuts(passage.text)) if glued else set())
        )
        if len(cuts) == 2:
            parts.append(passage)
            continue
        for first, last in pairwise(cuts):
            part = passage.cut(first, last)
            if part is not None:
                parts.append(part)
    return parts


def _line_cuts(text: str) -> Iterator[int]:
    """Yield where numbers open clauses in a text without line breaks."""
    left = 0
    for cut in (*(m.end() for m in _IN_LINE.finditer(text)), len(text)):
        after_title = _AFTER_TITLE.search(text, left, min(cut, left + 60))
        if (
            after_title
            and parse_mark(text[left:])
            and _title_like(text[left : after_title.start()])
        ):
            yield after_title.start()
        if cut < len(text):
            yield cut
        left = cut


def _space_cuts(passage: Passage) -> Iterator[int]:
    """Yield where a run of white space ends a heading or opens a number."""
    text = passage.text
    if passage.table:
        return
    first = parse_mark(text)
    if first is not None and first.system in STRUCTURAL:
        repeated = _REPEATED.match(text, first.end)
        if repeated:
            yield repeated.end()
    left = 0
    for gap in _GLUE.finditer(text):
        right = text[gap.end() : gap.end() + 200]
        piece = text[max(left, gap.start() - 80) : gap.start()]
        if _opens(piece, right) or _closes(piece, right):
            yield gap.end()
            left = gap.end()


def _opens(piece: str, right: str) -> bool:
    """Whether a number or a bullet opens the text after a gap."""
    mark = parse_mark(right)
    if mark is not None and mark.system in _GLUED_HEADS:
        return len(compact(piece)) >= 2
    return BULLET.match(right) is not None and bool(_INNER.search(piece))


def _closes(piece: str, right: str) -> bool:
    """Whether a gap closes a heading, so that its text follows."""
    if len(right) < 10 or not re.search("[，、；。]", right):
        return False
    mark = parse_mark(piece)
    if mark is None:
        return bool(_NAMED.match(compact(piece)))
    title = piece[mark.end :]
    return (
        mark.system != "article"
        and len(compact(title)) >= 2
        and _title_like(title, commas=True)
    )


def _title_like(text: str, *, commas: bool = False) -> bool:
    marks = "[。；：]" if commas else "[，。；：]"
    return len(compact(text)) <= 40 and not re.search(marks, text)


def _unit(passage: Passage) -> Unit:
    if passage.forced:
        return Unit(passage, None, f"ruled{passage.level}")
    mark = None if passage.table else parse_mark(passage.text)
    system = mark.system if mark else ""
    plain = compact(passage.text)
    if mark is None and _NAMED.match(plain):
        system = "named"
    elif mark is None and passage.level:
        system = f"styled{passage.level}"
    if mark is not None and not _plausible(mark, passage):
        mark, system = None, ""
    return Unit(passage, mark, system)


def _whole_numbers(units: Sequence[Unit]) -> None:
    """Read ``1 总则`` as a heading where the document counts 1.1, 1.2."""
    if not any(unit.system == "decimal2" for unit in units):
        return
    for unit in units:
        text = unit.passage.text
        found = re.match(r"(?P<number>[0-9０-９]{1,2})[\s\u3000]+(?=\D)", text)
        if unit.mark is None and found and _title_like(text):
            label = found["number"]
            number = read_number(label)
            unit.mark = Mark("arabic", label, number, 0, found.end(), True)
            unit.system = "arabic"


def _with_titles(units: Sequence[Unit]) -> list[Unit]:
    """Join 第一章 or 附件 alone on a line with the title below it."""
    joined: list[Unit] = []
    for unit in units:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.mark is not None
            and before.system in _ALWAYS_HEADINGS
            and not before.rest.strip()
            and unit.mark is None
            and not unit.passage.table
            and unit.system != "named"
            and _title_like(unit.passage.text)
        ):
            above, below = before.passage, unit.passage
            text = f"{above.text}\n{below.text}"
            pieces = above.pieces + below.pieces
            joined[-1] = Unit(
                replace(above, text=text, pieces=pieces),
                replace(before.mark, end=len(above.text) + 1),
                before.system,
            )
        elif (
            before is not None
            and unit.passage.table
            and before.mark is None
            and not before.system
            and not before.passage.table
            and _title_like(before.passage.text)
        ):
            unit.caption = before.passage
            joined[-1] = unit
        else:
            joined.append(unit)
    return joined


def _plausible(mark: Mark, passage: Passage) -> bool:
    """Whether a mark can open a heading or clause where it stands."""
    rest = passage.text[mark.end :]
    if mark.system in STRUCTURAL:
        return mark.spaced or not _REFERENCE.match(rest)
    if mark.system in ("subsection", "paragraph_group"):
        return mark.spaced and len(rest) <= 30 and not _INNER.search(rest)
    if mark.system == "annex":
        return len(rest) <= HEADING_LIMIT and not _INNER.search(rest)
    if mark.system == "box":
        return len(rest) <= HEADING_LIMIT
    return bool(mark.number or mark.system == "chinese")


def _check_articles(units: Sequence[Unit]) -> None:
    """Drop 第…条 that refer to an article instead of opening one."""
    last = (0, 0)
    for unit in units:
        mark = unit.mark
        if mark is None or mark.system != "article":
            continue
        here = (mark.number, mark.after)
        next_one = here in ((last[0] + 1, 0), (last[0], last[1] + 1), (1, 0))
        near = last < here <= (last[0] + 5, 99) or here == (1, 0)
        refers = bool(_REFERENCE.match(unit.rest))
        loosely = bool(_LOOSE_REFERENCE.match(unit.rest))
        if (
            (next_one and (mark.spaced or not refers))
            or (mark.spaced and not refers and not loosely)
            or (near and not refers and not loosely)
        ):
            last = here
        else:
            unit.mark, unit.system = None, ""


def _order(units: Sequence[Unit]) -> dict[str, float]:
    """Rank the numbering systems of a document, outermost lowest."""
    ranks = dict(RANKS)
    marked = [u for u in units if u.mark and u.system in RANKS]
    starts: Counter[tuple[str, str]] = Counter()
    for before, unit in pairwise(marked):
        if unit.mark and unit.mark.number == 1 and unit.mark.after == 0:
            starts[before.system, unit.system] += 1
    present = sorted({u.system for u in marked}, key=lambda s: ranks[s])
    first = {
        system: next(i for i, u in enumerate(marked) if u.system == system)
        for system in present
    }
    for outer in present:
        for inner in present:
            if (
                ranks[outer] > ranks[inner]
                and starts[outer, inner]
                and not starts[inner, outer]
                and first[outer] < first[inner]
                and "article" not in (outer, inner)
            ):
                ranks[outer] = ranks[inner] - 0.05
    headed = [s for s in present if s not in {"annex", "article"}]
    depths = sorted({ranks[system] for system in headed})
    ranks["named"] = depths[0] if depths else 4.5
    statute = "article" in present and not depths
    for level in range(1, 10):
        deepest = 3.5 if statute else 10.0
        alike = [ranks[u.system] for u in marked if u.passage.level == level]
        ranks[f"styled{level}"] = min(alike, default=deepest + level / 100)
        if level <= len(depths):
            ranks[f"ruled{level}"] = depths[level - 1] - 0.01
        else:
            ranks[f"ruled{level}"] = 3.4 + level / 100
    return ranks


def _judge(units: Sequence[Unit], order: dict[str, float]) -> None:
    """Decide which units are headings."""
    statute = sum(unit.system == "article" for unit in units) >= 2
    inside = False
    for index, unit in enumerate(units):
        if index:
            before = units[index - 1]
            inside = before.system == "article" or (
                inside and not before.is_heading
            )
        if unit.system in _ALWAYS_HEADINGS:
            styled = unit.system.startswith("styled")
            unit.is_heading = not (
                (styled and _STOP.search(unit.passage.text))
                or (unit.system in STRUCTURAL and _is_prose(unit.rest))
            )
            if not unit.is_heading:
                continue
            unit.title = _plain_title(unit.rest)
            if unit.mark is None:
                unit.title = _plain_title(unit.passage.text)
            continue
        if unit.mark is None or unit.system == "article":
            continue
        following = units[index + 1] if index + 1 < len(units) else None
        unit.is_heading = _heads(unit, following, order) and not (
            statute and inside and order[unit.system] > order["article"]
        )
        if unit.is_heading:
            unit.title = _plain_title(unit.rest)


def _is_prose(text: str) -> bool:
    """Whether what follows a label is text rather than a title."""
    return len(text) > HEADING_LIMIT or bool(_INNER.search(text[:-1]))


def _heads(
    unit: Unit, following: Unit | None, order: dict[str, float]
) -> bool:
    """Whether a numbered passage is a heading over what follows it."""
    rest = unit.rest.strip()
    if following is None or not rest or len(rest) > HEADING_LIMIT:
        return False
    if (
        following.mark is not None
        and following.system != "box"
        and order.get(following.system, 99.0) <= order[unit.system]
    ):
        return False
    inner = _INNER.search(rest[:-1])
    if inner or rest[-1] in "；;，,、":
        return False
    if rest[-1] in "。！":
        return len(rest) <= TITLE_LIMIT + 1
    return True


def _plain_title(text: str) -> str:
    """Return a title without its final mark and without inner spaces."""
    title = re.sub(rf"(?<=[{HAN}])[\s\u3000]+(?=[{HAN}])", "", text.strip())
    return title.rstrip("。：: \u3000")


def _grow(units: Sequence[Unit], order: dict[str, float]) -> Node:
    """Hang the units into a tree."""
    root = Node("")
    stack = [root]
    article: Node | None = None
    for unit in units:
        system = unit.system
        if system == "article":
            while stack[-1].system and _rank(stack[-1], order) >= 4.0:
                stack.pop()
            article = Node(
                "article",
                unit.mark.number if unit.mark else 0,
                unit.mark.after if unit.mark else 0,
                unit.mark.label if unit.mark else "",
                passage=unit.passage,
                unit=unit,
            )
            article.units.append(unit)
            stack[-1].units.append(article)
            continue
        if article is not None:
            closes = unit.is_heading and (
                system in _ALWAYS_HEADINGS and order.get(system, 0.0) < 4.6
            )
            if not closes:
                article.units.append(unit)
                continue
            article = None
        if unit.mark is None and not unit.is_heading:
            _leave_box(stack, unit)
            stack[-1].units.append(unit)
            continue
        _place(stack, unit, order)
    return root


def _place(stack: list[Node], unit: Unit, order: dict[str, float]) -> None:
    """Add a heading or numbered clause at its depth."""
    mark = unit.mark
    system = unit.system
    rank = order.get(system, 99.0)
    if system == "box":
        while stack[-1].system == "box" or _in_box(stack):
            stack.pop()
    else:
        if _in_box(stack) and _leaves(stack, unit, order):
            while _in_box(stack):
                stack.pop()
        while (
            stack[-1].system
            and stack[-1].system != "box"
            and _rank(stack[-1], order) >= rank
        ):
            stack.pop()
    parent = stack[-1]
    node = Node(
        system,
        mark.number if mark else 0,
        mark.after if mark else 0,
        mark.label if mark else "",
        unit.title,
        unit.passage,
        None if unit.is_heading else unit,
        level=parent.level + 1,
    )
    if not unit.is_heading:
        node.units.append(unit)
    parent.units.append(node)
    stack.append(node)


def _rank(node: Node, order: dict[str, float]) -> float:
    return order.get(node.system, 99.0)


def _in_box(stack: Sequence[Node]) -> bool:
    return any(node.system == "box" for node in stack)


def _leaves(
    stack: Sequence[Node], unit: Unit, order: dict[str, float]
) -> bool:
    """Whether a numbered unit ends the box: it continues an outer list."""
    outer = [
        node
        for node in stack[: [n.system for n in stack].index("box")]
        if node.system
    ]
    box = next(node for node in stack if node.system == "box")
    if box.passage is not None and box.passage.boxed:
        return not unit.passage.boxed
    alike = [node for node in outer if node.system == unit.system]
    if alike and unit.mark is not None:
        inner = [u for u in box.units if isinstance(u, Node)]
        expected = inner[-1].number + 1 if inner else 1
        return unit.mark.number != expected
    rank = order.get(unit.system, 99.0)
    if unit.system in ("part", "chapter", "section", "annex", "named"):
        return True
    return bool(outer) and rank < _rank(outer[-1], order)


def _leave_box(stack: list[Node], unit: Unit) -> None:
    """End a box where its frame ends, or the indentation of its items."""
    if not _in_box(stack):
        return
    box = next(node for node in stack if node.system == "box")
    first = next((u for u in box.units if isinstance(u, Unit)), None)
    framed = box.passage is not None and box.passage.boxed
    if (framed and not unit.passage.boxed) or (
        first is not None and first.passage.indent < 2 <= unit.passage.indent
    ):
        while _in_box(stack):
            stack.pop()


def _run_in_titles(node: Node) -> None:
    """Give run-in titles to numbered clauses and to runs of paragraphs."""
    plain = [
        unit
        for unit in node.units
        if isinstance(unit, Unit) and unit is not node.unit
    ]
    found = {id(unit): _run_in(unit) for unit in plain}
    likely = sum(bool(title) for title in found.values())
    if node.system != "article" and likely >= 2 and likely * 2 >= len(plain):
        for unit in plain:
            unit.title = found[id(unit)]
    elif node.system != "article":
        for unit in plain:
            if unit.passage.emphasis or BULLET.match(unit.passage.text):
                unit.title = found[id(unit)]
    if node.unit is not None and node.system != "article":
        node.unit.title = node.title = _run_in(node.unit)
    elif node.unit is not None:
        node.unit.title = node.title = _article_title(node)
    for below in node.units:
        if isinstance(below, Node):
            _run_in_titles(below)


def _run_in(unit: Unit) -> str:
    """Return the first sentence where it is short enough for a title."""
    text = unit.rest
    bullet = BULLET.match(text)
    if bullet:
        text = text[bullet.end() :].lstrip()
    first = _FIRST_SENTENCE.match(text)
    if not first or unit.passage.table:
        return ""
    title = first["title"].strip()
    limit = TITLE_LIMIT if first["stop"] in "。\n" else 12
    alone = not text[first.end() :].strip()
    if len(title) > limit or alone or _DATED.match(title):
        return ""
    return title


def _article_title(node: Node) -> str:
    """Return the caption of an article: 第一条【目的】, Article 1 Scope."""
    if node.unit is None:
        return ""
    rest = node.unit.rest
    found = re.match(r"[（(【\[](?P<title>[^）)】\]]{2,30})[）)】\]]", rest)
    if found:
        return found["title"].strip()
    alone = len(node.units) > 1 and not re.search("[。；：，.;:]", rest)
    return rest.strip() if alone and len(rest) <= HEADING_LIMIT else ""
