"""The command line: parses arguments, calls the library, prints.

Exit codes: 0 done; 1 the input cannot be used (the message says where, what
was expected, what was found and what to do); 2 the command was not
understood; 130 interrupted.
"""

from __future__ import annotations

import contextlib
import sys
import warnings
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

import plandiff
from plandiff.errors import PlandiffError, PlandiffWarning
from plandiff.frames import records
from plandiff.signature import version

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["app", "main"]

app = typer.Typer(
    name="plandiff",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help=(
        "What changed between two Chinese policy plans, clause by clause.\n\n"
        "A PLAN is an id from `plandiff list`, such as ec13, or a file of "
        "your own (txt, html, pdf, docx). The earlier plan comes first.\n\n"
        "Begin with `plandiff list`, then `plandiff report ec13 ec14`."
    ),
)
console = Console()
errors = Console(stderr=True)


class Form(StrEnum):
    """How a table is printed."""

    text = "text"
    csv = "csv"
    json = "json"


class Order(StrEnum):
    """Whose order the rows of a diff follow."""

    target = "target"
    reference = "reference"


class Language(StrEnum):
    """Language of labels in charts and pages."""

    zh = "zh"
    en = "en"


_QUANTITY_COLUMNS = (
    *("clause_id", "printed", "value", "unit", "year"),
    *("kind", "role", "subject"),
)
_LEDGER_COLUMNS = (
    *("plan", "indicator", "year", "target", "outcome", "unit"),
    *("verdict", "weak", "caveats"),
)
_CHECK_COLUMNS = (
    *("clause_id", "printed", "base_year", "base", "year", "level"),
    *("stated", "implied", "fits", "reason"),
)

Plan = Annotated[str, typer.Argument(metavar="PLAN", help="An id or a file.")]
Plans = Annotated[
    list[str],
    typer.Argument(metavar="PLAN...", help="Ids or files, earliest first."),
]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print the table as CSV.")]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print the table as JSON.")
]
Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="File to write."),
]
Lang = Annotated[Language, typer.Option(help="Language of labels.")]


def main() -> None:
    """Run the command line; errors of the library become one message."""
    warnings.showwarning = _show_warning
    try:
        app()
    except PlandiffError as error:
        errors.print(f"[red]plandiff:[/red] {escape(str(error))}")
        sys.exit(1)


@app.callback(invoke_without_command=True)
def _frame(
    show_version: Annotated[
        bool, typer.Option("--version", help="Print the version.")
    ] = False,
) -> None:
    if show_version:
        console.print(f"plandiff {version()}")
        raise typer.Exit


@app.command("list")
def list_plans(csv: AsCsv = False, json: AsJson = False) -> None:
    """List the plans that the corpus knows, with what we hold of each."""
    table = plandiff.load_corpus().catalog
    show_table(
        table,
        form=_form(csv, json),
        title="Plans",
        columns=["id", "title", "fidelity", "first_year", "last_year"],
    )


