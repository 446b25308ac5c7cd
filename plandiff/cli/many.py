"""Commands about many plans: series, reuse, diffusion, kwic."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import plandiff
from plandiff.cli.frame import (
    AsCsv,
    AsJson,
    Form,
    Lang,
    Output,
    Plans,
    app,
    console,
    errors,
    find_plan,
    form_of,
    say_written,
    show_table,
    working,
)
from plandiff.cli.language import Language, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from distributed import Client

    from plandiff.scale.pairs import Alignments

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE...",
        help="A folder, a table (csv, jsonl, parquet), ids, files.",
    ),
]

Scheduler = Annotated[
    str | None,
    typer.Option(help="Address of a Dask scheduler to do the work."),
]

Minimum = Annotated[
    float, typer.Option(help="Lowest similarity of a near copy.")
]

_REUSE_COLUMNS = (
    *("reference_id", "target_id", "similarity", "shared_characters"),
    *("verbatim", "reference_copies"),
)

_PASSAGE_COLUMNS = (
    *("reference_id", "target_id", "passage", "characters"),
    *("reference_start", "target_start"),
)

_DIFFUSION_COLUMNS = (
    *("source_id", "taker_id", "similarity", "order"),
    *("lag_least", "lag_most", "reason"),
)


@app.command()
def series(
    plans: Plans,
    clauses: Annotated[
        bool, typer.Option("--clauses", help="Show the way of each clause.")
    ] = False,
    store: Annotated[
        Path | None,
        typer.Option(help="Folder of finished pairs, to go on from."),
    ] = None,
    scheduler: Scheduler = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Folder for a report."),
    ] = None,
    codebook: Annotated[
        str, typer.Option(help="Themes to follow in the report.")
    ] = "ecommerce",
    term: Annotated[
        list[str] | None,
        typer.Option(help="A term to follow in the report; again for more."),
    ] = None,
    lang: Lang = Language.zh,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Align each plan with the next: what stayed, came and went."""
    from plandiff.analysis.diff.lineage import lineage_table

    documents = [find_plan(plan) for plan in plans]
    if len(documents) < 2:
        raise typer.BadParameter("A series has two plans or more.")
    alignments = plandiff.align_many(
        documents, client=_client(scheduler), folder=store
    )
    if output is not None:
        with working("Writing"):
            page = plandiff.write_series(
                documents,
                output,
                alignments=list(alignments.values()),
                codebook=codebook,
                terms=term or (),
                lang=lang.value,
            )
        say_written(page)
        return
    if clauses:
        table = lineage_table(documents, alignments=list(alignments.values()))
        show_table(
            table,
            form=form_of(csv, json),
            columns=["clause_id", "title", "origin", "plans", "departure"],
        )
        return
    show_table(_steps(alignments), form=form_of(csv, json))


