"""An explanation of a link in one language, for the terminal."""

from __future__ import annotations

from typing import Literal

from plandiff.frames import records
from plandiff.matching.explain import Explanation
from plandiff.output.words import read_words

__all__ = ["explanation_lines"]


def explanation_lines(
    explanation: Explanation, lang: Literal["zh", "en"]
) -> list[str]:
    """Say why two clauses are, or are not, linked.

    Returns
    -------
    list of str
        The pair and how sure it is; what both share; the next best
        candidate of either clause; and what each family of measures adds
        to the log odds, with what it is.
    """
    words = read_words(lang)
    before, after = explanation.reference.id, explanation.target.id
    state = "explain_linked" if explanation.linked else "explain_unlinked"
    lines = [
        words["explain_head"].format(
            reference=before,
            target=after,
            state=words[state],
            confidence=f"{explanation.confidence:.2f}",
        )
    ]
    for name in ("terms", "concepts"):
        shared = "、".join(getattr(explanation, name))
        if shared:
            lines.append(words[f"explain_{name}"].format(**{name: shared}))
    for clause, rival in (
        (after, explanation.reference_runner_up),
        (before, explanation.target_runner_up),
    ):
        if rival is not None:
            lines.append(
                words["explain_rival"].format(
                    clause=clause,
                    other=rival[0],
                    confidence=f"{rival[1]:.2f}",
                )
            )
    start = f"{explanation.start:+.2f}"
    lines.append(words["explain_odds"].format(start=start))
    lines += [
        f"  {row['contribution']:+6.2f}  {row[lang]}: {row[f'says_{lang}']}"
        for row in records(explanation.families)
    ]
    return lines
