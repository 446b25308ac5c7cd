"""A plan coded by themes, as arrays: its sentences, clauses and sections.

How long clauses are is the drafter's habit, or that of whoever cut the text.
So themes are counted in sentences and in characters, which stay the same
however a text is cut into clauses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from plandiff.analysis.themes.codebook import Codebook
from plandiff.document import Document
from plandiff.text.sentences import sentence_spans

__all__ = ["Bools", "CodedPlan", "Floats", "Integers"]

Bools = np.ndarray[Any, np.dtype[np.bool_]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Integers = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True)
class CodedPlan:
    """A document's coding, themes across.

    Attributes
    ----------
    document : Document
        The plan.
    carries : numpy.ndarray of bool
        Clauses down: whether the clause carries the theme.
    mentions : numpy.ndarray of bool
        Sentences down: whether the sentence mentions the theme.
    lengths : numpy.ndarray of int
        Characters of each sentence.
    clauses : numpy.ndarray of int
        Place of the clause that each sentence stands in.
    sections : numpy.ndarray of int
        Section of each clause: clauses under the same headings are one; a
        clause under none is a section of its own.
    """

    document: Document
    carries: Bools
    mentions: Bools
    lengths: Integers
    clauses: Integers
    sections: Integers

    @classmethod
    def of(cls, document: Document, codebook: Codebook) -> CodedPlan:
        """Code a document sentence by sentence and clause by clause."""
        columns = {theme.id: k for k, theme in enumerate(codebook)}
        carries = np.zeros((len(document), len(columns)), dtype=bool)
        mentions: list[Bools] = []
        lengths: list[int] = []
        clauses: list[int] = []
        for place, clause in enumerate(document):
            marked = codebook.mentioned(clause.text)
            subjects = codebook.subjects(clause, marked)
            carries[place, [columns[t] for t in subjects]] = True
            spans = sentence_spans(clause.text)
            found = np.zeros((len(spans), len(columns)), dtype=bool)
            for theme, marks in marked.items():
                for number, (start, end) in enumerate(spans):
                    found[number, columns[theme]] = any(
                        m.start < end and start < m.end for m in marks
                    )
            mentions.append(found)
            lengths += [end - start for start, end in spans]
            clauses += [place] * len(spans)
        empty = np.zeros((0, len(columns)), dtype=bool)
        return cls(
            document,
            carries,
            np.concatenate([empty, *mentions]),
            np.array(lengths, dtype=np.int64),
            np.array(clauses, dtype=np.int64),
            _sections(document),
        )

    @property
    def sentences(self) -> int:
        """How many sentences there are."""
        return len(self.lengths)

    @property
    def clause_length(self) -> float | None:
        """Mean characters of a clause."""
        if not len(self.document):
            return None
        return float(self.lengths.sum() / len(self.document))

    def share(self, theme: int) -> float | None:
        """Return the share of sentences that mention a theme."""
        if not self.sentences:
            return None
        return int(self.mentions[:, theme].sum()) / self.sentences

    def characters(self, theme: int) -> int:
        """Count the characters of the sentences that mention a theme."""
        return int(self.lengths[self.mentions[:, theme]].sum())

    def character_share(self, theme: int) -> float | None:
        """Return the share of characters in sentences that mention it."""
        total = int(self.lengths.sum())
        return self.characters(theme) / total if total else None

    def groups(self, unit: str) -> tuple[Floats, Floats]:
        """Count sentences with each theme, and sentences, by group.

        Parameters
        ----------
        unit : {"section", "clause"}
            What varies as a whole. A plan of a single section is grouped
            by clause.

        Returns
        -------
        (numpy.ndarray, numpy.ndarray)
            Counts of shape (groups, themes), and of shape (groups,).
        """
        group = np.arange(len(self.sections))
        if unit == "section" and len(np.unique(self.sections)) > 1:
            group = self.sections
        of_sentence = group[self.clauses]
        size = int(group.max()) + 1 if len(group) else 0
        counts = np.zeros((size, self.mentions.shape[1]))
        np.add.at(counts, of_sentence, self.mentions)
        totals = np.bincount(of_sentence, minlength=size).astype(float)
        kept = totals > 0
        return counts[kept], totals[kept]


def _sections(document: Document) -> Integers:
    """Return the section of each clause; one under no heading is its own."""
    numbers: dict[tuple[str, ...], int] = {}
    return np.array(
        [
            numbers.setdefault(clause.path or ("", clause.id), len(numbers))
            for clause in document
        ],
        dtype=np.int64,
    )