@app.command()
def show(
    plan: Plan,
    clause: Annotated[
        str | None,
        typer.Argument(help="A clause, such as 3.1.2; all by default."),
    ] = None,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Show the clauses of a plan, or one clause with its place."""
    document = find_plan(plan)
    table = document.clauses
    if clause is not None:
        table = table[table["clause_id"] == document[clause].id]
    form = _form(csv, json)
    if form is not Form.text:
        show_table(table, form=form)
        return
    console.print(escape(repr(document)))
    for row in records(table):
        place = escape(row["path"])
        console.print(f"[bold]{escape(row['clause_id'])}[/bold] {place}")
        console.print(f"  {escape(row['text'])}")
    for notice in document.notices:
        errors.print(f"[yellow]notice:[/yellow] {escape(notice)}")


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
    lang: Lang = Language.en,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Show how a file is read: outline, counts, notices, account."""
    from plandiff.output.inspection import account_summary, write_inspection

    path = Path(file)
    if path.exists() and path.suffix != ".toml":
        document = plandiff.read_document(
            path, profile=profile, encoding=encoding, column=column, row=row
        )
    else:
        document = find_plan(file)
    form = _form(csv, json)
    if form is not Form.text:
        show_table(document.account(), form=form)
        return
    console.print(escape(repr(document)))
    for heading in document.headings:
        indent = "  " * heading.level
        console.print(f"{indent}{escape(heading.label)} ", end="", style="dim")
        console.print(escape(heading.title))
    kinds = document.clauses["kind"].value_counts()
    counts = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    console.print(f"Clauses: {counts or 'none'}")
    show_table(account_summary(document), title="Account of every character")
    for notice in document.notices:
        errors.print(f"[yellow]notice:[/yellow] {escape(notice)}")
    if html is not None:
        page = write_inspection(document, html, lang=lang.value)
        console.print(f"Open {escape(str(page.resolve()))}", soft_wrap=True)


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
    console.print(escape(f"Added: {addition.document!r}"))


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
    console.print(escape(f"Here: {addition.document!r}"))


@app.command()
def align(
    reference: Plan,
    target: Plan,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Link the clauses of two plans; the surest links say why."""
    alignment = align_plans(reference, target)
    form = _form(csv, json)
    show_table(
        alignment.links,
        form=form,
        title=repr(alignment),
        columns=["reference_id", "target_id", "confidence", "evidence"],
    )
    if form is Form.text:
        console.print(escape(alignment.signature), style="dim")


@app.command()
def diff(
    reference: Plan,
    target: Plan,
    output: Output = None,
    tracked: Annotated[
        bool, typer.Option(help="In a docx, use real tracked changes.")
    ] = False,
    redline: Annotated[
        bool, typer.Option(help="Print what changed, word by word.")
    ] = False,
    order: Annotated[
        Order, typer.Option(help="Whose order the rows follow.")
    ] = Order.target,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Say what happened to each clause; -o writes it by suffix."""
    alignment = align_plans(reference, target)
    if output is not None:
        written = plandiff.write_diff(
            alignment, output, tracked=tracked, order=order.value
        )
        console.print(f"Written: {escape(str(written))}")
        return
    if redline:
        show_redlines(alignment, order)
        return
    show_table(
        plandiff.diff_table(alignment, order=order.value),
        form=_form(csv, json),
        title=repr(alignment),
        columns=[
            *("reference_id", "target_id", "change", "moved"),
            *("confidence", "target_title"),
        ],
    )


@app.command()
def themes(
    reference: Plan,
    target: Plan,
    codebook: Annotated[
        str, typer.Option(help="A bundled codebook, or a TOML or CSV file.")
    ] = "ecommerce",
    clauses: Annotated[
        str | None, typer.Option(help="Show the clauses of one theme.")
    ] = None,
    output: Output = None,
    lang: Lang = Language.zh,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Show which themes grew or shrank; -o draws a png, svg or pdf."""
    book = plandiff.load_codebook(codebook)
    alignment = align_plans(reference, target)
    if clauses is not None:
        show_table(
            plandiff.drill(alignment, book, clauses),
            form=_form(csv, json),
            title=repr(alignment),
            columns=["clause_id", "change", "terms", "title"],
        )
        return
    with working("Resampling clauses"):
        table = plandiff.theme_shift(alignment, book)
    if output is not None:
        from plandiff.output.plots.style import save_chart

        chart = plandiff.plot_theme_shift(table, lang=lang.value)
        console.print(f"Written: {escape(str(save_chart(chart, output)))}")
        return
    show_table(
        table,
        form=_form(csv, json),
        title=repr(alignment),
        columns=[
            *("theme", "name_zh", "reference_share", "target_share"),
            *("shift", "low", "high", "p_adjusted"),
        ],
    )
    show_note(table)


@app.command()
def keyness(
    reference: Plan,
    target: Plan,
    boilerplate: Annotated[
        bool,
        typer.Option(help="Count political formulas and bodies in charge."),
    ] = True,
    output: Output = None,
    lang: Lang = Language.zh,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Show which terms are typical of either plan; -o draws them."""
    from plandiff.analysis.terms.keyness import KeynessOptions
    from plandiff.analysis.terms.phrases import TermOptions

    aside = TermOptions(boilerplate="keep" if boilerplate else "aside")
    table = plandiff.keyness(
        find_plan(reference),
        find_plan(target),
        options=KeynessOptions(terms=aside),
    )
    if output is not None:
        from plandiff.output.plots.style import save_chart

        chart = plandiff.plot_keyness(table, lang=lang.value)
        console.print(f"Written: {escape(str(save_chart(chart, output)))}")
        return
    show_table(
        table,
        form=_form(csv, json),
        columns=[
            *("term", "reference_count", "target_count", "keyness"),
            *("g2", "p_adjusted", "p_clauses_adjusted"),
        ],
    )
    show_note(table)


@app.command()
def evaluate(
    reference: Plan,
    target: Plan,
    gold: Annotated[
        Path, typer.Argument(help="CSV: reference_id, target_id, strength.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Draw calibration: png, svg."),
    ] = None,
    lang: Lang = Language.zh,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Score the links of two plans against links made by hand."""
    alignment = align_plans(reference, target)
    scores = plandiff.evaluate(alignment, gold)
    show_table(scores, form=_form(csv, json), title=repr(alignment))
    if output is not None:
        from plandiff.evaluation.scores import reliability_table
        from plandiff.output.plots.evaluation import plot_reliability
        from plandiff.output.plots.style import save_chart

        table = reliability_table([alignment], [gold])
        chart = save_chart(plot_reliability(table, lang=lang.value), output)
        errors.print(f"Written: {escape(str(chart))}")


@app.command()
def indicators(
    plans: Annotated[
        list[str] | None,
        typer.Argument(metavar="PLAN...", help="Ids or files."),
    ] = None,
    ledger: Annotated[
        bool, typer.Option(help="Set targets against outcomes.")
    ] = False,
    check: Annotated[
        bool, typer.Option(help="Check the growth that the plans state.")
    ] = False,
    output: Output = None,
    lang: Lang = Language.zh,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """List the quantities that plans state; -o draws them."""
    from plandiff.analysis.indicators.arithmetic import check_arithmetic
    from plandiff.analysis.indicators.ledger import ledger as make_ledger

    found = plandiff.indicator_table(find_plan(plan) for plan in plans or ())
    table, columns = found, [*_QUANTITY_COLUMNS]
    if ledger:
        table, columns = make_ledger(found), [*_LEDGER_COLUMNS]
    if check and output is not None:
        raise typer.BadParameter("--check is a table; leave -o out.")
    if check:
        table, columns = check_arithmetic(found), [*_CHECK_COLUMNS]
    if output is not None:
        from plandiff.output.plots.style import save_chart

        chart = plandiff.plot_indicators(table, lang=lang.value)
        console.print(f"Written: {escape(str(save_chart(chart, output)))}")
        return
    show_table(table, form=_form(csv, json), columns=columns)


@app.command()
def commitment(
    plans: Annotated[
        list[str], typer.Argument(metavar="PLAN...", help="Ids or files.")
    ],
    profile: Annotated[
        bool, typer.Option(help="Show the shares of the grades.")
    ] = False,
    output: Output = None,
    lang: Lang = Language.zh,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Grade how firmly each clause commits; -o draws the profile."""
    from plandiff.analysis.commitment.table import commitment_profile

    table = plandiff.commitment(find_plan(plan) for plan in plans)
    if output is not None:
        from plandiff.output.plots.style import save_chart

        chart = plandiff.plot_commitment(table, lang=lang.value)
        console.print(f"Written: {escape(str(save_chart(chart, output)))}")
        return
    columns = ["clause_id", "mode", "force", "mean", "verbs", "actors"]
    if profile:
        table = commitment_profile(table)
        columns = [str(name) for name in table]
    show_table(table, form=_form(csv, json), columns=columns)


@app.command()
def report(
    reference: Annotated[
        str, typer.Argument(metavar="PLAN", help="An id or a file.")
    ] = "ec13",
    target: Annotated[
        str, typer.Argument(metavar="PLAN", help="An id or a file.")
    ] = "ec14",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Folder; reports/A-B by default."),
    ] = None,
    lang: Lang = Language.zh,
) -> None:
    """Write a page with tables and charts; ec13 and ec14 by default."""
    alignment = align_plans(reference, target)
    folder = output or Path(
        "reports", f"{alignment.reference.id}-{alignment.target.id}"
    )
    with working(f"Writing {folder}"):
        page = plandiff.write_report(alignment, folder, lang=lang.value)
    console.print(escape(repr(alignment)))
    console.print(f"Open {escape(str(page.resolve()))}", soft_wrap=True)


@app.command()
def review(
    plans: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PLAN PLAN]", help="Ids or files."),
    ] = None,
    output: Output = None,
    apply: Annotated[
        Path | None,
        typer.Option(help="A filled sheet to turn into corrections."),
    ] = None,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(help="Two readers' filled sheets to compare."),
    ] = None,
    who: Annotated[str, typer.Option(help="The reader's name.")] = "",
    most: Annotated[
        int, typer.Option(min=1, help="Clauses asked about at most.")
    ] = 40,
) -> None:
    r"""Let readers decide the links that the machine is not sure of.

    \b
    plandiff review A B -o sheet.xlsx            write a sheet to fill in
    plandiff review --apply sheet.xlsx -o c.csv  make corrections of it
    plandiff review --compare one.xlsx two.xlsx  say how far two agree
    """
    from plandiff.analysis.diff import review as sheets
    from plandiff.output.reviewbook import write_review

    if compare is not None:
        first, second = (sheets.read_review(path) for path in compare)
        show_table(sheets.agreement(first, second), title="Agreement")
        show_table(sheets.disagreements(first, second), title="Disagreements")
        return
    if apply is not None:
        decided = sheets.read_review(apply)
        place = output or apply.with_suffix(".corrections.csv")
        written = sheets.write_corrections(decided, place)
        console.print(f"{len(decided)} decisions: {escape(str(written))}")
        return
    if plans is None or len(plans) != 2 or output is None:
        raise typer.BadParameter(
            "Name two plans and a sheet to write: A B -o sheet.xlsx"
        )
    alignment = align_plans(*plans)
    sheet = sheets.review_sheet(alignment, most=most)
    written = write_review(sheet, alignment, output, who=who)
    console.print(f"{len(sheet)} pairs to decide: {escape(str(written))}")