@app.command()
def reuse(
    sources: Sources,
    minimum: Minimum = 0.3,
    exact: Annotated[
        bool, typer.Option(help="Miss no near copy; slower.")
    ] = False,
    within: Annotated[
        bool, typer.Option(help="Copies in the same document too.")
    ] = False,
    passages: Annotated[
        bool,
        typer.Option("--passages", help="Shared passages, with offsets."),
    ] = False,
    least: Annotated[
        int, typer.Option(help="Letters of the shortest passage.")
    ] = 10,
    scheduler: Scheduler = None,
    output: Output = None,
    lang: Lang = Language.zh,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Find near copies of clauses in many plans; -o streams to Parquet."""
    from plandiff.scale.reuse import write_reuse

    documents = list(_documents(sources))
    client = _client(scheduler)
    if output is not None:
        if passages:
            raise typer.BadParameter(
                "-o writes near copies; print passages with --csv."
            )
        if output.suffix.lower() != ".parquet":
            raise typer.BadParameter(
                "-o writes .parquet; for CSV print with --csv."
            )
        with working("Searching"):
            path = write_reuse(
                documents,
                output,
                minimum,
                client,
                exact=exact,
                within=within,
            )
        say_written(Path(path))
        return
    with working("Searching"):
        table = plandiff.reuse(
            documents, minimum, client, exact=exact, within=within
        )
    if passages:
        try:
            shared = plandiff.passages(table, documents, least)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from error
        _show(shared, form_of(csv, json), _PASSAGE_COLUMNS, "characters")
        return
    _show(table, form_of(csv, json), _REUSE_COLUMNS, "similarity")
    errors.print(table.attrs["notices"][-1], style="dim")


@app.command()
def diffusion(
    sources: Sources,
    minimum: Minimum = 0.3,
    network: Annotated[
        bool, typer.Option("--network", help="Sum up by document.")
    ] = False,
    by: Annotated[
        str | None,
        typer.Option(help="Column of the table to sum up by: province …"),
    ] = None,
    resonance: Annotated[
        bool,
        typer.Option("--resonance", help="What is new and what is taken up."),
    ] = False,
    lang: Lang = Language.zh,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Say who wrote first and who took over, as far as dates tell."""
    from plandiff.scale import diffusion as room

    if by is not None and len(sources) > 1:
        raise typer.BadParameter("--by needs one table as the source.")
    groups = None
    if by is not None:
        collected = plandiff.read_documents(sources[0])
        documents, groups = list(collected), collected.column(by)
    else:
        documents = list(_documents(sources))
    with working("Searching"):
        found = plandiff.reuse(documents, minimum)
    form = form_of(csv, json)
    if resonance:
        show_table(room.resonance(found, documents), form=form)
        return
    table = room.diffusion(found, documents)
    for notice in table.attrs["notices"]:
        errors.print(notice, style="dim", markup=False)
    if network or by is not None:
        show_table(room.network(table, groups), form=form)
        return
    _show(table, form, _DIFFUSION_COLUMNS, "similarity")


@app.command()
def kwic(
    pattern: Annotated[
        str, typer.Argument(help="A word or a regular expression.")
    ],
    sources: Sources,
    window: Annotated[
        int, typer.Option(help="Characters on either side.")
    ] = 20,
    counts: Annotated[
        bool, typer.Option("--counts", help="Count by document instead.")
    ] = False,
    lang: Lang = Language.zh,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Show where a word stands, line by line."""
    from plandiff.scale.concordance import dispersion

    documents = list(_documents(sources))
    try:
        if counts:
            table = dispersion(documents, pattern)
        else:
            table = plandiff.kwic(documents, pattern, window)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    show_table(
        table,
        form=form_of(csv, json),
        columns=None if counts else ["clause_id", "left", "match", "right"],
    )


def _documents(sources: list[str]) -> Iterator[plandiff.Document]:
    """Read the plans that arguments name: folders, tables, ids, files."""
    from plandiff.scale.places import is_address

    for source in sources:
        if is_address(source) or _is_many(Path(source)):
            yield from plandiff.read_documents(source)
        else:
            yield find_plan(source)


def _is_many(path: Path) -> bool:
    try:
        return path.is_dir() or path.suffix.lower() in (
            *(".csv", ".tsv", ".parquet"),
            *(".jsonl", ".ndjson"),
        )
    except OSError:  # a name that no file can have
        return False


def _client(address: str | None) -> Client | None:
    if address is None:
        return None
    from plandiff.scale.cluster import connect

    return connect(address)


def _steps(alignments: Alignments) -> pd.DataFrame:
    """Count changes from plan to plan, one row per step."""
    import pandas as pd

    rows = []
    for (earlier, later), alignment in alignments.items():
        changes = plandiff.diff_table(alignment)["change"].value_counts()
        rows.append(
            {
                "reference": earlier,
                "target": later,
                "links": len(alignment.links),
                **{str(name): int(n) for name, n in changes.items() if n},
            }
        )
    table = pd.DataFrame(rows)
    return table.astype(
        {
            name: "Int64"
            for name in table
            if name not in ("reference", "target")
        }
    )


def _show(
    table: pd.DataFrame, form: Form, columns: tuple[str, ...], by: str
) -> None:
    """Show a reader the highest rows of a long table, a script all."""
    most = 40
    shown = table
    if form is Form.text and len(table) > most:
        shown = table.sort_values(by, ascending=False, kind="stable")[:most]
    show_table(shown, form=form, columns=list(columns))
    if len(shown) < len(table):
        console.print(
            say("cli_more_rows", n=len(table) - len(shown)), style="dim"
        )
