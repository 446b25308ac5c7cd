"""How much of each plan a theme takes, and how that share shifted.

`theme_shares` counts; `theme_shift` compares two plans or more, with an
interval, a test and the clauses behind each difference; `drill` opens a
number to its clauses.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import scipy

from plandiff.analysis.themes.codebook import Codebook
from plandiff.analysis.themes.coded import CodedPlan, Floats
from plandiff.analysis.themes.decomposition import (
    linked_p,
    new_p,
    parts_of_shift,
)
from plandiff.analysis.themes.drilling import STATUSES, clause_changes
from plandiff.analysis.themes.loading import as_codebook
from plandiff.analysis.themes.notes import fidelity_note
from plandiff.analysis.themes.presence import Presence
from plandiff.analysis.themes.sampling import (
    Uncertainty,
    permutation_p,
    share_interval,
    shift_interval,
)
from plandiff.analysis.themes.themelist import Theme
from plandiff.document import Document
from plandiff.document.several import each_document
from plandiff.errors import AlignmentError
from plandiff.frames import frame
from plandiff.matching.alignment import Alignment
from plandiff.signature import signature

__all__ = [
    "SHARE_SCHEMA",
    "SHIFT_SCHEMA",
    "STATUSES",
    "PlanPair",
    "Uncertainty",
    "plan_pairs",
    "theme_shares",
    "theme_shift",
]


_NAMES = {
    "theme": "string",
    "level": "Int64",
    "parent": "string",
    "name_zh": "string",
    "name_en": "string",
}
SHARE_SCHEMA = {
    "document": "string",
    **_NAMES,
    "clauses": "Int64",
    "share": "Float64",
    "low": "Float64",
    "high": "Float64",
    "characters": "Int64",
    "character_share": "Float64",
    "fidelity": "string",
    "note": "string",
    "sentences": "Int64",
    "clause_length": "Float64",
}
SHIFT_SCHEMA = {
    "reference": "string",
    "target": "string",
    **_NAMES,
    "reference_clauses": "Int64",
    "target_clauses": "Int64",
    "reference_share": "Float64",
    "target_share": "Float64",
    "reference_character_share": "Float64",
    "target_character_share": "Float64",
    "shift": "Float64",
    "low": "Float64",
    "high": "Float64",
    "character_shift": "Float64",
    "p": "Float64",
    "p_adjusted": "Float64",
    **{f"from_{status}": "Float64" for status in STATUSES},
    "presence": "string",
    "reference_fidelity": "string",
    "target_fidelity": "string",
    "note": "string",
    "reference_sentences": "Int64",
    "target_sentences": "Int64",
    "reference_clause_length": "Float64",
    "target_clause_length": "Float64",
    "signs_differ": "boolean",
    "low_clauses": "Float64",
    "high_clauses": "Float64",
    "p_clauses": "Float64",
    "p_new": "Float64",
    "p_linked": "Float64",
}


def theme_shares(
    documents: Document | Iterable[Document],
    codebook: Codebook | str,
    *,
    uncertainty: Uncertainty | None = None,
) -> pd.DataFrame:
    """Measure each theme in each plan, one row per document and theme.

    Parameters
    ----------
    documents : Document or iterable of Document
        Plans, earliest first.
    codebook : Codebook or str
        The themes, or the name of a bundled codebook.
    uncertainty : Uncertainty, optional
        Confidence of the intervals.

    Returns
    -------
    pandas.DataFrame
        Columns document, theme, level, parent, name_zh, name_en, clauses
        (count that carry the theme), share (of the plan's sentences that
        mention it, in [0, 1]), low and high (its interval, sections being
        what varies), characters (of the sentences that mention it),
        character_share (of all clause characters), fidelity, note (absent
        for a full text), sentences (count that mention it) and
        clause_length (mean characters of the plan's clauses). Shares do not
        depend on how a text is cut into clauses. A document without clauses
        has zero counts and absent shares; so has a digest, which is no
        sample of its plan, and there counts are absent of themes that the
        digest names as a gap. ``table.attrs["signature"]`` names every
        choice.

    See Also
    --------
    theme_shift : differences between plans.

    Examples
    --------
    >>> from plandiff import load_codebook
    >>> plan = Document.from_clauses(
    ...     "x", [("1", "保护知识产权。发展物流。"), ("2", "略")]
    ... )
    >>> table = theme_shares(plan, load_codebook("ecommerce"))
    >>> row = table[table["theme"] == "intellectual_property"].iloc[0]
    >>> int(row["clauses"]), round(float(row["share"]), 2)
    (1, 0.33)
    """
    codebook = as_codebook(codebook)
    plans = each_document(documents)
    choice = uncertainty or Uncertainty()
    rows: list[dict[str, Any]] = []
    for document in plans:
        coded = CodedPlan.of(document, codebook)
        seen = Presence.of(coded, codebook)
        whole = bool(coded.sentences) and not document.is_digest
        bounds = (
            share_interval(coded.groups("section"), choice.confidence)
            if whole
            else None
        )
        for k, theme in enumerate(codebook):
            row: dict[str, Any] = {
                "document": document.id,
                **_theme_names(theme),
                "clauses": seen.clauses(k),
                "fidelity": document.fidelity,
                "note": fidelity_note(document),
                "clause_length": coded.clause_length,
            }
            if not document.is_digest:
                row["characters"] = coded.characters(k)
                row["sentences"] = int(coded.mentions[:, k].sum())
            if bounds is not None:
                row["share"] = coded.share(k)
                row["low"], row["high"] = map(float, bounds[:, k])
                row["character_share"] = coded.character_share(k)
            rows.append(row)
    table = _frame(rows, SHARE_SCHEMA)
    table.attrs["signature"] = _signature(plans, codebook, choice)
    return table


def theme_shift(
    plans: Alignment | Sequence[Alignment] | Sequence[Document],
    codebook: Codebook | str,
    *,
    uncertainty: Uncertainty | None = None,
) -> pd.DataFrame:
    """Compare the themes of plans, one row per pair of plans and theme.

    Parameters
    ----------
    plans : Alignment, or sequence of Alignment or of Document
        Two plans that are linked; or any number of them, earliest first:
        linked pairs, or documents, each compared with the next. Without
        links there is no decomposition by clause status.
    codebook : Codebook or str
        The themes, or the name of a bundled codebook.
    uncertainty : Uncertainty, optional
        Confidence, number of deals and seed.

    Returns
    -------
    pandas.DataFrame
        Rows are in the order of the pairs and of the codebook;
        ``table.attrs["signature"]`` names every choice. Columns:

        reference, target, theme, level, parent, name_zh, name_en
            Which plans and which theme.
        reference_clauses, target_clauses
            Count of clauses that carry the theme; absent where a digest
            names the theme as a gap.
        reference_share, target_share
            Share of the plan's sentences that mention the theme, in [0, 1].
        reference_character_share, target_character_share
            Characters of these sentences, over all.
        shift, low, high
            target_share minus reference_share, in [-1, 1], and its
            interval, sections being what varies.
        character_shift
            The same difference of the shares of characters.
        p, p_adjusted
            Of no shift; sections are dealt. Adjusted over the themes of one
            level and pair.
        from_kept … from_unmatched
            What the clauses of each status add to the shift; they sum to
            it. Absent without links, and where the status cannot occur.
        presence
            ``both``, ``only in target``, ``only in reference``, ``in
            neither``; with a digest or an excerpt what our codebook's terms
            or a digest's gaps say, and the side.
        reference_fidelity, target_fidelity, note
            What we hold of either plan; note is absent for full texts.
        reference_sentences, target_sentences
            Count of sentences that mention the theme.
        reference_clause_length, target_clause_length
            Mean characters of a clause.
        signs_differ
            Whether shift and character_shift point in different directions,
            so that no direction can be claimed.
        low_clauses, high_clauses, p_clauses
            Interval and p if clauses, not sections, were what varies.
        p_new
            Of the theme being as frequent among added clauses as among
            dropped ones (Fisher, mid-p). Absent without links.
        p_linked
            Of linked clauses gaining the theme as often as losing it
            (McNemar, mid-p). Absent without links.

        With a digest on either side all shares of the digest, shifts,
        intervals, p and parts are absent: items of a digest are no sample
        of the plan.

    Raises
    ------
    AlignmentError
        If there are fewer than two plans, or a plan has no clauses.

    See Also
    --------
    theme_shares : the shares of each plan with their own intervals.
    theme_decomposition : the parts with bands for uncertain links.
    drill : the clauses behind a number.

    Notes
    -----
    The unit is the sentence, since shares of clauses depend on how long the
    clauses of a plan are [1]_; the same text cut otherwise has the same
    shares. Drafters decide section by section, so sections (the clauses
    under the same headings) are left out in turn for the interval and dealt
    at random for p; see `plandiff.analysis.themes.sampling`. Where whole
    sections of one plan were dealt into two halves,
    ``python tests/benchmarks/bench_themes.py sections`` shows how often p
    falls below 0.05 and the interval misses zero. Intervals are of each
    theme by itself. p_adjusted controls the false discovery rate, under
    positive dependence and so approximately [2]_. Plans that share clauses
    differ less than chance would have it: p is then cautious, and p_new and
    p_linked ask of what is new and of what was rewritten. None of these
    covers errors of the links or of the coding.

    References
    ----------
    .. [1] Däubler, Benoit, Mikhaylov, Laver (2012), Natural sentences as
           valid units for coded political texts, British Journal of
           Political Science 42(4).
    .. [2] Benjamini, Hochberg (1995), Controlling the false discovery rate,
           Journal of the Royal Statistical Society B 57(1).

    Examples
    --------
    >>> from plandiff import align, load_codebook
    >>> earlier = Document.from_clauses("a", [("1", "发展农村电商")])
    >>> later = Document.from_clauses(
    ...     "b", [("1", "大力发展农村电商"), ("2", "保护知识产权")]
    ... )
    >>> table = theme_shift(align(earlier, later), load_codebook("ecommerce"))
    >>> table.set_index("theme").loc["rural", "shift"]
    np.float64(-0.5)
    """
    codebook = as_codebook(codebook)
    choice = uncertainty or Uncertainty()
    pairs = plan_pairs(plans)
    rows: list[dict[str, Any]] = []
    for pair in pairs:
        rows += _compare(pair, codebook, choice)
    table = _frame(rows, SHIFT_SCHEMA)
    documents = [pairs[0].reference, *(pair.target for pair in pairs)]
    table.attrs["signature"] = _signature(
        documents,
        codebook,
        choice,
        links=[pair.alignment.signature for pair in pairs if pair.alignment],
    )
    return table


@dataclass(frozen=True, slots=True)
class PlanPair:
    """Two plans to compare, and their links where there are any."""

    reference: Document
    target: Document
    alignment: Alignment | None = None

    @property
    def is_digest(self) -> bool:
        """Whether either plan is a digest."""
        return self.reference.is_digest or self.target.is_digest


def plan_pairs(
    plans: Alignment | Sequence[Alignment] | Sequence[Document],
) -> list[PlanPair]:
    """Bring all that `theme_shift` accepts into one form."""
    if isinstance(plans, Alignment):
        plans = [plans]
    pairs: list[PlanPair] = []
    documents: list[Document] = []
    for plan in plans:
        if isinstance(plan, Alignment):
            pairs.append(PlanPair(plan.reference, plan.target, plan))
        elif isinstance(plan, Document):
            documents.append(plan)
        else:
            raise TypeError(
                "plans: expected an Alignment, or a sequence of Alignment "
                f"or of Document, but found {type(plan).__name__}."
            )
    if pairs and documents:
        raise TypeError(
            "plans: expected alignments or documents but found both. "
            "Align the documents first, or give documents only."
        )
    pairs += [PlanPair(a, b) for a, b in itertools.pairwise(documents)]
    if not pairs:
        raise AlignmentError(
            f"plans: expected at least two plans but found {len(documents)}."
        )
    for pair in pairs:
        for document in (pair.reference, pair.target):
            if not len(document):
                raise AlignmentError(
                    f"{document.id}: expected at least one clause but found "
                    "none. Check how it was read: document.account()."
                )
    return pairs


def _compare(
    pair: PlanPair, codebook: Codebook, choice: Uncertainty
) -> list[dict[str, Any]]:
    """Build the rows of one pair of plans."""
    sides = {
        "reference": CodedPlan.of(pair.reference, codebook),
        "target": CodedPlan.of(pair.target, codebook),
    }
    seen = {
        side: Presence.of(coded, codebook) for side, coded in sides.items()
    }
    note = fidelity_note(pair.reference, pair.target)
    rows: list[dict[str, Any]] = []
    for k, theme in enumerate(codebook):
        row: dict[str, Any] = {
            "reference": pair.reference.id,
            "target": pair.target.id,
            **_theme_names(theme),
            "presence": _presence(k, seen),
            "note": note,
        }
        for side, coded in sides.items():
            row[f"{side}_clauses"] = seen[side].clauses(k)
            row[f"{side}_fidelity"] = coded.document.fidelity
            row[f"{side}_clause_length"] = coded.clause_length
            if not coded.document.is_digest:
                row[f"{side}_share"] = coded.share(k)
                row[f"{side}_character_share"] = coded.character_share(k)
                row[f"{side}_sentences"] = int(coded.mentions[:, k].sum())
        rows.append(row)
    if not pair.is_digest:
        _add_shifts(rows, pair, sides["reference"], sides["target"], choice)
    return rows


def _add_shifts(
    rows: list[dict[str, Any]],
    pair: PlanPair,
    earlier: CodedPlan,
    later: CodedPlan,
    choice: Uncertainty,
) -> None:
    """Add to the row of each theme what two texts can show of a shift."""
    chance: dict[str, tuple[Floats, Floats]] = {}
    for unit in ("section", "clause"):
        groups = earlier.groups(unit), later.groups(unit)
        chance[unit] = (
            shift_interval(*groups, choice.confidence),
            permutation_p(*groups, choice),
        )
    changes = clause_changes(pair.alignment) if pair.alignment else None
    for k, row in enumerate(rows):
        shift = (row["target_share"] or 0.0) - (row["reference_share"] or 0.0)
        other = (row["target_character_share"] or 0.0) - (
            row["reference_character_share"] or 0.0
        )
        row |= {
            "shift": shift,
            "character_shift": other,
            "signs_differ": bool(shift * other < 0),
        }
        for unit, ending in (("section", ""), ("clause", "_clauses")):
            bounds, p = chance[unit]
            row[f"low{ending}"] = min(float(bounds[0, k]), shift)
            row[f"high{ending}"] = max(float(bounds[1, k]), shift)
            row[f"p{ending}"] = float(p[k])
        if pair.alignment is not None and changes is not None:
            row |= {
                f"from_{status}": part
                for status, part in parts_of_shift(
                    earlier, later, k, changes
                ).items()
            }
            row["p_new"] = new_p(earlier, later, k, pair.alignment)
            row["p_linked"] = linked_p(earlier, later, k, pair.alignment)
    for level in {row["level"] for row in rows}:
        group = [row for row in rows if row["level"] == level]
        adjusted = scipy.stats.false_discovery_control(
            [row["p"] for row in group]
        )
        for row, value in zip(group, adjusted, strict=True):
            row["p_adjusted"] = float(value)


def _presence(theme: int, seen: dict[str, Presence]) -> str:
    """Say on which side a theme was found, no more than is known."""
    gaps = [side for side, found in seen.items() if found.is_gap(theme)]
    if gaps:
        return f"not seen by our sources: {', '.join(gaps)}"
    unseen = [
        side
        for side, found in seen.items()
        if found.fidelity != "full" and not found.clauses(theme)
    ]
    if unseen:
        kinds = {seen[side].fidelity for side in unseen}
        what = "digest" if "digest" in kinds else "excerpt"
        if all(seen[side].by_hand for side in unseen):
            return f"in no item of the digest: {', '.join(unseen)}"
        return (
            f"our codebook's terms do not occur in the {what}: "
            f"{', '.join(unseen)}"
        )
    found_in = [side for side, found in seen.items() if found.clauses(theme)]
    if len(found_in) == len(seen):
        return "both"
    return f"only in {found_in[0]}" if found_in else "in neither"


def _frame(
    rows: Iterable[dict[str, Any]], schema: dict[str, str]
) -> pd.DataFrame:
    return frame(
        (tuple(row.get(name) for name in schema) for row in rows), schema
    )


def _theme_names(theme: Theme) -> dict[str, Any]:
    return {
        "theme": theme.id,
        "level": theme.level,
        "parent": theme.parent,
        "name_zh": theme.name_zh,
        "name_en": theme.name_en,
    }


def _signature(
    documents: Sequence[Document],
    codebook: Codebook,
    choice: Uncertainty,
    *,
    links: Sequence[str] = (),
) -> str:
    """Name every choice that moves a number of the tables."""
    return signature(
        documents=",".join(
            f"{document.id}@{document.source.sha256[:12]}"
            for document in documents
        ),
        links=" ".join(f"({text})" for text in links) or None,
        codebook=f"{codebook.name}@{codebook.sha256}",
        unit="sentence",
        varies="section",
        resamples=choice.resamples,
        confidence=choice.confidence,
        seed=choice.seed,
    )
