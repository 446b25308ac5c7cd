"""From passages to a tree: which numbers open headings, which clauses.

The order of the numbering systems is taken from the document itself (which
system restarts under which), starting from the usual order of official
documents. A number opens a heading where a short title stands alone and
text follows; it opens a clause where the text follows on the same line.

"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from plandiff.reading.profile import HeadingRule, Profile
from plandiff.reading.structure.outline.gluing import split_glued
from plandiff.reading.structure.outline.judging import judge_headings
from plandiff.reading.structure.outline.nesting import nest_lists
from plandiff.reading.structure.outline.plain import find_plain_headings
from plandiff.reading.structure.outline.ranking import rank_systems
from plandiff.reading.structure.outline.titles import add_run_in_titles
from plandiff.reading.structure.outline.tree import Node, grow
from plandiff.reading.structure.outline.units import (
    check_articles,
    check_decimals,
    check_sequences,
    read_whole_numbers,
    unit_of,
    with_titles,
)
from plandiff.reading.structure.passages import Passage

__all__ = ["build_outline"]


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
    units = [unit_of(_ruled(p, rules)) for p in split_glued(passages)]
    check_articles(units)
    check_sequences(units)
    check_decimals(units)
    read_whole_numbers(units)
    units = with_titles(units)
    find_plain_headings(units)
    order = rank_systems(units)
    nest_lists(units, order)
    judge_headings(units, order)
    root = grow(units, order)
    add_run_in_titles(root)
    return root


def _ruled(passage: Passage, rules: Sequence[HeadingRule]) -> Passage:
    """Give a passage the heading level that the user's rules state."""
    for rule in rules:
        if rule.pattern.search(passage.text):
            return replace(passage, level=rule.level, forced=True)
    return passage
