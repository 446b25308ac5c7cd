"""The families into which an explanation sums up what speaks for a link.

Each family counts what its measures say by themselves and what they say of
the pair beside its other candidates.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FAMILIES", "Family"]


@dataclass(frozen=True)
class Family:
    """Measures that rest on the same thing.

    Attributes
    ----------
    name : str
        As in `plandiff.matching.measures.Measure.family`.
    zh, en : str
        What it is called.
    says_zh, says_en : str
        What it means, in one line.
    """

    name: str
    zh: str
    en: str
    says_zh: str
    says_en: str


FAMILIES = (
    Family(
        "wording",
        "措辞",
        "wording",
        "两条有多少相同的词、字串和数字",
        "how many words, runs of characters and numbers both have",
    ),
    Family(
        "meaning",
        "语义",
        "meaning",
        "不论用词，意思有多近（词向量或句子编码器）",
        "how near they are in meaning, whatever the words",
    ),
    Family(
        "subjects",
        "主题",
        "subjects",
        "条首、所在标题和政策概念是否说同一件事",
        "whether opening, headings and policy concepts name one subject",
    ),
    Family(
        "heading",
        "章节",
        "heading",
        "所在章节是否相应",
        "whether the sections they stand in answer to each other",
    ),
    Family(
        "place",
        "位置",
        "place",
        "在各自文件中的位置和前后条款是否相应",
        "whether places and neighbours in the documents answer",
    ),
    Family(
        "setting",
        "背景",
        "setting",
        "两条的长短，以及两份文件总体上有多少相同",
        "how long they are, and how much the documents share at all",
    ),
    Family(
        "chances",
        "全局",
        "chances around",
        "再看一遍：其他配对、前后条款和同一标题下各条有多可能",
        "a second look: how likely the other pairs around this one are",
    ),
    Family(
        "documents",
        "文件",
        "documents",
        "两份文件谈的是不是同一类事；不相干的文件只有套语相同",
        "whether the documents speak of the same things at all, or share "
        "formulas alone",
    ),
)
"""In the order in which they are shown."""
