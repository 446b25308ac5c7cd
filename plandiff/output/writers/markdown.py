"""Write a diff as Markdown, for notes and web pages."""

from __future__ import annotations

from pathlib import Path

from plandiff.analysis.diff.diff import Diff
from plandiff.analysis.diff.groups import Group
from plandiff.analysis.redlines.renderings import markdown
from plandiff.markup import escape_markdown
from plandiff.output.words import (
    GROUP_COLUMNS,
    SOURCE_COLUMNS,
    Wording,
    group_notes,
    heading,
    mark_words,
    read_words,
    source_facts,
)

__all__ = ["write_markdown"]


def write_markdown(diff: Diff, path: Path, lang: Wording) -> None:
    """Write a diff as a Markdown table with ``<del>`` and ``<ins>``.

    One row per group of clauses; the sources and the signature follow.
    """
    alignment, words = diff.alignment, read_words(lang)
    heads = " | ".join(words[name] for name in GROUP_COLUMNS)
    lines = [
        f"# {escape_markdown(heading(alignment))}",
        "",
        f"| {heads} |",
        "| --- | --- | --- | --- |",
    ]
    for group in diff.groups:
        columns = (
            mark_words(group, lang),
            [clause.id for clause in group.references],
            [clause.id for clause in group.targets],
        )
        cells = [_joined(column) for column in columns]
        lines.append(f"| {' | '.join([*cells, _text(group, lang)])} |")
    lines += ["", f"## {words['sources']}", ""]
    lines.append(f"| {' | '.join(SOURCE_COLUMNS)} |")
    lines.append("| --- " * len(SOURCE_COLUMNS) + "|")
    for facts in source_facts(alignment):
        lines.append(f"| {' | '.join(map(escape_markdown, facts))} |")
    lines += ["", escape_markdown(alignment.signature), ""]
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")


def _joined(lines: list[str]) -> str:
    return "<br>".join(map(escape_markdown, lines))


def _text(group: Group, lang: Wording) -> str:
    """Write a group's redline, or its clauses where it has none."""
    notes = group_notes(group, lang)
    below = f"<br><small>{_joined(notes)}</small>" if notes else ""
    return markdown(group.segments()) + below
