"""Commands about one plan: list, show, inspect, add, fetch."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

import plandiff
from plandiff.cli.frame import (
    AsCsv,
    AsJson,
    Form,
    Lang,
    Plan,
    app,
    console,
    find_plan,
    form_of,
    name_document,
    show_remark,
    show_table,
    stands,
    working,
)
from plandiff.cli.language import Language, say, screen
from plandiff.frames import records


class CitationForm(StrEnum):
    """How a citation is written."""

    text = "text"
    bibtex = "bibtex"
    csl = "csl"


if TYPE_CHECKING:
    import pandas as pd

    from plandiff.document import Document


@app.command("list")
def list_plans(
    lang: Lang = Language.zh,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """List the plans that the corpus knows, with what we hold of each."""
    table = plandiff.load_corpus().catalog
    show_table(
        table,
        form=form_of(csv, json),
        title=say("cli_plans"),
        columns=["id", "title", "fidelity", "first_year", "last_year"],
    )


@app.command()
def show(
    plan: Plan,
    clause: Annotated[
        str | None,
        typer.Argument(
            help="A clause or section: 3.1.2, 3.1, 三、; else all."
        ),
    ] = None,
    lang: Lang = Language.zh,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Show the clauses of a plan, or one clause with its place."""
    document = find_plan(plan)
    table = document.clauses
    if clause is not None:
        table = table[table["clause_id"].isin(_named(document, clause))]
    form = form_of(csv, json)
    if form is not Form.text:
        show_table(table, form=form)
        return
    console.print(escape(name_document(document)))
    for row in records(table):
        page = "" if row["page"] is None else f" (p. {row['page']})"
        place = escape(row["path"]) + page
        console.print(f"[bold]{escape(row['clause_id'])}[/bold] {place}")
        console.print(f"  {escape(row['text'])}")
    for notice in document.notices:
        show_remark("notice", notice)


def _named(document: Document, place: str) -> set[str]:
    """Return the ids of a clause, or of those under a number or a label."""
    bare = place.removeprefix(f"{document.id}:")
    inside = {c.id for c in document if c.place.startswith(f"{bare}.")}
    if inside and bare not in {c.place for c in document}:
        return inside
    found = document[place]
    return {c.id for c in (found if isinstance(found, tuple) else (found,))}


@app.command()
def cite(
    plan: Plan,
    clause: Annotated[
        str | None, typer.Argument(help="A clause; the whole plan else.")
    ] = None,
    form: Annotated[
        CitationForm, typer.Option(help="For readers, BibTeX or CSL-JSON.")
    ] = CitationForm.text,
    lang: Lang = Language.zh,
) -> None:
    """Cite a plan or a clause, with what file it was read from."""
    cited = plandiff.cite(
        find_plan(plan), clause, form=form.value, lang=lang.value
    )
    console.print(cited, soft_wrap=True, markup=False, highlight=False)


@app.command()
def inspect(
    file: Annotated[str, typer.Argument(help="A file, or an id.")],
    html: Annotated[
        Path | None,
        typer.Option(help="Write a page with the furniture greyed out."),
    ] = None,
    profile: Annotated[
        Path | None,
        typer.Option(help="TOML with heading patterns and cut-outs."),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Of a text file; found by default.")
    ] = None,
    column: Annotated[
        str | None, typer.Option(help="Column of the text in jsonl or csv.")
    ] = None,
    row: Annotated[
        int | None, typer.Option(help="Row of a jsonl or csv, from 0.")
    ] = None,
    lang: Lang = Language.zh,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Show how a file is read: outline, counts, notices, account."""
    from plandiff.output.pages.inspection import (
        account_summary,
        write_inspection,
    )
    from plandiff.output.tables import value_word

    path = Path(file)
    if stands(path) and path.suffix != ".toml":
        document = plandiff.read_document(
            path, profile=profile, encoding=encoding, column=column, row=row
        )
    else:
        document = find_plan(file)
    form = form_of(csv, json)
    if form is not Form.text:
        show_table(document.account(), form=form)
        return
    console.print(escape(name_document(document)))
    for heading in document.headings:
        indent = "  " * heading.level
        console.print(f"{indent}{escape(heading.label)} ", end="", style="dim")
        number = document.page_of(heading.start)
        console.print(escape(heading.title), end="" if number else "\n")
        if number:
            console.print(f" · p. {number}", style="dim")
    kinds = document.clauses["kind"].value_counts()
    counts = ", ".join(
        f"{count} {value_word('kind', str(kind), screen())}"
        for kind, count in kinds.items()
    )
    console.print(f"{say('cli_clauses')}: {counts or say('cli_none')}")
    if document.page_starts:
        console.print(f"{say('cli_pages')}: {len(document.page_starts)}")
    show_table(account_summary(document), title=say("cli_account"))
    for notice in document.notices:
        show_remark("notice", notice)
    if html is not None:
        page = write_inspection(document, html, lang=lang.value)
        place = escape(str(page.resolve()))
        console.print(say("cli_open", path=place), soft_wrap=True)


@app.command()
def add(
    id: Annotated[str, typer.Argument(help="Id to add it under.")],
    file: Annotated[Path, typer.Argument(help="The plan's file.")],
    fidelity: Annotated[
        str, typer.Option(help="full, or excerpt if parts are missing.")
    ] = "full",
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace an earlier file.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Add it though checks fail.")
    ] = False,
    profile: Annotated[
        Path | None,
        typer.Option(help="Overrides for reading the file, kept with it."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only check; add nothing.")
    ] = False,
    lang: Lang = Language.zh,
) -> None:
    """Add your own file of a plan; every command then uses it.

    The file is first checked against what is known of the plan: title,
    issuers, number, period, and the figures of the digest. The outcome is
    shown, and a file that does not look like the plan is refused.
    """
    if check:
        from plandiff.corpus.checking import check_against
        from plandiff.corpus.entries import read_plan

        document = read_plan(file, id=id, profile=profile)
        show_checks(check_against(document))
        return
    addition = plandiff.add(
        id,
        file,
        fidelity=fidelity,
        replace_existing=replace,
        force=force,
        profile=profile,
        show=show_checks,
    )
    said = name_document(addition.document)
    console.print(escape(say("cli_added", document=said)))


@app.command()
def fetch(
    id: Annotated[str, typer.Argument(help="Id from `plandiff list`.")],
    address: Annotated[
        str | None, typer.Option(help="Web address; the catalog's else.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Fetch it anew.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Add it though checks fail.")
    ] = False,
    lang: Lang = Language.zh,
) -> None:
    """Get a plan from the web and add it; its SHA-256 is kept."""
    with working(f"Fetching {id}"):
        addition = plandiff.fetch(
            id,
            address=address,
            replace_existing=replace,
            force=force,
            show=show_checks,
        )
    said = name_document(addition.document)
    console.print(escape(say("cli_here", document=said)))
    console.print(f"SHA-256: {addition.entry.sha256}", style="dim")


def show_checks(checks: pd.DataFrame) -> None:
    """Show how a file compares with what is known of the plan."""
    if len(checks):
        show_table(checks, title=say("cli_checked"))
    else:
        console.print(say("cli_unchecked"))
