"""Say what prose of a file became no clause, so that none goes in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from plandiff.document import Span
from plandiff.text.characters import HAN, compact

__all__ = [
    "FEWEST",
    "is_prose",
    "missing_share",
    "mostly_within",
    "prose_set_aside",
]

FEWEST = 15
"""Chinese characters that make a line prose, if it has a sentence's marks."""

_UNSURE = (
    "site chrome: navigation",
    "site chrome: hidden",
    "site chrome: comments",
    "site header: outside",
    "site footer: outside",
    "site footer: from",
    "hidden text",
    "unread text",
)
"""Reasons that say where a text stood, and not what it is."""

_HAN = re.compile(f"[{HAN}]")
_MARKS = re.compile("[。；！？]|，.*，")
_OF_SITES = re.compile(
    r"版权|copyright|©|备案|ICP|网站|本站|浏览器|扫一扫|主办|承办|技术支持|邮编|电话|地址|"
    r"客户端|\bvar\b|公众号|微信|登录|注册|javascript|function|责任编辑|来源",
    re.I,
)
_NO_TEXT = ("site chrome: script", "site chrome: name of the page")
_SAMPLE = 8
_MOST_SAMPLES = 60
_BY_FORM = ("contents list", "footnote", "endnote", "metadata box")
"""Reasons that are sure however much they hold."""

_MUCH = 800
"""Chinese characters of prose that no rule by words takes in silence."""

_SHARE = 0.5
_LEAST = 400
"""Chinese characters of a file whose share is worth a notice."""


def is_prose(text: str) -> bool:
    """Whether a line is running Chinese text of 15 characters or more.

    Examples
    --------
    >>> is_prose("到2030年，基本建成覆盖全市的冷链物流网络。")
    True
    """
    return (
        len(_HAN.findall(text)) >= FEWEST
        and bool(_MARKS.search(text))
        and not _OF_SITES.search(text)
    )


def mostly_within(text: str, shown: str) -> bool:
    """Whether most of a text stands in another; both without white space.

    Examples
    --------
    >>> mostly_within("加强组织领导，落实责任", "要加强组织领导，落实任务")
    True
    """
    parts = [
        text[place : place + _SAMPLE]
        for place in range(0, max(len(text) - _SAMPLE, 0) + 1, _SAMPLE)
    ][:: len(text) // (_SAMPLE * _MOST_SAMPLES) + 1]
    return bool(shown) and 2 * sum(p in shown for p in parts) >= len(parts)


def prose_set_aside(source: str, spans: Iterable[Span]) -> list[str]:
    """Return a notice for each reason by which prose became no clause.

    Parameters
    ----------
    source : str
        The text as received.
    spans : iterable of Span
        Its account.

    Returns
    -------
    list of str
        How many characters, why, where and how they begin. What a rule
        knows by its words (an addressee, a signature) is told only where it
        is more than a page.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    spans = list(spans)
    kept = ""
    for span in spans:
        if span.kind not in ("furniture", "artefact"):
            continue
        if span.reason.startswith((*_NO_TEXT, *_BY_FORM)):
            continue
        for line in source[span.start : span.end].splitlines():
            if not is_prose(line):
                continue
            kept = kept or _kept(source, spans)
            if not mostly_within(compact(line), kept):
                found.setdefault(span.reason, []).append((span.start, line))
    notices: list[str] = []
    for reason, lines in found.items():
        count = sum(len(_HAN.findall(line)) for _, line in lines)
        if reason.startswith(_UNSURE) or count > _MUCH:
            start, line = lines[0]
            notices.append(
                f"{count} characters of prose in {len(lines)} line(s) are set "
                f"aside as {reason!r}, from offset {start}: "
                f"“{line.strip()[:20]}…”. Where they are part of the plan, "
                "keep them through a profile."
            )
    return notices


def _kept(source: str, spans: Iterable[Span]) -> str:
    """Return clauses and headings without white space."""
    return compact(
        "".join(
            source[span.start : span.end]
            for span in spans
            if span.kind in ("clause", "heading")
        )
    )


def missing_share(source: str, spans: Sequence[Span]) -> list[str]:
    """Return a notice where under half of the text became clauses.

    Parameters
    ----------
    source : str
        The text as received.
    spans : sequence of Span
        Its account.

    Returns
    -------
    list of str
        One notice with the share and where the rest went, or none; one too
        where there is no clause at all.
    """
    if _is_mostly_kept(spans):
        return []
    counts: dict[str, int] = {}
    clauses = 0
    for span in spans:
        letters = len(_HAN.findall(source[span.start : span.end]))
        kept = span.kind in ("clause", "heading")
        if span.reason.startswith(_NO_TEXT):
            continue
        name = "" if kept else span.reason or span.kind
        counts[name] = counts.get(name, 0) + letters
        clauses += span.kind == "clause"
    whole, kept_letters = sum(counts.values()), counts.pop("", 0)
    if clauses and (whole < _LEAST or kept_letters >= _SHARE * whole):
        return []
    most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
    rest = "; ".join(f"{n} {reason}" for reason, n in most if n)
    gone = f" The rest: {rest}." if rest else ""
    if not clauses:
        return [
            "No clause was found: the text holds headings or what surrounds "
            f"a plan only.{gone}"
        ]
    return [
        f"{kept_letters} of {whole} Chinese characters stand in clauses and "
        f"headings.{gone} See account()."
    ]


def _is_mostly_kept(spans: Sequence[Span]) -> bool:
    """Whether clauses and headings hold four times what else there is."""
    kept = rest = clauses = 0
    for span in spans:
        if span.kind in ("clause", "heading"):
            kept += span.end - span.start
            clauses += span.kind == "clause"
        elif span.kind != "blank":
            rest += span.end - span.start
    return clauses > 0 and kept >= 4 * rest
