"""The wording that all written tables share, in Chinese and English."""

from __future__ import annotations

from plandiff.matching.align import Alignment

__all__ = ["CHANGE_WORDS", "SOURCE_COLUMNS", "heading", "source_facts"]

CHANGE_WORDS = {
    "kept": "保留 kept",
    "revised": "修改 revised",
    "split": "拆分 split",
    "merged": "合并 merged",
    "added": "新增 added",
    "dropped": "删除 dropped",
    "matched": "相关 matched",
    "unmatched": "未见对应 unmatched",
    "moved": "移位 moved",
    "renumbered": "改号 renumbered",
}
"""How changes are named in what people read."""

SOURCE_COLUMNS = (
    "side",
    "id",
    "title",
    "fidelity",
    "file",
    "SHA-256",
    "address",
)
"""Columns of the table of sources."""


def heading(alignment: Alignment) -> str:
    """Return the heading of a diff: the titles of both plans."""
    return f"{alignment.reference.title} → {alignment.target.title}"


def source_facts(alignment: Alignment) -> list[tuple[str, ...]]:
    """Say what both documents are and where they came from.

    Returns
    -------
    list of tuple of str
        Two rows with the columns `SOURCE_COLUMNS`.
    """
    return [
        (
            side,
            document.id,
            document.title,
            document.fidelity,
            document.source.name,
            document.source.sha256,
            document.source.address,
        )
        for side, document in (
            ("reference", alignment.reference),
            ("target", alignment.target),
        )
    ]
