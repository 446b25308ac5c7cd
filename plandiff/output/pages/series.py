"""The report of a series: one page over all plans, tables and charts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from plandiff.analysis.diff.lineage import flow_table, lineage_table
from plandiff.analysis.diff.table import diff_table
from plandiff.analysis.terms.keyness import keyness
from plandiff.analysis.themes.codebook import Codebook
from plandiff.analysis.themes.loading import as_codebook
from plandiff.analysis.themes.shares import theme_shares
from plandiff.document import Document
from plandiff.errors import AlignmentError, ClauseError
from plandiff.files import whole_folder
from plandiff.frames import records
from plandiff.matching.alignment import Alignment
from plandiff.output.pages.reportpage import Figure
from plandiff.output.pages.sections import (
    Section,
    make_figures,
    refuse_other_content,
    tabled,
)
from plandiff.output.pages.templating import fill_template
from plandiff.output.plots.flows import plot_flows
from plandiff.output.plots.lineage import plot_lineage, plot_origins
from plandiff.output.plots.series import (
    plot_term_trajectories,
    plot_theme_shares,
)
from plandiff.output.plots.style import Language, plain_settings
from plandiff.output.tables import column_word, value_word
from plandiff.output.words import change_word, read_words
from plandiff.output.writers.tables import write_table
from plandiff.scale.concordance import dispersion
from plandiff.scale.ideas import ideas
from plandiff.scale.pairs import align_many
from plandiff.scale.texts import given
from plandiff.signature import fingerprint, signature

__all__ = ["write_series"]

_ROWS = 60
_TERMS = 5
"""So many terms of each end of the series are followed by default."""

_SHOWN = {
    "lineage": ("clause_id", "title", "plans", "origin", "departure"),
    "flows": (
        *("step", "reference_chapter", "target_chapter", "rows"),
        *("reference_document", "target_document"),
    ),
    "ideas": (
        *("name_{}", "course", "first_document", "last_document"),
        *("plans", "clauses", "first_clause", "last_clause"),
    ),
    "shares": ("name_{}", "document", "clauses", "share", "low", "high"),
    "trajectories": (
        *("term", "document", "matches", "clauses_with"),
        *("share", "low", "high"),
    ),
}
"""Columns that the page shows; the CSV beside it has all."""


@dataclass(frozen=True)
class _Series:
    """The plans of a series and what was made of them."""

    plans: tuple[Document, ...]
    alignments: tuple[Alignment, ...]
    signature: str

    @property
    def whole(self) -> list[Document]:
        """The full texts: of a digest no share is known."""
        return [p for p in self.plans if not p.is_digest and len(p)]


def write_series(
    documents: Iterable[Document],
    folder: str | os.PathLike[str],
    *,
    alignments: Sequence[Alignment] | None = None,
    codebook: Codebook | str | None = None,
    terms: Sequence[str] = (),
    lang: Language = "zh",
) -> Path:
    """Write a report over a series of plans: a page, tables and charts.

    The folder then holds ``index.html``, which needs no other file and no
    network, the tables as CSV and the charts as PNG and SVG. A section that
    cannot be made is left out; the page says so, and so does a warning.

    Parameters
    ----------
    documents : iterable of Document
        Two plans or more, earliest first, each with its own id.
    folder : str or path-like
        Where the report is to stand. A former one there is replaced; a
        folder that holds anything else is refused.
    alignments : sequence of Alignment, optional
        Each plan with the next, as from `plandiff.align_many`; made here
        without them.
    codebook : Codebook or str, optional
        Themes to follow; the bundled ``ecommerce`` codebook by default.
    terms : sequence of str, optional
        Terms to follow. Without them, those that tell the first and the
        last full text apart most (`plandiff.keyness`).
    lang : {"zh", "en"}, default "zh"
        Language of headings and labels. Plan text is never translated.

    Returns
    -------
    pathlib.Path
        The page, ``index.html``.

    Raises
    ------
    AlignmentError
        If there are fewer than two plans, one has no clauses, or the
        alignments are not those of neighbours.
    OutputError
        If the folder cannot be written or holds something else.

    Examples
    --------
    >>> import tempfile
    >>> plans = [
    ...     Document.from_clauses(id, [("1", "发展农村电商。")])
    ...     for id in ("a", "b", "c")
    ... ]
    >>> write_series(plans, tempfile.mkdtemp() + "/series").name
    'index.html'
    """
    words = read_words(lang)
    plans = tuple(given(documents))
    if len(plans) < 2:
        raise AlignmentError(
            f"documents: expected two plans or more but found {len(plans)}."
        )
    target = Path(folder)
    refuse_other_content(target, "lineage.csv")
    if alignments is None:
        alignments = list(align_many(plans).values())
    series = _Series(plans, tuple(alignments), _signature(plans, alignments))
    lineage = lineage_table(plans, alignments=series.alignments)
    lineage.attrs["signature"] = series.signature
    themes = as_codebook(codebook or "ecommerce")
    with plain_settings(), whole_folder(target) as room:
        # It names the folder as a series also where its chart fails.
        write_table(lineage, room / "lineage.csv", signature=series.signature)
        steps = _steps(series.alignments)
        write_table(steps, room / "steps.csv", signature=series.signature)
        table = ideas(plans)
        write_table(
            table, room / "ideas.csv", signature=table.attrs["signature"]
        )
        figures, failed = make_figures(
            _sections(series, lineage, themes, tuple(terms), lang),
            room,
            lang=lang,
        )
        files = sorted(path.name for path in room.iterdir())
        views = [_view(figure, lang) for figure in figures]
        if len(table):
            views.append(_ideas_view(table, lang))
        page = fill_template(
            "series.html",
            {
                "language": "zh-Hans" if lang == "zh" else "en",
                "lang": lang,
                "language_of": plans[0].metadata.language or "zh",
                "words": words,
                "first": plans[0].title,
                "last": plans[-1].title,
                "banners": _banners(plans, failed, words),
                "plans": _plans_view(plans, lang),
                "steps": _steps_view(steps, lang),
                "figures": views,
                "signatures": [
                    series.signature,
                    *(alignment.signature for alignment in series.alignments),
                ],
                "files": files,
            },
            style="page.css",
            font=True,
        )
        (room / "index.html").write_text(page, encoding="utf-8")
    return target / "index.html"


def _signature(
    plans: Sequence[Document], alignments: Sequence[Alignment]
) -> str:
    """Name the plans and every choice of their alignments."""
    return signature(
        series="|".join(
            f"{plan.id}@{plan.source.sha256[:12]}" for plan in plans
        ),
        unit="clause",
        alignments=fingerprint("\n".join(a.signature for a in alignments)),
    )


def _sections(
    series: _Series,
    lineage: pd.DataFrame,
    codebook: Codebook,
    terms: tuple[str, ...],
    lang: Language,
) -> Iterator[tuple[str, Callable[[], Section | None]]]:
    """Name the sections with what makes each, in the order of the page."""

    def flows() -> Section:
        table = flow_table(series.alignments)
        table.attrs["signature"] = series.signature
        return tabled("flows", plot_flows(table, lang=lang), table)

    def shares() -> Section | None:
        if len(series.whole) < 2:  # digests have no shares
            return None
        table = theme_shares(series.plans, codebook)
        return tabled("shares", plot_theme_shares(table, lang=lang), table)

    def trajectories() -> Section | None:
        plans = series.whole
        chosen = terms or _telling(plans)
        if len(plans) < 2 or not chosen:
            return None
        table = pd.concat(
            [dispersion(plans, term).assign(term=term) for term in chosen],
            ignore_index=True,
        )
        table.attrs["signature"] = series.signature
        chart = plot_term_trajectories(table, lang=lang)
        return tabled("trajectories", chart, table)

    yield (
        "lineage",
        lambda: tabled("lineage", plot_lineage(lineage, lang=lang), lineage),
    )
    yield (
        "origins",
        lambda: Section(
            "origins", plot_origins(lineage, lang=lang), series.signature
        ),
    )
    yield "flows", flows
    yield "shares", shares
    yield "trajectories", trajectories


def _telling(plans: Sequence[Document]) -> tuple[str, ...]:
    """Choose the terms that tell the first and the last plan apart."""
    if len(plans) < 2:
        return ()
    try:
        table = keyness(plans[0], plans[-1])
    except ClauseError:  # a plan without words
        return ()
    order = table.sort_values("keyness", kind="stable")
    found = [*order["term"].head(_TERMS), *order["term"].tail(_TERMS)[::-1]]
    return tuple(dict.fromkeys(map(str, found)))


def _steps(alignments: Sequence[Alignment]) -> pd.DataFrame:
    """Count what happened from plan to plan, one row per step and change."""
    rows = []
    for alignment in alignments:
        counts = diff_table(alignment)["change"].value_counts(sort=False)
        rows += [
            (alignment.reference.id, alignment.target.id, str(name), int(n))
            for name, n in sorted(counts.items())
            if n
        ]
    return pd.DataFrame(
        rows, columns=["reference", "target", "change", "rows"]
    )


def _banners(
    plans: Sequence[Document],
    failed: Sequence[tuple[str, str]],
    words: Mapping[str, str],
) -> list[str]:
    """Say what a reader must know before the numbers."""
    notes = [
        f"{words['digest_banner'].format(plan=plan.id)} "
        f"{words['upgrade'].format(plan=plan.id)}"
        for plan in plans
        if plan.is_digest
    ]
    return notes + [
        words["section_failed"].format(section=words[key], reason=reason)
        for key, reason in failed
    ]


def _plans_view(plans: Sequence[Document], lang: Language) -> dict[str, Any]:
    """List the plans of the series."""
    return {
        "columns": [
            column_word(name, lang)
            for name in ("id", "title", "period", "clauses", "fidelity")
        ],
        "rows": [
            [
                plan.id,
                plan.title,
                "–".join(map(str, plan.metadata.period or ())) or "–",
                str(len(plan)),
                value_word("fidelity", plan.fidelity, lang),
            ]
            for plan in plans
        ],
    }


def _steps_view(steps: pd.DataFrame, lang: Language) -> dict[str, Any]:
    """Set the changes of each step side by side."""
    words = read_words(lang)
    names = list(dict.fromkeys(steps["change"]))
    found: dict[tuple[str, str], dict[str, int]] = {}
    for row in records(steps):
        step = str(row["reference"]), str(row["target"])
        found.setdefault(step, {})[str(row["change"])] = int(row["rows"])
    return {
        "columns": [
            words["steps"],
            *(change_word(name, words) for name in names),
        ],
        "rows": [
            [f"{a} → {b}", *(str(counts.get(name, 0)) for name in names)]
            for (a, b), counts in found.items()
        ],
    }


def _view(figure: Figure, lang: Language) -> dict[str, Any]:
    """Describe a chart and the table below it."""
    table = figure.table
    if table is not None and figure.key == "lineage":
        table = table[table["plans"] > 1].sort_values(
            "plans", ascending=False, kind="stable"
        )
    return {
        "key": figure.key,
        "data": figure.data,
        "alt": figure.alt,
        "caption": figure.caption,
        "note": "",
        "table": _cells(table, figure.key, lang),
    }


def _ideas_view(table: pd.DataFrame, lang: Language) -> dict[str, Any]:
    """Describe the table of ideas, those that came or went first."""
    moving = table["course"] != "stays"
    words = read_words(lang)
    return {
        "key": "ideas",
        "data": "",
        "alt": "",
        "caption": "",
        "note": " ".join([words["ideas_note"], *table.attrs["notices"]]),
        "table": _cells(
            pd.concat([table[moving], table[~moving]]), "ideas", lang
        ),
    }


def _cells(
    table: pd.DataFrame | None, key: str, lang: Language
) -> dict[str, Any]:
    """Write the first rows of a table out."""
    if table is None:
        return {"columns": [], "rows": []}
    names = [name.format(lang) for name in _SHOWN[key]]
    return {
        "columns": [column_word(name, lang) for name in names],
        "rows": [
            [_plain(name, row[name], lang) for name in names]
            for row in records(table[names].head(_ROWS))
        ],
    }


def _plain(name: str, value: object, lang: Language) -> str:
    """Write a cell for a reader."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.3f}"
    parts = str(value).split("; ") if name == "departure" else [str(value)]
    return "; ".join(
        dict.fromkeys(value_word(name, part, lang) for part in parts)
    )