@app.command()
def trace(
    clause: Annotated[
        str, typer.Argument(help="A clause, such as ec14:3.1.2.")
    ],
    plans: Plans,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Follow one clause through several plans, earliest first."""
    with working("Aligning"):
        table = plandiff.trace(clause, [find_plan(plan) for plan in plans])
    show_table(
        table,
        form=_form(csv, json),
        title=clause,
        columns=[name for name in table.columns if name != "text"],
    )


@app.command()
def lineage(
    plans: Plans,
    output: Output = None,
    lang: Lang = Language.zh,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Say where all clauses come from; -o draws the flow of chapters."""
    documents = [find_plan(plan) for plan in plans]
    with working("Aligning"):
        alignments = [plandiff.align(*pair) for pair in pairwise(documents)]
    if output is not None:
        from plandiff.output.plots.style import save_chart

        flows = plandiff.flow_table(alignments)
        chart = plandiff.plot_flows(flows, lang=lang.value)
        written = save_chart(chart, output)
        console.print(f"Written: {escape(str(written))}")
        return
    table = plandiff.lineage_table(documents, alignments=alignments)
    show_table(
        table,
        form=_form(csv, json),
        columns=[n for n in table.columns if n not in ("title", "chapter")],
    )


def show_redlines(alignment: plandiff.Alignment, order: Order) -> None:
    """Print each group of clauses with its redline.

    Where the output is not a terminal, brackets stand for colours.
    """
    from plandiff.analysis.diff.groups import diff_groups
    from plandiff.analysis.redlines.renderings import visible

    for group in diff_groups(alignment, order=order.value):
        ids = " → ".join(
            " + ".join(clause.id for clause in clauses) or "–"
            for clauses in (group.references, group.targets)
        )
        marks = [group.change, *["moved"] * group.moved]
        console.print(f"[bold]{escape(ids)}[/bold] {', '.join(marks)}")
        change = group.redline()
        if change is None:
            texts = (*group.references, *group.targets)
            console.print(Text("\n".join(visible(c.text) for c in texts)))
        elif console.is_terminal:
            console.print(Text.from_ansi(change.to_ansi()))
        else:
            console.print(Text(visible(change.to_text())), soft_wrap=True)
        console.print()


def find_plan(plan: str) -> plandiff.Document:
    """Return the document that an argument names: an id or a file."""
    from plandiff.corpus.entries import read_plan

    path = Path(plan)
    if path.suffix and path.is_file():
        return read_plan(path, id=path.stem)
    return plandiff.load_corpus()[plan]


def show_checks(checks: pd.DataFrame) -> None:
    """Show how a file compares with what is known of the plan."""
    if len(checks):
        show_table(checks, title="Checked against what is known")
    else:
        console.print("Nothing is known of this plan to check it against.")


def align_plans(reference: str, target: str) -> plandiff.Alignment:
    """Read and align two plans, showing that work goes on."""
    with working(f"Aligning {reference} and {target}"):
        return plandiff.align(find_plan(reference), find_plan(target))


@contextlib.contextmanager
def working(what: str) -> Iterator[None]:
    """Show that work goes on; quiet where the output is not a terminal."""
    if not errors.is_terminal:
        yield
        return
    with errors.status(escape(what) + " …"):
        yield


def show_table(
    table: pd.DataFrame,
    *,
    form: Form = Form.text,
    title: str = "",
    columns: Sequence[str] | None = None,
) -> None:
    """Print a table for a reader, or as CSV or JSON for a script.

    `columns` are those that a reader is shown; a script gets all.
    """
    if form is Form.csv:
        sys.stdout.write(table.to_csv(index=False, lineterminator="\n"))
        return
    if form is Form.json:
        sys.stdout.write(
            table.to_json(orient="records", force_ascii=False, indent=1)
        )
        sys.stdout.write("\n")
        return
    shown = table[list(columns)] if columns else table
    printed = Table(title=escape(title) or None, title_justify="left")
    for column in shown.columns:
        printed.add_column(escape(str(column)), overflow="fold")
    for row in shown.itertuples(index=False):
        printed.add_row(*(_cell(value) for value in row))
    console.print(printed)
    hidden = len(table.columns) - len(shown.columns)
    if hidden:
        console.print(f"{hidden} more columns with --csv", style="dim")


def show_note(table: pd.DataFrame) -> None:
    """Print what a table says of digests, beside the table, once."""
    for note in table["note"].dropna().unique():
        errors.print(f"[yellow]note:[/yellow] {escape(str(note))}")


def _cell(value: object) -> str:
    if value is None or str(value) in ("<NA>", "nan"):
        return "–"
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, (tuple, list)):
        return escape("; ".join(str(part) for part in value))
    return escape(str(value))


def _form(csv: bool, json: bool) -> Form:
    if csv and json:
        raise typer.BadParameter("Choose one of --csv and --json.")
    if csv:
        return Form.csv
    return Form.json if json else Form.text


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    *_: object,
    **__: object,
) -> None:
    """Print the library's own warnings on one line; hide the others."""
    if issubclass(category, PlandiffWarning):
        errors.print(f"[yellow]warning:[/yellow] {escape(str(message))}")
